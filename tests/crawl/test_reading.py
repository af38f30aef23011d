"""Readings: the URLs and lists that a captured response names."""

import pytest

from migrate.crawl.pagers import PagerRule
from migrate.crawl.reading import Reading, read
from migrate.model import Kind
from tests.crawl.exchanges import exchange
from tests.crawl.test_pagers import RULES

BASE = "http://nyncj.qiyun.gov.example"


def told(reading: Reading) -> list[tuple[str, str]]:
    return [(one.url.removeprefix(BASE), one.named_by) for one in reading.links]


def test_the_pages_of_a_list_come_before_what_it_links_to() -> None:
    html = '<a href="a.html">a</a><script>createPageHTML(3, 0, "index", "html")</script><a href="index_1.html">'
    reading = read(exchange(html), Kind.PAGE, RULES)
    assert told(reading) == [
        ("/zwgk/index_1.html", "list"),
        ("/zwgk/index_2.html", "list"),
        ("/zwgk/a.html", "link"),
        ("/zwgk/index_1.html", "link"),
    ]
    assert [(one.rule_id, one.pages) for one in reading.pagers] == [("P1", 3)]


def test_a_page_is_read_in_the_charset_of_its_bytes() -> None:
    reading = read(exchange('<a href="?w=查询">'.encode("gbk"), "text/html; charset=utf-8"), Kind.PAGE, ())
    assert reading.charset == "gb18030"
    assert told(reading) == [("/zwgk/index.html?w=%B2%E9%D1%AF", "link")]


@pytest.mark.parametrize(
    ("body", "content_type", "kind", "links"),
    [
        ("a{background:url(x.png)}", "text/css", Kind.STYLE, [("/zwgk/x.png", "link")]),
        ("<urlset><loc>http://a.example/1</loc></urlset>", "text/xml", Kind.OTHER, [("http://a.example/1", "sitemap")]),
        ("<rss><link>http://a.example/1</link></rss>", "text/xml", Kind.OTHER, [("http://a.example/1", "sitemap")]),
        ("Sitemap: http://a.example/1", "text/plain", Kind.OTHER, []),
        ("location='x.html'", "text/javascript", Kind.SCRIPT, []),
    ],
)
def test_each_kind_is_read_in_its_own_way(
    body: str, content_type: str, kind: Kind, links: list[tuple[str, str]]
) -> None:
    assert told(read(exchange(body, content_type), kind, ())) == links


def test_an_error_page_is_read_too() -> None:
    assert told(read(exchange('<a href="/">', status=404), Kind.PAGE, ())) == [("/", "link")]


@pytest.mark.parametrize("more", [{"body": None}, {"body": "<a href=x>", "truncated": "disconnect"}])
def test_what_is_no_text_or_not_whole_names_nothing(more: dict[str, object]) -> None:
    rules: tuple[PagerRule, ...] = RULES
    assert read(exchange(**more), Kind.PAGE, rules) == Reading()
