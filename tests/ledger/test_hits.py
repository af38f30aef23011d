"""Visits of old addresses: counted a log at a time, told over all logs."""

from sqlalchemy import Connection

from migrate.ledger import hits
from migrate.ledger.frontier import Naming, name_urls
from migrate.model import Kind
from migrate.urls import canonical
from tests.ledger.conftest import HOST, KEY


def visit(path: str, status: int, number: int, day: str | None = "2024-03-11") -> dict[str, object]:
    url = f"{HOST}{path}"
    return {"url": url, "status": status, "canonical": canonical(url), "hits": number, "last_day": day}


def test_the_totals_are_over_all_logs_and_the_most_asked_comes_first(connection: Connection) -> None:
    hits.enter_log(
        connection, "a", "a.log", 9, {"size": 1}, [visit("/1", 200, 2), visit("/2", 404, 4), visit("/1", 404, 1)]
    )
    hits.enter_log(
        connection, "b", "b.log", 9, {"size": 2}, [visit("/1", 302, 3, "2024-04-01"), visit("/3", 200, 1, None)]
    )
    told = [(row.url, row.hits, row.found, row.last_day) for row in hits.hit_totals(connection)]
    assert told == [
        (f"{HOST}/1", 6, 5, "2024-04-01"),
        (f"{HOST}/2", 4, 0, "2024-03-11"),
        (f"{HOST}/3", 1, 1, None),
    ]
    assert [row.file for row in hits.logs_read(connection)] == ["a.log", "b.log"]


def test_a_log_that_is_forgotten_counts_no_more(connection: Connection) -> None:
    hits.enter_log(connection, "a", "a.log", 1, {}, [visit("/1", 200, 2)])
    hits.enter_log(connection, "b", "b.log", 1, {}, [visit("/1", 200, 5)])
    hits.forget_log(connection, "a")
    assert [row.hits for row in hits.hit_totals(connection)] == [5]
    assert [row.sha256 for row in hits.logs_read(connection)] == ["b"]


def test_a_spelling_means_the_known_url_of_the_same_canonical_form(connection: Connection) -> None:
    url = f"{HOST}/~a/%e9.html"
    name_urls(connection, KEY, [Naming(url, "link", Kind.PAGE), Naming(f"{HOST}/waits", "link", Kind.PAGE)])
    wanted = [canonical(f"{HOST}/%7ea/%E9.html"), canonical(f"{HOST}/waits"), canonical(f"{HOST}/none")]
    assert hits.rows_meant(connection, [KEY], wanted) == {}
    row = connection.exec_driver_sql("SELECT id FROM urls WHERE url = ?", (url,)).one()
    connection.exec_driver_sql("UPDATE urls SET outcome = 'stored' WHERE id = ?", (row.id,))
    assert [one.url for one in hits.rows_meant(connection, [KEY], wanted).values()] == [url]
    assert hits.is_known(connection, url) and not hits.is_known(connection, f"{HOST}/%7ea/%E9.html")
