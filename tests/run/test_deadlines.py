"""Deadlines: which stage a decision belongs to, when it is over, and what counts as done."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert

from mappings.calendar import Calendar, Span, read_calendar
from mappings.headings import read_headings
from mappings.rules import Rule, Rules, parse_condition, read_rules
from migrate.ledger.book import Ledger, open_ledger
from migrate.ledger.decisions import Made, enter_decisions
from migrate.ledger.schema import runs, urls
from migrate.ledger.sites import enter_sites, finish_stage, known_sites
from migrate.model import Action, Decision, Reason, Site, Verdict
from migrate.run.deadlines import Deadline, deadline, deadlines, in_words, is_done
from migrate.run.status import status
from migrate.settings import Settings
from migrate.sheet.headings import HeadingIndex
from tests.whole import tiny

KEY = "nyncj.qiyun.gov.example"
DUE = date(2017, 3, 21)
RULES = read_rules()
HEADINGS = HeadingIndex(read_headings())


def calendar(**due: date) -> Calendar:
    shipped = read_calendar()
    stages = {key: replace(one, set=Span(None, due[key])) if key in due else one for key, one in shipped.stages.items()}
    return replace(shipped, stages=stages)


def decided(verdict: Verdict, action: Action | None, rule: str = "") -> Decision:
    reasons = (Reason(rule, "依据", "listed"),) if rule else ()
    return Decision(KEY, verdict, action, False, reasons, (), (), False)


CLOSE = decided(Verdict.CLOSE, Action.SELF_CLOSE, "unlisted_dormant")
MIGRATE = decided(Verdict.MIGRATE, Action.MIGRATE_CHANNEL, "listed_thin")
EXCEPTION = decided(Verdict.KEEP, Action.EXCEPTION, "exception")
UNDECIDED = decided(Verdict.UNDECIDED, None)
CLOSED = decided(Verdict.CLOSE, Action.ALREADY_CLOSED, "closed")
PORTAL = decided(Verdict.KEEP, Action.PORTAL, "portal")


@pytest.mark.parametrize(
    ("decision", "stage"),
    [
        (CLOSE, "self_close"),
        (EXCEPTION, "self_close"),
        (MIGRATE, "migration"),
        (UNDECIDED, "opinion"),
        (PORTAL, None),
        (CLOSED, None),
        (decided(Verdict.MIGRATE, Action.MIGRATE_SUBSITE, "review"), "migration"),
        (decided(Verdict.CLOSE, Action.SELF_CLOSE, "review"), "self_close"),
        (decided(Verdict.MIGRATE, None), None),
    ],
)
def test_a_decision_belongs_to_the_stage_of_its_rule_or_its_action(decision: Decision, stage: str | None) -> None:
    found = deadline(decision, calendar(self_close=DUE), RULES)
    assert (found.stage if found else None) == stage


def test_many_decisions_get_the_deadlines_that_each_gets_alone() -> None:
    found = {str(at): one for at, one in enumerate((CLOSE, EXCEPTION, MIGRATE, UNDECIDED, PORTAL, CLOSED, CLOSE))}
    days = calendar(self_close=DUE)
    assert deadlines(found, days, RULES) == {key: deadline(one, days, RULES) for key, one in found.items()}


def test_the_stage_that_a_rule_names_wins_over_the_one_of_its_action() -> None:
    own = Rule("mine", parse_condition("listed"), "close", "self_close", None, "x", (), "", False, "migration")
    found = deadline(decided(Verdict.CLOSE, Action.SELF_CLOSE, "mine"), calendar(), Rules((own,), {}))
    assert found is not None
    assert found.stage == "migration"


def test_a_deadline_in_words_gives_day_and_stage_or_says_that_none_is_set() -> None:
    assert in_words(deadline(CLOSE, calendar(self_close=DUE), RULES)) == "2017-03-21前（自主关停注销、例外关停阶段）"
    assert in_words(deadline(CLOSE, calendar(), RULES)) == "未设定（自主关停注销、例外关停阶段）"
    assert in_words(deadline(PORTAL, calendar(), RULES)) == "无"


def test_the_last_day_itself_is_in_time() -> None:
    due = Deadline("self_close", "关停", DUE)
    assert [due.passed(date(2017, 3, day)) for day in (20, 21, 22)] == [False, False, True]
    assert not replace(due, due=None).passed(date(2999, 1, 1))


# --- what counts as done


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger("", tmp_path) as opened, opened.run("classify", "test"):
        yield opened


def entered(ledger: Ledger, decision: Decision, original: dict[str, str] | None = None, made_by: str = "rules") -> None:
    site = Site(KEY, "栖云农业网", f"http://{KEY}/", "a.xlsx", None, 2, original=original or {})
    with ledger.begin() as connection:
        enter_sites(connection, [site])
        enter_decisions(connection, ledger, [Made(decision, made_by)])


def done(ledger: Ledger, closed: frozenset[str] = frozenset()) -> bool:
    with ledger.begin() as connection:
        [site] = known_sites(connection)
        return is_done(connection, site, closed, HEADINGS)


def audited(ledger: Ledger, exit_code: int | None, command: str = "verify", ended: str = "2999-01-01") -> None:
    with ledger.begin() as connection:
        values = {"command": command, "started_at": ended, "ended_at": ended, "operator": "x", "version": "0"}
        connection.execute(insert(runs).values(exit_code=exit_code, **values))


def finished(ledger: Ledger, *stages: str) -> None:
    with ledger.begin() as connection:
        for stage in stages:
            finish_stage(connection, KEY, stage, "hash", {})


@pytest.mark.parametrize("decision", [CLOSE, EXCEPTION, MIGRATE, UNDECIDED])
def test_a_site_that_the_newest_sheet_calls_closed_is_done(ledger: Ledger, decision: Decision) -> None:
    entered(ledger, decision)
    assert not done(ledger)
    assert done(ledger, frozenset({KEY}))


@pytest.mark.parametrize(
    ("original", "answer"),
    [
        ({"运行状态": "例外"}, True),
        ({"填报情况/运行状态": "例外"}, True),
        ({"运行状态": "正常", "主办单位意见": "例外"}, False),
        ({"运行状态": "申请例外"}, False),
        ({}, False),
    ],
)
def test_an_exception_is_done_when_the_sheets_state_says_so(
    ledger: Ledger, original: dict[str, str], answer: bool
) -> None:
    entered(ledger, EXCEPTION, original)
    assert done(ledger) is answer


def test_a_migration_is_done_when_its_stages_are_finished_and_the_audit_after_them_holds(ledger: Ledger) -> None:
    entered(ledger, MIGRATE)
    audited(ledger, 0, ended="2000-01-01")
    finished(ledger, "extract")
    assert not done(ledger)
    finished(ledger, "archive")
    assert not done(ledger), "the only audit is older than the stages"
    audited(ledger, 3)
    assert not done(ledger), "the audit does not hold"
    audited(ledger, 1, "run")
    assert done(ledger)
    audited(ledger, None, "run")
    assert not done(ledger), "the newest audit never came to its end"


@pytest.mark.parametrize(("outcome", "answer"), [("pending", False), ("quarantined", False), ("stored", True)])
def test_a_migration_with_addresses_that_wait_is_not_done(ledger: Ledger, outcome: str, answer: bool) -> None:
    entered(ledger, MIGRATE)
    finished(ledger, "extract", "archive")
    audited(ledger, 0)
    with ledger.begin() as connection:
        values = {"canonical": "x", "seq": 1, "hint": "page", "kind": "page", "outcome": outcome}
        connection.execute(insert(urls).values(site_key=KEY, url=f"http://{KEY}/", **values))
    assert done(ledger) is answer


def test_finished_stages_do_not_make_a_closure_done(ledger: Ledger) -> None:
    entered(ledger, CLOSE)
    finished(ledger, "extract", "archive")
    audited(ledger, 0)
    assert not done(ledger)


# --- status


def office(tmp_path: Path) -> Path:
    (tmp_path / "mappings").mkdir(exist_ok=True)
    text = "[stages.opinion]\ndue = 2017-03-03\n[stages.self_close]\ndue = 2017-03-21\n"
    (tmp_path / "mappings/calendar.toml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("decision", "today", "overdue"),
    [
        (CLOSE, date(2017, 3, 21), False),
        (CLOSE, date(2017, 3, 22), True),
        (UNDECIDED, date(2017, 3, 4), True),
        (MIGRATE, date(2999, 1, 1), False),
        (PORTAL, date(2999, 1, 1), False),
        (CLOSED, date(2999, 1, 1), False),
    ],
)
def test_a_site_is_overdue_once_the_day_of_its_own_stage_is_over(
    ledger: Ledger, tmp_path: Path, decision: Decision, today: date, overdue: bool
) -> None:
    entered(ledger, decision)
    [line] = status(office(tmp_path), Settings(), today=today)
    assert line.overdue is overdue
    assert line.waits is overdue


def test_a_closure_that_a_person_decided_is_done_when_a_newer_sheet_says_closed(ledger: Ledger, tmp_path: Path) -> None:
    entered(ledger, CLOSE)
    entered(ledger, decided(Verdict.CLOSE, Action.SELF_CLOSE, "review"), made_by="王某")
    office(tmp_path)
    assert status(tmp_path, Settings(), today=date(2017, 4, 1))[0].overdue
    entered(ledger, CLOSED)
    [line] = status(tmp_path, Settings(), today=date(2017, 4, 1))
    assert line.action == Action.SELF_CLOSE
    assert not line.overdue


def test_without_days_of_the_office_nothing_is_ever_overdue(ledger: Ledger, tmp_path: Path) -> None:
    entered(ledger, CLOSE)
    [line] = status(tmp_path, Settings(), today=date(2999, 1, 1))
    assert not line.overdue
    assert line.deadline == Deadline("self_close", "自主关停注销、例外关停", None)


def test_a_migration_that_was_run_and_audited_is_not_overdue(tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    with tiny.served() as server:
        tiny.classified(workspace, server)
        (workspace / "mappings").mkdir(exist_ok=True)
        (workspace / "mappings/calendar.toml").write_text("[stages.migration]\ndue = 2017-06-30\n", "utf-8")
        before = status(workspace, Settings(), today=date(2017, 7, 1))
        assert [line.overdue for line in before] == [True, True]
        assert tiny.run(workspace, server).exit_code == 0
    after = status(workspace, Settings(), today=date(2017, 7, 1))
    assert [line.overdue for line in after] == [False, False]
    assert {line.deadline.due for line in after if line.deadline} == {date(2017, 6, 30)}
