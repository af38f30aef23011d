"""封存 in the ledger: the seals that were set, what a seal is held against, and the extract that it covers."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from migrate.ledger.archive_schema import seals
from migrate.ledger.book import now
from migrate.ledger.portal_schema import placements, redirects
from migrate.ledger.schema import archived, captures, pages, urls
from migrate.model import PAGE_KINDS, Outcome

CHUNK = 1000
_PLACED = (
    "site_key",
    "article_key",
    "target",
    "state",
    "held_because",
    "channel",
    "remote_id",
    "new_url",
    "visibility",
)


def enter_seal(connection: Connection, run_id: int | None, path: str, **values: Any) -> None:
    """A seal was set at `path` (below the workspace): its root, how many files and bytes, the signer's fingerprint."""
    connection.execute(insert(seals).values(run_id=run_id, at=now(), path=path, **values))


def newest_seal(connection: Connection, path: str) -> Row[Any] | None:
    """Give the newest seal that was set at a path, None where none was."""
    return connection.execute(select(seals).where(seals.c.path == path).order_by(seals.c.id.desc()).limit(1)).first()


def warc_ends(connection: Connection, site_key: str | None = None) -> dict[str, int]:
    """Give where the last record of each WARC file ends, by its path below the workspace."""
    query = select(captures.c.warc, func.max(captures.c.end)).group_by(captures.c.warc)
    if site_key is not None:
        query = query.where(captures.c.site_key == site_key)
    return {row[0]: row[1] for row in connection.execute(query)}


def archived_folders(connection: Connection) -> dict[str, list[str]]:
    """Give the sites by the folder below `archive/` in which their pages lie."""
    folders: dict[str, list[str]] = {}
    query = select(archived.c.site_key, func.min(archived.c.path)).group_by(archived.c.site_key)
    for site_key, path in connection.execute(query.order_by(archived.c.site_key)):
        folders.setdefault(path.partition("/")[0], []).append(site_key)
    return folders


def archived_digests(connection: Connection, site_key: str) -> dict[str, str]:
    """Give the digest of each archived file of a site, by its path below `archive/`."""
    query = select(archived.c.path, archived.c.sha256).where(archived.c.site_key == site_key)
    return {row[0]: row[1] for row in connection.execute(query)}


def placement_lines(connection: Connection, site_keys: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """Give where the articles stand in the portal, in order of site and article."""
    query = select(*(placements.c[name] for name in _PLACED)).order_by(placements.c.site_key, placements.c.article_key)
    yield from _lines(connection, query, placements, site_keys)


def archived_lines(connection: Connection, site_keys: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """Give the archived file of each old address, in order of site and place."""
    columns = (archived.c.site_key, urls.c.url, archived.c.path, archived.c.sha256, archived.c.archived_at)
    query = select(*columns).join(urls, urls.c.id == archived.c.url_id).order_by(archived.c.site_key, archived.c.path)
    yield from _lines(connection, query, archived, site_keys)


def redirect_lines(connection: Connection, site_keys: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """Give the answer of each old page address, in order of site and address."""
    query = select(redirects).order_by(redirects.c.site_key, redirects.c.old_url)
    yield from _lines(connection, query, redirects, site_keys)


def _lines(connection: Connection, query: Any, table: Any, site_keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    if site_keys:
        query = query.where(table.c.site_key.in_(site_keys))
    for row in connection.execute(query.execution_options(yield_per=CHUNK)):
        line = dict(row._mapping)
        yield {"site": line.pop("site_key"), **line}


def newest_capture(connection: Connection, site_key: str) -> str:
    """Give the time of a site's newest capture."""
    query = select(func.max(captures.c.fetched_at)).where(captures.c.site_key == site_key)
    return str(connection.execute(query).scalar_one())


def page_captures(connection: Connection, site_key: str) -> Iterator[Any]:
    """Give the stored pages of a site with the time of capture and the title that was read, in queue order."""
    at = (urls.c.site_key == site_key) & urls.c.kind.in_(sorted(PAGE_KINDS)) & (urls.c.method == "GET")
    query = (
        select(urls.c.url, urls.c.kind, captures.c.fetched_at, pages.c.title)
        .join(captures, captures.c.id == urls.c.capture_id)
        .join(pages, pages.c.url_id == urls.c.id, isouter=True)
        .where(at, urls.c.outcome.in_([str(Outcome.STORED), str(Outcome.REVISIT)]))
        .order_by(urls.c.seq)
    )
    yield from connection.execute(query.execution_options(yield_per=CHUNK))
