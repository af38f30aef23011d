"""分类意见表: the workbook that an office circulates, confirms and hands back.

Sheets 汇总, 分类意见, 存疑, 退回, 原表, and a hidden one that says which classification it belongs to.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType

from migrate.model import Decision, Site
from migrate.sheet.annexes import add_doubts, add_originals, add_returned
from migrate.sheet.files.source import MARK
from migrate.sheet.lines import (
    COLUMNS,
    IDENTITY_SHEET,
    NUMBER_TITLE,
    OPINION_SHEET,
    REVIEW_TITLES,
    REVIEW_WORDS,
    TITLES,
    VERDICT_TITLE,
    Labels,
    Mark,
    Reviewed,
    RuleNotes,
    Told,
    digests,
)
from migrate.sheet.result import SheetResult
from migrate.sheet.styled import DAY, HEAD_ROW, LABEL, NUMBER, OPEN, TEXT, Book, Style, Table, new_book
from migrate.sheet.summary import add_summary

CENTRED = ("网站标识码", "主办单位意见", "政府办意见", "处置方式", "需保留内容")
TABLE = Table(
    OPINION_SHEET,
    "政府网站分类意见表",
    COLUMNS,
    repeat=3,
    frozen=3,
    printed=len(TITLES) - 1,  # the key is for the tool, not for paper
    pages_wide=2,  # the widths are such that the first page ends with 依据
)
OTHER_WORDS = "也可以填写：迁移为子站、申请例外等处置方式。确要填写吗？"


def write_opinion(
    path: Path,
    result: SheetResult,
    decisions: Mapping[str, Decision],
    *,
    rules: Sequence[RuleNotes],
    labels: Labels,
    as_of: date,
    classification: str,
    reviews: Mapping[str, Reviewed] = MappingProxyType({}),
    deadlines: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """The whole workbook stands at `path` (or the old file, if writing fails); nothing in it from outside is live.

    `classification` is the ledger's id of this classification; `review` takes back only what carries it. `reviews`
    gives, by site key, what a person said before: it stands in the cells to fill in; `deadlines` gives 办理时限.
    """
    documents = {rule.name: "、".join(rule.documents) for rule in rules}
    told = Told(decisions, labels, documents, deadlines)
    marks: list[Mark] = []
    with new_book(path) as book:
        book.live.set_custom_property(MARK, classification)
        add_summary(book, result, told, as_of)
        _add_opinions(book, result.sites, told, reviews, marks)
        add_doubts(book, result.sites, told)
        add_returned(book, result)
        add_originals(book, result.sites)
        _add_identity(book, (MARK, classification, as_of.isoformat()), marks)


def _add_opinions(
    book: Book, sites: Sequence[Site], told: Told, reviews: Mapping[str, Reviewed], marks: list[Mark]
) -> None:
    sheet = book.add_table(TABLE, _lines(book, sites, told, reviews, marks))
    if sites:
        column = TITLES.index(REVIEW_TITLES[0])
        choice = {
            "validate": "list",
            "source": list(REVIEW_WORDS),
            "error_type": "warning",  # other words may be right: review knows them or names them
            "error_title": REVIEW_TITLES[0],
            "error_message": f"一般填写：{'、'.join(REVIEW_WORDS)}。{OTHER_WORDS}",
        }
        sheet.data_validation(HEAD_ROW, column, HEAD_ROW + len(sites) - 1, column, choice)


def _lines(
    book: Book, sites: Sequence[Site], told: Told, reviews: Mapping[str, Reviewed], marks: list[Mark]
) -> Iterator[tuple[Sequence[str | int], Sequence[Style]]]:
    """Each site's line; its mark is kept in passing, so that no line is made twice or held."""
    styles = {verdict: _styles(book, verdict) for verdict in told.labels["verdict"]}
    blank = Reviewed()
    for number, site in enumerate(sites, 1):
        decision, fixed = told.decisions[site.site_key], told.fixed_cells(site)
        verdict, action = decision.verdict.value, decision.action.value if decision.action else ""
        marks.append(Mark(site.site_key, site.site_name, digests(fixed), verdict, action, told.verdict(site)))
        yield [number, *fixed, *reviews.get(site.site_key, blank), site.site_key], styles[verdict]


def _styles(book: Book, verdict: str) -> list[Style]:
    special = {NUMBER_TITLE: NUMBER, VERDICT_TITLE: verdict, **dict.fromkeys(CENTRED, LABEL)}
    special |= {**dict.fromkeys(REVIEW_TITLES, OPEN), REVIEW_TITLES[2]: DAY}
    return [book.styles[special.get(title, TEXT)] for title in TITLES]


def _add_identity(book: Book, identity: Sequence[str], marks: Sequence[Mark]) -> None:
    """Which classification this is, and what each line said: review compares both."""
    sheet = book.add_sheet(IDENTITY_SHEET)
    sheet.very_hidden()
    style = [book.styles[TEXT]] * len(Mark._fields)
    sheet.put_row(1, identity, style[: len(identity)], 15)
    for row, mark in enumerate(marks, 2):
        sheet.put_row(row, mark, style, 15)
