"""The workbook of closing steps handed back: what every line says now, and every line that cannot be used.

It may have been sorted, filtered and saved by any program: lines are known by their key, columns by their heading.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from migrate.errors import SheetError
from migrate.run.following.steps_lines import (
    DONE,
    FILLED_TITLES,
    KEY,
    KIND,
    NOTE,
    STEPS_SHEET,
    TITLES,
    WHO,
    Answer,
    Answers,
    Said,
)
from migrate.sheet.cells.dates import read_span
from migrate.sheet.cells.text import bare
from migrate.sheet.files.source import MARK
from migrate.sheet.grid import Grid
from migrate.sheet.reading import read_book
from migrate.sheet.returned import Fault, Headed, headed, whole

REMEDY = "请交回由 migrate steps 生成的办理进展表"
SHOWN = 30  # characters of a cell that a message quotes
LONGEST_NOTE = 2_000  # characters of a note
_DIGITS = "[0-9０-９零〇○一二三四五六七八九十]"
_ONE_DAY = re.compile(  # a day and nothing else: “预计2026年3月1日完成” is no report
    rf"{_DIGITS}{{4}}\s*[年./／\-－]\s*{_DIGITS}{{1,3}}\s*[月./／\-－]\s*{_DIGITS}{{1,3}}\s*[日号]?(?:[\sT]+[\d:.]+)?"
    r"|\d{8}|\d{5}"
)


def read_steps_book(path: Path, *, today: date) -> Answers:
    """Every line of ours in the workbook; SheetError where the workbook is none of ours."""
    if not path.is_file():
        raise SheetError(f"找不到文件 {path}", "请检查文件名和路径")
    grids = read_book(path)
    identity = next((one for one in grids if (one.text(1, 1), one.text(1, 2)) == (MARK, KIND)), None)
    if identity is None:
        raise SheetError(f"{path} 不是本工具生成的办理进展表，或隐藏的“标识”工作表已丢失", REMEDY)
    handed = _handed(path, identity)
    grid, head, columns = _headed(path, [one for one in grids if one is not identity])
    lines, faults = [], []
    rows: dict[str, int] = {}
    for row in sorted(one for one in grid.rows if one > head):
        key = grid.text(row, columns[KEY])
        said = [title for title in FILLED_TITLES if grid.text(row, columns[title])]
        if key not in handed:
            faults += _stray(row, key, said, grid.text(row, columns[DONE]))
            continue
        if key in rows:
            faults.append(Fault(row, f"与第 {rows[key]} 行是同一个步骤", "请只保留一行"))
        rows.setdefault(key, row)
        line, wrong = _read_line(grid, row, columns, key, handed[key], today)
        faults += wrong
        lines += [line] if line else []
    return Answers(grid.sheet or STEPS_SHEET, handed, tuple(lines), tuple(faults))


def _stray(row: int, key: str, said: Sequence[str], done: str) -> list[Fault]:
    """A filled line that is none of ours; the headings once more are no line."""
    if not said or bare(done) == bare(DONE):
        return []
    problem = f"步骤键“{key[:SHOWN]}”不是本表发出的" if key else "没有步骤键"
    return [Fault(row, problem, "请在本工具生成的行里填写，不要另加行")]


def _handed(path: Path, identity: Grid) -> dict[str, Said]:
    handed = {}
    try:
        for row in sorted(identity.rows)[1:]:
            key, done, note = (str(identity.value(row, at) or "") for at in (1, 2, 3))
            handed[key] = Said(date.fromisoformat(done[:10]) if done else None, note)
    except ValueError:
        raise SheetError(f"{path} 隐藏的“标识”工作表已被改动", REMEDY) from None
    return handed


def _headed(path: Path, grids: Sequence[Grid]) -> Headed:
    """The sheet with the lines, whatever its name is now, the row of its headings, and where each stands."""
    found = headed(grids, TITLES)
    if len(found) != 1:
        names = "、".join(f"“{grid.sheet}”" for grid, _, _ in found)
        problem = f"有几张办理进展表：{names}" if found else f"里没有“{STEPS_SHEET}”工作表"
        raise SheetError(f"{path} {problem}", "请只保留一张填好的后重新交回" if found else REMEDY)
    return whole(path, found[0], (*FILLED_TITLES, KEY))


def _read_line(
    grid: Grid, row: int, columns: Mapping[str, int], key: str, handed: Said, today: date
) -> tuple[Answer | None, list[Fault]]:
    """What a line says; one that is as it was handed out is not judged again."""
    lost = [title for title in FILLED_TITLES if (row, columns[title]) in grid.lost]
    if lost:
        return None, [Fault(row, f"{'、'.join(lost)} 的公式没有保存结果", "请改填文字")]
    texts = {title: grid.text(row, columns[title]) for title in FILLED_TITLES}
    day = _day(grid, row, columns[DONE], today) if texts[DONE] else None
    faults = []
    if texts[DONE] and day is None:
        faults.append(Fault(row, f"完成日期“{texts[DONE][:SHOWN]}”不是一个日期", "请写作 2026-03-01 的样子"))
    elif day is not None and day > today and day != handed.done_on:
        faults.append(Fault(row, f"完成日期 {day} 还没有到", "请在办结之后填写"))
    if len(texts[NOTE]) > LONGEST_NOTE and texts[NOTE] != handed.note:
        faults.append(Fault(row, f"备注超过 {LONGEST_NOTE} 字", "请缩短"))
    if faults:
        return None, faults
    return Answer(row, key, Said(day, texts[NOTE]), texts[WHO]), []


def _day(grid: Grid, row: int, column: int, today: date) -> date | None:
    """The one day that a cell names; a month or a year is none."""
    value = grid.value(row, column)
    if isinstance(value, str) and not _ONE_DAY.fullmatch(grid.text(row, column)):
        return None
    span = read_span(value, today)
    return span.first if span is not None and span.first == span.last else None
