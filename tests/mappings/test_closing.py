"""The closing steps: the shipped file, an office's own laid over it, and everything that a file can have wrong."""

from pathlib import Path

import pytest

from mappings.closing import ACTIONS, Clock, Unit, read_closing
from mappings.errors import MappingError


def office(tmp_path: Path, text: str) -> Path:
    (tmp_path / "closing.toml").write_text(text, "utf-8")
    return tmp_path


def faults(tmp_path: Path, text: str) -> str:
    with pytest.raises(MappingError) as refused:
        read_closing(office(tmp_path, text))
    return refused.value.problem


def test_the_shipped_steps_go_from_the_application_to_the_domain() -> None:
    keys = [step.key for step in read_closing().of("self_close")]
    wanted = ["applied", "approved", "notice", "notice_ended", "offline", "icp", "police", "badge", "domain_cancelled"]
    assert [key for key in keys if key in wanted] == wanted


def test_every_shipped_period_was_seen_in_a_public_text_and_says_where() -> None:
    clocks = [clock for step in read_closing().steps.values() for clock in (step.within, step.at_least) if clock]
    assert len(clocks) == 4
    assert all(clock.binds and clock.place and clock.basis for clock in clocks)


def test_a_site_is_captured_before_it_goes_offline_whatever_else_comes_first() -> None:
    assert "captured" in read_closing().steps["offline"].after


def test_a_site_is_not_done_until_filing_and_domain_are_cancelled() -> None:
    required = {step.key for step in read_closing().of("self_close") if step.required}
    assert {"approved", "notice", "offline", "icp", "police", "badge", "domain_cancelled"} <= required


def test_what_stays_has_no_steps() -> None:
    assert read_closing().of("portal") == ()
    assert read_closing().of(None) == ()


def test_nobody_reports_what_the_ledger_knows() -> None:
    closing = read_closing()
    left = {step.key for step in closing.of("migrate_channel")} - {
        step.key for step in closing.reported("migrate_channel")
    }
    assert left == {"captured", "moved"}


def test_an_office_changes_a_period_and_keeps_the_rest(tmp_path: Path) -> None:
    text = "[steps.notice_ended.at_least]\nvalue = 1\nunit = 'month'\nplace = '福建'\nbasis = '首页公告一个月'\n"
    step = read_closing(office(tmp_path, text)).steps["notice_ended"]
    assert step.at_least == Clock("notice", 1, Unit.MONTH, "福建", "首页公告一个月", "V")
    assert step.at_least.length == "1个月"
    assert step.name == "公告期满"


def test_an_office_leaves_a_step_out_and_nothing_waits_for_it(tmp_path: Path) -> None:
    closing = read_closing(office(tmp_path, "[steps.notice]\noff = true\n"))
    assert "notice" not in closing.steps
    assert closing.steps["notice_ended"].after == ()
    assert closing.steps["notice_ended"].at_least is None


def test_moving_before_applying_is_a_setting(tmp_path: Path) -> None:
    assert read_closing().steps["applied"].after == ()
    assert read_closing(office(tmp_path, "[steps.applied]\nafter = ['moved']\n")).steps["applied"].after == ("moved",)


def test_an_unverified_period_binds_nobody(tmp_path: Path) -> None:
    text = "[steps.badge]\nwithin = {after='offline', value=5, unit='day', place='x', basis='y', mark='M'}\n"
    clock = read_closing(office(tmp_path, text)).steps["badge"].within
    assert clock is not None
    assert not clock.binds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[other]\nx = 1\n", "不认识的键 other"),
        ("steps = 3\n", "steps 应当写作 [steps.步骤]"),
        ("[steps]\nicp = 3\n", "steps.icp 应当是表"),
        ("[steps.icp]\nname = ''\n", "steps.icp 缺少 name"),
        ("[steps.icp]\nactions = ['closing']\n", "steps.icp 的 actions 有不认识的 closing"),
        ("[steps.icp]\nactions = []\n", "steps.icp 缺少 actions"),
        ("[steps.icp]\nafter = ['offlin']\n", "steps.icp 提到没有的步骤 offlin"),
        ("[steps.icp]\nafter = 'offline'\n", "steps.icp 的 after 应当是文字的列表"),
        ("[steps.icp]\nrequired = 'yes'\n", "steps.icp 的 required 应当是 true 或 false"),
        ("[steps.icp]\noff = 1\n", "steps.icp 的 off 应当是 true 或 false"),
        ("[steps.icp]\ndays = 3\n", "steps.icp 有不认识的键 days"),
        ("[steps.icp]\nledger = true\n", "steps.icp 的 ledger 不对"),
        ("[steps.captured]\nledger = false\n", "steps.captured 的 ledger 不对"),
        ("[steps.icp]\nwithin = 3\n", "steps.icp.within 应当是表"),
        ("[steps.offline.within]\nvalue = 0\n", "steps.offline.within 的 value 应当是 1 至 1000 的整数"),
        ("[steps.offline.within]\nvalue = true\n", "steps.offline.within 的 value 应当是"),
        ("[steps.offline.within]\nunit = 'week'\n", "steps.offline.within 的 unit 应当是 day、workday、month 之一"),
        ("[steps.offline.within]\nmark = 'X'\n", "steps.offline.within 的 mark 应当是 V"),
        ("[steps.offline.within]\nbasis = ' '\n", "steps.offline.within 缺少 basis"),
        ("[steps.offline.within]\nafter = 'nothing'\n", "steps.offline 提到没有的步骤 nothing"),
        ("[steps.offline.within]\nuntil = 1\n", "steps.offline.within 有不认识的键 until"),
        ("[steps.applied]\nafter = ['domain_cancelled']\n", "步骤互相等待"),
        ("[steps.mine]\nname = 'x'\nduty = 'x'\nactions = ['self_close']\n", "steps.mine 缺少 who"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, said: str) -> None:
    assert said in faults(tmp_path, text)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    told = faults(tmp_path, "[steps.icp]\nname = 3\nafter = ['x']\n[steps.badge]\nunit = 'day'\n")
    assert "有 3 处错误" in told


def test_the_actions_of_steps_are_those_of_the_rules() -> None:
    assert {action for step in read_closing().steps.values() for action in step.actions} <= ACTIONS
