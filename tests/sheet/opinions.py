"""An opinion workbook for the tests, and the filling in of it as a person does in a spreadsheet program."""

from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from migrate.sheet.lines import OPINION_SHEET, TITLES
from migrate.sheet.opinion import write_opinion
from migrate.sheet.result import SheetResult
from migrate.sheet.review import Review, read_review
from tests.sheet.building import AS_OF, Rows, decide, read, save, shipped

ROWS: Rows = [
    ["网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间", "备注"],
    ["甲网", "a.example", "甲局", "未纳入", "2015年", "=1+1 不是公式"],
    ["乙网", "b.example", "乙局", "已纳入", "2017-02-01", "@cmd"],
    [None, "见附件", "丙局", "未纳入", "2015年", None],
]
CLASSIFICATION = "7"


def write(path: Path, result: SheetResult, **more: Any) -> Path:
    _, vocabularies, rules = shipped()
    settled = {"as_of": AS_OF, "classification": CLASSIFICATION, **more}
    write_opinion(path, result, decide(result), rules=rules.rules, labels=vocabularies.labels, **settled)
    return path


def opinion(tmp_path: Path, rows: Rows = ROWS, **more: Any) -> Path:
    return write(tmp_path / "out" / "分类意见.xlsx", read(save(tmp_path / "in.xlsx", rows)), **more)


def fill(path: Path, row: int, **cells: Any) -> None:
    book = load_workbook(path)
    for title, value in cells.items():
        book[OPINION_SHEET].cell(row, TITLES.index(title) + 1).value = value
    book.save(path)


def review(path: Path) -> Review:
    return read_review(path, today=date(2017, 3, 1))


def column(sheet: Any, title: str) -> int:
    return next(cell.column for cell in sheet[2] if cell.value == title)
