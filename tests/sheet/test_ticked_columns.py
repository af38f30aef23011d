"""Options in columns of their own, ticks behind the options, and what a whole sheet says beside its columns."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from migrate.errors import SheetError
from tests.sheet.building import decide, fill, one_site, read, save

CODE = "1304000001"
GROUPED: list[list[Any]] = [
    ["填报单位：甲局（盖章）", None, None, None, "填报日期：2017年2月22日"],
    ["序号", "网站名称（全称）", "网址（域名）", "标识码", "报送系统", None, "最后更新时间", "内容保障能力（√）", None,
     "技术保障能力（√）", None, "特殊情况类型", None, "处理意见（划√）", None, None],
    [None, None, None, None, "已纳入", "未纳入", None, "有", "无", "有", "无", "上级要求", "绩效考评",
     "保留", "迁移", "关停"],
    [1, "甲网", "a.example", CODE, "√", None, "2017.02.03", "√", None, "√", None, "√", None, "√", None, None],
    [2, "乙网", "b.example", None, None, "√", "2014", None, "√", None, "√", None, None, None, None, "√"],
    [3, "丙网", "c.example", None, "√", None, "2017.02.03", "√", None, None, "√", None, "√", None, "√", None],
    ["说明：1.网址填主域名"],
    ["单位负责人：", None, "填表人：", None, "联系电话："],
]  # fmt: skip
VERTICAL = ["A2:A3", "B2:B3", "C2:C3", "D2:D3", "G2:G3"]
MERGES = ["A1:D1", "E2:F2", "H2:I2", "J2:K2", "L2:M2", "N2:P2", *VERTICAL]


@pytest.mark.parametrize("left", [0, 1], ids=["from column A", "from column B"])
def test_a_header_filled_down_by_its_merges_is_not_taken_for_a_form(tmp_path: Path, left: int) -> None:
    rows: list[list[Any]] = [[None] * left + row for row in GROUPED]
    merges = MERGES if not left else [_moved(merge) for merge in MERGES]
    result = read(save(tmp_path / "a.xlsx", rows, merges))
    decided = decide(result)
    assert [(site.row, site.site_name, decided[site.site_key].action) for site in result.sites] == [
        (4, "甲网", "exception"), (5, "乙网", "self_close"), (6, "丙网", "migrate_channel"),
    ]  # fmt: skip
    assert sorted(skipped.row or 0 for skipped in result.skipped) == [1, 2, 3, 7, 8]


def _moved(merge: str) -> str:
    return "".join(chr(ord(character) + 1) if character.isalpha() else character for character in merge)


def test_a_tick_below_a_kind_of_special_case_names_that_kind(tmp_path: Path) -> None:
    result = read(save(tmp_path / "a.xlsx", GROUPED, MERGES))
    assert [site.evidence["special_case"].answer for site in result.sites] == ["yes", "no", "yes"]
    assert [site.evidence["demanded"].answer for site in result.sites] == ["yes", "no", "yes"]


@pytest.mark.parametrize("merged", [True, False], ids=["merged group", "no merges"])
def test_the_ticked_columns_of_a_progress_report_say_what_is_done(tmp_path: Path, merged: bool) -> None:
    rows: list[list[Any]] = [
        ["序号", "单位", "网站名称", "网址", "工作进展", None, None, None, None, "计划完成时间"],
        [None, None, None, None, "已关停", "已注销", "已迁移", "正在迁移", "未开展", None],
        [1, "甲", "甲网", "a.example", "√", None, None, None, None, "2017年1月"],
        [2, "乙", "乙网", "b.example", None, "√", None, None, None, None],
        [3, "丙", "丙网", "c.example", None, None, "√", None, None, "2017年1月"],
        [4, "丁", "丁网", "d.example", None, None, None, "√", None, "2017年1月"],
        [5, "戊", "戊网", "e.example", None, None, None, None, "√", "2017年12月"],
    ]
    sites = read(save(tmp_path / "a.xlsx", rows, ["E1:I1"] if merged else [])).sites
    assert [(site.row, site.evidence["closed"].answer) for site in sites] == [
        (3, "yes"), (4, "yes"), (5, "no"), (6, "no"), (7, "no"),
    ]  # fmt: skip
    assert ["date_past" in site.flags for site in sites] == [False, False, False, True, False]


@pytest.mark.parametrize(
    ("state", "past"),
    [("已迁移", False), ("已完成迁移", False), ("已关停", False), ("正在迁移", True), ("未迁移", True), (None, True)],
)
def test_the_planned_day_of_a_finished_work_is_no_contradiction(tmp_path: Path, state: str | None, past: bool) -> None:
    site, _ = one_site(tmp_path, 进展情况=state, 计划完成时间="2017年1月")
    assert ("date_past" in site.flags) is past


def test_ticks_behind_the_options_of_the_state_are_read(tmp_path: Path) -> None:
    state = "①正常运行 ☑ ②无法访问 □ ③已关停 □"
    site, _ = one_site(tmp_path, 运行现状=state, 更新情况="□每日更新 ☑内容长期没有更新")
    assert "normal_but_stale" in site.flags
    other, _ = one_site(tmp_path, 运行现状="①正常运行 □ ②无法访问 ☑ ③已关停 □", 更新情况="长期未更新")
    assert "normal_but_stale" not in other.flags


@pytest.mark.parametrize("note", ["我局未开办网站", "本单位无网站。", "我镇目前没有独立网站", "该单位未建网站"])
def test_a_unit_that_says_in_a_note_that_it_has_no_site_is_skipped(tmp_path: Path, note: str) -> None:
    rows: list[list[Any]] = [
        ["主办单位", "网站名称", "网址", "备注"], ["甲局", "甲网", "a.example", None], ["乙局", None, None, note],
    ]  # fmt: skip
    result = read(save(tmp_path / "a.xlsx", rows))
    assert ([site.row for site in result.sites], result.rejected) == ([2], ())


@pytest.mark.parametrize("note", ["网站无人管理", "原网站已关停，见附件", "有网站"])
def test_a_note_about_a_site_without_a_name_is_sent_back(tmp_path: Path, note: str) -> None:
    rows: list[list[Any]] = [
        ["主办单位", "网站名称", "网址", "备注"], ["甲局", "甲网", "a.example", None], ["乙局", None, None, note],
    ]  # fmt: skip
    assert [rejected.row for rejected in read(save(tmp_path / "a.xlsx", rows)).rejected] == [3]


@pytest.mark.parametrize(
    ("told", "thin"), [("更新数量少", "no"), ("很少，内容单一", "no"), ("156", "yes"), ("更新不少", "yes")]
)
def test_words_in_a_column_of_counts_say_whether_the_site_is_thin(tmp_path: Path, told: str, thin: str) -> None:
    site, _ = one_site(tmp_path, 更新数量=told, 最后更新时间="2017-02-01")
    assert site.evidence["volume"].answer == thin


@pytest.mark.parametrize(
    ("note", "keep"),
    [
        ("有历史文件需保留", True), ("历年公报须保留", True), ("政策法规栏目内容需迁移至门户网站", True),
        ("需保留历史档案资料", True), ("关停前将办事指南等内容并入门户", True),
        ("无需保留的内容", False), ("网站需保留", False), ("上级要求保留网站", False), ("内容不需保留", False),
        ("没有内容需要保留", False), ("请及时更新栏目内容", False), ("内容已迁移", False),
        ("栏目内容长期未更新，需整改", False),
    ],
)  # fmt: skip
def test_a_note_may_name_the_content_to_keep(tmp_path: Path, note: str, keep: bool) -> None:
    site, decision = one_site(tmp_path, 是否纳入报送系统="是", 最后更新时间="2017-02-01", 备注=note)
    assert decision.keep_content is keep
    assert site.keep_content is keep


def _form(name: str | None, url: str | None, owner: str | None, chosen: Sequence[str | None]) -> list[list[Any]]:
    return [
        ["网站安全情况自查表"],
        ["网站中文名", name, "网址", url],
        ["网站责任单", owner, "责任单位负责人", None],
        ["位", None, "及职务", None],
        ["是否纳入全国政府网", chosen[0], "最后更新时间", chosen[1]],
        ["站信息报送系统"],
        ["内容保障能力", chosen[2], "技术保障", chosen[3]],
        ["特殊情况类型", chosen[4]],
        ["审核人签字：", None, "盖章："],
    ]


EMPTY = ("□是□否", None, "□有□无", "□有□无", "□上级部门明确要求□绩效考评□其他____")


def test_the_labels_of_a_form_may_be_wrapped_over_two_cells(tmp_path: Path) -> None:
    chosen = ("□是☑否", "2011年", "□有☑无", "□有☑无", "□上级部门明确要求□绩效考评□其他____")
    path = save(tmp_path / "a.xlsx", _form("甲网", "a.example", "甲局", chosen))
    (site,) = (result := read(path)).sites
    assert (site.row, site.site_name, site.owner) == (2, "甲网", "甲局")
    assert decide(result)[site.site_key].action == "self_close"


def test_a_label_may_be_wrapped_over_the_cell_beside_it(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["网站名称", None, "甲网", "网址", None, "a.example"],
        ["网站责任单位负责", "人及职务", "某甲 局长", "最后更新", "时间", "2017-02-01"],
        ["网站责任单位", None, "甲局", "技术保障能力", None, "有"],
    ]
    (site,) = read(save(tmp_path / "a.xlsx", rows)).sites
    assert (site.owner, site.evidence["freshness"].answer) == ("甲局", "yes")


def test_a_blank_form_among_the_sheets_is_no_site(tmp_path: Path) -> None:
    book = Workbook()
    fill(book.active, _form("甲网", "a.example", "甲局", EMPTY), title="甲")
    fill(book.create_sheet(), _form(None, None, None, EMPTY), title="空白表")
    book.save(tmp_path / "a.xlsx")
    result = read(tmp_path / "a.xlsx")
    assert [(site.sheet, site.row) for site in result.sites] == [("甲", 2)]
    assert (result.rejected, [one.row for one in result.skipped if one.sheet == "空白表"]) == ((), [*range(1, 10)])


def test_a_file_with_a_blank_form_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="没有数据行"):
        read(save(tmp_path / "a.xlsx", _form(None, None, None, EMPTY)))


def test_names_without_addresses_between_lines_that_look_like_labels_stay_sites(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["填报单位："],
        ["单位", "网站名称", "运行现状"],
        ["甲局", "甲网", "已关停"],
        ["乙局", "乙网", "正常"],
        ["备注："],
        ["联系人："],
        ["完成时间："],
    ]
    assert [site.row for site in read(save(tmp_path / "a.xlsx", rows)).sites] == [3, 4]


def test_a_form_filled_in_without_a_site_is_sent_back_once(tmp_path: Path) -> None:
    chosen = ("□是☑否", "2011年", "□有☑无", "□有☑无", "无")
    result = read(save(tmp_path / "a.xlsx", _form(None, None, "甲局", chosen)))
    assert (result.sites, [rejected.row for rejected in result.rejected]) == ((), [2])
    assert [skipped.row for skipped in result.skipped] == [1, *range(3, 10)]


@pytest.mark.parametrize("name", ["无", "本单位无网站", "我局未建设网站"])
def test_a_form_that_says_there_is_no_site_is_no_site(tmp_path: Path, name: str) -> None:
    book = Workbook()
    fill(book.active, _form("甲网", "a.example", "甲局", EMPTY), title="甲")
    fill(book.create_sheet(), _form(name, "无" if name == "无" else None, "乙局", EMPTY), title="乙")
    book.save(tmp_path / "a.xlsx")
    result = read(tmp_path / "a.xlsx")
    assert ([site.sheet for site in result.sites], result.rejected) == (["甲"], ())
    assert [one.row for one in result.skipped if one.sheet == "乙"] == [*range(1, 10)]
