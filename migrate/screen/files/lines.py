"""Plain text and separated text → pieces."""

import csv
from collections.abc import Iterator
from itertools import islice

from migrate.screen.files.rows import row_pieces
from migrate.screen.files.told import Piece

SAMPLE = 20  # lines that tell whether a text is a table
FIELD_LIMIT = 1 << 20  # characters in one field
_SEPARATORS = ("\t", ",", "，", ";", "|")


def line_pieces(text: str, where: str) -> Iterator[Piece]:
    """Give the lines of a text, or the cells where most of its first lines are separated alike."""
    lines = text.splitlines()
    separator = _separator([line for line in islice(lines, SAMPLE) if line.strip()])
    if separator:
        csv.field_size_limit(FIELD_LIMIT)
        try:
            rows = list(csv.reader(lines, delimiter=separator))
        except csv.Error:
            rows = [line.split(separator) for line in lines]
        yield from row_pieces(((f"第 {at} 行", map(str.strip, row)) for at, row in enumerate(rows, 1)), where)
        return
    before = ""
    for at, line in enumerate(lines, 1):
        if told := line.strip():
            yield Piece(f"{where}第 {at} 行", told, before=before[-30:])
            before = told


def _separator(lines: list[str]) -> str:
    for separator in _SEPARATORS:
        counts = [line.count(separator) for line in lines]
        if len(lines) > 1 and min(counts) > 0 and len(set(counts)) <= 2:
            return separator
    return ""
