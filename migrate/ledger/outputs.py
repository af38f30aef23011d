"""What was made of the articles and pages: placements in the portal, archived pages, redirects, documents."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, insert, select, update

from migrate.ledger.book import now
from migrate.ledger.portal_schema import placements, portal_files, redirects
from migrate.ledger.schema import archived, articles, documents, pages, urls
from migrate.model import Placement, Redirect

PLACED, PLANNED, HELD = "placed", "planned", "held"


def _upsert(connection: Connection, table: Table, where: Any, values: dict[str, Any], **key: Any) -> None:
    if connection.execute(update(table).where(where).values(**values)).rowcount == 0:
        connection.execute(insert(table).values(**key, **values))


def placement_of(connection: Connection, site_key: str, article_key: str) -> Row[Any] | None:
    """Give an article's placement row, None when the portal was never asked for one."""
    at = (placements.c.site_key == site_key) & (placements.c.article_key == article_key)
    return connection.execute(select(placements).where(at)).first()


def enter_placement(
    connection: Connection, site_key: str, article_key: str, placed: Placement, run_id: int | None
) -> None:
    """The article stands in the portal as said."""
    _enter_placement(
        connection,
        site_key,
        article_key,
        {
            "run_id": run_id,
            "state": PLACED,
            "held_because": None,
            "channel": placed.channel,
            "remote_id": placed.remote_id,
            "new_url": placed.new_url,
            "source_hash": placed.source_hash,
            "target_hash": placed.target_hash,
            "rollback": "delete",
        },
    )


def plan_placement(connection: Connection, site_key: str, article_key: str, channel: str, new_url: str) -> None:
    """The article shall stand in this channel at this URL; one that stands there already keeps its hashes."""
    held = placement_of(connection, site_key, article_key)
    if held is not None and (held.state, held.channel, held.new_url) == (PLACED, channel, new_url):
        return
    _enter_placement(
        connection,
        site_key,
        article_key,
        {
            "run_id": None,
            "state": PLANNED,
            "held_because": None,
            "channel": channel,
            "remote_id": held.remote_id if held is not None else "",
            "new_url": new_url,
            "source_hash": "",
            "target_hash": "",
            "rollback": "delete",
        },
    )


def hold_placement(connection: Connection, site_key: str, article_key: str, because: str) -> None:
    """The article is not in the portal, and this is why."""
    held = placement_of(connection, site_key, article_key)
    if held is not None and (held.state, held.held_because) == (HELD, because):
        return
    _enter_placement(
        connection,
        site_key,
        article_key,
        {
            "run_id": None,
            "state": HELD,
            "held_because": because,
            "channel": "",
            "remote_id": "",
            "new_url": "",
            "source_hash": "",
            "target_hash": "",
            "rollback": "preserve",
        },
    )


def _enter_placement(connection: Connection, site_key: str, article_key: str, values: dict[str, Any]) -> None:
    at = (placements.c.site_key == site_key) & (placements.c.article_key == article_key)
    _upsert(connection, placements, at, {"at": now(), **values}, site_key=site_key, article_key=article_key)


def placements_in(connection: Connection, site_key: str, state: str) -> list[Row[Any]]:
    """Give the placements of a site in one state, in order of the article's key."""
    query = (
        select(placements)
        .where(placements.c.site_key == site_key, placements.c.state == state)
        .order_by(placements.c.article_key)
    )
    return list(connection.execute(query))


def forget_lost_placements(connection: Connection, site_key: str) -> list[str]:
    """Drop placements whose article is no more; gives the portal's ids of those that stood there."""
    held = select(articles.c.article_key).where(articles.c.site_key == site_key)
    at = (placements.c.site_key == site_key) & placements.c.article_key.not_in(held)
    gone = [row.remote_id for row in connection.execute(select(placements).where(at)) if row.remote_id]
    connection.execute(delete(placements).where(at))
    return gone


def placed_at(connection: Connection, url_id: int) -> str | None:
    """Give the new URL of the article that a captured page is, None while it has none."""
    query = (
        select(placements.c.new_url)
        .join(pages, (pages.c.site_key == placements.c.site_key) & (pages.c.article_key == placements.c.article_key))
        .where(pages.c.url_id == url_id, placements.c.state.in_([PLACED, PLANNED]))
    )
    return connection.execute(query).scalar()


