"""Workbooks (.xlsx, .xlsb, .xls of every age) → raw sheets, through calamine and what it does not tell."""

import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from migrate.errors import SheetError
from migrate.sheet.cells.text import Value
from migrate.sheet.files.kinds import Kind
from migrate.sheet.files.packages import check_members, opened
from migrate.sheet.files.source import (
    MARK,
    MOST_CELLS,
    OWN_SHEET,
    RawBook,
    RawSheet,
    Source,
    locked,
    too_long,
    too_wide,
)  # fmt: skip
from migrate.sheet.files.xls_marks import read_xls_marks
from migrate.sheet.files.xlsb_marks import read_xlsb_marks
from migrate.sheet.files.xlsx_marks import Marks, parts_of, read_marks
from migrate.sheet.grid import Limits, Merge

MarksOf = Callable[[int, str], Marks]


def read_workbook(source: Source, kind: Kind, limits: Limits, include_hidden: bool, own: bool = False) -> RawBook:
    """The sheets of one workbook; our own opinion workbook is refused unless `own`."""
    if kind is Kind.XLS:
        marks = read_xls_marks(source, limits)
        names = {number: one.name for number, one in marks.items() if one.name}
        return _read(source, limits, include_hidden, own, lambda number, _: marks.get(number) or Marks(), names)
    with opened(source) as package:
        check_members(source, package, limits)
        if not own:
            refuse_own(source, package, "docProps/custom.xml")
    return _read(source, limits, include_hidden, own, _packaged(source, kind), {})


def refuse_own(source: Source, package: zipfile.ZipFile, member: str) -> None:
    """SheetError where the member holds the property that our own workbooks carry."""
    if member in package.NameToInfo and f'"{MARK}"'.encode() in package.read(member):
        raise own_workbook(source)


def own_workbook(source: Source) -> SheetError:
    """The refusal of the workbook that we made ourselves."""
    return SheetError(f"{source.name} 是本工具生成的分类意见表，不是清理表", "请用 migrate review 交回，或改用原清理表")


def _packaged(source: Source, kind: Kind) -> MarksOf:
    """A function that reads the marks of a sheet when the sheet is read."""
    with opened(source) as package:
        parts = parts_of(package) if kind is Kind.XLSX else {}

    def marks(_: int, name: str) -> Marks:
        with opened(source) as package:
            return read_marks(source, package, name, parts.get(name, ""))

    if kind is Kind.XLSX:
        return marks
    return read_xlsb_marks(source)


def _read(
    source: Source, limits: Limits, include_hidden: bool, own: bool, marks_of: MarksOf, names: dict[int, str]
) -> RawBook:
    from python_calamine import CalamineWorkbook, PasswordError

    source.stream.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(source.stream)
    except PasswordError as error:
        raise locked(source.name) from error
    if not own and OWN_SHEET in book.sheet_names:
        first = next(iter(book.get_sheet_by_name(OWN_SHEET).iter_rows()), [])
        if first and first[0] == MARK:
            raise own_workbook(source)
    visible: list[tuple[int, str]] = []
    hidden: list[tuple[int, str]] = []
    for number, sheet in enumerate(book.sheets_metadata):
        if str(sheet.typ).endswith("WorkSheet"):
            shown = include_hidden or str(sheet.visible).endswith("Enum.Visible")
            (visible if shown else hidden).append((number, names.get(number) or sheet.name))
    sheets = (_sheet(source, book, number, name, limits, marks_of) for number, name in visible)
    return RawBook(sheets, tuple(name for _, name in hidden))


def _sheet(source: Source, book: Any, number: int, name: str, limits: Limits, marks_of: MarksOf) -> RawSheet:
    marks = marks_of(number, name)
    sheet = book.get_sheet_by_index(number)
    if sheet.end is not None:
        if sheet.end[0] >= limits.max_rows:
            raise too_long(source.name, name, limits.max_rows)
        if sheet.height * sheet.width > MOST_CELLS:
            raise too_wide(source.name, name)
    ranges = sheet.merged_cell_ranges
    merges = marks.merges if ranges is None else [_merge(*one) for one in ranges]
    return RawSheet(name, _rows(sheet, marks), tuple(merges), marks.links, frozenset(marks.lost))


def _merge(start: tuple[int, int], end: tuple[int, int]) -> Merge:
    return Merge(start[0] + 1, start[1] + 1, end[0] + 1, end[1] + 1)


def _rows(sheet: Any, marks: Marks) -> Iterator[tuple[int, list[Value]]]:
    """Every row with something in it under the number a person sees; what the marks say is put in."""
    left: list[Value] = [None] * sheet.start[1] if sheet.start is not None else []
    put: dict[int, dict[int, str]] = {}
    for (row, column), value in marks.values.items():
        put.setdefault(row, {})[column] = value
    if sheet.start is not None:
        for number, values in enumerate(sheet.iter_rows(), 1):
            line = left + [value if type(value) is str else plain(value) for value in values]
            yield number, _with(line, put.pop(number)) if number in put else line
    for number in sorted(put):
        yield number, _with([], put[number])


def _with(row: list[Value], put: dict[int, str]) -> list[Value]:
    row.extend([None] * (max(put) - len(row)))
    for column, value in put.items():
        row[column - 1] = value
    return row


def plain(value: Any) -> Value:
    """A value as the rest of the room knows it: whole numbers as int, a length of time as its text."""
    if type(value) is float:
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    return str(value) if isinstance(value, timedelta) else value
