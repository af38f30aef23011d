"""The bundled clean-up sheet: six invented sites of one county, laid out as an office would send it."""

import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from migrate.demo.papers import settled

TITLE = "政府网站主办单位自查清理表"
_UNIT = "　　　".join(
    (
        "填报单位：栖云县人民政府办公室（盖章）",
        "填报日期：2017年2月22日",
        "填表人：张某",
        "联系电话：0000-0000001",
    )
)
# Heading, or group with its headings; the width of each column in characters.
_HEADINGS: tuple[tuple[str, tuple[tuple[str, float], ...]], ...] = (
    ("序号", (("", 5),)),
    ("主办单位", (("", 16),)),
    ("网站名称", (("", 18),)),
    ("网址", (("", 30),)),
    ("网站标识码", (("", 13),)),
    ("是否纳入全国政府网站信息报送系统", (("", 12),)),
    ("运行现状", (("运行状态", 14), ("最后更新时间", 13), ("2016年更新条数", 10))),
    ("内容保障能力", (("", 12),)),
    ("技术保障能力", (("", 14),)),
    ("特殊情况类型", (("", 18),)),
    ("上级部门要求或绩效考评要求", (("", 20),)),
    ("需保留的内容", (("", 24),)),
    ("拟迁入栏目", (("", 16),)),
    ("主办单位分类意见", (("", 14),)),
    ("负责人", (("姓名", 8), ("职务", 12), ("电话", 14))),
    ("备注", (("", 22),)),
)
_ROWS: tuple[tuple[str | int | date, ...], ...] = (
    (
        1, "栖云县人民政府办公室", "栖云县人民政府门户网站", "http://www.qiyun.gov.example", "9901230001", "是",
        "正常", date(2017, 2, 21), 3482, "有保障", "有保障", "无", "无", "无", "—", "保留",
        "张某", "政府办副主任", "0000-0000001", "县级政府门户网站",
    ),
    (
        2, "栖云县农业农村局", "栖云县农业农村局网站", "http://nyncj.qiyun.gov.example/", "9901230012", "是",
        "内容单一、更新数量少", date(2017, 2, 20), 10, "一般，信息来源少", "有", "无", "无",
        "工作动态、通知公告、政策文件、政策解读", "部门频道—农业农村", "迁移后关停",
        "李某", "办公室主任", "0000-0000101", "",
    ),
    (
        3, "栖云县旅游局", "栖云旅游网", "wlj.qiyun.gov.example", "9901230018", "是",
        "正常", date(2017, 2, 17), 156, "有保障，专人负责", "无长期可靠技术保障", "无",
        "有，上级旅游主管部门绩效考评要求", "旅游动态、景区景点等全部栏目", "部门频道—旅游", "作为频道迁移",
        "王某", "办公室主任", "0000-0000300", "原开发公司已停止维护",
    ),
    (
        4, "栖云县地方志办公室", "栖云县地方志办公室网站", "http://dfz.qiyun.gov.example/", "", "否",
        "长期未更新", "2012年6月20日", 0, "无", "无", "无", "无", "县志选载、地情资料共8篇，含旧志书影",
        "栖云概况—历史沿革", "关停", "赵某", "副主任", "0000-0000402", "内容须先迁移再关停",
    ),
    (
        5, "栖云县公共资源交易中心", "栖云县公共资源交易网", "http://ggzy.qiyun.gov.example/", "9901230025", "是",
        "正常", date(2017, 2, 22), 1267, "有保障", "有保障", "承担网上招投标等专门业务系统", "有，省级平台统一对接要求",
        "无", "—", "例外", "钱某", "信息科科长", "0000-0000510", "",
    ),
    (
        6, "栖云县粮食局", "栖云县粮食信息网", "http://lsj.qiyun.gov.example/", "", "否",
        "已注销", "2014年9月", 0, "无", "无", "无", "无", "无", "—", "已关停", "孙某", "办公室主任", "0000-0000620",
        "2016年8月已关停，域名已注销",
    ),
)  # fmt: skip
_NOTES = (
    "填表说明：",
    "1．本表由各网站主办单位如实填写，经单位主要负责人审核后，由县人民政府办公室汇总。",
    "2．“网站标识码”为全国政府网站信息报送系统生成的10位编码，未纳入系统的不填。",
    "3．“最后更新时间”指网站首页或者主要栏目最近一次发布信息的时间；“2016年更新条数”不含转载信息的重复发布。",
    "4．“特殊情况类型”“上级部门要求或绩效考评要求”没有的填“无”；有的应当附文件依据。",
    "5．“需保留的内容”填写关停前确有必要迁移的栏目和资料，并在“拟迁入栏目”中写明在门户网站的位置。",
)
_SIGNATURES = "审核人（签字）：　　　　　　　　　　主要负责人（签字）：　　　　　　　　　　（单位盖章）"
_THIN = Side(style="thin", color="FF333333")
_GRID = Border(_THIN, _THIN, _THIN, _THIN)


