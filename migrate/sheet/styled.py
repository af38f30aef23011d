"""Cells of our own workbooks: text from outside can become neither formula nor link; pages print as offices expect.

Rows go straight into XlsxWriter's stream of rows, see docs/decisions/0013-rows-of-text-in-a-stream.md.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from migrate.sheet.grid import column_letters

LINE_HEIGHT = 15  # points of a line of text at our size, in the tallest of the usual Chinese fonts
TITLE_HEIGHT = 30  # points
MOST_LINES = 26  # a row may be at most 409 points high
LONGEST_TEXT = 32_767  # UTF-16 units that a cell can hold
WIDEST = 16_384  # columns that a sheet can have
FONT = {"font_name": "宋体", "font_size": 10}
TITLE, NOTE, TEXT, NUMBER, HEAD, OPEN, DAY, GROUP, LABEL = (
    "title", "note", "text", "number", "head", "open", "day", "group", "label",
)  # fmt: skip
HEAD_ROW = 2  # row of the headings of every table, below its title; counted from 1
_CELL = {**FONT, "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": "#808080"}
_MIDDLE = {"align": "center", "bold": True}
_STYLES: Mapping[str, Mapping[str, Any]] = {
    TITLE: {"font_name": "宋体", "font_size": 16, "bold": True, "valign": "vcenter", "num_format": "@"},
    NOTE: {**FONT, "valign": "vcenter", "num_format": "@"},
    TEXT: {**_CELL, "num_format": "@"},
    NUMBER: {**_CELL, "align": "center"},
    HEAD: {**_CELL, **_MIDDLE, "bg_color": "#D9D9D9", "num_format": "@"},
    OPEN: {**_CELL, "bg_color": "#FFF9E5"},
    DAY: {**_CELL, "bg_color": "#FFF9E5", "num_format": "yyyy-mm-dd", "align": "center"},
    GROUP: {**_CELL, **_MIDDLE, "bg_color": "#E7E7E7", "num_format": "@"},
    LABEL: {**_CELL, "align": "center", "num_format": "@"},
    # The verdicts differ in pattern, grey and weight: a black-and-white print tells them apart.
    "keep": {**_CELL, "align": "center", "num_format": "@"},
    "migrate": {**_CELL, "align": "center", "bg_color": "#E2E2E2", "num_format": "@"},
    "close": {**_CELL, **_MIDDLE, "bg_color": "#B4B4B4", "num_format": "@"},
    "undecided": {
        **_CELL, **_MIDDLE, "italic": True, "num_format": "@",
        "pattern": 14, "fg_color": "#A6A6A6", "bg_color": "#FFFFFF",
    },
}  # fmt: skip
_LIVE = "=+-@\t"
_UNSAFE = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_REMOVED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CODED = re.compile("_(x[0-9A-Fa-f]{4}_)")  # spreadsheet programs would read it as the code of a character


class Style(NamedTuple):
    """A cell format's number in the file: for plain text, and for text that a later edit could turn into a formula."""

    plain: int
    quoted: int


@dataclass(frozen=True)
class Table:
    """What a sheet that is one table looks like: title, headings with widths, the columns on every page."""

    name: str
    title: str
    columns: Sequence[tuple[str, float]]
    repeat: int = 0  # columns that stand on every page
    frozen: int = 0  # columns that stay in sight
    printed: int | None = None  # columns that are printed; all of them where it is not said
    pages_wide: int = 1  # pages beside each other; a table too wide to be read on one takes more


class RowSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet that takes whole rows; XlsxWriter's way cell by cell costs six times as much.

    Rows come in order, each once; XlsxWriter's own methods work beside it for everything but cells.
    """

    def put_row(self, row: int, values: Sequence[str | int], styles: Sequence[Style], height: float) -> None:
        """Write row `row` (from 1): text as text, whole numbers as numbers, blanks with their borders."""
        if self._check_dimensions(row - 1, 0) or self._check_dimensions(row - 1, max(0, len(values) - 1)):
            raise ValueError(f"row {row} with {len(values)} cells")
        self._write_single_row(row)  # what XlsxWriter holds of the rows above; the next row is after this one
        joined = "".join([value for value in values if isinstance(value, str)])
        if len(joined) > LONGEST_TEXT // 2 or _UNSAFE.search(joined):
            values = [_safe(value) if isinstance(value, str) else value for value in values]  # may be empty now
        cells = [f'<row r="{row}" ht="{height:g}" customHeight="1">']
        for start, value, style in zip(_starts(len(values)), values, styles, strict=True):
            if isinstance(value, int):
                cells.append(f'{start}{row}" s="{style.plain}"><v>{value}</v></c>')
            elif not value:
                cells.append(f'{start}{row}" s="{style.plain}"/>')
            else:
                number = style.quoted if value[0] < "A" and value[0] in _LIVE else style.plain
                space = ' xml:space="preserve"' if value[0] <= " " or value[-1] <= " " else ""
                cells.append(f'{start}{row}" s="{number}" t="inlineStr"><is><t{space}>{value}</t></is></c>')
        cells.append("</row>\n")
        self.row_data_fh.write("".join(cells))


class Book:
    """A workbook being written: its styles by name, and its sheets, each finished before the next is begun."""

    def __init__(self, path: Path) -> None:
        options = {
            "constant_memory": True,
            "tmpdir": str(path.parent),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.live: Any = Workbook(str(path), options)
        self.live.use_zip64()
        self.styles = {name: self._style(look) for name, look in _STYLES.items()}

    def _style(self, look: Mapping[str, Any]) -> Style:
        plain, quoted = self.live.add_format({**look}), self.live.add_format({**look, "quote_prefix": True})
        return Style(plain._get_xf_index(), quoted._get_xf_index())

    def add_sheet(self, name: str) -> Any:
        """A new sheet at the end, A4 landscape with page numbers."""
        sheet: Any = self.live.add_worksheet(name, RowSheet)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.center_horizontally()
        sheet.set_footer("&C第 &P 页，共 &N 页", {"margin": 0.3})
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # codes are text on purpose
        return sheet

    def add_table(self, table: Table, rows: Iterable[tuple[Sequence[str | int], Sequence[Style]]]) -> Any:
        """A new sheet with the table: headings frozen, filtered and repeated on every page; rows are streamed."""
        sheet = self.add_sheet(table.name)
        width = len(table.columns)
        titles, widths = [title for title, _ in table.columns], [column_width for _, column_width in table.columns]
        for column, column_width in enumerate(widths):
            sheet.set_column(column, column, column_width)
        sheet.put_row(1, [table.title], [self.styles[TITLE]], TITLE_HEIGHT)
        rooms = rooms_of(widths)
        sheet.put_row(HEAD_ROW, titles, [self.styles[HEAD]] * width, height_of(titles, rooms) + 6)
        last = HEAD_ROW
        for last, (values, styles) in enumerate(rows, HEAD_ROW + 1):
            sheet.put_row(last, values, styles, height_of(values, rooms))
        sheet.freeze_panes(HEAD_ROW, table.frozen)
        sheet.autofilter(HEAD_ROW - 1, 0, last - 1, width - 1)
        _print(sheet, table, last)
        return sheet


@contextmanager
def new_book(path: Path) -> Iterator[Book]:
    """A workbook that stands at the path, whole, when the block ends; after any failure the old file stands there.

    Everything on the way lies in a folder beside the path. OSError where it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".", dir=path.parent) as folder:
        whole = Path(folder) / "book.xlsx"
        book = Book(whole)
        try:
            yield book
            book.live.close()
        except FileCreateError as error:
            raise OSError(*error.args[0].args) from error
        finally:
            for sheet in book.live.worksheets():
                sheet.row_data_fh.close()
        whole.chmod(0o644)
        whole.replace(path)


def rooms_of(widths: Sequence[float]) -> list[int]:
    """How many narrow characters find room in a line of each column."""
    return [max(2, int(width) - 2) for width in widths]


def height_of(values: Sequence[str | int], rooms: Sequence[int]) -> float:
    """Points that a row needs for its fullest cell in these rooms; spreadsheet programs do not grow rows."""
    most = 1
    for value, room in zip(values, rooms, strict=True):
        if isinstance(value, str):
            size = len(value)
            lined = "\n" in value
            if size * 2 <= room and not lined:
                continue  # most cells: short even if every character were wide
            if not value.isascii():
                size = breadth(value)
            if lined:
                most = max(most, sum([max(1, -(-breadth(line) // room)) for line in value.split("\n")]))
            elif size > most * room:
                most = -(-size // room)
    return LINE_HEIGHT * min(most, MOST_LINES) + 4


def breadth(text: str) -> int:
    """The room that a text takes, in narrow characters; a Chinese character takes two."""
    return (len(text.encode("utf-8", "replace")) + len(text)) // 2  # three bytes for the wide, one for the narrow


_STARTS: list[str] = []


def _starts(number: int) -> list[str]:
    """The beginning of each column's cells, up to the row's number."""
    while len(_STARTS) < number:
        _STARTS.append(f'<c r="{column_letters(len(_STARTS) + 1)}')
    return _STARTS[:number]


def stored(text: str) -> str:
    """The text as a cell holds it: no control characters, one kind of line end, no longer than a cell can be."""
    text = _REMOVED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > LONGEST_TEXT // 2:
        text = text.encode("utf-16-le")[: LONGEST_TEXT * 2].decode("utf-16-le", "ignore")
    return text


def _safe(text: str) -> str:
    text = _CODED.sub(r"_x005F_\1", stored(text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _print(sheet: Any, table: Table, last: int) -> None:
    if table.printed is not None:
        sheet.print_area(0, 0, last - 1, table.printed - 1)
    sheet.repeat_rows(HEAD_ROW - 1)
    if table.repeat:
        sheet.repeat_columns(0, table.repeat - 1)
    sheet.fit_to_pages(table.pages_wide, 0)
    sheet.print_across()  # the pages of one line follow each other
