"""The opinion workbook handed back: who confirmed or changed what, when and why; all faults are said at once.

It may have been sorted, filtered, moved about and saved by any program: lines are known by their key, columns by their
heading, and every cell that is not meant to be edited by the digest that the hidden sheet keeps of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from migrate.errors import SheetError
from migrate.model import Action, Verdict
from migrate.sheet.cells.dates import read_span
from migrate.sheet.cells.text import bare, plain_words
from migrate.sheet.files.source import MARK
from migrate.sheet.grid import Grid, column_letters
from migrate.sheet.lines import (
    FIXED_TITLES,
    KEY_TITLE,
    NAME_TITLE,
    OPINION_SHEET,
    REVIEW_TITLES,
    REVIEW_WORDS,
    TITLES,
    URL_TITLE,
    VERDICT_TITLE,
    Mark,
    differing,
)
from migrate.sheet.reading import read_book
from migrate.sheet.returned import HEAD_SEARCH
from migrate.sheet.verdicts import read_verdict

FOREIGN_REMEDY = "请交回由 migrate classify 生成的分类意见表"
SHOWN = 20  # characters of a cell that a message quotes
OPINION, REVIEWER, DAY, REASON = REVIEW_TITLES


@dataclass(frozen=True)
class Confirmation:
    """复核: one site's confirmed opinion; `verdict` None means that ours was agreed to, `action` None the usual one."""

    site_key: str
    verdict: Verdict | None
    action: Action | None
    reviewer: str
    confirmed_on: date | None
    reason: str
    row: int


@dataclass(frozen=True)
class Edit:
    """Something that is not as it was handed out: whose line (None for a line of nobody), and what, in words."""

    site_key: str | None
    told: str


@dataclass(frozen=True)
class Review:
    """What a workbook gave back, beside what it said when it was handed out (`marks`, with its day of reference)."""

    classification: str
    as_of: str
    marks: Mapping[str, Mark]
    confirmations: tuple[Confirmation, ...] = ()
    edits: tuple[Edit, ...] = ()
    unconfirmed: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Lines:
    """The sheet that was filled in: where its headings stand."""

    grid: Grid
    head: int
    columns: Mapping[str, int]

    def place(self, title: str, row: int) -> str:
        return f"{title} {column_letters(self.columns[title])}{row}"

    def texts(self, row: int) -> dict[str, str]:
        return {title: self.grid.text(row, column) for title, column in self.columns.items()}

    def said(self) -> dict[str, list[str]]:
        """By key, what a person wrote; lines without a word are left out."""
        told = {}
        for row in self.rows():
            texts = self.texts(row)
            if any(texts[title] for title in REVIEW_TITLES):
                told[texts[KEY_TITLE]] = [texts[title] for title in REVIEW_TITLES]
        return told

    def rows(self) -> list[int]:
        return [row for row in sorted(self.grid.rows) if row > self.head]


@dataclass
class _Found:
    faults: list[str] = field(default_factory=list)
    confirmations: list[Confirmation] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    unconfirmed: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


def read_review(path: Path, *, today: date) -> Review:
    """The confirmations in the workbook; SheetError where it is not ours, or with every cell that cannot be read."""
    if not path.is_file():
        raise SheetError(f"找不到文件 {path}", "请检查文件名和路径")
    grids = read_book(path)
    identity = next((grid for grid in grids if grid.text(1, 1) == MARK), None)
    if identity is None:
        raise SheetError(f"{path} 不是本工具生成的分类意见表，或隐藏的“标识”工作表已丢失", FOREIGN_REMEDY)
    rows = [[identity.text(row, column + 1) for column in range(len(Mark._fields))] for row in sorted(identity.rows)]
    marks = {row[0]: Mark(*row) for row in rows[1:]}
    lines, found = _opinions(path, grids), _Found()
    for row in lines.rows():
        _read_line(lines, row, marks, today, found)
    if found.faults:
        raise SheetError(
            f"{path} 有 {len(found.faults)} 处不能读取：{'；'.join(found.faults)}",
            f"复核意见一般填写{'、'.join(REVIEW_WORDS)}，请改正后重新交回",
        )
    found.edits += [
        Edit(key, f"{mark.site_name}（{key}）的一行被删除，没有复核") for key, mark in marks.items()
        if key not in found.seen
    ]  # fmt: skip
    return Review(
        rows[0][1], rows[0][2], marks, tuple(found.confirmations), tuple(found.edits), tuple(found.unconfirmed)
    )


