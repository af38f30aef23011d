"""Bodies of articles as valid HTML: what is written for what an old page had, and that no word of it is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from migrate.portal.markup import valid

CASES = [
    ("headings go on from the page's own", "<h3>一</h3><h5>（一）</h5><h3>二</h3>",
     "<h2>一</h2><h3>（一）</h3><h2>二</h2>"),
    ("a first-level heading of the body stands below the page's", "<h1>一</h1>", "<h2>一</h2>"),
    ("a heading around a table is a bold block", "<h2><table><tr><td>甲</table></h2>",
     '<div class="bold"><table><tbody><tr><td>甲</td></tr></tbody></table></div>'),
    ("bold around paragraphs is a bold block", "<b><div>甲</div></b>", '<div class="bold"><div>甲</div></div>'),
    ("bold inside a paragraph stays", "<p><b>甲</b></p>", "<p><b>甲</b></p>"),
    ("a centre is a block", "<center>甲</center>", '<div style="text-align:center">甲</div>'),
    ("an item outside a list is a block", "<li>甲</li>", "<div>甲</div>"),
    ("what stands in a list without an item gets one", "<ul>甲<ul><li>乙</li></ul></ul>",
     "<ul><li>甲</li><li><ul><li>乙</li></ul></li></ul>"),
    ("terms outside their list are blocks", "<dd>甲</dd>", "<div>甲</div>"),
    ("terms without what is said of them are blocks", "<dl><dd>甲</dd></dl>", "<div><div>甲</div></div>"),
    ("a list of terms stays", "<dl><dt>甲</dt><dd>乙</dd></dl>", "<dl><dt>甲</dt><dd>乙</dd></dl>"),
    ("a caption outside a figure is a block", "<figcaption>图</figcaption>", "<div>图</div>"),
    ("column marks that contradict the rows go", "<table><col width=9><tr><td>甲<td>乙</table>",
     "<table><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table>"),
    ("column marks that count the columns stay",
     '<table><colgroup><col width="9"><col></colgroup><tr><td>甲<td>乙</table>',
     '<table><colgroup><col width="9"><col></colgroup><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table>'),
    ("a span over columns that nobody begins is taken back", "<table><tr><td colspan=3>甲</table>",
     "<table><tbody><tr><td>甲</td></tr></tbody></table>"),
    ("a span that says something stays", "<table><tr><td colspan=2>甲<tr><td>乙<td>丙</table>",
     '<table><tbody><tr><td colspan="2">甲</td></tr><tr><td>乙</td><td>丙</td></tr></tbody></table>'),
    ("a span past the last row ends there", "<table><tr><td rowspan=9>甲<td>乙<tr><td>丙</table>",
     '<table><tbody><tr><td rowspan="2">甲</td><td>乙</td></tr><tr><td>丙</td></tr></tbody></table>'),
    ("a width in per cent is no width of a picture", '<img src="a.png" alt="" width="50%">',
     '<img src="a.png" alt="">'),
    ("an address with a space is written out", '<a href="a b.html">甲</a>', '<a href="a%20b.html">甲</a>'),
    ("markup in text stays text", "<p>&lt;b&gt; &amp; &nbsp;</p>", "<p>&lt;b&gt; &amp; &nbsp;</p>"),
]  # fmt: skip
TAGS = [
    "p",
    "b",
    "div",
    "h1",
    "h4",
    "ul",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "td",
    "center",
    "figure",
    "sup",
    "ruby",
]
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(
        ["<td colspan=3>", "<td rowspan=0>", "<td colspan=0 rowspan=70000>", "<br>", "<hr>", "<col span=2>"]
    ),
    st.text("甲乙 \n<&\"'", max_size=4),
)


def written(html: str) -> str:
    body = LexborHTMLParser(f"<!doctype html><body>{html}").body
    assert body is not None
    return valid(body)


def words(html: str) -> str:
    body = LexborHTMLParser(f"<!doctype html><body>{html}").body
    assert body is not None
    return body.text(separator="")


@pytest.mark.parametrize(("old", "new"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_body_is_written_as_valid_html(old: str, new: str) -> None:
    assert written(old) == new


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_no_word_is_lost_and_a_written_body_is_written_the_same_again(html: str) -> None:
    once = written(html)
    assert words(once) == words(html)
    assert words(written(once)) == words(once)


def test_nesting_without_end_is_written_without_recursion() -> None:
    assert written("<div>" * 20_000 + "甲").count("<div>") > 400
