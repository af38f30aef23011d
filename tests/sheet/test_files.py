"""Files that are tables, and files that are refused with one sentence each."""

import codecs
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from migrate.errors import SheetError
from tests.sheet.building import Limits, read, save

TABLE = "网站名称,网址,主办单位\n甲网,ｗｗｗ．ａ．ｅｘａｍｐｌｅ,甲局\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        codecs.BOM_UTF8 + TABLE.encode(),
        TABLE.encode("gb18030"),
        TABLE.encode("utf-16"),
        TABLE.replace(",", "\t").encode(),
        TABLE.replace(",", ";").encode("gb18030"),
    ],
    ids=["utf-8", "bom", "gb18030", "utf-16", "tsv", "semicolons"],
)
def test_text_tables_are_read_in_their_encoding(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    site = read(path).sites[0]
    assert (site.sheet, site.row, site.site_name, site.url) == (None, 2, "甲网", "http://www.a.example/")


def _zip(path: Path, *names: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")


REFUSED = {
    "zero.xlsx": (b"", "空文件"),
    "torn.xls": (OLE + "Workbook".encode("utf-16-le"), "已损坏"),
    "slides.ppt": (OLE + "PowerPoint Document".encode("utf-16-le"), "演示文稿"),
    "ancient.xls": (b"\x09\x04\x06\x00\x00\x00\x10\x00", "Excel 4.0"),
    "words.txt": ("关于报送清理表的通知\n请于月底前报送\n".encode(), "纯文字"),
    "locked.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "已加密"),
    "letter.doc": (OLE + "WordDocument".encode("utf-16-le"), "Word"),
    "strange.bin": (OLE, "不是可识别"),
    "scan.xlsx": (b"\x89PNG\r\n\x1a\n", "图片"),
    "paper.pdf": (b"%PDF-1.4 ...", "PDF"),
    "rich.doc": (b"{\\rtf1", "Word"),
    "page.xls": (b"<html><p>x</p></html>", "HTML"),
    "xml.xls": (b"<?xml version='1.0'?><Workbook/>", "XML"),
    "torn.xlsx": (b"PK\x03\x04 torn", "已损坏"),
    "packed.rar": (b"Rar!\x1a\x07", "压缩包"),
    "binary.csv": (bytes(range(256)) * 4, "不是可识别"),
    "words.csv": ("没有表头,的表\n甲,乙\n".encode(), "没有可识别的表头"),
    "head.csv": ("网站名称,网址\n".encode(), "没有数据行"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_with_its_name_and_a_remedy(tmp_path: Path, name: str) -> None:
    content, word = REFUSED[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SheetError) as caught:
        read(tmp_path / name)
    assert name in caught.value.problem
    assert word in caught.value.problem
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("members", "word"),
    [
        (["word/document.xml"], "Word"),
        (["content.xml"], "损坏"),
        (["xl/workbook.bin"], "损坏"),
        (["OFD.xml"], "版式文件"),
        (["ppt/presentation.xml"], "演示"),
        (["xl/workbook.xml"], "损坏"),
    ],
)
def test_other_packages_are_refused_by_what_they_are(tmp_path: Path, members: list[str], word: str) -> None:
    _zip(tmp_path / "some.xlsx", *members)
    with pytest.raises(SheetError, match=word):
        read(tmp_path / "some.xlsx")


def test_entities_in_a_workbook_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(SheetError, match="实体"):
        read(tmp_path / "x.xlsx")


def test_a_workbook_that_unpacks_too_large_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (3 << 20))
    with pytest.raises(SheetError, match="解压后超过 2 MiB"):
        read(tmp_path / "bomb.xlsx", limits=Limits(max_unpacked=2 << 20))


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "long.xlsx", [["网站名称", "网址"], ["甲网", "a.example"], ["乙网", "b.example"]])
    with pytest.raises(SheetError, match="超过 2 行"):
        read(path, limits=Limits(max_rows=2))
    (tmp_path / "long.csv").write_text(TABLE + "乙网,b.example,乙局\n", encoding="utf-8")
    with pytest.raises(SheetError, match="超过 2 行"):
        read(tmp_path / "long.csv", limits=Limits(max_rows=2))


def test_missing_and_empty_places_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="找不到文件"):
        read(tmp_path / "none.xlsx")
    (tmp_path / "folder").mkdir()
    with pytest.raises(SheetError, match="没有清理表"):
        read(tmp_path / "folder")
    Workbook().save(tmp_path / "blank.xlsx")
    with pytest.raises(SheetError, match="没有任何内容"):
        read(tmp_path / "blank.xlsx")


def test_a_folder_is_read_whole_and_its_bad_files_are_named(tmp_path: Path) -> None:
    save(tmp_path / "甲.xlsx", [["网站名称", "网址"], ["甲网", "a.example"]])
    save(tmp_path / "乙.xlsx", [["网站名称", "网址"], ["乙网", "https://www.a.example"]])
    (tmp_path / "说明.docx").write_bytes(b"%PDF-1.4")
    (tmp_path / "~$甲.xlsx").write_bytes(b"lock")
    result = read(tmp_path)
    assert {site.site_name for site in result.sites} == {"甲网", "乙网"}
    assert all("duplicate_site" in site.flags for site in result.sites)
    assert [Path(one.file).name for one in result.refused_files] == ["说明.docx"]


def test_a_file_keeps_the_name_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "units").mkdir()
    save(tmp_path / "units" / "甲.xlsx", [["网站名称", "网址"], ["甲网", "a.example"]])
    monkeypatch.chdir(tmp_path)
    assert [site.file for site in read("./units/甲.xlsx").sites] == ["./units/甲.xlsx"]
    assert [site.file for site in read("./units/").sites] == ["./units/甲.xlsx"]


def test_a_workbook_with_hidden_sheets_only_says_so(tmp_path: Path) -> None:
    path = save(tmp_path / "hidden.xlsx", [["网站名称", "网址"], ["甲网", "a.example"]])
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/workbook.xml"] = members["xl/workbook.xml"].replace(b'state="visible"', b'state="hidden"')
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(SheetError, match="全部隐藏"):
        read(path)


def test_when_no_file_is_usable_all_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "b.xlsx").write_bytes(b"")
    with pytest.raises(SheetError, match="2 个文件都不能使用"):
        read(tmp_path)
