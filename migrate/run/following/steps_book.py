"""The workbook of closing steps: a line a closing site and step, with its days, for people to fill in and hand back.

Sheets 办理进展, 填表说明, and a hidden one that says what was handed out.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from mappings.closing import Clock
from migrate.run.following.days import Day
from migrate.run.following.steps import StepState
from migrate.run.following.steps_lines import (
    COLUMNS,
    DONE,
    FILLED_TITLES,
    GUIDE_SHEET,
    KIND,
    NUMBER,
    STEPS_SHEET,
    TITLES,
    StepLine,
)
from migrate.sheet.files.source import MARK, OWN_SHEET
from migrate.sheet.styled import DAY, HEAD_ROW, LABEL, OPEN, TEXT, Book, Style, Table, new_book
from migrate.sheet.styled import NUMBER as NUMBER_STYLE

GUESSED = "该年放假安排尚未公布，按周一至周五计"
NO_DAY = "未设期限"
TABLE = Table(STEPS_SHEET, "网站关停注销办理进展表", COLUMNS, repeat=3, frozen=4, printed=len(TITLES) - 1)
GUIDE = Table(GUIDE_SHEET, "填表说明", (("填写", 16), ("意思", 100)))
GUIDANCE = (
    ("完成日期", "该步骤实际办结的日期，写作 2026-03-01；不能晚于今天。没有办就空着。"),
    ("备注", "文号、经办情况等，可不填；没有办结也可以先写备注。"),
    ("填报人", "可不填；不填则记本机操作员。"),
    ("更正", "填错了可以改；清空完成日期就是收回。先前填报的都留在台账里，以最新的一次为准。"),
    (
        "应完成日期",
        "由前一步骤的完成日期推算，起算当日不计；工作日按国务院办公厅公布的放假和调休安排。没有期限的写“未设期限”。",
    ),
    ("期限依据", "只列见于公开文本的；各地规定不同，本单位可在工作目录的 mappings/closing.toml 里改。"),
    ("交回", "保存后运行 migrate steps 本文件；有一行不能采用，就一次全部指出，什么都不改动。"),
)  # fmt: skip


def write_steps_book(path: Path, lines: Sequence[StepLine]) -> None:
    """The whole workbook stands at `path`, or the old file if writing fails; nothing in it from outside is live."""
    with new_book(path) as book:
        book.live.set_custom_property(MARK, KIND)
        sheet = book.add_table(TABLE, _rows(book, lines))
        column, last = TITLES.index(DONE), HEAD_ROW + max(1, len(lines))
        sheet.data_validation(HEAD_ROW, column, last - 1, column, _DATES)
        text = [book.styles[TEXT]]
        book.add_table(GUIDE, ((one, text * 2) for one in GUIDANCE))
        _add_identity(book, lines)


_DATES = {
    "validate": "any",
    "input_title": DONE,
    "input_message": "写作 2026-03-01；没有办就空着",
}


def _rows(book: Book, lines: Sequence[StepLine]) -> Iterator[tuple[Sequence[str | int], Sequence[Style]]]:
    special = {NUMBER: NUMBER_STYLE, "最早日期": LABEL, "应完成日期": LABEL, **dict.fromkeys(FILLED_TITLES, OPEN)}
    styles = [book.styles[DAY if title == DONE else special.get(title, TEXT)] for title in TITLES]
    for number, line in enumerate(lines, 1):
        shown = (line.unit, line.site_name, line.name, line.who, line.state, line.earliest, line.due, line.basis)
        done = line.said.done_on.isoformat() if line.said.done_on else ""
        yield [number, *shown, done, line.said.note, line.by, line.key], styles


def _add_identity(book: Book, lines: Sequence[StepLine]) -> None:
    """What was reported when the workbook was made: whoever changes a line says something new."""
    sheet = book.add_sheet(OWN_SHEET)
    sheet.very_hidden()
    style = book.styles[TEXT]
    sheet.put_row(1, (MARK, KIND), [style] * 2, 15)
    for row, line in enumerate(lines, 2):
        done = line.said.done_on.isoformat() if line.said.done_on else ""
        sheet.put_row(row, (line.key, done, line.said.note), [style] * 3, 15)


def state_words(state: StepState) -> str:
    """Where a step stands, for the workbook.

    A step that is done says so, and by how much it was late; one that waits names what it waits for.
    """
    if state.done_on:
        late = (state.done_on - state.due.on).days if state.due else 0
        told = [*([f"超期 {late} 天"] if late > 0 else []), *state.faults]
        return "已办" + (f"：{'；'.join(told)}" if told else "")
    return f"待：{'、'.join(state.waits_for)}" if state.waits_for else "可以办理"


def day_words(day: Day | None, nothing: str = NO_DAY) -> str:
    """A day that was counted out, with a word where it may still move."""
    if day is None:
        return nothing
    return f"{day.on}（{GUESSED}）" if day.guessed else str(day.on)


def clock_words(*clocks: Clock | None) -> str:
    """What the days of a step rest on; a period that was never checked is no ground and is not named."""
    return "；".join(f"{clock.basis}（{clock.place}）" for clock in clocks if clock is not None and clock.binds)
