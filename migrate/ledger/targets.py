"""What stands where old addresses lead: articles and files in the portal, archived pages and files."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, func, select

from migrate.ledger.outputs import HELD
from migrate.ledger.portal_schema import placements, portal_files
from migrate.ledger.schema import archived, articles, urls
from migrate.ledger.schema import pages as ended

CHUNK = 1_000  # rows fetched at a time


def stood(
    connection: Connection, site_key: str, page_kinds: Collection[str], outcomes: Iterable[str], *, pages: bool
) -> Iterator[Any]:
    """Give the old URLs of a site with some outcomes, in order of the URL: pages, or all that is none.

    Beside the URL a row tells where its content stands: `new_url` of its article, `file_url` at which the portal keeps
    the same bytes, `path` below the archive; each None where it has none. Answers to POSTs are no page of it.
    """
    of_kind = urls.c.kind.in_(sorted(page_kinds)) if pages else urls.c.kind.not_in(sorted(page_kinds))
    at = (urls.c.site_key == site_key) & (urls.c.method == "GET") & urls.c.outcome.in_(sorted(outcomes)) & of_kind
    query = _standing().where(at).order_by(urls.c.url)
    yield from connection.execute(query.execution_options(yield_per=CHUNK))


def stands(connection: Connection, url_id: int) -> Row[Any]:
    """Give one old URL with where its content stands, as `stood` does."""
    return connection.execute(_standing().where(urls.c.id == url_id)).one()


def _standing() -> Any:
    same_bytes = (
        select(func.min(portal_files.c.new_url))
        .where(portal_files.c.sha256 == urls.c.sha256, portal_files.c.target == _target())
        .scalar_subquery()
    )
    at = (placements.c.site_key == ended.c.site_key) & (placements.c.article_key == ended.c.article_key)
    public = (placements.c.state != HELD) & (placements.c.new_url != "") & (placements.c.visibility == "published")
    names = ("id", "site_key", "url", "kind", "outcome", "reason", "status", "redirect_to", "alias_of", "fallback")
    return (
        select(
            *(urls.c[name] for name in names),
            placements.c.new_url,
            same_bytes.label("file_url"),
            archived.c.path,
        )
        .join(ended, ended.c.url_id == urls.c.id, isouter=True)
        .join(placements, at & public, isouter=True)
        .join(archived, archived.c.url_id == urls.c.id, isouter=True)
    )


def placed_titles(connection: Connection) -> Iterator[tuple[str, str]]:
    """Give the new URL and the title of every article that the portal has."""
    same = (placements.c.site_key == articles.c.site_key) & (placements.c.article_key == articles.c.article_key)
    query = select(placements.c.new_url, articles.c.title).join(articles, same).where(placements.c.new_url != "")
    for row in connection.execute(query.execution_options(yield_per=CHUNK)):
        yield row.new_url, row.title


def kept_digests(connection: Connection) -> Iterator[tuple[str, str]]:
    """Give the new URL and the digest of every file that the portal has."""
    query = select(portal_files.c.new_url, portal_files.c.sha256).where(portal_files.c.target == _target())
    for row in connection.execute(query.execution_options(yield_per=CHUNK)):
        yield row.new_url, row.sha256


def archived_copies(connection: Connection) -> Iterator[Any]:
    """Give path, digest, old URL and kind of every archived file."""
    query = select(archived.c.path, archived.c.sha256, urls.c.url, urls.c.kind).join(
        urls, urls.c.id == archived.c.url_id
    )
    yield from connection.execute(query.execution_options(yield_per=CHUNK))


def _target() -> Any:
    """The portal that has the articles now: the id map holds those of no other."""
    return select(placements.c.target).limit(1).scalar_subquery()
