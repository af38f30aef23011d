"""review: the office's confirmed workbook comes back; what it says wins over the rules and stays."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from migrate.errors import SheetError
from migrate.ledger.book import Ledger
from migrate.ledger.decisions import (
    EDITED,
    Made,
    current_classification,
    enter_decisions,
    entered_edits,
    newest_classified,
    newest_decisions,
)
from migrate.ledger.sites import site_names
from migrate.model import Action, Decision, Reason, Verdict
from migrate.run.nouns import as_decision
from migrate.run.work import Result, Voice, opened, tool_version
from migrate.settings import Settings
from migrate.sheet.lines import Reviewed
from migrate.sheet.review import Confirmation, Review, read_review
from migrate.sheet.verdicts import WORDS, word_of

NOTE_GAP = "　"  # between the day and the reason of a review, in a decision's note
REVIEW_RULE = "review"  # the `rule` of a reason that a person gave
ACTIONS = {Verdict.KEEP: Action.EXCEPTION, Verdict.MIGRATE: Action.MIGRATE_CHANNEL, Verdict.CLOSE: Action.SELF_CLOSE}
NAMED = 5  # sites that a difference names
NEWEST_REMEDY = "请在最近一次 migrate classify 生成的意见表上填写后重新交回"


def review(workspace: Path, settings: Settings, voice: Voice, workbook: Path) -> Result:
    """Take the confirmed workbook back: what the office says wins over the rules, and stays."""
    read = read_review(workbook, today=date.today())
    with opened(workspace, settings, voice) as work:
        result = Result()
        with work.ledger.begin() as connection:
            ours = newest_decisions(connection, by_rules=True)
            _check_review(connection, workbook, read, ours)
        with work.ledger.run("review", tool_version()):
            with work.ledger.begin() as connection:
                _enter_reviews(connection, work.ledger, read, ours, result)
                _enter_edits(connection, work.ledger, read, result)
            work.ledger.end_run(result.exit_code)
    return result


Decided = Mapping[str, Row[Any]]  # the rules' newest decisions by site key


def _check_review(connection: Connection, workbook: Path, read: Review, ours: Decided) -> None:
    """Raise SheetError for a workbook of another classification, before anything is entered."""
    current = current_classification(connection)
    if current is None:
        raise SheetError(f"{workbook} 交回得太早：本工作目录还没有分类", "请先运行 migrate classify 读入清理表")
    if current != read.classification:
        raise SheetError(
            f"{workbook} 不是本工作目录最近一次分类的意见表：{_difference(connection, read, ours)}", NEWEST_REMEDY
        )
    unknown = [said for said in read.confirmations if said.site_key not in ours]
    if unknown:
        raise SheetError(f"{workbook} 第 {unknown[0].row} 行的网站不在台账中", "请重新运行 migrate classify")


def _difference(connection: Connection, read: Review, ours: Decided) -> str:
    """What the workbook says otherwise than the newest classification, in one sentence."""
    now = newest_classified(connection)
    handed = {key: mark.site_name for key, mark in read.marks.items()}
    names = site_names(connection)
    changed = [
        read.marks[key].site_name for key in now
        if key in handed and key in ours
        and (read.marks[key].verdict, read.marks[key].action) != (ours[key].verdict, ours[key].action or "")
    ]  # fmt: skip
    current = frozenset(now)
    parts = (
        ("只在这份表中的网站", [name for key, name in handed.items() if key not in current]),
        ("只在最近一次分类中的网站", [names.get(key, key) for key in now if key not in handed]),
        ("意见已经改变的网站", changed),
    )
    told = [f"{what} {len(sites)} 个（{_some(sites)}）" for what, sites in parts if sites]
    return "，".join(told) or f"网站和意见都相同，只是截止日期（这份表是 {read.as_of}）或依据的情况不同"


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:NAMED]) + ("等" if len(names) > NAMED else "")


def _enter_reviews(connection: Connection, ledger: Ledger, read: Review, ours: Decided, result: Result) -> None:
    """Enter what was said; to agree where nothing was decided says nothing, and is named."""
    said = []
    for one in read.confirmations:
        if one.verdict is None and ours[one.site_key].verdict == Verdict.UNDECIDED:
            name = read.marks[one.site_key].site_name
            result.waiting.append(f"{name}（{one.site_key}）意见待定，“同意”不能定论，请填写保留、迁移或关停")
        else:
            said.append(one)
    changed = enter_decisions(connection, ledger, (_made(ours[one.site_key], one, ledger.operator) for one in said))
    for name, number in (("复核意见有变化", changed), ("复核意见与台账一致", len(said) - changed)):
        if number:
            result.count(name, number)
    result.count("未填写", len(read.unconfirmed))


def _made(ours: Row[Any], said: Confirmation, operator: str) -> Made:
    return Made(
        _reviewed(as_decision(ours), said),
        made_by=said.reviewer or operator,
        confirmed=True,
        opinion=word_of(said.verdict, said.action),
        note=_note(said),
    )


def _enter_edits(connection: Connection, ledger: Ledger, read: Review, result: Result) -> None:
    """Enter each edit once, however often the workbook is handed back; name all of them."""
    known = entered_edits(connection, read.classification)
    for edit in read.edits:
        if (edit.site_key, edit.told) not in known:
            ledger.enter(
                connection, "review", EDITED, site_key=edit.site_key, item=read.classification,
                detail={"told": edit.told},
            )  # fmt: skip
        result.waiting.append(f"{edit.told}；改动未采用" if edit.site_key else edit.told)


def _note(said: Confirmation) -> str:
    return NOTE_GAP.join(filter(None, (said.confirmed_on.isoformat() if said.confirmed_on else "", said.reason)))


def _reviewed(ours: Decision, said: Confirmation) -> Decision:
    """The decision as the office wants it: ours where it agrees, else its own verdict with the usual action."""
    verdict = said.verdict or ours.verdict
    action = said.action or (ours.action if verdict == ours.verdict else ACTIONS[verdict])
    if (verdict, action) == (ours.verdict, ours.action):
        return ours
    fact = said.reason or "办公室复核改定"
    return Decision(
        ours.site_key,
        verdict,
        action,
        ours.keep_content,
        (Reason(REVIEW_RULE, "办公室复核意见", fact), *ours.reasons),
        ours.flags,
        (),
        ours.needs_review,
    )


def earlier_reviews(connection: Connection, site_keys: Iterable[str]) -> dict[str, Reviewed]:
    """What persons said of these sites before: it still stands, and the new workbook shows it."""
    said = newest_decisions(connection, by_rules=False)
    return {key: _said(said[key]) for key in site_keys if key in said}


def _said(row: Row[Any]) -> Reviewed:
    day, _, reason = (row.note or "").partition(NOTE_GAP)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        day, reason = "", row.note or ""
    return Reviewed(WORDS[row.opinion], row.made_by, day, reason)
