"""What documents tell of the steps of a closure, of the month's progress and of what is overdue."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection

from mappings.closing import read_closing
from migrate.ledger.closing import standing_steps
from migrate.run.following.overdue import all_due, read_plan
from migrate.run.following.progress import day_of_report, measured
from migrate.run.following.steps import SiteSteps, StepState, all_steps
from migrate.run.work import MAPPINGS, Work

DONE, LATE, WAITING, OPEN = "已办结", "逾期", "等待前一步", "待办"


def steps_by_site(work: Work, connection: Connection, today: date) -> dict[str, Mapping[str, Any]]:
    """Give the steps of every closing site as its documents name them: `rows` in order, and each step's day by its key.

    Days are `YYYY-MM-DD`, blank where there is none; all sites are read at once.
    """
    notes = {
        key: {step: row.note for step, row in steps.items() if row.done_on}
        for key, steps in standing_steps(connection).items()
    }
    found = all_steps(connection, read_closing(work.workspace / MAPPINGS))
    return {one.site.site_key: _steps(one, notes.get(one.site.site_key, {}), today) for one in found}


def _steps(one: SiteSteps, notes: Mapping[str, str], today: date) -> Mapping[str, Any]:
    rows = [_row(number, state, notes, today) for number, state in enumerate(one.states, 1)]
    return {**{step: day.isoformat() for step, day in one.dates.items()}, "rows": rows}


def _row(number: int, state: StepState, notes: Mapping[str, str], today: date) -> dict[str, Any]:
    return {
        "number": number,
        "name": state.step.name,
        "duty": state.step.duty,
        "who": state.step.who,
        "due": state.due.on.isoformat() if state.due else "",
        "earliest": state.earliest.on.isoformat() if state.earliest else "",
        "done": state.done_on.isoformat() if state.done_on else "",
        "note": "；".join(filter(None, (notes.get(state.step.key, ""), *state.faults))),
        "state": _state(state, today),
    }


def _state(state: StepState, today: date) -> str:
    if state.done_on:
        return DONE
    if state.due and state.due.on < today:
        return LATE
    return WAITING if state.waits_for else OPEN


def progress_facts(work: Work, connection: Connection, month: str) -> dict[str, Any]:
    """Give the month's progress: L's whole table, and each total by its key."""
    progress = measured(connection, work.workspace / MAPPINGS, month)
    totals = {number.key: number.value for number in progress.totals}
    return {**totals, **asdict(progress), "difficulties": progress.difficulties, "total": totals}


def overdue_facts(work: Work, connection: Connection, month: str) -> list[dict[str, Any]]:
    """Give what is overdue on the last day of the month, or today where that is earlier; worst first."""
    _, day = day_of_report(month, None)
    due = all_due(connection, read_plan(work.workspace / MAPPINGS), day)
    return [asdict(one) for one in due if one.is_over]
