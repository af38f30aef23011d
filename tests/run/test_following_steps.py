"""The workbook of closing steps: handed out, filled in by people, taken back whole or not at all."""

import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from migrate.errors import SheetError, StageError
from migrate.ledger.book import open_ledger
from migrate.ledger.closing import done_steps, enter_step
from migrate.ledger.decisions import Made, enter_decisions
from migrate.ledger.sites import enter_sites
from migrate.model import Action, Decision, Site, Verdict
from migrate.run.following.step_reports import take_steps, write_steps
from migrate.run.work import Result, Silent
from migrate.settings import Settings

FARM, WOODS, PORTAL = "nyncj.qiyun.gov.example", "lyj.qiyun.gov.example", "www.qiyun.gov.example"
FORMULA = '=HYPERLINK("http://evil.example")'
TODAY = date(2026, 6, 15)
HEAD = 2


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("migrate.run.following.step_reports.today", lambda: TODAY)
    known = [
        (FARM, FORMULA, "栖云县农业农村局", Verdict.CLOSE, Action.SELF_CLOSE),
        (WOODS, "栖云林业网", "栖云县林业局", Verdict.KEEP, Action.EXCEPTION),
        (PORTAL, "栖云县人民政府", "栖云县人民政府办公室", Verdict.KEEP, Action.PORTAL),
    ]
    with open_ledger("", tmp_path) as ledger, ledger.run("classify", "test"), ledger.begin() as connection:
        enter_sites(
            connection,
            [Site(key, name, f"http://{key}/", "a.xlsx", None, 2, owner=unit) for key, name, unit, _, _ in known],
        )
        made = [Made(Decision(key, verdict, action, False, (), (), (), False)) for key, _, _, verdict, action in known]
        enter_decisions(connection, ledger, made)
    return tmp_path


