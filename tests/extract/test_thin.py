"""A body put together from known tags: the same as the sanitiser gives, and nothing where a closer look is needed."""

import random
from functools import partial

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from mappings.extract import ExtractRules
from migrate.extract.clean import body_text, html_of, sanitised
from migrate.extract.page import resolved
from migrate.extract.rules import vocabulary
from migrate.extract.thin import thin_body, without_empty

TO_URL = partial(resolved, "http://nyncj.qiyun.gov.example/tzgg/201703/t1.html", "utf-8")
TAGS = [
    *("p", "div", "section", "center", "ul", "li", "dl", "dt", "dd", "h2", "h3", "a", "b", "strong", "em", "sub"),
    *("br", "img", "table", "tbody", "tr", "td", "th", "span", "font", "o:p", "pre"),
]
ATTRIBUTES = [
    "", ' style="text-align:center"', ' style="color:red"', ' title="a &quot;b&gt; c"', " align=center",
    ' href="1.html"',
    ' src="/a.jpg"', " width=10", " colspan=2", ' href="http://a.example/?a=1&b=2"', " name=n", ' class="x"',
]  # fmt: skip
TEXTS = [
    "各乡镇",
    "  ",
    "\n",
    "&nbsp;",
    "a&lt;b&amp;",
    "\t",
    "\u3000\u3000通知",
    "&#13;",
    "<!-- c -->",
    '"q"',
    "\u200b",
]


def block(html: str) -> LexborNode:
    root = LexborHTMLParser(f"<!DOCTYPE html><html><body><div id=nr>{html}</div></body></html>").root
    found = root.css_first("#nr") if root is not None else None
    assert found is not None
    return found


def known(html: str) -> tuple[str, str]:
    """What the sanitiser makes of the same body."""
    node = block(html)
    node.unwrap_tags(["span", "font"])
    whole = without_empty(sanitised(html_of(node), TO_URL))
    return whole, body_text(whole)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p style='text-indent:2em'><span>各乡镇</span>：</p><p>通知如下。</p>", "各乡镇：\n通知如下。"),
        ("<p>甲<b> 乙 </b>丙<br>丁&nbsp;戊</p>", "甲 乙 丙\n丁 戊"),
        ("<table><tr><td>乡镇</td><td><p>亩</p><p>数</p></td></tr></table><p>完</p>", "乡镇\t亩 数\n完"),
        ("<style>p{color:red}</style><p>1 &lt; 2</p><!-- 3 --><script>var x = '<p>';</script>", "1 < 2"),
        ("<p align=center><img src='a.jpg' width=600><a href='b.doc'>附件</a><a name=x>锚</a></p>", "附件锚"),
    ],
)
def test_a_plain_body_is_what_the_sanitiser_makes_of_it(rules: ExtractRules, html: str, text: str) -> None:
    read = thin_body(block(html), vocabulary(rules), TO_URL)
    assert read is not None
    assert read[1] == text
    assert read == known(html)


@pytest.mark.parametrize(
    "html",
    [
        "<iframe src=/a.pdf></iframe>",
        "<p onclick=x()>文字</p>",
        "<a href='javascript:x()'>文字</a>",
        "<p style='display : none'>文字</p>",
        "<div class='x share'>分享</div>",
        "<svg><style><img src=x onerror=y></style></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=y></style></mglyph></table></mtext></math>",
        "<noscript><p title='</noscript><img src=x onerror=y>'></noscript>",
        "<textarea><img src=x></textarea>",
        "<p><xmp><img src=x onerror=y></xmp></p>",
    ],
)
def test_what_is_not_plain_needs_a_closer_look(rules: ExtractRules, html: str) -> None:
    assert thin_body(block(html), vocabulary(rules), TO_URL) is None


def test_no_address_but_a_page_s_own_kind_and_no_handler_comes_through(rules: ExtractRules) -> None:
    html = (
        "<p onmouseover=x()>文<a href='vbscript:x'>甲</a><a href='data:text/html,'>乙</a><img src='javascript:x'></p>"
    )
    read = thin_body(block(html), vocabulary(rules), TO_URL)
    assert read == known(html)
    assert read is not None
    assert not any(word in read[0] for word in ("onmouseover", "vbscript", "data:", "javascript"))


def grown(chance: random.Random, depth: int = 0) -> str:
    parts = []
    for _ in range(chance.randint(0, 4)):
        if chance.random() < 0.45 or depth > 5:
            parts.append(chance.choice(TEXTS))
            continue
        tag = chance.choice(TAGS)
        inner = "" if tag in {"br", "img"} else grown(chance, depth + 1)
        closing = f"</{tag}>" if chance.random() < 0.85 else f"</{chance.choice(TAGS)}>"
        parts.append(f"<{tag}{chance.choice(ATTRIBUTES)}>{inner}{closing if tag not in {'br', 'img'} else ''}")
    return "".join(parts)


def test_a_broken_body_is_what_the_sanitiser_makes_of_it_or_looked_at_closely(rules: ExtractRules) -> None:
    chance = random.Random(5)
    read = [(html, thin_body(block(html), vocabulary(rules), TO_URL)) for html in (grown(chance) for _ in range(1500))]
    plain = [(html, found) for html, found in read if found is not None]
    assert len(plain) > 300
    assert [html for html, found in plain if "<img" not in html and found != known(html)] == []
