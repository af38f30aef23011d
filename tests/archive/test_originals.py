"""Whatever was rewritten gives its captured bytes back: any bytes, any charset, also an imitated declaration."""

# ruff: noqa: E501 - pieces of pages

import base64
import json
import zlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.stamp import stamp, unstamp
from archive.static import Reference, ReferenceKind, is_foreign_xml, offline, offline_css, original, source
from tests.archive.declared import put_back, undeclared
from tests.archive.test_stamp import BYTES, MARK


def resolve(reference: Reference) -> str | None:
    """Links lead up two folders; of the rest only what has `ok` in it is stored."""
    return "../../L.html" if reference.kind is ReferenceKind.LINK or "ok" in reference.value else None


PIECES = st.sampled_from(
    [
        "<a href=", "'", '"', ">", "<img src=", "http://live.example/", "ok", "<script>", "</script>", "<!--", "-->", "栖云县",
        "<style>", "</style>", "url(", ")", "@import ", ";", "<iframe src=no>", "</iframe>", "<link rel=stylesheet href=no>",
        "<base href=x>", "javascript:", " onclick=", " style=", "<title>", "<textarea>", "<plaintext>", "<xmp>", "</xmp>", "\n",
        "<body hidden>", "<div/>", "<script src=ok />", "/", "z-index:2147483647", "<p style='background:url(no)'>", "<", "😀",
        "<!--archive-originals:", "/*archive-originals:", "*/", "eJyrVipTslIyrNVRSk3JLClWsoqO1VFKLFayMtRRSkzOSU1RsqpVqo0FAAMrCcM=",
    ]
)  # fmt: skip
PAGES = st.lists(PIECES, max_size=16).map("".join)
CAPTURED = st.one_of(
    BYTES,
    st.binary(max_size=80),
    st.tuples(PAGES, st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5"]), st.binary(max_size=3)).map(
        lambda made: made[0].encode(made[1], "replace") + made[2]
    ),
)  # fmt: skip


@settings(max_examples=800, deadline=None)
@given(CAPTURED, st.sampled_from(["utf-8", "gb18030", "big5", "iso-2022-jp", "utf-16"]), st.booleans(), st.booleans())
@example(b"", "utf-8", False, False)
@example(b"\xff\xfe\x00", "utf-8", False, False)
@example(b"<link rel=stylesheet href=no>\xff\xfea\x00", "utf-8", False, False)
@example("<link rel=stylesheet href=no>x".encode("utf-16-le"), "utf-16", False, False)
def test_any_page_comes_back_from_its_stamped_view(captured: bytes, charset: str, is_xml: bool, scripts: bool) -> None:
    view = offline(captured, charset, resolve, is_xml=is_xml, scripts=scripts)
    stamped = stamp(view, MARK, charset=charset)
    assert original(unstamp(stamped)) == put_back(unstamp(stamped)) == captured
    assert stamp(stamped, MARK, charset=charset) == stamped


@settings(max_examples=300, deadline=None)
@given(CAPTURED, st.sampled_from(["utf-8", "gb18030", "iso-2022-jp"]))
def test_any_style_sheet_and_any_source_text_come_back(captured: bytes, charset: str) -> None:
    view = offline_css(captured, charset, resolve)
    assert original(view) == put_back(view) == captured
    view = source(captured, charset)
    assert original(unstamp(stamp(view, MARK))) == captured


def test_a_page_without_edits_declares_nothing() -> None:
    page = "<p>栖云县</p>".encode("gb18030")
    assert offline(page, "gb18030", resolve) == page
    assert offline_css(b"p{color:red}", "utf-8", resolve) == b"p{color:red}"


def declared(*edits: object) -> bytes:
    return (
        b"<!--archive-originals:"
        + base64.b64encode(zlib.compress(json.dumps({"v": 1, "edits": edits}).encode()))
        + b"-->"
    )


