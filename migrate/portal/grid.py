"""The cells of a table on its grid: spans that say nothing are taken back, so that it shows the same and is valid."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

MOST = 1000  # columns and rows that a span may reach, by the standard
_NUMBER = re.compile(r"\d{1,9}")


@dataclass
class Spans:
    """How many columns and rows a cell takes."""

    columns: int
    rows: int

    def attributes(self) -> dict[str, str]:
        """Give the attributes; a span of one is not written."""
        told = {"colspan": self.columns, "rowspan": self.rows}
        return {name: str(number) for name, number in told.items() if number > 1}


def spans_of(table: LexborNode) -> dict[int, Spans]:
    """Give the spans of a table's cells by node: none passes its row group, none overlaps, no column is empty.

    The standard's algorithm for forming a table; a column in which no cell begins is taken out of those that cover it.
    """
    found: dict[int, Spans] = {}
    starts: set[int] = set()
    placed: list[tuple[int, Spans]] = []
    for group in _groups(table):
        taken: dict[int, int] = {}  # column → rows that a cell above still covers
        for at, row in enumerate(group):
            column = 0
            for cell in _cells(row):
                while taken.get(column):
                    column += 1
                spans = Spans(_span(cell, "colspan"), min(_span(cell, "rowspan"), len(group) - at))
                free = next((one for one in range(1, spans.columns) if taken.get(column + one)), spans.columns)
                spans.columns = free
                found[cell.mem_id] = spans
                starts.add(column)
                placed.append((column, spans))
                for one in range(column, column + spans.columns):
                    taken[one] = spans.rows
                column += spans.columns
            taken = {one: rows - 1 for one, rows in taken.items() if rows > 1}
    for column, spans in placed:
        spans.columns = sum(one in starts for one in range(column, column + spans.columns))
    return found


def width_of(table: LexborNode) -> int:
    """Give the number of columns of the table as `spans_of` leaves it."""
    spans = spans_of(table)
    rows = [row for group in _groups(table) for row in group]
    return max((sum(spans[cell.mem_id].columns for cell in _cells(row)) for row in rows), default=0)


def _groups(table: LexborNode) -> list[list[LexborNode]]:
    return [
        [row for row in group.iter() if row.tag == "tr"]
        for group in table.iter()
        if group.tag in ("thead", "tbody", "tfoot")
    ]


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in ("td", "th")]


def _span(cell: LexborNode, name: str) -> int:
    text = (cell.attributes.get(name) or "").strip()
    number = int(text) if _NUMBER.fullmatch(text) else 1
    return MOST if name == "rowspan" and text == "0" else max(1, min(number, MOST))
