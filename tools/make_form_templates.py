"""Makes the layout files of the documents: `python tools/make_form_templates.py [FOLDER]`.

The texts stand in `tools/form_layouts/<kind>.txt`, one paragraph or table row a line; measures, faces and sizes come
from `mappings/forms/layout.toml`. The result is committed, the same bytes whenever it is made; an office may replace a
file by its own. Font names are those of an office PC; where they are missing a renderer substitutes.
"""

import math
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import _Footer
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from mappings.forms.layout import Layout, Style, read_layout_settings  # noqa: E402

LATIN = "Times New Roman"
LARGE = 20  # points: from here on signs of the West have the face of the Chinese ones
TWIPS = 20  # of a point
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
# The first word of a line of a text file → the style of the paragraph.
PARAGRAPHS = {
    "标题": "title",
    "正文": "body",
    "左文": "body",  # aligned left: an address in it does not tear the line apart
    "附件": "body",  # one line below the text
    "一级": "heading",
    "二级": "subheading",
    "字号": "number",
    "主送": "addressee",
    "署名": "signature",
    "日期": "date",
    "表首": "table_text",
    "附注": "note",
}
UNUSED = frozenset({"stylesWithEffects", "thumbnail", "customXml", "numbering"})  # parts, by relationship
KEPT = frozenset({"Normal", "DefaultParagraphFont", "TableNormal", "TableGrid", "NoList", "Footer", "FooterChar"})
ROW_HEIGHT, OPINION_HEIGHT, PADDING = 9, 42, 1  # millimetres; padding of the cells of a list


def character(layout: Layout) -> float:
    """Points from one character of the body to the next, so that a line holds as many as the grid says.

    Whole twips: word processors know no smaller step. (A grid of characters would say it too, but LibreOffice 7.4
    sets 18 signs on a line that should have 28.)
    """
    width = layout.page["width"] - layout.page["left"] - layout.page["right"]
    return math.floor(Mm(width).pt * TWIPS / layout.grid["characters"]) / TWIPS


def new_document(layout: Layout) -> DocumentType:
    """An empty page with the margins, the grid and the styles of an official document."""
    document = Document()
    lighten(document)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(layout.page["width"]), Mm(layout.page["height"])
    for side in ("top", "bottom", "left", "right"):
        setattr(section, f"{side}_margin", Mm(layout.page[side]))
    section.footer_distance = Mm(layout.page["footer"])
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    body = layout.styles["body"]
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(int(layout.grid["line"] * TWIPS)))
    _dress(document.styles["Normal"], body)
    document.styles["Normal"].paragraph_format.space_after = Pt(0)
    for style in layout.styles.values():
        add_style(document, style, layout)
    properties = document.core_properties
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = datetime(2000, 1, 1)
    return document


def lighten(document: DocumentType) -> None:
    """Take out what the empty document of the library brings and no form uses: ninety of its hundred kilobytes."""
    for relations in (document.part.rels, document.part.package.rels):
        for key in [key for key, one in relations.items() if one.reltype.rpartition("/")[2] in UNUSED]:
            del relations[key]
    for style in list(document.styles.element.iter(qn("w:style"))):
        if style.get(qn("w:styleId")) not in KEPT:
            style.getparent().remove(style)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")  # lines break by the rules of Chinese
    document.styles["Table Grid"].element.find(qn("w:basedOn")).set(qn("w:val"), "TableNormal")


def _dress(style: ParagraphStyle, wanted: Style) -> None:
    """Face and size; Word takes a Chinese face from `w:eastAsia` alone."""
    style.font.name, style.font.size = wanted.font if wanted.size > LARGE else LATIN, Pt(wanted.size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), wanted.font)


def add_style(document: DocumentType, wanted: Style, layout: Layout) -> None:
    """A paragraph style as the layout wants it."""
    style = document.styles.add_style(wanted.name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    _dress(style, wanted)
    if wanted.size == layout.styles["body"].size:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(round((character(layout) - wanted.size) * TWIPS)))
        style.element.get_or_add_rPr().insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
    form = style.paragraph_format
    form.alignment = ALIGN[wanted.align]
    form.widow_control = False  # every page holds as many lines as the grid says
    form.space_before = form.space_after = Pt(0)
    if wanted.line == "grid":
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(layout.grid["line"])
    else:
        form.line_spacing = 1.0
    if wanted.line != "grid" or wanted.size > layout.styles["body"].size:  # a large sign would take two lines of it
        snap = OxmlElement("w:snapToGrid")
        snap.set(qn("w:val"), "0")
        style.element.get_or_add_pPr().append(snap)
    if wanted.indent:
        form.first_line_indent = Pt(round(wanted.indent * character(layout), 1))
        style.element.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), str(wanted.indent * 100))


