"""Pages that only their neighbours name: who named one, and which are dead with others behind them."""

from typing import Any

from sqlalchemy import Connection, Row, select

from migrate.ledger.schema import namings, urls
from migrate.model import Outcome


def named_on(connection: Connection, url_id: int, source: str) -> str | None:
    """Give the page on which a source of this kind first named the URL, None where none did."""
    at = (namings.c.url_id == url_id) & (namings.c.named_by == source)
    return connection.execute(select(namings.c.referrer).where(at)).scalar()


def dead_ends(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the failed pages in whose stead another one was asked and had, in queue order.

    Each is `url`, `before` (the page with the link to it) and `after` (what was asked in its stead).
    """
    link, onward, beyond = namings.alias(), namings.alias(), urls.alias()
    failed = (urls.c.site_key == site_key) & urls.c.outcome.in_((str(Outcome.ERROR), str(Outcome.UNREACHABLE)))
    had = (beyond.c.site_key == site_key) & beyond.c.outcome.in_((str(Outcome.STORED), str(Outcome.REVISIT)))
    query = (
        select(urls.c.url, link.c.referrer.label("before"), beyond.c.url.label("after"))
        .join(link, (link.c.url_id == urls.c.id) & (link.c.named_by == "link"))
        .join(onward, (onward.c.referrer == urls.c.url) & (onward.c.named_by == "list"))
        .join(beyond, beyond.c.id == onward.c.url_id)
        .where(failed, had, link.c.referrer.is_not(None))
    )
    return list(connection.execute(query.order_by(urls.c.seq)))
