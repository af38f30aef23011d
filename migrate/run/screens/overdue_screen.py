"""What `migrate status --overdue` shows: what is overdue and what is due soon, worst first."""

from datetime import date
from pathlib import Path

from rich import box
from rich.table import Table
from rich.text import Text

from mappings.calendar import Calendar
from migrate.ledger.book import open_ledger
from migrate.run.following.days import today, workday_until
from migrate.run.following.overdue import Overdue, all_due, read_plan
from migrate.run.following.steps_book import GUESSED
from migrate.run.words import one_line
from migrate.run.work import MAPPINGS
from migrate.settings import Settings

SOON = 10  # days ahead that are shown where nobody says how many


def overdue_screen(
    workspace: Path, settings: Settings, sites: tuple[str, ...], *, as_of: date | None = None, within: int | None = None
) -> tuple[list[Table | Text], bool]:
    """Give what is shown, part by part, and whether anything is overdue; the ledger is only read."""
    day, ahead = as_of or today(), SOON if within is None else within
    plan = read_plan(workspace / MAPPINGS)
    with open_ledger(settings.ledger.url, workspace, writing=False) as ledger, ledger.begin() as connection:
        found = all_due(connection, plan, day, within=ahead)
    found = [one for one in found if not sites or one.site_key in sites or one.site_name in sites]
    over = sum(one.is_over for one in found)
    head = Text(f"截至 {day}：逾期 {over} 项，{ahead} 天内到期 {len(found) - over} 项")
    notes = [f"注意：标 * 的日期跨到{GUESSED}"] if any(one.guessed for one in found) else []
    if not _any_day(plan.calendar):
        notes.append("提示：mappings/calendar.toml 没有设定任何时限，只按办理步骤的期限计算")
    return [head, *([_table(found)] if found else []), *map(Text, notes)], over > 0


def days_words(one: Overdue) -> str:
    """How late it is, or how much time is left."""
    if one.is_over:
        return f"逾期 {one.days} 天"
    return "今天到期" if one.days == 0 else f"还有 {-one.days} 天"


def due_words(one: Overdue) -> str:
    """The last day; where it is a free one, the workday before it stands beside it."""
    works = workday_until(one.due)
    mark = "*" if one.guessed or works.guessed else ""
    return f"{one.due}{mark}" + (f"（休息日，宜提前至 {works.on}）" if works.on != one.due and not one.is_over else "")


def _any_day(calendar: Calendar) -> bool:
    stages, monthly = calendar.stages.values(), calendar.monthly.values()
    return any(one.set.due for one in stages) or any(one.day for one in monthly)


def _table(found: list[Overdue]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading, wrap in (("逾期", True), ("应完成", True), ("网站", False), ("事项", False), ("由谁办理", False)):
        table.add_column(heading, overflow="fold", no_wrap=wrap)
    for one in found:
        site = f"{one_line(one.site_name)}（{one.site_key}）" if one.site_key else "（本单位）"
        table.add_row(days_words(one), due_words(one), Text(site), Text(one.what), Text(one.who))
    return table