def rows_of(path: Path) -> list[dict[str, Any]]:
    rows = list(load_workbook(path)["办理进展"].iter_rows(min_row=HEAD, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def fill(path: Path, said: dict[tuple[str, str], dict[str, Any]], change: Callable[[Any], None] | None = None) -> Path:
    book = load_workbook(path)
    sheet = book["办理进展"]
    titles = [cell.value for cell in sheet[HEAD]]
    for (site, step), values in said.items():
        [row] = [
            one for one in range(HEAD + 1, sheet.max_row + 1) if sheet.cell(one, len(titles)).value == f"{site} {step}"
        ]
        for title, value in values.items():
            sheet.cell(row, titles.index(title) + 1).value = value
    if change is not None:
        change(sheet)
    filled = path.with_name("填好.xlsx")
    book.save(filled)
    return filled


def taken(workspace: Path, said: dict[tuple[str, str], dict[str, Any]], **more: Any) -> Result:
    path, _ = write_steps(workspace, Settings())
    return take_steps(workspace, Settings(), Silent(), fill(path, said, **more))


def stored(workspace: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(workspace / "ledger.db") as connection:
        return connection.execute("SELECT site_key, step, done_on, note, by FROM closing_steps ORDER BY id").fetchall()


def refused(workspace: Path, said: dict[tuple[str, str], dict[str, Any]], **more: Any) -> str:
    before = stored(workspace)
    with pytest.raises(SheetError) as error:
        taken(workspace, said, **more)
    assert stored(workspace) == before
    return error.value.problem


def test_a_line_is_written_for_every_closing_site_and_step_that_people_report(workspace: Path) -> None:
    path, number = write_steps(workspace, Settings())
    rows = rows_of(path)
    assert path == workspace / "reports/办理进展.xlsx"
    assert len(rows) == number
    farm = [row["办理步骤"] for row in rows if row["步骤键（勿改）"].startswith(FARM)]
    assert farm == [
        "提出关停申请", "关停申请获批", "发布关停整合公告", "公告期满", "设置跳转", "网站下线", "报送系统状态变更",
        "ICP备案注销", "公安备案注销", "党政机关网站标识注销", "跳转保留期满", "申请注销域名",
        "域名注销审核通过", "域名注销",
    ]  # fmt: skip
    woods = [row["办理步骤"] for row in rows if row["步骤键（勿改）"].startswith(WOODS)]
    assert woods == ["提出例外申请", "例外申请获批"]
    assert not [row for row in rows if row["步骤键（勿改）"].startswith(PORTAL)]
    assert {row["应完成日期"] for row in rows} == {"未设期限"}


def test_what_people_filled_in_is_kept_with_who_and_shown_again(workspace: Path) -> None:
    done = taken(
        workspace,
        {
            (FARM, "applied"): {"完成日期": datetime(2026, 3, 1), "填报人": "王小云", "备注": "栖农〔2026〕3号"},
            (FARM, "approved"): {"完成日期": "2026年4月2日", "填报人": "王小云"},
            (WOODS, "exception_applied"): {"完成日期": "2026-05-06"},
        },
    )
    assert (done.counts["步骤有变化"], done.waiting, done.exit_code) == (3, [], 0)
    rows = stored(workspace)
    assert rows[:2] == [
        (FARM, "applied", "2026-03-01", "栖农〔2026〕3号", "王小云"),
        (FARM, "approved", "2026-04-02", "", "王小云"),
    ]
    assert rows[2][:4] == (WOODS, "exception_applied", "2026-05-06", "")
    assert "@" in rows[2][4], "nobody signed the line: the operator did"
    path, _ = write_steps(workspace, Settings())
    shown = {row["步骤键（勿改）"]: row for row in rows_of(path)}
    assert shown[f"{FARM} applied"]["完成日期"] == "2026-03-01"
    assert shown[f"{FARM} applied"]["备注"] == "栖农〔2026〕3号"
    assert shown[f"{FARM} applied"]["填报人"] == "王小云"
    assert shown[f"{FARM} offline"]["应完成日期"] == "2026-09-01", "six months after the application"
    assert shown[f"{FARM} offline"]["现在的情况"] == "待：采集完毕、公告期满"


def test_a_step_that_was_done_late_says_by_how_much(workspace: Path) -> None:
    verified, days = {"完成日期": "2026-03-09"}, ("2026-03-12", "2026-03-14")  # Monday; until Thursday
    for day, said in zip(days, ("已办", "已办：超期 2 天"), strict=True):
        before = {step: {"完成日期": "2026-01-02"} for step in ("applied", "approved", "notice")}
        before |= {"notice_ended": {"完成日期": "2026-02-02"}, "offline": {"完成日期": "2026-02-03"}}
        before |= {"domain_applied": {"完成日期": "2026-02-04"}, "domain_verified": verified}
        taken(workspace, {(FARM, step): value for step, value in before.items()})
        taken(workspace, {(FARM, "domain_cancelled"): {"完成日期": day}})
        path, _ = write_steps(workspace, Settings())
        [row] = [one for one in rows_of(path) if one["步骤键（勿改）"] == f"{FARM} domain_cancelled"]
        assert (row["应完成日期"], row["现在的情况"]) == ("2026-03-12", said)


def test_who_reported_what_stands_in_the_ledgers_entries(workspace: Path) -> None:
    taken(workspace, {(FARM, "applied"): {"完成日期": "2026-03-01", "填报人": "王小云"}})
    with sqlite3.connect(workspace / "ledger.db") as connection:
        rows = connection.execute("SELECT site_key, item, detail FROM entries WHERE stage = 'steps'").fetchall()
    [(site, step, detail)] = rows
    assert (site, step) == (FARM, "applied")
    assert '"by": "王小云"' in detail.encode().decode("unicode_escape") or "王小云" in detail


def test_handing_the_same_workbook_back_twice_changes_nothing(workspace: Path) -> None:
    path, _ = write_steps(workspace, Settings())
    filled = fill(path, {(FARM, "applied"): {"完成日期": "2026-03-01"}})
    take_steps(workspace, Settings(), Silent(), filled)
    again = take_steps(workspace, Settings(), Silent(), filled)
    assert "步骤有变化" not in again.counts
    assert len(stored(workspace)) == 1


def test_a_cleared_day_is_taken_back_and_the_earlier_report_stays_in_the_ledger(workspace: Path) -> None:
    taken(workspace, {(FARM, "applied"): {"完成日期": "2026-03-01"}})
    done = taken(workspace, {(FARM, "applied"): {"完成日期": None}})
    assert done.counts["收回"] == 1
    assert [row[2] for row in stored(workspace)] == ["2026-03-01", None]
    with open_ledger("", workspace, writing=False) as ledger, ledger.begin() as connection:
        assert done_steps(connection) == {FARM: {}}


def test_a_note_without_a_day_is_kept_and_the_step_is_not_done(workspace: Path) -> None:
    taken(workspace, {(FARM, "applied"): {"备注": "材料已送"}})
    assert [row[1:4] for row in stored(workspace)] == [("applied", None, "材料已送")]


def test_a_report_made_meanwhile_gives_way_and_is_told(workspace: Path) -> None:
    path, _ = write_steps(workspace, Settings())
    filled = fill(path, {(FARM, "applied"): {"完成日期": "2026-03-01"}})
    with open_ledger("", workspace) as ledger, ledger.begin() as connection:
        enter_step(connection, ledger, FARM, "applied", date(2026, 3, 9), by="李大川")
    done = take_steps(workspace, Settings(), Silent(), filled)
    assert [row[2] for row in stored(workspace)] == ["2026-03-09", "2026-03-01"]
    assert any("李大川" in line and "2026-03-09" in line for line in done.waiting)
    assert done.exit_code == 1


def test_a_line_that_was_left_as_it_was_does_not_undo_a_report_made_meanwhile(workspace: Path) -> None:
    path, _ = write_steps(workspace, Settings())
    filled = fill(path, {(FARM, "approved"): {"完成日期": "2026-03-10"}})
    with open_ledger("", workspace) as ledger, ledger.begin() as connection:
        enter_step(connection, ledger, FARM, "applied", date(2026, 3, 9), by="李大川")
    take_steps(workspace, Settings(), Silent(), filled)
    with open_ledger("", workspace, writing=False) as ledger, ledger.begin() as connection:
        assert done_steps(connection)[FARM] == {"applied": date(2026, 3, 9), "approved": date(2026, 3, 10)}


def test_a_line_that_was_left_as_it_was_is_not_judged_again(workspace: Path) -> None:
    with open_ledger("", workspace) as ledger, ledger.begin() as connection:
        enter_step(connection, ledger, FARM, "applied", date(2026, 7, 1), by="李大川")  # by a clock that ran ahead
    done = taken(workspace, {(FARM, "redirects"): {"完成日期": "2026-05-01"}})
    assert done.counts["步骤有变化"] == 1


def test_what_was_done_out_of_order_is_entered_and_told(workspace: Path) -> None:
    done = taken(
        workspace,
        {(FARM, "notice"): {"完成日期": "2026-05-01"}, (FARM, "notice_ended"): {"完成日期": "2026-05-20"}},
    )
    assert len(stored(workspace)) == 2
    assert done.exit_code == 1
    assert any("不足30天，最早应为 2026-05-31" in line for line in done.waiting)
    assert any("“发布关停整合公告”已办，而“关停申请获批”没有办结" in line for line in done.waiting)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-06-16", "完成日期 2026-06-16 还没有到"),
        ("2026年5月", "不是一个日期"),
        ("2026", "不是一个日期"),
        ("已办", "不是一个日期"),
        ("预计2026年5月1日完成", "不是一个日期"),
        ("2026-02-30", "不是一个日期"),
        ("2026-05-01至2026-05-03", "不是一个日期"),
        ("=TODAY()", "公式没有保存结果"),
    ],
)
def test_a_day_that_is_none_is_refused_with_its_row(workspace: Path, value: str, said: str) -> None:
    told = refused(
        workspace, {(FARM, "applied"): {"完成日期": value}, (WOODS, "exception_applied"): {"完成日期": "2026-05-01"}}
    )
    assert said in told
    assert "有 1 处不能采用，什么都没有改动" in told
    [row] = [number for number, one in enumerate(rows_of(workspace / "reports/办理进展.xlsx"), HEAD + 1)
             if one["步骤键（勿改）"] == f"{FARM} applied"]  # fmt: skip
    assert f"第 {row} 行" in told


@pytest.mark.parametrize(
    "value",
    ["2026-05-01", "2026.5.1", "2026/5/1", "2026年5月1日", "20260501", date(2026, 5, 1), 46143, "二〇二六年五月一日"],
)
def test_a_day_is_read_in_every_form_an_office_writes(workspace: Path, value: Any) -> None:
    taken(workspace, {(FARM, "applied"): {"完成日期": value}})
    assert [row[2] for row in stored(workspace)] == ["2026-05-01"]


def test_every_bad_line_is_told_at_once(workspace: Path) -> None:
    def stray(sheet: Any) -> None:
        row = sheet.max_row + 1
        sheet.cell(row, 10).value = "2026-05-01"
        sheet.cell(row, 13).value = "nobody.example applied"

    told = refused(
        workspace,
        {(FARM, "applied"): {"完成日期": "明天"}, (FARM, "approved"): {"备注": "x" * 2001}},
        change=stray,
    )
    assert "有 3 处不能采用" in told
    assert "不是一个日期" in told and "备注超过 2000 字" in told and "“nobody.example applied”不是本表发出的" in told


def test_a_step_on_two_lines_is_refused(workspace: Path) -> None:
    def twice(sheet: Any) -> None:
        values = [cell.value for cell in sheet[HEAD + 1]]
        sheet.append(values)

    assert "是同一个步骤" in refused(workspace, {(FARM, "applied"): {"完成日期": "2026-05-01"}}, change=twice)


def test_lines_that_were_sorted_and_columns_that_were_moved_are_known_again(workspace: Path) -> None:
    def turned(sheet: Any) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEAD + 1)]
        for place, row in enumerate(reversed(rows), HEAD + 1):
            for column, value in enumerate(row, 1):
                sheet.cell(place, column).value = value
        sheet.insert_cols(1)
        sheet.insert_rows(1)

    taken(workspace, {(FARM, "icp"): {"完成日期": "2026-05-01"}}, change=turned)
    assert [row[:3] for row in stored(workspace)] == [(FARM, "icp", "2026-05-01")]


