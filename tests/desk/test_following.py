"""`migrate steps`, `report` and `status --overdue` at the desk: exit codes, files, one sentence for what is refused."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import cli
from migrate.ledger.book import open_ledger
from migrate.ledger.closing import enter_step
from tests.run.following_history import county
from tests.run.test_following_steps import fill

Said = tuple[int, str, str]


@pytest.fixture
def say(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """Run the command line in this process; gives exit code, standard output and standard error."""
    monkeypatch.delenv("MIGRATE_WORKSPACE", raising=False)

    def said(*words: str | Path) -> Said:
        capfd.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main([str(word) for word in words])
        return int(end.value.code or 0), *capfd.readouterr()

    return said


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for module in ("progress", "step_reports", "report"):
        monkeypatch.setattr(f"migrate.run.following.{module}.today", lambda: date(2026, 10, 31))
    with county(tmp_path):
        pass
    return tmp_path


def test_the_steps_go_out_and_come_back(workspace: Path, say: Callable[..., Said]) -> None:
    code, out, err = say("steps", "-w", workspace)
    assert (code, err) == (0, "") and "办理进展表（" in out and "办理进展.xlsx" in out
    said = {("s02.qiyun.gov.example", "applied"): {"完成日期": "2026-10-01"}}
    filled = fill(workspace / "reports/办理进展.xlsx", said)
    code, out, err = say("-w", workspace, "steps", filled)
    assert (code, err) == (0, "") and "步骤有变化 1" in out


def test_a_workbook_with_a_bad_line_is_refused_in_one_sentence(workspace: Path, say: Callable[..., Said]) -> None:
    say("steps", "-w", workspace)
    filled = fill(workspace / "reports/办理进展.xlsx", {("s02.qiyun.gov.example", "applied"): {"完成日期": "明天"}})
    code, out, err = say("steps", filled, "-w", workspace)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1 and "完成日期“明天”不是一个日期（请写作 2026-03-01 的样子）" in err


def test_what_was_done_out_of_order_asks_for_a_person(workspace: Path, say: Callable[..., Said]) -> None:
    say("steps", "-w", workspace)
    filled = fill(
        workspace / "reports/办理进展.xlsx", {("s02.qiyun.gov.example", "offline"): {"完成日期": "2026-10-01"}}
    )
    code, _, err = say("steps", filled, "-w", workspace)
    assert code == 1
    assert "栖云第02网（s02.qiyun.gov.example）：“网站下线”已办，而“关停申请获批”没有办结" in err


def test_a_report_names_its_files(workspace: Path, say: Callable[..., Said]) -> None:
    code, out, err = say("report", "--month", "2026-08", "--as-of", "2026-08-20", "--ics", "-w", workspace)
    assert (code, err) == (0, "")
    for name in ("进展情况表-2026-08.xlsx", "进展情况表-2026-08.html", "办理日历.ics"):
        assert name in out and (workspace / "reports" / name).is_file()


def test_a_report_without_a_calendar_writes_none(workspace: Path, say: Callable[..., Said]) -> None:
    assert say("report", "-w", workspace)[0] == 0
    assert sorted(path.name for path in (workspace / "reports").iterdir()) == [
        "进展情况表-2026-10.html", "进展情况表-2026-10.xlsx"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("report", "--month", "10月"), ("10月", "2026-03")),
        (("report", "--month", "2026-08", "--as-of", "2026-09-01"), ("2026-09-01", "2026-08")),
        (("report", "--month", "2026-12"), ("2026-12", "还没有到")),
        (("report", "--as-of", "昨天"), ("--as-of", "昨天")),
        (("status", "--as-of", "2026-08-20"), ("--overdue",)),
        (("status", "--within", "3"), ("--overdue",)),
        (("steps", "none.xlsx"), ("none.xlsx", "找不到文件")),
        (("steps", "none.xlsx", "-o", "x.xlsx"), ("-o",)),
    ],
)
def test_what_cannot_be_used_is_told_in_one_sentence(
    workspace: Path, say: Callable[..., Said], words: tuple[str, ...], names: tuple[str, ...]
) -> None:
    code, out, err = say(*words, "-w", workspace)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1 and all(name in err for name in names), err


def test_overdue_exits_with_one_when_something_is_late_and_with_nothing_when_not(
    workspace: Path, say: Callable[..., Said]
) -> None:
    code, out, err = say("status", "--overdue", "--as-of", "2026-05-20", "-w", workspace)
    assert (code, err) == (0, "") and "截至 2026-05-20：逾期 0 项，10 天内到期 0 项" in out
    with open_ledger("", workspace) as ledger, ledger.begin() as connection:
        enter_step(connection, ledger, "s02.qiyun.gov.example", "domain_verified", date(2026, 10, 12), by="王小云")
    code, out, _ = say("status", "--overdue", "--as-of", "2026-10-12", "--within", "3", "-w", workspace)
    assert code == 0 and "3 天内到期 1 项" in out and "还有 3 天" in out
    code, out, _ = say("status", "--overdue", "--as-of", "2026-10-16", "-w", workspace)
    assert code == 1 and "逾期 1 天" in out and "2026-10-15" in out


def test_a_mistake_in_the_offices_steps_stops_before_anything_is_done(
    workspace: Path, say: Callable[..., Said]
) -> None:
    (workspace / "mappings").mkdir()
    (workspace / "mappings/closing.toml").write_text("[steps.icp]\nafter = ['x']\n", "utf-8")
    for words in (["steps"], ["report"], ["status", "--overdue"], ["status"]):
        code, out, err = say(*words, "-w", workspace)
        assert (code, out) == (2, ""), words
        assert "mappings/closing.toml 有 1 处错误：（1）steps.icp 提到没有的步骤 x" in err
