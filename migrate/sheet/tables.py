"""Where the tables of a sheet are: headers of one to three rows, repeated headers, several tables in one sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from migrate.sheet.cells.addresses import read_addresses
from migrate.sheet.cells.text import bare
from migrate.sheet.grid import Grid, Merge, column_letters
from migrate.sheet.headings import IDENTITY, Heading, HeadingIndex

HEADER_ROWS = 3
TITLE_LENGTH = 16  # characters; a longer cell above the headings is a title or a line of instructions
LOOSE_ROWS = 30  # rows from the top in which a header may be found by patterns alone


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
    headers = _headers(grid, index, rows)
    if not headers:
        return rows, []
    tables: list[Table] = []
    for number, (top, bottom) in enumerate(headers):
        end = headers[number + 1][0] if number + 1 < len(headers) else rows[-1] + 1
        below = tuple(row for row in rows if bottom < row < end)
        headings = _headings(grid, index, top, bottom)
        repeated = any(_same(table.headings, headings) for table in tables)
        export = index.is_export([heading.title for heading in headings])
        followed = number + 1 < len(headers)
        tables.append(Table(top, bottom, headings, below, export, repeated, followed))
    return [row for row in rows if row < headers[0][0]], tables


def _headers(grid: Grid, index: HeadingIndex, rows: Sequence[int]) -> list[tuple[int, int]]:
    anchors = [row for row in rows if _is_anchor(grid, index, row, loose=False)]
    if not anchors:
        anchors = [row for row in rows[:LOOSE_ROWS] if _is_anchor(grid, index, row, loose=True)][:1]
    position = {row: place for place, row in enumerate(rows)}
    headers: list[tuple[int, int]] = []
    for anchor in anchors:
        if headers and anchor <= headers[-1][1]:
            continue
        top = _extended_up(grid, rows, position[anchor], headers[-1][1] if headers else 0)
        headers.append((top, _extended_down(grid, index, rows, position[anchor], top)))
    return headers


def _is_anchor(grid: Grid, index: HeadingIndex, row: int, *, loose: bool) -> bool:
    if isinstance(next((value for value in grid.rows[row] if value is not None), None), int | float | date):
        return False  # a numbered row: no header begins with a number, and most rows of a large sheet do
    texts = [value for value in grid.rows[row] if isinstance(value, str)]
    exact = [field for field in map(index.exact, texts) if field]
    if not exact and not loose:
        return False
    filled = [text for text in texts if text.strip()]
    fields = {field for field in map(index.field, filled) if field}
    if len(fields) < 2 or not fields & IDENTITY or (len(exact) < 2 and not loose and len(fields) < 3):
        return False
    known = sum(1 for text in filled if index.field(text))
    return known * 3 >= len(filled) and not any(read_addresses(text).urls for text in filled)


def _extended_up(grid: Grid, rows: Sequence[int], place: int, floor: int) -> int:
    top = rows[place]
    while place > 0 and rows[place] - top < HEADER_ROWS:
        above = rows[place - 1]
        if above <= floor or rows[place] - above != 1 or rows[place] - above >= HEADER_ROWS:
            break
        if not (_joined(grid.merges, above, above + 1) or _is_group_row(grid, above)):
            break
        place, top = place - 1, above
    return top


def _extended_down(grid: Grid, index: HeadingIndex, rows: Sequence[int], place: int, top: int) -> int:
    bottom = rows[place]
    while place + 1 < len(rows) and rows[place + 1] == bottom + 1 and bottom + 1 - top < HEADER_ROWS:
        if not (_joined(grid.merges, bottom, bottom + 1) or _is_member_row(grid, index, bottom, bottom + 1)):
            break
        place, bottom = place + 1, bottom + 1
    return bottom


def _joined(merges: Sequence[Merge], upper: int, lower: int) -> bool:
    return any(merge.top <= upper and merge.bottom >= lower for merge in merges)


def _is_group_row(grid: Grid, row: int) -> bool:
    """Two or more short titles over groups of columns; no title row, no line of unit and date."""
    texts = [text for text in grid.texts(row) if text]
    if len(texts) < 2 or any(len(text) > TITLE_LENGTH or "：" in text or ":" in text for text in texts):
        return False
    return not any(character.isdigit() for text in texts for character in text)


def _is_member_row(grid: Grid, index: HeadingIndex, upper: int, row: int) -> bool:
    """The members of groups: short headings only, each under a blank or under the group it belongs to."""
    above, below = grid.texts(upper), grid.texts(row)
    placed = [(column, text) for column, text in enumerate(below) if text]
    if len(placed) < 2 or any(len(text) > TITLE_LENGTH for _, text in placed):
        return False
    under_own = sum(1 for column, _ in placed if column < len(above) and above[column])
    known = sum(1 for _, text in placed if index.field(text) or bare(text) in _MEMBERS)
    grouped = any(column >= len(above) or not above[column] for column, _ in placed)
    return grouped and known == len(placed) and under_own * 2 <= len(placed) + 1


_MEMBERS = frozenset(
    (
        *("是", "否", "有", "无", "内容", "技术", "保留", "迁移", "关停", "例外", "主办单位", "政府办", "区政府办"),
        *("县政府办", "市政府办", "区府办", "县府办", "科室", "职务", "姓名", "电话", "手机", "邮箱"),
    )
)


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
