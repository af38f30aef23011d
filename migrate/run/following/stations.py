"""How far each site was at several moments: its decision, its numbers, the one stage that it had reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row

from mappings.closing import Closing
from migrate.ledger import tallies
from migrate.ledger.decisions import RULES
from migrate.ledger.sites import known_sites
from migrate.model import Action, Outcome, Verdict
from migrate.run.following.days import end_of
from migrate.run.following.steps import Dates, step_dates

CLOSING = frozenset({Action.SELF_CLOSE, Action.MIGRATE_CHANNEL})  # the old site goes offline for good


class Stage(StrEnum):
    """How far a site has come: the last of these that it has reached, exactly one a site."""

    WAITS = "意见待确定"  # undecided, or to be reviewed
    STAYS = "保留"  # the portal, an exception
    CONFIRMED = "意见已确定"
    CAPTURING = "采集中"
    CAPTURED = "已采集"
    MIGRATED = "已迁移"
    ARCHIVED = "已归档"
    APPLIED = "关停办理中"  # applied for, or further
    OFFLINE = "已下线，注销中"
    CLOSED = "已关停注销"


@dataclass(frozen=True)
class SiteLine:
    """One site at one moment. `waiting`: addresses not captured or in doubt, articles held, refused or in conflict."""

    site_key: str
    site_name: str
    unit: str
    verdict: str
    action: str | None
    stage: Stage
    confirmed: bool
    captured: bool
    migrated: bool
    archived: bool
    closed: bool
    articles: int
    moved: int
    pages: int
    dead: int
    waiting: int
    action_word: str = ""  # of the action (or the verdict where there is none), as people say it
    difficulties: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counted:
    """All that lines are made of, counted once for several moments; `sites` in key order."""

    moments: tuple[str, ...]
    sites: tuple[Row[Any], ...]
    decisions: Mapping[str, tuple[Row[Any], ...]]
    numbers: Mapping[str, tallies.Counts]
    papers: tuple[int, ...]
    urls: Mapping[str, Mapping[str, int]]
    answered: Mapping[str, tuple[str, str]]
    moved_at: Mapping[str, str]
    archived_at: Mapping[str, str]
    steps: Mapping[str, Dates]
    closing: Closing


def counted(connection: Connection, closing: Closing, moments: tuple[str, ...]) -> Counted:
    """Count everything at these moments, one pass a table."""
    made: dict[str, list[Row[Any]]] = {}
    for row in tallies.all_decisions(connection):
        made.setdefault(row.site_key, []).append(row)
    numbers = {
        "articles": tallies.read_articles(connection, moments),
        "moved": tallies.moved_articles(connection, moments),
        "pages": tallies.archived_pages(connection, moments),
        "dead": tallies.dead_addresses(connection, moments),
        "waiting": tallies.waiting_articles(connection, moments),
    }
    return Counted(
        moments,
        tuple(known_sites(connection)),
        {key: tuple(rows) for key, rows in made.items()},
        numbers,
        tallies.papers_made(connection, moments),
        tallies.waiting_urls(connection),
        tallies.captured_at(connection),
        tallies.moved_at(connection),
        tallies.last_archived_at(connection),
        step_dates(connection),
        closing,
    )


def line_at(found: Counted, site: Row[Any], day: date, number: int) -> SiteLine | None:
    """A site as it was at the end of a day, the moment with this number; None where it was not yet decided on."""
    key, moment = site.site_key, end_of(day)
    known = [row for row in found.decisions.get(key, ()) if row.at < moment]
    standing = next((row for row in reversed(known) if row.made_by != RULES), known[-1] if known else None)
    if standing is None:
        return None
    ruled = next((row for row in reversed(known) if row.made_by == RULES), standing)
    numbers = _numbers(found, key, number)
    steps = {step: on for step, on in found.steps.get(key, {}).items() if on <= day}
    line = SiteLine(
        key,
        site.site_name,
        site.owner,
        standing.verdict,
        standing.action,
        Stage.CONFIRMED,
        confirmed=bool(standing.confirmed or not standing.needs_review),
        captured="captured" in steps,
        migrated=_moves(standing) and found.moved_at.get(key, moment) < moment,
        archived=found.archived_at.get(key, moment) < moment,
        closed=ruled.action == Action.ALREADY_CLOSED or _closed(found.closing, standing.action, steps),
        **numbers,
    )
    started = found.answered.get(key, (moment, ""))[0] < moment
    return replace(line, stage=_stage(line, started, steps))


def _numbers(found: Counted, key: str, number: int) -> dict[str, Any]:
    numbers = {name: counts.get(key, (0,) * len(found.moments))[number] for name, counts in found.numbers.items()}
    waits = found.urls.get(key, {})
    numbers["waiting"] += waits.get(str(Outcome.PENDING), 0) + waits.get(str(Outcome.QUARANTINED), 0)
    return numbers


def _moves(decision: Row[Any]) -> bool:
    """Whether anything of the site is to stand in the portal."""
    return bool(decision.verdict == Verdict.MIGRATE or (decision.verdict == Verdict.CLOSE and decision.keep_content))


def _closed(closing: Closing, action: str | None, dates: Dates) -> bool:
    """Whether people reported every required step."""
    required = [step.key for step in closing.of(action) if step.required]
    return action in CLOSING and bool(required) and all(key in dates for key in required)


def _stage(line: SiteLine, started: bool, steps: Dates) -> Stage:
    reached: Sequence[tuple[bool, Stage]] = (
        (line.closed, Stage.CLOSED),
        ("offline" in steps, Stage.OFFLINE),
        ("applied" in steps or "approved" in steps, Stage.APPLIED),
        (not line.confirmed or line.verdict == Verdict.UNDECIDED, Stage.WAITS),
        (line.verdict == Verdict.KEEP, Stage.STAYS),
        (line.archived, Stage.ARCHIVED),
        (line.migrated, Stage.MIGRATED),
        (line.captured, Stage.CAPTURED),
        (started, Stage.CAPTURING),
    )
    return next((stage for holds, stage in reached if holds), Stage.CONFIRMED)
