"""A case's sheets saved as files: one saver a kind; another kind of file is one more entry in `SAVERS`.

A saver takes the folder, the file's name without suffix and its sheets, and gives the path. `NAMELESS` kinds have no
sheet names, so the contract's `sheet` is null there.
"""

import csv
import html
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlwt
from openpyxl import Workbook
from openpyxl.worksheet.cell_range import CellRange

from tests.sheet.building import fill
from tests.sheet.gallery.case import Case, Sheet

Saver = Callable[[Path, str, Sequence[Sheet]], Path]


def save_xlsx(folder: Path, name: str, sheets: Sequence[Sheet]) -> Path:
    book = Workbook()
    for number, sheet in enumerate(sheets):
        page: Any = book.create_sheet() if number else book.active
        fill(page, [line.cells for line in sheet.lines], sheet.merges, sheet.title)
        for address, target in sheet.links.items():
            page[address].hyperlink = target
        for row in sheet.hidden_rows:
            page.row_dimensions[row].hidden = True
        page.sheet_state = "hidden" if sheet.hidden else "visible"
    path = folder / f"{name}.xlsx"
    book.save(path)
    return path


def save_csv(folder: Path, name: str, sheets: Sequence[Sheet]) -> Path:
    (sheet,) = sheets
    width = max(len(line.cells) for line in sheet.lines)
    path = folder / f"{name}.csv"
    with path.open("w", encoding="gb18030", newline="") as stream:
        writer = csv.writer(stream)
        for line in sheet.lines:
            writer.writerow([_as_text(cell) for cell in line.cells] + [""] * (width - len(line.cells)))
    return path


def save_xls(folder: Path, name: str, sheets: Sequence[Sheet]) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for sheet in sheets:
        page = book.add_sheet(sheet.title)
        for row, line in enumerate(sheet.lines):
            for column, value in enumerate(line.cells):
                if value is not None:
                    page.write(row, column, value, day if isinstance(value, date) else xlwt.Style.default_style)
        for area in map(CellRange, sheet.merges):
            value = sheet.lines[area.min_row - 1].cells[area.min_col - 1]
            page._cell_overwrite_ok = True
            page.write_merge(area.min_row - 1, area.max_row - 1, area.min_col - 1, area.max_col - 1, value)
    path = folder / f"{name}.xls"
    book.save(str(path))
    return path


def save_html(folder: Path, name: str, sheets: Sequence[Sheet]) -> Path:
    """A table of a web page under the suffix that systems give it when they export."""
    (sheet,) = sheets
    spans = {(area.min_row, area.min_col): area for area in map(CellRange, sheet.merges)}
    covered = {(row, column) for area in spans.values() for row, column in _places(area)} - spans.keys()
    rows = []
    for row, line in enumerate(sheet.lines, 1):
        cells = [
            f"<td{_span(spans.get((row, column)))}>{html.escape(_as_text(value)).replace(chr(10), '<br>')}</td>"
            for column, value in enumerate(line.cells, 1)
            if (row, column) not in covered
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    path = folder / f"{name}.xls"
    page = f'<html><head><meta charset="gbk"></head><body><table>{"".join(rows)}</table></body></html>'
    path.write_text(page, encoding="gb18030")
    return path


def _places(area: CellRange) -> list[tuple[int, int]]:
    rows = range(area.min_row, area.max_row + 1)
    return [(row, column) for row in rows for column in range(area.min_col, area.max_col + 1)]


def _span(area: CellRange | None) -> str:
    if area is None:
        return ""
    return f' rowspan="{area.max_row - area.min_row + 1}" colspan="{area.max_col - area.min_col + 1}"'


def _as_text(cell: Any) -> str:
    if isinstance(cell, datetime | date):
        return f"{cell.year}/{cell.month}/{cell.day}"
    return "" if cell is None else str(cell)


SAVERS: dict[str, Saver] = {"xlsx": save_xlsx, "xls": save_xls, "html": save_html, "csv": save_csv}
NAMELESS = frozenset({"csv", "html"})


def save_case(folder: Path, case: Case, kind: str) -> dict[str, Path]:
    """The path of each file of the case by its name."""
    files: dict[str, list[Sheet]] = {}
    for sheet in case.sheets:
        files.setdefault(sheet.file, []).append(sheet)
    return {name: SAVERS[kind](folder, name, sheets) for name, sheets in files.items()}
