"""The monthly report before real programs: LibreOffice, Chromium with its checkers, Thunderbird's calendar reader."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from migrate.ledger.book import open_ledger
from migrate.run.following.progress import measured
from migrate.run.following.report import Reported, report
from migrate.run.following.step_reports import take_steps, write_steps
from migrate.run.following.steps_reading import read_steps_book
from migrate.run.work import Silent
from migrate.settings import Office, Settings
from tests.real.test_opinion_workbook import page, soffice
from tests.real.test_portal_pages import AXE, CHECKERS, errors
from tests.real.test_postgresql import server  # noqa: F401 - a fixture
from tests.run.following_history import county
from tests.run.test_following_steps import fill
from tests.run.test_report_numbers import OFFICE

pytestmark = pytest.mark.real
LAST = date(2026, 10, 31)
READER = """
const ICAL = require(process.argv[1]);
const text = require("fs").readFileSync(process.argv[2], "utf8");
const calendar = new ICAL.Component(ICAL.parse(text));
const told = calendar.getAllSubcomponents("vevent").map(one => {
  const event = new ICAL.Event(one);
  const next = event.isRecurring() ? event.iterator() : null;
  const days = next ? [1, 2, 3].map(() => next.next().toString()) : [event.startDate.toString()];
  return { uid: event.uid, summary: event.summary, days, allDay: event.startDate.isDate,
           alarms: one.getAllSubcomponents("valarm").length };
});
console.log(JSON.stringify(told));
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reported]:
    folder = tmp_path_factory.mktemp("county")
    (folder / "mappings").mkdir()
    (folder / "mappings/calendar.toml").write_text(OFFICE, "utf-8")
    with county(folder):
        pass
    office = Office(name="栖云县人民政府办公室")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("migrate.run.following.progress.today", lambda: LAST)
        yield report(folder, Settings(office=office), Silent(), month="2026-10", as_of=LAST, ics=True)


def test_the_workbook_opens_in_libreoffice_and_prints_every_number(made: Reported, tmp_path: Path) -> None:
    pdf = soffice(tmp_path, "pdf", made.workbook)
    pages = re.findall(r"Pages:\s+(\d+)", subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True).stdout)
    text = "".join(page(pdf, number) for number in range(1, int(pages[0]) + 1))
    for number in made.progress.totals:
        assert re.search(rf"{re.escape(number.name)}\s+{number.value}\b", text), number.name
    for name in ("总体情况", "图表", "各单位进展", "困难与问题", "逾期与临近期限", "分月进展", "分类汇总", "网站明细"):
        assert name in text
    for title in ("各阶段的网站", "各月进展（网站）", "文章迁移（累计）", "各单位的网站", "各单位的失效旧网址"):
        assert title in text, "the chart's title is printed"


def test_libreoffice_computes_the_charts_from_the_cells(made: Reported, tmp_path: Path) -> None:
    again = soffice(tmp_path, "xlsx", made.workbook)
    charts = load_workbook(again)["图表"]._charts
    assert len(charts) == 5
    named = {series.val.numRef.f.split("!")[0].strip("'$") for chart in charts for series in chart.series}
    assert named == {"分类汇总", "各单位进展", "分月进展"}


def test_the_page_is_valid(made: Reported, tmp_path: Path) -> None:
    shutil.copy(made.page, tmp_path / "report.html")
    assert errors(tmp_path) == []


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_stands_in_a_disabled_readers_way_and_nothing_sticks_out(browser, made: Reported, width: int) -> None:
    context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 900})
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(made.page.as_uri())
    assert len(asked) == 1, "the page alone"
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("axe.run(document).then(told => told.violations)")
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_the_page_prints_on_a4_with_its_headings_on_every_page(browser, made: Reported, tmp_path: Path) -> None:
    context = browser.new_context()
    shown = context.new_page()
    shown.goto(made.page.as_uri())
    pdf = tmp_path / "report.pdf"
    shown.pdf(path=str(pdf), prefer_css_page_size=True)
    context.close()
    told = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Page size:\s+59[45](?:\.\d+)? x 84[12]", told), told
    for number in made.progress.totals:
        assert re.search(rf"{re.escape(number.name)}\s+{number.value}\b", page(pdf, 1)), number.name


def test_thunderbirds_reader_finds_the_days_of_the_calendar(made: Reported) -> None:
    command = ["node", "-e", READER, str(CHECKERS / "ical.js/dist/ical.es5.cjs"), str(made.calendar)]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert len({one["uid"] for one in told}) == len(told) > 20
    assert all(one["allDay"] for one in told)
    by_name = {one["summary"]: one for one in told}
    assert by_name["【时限】迁移建设、关停并转"]["days"] == ["2026-09-30"]
    assert by_name["【每月】每月进度"]["days"] == ["2026-10-20", "2026-11-20", "2026-12-20"]
    assert by_name["【时限】迁移建设、关停并转"]["alarms"] == 2
    assert all(one["alarms"] == (0 if one["summary"].startswith("【已完成】") else 2) for one in told)


@pytest.mark.parametrize("kind", ["ods", "xls", "xlsx"])
def test_the_steps_workbook_comes_back_from_libreoffice_as_it_was(tmp_path: Path, kind: str) -> None:
    with county(tmp_path):
        pass
    path, number = write_steps(tmp_path, Settings())
    key = "s02.qiyun.gov.example"
    filled = fill(path, {(key, "applied"): {"完成日期": date(2026, 9, 1), "备注": "已报", "填报人": "王小云"}})
    saved = soffice(tmp_path, kind, filled)
    answers = read_steps_book(saved, today=date(2026, 10, 31))
    assert (len(answers.handed), answers.faults) == (number, ())
    changed = [line for line in answers.lines if line.said != answers.handed[line.key]]
    assert [(line.key, line.said.done_on, line.by) for line in changed] == [
        (f"{key} applied", date(2026, 9, 1), "王小云")
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("migrate.run.following.step_reports.today", lambda: LAST)
        done = take_steps(tmp_path, Settings(), Silent(), saved)
    assert done.counts["步骤有变化"] == 1
    with open_ledger("", tmp_path, writing=False) as ledger, ledger.begin() as connection:
        query = "SELECT done_on, note FROM closing_steps ORDER BY id DESC LIMIT 1"
        assert tuple(connection.exec_driver_sql(query).one()) == ("2026-09-01", "已报")


def test_postgresql_counts_as_sqlite_does(made: Reported, server: str, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings/calendar.toml").write_text(OFFICE, "utf-8")
    with county(tmp_path, url=server) as ledger, ledger.begin() as connection, pytest.MonkeyPatch.context() as patch:
        patch.setattr("migrate.run.following.progress.today", lambda: LAST)
        ledger.enter(connection, "report", "made", item="2026-10")
        told = measured(connection, tmp_path / "mappings", "2026-10", LAST)
    assert told == made.progress
