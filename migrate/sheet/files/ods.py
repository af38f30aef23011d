"""OpenDocument spreadsheets (.ods, .fods) → raw sheets, read from their XML: calamine tells no merges and no links."""

import re
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

from migrate.sheet.cells.text import Value
from migrate.sheet.files.calamine import own_workbook, plain, refuse_own
from migrate.sheet.files.kinds import Kind
from migrate.sheet.files.packages import check_members, opened, refuse_entities
from migrate.sheet.files.source import (
    MARK,
    MOST_COLUMNS,
    OWN_SHEET,
    RawBook,
    RawSheet,
    Source,
    broken,
    too_long,
    too_wide,
)  # fmt: skip
from migrate.sheet.files.xlsx_marks import Marks, elements
from migrate.sheet.grid import Limits, Merge

MOST_REPEATED = 4_000_000  # cells that repetitions of a sheet may make together
_NOT_TEXT = frozenset({"annotation"})
_DURATION = re.compile(r"P(?:(\d+)D)?T(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_FORMULA = re.compile(r"^\w+:")


@dataclass
class _Sheet:
    name: str
    rows: dict[int, list[Value]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)
    next_row: int = 1
    repeated: int = 0


def read_ods(source: Source, kind: Kind, limits: Limits, include_hidden: bool, own: bool = False) -> RawBook:
    """The sheets of one spreadsheet; our own opinion workbook is refused unless `own`."""
    with ExitStack() as closing:
        if kind is Kind.ODS:
            package = closing.enter_context(opened(source))
            check_members(source, package, limits)
            if not own:
                refuse_own(source, package, "meta.xml")
            stream: IO[bytes] = closing.enter_context(package.open("content.xml"))
        else:
            refuse_entities(source.name, source.opening(1 << 16))
            source.stream.seek(0)
            stream = source.stream
        sheets, hidden_styles = _read(source.name, stream, limits)
    hidden = [sheet.name for sheet, style in sheets if style in hidden_styles and not include_hidden]
    raw = [_raw(sheet) for sheet, _ in sheets if sheet.name not in hidden]
    if not own and any(sheet.name == OWN_SHEET and sheet.rows.get(1, [None])[0] == MARK for sheet, _ in sheets):
        raise own_workbook(source)
    return RawBook(iter(raw), tuple(hidden))


def _raw(sheet: _Sheet) -> RawSheet:
    merges = tuple(sheet.merges)
    return RawSheet(sheet.name, sheet.rows.items(), merges, sheet.marks.links, frozenset(sheet.marks.lost))


def _read(name: str, stream: IO[bytes], limits: Limits) -> tuple[list[tuple[_Sheet, str]], set[str]]:
    """The sheets with the names of their styles, and the names of the styles that hide a sheet."""
    sheets: list[tuple[_Sheet, str]] = []
    hidden: set[str] = set()
    sheet = _Sheet("")
    for tag, element in elements(stream, ["{*}style", "{*}table-row", "{*}table", "{*}spreadsheet"]):
        if tag == "style":
            if any(_get(child, "display") == "false" for child in element if _local(child) == "table-properties"):
                hidden.add(_get(element, "name"))
        elif tag == "table-row":
            _row(name, sheet, element, limits)
        elif tag == "table" and _local(element.getparent()) == "spreadsheet":
            sheet.name = _get(element, "name")
            sheets.append((sheet, _get(element, "style-name")))
            sheet = _Sheet("")
        elif tag == "spreadsheet":
            return sheets, hidden
    if not sheets:
        raise broken(name)
    return sheets, hidden


def _row(name: str, sheet: _Sheet, row: Any, limits: Limits) -> None:
    number = sheet.next_row
    times = _count(row, "number-rows-repeated")
    sheet.next_row += times
    values: list[Value] = []
    column = 1
    for cell in row:
        if _local(cell) in ("table-cell", "covered-table-cell"):
            column = _cell(name, sheet, cell, number, column, values)
    if not values:
        return
    if number + times - 1 > limits.max_rows:
        raise too_long(name, None, limits.max_rows)
    sheet.repeated += len(values) * times
    if sheet.repeated > MOST_REPEATED and times > 1:
        raise too_wide(name, None)
    for place in range(number, number + times):
        sheet.rows[place] = list(values)


def _cell(name: str, sheet: _Sheet, cell: Any, row: int, column: int, values: list[Value]) -> int:
    """Put one cell and its repetitions into the row; the column behind them."""
    times = _count(cell, "number-columns-repeated")
    down, right = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
    if down > 1 or right > 1:
        sheet.merges.append(Merge(row, column, row + down - 1, column + right - 1))
    value, link = _value(cell)
    formula = _FORMULA.sub("", _get(cell, "formula"))
    if value is not None and column + times - 1 > MOST_COLUMNS:
        raise too_wide(name, None)
    if formula:
        sheet.marks.formula((row, column), formula, value is not None or bool(_get(cell, "value-type")))
    if link:
        sheet.marks.links[row, column] = link
    if value is not None:
        values.extend([None] * (column - 1 - len(values)))
        values.extend([value] * times)
    return column + times


def _value(cell: Any) -> tuple[Value, str]:
    """The value of a cell and the target of its first link."""
    kind = _get(cell, "value-type")
    if kind in ("float", "percentage", "currency") and _get_type(cell) != "error":
        return plain(float(_get(cell, "value"))), ""
    if kind == "boolean":
        return _get(cell, "boolean-value") == "true", ""
    if kind == "date" and (when := _date(_get(cell, "date-value"))) is not None:
        return when, ""
    link: list[str] = []
    text = "\n".join(_text(child, link) for child in cell if _local(child) == "p") or _get(cell, "string-value")
    if kind == "time" and not text and (length := _DURATION.match(_get(cell, "time-value"))):
        text = f"{int(length[1] or 0) * 24 + int(length[2])}:{length[3]}:{length[4]}"
    return text or None, link[0] if link else ""


def _date(text: str) -> date | datetime | None:
    try:
        return datetime.fromisoformat(text[:19]) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return None


def _text(element: Any, link: list[str]) -> str:
    """The text of a paragraph with its spaces, tabs and line breaks; link targets on the way are noted."""
    pieces = [element.text or ""]
    for child in element:
        name = _local(child)
        if name == "s":
            pieces.append(" " * min(_count(child, "c"), 1000))
        elif name in ("tab", "line-break"):
            pieces.append("\t" if name == "tab" else "\n")
        elif name not in _NOT_TEXT:
            if name == "a" and _get(child, "href"):
                link.append(_get(child, "href"))
            pieces.append(_text(child, link))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _get_type(cell: Any) -> str:
    """LibreOffice's own word for the type, which knows errors."""
    return next((value for key, value in cell.attrib.items() if key.endswith("calc/xmlns/calcext/1.0}value-type")), "")


def _local(element: Any) -> str:
    tag = element.tag if element is not None else ""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _get(element: Any, name: str) -> str:
    """An attribute of an OpenDocument namespace by its local name."""
    for key, value in element.attrib.items():
        space, _, local = key.rpartition("}")
        if local == name and "calcext" not in space and "loext" not in space:
            return str(value)
    return ""


def _count(element: Any, name: str) -> int:
    text = _get(element, name)
    return max(1, int(text)) if text.isdecimal() else 1
