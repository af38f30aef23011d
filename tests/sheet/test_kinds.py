"""Every kind of file is read by its content: the same rows, merges, links and hidden sheets, whatever the program."""

import io
import struct
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlwt
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from migrate.errors import SheetError
from migrate.sheet.files import xls_marks
from migrate.sheet.files.source import Source
from migrate.sheet.grid import Grid, Merge
from migrate.sheet.reading import read_book, read_file
from tests.sheet.building import Limits, read, save
from tests.sheet.making import (
    HEAD,
    SITE,
    biff5,
    html,
    ods,
    ods_cell,
    ods_row,
    open_document,
    pack,
    xls,
    xlsb,
    xlsx,
    xlsx_row,
    xml_2003,
    xml_row,
)  # fmt: skip

LINK = "http://www.b.example/x?y=1"


def grid_of(path: Path) -> Grid:
    pages = read_file(path, Limits(), include_hidden=False)
    assert len(pages.grids) == 1
    return pages.grids[0]


def written(path: Path, text: str, charset: str = "utf-8") -> Path:
    path.write_bytes(text.encode(charset))
    return path


MAKERS = {
    "xlsx": lambda path: save(path, [HEAD, SITE]),
    "xls": lambda path: xls(path, [HEAD, SITE]),
    "biff5": lambda path: biff5(path, [HEAD, SITE]),
    "biff5-mislabelled": lambda path: biff5(path, [HEAD, SITE], "gbk", 1252),
    "xlsb": lambda path: xlsb(path, [HEAD, SITE], [], LINK),
    "ods": lambda path: ods(path, ods_row(HEAD) + ods_row(SITE)),
    "fods": lambda path: written(path, open_document("document", ods_row(HEAD) + ods_row(SITE))),
    "xml": lambda path: written(path, xml_2003(xml_row(HEAD) + xml_row(SITE))),
    "html": lambda path: written(path, html(HEAD, SITE)),
    "html-gbk": lambda path: written(path, f"<html><meta charset=gb2312>{html(HEAD, SITE)}</html>", "gb18030"),
    "html-utf-16": lambda path: written(path, f"<html>{html(HEAD, SITE)}</html>", "utf-16"),
    "mht": lambda path: written(
        path,
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; "
        f"charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{html(HEAD, SITE)}\r\n--x--\r\n",
    ),
    "csv": lambda path: written(path, "网站名称,网址,主办单位\n甲网,www.a.example,甲局\n", "gb18030"),
    "utf-16-le": lambda path: written(path, "网站名称\t网址\t主办单位\n甲网\twww.a.example\t甲局\n", "utf-16-le"),
    "utf-16-be": lambda path: written(path, "网站名称\t网址\t主办单位\n甲网\twww.a.example\t甲局\n", "utf-16-be"),
}


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("suffix", [".xls", ".xlsx", ".et"])
def test_a_sheet_of_any_kind_is_read_whatever_its_name_says(tmp_path: Path, kind: str, suffix: str) -> None:
    MAKERS[kind](tmp_path / f"表{suffix}")
    grid = grid_of(tmp_path / f"表{suffix}")
    assert [grid.texts(row)[:3] for row in sorted(grid.rows)] == [HEAD, SITE]
    assert sorted(grid.rows) == [1, 2]


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_a_site_comes_out_of_every_kind(tmp_path: Path, kind: str) -> None:
    MAKERS[kind](tmp_path / "表.xls")
    site = read(tmp_path / "表.xls").sites[0]
    assert (site.row, site.site_name, site.owner) == (2, "甲网", "甲局")
    assert site.url == "http://www.a.example/"


