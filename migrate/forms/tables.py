"""The .xlsx of a document: its fields in order, one a line, as text to copy from; never a formula or a live link."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from migrate.forms.definition import Definition
from migrate.forms.values import BLANK, Values

HEADINGS = ("序号", "项目", "填写内容", "填写说明")
WIDTHS = (6, 24, 46, 34)
LONGEST = 32_767  # characters of a cell


def workbook(definition: Definition, values: Values, title: str, as_of: datetime) -> bytes:
    """Give the workbook: the fields on the first sheet, every table on one of its own; equal values, equal bytes."""
    file = BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": title[:255], "created": as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0)})
    styles = _styles(book)
    lines = [
        [str(number), field.label, str(values[field.name]), field.hint]
        for number, field in enumerate(definition.fields, 1)
    ]
    _sheet(book, styles, definition.title[:31], title, (HEADINGS, WIDTHS), lines)
    for number, table in enumerate(definition.tables, 1):
        rows = values[table.name]
        headings = tuple(column.label for column in table.columns)
        told = [[row[column.name] for column in table.columns] for row in rows if isinstance(row, dict)]
        _sheet(book, styles, f"{number} {table.label}"[:31], title, (headings, (20,) * len(headings)), told)
    book.close()
    return file.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    grid = {"border": 1, "valign": "vcenter", "text_wrap": True, "num_format": "@", "font_size": 12}
    return {
        "title": book.add_format({"font_name": "方正小标宋简体", "font_size": 18, "align": "center"}),
        "head": book.add_format({**grid, "font_name": "黑体", "align": "center", "bg_color": "#EDEDED"}),
        "text": book.add_format({**grid, "font_name": "仿宋_GB2312"}),
        "blank": book.add_format({**grid, "font_name": "仿宋_GB2312", "bg_color": "#FFF2CC"}),
    }


def _sheet(
    book: Any, styles: dict[str, Any], name: str, title: str, head: tuple[tuple[str, ...], tuple[int, ...]], lines: Any
) -> None:
    """One sheet: title, heading (repeated on every printed page), lines; a blank shines and so asks to be filled."""
    headings, widths = head
    sheet = book.add_worksheet(name.translate(str.maketrans("[]:*?/\\", "（）：＊？／＼")))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.freeze_panes(2, 0)
    sheet.set_row(0, 40)
    if len(headings) > 1:
        sheet.merge_range(0, 0, 0, len(headings) - 1, "", styles["title"])
    sheet.write_string(0, 0, title[:LONGEST], styles["title"])
    for column, heading in enumerate(headings):
        sheet.write_string(1, column, heading, styles["head"])
    for number, line in enumerate(lines, 2):
        for column, text in enumerate(line):
            sheet.write_string(number, column, text[:LONGEST], styles["blank" if text == BLANK else "text"])
