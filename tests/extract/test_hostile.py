# ruff: noqa: E501  (markup reads better unbroken)
"""Hostile pages: bounded, and never an exception."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mappings.extract import read_extract_rules
from migrate.extract.dom import outline
from migrate.extract.page import MAX_BYTES, read_page
from migrate.extract.source import MAX_CHARS, MAX_DEPTH, bounded
from tests.extract import pages

RULES = read_extract_rules()
PIECES = st.sampled_from([
    "<div>", "</div>", "<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<a href=x.doc>", "<a href='/a/1.html' title='关于通知'>", "</a>",
    "<img src=a.jpg>", "<iframe src=a.pdf>", "<div pdfsrc=a.pdf>", "<meta name=ContentStart>", "<meta name=ContentEnd>", "<!--zjeg_rss.content.begin-->",
    "<div class=TRS_Editor>", "<div id=zoom style='display:none'>", "<h1>关于通知的通知</h1>", "发布时间：2017-03-08 来源：县局", "附件", "上一篇：无", "版权所有",
    "当前位置：<a href=/>首页</a> > <a href=/a/>公告</a>", "<script>document.write('来源：'+x)</script>", "<script><record><![CDATA[<li>", "正文一段，很长的一段话。" * 5,
    "<base href='http://[bad'>", "<a href='http://[::1'>坏地址的附件</a>", "\0", "&#0;", "<svg>", "<select>", "<frameset>", "<template>", "<br>", "\ufdd00\ufdd1", "\ufdd0", "\ue0000\ue001", "<object><embed src=a.swf>",
])  # fmt: skip


def read(body: bytes, path: str = "a/1.html"):
    return read_page(body, pages.HOME + path, declared_charset=None, rules=RULES, home_url=pages.HOME)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_as_some_page(body):
    assert read(body).url == pages.HOME + "a/1.html"


@settings(max_examples=300, deadline=None)
@example("<meta name=ContentStart>发布时间：2017-03-08 来源：县局<meta name=ContentStart>\ufdd00\ufdd1")
@example("\ufdd00\ufdd1<meta name=ContentStart>发布时间：2017-03-08 来源：县局\ufdd00\ufdd1<h1>关于通知的通知</h1>")
@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_heap_of_markup_is_read_and_stays_harmless(markup):
    page = read(markup.encode())
    assert "<script" not in page.body_html
    assert not set("\ufdd0\ufdd1") & set(page.body_html)
    assert all(found.old_url.startswith("http") for found in (*page.images, *page.attachments))


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 100_000 + "正文",
        "<div>" * 100_000 + "正文" + "</div>" * 100_000,
        "<p><font size=1><b><i>正文" * 20_000,
        "<table><tr><td>" * 30_000,
        "<li><a href=/a/1.html>关于做好春耕的通知</a>发布时间：2020-01-01</li>" * 5_000,
        "<meta name=ContentStart>" * 20_000,
        "分享到到" * 40 + "x",
        "<p>" + "分享到" * 35 + "x</p>",
        "当前位置：" * 3_000,
        "<a href=a.doc>附件</a>" * 5_000,
        "<a href=/a?b=1>下载.doc</a>" * 5_000,
        ("<div><div>" + "<p>同一句话，说了又说，没有尽头。</p>" * 20 + "</div></div>") * 1_000,
        "<span>" * 390 + "<span>正文</span>" * 50_000,
        "<script>DETAIL: " + '{"a":' * 100_000 + "</script>",
    ],
)
def test_a_page_made_to_exhaust_is_read_within_bounds(markup):
    page = outline(markup)
    assert len(page.blocks) < 500_000
    assert read(markup.encode()).url


def test_a_page_nested_too_deep_keeps_its_text_and_says_that_it_was_cut():
    page = read(
        (
            "<h1>"
            + pages.TITLE
            + "</h1><div>发布时间：2017-03-08</div>"
            + "<div>" * 3_000
            + pages.paragraphs()
            + "</div>" * 3_000
        ).encode()
    )
    assert pages.TEXT[0] in page.body_text
    assert page.method.endswith("cut")
    assert max(sum(1 for _ in outline("<div>" * 3_000).above(index)) for index in (0, 100, MAX_DEPTH - 1)) <= MAX_DEPTH


def test_a_page_longer_than_the_bound_is_cut_there():
    kept, cut = bounded("x" * (MAX_CHARS + 10))
    assert (len(kept), cut) == (MAX_CHARS, True)
    assert read(b"<p>" + b" " * (MAX_BYTES + 1)).method == "cut"


def test_an_ordinary_page_is_not_cut():
    assert bounded(pages.plain_tables().decode())[1] is False


def test_an_alignment_is_kept_and_nothing_else_that_calls_itself_one():
    body = (
        "<p style='text-align:expression(trip())'>一</p><p style='text-align: CENTER; color:red'>二</p>"
        "<p style='text-align:ri\\67ht'>三</p><p style='text-align:url(//evil.example)'>四</p>"
    )
    page = read(pages.whole(f"<h1>{pages.TITLE}</h1><div id=zoom>{pages.paragraphs()}{body}</div>").encode())
    assert '<p style="text-align:center">二</p>' in page.body_html
    assert all(f"<p>{kept}</p>" in page.body_html for kept in "一三四")


def test_markup_that_turns_into_a_formula_when_parsed_again_takes_no_text_along():
    trick = (
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x:x&gt;"></table></mtext></math>'
    )
    page = read(
        pages.whole(f"<h1>{pages.TITLE}</h1><div id=zoom>{pages.paragraphs()}{trick}<p>末段</p></div>").encode()
    )
    assert "<p>末段</p>" in page.body_html
    assert "x:x" not in page.body_html


def test_what_follows_markup_nested_too_deep_still_stands_in_the_body():
    deep = "<div>" * 900 + "深处" + "</div>" * 900
    body = f"<h1>{pages.TITLE}</h1><div class=TRS_Editor>{pages.paragraphs()}{deep}<p>末段</p></div><p>页脚</p>"
    page = read(pages.whole(body).encode())
    assert page.body_text.endswith("深处\n末段")
