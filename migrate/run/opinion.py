"""Clean-up sheets → an opinion on every site, by the office's own mappings; nothing is written and nothing entered."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from mappings.calendar import Calendar, read_calendar
from mappings.headings import read_headings
from mappings.rules import Rules, read_rules
from mappings.vocabularies import Vocabularies, read_vocabularies
from migrate.classify import Decider
from migrate.model import Decision
from migrate.run.deadlines import Deadline, deadlines
from migrate.run.work import MAPPINGS
from migrate.settings import Settings
from migrate.sheet.result import SheetResult
from migrate.sheet.sites import read_sheets


@dataclass(frozen=True)
class Opinion:
    """Everything read and decided, and what it was decided by."""

    sheets: SheetResult
    decisions: Mapping[str, Decision]
    rules: Rules
    calendar: Calendar
    vocabularies: Vocabularies
    as_of: date

    @cached_property
    def identity(self) -> str:
        """The classification's name: equal opinions on equal sites have the same."""
        told = hashlib.sha256(self.as_of.isoformat().encode())
        for site in self.sheets.sites:
            decision = self.decisions[site.site_key]
            told.update(
                f"{site.file}\n{site.sheet}\n{site.row}\n{site.site_key}\n{site.site_name}\n{site.url}\n"
                f"{site.other_urls}\n{site.owner}\n{decision.verdict} {decision.action} {decision.keep_content}\n"
                f"{decision.reasons and decision.reasons[0].rule} {decision.flags} {decision.missing}\n".encode(
                    "utf-8", "backslashreplace"
                )
            )
        return told.hexdigest()[:16]

    @cached_property
    def deadlines(self) -> Mapping[str, Deadline | None]:
        """The deadline of every decision by site key, None where nothing is left to do."""
        return deadlines(self.decisions, self.calendar, self.rules)


def form_opinion(
    workspace: Path, settings: Settings, sheets: Sequence[str], as_of: date, *, include_hidden: bool
) -> Opinion:
    """Read the sheets and decide every site; a mapping with mistakes is refused before any sheet is opened."""
    office = workspace / MAPPINGS
    calendar = read_calendar(office)
    rules, vocabularies = read_rules(office, calendar.stages), read_vocabularies(office)
    found = read_sheets(
        sheets,
        headings=read_headings(office),
        vocabularies=vocabularies,
        thresholds=rules.limits(),
        as_of=as_of,
        limits=settings.sheet,
        include_hidden=include_hidden,
    )
    decider = Decider(rules)
    decisions = {site.site_key: decider.decide(site) for site in found.sites}
    return Opinion(found, decisions, rules, calendar, vocabularies, as_of)
