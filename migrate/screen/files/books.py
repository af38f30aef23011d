"""Workbooks (.xlsx, .xlsb, .xls, .ods) → pieces, hidden sheets and rows included: what is hidden there leaks first."""

import io
from collections.abc import Iterator
from typing import Any

from migrate.screen.files.rows import row_pieces
from migrate.screen.files.told import Piece, UnreadError

MOST_CELLS = 24_000_000  # a sheet is read as one rectangle; calamine takes 24 bytes for each cell of it


def book_pieces(content: bytes, where: str) -> Iterator[Piece]:
    """Give the cells of every sheet that are not empty."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        raise UnreadError("已加密", where) from error
    except CalamineError as error:
        raise UnreadError("已损坏或不完整", where) from error
    for number, metadata in enumerate(book.sheets_metadata):
        if not str(metadata.typ).endswith("WorkSheet"):
            continue
        place = f"{where}工作表“{metadata.name}”"
        try:
            sheet = book.get_sheet_by_index(number)
        except CalamineError:
            yield Piece(place, "", unread="已损坏或不完整")
            continue
        if sheet.height * sheet.width > MOST_CELLS:
            yield Piece(place, "", unread="范围过大")
        elif sheet.start is not None:
            yield from row_pieces(_rows(sheet), place)


def _rows(sheet: Any) -> Iterator[tuple[str, Iterator[str]]]:
    left = [""] * sheet.start[1]
    for number, row in enumerate(sheet.iter_rows(), 1):
        yield f"第 {number} 行", iter([*left, *map(_said, row)])


def _said(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
