"""What was made: placements, portal files, archived pages, redirects, documents."""

import pytest
from sqlalchemy import Connection, select

from migrate.ledger import content, outputs, schema, views
from migrate.model import Outcome, Placement, Redirect
from tests.ledger.conftest import HOST, KEY
from tests.ledger.test_content import ARTICLE, known, read_as

A = ARTICLE.article_key
PLACED = Placement(A, "tz", "7", "tz/7.html", "s1", "t1")


@pytest.fixture
def url_id(connection: Connection) -> int:
    url_id = read_as(connection, "/a.html", key=A)
    content.enter_article(connection, ARTICLE, url_id, "meta")
    return url_id


def state(connection: Connection) -> tuple[object, ...]:
    row = outputs.placement_of(connection, KEY, A)
    return (row.state, row.new_url, row.target_hash, row.held_because)


def test_an_article_is_planned_then_placed(connection: Connection, url_id: int) -> None:
    assert outputs.placement_of(connection, KEY, A) is None
    outputs.plan_placement(connection, KEY, A, "tz", "tz/7.html")
    assert state(connection) == ("planned", "tz/7.html", "", None)
    outputs.enter_placement(connection, KEY, A, PLACED, None)
    assert state(connection) == ("placed", "tz/7.html", "t1", None)
    assert outputs.placed_at(connection, url_id) == "tz/7.html"


def test_planning_what_stands_already_keeps_its_hashes_and_another_place_does_not(
    connection: Connection, url_id: int
) -> None:
    outputs.enter_placement(connection, KEY, A, PLACED, None)
    outputs.plan_placement(connection, KEY, A, "tz", "tz/7.html")
    assert state(connection)[2] == "t1"
    outputs.plan_placement(connection, KEY, A, "gg", "gg/7.html")
    assert state(connection) == ("planned", "gg/7.html", "", None)
    assert outputs.placement_of(connection, KEY, A).remote_id == "7"


def test_a_held_article_has_a_reason_and_no_address(connection: Connection, url_id: int) -> None:
    outputs.hold_placement(connection, KEY, A, "channel_unconfirmed")
    outputs.hold_placement(connection, KEY, A, "finding")
    assert state(connection) == ("held", "", "", "finding")
    assert outputs.placed_at(connection, url_id) is None
    assert [one.article_key for one in outputs.placements_in(connection, KEY, "held")] == [A]


def test_placements_of_lost_articles_are_forgotten_and_named(connection: Connection, url_id: int) -> None:
    outputs.enter_placement(connection, KEY, A, PLACED, None)
    outputs.enter_placement(connection, KEY, "lost", Placement("lost", "tz", "9", "tz/9.html", "s", "t"), None)
    assert outputs.forget_lost_placements(connection, KEY) == ["9"]
    assert [one.article_key for one in outputs.placements_in(connection, KEY, "placed")] == [A]


def test_a_file_of_the_portal_is_known_by_bytes_and_name(connection: Connection) -> None:
    for name, url in (("a.doc", "f/1.doc"), ("b.doc", "f/2.doc"), ("a.doc", "f/3.doc")):
        outputs.enter_portal_file(connection, "sha", name, url)
    assert outputs.portal_file(connection, "sha", "a.doc") == "f/3.doc"
    assert outputs.portal_file(connection, "other", "a.doc") is None
    assert [one.name for one in outputs.all_portal_files(connection)] == ["a.doc", "b.doc"]


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
        outputs.enter_document(connection, KEY, "closure", path=path, sha256="x", missing=["电话"], run_id=None)
    (row,) = outputs.documents_of(connection, KEY)
    assert (row.path, row.missing) == ("b.docx", ["电话"])


def test_old_page_urls_are_given_by_kind_and_outcome(connection: Connection, url_id: int) -> None:
    known(connection, "/gone", Outcome.ERROR)
    assert [one.url for one in outputs.page_urls(connection, KEY, ["article"], ["stored"])] == [f"{HOST}/a.html"]
    assert [one.url for one in outputs.page_urls(connection, KEY, ["page"], ["stored", "error"])] == [f"{HOST}/gone"]


def test_files_of_an_article_learn_their_new_address(connection: Connection, url_id: int) -> None:
    outputs.set_file_urls(connection, KEY, A, [{"old_url": "o", "name": "n", "sha256": "s", "new_url": "f/1.jpg"}], [])
    assert connection.execute(select(schema.articles.c.images)).scalar_one()[0]["new_url"] == "f/1.jpg"
