"""Excel 2003's XML (often saved as .xls) → raw sheets."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from migrate.sheet.cells.text import Value
from migrate.sheet.files.calamine import plain
from migrate.sheet.files.packages import refuse_entities
from migrate.sheet.files.source import MOST_COLUMNS, RawBook, RawSheet, Source, broken, too_large, too_long, too_wide
from migrate.sheet.files.xlsx_marks import Marks, elements
from migrate.sheet.grid import Limits, Merge, Place

_HIDDEN = ("SheetHidden", "SheetVeryHidden")
_SPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"


@dataclass
class _Sheet:
    rows: dict[int, list[Value]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)
    next_row: int = 1


def read_xml_2003(source: Source, limits: Limits, include_hidden: bool) -> RawBook:
    """The sheets of one workbook; SheetError where it is torn."""
    refuse_entities(source.name, source.opening(1 << 16))
    if source.stream.seek(0, 2) > limits.max_unpacked:
        raise too_large(source.name, limits.max_unpacked)
    source.stream.seek(0)
    sheets: list[RawSheet] = []
    hidden: list[str] = []
    sheet = _Sheet()
    for tag, element in elements(source.stream, [f"{_SPACE}Row", f"{_SPACE}Worksheet"]):
        if tag == "Row":
            _row(source.name, sheet, element, limits)
            continue
        name = _get(element, "Name")
        if not include_hidden and any(part.text in _HIDDEN for part in element.iter("{*}Visible")):
            hidden.append(name)
        else:
            links, lost = sheet.marks.links, frozenset(sheet.marks.lost)
            sheets.append(RawSheet(name, sheet.rows.items(), tuple(sheet.merges), links, lost))
        sheet = _Sheet()
    if not sheets and not hidden:
        raise broken(source.name)
    return RawBook(iter(sheets), tuple(hidden))


def _row(name: str, sheet: _Sheet, row: Any, limits: Limits) -> None:
    number = int(_get(row, "Index") or sheet.next_row)
    sheet.next_row = number + 1 + int(_get(row, "Span") or 0)
    values: list[Value] = []
    column = 0
    for cell in row.iter(f"{_SPACE}Cell"):
        column = int(_get(cell, "Index") or column + 1)
        if column > MOST_COLUMNS:
            raise too_wide(name, None)
        right, down = int(_get(cell, "MergeAcross") or 0), int(_get(cell, "MergeDown") or 0)
        if right or down:
            sheet.merges.append(Merge(number, column, number + down, column + right))
        value = _value(cell, (number, column), sheet.marks)
        if value is not None:
            values.extend([None] * (column - 1 - len(values)))
            values.append(value)
        column += right
    if values and number > limits.max_rows:
        raise too_long(name, None, limits.max_rows)
    if values:
        sheet.rows[number] = values


def _value(cell: Any, place: Place, marks: Marks) -> Value:
    part = cell.find(f"{_SPACE}Data")
    text = "".join(part.itertext()) if part is not None else ""
    if target := _get(cell, "HRef"):
        marks.links[place] = target
    if formula := _get(cell, "Formula"):
        marks.formula(place, formula, bool(text) or part is not None)
    kind = _get(part, "Type") if part is not None else ""
    if not text:
        return marks.values.get(place)
    if kind == "Number":
        return plain(float(text))
    if kind == "Boolean":
        return text == "1"
    return _date(text) if kind == "DateTime" else text


def _date(text: str) -> Value:
    try:
        return datetime.fromisoformat(text[:19])
    except ValueError:
        return text


def _get(element: Any, name: str) -> str:
    return str(element.get(f"{_SPACE}{name}") or element.get(name) or "")
