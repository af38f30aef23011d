"""A workbook of ours that comes back filled in: where its lines are, whatever was renamed, moved or put above them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.errors import SheetError
from migrate.sheet.cells.text import bare
from migrate.sheet.grid import Grid

HEAD_SEARCH = 30  # rows in which the headings are looked for, should someone have put lines above them

Headed = tuple[Grid, int, dict[str, int]]


@dataclass(frozen=True)
class Fault:
    """A cell or line that cannot be used: its row, what is wrong, what to do."""

    row: int
    problem: str
    remedy: str


def headed(grids: Sequence[Grid], titles: Sequence[str]) -> list[Headed]:
    """Every sheet that has more than half of the titles in one row, with that row and the column of each title."""
    known = {bare(title): title for title in titles}
    found = []
    for grid in grids:
        for row in sorted(grid.rows)[:HEAD_SEARCH]:
            columns: dict[str, int] = {}
            for column, text in enumerate(grid.texts(row), 1):
                if bare(text) in known:
                    columns.setdefault(known[bare(text)], column)
            if len(columns) > len(titles) // 2:
                found.append((grid, row, columns))
                break
    return found


def whole(path: Path, found: Headed, needed: Sequence[str]) -> Headed:
    """The sheet itself; SheetError where one of the needed columns is lacking."""
    lacking = [title for title in needed if title not in found[2]]
    if lacking:
        problem = f"{path} 的“{found[0].sheet}”缺少列：{'、'.join(lacking)}"
        raise SheetError(problem, "请不要删改表头，重新生成后填写")
    return found
