"""The nine facts of a site, each with the cells it was read from.

`freshness` yes = updated within the threshold; `volume` yes = not thin. The names are those of the contract.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from migrate.model import Answer, Evidence
from migrate.sheet.cells.dates import read_span
from migrate.sheet.cells.durations import read_days, read_idle_days, read_recent_days, read_rhythm_days
from migrate.sheet.cells.text import bare
from migrate.sheet.cells.words import Words, read_number, read_yearly_count
from migrate.sheet.rows import Record, Said

SYSTEM_STATES = {"1": "正常", "2": "例外", "3": "关停"}  # the reporting system's own codes
LOST = "公式没有保存结果"
EXCEPTION_STATES = frozenset({"例外", "例外网站", "已列为例外"})  # an application for it is none yet
_STALE_TITLES = ("不更新", "未更新", "没有更新", "长期")
_GOVERNMENT = re.compile(
    r"(?:县|区|市|省|旗|州|盟)(?:人民)?政府(?:门户|公众信息|公众|政务|信息|官方)*(?:网站?|网站群|门户|信息网)?$"
)
_PORTAL = re.compile(
    r"(?:政府|^(?:中国)?[·.]?\w{2,8}(?:县|(?<![园发景社校小林库矿])区|市|省|旗|州|盟))(?:公众信息)?(?:政务)?门户(?:网站?)?$"
)
_SEGMENT = re.compile(r"(内容|信息|技术)([^内信技]*)")


_ALREADY = re.compile(
    r"已(?:(?:经|将|于)[^，。；,;]{0,14}|(?:全部|全面|正式|自主|自行|主动|依法|彻底|完全|按要求|按程序|按规定|办理|进行|实施|做){1,2})"
    r"(?:关停|注销|关闭|关站|下线|停用)"
)
_FINISHED = re.compile(r"(?:关停|注销|关闭|下线)(?:工作|手续)?已(?:经)?(?:全部)?(?:完成|完毕|到位|办结)")
_ON_A_DAY = re.compile(
    r"(?:于|在)?(.{2,16}?)(?:正式|永久|全面|自主|自行)?(?:关停|注销|关闭|下线|停用)(?:并?注销|下线)?"
)
_ASIDE = re.compile(r"[（(].*?[）)]")
_CLAUSES = re.compile(r"[，,。；;\n]")
_CODED = re.compile(r"\d[.、:：\-]?(?=\D)")


@dataclass(frozen=True)
class Measures:
    """What facts are measured with: the words, the day of reference, the thresholds in days and counts a year."""

    words: Words
    as_of: date
    stale_days: int
    thin_yearly_count: int


def read_facts(record: Record, code: str | None, name: str, measures: Measures) -> dict[str, Evidence]:
    """All facts of the row by name."""
    words = measures.words
    freshness = _freshness(record, measures)
    special = _special_case(record, words)
    content, technical = _abilities(record, words)
    portal = _portal(record, name, words)
    found = (
        _listed(record, code, words), freshness, _volume(record, freshness, measures), content, technical, special,
        _demanded(record, special, words), portal, _closed(record, measures),
    )  # fmt: skip
    return {evidence.fact: evidence for evidence in found}


def state_of(record: Record, words: Words) -> tuple[str, Said | None]:
    """What the state column says, the system's codes 1, 2, 3 in words, and its cell."""
    for said in _cells(record, "state"):
        if _chosen(said, words):
            return _state_said(said, record, words), said
    return "", record.first("state")


def _state_said(said: Said, record: Record, words: Words) -> str:
    if said.heading.option:
        return _chosen(said, words)
    return _decoded(said, record, SYSTEM_STATES if record.table.has("site_code") else {})


def _decoded(said: Said, record: Record, default: Mapping[str, str]) -> str:
    """A bare digit in words: by the legend in the heading, else by the system's own codes."""
    plain = bare(said.text)
    if len(plain) == 1 and plain.isdigit():
        return (said.heading.legend or default).get(plain, said.text)
    word = _CODED.sub("", plain, count=1)
    return word if word in default.values() else said.text


