"""What a row's cells say: facts, flags, opinions, keys."""

from pathlib import Path
from typing import Any

import pytest

from tests.sheet.building import one_site, read, save

CODE = "1304000001"


@pytest.mark.parametrize(
    ("cells", "fact", "answer"),
    [
        ({"是否纳入报送系统": "已纳入"}, "listed", "yes"),
        ({"是否纳入报送系统": "未纳入"}, "listed", "no"),
        ({"是否纳入报送系统": "无"}, "listed", "no"),
        ({"是否纳入报送系统": None, "网站标识码": CODE}, "listed", "unknown"),
        ({"报送系统状态": "例外"}, "listed", "yes"),
        ({"网站标识码": CODE}, "listed", "yes"),
        ({"网站标识码": None}, "listed", "unknown"),
        ({"最后更新时间": "2017-02-01"}, "freshness", "yes"),
        ({"最后更新时间": "2016-08-26"}, "freshness", "yes"),  # 180 days
        ({"最后更新时间": "2016-08-25"}, "freshness", "no"),  # 181 days
        ({"最后更新时间": "2016年8月"}, "freshness", "unknown"),  # the month lies across the limit
        ({"最后更新时间": "2015年"}, "freshness", "no"),
        ({"最后更新时间": "二○○七年十月十日"}, "freshness", "no"),  # ○ is a zero there, no empty box
        ({"最后更新时间": "上周"}, "freshness", "yes"),
        ({"最后更新时间": "无"}, "freshness", "no"),
        ({"最后更新时间": None}, "freshness", "unknown"),
        ({"最后更新时间": "/"}, "freshness", "unknown"),
        ({"最后更新时间": "不详"}, "freshness", "unknown"),
        ({"未更新天数": 181}, "freshness", "no"),
        ({"未更新天数": "180天"}, "freshness", "yes"),
        ({"更新情况": "超过六个月逾期未更新"}, "freshness", "no"),
        ({"更新情况": "超过两周逾期未更新"}, "freshness", "yes"),
        ({"更新情况": "近两年没有更新"}, "freshness", "no"),
        ({"更新情况": "每日更新"}, "freshness", "yes"),
        ({"更新情况": "不定期"}, "freshness", "unknown"),
        ({"更新情况": "正常更新"}, "freshness", "yes"),
        ({"是否长期未更新": "是"}, "freshness", "no"),
        ({"是否长期未更新": "否"}, "freshness", "yes"),
        ({"运行现状": "僵尸网站"}, "freshness", "no"),
        ({"运行现状": "睡眠"}, "freshness", "no"),
        ({"备注": "内容长期没有更新"}, "freshness", "no"),
        ({"备注": "部分栏目长期未更新", "最后更新时间": "2017-02-01"}, "freshness", "yes"),
        ({"运行现状": "正常"}, "freshness", "unknown"),
        ({"内容情况": "内容单一、更新数量少"}, "volume", "no"),
        ({"内容情况": "丰富"}, "volume", "yes"),
        ({"2016年更新条数": 3}, "volume", "no"),
        ({"2016年更新条数": "300条"}, "volume", "yes"),
        ({"最后更新时间": "2017-02-01"}, "volume", "yes"),
        ({"备注": "好"}, "volume", "unknown"),
        ({"内容保障能力": "有"}, "content_ability", "yes"),
        ({"内容保障能力": "无"}, "content_ability", "no"),
        ({"内容保障能力": None}, "content_ability", "unknown"),
        ({"技术保障能力": "无长期可靠技术保障"}, "tech_ability", "no"),
        ({"技术保障能力": "■有 □无"}, "tech_ability", "yes"),
        ({"保障能力": "内容有保障，技术无保障"}, "content_ability", "yes"),
        ({"保障能力": "内容有保障，技术无保障"}, "tech_ability", "no"),
        ({"特殊情况类型": None}, "special_case", "no"),
        ({"特殊情况类型": "—"}, "special_case", "no"),
        ({"特殊情况类型": "招生考试"}, "special_case", "yes"),
        ({"运行状态": "例外"}, "special_case", "yes"),
        ({"备注": "x"}, "special_case", "no"),
        ({"上级要求": "市局要求保留"}, "demanded", "yes"),
        ({"上级要求": "无"}, "demanded", "no"),
        ({"特殊情况类型": "绩效考评要求"}, "demanded", "yes"),
        ({"备注": "x"}, "demanded", "no"),
        ({"网站名称": "栖云县人民政府门户网站"}, "portal", "yes"),
        ({"网站名称": "栖云县人民政府"}, "portal", "yes"),
        ({"网站名称": "栖云县政府办公室网站"}, "portal", "no"),
        ({"网站名称": "栖云县农业局门户网站"}, "portal", "no"),
        ({"网站名称": "流水镇人民政府网"}, "portal", "no"),
        ({"网站名称": "流水镇人民政府门户网站", "网站类型": "县级政府门户"}, "portal", "no"),
        ({"网站名称": "中国栖云", "网站类型": "县级政府门户"}, "portal", "yes"),
        ({"网站名称": "中国栖云", "是否门户": "是"}, "portal", "yes"),
        ({"网站名称": None}, "portal", "unknown"),
        ({"网站名称": None, "主办单位": "栖云县人民政府"}, "portal", "unknown"),
        ({"网站名称": None, "主办单位": "栖云县农业局"}, "portal", "no"),
        ({"运行状态": "已关停"}, "closed", "yes"),
        ({"运行状态": "正常", "是否已关停": "是"}, "closed", "yes"),
        ({"运行状态": "永久下线"}, "closed", "yes"),
        ({"运行状态": "已申请关停"}, "closed", "no"),
        ({"运行状态": "整改中"}, "closed", "no"),
        ({"运行状态": "暂停关停"}, "closed", "no"),
        ({"运行状态": None}, "closed", "no"),
        ({"是否已关停": "是"}, "closed", "yes"),
        ({"备注": "已于2016年关停"}, "closed", "yes"),
        ({"备注": "已申请关停"}, "closed", "no"),
    ],
)
def test_a_fact_is_what_the_cells_say(tmp_path: Path, cells: dict[str, Any], fact: str, answer: str) -> None:
    site, _ = one_site(tmp_path, **cells)
    assert site.evidence[fact].answer == answer


