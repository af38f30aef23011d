"""Excel workbooks → grids, through openpyxl: values, cached results of formulas, merges, links, hidden sheets."""

import re
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from migrate.errors import SheetError
from migrate.sheet.grid import Grid, Limits, Merge, Place, filled_down

MARK = "gov-site-migrate"  # the document property that our own workbooks carry
_LINK = re.compile(r'^=\s*HYPERLINK\(\s*"((?:[^"]|"")*)"\s*(?:,\s*"((?:[^"]|"")*)"\s*)?', re.IGNORECASE)


def read_workbook(path: Path, limits: Limits, include_hidden: bool) -> tuple[list[Grid], list[str]]:
    """The grids of the visible sheets and the names of the hidden ones that were left."""
    book = open_book(path)
    if MARK in book.custom_doc_props.names:
        raise SheetError(f"{path} 是本工具生成的分类意见表，不是清理表", "请用 migrate review 交回，或改用原清理表")
    sheets = [sheet for sheet in book.worksheets if include_hidden or sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in book.worksheets if sheet not in sheets]
    for sheet in sheets:
        if sheet.max_row > limits.max_rows:
            raise SheetError(
                f"{path} 的工作表“{sheet.title}”超过 {limits.max_rows} 行", "请删除多余的行，或调高 [sheet] max_rows"
            )
    formulas = {sheet.title: _formulas(sheet) for sheet in sheets}
    cached = open_book(path, results=True) if any(formulas.values()) else None
    return [_grid(path, sheet, formulas[sheet.title], cached) for sheet in sheets], hidden


def open_book(path: Path, *, results: bool = False) -> Any:
    """The openpyxl workbook, its formulas or their cached results; SheetError where it is damaged."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(path, data_only=results)
    except SheetError:  # the time is up
        raise
    except Exception as error:  # openpyxl lets every kind of parser error through
        raise SheetError(
            f"{path} 的内容已损坏，无法读取", "请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新运行"
        ) from error


def _formulas(sheet: Any) -> dict[Place, str]:
    found = {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                value = cell.value
                found[cell.row, cell.column] = value if isinstance(value, str) else getattr(value, "text", "") or "="
    return found


def _grid(path: Path, sheet: Any, formulas: dict[Place, str], cached: Any) -> Grid:
    rows: dict[int, list[Any]] = {}
    links: dict[Place, str] = {}
    for cells in sheet.iter_rows():
        values = [cell.value for cell in cells]
        if any(value is not None and value != "" for value in values):
            rows[cells[0].row] = values
        for cell in cells:
            if cell.hyperlink is not None and cell.hyperlink.target:
                links[cell.row, cell.column] = cell.hyperlink.target
    lost = _put_results(rows, formulas, cached[sheet.title] if cached else None, links)
    grid = Grid(str(path), sheet.title, rows, _merges(sheet.merged_cells.ranges), links, frozenset(lost))
    return filled_down(grid)


def _put_results(
    rows: dict[int, list[Any]], formulas: dict[Place, str], cached: Any, links: dict[Place, str]
) -> set[Place]:
    """Replace formulas by their cached results; name the cells that have none."""
    lost = set()
    for (row, column), formula in formulas.items():
        result = cached.cell(row, column).value if cached is not None else None
        link = _LINK.match(formula)
        if link is not None:
            links.setdefault((row, column), link[1].replace('""', '"'))
            if result is None:
                result = (link[2] or link[1]).replace('""', '"')
        rows[row][column - 1] = result
        if result is None:
            lost.add((row, column))
    return lost


def _merges(ranges: Iterable[Any]) -> list[Merge]:
    merges = [Merge(one.min_row, one.min_col, one.max_row, one.max_col) for one in ranges]
    return sorted(merges, key=lambda merge: (merge.top, merge.left))
