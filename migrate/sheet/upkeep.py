"""How a site is kept up: whether it is updated within the threshold, and whether it holds more than a little."""

import re
from datetime import date

from migrate.model import Answer, Evidence
from migrate.sheet.cells.clauses import clauses_of, excepts, of_the_site, of_today, once_only
from migrate.sheet.cells.dates import Span, read_span
from migrate.sheet.cells.durations import read_days, read_idle_days, read_recent_days, read_rhythm_days
from migrate.sheet.cells.text import bare
from migrate.sheet.cells.words import Words, read_number, read_yearly_count
from migrate.sheet.rows import Record, Said
from migrate.sheet.told import Measures, cells_of, evidence, words_of

_STALE_TITLES = ("不更新", "未更新", "没有更新", "长期")
_NOT_STALE = re.compile(r"(?:不存在|未发现|没有发现|没有|无|未出现)[^，,。；;]{0,4}?(?:长期|超期|逾期|长时间)")
_DENIED = re.compile(r"[未没无不停]")


def read_freshness(record: Record, measures: Measures) -> Evidence:
    """Stale where a date, a number of days or a word says so; fresh where one says that and none says stale."""
    fresh: Said | None = None
    seen: Said | None = None
    for said in cells_of(record, "days_stale", "last_update", "freshness", "state", "volume", "note"):
        field = said.heading.field
        answer = _freshness_said(said, field, measures)
        if answer is Answer.NO:
            return evidence("freshness", Answer.NO, said)
        if answer is Answer.YES and fresh is None and field not in ("note", "volume", "state"):
            fresh = said
        if field in ("days_stale", "last_update", "freshness"):
            seen = seen or said
    if fresh is not None:
        return evidence("freshness", Answer.YES, fresh)
    return evidence("freshness", Answer.UNKNOWN, seen)


def _freshness_said(said: Said, field: str, measures: Measures) -> Answer:
    words, text = measures.words, words_of(said, measures.words)
    if field in ("last_update", "freshness") and once_only(text, words):
        return Answer.NO if words.has("stale", text) else Answer.UNKNOWN
    if field == "days_stale":
        days = read_days(text) if not bare(text).isdigit() else read_number(text)
        days = read_number(text) if days is None else days
        if days is not None:
            return Answer.NO if days > measures.stale_days else Answer.YES
    if field in ("last_update", "freshness"):
        text = of_the_site(of_today(text, words), words)
        if not text:
            return Answer.UNKNOWN
        dated = _dated(said, text, measures)
        if dated is not Answer.UNKNOWN:
            return dated
        if words.is_("nothing", text) and not words.is_("blank", text):
            return Answer.NO
        if _NOT_STALE.search(words.plain(text)):
            return Answer.YES
    if (words.has("stale_exempt", text) and not words.has("everywhere", text)) or excepts(text):
        return Answer.UNKNOWN
    return _worded(text, field, measures, said.heading.title)


def _dated(said: Said, text: str, measures: Measures) -> Answer:
    value = said.value if not said.heading.option and not isinstance(said.value, str) else text
    if said.heading.field == "freshness" and isinstance(value, int | float):
        return Answer.UNKNOWN
    span = _last_span(value, measures.as_of) if isinstance(value, str) else read_span(value, measures.as_of)
    if span is None:
        return Answer.UNKNOWN
    if (measures.as_of - span.last).days > measures.stale_days:
        return Answer.NO
    return Answer.YES if (measures.as_of - span.first).days <= measures.stale_days else Answer.UNKNOWN


def _last_span(text: str, as_of: date) -> Span | None:
    """The date of the last update: of several clauses with dates, the latest of those that speak of an update."""
    found = [(clause, span) for clause in clauses_of(text) if (span := read_span(clause, as_of)) is not None]
    if len(found) < 2:
        return read_span(text, as_of)
    updates = [span for clause, span in found if re.search("更新|发布", clause) and not _DENIED.search(clause)]
    told = updates or [span for clause, span in found if _DENIED.search(clause)]
    return max(told, key=lambda span: span.last) if told else read_span(text, as_of)


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


def read_volume(record: Record, freshness: Evidence, measures: Measures) -> Evidence:
    """Thin where words or a yearly count say so; not thin where freshness is known and nothing speaks of it."""
    words = measures.words
    for said in cells_of(record, "yearly_count", "volume", "count", "freshness", "state", "note"):
        if said.heading.field == "count" and "更新" not in said.heading.title:
            continue
        text, field = of_today(words_of(said, words), words), said.heading.field
        if field == "yearly_count":
            number = 0.0 if words.is_("nothing", text) and not words.is_("blank", text) else read_yearly_count(text)
            if number is not None:
                return evidence("volume", Answer.NO if number < measures.thin_yearly_count else Answer.YES, said)
        if words.has("thin", text) and not words.has("thin_exempt", text):
            return evidence("volume", Answer.NO, said)
        if field in ("count", "volume") and words.is_("few", text):
            return evidence("volume", Answer.NO, said)
        if field == "volume":
            answer = _volume_said(text, said.heading.title, words)
            if answer is not Answer.UNKNOWN:
                return evidence("volume", answer, said)
    if freshness.answer is not Answer.UNKNOWN:
        return Evidence("volume", Answer.YES, freshness.cells, freshness.said, inferred=True)
    return evidence("volume", Answer.UNKNOWN)


def _volume_said(text: str, title: str, words: Words) -> Answer:
    if words.has("ample", text) or words.has("thin_exempt", text):
        return Answer.YES
    if words.is_("nothing", text) and not words.is_("blank", text):
        return Answer.YES if any(mark in title for mark in ("单一", "单薄", "数量少")) else Answer.NO
    if any(mark in title for mark in ("单一", "单薄", "数量少")):
        answer = words.answer(text)
        return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(answer, Answer.UNKNOWN)
    return Answer.UNKNOWN