def test_a_fact_names_its_cell(tmp_path: Path) -> None:
    site, _ = one_site(tmp_path, 最后更新时间="2015年3月")
    assert site.evidence["freshness"].cells == ("最后更新时间 C2",)
    assert site.evidence["freshness"].said == "2015年3月"


ENOUGH = {"是否纳入报送系统": "已纳入", "内容保障能力": "有", "技术保障能力": "有", "最后更新时间": "2017-02-01"}


@pytest.mark.parametrize(
    ("flag", "cells", "places"),
    [
        ("unlisted_with_code", {"是否纳入报送系统": "未纳入", "网站标识码": CODE}, 2),
        ("exception_without_reason", {"特殊情况类型": "无", "分类意见": "例外"}, 2),
        ("exception_without_reason", {"特殊情况类型": None, "运行状态": "例外"}, 1),
        ("normal_but_stale", {"运行现状": "正常", "最后更新时间": "2015-01-01"}, 2),
        ("keep_for_township_or_department", {"主办单位": "农业局", "分类意见": "保留"}, 2),
        ("close_without_target", {"需保留内容": "政策文件", "分类意见": "关停"}, 2),
        ("date_past", {"完成时限": "2017年2月21日"}, 1),
        ("owner_office_differ", {"主办单位意见": "保留", "县政府办意见": "关停"}, 2),
        ("bad_url", {"网址": "待定"}, 1),
        ("bad_url", {"网址": None}, 0),
        ("bad_code", {"网站标识码": "1.30E+09"}, 1),
        ("inferred", {"网站标识码": CODE}, 1),
    ],
)
def test_a_contradiction_is_flagged_with_its_cells(
    tmp_path: Path, flag: str, cells: dict[str, Any], places: int
) -> None:
    site, decision = one_site(tmp_path, **cells)
    assert flag in site.flags
    assert len(site.flag_cells[flag]) == places
    assert decision.flags == site.flags
    assert decision.needs_review