@pytest.mark.parametrize(
    "end",
    [
        declared(),
        declared([0, 1, "x"]),
        declared([0, 1, "x"], [0, 1, "y"]),
        declared([0, 10_000, "x"]),
        declared([0, -1, "x"]),
        declared([-1, 1, "x"]),
        declared([0, 0, "县"]),
        declared([True, 0, "x"]),
        declared(7),
        b"<!--archive-originals:-->",
        b"<!--archive-originals:AAAA-->",
        b"<!--archive-originals:" + base64.b64encode(zlib.compress(b"[" * 9000)) + b"-->",
        declared([0, 1, "x"]).replace(b"<!--", b"/*").replace(b"-->", b"*/"),
    ],
)
def test_a_captured_page_that_imitates_a_declaration_keeps_its_bytes(end: bytes) -> None:
    captured = b"<p>x</p>" + end
    view = offline(captured, "utf-8", resolve)
    assert original(view) == captured
    assert original(unstamp(stamp(view, MARK))) == captured


def test_a_declaration_that_unpacks_without_end_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.originals.LARGEST", 1 << 20)
    bomb = zlib.compress(b'{"v":1,"edits":[]}' + b" " * (1 << 20), 9)
    page = b"<p>x</p><!--archive-originals:" + base64.b64encode(bomb) + b"-->"
    assert original(page) == page


def test_only_what_differs_is_declared() -> None:
    view = offline(b'<a href="http://a.example/zwgk/t1.html">t</a>', "utf-8", lambda _: "../zwgk/t1.html")
    told = json.loads(zlib.decompress(base64.b64decode(view.rpartition(b":")[2][:-3])))
    assert told == {"v": 1, "edits": [[9, 2, "http://a.example"]]}
    assert undeclared(view) == b'<a href="../zwgk/t1.html">t</a>'


@pytest.mark.parametrize(
    ("page", "view"),
    [
        ('<script src="no.js"/><p>t</p>', '<script type="text/x-archived" ></script><p>t</p>'),
        ('<title/><div class="a"/><br/><p>t</p>', '<title></title><div class="a"></div><br/><p>t</p>'),
        ('<iframe src="no.html"/><p>t</p>', '<span class="archived-missing">&#27492;&#22788;&#21407;&#26377;&#20869;&#23884;&#39029;&#38754;&#65292;&#26410;&#24402;&#26723;</span><p>t</p>'),
        ("<a href=x/>t", '<a href="../../L.html">t'),
    ],
)  # fmt: skip
def test_what_xhtml_closes_itself_is_closed_as_html_closes_it(page: str, view: str) -> None:
    assert undeclared(offline(page.encode(), "utf-8", resolve, is_xml=True)).decode() == view


def test_xml_of_another_kind_is_known_by_its_first_element() -> None:
    assert is_foreign_xml(b"<?xml version='1.0'?><!-- x --><rss><channel/></rss>")
    assert not is_foreign_xml(b"<?xml version='1.0'?><!DOCTYPE html><HTML xmlns='x'/>")
    assert not is_foreign_xml(b"text")


def test_a_source_text_is_shown_in_its_own_charset() -> None:
    view = source("<rss>栖云县</rss>".encode("gb18030"), "gbk")
    assert b"<pre>&lt;rss&gt;&#26646;&#20113;&#21439;&lt;/rss&gt;</pre>" in view


@pytest.mark.parametrize(
    ("page", "view"),
    [
        ("<script src=ok.js></script>", '<script src="../../L.html"></script>'),
        ("<script src=no.js></script>", '<script type="text/x-archived" ></script>'),
        ("<script>go()</script>", '<script type="text/x-archived">go()</script>'),
        ("<script src=javascript:ok></script>", '<script type="text/x-archived" ></script>'),
        ("<p onclick=go()>", "<p data-archived-onclick=go()>"),
    ],
)
def test_of_a_site_whose_scripts_may_run_only_stored_files_run(page: str, view: str) -> None:
    assert undeclared(offline(page.encode(), "utf-8", resolve, scripts=True)).decode() == view
