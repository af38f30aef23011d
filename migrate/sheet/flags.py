"""Contradictions in a row, each with the cells that contradict; shown, never repaired."""

import re
from collections.abc import Mapping, Sequence

from migrate.model import Answer, Evidence, Verdict
from migrate.sheet.cells.clauses import clauses_of
from migrate.sheet.cells.dates import read_span
from migrate.sheet.cells.text import Value, bare
from migrate.sheet.cells.words import Words
from migrate.sheet.keeping import noted_content
from migrate.sheet.opinions import Opinions, agrees, primary, turned_down, unnegated
from migrate.sheet.rows import Record, Said
from migrate.sheet.told import Measures, state_of

_BY_DAY = re.compile(r"\d{1,2}[日号][之以]?前")  # by the 15th of a month that is not named
Flags = dict[str, tuple[str, ...]]
_FINISHED = re.compile(
    r"已(?:经|全部|按期|完成){0,2}(?:迁移|整合|并入|上移|完成|办结)(?:工作|完成|完毕|到位){0,2}(?:[至到入].*)?"
)
ORDER = (
    "unlisted_with_code", "exception_without_reason", "normal_but_stale", "keep_for_township_or_department",
    "close_without_target", "date_past", "owner_office_differ", "duplicate_site", "bad_url", "bad_code", "inferred",
)  # fmt: skip


def read_flags(
    record: Record, facts: Mapping[str, Evidence], opinions: Opinions, code: str | None, keep_content: bool,
    measures: Measures,
) -> Flags:  # fmt: skip
    """The contradictions of one row by name, each with its cells (duplicates are found across rows, elsewhere)."""
    words = measures.words
    flags: Flags = {}
    if code is not None and facts["listed"].answer is Answer.NO:
        flags["unlisted_with_code"] = _places(record.first("site_code")) + facts["listed"].cells
    _exception(record, opinions, words, facts, flags)
    _normal_but_stale(record, facts, words, flags)
    _kept(record, facts, opinions, words, flags)
    if keep_content and not has_target(record, opinions, words):
        _closing(record, opinions, words, flags)
    _date_past(record, facts, measures, flags)
    _differ(opinions, words, flags)
    if facts["listed"].inferred:
        flags["inferred"] = facts["listed"].cells
    return flags


def has_target(record: Record, opinions: Opinions, words: Words) -> bool:
    """Whether the row says where content goes: in the target column, or within an opinion or the content's own cell."""
    target = record.text("target")
    if target and not any(words.is_(group, target) for group in ("nothing", "blank", "unknown")):
        return True
    told = (opinions.owner, opinions.office, record.text("keep_content"), noted_content(record))
    return any(words.has("moved_part", text) for text in told)


def _places(*cells: Said | None) -> tuple[str, ...]:
    return tuple(said.place for said in cells if said is not None)


def _exception(record: Record, opinions: Opinions, words: Words, facts: Mapping[str, Evidence], flags: Flags) -> None:
    state, cell = state_of(record, words)
    said = [cell for text, cell in ((opinions.owner, opinions.owner_cell), (opinions.office, opinions.office_cell))
            if unnegated("exception", text, words)]  # fmt: skip
    excepted = unnegated("exception", state, words)
    by_state = excepted and record.table.has("special_case")
    if not said and not by_state:
        return
    reason = record.text("special_case")
    named = words.named(reason) is Answer.YES
    if not record.table.has("special_case") and excepted:
        return
    if not named:
        flags["exception_without_reason"] = _places(*said, cell if by_state else None, record.first("special_case"))


def _normal_but_stale(record: Record, facts: Mapping[str, Evidence], words: Words, flags: Flags) -> None:
    state, cell = state_of(record, words)
    if cell is None or facts["freshness"].answer is not Answer.NO:
        return
    asked = ("是否" in cell.heading.title and "正常" in cell.heading.title) or "能否" in cell.heading.title
    state = words.ticked(state)
    normal = words.answer(state) is Answer.YES if asked and len(bare(state)) <= 2 else words.has("normal", state)
    if normal and not words.has("not_normal_part", state):
        flags["normal_but_stale"] = (cell.place, *facts["freshness"].cells)


def _kept(record: Record, facts: Mapping[str, Evidence], opinions: Opinions, words: Words, flags: Flags) -> None:
    """保留 for what is neither the portal nor a named special case; a site of a higher level is not ours to doubt."""
    if facts["portal"].answer is Answer.YES or facts["special_case"].answer is Answer.YES:
        return
    if words.has("higher_type", record.text("site_type")):
        return
    cells = [
        cell
        for text, cell in ((opinions.owner, opinions.owner_cell), (opinions.office, opinions.office_cell))
        if primary(text, words) is Verdict.KEEP and not bare(text).startswith(("例外", "申请例外", "拟例外"))
    ]
    if cells:
        flags["keep_for_township_or_department"] = _places(*cells, record.first("owner", "site_name"))


def _closing(record: Record, opinions: Opinions, words: Words, flags: Flags) -> None:
    cells = [
        cell
        for text, cell in ((opinions.owner, opinions.owner_cell), (opinions.office, opinions.office_cell))
        if primary(text, words) is Verdict.CLOSE
    ]
    if cells:
        flags["close_without_target"] = _places(*cells, record.first("keep_content"), record.first("target"))


def _date_past(record: Record, facts: Mapping[str, Evidence], measures: Measures, flags: Flags) -> None:
    state, _ = state_of(record, measures.words)
    if facts["closed"].answer is Answer.YES or _FINISHED.fullmatch(bare(measures.words.ticked(state))):
        return
    for said in record.cells.get("planned_date", ()):
        spans = [span for part in _dates_in(said) if (span := read_span(part, measures.as_of)) is not None]
        if spans and max(span.last for span in spans) < measures.as_of:
            flags["date_past"] = (said.place,)
            return


def _dates_in(said: Said) -> Sequence[Value]:
    """The whole cell and its clauses: of a beginning and an end, the end counts."""
    if not isinstance(said.value, str):
        return (said.value,)
    return tuple(part for part in (said.text, *clauses_of(said.text)) if not _BY_DAY.match(part))


def _differ(opinions: Opinions, words: Words, flags: Flags) -> None:
    if agrees(opinions.office, words):
        return
    owner, office = primary(opinions.owner, words), primary(opinions.office, words)
    differ = owner is not None and office is not None and owner is not office
    if (owner is None) is not (office is None):
        refused = turned_down(opinions.owner if owner is None else opinions.office, words)
        disagrees = office is None and not refused and words.starts("disagree", opinions.office)
        differ = (office if owner is None else owner) in refused or (disagrees and "不同意见" not in opinions.office)
    if differ:
        flags["owner_office_differ"] = _places(opinions.owner_cell, opinions.office_cell)
