"""Tables that stand beside one another in a sheet: each becomes a grid of its own, with the rows of the sheet."""

import re
from collections.abc import Sequence
from dataclasses import replace

from migrate.sheet.grid import Grid
from migrate.sheet.headings import IDENTITY, Heading
from migrate.sheet.tables import Table

LEAST_COLUMNS = 2  # a table of one column repeated is one table with two such columns


def side_by_side(grid: Grid, tables: Sequence[Table]) -> list[Grid]:
    """The grid cut into its tables beside one another; the grid alone where there is one."""
    starts = {_starts(table.headings) for table in tables if not table.no_sites}
    if len(starts) != 1 or len(columns := starts.pop()) < 2:
        return [grid]
    ends = [*(column - 1 for column in columns[1:]), max(map(len, grid.rows.values()))]
    return [_cut(grid, left, right) for left, right in zip((1, *columns[1:]), ends, strict=True)]


def _starts(headings: Sequence[Heading]) -> tuple[int, ...]:
    """The first column of each table: where its first title comes again and all others after it, in their order."""
    own = [_own_title(heading) for heading in headings]
    starts = [number for number, title in enumerate(own) if title == own[0]]
    blocks = [headings[left:right] for left, right in zip(starts, [*starts[1:], len(headings)], strict=True)]
    titles = [own[left:right] for left, right in zip(starts, [*starts[1:], len(headings)], strict=True)]
    if len(titles[0]) < LEAST_COLUMNS or any(one != titles[0][: len(one)] for one in titles[1:]):
        return ()
    named = all(any(heading.field in IDENTITY for heading in block) for block in blocks)
    return tuple(headings[number].column for number in starts) if named else ()


def _own_title(heading: Heading) -> str:
    """The title without its group, for groups beside one another may be towns; a group of before and after stays."""
    group, _, own = heading.title.rpartition("/")
    return heading.title if _IN_TURN.search(group) else own


_IN_TURN = re.compile("[前后新旧原]|迁移|整合|目标|拟|现")


def _cut(grid: Grid, left: int, right: int) -> Grid:
    """The grid with nothing outside these columns; rows that are empty then are gone."""
    told = {row for row, column in (*grid.lost, *grid.links) if left <= column <= right}
    rows = {
        row: [None] * (left - 1) + values[left - 1 : right]
        for row, values in grid.rows.items()
        if any(value is not None for value in values[left - 1 : right]) or row in told
    }
    return replace(
        grid,
        rows=rows,
        merges=[merge for merge in grid.merges if left <= merge.left <= right],
        links={place: link for place, link in grid.links.items() if left <= place[1] <= right},
        lost=frozenset(place for place in grid.lost if left <= place[1] <= right),
        filled={place for place in grid.filled if left <= place[1] <= right},
    )
