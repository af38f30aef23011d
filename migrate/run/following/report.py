"""report: the month's 进展情况表 as workbook and page, and the calendar of all days to keep."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from migrate.errors import StageError
from migrate.ledger.closing import count_reports
from migrate.ledger.tallies import MADE, REPORT
from migrate.run.following.calendar_file import calendar_file
from migrate.run.following.days import today
from migrate.run.following.overdue import read_plan
from migrate.run.following.progress import Progress, day_of_report, measured
from migrate.run.following.report_page import report_page
from migrate.run.following.report_workbook import write_report_book
from migrate.run.following.steps import all_steps
from migrate.run.work import MAPPINGS, REPORTS, Voice, Work, opened, tool_version
from migrate.settings import Settings

TITLE = "网站关停并转进展情况表"
CALENDAR = "办理日历.ics"
COUNTED = "counted"  # event of the entry with a report's numbers


@dataclass(frozen=True)
class Reported:
    """What a report says, and the files that say it."""

    progress: Progress
    workbook: Path
    page: Path
    calendar: Path | None


def report(
    workspace: Path,
    settings: Settings,
    voice: Voice,
    *,
    month: str | None = None,
    as_of: date | None = None,
    ics: bool = False,
) -> Reported:
    """Write the month's report, and with `ics` the calendar; that it was made and what it said is entered."""
    month, day = day_of_report(month, as_of)
    with opened(workspace, settings, voice) as work, work.ledger.run(REPORT, tool_version()):
        with work.ledger.begin() as connection:  # entered with the files, or not at all
            work.ledger.enter(connection, REPORT, MADE, item=month, detail={"as_of": day.isoformat()})
            progress = measured(connection, workspace / MAPPINGS, month, day)
            detail = {"as_of": day.isoformat(), **{one.key: one.value for one in progress.totals}}
            work.ledger.enter(connection, REPORT, COUNTED, item=month, detail=detail)
            done = _written(work, progress)
        work.ledger.end_run(0)
    return Reported(progress, *done, write_calendar(workspace, settings, voice, as_of=as_of) if ics else None)


def write_calendar(workspace: Path, settings: Settings, voice: Voice, *, as_of: date | None = None) -> Path:
    """Write the calendar of all days to keep; gives where it stands."""
    plan = read_plan(workspace / MAPPINGS)
    with opened(workspace, settings, voice) as work:
        with work.ledger.begin() as connection:
            sites, versions = all_steps(connection, plan.closing), count_reports(connection)
        path = work.folder(REPORTS) / CALENDAR
        _write(path, calendar_file(plan, sites, as_of or today(), versions))
    return path


def month_words(month: str) -> str:
    """The month as people write it.

    >>> month_words("2026-03")
    '2026年3月'
    """
    return f"{int(month[:4])}年{int(month[5:])}月"


def _written(work: Work, progress: Progress) -> tuple[Path, Path]:
    folder, name = work.folder(REPORTS), f"进展情况表-{progress.month}"
    workbook, page = folder / f"{name}.xlsx", folder / f"{name}.html"
    shown = month_words(progress.month)
    text = report_page(progress, title=TITLE, office=work.settings.office.name, month=shown, workbook=workbook.name)
    try:
        write_report_book(workbook, progress, f"{shown}{TITLE}")
    except OSError as error:
        raise _unwritable(workbook, error) from None
    _write(page, text.encode())
    return workbook, page


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> StageError:
    return StageError(f"{path} 无法写入（{error.strerror}）", "请关闭正打开它的程序，检查磁盘空间和目录权限")
