"""URLs that a person's rules leave out, as the ledger holds them."""

from typing import Any

from sqlalchemy import Connection, Row, select

from migrate.ledger.schema import urls
from migrate.model import Outcome


def barred_or_waiting(connection: Connection, site_key: str, mark: str, *, waiting: bool) -> list[Row[Any]]:
    """Give the URLs that were left out for a reason which begins with `mark`, and if asked for those that wait."""
    barred = (urls.c.outcome == str(Outcome.EXCLUDED)) & urls.c.reason.startswith(mark, autoescape=True)
    wanted = barred | (urls.c.outcome == str(Outcome.PENDING)) if waiting else barred
    at = (urls.c.site_key == site_key) & wanted
    return list(connection.execute(select(urls).where(at).order_by(urls.c.seq)))
