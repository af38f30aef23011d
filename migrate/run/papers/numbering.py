"""发文字号: 机关代字〔年〕n号, from the register in the ledger; a number is given once and stays with its document."""

import re
from typing import Any

from sqlalchemy import Connection, Row

from migrate.ledger.papers import SIGNED, number_for
from migrate.run.papers.needed import Paper
from migrate.settings import Forms

_PRINTED = re.compile(r".*〔(\d{4})〕\d+号")


def printed_number(
    settings: Forms, connection: Connection, paper: Paper, row: Row[Any] | None, year: int, *, give: bool
) -> str | None:
    """Give a document's number as printed; None for a kind that bears none, or where no 机关代字 is set.

    `give` enters a number for a document that has none yet; without it such a document says that it will get one. One
    that is signed keeps the year that it went out in.
    """
    series = series_for(settings, paper.definition.kind, paper.definition.title)
    if not paper.definition.numbered or not series:
        return None
    if row is not None and row.state == SIGNED and (printed := _PRINTED.fullmatch(row.number or "")):
        year = int(printed[1])
    if not give:
        return str(row.number) if row is not None and row.number else f"{series}〔{year}〕（出具时编号）"
    number = number_for(connection, series, year, paper.definition.kind, paper.subject, settings.first_number or 1)
    return f"{series}〔{year}〕{number}号"


def series_for(settings: Forms, kind: str, title: str) -> str:
    """Give the 机关代字 of a kind: its own one, named by its key or title, else the office's."""
    own = {one.kind: one.series for one in settings.series_of}
    return own.get(kind) or own.get(title) or settings.series
