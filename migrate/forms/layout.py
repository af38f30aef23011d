"""版面, read back: what margins, grid, faces and sizes a document really has, and which of them its text uses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.paragraph import Paragraph

from migrate.forms.marks import DATE, SIGNATURE

PREFIXES = ("公文", "表格")  # names of our own styles
_ALIGN = {
    WD_ALIGN_PARAGRAPH.LEFT: "left",
    WD_ALIGN_PARAGRAPH.CENTER: "center",
    WD_ALIGN_PARAGRAPH.RIGHT: "right",
    WD_ALIGN_PARAGRAPH.JUSTIFY: "both",
}


@dataclass(frozen=True)
class ReadStyle:
    """A paragraph style as it is in the file: face, points, `grid` or `single` lines, alignment, characters in."""

    font: str
    size: float
    line: str
    align: str
    indent: int
    spacing: float  # points added to every character


@dataclass(frozen=True)
class ReadLayout:
    """A document's measures in millimetres, its grid in lines, characters and points, and its styles by name."""

    page: Mapping[str, float]
    grid: Mapping[str, float]
    styles: Mapping[str, ReadStyle]


def read_layout(path: Path, body: str = "公文正文") -> ReadLayout:
    """Give the layout of a .docx; `body` is the style whose characters fill the grid."""
    document = Document(str(path))
    section = document.sections[0]
    page = {
        "width": section.page_width,
        "height": section.page_height,
        "top": section.top_margin,
        "bottom": section.bottom_margin,
        "left": section.left_margin,
        "right": section.right_margin,
        "footer": section.footer_distance,
    }
    millimetres = {name: _mm(length) for name, length in page.items()}
    grid = section._sectPr.find(qn("w:docGrid"))
    pitch = int(grid.get(qn("w:linePitch")) or 0) / 20 if grid is not None else 0.0
    styles = {
        style.name: _style(style, pitch)
        for style in document.styles
        if style.name is not None and style.name.startswith(PREFIXES)
    }
    return ReadLayout(millimetres, _grid(document, millimetres, pitch, styles[body]), styles)


def _mm(length: Length | None) -> float:
    return round(length.mm, 1) if length is not None else 0.0


def _grid(document: DocumentType, page: Mapping[str, float], pitch: float, body: ReadStyle) -> dict[str, float]:
    points = 72 / 25.4
    character = body.size + body.spacing
    grid = {
        "line": pitch,
        "lines": int((page["height"] - page["top"] - page["bottom"]) * points / pitch) if pitch else 0,
        "characters": int((page["width"] - page["left"] - page["right"]) * points / character),
    }
    for paragraph in document.paragraphs:
        form = paragraph.paragraph_format
        if _name(paragraph) == DATE and form.right_indent is not None:
            grid["date_right"] = round(form.right_indent.pt / character)
        elif _name(paragraph) == SIGNATURE and form.space_before is not None:
            grid["seal_lines"] = round(form.space_before.pt / pitch)
    return grid


def _name(paragraph: Paragraph) -> str:
    return (paragraph.style.name or "") if paragraph.style is not None else ""


def _style(style: Any, pitch: float) -> ReadStyle:
    form, looks = style.paragraph_format, style.element.rPr
    spacing = looks.find(qn("w:spacing"))
    rows = form.line_spacing
    return ReadStyle(
        font=looks.rFonts.get(qn("w:eastAsia")),
        size=style.font.size.pt,
        line="grid" if isinstance(rows, Length) and rows.pt == pitch else "single" if rows == 1.0 else str(rows),
        align=_ALIGN.get(form.alignment, ""),
        indent=int(form._element.pPr.ind.get(qn("w:firstLineChars")) or 0) // 100 if form.first_line_indent else 0,
        spacing=int(spacing.get(qn("w:val"))) / 20 if spacing is not None else 0.0,
    )


def faces_used(path: Path) -> set[tuple[str, str, float]]:
    """Give style, face and points of every piece of text in the document and its footers."""
    document = Document(str(path))
    section = document.sections[0]
    parts = (document.element.body, section.footer._element, section.even_page_footer._element)
    return {face for part in parts for element in part.iter(qn("w:p")) for face in _faces(element, document)}


def _faces(element: Any, document: DocumentType) -> Iterator[tuple[str, str, float]]:
    paragraph = Paragraph(element, document._body)
    style = paragraph.style
    if style is None or style.font.size is None:
        return
    standing = style.element.rPr.rFonts.get(qn("w:eastAsia"))
    for run in element.iter(qn("w:r")):
        looks = run.find(qn("w:rPr"))
        own = looks.find(qn("w:rFonts")) if looks is not None else None
        size = looks.find(qn("w:sz")) if looks is not None else None
        face = (own.get(qn("w:eastAsia")) if own is not None else None) or standing
        yield _name(paragraph), face, int(size.get(qn("w:val"))) / 2 if size is not None else style.font.size.pt