def enter_portal_file(connection: Connection, sha256: str, name: str, new_url: str) -> None:
    """The portal keeps this file under this name at this URL."""
    at = (portal_files.c.sha256 == sha256) & (portal_files.c.name == name)
    _upsert(connection, portal_files, at, {"new_url": new_url}, sha256=sha256, name=name)


def portal_file(connection: Connection, sha256: str, name: str) -> str | None:
    """Give where the portal keeps a file under a name, None when it does not."""
    at = (portal_files.c.sha256 == sha256) & (portal_files.c.name == name)
    return connection.execute(select(portal_files.c.new_url).where(at)).scalar()


def forget_portal_files(connection: Connection, digests: Iterable[str]) -> list[str]:
    """The portal keeps no file of these digests any more; gives where it did."""
    places: list[str] = []
    for digest in digests:
        at = portal_files.c.sha256 == digest
        places += connection.execute(select(portal_files.c.new_url).where(at).order_by(portal_files.c.name)).scalars()
        connection.execute(delete(portal_files).where(at))
    return places


def all_portal_files(connection: Connection) -> list[Row[Any]]:
    """Give every file that the portal keeps."""
    return list(connection.execute(select(portal_files).order_by(portal_files.c.sha256, portal_files.c.name)))


def set_file_urls(
    connection: Connection,
    site_key: str,
    article_key: str,
    images: list[dict[str, Any]],
    attachments: list[dict[str, Any]],
) -> None:
    """The article's images and attachments stand in the portal where these rows say."""
    at = (articles.c.site_key == site_key) & (articles.c.article_key == article_key)
    connection.execute(update(articles).where(at).values(images=images, attachments=attachments))


def archived_of(connection: Connection, url_id: int) -> Row[Any] | None:
    """Give the archived file of a URL, None when it has none."""
    return connection.execute(select(archived).where(archived.c.url_id == url_id)).first()


def enter_archived(connection: Connection, site_key: str, url_id: int, **values: Any) -> None:
    """The URL's archived file stands below `archive/` as said."""
    _upsert(connection, archived, archived.c.url_id == url_id, values, url_id=url_id, site_key=site_key)


def archived_rows(connection: Connection, site_key: str) -> Iterator[Row[Any]]:
    """Give the archived files of a site with their URL and what was read of the page, in queue order."""
    query = (
        select(archived, urls.c.url, urls.c.kind, pages.c.title, pages.c.published_at)
        .join(urls, urls.c.id == archived.c.url_id)
        .join(pages, pages.c.url_id == archived.c.url_id, isouter=True)
        .where(archived.c.site_key == site_key)
        .order_by(urls.c.seq)
    )
    yield from connection.execute(query)


def replace_redirects(connection: Connection, site_key: str, answers: Iterable[Redirect]) -> int:
    """The site's old page URLs get these answers and no others; gives how many."""
    connection.execute(delete(redirects).where(redirects.c.site_key == site_key))
    rows = [
        {
            "site_key": site_key,
            "old_url": one.old_url,
            "answer": one.answer,
            "target": one.target,
            "status": one.status,
            "reason": one.reason,
        }
        for one in answers
    ]
    if rows:
        connection.execute(insert(redirects), rows)
    return len(rows)


def enter_document(connection: Connection, site_key: str, kind: str, **values: Any) -> None:
    """A document of this kind was made for the site."""
    at = (documents.c.site_key == site_key) & (documents.c.kind == kind)
    _upsert(connection, documents, at, {"made_at": now(), **values}, site_key=site_key, kind=kind)


def documents_of(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the documents made for a site."""
    query = select(documents).where(documents.c.site_key == site_key).order_by(documents.c.kind)
    return list(connection.execute(query))


def page_urls(connection: Connection, site_key: str, kinds: Iterable[str], outcomes: Iterable[str]) -> list[Row[Any]]:
    """Give the old URLs of some kinds with some outcomes, in order of the URL; answers to POSTs are no page of it."""
    of_site = (urls.c.site_key == site_key) & (urls.c.method == "GET")
    query = (
        select(urls)
        .where(of_site, urls.c.kind.in_(sorted(kinds)), urls.c.outcome.in_(sorted(outcomes)))
        .order_by(urls.c.url)
    )
    return list(connection.execute(query))
