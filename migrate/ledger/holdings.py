"""网页档案 as a reader asks for it: by the old address, or by the place of the archived file."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from migrate.ledger.schema import archived, captures, urls

_HELD: tuple[Any, ...] = (
    urls.c.id.label("url_id"),
    urls.c.site_key,
    urls.c.url,
    urls.c.kind,
    urls.c.outcome,
    urls.c.reason,
    urls.c.status,
    urls.c.redirect_to,
    urls.c.alias_of,
    urls.c.length,
    archived.c.path,
    archived.c.sha256,
    archived.c.archived_at,
)
_FROM = urls.join(archived, archived.c.url_id == urls.c.id, isouter=True)


def held_at(connection: Connection, site_keys: Sequence[str], url: str, canonical: str) -> Row[Any] | None:
    """Give what is held of an old address: the exact spelling before another one, an archived file before none."""
    wanted = (urls.c.url == url, (urls.c.site_key.in_(site_keys)) & (urls.c.canonical == canonical))
    for where in wanted:
        rows = connection.execute(select(*_HELD).select_from(_FROM).where(where, urls.c.method == "GET")).all()
        if rows:
            return min(rows, key=lambda row: (row.path is None, row.url_id))
    return None


def held_file(connection: Connection, path: str) -> Row[Any] | None:
    """Give whose archived file stands at this place below `archive/`, with the charset that its capture had."""
    query: Select[Any] = (
        select(*_HELD, captures.c.charset, captures.c.content_type)
        .select_from(_FROM.join(captures, captures.c.id == urls.c.capture_id, isouter=True))
        .where(archived.c.path == path)
    )
    return connection.execute(query).first()


def record_of(connection: Connection, url_id: int) -> Row[Any] | None:
    """Give the record that holds the body of a URL's capture: its own, or for a revisit the original's."""
    query = select(captures, urls.c.kind).join(urls, urls.c.capture_id == captures.c.id).where(urls.c.id == url_id)
    row = connection.execute(query).first()
    while row is not None and row.revisit_of is not None:
        first = select(captures).where(captures.c.id == row.revisit_of)
        row = connection.execute(first).first()
    return row
