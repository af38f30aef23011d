"""The steps of every closing site: what is done, what is due when, what was done in the wrong order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from mappings.closing import Clock, Closing, Step
from migrate.ledger import tallies
from migrate.ledger.closing import done_steps
from migrate.ledger.decisions import newest_decisions
from migrate.ledger.sites import known_sites
from migrate.model import Action, Outcome
from migrate.run.following.days import Day, after, local_day

Dates = Mapping[str, date]  # step → the day it was done on


@dataclass(frozen=True)
class StepState:
    """One step of one site. `due` is its last day and `earliest` its first one, where a clock that binds runs.

    `waits_for` names the earlier steps that are not done; `faults` says what was done out of order, one sentence each.
    """

    site_key: str
    step: Step
    done_on: date | None
    due: Day | None
    earliest: Day | None
    waits_for: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class SiteSteps:
    """A site of the ledger with the steps that it goes through; `called_closed`: the newest sheet says it is closed."""

    site: Row[Any]
    states: tuple[StepState, ...]
    called_closed: bool

    @property
    def dates(self) -> dict[str, date]:
        """The day of each step that is done."""
        return {state.step.key: state.done_on for state in self.states if state.done_on}

    @property
    def finished_on(self) -> date | None:
        """The day on which the last required step was done; None while one is missing."""
        days = [state.done_on for state in self.states if state.step.required]
        done = [day for day in days if day is not None]
        return max(done) if done and len(done) == len(days) else None


def all_steps(
    connection: Connection,
    closing: Closing,
    site_keys: Sequence[str] = (),
    *,
    until: date | None = None,
    only_reported: bool = False,
) -> list[SiteSteps]:
    """Give the steps of every site that has any or is called closed, in key order; `until` leaves out later ones.

    `only_reported`: the days that the ledger knows by itself are left out; they cost a pass over all captures.
    """
    by_rules = newest_decisions(connection, by_rules=True)
    closed = {key for key, row in by_rules.items() if row.action == Action.ALREADY_CLOSED}
    dates = done_steps(connection, site_keys) if only_reported else step_dates(connection, site_keys)
    found = []
    for site in known_sites(connection, site_keys):
        called_closed = site.site_key in closed
        steps = closing.of(Action.ALREADY_CLOSED if called_closed else site.action)
        known = {key: day for key, day in dates.get(site.site_key, {}).items() if until is None or day <= until}
        if steps or called_closed:
            found.append(SiteSteps(site, states_of(site.site_key, steps, known), called_closed))
    return found


def step_dates(connection: Connection, site_keys: Sequence[str] = ()) -> dict[str, dict[str, date]]:
    """Give the day of each step by site: what people reported, and what the ledger knows by itself."""
    captured, moved = _captured(connection), tallies.moved_at(connection)
    reported = done_steps(connection, site_keys)
    keys = {*captured, *moved, *reported}
    return {
        key: {
            **reported.get(key, {}),
            **({"captured": local_day(captured[key])} if key in captured else {}),
            **({"moved": local_day(moved[key])} if key in moved else {}),
        }
        for key in (keys & set(site_keys) if site_keys else keys)
    }


def _captured(connection: Connection) -> dict[str, str]:
    waiting = tallies.waiting_urls(connection)
    answered = tallies.captured_at(connection)
    return {
        key: last
        for key, (_, last) in answered.items()
        if key in waiting and not waiting[key].get(str(Outcome.PENDING))
    }


def states_of(site_key: str, steps: Sequence[Step], dates: Dates) -> tuple[StepState, ...]:
    """Give where each step stands, by the days on which the others were done; steps of other actions count for nothing.

    A clock runs from the day of its own step, whether or not that one came in its turn.
    """
    own = {step.key for step in steps}
    names = {step.key: step.name for step in steps}
    known = {key: day for key, day in dates.items() if key in own}
    states = []
    for step in steps:
        earliest = _counted(step.at_least, known)
        waits_for = tuple(names[one] for one in step.after if one in own and one not in known)
        faults = _faults(step, known, names, earliest)
        due = None if step.from_ledger else _counted(step.within, known)
        states.append(StepState(site_key, step, known.get(step.key), due, earliest, waits_for, faults))
    return tuple(states)


def _counted(clock: Clock | None, dates: Dates) -> Day | None:
    if clock is None or not clock.binds or clock.after not in dates:
        return None
    return after(dates[clock.after], clock.value, clock.unit)


def _faults(step: Step, dates: Dates, names: Mapping[str, str], earliest: Day | None) -> tuple[str, ...]:
    """What is wrong with the day of a step that people reported; what the ledger knows by itself is never too early."""
    day = dates.get(step.key)
    if day is None or step.from_ledger:
        return ()
    faults = [f"“{step.name}”已办，而“{names[one]}”没有办结" for one in step.after if one in names and one not in dates]
    faults += [
        f"“{step.name}”（{day}）早于“{names[one]}”（{dates[one]}）"
        for one in step.after
        if one in names and one in dates and day < dates[one]
    ]
    if step.at_least and earliest and day < earliest.on:
        faults.append(f"“{step.name}”（{day}）不足{step.at_least.length}，最早应为 {earliest.on}")
    return tuple(faults)
