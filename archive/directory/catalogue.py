"""归档目录: the archived pages of a site, a row each, as JSON Lines, CSV and a workbook, written in one pass.

No cell holds a live formula or link: values are text or whole numbers, in CSV a text that a spreadsheet program would
run gets an apostrophe in front. A workbook goes on in a further sheet where one is full.
"""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from archive.directory.own_files import OwnFiles

NAMES = {
    "catalogue.xlsx": "归档目录（表格）",
    "catalogue.csv": "归档目录（CSV）",
    "catalogue.jsonl": "归档目录（JSON Lines）",
}
SHEET_ROWS = 1_048_576  # of one sheet, its heading among them
CELL = 32_767  # characters that a spreadsheet cell holds
CUT = "……（已截断，完整内容见 catalogue.jsonl）"
WIDTHS = {"题名": 48, "原网址": 48, "归档文件": 40, "WARC 文件": 40}  # characters; the others as wide as their heading

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Value = str | int | None


@dataclass(frozen=True)
class Heading:
    """One field: its key in JSON, its heading elsewhere, and what the explanation of the fields says of it."""

    key: str
    name: str
    required: bool = False
    told: tuple[str, ...] = ()


@dataclass
class Written:
    """What a catalogue came to: its rows, and how many of them leave a required field blank."""

    rows: int = 0
    blank: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Explanation:
    """How the fields are explained, in the workbook's second sheet and as a page: headings of the table, and notes."""

    headings: tuple[str, ...]
    notes: tuple[str, ...]


def write_catalogue(
    own: OwnFiles,
    headings: Sequence[Heading],
    rows: Iterable[Mapping[str, Value]],
    explanation: Explanation,
    *,
    made_at: datetime,
) -> Written:
    """The three files stand, each with every row; rows are gone through once and never held."""
    own.folder.mkdir(parents=True, exist_ok=True)
    parts = {name: own.folder / f"{name}.part" for name in NAMES}
    written = Written(blank={one.key: 0 for one in headings if one.required})
    with ExitStack() as open_files:
        lines = open_files.enter_context(parts["catalogue.jsonl"].open("wb"))
        text = parts["catalogue.csv"].open("w", encoding="utf-8-sig", errors="replace", newline="")
        table = open_files.enter_context(text)
        book = _Book(parts["catalogue.xlsx"], headings, made_at)
        open_files.callback(book.close)
        comma = csv.writer(table)
        comma.writerow([one.name for one in headings])
        for row in rows:
            values = [row.get(one.key) for one in headings]
            _write_line(lines, headings, values)
            comma.writerow([_inert(value) for value in values])
            book.add(values)
            written.rows += 1
            for key in written.blank:
                written.blank[key] += row.get(key) in (None, "")
        book.explain(explanation, headings, written)
    for name, part in parts.items():
        own.adopt(name, part)
    return written


def told_rows(headings: Sequence[Heading], written: Written) -> list[tuple[str, ...]]:
    """The explanation's rows: name, key, what is told of the field, and how many rows leave it blank if it must not."""
    return [
        (one.name, one.key, *one.told, f"必填，空缺 {written.blank[one.key]} 条" if one.required else "可空")
        for one in headings
    ]


def _write_line(stream: IO[bytes], headings: Sequence[Heading], values: Sequence[Value]) -> None:
    line = {one.key: value for one, value in zip(headings, values, strict=True)}
    stream.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


def _inert(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "")
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


class _Book:
    """The workbook while it is written, row by row, without holding them."""

    def __init__(self, path: Path, headings: Sequence[Heading], made_at: datetime) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book: Any = xlsxwriter.Workbook(str(path), options)
        self._book.set_properties({"title": "归档目录", "created": made_at.replace(tzinfo=None)})
        look = {"bold": True, "bg_color": "#EDEDED", "bottom": 1, "text_wrap": True, "valign": "top"}
        self._head = self._book.add_format(look)
        self._headings = headings
        self._sheets = 0
        self._begin()

    def add(self, values: Sequence[Value]) -> None:
        """One more row, on a further sheet where this one is full."""
        if self._row == SHEET_ROWS:
            self._begin()
        for place, value in enumerate(values):
            self._set(self._sheet, self._row, place, value)
        self._row += 1

    def explain(self, explanation: Explanation, headings: Sequence[Heading], written: Written) -> None:
        """The last sheet says what the fields are."""
        sheet = self._book.add_worksheet("字段说明")
        sheet.set_column(0, len(explanation.headings) - 1, 24)
        for place, name in enumerate(explanation.headings):
            sheet.write_string(0, place, name, self._head)
        rows = [*told_rows(headings, written), (), *((note,) for note in explanation.notes)]
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                self._set(sheet, number, place, value)

    def close(self) -> None:
        """The file is whole."""
        self._book.close()

    def _begin(self) -> None:
        self._sheets += 1
        self._sheet: Any = self._book.add_worksheet("归档目录" if self._sheets == 1 else f"归档目录{self._sheets}")
        self._sheet.freeze_panes(1, 0)
        for place, one in enumerate(self._headings):
            self._sheet.set_column(place, place, WIDTHS.get(one.name.partition("（")[0], max(12, 2 * len(one.name))))
        for place, one in enumerate(self._headings):
            self._sheet.write_string(0, place, one.name, self._head)
        self._row = 1

    def _set(self, sheet: Any, row: int, place: int, value: Value) -> None:
        if isinstance(value, int):
            sheet.write_number(row, place, value)
        elif value:
            text = _NOT_XML.sub("", value)
            sheet.write_string(row, place, text if len(text) <= CELL else text[: CELL - len(CUT)] + CUT)
