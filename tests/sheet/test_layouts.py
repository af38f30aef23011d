"""Layouts of clean-up sheets, each with the sites that must come out and an account of every row."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from migrate.sheet.headings import HeadingIndex
from migrate.sheet.result import SheetResult
from tests.sheet.building import fill, read, rows_of, save, shipped

CODE = "1304000001"
Case = tuple[str, list[list[Any]], list[str], list[tuple[Any, ...]], list[int]]

# name, rows, merges, expected sites (row, key, name, owner), skipped rows
CASES: list[Case] = [
    (
        "one header row and nothing else",
        [["序号", "网站名称", "网址", "主办单位"], [1, "甲网", "a.example", "甲局"], [2, "乙网", "b.example", "乙局"]],
        [],
        [(2, "a.example", "甲网", "甲局"), (3, "b.example", "乙网", "乙局")],
        [1],
    ),
    (
        "annex line, title, unit and date line, notes and signatures",
        [
            ["附件1"],
            ["政府网站主办单位自查清理表"],
            ["填报单位：栖云县（盖章）", None, "填报日期：2017年2月22日"],
            ["序号", "网站名称", "网站地址", "责任单位"],
            [1, "甲网", "a.example", "甲局"],
            ["合计", 1],
            ["填表说明：1.本表由主办单位填写"],
            ["2.网址要完整"],
            ["主要负责人签字：          审核人：        联系电话："],
        ],
        ["A2:D2", "A7:D7"],
        [(5, "a.example", "甲网", "甲局")],
        [1, 2, 3, 4, 6, 7, 8, 9],
    ),
    (
        "two header rows with merged groups",
        [
            ["序号", "主办单位", "网站情况", None, None, "负责人", None],
            [None, None, "网站名称", "网址", "网站标识码", "姓名", "电话"],
            [1, "甲局", "甲网", "a.example", CODE, "子", "1"],
        ],
        ["A1:A2", "B1:B2", "C1:E1", "F1:G1"],
        [(3, CODE, "甲网", "甲局")],
        [1, 2],
    ),
    (
        "three header rows",
        [
            ["序号", "网站基本情况", None, None, "意见", None],
            [None, "单位", "网站", None, "分类意见", None],
            [None, None, "网站名称", "网址", "主办单位", "县政府办"],
            [1, "甲局", "甲网", "a.example", "关停", "关停"],
        ],
        ["A1:A3", "B1:D1", "B2:B3", "C2:D2", "E1:F1", "E2:F2"],
        [(4, "a.example", "甲网", "甲局")],
        [1, 2, 3],
    ),
    (
        "two header rows without merges, as a csv has them",
        [
            ["序号", "主办单位", "网站名称", "网址", "保障能力", None],
            [None, None, None, None, "内容", "技术"],
            [1, "甲局", "甲网", "a.example", "有", "无"],
        ],
        [],
        [(3, "a.example", "甲网", "甲局")],
        [1, 2],
    ),
    (
        "one unit merged over many sites",
        [
            ["主办单位", "网站名称", "网址"],
            ["甲局", "甲网", "a.example"],
            [None, "乙网", "b.example"],
            ["丙局", "丙网", "c.example"],
        ],
        ["A2:A3"],
        [(2, "a.example", "甲网", "甲局"), (3, "b.example", "乙网", "甲局"), (4, "c.example", "丙网", "丙局")],
        [1],
    ),
    (
        "the header repeated on the next page, and a row of column numbers",
        [
            ["序号", "网站名称", "网址"],
            ["1", "2", "3"],
            [1, "甲网", "a.example"],
            ["序号", "网站名称", "网址"],
            [2, "乙网", "b.example"],
        ],
        [],
        [(3, "a.example", "甲网", ""), (5, "b.example", "乙网", "")],
        [1, 2, 4],
    ),
    (
        "towns with subtotals and chapter lines",
        [
            ["序号", "单位", "网站名称", "网址"],
            ["一、栖云镇"],
            [1, "镇政府", "甲网", "a.example"],
            ["小计", None, 1],
            ["二、流水乡"],
            [2, "乡政府", "乙网", "b.example"],
            ["流水乡小计", None, 1],
            ["总  计", None, 2],
        ],
        ["A2:D2", "A5:D5"],
        [(3, "a.example", "甲网", "镇政府"), (6, "b.example", "乙网", "乡政府")],
        [1, 2, 4, 5, 7, 8],
    ),
    (
        "a second table with other columns under the first",
        [
            ["网站名称", "网址", "主办单位"],
            ["甲网", "a.example", "甲局"],
            ["注：以下为乡镇"],
            ["乡镇网站"],
            ["序号", "单位名称", "网站名", "域名"],
            [1, "乙镇", "乙网", "b.example"],
        ],
        [],
        [(2, "a.example", "甲网", "甲局"), (6, "b.example", "乙网", "乙镇")],
        [1, 3, 4, 5],
    ),
    (
        "one person a row",
        [
            ["序号", "标识码", "网站名称", "单位", "人员类别", "姓名", "手机"],
            [1, CODE, "甲网", "甲局", "负责人", "子", "1"],
            [2, CODE, "甲网", "甲局", "联系人", "丑", "2"],
            [3, "1304000002", "乙网", "乙局", "负责人", "寅", "3"],
        ],
        [],
        [(2, CODE, "甲网", "甲局"), (4, "1304000002", "乙网", "乙局")],
        [1],
    ),
    (
        "headings with line breaks, marks and full-width letters",
        [
            ["序　号", "网站\n名称*", "首页ＵＲＬ（必填）", "主办\n单位"],
            [1, "甲网", "a.example", "甲局"],
        ],
        [],
        [(2, "a.example", "甲网", "甲局")],
        [1],
    ),
    (
        "rows numbered in advance, and a unit that has no site",
        [
            ["序号", "单位", "网站名称", "网址"],
            [1, "甲局", "甲网", "a.example"],
            [2, "乙局", "无", "无"],
            [3, None, None, None],
        ],
        [],
        [(2, "a.example", "甲网", "甲局")],
        [1, 3, 4],
    ),
    (
        "name and address in one cell",
        [["网站名称及网址", "主办单位"], ["甲网（www.a.example）", "甲局"]],
        [],
        [(2, "www.a.example", "甲网", "甲局")],
        [1],
    ),
    (
        "a key-value form with ticks",
        [
            ["网站情况自查表"],
            ["网站名称", "甲网", "网址", "a.example"],
            ["主办单位", "甲局", "是否纳入报送系统", "□是 ■否"],
            ["最后更新时间", "2015年3月", "内容保障", "○有●无"],
        ],
        ["A1:D1"],
        [(2, "a.example", "甲网", "甲局")],
        [1],
    ),
]


@pytest.mark.parametrize(("name", "rows", "merges", "sites", "skipped"), CASES, ids=[case[0] for case in CASES])
def test_a_layout_gives_its_sites_and_accounts_for_every_row(
    tmp_path: Path, name: str, rows: list[list[Any]], merges: list[str], sites: list[Any], skipped: list[int]
) -> None:
    result = read(save(tmp_path / f"{name}.xlsx", rows, merges))
    assert [(site.row, site.site_key, site.site_name, site.owner) for site in result.sites] == sites
    assert [one.row for one in result.skipped] == skipped
    assert result.rejected == ()
    assert_all_rows_accounted(result, rows)


def assert_all_rows_accounted(result: SheetResult, rows: Sequence[Sequence[Any]]) -> None:
    with_text = [number for number, row in enumerate(rows, 1) if any(cell is not None for cell in row)]
    assert sorted(row for _, _, row in rows_of(result)) == with_text


def test_the_people_of_a_site_are_joined_with_their_rows_kept(tmp_path: Path) -> None:
    case = next(case for case in CASES if case[0] == "one person a row")
    result = read(save(tmp_path / "people.xlsx", case[1]))
    assert [site.also_rows for site in result.sites] == [(3,), ()]
    assert result.sites[0].evidence["listed"].inferred


def test_a_repeated_row_without_people_is_a_duplicate_and_not_joined(tmp_path: Path) -> None:
    rows = [["网站名称", "网址"], ["甲网", "a.example"], ["甲网", "a.example"]]
    result = read(save(tmp_path / "twice.xlsx", rows))
    assert [site.site_key for site in result.sites] == ["a.example", "a.example-2"]
    assert all("duplicate_site" in site.flags for site in result.sites)


def test_a_row_that_should_be_a_site_and_names_none_is_sent_back(tmp_path: Path) -> None:
    rows = [
        ["网站名称", "网址", "运行现状", "主办单位"],
        ["甲网", "a.example", "正常", "甲局"],
        [None, "见附件", "正常", "乙局"],
    ]
    result = read(save(tmp_path / "noname.xlsx", rows))
    assert [(one.row, one.problem) for one in result.rejected] == [(3, "没有网站名称，网址 B3 的“见附件”无法识别")]
    assert_all_rows_accounted(result, rows)


def test_hidden_rows_are_read_and_hidden_sheets_are_named(tmp_path: Path) -> None:
    book = Workbook()
    fill(book.active, [["网站名称", "网址"], ["甲网", "a.example"], ["乙网", "b.example"]])
    book.active.row_dimensions[3].hidden = True
    fill(book.create_sheet(), [["网站名称", "网址"], ["丙网", "c.example"]], title="旧表")
    book["旧表"].sheet_state = "hidden"
    book.save(tmp_path / "hidden.xlsx")
    result = read(tmp_path / "hidden.xlsx")
    assert [site.site_name for site in result.sites] == ["甲网", "乙网"]
    assert [(one.sheet, one.row) for one in result.skipped] == [("旧表", None), ("清理表", 1)]
    everything = read(tmp_path / "hidden.xlsx", include_hidden=True)
    assert [site.site_name for site in everything.sites] == ["甲网", "乙网", "丙网"]


def test_a_dictionary_sheet_beside_the_table_is_skipped_row_by_row(tmp_path: Path) -> None:
    book = Workbook()
    fill(book.active, [["网站名称", "网址"], ["甲网", "a.example"]])
    fill(book.create_sheet(), [["是"], ["否"]], title="字典")
    book.save(tmp_path / "dictionary.xlsx")
    result = read(tmp_path / "dictionary.xlsx")
    assert [(one.sheet, one.row) for one in result.skipped] == [("清理表", 1), ("字典", 1), ("字典", 2)]


def test_links_are_read_where_the_text_is_no_address(tmp_path: Path) -> None:
    path = save(
        tmp_path / "links.xlsx", [["网站名称", "网址"], ["甲网", "点此进入"], ["乙网", None], ["丙网", "c.example"]]
    )
    book = load_workbook(path)
    book.active["B2"].hyperlink = "http://a.example/x"
    book.active["B3"].value = '=HYPERLINK("http://b.example/","打开")'
    book.active["B4"].hyperlink = "http://other.example/"
    book.save(path)
    assert [site.url for site in read(path).sites] == ["http://a.example/x", "http://b.example/", "http://c.example/"]


def test_a_formula_without_a_result_is_said(tmp_path: Path) -> None:
    rows = [["网站名称", "网址", "主办单位"], ["甲网", "a.example", "甲局"], ["=A9", None, "乙局"]]
    result = read(save(tmp_path / "formula.xlsx", rows))
    assert [(one.row, one.problem) for one in result.rejected] == [(3, "网站名称 A3 的公式没有保存结果")]


def test_a_tick_in_a_group_of_options_is_the_option(tmp_path: Path) -> None:
    rows = [
        ["网站名称", "网址", "是否纳入报送系统", None, "分类意见", None, None],
        [None, None, "是", "否", "保留", "迁移", "关停"],
        ["甲网", "a.example", None, "√", None, None, "√"],
        ["乙网", "b.example", "√", None, None, "√", None],
    ]
    result = read(save(tmp_path / "ticks.xlsx", rows, ["A1:A2", "B1:B2", "C1:D1", "E1:G1"]))
    assert [site.evidence["listed"].answer for site in result.sites] == ["no", "yes"]
    assert [site.owner_opinion for site in result.sites] == ["关停", "迁移"]


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("是否纳入全国政府网站信息报送系统（已纳入的请注明网站标识码）", "listed"),
        ("分类意见（区政府办）", "office_opinion"),
        ("分类意见（主办单位填写）", "owner_opinion"),
        ("3.网站运行现状", "state"),
        ("＊网站标识码（十位）", "site_code"),
        ("负责人/姓名", "person"),
        ("迁移去向/网址", "target"),
        ("分类意见/县政府办", "office_opinion"),
        ("保障能力/技术", "tech_ability"),
        ("网站基本情况/网址", "url"),
        ("党政机关网站标识", "filing"),
        ("预算（万元）", ""),
        ("是否已纳入", "listed"),
        ("网站基本情况/标识编码", "site_code"),
        ("首页链接", "url"),
        ("处置建议", "opinion"),
        ("审查意见", "office_opinion"),
        ("特殊类型", "special_case"),
        ("技术支撑能力", "tech_ability"),
        ("拟迁移至", "target"),
        ("部门名称", "owner"),
    ],
)
def test_a_heading_means_its_field_also_within_a_group(title: str, field: str) -> None:
    assert HeadingIndex(shipped()[0]).heading(1, title.split("/")).field == field


def test_a_person_in_a_row_of_their_own_belongs_to_the_site_above(tmp_path: Path) -> None:
    rows = [
        ["序号", "网站名称", "网址", "联系人", "电话"],
        [1, "甲网", "a.example", "子", "1"],
        [None, None, None, "丑", "2"],
    ]
    result = read(save(tmp_path / "below.xlsx", rows))
    assert [(site.row, site.also_rows) for site in result.sites] == [(2, (3,))]


def test_a_chapter_in_two_cells_is_no_site(tmp_path: Path) -> None:
    rows = [["序号", "网站名称", "网址"], ["一", "县直部门（1个）"], [1, "甲网", "a.example"]]
    result = read(save(tmp_path / "chapter.xlsx", rows))
    assert [(one.row, one.why) for one in result.skipped] == [(1, "表头"), (2, "分组标题")]


def test_verdicts_in_columns_of_their_own_are_ticked(tmp_path: Path) -> None:
    rows = [["网站名称", "网址", "保留", "迁移", "关停"], ["甲网", "a.example", None, None, "√"]]
    assert read(save(tmp_path / "columns.xlsx", rows)).sites[0].owner_opinion == "关停"


def test_a_form_whose_labels_look_like_a_header_is_still_a_form(tmp_path: Path) -> None:
    rows = [
        ["填报单位（盖章）：", "甲局", None, "填报日期：2017年2月20日"],
        ["网站名称", "甲网", None, "网站标识码", CODE],
        ["网址", "http://a.example", None, "主办单位", "栖云县甲局"],
        ["是否纳入报送系统", "√是 □否"],
        ["内容保障能力", "■有□无", None, "技术保障能力", "□有■无"],
    ]
    (site,) = read(save(tmp_path / "form.xlsx", rows)).sites
    assert (site.row, site.site_code, site.owner, site.url) == (2, CODE, "栖云县甲局", "http://a.example/")
    assert [site.evidence[fact].answer for fact in ("listed", "content_ability", "tech_ability")] == [
        "yes",
        "yes",
        "no",
    ]


def test_the_systems_export_is_listed_and_its_codes_are_read(tmp_path: Path) -> None:
    rows = [
        ["网站标识码", "网站名称", "级别(1省/2市/3县)", "门户(0非门户/1门户)", "url地址", "状态(1正常/2例外/3关停)"],
        [CODE, "栖云县政府网", 3, 1, "www.qiyun.gov.example", 1],
        ["1304000002", "甲网", 3, 0, "a.example", 2],
        ["1304000003", "乙网", 3, 0, "b.example", 3],
    ]
    sites = read(save(tmp_path / "export.xlsx", rows)).sites
    assert [site.evidence["portal"].answer for site in sites] == ["yes", "no", "no"]
    assert [site.evidence["special_case"].answer for site in sites] == ["no", "yes", "no"]
    assert [site.evidence["closed"].answer for site in sites] == ["no", "no", "yes"]
    assert {site.evidence["listed"].answer for site in sites} == {"yes"}


def test_forms_below_one_another_are_a_site_each(tmp_path: Path) -> None:
    rows = [
        ["政府网站自查清理表"],
        ["主办单位", "县园林局", "网站标识码", "6203994001"],
        ["网站名称", "栖云园林网", "网址", "yl.qiyun.gov.example"],
        ["是否纳入报送系统", "是", "更新情况", "长期未更新"],
        [],
        ["政府网站自查清理表"],
        ["主办单位", "县市政局", "网站标识码", "6203994002"],
        ["网站名称", "栖云市政网", "网址", "sz.qiyun.gov.example"],
        ["是否纳入报送系统", "是", "运行状态", "已关停"],
        ["网站名称：须与备案一致"],
    ]
    result = read(save(tmp_path / "forms.xlsx", rows))
    told = [(site.row, site.site_code, site.owner, site.evidence["closed"].answer.value) for site in result.sites]
    assert told == [(3, "6203994001", "县园林局", "no"), (8, "6203994002", "县市政局", "yes")]
    assert [site.also_rows for site in result.sites] == [(2, 4), (7, 9)]
    assert [skipped.row for skipped in result.skipped] == [1, 6, 10]


def test_an_export_that_names_only_the_supervising_unit_gives_it_as_the_owner(tmp_path: Path) -> None:
    rows = [
        ["网站标识码", "网站名称", "级别", "门户", "url地址", "网站主管单位", "状态"],
        ["6203990302", "栖云住建网", 3, 0, "zjj.qiyun.gov.example", "县住建局", 1],
    ]
    (site,) = read(save(tmp_path / "export.xlsx", rows)).sites
    assert site.owner == "县住建局"