def paragraph(document: DocumentType, layout: Layout, word: str, text: str) -> None:
    """A paragraph of the style that the line's first word names; what is signed stays with the end of the text."""
    role, line = PARAGRAPHS[word], layout.grid["line"]
    before = document.paragraphs[-1] if document.paragraphs else None
    follows_table = document.element.body[-2].tag == qn("w:tbl") if len(document.element.body) > 1 else False
    made = document.add_paragraph(style=layout.styles[role].name)
    spoken(made, text)
    form = made.paragraph_format
    if follows_table:
        form.space_before = Pt(6)
    if word == "左文":
        form.alignment = WD_ALIGN_PARAGRAPH.LEFT
    elif word == "附件":
        form.space_before = Pt(line)
    elif role in ("title", "number"):
        form.space_after = Pt(line)
    elif role == "signature":
        form.space_before = Pt(layout.grid["seal_lines"] * line)
        form.keep_with_next = form.keep_together = True
        if before is not None and not follows_table:
            before.paragraph_format.keep_with_next = True
    elif role == "date":
        form.right_indent = Pt(round(layout.grid["date_right"] * character(layout), 1))
        form.space_after = Pt(line)
    elif role in ("heading", "subheading"):
        form.keep_with_next = True
    elif word == "表首":
        form.tab_stops.add_tab_stop(Mm(100))
        form.space_after = Pt(3)
    elif word == "附注":
        form.space_before = Pt(3)
    if before is not None and before.style is not None and before.style.name == layout.styles["date"].name:
        before.paragraph_format.keep_with_next = True


def spoken(made: Paragraph, text: str) -> None:
    """The text of a paragraph; `\\t` and `\\n` in it are a tab and a line break."""
    run = made.add_run(text.replace("\\t", "\t").replace("\\n", "\n"))
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


def new_table(document: DocumentType, widths: list[int]) -> Table:
    """A table with a grid and fixed columns (millimetres)."""
    if document.paragraphs and document.paragraphs[-1].paragraph_format.space_after is None:
        document.paragraphs[-1].paragraph_format.space_after = Pt(4)
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def new_row(table: Table, height: float, *, splits: bool = False, repeats: bool = False) -> _Row:
    """A row at least `height` millimetres high; one that does not split moves to the next page whole."""
    row: _Row = table.add_row()
    row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    for name, wanted in (("w:cantSplit", not splits), ("w:tblHeader", repeats)):
        if wanted:
            row._tr.get_or_add_trPr().append(OxmlElement(name))
    for cell, column in zip(row.cells, table.columns, strict=True):
        cell.width = column.width
    return row


