"""Lists: what each declares, kept beside the frontier, and old ledgers brought to it."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, inspect, select, text

from migrate.ledger import frontier, lists, schema
from migrate.ledger.frontier import Naming
from migrate.model import Ask, Kind, Outcome
from tests.ledger.conftest import HOST, KEY

MIGRATIONS = Path(lists.__file__).with_name("migrations")


def enter(connection: Connection, key: str, first: Ask, *items: lists.Item, **more) -> int:
    values = {"rule": "P1", "pages": len(items), "page_urls": list(items), "state": lists.OPEN, **more}
    return lists.enter_list(connection, KEY, key, first, **values)


def test_two_lists_may_begin_on_one_page(connection: Connection) -> None:
    for name in ("a", "b"):
        enter(connection, lists.list_key(name), Ask(f"{HOST}/l/"), f"{HOST}/l/", f"{HOST}/l/{name}_1.html")
    assert [one.pages for one in lists.pagers_of_site(connection, KEY)] == [2, 2]


def test_a_list_is_found_by_its_key_and_changed_by_its_id(connection: Connection) -> None:
    key = lists.list_key("P1", "x")
    list_id = enter(connection, key, Ask(f"{HOST}/l/"), f"{HOST}/l/")
    lists.change_list(connection, list_id, state=lists.SAME, found=3)
    found = lists.list_with(connection, KEY, key)
    assert found is not None
    assert (found.state, found.found, lists.list_of(connection, list_id).state) == (lists.SAME, 3, lists.SAME)
    assert lists.list_with(connection, KEY, "other") is None


@pytest.mark.parametrize(
    "ask", [Ask("http://a.example/"), Ask("http://a.example/", ""), Ask("http://a.example/", "a=1")]
)
def test_a_request_is_kept_as_it_is(ask: Ask) -> None:
    assert lists.ask_from(lists.written(ask)) == ask


def test_the_pages_of_a_list_are_found_by_address_form_and_id(connection: Connection) -> None:
    named = [Naming(f"{HOST}/l", "list", Kind.PAGE, body=body) for body in (None, "page=2", "page=3")]
    assert frontier.name_urls(connection, KEY, named) == 3
    assert frontier.name_urls(connection, KEY, named) == 0
    third = frontier.find(connection, KEY, f"{HOST}/l", "page=3")
    assert third is not None
    rows = lists.page_rows(connection, KEY, [f"{HOST}/l", [f"{HOST}/l", "page=2"], third.id, f"{HOST}/none"])
    assert [row and (row.method, row.request_body) for row in rows] == [
        ("GET", ""),
        ("POST", "page=2"),
        ("POST", "page=3"),
        None,
    ]
    assert frontier.ask_of(third) == Ask(f"{HOST}/l", "page=3")


def test_a_post_does_not_hide_behind_the_page_of_the_same_address(connection: Connection) -> None:
    frontier.name_urls(connection, KEY, [Naming(f"{HOST}/l", "list", Kind.PAGE, body="page=2")])
    assert frontier.find(connection, KEY, f"{HOST}/l") is None
    frontier.name_urls(connection, KEY, [Naming(f"{HOST}/l", "link", Kind.PAGE, Outcome.EXCLUDED, "outside_path")])
    assert len(connection.execute(select(schema.urls)).all()) == 2


def test_the_page_that_shows_a_list_is_who_named_its_first_page(connection: Connection) -> None:
    frontier.name_urls(connection, KEY, [Naming(f"{HOST}/api", "list", Kind.PAGE, referrer=f"{HOST}/l.html")])
    enter(connection, "k", Ask(f"{HOST}/api"), f"{HOST}/api")
    (row,) = lists.pagers_of_site(connection, KEY)
    assert lists.shown_on(connection, row) == f"{HOST}/l.html"


def test_families_are_replaced_as_a_whole(connection: Connection) -> None:
    one = {"family": "F01", "name": "TRS", "score": 5, "signs": ["x"]}
    lists.replace_families(connection, KEY, [one, {**one, "family": "F05", "score": 2}])
    lists.replace_families(connection, KEY, [one])
    assert [(row.rank, row.family, row.signs) for row in lists.families_of(connection, KEY)] == [(0, "F01", ["x"])]


def test_lists_of_an_older_ledger_are_kept() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with create_engine("sqlite://").begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.execute(text("INSERT INTO pagers VALUES ('k', 'http://a.example/l/', 'P1', 2, '[\"u\", \"v\"]')"))
        command.upgrade(config, "head")
        (row,) = connection.execute(select(schema.pagers)).all()
        assert (row.url, row.pages, row.page_urls, row.state, row.rows) == (
            "http://a.example/l/",
            2,
            ["u", "v"],
            "open",
            None,
        )
        assert "pagers_before" not in inspect(connection).get_table_names()
