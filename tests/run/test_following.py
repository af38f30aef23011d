"""Following a closure up: days and their holidays, the steps' own clocks, what is overdue, worst first."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import insert

from mappings.closing import Unit, read_closing
from migrate.errors import SettingsError
from migrate.ledger.book import Ledger, open_ledger
from migrate.ledger.closing import count_reports, done_steps, enter_step
from migrate.ledger.decisions import Made, enter_decisions
from migrate.ledger.schema import urls
from migrate.ledger.sites import enter_sites
from migrate.model import Action, Decision, Site, Verdict
from migrate.run.following.days import Day, after, day_of, workday_until
from migrate.run.following.overdue import all_due, overdue_of, read_plan
from migrate.run.following.progress import day_of_report, measured
from migrate.run.following.report import report
from migrate.run.following.stations import Stage
from migrate.run.following.steps import all_steps, states_of
from migrate.run.screens.overdue_screen import overdue_screen
from migrate.run.status import status
from migrate.run.work import Silent, Work
from migrate.settings import Settings
from tests.run.following_history import Making

KEY, OTHER = "nyncj.qiyun.gov.example", "lyj.qiyun.gov.example"
CLOSING = read_closing()


# --- days


@pytest.mark.parametrize(
    ("start", "value", "unit", "end"),
    [
        (date(2026, 3, 5), 30, Unit.DAY, date(2026, 4, 4)),
        (date(2026, 8, 31), 6, Unit.MONTH, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, Unit.MONTH, date(2027, 1, 15)),
        (date(2026, 3, 9), 3, Unit.WORKDAY, date(2026, 3, 12)),  # Monday to Thursday
        (date(2026, 3, 13), 1, Unit.WORKDAY, date(2026, 3, 16)),  # over a weekend
        (date(2026, 2, 13), 1, Unit.WORKDAY, date(2026, 2, 14)),  # a Saturday that is worked for the Spring Festival
        (date(2026, 2, 14), 3, Unit.WORKDAY, date(2026, 2, 26)),  # 15 to 23 February are free
        (date(2026, 9, 30), 1, Unit.WORKDAY, date(2026, 10, 8)),  # 1 to 7 October are free
    ],
)
def test_a_period_begins_the_day_after_and_ends_on(start: date, value: int, unit: Unit, end: date) -> None:
    assert after(start, value, unit) == Day(end)


def test_years_whose_holidays_are_not_published_are_counted_and_told() -> None:
    assert after(date(2037, 3, 5), 3, Unit.WORKDAY) == Day(date(2037, 3, 10), guessed=True)  # Thursday to Tuesday
    assert not after(date(2037, 3, 5), 3, Unit.DAY).guessed


def test_a_free_day_is_preceded_by_a_workday() -> None:
    assert workday_until(date(2026, 10, 5)).on == date(2026, 9, 30)
    assert workday_until(date(2026, 9, 30)).on == date(2026, 9, 30)


def test_the_day_of_a_short_month_is_its_last() -> None:
    assert [day_of("2026-04", day) for day in (20, 30, 31)] == [
        date(2026, 4, 20), date(2026, 4, 30), date(2026, 4, 30)
    ]  # fmt: skip


# --- the steps of one site


def states(**done: date) -> dict[str, object]:
    return {state.step.key: state for state in states_of(KEY, CLOSING.of("self_close"), done)}


def test_a_clock_runs_only_when_its_own_step_is_done() -> None:
    assert states()["domain_cancelled"].due is None
    found = states(domain_verified=date(2026, 2, 14))
    assert found["domain_cancelled"].due == Day(date(2026, 2, 26))


def test_a_notice_stands_for_thirty_days_at_least() -> None:
    found = states(applied=date(2026, 3, 1), approved=date(2026, 3, 4), notice=date(2026, 3, 5))
    assert found["notice_ended"].earliest == Day(date(2026, 4, 4))
    assert found["notice_ended"].due is None


def test_a_site_goes_offline_within_six_months_of_the_application() -> None:
    assert states(applied=date(2026, 3, 1))["offline"].due == Day(date(2026, 9, 1))


def test_a_step_waits_for_the_ones_before_it() -> None:
    assert states()["offline"].waits_for == ("采集完毕", "关停申请获批", "公告期满")
    assert states()["applied"].waits_for == ()


@pytest.mark.parametrize(
    ("done", "step", "said"),
    [
        ({"approved": date(2026, 3, 1)}, "approved", "“关停申请获批”已办，而“提出关停申请”没有办结"),
        (
            {"applied": date(2026, 3, 9), "approved": date(2026, 3, 1)},
            "approved",
            "“关停申请获批”（2026-03-01）早于“提出关停申请”（2026-03-09）",
        ),
        (
            {"notice": date(2026, 3, 5), "notice_ended": date(2026, 4, 3)},
            "notice_ended",
            "“公告期满”（2026-04-03）不足30天，最早应为 2026-04-04",
        ),
    ],
)
def test_what_was_done_out_of_order_is_told(done: dict[str, date], step: str, said: str) -> None:
    assert states(**done)[step].faults == (said,)


def test_thirty_days_to_the_day_are_enough() -> None:
    found = states(notice=date(2026, 3, 5), notice_ended=date(2026, 4, 4))
    assert found["notice_ended"].faults == ()


def test_going_offline_before_the_capture_is_complete_is_told() -> None:
    found = states(approved=date(2026, 3, 1), notice_ended=date(2026, 4, 9), offline=date(2026, 4, 10))
    assert "“网站下线”已办，而“采集完毕”没有办结" in found["offline"].faults


# --- the ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger("", tmp_path) as opened, opened.run("classify", "test"):
        yield opened


def entered(ledger: Ledger, action: Action | None, key: str = KEY, verdict: Verdict = Verdict.CLOSE) -> None:
    site = Site(key, "栖云农业网", f"http://{key}/", "a.xlsx", None, 2, owner="栖云县农业农村局")
    with ledger.begin() as connection:
        enter_sites(connection, [site])
        made = Decision(key, verdict, action, False, (), (), (), False)
        enter_decisions(connection, ledger, [Made(made)])


def reported(ledger: Ledger, key: str = KEY, by: str = "王小云", **done: date | None) -> None:
    with ledger.begin() as connection:
        for step, day in done.items():
            enter_step(connection, ledger, key, step, day, by=by)


def office(tmp_path: Path, text: str) -> None:
    (tmp_path / "mappings").mkdir(exist_ok=True)
    (tmp_path / "mappings/calendar.toml").write_text(text, "utf-8")


def due(ledger: Ledger, tmp_path: Path, today: date, within: int | None = None) -> list[tuple[str, str, int]]:
    with ledger.begin() as connection:
        found = all_due(connection, read_plan(tmp_path / "mappings"), today, within=within)
    return [(one.site_key, one.key, one.days) for one in found]


def test_the_newest_report_of_a_step_stands_and_one_taken_back_counts_no_more(ledger: Ledger) -> None:
    entered(ledger, Action.SELF_CLOSE)
    reported(ledger, applied=date(2026, 3, 1), approved=date(2026, 3, 8))
    reported(ledger, applied=date(2026, 3, 2), approved=None)
    with ledger.begin() as connection:
        assert done_steps(connection) == {KEY: {"applied": date(2026, 3, 2)}}
        assert count_reports(connection) == {KEY: 4}


def test_the_last_day_itself_is_in_time_and_the_next_is_not(ledger: Ledger, tmp_path: Path) -> None:
    entered(ledger, Action.SELF_CLOSE)
    reported(ledger, domain_verified=date(2026, 2, 14))
    assert due(ledger, tmp_path, date(2026, 2, 26)) == []
    assert due(ledger, tmp_path, date(2026, 2, 27)) == [(KEY, "domain_cancelled", 1)]
    assert due(ledger, tmp_path, date(2026, 2, 26), within=0) == [(KEY, "domain_cancelled", 0)]
    assert due(ledger, tmp_path, date(2026, 2, 20), within=5) == []
    assert due(ledger, tmp_path, date(2026, 2, 20), within=6) == [(KEY, "domain_cancelled", -6)]


def test_a_step_that_is_done_is_never_overdue(ledger: Ledger, tmp_path: Path) -> None:
    entered(ledger, Action.SELF_CLOSE)
    reported(ledger, domain_verified=date(2026, 2, 14), domain_cancelled=date(2026, 5, 1))
    assert due(ledger, tmp_path, date(2026, 12, 1)) == []


def test_the_worst_comes_first(ledger: Ledger, tmp_path: Path) -> None:
    office(tmp_path, "[stages.self_close]\ndue = 2026-03-20\n")
    entered(ledger, Action.SELF_CLOSE)
    entered(ledger, Action.SELF_CLOSE, OTHER)
    reported(ledger, applied=date(2025, 9, 10))  # until 10 March 2026
    assert due(ledger, tmp_path, date(2026, 3, 25)) == [
        (KEY, "offline", 15), (OTHER, "self_close", 5), (KEY, "self_close", 5)
    ]  # fmt: skip


def test_a_closure_is_done_when_people_reported_every_required_step(ledger: Ledger, tmp_path: Path) -> None:
    office(tmp_path, "[stages.self_close]\ndue = 2026-03-20\n")
    entered(ledger, Action.SELF_CLOSE)
    required = [step.key for step in CLOSING.of("self_close") if step.required]
    reported(ledger, **dict.fromkeys(required[:-1], date(2026, 3, 1)))
    assert due(ledger, tmp_path, date(2026, 3, 25)) == [(KEY, "self_close", 5)]
    assert status(tmp_path, Settings(), today=date(2026, 3, 25))[0].overdue
    reported(ledger, **{required[-1]: date(2026, 3, 24)})
    assert due(ledger, tmp_path, date(2026, 3, 25)) == []
    assert not status(tmp_path, Settings(), today=date(2026, 3, 25))[0].overdue
    assert due(ledger, tmp_path, date(2026, 3, 23)) == [(KEY, "self_close", 3)], "on that day it was not done yet"


def test_a_migration_is_not_done_by_reports_alone(ledger: Ledger, tmp_path: Path) -> None:
    office(tmp_path, "[stages.migration]\ndue = 2026-03-20\n")
    entered(ledger, Action.MIGRATE_CHANNEL, verdict=Verdict.MIGRATE)
    required = [step.key for step in CLOSING.of("migrate_channel") if step.required]
    reported(ledger, **dict.fromkeys(required, date(2026, 3, 1)))
    assert due(ledger, tmp_path, date(2026, 3, 25)) == [(KEY, "migration", 5)]


def test_an_approved_exception_is_done(ledger: Ledger, tmp_path: Path) -> None:
    office(tmp_path, "[stages.self_close]\ndue = 2026-03-20\n")
    entered(ledger, Action.EXCEPTION, verdict=Verdict.KEEP)
    assert due(ledger, tmp_path, date(2026, 3, 25)) == [(KEY, "self_close", 5)]
    reported(ledger, exception_applied=date(2026, 3, 1), exception_approved=date(2026, 3, 18))
    assert due(ledger, tmp_path, date(2026, 3, 25)) == []


def test_a_site_that_the_sheet_calls_closed_owes_only_its_cancellations(ledger: Ledger) -> None:
    entered(ledger, Action.ALREADY_CLOSED)
    with ledger.begin() as connection:
        [one] = all_steps(connection, CLOSING)
    keys = [state.step.key for state in one.states]
    assert one.called_closed
    assert "icp" in keys and "domain_cancelled" in keys
    assert "applied" not in keys and "offline" not in keys
    assert [state.waits_for for state in one.states if state.step.key == "icp"] == [()]


def test_nothing_is_overdue_where_no_day_was_set_and_nothing_reported(ledger: Ledger, tmp_path: Path) -> None:
    entered(ledger, Action.SELF_CLOSE)
    assert due(ledger, tmp_path, date(2999, 1, 1)) == []


def test_an_unverified_period_makes_nothing_overdue(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "mappings").mkdir()
    text = "[steps.badge]\nwithin = {after='offline', value=5, unit='day', place='x', basis='y', mark='M'}\n"
    (tmp_path / "mappings/closing.toml").write_text(text, "utf-8")
    entered(ledger, Action.SELF_CLOSE)
    reported(ledger, offline=date(2026, 3, 1))
    assert due(ledger, tmp_path, date(2026, 12, 1)) == []


def test_the_months_report_is_owed_by_its_day_until_it_was_made(
    tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    office(tmp_path, "[monthly.progress]\nday = 20\n")
    monkeypatch.setattr("migrate.ledger.tallies.first_run_at", lambda _: "2026-02-25T02:00:00Z")
    entered(ledger, Action.SELF_CLOSE)
    assert due(ledger, tmp_path, date(2026, 3, 19)) == []
    assert due(ledger, tmp_path, date(2026, 3, 19), within=10) == [("", "progress", -1)]
    assert due(ledger, tmp_path, date(2026, 3, 21)) == [("", "progress", 1)]
    assert due(ledger, tmp_path, date(2026, 4, 21)) == [("", "progress", 32), ("", "progress", 1)]
    with ledger.begin() as connection:
        ledger.enter(connection, "report", "made", item="2026-03")
    assert due(ledger, tmp_path, date(2026, 4, 21)) == [("", "progress", 1)]


def test_no_report_is_owed_for_a_month_before_the_work_began(ledger: Ledger, tmp_path: Path) -> None:
    office(tmp_path, "[monthly.progress]\nday = 20\n")
    entered(ledger, Action.SELF_CLOSE)
    assert due(ledger, tmp_path, date(2020, 4, 21)) == []


def test_a_duty_that_the_ledger_cannot_see_is_told_before_its_day_and_never_called_overdue(
    ledger: Ledger, tmp_path: Path
) -> None:
    office(tmp_path, "[stages.self_close_report]\ndue = 2026-03-24\n")
    entered(ledger, Action.SELF_CLOSE)
    assert due(ledger, tmp_path, date(2026, 3, 20), within=10) == [("", "self_close_report", -4)]
    assert due(ledger, tmp_path, date(2026, 3, 25), within=10) == []


# --- the screen


def words(tmp_path: Path, today: date, *, sites: tuple[str, ...] = (), within: int | None = None) -> tuple[str, bool]:
    shown, late = overdue_screen(tmp_path, Settings(), sites, as_of=today, within=within)
    texts = [
        str(part)
        if not hasattr(part, "columns")
        else "\n".join(str(cell) for one in part.columns for cell in one.cells)
        for part in shown
    ]
    return "\n".join(texts), late


def test_the_screen_counts_what_is_late_and_says_so(ledger: Ledger, tmp_path: Path) -> None:
    entered(ledger, Action.SELF_CLOSE)
    reported(ledger, domain_verified=date(2026, 2, 14))
    text, late = words(tmp_path, date(2026, 3, 1))
    assert late
    assert "截至 2026-03-01：逾期 1 项，10 天内到期 0 项" in text
    assert "逾期 3 天" in text and "2026-02-26" in text and f"栖云农业网（{KEY}）" in text and "域名注销" in text


def test_the_screen_of_nothing_late_is_calm(ledger: Ledger, tmp_path: Path) -> None:
    entered(ledger, Action.SELF_CLOSE)
    text, late = words(tmp_path, date(2026, 3, 1))
    assert not late
    assert "逾期 0 项" in text
    assert "没有设定任何时限" in text


def test_a_day_due_on_a_holiday_names_the_workday_before(ledger: Ledger, tmp_path: Path) -> None:
    office(tmp_path, "[stages.self_close]\ndue = 2026-10-05\n")
    entered(ledger, Action.SELF_CLOSE)
    text, late = words(tmp_path, date(2026, 9, 28))
    assert not late
    assert "还有 7 天" in text
    assert "2026-10-05（休息日，宜提前至 2026-09-30）" in text


def test_the_screen_shows_only_the_sites_that_were_named(ledger: Ledger, tmp_path: Path) -> None:
    for key in (KEY, OTHER):
        entered(ledger, Action.SELF_CLOSE, key)
        reported(ledger, key, domain_verified=date(2026, 2, 14))
    text, late = words(tmp_path, date(2026, 3, 1), sites=(OTHER,))
    assert late
    assert "逾期 1 项" in text and KEY not in text


# --- difficulties


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        (["unreachable", "unreachable"], ("网站无法访问，一个应答也没有采到",)),
        (["pending", "pending"], ("2 个网址尚未采集",)),
        (["unreachable", "pending"], ("1 个网址尚未采集", "1 个网址无法访问")),
        (["quarantined"], ("1 个网址存疑，待人判断",)),
        ([], ()),
    ],
)
def test_a_site_is_called_unreachable_only_when_everything_was_tried(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outcomes: list[str], said: tuple[str, ...]
) -> None:
    monkeypatch.setattr("migrate.ledger.decisions.now", lambda: "2026-02-01T00:00:00Z")
    monkeypatch.setattr("migrate.run.following.progress.today", lambda: date(2026, 6, 30))
    entered(ledger, Action.SELF_CLOSE)
    with ledger.begin() as connection:
        for number, outcome in enumerate(outcomes):
            common = {"canonical": "x", "seq": number, "hint": "page", "kind": "page", "outcome": outcome}
            connection.execute(insert(urls).values(site_key=KEY, url=f"http://{KEY}/{number}", **common))
        progress = measured(connection, tmp_path / "mappings", "2026-06")
    assert progress.sites[0].difficulties == said
    assert progress.difficulties == tuple(f"栖云县农业农村局：{text}" for text in said)


def test_a_place_of_an_article_that_is_no_more_does_not_count_for_another(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("migrate.ledger.decisions.now", lambda: "2026-02-01T00:00:00Z")
    monkeypatch.setattr("migrate.run.following.progress.today", lambda: date(2026, 6, 30))
    entered(ledger, Action.MIGRATE_CHANNEL, verdict=Verdict.MIGRATE)
    with ledger.begin() as connection:
        making = Making(connection, Random(1))
        for name in ("a", "b"):
            making.article(KEY, name, making.url(KEY, f"/{name}", "article", "stored", date(2026, 3, 1)))
        making.placement(KEY, "a", date(2026, 3, 2), "placed")
        making.placement(KEY, "lost", date(2026, 3, 2), "placed")
        assert not measured(connection, tmp_path / "mappings", "2026-06").sites[0].migrated
        making.placement(KEY, "b", date(2026, 3, 2), "left_out")
        assert measured(connection, tmp_path / "mappings", "2026-06").sites[0].migrated


def test_every_line_that_is_due_says_where_it_is_from(ledger: Ledger, tmp_path: Path) -> None:
    office(tmp_path, "[stages.self_close]\ndue = 2026-03-20\n[monthly.progress]\nday = 20\n")
    entered(ledger, Action.SELF_CLOSE)
    reported(ledger, applied=date(2025, 9, 10))
    found = overdue_of(Work(tmp_path, Settings(), ledger, Silent()), date(2026, 3, 25))
    assert {one.kind for one in found} == {"stage", "step"}
    for one in found:
        assert {"stage": "calendar.toml", "step": "closing_steps"}[one.kind] in one.source


# --- stages of a site and the month of a report


@pytest.mark.parametrize(
    ("done", "stage"),
    [
        ({}, Stage.CONFIRMED),
        ({"applied": date(2026, 3, 1)}, Stage.APPLIED),
        ({"applied": date(2026, 3, 1), "offline": date(2026, 5, 1)}, Stage.OFFLINE),
        ({"applied": date(2026, 6, 30)}, Stage.APPLIED),
        ({"applied": date(2026, 7, 1)}, Stage.CONFIRMED),
    ],
)
def test_a_site_has_the_last_stage_that_it_reached_by_the_day(
    ledger: Ledger, tmp_path: Path, done: dict[str, date], stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("migrate.ledger.decisions.now", lambda: "2026-02-01T00:00:00Z")
    monkeypatch.setattr("migrate.run.following.progress.today", lambda: date(2026, 6, 30))
    entered(ledger, Action.SELF_CLOSE)
    reported(ledger, **done)
    with ledger.begin() as connection:
        progress = measured(connection, tmp_path / "mappings", "2026-06")
    assert [one.stage for one in progress.sites] == [stage]
    assert progress.by_stage == {str(stage): 1}


@pytest.mark.parametrize(
    ("month", "as_of", "said"),
    [
        ("2026-3", None, "2026-3"),
        ("2026-13", None, "2026-13"),
        ("2026-03", date(2026, 4, 1), "不在 2026-03 月内"),
        ("2098-01", None, "2098-01 还没有到"),
        (None, date(2098, 1, 1), "2098-01-01 还没有到"),
        ("第三月", None, "第三月"),
    ],
)
def test_a_month_that_cannot_be_reported_is_refused(month: str | None, as_of: date | None, said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        day_of_report(month, as_of)
    assert said in refused.value.problem


def test_a_report_of_a_past_month_tells_of_its_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migrate.run.following.progress.today", lambda: date(2026, 4, 9))
    assert day_of_report("2026-02", None) == ("2026-02", date(2026, 2, 28))
    assert day_of_report(None, None) == ("2026-04", date(2026, 4, 9))
    assert day_of_report(None, date(2026, 1, 20)) == ("2026-01", date(2026, 1, 20))


def test_a_report_that_was_made_is_owed_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office(tmp_path, "[monthly.progress]\nday = 20\n")
    monkeypatch.setattr("migrate.ledger.tallies.first_run_at", lambda _: "2026-03-01T02:00:00Z")
    monkeypatch.setattr("migrate.run.following.progress.today", lambda: date(2026, 3, 31))
    with open_ledger("", tmp_path) as ledger:
        entered(ledger, Action.SELF_CLOSE)
        assert due(ledger, tmp_path, date(2026, 3, 31)) == [("", "progress", 11)]
    done = report(tmp_path, Settings(), Silent())
    assert done.progress.overdue == ()
    with open_ledger("", tmp_path) as ledger:
        assert due(ledger, tmp_path, date(2026, 3, 31)) == []


def test_making_a_report_needs_a_ledger(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="台账中还没有网站"):
        report(tmp_path / "empty", Settings(), Silent(), month="2026-03")