def test_another_workbook_is_refused(workspace: Path, tmp_path: Path) -> None:
    from tests.sheet.building import save

    with pytest.raises(SheetError, match="不是本工具生成的办理进展表"):
        take_steps(workspace, Settings(), Silent(), save(tmp_path / "x.xlsx", [["a"]]))
    with pytest.raises(SheetError, match="找不到文件"):
        take_steps(workspace, Settings(), Silent(), tmp_path / "none.xlsx")


def test_a_workbook_without_its_headings_is_refused(workspace: Path) -> None:
    def beheaded(sheet: Any) -> None:
        sheet.cell(HEAD, 10).value = "日子"

    assert "缺少列：完成日期" in refused(workspace, {}, change=beheaded)


def test_a_workbook_with_two_filled_sheets_is_refused(workspace: Path) -> None:
    path, _ = write_steps(workspace, Settings())
    book = load_workbook(path)
    book.copy_worksheet(book["办理进展"])
    book.save(path)
    with pytest.raises(SheetError, match="有几张办理进展表：“办理进展”、“办理进展 Copy”"):
        take_steps(workspace, Settings(), Silent(), path)


def test_a_hidden_sheet_that_was_changed_is_refused(workspace: Path) -> None:
    path, _ = write_steps(workspace, Settings())
    book = load_workbook(path)
    [hidden] = [sheet for sheet in book if sheet.sheet_state == "veryHidden"]
    hidden.cell(2, 2).value = "昨天"
    book.save(path)
    with pytest.raises(SheetError, match="隐藏的“标识”工作表已被改动"):
        take_steps(workspace, Settings(), Silent(), path)


