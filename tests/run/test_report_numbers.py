"""The numbers of the monthly report: workbook, page, ledger, status and documents say the same, counted anew here."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from openpyxl import load_workbook

from migrate.ledger.book import Ledger
from migrate.run.following import days
from migrate.run.following.progress import measured, progress_of
from migrate.run.following.report import report
from migrate.run.papers.accounting import accounting_of
from migrate.run.papers.following import progress_facts
from migrate.run.screens.summary import summary
from migrate.run.status import status
from migrate.run.work import Silent, Work, opened
from migrate.settings import Settings
from tests.run.following_history import SITES, county
from tests.whole import tiny

DAYS = [date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 20), date(2026, 10, 31)]
LAST = DAYS[-1]
REQUIRED = (
    "approved", "notice", "notice_ended", "offline", "system_changed", "icp", "police", "badge", "domain_cancelled"
)  # fmt: skip
STANDING = """
SELECT * FROM decisions d WHERE id = coalesce(
  (SELECT max(id) FROM decisions WHERE site_key = d.site_key AND made_by <> 'rules' AND date(at, '+8 hours') <= :day),
  (SELECT max(id) FROM decisions WHERE site_key = d.site_key AND date(at, '+8 hours') <= :day))
"""
PAGES = "('home', 'list', 'article', 'page')"
COUNTS = {  # one number each, in plain SQL; days are those of Beijing
    "sites": "SELECT count(DISTINCT site_key) FROM decisions WHERE date(at, '+8 hours') <= :day",
    "confirmed": f"SELECT count(*) FROM ({STANDING}) WHERE confirmed OR NOT needs_review",
    "captured": """
        SELECT count(*) FROM sites s
        WHERE NOT EXISTS (SELECT 1 FROM urls WHERE site_key = s.site_key AND outcome = 'pending')
          AND EXISTS (SELECT 1 FROM captures WHERE site_key = s.site_key)
          AND NOT EXISTS (SELECT 1 FROM captures WHERE site_key = s.site_key
                          GROUP BY url_id HAVING min(date(fetched_at, '+8 hours')) > :day)
          AND EXISTS (SELECT 1 FROM decisions WHERE site_key = s.site_key AND date(at, '+8 hours') <= :day)""",
    "migrated": f"""
        SELECT count(*) FROM ({STANDING}) d
        WHERE (verdict = 'migrate' OR (verdict = 'close' AND keep_content))
          AND EXISTS (SELECT 1 FROM articles WHERE site_key = d.site_key)
          AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.site_key = d.site_key AND NOT EXISTS (
            SELECT 1 FROM placements p WHERE p.site_key = a.site_key AND p.article_key = a.article_key
              AND p.state IN ('placed', 'left_out') AND date(p.at, '+8 hours') <= :day))""",
    "archived": f"""
        SELECT count(*) FROM sites s
        WHERE EXISTS (SELECT 1 FROM stages WHERE site_key = s.site_key AND stage = 'archive')
          AND (SELECT max(date(archived_at, '+8 hours')) FROM archived a JOIN urls u ON u.id = a.url_id
               WHERE a.site_key = s.site_key AND u.kind IN {PAGES}) <= :day
          AND EXISTS (SELECT 1 FROM decisions WHERE site_key = s.site_key AND date(at, '+8 hours') <= :day)""",
    "closed": f"""
        SELECT count(*) FROM ({STANDING}) d WHERE action IN ('self_close', 'migrate_channel') AND {len(REQUIRED)} = (
          SELECT count(*) FROM closing_steps c WHERE c.site_key = d.site_key AND c.step IN {REQUIRED}
            AND c.done_on <= :day
            AND c.id = (SELECT max(id) FROM closing_steps WHERE site_key = c.site_key AND step = c.step))""",
    "articles": """
        SELECT count(*) FROM articles a
        WHERE (SELECT min(date(fetched_at, '+8 hours')) FROM captures c WHERE c.url_id = a.url_id) <= :day""",
    "moved": "SELECT count(*) FROM placements WHERE state = 'placed' AND date(at, '+8 hours') <= :day",
    "pages": f"""
        SELECT count(*) FROM archived a JOIN urls u ON u.id = a.url_id
        WHERE u.kind IN {PAGES} AND date(archived_at, '+8 hours') <= :day""",
    "dead": """
        SELECT count(*) FROM urls u WHERE outcome IN ('error', 'unreachable') AND coalesce(reason, '') <> 'probe'
          AND date(coalesce((SELECT fetched_at FROM captures WHERE id = u.capture_id),
                            (SELECT max(at) FROM attempts WHERE url_id = u.id)), '+8 hours') <= :day""",
    "waiting": """
        SELECT (SELECT count(*) FROM urls u WHERE outcome IN ('pending', 'quarantined') AND EXISTS (
                  SELECT 1 FROM decisions WHERE site_key = u.site_key AND date(at, '+8 hours') <= :day))
             + (SELECT count(*) FROM placements WHERE state IN ('held', 'failed', 'conflict')
                  AND date(at, '+8 hours') <= :day)""",
    "papers": "SELECT count(*) FROM papers WHERE date(made_at, '+8 hours') <= :day",
}
OFFICE = """
[stages.self_close]
due = 2026-07-15
[stages.migration]
due = 2026-09-30
[stages.opinion]
due = 2026-06-10
[monthly.progress]
day = 20
"""


def plain(workspace: Path, key: str, day: date) -> int:
    with sqlite3.connect(workspace / "ledger.db") as connection:
        return int(connection.execute(COUNTS[key], {"day": day.isoformat()}).fetchone()[0])


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    (folder / "mappings").mkdir()
    (folder / "mappings/calendar.toml").write_text(OFFICE, "utf-8")
    with county(folder):
        return folder


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migrate.run.following.progress.today", lambda: date(2026, 11, 2))


@pytest.fixture
def ledger(workspace: Path) -> Iterator[Ledger]:
    with opened(workspace, Settings(), Silent()) as work:
        yield work.ledger


def sheet(path: Path, name: str) -> list[tuple[Any, ...]]:
    return list(load_workbook(path)[name].iter_rows(min_row=2, values_only=True))


def page_table(path: Path, name: str) -> list[list[str]]:
    [region] = html.parse(str(path)).xpath(f"//div[@aria-label='{name}']")
    return [[cell.text_content() for cell in row.xpath("./th|./td")] for row in region.xpath(".//tr")]


def test_the_history_is_worth_counting(workspace: Path) -> None:
    at_the_end = {key: plain(workspace, key, LAST) for key in COUNTS}
    assert all(at_the_end.values()), at_the_end
    assert at_the_end["sites"] == SITES
    assert [plain(workspace, "moved", day) for day in DAYS] == sorted({plain(workspace, "moved", day) for day in DAYS})


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("key", COUNTS)
def test_a_total_is_what_plain_sql_counts(workspace: Path, ledger: Ledger, key: str, day: date) -> None:
    with ledger.begin() as connection:
        progress = measured(connection, workspace / "mappings", day.strftime("%Y-%m"), day)
    assert progress.total(key) == plain(workspace, key, day)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_lines_of_units_sites_and_months_add_up_to_the_totals(workspace: Path, ledger: Ledger, day: date) -> None:
    progress = progress_of(Work(workspace, Settings(), ledger, Silent()), day.strftime("%Y-%m"), day)
    for number in progress.totals[:11]:
        if number.key != "sites":
            assert sum(getattr(one, number.key) for one in progress.sites) == number.value, number.key
        assert sum(getattr(one, number.key) for one in progress.units) == number.value, number.key
        if number.key != "waiting":
            assert getattr(progress.history[-1], number.key) == number.value, number.key
            assert number.before == (getattr(progress.history[-2], number.key) if len(progress.history) > 1 else 0)
    for counts in (progress.by_verdict, progress.by_action, progress.by_stage):
        assert sum(counts.values()) == progress.total("sites")
    at_units = sum(one.overdue for one in progress.units)
    assert at_units + sum(one.is_over and not one.site_key for one in progress.overdue) == progress.total("overdue")


def test_every_month_of_the_history_is_what_plain_sql_counts(workspace: Path, ledger: Ledger) -> None:
    with ledger.begin() as connection:
        history = measured(connection, workspace / "mappings", "2026-10", LAST).history
    assert [one.month for one in history] == ["2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"]
    for point in history:
        for key in COUNTS.keys() - {"waiting", "papers"}:
            assert getattr(point, key) == plain(workspace, key, days.last_day(point.month)), (point.month, key)


def test_workbook_page_ledger_status_and_documents_say_the_same(workspace: Path) -> None:
    done = report(workspace, Settings(), Silent(), month="2026-10", as_of=LAST)
    totals = {number.name: number.value for number in done.progress.totals}
    book = {row[0]: row[1] for row in sheet(done.workbook, "总体情况")[1:]}
    shown = {row[0]: int(row[1]) for row in page_table(done.page, "总体情况")[1:]}
    assert book == shown == totals
    with sqlite3.connect(workspace / "ledger.db") as connection:
        row = connection.execute("SELECT detail FROM entries WHERE event = 'counted' ORDER BY id DESC").fetchone()
    entered = {number.key: number.value for number in done.progress.totals}
    assert json.loads(row[0]) == {"as_of": "2026-10-31", **entered}
    lines = status(workspace, Settings(), today=LAST)
    assert sum(one.reviewed for one in lines) == done.progress.total("confirmed")
    assert sum(one.articles for one in lines) == done.progress.total("articles")
    assert sum(one.placed for one in lines) == done.progress.total("moved")
    assert sum(one.archived for one in lines) == done.progress.total("pages")
    assert sum(one.pending + one.doubtful + one.held for one in lines) == done.progress.total("waiting")
    over = [one for one in done.progress.overdue if one.kind == "stage" and one.is_over]
    assert sorted(one.site_key for one in lines if one.overdue) == sorted(one.site_key for one in over)
    counted = summary(workspace, Settings())
    assert counted.verdicts == {
        {"保留": "keep", "迁移": "migrate", "关停": "close", "待定": "undecided"}[word]: number
        for word, number in done.progress.by_verdict.items()
    }
    assert (counted.archived, sum(counted.channels.values())) == (entered["pages"], entered["moved"])
    with opened(workspace, Settings(), Silent()) as work, work.ledger.begin() as sql:
        accounts = {one.site_key: accounting_of(sql, one.site_key, {}) for one in done.progress.sites}
        facts = progress_facts(work, sql, "2026-10")
    for one in done.progress.sites:
        account = accounts[one.site_key]
        assert (account.articles or 0, account.archived_pages or 0) == (one.articles, one.pages)
    assert facts["total"] == entered


def test_every_table_of_the_page_is_the_one_of_the_workbook(workspace: Path) -> None:
    done = report(workspace, Settings(), Silent(), month="2026-08", as_of=date(2026, 8, 20))
    for name in ("总体情况", "各单位进展", "分月进展", "分类汇总", "逾期与临近期限"):
        book = [[str(cell if cell is not None else "") for cell in row] for row in sheet(done.workbook, name)]
        assert page_table(done.page, name) == book, name
    said = html.parse(str(done.page)).xpath("//h2[@id='troubles']/following-sibling::ul[1]/li/ul/li/text()")
    assert [row[2] for row in sheet(done.workbook, "困难与问题")[1:]] == [str(one) for one in said]


def test_the_drawings_hold_the_numbers_of_the_tables(workspace: Path) -> None:
    done = report(workspace, Settings(), Silent(), month="2026-08", as_of=date(2026, 8, 20))
    tree = html.parse(str(done.page))
    drawn = {
        figure.xpath("./figcaption")[0].text_content(): figure.xpath(".//*[local-name()='desc']")[0].text_content()
        for figure in tree.xpath("//figure")
    }
    assert list(drawn) == ["各阶段的网站", "各月进展（网站）", "文章迁移（累计）", "各单位的网站", "各单位的失效旧网址"]
    stages = "；".join(f"{word}：网站 {number}" for word, number in done.progress.by_stage.items())
    assert drawn["各阶段的网站"] == stages
    months = "；".join(f"{one.month}：文章 {one.articles}，已迁文章 {one.moved}" for one in done.progress.history)
    assert drawn["文章迁移（累计）"] == months
    assert len(load_workbook(done.workbook)["图表"]._charts) == 5


def test_a_later_report_of_the_same_day_differs_only_by_what_was_made_since(workspace: Path) -> None:
    first = report(workspace, Settings(), Silent(), month="2026-06", as_of=date(2026, 6, 30))
    before = first.page.read_bytes()
    again = report(workspace, Settings(), Silent(), month="2026-06", as_of=date(2026, 6, 30))
    assert again.page.read_bytes() == before


def test_difficulties_are_sentences_about_what_the_ledger_holds(workspace: Path, ledger: Ledger) -> None:
    with ledger.begin() as connection:
        progress = measured(connection, workspace / "mappings", "2026-10", LAST)
    by_site = {one.site_key: one.difficulties for one in progress.sites}
    assert "分类意见待定，缺少：最后更新时间" in by_site["s04.qiyun.gov.example"]
    assert "分类意见待复核" in by_site["s00.qiyun.gov.example"]
    assert "1 个网址尚未采集" in by_site["s01.qiyun.gov.example"]
    assert "1 个网址存疑，待人判断" in by_site["s02.qiyun.gov.example"]
    assert "1 份文书有必填项未填" in by_site["s01.qiyun.gov.example"]
    held = sum("篇文章暂不发布（主要是：栏目尚未确认）" in text for said in by_site.values() for text in said)
    assert held > 0


def test_the_clock_of_the_office_is_beijing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.fromisoformat("2026-03-20T16:30:00+00:00").astimezone(tz)

    monkeypatch.setattr(days, "datetime", Clock)
    assert days.today() == date(2026, 3, 21)


def test_after_a_real_run_the_report_says_what_status_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, day = tmp_path / "w", days.today() + timedelta(days=1)  # should the run cross midnight
    monkeypatch.setattr("migrate.run.following.progress.today", lambda: day)
    with tiny.served() as server:
        tiny.classified(workspace, server)
        assert tiny.run(workspace, server).exit_code == 0
    progress = report(workspace, Settings(), Silent(), as_of=day).progress
    lines = status(workspace, Settings(), today=day)
    assert progress.total("moved") == sum(line.placed for line in lines) == 9
    assert progress.total("articles") == sum(line.articles for line in lines) == 9
    assert progress.total("pages") == sum(line.archived for line in lines)
    assert progress.total("papers") > 0
    assert (progress.total("captured"), progress.total("migrated"), progress.total("archived")) == (2, 2, 2)
    assert progress.by_stage == {"已归档": 2}
