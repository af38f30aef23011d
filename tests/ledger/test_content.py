"""What extract read: pages, the rows of lists, articles, and where an old address ends."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from migrate.ledger import content, frontier
from migrate.ledger.frontier import Naming
from migrate.model import Article, DateEvidence, Entry, File, Kind, Outcome, Page
from tests.ledger.conftest import HOST, KEY

ARTICLE = Article(
    KEY,
    f"{HOST}/a.html",
    f"{HOST}/a.html",
    "关于春耕的通知",
    (("政务公开", "通知"), ("首页要闻",)),
    "2024-01-05 09:30",
    "农业农村局",
    "张某",
    "<p>正文</p>",
    "正文",
    images=(File(f"{HOST}/1.jpg", "图", "ab", "image/jpeg", inline=True),),
    attachments=(File(f"{HOST}/1.doc", "附件", None, missing="http_404"),),
    keywords="春耕",
    date_evidence=(DateEvidence("meta PubDate", "2024-01-05 09:30", "2024-01-05 09:30"),),
)


def known(connection: Connection, path: str, outcome: Outcome = Outcome.STORED, **more) -> int:
    frontier.name_urls(connection, KEY, [Naming(HOST + path, "link", Kind.PAGE)])
    row = frontier.find(connection, KEY, HOST + path)
    assert row is not None
    frontier.settle(connection, row.id, outcome=str(outcome), **more)
    return int(row.id)


def read_as(connection: Connection, path: str, kind: Kind = Kind.ARTICLE, key: str | None = None, **more) -> int:
    url_id = known(connection, path)
    reason = more.pop("reason", None)
    page = Page(HOST + path, kind, **more)
    content.enter_page(connection, KEY, url_id, "sha" + path, page, article_key=key, reason=reason)
    return url_id


def test_an_article_comes_back_as_it_was_entered(connection: Connection) -> None:
    url_id = known(connection, "/a.html")
    content.enter_article(connection, ARTICLE, url_id, "meta")
    assert content.article_with(connection, KEY, ARTICLE.article_key) == ARTICLE
    assert content.article_with(connection, KEY, "other") is None
    assert content.article_keys(connection, KEY) == [ARTICLE.article_key]


def test_an_article_is_brought_up_to_date_and_not_doubled(connection: Connection) -> None:
    url_id = known(connection, "/a.html")
    for title in ("旧标题", "新标题"):
        content.enter_article(connection, replace(ARTICLE, title=title, columns=()), url_id, "meta")
    (row,) = content.article_rows(connection, KEY)
    assert (row.title, row.columns) == ("新标题", [])


def test_a_page_read_again_replaces_what_was_read_before(connection: Connection) -> None:
    url_id = read_as(connection, "/l.html", Kind.PAGE, reason="no_body")
    content.enter_page(connection, KEY, url_id, "sha", Page("u", Kind.LIST, "列表"), article_key=None, reason="list")
    row = content.page_of(connection, url_id)
    assert (row.kind, row.title, row.reason) == ("list", "列表", "list")
    assert content.page_counts(connection, KEY) == {"list": 1}
    assert frontier.find(connection, KEY, f"{HOST}/l.html").kind == "list"


def test_articles_that_no_page_is_any_more_are_forgotten(connection: Connection) -> None:
    url_id = read_as(connection, "/a.html", key=ARTICLE.article_key)
    content.enter_article(connection, ARTICLE, url_id, "meta")
    assert content.drop_articles_without_page(connection, KEY) == 0
    content.enter_page(connection, KEY, url_id, "x", Page("u", Kind.PAGE), article_key=None, reason="no_body")
    assert content.drop_articles_without_page(connection, KEY) == 1
    assert content.article_keys(connection, KEY) == []


def test_the_very_same_bytes_are_the_same_article(connection: Connection) -> None:
    first, second = read_as(connection, "/a.html", key="a"), known(connection, "/b.html")
    assert content.article_of_same(connection, KEY, "sha/a.html", second) == "a"
    assert content.article_of_same(connection, KEY, "sha/a.html", first) is None


def test_the_lists_that_name_an_article_under_any_spelling_are_known(connection: Connection) -> None:
    read_as(connection, "/a.html", key="a")
    second = read_as(connection, "/l2/", Kind.LIST, column=("公告",), reason="list")
    first = read_as(connection, "/l1/", Kind.LIST, column=("通知",), reason="list")
    for url_id, title in ((first, "一"), (second, "二"), (first, "三")):
        content.enter_listing(connection, KEY, url_id, [Entry(f"{HOST}/x/../%61.html", title, "2024-01-05")])
    assert [(one.title, one.column) for one in content.lists_naming(connection, KEY, "a")] == [
        ("二", ["公告"]),
        ("三", ["通知"]),
    ]
    content.enter_listing(connection, KEY, first, [])
    assert [one.title for one in content.lists_naming(connection, KEY, "a")] == ["二"]


def test_an_old_address_ends_where_redirects_aliases_and_second_spellings_lead(connection: Connection) -> None:
    known(connection, "/end")
    known(connection, "/spelled", Outcome.ERROR, status=404, fallback=f"{HOST}/end")
    known(connection, "/alias", Outcome.ALIAS, alias_of=f"{HOST}/spelled")
    known(connection, "/start", Outcome.REDIRECT, redirect_to=f"{HOST}/alias#top")
    known(connection, "/away", Outcome.REDIRECT, redirect_to="http://other.example/")
    ends = {path: content.settled_at(connection, KEY, HOST + path).url for path in ("/start", "/end", "/away")}
    assert ends == {"/start": f"{HOST}/end", "/end": f"{HOST}/end", "/away": f"{HOST}/away"}
    assert content.settled_at(connection, KEY, f"{HOST}/unknown") is None


def test_a_loop_of_redirects_ends(connection: Connection) -> None:
    known(connection, "/x", Outcome.REDIRECT, redirect_to=f"{HOST}/y")
    known(connection, "/y", Outcome.REDIRECT, redirect_to=f"{HOST}/x")
    assert content.settled_at(connection, KEY, f"{HOST}/x").outcome == "redirect"


@pytest.mark.parametrize(
    ("read", "told"),
    [
        (lambda connection: read_as(connection, "/a", key="a"), []),
        (lambda connection: read_as(connection, "/a", Kind.LIST, reason="list"), []),
        (lambda connection: read_as(connection, "/a", Kind.PAGE), [f"{HOST}/a"]),
        (lambda connection: known(connection, "/a"), [f"{HOST}/a"]),
        (lambda connection: known(connection, "/a", Outcome.ERROR), []),
    ],
)
def test_every_stored_page_is_an_article_or_has_a_reason(connection: Connection, read, told: list[str]) -> None:
    read(connection)
    assert [one.url for one in content.unaccounted(connection, KEY)] == told


def test_the_captured_state_changes_with_its_outcomes(connection: Connection) -> None:
    known(connection, "/a")
    before = content.capture_digest(connection, KEY)
    known(connection, "/a", Outcome.ERROR)
    assert content.capture_digest(connection, KEY) != before
