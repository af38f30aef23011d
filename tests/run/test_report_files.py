"""The files of the monthly report: the calendar read back, the page that loads nothing, names that try to break out."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from lxml import html
from openpyxl import load_workbook

from migrate.errors import StageError
from migrate.ledger.book import Ledger, open_ledger
from migrate.ledger.closing import enter_step
from migrate.ledger.decisions import Made, enter_decisions
from migrate.ledger.sites import enter_sites
from migrate.model import Action, Decision, Site, Verdict
from migrate.run.following.charts import Series, bars, lines
from migrate.run.following.report import Reported, report, write_calendar
from migrate.run.work import Silent
from migrate.settings import Settings
from tests.run.following_history import county

KEY = "nyncj.qiyun.gov.example"
DAY = date(2026, 3, 25)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}",
    '=HYPERLINK("http://evil.example","x")',
    "第一行\n第二行",
    "很" * 100 + "长的网站名称",
    "a;b,c\\nDTSTART:20260101\r\nX",
)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migrate.run.following.progress.today", lambda: DAY)
    monkeypatch.setattr("migrate.ledger.decisions.now", lambda: "2026-02-01T00:00:00Z")


def put(ledger: Ledger, key: str, name: str = "栖云农业网", unit: str = "栖云县农业农村局") -> None:
    with ledger.begin() as connection:
        enter_sites(connection, [Site(key, name, f"http://{key}/", "a.xlsx", None, 2, owner=unit)])
        made = Decision(key, Verdict.CLOSE, Action.SELF_CLOSE, False, (), (), (), True)
        enter_decisions(connection, ledger, [Made(made)])


def done(ledger: Ledger, **steps: date) -> None:
    with ledger.begin() as connection:
        for step, day in steps.items():
            enter_step(connection, ledger, KEY, step, day, by="王小云")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "mappings").mkdir()
    office = "[stages.self_close]\ndue = 2026-10-05\n[monthly.progress]\nday = 20\n"
    (tmp_path / "mappings/calendar.toml").write_text(office, "utf-8")
    with open_ledger("", tmp_path) as ledger:
        put(ledger, KEY)
        done(ledger, applied=date(2026, 3, 1), approved=date(2026, 3, 4), notice=date(2026, 3, 5))
    return tmp_path


def events(workspace: Path, as_of: date = DAY) -> dict[str, list[Calendar]]:
    calendar = Calendar.from_ical(write_calendar(workspace, Settings(), Silent(), as_of=as_of).read_bytes())
    assert calendar.errors == []
    found: dict[str, list[Calendar]] = {}
    for event in calendar.walk("VEVENT"):
        found.setdefault(str(event["SUMMARY"]), []).append(event)
    return found


# --- the calendar


def test_the_calendar_has_the_days_of_the_plan_the_month_and_the_steps(workspace: Path) -> None:
    days = {name: [one.decoded("DTSTART") for one in of] for name, of in events(workspace).items()}
    assert days == {
        "【时限】自主关停注销、例外关停": [date(2026, 10, 5)],
        "【每月】每月进度": [date(2026, 3, 20)],
        "栖云农业网：公告期满（最早）": [date(2026, 4, 4)],
        "栖云农业网：网站下线（最迟）": [date(2026, 9, 1)],
    }


def test_events_last_all_day_and_ring_three_days_before_and_on_the_day(workspace: Path) -> None:
    for [event] in events(workspace).values():
        assert not hasattr(event.decoded("DTSTART"), "hour")
        assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(days=1)
        assert [alarm.decoded("TRIGGER") for alarm in event.walk("VALARM")] == [
            timedelta(hours=-63),
            timedelta(hours=9),
        ]


def test_the_calendar_says_that_it_is_in_beijing_time(workspace: Path) -> None:
    calendar = Calendar.from_ical(write_calendar(workspace, Settings(), Silent(), as_of=DAY).read_bytes())
    assert calendar["X-WR-TIMEZONE"] == "Asia/Shanghai"
    assert [one["TZID"] for one in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]


def test_the_monthly_day_comes_back_every_month(workspace: Path) -> None:
    [event] = events(workspace)["【每月】每月进度"]
    assert event["RRULE"]["FREQ"] == ["MONTHLY"]
    assert event["RRULE"]["BYMONTHDAY"] == [20]


def test_the_last_day_of_every_month_is_meant_where_the_day_is_31(workspace: Path) -> None:
    (workspace / "mappings/calendar.toml").write_text("[monthly.progress]\nday = 31\n", "utf-8")
    [event] = events(workspace, date(2026, 4, 9))["【每月】每月进度"]
    assert event.decoded("DTSTART") == date(2026, 4, 30)
    assert (event["RRULE"]["BYMONTHDAY"], event["RRULE"]["BYSETPOS"]) == ([28, 29, 30, 31], [-1])


def test_an_event_keeps_its_name_when_its_day_moves_and_is_newer_then(workspace: Path) -> None:
    [before] = events(workspace)["栖云农业网：公告期满（最早）"]
    with open_ledger("", workspace) as ledger:
        done(ledger, notice=date(2026, 3, 9))
    [after] = events(workspace)["栖云农业网：公告期满（最早）"]
    assert (before["UID"], before.decoded("DTSTART")) == (after["UID"], date(2026, 4, 4))
    assert after.decoded("DTSTART") == date(2026, 4, 8)
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_every_event_has_a_name_of_its_own(workspace: Path) -> None:
    with open_ledger("", workspace) as ledger:
        put(ledger, "lyj.qiyun.gov.example")
        with ledger.begin() as connection:
            enter_step(connection, ledger, "lyj.qiyun.gov.example", "applied", date(2026, 3, 1), by="王小云")
    names = [event["UID"] for of in events(workspace).values() for event in of]
    assert len(names) == len(set(names)) == 5


def test_what_is_done_stays_in_the_calendar_and_rings_no_more(workspace: Path) -> None:
    with open_ledger("", workspace) as ledger:
        done(ledger, notice_ended=date(2026, 4, 6))
    [event] = events(workspace)["【已完成】栖云农业网：公告期满（最早）"]
    assert event.walk("VALARM") == []
    assert "办结日期：2026-04-06" in event["DESCRIPTION"]


def test_a_day_that_is_free_says_by_when_to_hand_in(workspace: Path) -> None:
    [event] = events(workspace)["【时限】自主关停注销、例外关停"]
    assert "当日是休息日，宜提前至 2026-09-30" in event["DESCRIPTION"]


def test_a_period_names_its_ground_and_where_it_holds(workspace: Path) -> None:
    [event] = events(workspace)["栖云农业网：公告期满（最早）"]
    assert "期限：30天，依据：关停整合公告至少保留30天（一市（2019年））" in event["DESCRIPTION"]


def test_the_same_day_and_ledger_give_the_same_bytes(workspace: Path) -> None:
    first = write_calendar(workspace, Settings(), Silent(), as_of=DAY).read_bytes()
    assert write_calendar(workspace, Settings(), Silent(), as_of=DAY).read_bytes() == first
    assert b"\r\n" in first and max(len(line) for line in first.split(b"\r\n")) <= 75


# --- the page and the workbook


@pytest.fixture
def made(tmp_path: Path) -> Reported:
    with open_ledger("", tmp_path) as ledger:
        for number, text in enumerate(HOSTILE):
            put(ledger, f"h{number}.qiyun.gov.example", name=text, unit=text)
    return report(tmp_path, Settings(), Silent(), month="2026-03", as_of=DAY, ics=True)


def test_the_page_runs_nothing_and_loads_nothing(made: Reported) -> None:
    text = made.page.read_text("utf-8")
    tree = html.fromstring(text)
    assert tree.xpath("//script | //link | //img | //iframe | //object | //form | //@onclick | //@onerror") == []
    assert tree.xpath("//@src | //@href | //@style") == []
    assert re.findall(r"url\(|@import", tree.xpath("//style")[0].text) == []
    assert "default-src 'none'" in text


def test_hostile_names_stand_in_page_workbook_and_calendar_as_text(made: Reported) -> None:
    tree = html.parse(str(made.page))
    [region] = tree.xpath("//div[@aria-label='各单位进展']")
    shown = [cell.text_content() for cell in region.xpath(".//th[@scope='row']")]
    assert sorted(shown) == sorted([*(text.replace("\r\n", "\n") for text in HOSTILE), "合计"])
    cells = [row[0] for row in load_workbook(made.workbook)["各单位进展"].iter_rows(min_row=3)]
    assert all(cell.data_type != "f" for cell in cells)
    assert HOSTILE[3] in [cell.value for cell in cells]
    assert made.calendar is not None
    assert Calendar.from_ical(made.calendar.read_bytes()).errors == []


def test_a_hostile_name_makes_no_event_of_its_own(tmp_path: Path) -> None:
    with open_ledger("", tmp_path) as ledger:
        put(ledger, KEY, name=HOSTILE[-1])
        done(ledger, applied=date(2026, 3, 1))
    found = events(tmp_path)
    assert len(found) == 1
    [[event]] = found.values()
    assert event.decoded("DTSTART") == date(2026, 9, 1)


def test_every_drawing_has_a_name_and_tells_its_numbers(made: Reported) -> None:
    drawings = html.parse(str(made.page)).xpath("//figure/*[local-name()='svg']")
    assert len(drawings) == 5
    for drawing in drawings:
        named = drawing.get("aria-labelledby").split()
        texts = [drawing.xpath(f".//*[@id='{one}']")[0].text_content() for one in named]
        assert drawing.get("role") == "img"
        assert all(texts)


def test_tables_name_their_columns_and_can_be_scrolled_by_key(made: Reported) -> None:
    for region in html.parse(str(made.page)).xpath("//div[@role='region']"):
        assert region.get("tabindex") == "0" and region.get("aria-label")
        assert region.xpath(".//thead//th/@scope") == ["col"] * len(region.xpath(".//thead//th"))


def test_a_ledger_without_sites_still_gives_a_report_of_nothing(tmp_path: Path) -> None:
    with open_ledger("", tmp_path):
        pass
    told = report(tmp_path, Settings(), Silent(), month="2026-03", as_of=DAY)
    assert told.progress.total("sites") == 0
    assert "台账中没有需要说明的困难" in told.page.read_text("utf-8")


def test_many_units_are_drawn_in_part_and_told_so(tmp_path: Path) -> None:
    with open_ledger("", tmp_path) as ledger:
        for number in range(20):
            put(ledger, f"u{number}.qiyun.gov.example", unit=f"栖云县第{number:02}局")
    told = report(tmp_path, Settings(), Silent(), month="2026-03", as_of=DAY)
    text = told.page.read_text("utf-8")
    assert "只画 15 个数字最大的单位" in text
    assert all(f"栖云县第{number:02}局" in text for number in range(20)), "the table has them all"


@pytest.mark.parametrize("kind", ["html", "xlsx"])
def test_a_report_that_cannot_be_written_is_not_entered(tmp_path: Path, kind: str) -> None:
    with county(tmp_path):
        pass
    (tmp_path / f"reports/进展情况表-2026-03.{kind}").mkdir(parents=True)
    with pytest.raises(StageError, match="无法写入"):
        report(tmp_path, Settings(), Silent(), month="2026-03", as_of=DAY)
    with open_ledger("", tmp_path) as ledger, ledger.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM entries WHERE stage = 'report'").scalar() == 0


# --- charts


def test_bars_are_as_long_as_their_numbers() -> None:
    drawn = html.fragment_fromstring(str(bars("x", "网站", ["甲", "乙", "丙"], [Series("n", "look-a", [10, 5, 0])])))
    widths = [float(one.get("width")) for one in drawn.xpath(".//rect")]
    assert widths == [354, 177, 0]
    assert [one.text for one in drawn.xpath(".//text[@class='number']")] == ["10", "5", "0"]


def test_lines_rise_with_their_numbers_from_the_left_edge_to_the_right() -> None:
    drawn = html.fragment_fromstring(str(lines("x", "进展", ["一", "二", "三"], [Series("n", "look-a", [0, 5, 10])])))
    points = [tuple(map(float, one.split(","))) for one in drawn.xpath(".//polyline")[0].get("points").split()]
    assert points == [(34, 170), (203, 91), (372, 12)]


@pytest.mark.parametrize("values", [[], [0], [0, 0, 0]])
def test_a_chart_of_nothing_is_still_a_drawing(values: list[int]) -> None:
    for draw in (bars, lines):
        text = str(draw("x", "无", [str(at) for at in range(len(values))], [Series("n", "look-a", values)]))
        assert text.startswith("<svg") and text.endswith("</svg>") and "nan" not in text
