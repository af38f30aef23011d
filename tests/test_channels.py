"""A column finds its channel by name, meaning, parents and likeness, and an article goes where the office said."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.channels import SLUG_PATH, read_channels
from mappings.site_maps import ColumnRow
from migrate.channels import (
    CLOSE_ENOUGH,
    ONLY_PARENT,
    OWN_CHANNEL,
    SAME_MEANING,
    SAME_NAME,
    Held,
    Routed,
    as_channel,
    route,
    suggest,
    with_parents,
)

TREE = read_channels()
UNIT = "栖云县农业农村局"


@pytest.mark.parametrize(
    ("column", "trail", "confidence"),
    [
        (("通知公告",), "政务公开/通知公告", SAME_NAME),
        (("首页", "政务公开", "通知公告"), "政务公开/通知公告", SAME_NAME),
        (("公告公示",), "政务公开/通知公告", SAME_MEANING),
        (("公示公告",), "政务公开/通知公告", SAME_MEANING),
        (("党建", "通知"), "政务公开/通知公告", SAME_MEANING),
        ((" 通知　公告 ",), "政务公开/通知公告", SAME_NAME),
        (("政策法规",), "政务公开/政策文件", SAME_MEANING),
        (("机构概况",), "政务公开/机构职能", SAME_MEANING),
        (("信息公开",), "政务公开", SAME_MEANING),
        (("图片新闻",), "新闻动态/图片新闻", SAME_NAME),
        (("局长信箱",), "政民互动/来信反馈", SAME_MEANING),
        (("新闻中心", "农业气象"), "新闻动态", ONLY_PARENT),
    ],
)
def test_a_column_finds_its_channel(column: tuple[str, ...], trail: str, confidence: float) -> None:
    found = suggest(column, tree=TREE, department=UNIT)
    assert ("/".join(found.channel.trail), found.confidence) == (trail, confidence)


@pytest.mark.parametrize(
    ("column", "trail"),
    [
        (("政务公开", "人事任免公示"), "政务公开/人事信息"),
        (("信息公开", "财务"), "政务公开/财政信息"),
        (("财政专栏",), "政务公开/财政信息"),
        (("农技推广服务",), "办事服务/科普知识"),
        (("方志动态",), "地方概况/地情史志"),
        (("本局简介",), "政务公开/机构职能"),
        (("走进栖云",), "地方概况"),
    ],
)
def test_a_similar_name_is_a_weaker_suggestion(column: tuple[str, ...], trail: str) -> None:
    found = suggest(column, tree=TREE, department=UNIT)
    assert "/".join(found.channel.trail) == trail
    assert OWN_CHANNEL < found.confidence < SAME_MEANING
    assert "相近" in found.why


@pytest.mark.parametrize("name", ["山茶专栏", "水利工程", "其它", "中心", "A"])
def test_what_fits_nowhere_gets_a_channel_of_its_own_under_the_department(name: str) -> None:
    found = suggest((name,), tree=TREE, department=UNIT)
    assert found.channel.trail == ("部门频道", UNIT, name)
    assert found.channel.column_type == "部门频道"
    assert found.confidence == OWN_CHANNEL


@pytest.mark.parametrize("column", [(), ("首页",), ("", "  "), ("当前位置", ">")])
def test_an_article_without_a_column_goes_to_its_departments_others_never_to_a_default(column: tuple[str, ...]) -> None:
    one = suggest(column, tree=TREE, department=UNIT)
    other = suggest(column, tree=TREE, department="栖云县文化旅游局")
    assert one.channel.trail == ("部门频道", UNIT, "其他")
    assert one.channel.path != other.channel.path


@given(st.lists(st.text(max_size=12), max_size=4), st.text(max_size=20))
def test_every_column_gets_a_channel_with_a_path_for_any_portal(column: list[str], department: str) -> None:
    found = suggest(tuple(column), tree=TREE, department=department)
    assert SLUG_PATH.fullmatch(found.channel.path)
    assert len(found.channel.trail) == found.channel.path.count("/") + 1
    assert 0 < found.confidence <= 1 and found.why
    assert suggest(tuple(column), tree=TREE, department=department) == found


def test_a_channel_comes_with_those_above_it() -> None:
    own = suggest(("山茶专栏",), tree=TREE, department=UNIT).channel
    above = with_parents(own, TREE)
    assert [channel.name for channel in above] == ["部门频道", UNIT, "山茶专栏"]
    assert above[0] == as_channel(next(row for row in TREE if row.path == "bmpd"))
    assert above[-1] == own
    assert [one.path for one in with_parents(own, ())] == [one.path for one in above]


def test_a_wide_subject_is_not_like_a_special_one() -> None:
    found = suggest(("教育动态",), tree=TREE, department=UNIT)
    assert found.channel.trail == ("部门频道", UNIT, "教育动态")


def test_nothing_is_similar_by_one_shared_character() -> None:
    assert 0.5 < CLOSE_ENOUGH < 1


NOTICES = ColumnRow(("通知公告",), "zwgk/tzgg", confirmed=True)
NEWS = ColumnRow(("动态",), "xwdt/gzdt")
OWN = ColumnRow(("山茶",), "bmpd/d1/c1", ("部门频道", UNIT, "山茶"), confirmed=True)
NOT = ColumnRow(("测试",), "", confirmed=True)
NONE = ColumnRow((), "bmpd/d1/c2", ("部门频道", UNIT, "其他"))


@dataclass(frozen=True)
class Case:
    columns: tuple[tuple[str, ...], ...]
    unreviewed: bool
    answer: str


@pytest.mark.parametrize(
    "case",
    [
        Case((("通知公告",),), False, "zwgk/tzgg"),
        Case((("动态",),), False, "尚未确认"),
        Case((("动态",),), True, "xwdt/gzdt"),
        Case((("动态",), ("通知公告",)), True, "zwgk/tzgg"),
        Case((("山茶",),), False, "bmpd/d1/c1"),
        Case((("测试",),), True, "已确认不迁入"),
        Case((("测试",), ("通知公告",)), True, "zwgk/tzgg"),
        Case((("没见过",),), True, "不在栏目对应表中"),
        Case((), True, "bmpd/d1/c2"),
        Case((), False, "（无栏目） 的频道尚未确认"),
    ],
    ids=str,
)
def test_an_article_goes_where_the_map_says_or_is_held_with_a_reason(case: Case) -> None:
    rows = (NOTICES, NEWS, OWN, NOT, NONE)
    found = route(case.columns, rows=rows, tree=TREE, unreviewed=case.unreviewed)
    if isinstance(found, Routed):
        assert found.channel.path == case.answer
    else:
        assert isinstance(found, Held) and case.answer in found.because


def test_a_channel_off_the_tree_keeps_the_names_of_the_map() -> None:
    found = route((("山茶",),), rows=(OWN,), tree=TREE, unreviewed=False)
    assert isinstance(found, Routed)
    assert (found.channel.name, found.channel.trail, found.column) == ("山茶", OWN.trail, ("山茶",))
