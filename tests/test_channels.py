"""A column finds its channel by name, meaning, parents and likeness, and an article goes where the office said."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.channels import SLUG_PATH, read_channels
from mappings.site_maps import ColumnRow
from migrate.channels.clues import (
    LEAST,
    ONLY_PARENT,
    OWN_CHANNEL,
    SAME_MEANING,
    SAME_NAME,
)
from migrate.channels.routing import Held, Routed, route
from migrate.channels.suggesting import suggest
from migrate.channels.tree import as_channel, with_parents

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
        (("方志动态",), "新闻动态/部门动态"),
        (("教育动态",), "新闻动态/部门动态"),
        (("林业要闻",), "新闻动态/工作动态"),
        (("本局简介",), "政务公开/机构职能"),
        (("走进栖云",), "地方概况"),
        (("行政处罚公示",), "政务公开/行政执法"),
    ],
)
def test_a_name_that_holds_ends_with_or_resembles_a_known_one_is_a_weaker_suggestion(
    column: tuple[str, ...], trail: str
) -> None:
    found = suggest(column, tree=TREE, department=UNIT)
    assert "/".join(found.channel.trail) == trail
    assert LEAST < found.confidence < SAME_MEANING
    assert any(word in found.why for word in ("相近", "含有", "结尾", "同义"))


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


@pytest.mark.parametrize("column", [("教育园地",), ("计划生育",)])
def test_a_wide_subject_is_not_like_a_special_one(column: tuple[str, ...]) -> None:
    found = suggest(column, tree=TREE, department=UNIT)
    assert found.channel.trail == ("部门频道", UNIT, column[-1])


def test_two_other_channels_are_always_shown_and_never_the_same() -> None:
    for column in [("通知公告",), ("种植业",), (), ("政务公开", "人事", "任免")]:
        found = suggest(column, tree=TREE, department=UNIT)
        paths = [found.channel.path, *(one.channel.path for one in found.alternatives)]
        assert len(set(paths)) == 3
        assert all(one.confidence <= found.confidence and one.why for one in found.alternatives)


TITLES = ("关于印发节能降耗实施方案的通知", "关于印发技改项目管理办法的通知", "工作简讯")


def test_titles_speak_only_where_the_columns_name_says_nothing() -> None:
    silent = suggest(("其他",), tree=TREE, department=UNIT, titles=TITLES)
    assert silent.channel.path == "zwgk/zcwj" and "标题" in silent.why
    named = suggest(("种植业",), tree=TREE, department=UNIT, titles=TITLES)
    assert named.channel.trail[-1] == "种植业"
    assert "zwgk/zcwj" in [one.channel.path for one in named.alternatives]
    assert suggest(("其他",), tree=TREE, department=UNIT, titles=TITLES[:1]).channel.trail[-1] == "其他"


def test_articles_without_a_column_are_of_all_kinds_and_a_few_of_them_decide_nothing() -> None:
    found = suggest((), tree=TREE, department=UNIT, titles=TITLES, column_type="政策文件")
    assert found.channel.trail == ("部门频道", UNIT, "其他")
    assert "zwgk/zcwj" in [one.channel.path for one in found.alternatives]


def test_the_pages_own_column_type_speaks_where_the_name_does_not_and_never_by_repeating_it() -> None:
    assert suggest(("县局文汇",), tree=TREE, department=UNIT, column_type="政策文件").channel.path == "zwgk/zcwj"
    assert suggest(("通知公告",), tree=TREE, department=UNIT, column_type="政策文件").channel.path == "zwgk/tzgg"
    wide = suggest(("种植业",), tree=TREE, department=UNIT, column_type="政务公开")
    assert wide.channel.trail[-1] == "种植业"


@dataclass(frozen=True)
class Question:
    """A real-looking column, the channel that a person would choose, and others that would do (own: its own)."""

    column: tuple[str, ...]
    department: str
    best: str
    fit: frozenset[str]
    titles: tuple[str, ...]


def exam(name: str) -> list[Question]:
    lines = (Path(__file__).parent / name).read_text("utf-8").splitlines()
    told = [line.split("\t") for line in lines if not line.startswith("#")]
    return [
        Question(tuple(column.split("/")), "栖云县" + unit, best, frozenset({best, *also.split()}),
                 tuple(filter(None, titles.split("|"))))
        for unit, column, best, also, titles in told
    ]  # fmt: skip


def answered(question: Question) -> tuple[list[str], float]:
    """The suggestion and its alternatives as the exam writes them, and how sure it was."""
    found = suggest(question.column, tree=TREE, department=question.department, titles=question.titles)
    channels = [found.channel, *(one.channel for one in found.alternatives)]
    return ["own" if one.path.startswith("bmpd/") else one.path for one in channels], found.confidence


FIRST, SECOND = exam("columns_exam.tsv"), exam("columns_exam_second.tsv")
THIRD = exam("columns_exam_third.tsv")


@pytest.mark.parametrize(
    ("questions", "fit", "among_three"), [(FIRST, 0.95, 0.98), (SECOND, 0.90, 0.95), (THIRD, 0.90, 0.95)]
)
def test_suggestions_are_what_a_person_would_choose(questions: list[Question], fit: float, among_three: float) -> None:
    """Floors: words were learnt of the first exam, confidences of the first two; the third is only asked."""
    answers = [(question, answered(question)[0]) for question in questions]
    assert sum(answer[0] in question.fit for question, answer in answers) >= fit * len(questions)
    assert sum(bool(question.fit & {*answer}) for question, answer in answers) >= among_three * len(questions)


def test_the_confidence_is_about_the_share_of_suggestions_that_were_right() -> None:
    sure = [(confidence, answer[0] in one.fit) for one in THIRD for answer, confidence in [answered(one)]]
    for low, high in ((0.88, 1.01), (0.8, 0.88)):
        band = [(confidence, right) for confidence, right in sure if low <= confidence < high]
        assert len(band) >= 10
        assert abs(sum(right - confidence for confidence, right in band)) / len(band) < 0.1


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
        assert found.settled == ("不迁入" in case.answer)


def test_a_channel_off_the_tree_keeps_the_names_of_the_map() -> None:
    found = route((("山茶",),), rows=(OWN,), tree=TREE, unreviewed=False)
    assert isinstance(found, Routed)
    assert (found.channel.name, found.channel.trail, found.column) == ("山茶", OWN.trail, ("山茶",))


TENDERS = ColumnRow(("公告",), "zwgk/cgzb", confirmed=True, title_has=("招标", "中标"))
OLD = ColumnRow(("公告",), "", confirmed=True, until="2015-12-31")
NEWER = ColumnRow(("公告",), "zwgk/tzgg", confirmed=True, since="2016-01-01")


@pytest.mark.parametrize(
    ("title", "published_at", "answer"),
    [
        ("农机招标公告", "2012-01-01", "zwgk/cgzb"),
        ("中标结果", None, "zwgk/cgzb"),
        ("春耕公告", "2015-12-31 23:59", "已确认不迁入"),
        ("春耕公告", "2016-01-01", "zwgk/tzgg"),
        ("春耕公告", None, "没有包括本文，本文没有发布时间"),
    ],
)
def test_the_first_row_whose_conditions_an_article_meets_decides(
    title: str, published_at: str | None, answer: str
) -> None:
    found = route(
        (("公告",),), rows=(TENDERS, OLD, NEWER), tree=TREE, unreviewed=False, title=title, published_at=published_at
    )
    assert answer in (found.channel.path if isinstance(found, Routed) else found.because)


def test_an_article_that_an_unconfirmed_split_takes_does_not_fall_through_to_a_confirmed_row() -> None:
    rows = (ColumnRow(("公告",), "zwgk/cgzb", title_has=("招标",)), ColumnRow(("公告",), "zwgk/tzgg", confirmed=True))
    held = route((("公告",),), rows=rows, tree=TREE, unreviewed=False, title="招标公告")
    assert isinstance(held, Held) and "尚未确认" in held.because
    placed = route((("公告",),), rows=rows, tree=TREE, unreviewed=False, title="春耕公告")
    assert isinstance(placed, Routed) and placed.channel.path == "zwgk/tzgg"
