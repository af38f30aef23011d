"""The opinion workbook: what its sheets show, how they print, and that nothing in them is live."""

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from migrate.errors import SheetError
from migrate.model import Site
from migrate.sheet.annexes import MORE_TITLE, duplicate_groups
from migrate.sheet.lines import TITLES, Reviewed, differing, digests
from migrate.sheet.result import RefusedFile, SheetResult, Skipped, as_json
from migrate.sheet.styled import WIDEST
from migrate.sheet.summary import MOST_BARS
from tests.sheet.building import decide, read, save
from tests.sheet.opinions import ROWS, column, opinion, review, write

SHEETS = ["汇总", "分类意见", "存疑", "退回", "原表", "标识"]


def table(sheet: Any) -> list[dict[str, Any]]:
    """The lines of a sheet by their headings."""
    heads = [cell.value for cell in sheet[2]]
    return [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=3)]


def totals(sheet: Any) -> dict[str, int]:
    return {row[0].value: row[1].value for row in sheet.iter_rows(min_row=4, max_col=2) if row[1].value is not None}


def test_the_workbook_has_its_sheets_and_its_print_set_up(tmp_path: Path) -> None:
    book = load_workbook(opinion(tmp_path))
    assert book.sheetnames == SHEETS
    assert book["标识"].sheet_state == "veryHidden"
    sheet = book["分类意见"]
    assert [cell.value for cell in sheet[2]] == list(TITLES)
    told = table(sheet)[0]
    assert [told[title] for title in ("主办单位", "网站名称", "分类意见", "处置方式")] == [
        "甲局",
        "甲网",
        "关停",
        "自主关停、注销",
    ]
    assert sheet.freeze_panes == "D3"
    assert sheet.auto_filter.ref == "A2:T4"
    assert (sheet.print_title_cols, sheet.page_setup.fitToWidth) == ("$A:$C", 2)  # too wide for one page
    assert sheet.print_area == "'分类意见'!$A$1:$S$4"  # without the key
    validation = sheet.data_validations.dataValidation[0]
    assert (validation.formula1, str(validation.sqref)) == ('"同意,保留,迁移,关停"', "P3:P4")


@pytest.mark.parametrize("name", SHEETS[:-1])
def test_every_sheet_prints_on_a4_landscape_with_heads_and_page_numbers(tmp_path: Path, name: str) -> None:
    sheet = load_workbook(opinion(tmp_path))[name]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert "第 &P 页，共 &N 页" in sheet.oddFooter.center.text.replace("&[Page]", "&P").replace("&[Pages]", "&N")
    assert sheet.print_title_rows == ("$3:$3" if name == "汇总" else "$2:$2")
    assert sheet.freeze_panes is not None
    assert all(dimension.height for dimension in sheet.row_dimensions.values())
    if name != "汇总":
        assert sheet.auto_filter.ref.startswith("A2:")


def test_the_verdicts_are_told_apart_without_colours(tmp_path: Path) -> None:
    rows = [
        *ROWS[:3],
        ["丁网", "d.example", "丁局", "", "", ""],
        ["栖云县人民政府门户网站", "e.example", "县府", "", "", ""],
    ]
    sheet = load_workbook(opinion(tmp_path, rows))["分类意见"]
    looks = {}
    for row in range(3, 7):
        cell = sheet.cell(row, column(sheet, "分类意见"))
        looks[cell.value] = (cell.fill.fill_type, cell.fill.fgColor.rgb, cell.font.bold)
    assert set(looks) == {"保留", "迁移", "关停", "待定"}
    assert len(set(looks.values())) == 4


def test_the_basis_names_the_rule_the_law_and_the_deciding_cells(tmp_path: Path) -> None:
    first, *_ = table(load_workbook(opinion(tmp_path))["分类意见"])
    rule, law, facts = first["依据"].split("\n")
    assert rule == "未纳入且长期未更新或内容单薄"
    assert law.startswith("依据：清理工作实施方案：未纳入全国政府网站信息报送系统")
    assert "已纳入报送系统：否（是否纳入报送系统 D2：未纳入）" in facts
    assert "更新及时：否（最后更新时间 E2：2015年）" in facts


