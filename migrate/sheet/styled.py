"""Cells of our own workbooks: text from outside can become neither formula nor link; pages print as offices expect."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter

LINE_HEIGHT = 15  # points of a line of text at the default size
MOST_LINES = 26  # a row may be at most 409 points high
LONGEST_TEXT = 32_767  # characters that a cell can hold
_THIN = Side(style="thin", color="999999")
BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAPPED = Alignment(wrap_text=True, vertical="center")
_CENTRED = Alignment(wrap_text=True, vertical="center", horizontal="center")
TEXT, HEAD, OPEN = "gsm_text", "gsm_head", "gsm_open"
_LIVE = tuple("=+-@\t\r")


def new_workbook() -> Any:
    """A workbook with our three cell styles: text, heading (grey, for black-and-white printing), to be filled in."""
    book: Any = Workbook()
    grey, open_fill = PatternFill("solid", fgColor="D9D9D9"), PatternFill("solid", fgColor="FFF2CC")
    for style in (
        NamedStyle(TEXT, border=BORDER, alignment=_WRAPPED, number_format="@"),
        NamedStyle(HEAD, font=Font(bold=True), fill=grey, border=BORDER, alignment=_CENTRED, number_format="@"),
        NamedStyle(OPEN, fill=open_fill, border=BORDER, alignment=_WRAPPED),
    ):
        book.add_named_style(style)
    return book


def put_text(sheet: Any, row: int, column: int, text: object, style: str = TEXT) -> Any:
    """Write the text as text: marked so that a person's later edit does not turn it into a formula either."""
    cell: Any = sheet.cell(row, column)
    cell.style = style
    if isinstance(text, int):
        cell.value, cell.number_format = text, "General"
        return cell
    plain = ILLEGAL_CHARACTERS_RE.sub("", str(text))[:LONGEST_TEXT]
    if plain:
        cell.value = plain
        cell.data_type = "s"
        if plain.startswith(_LIVE):
            cell.quotePrefix = True
    return cell


def put_head(sheet: Any, row: int, titles: Sequence[str], widths: Sequence[int]) -> None:
    """Write a heading row: bold on grey, frozen, repeated on every page, filtered, columns as wide as told."""
    for column, (title, width) in enumerate(zip(titles, widths, strict=True), 1):
        put_text(sheet, row, column, title, HEAD)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = sheet.cell(row + 1, 1)
    sheet.print_title_rows = f"{row}:{row}"


def set_page(sheet: Any, head: int, width: int, last: int, *, pages_wide: int = 1, repeat: int = 0) -> None:
    """Set A4 landscape, page numbers, row heights and the filter over the table.

    A table too wide to be read on one page goes over `pages_wide`, its first `repeat` columns on each of them.
    """
    for row in range(head, last + 1):
        sheet.row_dimensions[row].height = LINE_HEIGHT * _lines(sheet, row, width) + 4
    sheet.print_area = f"A1:{get_column_letter(width)}{max(last, head)}"
    if repeat:
        sheet.print_title_cols = f"A:{get_column_letter(repeat)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages_wide, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(width)}{max(last, head)}"


def _lines(sheet: Any, row: int, width: int) -> int:
    """How many lines the fullest cell of a row takes at its column's width; spreadsheet programs do not grow rows."""
    most = 1
    for column in range(1, width + 1):
        text = str(sheet.cell(row, column).value or "")
        room = max(1, int(sheet.column_dimensions[get_column_letter(column)].width) - 2)
        most = max(most, sum(-(-max(1, _breadth(line)) // room) for line in text.split("\n")))
    return min(most, MOST_LINES)


def _breadth(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def save_whole(book: Workbook, path: Path) -> None:
    """Leave at the path the old file or the whole new one, never a part; OSError where it cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".xlsx", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        book.save(temporary)
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
