"""Cells of our own workbooks: text from outside can become neither formula nor link; pages print as offices expect."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

LONGEST_TEXT = 32_767  # characters that a cell can hold
_THIN = Side(style="thin", color="999999")
BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
HEAD_FONT = Font(bold=True)
HEAD_FILL = PatternFill("solid", fgColor="D9D9D9")  # grey: it survives black-and-white printing
OPEN_FILL = PatternFill("solid", fgColor="FFF2CC")  # the cells that a person fills in
WRAPPED = Alignment(wrap_text=True, vertical="center")
CENTRED = Alignment(wrap_text=True, vertical="center", horizontal="center")


def put_text(sheet: Any, row: int, column: int, text: object) -> Any:
    """Write the text as text: marked so that a person's later edit does not turn it into a formula either."""
    cell: Any = sheet.cell(row, column)
    if isinstance(text, int):
        cell.value = text
    else:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(text))[:LONGEST_TEXT]
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = bool(cell.value) and cell.value[0] in "=+-@\t\r"
    cell.border, cell.alignment = BORDER, WRAPPED
    return cell


def put_head(sheet: Any, row: int, titles: Sequence[str], widths: Sequence[int]) -> None:
    """Write a heading row: bold on grey, frozen, repeated on every page, filtered, columns as wide as told."""
    for column, (title, width) in enumerate(zip(titles, widths, strict=True), 1):
        cell = put_text(sheet, row, column, title)
        cell.font, cell.fill, cell.alignment = HEAD_FONT, HEAD_FILL, CENTRED
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = sheet.cell(row + 1, 1)
    sheet.print_title_rows = f"{row}:{row}"


def set_page(sheet: Any, head: int, width: int, last: int) -> None:
    """Set A4 landscape, one page wide, page numbers, and the filter over the table."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(width)}{max(last, head)}"


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
