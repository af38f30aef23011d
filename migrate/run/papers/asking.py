"""What an operator may ask about documents beside making them: what is missing, what changed."""

from pathlib import Path

from migrate.run.papers.changes import CHANGES_BOOK, Change, changes_now, write_changes
from migrate.run.papers.missing import gaps, write_missing
from migrate.run.papers.stage import check_order
from migrate.run.whole import choose
from migrate.run.work import REPORTS, Order, Result, Voice, opened
from migrate.settings import Settings


def list_missing(
    workspace: Path, settings: Settings, voice: Voice, order: Order, *, output: Path | None = None
) -> tuple[Path, Result]:
    """Write the workbook of the fields that nobody supplied yet for the documents needed; no document is made."""
    with opened(workspace, settings, voice) as work:
        result = Result()
        chosen = choose(work, order, result)
        check_order(work, chosen.closing, order)
        found = gaps(work, chosen.closing, order)
        result.count("待补信息", len(found))
        return write_missing(work, found, output), result


def show_changes(workspace: Path, settings: Settings, voice: Voice, order: Order) -> tuple[Path, list[Change], Result]:
    """Give what the documents would say otherwise if they were made now, also as a workbook; no document is made."""
    with opened(workspace, settings, voice) as work:
        result = Result()
        chosen = choose(work, order, result)
        check_order(work, chosen.closing, order)
        changes = changes_now(work, chosen.closing, order)
        path = work.folder(REPORTS) / CHANGES_BOOK
        write_changes(path, changes)
        result.count("事实有变的文书", len(changes))
        return path, changes, result
