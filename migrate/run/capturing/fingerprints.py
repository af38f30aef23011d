"""Which content systems built a site, read from its home page, the first pages of its lists and some other pages."""

from typing import Any

from sqlalchemy import Connection, Row, select

from archive.reading import read_body
from mappings.families import Families
from migrate.charset import decode
from migrate.crawl.families import likenesses
from migrate.ledger import lists
from migrate.ledger.frontier import place_of
from migrate.ledger.schema import urls
from migrate.model import PAGE_KINDS, Outcome
from migrate.run.work import Work

LISTS, OTHERS, PATHS = 4, 8, 2_000  # first pages of lists, other pages, and addresses that are looked at
MAX_PAGE = 4 << 20


def name_families(work: Work, site_key: str, rules: Families) -> None:
    """The ledger says which two content systems the site looks like most, and by which signs."""
    with work.ledger.begin() as connection:
        pages = _pages(connection, site_key)
        texts = [_text(connection, work, row) for row in pages]
        known = connection.execute(
            select(urls.c.url).where(urls.c.site_key == site_key).order_by(urls.c.seq).limit(PATHS)
        )
        rows = [
            {"family": one.family_id, "name": one.name, "score": one.score, "signs": list(one.signs)}
            for one in likenesses(texts, known.scalars(), rules.families)
        ]
        before = [
            {name: getattr(row, name) for name in ("family", "name", "score", "signs")}
            for row in lists.families_of(connection, site_key)
        ]
        if rows != before:
            lists.replace_families(connection, site_key, rows)


def _pages(connection: Connection, site_key: str) -> list[Row[Any]]:
    """The home page, the first pages of some lists, and pages from the middle of the queue: articles stand there."""
    kept = (
        select(urls)
        .where(
            urls.c.site_key == site_key,
            urls.c.kind.in_(sorted(PAGE_KINDS)),
            urls.c.outcome.in_([str(Outcome.STORED), str(Outcome.REVISIT)]),
            urls.c.length < MAX_PAGE,
        )
        .order_by(urls.c.seq)
        .limit(PATHS)
    )
    rows = list(connection.execute(kept))
    firsts = {row.url for row in lists.pagers_of_site(connection, site_key)[:LISTS]}
    step = max(1, len(rows) // OTHERS)
    chosen = [*rows[:1], *(row for row in rows if row.url in firsts), *rows[step::step]]
    return list({row.id: row for row in chosen}.values())[: 1 + LISTS + OTHERS]


def _text(connection: Connection, work: Work, row: Row[Any]) -> str:
    place = place_of(connection, row.capture_id)
    return decode(read_body(work.workspace / place.warc, place.offset, limit=MAX_PAGE)).text
