"""时限: the day by which a site's decision must be carried out, and whether it was."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from mappings.calendar import Calendar
from mappings.rules import NO_STAGE, Rules
from migrate.ledger import outputs
from migrate.ledger.portal_schema import placements
from migrate.ledger.schema import runs
from migrate.ledger.sites import stage_of
from migrate.ledger.views import count_by, count_outcomes
from migrate.model import Action, Decision, Outcome, Verdict
from migrate.sheet.cells.text import bare
from migrate.sheet.facts import EXCEPTION_STATES
from migrate.sheet.headings import HeadingIndex

NONE_WANTED = "无"  # nothing is left to do
MIGRATING = frozenset({Action.MIGRATE_CHANNEL, Action.MIGRATE_SUBSITE})
LAST_STAGES = ("extract", "archive")  # the stages that note in the ledger that they are finished
AUDITS = ("verify", "run")  # the commands that end with the audit
HOLDS = (0, 1)  # their exit codes when it holds


@dataclass(frozen=True)
class Deadline:
    """The stage that a decision belongs to, and its last day; None until the office sets one."""

    stage: str
    stage_name: str
    due: date | None

    def passed(self, today: date) -> bool:
        """Whether the last day is over."""
        return self.due is not None and self.due < today


def deadline(decision: Decision, calendar: Calendar, rules: Rules) -> Deadline | None:
    """The deadline of a decision: by the stage that its rule names, else by its action; None where nothing is left."""
    rule = decision.reasons[0].rule if decision.reasons else ""
    return deadline_after(rule, decision.action or decision.verdict, calendar, rules)


def deadlines(decisions: Mapping[str, Decision], calendar: Calendar, rules: Rules) -> dict[str, Deadline | None]:
    """The deadline of every decision by site key; each pair of rule and action is looked up once."""
    known: dict[tuple[str, str], Deadline | None] = {}
    found = {}
    for key, decision in decisions.items():
        kind = decision.reasons[0].rule if decision.reasons else "", str(decision.action or decision.verdict)
        if kind not in known:
            known[kind] = deadline(decision, calendar, rules)
        found[key] = known[kind]
    return found


def deadline_after(rule: str, waited_for: str, calendar: Calendar, rules: Rules) -> Deadline | None:
    """The deadline of what the rule named `rule` asks for: an action, or `undecided`; a person's rule has no name."""
    named = next((one.stage for one in rules.rules if one.name == rule), None)
    stage = calendar.stage_of(waited_for) if named is None else calendar.stages.get(named)
    if named == NO_STAGE or stage is None:
        return None
    return Deadline(stage.key, stage.name, stage.set.due)


def in_words(found: Deadline | None) -> str:
    """The deadline as the opinion workbook shows it.

    >>> in_words(Deadline("self_close", "自主关停注销", date(2017, 3, 21)))
    '2017-03-21前（自主关停注销阶段）'
    >>> in_words(Deadline("self_close", "自主关停注销", None))
    '未设定（自主关停注销阶段）'
    """
    if found is None:
        return NONE_WANTED
    return f"{found.due}前（{found.stage_name}阶段）" if found.due else f"未设定（{found.stage_name}阶段）"


def is_done(connection: Connection, site: Row[Any], closed: Collection[str], headings: HeadingIndex) -> bool:
    """Whether what the standing decision asks for has been done, as far as the ledger shows.

    Any site: it needs no look (its key is in `closed`: the newest sheet calls it closed, or people reported every
    required step of its closure or exception). An exception: the newest sheet's state says 例外. A migration:
    extraction and archiving are finished, nothing waits, is in doubt or held back, and the newest audit after them
    holds. The undecided is never done.
    """
    if site.site_key in closed:
        return True
    if site.verdict == Verdict.UNDECIDED:
        return False
    if site.action == Action.EXCEPTION:
        return _is_exception(site.original, headings)
    return site.action in MIGRATING and _is_migrated(connection, site.site_key)


def _is_exception(original: Mapping[str, str], headings: HeadingIndex) -> bool:
    return any(
        bare(text) in EXCEPTION_STATES and headings.heading(0, title.split("/")).field == "state"
        for title, text in original.items()
    )


def _is_migrated(connection: Connection, site_key: str) -> bool:
    stages = [stage_of(connection, site_key, name) for name in LAST_STAGES]
    finished = [stage.finished_at for stage in stages if stage is not None]
    outcomes = count_outcomes(connection, site_key)
    if len(finished) < len(stages) or outcomes.get(Outcome.PENDING) or outcomes.get(Outcome.QUARANTINED):
        return False
    if count_by(connection, placements, "state", site_key).keys() & set(outputs.WAITING):
        return False
    audits = select(runs.c.exit_code).where(runs.c.command.in_(AUDITS), runs.c.ended_at >= max(finished))
    return connection.execute(audits.order_by(runs.c.id.desc()).limit(1)).scalar() in HOLDS
