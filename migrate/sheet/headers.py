"""Which rows of a sheet are headers: of tables of sites, and of tables of other things."""

import re
from collections.abc import Sequence
from datetime import date

from migrate.sheet.cells.addresses import read_addresses
from migrate.sheet.cells.text import bare
from migrate.sheet.grid import Grid, Merge
from migrate.sheet.headings import IDENTITY, HeadingIndex
from migrate.sheet.inference import address_columns, is_address

HEADER_ROWS = 3
TITLE_LENGTH = 16  # characters; a longer cell above the headings is a title or a line of instructions
LONG_HEADING = 30  # characters; what is longer beside an address is a note
FOREIGN = 3  # known headings of different fields that make a header although none is of a site
LEAST_TITLES = 3  # fewer are a title and a date, or a signature
LOOSE_ROWS = 30  # rows from the top in which a header may be found by patterns alone


def is_hint(grid: Grid, row: int) -> bool:
    """What to write in each column, in a row of its own below the headings."""
    texts = [bare(text) for text in grid.texts(row) if text]
    hints = sum(1 for text in texts if _HINT.match(text) or (text[0] in "（(" and text[-1] in "）)"))
    return len(texts) > 2 and hints * 2 > len(texts) and not address_columns(grid, row)


_HINT = re.compile(
    r"[（(]?(?:填写?|请|须|必填|选填|例如|如[:：]|格式|见(?:说明|注)|下拉|\d{1,2}位|年.?月.?日)"
    r"|[（(]?.{1,4}/.{1,4}(?:/.{1,4})*[)）]?$"
)


def find_headers(grid: Grid, index: HeadingIndex, rows: Sequence[int]) -> list[tuple[int, int]]:
    """The first and the last row of each header, in their order."""
    anchors = [row for row in rows if _is_anchor(grid, index, row, loose=False)]
    if not anchors:
        anchors = [row for row in rows[:LOOSE_ROWS] if _is_anchor(grid, index, row, loose=True)][:1]
    if not anchors:
        anchors = [row for row in rows[:LOOSE_ROWS] if _is_above_addresses(grid, index, row)][:1]
    start = anchors[0] if anchors else rows[-1] + 1 if rows else 0
    foreign = {row for row in rows if _is_other(grid, index, row) or (row > start and _is_foreign(grid, index, row))}
    position = {row: place for place, row in enumerate(rows)}
    headers: list[tuple[int, int]] = []
    for anchor in sorted({*anchors, *foreign}):
        if headers and anchor <= headers[-1][1]:
            continue
        floor = headers[-1][1] if headers else 0
        top = anchor if anchor in foreign else _extended_up(grid, rows, position[anchor], floor)
        headers.append((top, _extended_down(grid, index, rows, position[anchor], top)))
    return headers


def _is_above_addresses(grid: Grid, index: HeadingIndex, row: int) -> bool:
    """Short texts, a heading among them, over a row that has an address below one of them."""
    texts = grid.texts(row)
    filled = [text for text in texts if text]
    if len(filled) < 2 or filled[0].isdigit() or any(len(text) > LONG_HEADING or is_address(text) for text in filled):
        return False
    below = (next_row for next_row in (row + 1, row + 2) if next_row in grid.rows)
    columns = {column for next_row in below for column in address_columns(grid, next_row)}
    over = any(column <= len(texts) and texts[column - 1] for column in columns)
    return over and any(index.field(text) for text in filled)


def _is_foreign(grid: Grid, index: HeadingIndex, row: int) -> bool:
    """The header of a table that has no column of a site: it begins with 序号, or has many known headings."""
    titles = _titles(grid, row)
    exact = [field for field in map(index.exact, titles) if field]
    return bool(titles) and (index.exact(titles[0]) == "no" or len(set(exact)) >= FOREIGN)


def _is_other(grid: Grid, index: HeadingIndex, row: int) -> bool:
    """The header of a table known to list no sites."""
    titles = _titles(grid, row)
    return bool(titles) and index.is_other(titles)


def _titles(grid: Grid, row: int) -> list[str]:
    """The row's texts where all are as short as titles, without digits and addresses, as most data is not."""
    values = [value for value in grid.rows[row] if value is not None]
    if len(values) < LEAST_TITLES or any(not isinstance(value, str) or _DATA.search(value) for value in values):
        return []
    texts = [text for text in grid.texts(row) if text]
    return texts if len(texts) >= LEAST_TITLES and all(len(text) <= TITLE_LENGTH for text in texts) else []


_DATA = re.compile(r"\d|\.\w")


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
    return (
        known * 3 >= len(filled) and not any(_tells_address(text, index) for text in filled) and not is_hint(grid, row)
    )


def _tells_address(text: str, index: HeadingIndex) -> bool:
    """Whether the text is an address, alone or with a name; an example within a heading or a long note is none."""
    read = read_addresses(index.asked(text))
    return bool(read.urls) and len(read.rest) <= LONG_HEADING


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
        joined = _joined(grid.merges, bottom, bottom + 1) and not _is_data(grid, bottom + 1)
        if not (joined or _is_member_row(grid, index, bottom, bottom + 1)):
            break
        place, bottom = place + 1, bottom + 1
    return bottom


def _joined(merges: Sequence[Merge], upper: int, lower: int) -> bool:
    """Whether a merge as low as a header at most binds the two rows; a taller one is a note beside the table."""
    return any(
        merge.top <= upper and merge.bottom >= lower and merge.bottom - merge.top < HEADER_ROWS for merge in merges
    )


def _is_data(grid: Grid, row: int) -> bool:
    """A row that begins with a number or holds an address: no part of a header, whatever is merged beside it."""
    first = next((value for value in grid.rows[row] if value is not None), None)
    return isinstance(first, int | float | date) or bool(address_columns(grid, row))


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
    if _is_below_groups(grid, upper, row, [column + 1 for column, _ in placed]):
        return True
    grouped = any(column >= len(above) or not above[column] for column, _ in placed)
    return grouped and known == len(placed) and under_own * 2 <= len(placed) + 1


def _is_below_groups(grid: Grid, upper: int, row: int, columns: Sequence[int]) -> bool:
    """Whether all of the row's titles stand below titles merged over several columns, and none below the first."""
    if any(not isinstance(value, str | None) or (value and _DATA.search(value)) for value in grid.rows[row]):
        return False
    first = next((column for column, text in enumerate(grid.texts(upper), 1) if text), 0)
    groups = [merge for merge in grid.merges if merge.top <= upper <= merge.bottom and merge.right > merge.left]
    return columns[0] > first and all(any(one.left <= column <= one.right for one in groups) for column in columns)


_MEMBERS = frozenset(
    (
        *("是", "否", "有", "无", "内容", "技术", "保留", "迁移", "关停", "例外", "主办单位", "政府办", "区政府办"),
        *("已关停", "已注销", "已迁移", "正在迁移", "迁移中", "未迁移", "未开展", "未启动", "已完成", "未完成"),
        *("纳入", "未纳入", "已纳入", "上级要求", "绩效考评"),
        *("县政府办", "市政府办", "区府办", "县府办", "科室", "职务", "姓名", "电话", "手机", "邮箱"),
    )
)
