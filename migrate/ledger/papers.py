"""文书 in the ledger: which documents were made, what they said, which are signed."""

from typing import Any

from sqlalchemy import Connection, Row, select

from migrate.ledger.book import now, upsert
from migrate.ledger.closing_schema import papers


def enter_paper(connection: Connection, kind: str, scope: str, subject: str, **values: Any) -> None:
    """A document of this kind was made for its subject (a site key, a unit, a month); an earlier one gives way."""
    at = (papers.c.kind == kind) & (papers.c.subject == subject)
    upsert(connection, papers, at, {"made_at": now(), **values}, kind=kind, scope=scope, subject=subject)


def papers_of(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the documents made for a site."""
    return list(connection.execute(select(papers).where(papers.c.site_key == site_key).order_by(papers.c.kind)))
