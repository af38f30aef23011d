"""What each document would say now, beside what it said when it was last made; nothing is written here."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from mappings.forms.fields import FormDefinition
from migrate.forms.values import BEIJING, Said, said
from migrate.ledger.papers import paper_of
from migrate.run.papers.facts import Known, facts_of, forget, read_known
from migrate.run.papers.kinds import definitions_for
from migrate.run.papers.needed import Batch, Paper, batches, sites_of_unit
from migrate.run.papers.numbering import printed_number
from migrate.run.work import Order, Result, Work, tool_version

MARKS = "="  # in a document's facts: what is no field's, for no field has such a name


@dataclass(frozen=True)
class Draft:
    """A document as it would be now: what it says, with what number, and the row of what was made before."""

    paper: Paper
    said: Said
    as_of: datetime
    number: str | None
    row: Row[Any] | None

    @property
    def made(self) -> str:
        """The digest of everything that the document's bytes depend on."""
        return _fingerprint(self.paper.definition, self.said.values, self.as_of)

    @property
    def marks(self) -> Mapping[str, Any]:
        """What was noted when it was made last: `made`, the digests of its `files`, its `new` draft."""
        return marks_of(self.row)

    @property
    def before(self) -> Mapping[str, Any]:
        """What it said when it was made last; empty where it is new."""
        return said_before(self.row)


def marks_of(row: Row[Any] | None) -> Mapping[str, Any]:
    """Give what was noted of a document beside what it says."""
    return ((row.facts or {}).get(MARKS) or {}) if row is not None else {}


def said_before(row: Row[Any] | None) -> Mapping[str, Any]:
    """Give what a document said when it was made last, by field and table."""
    return {name: text for name, text in (row.facts or {}).items() if name != MARKS} if row is not None else {}


def drafts(work: Work, sites: Sequence[Row[Any]], order: Order, *, numbers: bool) -> Iterator[Draft]:
    """Give every document that is needed of the sites, unit by unit; with `numbers` those that bear one are given it.

    Raises StageError for a kind or unit that is not known.
    """
    definitions = definitions_for(work, order.kind)
    chosen = sites_of_unit(sites, order.unit)
    known = read_known(work, datetime.now(BEIJING).date())
    for batch in batches(definitions.values(), chosen, everyone_of(work, sites, order), order):
        yield from _batch(work, known, batch, numbers)
        forget(known, batch)


def everyone_of(work: Work, sites: Sequence[Row[Any]], order: Order) -> Sequence[Row[Any]]:
    """Give all sites whose decisions stand; they are more than those chosen only where some were named."""
    if not order.sites:
        return sites
    from migrate.run.whole import choose

    return choose(work, Order(unreviewed=order.unreviewed), Result()).closing


def _batch(work: Work, known: Known, batch: Batch, numbers: bool) -> Iterator[Draft]:
    for paper in batch.papers:
        with work.ledger.begin() as connection:
            draft = _draft(work, known, connection, paper, numbers)
        yield draft


def _draft(work: Work, known: Known, connection: Connection, paper: Paper, numbers: bool) -> Draft:
    row = paper_of(connection, paper.definition.kind, paper.subject)
    facts = facts_of(known, connection, paper)
    number = printed_number(work.settings.forms, connection, paper, row, known.today.year, give=numbers)
    facts["paper"]["number"] = number
    return Draft(paper, said(facts, paper.definition), facts["as_of"], number, row)


def _fingerprint(definition: FormDefinition, values: Mapping[str, Any], as_of: datetime) -> str:
    labels = [(one.name, one.label) for one in definition.fields]
    labels += [(one.name, one.label) for one in definition.tables]
    layouts = {output: _digest(path, path.stat().st_mtime_ns) for output, path in definition.templates.items()}
    parts = (values, labels, layouts, tuple(definition.outputs), tool_version(), as_of.isoformat())
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


@lru_cache(maxsize=64)
def _digest(path: Path, _changed_at: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def differences(draft: Draft) -> list[tuple[str, str, str]]:
    """Give what a document says otherwise than when it was made last: label, before, now; nothing for a new one."""
    if draft.row is None or not draft.before:
        return []
    found: list[tuple[str, str, str]] = []
    for one in draft.paper.definition.fields:
        before, now = draft.before.get(one.name, ""), draft.said.values[one.name]
        if before != now:
            found.append((one.label, str(before), str(now)))
    for table in draft.paper.definition.tables:
        found += _rows_changed(table.label, draft.before.get(table.name), draft.said.values[table.name])
    return found


def _rows_changed(label: str, before: object, now: object) -> Iterator[tuple[str, str, str]]:
    old, new = _lines(before), _lines(now)
    gone, come = set(new), set(old)
    yield from ((label, line, "") for line in old if line not in gone)
    yield from ((label, "", line) for line in new if line not in come)


def _lines(rows: object) -> list[str]:
    given: Iterable[Any] = rows if isinstance(rows, list) else ()
    return [" | ".join(map(str, row.values())) for row in given if isinstance(row, Mapping)]


def matters(draft: Draft) -> bool:
    """Whether any fact changed beside the hour up to which the ledger was read."""
    hours = {one.label for one in draft.paper.definition.fields if set(one.sources) == {"as_of"}}
    return any(label not in hours for label, _, _ in differences(draft))
