"""进展情况表 as one page of HTML: the tables of the workbook, charts as drawings, nothing that runs or is loaded."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from migrate.run.following.charts import Series, bars, lines
from migrate.run.following.progress import SOON, Progress, UnitLine
from migrate.run.following.report_sheets import DUE, UNITS, ReportTable, Row, tables_of

TEMPLATE = Path(__file__).with_name("report.html")
MOST_BARS = 15  # units that a chart shows; the table has them all
LONG = 24  # characters of a cell that is given more room
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
NAMES = {"主办单位", "项目", "月份", "分类", "情况"}  # first columns that name their line


def report_page(progress: Progress, *, title: str, office: str, month: str, workbook: str) -> str:
    """The whole page; every text from outside stands in it as text."""
    tables = tables_of(progress)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE.parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template(TEMPLATE.name).render(
        title=title,
        office=office,
        month=month,
        as_of=progress.as_of,
        workbook=workbook,
        table=partial(_table, tables),
        charts=_charts(progress),
        cut=MOST_BARS if len(progress.units) > MOST_BARS else 0,
        troubles=[(one.unit, one.difficulties) for one in progress.units if one.difficulties],
        due=bool(tables[DUE].rows),
        soon=SOON,
    )


def _table(tables: dict[str, ReportTable], name: str, caption: str) -> Markup:
    table = tables[name]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in table.headings)
    named = table.headings[0] in NAMES
    body = "\n".join(_line(row, named, name == UNITS and at == len(table.rows)) for at, row in enumerate(table.rows, 1))
    told = f"table-{list(tables).index(name)}"
    return Markup(  # noqa: S704 - every cell is escaped where it is put in
        f'<p class="sub of-table" id="{told}">{escape(caption)}</p>'
        f'<div class="table" role="region" aria-label="{escape(name)}" tabindex="0"><table aria-describedby="{told}">'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>"
    )


def _line(row: Row, named: bool, is_sum: bool) -> str:
    cells = [_cell(value, named and at == 0) for at, value in enumerate(row)]
    return f"{'<tr class=sum>' if is_sum else '<tr>'}{''.join(cells)}</tr>"


def _cell(value: str | int, names_the_line: bool) -> str:
    if names_the_line:
        return f'<th scope="row">{escape(value)}</th>'
    if isinstance(value, int):
        return f'<td class="n">{value}</td>'
    look = "day" if _DAY.fullmatch(value) else "long" if len(value) > LONG else ""
    return f'<td class="{look}">{escape(value)}</td>' if look else f"<td>{escape(value)}</td>"


def _charts(progress: Progress) -> list[tuple[str, Markup]]:
    months = [one.month for one in progress.history]
    stages = progress.by_stage
    reached = (("意见已确定", "a", "confirmed"), ("已采集", "b", "captured"), ("已归档", "c", "archived"))
    sites = [
        Series(name, f"look-{look}", [getattr(one, key) for one in progress.history])
        for name, look, key in (*reached, ("已关停注销", "d", "closed"))
    ]
    moved = [
        Series(name, look, [getattr(one, key) for one in progress.history])
        for name, look, key in (("文章", "look-pale", "articles"), ("已迁文章", "look-a", "moved"))
    ]
    busy, dead = _largest(progress.units, "sites"), _largest(progress.units, "dead")
    of_units = [
        Series(name, look, [getattr(one, key) for one in busy])
        for name, look, key in (
            ("网站", "look-pale", "sites"), ("已归档", "look-c", "archived"), ("已关停注销", "look-a", "closed")
        )
    ]  # fmt: skip
    dead_of = [Series("失效旧网址", "look-b", [one.dead for one in dead])]
    drawn = (
        ("各阶段的网站", bars, list(stages), [Series("网站", "look-a", list(stages.values()))]),
        ("各月进展（网站）", lines, months, sites),
        ("文章迁移（累计）", bars, months, moved),
        ("各单位的网站", bars, [one.unit for one in busy], of_units),
        ("各单位的失效旧网址", bars, [one.unit for one in dead], dead_of),
    )
    return [(name, draw(f"chart-{at}", name, labels, series)) for at, (name, draw, labels, series) in enumerate(drawn)]


def _largest(units: Sequence[UnitLine], key: str) -> list[UnitLine]:
    """The units with the largest numbers, at most as many as a chart shows; those with none are not drawn."""
    ordered = sorted(units, key=lambda one: (-getattr(one, key), one.unit))
    return [one for one in ordered if getattr(one, key)][:MOST_BARS]
