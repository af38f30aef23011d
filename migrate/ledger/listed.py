"""Lists and what they name: answers that carry rows, the pages that show them, and pages that are only listed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select

from migrate.ledger.content import settled_at
from migrate.ledger.frontier import stored_files
from migrate.ledger.schema import listings, namings, pagers, pages, urls
from migrate.model import PAGE_KINDS, Kind, Outcome

MOST_HOPS = 60  # answers between a list's page and a further answer of the same list
NAMED_BY = ("list", "browser", "link")  # the kinds of naming that tell which page shows an answer, best first


def answers_of_lists(connection: Connection, site_key: str, longest: int) -> list[Row[Any]]:
    """Give the stored answers that may carry a list's rows and are no pages of their own, in queue order.

    JSON, XML and scripts that a list or a browser asked for, everything that was asked by POST, and pages without a
    name of their own that a list asked for (fragments). `longest` is in bytes.
    """
    asked = select(namings.c.url_id).where(namings.c.named_by.in_(["list", "browser"]))
    first = select(pagers.c.url).where(pagers.c.site_key == site_key)
    unnamed = select(pages.c.url_id).where(pages.c.site_key == site_key, pages.c.kind != str(Kind.ARTICLE))
    unnamed = unnamed.where(pages.c.title == "")
    query = select(urls.c.id).where(
        urls.c.site_key == site_key,
        urls.c.length <= longest,
        or_(
            and_(
                or_(urls.c.id.in_(asked), urls.c.url.in_(first)),
                urls.c.kind.in_([str(Kind.OTHER), str(Kind.SCRIPT)]),
            ),
            and_(or_(urls.c.id.in_(asked), urls.c.url.in_(first)), urls.c.id.in_(unnamed)),
            urls.c.method == "POST",
        ),
    )
    wanted = set(connection.execute(query).scalars())
    kinds = (*PAGE_KINDS, Kind.OTHER, Kind.SCRIPT)
    return [row for row in stored_files(connection, site_key, kinds) if row.id in wanted] if wanted else []


def shown_by(connection: Connection, site_key: str, url_id: int) -> Row[Any] | None:
    """Give the page that shows the rows of an answer: the nearest one with a name that led to it; None where none did.

    A home page shows lists of many columns and names none of them.
    """
    seen: set[int] = set()
    while url_id not in seen and len(seen) < MOST_HOPS:
        seen.add(url_id)
        row = _namer(connection, site_key, url_id)
        if row is None or row.kind == Kind.HOME:
            return None
        if row.title and row.page_kind in (Kind.LIST, Kind.PAGE):
            return row
        url_id = row.id
    return None


def _namer(connection: Connection, site_key: str, url_id: int) -> Row[Any] | None:
    at = (namings.c.url_id == url_id) & namings.c.referrer.is_not(None)
    named = {row.named_by: row.referrer for row in connection.execute(select(namings).where(at))}
    referrer = next((named[one] for one in NAMED_BY if one in named), None)
    if referrer is None:
        return None
    query = (
        select(urls.c.id, urls.c.url, urls.c.kind, pages.c.title, pages.c.kind.label("page_kind"), pages.c.column)
        .join(pages, pages.c.url_id == urls.c.id, isouter=True)
        .where(urls.c.site_key == site_key, urls.c.url == referrer)
        .order_by(urls.c.method, urls.c.id)
    )
    found: Row[Any] | None = connection.execute(query).first()  # type: ignore[assignment]
    return found


def listed_pages(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the pages that are no article by themselves and that a row of a list names, with its title and day."""
    naming = pages.alias()
    bare = (pages.c.site_key == site_key) & (pages.c.kind == str(Kind.PAGE)) & pages.c.article_key.is_(None)
    own = (pages.c[name] for name in ("url_id", "kind", "reason", "source_hash"))
    said = (*own, listings.c.title, listings.c.published_at)

    def named(where: ColumnElement[bool]) -> list[Row[Any]]:
        query = (
            select(*said)
            .join(urls, urls.c.id == pages.c.url_id)
            .join(listings, (listings.c.site_key == site_key) & where)
            .join(naming, and_(listings.c.list_url_id == naming.c.url_id, naming.c.kind == str(Kind.LIST)))
            .where(bare)
            .order_by(urls.c.seq, listings.c.id)
        )
        return list(connection.execute(query))

    rows = named(listings.c.canonical == urls.c.canonical)
    for end, others in other_addresses(connection, site_key).items():
        rows += named((urls.c.canonical == end) & listings.c.canonical.in_(others))
    return rows


