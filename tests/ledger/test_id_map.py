"""The id map: what stands where, what was meant to, and what other portals have."""

import pytest
from sqlalchemy import Connection, select

from migrate.ledger import content, id_map, outputs, portal_schema
from migrate.ledger.ends import ends_of_links
from migrate.model import Kind, Outcome
from tests.ledger.conftest import HOST, KEY
from tests.ledger.placing import TARGET, hold, place, plan
from tests.ledger.test_content import ARTICLE, known, read_as

A = ARTICLE.article_key


@pytest.fixture
def url_id(connection: Connection) -> int:
    url_id = read_as(connection, "/a.html", key=A)
    content.enter_article(connection, ARTICLE, url_id, "meta")
    return url_id


def state(connection: Connection) -> tuple[object, ...]:
    row = outputs.placement_of(connection, KEY, A)
    assert row is not None
    return (row.state, row.new_url, row.remote_id, row.target_hash, row.held_because)


def test_an_article_is_planned_then_placed(connection: Connection, url_id: int) -> None:
    assert outputs.placement_of(connection, KEY, A) is None
    plan(connection, A)
    assert state(connection) == ("planned", "tz/7.html", "", "", None)
    place(connection, A, "7")
    assert state(connection) == ("placed", "tz/7.html", "7", "t", None)
    assert outputs.placed_at(connection, url_id) == "tz/7.html"


def test_what_stands_already_keeps_its_hashes_also_when_it_shall_move(connection: Connection, url_id: int) -> None:
    place(connection, A, "7")
    plan(connection, A)
    assert state(connection)[0] == "placed"
    plan(connection, A, "gg", "gg/7.html")
    assert state(connection) == ("planned", "gg/7.html", "7", "t", None)


def test_a_portal_that_foresees_no_address_keeps_the_one_it_gave(connection: Connection, url_id: int) -> None:
    place(connection, A, "7")
    plan(connection, A, new_url=None)
    assert state(connection)[0] == "placed"


def test_a_held_article_has_a_reason_and_no_address_and_remembers_what_was_withdrawn(
    connection: Connection, url_id: int
) -> None:
    hold(connection, A, "channel_unconfirmed")
    hold(connection, A, "finding")
    assert state(connection) == ("held", "", "", "", "finding")
    place(connection, A, "7")
    hold(connection, A, "finding")
    assert state(connection) == ("held", "", "7", "t", "finding")
    assert outputs.placed_at(connection, url_id) is None
    plan(connection, A)
    assert state(connection) == ("planned", "tz/7.html", "7", "t", None)


@pytest.mark.parametrize("waits", [outputs.FAILED, outputs.CONFLICT])
def test_what_waits_for_a_person_stays_so_when_it_is_planned_again(
    connection: Connection, url_id: int, waits: str
) -> None:
    place(connection, A, "7")
    id_map.enter_state(connection, KEY, A, waits, held_because="x")
    plan(connection, A, "gg", "gg/7.html")
    assert state(connection) == (waits, "tz/7.html", "7", "t", "x")
    assert outputs.placement_of(connection, KEY, A).channel == "gg"
    assert outputs.placed_at(connection, url_id) == "tz/7.html", "an older state of it stands there"


def test_a_draft_is_nothing_that_an_old_address_may_lead_to(connection: Connection, url_id: int) -> None:
    place(connection, A, "7")
    id_map.enter_state(connection, KEY, A, outputs.PLACED, visibility="draft")
    assert outputs.placed_at(connection, url_id) is None


def test_an_intent_names_its_run_only_where_nothing_was_made_before(connection: Connection, url_id: int) -> None:
    plan(connection, A)
    id_map.intend(connection, KEY, [A], 1)
    id_map.intend(connection, KEY, [A], None)
    row = outputs.placement_of(connection, KEY, A)
    assert (row.state, row.run_id, row.remote_id) == ("planned", 1, "")


