"""Files made to hurt: each is refused with one sentence while the others go on, and the parent feels nothing."""

import shutil
import struct
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from migrate.errors import SheetError
from migrate.sheet.files import guard
from migrate.sheet.reading import list_files, read_file, read_files
from tests.sheet.building import Limits, read, save
from tests.sheet.making import HEAD, SITE, ods, ods_cell, ods_row, pack, xls, xlsx, xlsx_row, xml_2003, xml_row

CSV = "网站名称,网址,主办单位\n甲网,www.a.example,甲局\n"
GOOD = xlsx_row(1, HEAD) + xlsx_row(2, SITE)


def refusal(path: Path, **limits: int) -> str:
    reads = list(read_files([path], Limits(**limits), False))
    assert len(reads) == 1
    assert reads[0].error is not None
    assert reads[0].error.remedy
    assert "\n" not in str(reads[0].error)
    return reads[0].error.problem


def test_the_others_go_on_after_a_file_that_ends_the_reader(tmp_path: Path) -> None:
    folder = tmp_path / "units"
    folder.mkdir()
    xlsx(folder / "b.xlsx", GOOD + f'<row r="1048576">{"".join(_cells(1048576, 23))}</row>')
    for name in ("a.csv", "c.csv"):
        (folder / name).write_text(CSV, encoding="utf-8")
    result = read(folder, limits=Limits(max_unpacked=512 << 20))
    assert [Path(site.file).name for site in result.sites] == ["a.csv", "c.csv"]
    assert [Path(one.file).name for one in result.refused_files] == ["b.xlsx"]


def test_the_others_of_an_archive_go_on_too(tmp_path: Path) -> None:
    bad = xlsx(tmp_path / "b.xlsx", GOOD + f'<row r="1048576">{"".join(_cells(1048576, 23))}</row>')
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.writestr("a.csv", CSV)
        package.write(bad, "b.xlsx")
        package.writestr("c.csv", CSV)
    reads = list(read_files([tmp_path / "a.zip"], Limits(), False))
    assert [(one.name.rpartition("/")[2], one.error is None) for one in reads] == [
        ("a.csv", True), ("b.xlsx", False), ("c.csv", True)
    ]  # fmt: skip


def _cells(row: int, count: int) -> list[str]:
    return [f'<c r="{chr(64 + number)}{row}"><v>1</v></c>' for number in range(1, count + 1)]


def test_a_stray_cell_in_the_last_corner_is_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", GOOD + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    assert refusal(path) == f"{path} 的工作表“表”范围过大（末尾的行或列里有零散内容）"


def test_sixteen_thousand_columns_are_read(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", GOOD + '<row r="3"><c r="A3"><v>1</v></c><c r="XFD3"><v>1</v></c></row>')
    assert len(read_file(path, Limits(), include_hidden=False).grids[0].rows[3]) == 16_384


def test_very_many_empty_rows_with_a_style_are_read_over(tmp_path: Path) -> None:
    empty = "".join(f'<row r="{row}" s="1" ht="14"><c r="A{row}" s="1"/></row>' for row in range(3, 60_000))
    assert [site.row for site in read(xlsx(tmp_path / "a.xlsx", GOOD + empty)).sites] == [2]


def test_a_bomb_is_refused_whether_its_size_is_told_or_not(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "told.xlsx", " " * (3 << 20))
    assert "解压后超过 2 MiB" in refusal(path, max_unpacked=2 << 20)
    with zipfile.ZipFile(path) as package:
        told = package.getinfo("xl/worksheets/sheet1.xml")
        crc = zlib.crc32(package.read(told)[:1000])
    lying = path.read_bytes().replace(struct.pack("<I", told.file_size), struct.pack("<I", 1000))
    (tmp_path / "lying.xlsx").write_bytes(lying)
    assert "已损坏" in refusal(tmp_path / "lying.xlsx", max_unpacked=2 << 20)
    (tmp_path / "sly.xlsx").write_bytes(lying.replace(struct.pack("<I", told.CRC), struct.pack("<I", crc)))
    assert "已损坏" in refusal(tmp_path / "sly.xlsx", max_unpacked=2 << 20)


def test_repetitions_and_spans_that_unfold_without_end_are_refused(tmp_path: Path) -> None:
    row = f'<table:table-row table:number-rows-repeated="1048576">{ods_cell("x", number_columns_repeated="16384")}'
    assert "范围过大" in refusal(ods(tmp_path / "a.ods", row + "</table:table-row>"))
    assert "范围过大" in refusal(
        ods(
            tmp_path / "b.ods", f"<table:table-row>{ods_cell('x', number_columns_repeated='9999999')}</table:table-row>"
        )
    )
    (tmp_path / "c.xls").write_text("<table><tr>" + "<td rowspan=65534 colspan=16000>x" * 3 + "</table>")
    assert "范围过大" in refusal(tmp_path / "c.xls")
    (tmp_path / "d.xls").write_text(xml_2003('<Row><Cell ss:Index="99999999"><Data>x</Data></Cell></Row>'), "utf-8")
    assert "范围过大" in refusal(tmp_path / "d.xls")


def test_merges_over_all_rows_many_times_are_refused(tmp_path: Path) -> None:
    merges = '<mergeCell ref="A1:A1048576"/>' * 9
    path = xlsx(
        tmp_path / "a.xlsx",
        GOOD + '<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        f"<mergeCells>{merges}</mergeCells>",
    )
    assert "合并单元格过多" in refusal(path)


@pytest.mark.parametrize("opening", ['<!DOCTYPE a [<!ENTITY b "c">]>', f"<!--{'x' * 9000}--><!DOCTYPE a>"])
def test_entities_are_refused_in_every_kind_of_xml(tmp_path: Path, opening: str) -> None:
    ods(tmp_path / "a.ods", ods_row(HEAD), **{"meta.xml": f'<?xml version="1.0"?>{opening}<a>&b;</a>'})
    text = xml_2003(xml_row(HEAD)).replace("<Workbook", f"{opening}<Workbook")
    (tmp_path / "b.xls").write_text(text, "utf-8")
    for path in sorted(tmp_path.iterdir()):
        assert "实体" in refusal(path)


def test_encrypted_workbooks_are_refused_by_that_word(tmp_path: Path) -> None:
    pack(
        tmp_path / "a.ods",
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest:encryption-data/>",
            "content.xml": b"\x00\x01",
        },
    )
    old = xls(tmp_path / "b.xls", [HEAD, SITE])
    content = old.read_bytes()
    start = content.index(b"\x09\x08\x10\x00\x00\x06")
    record = content[start + 20 : start + 24]
    locked = struct.pack("<HH", 0x2F, struct.unpack("<HH", record)[1])
    old.write_bytes(content[: start + 20] + locked + content[start + 24 :])
    for path in (tmp_path / "a.ods", old):
        assert refusal(path) == f"{path} 已加密"