def filled(cell: _Cell, layout: Layout, role: str, text: str, align: str = "") -> None:
    """One paragraph a line of `text`, in the middle of the cell's height."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for number, line in enumerate(text.split("\\n")):
        made = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        made.style = layout.styles[role].name
        made.paragraph_format.space_before = made.paragraph_format.space_after = Pt(2)
        if align:
            made.alignment = ALIGN[align]
        spoken(made, line)


def add_heading_row(table: Table, layout: Layout, text: str) -> None:
    """A shaded row over the whole width that stays with the row below it."""
    cells = new_row(table, ROW_HEIGHT - 1).cells
    cell = cells[0].merge(cells[-1])
    filled(cell, layout, "table_heading", text)
    cell.paragraphs[0].paragraph_format.keep_with_next = True
    shade(cell)


def shade(cell: _Cell) -> None:
    """A light grey ground."""
    made = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EDEDED")):
        made.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(made)


def add_pairs(table: Table, layout: Layout, texts: list[str], *, keeps: bool = False) -> None:
    """Label and value, once over the whole width or twice."""
    cells = new_row(table, ROW_HEIGHT, splits=len(texts) == 2).cells
    wide = len(texts) == 2 and len(cells) > 2
    places = [cells[0], cells[1].merge(cells[-1])] if wide else list(cells)
    for number, (cell, text) in enumerate(zip(places, texts, strict=True)):
        filled(cell, layout, "table_text" if number % 2 else "table_heading", text)
        for made in cell.paragraphs if keeps else ():
            made.paragraph_format.keep_with_next = True


def add_opinion(table: Table, layout: Layout, label: str, person: str = "负责人（签字）：") -> None:
    """A box with room for a sentence, a signature, a seal and a date."""
    cells = new_row(table, OPINION_HEIGHT).cells
    filled(cells[0], layout, "table_heading", label)
    box = cells[1].merge(cells[-1])
    filled(box, layout, "table_text", person)
    box.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    box.paragraphs[0].paragraph_format.space_after = Pt(24)
    for line in ("（盖　章）　", "年　　月　　日"):
        made = box.add_paragraph(style=layout.styles["table_text"].name)
        made.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        made.paragraph_format.right_indent, made.paragraph_format.space_after = Pt(48), Pt(6)
        spoken(made, line)


def add_header(table: Table, layout: Layout, texts: list[str]) -> None:
    """The heading row of a list, again on every page."""
    for cell, text in zip(new_row(table, ROW_HEIGHT, repeats=True).cells, texts, strict=True):
        filled(cell, layout, "table_heading", text)
        shade(cell)
    padding = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        width = OxmlElement(f"w:{side}")
        width.set(qn("w:w"), str(round(Mm(PADDING).pt * TWIPS)))
        width.set(qn("w:type"), "dxa")
        padding.append(width)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(padding)


def add_repeated(table: Table, layout: Layout, name: str, texts: list[str]) -> None:
    """A row that is there once for every row of the table `name`; texts that begin with `^` stand in the middle."""
    filled(new_row(table, 1).cells[0], layout, "table_text", f"{{%tr for row in {name} %}}")
    for cell, text in zip(new_row(table, ROW_HEIGHT).cells, texts, strict=True):
        filled(cell, layout, "table_list", text.removeprefix("^"), "center" if text.startswith("^") else "")
    filled(new_row(table, 1).cells[0], layout, "table_text", "{%tr endfor %}")


def add_page_numbers(document: DocumentType, layout: Layout) -> None:
    """— n — at the outer side of the foot: right on odd pages, left on even ones, one character in."""
    section = document.sections[0]
    document.settings.odd_and_even_pages_header_footer = True
    one = Pt(layout.styles["page_number"].size)
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        made = _page_number(footer, layout)
        made.alignment = ALIGN[side]
        setattr(made.paragraph_format, f"{side}_indent", one)


def _page_number(footer: _Footer, layout: Layout) -> Paragraph:
    made = footer.paragraphs[0]
    made.style = layout.styles["page_number"].name
    spoken(made, "— ")
    run = made.add_run("")
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text or None
        run._element.append(part)
    spoken(made, " —")
    return made


def lines_of(text: str) -> Iterator[tuple[str, list[str]]]:
    """The lines of a text file: the first word and what follows it, cut at ` | `; `#` begins a remark."""
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            word, _, rest = line.partition("|")
            yield word.strip(), [part.strip() for part in rest.split(" | ")]


def make(lines: Iterable[tuple[str, list[str]]], layout: Layout) -> DocumentType:
    """The layout file that the lines of a text file describe."""
    document = new_document(layout)
    table: Table | None = None
    for word, parts in lines:
        if word == "表":
            table = new_table(document, [int(part) for part in parts[0].split()])
        elif word in PARAGRAPHS:
            paragraph(document, layout, word, " | ".join(parts))
        elif table is None:
            raise SystemExit(f"不在表中：{word}")
        elif word == "节":
            add_heading_row(table, layout, parts[0])
        elif word in ("行", "行+"):  # with + it stays on the page of the next row
            add_pairs(table, layout, parts, keeps=word == "行+")
        elif word == "审批":
            add_opinion(table, layout, *parts)
        elif word == "头":
            add_header(table, layout, parts)
        elif word == "循环":
            add_repeated(table, layout, parts[0], parts[1:])
        else:
            raise SystemExit(f"不认识的行首：{word}")
    add_page_numbers(document, layout)
    return document


def save(document: DocumentType, path: Path) -> None:
    """The document at `path`, the same bytes whenever it is made."""
    made = BytesIO()
    document.save(made)
    with ZipFile(made) as parts, ZipFile(path, "w", ZIP_DEFLATED) as kept:
        for name in parts.namelist():
            member = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type, member.create_system = ZIP_DEFLATED, 0
            kept.writestr(member, parts.read(name))


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "mappings" / "forms"
    settings = read_layout_settings()
    for source in sorted((ROOT / "tools" / "form_layouts").glob("*.txt")):
        save(make(lines_of(source.read_text("utf-8")), settings), folder / f"{source.stem}.docx")
