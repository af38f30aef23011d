"""The labels of forms: those wrapped over two cells made whole, and forms in which nothing is filled in."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from migrate.sheet.grid import Grid, Place
from migrate.sheet.headings import IDENTITY, HeadingIndex
from migrate.sheet.inference import address_columns, code_columns

FORM_ROWS = 60  # rows looked at; a form fits a page
LEAST_LABELS = 3  # rows that begin with different labels; fewer may be a table with headers repeated
LONGEST_REST = 12  # characters; the wrapped rest of a label is short


def unwrapped(grid: Grid, index: HeadingIndex) -> Grid:
    """The grid with each label that runs on below whole in its first cell, one that runs on beside in its last."""
    if len(grid.rows) > FORM_ROWS:
        return grid
    rows = {row: list(values) for row, values in grid.rows.items()}
    for first, last, whole in _wrapped(grid, index):
        kept, emptied = (first, last) if last[0] > first[0] else (last, first)
        rows[kept[0]][kept[1] - 1], rows[emptied[0]][emptied[1] - 1] = whole, None
    return replace(grid, rows=rows)


def _wrapped(grid: Grid, index: HeadingIndex) -> Iterator[tuple[Place, Place, str]]:
    taken: set[Place] = set()
    for row in sorted(grid.rows):
        for column, text in enumerate(grid.texts(row), 1):
            for place in ((row + 1, column), (row, column + 1)):
                rest = grid.text(*place)
                if not text or not rest or (row, column) in taken or place in grid.filled:
                    continue
                if len(rest) <= LONGEST_REST and not index.exact(rest) and _is_cut(text, rest, index):
                    taken |= {(row, column), place}
                    yield (row, column), place, text + rest


def _is_cut(text: str, rest: str, index: HeadingIndex) -> bool:
    """Whether only both together are a label; where the first is one already, the rest must be no value of it."""
    if text[-1] in "：:" or not index.exact(text + rest):
        return False
    runs_on = rest.startswith(_JOINING) or rest in _ENDINGS
    return runs_on or not index.exact(text) or index.exact(text) != index.exact(text + rest)


_ENDINGS = frozenset(("时间", "日期", "情况", "能力", "名称", "类型", "意见", "单位", "天数", "内容", "地址"))
_JOINING = ("及", "和", "与", "（", "(", "、", "/")


def unnamed_form(grid: Grid, index: HeadingIndex) -> tuple[int, bool] | None:
    """Of a form in which no site is named: the row for its name, and whether anything is filled in; else None."""
    if len(grid.rows) > FORM_ROWS or any(address_columns(grid, row) or code_columns(grid, row) for row in grid.rows):
        return None
    whole = unwrapped(grid, index)
    rows = {row: [text for text in whole.texts(row) if text] for row in sorted(whole.rows)}
    firsts = {index.exact(texts[0].rstrip("：:")) for texts in rows.values() if texts}
    named = next((row for row, texts in rows.items() if any(index.exact(text) in IDENTITY for text in texts)), None)
    if named is None or len(firsts - {"", "no", "person", "note"}) < LEAST_LABELS:
        return None
    told = [[not _is_printed(text, index) for text in texts] for texts in rows.values() if len(texts) > 1]
    if any(row[0] or any(first and second for first, second in pairwise(row)) for row in told):
        return None  # values at the left or beside one another, as in a table
    return named, any(map(any, told))


def _is_printed(text: str, index: HeadingIndex) -> bool:
    """Whether the text is part of the blank: a label, options to tick, a line to sign or to date."""
    before, colon, _ = text.replace("：", ":").partition(":")
    return bool(colon) or bool(index.field(before)) or any(mark in text for mark in "□○_")