def test_what_is_undecided_says_what_is_missing(tmp_path: Path) -> None:
    rows = [ROWS[0], ["丁网", "d.example", "丁局", "", "", ""]]
    (line,) = table(load_workbook(opinion(tmp_path, rows))["分类意见"])
    assert line["分类意见"] == "待定"
    assert line["依据"] == f"现有情况不足以定论，缺少：{line['缺少的情况']}"


def test_deadlines_and_what_a_person_said_before_stand_in_their_cells(tmp_path: Path) -> None:
    said = Reviewed("迁移", "王某", "2017-03-01", "县里要求")
    path = opinion(tmp_path, deadlines={"a.example": "2017年6月30日前"}, reviews={"b.example": said})
    first, second = table(load_workbook(path)["分类意见"])
    assert (first["办理时限"], second["办理时限"]) == ("2017年6月30日前", None)
    assert [second[title] for title in ("复核意见", "复核人", "复核日期", "复核说明")] == list(said)


def test_the_summary_counts_everything_once(tmp_path: Path) -> None:
    result = read(save(tmp_path / "in.xlsx", ROWS))
    result = replace(
        result,
        skipped=(*result.skipped, Skipped("in.xlsx", "字典", None, "隐藏的工作表，未读取")),
        refused_files=(RefusedFile("b.xlsx", "b.xlsx 已加密", "请取消打开密码"),),
    )
    book = load_workbook(write(tmp_path / "o.xlsx", result))
    counts = totals(book["汇总"])
    assert {name: counts[name] for name in ("保留", "迁移", "关停", "待定")} == {
        "保留": 0, "迁移": 1, "关停": 1, "待定": 0,
    }  # fmt: skip
    assert [counts[name] for name in ("退回的行", "不能读取的文件", "隐藏而未读取的工作表")] == [1, 1, 1]
    units = [[cell.value for cell in row[4:11]] for row in book["汇总"].iter_rows(min_row=3, max_row=5)]
    assert units == [
        ["主办单位", "网站数", "保留", "迁移", "关停", "待定", "需要复核"],
        ["甲局", 1, 0, 0, 1, 0, 0],
        ["乙局", 1, 0, 1, 0, 0, 1],
    ]
    assert [(line["文件"], line["工作表"], line["行"]) for line in table(book["退回"])] == [
        (str(tmp_path / "in.xlsx"), "清理表", 4), ("b.xlsx", None, None), ("in.xlsx", "字典", None),
    ]  # fmt: skip


@pytest.mark.parametrize(("units", "charts"), [(1, 2), (MOST_BARS, 2), (MOST_BARS + 1, 1)])
def test_the_summary_shows_charts_in_black_and_white(tmp_path: Path, units: int, charts: int) -> None:
    rows = [ROWS[0], *([f"网{n}", f"n{n}.example", f"第{n}局", "未纳入", "2015年", ""] for n in range(units))]
    path = opinion(tmp_path, rows)
    with zipfile.ZipFile(path) as archive:
        drawn = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/chart")]
    assert len(drawn) == charts
    assert all("wdUpDiag" in chart and "关停" in chart for chart in drawn)


def test_a_hostile_unit_does_no_harm_to_the_charts(tmp_path: Path) -> None:
    (site,) = read(save(tmp_path / "in.xlsx", ROWS[:2])).sites
    site = replace(site, owner="=1+1\x08<局>\ud800&")
    path = write(tmp_path / "o.xlsx", SheetResult((site,), (), ()))
    with zipfile.ZipFile(path) as archive:
        charts = [etree.fromstring(archive.read(name)) for name in archive.namelist() if "charts/chart" in name]
    assert any("=1+1<局>&" in chart.itertext() for chart in charts)
    assert load_workbook(path)["汇总"]["E4"].value == "=1+1<局>&"


def test_a_sheet_of_which_every_row_was_sent_back_has_its_workbook_too(tmp_path: Path) -> None:
    book = load_workbook(opinion(tmp_path, [ROWS[0], ROWS[3]]))
    assert [len(table(book[name])) for name in ("分类意见", "存疑", "退回", "原表")] == [0, 0, 1, 0]
    assert totals(book["汇总"])["退回的行"] == 1


