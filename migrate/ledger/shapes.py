"""What is known of addresses that a script makes without end: one row a shape (see `crawl.traps`)."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select, update

from migrate.ledger.frontier import next_seq, settle
from migrate.ledger.schema import shapes, urls
from migrate.model import Outcome


@dataclass
class ShapeState:
    """How many of a shape were let in and how many are settled; how long nothing new has come; what was seen."""

    admitted: int = 0
    settled: int = 0
    barren: int = 0  # settled since the last that brought something new
    stale: int = 0  # settled since the last that named a new URL
    seen: list[str] = field(default_factory=list)  # digests of what the last pages showed
    filters: dict[str, list[str]] = field(default_factory=dict)  # the values met of each key, up to many
    is_new: bool = True


def shape_state(connection: Connection, site_key: str, text: str) -> ShapeState:
    """Give what is known of a shape; a fresh state where nothing is."""
    row = connection.execute(select(shapes).where(_at(site_key, text))).first()
    if row is None:
        return ShapeState()
    return ShapeState(row.admitted, row.settled, row.barren, row.stale, row.seen, row.filters, is_new=False)


def enter_shape(connection: Connection, site_key: str, text: str, state: ShapeState) -> None:
    """Write what is known of a shape."""
    values = {name: getattr(state, name) for name in ("admitted", "settled", "barren", "stale", "seen", "filters")}
    if state.is_new:
        connection.execute(insert(shapes).values(site_key=site_key, text=text, **values))
        state.is_new = False
    else:
        connection.execute(update(shapes).where(_at(site_key, text)).values(**values))


def _at(site_key: str, text: str) -> Any:
    return (shapes.c.site_key == site_key) & (shapes.c.text == text)


def held_back(connection: Connection, site_key: str, reason: str) -> list[tuple[int, str]]:
    """Give id and URL of what a trap rule holds back, in the order in which it was named."""
    at = (urls.c.site_key == site_key) & (urls.c.outcome == str(Outcome.QUARANTINED)) & (urls.c.reason == reason)
    return [
        (row.id, row.url) for row in connection.execute(select(urls.c.id, urls.c.url).where(at).order_by(urls.c.seq))
    ]


def let_in(connection: Connection, site_key: str, url_id: int) -> None:
    """Let a URL that was held back join the queue."""
    seq = next_seq(connection, site_key)
    settle(connection, url_id, outcome=str(Outcome.PENDING), reason=None, seq=seq)
