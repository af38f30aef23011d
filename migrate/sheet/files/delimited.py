"""Comma- or tab-separated text → one sheet; the encoding and the separator are found in the file."""

import codecs
import csv
import io
from collections.abc import Iterator

from migrate.errors import SheetError
from migrate.sheet.cells.text import Value
from migrate.sheet.files.source import SAVE_AS, RawBook, RawSheet, Source, too_long
from migrate.sheet.grid import Limits

SEPARATORS = ("\t", ",", ";", "，", "|")
FIELD_LIMIT = 1 << 20  # characters in one field; more is no sheet
MOST = 128 << 20  # bytes of text that fit into memory three times
_SAMPLE = 20_000  # characters that tell an encoding or a separator


def read_delimited(source: Source, limits: Limits) -> RawBook:
    """The sheet of a csv or tsv file; rows are counted as a spreadsheet program shows them."""
    text = _decoded(source.name, source.content(min(limits.max_unpacked, MOST)))
    separator = _separator(source.name, text)
    return RawBook(iter([RawSheet(None, _rows(source.name, text, separator, limits))]))


def _rows(name: str, text: str, separator: str, limits: Limits) -> Iterator[tuple[int, list[Value]]]:
    csv.field_size_limit(FIELD_LIMIT)
    try:
        if text.count("\n") > limits.max_rows and _count(text, separator) > limits.max_rows:
            raise too_long(name, None, limits.max_rows)
        for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            if number > limits.max_rows:  # lines may end otherwise
                raise too_long(name, None, limits.max_rows)
            yield number, [field if field and not field.isspace() else None for field in record]
    except csv.Error as error:
        raise _no_table(name) from error


def _count(text: str, separator: str) -> int:
    """The number of records, before any of them is sent anywhere."""
    return sum(1 for _ in csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def _decoded(name: str, content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif content.startswith(codecs.BOM_UTF8):
        encodings = ["utf-8-sig"]
    elif b"\x00" in content[:_SAMPLE]:
        encodings = [encoding for encoding in ("utf-16-le", "utf-16-be") if _is_utf_16(content, encoding)]
    else:
        encodings = ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise _no_table(name)


def _is_utf_16(content: bytes, encoding: str) -> bool:
    """Whether the text without a mark reads as lines of Chinese or Latin in this order of bytes."""
    sample = content[:_SAMPLE].decode(encoding, "replace")
    plain = sum(1 for sign in sample if sign.isascii() or "\u2000" <= sign <= "\u9fff" or "\uff00" <= sign <= "\uffef")
    return "\n" in sample and plain * 10 >= len(sample) * 9


def _no_table(name: str) -> SheetError:
    return SheetError(f"{name} 不是可识别的工作簿或文本表格", SAVE_AS)


def _separator(name: str, text: str) -> str:
    """The separator that the first lines hold most often."""
    lines = text[:_SAMPLE].splitlines()[:30]
    counts = {separator: sum(line.count(separator) for line in lines) for separator in SEPARATORS}
    if not any(counts.values()):
        raise SheetError(f"{name} 是没有分列的纯文字，不是表格", "请把内容填入 Excel，另存为 .xlsx 后重新运行")
    return max(SEPARATORS, key=lambda separator: (counts[separator], separator == ","))
