"""Lists with a pager: what each declares, the requests for its pages, what waits for a probe, and how it was proved."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from migrate.ledger.frontier import CHUNK, find
from migrate.ledger.schema import families, namings, pagers, urls
from migrate.model import Ask, Outcome

OPEN, PROBING, SAME, MISSING = "open", "probing", "same", "missing"
MOST_HOPS = 5  # redirects of a list's page that are followed to the page itself
Item = Any  # one page in `page_urls`: an address, [address, form] of a POST, or the id of a URL


def list_key(*told: object) -> str:
    """Give the key of a list: a digest of what tells it from others."""
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def written(ask: Ask) -> Item:
    """Give a request as `page_urls` holds it."""
    return ask.url if ask.body is None else [ask.url, ask.body]


def ask_from(item: Item) -> Ask:
    """Give the request that an item of `page_urls` stands for (ids are looked up by `page_rows`)."""
    return Ask(item) if isinstance(item, str) else Ask(item[0], item[1])


def list_with(connection: Connection, site_key: str, key: str) -> Row[Any] | None:
    """Give a list by its key, None when it is not known yet."""
    at = (pagers.c.site_key == site_key) & (pagers.c.list_key == key)
    return connection.execute(select(pagers).where(at)).first()


def list_of(connection: Connection, list_id: int) -> Row[Any]:
    """Give a list by its id."""
    return connection.execute(select(pagers).where(pagers.c.id == list_id)).one()


def enter_list(connection: Connection, site_key: str, key: str, first: Ask, **values: Any) -> int:
    """Know a list by its first page; gives its id."""
    values = {"url": first.url, "request_body": first.body or "", **values}
    row = connection.execute(insert(pagers).values(site_key=site_key, list_key=key, **values))
    return int(row.inserted_primary_key[0])  # type: ignore[index]


def change_list(connection: Connection, list_id: int, **values: Any) -> None:
    """Write what became of a list."""
    connection.execute(update(pagers).where(pagers.c.id == list_id).values(**values))


def pagers_of_site(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the lists of a site that declared their pages, in order of their first page."""
    query = select(pagers).where(pagers.c.site_key == site_key).order_by(pagers.c.url, pagers.c.list_key)
    return list(connection.execute(query))


def page_rows(connection: Connection, site_key: str, items: Iterable[Item]) -> list[Row[Any] | None]:
    """Give the URL of each page of a list, None for one that was never asked for.

    A page that leads on, as to itself under https, is the one that it leads to.
    """
    rows: list[Row[Any] | None] = []
    for item in items:
        if isinstance(item, int):
            row = connection.execute(select(urls).where(urls.c.id == item)).first()
        else:
            ask = ask_from(item)
            row = find(connection, site_key, ask.url, ask.body)
        hops = 0
        while row is not None and row.outcome == Outcome.REDIRECT and row.redirect_to and hops < MOST_HOPS:
            row, hops = find(connection, site_key, row.redirect_to), hops + 1
        rows.append(row)
    return rows


def open_lists(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the lists of a site whose pages are being asked for, in the order in which they became known."""
    at = (pagers.c.site_key == site_key) & (pagers.c.state == OPEN)
    return list(connection.execute(select(pagers).where(at).order_by(pagers.c.id)))


def count_settled(connection: Connection, site_key: str, items: Sequence[Item]) -> int:
    """Give how many pages of a list are settled."""
    plain = [item for item in items if isinstance(item, str)]
    others = [item for item in items if not isinstance(item, str)]
    rows = page_rows(connection, site_key, others)
    settled = sum(1 for row in rows if row is not None and row.outcome != Outcome.PENDING)
    for start in range(0, len(plain), CHUNK):
        at = (urls.c.site_key == site_key) & (urls.c.method == "GET") & urls.c.url.in_(plain[start : start + CHUNK])
        query = select(func.count()).select_from(urls).where(at, urls.c.outcome != str(Outcome.PENDING))
        settled += int(connection.execute(query).scalar() or 0)
    return settled


def shown_on(connection: Connection, row: Row[Any]) -> str | None:
    """Give the page that named the first page of a list, where another one did."""
    first = find(connection, row.site_key, row.url, row.request_body or None)
    if first is None:
        return None
    at = (namings.c.url_id == first.id) & (namings.c.named_by == "list")
    return connection.execute(select(namings.c.referrer).where(at)).scalar()


def replace_families(connection: Connection, site_key: str, rows: Sequence[dict[str, Any]]) -> None:
    """The site looks like these content systems, most likely first."""
    connection.execute(delete(families).where(families.c.site_key == site_key))
    if rows:
        connection.execute(insert(families), [{"site_key": site_key, "rank": at, **one} for at, one in enumerate(rows)])


def families_of(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the content systems that a site looks like, most likely first."""
    query = select(families).where(families.c.site_key == site_key).order_by(families.c.rank)
    return list(connection.execute(query))
