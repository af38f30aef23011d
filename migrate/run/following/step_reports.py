"""steps: the workbook of closing steps is written, and what people filled in is taken back whole or not at all."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from mappings.closing import Closing, read_closing
from migrate.errors import SheetError, StageError
from migrate.ledger.book import open_ledger
from migrate.ledger.closing import enter_step, standing_steps
from migrate.ledger.sites import known_sites
from migrate.run.following.days import local_day, today
from migrate.run.following.overdue import NO_UNIT
from migrate.run.following.steps import SiteSteps, StepState, all_steps
from migrate.run.following.steps_book import clock_words, day_words, state_words, write_steps_book
from migrate.run.following.steps_lines import GAP, Answer, Answers, Said, StepLine
from migrate.run.following.steps_reading import read_steps_book
from migrate.run.words import one_line
from migrate.run.work import MAPPINGS, REPORTS, Result, Voice, Work, opened, tool_version
from migrate.settings import Settings
from migrate.sheet.returned import Fault

BOOK = "办理进展.xlsx"
COMMAND, REPORTED = "steps", "reported"
Standing = Mapping[str, Mapping[str, Row[Any]]]


def write_steps(workspace: Path, settings: Settings, *, output: Path | None = None) -> tuple[Path, int]:
    """Write the workbook to fill in, a line a site and step; gives where it stands and how many lines it has."""
    closing = read_closing(workspace / MAPPINGS)
    with open_ledger(settings.ledger.url, workspace, writing=False) as ledger, ledger.begin() as connection:
        standing = standing_steps(connection)
        lines = [
            _line(one, state, standing.get(state.site_key, {}).get(state.step.key))
            for one in all_steps(connection, closing)
            for state in one.states
            if not state.step.from_ledger
        ]
    if not lines:
        raise StageError("台账中没有要办理关停、注销或例外的网站", "请先运行 migrate classify 读入清理表，并复核意见")
    path = output or workspace / REPORTS / BOOK
    try:
        write_steps_book(path, sorted(lines, key=lambda line: line.unit))
    except OSError as error:
        raise StageError(f"{path} 无法写入（{error.strerror}）", "请关闭正打开它的程序，或用 -o 另写文件名") from None
    return path, len(lines)


def _line(one: SiteSteps, state: StepState, row: Row[Any] | None) -> StepLine:
    step = state.step
    return StepLine(
        state.site_key,
        step.key,
        one.site.owner or NO_UNIT,
        one.site.site_name,
        step.name,
        step.who,
        state_words(state),
        day_words(state.earliest, ""),
        day_words(state.due),
        clock_words(step.within, step.at_least),
        said_of(row),
        row.by if row is not None else "",
    )


def said_of(row: Row[Any] | None) -> Said:
    """What a report says; nothing where there is none."""
    if row is None:
        return Said(None, "")
    return Said(date.fromisoformat(row.done_on) if row.done_on else None, row.note)


def take_steps(workspace: Path, settings: Settings, voice: Voice, workbook: Path) -> Result:
    """Take the filled workbook back: what was changed on it is entered, with who and when.

    SheetError with every line that cannot be used: nothing was entered. What was done out of order is entered, for it
    happened, and is told.
    """
    closing = read_closing(workspace / MAPPINGS)
    answers = read_steps_book(workbook, today=today())
    with opened(workspace, settings, voice) as work:
        with work.ledger.begin() as connection:
            faults = [*answers.faults, *_gone(connection, closing, answers)]
        if faults:
            raise _refusal(workbook, answers, faults)
        with work.ledger.run(COMMAND, tool_version()):
            with work.ledger.begin() as connection:
                result = _enter(connection, work, closing, answers)
            work.ledger.end_run(result.exit_code)
    return result


def _gone(connection: Connection, closing: Closing, answers: Answers) -> list[Fault]:
    """Lines that say something new of a site or step that is no longer known."""
    sites = {site.site_key for site in known_sites(connection)}
    remedy = "请重新运行 migrate steps 后填写"
    faults = []
    for line in answers.lines:
        site_key, _, step = line.key.rpartition(GAP)
        if line.said == answers.handed[line.key]:
            continue
        if site_key not in sites:
            faults.append(Fault(line.row, f"台账中没有网站 {site_key}", remedy))
        elif step not in closing.steps:
            faults.append(Fault(line.row, f"办理步骤中已没有 {step}", remedy))
    return faults


def _refusal(workbook: Path, answers: Answers, faults: Sequence[Fault]) -> SheetError:
    told = [f"第 {one.row} 行：{one.problem}（{one.remedy}）" for one in sorted(faults, key=lambda one: one.row)]
    return SheetError(
        f"{workbook} 的“{answers.sheet}”有 {len(told)} 处不能采用，什么都没有改动：{'；'.join(told)}",
        "请逐处改正后重新交回",
    )


def _enter(connection: Connection, work: Work, closing: Closing, answers: Answers) -> Result:
    """Enter each line that says otherwise than what was handed out and than what stands now."""
    result, standing = Result(), standing_steps(connection)
    changed: set[str] = set()
    for line in answers.lines:
        site_key, _, step = line.key.rpartition(GAP)
        row = standing.get(site_key, {}).get(step)
        handed, now = answers.handed[line.key], said_of(row)
        if line.said == now or line.said == handed:
            result.count("与台账一致" if now.done_on else "未填写")
            continue
        _enter_line(connection, work, line, site_key, step)
        changed.add(site_key)
        result.count("收回" if line.said.done_on is None and now.done_on else "步骤有变化")
        if now != handed and row is not None:
            told = f"“{closing.steps[step].name}”先前由{row.by}于 {local_day(row.at)} 填报为 {now.done_on or '未办'}"
            result.waiting.append(f"{site_key} 的{told}，现以本表为准")
    _tell_order(connection, closing, changed, result)
    return result


def _enter_line(connection: Connection, work: Work, line: Answer, site_key: str, step: str) -> None:
    by = line.by or work.ledger.operator
    enter_step(connection, work.ledger, site_key, step, line.said.done_on, by=by, note=line.said.note)
    day = line.said.done_on.isoformat() if line.said.done_on else None
    detail = {"done_on": day, "by": by, "note": line.said.note}
    work.ledger.enter(connection, COMMAND, REPORTED, site_key=site_key, item=step, detail=detail)


def _tell_order(connection: Connection, closing: Closing, site_keys: set[str], result: Result) -> None:
    for one in all_steps(connection, closing, sorted(site_keys)) if site_keys else ():
        for fault in (fault for state in one.states for fault in state.faults):
            result.waiting.append(f"{one_line(one.site.site_name)}（{one.site.site_key}）：{fault}")
