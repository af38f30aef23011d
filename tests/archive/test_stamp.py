import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from archive.errors import ArchiveError
from archive.stamp import CLOSE, DEFAULT_WORDING, OPEN, check_wording, is_stamped, mark_html, stamp, unstamp
from tests.archive.golden_files import golden

MARK = '<div role="note">已归档</div>'
REFERENCES = "&#24050;&#24402;&#26723;"
CONTENT = f'{OPEN}<div role="note">{REFERENCES}</div>{CLOSE}'
MOMENT = datetime(2024, 12, 31, 16, 5, 9, tzinfo=UTC)


def places(page: str) -> str:
    """The stamped page with H for the head's insertion and C for the content's."""
    stamped = stamp(page.encode("latin-1"), MARK).decode("latin-1")
    shown = stamped.replace(CONTENT, "[C]")
    return re.sub(re.escape(OPEN) + ".*?" + re.escape(CLOSE), "[H]", shown, flags=re.DOTALL)


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html><head>[H]<title>t</title></head><body class='a>b'>[C]<p>x",
        "<HTML><HEAD>[H]</HEAD><BODY>[C]x",
        "<html>[H]<body>[C]x",
        "<!doctype html>[H]<title>t</title>[C]<p>x</p>",
        "<!--c--><!doctype html><!--d--><html>\n<!--e--><head>[H]<meta charset=gbk>",
        "[H][C]just text",
        "[H][C]",
        "[H][C]<p><body>",
        "[H]<title>t</title>[C]text<body>",
        "<html>[H][C]<!-- never closed <body>",
        "<html><head>[H][C]<title>never closed<body>",
        "<html><head>[H]<script>'<body>'</script></head>[C]",
        "<html><head>[H]<noscript><img src=x><body></noscript></head><body>[C]x",
        "<html><head>[H][C]<noscript><body>",
        "<?xml version='1.0'?><!DOCTYPE html><html xmlns='x'><head>[H]<meta name='a' /></head><body>[C]",
        "\xef\xbb\xbf<html>[H]<body>[C]",
        "\xef\xbb\xbf[H][C]text",
        "<html><head>[H]</head><!-- <body> --><body>[C]",
        "<html><head>[H]<style>body{}</style><link rel=x>[C]<div>",
    ],
)
def test_the_stamp_stands_in_front_of_the_content(page: str) -> None:
    where = page if page.count("[C]") else page + "[C]"
    assert places(where.replace("[H]", "").replace("[C]", "")) == where


def test_a_meta_without_a_body_is_followed_by_the_stamp() -> None:
    assert places("<html><head><meta charset=gbk>") == "<html><head>[H]<meta charset=gbk>[C]"


def test_the_mark_is_ascii_whatever_the_charset() -> None:
    page = "<html><body>栖云县</body></html>".encode("gb18030")
    stamped = stamp(page, MARK)
    assert REFERENCES.encode() in stamped
    assert stamped.replace(page[:12], b"").isascii() or "栖云县".encode("gb18030") in stamped
    text = lxml_html.fromstring(stamped.decode("gb18030")).text_content()
    assert "已归档" in text and "栖云县" in text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_a_utf_16_page_is_stamped_in_utf_16(encoding: str, mark: str) -> None:
    page = f"{mark}<html><body>栖云县\ud800</body></html>".encode(encoding, "surrogatepass") + b"x"
    stamped = stamp(page, MARK)
    assert f"<body>{CONTENT}栖云县".encode(encoding) in stamped
    assert unstamp(stamped) == page


def test_a_page_of_frames_shows_the_mark_in_a_frame_of_its_own() -> None:
    page = b'<html><head></head><frameset cols="20%,*"><frame src="a.html"><frame src="b.html"></frameset></html>'
    stamped = stamp(page, MARK).decode()
    outer = re.search(
        r'<frameset rows="\d+,\*"><frame name="archive-stamp" src="data:text/html;charset=utf-8,([^"]*)">', stamped
    )
    assert outer is not None
    assert "%26%2324050%3B" in outer[1]
    assert f'<noframes><div role="note">{REFERENCES}</div></noframes>{CLOSE}<frameset cols' in stamped
    assert unstamp(stamped.encode()) == page


def test_a_frame_set_after_content_is_ignored_as_browsers_do() -> None:
    assert places("<body><frameset>").endswith("<body>[C]<frameset>")


def test_the_policy_forbids_everything_active_and_remote() -> None:
    stamped = stamp(b"<head></head>", MARK).decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', stamped)
    assert policy is not None
    rules = dict(rule.split(" ", 1) for rule in policy[1].split("; "))
    for kind in ("default-src", "script-src", "object-src", "connect-src", "form-action", "base-uri"):
        assert rules[kind] == "'none'"
    for kind in ("img-src", "style-src", "font-src", "media-src", "frame-src"):
        assert set(rules[kind].split()) - {"'unsafe-inline'"} == {"'self'", "file:", "data:"}


