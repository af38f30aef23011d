import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from archive.directory import catalogue
from archive.directory.catalogue import Explanation, Heading, Written, told_rows, write_catalogue
from archive.directory.own_files import OwnFiles

MADE = datetime(2024, 12, 31, 16, 5, 9, tzinfo=UTC)
HEADINGS = [
    Heading("title", "题名（待核）", True, ("DA/T 80-2019", "待核", "页面上读到的标题")),
    Heading("length", "大小（字节）", True, ("自定", "—", "字节数")),
    Heading("code", "网站标识码", False, ("自定", "—", "清理表")),
]
EXPLAINED = Explanation(("字段", "键", "标准", "核对", "内容", "必填"), ("待核的不是规定。",))
EVIL = ["=1+1", "+1", "-1", "@x", "\t=1", '=HYPERLINK("http://a.example")', "http://a.example/", "mailto:a@a.example"]


def made(folder: Path, rows: list[dict]) -> Written:
    own = OwnFiles(folder)
    written = write_catalogue(own, HEADINGS, iter(rows), EXPLAINED, made_at=MADE)
    own.finish()
    return written


def table(folder: Path) -> list[list[str]]:
    with (folder / "catalogue.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_the_three_files_say_the_same(tmp_path: Path) -> None:
    rows = [{"title": "关于春耕的通知", "length": 12, "code": "0012345678"}, {"title": "乙", "length": 0, "code": None}]
    written = made(tmp_path, rows)
    assert (written.rows, written.blank) == (2, {"title": 0, "length": 0})
    lines = [json.loads(line) for line in (tmp_path / "catalogue.jsonl").read_text("utf-8").splitlines()]
    assert lines == rows
    heads = ["题名（待核）", "大小（字节）", "网站标识码"]
    assert table(tmp_path) == [heads, ["关于春耕的通知", "12", "0012345678"], ["乙", "0", ""]]
    assert (tmp_path / "catalogue.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    sheet = load_workbook(tmp_path / "catalogue.xlsx")["归档目录"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells == [heads, ["关于春耕的通知", 12, "0012345678"], ["乙", 0, None]]


def test_no_cell_holds_a_live_formula_or_link(tmp_path: Path) -> None:
    made(tmp_path, [{"title": text, "length": 1, "code": text} for text in EVIL])
    book = load_workbook(tmp_path / "catalogue.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    assert [row[0].value for row in book["归档目录"].iter_rows(min_row=2)] == EVIL
    assert all(row[0][0] not in "=+-@\t\r" for row in table(tmp_path)[1:])


def test_a_required_field_that_is_blank_is_counted_and_told(tmp_path: Path) -> None:
    written = made(tmp_path, [{"title": "", "length": 1}, {"length": 2}, {"title": "丙", "length": 0}])
    assert written.blank == {"title": 2, "length": 0}
    assert told_rows(HEADINGS, written)[0][-1] == "必填，空缺 2 条"
    sheet = load_workbook(tmp_path / "catalogue.xlsx")["字段说明"]
    said = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert said[0] == list(EXPLAINED.headings)
    assert said[1] == ["题名（待核）", "title", "DA/T 80-2019", "待核", "页面上读到的标题", "必填，空缺 2 条"]
    assert said[3][-1] == "可空"
    assert said[-1][0] == "待核的不是规定。"


def test_a_full_sheet_is_followed_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "SHEET_ROWS", 4)
    made(tmp_path, [{"title": str(number), "length": number} for number in range(7)])
    book = load_workbook(tmp_path / "catalogue.xlsx")
    assert book.sheetnames == ["归档目录", "归档目录2", "归档目录3", "字段说明"]
    titles = [[row[0].value for row in sheet.iter_rows(min_row=2)] for sheet in book.worksheets[:3]]
    assert titles == [["0", "1", "2"], ["3", "4", "5"], ["6"]]
    assert all(sheet["A1"].value == "题名（待核）" for sheet in book.worksheets[:3])


def test_broken_letters_and_endless_texts_stop_nothing(tmp_path: Path) -> None:
    made(tmp_path, [{"title": "坏\x00\x0b\ud800\uffff字", "length": 1}, {"title": "长" * 40_000, "length": 2}])
    sheet = load_workbook(tmp_path / "catalogue.xlsx")["归档目录"]
    assert sheet["A2"].value == "坏字"
    assert len(sheet["A3"].value) == catalogue.CELL and sheet["A3"].value.endswith("catalogue.jsonl）")
    lines = (tmp_path / "catalogue.jsonl").read_text("utf-8").splitlines()
    assert json.loads(lines[1])["title"] == "长" * 40_000
    assert table(tmp_path)[2][0] == "长" * 40_000


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    rows = [{"title": "甲", "length": 1, "code": None}]
    for name in ("a", "b"):
        made(tmp_path / name, rows)
    for name in catalogue.NAMES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert not list(tmp_path.rglob("*.part"))


def test_a_catalogue_without_pages_has_its_headings(tmp_path: Path) -> None:
    assert made(tmp_path, []).rows == 0
    assert len(table(tmp_path)) == 1
    assert (tmp_path / "catalogue.jsonl").read_bytes() == b""