def test_placements_of_lost_articles_are_named(connection: Connection, url_id: int) -> None:
    place(connection, A, "7")
    place(connection, "lost", "9")
    assert [row.remote_id for row in id_map.lost_placements(connection, KEY)] == ["9"]
    id_map.forget_placement(connection, KEY, "lost")
    assert [one.article_key for one in outputs.placements_in(connection, KEY, "placed")] == [A]


def test_another_portal_has_another_map_and_the_old_one_comes_back(connection: Connection, url_id: int) -> None:
    place(connection, A, "7")
    assert id_map.swap_target(connection, TARGET) == 0
    assert id_map.swap_target(connection, "wordpress https://p.example/") == 1
    assert outputs.placement_of(connection, KEY, A) is None
    assert id_map.swap_target(connection, TARGET) == 0
    assert state(connection) == ("placed", "tz/7.html", "7", "t", None)
    assert connection.execute(select(portal_schema.former_placements)).all() == []


def test_a_file_is_known_by_portal_bytes_and_name(connection: Connection) -> None:
    for target, name, url in (("a", "a.doc", "1"), ("a", "b.doc", "2"), ("b", "a.doc", "3"), ("a", "a.doc", "4")):
        id_map.enter_file(connection, target, "sha", name, new_url=url, remote_id=url, run_id=None)
    assert id_map.known_files(connection, "a", ["sha"]) == {("sha", "a.doc"): "4", ("sha", "b.doc"): "2"}
    assert id_map.known_files(connection, "a", ["other"]) == {}


def test_who_made_a_file_stays_as_first_entered_until_it_is_made_again(connection: Connection) -> None:
    for run_id, maker in ((1, (1, "delete")), (None, (1, "delete"))):
        id_map.enter_file(connection, TARGET, "sha", "a.doc", new_url="u", remote_id="r", run_id=run_id)
        (row,) = connection.execute(select(portal_schema.portal_files)).all()
        assert (row.run_id, row.rollback) == maker
    id_map.enter_file(connection, TARGET, "other", "a.doc", new_url="u", remote_id="r", run_id=None)
    rows = connection.execute(select(portal_schema.portal_files).order_by(portal_schema.portal_files.c.sha256)).all()
    assert [row.rollback for row in rows] == ["preserve", "delete"]


def test_who_made_a_channel_stays_as_first_entered(connection: Connection) -> None:
    id_map.enter_channel(connection, TARGET, "tz", remote_id="5", run_id=1, rollback="delete")
    id_map.enter_channel(connection, TARGET, "tz", remote_id="6", run_id=None, rollback="preserve")
    (row,) = connection.execute(select(portal_schema.portal_channels)).all()
    assert (row.remote_id, row.run_id, row.rollback) == ("6", 1, "delete")


def test_many_links_end_where_each_ends_by_itself(connection: Connection, url_id: int) -> None:
    place(connection, A, "7")
    known(connection, "/moved", Outcome.REDIRECT, redirect_to=f"{HOST}/alias#x")
    known(connection, "/alias", Outcome.ALIAS, alias_of=f"{HOST}/a.html")
    known(connection, "/one", Outcome.REDIRECT, redirect_to=f"{HOST}/two")
    known(connection, "/two", Outcome.REDIRECT, redirect_to=f"{HOST}/one")
    known(connection, "/out", Outcome.REDIRECT, redirect_to="http://else.example/")
    read_as(connection, "/list/", Kind.LIST, column=("通知",), reason="列表页")
    paths = ("/a.html", "/moved", "/one", "/out", "/list/", "/unknown")
    links = [HOST + path for path in paths]
    ends = ends_of_links(connection, KEY, TARGET, links)
    for link in links:
        alone = content.settled_at(connection, KEY, link)
        assert (ends[link].id if link in ends else None) == (alone.id if alone is not None else None), link
    assert (ends[f"{HOST}/moved"].new_url, ends[f"{HOST}/moved"].state) == ("tz/7.html", "placed")
    assert ends[f"{HOST}/list/"].column == ["通知"]
    assert f"{HOST}/unknown" not in ends
