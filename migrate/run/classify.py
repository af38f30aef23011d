"""classify and review: clean-up sheets become decisions, and the office's confirmed workbook comes back.

Everything is read and decided before the ledger is opened, so an unusable sheet leaves the workspace as it was.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from mappings.headings import read_headings
from mappings.rules import Rules, read_rules
from mappings.vocabularies import Vocabularies, read_vocabularies
from migrate.classify import classify as decide
from migrate.errors import SheetError
from migrate.ledger.book import Ledger
from migrate.ledger.sites import (
    current_classification,
    enter_classification,
    enter_decision,
    enter_site,
    newest_decision,
)
from migrate.model import Action, Decision, Reason, Verdict
from migrate.run.forms import as_decision
from migrate.run.work import MAPPINGS, REPORTS, Result, Voice, at_work, opened, tool_version
from migrate.settings import Settings
from migrate.sheet.opinion import Reviewed, write_opinion
from migrate.sheet.review import Confirmation, Review, read_review
from migrate.sheet.sites import SheetResult, as_json, read_sheets

OPINION_NAME = "分类意见.xlsx"
NOTE_GAP = "　"  # between the day and the reason of a review, in a decision's note
REVIEW_WORD = {"agree": "同意", Verdict.KEEP: "保留", Verdict.MIGRATE: "迁移", Verdict.CLOSE: "关停"}
REVIEW_RULE = "review"  # the `rule` of a reason that a person gave
ACTIONS = {Verdict.KEEP: Action.EXCEPTION, Verdict.MIGRATE: Action.MIGRATE_CHANNEL, Verdict.CLOSE: Action.SELF_CLOSE}


@dataclass(frozen=True)
class Classified:
    """What a classification gave: where the workbook stands, and counts for the desk."""

    workbook: Path
    result: Result


@dataclass(frozen=True)
class _Opinion:
    """Everything decided before anything is written."""

    sheets: SheetResult
    decisions: Mapping[str, Decision]
    rules: Rules
    vocabularies: Vocabularies
    as_of: date

    @property
    def identity(self) -> str:
        """The classification's name: equal opinions on equal sites have the same."""
        told = [as_json(self.sheets, self.decisions)["sites"], self.as_of.isoformat()]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def classify(
    workspace: Path,
    settings: Settings,
    voice: Voice,
    sheets: Sequence[str],
    *,
    output: Path | None = None,
    json_file: Path | None = None,
    as_of: date | None = None,
    include_hidden: bool = False,
) -> Classified:
    """Read the sheets, decide every site, write the opinion workbook (and the JSON), enter all in the ledger."""
    opinion = _decide(workspace, settings, sheets, as_of or date.today(), include_hidden)
    workbook = output or workspace / REPORTS / OPINION_NAME
    with at_work(workspace, settings, voice, "classify") as work:
        with work.ledger.begin() as connection:  # the commit comes after the files: without them nothing is entered
            for site in opinion.sheets.sites:
                enter_site(connection, site)
                enter_decision(connection, work.ledger, opinion.decisions[site.site_key])
            enter_classification(connection, work.ledger, opinion.identity, list(opinion.decisions))
            reviews = _reviews(connection, opinion)
            _write(opinion, reviews, workbook, json_file)
        result = _account(opinion, reviews)
        work.ledger.end_run(result.exit_code)
    return Classified(workbook, result)


def _decide(workspace: Path, settings: Settings, sheets: Sequence[str], as_of: date, hidden: bool) -> _Opinion:
    office = workspace / MAPPINGS
    rules, vocabularies = read_rules(office), read_vocabularies(office)
    found = read_sheets(
        sheets,
        headings=read_headings(office),
        vocabularies=vocabularies,
        thresholds=rules.limits(),
        as_of=as_of,
        limits=settings.sheet,
        include_hidden=hidden,
    )
    return _Opinion(found, {site.site_key: decide(site, rules) for site in found.sites}, rules, vocabularies, as_of)


def _reviews(connection: Connection, opinion: _Opinion) -> dict[str, Reviewed]:
    """What persons said of these sites before: it still stands, and the new workbook shows it."""
    said = {key: newest_decision(connection, key, by_rules=False) for key in opinion.decisions}
    return {key: _said(row) for key, row in said.items() if row is not None}


def _said(row: Row[Any]) -> Reviewed:
    day, _, reason = (row.note or "").partition(NOTE_GAP)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        day, reason = "", row.note or ""
    return Reviewed(REVIEW_WORD[row.opinion], row.made_by, day, reason)


