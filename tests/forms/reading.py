"""The text of made documents, as golden files hold it."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
from docx import Document


def text_of(path: Path) -> str:
    """Paragraphs and table rows in their order, merged cells once; sheets row by row; pages as they are."""
    if path.suffix == ".html":
        return path.read_text("utf-8")
    lines = _sheet_lines(path) if path.suffix == ".xlsx" else _lines(path)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _lines(path: Path) -> Iterator[str]:
    for block in Document(str(path)).iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                cells = list({id(cell._tc): cell.text.replace("\n", "⏎") for cell in row.cells}.values())
                yield "| " + " | ".join(cells) + " |"
        else:
            yield block.text


def _sheet_lines(path: Path) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(path).worksheets:
        yield f"== {sheet.title}"
        for row in sheet.iter_rows(values_only=True):
            yield "| " + " | ".join("" if value is None else str(value) for value in row) + " |"


def cell_of(path: Path, label: str) -> str:
    """What stands to the right of a label in a table."""
    for line in _lines(path):
        cells = line.strip("| ").split(" | ")
        if label in cells:
            return cells[cells.index(label) + 1]
    raise AssertionError(label)
