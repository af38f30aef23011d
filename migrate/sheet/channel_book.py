"""The workbook of channel maps: every column of the old sites with its suggestion, for an office to decide on.

Sheets 栏目对应, 频道 (what the drop-downs offer), 填表说明, and a hidden one that says what was handed out.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from migrate.sheet.channel_lines import (
    AGREE,
    CHANNEL,
    CHANNEL_SHEET,
    COLUMNS,
    DECISION,
    DECISIONS,
    GUIDE_SHEET,
    JOINT,
    KIND,
    NEW_PARENT,
    NO_COLUMN,
    SINCE,
    TITLES,
    TREE_SHEET,
    UNTIL,
    ColumnLine,
    Filled,
    Place,
)
from migrate.sheet.files.source import MARK, OWN_SHEET
from migrate.sheet.styled import DAY, HEAD_ROW, LABEL, NUMBER, OPEN, TEXT, Book, Style, Table, new_book

LONGEST_TITLE = 80  # characters of a sample title
SPARE = 500  # rows below the table that have drop-downs too: splitting a column inserts rows
TABLE = Table(
    CHANNEL_SHEET, "旧网站栏目与门户频道对应表", COLUMNS, repeat=3, frozen=3, printed=len(TITLES) - 1, pages_wide=2
)
TREE = Table(TREE_SHEET, "门户频道（供选择）", (("频道", 40), ("路径", 36), ("栏目类型（ColumnType）", 24)), frozen=1)
GUIDE = Table(GUIDE_SHEET, "填表说明", (("填写", 16), ("意思", 100)))
OTHER_WORDS = f"一般在“{TREE_SHEET}”表中选择，也可以写本表中新建的频道。确要填写吗？"
GUIDANCE = (
    ("决定：同意", "按“建议频道”迁入。空着不填，就是没有确认：该栏目的文章暂不发布。"),
    ("决定：另选", "按“另选频道”迁入；可在下拉表中选，也可写频道路径（如 zwgk/tzgg）或本表中新建的频道。"),
    (
        "决定：新建频道",
        "按“新频道名称”在“新频道上级”之下新建频道；上级空着就是一级频道。名称和上级都相同的几行合为一个频道。",
    ),
    ("决定：合并", "与“合并到序号”所指的那一行迁入同一个频道，如几个部门的同类栏目。"),
    ("决定：迁入子站", "迁入本网站自己的子站（一级频道，名称写在“新频道名称”，空着用网站名称），栏目名称不变。"),
    ("决定：不迁移", "该栏目的文章不迁入门户（仍然归档），列入清单。"),
    (
        "拆分一个栏目",
        "把该行整行复制、插入在下一行（栏目键一并复制），各行分别写决定和条件：起始日期、截止日期（含当日），或标题含"
        "（几个词用顿号分开，含其一即可）。从上到下第一条相符的起作用；不写条件的一行放在最后，收下其余文章。",
    ),
    ("决定人、说明", "可不填；填了就记入台账。"),
    ("交回", "保存后运行 migrate channels import 本文件；有错误会一次全部指出，改正前什么都不改动。"),
)


def write_channel_book(path: Path, lines: Sequence[ColumnLine], tree: Sequence[tuple[Place, str]]) -> None:
    """The whole workbook stands at `path`, or the old file if writing fails; nothing in it from outside is live.

    `tree` is what the drop-downs offer: each channel with its ColumnType.
    """
    with new_book(path) as book:
        book.live.set_custom_property(MARK, KIND)
        sheet = book.add_table(TABLE, _rows(book, lines))
        last = HEAD_ROW + max(1, sum(len(line.filled) for line in lines)) + SPARE
        _offer(sheet, DECISION, last, list(DECISIONS), f"请填写：{'、'.join(DECISIONS)}")
        if tree:
            listed = f"={TREE_SHEET}!$A${HEAD_ROW + 1}:$A${HEAD_ROW + len(tree)}"
            for title in (CHANNEL, NEW_PARENT):
                _offer(sheet, title, last, listed, OTHER_WORDS)
        text = [book.styles[TEXT]]
        book.add_table(TREE, (((place.said, place.path, kind), text * 3) for place, kind in tree))
        book.add_table(GUIDE, ((one, text * 2) for one in GUIDANCE))
        _add_identity(book, lines, tree)


def _offer(sheet: Any, title: str, last: int, source: list[str] | str, message: str) -> None:
    column = TITLES.index(title)
    choice = {
        "validate": "list",
        "source": source,
        "error_type": "warning",  # other words may be right: import knows them or names them
        "error_title": title,
        "error_message": message,
    }
    sheet.data_validation(HEAD_ROW, column, last - 1, column, choice)


def _rows(book: Book, lines: Sequence[ColumnLine]) -> Iterator[tuple[Sequence[str | int], Sequence[Style]]]:
    special = {"序号": NUMBER, "文章数": NUMBER, "最新文章": LABEL, "最早文章": LABEL, "把握": LABEL}
    open_cells = dict.fromkeys(TITLES[-1 - len(Filled._fields) : -1], OPEN)
    special |= {**open_cells, SINCE: DAY, UNTIL: DAY}
    styles = [book.styles[special.get(title, TEXT)] for title in TITLES]
    for number, line in enumerate(lines, 1):
        others = [place.said for place in (*line.others, Place("", ()), Place("", ()))[:2]]
        titles = "\n".join(title[:LONGEST_TITLE] for title in line.titles)
        shown: list[str | int] = [
            number, line.site_name, JOINT.join(line.path) or NO_COLUMN, line.articles, line.newest, line.oldest,
            titles, line.suggested.said, f"{line.confidence:.0%}", line.why, *others,
        ]  # fmt: skip
        for filled in line.filled or (Filled(),):
            yield [*shown, *filled, line.key], styles


def _add_identity(book: Book, lines: Sequence[ColumnLine], tree: Sequence[tuple[Place, str]]) -> None:
    """What agreeing means on each line, whatever happens to the visible sheets."""
    sheet = book.add_sheet(OWN_SHEET)
    sheet.very_hidden()
    style = book.styles[TEXT]
    sheet.put_row(1, (MARK, KIND, AGREE), [style] * 3, 15)
    for row, line in enumerate(lines, 2):
        told = (line.key, line.site_key, line.suggested.path, json.dumps(line.suggested.trail))
        sheet.put_row(row, told, [style] * len(told), 15)
    for row, (place, _) in enumerate(tree, 2 + len(lines)):
        sheet.put_row(row, ("", "", place.path, json.dumps(place.trail)), [style] * 4, 15)
