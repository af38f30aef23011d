"""Where the tables of a sheet are: headers of one to three rows, repeated headers, several tables in one sheet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from migrate.sheet.cells.text import bare
from migrate.sheet.grid import Grid, column_letters
from migrate.sheet.headers import HEADER_ROWS, find_headers, is_hint
from migrate.sheet.headings import IDENTITY, Heading, HeadingIndex
from migrate.sheet.inference import address_columns, code_columns, with_content

CONTINUED = 0.8  # of the rows with addresses have them in the column of the table that a sheet continues


@dataclass(frozen=True)
class Table:
    """One table: the rows of its header, its columns, the rows below it up to the next header (if one follows)."""

    top: int
    bottom: int
    headings: tuple[Heading, ...]
    rows: tuple[int, ...]
    export: bool = False
    repeated: bool = False
    followed: bool = False
    no_sites: str = ""  # why the rows of this table are no sites, where its header names none
    unknown: bool = False  # nobody said what a table with this header lists

    def has(self, field: str) -> bool:
        """Whether the table has a column for the field."""
        return field in self._fields

    @cached_property
    def _fields(self) -> frozenset[str]:
        return frozenset(heading.field for heading in self.headings)

    @cached_property
    def titled(self) -> tuple[tuple[Heading, str], ...]:
        """Each column with a title that no other has: the second of the same name carries its letters."""
        seen: set[str] = set()
        titled = []
        for heading in self.headings:
            title = heading.title if heading.title not in seen else f"{heading.title} {column_letters(heading.column)}"
            seen.add(title)
            titled.append((heading, title))
        return tuple(titled)


def find_tables(grid: Grid, index: HeadingIndex) -> tuple[list[int], list[Table]]:
    """The rows above the first header, and the tables in their order; no table where no header is recognisable."""
    rows = sorted(grid.rows)
    headers = find_headers(grid, index, rows)
    tables: list[Table] = []
    for number, (top, bottom) in enumerate(headers):
        followed = number + 1 < len(headers)
        end = headers[number + 1][0] if followed else rows[-1] + 1
        below = [row for row in rows if bottom < row < end]
        table = _table(grid, index, top, bottom, below)
        repeated = any(_same(earlier.headings, table.headings) for earlier in tables)
        tables.append(replace(table, repeated=repeated, followed=followed))
    if not tables:
        return rows, []
    return [row for row in rows if row < headers[0][0]], tables


def _table(grid: Grid, index: HeadingIndex, top: int, bottom: int, below: list[int]) -> Table:
    headings = _headings(grid, index, top, bottom)
    titles = [heading.title for heading in headings]
    hints = 0
    while hints < len(below) and hints < HEADER_ROWS and is_hint(grid, below[hints]):
        hints += 1
    bottom, below = (below[hints - 1] if hints else bottom), below[hints:]
    if index.is_other(titles):
        return Table(top, bottom, headings, tuple(below), no_sites="不是网站清单的表")
    headings = with_content(grid, headings, below)
    unknown = not {heading.field for heading in headings} & IDENTITY
    no_sites = "本表的表头里没有网站名称、网址和标识码" if unknown else ""
    return Table(top, bottom, headings, tuple(below), index.is_export(titles), no_sites=no_sites, unknown=unknown)


def continued(grid: Grid, before: Table) -> Table | None:
    """The whole grid as more rows of the table before it, where addresses (or codes) stand in that table's column."""
    for field, columns in (("url", address_columns), ("site_code", code_columns)):
        own = {heading.column for heading in before.headings if heading.field == field}
        told = [places for row in grid.rows if (places := set(columns(grid, row)))]
        if own and told and sum(1 for places in told if places & own) >= CONTINUED * len(told):
            rows = sorted(grid.rows)
            return replace(before, top=rows[0], bottom=rows[0] - 1, rows=tuple(rows), repeated=False, followed=False)
    return None


def _headings(grid: Grid, index: HeadingIndex, top: int, bottom: int) -> tuple[Heading, ...]:
    width = max(len(grid.rows.get(row, ())) for row in range(top, bottom + 1))
    spread = [_spread(grid, row, width, last=row == bottom) for row in range(top, bottom + 1)]
    headings = []
    for column in range(1, width + 1):
        path: list[str] = []
        for texts in spread:
            text = bare(texts[column - 1])
            if text and text not in path:
                path.append(text)
        if path:
            headings.append(index.heading(column, path))
    return tuple(headings)


def _spread(grid: Grid, row: int, width: int, *, last: bool) -> list[str]:
    """The row's titles with each group title over all its columns: by the merge, or rightwards where there is none."""
    texts = [grid.text(row, column) for column in range(1, width + 1)]
    for merge in grid.merges:
        if merge.top <= row <= merge.bottom and merge.right > merge.left:
            title = grid.text(merge.top, merge.left)
            texts[merge.left - 1 : min(merge.right, width)] = [title] * (min(merge.right, width) - merge.left + 1)
    if not last and not any(merge.top <= row <= merge.bottom for merge in grid.merges):
        for column in range(1, width):
            below = grid.text(row + 1, column + 1)
            if not texts[column] and below:
                texts[column] = texts[column - 1]
    return texts


def _same(left: Sequence[Heading], right: Sequence[Heading]) -> bool:
    return [(heading.column, heading.title) for heading in left] == [
        (heading.column, heading.title) for heading in right
    ]
