"""The openpyxl workbook at a path, for those who need more of it than its values."""

import warnings
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from migrate.errors import SheetError
from migrate.sheet.files.source import MARK as MARK


def open_book(path: Path, *, results: bool = False) -> Any:
    """The openpyxl workbook, its formulas or their cached results; SheetError where it is damaged."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(path, data_only=results)
    except Exception as error:  # openpyxl lets every kind of parser error through
        raise SheetError(
            f"{path} 的内容已损坏，无法读取", "请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新运行"
        ) from error