def _cells(record: Record, *fields: str) -> Iterator[Said]:
    for name in fields:
        for said in record.cells.get(name, ()):
            if said.text or said.lost:
                yield said


def _evidence(fact: str, answer: Answer, said: Said | None = None, *, inferred: bool = False) -> Evidence:
    if said is None:
        return Evidence(fact, answer, (), "", inferred)
    return Evidence(fact, answer, (said.place,), said.text or (LOST if said.lost else ""), inferred)


def _chosen(said: Said, words: Words) -> str:
    """The cell's text; in a column that stands for an option, the option when it is ticked, else nothing."""
    if not said.heading.option:
        return said.text
    return said.heading.option if words.answer(said.text) is Answer.YES else ""


def _listed(record: Record, code: str | None, words: Words) -> Evidence:
    if record.table.has("listed"):
        seen = None
        for said in _cells(record, "listed"):
            seen = seen or said
            text = _chosen(said, words)
            if not text:
                continue
            text = _decoded(said, record, {}) if said.heading.legend else text
            state = bare(text) in SYSTEM_STATES.values() or words.is_("closed", text)
            answer = Answer.YES if state else words.answer(text)
            if answer is not Answer.UNKNOWN:
                return _evidence("listed", answer, said)
        return _evidence("listed", Answer.UNKNOWN, seen)
    if code is not None or record.table.export:
        return _evidence("listed", Answer.YES, record.first("site_code"), inferred=True)
    return _evidence("listed", Answer.UNKNOWN)


def _freshness(record: Record, measures: Measures) -> Evidence:
    """Stale where a date, a number of days or a word says so; fresh where one says that and none says stale."""
    fresh: Said | None = None
    seen: Said | None = None
    for said in _cells(record, "days_stale", "last_update", "freshness", "state", "volume", "note"):
        field = said.heading.field
        answer = _freshness_said(said, field, measures)
        if answer is Answer.NO:
            return _evidence("freshness", Answer.NO, said)
        if answer is Answer.YES and fresh is None and field not in ("note", "volume", "state"):
            fresh = said
        if field in ("days_stale", "last_update", "freshness"):
            seen = seen or said
    if fresh is not None:
        return _evidence("freshness", Answer.YES, fresh)
    return _evidence("freshness", Answer.UNKNOWN, seen)


def _freshness_said(said: Said, field: str, measures: Measures) -> Answer:
    words, text = measures.words, words_of(said, measures.words)
    if field == "days_stale":
        days = read_days(text) if read_number(text) is None or "年" in text or "月" in text else read_number(text)
        if days is not None:
            return Answer.NO if days > measures.stale_days else Answer.YES
    if field in ("last_update", "freshness"):
        dated = _dated(said, text, measures)
        if dated is not Answer.UNKNOWN:
            return dated
        if words.is_("nothing", text) and not words.is_("blank", text):
            return Answer.NO
    if words.has("stale_exempt", text):
        return Answer.UNKNOWN
    return _worded(text, field, measures, said.heading.title)


def words_of(said: Said, words: Words) -> str:
    """The cell's text with ticked options and option columns resolved."""
    return words.ticked(_chosen(said, words))


def _dated(said: Said, text: str, measures: Measures) -> Answer:
    value = said.value if not said.heading.option and not isinstance(said.value, str) else text
    if said.heading.field == "freshness" and isinstance(value, int | float):
        return Answer.UNKNOWN
    span = read_span(value, measures.as_of)
    if span is None:
        return Answer.UNKNOWN
    if (measures.as_of - span.last).days > measures.stale_days:
        return Answer.NO
    return Answer.YES if (measures.as_of - span.first).days <= measures.stale_days else Answer.UNKNOWN


