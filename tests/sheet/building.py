"""Workbooks built for the tests, and the reading of them with the shipped mappings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from mappings.headings import Headings, read_headings
from mappings.rules import Rules, read_rules
from mappings.vocabularies import Vocabularies, read_vocabularies
from migrate.classify import classify
from migrate.model import Decision, Site
from migrate.sheet.result import SheetResult
from migrate.sheet.sites import read_sheets

AS_OF = date(2017, 2, 22)
Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Limits:
    max_unpacked: int = 64 << 20
    max_seconds: float = 60.0
    max_rows: int = 1_048_576


@cache
def shipped() -> tuple[Headings, Vocabularies, Rules]:
    return read_headings(), read_vocabularies(), read_rules()


def save(path: Path, rows: Rows, merges: Sequence[str] = (), title: str = "清理表") -> Path:
    book = Workbook()
    fill(book.active, rows, merges, title)
    book.save(path)
    return path


def fill(sheet: Any, rows: Rows, merges: Sequence[str] = (), title: str = "清理表") -> None:
    sheet.title = title
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(number, column).value = value
    for merge in merges:
        sheet.merge_cells(merge)


def read(
    *paths: Path | str, as_of: date = AS_OF, limits: Limits | None = None, include_hidden: bool = False
) -> SheetResult:
    headings, vocabularies, rules = shipped()
    return read_sheets(
        paths,
        headings=headings,
        vocabularies=vocabularies,
        thresholds=rules.limits(),
        as_of=as_of,
        limits=limits or Limits(),
        include_hidden=include_hidden,
    )


def decide(result: SheetResult) -> dict[str, Decision]:
    return {site.site_key: classify(site, shipped()[2]) for site in result.sites}


def one_site(tmp_path: Path, **cells: Any) -> tuple[Site, Decision]:
    """The site of a one-row sheet whose columns are the given headings."""
    cells = {"网站名称": "栖云农业网", "网址": "nyj.qiyun.gov.example", **cells}
    result = read(save(tmp_path / "one.xlsx", [list(cells), list(cells.values())]))
    assert len(result.sites) == 1, result
    return result.sites[0], decide(result)[result.sites[0].site_key]


def rows_of(result: SheetResult) -> Iterator[tuple[str, str | None, int]]:
    """Every row that the result accounts for, each once, also one with several sites: file, sheet, row."""
    places = ((site.file, site.sheet, row) for site in result.sites for row in (site.row, *site.also_rows))
    yield from dict.fromkeys(places)
    for rejected in result.rejected:
        yield rejected.file, rejected.sheet, rejected.row
    for skipped in result.skipped:
        if skipped.row is not None:
            yield skipped.file, skipped.sheet, skipped.row