def _write(opinion: _Opinion, reviews: Mapping[str, Reviewed], workbook: Path, json_file: Path | None) -> None:
    try:
        workbook.parent.mkdir(parents=True, exist_ok=True)
        write_opinion(
            workbook,
            opinion.sheets,
            opinion.decisions,
            rules=opinion.rules.rules,
            labels=opinion.vocabularies.labels,
            as_of=opinion.as_of,
            classification=opinion.identity,
            reviews=reviews,
        )
        if json_file is not None:
            text = json.dumps(as_json(opinion.sheets, opinion.decisions), ensure_ascii=False, indent=1)
            part = json_file.with_name(json_file.name + ".part")
            part.write_text(text + "\n", encoding="utf-8")
            part.replace(json_file)
    except OSError as error:
        raise SheetError(
            f"无法写入 {error.filename or workbook}（{error.strerror}）", "请检查目录权限，或关闭正在打开该文件的程序"
        ) from error


def _account(opinion: _Opinion, reviews: Mapping[str, Reviewed]) -> Result:
    result = Result()
    counts = Counter(decision.verdict for decision in opinion.decisions.values())
    labels = opinion.vocabularies.labels["verdict"]
    for verdict in Verdict:
        result.count(labels[verdict.value], counts.get(verdict, 0))
    names = {site.site_key: site.site_name for site in opinion.sheets.sites}
    facts = opinion.vocabularies.labels["fact"]
    for key, decision in opinion.decisions.items():
        if decision.verdict == Verdict.UNDECIDED and key not in reviews:
            missing = "、".join(facts.get(name, name) for name in decision.missing)
            result.waiting.append(f"{names[key]}（{key}）无法定论，缺少：{missing or '可用的情况'}")
    for row in opinion.sheets.rejected:
        result.waiting.append(f"{row.file} {row.sheet or ''} 第 {row.row} 行：{row.problem}。{row.remedy}")
    for file in opinion.sheets.refused_files:
        result.waiting.append(f"{file.problem}。{file.remedy}")
    return result


def review(workspace: Path, settings: Settings, voice: Voice, workbook: Path) -> Result:
    """Take the confirmed workbook back: what the office says wins over the rules, and stays."""
    read = read_review(workbook, today=date.today())
    with opened(workspace, settings, voice) as work:
        result = Result()
        with work.ledger.begin() as connection:
            _check_review(connection, workbook, read)
        with work.ledger.run("review", tool_version()):
            with work.ledger.begin() as connection:
                for said in read.confirmations:
                    _enter_review(connection, work.ledger, said, result)
                result.count("未填写", len(read.unconfirmed))
                _enter_edits(connection, work.ledger, read.edited, result)
            work.ledger.end_run(result.exit_code)
    return result


def _check_review(connection: Connection, workbook: Path, read: Review) -> None:
    """Raise SheetError for a workbook of another classification, before anything is entered."""
    if current_classification(connection) != read.classification:
        raise SheetError(
            f"{workbook} 不是本工作目录最近一次分类的意见表",
            "请在最近一次 migrate classify 生成的意见表上填写后重新交回",
        )
    for said in read.confirmations:
        if newest_decision(connection, said.site_key, by_rules=True) is None:
            raise SheetError(f"{workbook} 第 {said.row} 行的网站不在台账中", "请重新运行 migrate classify")


def _enter_review(connection: Connection, ledger: Ledger, said: Confirmation, result: Result) -> None:
    ours = newest_decision(connection, said.site_key, by_rules=True)
    assert ours is not None  # noqa: S101  the workbook was checked
    changed = enter_decision(
        connection,
        ledger,
        _reviewed(as_decision(ours), said),
        made_by=said.reviewer or ledger.operator,
        confirmed=True,
        opinion=said.verdict.value if said.verdict else "agree",
        note=_note(said),
    )
    result.count("复核意见有变化" if changed else "复核意见与台账一致")


def _enter_edits(connection: Connection, ledger: Any, edited: Sequence[str], result: Result) -> None:
    for key in edited:
        ledger.enter(connection, "review", "edited", site_key=key)
        result.waiting.append(f"{key}：意见表中不该改动的单元格被改过，改动未采用")


def _note(said: Confirmation) -> str:
    return NOTE_GAP.join(filter(None, (said.confirmed_on.isoformat() if said.confirmed_on else "", said.reason)))


def _reviewed(ours: Decision, said: Confirmation) -> Decision:
    """The decision as the office wants it: ours where it agrees, else its own verdict with the usual action."""
    verdict = said.verdict or ours.verdict
    if verdict == ours.verdict:
        return ours
    fact = said.reason or "办公室复核改定"
    return Decision(
        ours.site_key,
        verdict,
        ACTIONS[verdict],
        ours.keep_content,
        (Reason(REVIEW_RULE, "办公室复核意见", fact), *ours.reasons),
        ours.flags,
        (),
        ours.needs_review,
    )
