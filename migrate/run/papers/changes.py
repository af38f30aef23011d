"""文书差异: what documents say otherwise than in their last version, as a workbook and for the screen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from migrate.errors import StageError
from migrate.run.papers.drafts import Draft, differences, drafts
from migrate.run.report_book import Table, write_book
from migrate.run.work import Order, Work

CHANGES_BOOK = "文书差异.xlsx"
HEADINGS = ("主办单位", "网站", "文书", "栏目", "原来", "现在", "文件")
WIDTHS = (24, 24, 28, 20, 40, 40, 50)
NOTHING = "（无）"


@dataclass(frozen=True)
class Change:
    """One document whose facts changed: label, before and now of each."""

    unit: str
    site_name: str
    title: str
    path: str
    fields: tuple[tuple[str, str, str], ...]

    @staticmethod
    def of(draft: Draft, changed: Sequence[tuple[str, str, str]]) -> "Change":
        """Give the change of a document that was made before."""
        paper = draft.paper
        name = paper.site.site_name if paper.site is not None else ""
        path = draft.row.path if draft.row is not None else f"{paper.place}.{paper.definition.outputs[0]}"
        return Change(paper.unit, name, paper.definition.title, path, tuple(changed))

    @property
    def lines(self) -> list[str]:
        """The change for the screen, one line a field below the document's own."""
        told = [f"  {label}：{_short(before)} → {_short(now)}" for label, before, now in self.fields]
        return [f"{self.path}", *told]


def changes_now(work: Work, sites: Sequence[Row[Any]], order: Order) -> list[Change]:
    """Give what would change if the documents were made now; nothing is written and no number given."""
    found = ((draft, differences(draft)) for draft in drafts(work, sites, order, numbers=False))
    return [Change.of(draft, changed) for draft, changed in found if changed]


def write_changes(path: Path, changes: Iterable[Change]) -> None:
    """Write the workbook of differences, one line a field."""
    rows = (
        (one.unit, one.site_name, one.title, label, before or NOTHING, now or NOTHING, one.path)
        for one in changes
        for label, before, now in one.fields
    )
    try:
        write_book(path, [Table("文书差异", HEADINGS, WIDTHS, rows)])
    except OSError as error:
        raise StageError(
            f"无法写入 {path}（{error.strerror}）", "请检查目录权限，或关闭正在打开该文件的程序"
        ) from error


def _short(text: str, most: int = 60) -> str:
    one_line = " ".join(text.split()) or NOTHING
    return one_line if len(one_line) <= most else f"{one_line[:most]}…"