def _worded(text: str, field: str, measures: Measures, title: str) -> Answer:
    words = measures.words
    idle = read_idle_days(bare(text))
    if idle is not None:
        return Answer.NO if idle > measures.stale_days else Answer.YES
    if words.has("stale", text):
        return Answer.NO
    if field != "freshness" and field != "last_update":
        return Answer.UNKNOWN
    if words.has("unsure_fresh", text):
        return Answer.UNKNOWN
    within = min((days for days in (read_recent_days(bare(text)), read_rhythm_days(bare(text))) if days), default=None)
    if words.has("fresh", text) or (within is not None and within <= measures.stale_days):
        return Answer.YES
    said = words.answer(text)
    reverse = any(mark in title for mark in _STALE_TITLES)
    if said is Answer.UNKNOWN or not (reverse or "是否" in title):
        return Answer.UNKNOWN
    return said if not reverse else (Answer.NO if said is Answer.YES else Answer.YES)


def _volume(record: Record, freshness: Evidence, measures: Measures) -> Evidence:
    words = measures.words
    for said in _cells(record, "yearly_count", "volume", "freshness", "state", "note"):
        text, field = words_of(said, words), said.heading.field
        if field == "yearly_count":
            number = 0.0 if words.is_("nothing", text) and not words.is_("blank", text) else read_yearly_count(text)
            if number is not None:
                return _evidence("volume", Answer.NO if number < measures.thin_yearly_count else Answer.YES, said)
        if words.has("thin", text) and not words.has("thin_exempt", text):
            return _evidence("volume", Answer.NO, said)
        if field == "volume":
            answer = _volume_said(text, said.heading.title, words)
            if answer is not Answer.UNKNOWN:
                return _evidence("volume", answer, said)
    if freshness.answer is not Answer.UNKNOWN:
        return Evidence("volume", Answer.YES, freshness.cells, freshness.said, inferred=True)
    return _evidence("volume", Answer.UNKNOWN)


def _volume_said(text: str, title: str, words: Words) -> Answer:
    if words.has("ample", text) or words.has("thin_exempt", text):
        return Answer.YES
    if words.is_("nothing", text) and not words.is_("blank", text):
        return Answer.YES if any(mark in title for mark in ("单一", "单薄", "数量少")) else Answer.NO
    if any(mark in title for mark in ("单一", "单薄", "数量少")):
        answer = words.answer(text)
        return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(answer, Answer.UNKNOWN)
    return Answer.UNKNOWN


def _abilities(record: Record, words: Words) -> tuple[Evidence, Evidence]:
    both = record.first("ability")
    found = []
    for fact, marks in (("content_ability", ("内容", "信息")), ("tech_ability", ("技术",))):
        evidence = _ability(record, fact, words)
        if evidence.answer is Answer.UNKNOWN and both is not None and not record.table.has(fact):
            evidence = _evidence(fact, _ability_in(words.ticked(both.text), marks, words), both)
        found.append(evidence)
    return found[0], found[1]


def _ability(record: Record, fact: str, words: Words) -> Evidence:
    seen = None
    for said in _cells(record, fact):
        seen = seen or said
        answer = words.ability(_chosen(said, words))
        if answer is not Answer.UNKNOWN:
            return _evidence(fact, answer, said)
    return _evidence(fact, Answer.UNKNOWN, seen)


def _ability_in(text: str, marks: tuple[str, ...], words: Words) -> Answer:
    segments = {found[1]: found[2] for found in _SEGMENT.finditer(bare(text))}
    if not segments:
        return words.ability(text)
    for mark in marks:
        if mark in segments:
            return words.ability(segments[mark].strip("、，,；;：:/和及"))
    return Answer.UNKNOWN


def _special_case(record: Record, words: Words) -> Evidence:
    cells = list(_cells(record, "special_case"))
    for said in cells:
        answer = Answer.UNKNOWN if said.lost else words.named(_chosen(said, words))
        if answer is not Answer.NO:
            return _evidence("special_case", answer, said)
    for field in ("state", "listed"):
        state = record.first(field)
        default = SYSTEM_STATES if record.table.has("site_code") else {}
        if state is not None and bare(_decoded(state, record, default)) in EXCEPTION_STATES:
            return _evidence("special_case", Answer.YES, state)
    return _evidence("special_case", Answer.NO, cells[0] if cells else None)  # a sheet without the column names none


