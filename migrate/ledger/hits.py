"""How often old addresses were asked for: access logs that were read, and what they told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, case, delete, func, insert, select

from migrate.ledger.book import batches, now
from migrate.ledger.portal_schema import hit_logs, hits
from migrate.ledger.schema import urls
from migrate.model import Outcome

CHUNK = 500  # addresses asked for in one statement


def logs_read(connection: Connection) -> list[Row[Any]]:
    """Give every log that was read, in order of the reading."""
    return list(connection.execute(select(hit_logs).order_by(hit_logs.c.read_at, hit_logs.c.sha256)))


def enter_log(
    connection: Connection,
    sha256: str,
    file: str,
    lines: int,
    counts: Mapping[str, Any],
    told: Iterable[Mapping[str, Any]],
) -> None:
    """A log was read: `told` gives url, status, canonical, hits and last_day, every pair of url and status once."""
    row = {"sha256": sha256, "file": file, "read_at": now(), "lines": lines, "counts": dict(counts)}
    connection.execute(insert(hit_logs).values(**row))
    for batch in batches({"log": sha256, **one} for one in told):
        connection.execute(insert(hits), batch)


def forget_log(connection: Connection, sha256: str) -> None:
    """A log was never read: a longer state of the same file takes its place."""
    connection.execute(delete(hits).where(hits.c.log == sha256))
    connection.execute(delete(hit_logs).where(hit_logs.c.sha256 == sha256))


def hit_totals(connection: Connection) -> Iterator[Any]:
    """Give every address that a log told of, the most asked first: url, canonical, hits, found (2xx, 3xx), last_day."""
    found = func.sum(case((hits.c.status.between(200, 399), hits.c.hits), else_=0))
    query = (
        select(
            hits.c.url,
            hits.c.canonical,
            func.sum(hits.c.hits).label("hits"),
            found.label("found"),
            func.max(hits.c.last_day).label("last_day"),
        )
        .group_by(hits.c.url, hits.c.canonical)
        .order_by(func.sum(hits.c.hits).desc(), hits.c.url)
    )
    yield from connection.execute(query.execution_options(yield_per=CHUNK))


def rows_meant(connection: Connection, site_keys: Sequence[str], canonicals: Sequence[str]) -> dict[str, Row[Any]]:
    """Give for each canonical form the known URL that it means, the one first named; unknown ones are left out."""
    found: dict[str, Row[Any]] = {}
    for start in range(0, len(canonicals), CHUNK):
        part = canonicals[start : start + CHUNK]
        at = urls.c.site_key.in_(site_keys) & urls.c.canonical.in_(part) & (urls.c.method == "GET")
        settled = at & (urls.c.outcome != str(Outcome.PENDING))
        for row in connection.execute(select(urls).where(settled).order_by(urls.c.site_key, urls.c.seq)):
            found.setdefault(row.canonical, row)
    return found


def is_known(connection: Connection, url: str) -> bool:
    """True when a source named this very URL."""
    return connection.execute(select(urls.c.id).where(urls.c.url == url).limit(1)).first() is not None
