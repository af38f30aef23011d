"""A sheet as the rest of the room sees it: rows of values with their places, whatever file they came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

from migrate.sheet.cells.text import Value, text_of

Place = tuple[int, int]  # row and column, both from 1, as a person counts them


class Limits(Protocol):
    """How much a file may hold; the settings' table `[sheet]` has these."""

    @property
    def max_unpacked(self) -> int:
        """Bytes after unpacking."""
        ...

    @property
    def max_rows(self) -> int:
        """Rows of one sheet."""
        ...

    @property
    def max_seconds(self) -> float:
        """Seconds of reading one file."""
        ...


@dataclass(frozen=True)
class Merge:
    """A merged range, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Grid:
    """One sheet: only rows with something in them; `filled` are cells that a vertical merge has filled down."""

    file: str
    sheet: str | None
    rows: dict[int, list[Value]]
    merges: list[Merge] = field(default_factory=list)
    links: Mapping[Place, str] = field(default_factory=dict)
    lost: frozenset[Place] = frozenset()
    filled: set[Place] = field(default_factory=set)

    def text(self, row: int, column: int) -> str:
        """The cell's clean text; empty where there is nothing."""
        values = self.rows.get(row)
        return text_of(values[column - 1]) if values is not None and column <= len(values) else ""

    def value(self, row: int, column: int) -> Value:
        """The cell's raw value."""
        values = self.rows.get(row)
        return values[column - 1] if values is not None and column <= len(values) else None

    def texts(self, row: int) -> list[str]:
        """All clean texts of a row."""
        return [text_of(value) for value in self.rows.get(row, ())]

    def has_own_text(self, row: int) -> bool:
        """Whether a person typed something into this row (a merge from above does not count)."""
        return any(
            (row, column) not in self.filled and (text_of(value) or (row, column) in self.lost)
            for column, value in enumerate(self.rows[row], 1)
        ) or any((row, column) in self.lost for column in range(1, len(self.rows[row]) + 1))


def filled_down(grid: Grid) -> Grid:
    """The grid with every vertical merge filled down in its left column: one unit, many sites."""
    for merge in grid.merges:
        value = grid.value(merge.top, merge.left)
        if value is None or merge.bottom == merge.top:
            continue
        for row in range(merge.top + 1, merge.bottom + 1):
            values = grid.rows.get(row)
            if values is None:
                continue
            values.extend([None] * (merge.left - len(values)))
            if values[merge.left - 1] is None:
                values[merge.left - 1] = value
                grid.filled.add((row, merge.left))
    return grid


@cache
def column_letters(column: int) -> str:
    """The letters a spreadsheet shows for a column counted from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
