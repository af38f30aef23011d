"""The opinion workbook: what it shows, that nothing in it is live, and that it comes back."""

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from migrate.errors import SheetError
from migrate.model import Verdict
from migrate.sheet.opinion import TITLES, write_opinion
from migrate.sheet.review import Review, read_review
from migrate.sheet.sites import as_json
from tests.sheet.building import AS_OF, decide, read, save, shipped

ROWS: list[list[Any]] = [
    ["网站名称", "网址", "主办单位", "是否纳入报送系统", "最后更新时间", "备注"],
    ["甲网", "a.example", "甲局", "未纳入", "2015年", "=1+1 不是公式"],
    ["乙网", "b.example", "乙局", "已纳入", "2017-02-01", "@cmd"],
    [None, "见附件", "丙局", "未纳入", "2015年", None],
]


def opinion(tmp_path: Path, rows: list[list[Any]] = ROWS) -> Path:
    result = read(save(tmp_path / "in.xlsx", rows))
    path = tmp_path / "out" / "分类意见.xlsx"
    _, vocabularies, rules = shipped()
    write_opinion(
        path, result, decide(result), rules=rules.rules, labels=vocabularies.labels, as_of=AS_OF, classification="7"
    )
    return path


def fill(path: Path, row: int, **cells: Any) -> None:
    book = load_workbook(path)
    sheet = book["分类意见"]
    for title, value in cells.items():
        sheet.cell(row, TITLES.index(title) + 1).value = value
    book.save(path)


def review(path: Path) -> Review:
    return read_review(path, today=date(2017, 3, 1))


def test_the_workbook_has_its_sheets_and_its_print_set_up(tmp_path: Path) -> None:
    book = load_workbook(opinion(tmp_path))
    assert book.sheetnames == ["汇总", "分类意见", "存疑", "退回", "原表", "标识"]
    assert book["标识"].sheet_state == "veryHidden"
    sheet = book["分类意见"]
    assert [cell.value for cell in sheet[2]] == list(TITLES)
    assert [sheet.cell(3, column).value for column in (2, 3, 8, 9)] == ["甲局", "甲网", "关停", "自主关停、注销"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.freeze_panes) == ("landscape", 9, "D3")
    assert sheet.print_title_rows == "$2:$2"
    assert sheet.auto_filter.ref == "A2:R4"
    assert (sheet.print_title_cols, sheet.page_setup.fitToWidth) == ("$A:$C", 2)  # too wide for one page
    assert sheet.data_validations.dataValidation[0].formula1 == '"同意,保留,迁移,关停"'
    assert book["退回"].cell(3, 3).value == 4
    assert "备注" in [cell.value for cell in book["原表"][2]]


def test_no_text_from_outside_becomes_a_formula_or_a_link(tmp_path: Path) -> None:
    path = opinion(tmp_path)
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
        relations = [name for name in archive.namelist() if name.startswith("xl/worksheets/_rels")]
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
    assert relations == []
    originals = [cell for row in load_workbook(path)["原表"].iter_rows(min_row=3) for cell in row]
    assert any(cell.value == "@cmd" and cell.quotePrefix for cell in originals)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=30))
def test_a_hostile_name_stays_text(tmp_path: Path, text: str) -> None:
    name = "甲网" + "".join(character for character in text if character.isprintable())
    path = opinion(tmp_path, [["网站名称", "网址"], [name, "a.example"]])
    assert all(cell.data_type != "f" for row in load_workbook(path)["分类意见"].iter_rows() for cell in row)
    assert review(path).edited == ()


def test_a_blank_workbook_confirms_nothing_and_shows_no_edit(tmp_path: Path) -> None:
    back = review(opinion(tmp_path))
    assert back == Review("7", (), (), ("a.example", "b.example"))


def test_a_filled_opinion_confirms_with_who_when_and_why(tmp_path: Path) -> None:
    path = opinion(tmp_path)
    fill(path, 3, 复核意见="同意", 复核人="复核员", 复核日期="2017年2月28日")
    fill(path, 4, 复核意见="保留", 复核说明="上级要求")
    agreed, kept = review(path).confirmations
    assert (agreed.site_key, agreed.verdict, agreed.reviewer, agreed.confirmed_on) == (
        "a.example", None, "复核员", date(2017, 2, 28),
    )  # fmt: skip
    assert (kept.site_key, kept.verdict, kept.reason, kept.row) == ("b.example", Verdict.KEEP, "上级要求", 4)


def test_all_unreadable_cells_are_named_at_once(tmp_path: Path) -> None:
    path = opinion(tmp_path)
    fill(path, 3, 复核意见="看情况")
    fill(path, 4, 复核意见="同意", 复核日期="某日")
    with pytest.raises(SheetError) as caught:
        review(path)
    assert "有 2 处" in caught.value.problem
    assert "复核意见 O3 的“看情况”" in caught.value.problem
    assert "复核日期 Q4 的日期“某日”" in caught.value.problem


def test_a_reviewer_without_an_opinion_is_a_forgotten_opinion(tmp_path: Path) -> None:
    path = opinion(tmp_path)
    fill(path, 3, 复核人="复核员")
    with pytest.raises(SheetError, match="复核意见 O3 没有填写"):
        review(path)


def test_an_edited_fixed_cell_is_pointed_out(tmp_path: Path) -> None:
    path = opinion(tmp_path)
    fill(path, 3, 分类意见="保留")
    assert review(path).edited == ("a.example",)


def test_a_foreign_workbook_and_a_foreign_line_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="不是本工具生成"):
        review(save(tmp_path / "foreign.xlsx", ROWS))
    with pytest.raises(SheetError, match="找不到文件"):
        review(tmp_path / "none.xlsx")
    path = opinion(tmp_path)
    fill(path, 3, **{"网站键（勿改）": "c.example"})
    with pytest.raises(SheetError, match="不在本次分类中"):
        review(path)


def test_the_opinion_workbook_is_no_clean_up_sheet(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="migrate review"):
        read(opinion(tmp_path))


def test_a_failed_write_leaves_the_old_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = opinion(tmp_path)
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("openpyxl.Workbook.save", fail)
    result_path = tmp_path / "in.xlsx"
    result = read(result_path)
    _, vocabularies, rules = shipped()
    with pytest.raises(OSError, match="disk full"):
        write_opinion(
            path, result, decide(result), rules=rules.rules, labels=vocabularies.labels, as_of=AS_OF, classification="8"
        )
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_the_json_has_the_keys_of_the_contract(tmp_path: Path) -> None:
    result = read(save(tmp_path / "in.xlsx", ROWS))
    told = as_json(result, decide(result))
    assert list(told)[:3] == ["sites", "rejected", "skipped"]
    assert list(told["sites"][0]) == [
        "file", "sheet", "row", "also_rows", "site_key", "site_name", "url", "other_urls", "site_code", "owner",
        "verdict", "action", "keep_content", "reasons", "flags", "missing", "needs_review",
    ]  # fmt: skip
    assert told["sites"][0]["reasons"][0].keys() == {"rule", "basis", "fact", "cells"}
    assert list(told["rejected"][0]) == ["file", "sheet", "row", "problem", "remedy"]
    assert list(told["skipped"][0]) == ["file", "sheet", "row", "why"]
