"""How far the whole work has come by a day: numbers, lines of units and sites, months, difficulties, what is overdue.

Every number is counted in the ledger and says by which table. The past is told by the times of today's rows: what was
written anew since then counts from its newest writing on.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from mappings.vocabularies import read_vocabularies
from migrate.errors import SettingsError
from migrate.ledger import tallies
from migrate.run.following.days import end_of, last_day, local_day, months_between, today
from migrate.run.following.difficulties import difficulties_of
from migrate.run.following.overdue import NO_UNIT, Overdue, all_due, overdue_of, read_plan
from migrate.run.following.stations import Counted, SiteLine, Stage, counted, line_at
from migrate.run.work import MAPPINGS, Work

__all__ = ["MonthPoint", "Number", "Overdue", "Progress", "UnitLine", "overdue_of", "progress_of"]
MONTHS = 12  # of the history that is shown
SOON = 10  # days ahead that a report looks


@dataclass(frozen=True)
class Number:
    """A total of the whole office: `before` is the same at the end of the month before, None where not kept."""

    key: str
    name: str
    value: int
    before: int | None
    source: str


@dataclass(frozen=True)
class UnitLine:
    """One 主办单位: its sites and how far they are; `difficulties` are sentences made from the ledger."""

    unit: str
    sites: int
    confirmed: int
    captured: int
    migrated: int
    archived: int
    closed: int
    articles: int
    moved: int
    pages: int
    dead: int
    waiting: int
    overdue: int
    difficulties: tuple[str, ...]


@dataclass(frozen=True)
class MonthPoint:
    """How far everything was at the end of a month (the last one: on the day of the report)."""

    month: str
    sites: int
    confirmed: int
    captured: int
    migrated: int
    archived: int
    closed: int
    articles: int
    moved: int
    pages: int
    dead: int


@dataclass(frozen=True)
class Progress:
    """Everything that a monthly report says; all numbers hold at the end of the day `as_of`, Beijing time.

    `by_verdict`, `by_action` and `by_stage` count sites by Chinese word and each add up to the number of sites.
    """

    month: str  # YYYY-MM
    as_of: date
    totals: tuple[Number, ...]
    by_verdict: Mapping[str, int]
    by_action: Mapping[str, int]
    by_stage: Mapping[str, int]
    units: tuple[UnitLine, ...]
    sites: tuple[SiteLine, ...]
    history: tuple[MonthPoint, ...]
    overdue: tuple[Overdue, ...]  # worst first; what is due within `SOON` days stands at the end

    def total(self, key: str) -> int:
        """The value of a total by its key."""
        return next(number.value for number in self.totals if number.key == key)

    @property
    def difficulties(self) -> tuple[str, ...]:
        """Every difficulty with its unit in front, in order of the units."""
        return tuple(f"{line.unit}：{said}" for line in self.units for said in line.difficulties)


SUMS = {  # key → name and source; a total is the sum of the same number over all sites
    "sites": ("网站", "已分类的网站：台账 sites 表，至少有一条意见（decisions）的"),
    "confirmed": ("意见已确定", "decisions 表中现行意见已复核，或无须复核的网站"),
    "captured": ("已采集完毕", "urls 表中没有待采网址、captures 表中有应答的网站"),
    "migrated": ("已迁移完毕", "须迁移内容的网站中，全部文章在 placements 表中为已迁或经人决定不迁的"),
    "archived": ("已归档", "archived 表中有归档页面，且归档阶段（stages 表）已完成的网站"),
    "closed": ("已关停注销", "最新清理表写明已关停，或 closing_steps 表中必办步骤全部办结的网站"),
    "articles": ("文章", "articles 表；自其页面首次采集（captures）之日起计"),
    "moved": ("已迁文章", "placements 表中状态为 placed 的文章"),
    "pages": ("归档页面", "archived 表中的页面（不含附件和图片）"),
    "dead": ("失效旧网址", "urls 表中结果为 error 或 unreachable 的网址"),
    "waiting": ("待处理事项", "urls 表中待采和存疑的网址，加 placements 表中暂缓、拒收、冲突的文章；网址以出表时为准"),
}


def progress_of(work: Work, month: str, as_of: date | None = None) -> Progress:
    """Count how far everything was in a month (`2026-03`): on its last day, on `as_of`, or today if that is earlier."""
    with work.ledger.begin() as connection:
        return measured(connection, work.workspace / MAPPINGS, month, as_of)


def day_of_report(month: str | None, as_of: date | None) -> tuple[str, date]:
    """The month of a report and the day that it tells of; SettingsError where they do not fit together."""
    month = month or (as_of or today()).strftime("%Y-%m")
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month):
        raise SettingsError(f"--month 的月份 {month} 无法识别", "请写作 2026-03 的样子")
    now = today()
    day = as_of or min(last_day(month), now)
    if as_of and day.strftime("%Y-%m") != month:
        raise SettingsError(f"{day} 不在 {month} 月内", "请改正 --month 或 --as-of")
    if day > now or day.strftime("%Y-%m") != month:
        raise SettingsError(f"{as_of or month} 还没有到", "请改正 --month 或 --as-of")
    return month, day


def measured(connection: Connection, office: Path, month: str, as_of: date | None = None) -> Progress:
    """As `progress_of`, on an open ledger."""
    month, day = day_of_report(month, as_of)
    plan = read_plan(office)
    days = _days(connection, month, day)
    found = counted(connection, plan.closing, tuple(end_of(one) for one in days))
    due = tuple(all_due(connection, plan, day, within=SOON))
    at = {one: _lines_at(found, one, number) for number, one in enumerate(days)}
    labels = read_vocabularies(office).labels
    sites = _told(at[day], difficulties_of(connection, plan, found, at[day], due, day), labels)
    return Progress(
        month,
        day,
        (*_totals(sites, at[days[-2]]), *_further(found, due)),
        _counts((labels["verdict"][one.verdict] for one in sites), labels["verdict"].values()),
        _counts((one.action_word for one in sites), labels["action"].values()),
        _counts((str(one.stage) for one in sites), Stage),
        _units(sites, due),
        sites,
        tuple(_point(one, at[one]) for one in days[1:]),
        due,
    )


def _days(connection: Connection, month: str, day: date) -> list[date]:
    """The ends of the months before, and the day itself; at least one month before, to compare with."""
    began = tallies.first_run_at(connection)
    first = min(local_day(began).strftime("%Y-%m"), month) if began else month
    months = months_between(first, month)[-MONTHS:]
    year, number = map(int, months[0].split("-"))
    before = f"{year - (number == 1)}-{(number - 2) % 12 + 1:02}"
    return [last_day(one) for one in [before, *months[:-1]]] + [day]


def _lines_at(found: Counted, day: date, number: int) -> tuple[SiteLine, ...]:
    lines = (line_at(found, site, day, number) for site in found.sites)
    return tuple(line for line in lines if line is not None)


def _told(
    lines: Sequence[SiteLine], said: Mapping[str, tuple[str, ...]], labels: Mapping[str, Mapping[str, str]]
) -> tuple[SiteLine, ...]:
    return tuple(
        replace(
            line,
            action_word=labels["action"].get(line.action or "", labels["verdict"][line.verdict]),
            difficulties=said.get(line.site_key, ()),
        )
        for line in lines
    )


def _sum(lines: Sequence[SiteLine], key: str) -> int:
    return len(lines) if key == "sites" else sum(getattr(line, key) for line in lines)


def _totals(now: Sequence[SiteLine], before: Sequence[SiteLine]) -> list[Number]:
    return [Number(key, name, _sum(now, key), _sum(before, key), source) for key, (name, source) in SUMS.items()]


def _further(found: Counted, due: Sequence[Overdue]) -> list[Number]:
    over = sum(one.is_over for one in due)
    kept = "papers 表，含各单位和全局的文书"
    judged = "各阶段、步骤的时限（calendar.toml、closing.toml）与台账对照"
    return [
        Number("papers", "文书", found.papers[-1], found.papers[-2], kept),
        Number("overdue", "逾期事项", over, None, judged),
    ]


def _counts(words: Iterable[str], order: Iterable[str]) -> dict[str, int]:
    number = Counter(words)
    return {str(word): number[word] for word in dict.fromkeys([*order, *number]) if number[word]}


def _units(sites: Sequence[SiteLine], due: Sequence[Overdue]) -> tuple[UnitLine, ...]:
    by_unit: dict[str, list[SiteLine]] = {}
    for site in sites:
        by_unit.setdefault(site.unit or NO_UNIT, []).append(site)
    over = Counter(one.unit for one in due if one.is_over and one.site_key)
    return tuple(_unit(unit, lines, over[unit]) for unit, lines in sorted(by_unit.items()))


def _unit(unit: str, lines: Sequence[SiteLine], overdue: int) -> UnitLine:
    many = len(lines) > 1
    said = [f"{line.site_name}：{text}" if many else text for line in lines for text in line.difficulties]
    sums = {key: _sum(lines, key) for key in SUMS}
    return UnitLine(unit, **sums, overdue=overdue, difficulties=tuple(said))


def _point(day: date, lines: Sequence[SiteLine]) -> MonthPoint:
    sums = {key: _sum(lines, key) for key in SUMS if key != "waiting"}
    return MonthPoint(day.strftime("%Y-%m"), **sums)
