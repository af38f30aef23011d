"""Exports: what other programs are shown, field by field as the interface says, in an order that never changes."""

import pytest
from sqlalchemy import Connection

from migrate.ledger import content, frontier, outputs, views
from migrate.ledger.frontier import Naming
from migrate.model import Kind, Outcome
from tests.ledger.conftest import HOST, KEY
from tests.ledger.placing import hold, place
from tests.ledger.test_content import ARTICLE, known, read_as
from tests.ledger.test_frontier import captured

A = ARTICLE.article_key
URL_FIELDS = [
    "site",
    "url",
    "method",
    "named_by",
    "outcome",
    "status",
    "reason",
    "kind",
    "content_type",
    "length",
    "sha256",
    "fetched_at",
    "warc",
    "offset",
    "archived",
    "redirect_to",
    "alias_of",
    "first_fetched_at",
    "difference",
]


def test_a_url_line_has_the_fields_of_the_interface(connection: Connection) -> None:
    url_id = known(connection, "/a")
    capture = captured(connection, "/a", "d")
    values = {
        "capture_id": capture,
        "status": 200,
        "content_type": "text/html",
        "length": 3,
        "sha256": "x",
        "kind": "page",
    }
    frontier.settle(connection, url_id, **values)
    outputs.enter_archived(connection, KEY, url_id, path="k/a.html", sha256="x", source_hash="y", archived_at="z")
    (line,) = views.url_lines(connection)
    assert list(line) == URL_FIELDS
    assert line == {
        "site": KEY,
        "url": f"{HOST}/a",
        "method": "GET",
        "named_by": ["link"],
        "outcome": "stored",
        "status": 200,
        "reason": None,
        "kind": "page",
        "content_type": "text/html",
        "length": 3,
        "sha256": "x",
        "fetched_at": "2026-01-01T00:00:00Z",
        "warc": "captures/k/1.warc.gz",
        "offset": 10,
        "archived": "k/a.html",
        "redirect_to": None,
        "alias_of": None,
        "first_fetched_at": "2026-01-01T00:00:00Z",
        "difference": None,
    }


def test_url_lines_come_in_order_of_their_text_and_only_of_the_sites_asked_for(connection: Connection) -> None:
    frontier.name_urls(connection, KEY, [Naming(f"{HOST}/{name}", "link", Kind.PAGE) for name in "cab"])
    assert [one["url"][-1] for one in views.url_lines(connection, [KEY])] == ["a", "b", "c"]
    assert list(views.url_lines(connection, ["nobody"])) == []


def test_more_urls_than_one_batch_keep_their_sources(connection: Connection) -> None:
    many = [Naming(f"{HOST}/{number:05}", "link", Kind.PAGE) for number in range(views.CHUNK + 450)]
    frontier.name_urls(connection, KEY, many)
    lines = list(views.url_lines(connection))
    assert [one["url"] for one in lines] == [one.url for one in many]
    assert {tuple(one["named_by"]) for one in lines} == {("link",)}


def test_outcomes_add_up_to_the_known_urls(connection: Connection) -> None:
    for path, outcome in (("/a", Outcome.STORED), ("/b", Outcome.STORED), ("/c", Outcome.ALIAS)):
        known(connection, path, outcome)
    frontier.name_urls(connection, KEY, [Naming(f"{HOST}/d", "link", Kind.PAGE)])
    counts = views.count_outcomes(connection, KEY)
    assert counts == {Outcome.STORED: 2, Outcome.ALIAS: 1, Outcome.PENDING: 1}
    assert sum(counts.values()) == len(list(views.url_lines(connection)))


def test_an_article_line_says_where_it_stands_or_why_not(connection: Connection) -> None:
    content.enter_article(connection, ARTICLE, read_as(connection, "/a.html", key=A), "meta")
    (line,) = views.article_lines(connection, "")
    assert (line["new_url"], line["held_because"]) == (None, "尚未发布")
    hold(connection, A, "finding")
    (line,) = views.article_lines(connection, "")
    assert (line["new_url"], line["held_because"]) == (None, "finding")
    place(connection, A, "7")
    (line,) = views.article_lines(connection, "http://www.qiyun.gov.example/")
    assert line["new_url"] == "http://www.qiyun.gov.example/tz/7.html"
    assert "held_because" not in line
    assert views.channel_counts(connection, KEY) == {"tz": 1}


def test_an_article_line_has_the_fields_of_the_interface(connection: Connection) -> None:
    content.enter_article(connection, ARTICLE, read_as(connection, "/a.html", key=A), "meta")
    place(connection, A, "7")
    (line,) = views.article_lines(connection, "", [KEY])
    assert list(line) == [
        "site",
        "old_url",
        "new_url",
        "column",
        "columns",
        "channel",
        "title",
        "published_at",
        "date_evidence",
        "source",
        "author",
        "body_html",
        "body_text",
        "images",
        "attachments",
        "findings",
        "facts",
    ]
    assert line["columns"] == [["政务公开", "通知"], ["首页要闻"]]
    assert line["images"] == [{"old_url": f"{HOST}/1.jpg", "name": "图", "new_url": None, "sha256": "ab"}]
    assert line["attachments"][0]["missing"] == "http_404"


@pytest.mark.parametrize(
    ("base", "path", "wanted"),
    [
        ("", "tz/7.html", "tz/7.html"),
        ("http://a.example", "/tz/7.html", "http://a.example/tz/7.html"),
        ("http://a.example/p/", "tz/7.html", "http://a.example/p/tz/7.html"),
    ],
)
def test_a_path_of_the_portal_is_absolute_where_its_address_is_known(base: str, path: str, wanted: str) -> None:
    assert views.absolute(base, path) == wanted
