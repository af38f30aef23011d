"""进展情况表 as a workbook: a sheet a table, and a sheet of native charts over the cells of the others."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from migrate.run.following.progress import Progress
from migrate.run.following.report_sheets import KINDS, MONTHS, TOTALS, UNITS, ReportTable, tables_of
from migrate.sheet.styled import GROUP, HEAD_ROW, LABEL, NUMBER, TEXT, TITLE, TITLE_HEIGHT, Book, Table, new_book

CHARTS = "图表"
FIRST = HEAD_ROW + 1  # row of the first line of a table, from 1
FROZEN = {UNITS: 1, MONTHS: 1}
LABELS = frozenset({"情况", "应完成日期", "月份", "进行到", "上月末", "比上月末"})
WIDE, HIGH = 620, 290  # pixels of a chart
BARS_THAT_FIT, BAR_HEIGHT = 10, 22  # bars that find room in it, and pixels of each further one
ONE_BY_ONE = 12  # the largest number of an axis that is marked one by one
BESIDE, COLUMNS_WIDE, ROW_HEIGHT = 2, 10, 20  # charts side by side, columns that one covers, pixels of a row
MOST_BARS = 30  # units that a chart shows; the table has them all


def write_report_book(path: Path, progress: Progress, title: str) -> None:
    """The whole workbook stands at `path`, or the old file if writing fails; nothing in it from outside is live."""
    tables = tables_of(progress)
    with new_book(path) as book:
        day = progress.as_of
        book.live.set_properties({"title": title, "created": datetime(day.year, day.month, day.day)})
        for name, table in tables.items():
            shown = Table(name, f"{title}　{name}", table.columns, frozen=FROZEN.get(name, 0))
            book.add_table(shown, ((row, _styles(book, table, row, number)) for number, row in _numbered(table)))
            if name == TOTALS:
                _add_charts(book, tables, title)


def _numbered(table: ReportTable) -> Sequence[tuple[int, Sequence[str | int]]]:
    return list(enumerate(table.rows, 1))


def _styles(book: Book, table: ReportTable, row: Sequence[str | int], number: int) -> list[Any]:
    if table.name == UNITS and number == len(table.rows):
        return [book.styles[GROUP]] * len(row)
    plain = (LABEL if heading in LABELS else TEXT for heading in table.headings)
    return [book.styles[NUMBER if isinstance(value, int) else style] for value, style in zip(row, plain, strict=True)]


def _add_charts(book: Book, tables: Mapping[str, ReportTable], title: str) -> None:
    sheet = book.add_sheet(CHARTS)
    sheet.put_row(1, [f"{title}　{CHARTS}"], [book.styles[TITLE]], TITLE_HEIGHT)
    kinds = tables[KINDS].rows
    first = next((at for at, row in enumerate(kinds) if row[0] == "按进展阶段"), 0)
    units = min(len(tables[UNITS].rows) - 1, MOST_BARS)  # without the sum
    months = len(tables[MONTHS].rows)
    reached = ["意见已确定", "已采集", "已归档", "已关停注销"]
    charts = [
        _chart(book, tables[KINDS], "bar", "各阶段的网站", ["网站"], 1, (first, len(kinds))),
        _chart(book, tables[MONTHS], "line", "各月进展（网站）", reached, 0, (0, months)),
        _chart(book, tables[MONTHS], "column", "文章迁移（累计）", ["文章", "已迁文章"], 0, (0, months)),
        _chart(book, tables[UNITS], "bar", "各单位的网站", ["网站", "已归档", "已关停注销"], 0, (0, units)),
        _chart(book, tables[UNITS], "bar", "各单位的失效旧网址", ["失效旧网址"], 0, (0, units)),
    ]
    row, breaks = 2, []
    for at in range(0, len(charts), BESIDE):
        pair = charts[at : at + BESIDE]
        for column, chart in enumerate(pair):
            sheet.insert_chart(row, column * COLUMNS_WIDE, chart)
        tall = max(chart.height for chart in pair)
        breaks += [row] if tall > HIGH else []
        row += tall // ROW_HEIGHT + 2
    sheet.set_h_pagebreaks(breaks)
    sheet.fit_to_pages(1, 0)


def _chart(
    book: Book, table: ReportTable, kind: str, name: str, headings: list[str], label: int, rows: tuple[int, int]
) -> Any:
    """A chart over some rows of a table; its numbers are kept in it too, for programs that do not compute."""
    chart = book.live.add_chart({"type": kind})
    first, last = FIRST - 1 + rows[0], FIRST - 2 + rows[1]
    part = table.rows[rows[0] : rows[1]]
    for heading in headings:
        column = table.headings.index(heading)
        chart.add_series(
            {
                "name": heading,
                "categories": [table.name, first, label, max(first, last), label],
                "values": [table.name, first, column, max(first, last), column],
                "categories_data": [row[label] for row in part],
                "values_data": [row[column] for row in part],
                "data_labels": {"value": True},
                **({"marker": {"type": "automatic"}} if kind == "line" else {}),
            }
        )
    chart.set_title({"name": name, "overlay": False})
    chart.set_legend({"position": "bottom", "none": len(headings) == 1})
    if kind == "bar":  # every bar has its number; the axis would stand on top
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
    else:
        most = max((int(row[table.headings.index(heading)]) for row in part for heading in headings), default=0)
        chart.set_y_axis({"num_format": "0", "min": 0, **({"major_unit": 1} if most <= ONE_BY_ONE else {})})
    more = max(0, len(part) - BARS_THAT_FIT) * BAR_HEIGHT if kind == "bar" else 0
    chart.set_size({"width": WIDE, "height": HIGH + more})
    chart.set_chartarea({"border": {"color": "#808080"}})
    return chart
