"""Where everything stands, one line a site."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from mappings.calendar import read_calendar
from mappings.closing import read_closing
from mappings.headings import read_headings
from mappings.rules import read_rules
from migrate.ledger import content, outputs
from migrate.ledger.book import open_ledger
from migrate.ledger.papers import papers_of
from migrate.ledger.portal_schema import placements, redirects
from migrate.ledger.rounds import open_round
from migrate.ledger.sites import known_sites
from migrate.ledger.views import count_by, count_outcomes
from migrate.model import PAGE_KINDS, Outcome
from migrate.run.capturing.rounds import told_of_rounds
from migrate.run.deadlines import Deadline, deadline_after, is_done
from migrate.run.following.days import today as today_here
from migrate.run.following.overdue import closed_or_reported
from migrate.run.following.steps import all_steps
from migrate.run.work import MAPPINGS
from migrate.settings import Settings
from migrate.sheet.headings import HeadingIndex


@dataclass(frozen=True)
class Line:
    """One site as the desk shows it."""

    site_key: str
    site_name: str
    verdict: str
    action: str | None
    reviewed: bool
    urls: int
    stored: int
    pending: int
    doubtful: int
    articles: int
    placed: int
    held: int
    archived: int
    redirects: int
    documents: int
    deadline: Deadline | None = None
    overdue: bool = False
    rounds: str = ""  # what the newest further capture found
    round_open: bool = False

    @property
    def waits(self) -> bool:
        """Whether something of the site needs a person or a further run."""
        return bool(self.pending or self.doubtful or self.held or self.overdue or self.round_open or not self.reviewed)


def status(
    workspace: Path, settings: Settings, site_keys: tuple[str, ...] = (), *, today: date | None = None
) -> list[Line]:
    """Give one line a site; the ledger is only read. Overdue: the deadline passed before `today`, not done."""
    office = workspace / MAPPINGS
    calendar = read_calendar(office)
    rules, headings = read_rules(office, calendar.stages), HeadingIndex(read_headings(office))
    with open_ledger(settings.ledger.url, workspace, writing=False) as ledger, ledger.begin() as connection:
        steps = {one.site.site_key: one for one in all_steps(connection, read_closing(office), only_reported=True)}
        closed = closed_or_reported(steps)
        lines = []
        for site in known_sites(connection, site_keys):
            rule = site.reasons[0]["rule"] if site.reasons else ""
            due = deadline_after(rule, site.action or site.verdict, calendar, rules)
            passed = due is not None and due.passed(today or today_here())
            lines.append(_line(connection, site, due, passed and not is_done(connection, site, closed, headings)))
    return lines


def _line(connection: Connection, site: Row[Any], due: Deadline | None, overdue: bool) -> Line:
    key = site.site_key
    outcomes = count_outcomes(connection, key)
    states = count_by(connection, placements, "state", key)
    pages = sum(row.kind in PAGE_KINDS for row in outputs.archived_rows(connection, key))
    return Line(
        key,
        site.site_name,
        site.verdict,
        site.action,
        site.confirmed or not site.needs_review,
        sum(outcomes.values()),
        outcomes.get(Outcome.STORED, 0) + outcomes.get(Outcome.REVISIT, 0),
        outcomes.get(Outcome.PENDING, 0),
        outcomes.get(Outcome.QUARANTINED, 0),
        len(content.article_keys(connection, key)),
        states.get(outputs.PLACED, 0),
        sum(states.get(state, 0) for state in outputs.WAITING),
        pages,
        sum(count_by(connection, redirects, "answer", key).values()),
        len(papers_of(connection, key)),
        due,
        overdue,
        told_of_rounds(connection, key),
        open_round(connection, key) is not None,
    )