def test_scripts_run_only_where_the_site_is_excepted_and_only_stored_files() -> None:
    stamped = stamp(b"<head></head><body>x", MARK, script_mark='已归档"</style>2025').decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', stamped)
    assert policy is not None
    rules = dict(rule.split(" ", 1) for rule in policy[1].split("; "))
    assert rules["script-src"] == "'self' file:"
    for kind in ("default-src", "object-src", "connect-src", "form-action", "base-uri", "worker-src"):
        assert rules[kind] == "'none'"
    assert set(rules["img-src"].split()) == set(rules["frame-src"].split()) == {"'self'", "file:", "data:"}
    assert 'content:"\\5df2 \\5f52 \\6863 \\22 \\3c /style\\3e 2025"!important' in stamped
    assert unstamp(stamped.encode()) == b"<head></head><body>x"


def test_a_relative_link_leads_nowhere_from_the_marks_own_frame() -> None:
    mark = '<a href="portal/1.html" style="x">1</a><a href="https://b.example/">2</a>'
    stamped = stamp(b"<frameset cols='*'><frame src=a.html></frameset>", mark).decode()
    frame = re.search(r'src="data:text/html;charset=utf-8,([^"]*)"', stamped)
    assert frame is not None
    assert unquote(frame[1]).endswith('<a>1</a><a href="https://b.example/">2</a>')
    assert f"<noframes>{mark}</noframes>" in stamped


def test_the_charset_is_declared_where_it_is_given() -> None:
    page = b"<html><head><title>x</title></head>"
    assert stamp(page, MARK, charset="GB18030").startswith(f'<html><head>{OPEN}<meta charset="GB18030">'.encode())
    assert unstamp(stamp(page, MARK, charset="GB18030")) == page
    with pytest.raises(ArchiveError, match="字符集"):
        stamp(page, MARK, charset='"><script>')


@pytest.mark.parametrize(
    "meta",
    [
        '<meta charset="gb2312">',
        "<META http-equiv=Content-Type content='text/html; CharSet = gb2312'>",
        "<meta name=a content='charset=x'><meta charset=gb2312>",
    ],
)
def test_the_pages_own_charset_stays_within_the_bytes_that_browsers_look_through(meta: str) -> None:
    page = f"<html><head>{' ' * 600}{meta}</head>".encode()
    assert b'<meta charset="gb2312">' in stamp(page, MARK)[:200]
    assert unstamp(stamp(page, MARK)) == page


@pytest.mark.parametrize(
    "meta", ["", "<meta charset='\"><b>'>", "<!--<meta charset=gbk>-->", " " * 1024 + "<meta charset=gbk>"]
)
def test_no_charset_is_made_up(meta: str) -> None:
    assert b'<meta charset="' not in stamp(f"<head>{meta}</head>".encode(), MARK)


def test_a_new_mark_takes_the_place_of_the_old_one() -> None:
    page = b"<html><head></head><body>x"
    assert stamp(stamp(page, MARK), "<b>other</b>") == stamp(page, "<b>other</b>")


def test_an_imitated_stamp_is_page_content() -> None:
    page = f"<html><head>{OPEN}a{CLOSE}</head><body>{OPEN}b{CLOSE}".encode()
    assert unstamp(page) == page
    assert not is_stamped(page)
    assert unstamp(stamp(page, MARK)) == page


def test_a_stamped_page_that_was_changed_is_not_taken_apart() -> None:
    stamped = stamp(b"<html><head></head><body>100", MARK)
    assert is_stamped(stamped)
    assert not is_stamped(stamped.replace(b"100", b"900"))


@pytest.mark.parametrize("mark", [OPEN, f"a{CLOSE}", "<style>x</style>a", "<body>"])
def test_a_mark_that_could_not_be_taken_out_again_is_refused(mark: str) -> None:
    with pytest.raises(ArchiveError, match="归档标识"):
        stamp(b"<p>x", mark)


PIECES = st.sampled_from(
    [
        "<!doctype html>", "<html>", "<head>", "</head>", "<body>", "<body a='>'>", "<frameset>", "<title>", "</title>", "<meta>",  # noqa: E501
        "<script>", "</script>", "<!--", "-->", "<noscript>", "</noscript>", "<svg>", "<style>", "</style>", "<p>", "</p>", " ",  # noqa: E501
        "x", "<", '<a b="', "\xef\xbb\xbf", OPEN, CLOSE, CONTENT, "<noframes>", "</noframes>", "<textarea>", "<?xml?>", "<template>",  # noqa: E501
    ]
)  # fmt: skip
PAGES = st.lists(PIECES | st.text(st.characters(max_codepoint=255), max_size=5), max_size=14).map("".join)
BYTES = st.one_of(
    st.binary(max_size=60),
    PAGES.map(lambda text: text.encode("latin-1")),
    PAGES.map(lambda text: text.encode("utf-16")),
    PAGES.map(lambda text: text.encode("utf-16-be") + b"\0"),
)


