"""What calamine does not tell of an .xls sheet, read from its records: links, errors, HYPERLINK arguments, and the
texts of workbooks older than Excel 97, whose double-byte characters it takes for single bytes."""

import struct
from collections.abc import Iterator

from migrate.sheet.files.ole import read_stream
from migrate.sheet.files.source import Source, locked
from migrate.sheet.files.xlsx_marks import Marks, places_of
from migrate.sheet.grid import Limits, Merge, Place

ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_FORMULA, _EOF, _FILEPASS, _CODEPAGE, _BOUNDSHEET, _HLINK = 0x06, 0x0A, 0x2F, 0x42, 0x85, 0x1B8
_LABEL, _RICH_LABEL, _BOOLERR, _STRING, _BOF = 0x204, 0xD6, 0x205, 0x207, 0x809
_BIFF8 = 0x0600  # the version from which on texts are Unicode
_CHARSETS = {950: "big5hkscs", 65001: "utf-8"}  # everything else that reaches us is Chinese or ASCII
_URL_MONIKER = bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b")
_HAS_MONIKER, _HAS_DISPLAY, _HAS_FRAME, _AS_TEXT = 0x01, 0x10, 0x80, 0x100
_HYPERLINK_CALL = (b"\x42\x01\x67\x01", b"\x42\x02\x67\x01", b"\x22\x01\x67\x01", b"\x22\x02\x67\x01")


def read_xls_marks(source: Source, limits: Limits) -> dict[int, Marks]:
    """The marks of every sheet by its place in the workbook; SheetError where the workbook is encrypted."""
    content = read_stream(source, "Workbook", "WORKBOOK", "Book", "BOOK")
    sheets, charset, old = [], "gb18030", False
    for kind, record in _records(content, 0):
        if kind == _FILEPASS:
            raise locked(source.name)
        if kind == _BOF and len(record) >= 2:
            old = struct.unpack_from("<H", record)[0] < _BIFF8
        elif kind == _CODEPAGE and len(record) >= 2:
            charset = _CHARSETS.get(struct.unpack_from("<H", record)[0], charset)
        elif kind == _BOUNDSHEET and len(record) >= 7:
            sheets.append((struct.unpack_from("<I", record)[0], record[7 : 7 + record[6]]))
    found = {number: _marks(content, place, charset if old else "") for number, (place, _) in enumerate(sheets)}
    if old:
        for number, (_, name) in enumerate(sheets):
            found[number].name = name.decode(charset, "replace")
    return found


def _records(content: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream up to its end."""
    while place + 4 <= len(content):
        kind, length = struct.unpack_from("<HH", content, place)
        if kind == _EOF:
            return
        yield kind, content[place + 4 : place + 4 + length]
        place += 4 + length


def _marks(content: bytes, place: int, charset: str) -> Marks:
    """The marks of one sheet; its texts too where a charset is given."""
    marks = Marks()
    formula = 0, 0
    for kind, record in _records(content, place):
        if kind == _HLINK and len(record) >= 32:
            top, bottom, left, right = struct.unpack_from("<HHHH", record)
            if target := _target(record[24:]):
                area = Merge(top + 1, left + 1, bottom + 1, right + 1)
                marks.links.update(dict.fromkeys(places_of(area), target))
        elif kind == _BOOLERR and len(record) >= 8 and record[7]:
            row, column = struct.unpack_from("<HH", record)
            marks.values[row + 1, column + 1] = ERRORS.get(record[6], "#ERROR!")
        elif kind == _FORMULA and len(record) >= 22:
            formula = _formula(record, marks)
        elif charset and kind in (_LABEL, _RICH_LABEL) and len(record) >= 8:
            row, column, _, length = struct.unpack_from("<HHHH", record)
            marks.values[row + 1, column + 1] = record[8 : 8 + length].decode(charset, "replace")
        elif charset and kind == _STRING and len(record) >= 2:
            length = struct.unpack_from("<H", record)[0]
            marks.values[formula] = record[2 : 2 + length].decode(charset, "replace")
    return marks


def _formula(record: bytes, marks: Marks) -> Place:
    """Enter the error or the link of a formula; its place."""
    row, column = struct.unpack_from("<HH", record)
    place = row + 1, column + 1
    if record[12:14] == b"\xff\xff" and record[6] == 2:
        marks.values[place] = ERRORS.get(record[8], "#ERROR!")
    length = struct.unpack_from("<H", record, 20)[0]
    tokens = record[22 : 22 + length]
    if tokens.endswith(_HYPERLINK_CALL) and tokens[:1] == b"\x17" and len(tokens) > 3:
        count, wide = tokens[1], tokens[2] & 1
        charset, size = ("utf-16-le", 2 * count) if wide else ("latin-1", count)
        text = tokens[3 : 3 + size].decode(charset, "replace")
        marks.links.setdefault(place, text)
    return place


def _target(link: bytes) -> str:
    """The address of a link record's body; empty for places in the workbook and for files."""
    _, flags = struct.unpack_from("<II", link)
    place = 8
    for flag in (_HAS_DISPLAY, _HAS_FRAME):
        if flags & flag and place + 4 <= len(link):
            place += 4 + 2 * struct.unpack_from("<I", link, place)[0]
    if not flags & _HAS_MONIKER or place + 4 > len(link):
        return ""
    if flags & _AS_TEXT:
        length = 2 * struct.unpack_from("<I", link, place)[0]
        return _text(link[place + 4 : place + 4 + length])
    if link[place : place + 16] != _URL_MONIKER or place + 20 > len(link):
        return ""
    length = struct.unpack_from("<I", link, place + 16)[0]
    return _text(link[place + 20 : place + 20 + length])


def _text(content: bytes) -> str:
    return content[: len(content) // 2 * 2].decode("utf-16-le", "replace").partition("\x00")[0]
