"""What was made of the articles and pages: placements in the portal, archived pages, redirects."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from migrate.ledger.book import upsert
from migrate.ledger.portal_schema import placements, portal_files, redirects
from migrate.ledger.schema import archived, articles, pages, urls
from migrate.model import Redirect

PLANNED = "planned"  # it has its place; whether it stands there yet is not known
PLACED = "placed"  # it stands there as it was handed over
HELD = "held"  # it is not handed over, `held_because` says why; a remote id tells that it was withdrawn
LEFT_OUT = "left_out"  # a person said so, `held_because` tells where: nobody need see to it
FAILED = "failed"  # the portal refuses it as it is; with a remote id an older state of it stands there
CONFLICT = "conflict"  # a person changed it there and its source changed too: nothing is written over
WAITING = (HELD, FAILED, CONFLICT)  # a person has to see to it


def placement_of(connection: Connection, site_key: str, article_key: str) -> Row[Any] | None:
    """Give an article's placement row, None when the portal was never asked for one."""
    at = (placements.c.site_key == site_key) & (placements.c.article_key == article_key)
    return connection.execute(select(placements).where(at)).first()


def placements_in(connection: Connection, site_key: str, state: str) -> list[Row[Any]]:
    """Give the placements of a site in one state, in order of the article's key."""
    query = (
        select(placements)
        .where(placements.c.site_key == site_key, placements.c.state == state)
        .order_by(placements.c.article_key)
    )
    return list(connection.execute(query))


def placed_at(connection: Connection, url_id: int) -> str | None:
    """Give the new URL of the article that a captured page is, None while the public finds none there.

    One that a person changed in the portal, or that could not be brought up to date, stands there all the same; a
    draft does not.
    """
    query = (
        select(placements.c.new_url)
        .join(pages, (pages.c.site_key == placements.c.site_key) & (pages.c.article_key == placements.c.article_key))
        .where(
            pages.c.url_id == url_id,
            placements.c.state != HELD,
            placements.c.new_url != "",
            placements.c.visibility == "published",
        )
    )
    return connection.execute(query).scalar()


def all_portal_files(connection: Connection) -> list[Row[Any]]:
    """Give every file that a portal keeps."""
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
    upsert(connection, archived, archived.c.url_id == url_id, values, url_id=url_id, site_key=site_key)


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


def page_urls(connection: Connection, site_key: str, kinds: Iterable[str], outcomes: Iterable[str]) -> list[Row[Any]]:
    """Give the old URLs of some kinds with some outcomes, in order of the URL; answers to POSTs are no page of it."""
    of_site = (urls.c.site_key == site_key) & (urls.c.method == "GET")
    query = (
        select(urls)
        .where(of_site, urls.c.kind.in_(sorted(kinds)), urls.c.outcome.in_(sorted(outcomes)))
        .order_by(urls.c.url)
    )
    return list(connection.execute(query))
