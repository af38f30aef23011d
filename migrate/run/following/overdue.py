"""What is overdue, and what is due soon: the plan's stages, the steps of each closure, the month's report."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from mappings.calendar import Calendar, read_calendar
from mappings.closing import Closing, read_closing
from mappings.headings import read_headings
from mappings.rules import Rules, read_rules
from migrate.ledger import tallies
from migrate.ledger.sites import known_sites
from migrate.model import Action
from migrate.run.deadlines import deadline_after, is_done
from migrate.run.following.days import day_of, local_day
from migrate.run.following.steps import SiteSteps, all_steps
from migrate.run.work import MAPPINGS, Work
from migrate.sheet.headings import HeadingIndex

STAGE, STEP, MONTHLY, DUTY = "stage", "step", "monthly", "duty"  # what a line is about
DONE_OUTSIDE = frozenset({Action.SELF_CLOSE, Action.EXCEPTION})  # what people report is what closes them
NO_UNIT = "（未写主办单位）"
SOURCES = {
    STAGE: "意见（decisions）对应的阶段，时限取自 mappings/calendar.toml；是否完成由台账判断",
    STEP: "办理步骤（closing_steps）中前一步的日期，加 mappings/closing.toml 的期限",
    MONTHLY: "每月报送日取自 mappings/calendar.toml；是否出具见运行记录（entries 的 report）",
    DUTY: "阶段日期取自 mappings/calendar.toml；台账无从得知是否完成，只提醒不计逾期",
}


@dataclass(frozen=True)
class Plan:
    """What days are judged by: the office's calendar, its steps, the rules and headings."""

    calendar: Calendar
    closing: Closing
    rules: Rules
    headings: HeadingIndex


@dataclass(frozen=True)
class Overdue:
    """One thing with a last day: of a site (a stage of the plan, a step of its closure) or of the office itself.

    `days`: how many days it is over; negative, how many are left; 0 on the day itself. `source`: where it is from.
    """

    kind: str  # stage | step | monthly | duty
    key: str  # of the stage, step or duty
    site_key: str  # "" where it is the office's own
    site_name: str
    unit: str
    what: str
    who: str
    due: date
    days: int
    basis: str
    guessed: bool = False  # the holidays of a year on the way are not published yet

    @property
    def is_over(self) -> bool:
        """Whether the last day is past."""
        return self.days > 0

    @property
    def source(self) -> str:
        """Where the line comes from, one sentence."""
        return SOURCES[self.kind]


def read_plan(office: Path | None) -> Plan:
    """The office's calendar, steps, rules and headings."""
    calendar = read_calendar(office)
    headings = HeadingIndex(read_headings(office))
    return Plan(calendar, read_closing(office), read_rules(office, calendar.stages), headings)


def overdue_of(work: Work, today: date, *, within: int | None = None) -> list[Overdue]:
    """Give what is overdue on that day, worst first; with `within` also what is due in so many days from then."""
    with work.ledger.begin() as connection:
        return all_due(connection, read_plan(work.workspace / MAPPINGS), today, within=within)


def all_due(connection: Connection, plan: Plan, today: date, *, within: int | None = None) -> list[Overdue]:
    """As `overdue_of`, with the plan read already."""
    last = today + timedelta(days=within) if within is not None else today - timedelta(days=1)
    steps = {one.site.site_key: one for one in all_steps(connection, plan.closing, until=today)}
    sites = known_sites(connection)
    found = [*_stages(connection, plan, sites, steps, today, last), *_steps(steps, today, last)]
    found += [*_monthly(connection, plan.calendar, today, last), *_duties(plan.calendar, today, last)]
    return sorted(found, key=lambda one: (-one.days, one.unit, one.site_key, one.what))


def closed_or_reported(steps: Mapping[str, SiteSteps]) -> set[str]:
    """Sites that need no look: the newest sheet calls them closed, or people reported every required step."""
    return {
        key
        for key, one in steps.items()
        if one.called_closed or (one.site.action in DONE_OUTSIDE and one.finished_on is not None)
    }


def _stages(
    connection: Connection, plan: Plan, sites: list[Row[Any]], steps: Mapping[str, SiteSteps], today: date, last: date
) -> Iterator[Overdue]:
    done = closed_or_reported(steps)
    for site in sites:
        rule = site.reasons[0]["rule"] if site.reasons else ""
        found = deadline_after(rule, site.action or site.verdict, plan.calendar, plan.rules)
        if found is None or found.due is None or found.due > last or is_done(connection, site, done, plan.headings):
            continue
        stage = plan.calendar.stages[found.stage]
        yield _of_site(STAGE, stage.key, site, stage.name, stage.who, found.due, today, "本单位设定的时限")


def _steps(steps: Mapping[str, SiteSteps], today: date, last: date) -> Iterator[Overdue]:
    for one in steps.values():
        for state in one.states:
            clock = state.step.within
            if state.done_on is not None or state.due is None or clock is None or state.due.on > last:
                continue
            basis = f"{clock.basis}（{clock.place}）"
            step = state.step
            yield _of_site(STEP, step.key, one.site, step.name, step.who, state.due.on, today, basis, state.due.guessed)


def _of_site(
    kind: str, key: str, site: Row[Any], what: str, who: str, due: date, today: date, basis: str, guessed: bool = False
) -> Overdue:
    unit, days = site.owner or NO_UNIT, (today - due).days
    return Overdue(kind, key, site.site_key, site.site_name, unit, what, who, due, days, basis, guessed)


def _monthly(connection: Connection, calendar: Calendar, today: date, last: date) -> Iterator[Overdue]:
    """The report of this month, and of the one before, where none was made; nothing from before the work began."""
    began, made = tallies.first_run_at(connection), tallies.reports_made(connection)
    this = today.strftime("%Y-%m")
    before = (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    for duty in calendar.monthly.values():
        for month in (before, this) if duty.day is not None and began else ():
            due = day_of(month, duty.day or 1)
            if month in made or due > last or due < local_day(began or ""):
                continue
            what = f"{duty.name}（{int(month[:4])}年{int(month[5:])}月）"
            days = (today - due).days
            yield Overdue(MONTHLY, duty.key, "", "", "", what, duty.who, due, days, f"{duty.duty}；尚未用本工具出具")


def _duties(calendar: Calendar, today: date, last: date) -> Iterator[Overdue]:
    """Stages that are nobody's deadline in the ledger: told before their day, never called overdue after it."""
    for stage in calendar.stages.values():
        due = stage.set.due
        if due is not None and not stage.deadline_of and today <= due <= last:
            yield Overdue(DUTY, stage.key, "", "", "", stage.name, stage.who, due, (today - due).days, stage.duty)
