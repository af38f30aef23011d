"""What was made: archived pages, redirects, documents."""

import pytest
from sqlalchemy import Connection, select

from migrate.ledger import content, outputs, schema, views
from migrate.ledger.papers import enter_paper, papers_of
from migrate.model import Outcome, Redirect
from tests.ledger.conftest import HOST, KEY
from tests.ledger.test_content import ARTICLE, known, read_as

A = ARTICLE.article_key


@pytest.fixture
def url_id(connection: Connection) -> int:
    url_id = read_as(connection, "/a.html", key=A)
    content.enter_article(connection, ARTICLE, url_id, "meta")
    return url_id


def test_an_archived_page_is_entered_once_a_url(connection: Connection, url_id: int) -> None:
    for path in ("old.html", "new.html"):
        outputs.enter_archived(connection, KEY, url_id, path=path, sha256="x", source_hash="y", archived_at="z")
    assert outputs.archived_of(connection, url_id).path == "new.html"
    assert outputs.archived_of(connection, url_id + 1) is None
    assert [(one.path, one.url) for one in outputs.archived_rows(connection, KEY)] == [("new.html", f"{HOST}/a.html")]


def test_redirects_are_replaced_as_a_whole(connection: Connection) -> None:
    answers = [Redirect(f"{HOST}/{number}", "redirect", f"/{number}", 301, "article") for number in range(3)]
    assert outputs.replace_redirects(connection, KEY, answers) == 3
    assert outputs.replace_redirects(connection, KEY, reversed(answers[:2])) == 2
    assert [one.old_url for one in views.redirect_rows(connection)] == [f"{HOST}/0", f"{HOST}/1"]
    assert outputs.replace_redirects(connection, KEY, []) == 0


def test_a_document_made_again_replaces_the_old_one(connection: Connection) -> None:
    for path in ("a.docx", "b.docx"):
        enter_paper(connection, "closure", "site", KEY, site_key=KEY, path=path, sha256="x", missing=["电话"])
    (row,) = papers_of(connection, KEY)
    assert (row.path, row.missing) == ("b.docx", ["电话"])


def test_old_page_urls_are_given_by_kind_and_outcome(connection: Connection, url_id: int) -> None:
    known(connection, "/gone", Outcome.ERROR)
    assert [one.url for one in outputs.page_urls(connection, KEY, ["article"], ["stored"])] == [f"{HOST}/a.html"]
    assert [one.url for one in outputs.page_urls(connection, KEY, ["page"], ["stored", "error"])] == [f"{HOST}/gone"]


def test_files_of_an_article_learn_their_new_address(connection: Connection, url_id: int) -> None:
    outputs.set_file_urls(connection, KEY, A, [{"old_url": "o", "name": "n", "sha256": "s", "new_url": "f/1.jpg"}], [])
    assert connection.execute(select(schema.articles.c.images)).scalar_one()[0]["new_url"] == "f/1.jpg"
