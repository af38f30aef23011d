"""Makes the layout files of the forms: `python tools/make_form_templates.py [FOLDER]`.

The result is committed; an office may replace it by its own. Measures follow the usual settings for official
documents: A4, margins 37/35/28/26 mm, 小标宋 for the title, 黑体 for labels, 仿宋 for what is filled in. Font names are
those of an office PC; where they are missing a renderer substitutes.
"""

import sys
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

TITLE, LABEL, TEXT = "方正小标宋简体", "黑体", "仿宋_GB2312"
LATIN = "Times New Roman"
# 二号, 小四, 五号 and 四号 in points.
ER, XIAOSI, WU, SI = 22, 12, 10.5, 14
MARGINS = {"top": 37, "bottom": 35, "left": 28, "right": 26}
COLUMNS = (34, 44, 34, 44)
ROW_HEIGHT = 9
ROWS: tuple[tuple[str, ...], ...] = (
    ("网站名称", "{{ site_name }}"),
    ("网站标识码", "{{ site_code }}", "网站类型、级别", "{{ site_type }}"),
    ("首页网址", "{{ home }}"),
    ("主办单位", "{{ owner }}"),
    ("负责人", "{{ head }}", "联系人", "{{ contact }}"),
    ("联系电话", "{{ phone }}", "拟关停时间", "{{ close_on }}"),
    ("关停方式", "{{ manner }}"),
    ("关停原因", "{{ cause }}"),
    ("依据规则与事实", "{{ grounds }}"),
    ("内容采集、迁移和归档情况",),
    ("网址总数", "{{ urls }}", "文章数", "{{ articles }}"),
    ("已迁入文章数", "{{ placed }}", "附件数", "{{ attachments }}"),
    ("归档页面数", "{{ archived_pages }}", "重定向条数", "{{ redirects }}"),
    ("采集结果", "{{ outcomes }}"),
    ("已迁入频道", "{{ channels }}"),
    ("未完成、\n待处理项", "{{ waiting }}"),
    ("归档位置", "{{ archive_place }}"),
    ("注销事项（办结后由主办单位勾选并注明日期）",),
    ("ICP备案注销", "□已办结　□不涉及\n日期：", "公安机关\n备案注销", "□已办结　□不涉及\n日期："),
    ("党政机关网站\n标识注销", "□已办结　□不涉及\n日期：", "域名注销", "□已办结　□不涉及\n日期："),
    ("审核、审批意见",),
)
OPINIONS = ("主办单位\n意见", "主管单位\n意见", "审批机关\n意见")
OPINION_HEIGHT = 46


def written(paragraph: Paragraph, text: str, font: str, size: float, bold: bool = False) -> Run:
    """A run in a Chinese face, which Word takes from `w:eastAsia` alone."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold = LATIN, Pt(size), bold
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:hint"), "eastAsia")
    return run


def tight(paragraph: Paragraph, align: WD_ALIGN_PARAGRAPH, before: float = 0, after: float = 0) -> Paragraph:
    """A paragraph without the template's own spacing."""
    paragraph.alignment = align
    layout = paragraph.paragraph_format
    layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), 1.0
    return paragraph


def filled(cell: _Cell, text: str, font: str, align: WD_ALIGN_PARAGRAPH) -> None:
    """One paragraph a line of `text`, in the middle of the cell's height."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for number, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        written(tight(paragraph, align, before=2, after=2), line, font, XIAOSI)


def new_row(table: Table, height: float, splits: bool) -> _Row:
    """A row at least `height` millimetres high; one that does not split moves to the next page whole."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    if not splits:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, width in zip(row.cells, COLUMNS, strict=True):
        cell.width = Mm(width)
    return row


def add_heading(table: Table, text: str) -> None:
    """A shaded row over the whole width that stays with the row below it."""
    cells = new_row(table, ROW_HEIGHT - 1, splits=False).cells
    cell = cells[0].merge(cells[3])
    filled(cell, text, LABEL, WD_ALIGN_PARAGRAPH.CENTER)
    cell.paragraphs[0].paragraph_format.keep_with_next = True
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EDEDED")):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def add_row(table: Table, texts: tuple[str, ...]) -> None:
    """Label and value, once over the whole width or twice."""
    if len(texts) == 1:
        add_heading(table, texts[0])
        return
    cells = new_row(table, ROW_HEIGHT, splits=len(texts) == 2).cells
    places = [cells[0], cells[1].merge(cells[3])] if len(texts) == 2 else list(cells)
    for number, (cell, text) in enumerate(zip(places, texts, strict=True)):
        is_label = number % 2 == 0
        align = WD_ALIGN_PARAGRAPH.CENTER if is_label else WD_ALIGN_PARAGRAPH.LEFT
        filled(cell, text, LABEL if is_label else TEXT, align)


def add_opinion(table: Table, label: str) -> None:
    """A box with room for a sentence, a signature, a seal and a date."""
    cells = new_row(table, OPINION_HEIGHT, splits=False).cells
    filled(cells[0], label, LABEL, WD_ALIGN_PARAGRAPH.CENTER)
    box = cells[1].merge(cells[3])
    box.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    written(tight(box.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT, after=24), "负责人（签字）：", TEXT, XIAOSI)
    for line in ("（盖　章）　", "年　　月　　日"):
        paragraph = tight(box.add_paragraph(), WD_ALIGN_PARAGRAPH.RIGHT, after=6)
        paragraph.paragraph_format.right_indent = Pt(4 * XIAOSI)
        written(paragraph, line, TEXT, XIAOSI)


def add_page_number(document: DocumentType) -> None:
    """— n — in the middle of the foot of every page."""
    paragraph = tight(document.sections[0].footer.paragraphs[0], WD_ALIGN_PARAGRAPH.CENTER)
    written(paragraph, "— ", TEXT, SI)
    run = written(paragraph, "", TEXT, SI)
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text or None
        run._element.append(part)
    written(paragraph, " —", TEXT, SI)


def new_document() -> DocumentType:
    """An empty A4 page with the margins and the face of an official document."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side, width in MARGINS.items():
        setattr(section, f"{side}_margin", Mm(width))
    section.footer_distance = Mm(25)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(XIAOSI)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), TEXT)
    properties = document.core_properties
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = datetime(2000, 1, 1)
    return document


def closure_form() -> DocumentType:
    """网站关停（永久下线）申请表."""
    document = new_document()
    written(tight(document.add_paragraph(), WD_ALIGN_PARAGRAPH.CENTER, after=10), "{{ title }}", TITLE, ER)
    line = tight(document.add_paragraph(), WD_ALIGN_PARAGRAPH.LEFT, after=3)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(100))
    written(line, "申请单位（盖章）：\t填表日期：　　年　月　日", TEXT, XIAOSI)
    table = document.add_table(rows=0, cols=len(COLUMNS), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, COLUMNS, strict=True):
        column.width = Mm(width)
    for texts in ROWS:
        add_row(table, texts)
    for label in OPINIONS:
        add_opinion(table, label)
    notes = (
        "注：本表由系统根据台账生成，数据截至 {{ as_of }}（北京时间）。标有“（待填）”的栏目由主办单位填写。",
        "填表依据：{{ bases }}。",
    )
    for number, note in enumerate(notes):
        written(tight(document.add_paragraph(), WD_ALIGN_PARAGRAPH.LEFT, before=0 if number else 4), note, TEXT, WU)
    add_page_number(document)
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
    default = Path(__file__).parents[1] / "mappings" / "forms"
    save(closure_form(), (Path(sys.argv[1]) if len(sys.argv) > 1 else default) / "closure.docx")
