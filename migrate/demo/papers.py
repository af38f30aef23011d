"""Attachments of the sample sites as real files: docx, xlsx, pdf and zip, the same bytes every time."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from datetime import datetime
from functools import cache

import docx
import openpyxl
from openpyxl.styles import Alignment, Border, Font, Side

from migrate.demo.texts import Paper

_EPOCH = (2012, 1, 1, 8, 0, 0)
_WRITTEN_AT = datetime(2012, 1, 1, 8, 0, 0)  # naive: the office libraries take no other
_CORE_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


@cache
def paper_bytes(paper: Paper) -> bytes:
    """The bytes of one attachment."""
    return {"docx": _docx, "xlsx": _xlsx, "pdf": _pdf, "zip": _zip}[paper.kind](paper)


def settled(package: bytes) -> bytes:
    """An office package with every clock in it set to one fixed moment."""
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        members = [(name, old.read(name)) for name in old.namelist()]
    stamp = b"2012-01-01T00:00:00Z"
    return _packed(
        (name, _CORE_TIMES.sub(rb"\g<1>" + stamp + rb"\g<2>", body) if name == "docProps/core.xml" else body)
        for name, body in members
    )


def _packed(members: Iterable[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, body in members:
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 0  # FAT, so that the maker's system does not show in the bytes
            new.writestr(member, body)
    return out.getvalue()


def _docx(paper: Paper) -> bytes:
    document = docx.Document()
    document.core_properties.author = "办公室"
    document.core_properties.title = paper.title
    document.add_heading(paper.title, level=1)
    if paper.rows:
        table = document.add_table(rows=0, cols=max(map(len, paper.rows)), style="Table Grid")
        for row in paper.rows:
            for cell, text in zip(table.add_row().cells, row, strict=False):
                cell.text = str(text)
    for line in paper.lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return settled(out.getvalue())


def _xlsx(paper: Paper) -> bytes:
    book = openpyxl.Workbook()
    book.properties.creator, book.properties.created = "办公室", _WRITTEN_AT
    sheet = book.worksheets[0]
    sheet.title = "汇总表"
    sheet.append([paper.title])
    for row in paper.rows:
        sheet.append(row)
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=max(map(len, paper.rows)))
    sheet["A1"].font, sheet["A1"].alignment = (
        Font(name="宋体", size=14, bold=True),
        Alignment(horizontal="center"),
    )
    line = Side(style="thin")
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.border = Border(line, line, line, line)
    for letter in "ABCDE":
        sheet.column_dimensions[letter].width = 18
    out = io.BytesIO()
    book.save(out)
    return settled(out.getvalue())


def _zip(paper: Paper) -> bytes:
    text = "\r\n".join((*paper.lines, "")).encode("gb18030")
    return _packed([("readme.txt", text), ("routes/index.txt", text[:64])])


def _pdf(paper: Paper) -> bytes:
    shown = [(16, 770, paper.title), *((11, 730 - 24 * k, line) for k, line in enumerate(paper.lines))]
    drawn = "\n".join(
        f"BT /F1 {size} Tf 1 0 0 1 64 {y} Tm <{text.encode('utf-16-be').hex().upper()}> Tj ET"
        for size, y, text in shown
    )
    stream = zlib.compress(drawn.encode("ascii"), 9)
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    )
    return _assembled(parts)


def _assembled(parts: Iterable[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(out),
    )  # fmt: skip
    return bytes(out)