@settings(max_examples=600, deadline=None)
@given(BYTES, st.sampled_from([MARK, "<b>x</b>", "text", ""]))
@example(b"", MARK)
@example(b"\xff\xfe", MARK)
@example(b"<\0a\0", MARK)
@example(b"<!DOCTYPE", MARK)
@example(b"<!doctype html", MARK)
@example(b"<html><!-- torn", MARK)
def test_taking_the_stamp_out_gives_the_page_back_and_stamping_twice_is_once(page: bytes, mark: str) -> None:
    stamped = stamp(page, mark)
    assert unstamp(stamped) == page
    assert stamp(stamped, mark) == stamped != page


def test_the_mark_says_when_where_and_what() -> None:
    mark = mark_html(
        DEFAULT_WORDING,
        archived_at=MOMENT,
        old_url="http://nyncj.qiyun.gov.example/a?b=1&c=<x>",
        new_url="https://www.qiyun.gov.example/n/1.html",
        site_name='栖云县"农业农村局"',
    )
    node = lxml_html.fromstring(mark)
    text = " ".join(node.text_content().split())
    assert text.startswith('已归档 归档时间：北京时间 2025-01-01 00:05:09 原网站：栖云县"农业农村局" 原网址：')
    assert "http://nyncj.qiyun.gov.example/a?b=1&c=<x>" in text
    assert node.xpath("//a/@href") == ["https://www.qiyun.gov.example/n/1.html"]
    assert node.get("role") == "note"
    for style in node.xpath("//@style"):
        assert all(part.endswith("!important") for part in style.rstrip(";").split(";"))
    assert unescape(mark) != mark


@pytest.mark.parametrize("name", ["page", "frames"])
def test_a_stamped_page_is_exactly_this(name: str) -> None:
    body = {"page": "<body><p>栖云县</p></body>", "frames": "<frameset cols='*'><frame src=a.html></frameset>"}[name]
    page = f"<html>\n<head><meta charset=gb2312></head>\n{body}\n</html>\n".encode("gb18030")
    mark = mark_html(
        DEFAULT_WORDING,
        archived_at=MOMENT,
        old_url="http://nyncj.qiyun.gov.example/zwgk/",
        new_url="https://www.qiyun.gov.example/zwgk/",
        site_name="栖云县农业农村局",
    )
    stamped = stamp(page, mark)
    assert stamped == golden(f"stamped-{name}.html", stamped)


def test_a_line_about_the_new_address_needs_one() -> None:
    mark = mark_html(DEFAULT_WORDING, archived_at=MOMENT, old_url="http://a.example/", new_url=None, site_name="栖云")
    assert "现网址" not in mark and "<a" not in mark


@pytest.mark.parametrize(
    ("url", "links"), [("javascript:alert(1)", 0), ("/n/1.html", 0), ("../n/1.html", 0), ("HTTP://a/", 1)]
)
def test_only_a_whole_web_address_becomes_a_link(url: str, links: int) -> None:
    mark = mark_html("{time}{new_url}", archived_at=MOMENT, old_url="x", new_url=url, site_name="x")
    assert mark.count("<a ") == links


def test_a_new_page_on_the_same_disk_is_linked_as_such() -> None:
    mark = mark_html(
        DEFAULT_WORDING,
        archived_at=MOMENT,
        old_url="x",
        new_url="/n/1.html",
        new_address="../portal/n/1.html",
        site_name="x",
    )
    assert '现网址：<a href="../portal/n/1.html"' in mark and ">/n/1.html</a>" in mark


def test_the_pages_of_a_list_are_linked_below_the_mark() -> None:
    mark = mark_html(
        "{time}",
        archived_at=MOMENT,
        old_url="x",
        new_url=None,
        site_name="x",
        list_pages=[("1", None), ("2", "b.html")],
    )
    assert '本列表各页：1 <a href="b.html"' in mark


def test_a_value_cannot_bring_markup_or_fields_in() -> None:
    mark = mark_html(
        "{time} {old_url} {site_name}", archived_at=MOMENT, old_url="{site_name}", new_url=None, site_name="<b>{time}"
    )
    assert "{site_name} &lt;b&gt;{time}" in mark


@pytest.mark.parametrize(
    ("wording", "problem"), [("已归档", "没有归档时间"), ("{time}{tiem}", "tiem"), ("{time}{}", "不认识")]
)
def test_a_wording_is_checked(wording: str, problem: str) -> None:
    with pytest.raises(ArchiveError, match=problem):
        check_wording(wording)


def test_a_time_needs_its_zone() -> None:
    with pytest.raises(ArchiveError, match="时区"):
        mark_html("{time}", archived_at=MOMENT.replace(tzinfo=None), old_url="x", new_url=None, site_name="x")
