"""What a capture that goes on finds in the ledger, and what it sets right there before it asks for anything."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, or_, select, update

from migrate.ledger.schema import urls
from migrate.model import Kind, Outcome

KEPT = (Outcome.STORED, Outcome.REVISIT, Outcome.REDIRECT)


def hasten(connection: Connection, site_key: str, latest: str) -> None:
    """Nothing waits for longer than a wait may last: a later moment was written by a clock that was ahead."""
    at = (urls.c.site_key == site_key) & (urls.c.outcome == str(Outcome.PENDING)) & (urls.c.due_at > latest)
    connection.execute(update(urls).where(at).values(due_at=""))


def unbar(connection: Connection, site_key: str) -> int:
    """URLs that robots.txt barred join the queue: its owner has allowed it. Gives how many they are."""
    at = (urls.c.site_key == site_key) & (urls.c.outcome == str(Outcome.EXCLUDED)) & (urls.c.reason == "robots")
    return connection.execute(update(urls).where(at).values(outcome=str(Outcome.PENDING), reason=None)).rowcount


def kept_answers(connection: Connection, site_key: str, kinds: Iterable[Kind]) -> list[Row[Any]]:
    """Give the URLs of a site that hold an answer of these kinds or a redirect, in queue order.

    Empty when nothing waits: then no answer is weighed against them.
    """
    pending = select(urls.c.id).where(urls.c.site_key == site_key, urls.c.outcome == str(Outcome.PENDING)).limit(1)
    if connection.execute(pending).first() is None:
        return []
    wanted = or_(urls.c.kind.in_(sorted(kinds)), urls.c.redirect_to.is_not(None))
    at = (urls.c.site_key == site_key) & urls.c.outcome.in_(list(map(str, KEPT))) & wanted
    return list(connection.execute(select(urls).where(at, urls.c.hint != str(Kind.HOME)).order_by(urls.c.seq)))
