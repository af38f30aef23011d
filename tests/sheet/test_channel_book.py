"""The workbook of channel maps: nothing from outside is live, drop-downs offer the tree, filled lines come back."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from migrate.errors import SheetError
from migrate.sheet.channel_answers import Answers, read_channel_book
from migrate.sheet.channel_book import write_channel_book
from migrate.sheet.channel_lines import (
    CHANNEL_SHEET,
    DECISIONS,
    FILLED_TITLES,
    TITLES,
    TREE_SHEET,
    ColumnLine,
    Filled,
    Place,
)

TREE = [(Place("zwgk", ("政务公开",)), "政务公开"), (Place("zwgk/tzgg", ("政务公开", "通知公告")), "通知公告")]
LIVE = '=HYPERLINK("http://a.example","点")'
LINES = [
    ColumnLine(
        "a.example:8080/jz", "甲局网站", ("=1+1", "@cmd"), 3, "2016-01-02", "2015-01-02", (LIVE, "+86"),
        TREE[1][0], 0.96, "-理由", (TREE[0][0],),
    ),
    ColumnLine("3311230012", "乙局网站", (), 1, "", "", ("改版",), Place("bmpd/d1", ("部门频道", "乙局")), 0.5, "无"),
]  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "out" / "栏目对应表.xlsx"
    write_channel_book(path, LINES, TREE)
    return path


def fill(path: Path, row: int, **cells: object) -> None:
    opened = load_workbook(path)
    for title, value in cells.items():
        opened[CHANNEL_SHEET].cell(row, TITLES.index(title) + 1).value = value
    opened.save(path)


def read(path: Path) -> Answers:
    return read_channel_book(path, today=date(2026, 1, 5))


def test_nothing_from_outside_is_a_formula_or_a_link(book: Path) -> None:
    with zipfile.ZipFile(book) as packed:
        sheets = [packed.read(name).decode() for name in packed.namelist() if name.startswith("xl/worksheets/")]
    assert all("<f>" not in sheet and "<hyperlink" not in sheet for sheet in sheets)
    cell = load_workbook(book)[CHANNEL_SHEET].cell(3, TITLES.index("标题样本") + 1)
    assert cell.value.split("\n") == [LIVE, "+86"]
    assert cell.data_type == "s" and cell.quotePrefix


def test_the_drop_downs_offer_the_decisions_and_the_portals_channels(book: Path) -> None:
    opened = load_workbook(book)
    offers = {}
    for one in opened[CHANNEL_SHEET].data_validations.dataValidation:
        offers[opened[CHANNEL_SHEET].cell(2, next(iter(one.sqref.ranges)).min_col).value] = one.formula1
    assert offers["决定"] == '"' + ",".join(DECISIONS) + '"'
    assert offers["另选频道"] == offers["新频道上级"] == f"{TREE_SHEET}!$A$3:$A$4"
    assert [opened[TREE_SHEET].cell(row, 1).value for row in (3, 4)] == ["政务公开", "政务公开 / 通知公告"]


def test_the_columns_to_fill_in_stand_apart_and_the_tools_own_sheet_is_hidden(book: Path) -> None:
    opened = load_workbook(book)
    assert opened["标识"].sheet_state == "veryHidden"
    assert [opened[CHANNEL_SHEET].cell(2, column).value for column in range(1, len(TITLES) + 1)] == list(TITLES)
    filled = [opened[CHANNEL_SHEET].cell(3, TITLES.index(title) + 1) for title in FILLED_TITLES]
    assert {cell.fill.fgColor.rgb for cell in filled} == {"FFFFF9E5"}
    assert opened[CHANNEL_SHEET].freeze_panes == "D3"


def test_blank_lines_say_nothing(book: Path) -> None:
    read_back = read(book)
    assert (read_back.lines, read_back.faults, read_back.blank) == ((), (), 2)
    assert {handed.suggested for handed in read_back.handed.values()} == {line.suggested for line in LINES}


def test_a_filled_line_comes_back_with_days_and_words_as_they_were_meant(book: Path) -> None:
    fill(book, 4, 决定=" 另选 ", 另选频道="政务公开 / 通知公告", 标题含="招标、中标,成交")
    fill(book, 4, 起始日期=date(2018, 5, 1), 截止日期="2020年")
    [line] = read(book).lines
    assert (line.row, line.number, line.key) == (4, 2, LINES[1].key)
    assert (line.said.decision, line.said.channel) == ("另选", "政务公开 / 通知公告")
    assert (line.said.since, line.said.until) == ("2018-05-01", "2020-12-31")
    assert line.title_has == ("招标", "中标", "成交")


def test_what_was_confirmed_before_stands_in_the_lines(tmp_path: Path) -> None:
    split = (Filled("另选", "政务公开", title_has="招标"), Filled("同意"))
    line = ColumnLine("k", "甲", ("公告",), 2, "", "", (), TREE[1][0], 0.9, "", (), split)
    write_channel_book(tmp_path / "b.xlsx", [line], TREE)
    back = read(tmp_path / "b.xlsx")
    assert [(one.said, one.key) for one in back.lines] == [(one, line.key) for one in split]


def test_a_sorted_and_renamed_sheet_with_a_line_above_is_still_read(book: Path) -> None:
    fill(book, 3, 决定="同意")
    opened = load_workbook(book)
    sheet = opened[CHANNEL_SHEET]
    sheet.move_range("A3:W4", rows=2)
    sheet.insert_rows(1)
    sheet.title = "填好的"
    opened.save(book)
    back = read(book)
    assert [(one.key, one.said.decision) for one in back.lines] == [(LINES[0].key, "同意")]
    assert back.sheet == "填好的"


def test_a_heading_that_is_gone_is_named(book: Path) -> None:
    opened = load_workbook(book)
    opened[CHANNEL_SHEET].cell(2, TITLES.index("决定") + 1).value = "x"
    opened.save(book)
    with pytest.raises(SheetError, match="缺少列：决定"):
        read(book)


@pytest.mark.parametrize("name", ["标识", CHANNEL_SHEET])
def test_a_workbook_without_its_sheets_is_refused(book: Path, name: str) -> None:
    opened = load_workbook(book)
    del opened[name]
    opened.save(book)
    with pytest.raises(SheetError, match=r"标识|没有“栏目对应”工作表"):
        read(book)


def test_two_copies_of_the_sheet_are_refused(book: Path) -> None:
    opened = load_workbook(book)
    opened.copy_worksheet(opened[CHANNEL_SHEET])
    opened.save(book)
    with pytest.raises(SheetError, match="有几张栏目对应表"):
        read(book)
