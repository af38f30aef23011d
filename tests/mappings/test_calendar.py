"""The calendar: shipped without a single valid day, set by the office, refused with all faults at once."""

from datetime import date
from pathlib import Path

import pytest

from mappings.calendar import Span, read_calendar
from mappings.errors import MappingError
from mappings.rules import NO_STAGE, VERDICTS, read_rules


def office(tmp_path: Path, text: str, name: str = "calendar.toml") -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_shipped_calendar_sets_no_day() -> None:
    calendar = read_calendar()
    assert [stage.set for stage in calendar.stages.values()] == [Span()] * 7
    assert [duty.day for duty in calendar.monthly.values()] == [None]


def test_the_shipped_stages_keep_the_days_of_their_own_plan_as_examples() -> None:
    calendar = read_calendar()
    assert {key: (stage.part, stage.example) for key, stage in calendar.stages.items()} == {
        "self_check": ("一", Span(None, date(2017, 2, 22))),
        "opinion": ("一", Span(date(2017, 2, 23), date(2017, 3, 3))),
        "self_close": ("二", Span(date(2017, 3, 3), date(2017, 3, 21))),
        "self_close_report": ("二", Span(None, date(2017, 3, 24))),
        "migration": ("三", Span(date(2017, 3, 3), date(2017, 6, 30))),
        "closing_check": ("四", Span(None, date(2017, 3, 30))),
        "migration_check": ("四", Span(None, date(2017, 6, 30))),
    }
    assert all("2017" in one.source for one in (*calendar.stages.values(), *calendar.monthly.values()))
    assert calendar.monthly["progress"].example == 20


def test_every_action_that_leaves_something_to_do_has_one_stage() -> None:
    calendar = read_calendar()
    actions = {action for actions in VERDICTS.values() for action in actions}
    found = {one: calendar.stage_of(one) for one in (*sorted(actions), "undecided")}
    assert {one: stage.key if stage else None for one, stage in found.items()} == {
        "portal": None,
        "already_closed": None,
        "exception": "self_close",
        "self_close": "self_close",
        "migrate_channel": "migration",
        "migrate_subsite": "migration",
        "undecided": "opinion",
    }


def test_each_shipped_rule_names_a_stage_that_waits_for_its_action() -> None:
    calendar = read_calendar()
    for rule in read_rules(stages=calendar.stages).rules:
        waiting = calendar.stage_of(rule.action)
        assert rule.stage == (waiting.key if waiting else NO_STAGE), rule.name


def test_an_office_sets_its_days_and_keeps_the_rest(tmp_path: Path) -> None:
    text = '[stages.self_close]\nfrom = 2026-03-02\ndue = 2026-03-20\n[stages.migration]\ndue = "2026-06-30"\n'
    calendar = read_calendar(office(tmp_path, text + "[monthly.progress]\nday = 25\n"))
    assert calendar.stages["self_close"].set == Span(date(2026, 3, 2), date(2026, 3, 20))
    assert calendar.stages["migration"].set == Span(None, date(2026, 6, 30))
    assert calendar.stages["self_close"].name == read_calendar().stages["self_close"].name
    assert calendar.monthly["progress"].day == 25
    assert calendar.stages["opinion"].set == Span()


def test_an_office_adds_a_stage_of_its_own(tmp_path: Path) -> None:
    text = (
        '[stages.self_close]\ndeadline_of = ["self_close"]\n[stages.applying]\nname = "例外申请"\nduty = "申请"\n'
        'who = "主办单位"\nsource = "本县方案"\ndeadline_of = ["exception"]\ndue = 2026-04-01\n'
    )
    stage = read_calendar(office(tmp_path, text)).stage_of("exception")
    assert stage is not None
    assert (stage.key, stage.set.due) == ("applying", date(2026, 4, 1))


def test_what_was_never_checked_against_the_official_text_says_so() -> None:
    periods = read_calendar().periods
    assert {key for key, period in periods.items() if not period.verified} == {
        "closure_notice_national",
        "temporary_offline",
        "temporary_offline_count",
    }
    assert all(period.basis and period.place and period.unit for period in periods.values())
    assert (periods["closure_notice"].value, periods["closure_notice"].unit) == (30, "天")


def test_all_faults_of_a_calendar_are_named_at_once(tmp_path: Path) -> None:
    text = """
    colour = 1
    stages.migration = 3
    [stages.opinion]
    due = "三月"
    example = 5
    [stages.self_check]
    due = 2026-03-01T08:00:00
    weight = 2
    example = { until = 2026-01-01 }
    [stages.self_close]
    from = 2026-03-20
    due = 2026-03-02
    deadline_of = ["sleep"]
    [stages.closing_check]
    deadline_of = ["exception"]
    [stages.migration_check]
    deadline_of = ["exception"]
    [stages.none]
    name = ""
    [monthly.progress]
    day = 32
    [periods.reopening]
    value = true
    mark = "X"
    """
    with pytest.raises(MappingError) as caught:
        read_calendar(office(tmp_path, text))
    for word in (
        "colour",
        "stages.migration 应当是表",
        "stages.opinion 的 due",
        "stages.opinion 的 example",
        "stages.self_check 的 due",
        "weight",
        "until",
        "早于 from",
        "deadline_of",
        "exception 的时限同时写在",
        "不能叫 none",
        "stages.none 缺少 name",
        "stages.none 缺少 who",
        "1 至 31",
        "periods.reopening 的 value",
        "periods.reopening 的 mark",
    ):
        assert word in caught.value.problem, word


@pytest.mark.parametrize("text", ["stages = 1", "monthly = []", "periods = 'x'"])
def test_a_calendar_of_the_wrong_shape_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(MappingError, match=r"calendar\.toml"):
        read_calendar(office(tmp_path, text))


def test_a_rule_may_name_only_a_stage_of_the_calendar(tmp_path: Path) -> None:
    stages = read_calendar().stages
    text = '[rules.exception]\nstage = "nowhere"\nbasis = ""\n[rules.portal]\nstage = 3\n'
    with pytest.raises(MappingError) as caught:
        read_rules(office(tmp_path, text, "rules.toml"), stages)
    for word in ("nowhere", "self_close", "rules.portal.stage", "rules.exception 缺少 basis"):
        assert word in caught.value.problem, word


def test_a_rule_of_an_office_may_leave_its_stage_to_the_action(tmp_path: Path) -> None:
    text = 'order = ["mine"]\n[rules.mine]\nwhen = "portal"\nverdict = "keep"\naction = "portal"\nbasis = "本县方案"\n'
    folder = office(tmp_path, text, "rules.toml")
    with pytest.raises(MappingError, match="没有写进 order"):
        read_rules(folder)
    names = [rule.name for rule in read_rules().rules]
    (folder / "rules.toml").write_text(text.replace('["mine"]', str(["mine", *names]).replace("'", '"')), "utf-8")
    assert read_rules(folder, read_calendar().stages).rules[0].stage is None