def test_sites_listed_twice_stand_together_in_numbered_groups(tmp_path: Path) -> None:
    rows = [
        ["网站名称", "网址", "是否纳入报送系统", "最后更新时间"],
        ["甲网", "a.example", "未纳入", "2015年"],
        ["乙网", "b.example", "未纳入", "2015年"],
        ["丙网", "c.example", "", ""],
        ["甲网站", "www.a.example", "未纳入", "2015年"],
        ["乙网站", "https://b.example", "未纳入", "2015年"],
    ]
    lines = table(load_workbook(opinion(tmp_path, rows))["存疑"])
    assert [(line["重复组"], line["网站名称"]) for line in lines] == [
        ("重复组 1", "甲网"), ("重复组 1", "甲网站"), ("重复组 2", "乙网"), ("重复组 2", "乙网站"), (None, "丙网"),
    ]  # fmt: skip
    assert "第 5 行" in lines[0]["疑点（有关单元格）"]


def test_a_group_holds_together_whose_members_name_each_other_only_in_a_chain() -> None:
    def site(row: int, *others: int) -> Site:
        places = tuple(f"a.xlsx第 {other} 行" for other in others)
        flag = ("duplicate_site",) if others else ()
        return Site(str(row), "", None, "a.xlsx", None, row, flags=flag, flag_cells={"duplicate_site": places})

    sites = [site(1, 3), site(2), site(3, 1, 5), site(4, 6), site(5, 3), site(6, 4)]
    assert duplicate_groups(sites) == [[0, 2, 4], [3, 5]]


def test_every_original_column_of_every_file_is_kept(tmp_path: Path) -> None:
    save(tmp_path / "a.xlsx", [ROWS[0], ROWS[2]])
    save(tmp_path / "b.xlsx", [["网站名称", "网址", "联系电话"], ["丁网", "d.example", "0573-1"]])
    book = load_workbook(write(tmp_path / "o.xlsx", read(tmp_path / "a.xlsx", tmp_path / "b.xlsx")))
    first, second = table(book["原表"])
    assert [first[title] for title in ("行", "网站名称", "备注", "联系电话")] == [2, "乙网", "@cmd", None]
    assert [second[title] for title in ("行", "网站名称", "备注", "联系电话")] == [2, "丁网", None, "0573-1"]


def test_columns_beyond_the_widest_sheet_are_kept_in_the_last_one(tmp_path: Path) -> None:
    (site,) = read(save(tmp_path / "in.xlsx", ROWS[:2])).sites
    site = replace(site, original={f"列{number}": f"值{number}" for number in range(WIDEST)})
    book = load_workbook(write(tmp_path / "o.xlsx", SheetResult((site,), (), ())), read_only=True)
    heads, line = (row for row in book["原表"].iter_rows(min_row=2, values_only=True))
    book.close()
    assert (len(heads), heads[-1], line[3], line[-2]) == (WIDEST, MORE_TITLE, "值0", f"值{WIDEST - 5}")
    assert line[-1].split("\n") == [f"列{number}：值{number}" for number in range(WIDEST - 4, WIDEST)]


def test_a_classification_without_returned_rows_says_so(tmp_path: Path) -> None:
    book = load_workbook(opinion(tmp_path, ROWS[:3]))
    assert [line["文件"] for line in table(book["退回"])] == ["（没有退回的行和文件）"]


def test_no_text_from_outside_becomes_a_formula_or_a_link(tmp_path: Path) -> None:
    path = opinion(tmp_path)
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        relations = [archive.read(name) for name in archive.namelist() if name.endswith(".rels")]
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
    assert not any(b'TargetMode="External"' in relation for relation in relations)
    originals = [cell for row in load_workbook(path)["原表"].iter_rows(min_row=3) for cell in row]
    assert any(cell.value == "@cmd" and cell.quotePrefix for cell in originals)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=30))
def test_a_hostile_name_stays_text_and_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    (site,) = read(save(tmp_path / "in.xlsx", ROWS[:2])).sites
    path = write(tmp_path / "o.xlsx", SheetResult((replace(site, site_name="甲网" + text),), (), ()))
    assert all(cell.data_type != "f" for row in load_workbook(path)["分类意见"].iter_rows() for cell in row)
    assert review(path).edits == ()


def test_digests_show_which_text_changed_and_bear_other_line_breaks() -> None:
    told = digests(["甲\n乙", "", "丙"])
    assert differing(["甲 乙", "", "丙"], told) == []
    assert differing(["甲 乙", "x", "丁"], told) == [1, 2]


def test_the_opinion_workbook_is_no_clean_up_sheet(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="migrate review"):
        read(opinion(tmp_path))


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