def _demanded(record: Record, special: Evidence, words: Words) -> Evidence:
    cells = list(_cells(record, "demanded"))
    unsure = None
    for said in cells:
        answer = Answer.UNKNOWN if said.lost else words.named(_chosen(said, words))
        if answer is Answer.YES:
            return _evidence("demanded", answer, said)
        if answer is Answer.UNKNOWN:
            unsure = said
    if unsure is not None:
        return _evidence("demanded", Answer.UNKNOWN, unsure)
    if record.table.has("demanded"):
        return _evidence("demanded", Answer.NO, cells[0] if cells else None)
    if special.answer is Answer.YES and (
        words.has("superior_part", special.said) or words.has("assessment_part", special.said)
    ):
        return Evidence("demanded", Answer.YES, special.cells, special.said)
    return _evidence("demanded", Answer.NO)


def _portal(record: Record, name: str, words: Words) -> Evidence:
    """A township is never the portal; then the portal column, the type, the name decide, in this order."""
    owner, kind = record.text("owner"), record.first("site_type")
    township = next((text for text in (name, owner, kind.text if kind else "") if words.has("township", text)), "")
    if township:
        return _evidence("portal", Answer.NO, record.first("site_name", "owner"))
    column = record.first("portal")
    if column is not None:
        text = _decoded(column, record, {})
        said_so = words.has("portal_type", text) and not words.has("not_portal_type", text)
        answer = Answer.YES if said_so else words.answer(text.replace("非门户", "否"))
        if answer is not Answer.UNKNOWN:
            return _evidence("portal", answer, column)
    for said in _cells(record, "site_type"):
        text = words.ticked(said.text)
        if words.has("portal_type", text) and not words.has("not_portal_type", text):
            return _evidence("portal", Answer.YES, said)
    named = record.first("site_name")
    plain = re.sub(r"[“”\"「」]|[（(].*?[）)]", "", bare(name))
    if not plain:
        told = kind or (record.first("owner") if owner and "政府" not in owner else None)
        return _evidence("portal", Answer.UNKNOWN if told is None else Answer.NO, told)
    holds = _GOVERNMENT.search(plain) or _PORTAL.search(plain)
    return _evidence("portal", Answer.YES if holds else Answer.NO, named)


def _closed(record: Record, measures: Measures) -> Evidence:
    words = measures.words
    state = record.first("state")
    candidates = [(cell, _state_said(cell, record, words)) for cell in _cells(record, "state")]
    candidates += [(cell, cell.text) for cell in _cells(record, "listed") if bare(cell.text) == "关停"]
    for cell, told in candidates:
        asked = cell.heading.title
        if "是否" in asked and "关" in asked:
            if words.answer(told) is Answer.YES:
                return _evidence("closed", Answer.YES, cell)
        elif _says_closed(told, measures):
            return _evidence("closed", Answer.YES, cell)
    if state is None:
        for note in _cells(record, "note"):
            if _says_closed(note.text, measures):
                return _evidence("closed", Answer.YES, note)
    return _evidence("closed", Answer.NO, state)


def _says_closed(text: str, measures: Measures) -> bool:
    """Whether a clause outside brackets says that the site is closed, and none that it runs."""
    words = measures.words
    plain = words.plain(words.ticked(text))
    clauses = [clause for clause in _CLAUSES.split(_ASIDE.sub("", plain) or plain) if clause]
    if any(words.is_("normal", clause) for clause in clauses):
        return False
    return any(_closes(clause, measures) for clause in clauses)


def _closes(clause: str, measures: Measures) -> bool:
    words = measures.words
    if words.has("not_closed_part", clause.replace("已将", "已")):
        return False
    if words.is_("closed", clause) or words.has("closed_part", clause):
        return True
    if _ALREADY.search(clause) or _FINISHED.search(clause):
        return True
    dated = _ON_A_DAY.fullmatch(clause)
    span = read_span(dated[1], measures.as_of) if dated else None
    return span is not None and span.last < measures.as_of
