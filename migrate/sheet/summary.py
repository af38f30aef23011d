"""汇总: what a classification comes to, in counts and two charts that a black-and-white print keeps apart."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

from migrate.model import Site, Verdict
from migrate.sheet.lines import Told
from migrate.sheet.result import SheetResult
from migrate.sheet.styled import GROUP, HEAD, NOTE, NUMBER, TEXT, TITLE, TITLE_HEIGHT, Book, Style, stored

SUMMARY = "汇总"
ROW_HEIGHT = 19  # points of each row below the title, so that the charts have the size that they are given
PIXELS = 4 / 3  # pixels a point
BELOW = 12  # units whose chart finds room below their table
MOST_BARS = 30  # units that a chart, and a page, can show legibly
WIDTHS = (26, 8, 8, 2, 28, *([8] * 6), 2)
UNIT_COLUMN, CHART_COLUMN, CHART_COLUMNS = 4, len(WIDTHS), 7  # from 0; beside the table of units
TOTALS_WIDTH, CHART_WIDTH, CHART_ROWS = 320, 440, 12  # pixels, pixels, rows
HEAD_ROW = 3
NO_UNIT, TO_DO, TO_REVIEW = "（未填单位）", "需要处理", "需要复核"
_GRID = {"visible": True, "line": {"color": "#D9D9D9"}}
_LINE = {"color": "#000000", "width": 0.75}
_FILLS: Mapping[str, Mapping[str, Any]] = {
    Verdict.KEEP: {"fill": {"color": "#FFFFFF"}},
    Verdict.MIGRATE: {"fill": {"color": "#C8C8C8"}},
    Verdict.CLOSE: {"fill": {"color": "#595959"}},
    Verdict.UNDECIDED: {
        "pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#000000", "bg_color": "#FFFFFF"}
    },
}  # fmt: skip


def add_summary(book: Book, result: SheetResult, told: Told, as_of: date) -> None:
    """汇总 stands first: totals, verdicts, forms, what needs a person, and the same by unit, with charts."""
    sheet = book.add_sheet(SUMMARY)
    sheet.set_default_row(ROW_HEIGHT)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    files = len({site.file for site in result.sites})
    sheet.put_row(1, ["政府网站分类意见汇总"], [book.styles[TITLE]], TITLE_HEIGHT)
    note = (
        f"截止日期：{as_of.year}年{as_of.month}月{as_of.day}日　　网站总数：{len(result.sites)}　　清理表：{files} 份"
    )
    sheet.put_row(2, [note], [book.styles[NOTE]], ROW_HEIGHT)
    totals, units = _totals(book, result, told), _units(book, result.sites, told)
    gap = ([""], [book.styles[NOTE]])
    for row, (left, right) in enumerate(zip_longest(totals, units), HEAD_ROW):
        left, right = left or ([""] * 3, [book.styles[NOTE]] * 3), right or ([], [])
        sheet.put_row(row, [*left[0], *gap[0], *right[0]], [*left[1], *gap[1], *right[1]], ROW_HEIGHT)
    chart_row = HEAD_ROW + len(totals)  # from 0, so that a row stays free
    if result.sites:
        _chart_verdicts(book, sheet, told, _verdicts(result.sites, told), chart_row)
    beside = BELOW < len(units) - 1 <= MOST_BARS
    last = max(chart_row + CHART_ROWS, HEAD_ROW + len(units))
    if result.sites and len(units) - 1 <= MOST_BARS:
        place = (HEAD_ROW - 1, CHART_COLUMN) if beside else (HEAD_ROW + len(units), UNIT_COLUMN)
        last = max(last, place[0] + _chart_units(book, sheet, told, units[1:], place))
    sheet.print_area(0, 0, last, (CHART_COLUMN + CHART_COLUMNS if beside else CHART_COLUMN) - 1)
    sheet.repeat_rows(HEAD_ROW - 1)
    sheet.fit_to_pages(1, int(len(units) <= MOST_BARS + 1))
    sheet.freeze_panes(HEAD_ROW, 0)


Line = tuple[list[str | int], list[Style]]


def _totals(book: Book, result: SheetResult, told: Told) -> list[Line]:
    """The lines of the table on the left: headings, then three groups of counts."""
    head, group, text, number = (book.styles[name] for name in (HEAD, GROUP, TEXT, NUMBER))
    total = len(result.sites)
    lines: list[Line] = [(["项目", "数量", "占比"], [head] * 3)]
    for name, counts in _groups(result, told).items():
        lines.append(([name, "", ""], [group] * 3))
        for label, count in counts.items():
            share = f"{count / total:.1%}" if name != TO_DO and total else ""
            lines.append(([label, count, share], [text, number, number]))
    return lines


def _groups(result: SheetResult, told: Told) -> dict[str, dict[str, int]]:
    return {
        "分类意见": _verdicts(result.sites, told),
        "处置方式": dict(Counter(told.action(site) or "待定" for site in result.sites).most_common()),
        TO_DO: {
            "需要复核的网站": sum(told.decisions[site.site_key].needs_review for site in result.sites),
            "退回的行": len(result.rejected),
            "不能读取的文件": len(result.refused_files),
            "隐藏而未读取的工作表": sum(one.row is None for one in result.skipped),
        },
    }


def _verdicts(sites: Sequence[Site], told: Told) -> dict[str, int]:
    """How many sites have each verdict, by its words, in the order of the labels."""
    counts = Counter(told.verdict(site) for site in sites)
    return {label: counts[label] for label in told.labels["verdict"].values()}


def _units(book: Book, sites: Sequence[Site], told: Told) -> list[Line]:
    """The lines of the table on the right: headings, then each unit in the order of the sheets."""
    labels = list(told.labels["verdict"].values())
    units: dict[str, Counter[str]] = {}
    for site in sites:
        counts = units.setdefault(site.owner or NO_UNIT, Counter())
        counts[told.verdict(site)] += 1
        counts[TO_REVIEW] += told.decisions[site.site_key].needs_review
    heads = ["主办单位", "网站数", *labels, TO_REVIEW]
    lines: list[Line] = [([*heads], [book.styles[HEAD]] * len(heads))]
    styles = [book.styles[TEXT], *([book.styles[NUMBER]] * (len(heads) - 1))]
    for unit, counts in units.items():
        lines.append(
            ([unit, sum(counts[label] for label in labels), *(counts[one] for one in (*labels, TO_REVIEW))], styles)
        )
    return lines


def _chart_verdicts(book: Book, sheet: Any, told: Told, verdicts: Mapping[str, int], row: int) -> None:
    """Columns, one a verdict, below the totals."""
    first, last = HEAD_ROW + 1, HEAD_ROW + len(verdicts)  # from 0: below the group's name
    chart = book.live.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": "网站数",
            "categories": [SUMMARY, first, 0, last, 0],
            "values": [SUMMARY, first, 1, last, 1],
            "categories_data": list(verdicts),
            "values_data": list(verdicts.values()),
            "points": [{**_FILLS[verdict], "border": _LINE} for verdict in told.labels["verdict"]],
            "data_labels": {"value": True},
            "gap": 60,
        }
    )
    chart.set_legend({"none": True})
    _finish(chart, "各类意见网站数", TOTALS_WIDTH, CHART_ROWS)
    chart.set_y_axis({"major_gridlines": _GRID, "num_format": "0", "min": 0})
    sheet.insert_chart(row, 0, chart, {"object_position": 2})


def _chart_units(book: Book, sheet: Any, told: Told, units: Sequence[Line], place: tuple[int, int]) -> int:
    """Stacked bars, one a unit, in the order of their table; gives the rows that the chart covers."""
    rows, names = max(CHART_ROWS, len(units) + 5), [stored(str(values[0])) for values, _ in units]
    last = HEAD_ROW + len(units) - 1  # from 0
    chart = book.live.add_chart({"type": "bar", "subtype": "stacked"})
    for number, (verdict, label) in enumerate(told.labels["verdict"].items(), 2):
        column = UNIT_COLUMN + number
        chart.add_series(
            {
                "name": label,
                "categories": [SUMMARY, HEAD_ROW, UNIT_COLUMN, last, UNIT_COLUMN],
                "values": [SUMMARY, HEAD_ROW, column, last, column],
                "categories_data": names,
                "values_data": [values[number] for values, _ in units],
                **_FILLS[verdict],
                "border": _LINE,
                "gap": 50,
            }
        )
    chart.set_legend({"position": "bottom"})
    _finish(chart, "各单位网站分类意见", CHART_WIDTH, rows)
    chart.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": {"size": 8}})
    chart.set_x_axis({"major_gridlines": _GRID, "num_format": "0", "min": 0})
    sheet.insert_chart(*place, chart, {"object_position": 2})
    return rows


def _finish(chart: Any, title: str, width: int, rows: int) -> None:
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_size({"width": width, "height": int(rows * ROW_HEIGHT * PIXELS)})
