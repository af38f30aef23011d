"""What was done by certain moments, counted for all sites at once; every function is one pass over its tables.

A moment is a time as the ledger writes it; what is earlier counts. Rows that were written anew since count from then
on: the ledger keeps the newest state of a placement or an address, not the ones before it.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, select

from migrate.ledger import outputs
from migrate.ledger.closing_schema import papers
from migrate.ledger.portal_schema import placements
from migrate.ledger.schema import archived, articles, attempts, captures, decisions, entries, runs, stages, urls
from migrate.model import PAGE_KINDS, Outcome

SETTLED = (outputs.PLACED, outputs.LEFT_OUT)  # nothing more is to be done about the article
DEAD = (str(Outcome.ERROR), str(Outcome.UNREACHABLE))
REPORT, MADE = "report", "made"  # stage and event of the entry that a monthly report leaves
Counts = dict[str, tuple[int, ...]]  # by site key, one number a moment


def all_decisions(connection: Connection) -> list[Row[Any]]:
    """Give every decision ever made, oldest first, without its grounds."""
    names = ("site_key", "at", "made_by", "verdict", "action", "keep_content", "needs_review", "confirmed", "missing")
    return list(connection.execute(select(*(decisions.c[name] for name in names)).order_by(decisions.c.id)))


def moved_articles(connection: Connection, moments: Sequence[str]) -> Counts:
    """Articles that stand in the portal as they were handed over."""
    return _counts(connection, placements.c.site_key, placements.c.at, moments, placements.c.state == outputs.PLACED)


def waiting_articles(connection: Connection, moments: Sequence[str]) -> Counts:
    """Articles that are held back, refused or in conflict."""
    waits = placements.c.state.in_(outputs.WAITING)
    return _counts(connection, placements.c.site_key, placements.c.at, moments, waits)


def archived_pages(connection: Connection, moments: Sequence[str]) -> Counts:
    """Pages with an archived copy."""
    joined = select().join(urls, urls.c.id == archived.c.url_id)
    at, is_page = archived.c.archived_at, urls.c.kind.in_(sorted(PAGE_KINDS))
    return _counts(connection, archived.c.site_key, at, moments, is_page, joined.select_from(archived))


def read_articles(connection: Connection, moments: Sequence[str]) -> Counts:
    """Articles, from the first capture of their page on."""
    first = _first_captures()
    joined = select().select_from(articles).join(first, first.c.url_id == articles.c.url_id)
    return _counts(connection, articles.c.site_key, first.c.at, moments, None, joined)


def dead_addresses(connection: Connection, moments: Sequence[str]) -> Counts:
    """Old addresses that bring an error or nothing at all; the random ones that we made up are none."""
    tried = select(func.max(attempts.c.at)).where(attempts.c.url_id == urls.c.id).scalar_subquery()
    joined = select().select_from(urls).join(captures, captures.c.id == urls.c.capture_id, isouter=True)
    dead = urls.c.outcome.in_(DEAD) & (func.coalesce(urls.c.reason, "") != "probe")
    at = func.coalesce(captures.c.fetched_at, tried, "")
    return _counts(connection, urls.c.site_key, at, moments, dead, joined)


def papers_made(connection: Connection, moments: Sequence[str]) -> tuple[int, ...]:
    """Documents made, of all scopes."""
    sums = [func.coalesce(func.sum(case((papers.c.made_at < one, 1), else_=0)), 0) for one in moments]
    return tuple(int(number) for number in connection.execute(select(*sums)).one())


def waiting_urls(connection: Connection) -> dict[str, dict[str, int]]:
    """Give how many addresses of each site wait, are in doubt or unreachable now, by outcome; and all of them (``)."""
    query = select(urls.c.site_key, urls.c.outcome, func.count()).group_by(urls.c.site_key, urls.c.outcome)
    found: dict[str, dict[str, int]] = {}
    for site_key, outcome, number in connection.execute(query):
        of_site = found.setdefault(site_key, {"": 0})
        of_site[outcome] = number
        of_site[""] += number
    return found


def captured_at(connection: Connection) -> dict[str, tuple[str, str]]:
    """Give when each site brought its first answer, and the last one that was not a further capture of an address."""
    first = _first_captures()
    query = select(first.c.site_key, func.min(first.c.at), func.max(first.c.at)).group_by(first.c.site_key)
    return {row[0]: (row[1], row[2]) for row in connection.execute(query)}


def moved_at(connection: Connection) -> dict[str, str]:
    """Give when the last article of each site was settled, of the sites all of whose articles are."""
    settled = (
        (placements.c.site_key == articles.c.site_key)
        & (placements.c.article_key == articles.c.article_key)
        & placements.c.state.in_(SETTLED)
    )
    query = (
        select(articles.c.site_key, func.count(), func.count(placements.c.article_key), func.max(placements.c.at))
        .join(placements, settled, isouter=True)
        .group_by(articles.c.site_key)
    )
    rows = {row[0]: row for row in connection.execute(query)}
    read = stages_finished(connection, "extract")
    empty = {key: at for key, at in read.items() if key not in rows}  # nothing to move is moved when that is known
    return {**empty, **{key: row[3] for key, row in rows.items() if row[1] == row[2]}}


def last_archived_at(connection: Connection) -> dict[str, str]:
    """Give when the last page of each site was archived, of the sites whose archive is finished."""
    query = (
        select(archived.c.site_key, func.max(archived.c.archived_at))
        .join(urls, urls.c.id == archived.c.url_id)
        .where(urls.c.kind.in_(sorted(PAGE_KINDS)))
        .group_by(archived.c.site_key)
    )
    finished = stages_finished(connection, "archive")
    return {row[0]: row[1] for row in connection.execute(query) if row[0] in finished}


def stages_finished(connection: Connection, stage: str) -> dict[str, str]:
    """Give when a stage of each site was finished last."""
    query = select(stages.c.site_key, stages.c.finished_at).where(stages.c.stage == stage)
    return {row.site_key: row.finished_at for row in connection.execute(query)}


def why_waiting(connection: Connection, moment: str) -> dict[str, list[tuple[str, str, int]]]:
    """Give state, reason and number of each site's waiting articles, the most frequent first."""
    number = func.count().label("number")
    columns = (placements.c.site_key, placements.c.state, placements.c.held_because)
    waits = placements.c.state.in_(outputs.WAITING) & (placements.c.at < moment)
    query = select(*columns, number).where(waits).group_by(*columns)
    found: dict[str, list[tuple[str, str, int]]] = {}
    for row in connection.execute(query.order_by(number.desc(), *columns)):
        found.setdefault(row.site_key, []).append((row.state, row.held_because or "", row.number))
    return found


