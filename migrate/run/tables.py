"""Tables for the desk: what a person sees of the ledger on a terminal. Built here, printed by cli.py."""

from collections.abc import Sequence

from rich.table import Table

from migrate.run.status import Line
from migrate.run.summary import Summary
from migrate.run.words import ACTIONS, ANSWERS, OUTCOMES, VERDICTS

COUNTS = ("网址", "已存", "待采", "存疑", "文章", "已迁", "暂缓", "归档页", "跳转", "文书")


def status_table(lines: Sequence[Line]) -> Table:
    """One row a site: verdict, action, and how far each stage has come."""
    table = _table("网站进度", "网站", "意见", "处置", *COUNTS)
    for line in lines:
        verdict = VERDICTS[line.verdict] + ("" if line.reviewed else "（待复核）")
        counts = (
            *(line.urls, line.stored, line.pending, line.doubtful, line.articles, line.placed, line.held),
            *(line.archived, line.redirects, line.documents),
        )
        table.add_row(line.site_name, verdict, ACTIONS.get(line.action or "", ""), *map(str, counts))
    return table


def summary_table(summary: Summary) -> Table:
    """The counts over all sites, one row each."""
    table = _table("汇总", "项目", "数量")
    for section, counts, names in (
        ("网站", summary.verdicts, VERDICTS),
        ("网址", summary.outcomes, OUTCOMES),
        ("文章", summary.channels, {}),
        ("跳转", summary.redirects, ANSWERS),
    ):
        for name, number in counts.items():
            table.add_row(f"{section}：{names.get(name, name)}", str(number))
    table.add_row("归档页面", str(summary.archived))
    table.add_row("文书", str(summary.forms))
    return table


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left")
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="left" if number == 0 else "right", overflow="fold")
    return table