def _opinions(path: Path, grids: Sequence[Grid]) -> _Lines:
    """The sheet with the opinions, whatever its name is now; of several copies the one that was filled in."""
    headed = [lines for grid in grids if (lines := _headed(grid)) is not None]
    if not headed:
        raise SheetError(f"{path} 里没有“{OPINION_SHEET}”工作表", FOREIGN_REMEDY)
    whole = [lines for lines in headed if len(lines.columns) == len(TITLES)]
    if not whole:
        lacking = [title for title in TITLES if title not in headed[0].columns]
        raise SheetError(
            f"{path} 的“{headed[0].grid.sheet}”缺少列：{'、'.join(lacking)}", "请不要删改表头，重新导出后填写"
        )
    whole.sort(key=lambda lines: lines.grid.sheet != OPINION_SHEET)
    filled = [lines for lines in whole if lines.said()] if len(whole) > 1 else []
    if any(lines.said() != filled[0].said() for lines in filled[1:]):
        names = "、".join(f"“{lines.grid.sheet}”" for lines in filled)
        raise SheetError(f"{path} 有几张填写不同的意见表：{names}", "请只保留一张填好的，其余删去后重新交回")
    return (filled or whole)[0]


def _headed(grid: Grid) -> _Lines | None:
    """The sheet with its headings, where at least its key and half of the others stand in one row."""
    known = {bare(title): title for title in TITLES}
    for row in sorted(grid.rows)[:HEAD_SEARCH]:
        columns: dict[str, int] = {}
        for column, text in enumerate(grid.texts(row), 1):
            title = known.get(bare(text))
            if title is not None:
                columns.setdefault(title, column)
        if len(columns) > len(TITLES) // 2:
            return _Lines(grid, row, columns)
    return None


def _read_line(lines: _Lines, row: int, marks: Mapping[str, Mark], today: date, found: _Found) -> None:
    texts = lines.texts(row)
    key, said = texts[KEY_TITLE], any(texts[title] for title in REVIEW_TITLES)
    if not any(texts.values()) or bare(key) == bare(KEY_TITLE):  # nothing, or the headings once more
        return
    if not key and not said:
        found.edits.append(Edit(None, f"{lines.grid.sheet} 第 {row} 行不是原有的行，没有采用"))
        return
    if key not in marks or key in found.seen:
        why = "重复" if key in found.seen else "不在本次分类中"
        found.faults.append(f"{lines.place(KEY_TITLE, row)} 的网站键“{key[:SHOWN]}”{why}")
        return
    found.seen.add(key)
    changed = [FIXED_TITLES[at] for at in differing([texts[title] for title in FIXED_TITLES], marks[key].digests)]
    if said and {NAME_TITLE, URL_TITLE} <= {*changed}:
        found.faults.append(f"{lines.place(KEY_TITLE, row)} 的网站键与本行的网站名称、网址都不符，可能只排了部分列")
        return
    found.edits += [Edit(key, _edited(lines, row, title, texts[title], marks[key])) for title in changed]
    _confirm(lines, row, key, texts, today, found)


def _edited(lines: _Lines, row: int, title: str, text: str, mark: Mark) -> str:
    cell = f"{column_letters(lines.columns[title])}{row}"
    before = f"，原为“{mark.verdict_label}”" if title == VERDICT_TITLE else ""
    return f"{lines.grid.sheet} {cell}（{title}）被改动，现为“{_short(text)}”{before}"


def _confirm(lines: _Lines, row: int, key: str, texts: Mapping[str, str], today: date, found: _Found) -> None:
    """Take the line's opinion, or name the cell that cannot be read."""
    lost = [title for title in REVIEW_TITLES if (row, lines.columns[title]) in lines.grid.lost]
    if lost:
        found.faults.append(f"{'、'.join(lines.place(title, row) for title in lost)} 的公式没有保存结果")
        return
    if not texts[OPINION]:
        filled = [title for title in (REVIEWER, DAY) if texts[title]]
        if filled:  # a forgotten opinion, not a confirmation
            found.faults.append(f"{lines.place(OPINION, row)} 没有填写，而{'、'.join(filled)}已填写")
        found.unconfirmed.append(key)
        return
    verdict = read_verdict(texts[OPINION])
    if verdict is None:
        found.faults.append(f"{lines.place(OPINION, row)} 的“{_short(texts[OPINION])}”不认识")
        return
    span = read_span(lines.grid.value(row, lines.columns[DAY]), today) if texts[DAY] else None
    if texts[DAY] and (span is None or span.first != span.last):
        found.faults.append(f"{lines.place(DAY, row)} 的日期“{_short(texts[DAY])}”不能读取")
        return
    if span is not None and span.first > today + timedelta(days=1):
        found.faults.append(f"{lines.place(DAY, row)} 的日期“{_short(texts[DAY])}”晚于今天")
        return
    day = span.first if span else None
    found.confirmations.append(
        Confirmation(key, *verdict, plain_words(texts[REVIEWER]), day, texts[REASON], row)
    )  # fmt: skip


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
