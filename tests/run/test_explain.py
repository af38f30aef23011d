"""The explanation of an opinion: facts with their cells, rules with what decided them, what would settle it."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mappings.calendar import read_calendar
from mappings.rules import read_rules
from mappings.vocabularies import read_vocabularies
from migrate.classify import classify, explain, suppose
from migrate.model import Site
from migrate.run.deadlines import Deadline, deadline
from migrate.run.explain import Case, explained, find_sites, measured, near_names
from migrate.run.words import LONGEST, one_line
from migrate.sheet.lines import Reviewed
from tests.sheet.building import one_site

RULES = read_rules()
LABELS = read_vocabularies().labels
FULL = {
    "主办单位": "栖云县农业局",
    "是否纳入全国政府网站信息报送系统": "是",
    "最后更新时间": "2012-06-20",
    "内容保障能力": "无",
    "技术保障能力": "无",
    "特殊情况类型": "无",
    "上级部门要求或绩效考评要求": "无",
}


def case(site: Site, due: Deadline | None = None, said: Reviewed | None = None) -> Case:
    decision = classify(site, RULES)
    return Case(site, decision, explain(site, RULES), suppose(site, RULES), due, said)


def lines_of(site: Site, **more: Any) -> list[str]:
    return explained(case(site, **more), RULES, LABELS)


def section(lines: list[str], title: str) -> list[str]:
    rest = lines[next(at for at, line in enumerate(lines) if line.startswith(title)) + 1 :]
    return rest[: rest.index("")] if "" in rest else rest


def test_the_row_is_named_with_its_file_and_number(tmp_path: Path) -> None:
    folder = "各单位报来的清理表/" * 12
    site = replace(one_site(tmp_path, **FULL)[0], file=f"{folder}清理表.xlsx", also_rows=(5, 6))
    head = lines_of(site)[:5]
    assert head[0] == "栖云农业网（nyj.qiyun.gov.example）"
    assert head[1] == f"  位置：{folder}清理表.xlsx“清理表”第 2 行（另有第 5、6 行）"
    assert head[2] == "  网址：http://nyj.qiyun.gov.example/　标识码：无"
    assert head[3] == "  主办单位：栖云县农业局"
    assert head[4] == "  主办单位意见：未填　政府办意见：未填"


def test_every_fact_stands_with_its_answer_its_cell_and_the_cells_text(tmp_path: Path) -> None:
    facts = section(lines_of(one_site(tmp_path, **FULL)[0]), "事实")
    assert "  已纳入报送系统：是（是否纳入全国政府网站信息报送系统 D2“是”）" in facts
    assert "  更新及时：否（最后更新时间 E2“2012-06-20”）" in facts
    assert facts[-1] == "  需保留的内容：无"
    assert len(facts) == 10


def test_a_fact_without_a_cell_says_so_and_an_inferred_one_says_from_what(tmp_path: Path) -> None:
    site, _ = one_site(tmp_path, 网站标识码="9901230025")
    facts = section(lines_of(site), "事实")
    assert "  更新及时：不明（表中没有写明）" in facts
    assert "  已纳入报送系统：是（推定：网站标识码 C2“9901230025”）" in facts


def test_every_rule_stands_in_order_with_the_facts_that_decided_it(tmp_path: Path) -> None:
    rules = section(lines_of(one_site(tmp_path, **FULL)[0]), "规则")
    assert [line.strip()[0] for line in rules[::2]] == list("1234567")
    assert rules[4:6] == [
        "  3 未纳入且长期未更新或内容单薄（关停，自主关停、注销）：不成立",
        "      因为 已纳入报送系统：是（是否纳入全国政府网站信息报送系统 D2“是”）",
    ]
    assert rules[10].endswith("：成立　← 采用")
    assert "最后更新时间 E2“2012-06-20”" in rules[11]
    assert rules[13] == "      因为 前面的“已纳入但长期未更新或内容单薄”成立"
    assert sum("采用" in line for line in rules) == 1


def test_a_rule_that_holds_because_none_before_it_does_says_that(tmp_path: Path) -> None:
    given = {**FULL, "最后更新时间": "2017-02-20", "内容保障能力": "有", "技术保障能力": "有"}
    rules = section(lines_of(one_site(tmp_path, **given)[0]), "规则")
    assert rules[-2].endswith("成立　← 采用")
    assert rules[-1] == "      因为前面各条都不成立"


def test_the_conclusion_gives_basis_documents_deadline_flags_and_review(tmp_path: Path) -> None:
    site = one_site(tmp_path, **FULL, 计划完成时间="2016-12-31")[0]
    due = Deadline("migration", "迁移建设", date(2017, 6, 30))
    told = section(lines_of(site, due=due), "结论：迁移，迁移为栏目、频道")
    rule = next(one for one in RULES.rules if one.name == "listed_thin")
    assert told[0].startswith("  按第 6 条")
    assert told[1:] == [
        f"  依据：{rule.basis}",
        f"  所需材料：{'、'.join(rule.documents)}",
        f"  注意：{rule.note}",
        "  时限：2017-06-30前（迁移建设阶段）",
        "  疑点：计划完成时间已过（计划完成时间 J2）",
        "  需要复核：是",
    ]


def test_an_open_rule_that_would_say_the_same_is_told(tmp_path: Path) -> None:
    given = {**FULL, "内容保障能力": "", "上级部门要求或绩效考评要求": "省厅要求"}
    told = section(lines_of(one_site(tmp_path, **given)[0]), "结论")
    assert told[1] == "  前面的“要求保留而无技术保障”还不能确定，但即使成立结论也相同"


def test_an_undecided_site_says_what_is_missing_and_what_each_answer_would_give(tmp_path: Path) -> None:
    del (given := dict(FULL))["是否纳入全国政府网站信息报送系统"]
    told = section(lines_of(one_site(tmp_path, **given)[0]), "结论：待定")
    assert told[0] == (
        "  第 3 条“未纳入且长期未更新或内容单薄”、第 6 条“已纳入但长期未更新或内容单薄”、第 7 条“只保留一个门户”"
        "还不能确定，其余各条都不成立"
    )
    assert told[1] == "  补齐以下情况即可定论：已纳入报送系统"
    assert told[2:4] == [
        "    若“已纳入报送系统”为是：迁移，迁移为栏目、频道",
        "    若“已纳入报送系统”为否：关停，自主关停、注销",
    ]


def test_an_open_rule_above_one_that_holds_is_told_as_what_stands_in_the_way(tmp_path: Path) -> None:
    given = {**FULL, "内容保障能力": "有", "技术保障能力": "有", "特殊情况类型": "待定"}
    told = section(lines_of(one_site(tmp_path, **given)[0]), "结论：待定")
    assert told[0] == "  第 4 条“例外”还不能确定，第 6 条虽然成立，结论与之不同"


def test_an_answer_that_does_not_settle_it_names_what_is_still_missing(tmp_path: Path) -> None:
    told = section(lines_of(one_site(tmp_path)[0]), "结论：待定")
    assert any(line.startswith("    若“已纳入报送系统”为否：待定（还缺：") for line in told)


def test_a_subsite_that_is_asked_for_is_told_in_the_rules_line(tmp_path: Path) -> None:
    site = replace(one_site(tmp_path, **FULL)[0], wants_subsite=True)
    rules = section(lines_of(site), "规则")
    assert "（迁移，迁移为子站）" in rules[8]
    assert "（迁移，迁移为栏目、频道）" in rules[10]


def test_what_the_office_said_before_is_told(tmp_path: Path) -> None:
    said = Reviewed("保留", "王某", "2017-03-01", "县里要求")
    told = lines_of(one_site(tmp_path, **FULL)[0], said=said)
    assert "  办公室复核意见：保留（王某，2017-03-01，县里要求）；办公室的意见优先于规则" in told


def test_the_thresholds_and_the_day_of_reference_are_told() -> None:
    assert measured(date(2017, 2, 22), RULES) == (
        "判断基准：2017-02-22；超过 180 天未更新为长期未更新；少于 26 条/年为更新数量少"
    )


def test_nothing_from_a_cell_can_move_the_cursor_or_pass_for_a_line_of_its_own(tmp_path: Path) -> None:
    site, _ = one_site(tmp_path, **{**FULL, "特殊情况类型": "甲\n结论：保留\u202e乙\u2028丙" + "长" * 90})
    site = replace(site, site_name="甲\x1b[2J网\r\n结论：关停", file="a\x07.xlsx")
    lines = lines_of(site)
    assert all(letter.isprintable() or letter == "　" for line in lines for letter in line)
    assert [line for line in lines if line.startswith("结论")] == ["结论：迁移，迁移为栏目、频道"]
    assert max(map(len, lines)) < 600


def test_a_text_from_outside_is_cut_where_it_is_long() -> None:
    assert one_line("甲 \n乙") == "甲 乙"
    assert one_line("长" * 100) == "长" * LONGEST + "……"


# --- which sites are meant


SITES = [
    Site("9901230025", "栖云县公共资源交易网", "http://ggzy.qiyun.gov.example/", "a", None, 2, site_code="9901230025"),
    Site("www.qiyun.gov.example/nyj", "栖云农业网", "http://www.qiyun.gov.example/nyj/", "a", None, 3),
    Site("www.qiyun.gov.example/lyj", "栖云旅游网", "http://www.qiyun.gov.example/lyj/", "a", None, 4),
    Site("name-0a1b2c3d", "栖云粮食网", None, "a", None, 5, other_urls=("http://lsj.qiyun.gov.example:8080/",)),
]


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ("9901230025", [2]),
        ("name-0a1b2c3d", [5]),
        ("栖云农业网", [3]),
        ("农业", [3]),
        ("栖云", [2, 3, 4, 5]),
        ("GGZY.qiyun.gov.example", [2]),
        ("https://ggzy.qiyun.gov.example/", [2]),
        ("http://ggzy.qiyun.gov.example", [2]),
        ("www.qiyun.gov.example/lyj/", [4]),
        ("www.qiyun.gov.example", [3, 4]),
        ("lsj.qiyun.gov.example:8080", [5]),
        ("lsj", [5]),
        ("没有这个", []),
        ("  ", []),
    ],
)
def test_a_site_is_found_by_key_code_address_or_part_of_its_name(asked: str, rows: list[int]) -> None:
    assert [site.row for site in find_sites(SITES, asked)] == rows


def test_names_that_are_spelled_alike_are_offered() -> None:
    assert near_names(SITES, "栖云农林网")[0] == "栖云农业网"
    assert "ggzy.qiyun.gov.example" in near_names(SITES, "ggyz.qiyun.gov.example")
    assert near_names(SITES, "zzz") == []


def test_a_deadline_that_is_not_set_is_told_with_its_stage(tmp_path: Path) -> None:
    site, decision = one_site(tmp_path, **FULL)
    told = lines_of(site, due=deadline(decision, read_calendar(), RULES))
    assert "  时限：未设定（迁移建设、关停并转阶段）" in told
