"""Readings: the URLs and lists that a captured response names."""

import pytest

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
    reading = read(exchange('<a href="?w=查询">'.encode("gbk"), "text/html; charset=utf-8"), Kind.PAGE, RULES)
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
    assert told(read(exchange(body, content_type), kind, RULES)) == links


def test_an_error_page_is_read_too() -> None:
    assert told(read(exchange('<a href="/">', status=404), Kind.PAGE, RULES)) == [("/", "link")]


@pytest.mark.parametrize("more", [{"body": None}, {"body": "<a href=x>", "truncated": "disconnect"}])
def test_what_is_no_text_or_not_whole_names_nothing(more: dict[str, object]) -> None:
    assert read(exchange(**more), Kind.PAGE, RULES) == Reading()


def test_the_answer_of_an_api_names_its_rows_and_its_further_pages() -> None:
    body = '{"data":{"total":3,"results":[{"title":"a","url":"/c/1.shtml"},{"title":"b","url":"/c/2.shtml"}]}}'
    url = f"{BASE}/common/search/{'ab' * 16}?_pageSize=2&page=1"
    reading = read(exchange(body, "application/json", url=url), Kind.OTHER, RULES)
    assert told(reading) == [("/c/1.shtml", "link"), ("/c/2.shtml", "link")]
    assert [(one.rule_id, one.pages, one.rows) for one in reading.pagers] == [("P19", 2, 3)]


def test_the_records_of_a_datastore_start_at_the_root_also_inside_a_comment() -> None:
    records = (
        "<record><![CDATA[<a href='art/1.html'>]]></record><!--<record><![CDATA[<a href='/art/2.html'>]]></record>-->"
    )
    reading = read(
        exchange(f"<datastore>{records}</datastore>", "text/xml", url=f"{BASE}/a/dataproxy.jsp"), Kind.OTHER, RULES
    )
    assert told(reading) == [("/art/1.html", "link"), ("/art/2.html", "link")]


def test_an_error_declares_no_list() -> None:
    text = 'createPageHTML(3, 0, "index", "html")'
    assert read(exchange(text, status=404), Kind.PAGE, RULES).pagers == ()


def test_the_answer_to_a_post_is_read_whatever_it_is_called() -> None:
    html = '<li><a href="/a.html">甲</a></li>'
    reading = read(exchange(html, "application/octet-stream", request_body="page=2"), Kind.OTHER, RULES)
    assert told(reading) == [("/a.html", "link")]
