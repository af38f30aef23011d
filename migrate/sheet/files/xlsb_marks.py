"""What calamine does not tell of an .xlsb sheet: merges, links and error values; read from its records."""

import struct
from collections.abc import Callable, Iterator

from migrate.sheet.files.packages import opened
from migrate.sheet.files.source import Source
from migrate.sheet.files.xls_marks import ERRORS
from migrate.sheet.files.xlsx_marks import Marks, places_of, targets_of
from migrate.sheet.grid import Merge

_ROW, _CELL_ERROR, _FORMULA_ERROR, _BUNDLE_SHEET, _MERGE, _HLINK = 0, 3, 11, 156, 176, 494
MOST_PART = 256 << 20  # bytes of one sheet


def read_xlsb_marks(source: Source) -> Callable[[int, str], Marks]:
    """A function that reads the marks of a sheet by its name."""
    with opened(source) as package:
        targets = targets_of(package, "xl/workbook.bin")
        parts = dict(_bundles(package.read("xl/workbook.bin")))

    def marks(_: int, name: str) -> Marks:
        part = targets.get(parts.get(name, ""), "")
        with opened(source) as package:
            if part not in package.NameToInfo or package.NameToInfo[part].file_size > MOST_PART:
                return Marks()
            return _marks(package.read(part), targets_of(package, part))

    return marks


def _bundles(content: bytes) -> Iterator[tuple[str, str]]:
    """Sheet name and relation id of every sheet that the workbook names."""
    for kind, record in _records(content):
        if kind == _BUNDLE_SHEET:
            relation, place = _text(record, 8)
            yield _text(record, place)[0], relation


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 2 <= len(content):
        kind = content[place]
        place += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (content[place] & 0x7F) << 7
            place += 1
        length = 0
        for shift in (0, 7, 14, 21):
            if place >= len(content):
                return
            byte = content[place]
            place += 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, content[place : place + length]
        place += length


def _text(record: bytes, place: int) -> tuple[str, int]:
    """A counted text and the place behind it."""
    if place + 4 > len(record):
        return "", place
    length = struct.unpack_from("<I", record, place)[0]
    if length == 0xFFFFFFFF:
        return "", place + 4
    end = place + 4 + 2 * length
    return record[place + 4 : end].decode("utf-16-le", "replace"), end


def _marks(content: bytes, targets: dict[str, str]) -> Marks:
    marks, row = Marks(), 0
    for kind, record in _records(content):
        if kind == _ROW and len(record) >= 4:
            row = struct.unpack_from("<I", record)[0] + 1
        elif kind in (_CELL_ERROR, _FORMULA_ERROR) and len(record) >= 9:
            column = struct.unpack_from("<I", record)[0] + 1
            marks.values[row, column] = ERRORS.get(record[8], "#ERROR!")
        elif kind in (_MERGE, _HLINK) and len(record) >= 16:
            top, bottom, left, right = struct.unpack_from("<IIII", record)
            area = Merge(top + 1, left + 1, bottom + 1, right + 1)
            if kind == _MERGE:
                marks.merges.append(area)
            elif target := targets.get(_text(record, 16)[0], ""):
                marks.links.update(dict.fromkeys(places_of(area), target))
    return marks
