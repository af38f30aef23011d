"""The tables of the monthly report, the same in workbook and page: headings, rows, and what each table is called."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from migrate.run.following.overdue import Overdue
from migrate.run.following.progress import MonthPoint, Number, Progress, UnitLine
from migrate.run.following.stations import SiteLine

TOTALS, UNITS, TROUBLES, DUE, MONTHS, KINDS, SITES = (
    "总体情况", "各单位进展", "困难与问题", "逾期与临近期限", "分月进展", "分类汇总", "网站明细",
)  # fmt: skip
OFFICE = "（本单位）"
NOTHING = "—"  # a number that is not kept

Row = Sequence[str | int]


@dataclass(frozen=True)
class ReportTable:
    """One table: its name, its headings with widths in characters, its rows."""

    name: str
    columns: tuple[tuple[str, float], ...]
    rows: tuple[Row, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings without widths."""
        return tuple(name for name, _ in self.columns)


def tables_of(progress: Progress) -> dict[str, ReportTable]:
    """Every table of the report by its name, in the order of the workbook."""
    found = (
        ReportTable(TOTALS, _TOTALS, tuple(_total(one) for one in progress.totals)),
        ReportTable(UNITS, _UNITS, (*map(_unit, progress.units), _sum(progress))),
        ReportTable(TROUBLES, _TROUBLES, tuple(_troubles(progress.units))),
        ReportTable(DUE, _DUE, tuple(map(_due, progress.overdue))),
        ReportTable(MONTHS, _MONTHS, tuple(map(_month, progress.history))),
        ReportTable(KINDS, _KINDS, tuple(_kinds(progress))),
        ReportTable(SITES, _SITES, tuple(map(_site, progress.sites))),
    )
    return {table.name: table for table in found}


_COUNTS = (
    ("网站", 7), ("意见已确定", 9), ("已采集", 8), ("已迁移", 8), ("已归档", 8), ("已关停注销", 9),
    ("文章", 9), ("已迁文章", 9), ("归档页面", 9), ("失效旧网址", 9),
)  # fmt: skip
_TOTALS = (("项目", 16), ("数量", 10), ("上月末", 10), ("比上月末", 10), ("数据来源", 70))
_UNITS = (("主办单位", 26), *_COUNTS, ("待处理事项", 9), ("逾期事项", 9))
_TROUBLES = (("序号", 6), ("主办单位", 26), ("困难与问题", 90))
_DUE = (
    ("情况", 14), ("应完成日期", 14), ("主办单位", 24), ("网站", 24), ("事项", 26), ("由谁办理", 16), ("依据", 40),
    ("数据来源", 40),
)  # fmt: skip
_MONTHS = (("月份", 10), *_COUNTS)
_KINDS = (("分类", 14), ("内容", 26), ("网站", 10))
_SITES = (
    ("主办单位", 24), ("网站", 24), ("网站标识", 22), ("处置", 18), ("进行到", 14), ("文章", 8), ("已迁文章", 8),
    ("归档页面", 8), ("失效旧网址", 8), ("待处理事项", 8), ("困难与问题", 50),
)  # fmt: skip


def change(number: Number) -> str | int:
    """How a total differs from the one at the end of the month before: `+3`, `-1`, 0."""
    if number.before is None:
        return NOTHING
    return f"{number.value - number.before:+d}" if number.value != number.before else 0


def _total(one: Number) -> Row:
    return one.name, one.value, NOTHING if one.before is None else one.before, change(one), one.source


def _counts(one: UnitLine | MonthPoint) -> Row:
    return (
        one.sites, one.confirmed, one.captured, one.migrated, one.archived, one.closed,
        one.articles, one.moved, one.pages, one.dead,
    )  # fmt: skip


def _unit(one: UnitLine) -> Row:
    return (one.unit, *_counts(one), one.waiting, one.overdue)


def _sum(progress: Progress) -> Row:
    """The last line of the units: their sums, which are the totals; what the office itself owes is no unit's."""
    lines = [_unit(one)[1:] for one in progress.units]
    sums = (sum(int(line[at]) for line in lines) for at in range(len(_UNITS) - 1))
    return ("合计", *sums)


def _troubles(units: Iterable[UnitLine]) -> Iterable[Row]:
    said = ((unit.unit, text) for unit in units for text in unit.difficulties)
    return ((number, unit, text) for number, (unit, text) in enumerate(said, 1))


def _due(one: Overdue) -> Row:
    left = "今天到期" if one.days == 0 else f"还有 {-one.days} 天"
    return (
        f"逾期 {one.days} 天" if one.is_over else left,
        f"{one.due}{'（放假安排未公布，为推算）' if one.guessed else ''}",
        one.unit or OFFICE,
        one.site_name or OFFICE,
        one.what,
        one.who,
        one.basis,
        one.source,
    )


def _month(one: MonthPoint) -> Row:
    return (one.month, *_counts(one))


def _kinds(progress: Progress) -> Iterable[Row]:
    for kind, counts in (
        ("按意见", progress.by_verdict),
        ("按处置方式", progress.by_action),
        ("按进展阶段", progress.by_stage),
    ):
        yield from ((kind, word, number) for word, number in counts.items())


def _site(one: SiteLine) -> Row:
    return (
        one.unit, one.site_name, one.site_key, one.action_word, str(one.stage), one.articles, one.moved, one.pages,
        one.dead, one.waiting, "；".join(one.difficulties),
    )  # fmt: skip