@pytest.mark.parametrize(
    ("flag", "cells"),
    [
        ("unlisted_with_code", {"是否纳入报送系统": "未纳入"}),
        ("exception_without_reason", {"特殊情况类型": "招生考试", "分类意见": "例外"}),
        ("exception_without_reason", {"运行状态": "例外"}),
        ("normal_but_stale", {"运行现状": "无法正常访问", "最后更新时间": "2015-01-01"}),
        ("keep_for_township_or_department", {"网站名称": "栖云县人民政府网", "分类意见": "保留"}),
        ("keep_for_township_or_department", {"特殊情况类型": "招生考试", "分类意见": "保留"}),
        ("close_without_target", {"需保留内容": "政策文件", "分类意见": "关停", "迁移栏目": "政策"}),
        ("close_without_target", {"需保留内容": "政策文件", "分类意见": "关停（内容并入政策栏目）"}),
        ("close_without_target", {"需保留内容": "无", "分类意见": "关停"}),
        ("date_past", {"完成时限": "2017年2月"}),
        ("date_past", {"完成时限": "2016年", "运行状态": "已关停"}),
        ("owner_office_differ", {"主办单位意见": "关停", "县政府办意见": "同意"}),
        ("owner_office_differ", {"主办单位意见": "拟关停", "县政府办意见": "关停注销"}),
        ("owner_office_differ", {"主办单位意见": "关停并转", "县政府办意见": "迁移"}),
        ("bad_code", {"网站标识码": "无"}),
        ("inferred", {"网站标识码": CODE, "是否纳入报送系统": "是"}),
    ],
)
def test_what_is_no_contradiction_is_not_flagged(tmp_path: Path, flag: str, cells: dict[str, Any]) -> None:
    assert flag not in one_site(tmp_path, **cells)[0].flags


def test_an_inferred_fact_alone_needs_no_review(tmp_path: Path) -> None:
    cells = {
        "网站标识码": CODE,
        "特殊情况类型": "招生考试",
        "内容保障能力": "有",
        "技术保障能力": "有",
        "最后更新时间": "2017-02-01",
    }
    site, decision = one_site(tmp_path, **cells)
    assert (decision.verdict, decision.action, site.flags) == ("keep", "exception", ("inferred",))
    assert not decision.needs_review


@pytest.mark.parametrize(
    ("owner", "office", "subsite"),
    [
        ("以子站方式迁移", "", True), ("迁移至平台独立网站", "", True),
        ("作为频道迁移", "", False), ("迁移", "子站", True),
        ("子站", "作为栏目迁移", False), ("作为栏目、频道或子站", "", False),
        ("不再保留独立网站", "", False), ("", "", False),
    ],
)  # fmt: skip
def test_the_form_of_migration_is_what_the_opinions_ask_for(
    tmp_path: Path, owner: str, office: str, subsite: bool
) -> None:
    site, _ = one_site(tmp_path, 主办单位意见=owner or None, 县政府办意见=office or None)
    assert site.wants_subsite is subsite


def test_sites_without_code_and_address_keep_a_stable_key(tmp_path: Path) -> None:
    rows = [["网站名称", "网址", "主办单位"], ["甲网", None, "甲局"], ["乙网", "无", "乙局"]]
    first = read(save(tmp_path / "a.xlsx", rows)).sites
    again = read(save(tmp_path / "b.xlsx", rows[::2])).sites
    assert first[1].site_key == again[0].site_key
    assert first[0].site_key.startswith("name-")
    assert first[0].site_key != first[1].site_key


@pytest.mark.parametrize(
    ("left", "right", "twice"),
    [
        ("a.example", "https://www.a.example/index.html", True), ("a.example", "a.example/jz/xxz/", False),
        ("192.0.2.1:80", "192.0.2.1:8080", False), ("a.example、b.example", "b.example", True),
    ],
)  # fmt: skip
def test_the_same_address_on_two_rows_is_a_duplicate_on_both(
    tmp_path: Path, left: str, right: str, twice: bool
) -> None:
    sites = read(save(tmp_path / "two.xlsx", [["网站名称", "网址"], ["甲网", left], ["乙网", right]])).sites
    assert [("duplicate_site" in site.flags) for site in sites] == [twice, twice]
    assert len({site.site_key for site in sites}) == 2


def test_the_same_code_on_two_rows_is_a_duplicate_and_keys_stay_unique(tmp_path: Path) -> None:
    rows = [["网站名称", "网址", "网站标识码"], ["甲网", "a.example", CODE], ["乙网", "b.example", CODE]]
    sites = read(save(tmp_path / "codes.xlsx", rows)).sites
    assert [site.site_key for site in sites] == [CODE, f"{CODE}-2"]
    assert all(site.flag_cells["duplicate_site"] for site in sites)
