"""Rows of cells → pieces that know what stands over and before them."""

import re
from collections.abc import Iterable, Iterator

from migrate.screen.files.told import Piece

BEFORE = 30  # characters of the cell before that are kept
LONGEST_HEADING = 20  # characters
_NAMES = re.compile(r"姓名|户主|身份证|证件|电话|手机|联系|卡号|账号|帐号|住址|地址|序号|性别|一卡通")
_NUMBER = re.compile(r"\d{7}")


def row_pieces(rows: Iterable[tuple[str, Iterable[str]]], where: str) -> Iterator[Piece]:
    """Give the cells that are not empty; a row with two or more of the usual headings names the columns below it."""
    headings: list[str] = []
    for place, row in rows:
        cells = list(row)
        named = [cell for cell in cells if cell and len(cell) <= LONGEST_HEADING and _NAMES.search(cell)]
        if len(named) > 1 and not any(_NUMBER.search(cell) for cell in cells):
            headings = cells
        over, before = " ".join(headings), ""
        for at, cell in enumerate(cells):
            if cell:
                heading = headings[at] if at < len(headings) else ""
                yield Piece(f"{where}{place}第 {at + 1} 列", cell, heading, over, before[-BEFORE:])
                before = cell
