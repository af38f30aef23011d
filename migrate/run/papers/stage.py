"""The forms stage: every document that the decisions need lies in its unit's folder, and one print file a kind."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from migrate.ledger.papers import DRAFT, all_papers
from migrate.run.following.progress import day_of_report
from migrate.run.papers.changes import CHANGES_BOOK, Change, write_changes
from migrate.run.papers.drafts import differences, drafts
from migrate.run.papers.keeping import Kept, keep
from migrate.run.papers.kinds import SITE, UNIT, definitions_for
from migrate.run.papers.merging import merge_kinds
from migrate.run.papers.needed import check_named, sites_of_unit, unit_of
from migrate.run.papers.printing import print_papers, program_of
from migrate.run.work import REPORTS, Order, Result, Work


def check_order(work: Work, sites: Sequence[Row[Any]], order: Order) -> None:
    """Raise StageError for an unknown kind or unit, or a PDF that cannot be made, before anything is entered."""
    kinds = definitions_for(work, order.kind)
    if order.month is not None:
        day_of_report(order.month, None)
    sites_of_unit(sites, order.unit)
    check_named(kinds.values(), order)
    if order.pdf:
        program_of(work)


def forms(work: Work, sites: Sequence[Row[Any]], order: Order) -> Result:
    """Make the documents that the decisions of `sites` need; what a person signed or edited is never written over.

    A second run without news writes nothing. What changed since the last version stands in reports/文书差异.xlsx.
    """
    result, changes = Result(), list[Change]()
    kinds: dict[str, None] = {}
    missing = 0
    for draft in drafts(work, sites, order, numbers=True):
        changed = differences(draft)
        outcome = keep(work, draft)
        kinds.setdefault(draft.paper.definition.kind)
        result.count("文书")
        if outcome.kept is not Kept.SAME:
            result.count(outcome.kept)
        if changed and outcome.news:
            changes.append(Change.of(draft, changed))
        if outcome.told:
            result.waiting.append(outcome.told)
        missing += bool(draft.said.missing)
        work.voice.progress("文书", "出具", result.counts["文书"], None)
    result.waiting += needless(work, sites, order)
    if missing:
        result.count("有待补信息的文书（见 migrate forms --missing）", missing)
    if changes:
        write_changes(work.folder(REPORTS) / CHANGES_BOOK, changes)
        result.count(f"事实有变的文书（见 {REPORTS}/{CHANGES_BOOK}）", len(changes))
    merge_kinds(work, list(kinds), result)
    if order.pdf:
        print_papers(work, list(kinds), result)
    return result


def needless(work: Work, sites: Sequence[Row[Any]], order: Order) -> list[str]:
    """Name the drafts that lie there for sites whose decision asks for them no longer; nothing is removed."""
    actions: dict[tuple[str, str], set[str | None]] = {}
    for site in sites:
        actions.setdefault((SITE, site.site_key), set()).add(site.action)
        if not order.sites:
            actions.setdefault((UNIT, unit_of(site)), set()).add(site.action)
    told = []
    for definition in definitions_for(work, order.kind).values():
        with work.ledger.begin() as connection:
            rows = [row for row in all_papers(connection, definition.kind) if row.state == DRAFT]
        for row in rows:
            own = actions.get((row.scope, row.subject))
            if definition.needs and own and not own & set(definition.needs) and (work.workspace / row.path).is_file():
                told.append(f"{row.path} 按现在的分类意见不再需要，请核对后删去")
    return told
