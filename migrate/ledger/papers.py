"""文书 in the ledger: which documents were made, what they said, which are signed, and the register of numbers."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from migrate.ledger.book import now, upsert
from migrate.ledger.closing_schema import paper_numbers, papers
from migrate.ledger.portal_schema import placements
from migrate.ledger.schema import archived, articles

DRAFT, SIGNED = "draft", "signed"
CHUNK = 500  # rows fetched, or paths asked for, at a time


def enter_paper(connection: Connection, kind: str, scope: str, subject: str, **values: Any) -> None:
    """A document of this kind was made for its subject (a site key, a unit, a month); an earlier one gives way."""
    at = (papers.c.kind == kind) & (papers.c.subject == subject)
    upsert(connection, papers, at, {"made_at": now(), **values}, kind=kind, scope=scope, subject=subject)


def paper_of(connection: Connection, kind: str, subject: str) -> Row[Any] | None:
    """Give the document of this kind made for a subject, None where there is none."""
    return connection.execute(select(papers).where(papers.c.kind == kind, papers.c.subject == subject)).first()


def papers_of(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the documents made for a site."""
    return list(connection.execute(select(papers).where(papers.c.site_key == site_key).order_by(papers.c.kind)))


def papers_at(connection: Connection, paths: Sequence[str]) -> dict[str, Row[Any]]:
    """Give the documents that lie at these paths below the workspace, by path."""
    found: dict[str, Row[Any]] = {}
    for start in range(0, len(paths), CHUNK):
        query = select(papers).where(papers.c.path.in_(paths[start : start + CHUNK]))
        found.update((row.path, row) for row in connection.execute(query))
    return found


def all_papers(connection: Connection, kind: str | None = None) -> Iterator[Row[Any]]:
    """Give the documents of a kind, or all of them, without what they said, in order of kind, unit and path."""
    columns = [column for column in papers.c if column.name != "facts"]
    query = select(*columns).order_by(papers.c.kind, papers.c.unit, papers.c.path)
    if kind is not None:
        query = query.where(papers.c.kind == kind)
    yield from connection.execute(query.execution_options(yield_per=CHUNK))


def sign_paper(connection: Connection, paper_id: int, by: str, **values: Any) -> None:
    """The document is signed, by whom and now; `values` are its place and digest as it lies there."""
    signed = {"state": SIGNED, "signed_by": by, "signed_at": now(), **values}
    connection.execute(update(papers).where(papers.c.id == paper_id).values(**signed))


def number_for(connection: Connection, series: str, year: int, kind: str, subject: str, first: int = 1) -> int:
    """Give the number of a document in a series and year: the one it was given before, else the next one, entered.

    A number is given once and never again. `first` is where the office's own register leaves off.
    """
    its = (paper_numbers.c.series == series) & (paper_numbers.c.year == year)
    own = its & (paper_numbers.c.kind == kind) & (paper_numbers.c.subject == subject)
    given = connection.execute(select(paper_numbers.c.number).where(own)).scalar()
    if given is None:
        last = connection.execute(select(func.max(paper_numbers.c.number)).where(its)).scalar() or 0
        given = max(last + 1, first)
        key = {"series": series, "year": year, "number": given}
        connection.execute(insert(paper_numbers).values(**key, kind=kind, subject=subject, given_at=now()))
    return int(given)


def numbers_given(connection: Connection) -> list[Row[Any]]:
    """Give the whole register, by series, year and number."""
    return list(connection.execute(select(paper_numbers).order_by(*paper_numbers.primary_key.columns)))


def newest_output(connection: Connection, site_key: str) -> str | None:
    """Give the time of the newest placed article or archived page of a site, None where there is neither."""
    placed = (placements.c.site_key == site_key) & (placements.c.state == "placed")
    times = (
        connection.execute(select(func.max(placements.c.at)).where(placed)).scalar(),
        connection.execute(select(func.max(archived.c.archived_at)).where(archived.c.site_key == site_key)).scalar(),
    )
    return max(filter(None, times), default=None)


def attachment_lists(connection: Connection, site_key: str) -> Iterator[list[dict[str, Any]]]:
    """Give the attachments of each article of a site; the articles' bodies are not read."""
    query = select(articles.c.attachments).where(articles.c.site_key == site_key)
    yield from connection.execute(query.execution_options(yield_per=CHUNK)).scalars()
