"""Comma- or tab-separated text → one grid; the encoding and the separator are found in the file."""

import codecs
import csv
import io
from pathlib import Path

from migrate.errors import SheetError
from migrate.sheet.cells.text import Value
from migrate.sheet.grid import Grid, Limits

SEPARATORS = ("\t", ",", ";", "，", "|")
FIELD_LIMIT = 1 << 20  # characters in one field; more is no sheet


def read_delimited(path: Path, limits: Limits) -> Grid:
    """The grid of a csv or tsv file; rows are counted as a spreadsheet program shows them."""
    text = _decoded(path, path.read_bytes())
    separator = _separator(text)
    csv.field_size_limit(FIELD_LIMIT)
    rows: dict[int, list[Value]] = {}
    try:
        for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            if number > limits.max_rows:
                raise SheetError(f"{path} 超过 {limits.max_rows} 行", "请拆分后重新运行，或调高 [sheet] max_rows")
            if any(field and not field.isspace() for field in record):
                rows[number] = [field if field and not field.isspace() else None for field in record]
    except csv.Error as error:
        raise SheetError(
            f"{path} 不是可识别的工作簿或文本表格", "请在 Excel 或 WPS 中另存为 .xlsx 后重新运行"
        ) from error
    return Grid(str(path), None, rows)


def _decoded(path: Path, content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif content.startswith(codecs.BOM_UTF8):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise SheetError(f"{path} 不是可识别的工作簿或文本表格", "请在 Excel 或 WPS 中另存为 .xlsx 后重新运行")


def _separator(text: str) -> str:
    """The separator that the first lines hold most often."""
    lines = text[:20_000].splitlines()[:30]
    return max(SEPARATORS, key=lambda separator: (sum(line.count(separator) for line in lines), separator == ","))