def test_a_site_that_is_gone_from_the_ledger_is_refused(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, _ = write_steps(workspace, Settings())
    filled = fill(path, {(FARM, "applied"): {"完成日期": "2026-05-01"}})
    monkeypatch.setattr("migrate.run.following.step_reports.known_sites", lambda _: [])
    with pytest.raises(SheetError, match=f"台账中没有网站 {FARM}"):
        take_steps(workspace, Settings(), Silent(), filled)


def test_a_step_that_the_office_left_out_meanwhile_is_refused(workspace: Path) -> None:
    path, _ = write_steps(workspace, Settings())
    filled = fill(path, {(FARM, "police"): {"完成日期": "2026-05-01"}})
    (workspace / "mappings").mkdir()
    (workspace / "mappings/closing.toml").write_text("[steps.police]\noff = true\n", "utf-8")
    with pytest.raises(SheetError, match="办理步骤中已没有 police"):
        take_steps(workspace, Settings(), Silent(), filled)


def test_hostile_names_stand_as_text(workspace: Path) -> None:
    path, _ = write_steps(workspace, Settings())
    book = load_workbook(path)
    cells = [cell for row in book["办理进展"].iter_rows() for cell in row if cell.value == FORMULA]
    assert cells and all(cell.data_type in ("s", "inlineStr") and cell.quotePrefix for cell in cells)


def test_without_closing_sites_there_is_nothing_to_fill_in(tmp_path: Path) -> None:
    with open_ledger("", tmp_path):
        pass
    with pytest.raises(StageError, match="没有要办理关停、注销或例外的网站"):
        write_steps(tmp_path, Settings())


def test_where_the_workbook_stands_is_for_the_operator_to_say(workspace: Path, tmp_path: Path) -> None:
    path, _ = write_steps(workspace, Settings(), output=tmp_path / "进展/一月.xlsx")
    assert path.is_file()
    with pytest.raises(StageError, match="无法写入"):
        write_steps(workspace, Settings(), output=tmp_path / "进展")
