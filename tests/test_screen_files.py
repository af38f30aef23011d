"""Attachments as screening reads them: every kind in a child process, hostile ones end the child and nothing else."""

import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from mappings.screening import read_screening
from migrate.screen.attached import screen_attachment
from migrate.screen.files import child, guard
from migrate.screen.files.guard import AttachmentReader

RULES = read_screening()
IDENTITY = "999999199001010016"
Screened = Callable[[bytes], list[tuple[str, str, str]]]


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screened]:
    """Kind, place and excerpt of all that is found in a file."""
    path = tmp_path_factory.mktemp("files") / "attachment"
    with AttachmentReader() as reader:

        def look(content: bytes) -> list[tuple[str, str, str]]:
            path.write_bytes(content)
            found = screen_attachment("名单", reader.read(path), RULES)
            return [(one.kind, one.where.removeprefix("附件“名单”"), one.excerpt) for one in found]

        yield look


def zipped(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return stream.getvalue()


def workbook(*, hidden: bool = False) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    sheet = book.create_sheet("底稿")
    for row in (["补贴名单"], ["姓名", "身份证号", "联系电话"], ["张某", IDENTITY, 13800000000]):
        sheet.append(row)
    sheet.sheet_state = "hidden" if hidden else "visible"
    book.save(stream)
    return stream.getvalue()


def document(*, table: bool = False, header: bool = False) -> bytes:
    made, stream = Document(), io.BytesIO()
    made.add_paragraph("补贴名单")
    if table:
        cells = made.add_table(2, 3)
        for row, said in enumerate((("姓名", "身份证号", "住址"), ("张某", IDENTITY, "青石村3组15号"))):
            for cell, text in zip(cells.rows[row].cells, said, strict=True):
                cell.text = text
    elif header:
        made.sections[0].header.paragraphs[0].text = f"身份证号：{IDENTITY}"
    else:
        paragraph = made.add_paragraph("身份证号：")
        for piece in (IDENTITY[:6], IDENTITY[6:14], IDENTITY[14:]):
            paragraph.add_run(piece)
    made.save(stream)
    return stream.getvalue()


def pdf(text: str) -> bytes:
    """One page with one line in a standard font."""
    stream = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, table)
    return made + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, start)


OFD = (
    '<ofd:Page xmlns:ofd="urn:ofd"><ofd:TextObject>'
    f"<ofd:TextCode>身份证号：{IDENTITY[:9]}</ofd:TextCode><ofd:TextCode>{IDENTITY[9:]}</ofd:TextCode>"
    "</ofd:TextObject></ofd:Page>"
)
FOUND = {
    "workbook": (workbook(), "工作表“底稿”第 3 行第 2 列"),
    "hidden sheet": (workbook(hidden=True), "工作表“底稿”第 3 行第 2 列"),
    "split runs": (document(), "第 2 段"),
    "table": (document(table=True), "表格第 2 行第 2 列"),
    "header": (document(header=True), "页眉第 1 段"),
    "csv": (f"姓名,身份证号\n张某,{IDENTITY}\n".encode("gb18030"), "第 2 行第 2 列"),
    "text": (f"名单\n张某，身份证号{IDENTITY}\n".encode(), "第 2 行"),
    "text in two bytes": (b"\xff\xfe" + f"张某，身份证号{IDENTITY}".encode("utf-16-le"), "第 1 行"),
    "web page called .xls": (
        f"<table><tr><td>姓名</td><td>身份证号</td></tr><tr><td>张某</td><td>{IDENTITY}</td></tr></table>".encode(
            "gbk"
        ),
        "第 4 段（表格）",
    ),
    "rich text": (rb"{\rtf1\ansi \'d0\'d5\'c3\'fb\par " + IDENTITY.encode() + b"}", "第 2 行"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + f"张某身份证{IDENTITY}。\r".encode("utf-16-le"), "文字"),
    "pdf": (pdf(IDENTITY), "第 1 页"),
    "ofd": (zipped(**{"OFD.xml": b"<a/>", "Doc_0/Pages/Page_0/Content.xml": OFD.encode()}), "第 1 页第 1 段"),
    "archive": (zipped(**{"公示/名单.xlsx": workbook()}), "“公示/名单.xlsx”工作表“底稿”第 3 行第 2 列"),
    "archive in archive": (zipped(**{"a.zip": zipped(**{"b.docx": document()})}), "“a.zip”“b.docx”第 2 段"),
}


