"""待补信息: the fields that nobody supplied yet, as a workbook to fill in; what was supplied before is shown too."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from mappings.forms.fields import FormField
from migrate.errors import StageError
from migrate.ledger.sites import site_names
from migrate.ledger.supplied import all_supplied
from migrate.run.papers.drafts import Draft, drafts
from migrate.run.papers.facts import about_whom, supplied_name
from migrate.run.papers.kinds import OFFICE, SITE, UNIT, all_definitions
from migrate.run.report_book import Table, write_book
from migrate.run.work import REPORTS, Order, Work

BOOK = "待补信息.xlsx"
MISSING_SHEET, KNOWN_SHEET = "待补信息", "已补信息"
UNIT_TITLE, SITE_TITLE, LABEL, FILL, BY, HOW, EXAMPLE, WANTED, NOW, KEY = (
    *("主办单位", "网站", "栏目", "填写", "填写人", "填什么、由谁提供", "举例", "需要它的文书", "现值", "栏目键"),
)
HEADINGS = (UNIT_TITLE, SITE_TITLE, LABEL, FILL, BY, HOW, EXAMPLE, WANTED, KEY)
WIDTHS = (24, 28, 22, 36, 12, 36, 24, 40, 16)
KNOWN_HEADINGS = (UNIT_TITLE, SITE_TITLE, LABEL, NOW, FILL, BY, "原填写人", "填写时间", KEY)
KNOWN_WIDTHS = (24, 28, 22, 36, 36, 12, 16, 22, 16)
WHOLE_OFFICE = "（本办公室）"


@dataclass(frozen=True)
class Gap:
    """A required field that nobody supplied: about whom, and which documents need it. `key` is blank for a table."""

    scope: str
    subject: str
    unit: str
    site_name: str
    name: str
    labels: tuple[str, ...]
    how: str
    example: str
    wanted: tuple[str, ...]

    @property
    def label(self) -> str:
        """What its documents call it; some kinds have words of their own for the same thing."""
        return "／".join(self.labels)

    def joined(self, other: "Gap") -> "Gap":
        """Give the same field as two documents need it."""
        labels, wanted = {**dict.fromkeys(self.labels + other.labels)}, {**dict.fromkeys(self.wanted + other.wanted)}
        return replace(self, labels=tuple(labels), wanted=tuple(wanted))

    @property
    def key(self) -> str:
        """What the line is known by when the workbook comes back."""
        return key_of(self.scope, self.subject, self.name) if self.name else ""


def key_of(scope: str, subject: str, name: str) -> str:
    """Give the key of a field of a subject; it survives every program that a workbook may be saved with."""
    return "K" + hashlib.sha256("\0".join((scope, subject, name)).encode("utf-8", "surrogatepass")).hexdigest()[:15]


def gaps(work: Work, sites: Sequence[Row[Any]], order: Order) -> list[Gap]:
    """Give every required field that nobody supplied for the documents needed, one a field and subject."""
    found: dict[tuple[str, str, str], Gap] = {}
    for draft in drafts(work, sites, order, numbers=False):
        for gap in _gaps(draft):
            at = gap.scope, gap.subject, gap.name or gap.label
            found[at] = found[at].joined(gap) if at in found else gap
    order_of = {OFFICE: 0, UNIT: 1, SITE: 2}
    return sorted(found.values(), key=lambda one: (one.unit, order_of[one.scope], one.subject))


def _gaps(draft: Draft) -> Iterable[Gap]:
    paper = draft.paper
    for one in draft.said.missing:
        field = next((own for own in paper.definition.fields if own is one), None)
        scope, subject, name = about_whom(paper, field) if field else (paper.definition.scope, paper.subject, "")
        about_site = scope == SITE and paper.site is not None
        yield Gap(
            scope,
            subject,
            paper.unit if scope != OFFICE else WHOLE_OFFICE,
            paper.site.site_name if about_site and paper.site is not None else "",
            name,
            (one.label,),
            _how(field) if field else "这张表由系统数据生成，请先补全各网站的信息，不在此填写",
            field.example if field else "",
            (paper.definition.title,),
        )


def _how(field: FormField) -> str:
    """What to write and who knows it: the kind's own words, else where the tool looked."""
    if field.supply:
        return field.supply
    cells = [source.partition(".")[2] for source in field.sources if source.startswith("cells.")]
    return f"清理表中没有“{'、'.join(cells[:3])}”，请主办单位提供" if cells else "请经办人填写"


def write_missing(work: Work, found: Sequence[Gap], output: Path | None) -> Path:
    """Write the workbook: what is missing, and what people filled in before."""
    path = output or work.folder(REPORTS) / BOOK
    rows = [
        (one.unit, one.site_name, one.label, "", "", one.how, one.example, "、".join(one.wanted), one.key)
        for one in found
    ]
    known = Table(KNOWN_SHEET, KNOWN_HEADINGS, KNOWN_WIDTHS, _known(work))
    tables = [Table(MISSING_SHEET, HEADINGS, WIDTHS, rows), known]
    try:
        write_book(path, tables)
    except OSError as error:
        raise StageError(
            f"无法写入 {path}（{error.strerror}）", "请检查目录权限，或关闭正在打开该文件的程序"
        ) from error
    return path


def _known(work: Work) -> list[tuple[str, ...]]:
    labels = field_labels(work)
    with work.ledger.begin() as connection:
        names, said = site_names(connection), all_supplied(connection)
    return [
        (
            one.subject if one.scope == UNIT else WHOLE_OFFICE if one.scope == OFFICE else "",
            names.get(one.subject, one.subject) if one.scope == SITE else "",
            labels.get(one.field, one.field),
            one.value,
            "",
            "",
            one.by,
            one.at,
            key_of(one.scope, one.subject, one.field),
        )
        for one in said
    ]


def field_labels(work: Work) -> Mapping[str, str]:
    """Give what each field of any kind is called."""
    kinds = all_definitions(work).values()
    return {supplied_name(one, field): field.label for one in reversed(list(kinds)) for field in one.fields}
