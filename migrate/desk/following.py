"""What `migrate steps`, `migrate report` and `migrate status --overdue` do at the desk."""

from datetime import date
from pathlib import Path

from migrate.desk.desk import Desk
from migrate.desk.terminal import Terminal, out, tell
from migrate.errors import SettingsError
from migrate.run.screens.tables import short


def ask_steps(desk: Desk, workbook: Path | None, output: Path | None) -> int:
    """Write the workbook of closing steps, or take a filled one back."""
    from migrate.run.following.step_reports import take_steps, write_steps

    if workbook is None:
        path, number = write_steps(desk.workspace, desk.settings, output=output)
        out.print(f"办理进展表（{number} 行）：{short(path)}", markup=False)
        return 0
    if output is not None:
        raise SettingsError("收回办理进展表时不写文件", "请去掉 -o")
    with Terminal().at_work() as voice:
        return tell(take_steps(desk.workspace, desk.settings, voice, workbook))


def ask_report(desk: Desk, month: str | None, as_of: date | None, *, ics: bool) -> int:
    """Write the month's report, and the calendar where it is asked for."""
    from migrate.run.following.report import report

    with Terminal().at_work() as voice:
        done = report(desk.workspace, desk.settings, voice, month=month, as_of=as_of, ics=ics)
    for name, path in (("工作簿", done.workbook), ("网页", done.page), ("办理日历", done.calendar)):
        if path is not None:
            out.print(f"{name}：{short(path)}", markup=False)
    return 0


def ask_overdue(desk: Desk, sites: tuple[str, ...], as_of: date | None, within: int | None) -> int:
    """Show what is overdue and what is due soon; 1 where something is overdue."""
    from migrate.run.screens.overdue_screen import overdue_screen

    shown, is_late = overdue_screen(desk.workspace, desk.settings, sites, as_of=as_of, within=within)
    for part in shown:
        out.print(part)
    return int(is_late)