@pytest.mark.parametrize("name", FOUND)
def test_an_identity_number_is_found_with_its_place_and_not_shown(name: str, screened: Screened) -> None:
    content, where = FOUND[name]
    found = screened(content)
    assert found[0][:2] == ("identity_number", where)
    assert IDENTITY not in str(found)
    assert "15号" not in str(found)


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document xmlns:w="x"><w:p><w:t>&a;</w:t></w:p></w:document>'
UNREAD = {
    "empty": (b"", "空文件"),
    "torn workbook": (workbook()[:2000], "已损坏或不完整"),
    "torn pdf": (b"%PDF-1.4 and nothing", "已损坏或不完整"),
    "locked workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "已加密"),
    "scan": (pdf(""), "没有文字，多为扫描件"),
    "picture": (b"\xff\xd8\xff\xe0" + bytes(100), "图片，没有文字"),
    "film": (b"\0\0\0\x18ftypmp42" + bytes(100), "音频或视频"),
    "rar": (b"Rar!\x1a\x07\x00", "zip 以外的压缩包"),
    "entities": (zipped(**{"word/document.xml": ENTITIES}), "含有不允许的 XML 实体声明"),
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_is_told_with_the_reason(name: str, screened: Screened) -> None:
    content, why = UNREAD[name]
    assert [(kind, excerpt) for kind, _, excerpt in screened(content)] == [("attachment_unread", why)]


@pytest.mark.parametrize("name", [*FOUND, *UNREAD])
def test_what_the_child_answers_is_what_it_reads_and_nothing_is_lost_on_the_way(name: str, tmp_path: Path) -> None:
    """The same pieces come through the pipe, with their places, as are read without it."""
    path, out = tmp_path / "attachment", io.BytesIO()
    path.write_bytes({**FOUND, **UNREAD}[name][0])
    child.answer(path, out)
    *pieces, end = [json.loads(line) for line in out.getvalue().splitlines()]
    with AttachmentReader() as reader:
        assert [list(piece) for piece in reader.read(path)] == pieces
    assert end == []
    told = "".join(text for _, text, *_ in pieces)
    assert any(one[-1] for one in pieces) if name in UNREAD else IDENTITY in told or IDENTITY[9:] in told


def test_a_bomb_is_left_and_told(screened: Screened) -> None:
    stream = io.BytesIO()
    package = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with package, package.open("a.txt", "w", force_zip64=True) as member:
        for _ in range(300):
            member.write(bytes(1 << 20))
    assert screened(stream.getvalue()) == [("attachment_unread", "“a.txt”", "解压后过大")]


def test_a_text_without_end_is_looked_at_as_far_as_the_limit(screened: Screened) -> None:
    lines = f"身份证号{IDENTITY}\n".encode() + (b"0123456789 " * 100_000 + b"\n") * 11
    assert [(kind, excerpt) for kind, _, excerpt in screened(lines)][-1] == (
        "attachment_unread",
        "文字超过 1000 万字，只看了前面的",
    )


def test_the_member_that_cannot_be_read_is_told_and_the_others_are_read(screened: Screened) -> None:
    found = screened(zipped(**{"照片.jpg": b"\xff\xd8\xff\xe0", "名单.docx": document()}))
    assert [(kind, where) for kind, where, _ in found] == [
        ("attachment_unread", "“照片.jpg”"),
        ("identity_number", "“名单.docx”第 2 段"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "统一社会信用代码：91999999MA00000000\n咨询电话：0999-8000000\n项目编号：QYZC20260301000000123",
        "姓名,证件号\n张某,999999********0016\n",
        "时间,数值\n2026-01-05,1234567890.12\n",
    ],
)
def test_an_ordinary_file_raises_no_alarm(text: str, screened: Screened) -> None:
    assert screened(text.encode()) == []


@pytest.mark.parametrize(
    ("program", "why"),
    [("import time; time.sleep(60)", "读取超过 0.5 秒"), ("import os; os.abort()", "内容已损坏，读取中断")],
)
def test_a_child_that_hangs_or_dies_is_told_and_the_next_file_gets_a_new_one(
    program: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = guard.command()
    path = tmp_path / "attachment"
    path.write_text(f"身份证号{IDENTITY}", "utf-8")
    with AttachmentReader(0.5) as reader:
        monkeypatch.setattr(guard, "command", lambda: [sys.executable, "-c", program])
        assert [one.unread for one in reader.read(path)] == [why]
    with AttachmentReader(30) as reader:
        monkeypatch.setattr(guard, "command", lambda: real)
        assert [one.text for one in reader.read(path)] == [f"身份证号{IDENTITY}"]
