"""The workbook of channel maps handed back: what a person decided, line by line, and every cell that cannot be read.

It may have been sorted, filtered, added to and saved by any program: lines are known by their key, columns by their
heading. Nothing is decided here.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from migrate.errors import SheetError
from migrate.sheet.cells.dates import read_span
from migrate.sheet.cells.text import bare
from migrate.sheet.channel_lines import (
    CHANNEL_SHEET,
    DECISION,
    DECISIONS,
    FILLED_TITLES,
    KEY,
    KIND,
    NUMBER,
    SINCE,
    TITLES,
    UNTIL,
    Answer,
    Filled,
    Handed,
    Place,
)
from migrate.sheet.files.source import MARK
from migrate.sheet.grid import Grid, column_letters
from migrate.sheet.reading import read_book
from migrate.sheet.returned import Fault, Headed, headed, whole

REMEDY = "请交回由 migrate channels suggest 生成的栏目对应表"
_PATH = re.compile("[a-z0-9/-]+")  # of a channel
SHOWN = 30  # characters of a cell that a message quotes


@dataclass(frozen=True)
class Answers:
    """What a workbook gave back: the sheet's name, what was handed out by key, the filled lines, the faults."""

    sheet: str
    handed: Mapping[str, Handed]
    offered: tuple[Place, ...]
    lines: tuple[Answer, ...]
    blank: int
    faults: tuple[Fault, ...]


def read_channel_book(path: Path, *, today: date) -> Answers:
    """The filled lines in their order; SheetError where the workbook is none of ours."""
    if not path.is_file():
        raise SheetError(f"找不到文件 {path}", "请检查文件名和路径")
    grids = read_book(path)
    identity = next((one for one in grids if (one.text(1, 1), one.text(1, 2)) == (MARK, KIND)), None)
    if identity is None:
        raise SheetError(f"{path} 不是本工具生成的栏目对应表，或隐藏的“标识”工作表已丢失", REMEDY)
    handed, offered = _handed(path, identity)
    grid, head, columns = _headed(path, grids)
    lines, faults, blank = [], [], 0
    for row in sorted(one for one in grid.rows if one > head):
        texts = {title: grid.text(row, column) for title, column in columns.items()}
        said = any(texts[title] for title in FILLED_TITLES)
        if said and bare(texts[DECISION]) != bare(DECISION):  # not the headings once more
            read, wrong = _read_line(grid, row, columns, texts, handed, today)
            faults += wrong
            lines += [read] if read else []
        elif texts[KEY] in handed:
            blank += 1
    return Answers(grid.sheet or CHANNEL_SHEET, handed, offered, tuple(lines), blank, tuple(faults))


def _handed(path: Path, identity: Grid) -> tuple[dict[str, Handed], tuple[Place, ...]]:
    handed, offered = {}, []
    try:
        for row in sorted(identity.rows)[1:]:
            key, site_key, channel, trail = (str(identity.value(row, at) or "") for at in range(1, 5))
            place = Place(channel, tuple(json.loads(trail)))
            if not _PATH.fullmatch(channel) or not all(isinstance(name, str) for name in place.trail):
                raise ValueError(channel)
            if key:
                handed[key] = Handed(site_key, place)
            offered.append(place)
    except (ValueError, TypeError):
        raise SheetError(f"{path} 隐藏的“标识”工作表已被改动", REMEDY) from None
    return handed, tuple(offered)


def _headed(path: Path, grids: Sequence[Grid]) -> Headed:
    """The sheet with the lines, whatever its name is now, the row of its headings, and where each stands."""
    found = headed(grids, TITLES)
    if not found:
        raise SheetError(f"{path} 里没有“{CHANNEL_SHEET}”工作表", REMEDY)
    if len(found) > 1:
        names = "、".join(f"“{grid.sheet}”" for grid, _, _ in found)
        raise SheetError(f"{path} 有几张栏目对应表：{names}", "请只保留一张填好的，其余删去后重新交回")
    return whole(path, found[0], (NUMBER, *FILLED_TITLES, KEY))


def _read_line(
    grid: Grid,
    row: int,
    columns: Mapping[str, int],
    texts: Mapping[str, str],
    handed: Mapping[str, Handed],
    today: date,
) -> tuple[Answer | None, list[Fault]]:
    faults = []
    lost = [title for title in FILLED_TITLES if (row, columns[title]) in grid.lost]
    if lost:
        faults.append(Fault(row, f"{'、'.join(lost)} 的公式没有保存结果", "请改填文字"))
    if texts[KEY] not in handed:
        problem = f"栏目键“{texts[KEY][:SHOWN]}”不是本表发出的" if texts[KEY] else "没有栏目键"
        faults.append(Fault(row, problem, "要拆分一个栏目，请整行复制原来的行，再改其中的决定和条件"))
    if texts[DECISION] not in DECISIONS:
        problem = f"决定“{texts[DECISION][:SHOWN]}”不认识" if texts[DECISION] else "没有填写决定，却填了别的"
        faults.append(Fault(row, problem, f"请填写：{'、'.join(DECISIONS)}，或把本行填写的都清空"))
    days = {}
    for title in (SINCE, UNTIL):
        span = read_span(grid.value(row, columns[title]), today) if texts[title] else None
        if texts[title] and span is None:
            at = f"{title} {column_letters(columns[title])}{row}"
            faults.append(Fault(row, f"{at} 的“{texts[title][:SHOWN]}”不是日期", "请写作 2018-01-01 的样子"))
        days[title] = (span.first if title == SINCE else span.last).isoformat() if span else ""
    if days[SINCE] and days[UNTIL] and days[SINCE] > days[UNTIL]:
        faults.append(Fault(row, "起始日期晚于截止日期", "请改正日期"))
    if faults:
        return None, faults
    number = int(texts[NUMBER]) if texts[NUMBER].isascii() and texts[NUMBER].isdigit() else None
    said = Filled(*({**texts, **days}[title] for title in FILLED_TITLES))
    return Answer(row, number, texts[KEY], said), []