def write_sheet(path: Path) -> None:
    """The clean-up sheet lies at `path`, the same bytes every time."""
    book = openpyxl.Workbook()
    book.properties.creator = "栖云县人民政府办公室"
    book.properties.created = datetime(2017, 2, 22, 9, 0)  # naive: the office library takes no other
    sheet = book.worksheets[0]
    sheet.title = "清理表"
    widths = [width for _, parts in _HEADINGS for _, width in parts]
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    _head(sheet, len(widths))
    _headings(sheet)
    for number, row in enumerate(_ROWS, 6):
        _row(sheet, number, row)
    _total(sheet, 6 + len(_ROWS), len(widths))
    _notes(sheet, 7 + len(_ROWS), len(widths))
    _paper(sheet)
    out = io.BytesIO()
    book.save(out)
    path.write_bytes(settled(out.getvalue()))


def _head(sheet: Worksheet, width: int) -> None:
    sheet["A1"] = "附件1"
    sheet["A1"].font = Font(name="黑体", size=14)
    lines = (
        (2, TITLE, Font(name="方正小标宋简体", size=22), "center"),
        (3, _UNIT, Font(name="仿宋", size=12), "left"),
    )
    for number, text, font, side in lines:
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=width)
        cell = sheet.cell(number, 1, text)
        cell.font, cell.alignment = font, Alignment(horizontal=side, vertical="center")
    sheet.row_dimensions[2].height, sheet.row_dimensions[3].height = 36, 24


def _headings(sheet: Worksheet) -> None:
    column = 1
    for heading, parts in _HEADINGS:
        last = column + len(parts) - 1
        sheet.cell(4, column, heading)
        for offset, (part, _) in enumerate(parts):
            if part:
                sheet.cell(5, column + offset, part)
        sheet.merge_cells(start_row=4, end_row=4 if len(parts) > 1 else 5, start_column=column, end_column=last)
        column = last + 1
    for row in sheet.iter_rows(min_row=4, max_row=5, max_col=column - 1):
        for cell in row:
            cell.font, cell.border = Font(name="黑体", size=11), _GRID
            cell.fill = PatternFill("solid", fgColor="FFE7EEF7")
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[4].height, sheet.row_dimensions[5].height = 34, 30


def _row(sheet: Worksheet, number: int, row: tuple[str | int | date, ...]) -> None:
    for column, value in enumerate(row, 1):
        cell = sheet.cell(number, column, value if value != "" else None)
        long = isinstance(value, str) and len(value) > 8
        cell.font, cell.border = Font(name="仿宋", size=11), _GRID
        cell.alignment = Alignment(horizontal="left" if long else "center", vertical="center", wrap_text=True)
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        elif isinstance(value, str):
            cell.number_format = "@"
    sheet.row_dimensions[number].height = 58


def _total(sheet: Worksheet, number: int, width: int) -> None:
    counts = [row[8] for row in _ROWS]
    cells: dict[int, str | int] = {
        1: "合计",
        3: f"{len(_ROWS)}个网站",
        9: sum(count for count in counts if isinstance(count, int)),
    }
    sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=2)
    for column in range(1, width + 1):
        cell = sheet.cell(number, column)
        cell.border = _GRID
        if column in cells:
            cell.value = cells[column]
            cell.font, cell.alignment = Font(name="黑体", size=11), Alignment(horizontal="center")


def _notes(sheet: Worksheet, first: int, width: int) -> None:
    for number, text in enumerate((*_NOTES, _SIGNATURES), first):
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=width)
        cell = sheet.cell(number, 1, text)
        cell.font, cell.alignment = Font(name="仿宋", size=11), Alignment(vertical="center")
    sheet.row_dimensions[first + len(_NOTES)].height = 36


def _paper(sheet: Worksheet) -> None:
    sheet.freeze_panes = "D6"
    sheet.print_title_rows = "4:5"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
