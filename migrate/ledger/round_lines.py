"""What the rounds found, URL by URL: how each stood before, what it is now, and what the ledger calls it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from migrate.ledger.archive_schema import former_ends
from migrate.ledger.rounds import ADDED, BACK, CHANGED, KEPT, PROBE, SAME, Round, is_added, newest, sites_with_rounds
from migrate.ledger.schema import captures, pages, urls
from migrate.model import PAGE_KINDS, Kind, Outcome

CHUNK = 500


@dataclass(frozen=True)
class RoundLine:
    """One URL that differs: its captures before and in the round (None: there is none), and what was found of it."""

    url: str
    difference: str
    title: str
    former: Row[Any] | None
    now: Row[Any] | None
    found: dict[str, Any] | None


def ended_rounds(connection: Connection) -> list[Round]:
    """Give the newest round of every site that has had one, where it has ended."""
    found = (newest(connection, key) for key in sites_with_rounds(connection))
    return [one for one in found if one is not None and one.ended_at is not None]


def round_lines(connection: Connection, one: Round) -> Iterator[RoundLine]:
    """Give every URL that a round found different, and those that it found for the first time, in order of their id."""
    for some in _differing(connection, one):
        yield from _told(connection, some)
    for some in _added(connection, one):
        yield from _told(connection, some)


def former_lists(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the list pages of a site that a round found changed, each with the capture that stood before."""
    query = (
        select(urls.c.url, former_ends.c.capture_id)
        .join(urls, urls.c.id == former_ends.c.url_id)
        .join(pages, (pages.c.url_id == urls.c.id) & (pages.c.kind == str(Kind.LIST)))
        .where(former_ends.c.site_key == site_key, former_ends.c.difference == CHANGED)
        .where(former_ends.c.outcome.in_([str(Outcome.STORED), str(Outcome.REVISIT)]))
        .order_by(former_ends.c.number.desc(), urls.c.seq)
    )
    return list(connection.execute(query))


def has_renewed_files(connection: Connection, site_key: str) -> bool:
    """True when a round found other bytes at the address of a file, or a file where there was none."""
    query = (
        select(former_ends.c.url_id)
        .join(urls, urls.c.id == former_ends.c.url_id)
        .where(former_ends.c.site_key == site_key, former_ends.c.difference.in_([CHANGED, BACK]))
        .where(urls.c.kind.not_in(sorted(PAGE_KINDS)))
    )
    return connection.execute(query.limit(1)).first() is not None


def standings_before(connection: Connection, url_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """Give how URLs stood before each round that asked for them, each with the time of that capture, by their id."""
    found: dict[int, list[Row[Any]]] = {}
    for start in range(0, len(url_ids), CHUNK):
        query = (
            select(former_ends, captures.c.fetched_at)
            .join(captures, captures.c.id == former_ends.c.capture_id, isouter=True)
            .where(former_ends.c.url_id.in_(url_ids[start : start + CHUNK]))
            .order_by(former_ends.c.number)
        )
        for row in connection.execute(query):
            found.setdefault(row.url_id, []).append(row)
    return found


def facts_of_rounds(url: Row[Any], before: Sequence[Row[Any]], ended: Round | None) -> tuple[str | None, str | None]:
    """Give when a URL was captured first, where an earlier capture stood, and its difference in the newest round."""
    first_at = next((row.fetched_at for row in before if row.fetched_at), None)
    if ended is None:
        return first_at, None
    asked = next((row for row in before if row.number == ended.number), None)
    if asked is not None:
        return first_at, None if asked.reason == PROBE else asked.difference
    is_new = url.capture_id is not None and ended.detail["captures"] < url.capture_id <= ended.detail["until"]
    return first_at, ADDED if is_new and url.outcome in KEPT and url.method == "GET" else None


def _differing(connection: Connection, one: Round) -> Iterator[list[dict[str, Any]]]:
    named = (former_ends.c.reason.is_(None)) | (former_ends.c.reason != PROBE)
    query = (
        select(former_ends, urls.c.url, urls.c.capture_id.label("stands"), pages.c.title)
        .join(urls, urls.c.id == former_ends.c.url_id)
        .join(pages, pages.c.url_id == urls.c.id, isouter=True)
        .where(former_ends.c.site_key == one.site_key, former_ends.c.number == one.number, named)
        .where(former_ends.c.difference != SAME)
    )
    last = 0
    while some := connection.execute(
        query.where(former_ends.c.url_id > last).order_by(former_ends.c.url_id).limit(CHUNK)
    ).all():
        yield [
            {
                "url": row.url,
                "difference": row.difference,
                "title": row.title,
                "former": row.capture_id,
                "now": row.found["capture_id"] if row.found else row.stands,
                "found": row.found,
            }
            for row in some
        ]
        last = some[-1].url_id


def _added(connection: Connection, one: Round) -> Iterator[list[dict[str, Any]]]:
    query = select(urls.c.id, urls.c.url, urls.c.capture_id, pages.c.title)
    query = query.join(pages, pages.c.url_id == urls.c.id, isouter=True).where(is_added(one))
    last = 0
    while some := connection.execute(query.where(urls.c.id > last).order_by(urls.c.id).limit(CHUNK)).all():
        yield [
            {
                "url": row.url,
                "difference": ADDED,
                "title": row.title,
                "former": None,
                "now": row.capture_id,
                "found": None,
            }
            for row in some
        ]
        last = some[-1].id


def _told(connection: Connection, some: list[dict[str, Any]]) -> Iterator[RoundLine]:
    ids = {one[name] for one in some for name in ("former", "now") if one[name] is not None}
    known = {row.id: row for row in connection.execute(select(captures).where(captures.c.id.in_(ids)))}
    for one in some:
        former, now = known.get(one["former"]), known.get(one["now"])
        yield RoundLine(one["url"], one["difference"], one["title"] or "", former, now, one["found"])