def unfilled_papers(connection: Connection, moment: str) -> dict[str, int]:
    """Give how many documents about each site lack something required."""
    found: dict[str, int] = {}
    made = select(papers.c.site_key, papers.c.missing).where(papers.c.made_at < moment)
    for row in connection.execute(made):
        if row.site_key and row.missing:
            found[row.site_key] = found.get(row.site_key, 0) + 1
    return found


def reports_made(connection: Connection) -> dict[str, str]:
    """Give when the report of each month was made first."""
    at = (entries.c.stage == REPORT) & (entries.c.event == MADE)
    query = select(entries.c.item, func.min(entries.c.at)).where(at).group_by(entries.c.item)
    return {str(row[0]): row[1] for row in connection.execute(query)}


def first_run_at(connection: Connection) -> str | None:
    """Give when the workspace was first worked in, None when it never was."""
    return connection.execute(select(func.min(runs.c.started_at))).scalar()


def _first_captures() -> Any:
    first = select(captures.c.site_key, captures.c.url_id, func.min(captures.c.fetched_at).label("at"))
    return first.group_by(captures.c.site_key, captures.c.url_id).subquery()


def _counts(
    connection: Connection,
    site_key: Any,
    at: ColumnElement[str],
    moments: Sequence[str],
    which: ColumnElement[bool] | None,
    joined: Select[Any] | None = None,
) -> Counts:
    sums = [func.sum(case((at < moment, 1), else_=0)) for moment in moments]
    query = (select() if joined is None else joined).add_columns(site_key, *sums).group_by(site_key)
    rows = connection.execute(query if which is None else query.where(which))
    return {row[0]: tuple(int(number) for number in row[1:]) for row in rows}
