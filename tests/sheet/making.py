"""Clean-up sheets of the kinds that openpyxl cannot write: .xls through xlwt, the others by hand."""

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import xlwt
from xlwt.CompoundDoc import XlsDoc

HEAD = ["网站名称", "网址", "主办单位"]
SITE = ["甲网", "www.a.example", "甲局"]
MAIN = "http://schemas.openxmlformats.org"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
SHEET_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{MAIN}/package/2006/content-types"/>',
    "_rels/.rels": (
        f'<Relationships xmlns="{MAIN}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{MAIN}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}/spreadsheetml/2006/main" xmlns:r="{MAIN}/officeDocument/2006/relationships">'
        '<sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{MAIN}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{MAIN}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def pack(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return path


def xlsx(path: Path, rows: str, after: str = "", **more: str) -> Path:
    """A workbook of one sheet whose rows are given as XML."""
    space = f'xmlns="{MAIN}/spreadsheetml/2006/main" xmlns:r="{MAIN}/officeDocument/2006/relationships"'
    sheet = f'<?xml version="1.0" encoding="UTF-8"?><worksheet {space}><sheetData>{rows}</sheetData>{after}</worksheet>'
    return pack(path, {**SHEET_PARTS, "xl/worksheets/sheet1.xml": sheet, **more})


def xlsx_row(number: int, values: Sequence[str]) -> str:
    cells = (
        f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        for place, value in enumerate(values)
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def xls(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    book.save(str(path))
    return path


def _biff(*records: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in (*records, (0x0A, b"")))


def biff5(path: Path, rows: Sequence[Sequence[str]], charset: str = "gbk", page: int = 936) -> Path:
    """A workbook as Excel 95 wrote it: texts in the charset of the system, not in Unicode."""
    name = "表".encode(charset)
    head = b""
    for _ in range(2):  # the second time with the place of the sheet, which is the length of the head
        sheet = struct.pack("<IHB", len(head), 0, len(name)) + name
        globals_ = (0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)), (0x42, struct.pack("<H", page)), (0x85, sheet)
        head = _biff(*globals_)
    cells = [
        (0x204, struct.pack("<HHHH", number, column, 0, len(text)) + text)
        for number, row in enumerate(rows)
        for column, text in enumerate(value.encode(charset) for value in row)
    ]
    XlsDoc().save(str(path), head + _biff((0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0)), *cells))
    return path


def ods(path: Path, rows: str, styles: str = "", more: str = "", **members: str) -> Path:
    """An OpenDocument spreadsheet of one sheet whose rows are given as XML."""
    return pack(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": open_document("document-content", rows, styles, more),
            **members,
        },
    )


def open_document(root: str, rows: str, styles: str = "", more: str = "") -> str:
    spaces = " ".join(f'xmlns:{name}="{OFFICE}{name}:1.0"' for name in ("office", "table", "text", "style"))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:{root} {spaces} xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="表">{rows}</table:table>{more}'
        f"</office:spreadsheet></office:body></office:{root}>"
    )


def ods_cell(text: str, **attributes: str) -> str:
    told = "".join(f' table:{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<table:table-cell office:value-type="string"{told}><text:p>{text}</text:p></table:table-cell>'


def ods_row(values: Sequence[str]) -> str:
    return f"<table:table-row>{''.join(map(ods_cell, values))}</table:table-row>"


def xml_2003(rows: str, more: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f'<Worksheet ss:Name="表"><Table>{rows}</Table></Worksheet>{more}</Workbook>'
    )


def xml_row(values: Sequence[str], **attributes: str) -> str:
    told = "".join(f' ss:{name}="{value}"' for name, value in attributes.items())
    cells = "".join(f'<Cell><Data ss:Type="String">{escape(value)}</Data></Cell>' for value in values)
    return f"<Row{told}>{cells}</Row>"


def html(*rows: Sequence[str]) -> str:
    lines = "".join("<tr>" + "".join(f"<td>{value}</td>" for value in row) + "</tr>" for row in rows)
    return f"<table>{lines}</table>"


def _record(kind: int, content: bytes = b"") -> bytes:
    """One record of the binary package: kind and length in sevens of bits."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(content)
    size = b""
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return head + size + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(path: Path, rows: Sequence[Sequence[str]], merges: Sequence[tuple[int, int, int, int]], link: str) -> Path:
    """A binary workbook: texts, merges (top, bottom, left, right from 0), one link on B2, an error in D2."""
    sheet = _record(129) + _record(148, struct.pack("<IIII", 0, len(rows), 0, 5)) + _record(145)
    for number, row in enumerate(rows):
        sheet += _record(0, struct.pack("<IIHHBI", number, 0, 0, 0, 0, 0))
        for column, value in enumerate(row):
            sheet += _record(6, struct.pack("<II", column, 0) + _wide(value))
        if number == 1:
            sheet += _record(3, struct.pack("<IIB", 3, 0, 0x17))
    sheet += _record(146) + _record(177, struct.pack("<I", len(merges)))
    sheet += b"".join(_record(176, struct.pack("<IIII", *merge)) for merge in merges) + _record(178)
    sheet += _record(494, struct.pack("<IIII", 1, 1, 1, 1) + _wide("rId1") + _wide("") * 3) + _record(130)
    book = _record(131) + _record(143) + _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("表"))
    relation = (
        f'<Relationships xmlns="{MAIN}/package/2006/relationships">'
        '<Relationship Id="rId1" Type="%s" %s/></Relationships>'
    )
    kind = f"{MAIN}/officeDocument/2006/relationships/"
    return pack(
        path,
        {
            "[Content_Types].xml": SHEET_PARTS["[Content_Types].xml"],
            "xl/workbook.bin": book + _record(144) + _record(132),
            "xl/_rels/workbook.bin.rels": relation % (kind + "worksheet", 'Target="worksheets/sheet1.bin"'),
            "xl/worksheets/sheet1.bin": sheet,
            "xl/worksheets/_rels/sheet1.bin.rels": relation
            % (kind + "hyperlink", f'Target="{link}" TargetMode="External"'),
        },
    )