def test_rows_and_columns_are_counted_from_the_first_of_the_sheet(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("表").write(6, 3, "甲")
    book.save(str(tmp_path / "a.xls"))
    xlsx(tmp_path / "b.xlsx", '<row r="7"><c r="D7" t="inlineStr"><is><t>甲</t></is></c></row>')
    ods(
        tmp_path / "c.ods",
        '<table:table-row table:number-rows-repeated="6"><table:table-cell/></table:table-row><table:table-row>'
        f'<table:table-cell table:number-columns-repeated="3"/>{ods_cell("甲")}</table:table-row>',
    )
    written(
        tmp_path / "d.xml",
        xml_2003('<Row ss:Index="7"><Cell ss:Index="4"><Data ss:Type="String">甲</Data></Cell></Row>'),
    )
    for path in sorted(tmp_path.iterdir()):
        assert grid_of(path).rows == {7: [None, None, None, "甲"]}, path.name


def test_values_keep_their_types(tmp_path: Path) -> None:
    moment, day = datetime(2016, 3, 5, 8, 30), date(2016, 3, 5)
    save(tmp_path / "a.xlsx", [[1304000001, 1.5, True, day, moment, time(8, 30), "甲\n乙", "_x000D_", "007"]])
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for column, value in enumerate([1304000001, 1.5, True]):
        sheet.write(0, column, value)
    sheet.write(0, 3, day, xlwt.easyxf(num_format_str="YYYY-MM-DD"))
    sheet.write(0, 4, moment, xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM"))
    book.save(str(tmp_path / "b.xls"))
    assert grid_of(tmp_path / "a.xlsx").rows[1] == [
        1304000001, 1.5, True, day, moment, time(8, 30), "甲\n乙", "\r", "007"
    ]  # fmt: skip
    assert grid_of(tmp_path / "b.xls").rows[1] == [1304000001, 1.5, True, day, moment]
    cells = (
        '<table:table-cell office:value-type="float" office:value="1304000001"/>'
        '<table:table-cell office:value-type="date" office:date-value="2016-03-05"><text:p>5日</text:p>'
        "</table:table-cell>"
        '<table:table-cell office:value-type="date" office:date-value="2016-03-05T08:30:00"/>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
        '<table:table-cell office:value-type="time" office:time-value="PT08H30M00S"/>'
        '<table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p></office:annotation>'
        "<text:p>甲<text:s/><text:span>乙</text:span></text:p><text:p>丙<text:line-break/>丁</text:p></table:table-cell>"
    )
    ods(tmp_path / "c.ods", f"<table:table-row>{cells}</table:table-row>")
    assert grid_of(tmp_path / "c.ods").rows[1] == [1304000001, day, moment, True, "8:30:00", "甲 乙\n丙\n丁"]
    typed = [("Number", "1.5"), ("DateTime", "2016-03-05T00:00:00.000"), ("Boolean", "1"), ("Error", "#REF!")]
    data = "".join(f'<Cell><Data ss:Type="{kind}">{text}</Data></Cell>' for kind, text in typed)
    written(tmp_path / "d.xml", xml_2003(f"<Row>{data}</Row>"))
    assert grid_of(tmp_path / "d.xml").rows[1] == [1.5, datetime(2016, 3, 5), True, "#REF!"]


def test_the_date_system_of_old_macs_is_known(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = date(2016, 3, 5)
    book.save(tmp_path / "mac.xlsx")
    assert grid_of(tmp_path / "mac.xlsx").text(1, 1) == "2016-03-05"


def test_rich_text_is_one_text_and_its_reading_aid_is_left_out(tmp_path: Path) -> None:
    cell = (
        '<c r="A1" t="inlineStr"><is><r><t>栖云</t></r><r><rPr><b/></rPr><t>农业网</t></r>'
        '<rPh sb="0" eb="1"><t>qiyun</t></rPh></is></c>'
    )
    xlsx(tmp_path / "rich.xlsx", f'<row r="1">{cell}</row>')
    assert grid_of(tmp_path / "rich.xlsx").text(1, 1) == "栖云农业网"


def _merged(path: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write_merge(0, 1, 0, 0, "甲局")
    sheet.write(0, 1, "x")
    sheet.write(1, 1, "y")
    book.save(str(path))
    return path


@pytest.mark.parametrize(
    "path_of",
    [
        lambda folder: save(folder / "a.xlsx", [["甲局", "x"], [None, "y"]], ["A1:A2"]),
        lambda folder: _merged(folder / "a.xls"),
        lambda folder: xlsb(folder / "a.xlsb", [["甲局", "x"], ["", "y"]], [(0, 1, 0, 0)], LINK),
        lambda folder: ods(
            folder / "a.ods",
            f"<table:table-row>{ods_cell('甲局', number_rows_spanned='2')}{ods_cell('x')}</table:table-row>"
            f"<table:table-row><table:covered-table-cell/>{ods_cell('y')}</table:table-row>",
        ),
        lambda folder: written(
            folder / "a.xls",
            xml_2003(
                '<Row><Cell ss:MergeDown="1"><Data ss:Type="String">甲局</Data></Cell>'
                '<Cell><Data ss:Type="String">x</Data></Cell></Row>'
                '<Row><Cell ss:Index="2"><Data ss:Type="String">y</Data></Cell></Row>'
            ),
        ),
        lambda folder: written(folder / "a.xls", "<table><tr><td rowspan=2>甲局<td>x<tr><td>y</table>"),
    ],
    ids=["xlsx", "xls", "xlsb", "ods", "xml", "html"],
)
def test_a_unit_merged_over_its_sites_is_filled_down_in_every_kind(tmp_path: Path, path_of) -> None:
    grid = grid_of(path_of(tmp_path))
    assert Merge(1, 1, 2, 1) in grid.merges
    assert grid.texts(1)[:2] == ["甲局", "x"]
    assert grid.texts(2)[:2] == ["甲局", "y"]
    assert (2, 1) in grid.filled


def _linked_xlsx(path: Path) -> Path:
    book = Workbook()
    book.active.append(["甲", "乙网"])
    book.active["B1"].hyperlink = LINK
    book.save(path)
    return path


def _linked_xls(path: Path) -> Path:
    """xlwt writes no link records: a HYPERLINK formula has the same in its tokens."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write(0, 0, "甲")
    sheet.write(0, 1, xlwt.Formula(f'HYPERLINK("{LINK}";"乙网")'))
    book.save(str(path))
    return path


@pytest.mark.parametrize(
    "path_of",
    [
        lambda folder: _linked_xlsx(folder / "a.xlsx"),
        lambda folder: _linked_xls(folder / "a.xls"),
        lambda folder: ods(
            folder / "a.ods",
            f'<table:table-row>{ods_cell("甲")}{ods_cell(f"""<text:a xlink:href="{LINK}">乙</text:a>""")}'
            "</table:table-row>",
        ),
        lambda folder: written(
            folder / "a.xls",
            xml_2003(
                '<Row><Cell><Data ss:Type="String">甲</Data></Cell>'
                f'<Cell ss:HRef="{LINK}"><Data ss:Type="String">乙网</Data></Cell></Row>'
            ),
        ),
        lambda folder: written(folder / "a.xls", html(["甲", f'<a href="{LINK}">乙网</a>'])),
        lambda folder: xlsx(
            folder / "b.xlsx", f'<row r="1"><c r="B1"><f>HYPERLINK("{LINK}","乙网")</f></c></row>'
        ),
    ],
    ids=["xlsx", "xls", "ods", "xml", "html", "formula"],
)  # fmt: skip
def test_the_target_of_a_link_is_read_in_every_kind(tmp_path: Path, path_of) -> None:
    assert dict(grid_of(path_of(tmp_path)).links) == {(1, 2): LINK}


def _hlink(display: str, moniker: bytes, flags: int) -> bytes:
    said = struct.pack("<I", len(display) + 1) + f"{display}\0".encode("utf-16-le") if display else b""
    return struct.pack("<HHHH16xII", 0, 0, 1, 1, 2, flags) + said + moniker


def _url_moniker(url: str) -> bytes:
    text = f"{url}\0".encode("utf-16-le")
    return bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b") + struct.pack("<I", len(text)) + text


@pytest.mark.parametrize(
    ("record", "links"),
    [
        (_hlink("", _url_moniker(LINK), 0x03), {(1, 2): LINK}),
        (_hlink("乙网", _url_moniker(LINK), 0x17), {(1, 2): LINK}),
        (_hlink("", struct.pack("<I", len(LINK)) + LINK.encode("utf-16-le"), 0x103), {(1, 2): LINK}),
        (_hlink("", b"\x03\x03" + bytes(30), 0x03), {}),
        (_hlink("表!A1", b"", 0x18), {}),
        (_hlink("", _url_moniker(LINK), 0x03)[:40], {}),
        (b"\x00" * 32, {}),
    ],
    ids=["plain", "with its text", "as text", "a file", "a place", "torn", "nothing"],
)
def test_a_link_record_of_an_old_workbook_is_read(
    monkeypatch: pytest.MonkeyPatch, record: bytes, links: dict[tuple[int, int], str]
) -> None:
    def records(*pairs: tuple[int, bytes]) -> bytes:
        return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in (*pairs, (0x0A, b"")))

    book = records((0x809, b"\0\6\5\0"), (0x85, struct.pack("<I", 30) + b"\0\0\1\0a"))
    book = book.ljust(30, b"\0") + records((0x809, b"\0\6\x10\0"), (0x1B8, record))
    monkeypatch.setattr(xls_marks, "read_stream", lambda *_: book)
    marks = xls_marks.read_xls_marks(Source("a.xls", io.BytesIO()), Limits())
    assert marks[0].links == links


def test_the_binary_workbook_tells_links_and_errors(tmp_path: Path) -> None:
    grid = grid_of(xlsb(tmp_path / "a.xlsb", [HEAD, SITE], [], LINK))
    assert (dict(grid.links), grid.value(2, 4)) == ({(2, 2): LINK}, "#REF!")


def test_an_error_value_is_kept_as_its_word(tmp_path: Path) -> None:
    xlsx(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>')
    assert grid_of(tmp_path / "a.xlsx").rows == {1: [1, "#DIV/0!"]}
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.row(0).set_cell_error(0, 0x2A)
    book.save(str(tmp_path / "b.xls"))
    assert grid_of(tmp_path / "b.xls").rows == {1: ["#N/A"]}


def test_a_formula_without_a_result_is_lost_and_an_empty_result_is_not(tmp_path: Path) -> None:
    cells = '<c r="A1"><f>A9</f></c><c r="B1" t="str"><f>A9&amp;""</f><v></v></c><c r="C1"><f>1+1</f><v>2</v></c>'
    xlsx(tmp_path / "a.xlsx", f'<row r="1">{cells}</row><row r="2"><c r="C2"><f>A9</f></c></row>')
    grid = grid_of(tmp_path / "a.xlsx")
    assert grid.rows == {1: [None, None, 2], 2: [None, None, None]}
    assert grid.lost == {(1, 1), (2, 3)}


def test_hidden_sheets_are_named_and_left_in_every_kind(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "甲"
    for state in ("hidden", "veryHidden"):
        sheet = book.create_sheet(state)
        sheet["A1"] = "字典"
        sheet.sheet_state = state
    book.create_chartsheet("图")
    book.save(tmp_path / "a.xlsx")
    old = xlwt.Workbook()
    old.add_sheet("表").write(0, 0, "甲")
    for name, visibility in (("hidden", 1), ("veryHidden", 2)):
        sheet = old.add_sheet(name)
        sheet.visibility = visibility
        sheet.write(0, 0, "字典")
    old.save(str(tmp_path / "b.xls"))
    style = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    more = "".join(
        f'<table:table table:name="{name}" table:style-name="ta2">{ods_row(["字典"])}</table:table>'
        for name in ("hidden", "veryHidden")
    )
    ods(tmp_path / "c.ods", ods_row(["甲"]), style, more)
    more = "".join(
        f'<Worksheet ss:Name="{name}"><Table>{xml_row(["字典"])}</Table>'
        f"<x:WorksheetOptions><x:Visible>{state}</x:Visible>"
        "</x:WorksheetOptions></Worksheet>"
        for name, state in (("hidden", "SheetHidden"), ("veryHidden", "SheetVeryHidden"))
    )
    written(tmp_path / "d.xml", xml_2003(xml_row(["甲"]), more))
    for path in sorted(tmp_path.iterdir()):
        pages = read_file(path, Limits(), include_hidden=False)
        assert pages.hidden == ("hidden", "veryHidden"), path.name
        assert [grid.rows for grid in pages.grids] == [{1: ["甲"]}], path.name
        assert len(read_file(path, Limits(), include_hidden=True).grids) == 3, path.name


def test_repeated_cells_and_rows_of_an_open_document_are_counted(tmp_path: Path) -> None:
    rows = (
        f'<table:table-row table:number-rows-repeated="2">{ods_cell("甲", number_columns_repeated="3")}'
        f'<table:table-cell table:number-columns-repeated="16381"/></table:table-row>{ods_row(["乙"])}'
        '<table:table-row table:number-rows-repeated="1048573"><table:table-cell/></table:table-row>'
    )
    assert grid_of(ods(tmp_path / "a.ods", rows)).rows == {1: ["甲"] * 3, 2: ["甲"] * 3, 3: ["乙"]}


PAGE = """<html><head><title>不读</title><style>p{}</style></head><body><p>栖云县政府网站清理表</p>
<table border=1><tr><td colspan=2>网站</td><td rowspan=2>主办
单位</td></tr><tr><td>名称</td><td>网址</td></tr>
<tr><td>甲网</td><td>a.example<br>b.example</td><td><a href="#x">甲局</a>&nbsp;</td></tr></table>
<div>说明：一行</div><table><tr><td>乙网</td><td x:num="1304000001">1.3E+09</td></tr></table></body></html>"""


def test_a_page_stands_block_under_block_as_a_spreadsheet_program_shows_it(tmp_path: Path) -> None:
    grid = grid_of(written(tmp_path / "page.xls", PAGE))
    assert grid.rows == {
        1: ["栖云县政府网站清理表"],
        2: ["网站", None, "主办 单位"],
        3: ["名称", "网址", "主办 单位"],
        4: ["甲网", "a.example\nb.example", "甲局"],
        5: ["说明：一行"],
        6: ["乙网", "1304000001"],
    }
    assert grid.merges == [Merge(2, 1, 2, 2), Merge(2, 3, 3, 3)]
    assert dict(grid.links) == {}


def test_a_table_for_layout_is_no_table(tmp_path: Path) -> None:
    page = f"<table><tr><td><p>标题</p>{html(HEAD, SITE)}</td></tr></table>"
    assert grid_of(written(tmp_path / "page.xls", page)).rows == {1: ["标题"], 2: HEAD, 3: SITE}


def test_the_pages_of_a_single_file_web_page_are_sheets(tmp_path: Path) -> None:
    parts = "".join(
        f"--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}\r\n"
        for body in (
            "<xml><x:Name>甲镇</x:Name><x:Name>乙镇</x:Name></xml>",
            html(HEAD, SITE),
            html(HEAD, ["乙网", "b.example", "乙局"]),
        )
    )
    written(tmp_path / "a.xls", f"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n{parts}--x--")
    pages = read_file(tmp_path / "a.xls", Limits(), include_hidden=False)
    assert [grid.sheet for grid in pages.grids] == ["甲镇", "乙镇"]


def test_a_book_is_read_with_its_hidden_sheets_and_our_own_is_not_refused_there(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "意见"
    own = book.create_sheet("标识")
    own["A1"] = "gov-site-migrate"
    own.sheet_state = "veryHidden"
    book.save(tmp_path / "own.xlsx")
    assert [grid.sheet for grid in read_book(tmp_path / "own.xlsx")] == ["Sheet", "标识"]
    with pytest.raises(SheetError, match="本工具生成的分类意见表"):
        read(tmp_path / "own.xlsx")
    own_ods = f'<table:table table:name="标识">{ods_row(["gov-site-migrate"])}</table:table>'
    ods(tmp_path / "own.ods", ods_row(["意见"]), more=own_ods)
    assert [grid.sheet for grid in read_book(tmp_path / "own.ods")] == ["表", "标识"]
    with pytest.raises(SheetError, match="本工具生成的分类意见表"):
        read(tmp_path / "own.ods")


def test_a_text_document_of_open_office_is_refused_by_its_word(tmp_path: Path) -> None:
    pack(tmp_path / "a.ods", {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})
    with pytest.raises(SheetError, match="文字文档"):
        read(tmp_path / "a.ods")


def test_a_row_after_a_gap_keeps_its_number(tmp_path: Path) -> None:
    rows = xlsx_row(1, HEAD) + xlsx_row(9, SITE)
    assert sorted(grid_of(xlsx(tmp_path / "gap.xlsx", rows)).rows) == [1, 9]
