"""Workbooks of long tables: written row by row, no cell of which is ever a formula or a link."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

MOST_ROWS = 200_000  # of a sheet; who needs more takes the table beside it
CELL = 32_767  # characters that a cell holds
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Row = Sequence[str | int | float]


@dataclass(frozen=True)
class Table:
    """One sheet: its name, its headings, how wide each column is, its rows."""

    name: str
    headings: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Row]


def write_book(path: Path, tables: Iterable[Table]) -> None:
    """Write a workbook, whole or not at all; a table longer than `MOST_ROWS` ends there and says so."""
    part = path.with_name(f"{path.name}.part")
    try:
        with Workbook(str(part), {"constant_memory": True}) as book:
            heading = book.add_format({"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "text_wrap": True})
            for table in tables:
                sheet = book.add_worksheet(table.name)
                sheet.freeze_panes(1, 0)
                for column, (text, width) in enumerate(zip(table.headings, table.widths, strict=True)):
                    sheet.set_column(column, column, width)
                    sheet.write_string(0, column, text, heading)
                _write_rows(sheet, table)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write_rows(sheet: Any, table: Table) -> None:
    for number, row in enumerate(table.rows, 1):
        if number > MOST_ROWS:
            sheet.write_string(number, 0, f"……（只列前 {MOST_ROWS} 行）")
            return
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, _ILLEGAL.sub("", value)[:CELL])
            else:
                sheet.write_number(number, column, value)
