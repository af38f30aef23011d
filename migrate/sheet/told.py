"""What a row says: its cells by field, options and codes in words, and the evidence made of a cell."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from migrate.model import Answer, Evidence
from migrate.sheet.cells.text import bare
from migrate.sheet.cells.words import Words
from migrate.sheet.rows import Record, Said

SYSTEM_STATES = {"1": "正常", "2": "例外", "3": "关停"}  # the reporting system's own codes
LOST = "公式没有保存结果"
_CODED = re.compile(r"\d[.、:：\-]?(?=\D)")


@dataclass(frozen=True)
class Measures:
    """What facts are measured with: the words, the day of reference, the thresholds in days and counts a year."""

    words: Words
    as_of: date
    stale_days: int
    thin_yearly_count: int


def state_of(record: Record, words: Words) -> tuple[str, Said | None]:
    """What the state column says, the system's codes 1, 2, 3 in words, and its cell."""
    for said in cells_of(record, "state"):
        if chosen(said, words):
            return state_said(said, record, words), said
    return "", record.first("state")


def state_said(said: Said, record: Record, words: Words) -> str:
    """What one state cell says, in words."""
    if said.heading.option:
        return chosen(said, words)
    return decoded(said, record, SYSTEM_STATES if record.table.has("site_code") else {})


def decoded(said: Said, record: Record, default: Mapping[str, str]) -> str:
    """A bare digit in words: by the legend in the heading, else by the system's own codes."""
    plain = bare(said.text)
    if len(plain) == 1 and plain.isdigit():
        return (said.heading.legend or default).get(plain, said.text)
    word = _CODED.sub("", plain, count=1)
    return word if word in default.values() else said.text


def cells_of(record: Record, *fields: str) -> Iterator[Said]:
    """The row's cells of these fields that hold text, or whose formula's result is lost."""
    for name in fields:
        for said in record.cells.get(name, ()):
            if said.text or said.lost:
                yield said


def evidence(fact: str, answer: Answer, said: Said | None = None, *, inferred: bool = False) -> Evidence:
    """The answer with the cell it was read from."""
    if said is None:
        return Evidence(fact, answer, (), "", inferred)
    return Evidence(fact, answer, (said.place,), said.text or (LOST if said.lost else ""), inferred)


def chosen(said: Said, words: Words) -> str:
    """The cell's text; in a column that stands for an option, the option when it is ticked, else nothing."""
    if not said.heading.option:
        return said.text
    return said.heading.option if words.answer(said.text) is Answer.YES else ""


def words_of(said: Said, words: Words) -> str:
    """The cell's text with ticked options and option columns resolved."""
    return words.ticked(chosen(said, words))