@pytest.mark.parametrize("length", [30, 300, 3000, 4000])
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_torn_file_is_refused_wherever_it_was_cut(tmp_path: Path, kind: str, length: int) -> None:
    path = tmp_path / f"a.{kind}"
    makers = {
        "xlsx": lambda: save(path, [HEAD, SITE]),
        "xls": lambda: xls(path, [HEAD, SITE]),
        "ods": lambda: ods(path, ods_row(HEAD)),
    }
    makers[kind]()
    content = path.read_bytes()
    path.write_bytes(content[: min(length, len(content) - 30)])
    assert any(word in refusal(path) for word in ("已损坏", "不是可识别"))


def _child(*lines: str) -> list[str]:
    return [sys.executable, "-c", ";".join(("import os, sys, time, signal", *lines))]


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (["time.sleep(60)"], "读取超过 0.2 秒"),
        (["signal.signal(signal.SIGTERM, signal.SIG_IGN)", "[0 for _ in iter(int, 1)]"], "读取超过 0.2 秒"),
        (["os.abort()"], "内存不足"),
        (["os.kill(os.getpid(), signal.SIGSEGV)"], "读取中断"),
        (["sys.exit(3)"], "读取中断"),
        (["print('{')"], "读取中断"),
    ],
    ids=["sleeps", "loops", "aborts", "crashes", "leaves", "babbles"],
)
def test_a_reader_that_does_not_answer_is_one_refused_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: list[str], word: str
) -> None:
    monkeypatch.setattr(guard, "command", lambda: _child(*lines))
    (tmp_path / "a.csv").write_text(CSV, encoding="utf-8")
    reads = list(read_files([tmp_path / "a.csv"] * 2, Limits(max_seconds=0.2 if "超过" in word else 60), False))
    assert [word in one.error.problem for one in reads if one.error] == [True, True]


def test_the_reader_finds_its_package_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path / "a.xlsx", [HEAD, SITE])
    (tmp_path / "json.py").write_text("raise SystemExit")  # what lies in the current folder is never imported
    monkeypatch.chdir(tmp_path)
    assert [site.file for site in read("a.xlsx").sites] == ["a.xlsx"]


def test_a_name_in_no_charset_is_read_and_given_back(tmp_path: Path) -> None:
    path = tmp_path / "a\udcff.csv"
    path.write_text(CSV, encoding="utf-8")
    assert [site.file for site in read(path).sites] == [str(path)]


def test_a_folder_without_sheets_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.csv").write_text(CSV, encoding="utf-8")
    result = read(tmp_path / "empty", tmp_path / "a.csv", tmp_path / "none.xls")
    assert len(result.sites) == 1
    assert [one.problem.partition(" ")[0] for one in result.refused_files] == ["文件夹", "找不到文件"]


def test_files_are_listed_in_order_without_litter(tmp_path: Path) -> None:
    for name in ("乙/b.csv", "乙/a.csv", "甲.csv", "__MACOSX/x.csv", ".git/x.csv", "乙/~$a.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(CSV, encoding="utf-8")
    shutil.copy(tmp_path / "甲.csv", tmp_path / ".DS_Store")
    names = [name.removeprefix(f"{tmp_path}/") for _, name in list_files([tmp_path])]
    assert names == ["乙/a.csv", "乙/b.csv", "甲.csv"]


def test_reading_in_this_process_raises_what_the_child_would_say(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    with pytest.raises(SheetError, match="是 PDF 文件"):
        read_file(tmp_path / "a.pdf", Limits(), include_hidden=False)