def list_pages(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the pages that are nothing by themselves and that a list named as one of its pages, in queue order."""
    query = (
        select(pages.c.url_id)
        .join(urls, urls.c.id == pages.c.url_id)
        .join(namings, and_(namings.c.url_id == urls.c.id, namings.c.named_by == "list"))
        .where(pages.c.site_key == site_key, pages.c.kind == str(Kind.PAGE), pages.c.title != "")
        .order_by(urls.c.seq)
    )
    return list(connection.execute(query))


def other_addresses(connection: Connection, site_key: str) -> dict[str, list[str]]:
    """Give the listed addresses that lead to another one by redirect or as an alias, by that one, canonical both."""
    query = (
        select(urls.c.url, urls.c.canonical)
        .join(listings, and_(listings.c.site_key == site_key, listings.c.canonical == urls.c.canonical))
        .where(urls.c.site_key == site_key, urls.c.redirect_to.is_not(None) | urls.c.alias_of.is_not(None))
        .distinct()
    )
    found: dict[str, list[str]] = {}
    for row in connection.execute(query):
        end = settled_at(connection, site_key, row.url)
        if end is not None and end.canonical != row.canonical:
            found.setdefault(end.canonical, []).append(row.canonical)
    return found


def behind(connection: Connection, site_key: str, reasons: Sequence[str]) -> dict[int, list[Row[Any]]]:
    """Give what the pages that are no articles for these reasons lead to, by the id of their URL, in queue order."""
    wrapper, wrapping = urls.alias(), pages.alias()
    query = (
        select(
            wrapper.c.id.label("wrapper_id"),
            wrapping.c.reason.label("wrapper_reason"),
            *(pages.c[name] for name in ("url_id", "kind", "reason", "article_key", "source_hash")),
        )
        .join(wrapping, and_(wrapping.c.url_id == wrapper.c.id, wrapping.c.reason.in_(reasons)))
        .join(namings, namings.c.referrer == wrapper.c.url)
        .join(urls, and_(urls.c.id == namings.c.url_id, urls.c.site_key == site_key))
        .join(pages, pages.c.url_id == urls.c.id)
        .where(wrapper.c.site_key == site_key)
        .order_by(urls.c.seq)
        .distinct()
    )
    found: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(query.add_columns(urls.c.seq)):
        found.setdefault(row.wrapper_id, []).append(row)
    return found


def named_in_browser(connection: Connection, site_key: str, url: str) -> list[str]:
    """Give the pages that became known while this one was shown in a browser: rows that its script put there."""
    query = (
        select(urls.c.url)
        .join(namings, and_(namings.c.url_id == urls.c.id, namings.c.named_by == "browser"))
        .where(urls.c.site_key == site_key, urls.c.kind.in_(sorted(PAGE_KINDS)), namings.c.referrer == url)
        .order_by(urls.c.seq)
    )
    return list(connection.execute(query).scalars())


def documents_named_by(connection: Connection, site_key: str, url: str) -> list[Row[Any]]:
    """Give the stored documents that became known by this page, in queue order."""
    query = (
        select(urls.c.url)
        .join(namings, namings.c.url_id == urls.c.id)
        .where(
            urls.c.site_key == site_key,
            namings.c.referrer == url,
            urls.c.kind == str(Kind.ATTACHMENT),
            urls.c.outcome.in_([str(Outcome.STORED), str(Outcome.REVISIT)]),
        )
        .order_by(urls.c.seq)
        .distinct()
    )
    return list(connection.execute(query))
