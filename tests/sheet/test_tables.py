"""Tables that are hard to find: beside one another, laid on their side, without a header, among other tables."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from migrate.sheet.cells.addresses import read_addresses
from migrate.sheet.headings import HeadingIndex
from migrate.sheet.result import SheetResult
from tests.sheet.building import Rows, fill, read, rows_of, save, shipped

CODE = "1304000001"
HEAD = ["序号", "网站名称", "网址", "主办单位"]
ONE = [1, "甲网", "a.example", "甲局"]
TWO = [2, "乙网", "b.example", "乙局"]


def told(result: SheetResult) -> list[tuple[int, str, str | None]]:
    return [(site.row, site.site_name, site.url) for site in result.sites]


def skipped(result: SheetResult) -> list[tuple[int | None, str]]:
    return [(one.row, one.why) for one in result.skipped]


def assert_each_row_once(result: SheetResult, rows: Rows) -> None:
    with_text = [number for number, row in enumerate(rows, 1) if any(cell is not None for cell in row)]
    assert sorted(row for _, _, row in rows_of(result)) == with_text


def test_tables_beside_one_another_give_all_their_sites(tmp_path: Path) -> None:
    rows = [
        ["各单位网站名单"],
        ["单位", "网站名称", "网址", None, "单位", "网站名称", "网址"],
        ["甲局", "甲网", "a.example", None, "丙局", "丙网", "c.example"],
        ["乙局", "乙网", "b.example"],
        ["合计", 2, None, None, "合计", 1],
    ]
    result = read(save(tmp_path / "beside.xlsx", rows, ["A1:G1"]))
    assert told(result) == [
        (3, "甲网", "http://a.example/"),
        (3, "丙网", "http://c.example/"),
        (4, "乙网", "http://b.example/"),
    ]
    assert [site.owner for site in result.sites] == ["甲局", "丙局", "乙局"]
    assert [row for row, _ in skipped(result)] == [1, 2, 5]
    assert result.rejected == ()


def test_tables_beside_one_another_may_stand_under_their_towns(tmp_path: Path) -> None:
    rows = [
        ["城关镇", None, None, "松溪镇", None, None],
        ["序号", "网站名称", "网址", "序号", "网站名称", "网址"],
        [1, "甲网", "a.example", 1, "乙网", "b.example"],
    ]
    result = read(save(tmp_path / "towns.xlsx", rows, ["A1:C1", "D1:F1"]))
    assert told(result) == [(3, "甲网", "http://a.example/"), (3, "乙网", "http://b.example/")]
    assert_each_row_once(result, rows)


def test_a_row_sent_back_beside_a_site_takes_the_site_with_it(tmp_path: Path) -> None:
    head = ["单位", "网站名称", "网址"]
    rows = [[*head, *head], ["甲局", "甲网", "a.example", "乙局", None, "见附件"], ["丙局", "丙网", "c.example"]]
    result = read(save(tmp_path / "back.xlsx", rows))
    assert told(result) == [(3, "丙网", "http://c.example/")]
    assert [one.row for one in result.rejected] == [2]
    assert "同一行的“甲网”一并退回" in result.rejected[0].problem


def test_a_name_before_and_after_is_one_table(tmp_path: Path) -> None:
    rows = [
        ["单位", "清理前", None, "清理后", None],
        [None, "网站名称", "网址", "新网站名称", "新网址"],
        ["甲局", "甲网", "a.example", "县门户", "www.b.example"],
    ]
    result = read(save(tmp_path / "after.xlsx", rows, ["A1:A2", "B1:C1", "D1:E1"]))
    assert told(result) == [(3, "甲网", "http://a.example/")]


def test_a_table_laid_on_its_side_is_a_site_a_column(tmp_path: Path) -> None:
    rows = [
        ["网站对照表"],
        ["网站名称", "甲网", "乙网", "丙网"],
        ["网址", "a.example", "b.example", None],
        ["主办单位", "甲局", "乙局", "丙局"],
        ["是否纳入报送系统", "是", "否", "是"],
    ]
    result = read(save(tmp_path / "side.xlsx", rows, ["A1:D1"]))
    assert told(result) == [
        (2, "甲网", "http://a.example/"),
        (2, "乙网", "http://b.example/"),
        (2, "丙网", None),
    ]
    assert [site.owner for site in result.sites] == ["甲局", "乙局", "丙局"]
    assert [site.evidence["listed"].answer for site in result.sites] == ["yes", "no", "yes"]
    assert result.sites[0].also_rows == (3, 4, 5)
    assert skipped(result) == [(1, "标题或说明")]


def test_a_table_on_its_side_may_have_groups_of_labels_and_numbers(tmp_path: Path) -> None:
    rows = [
        [None, "序号", 1, 2],
        ["基本情况", "网站名称", "甲网", "乙网"],
        [None, "网址", "a.example", "b.example"],
        [None, "主办单位", "甲局", "甲局"],
    ]
    result = read(save(tmp_path / "groups.xlsx", rows, ["A2:A4"]))
    assert told(result) == [(2, "甲网", "http://a.example/"), (2, "乙网", "http://b.example/")]
    assert [site.owner for site in result.sites] == ["甲局", "甲局"]
    assert result.sites[0].also_rows == (1, 3, 4)


def test_a_note_merged_beside_the_table_is_no_part_of_its_header(tmp_path: Path) -> None:
    note = "填写说明：1.网址填写首页地址；2.没有网站的填“无”。"
    rows = [[*HEAD, None, note], ONE, TWO]
    result = read(save(tmp_path / "note.xlsx", rows, ["F1:F3"]))
    assert told(result) == [(2, "甲网", "http://a.example/"), (3, "乙网", "http://b.example/")]
    assert_each_row_once(result, rows)


def test_a_heading_with_an_example_in_it_is_a_heading(tmp_path: Path) -> None:
    rows = [["序号", "*网站\n名称", "首页网址（URL）\n如：http://www.xxx.gov.cn"], [1, "甲网", "a.example"]]
    assert told(read(save(tmp_path / "example.xlsx", rows))) == [(2, "甲网", "http://a.example/")]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["甲", 1, 2, 3], "列号行"),
        (["例", "××县农业信息网", "http://www.xxx.gov.cn", "××县农业局"], "填写示例"),
        (["（示例）", "栖云农业网", "nyj.example", "农业局"], "填写示例"),
        ([None, "XX县XX局网站", "http://www.xxxx.gov.cn", "XX县XX局"], "填写示例"),
    ],
)
def test_a_row_that_shows_how_to_fill_in_is_no_site(tmp_path: Path, row: list[Any], why: str) -> None:
    result = read(save(tmp_path / "shown.xlsx", [HEAD, row, ONE]))
    assert told(result) == [(3, "甲网", "http://a.example/")]
    assert skipped(result) == [(1, "表头"), (2, why)]


def test_what_to_write_below_the_headings_belongs_to_the_header(tmp_path: Path) -> None:
    rows = [
        ["序号", "网站名称", "网址", "主办单位", "是否纳入报送系统", "分类意见"],
        [None, "填写全称", "填写首页地址", "填写全称", "是/否", "保留/迁移/关停"],
        ["（1）", "（2）", "（3）", "（4）", "（5）", "（6）"],
        [1, "甲网", "a.example", "甲局", "是", "关停"],
    ]
    result = read(save(tmp_path / "hints.xlsx", rows))
    assert [(site.row, site.owner, site.owner_opinion) for site in result.sites] == [(4, "甲局", "关停")]
    assert_each_row_once(result, rows)


def test_a_table_of_counts_below_the_sites_gives_no_sites(tmp_path: Path) -> None:
    rows = [
        HEAD,
        ONE,
        [],
        ["网站清理统计"],
        ["序号", "单位", "网站总数", "保留", "关停"],
        [1, "甲局", 3, 1, 2],
        ["合计", None, 3, 1, 2],
    ]
    result = read(save(tmp_path / "counts.xlsx", rows))
    assert told(result) == [(2, "甲网", "http://a.example/")]
    assert [row for row, _ in skipped(result)] == [1, 4, 5, 6, 7]
    assert result.rejected == ()


def test_the_columns_of_a_site_are_no_sites(tmp_path: Path) -> None:
    book = Workbook()
    fill(book.active, [HEAD, ONE])
    columns = [["序号", "名称", "URL", "跳转URL", "更新期限", "类别", "子类"], [1, "通知公告", "http://a.example/tz/"]]
    fill(book.create_sheet(), columns, title="栏目")
    book.save(tmp_path / "columns.xlsx")
    result = read(tmp_path / "columns.xlsx")
    assert told(result) == [(2, "甲网", "http://a.example/")]
    assert [(one.sheet, one.row) for one in result.skipped] == [("清理表", 1), ("栏目", 1), ("栏目", 2)]


def test_a_form_with_its_columns_below_is_one_site(tmp_path: Path) -> None:
    rows = [
        ["网站名称", "甲网", "网址", "a.example"],
        ["主办单位", "甲局", "网站标识码", CODE],
        ["是否纳入报送系统", "是", "最后更新时间", "2015年3月"],
        ["栏目信息"],
        ["序号", "栏目名称", "栏目URL", "更新期限"],
        [1, "通知公告", "http://a.example/tz/", "两周"],
    ]
    result = read(save(tmp_path / "form.xlsx", rows))
    assert [(site.row, site.also_rows, site.site_code) for site in result.sites] == [(1, (2, 3), CODE)]
    assert [row for row, _ in skipped(result)] == [4, 5, 6]


def continued_on(tmp_path: Path, rows: Rows) -> SheetResult:
    book = Workbook()
    fill(book.active, [HEAD, ONE])
    fill(book.create_sheet(), rows, title="Sheet2")
    book.save(tmp_path / "continued.xlsx")
    return read(tmp_path / "continued.xlsx")


def test_a_sheet_without_a_header_goes_on_with_the_table_before(tmp_path: Path) -> None:
    result = continued_on(tmp_path, [TWO, [3, "丙网", "c.example", "丙局"], ["合计", 3]])
    assert [(site.sheet, site.row, site.site_name, site.owner) for site in result.sites] == [
        ("清理表", 2, "甲网", "甲局"),
        ("Sheet2", 1, "乙网", "乙局"),
        ("Sheet2", 2, "丙网", "丙局"),
    ]
    assert [(one.sheet, one.row, one.why) for one in result.skipped][1:] == [("Sheet2", 3, "小计或合计")]


def test_addresses_under_no_header_are_sent_back_and_not_lost(tmp_path: Path) -> None:
    result = continued_on(tmp_path, [["b.example", "乙网"], ["c.example", "丙网"], ["联系人：丁"]])
    assert [(one.sheet, one.row, one.problem) for one in result.rejected] == [
        ("Sheet2", 1, "本行有网址，但工作表没有可识别的表头"),
        ("Sheet2", 2, "本行有网址，但工作表没有可识别的表头"),
    ]
    assert [(one.sheet, one.row) for one in result.skipped] == [("清理表", 1), ("Sheet2", 3)]


def test_addresses_under_headings_that_nobody_knows_are_sent_back(tmp_path: Path) -> None:
    rows = [
        HEAD,
        ONE,
        [],
        ["序号", "甲", "乙", "丙"],
        [1, "子", "见 b.example", "丑"],
        [2, "c.example", "子", "丑"],
        [3, "子", "丑", "寅"],
    ]
    result = read(save(tmp_path / "unknown.xlsx", rows))
    assert [(one.row, one.problem) for one in result.rejected] == [
        (6, "本行有网址，但本表的表头里没有网站名称、网址和标识码"),
    ]
    assert_each_row_once(result, rows)


def test_a_column_of_addresses_is_known_whatever_its_heading(tmp_path: Path) -> None:
    rows = [
        ["序号", "主体单位", "对外发布窗口", "窗口入口", "联系人"],
        [1, "甲局", "甲网", "a.example", "子"],
        [2, "乙局", "乙网", "b.example", "丑"],
    ]
    result = read(save(tmp_path / "window.xlsx", rows))
    assert told(result) == [(2, "甲网", "http://a.example/"), (3, "乙网", "http://b.example/")]
    assert [site.owner for site in result.sites] == ["甲局", "乙局"]


def test_where_the_content_goes_is_never_the_site(tmp_path: Path) -> None:
    rows = [
        ["网站名称", "网址", "单位", "整合到哪里", "新入口"],
        ["甲网", None, "甲局", "县门户网站", "www.b.example"],
        ["乙网", None, "乙局", "县门户网站", "www.c.example"],
    ]
    result = read(save(tmp_path / "goal.xlsx", rows))
    assert told(result) == [(2, "甲网", None), (3, "乙网", None)]


def test_an_unusual_label_after_an_empty_value_is_a_label(tmp_path: Path) -> None:
    rows = [
        ["网站名称", "甲网", "网址", "a.example"],
        ["主办单位", "甲局", "标识码", CODE],
        ["内容保障能力", "有", "技术保障能力", "有"],
        ["特殊情况类型", None, "上级有无明确要求", "无"],
        ["是否纳入报送系统", "是", "更新情况", "长期未更新"],
    ]
    (site,) = read(save(tmp_path / "label.xlsx", rows)).sites
    assert [site.evidence[fact].answer for fact in ("special_case", "demanded")] == ["no", "no"]


def test_a_remark_at_the_right_is_no_value_of_a_label_left_blank(tmp_path: Path) -> None:
    rows = [
        ["名称", "甲网", "与备案一致"],
        ["首页网址", "a.example"],
        ["标识码", None, "10位数字"],
        ["主办单位", "甲局", "填全称"],
        ["更新情况", "长期未更新"],
        ["填表人：子", None, "审核人：丑"],
    ]
    result = read(save(tmp_path / "remark.xlsx", rows))
    assert [(site.row, site.site_code, site.flags) for site in result.sites] == [(1, None, ())]
    assert (6, "标题或说明") in skipped(result)


@pytest.mark.parametrize("sign", ["科室负责人：", "单位主要负责人签字：", "制表：子", "注"])
def test_signatures_spread_over_the_columns_are_no_site(tmp_path: Path, sign: str) -> None:
    rows = [HEAD, ONE, [sign, None, "审核人：丑", "2017年2月20日"]]
    result = read(save(tmp_path / "signed.xlsx", rows))
    assert skipped(result) == [(1, "表头"), (3, "表尾注记或签字")]


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("主页地址", "url"),
        ("官网地址", "url"),
        ("原域名", "url"),
        ("域名到期日期", ""),
        ("双非网站（非学校IP/非官方域名）", ""),
        ("站点全称", "site_name"),
        ("拟迁移网站", "site_name"),
        ("拟关停网站数", ""),
        ("网站归属单位", "owner"),
        ("建站单位", "owner"),
        ("网站主办部门", "owner"),
        ("网站主管单位名称", "supervisor"),
        ("网站建设单位", "operator"),
        ("栏目更新时间", ""),
        ("清理结论", "opinion"),
        ("保留依据", "special_case"),
        ("技术力量有无保障", "tech_ability"),
        ("網站名稱", "site_name"),
        ("主辦單位", "owner"),
    ],
)
def test_a_heading_as_a_clerk_may_word_it_means_its_field(title: str, field: str) -> None:
    assert HeadingIndex(shipped()[0]).heading(1, [title]).field == field


@pytest.mark.parametrize("text", ["1.网站名称应与登记一致", "填写说明：1.网址填写首页地址", "2.网站", "3．公司名称"])
def test_a_numbered_note_is_no_address(text: str) -> None:
    assert read_addresses(text).urls == ()
