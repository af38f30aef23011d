"""classify: clean-up sheets become decisions, the opinion workbook and entries in the ledger.

Everything is read and decided before the ledger is opened, so an unusable sheet leaves the workspace as it was.
"""

import gc
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from migrate.classify import explain as try_all
from migrate.classify import suppose
from migrate.errors import SheetError, StageError
from migrate.ledger.book import FILE_NAME, open_ledger
from migrate.ledger.decisions import Made, enter_classification, enter_decisions, enter_sheet_opinions
from migrate.ledger.schema import entries
from migrate.ledger.sites import enter_sites, known_sites
from migrate.model import Site, Verdict
from migrate.run.deadlines import in_words
from migrate.run.explain import Case, explained, find_sites, measured, near_names
from migrate.run.opinion import Opinion, form_opinion
from migrate.run.review import earlier_reviews
from migrate.run.work import REPORTS, Result, Voice, at_work
from migrate.settings import Settings
from migrate.sheet.lines import Reviewed
from migrate.sheet.opinion import write_opinion
from migrate.sheet.result import as_json

OPINION_NAME = "分类意见.xlsx"


@dataclass(frozen=True)
class Classified:
    """What a classification gave: where the workbook stands, and counts for the desk."""

    workbook: Path
    result: Result


@dataclass(frozen=True)
class Explained:
    """Why sites got their opinions: lines for the desk, and what could not be read."""

    lines: tuple[str, ...]
    result: Result


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for garbage cycles: rows make none, and looking through a large sheet's cells costs a fifth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_uncollected()
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
    opinion = form_opinion(workspace, settings, sheets, as_of or date.today(), include_hidden=include_hidden)
    workbook = output or workspace / REPORTS / OPINION_NAME
    with at_work(workspace, settings, voice, "classify") as work:
        with work.ledger.begin() as connection:  # the commit comes after the files: without them nothing is entered
            enter_sites(connection, opinion.sheets.sites)
            enter_sheet_opinions(connection, work.ledger, opinion.sheets.sites)
            enter_decisions(connection, work.ledger, map(Made, opinion.decisions.values()))
            measured_by = {"as_of": opinion.as_of.isoformat(), "include_hidden": include_hidden}
            enter_classification(connection, work.ledger, opinion.identity, list(opinion.decisions), **measured_by)
            reviews = earlier_reviews(connection, opinion.decisions)
            _write(opinion, reviews, workbook, json_file)
        result = _account(opinion, reviews)
        work.ledger.end_run(result.exit_code)
    return Classified(workbook, result)


def _write(opinion: Opinion, reviews: Mapping[str, Reviewed], workbook: Path, json_file: Path | None) -> None:
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
            deadlines={key: in_words(found) for key, found in opinion.deadlines.items()},
        )
        if json_file is not None:
            text = json.dumps(_told(opinion), ensure_ascii=False, indent=1)
            part = json_file.with_name(json_file.name + ".part")
            part.write_text(text + "\n", encoding="utf-8")
            part.replace(json_file)
    except OSError as error:
        raise SheetError(
            f"无法写入 {error.filename or workbook}（{error.strerror}）", "请检查目录权限，或关闭正在打开该文件的程序"
        ) from error


def _told(opinion: Opinion) -> dict[str, Any]:
    """The object of `--json`: what the sheets say and the rules make of it, each site with its deadline."""
    told = as_json(opinion.sheets, opinion.decisions)
    for site in told["sites"]:
        found = opinion.deadlines[site["site_key"]]
        site["deadline"] = found.due.isoformat() if found and found.due else None
    return told


def _account(opinion: Opinion, reviews: Mapping[str, Reviewed]) -> Result:
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


def explain(
    workspace: Path,
    settings: Settings,
    sheets: Sequence[str],
    asked: str,
    *,
    as_of: date | None = None,
    include_hidden: bool = False,
) -> Explained:
    """Tell why each site that `asked` means got its opinion; nothing is written and nothing entered.

    Without sheets, those of the newest classification are read again, as of its day.
    """
    result = Result()
    before = _Before(list(sheets)) if sheets else _before(workspace, settings, result)
    day, hidden = as_of or before.as_of or date.today(), include_hidden or before.include_hidden
    opinion = form_opinion(workspace, settings, before.sheets, day, include_hidden=hidden)
    result.waiting += [f"{file.problem}。{file.remedy}" for file in opinion.sheets.refused_files]
    found = find_sites(opinion.sheets.sites, asked)
    if not found:
        near = "、".join(near_names(opinion.sheets.sites, asked))
        raise StageError(
            f"清理表中没有网站 {asked}", f"是否想写 {near}" if near else "请写网站标识码、网址或名称的一部分"
        )
    cases = _cases(workspace, settings, opinion, found)
    lines = [measured(opinion.as_of, opinion.rules)]
    for case in cases:
        lines += ["", *explained(case, opinion.rules, opinion.vocabularies.labels)]
    return Explained(tuple(lines), result)


def _cases(workspace: Path, settings: Settings, opinion: Opinion, found: Sequence[Site]) -> list[Case]:
    reviews: Mapping[str, Reviewed] = {}
    if settings.ledger.url or (workspace / FILE_NAME).is_file():
        with open_ledger(settings.ledger.url, workspace, writing=False) as ledger, ledger.begin() as connection:
            reviews = earlier_reviews(connection, [site.site_key for site in found])
    return [
        Case(
            site,
            opinion.decisions[site.site_key],
            try_all(site, opinion.rules),
            suppose(site, opinion.rules),
            opinion.deadlines[site.site_key],
            reviews.get(site.site_key),
        )
        for site in found
    ]


@dataclass(frozen=True)
class _Before:
    """What the newest classification read, and how."""

    sheets: list[str]
    as_of: date | None = None
    include_hidden: bool = False


def _before(workspace: Path, settings: Settings, result: Result) -> _Before:
    """The newest classification, with its files that are still there; the others are named in the result."""
    query = select(entries.c.detail).where(entries.c.stage == "classify", entries.c.event == "classified")
    with open_ledger(settings.ledger.url, workspace, writing=False) as ledger, ledger.begin() as connection:
        newest = connection.execute(query.order_by(entries.c.id.desc()).limit(1)).scalar() or {}
        files = {site.site_key: site.file for site in known_sites(connection)}
    named = list(dict.fromkeys(files[key] for key in newest.get("sites", ()) if key in files))
    there = {name: path for name in named if (path := _still_there(workspace, name)) is not None}
    missing = [name for name in named if name not in there]
    result.waiting += [f"清理表 {name} 已不在原处，未重读" for name in missing]
    if not there:
        told = f"上次分类的清理表已不在原处（{'、'.join(missing)}）" if missing else "台账中还没有分类"
        raise StageError(told, "请写明清理表的路径，如 migrate classify 清理表.xlsx --explain 网站")
    day = date.fromisoformat(newest["as_of"]) if "as_of" in newest else None
    return _Before(list(dict.fromkeys(there.values())), day, newest.get("include_hidden", False))


def _still_there(workspace: Path, name: str) -> str | None:
    """Where the file is, here or in the workspace; for a file inside an archive the archive."""
    for path in (Path(name), workspace / name):
        for one in (path, *path.parents):
            if one.is_file():
                return str(one)
    return None
