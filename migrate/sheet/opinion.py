"""分类意见表: the workbook that an office circulates, confirms and hands back.

Sheets 汇总, 分类意见, 存疑, 退回, 原表, and a hidden one that says which classification it belongs to.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font
from openpyxl.worksheet.datavalidation import DataValidation

from migrate.model import Decision, Site
from migrate.sheet.keys import where
from migrate.sheet.sites import SheetResult
from migrate.sheet.styled import HEAD, OPEN, new_workbook, put_head, put_text, save_whole, set_page
from migrate.sheet.workbook import MARK

Labels = Mapping[str, Mapping[str, str]]
IDENTITY_SHEET = "标识"
OPINION_SHEET = "分类意见"
REVIEW_WORDS = ("同意", "保留", "迁移", "关停")
KEY_TITLE = "网站键（勿改）"
REVIEW_TITLES = ("复核意见", "复核人", "复核日期", "复核说明")
COLUMNS = (
    ("序号", 6), ("主办单位", 16), ("网站名称", 20), ("网址", 26), ("网站标识码", 13), ("主办单位意见", 11),
    ("政府办意见", 11), ("分类意见", 9), ("处置方式", 14), ("依据", 34), ("所需材料", 20), ("需保留内容", 9),
    ("疑点", 24), ("缺少的情况", 16), *zip(REVIEW_TITLES, (10, 9, 11, 16), strict=True), (KEY_TITLE, 16),
)  # fmt: skip
TITLES = tuple(title for title, _ in COLUMNS)
HEAD_ROW = 2
ORIGINAL_COLUMNS = 200  # widest union of original headings; further ones are named in the last column


class Reviewed(NamedTuple):
    """What a person said of a site's opinion: the cells under REVIEW_TITLES, as text."""

    opinion: str = ""
    reviewer: str = ""
    day: str = ""
    reason: str = ""


class RuleNotes(Protocol):
    """What the workbook tells of a rule, as `mappings.rules` gives it."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that it needs."""
        ...

    @property
    def note(self) -> str:
        """What to mind."""
        ...


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
) -> None:
    """The whole workbook stands at `path` (or the old file, if writing fails); nothing in it from outside is live.

    `classification` is the ledger's id of this classification; `review` takes back only what carries it. `reviews`
    gives, by site key, what a person said before: it stands in the cells to fill in.
    """
    book = new_workbook()
    documents = {rule.name: "、".join(rule.documents) for rule in rules}
    lines = [
        opinion_line(number, site, decisions[site.site_key], labels, documents)
        for number, site in enumerate(result.sites, 1)
    ]
    _summary(book.active, result, decisions, labels, as_of)
    _opinions(book.create_sheet(OPINION_SHEET), lines, reviews)
    _doubts(book.create_sheet("存疑"), result.sites, decisions, labels)
    _returned(book.create_sheet("退回"), result)
    _originals(book.create_sheet("原表"), result.sites)
    _identity(book.create_sheet(IDENTITY_SHEET), classification, lines)
    book.custom_doc_props.append(StringProperty(name=MARK, value=classification))
    save_whole(book, path)


def opinion_line(
    number: int, site: Site, decision: Decision, labels: Labels, documents: Mapping[str, str]
) -> list[str]:
    """One line of 分类意见, as text, without the cells that a person fills in."""
    rule = decision.reasons[0].rule if decision.reasons else ""
    return [
        str(number),
        site.owner,
        site.site_name,
        "\n".join(url for url in (site.url, *site.other_urls) if url),
        site.site_code or "",
        site.owner_opinion,
        site.office_opinion,
        labels["verdict"][decision.verdict.value],
        labels["action"][decision.action.value] if decision.action is not None else "",
        decision.reasons[0].basis if decision.reasons else "",
        documents.get(rule, ""),
        "有" if decision.keep_content else "",
        "\n".join(_flag(site, flag, labels) for flag in decision.flags),
        "、".join(labels["fact"].get(fact, fact) for fact in decision.missing),
        site.site_key,
    ]


def digest(line: Iterable[str]) -> str:
    """What a line's fixed cells say, its number left out, as a short digest: shows that someone edited them."""
    told = "\x1f".join("\n".join(text.split()) for text in list(line)[1:])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _flag(site: Site, flag: str, labels: Labels) -> str:
    cells = "、".join(site.flag_cells.get(flag, ()))
    return labels["flag"].get(flag, flag) + (f"（{cells}）" if cells else "")


def _title(sheet: Any, text: str) -> None:
    cell = put_text(sheet, 1, 1, text)
    cell.font, cell.alignment, cell.border = Font(bold=True, size=16), Alignment(vertical="center"), Border()
    sheet.row_dimensions[1].height = 28


def _summary(sheet: Any, result: SheetResult, decisions: Mapping[str, Decision], labels: Labels, as_of: date) -> None:
    sheet.title = "汇总"
    _title(sheet, "政府网站分类意见汇总")
    sites = [(site, decisions[site.site_key]) for site in result.sites]
    verdicts = Counter(labels["verdict"][decision.verdict.value] for _, decision in sites)
    actions = Counter(labels["action"][decision.action.value] if decision.action else "待定" for _, decision in sites)
    counted = [("截止日期", as_of.isoformat()), ("网站总数", len(sites))]
    counted += [(f"分类意见：{name}", verdicts[name]) for name in labels["verdict"].values()]
    counted += [(f"处置方式：{name}", count) for name, count in actions.most_common()]
    counted += [
        ("需要复核", sum(1 for _, decision in sites if decision.needs_review)),
        ("退回的行", len(result.rejected)),
        ("不能读取的文件", len(result.refused_files)),
        ("隐藏而未读取的工作表", sum(1 for one in result.skipped if one.row is None)),
    ]
    put_head(sheet, HEAD_ROW, ("项目", "数量"), (36, 14))
    for row, (name, count) in enumerate(counted, HEAD_ROW + 1):
        put_text(sheet, row, 1, name)
        put_text(sheet, row, 2, count)
    _by_unit(sheet, HEAD_ROW + len(counted) + 2, sites, labels)
    set_page(sheet, HEAD_ROW, 2, HEAD_ROW + len(counted))


def _by_unit(sheet: Any, top: int, sites: Sequence[tuple[Site, Decision]], labels: Labels) -> None:
    verdicts = list(labels["verdict"].values())
    units: dict[str, Counter[str]] = {}
    for site, decision in sites:
        units.setdefault(site.owner or "（未填单位）", Counter())[labels["verdict"][decision.verdict.value]] += 1
    for column, title in enumerate(("主办单位", "网站数", *verdicts), 1):
        put_text(sheet, top, column, title, HEAD)
    for row, (unit, counts) in enumerate(units.items(), top + 1):
        put_text(sheet, row, 1, unit)
        for column, count in enumerate((counts.total(), *(counts[name] for name in verdicts)), 2):
            put_text(sheet, row, column, count)


def _opinions(sheet: Any, lines: Sequence[Sequence[str]], reviews: Mapping[str, Reviewed]) -> None:
    _title(sheet, "政府网站分类意见表")
    put_head(sheet, HEAD_ROW, TITLES, [width for _, width in COLUMNS])
    first_open = TITLES.index(REVIEW_TITLES[0]) + 1
    for row, line in enumerate(lines, HEAD_ROW + 1):
        for column, text in enumerate(line[:-1], 1):
            put_text(sheet, row, column, text)
        for column, text in enumerate(reviews.get(line[-1], Reviewed()), first_open):
            put_text(sheet, row, column, text, OPEN)
        put_text(sheet, row, len(TITLES), line[-1])
    last = HEAD_ROW + len(lines)
    if lines:
        choice = DataValidation("list", formula1=f'"{",".join(REVIEW_WORDS)}"', allow_blank=True)
        choice.errorTitle, choice.error = "复核意见", f"请填写：{'、'.join(REVIEW_WORDS)}"
        choice.add(f"{sheet.cell(HEAD_ROW + 1, first_open).coordinate}:{sheet.cell(last, first_open).coordinate}")
        sheet.add_data_validation(choice)
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 4)
    set_page(sheet, HEAD_ROW, len(TITLES) - 1, last, pages_wide=2, repeat=3)  # the key is for the tool, not for paper


def _doubts(sheet: Any, sites: Sequence[Site], decisions: Mapping[str, Decision], labels: Labels) -> None:
    _title(sheet, "存疑（需要复核的网站）")
    put_head(
        sheet,
        HEAD_ROW,
        ("网站名称", "主办单位", "所在位置", "分类意见", "疑点", "缺少的情况"),
        (24, 18, 40, 10, 50, 30),
    )
    doubted = [(site, decisions[site.site_key]) for site in sites if decisions[site.site_key].needs_review]
    for row, (site, decision) in enumerate(doubted, HEAD_ROW + 1):
        flags = [_flag(site, flag, labels) for flag in decision.flags]
        flags += [labels["rule"].get(reason.rule, reason.rule) for reason in decision.reasons[:1] if not flags]
        missing = "、".join(labels["fact"].get(fact, fact) for fact in decision.missing)
        line = (
            site.site_name,
            site.owner,
            where(site),
            labels["verdict"][decision.verdict.value],
            "\n".join(flags),
            missing,
        )
        for column, text in enumerate(line, 1):
            put_text(sheet, row, column, text)
    set_page(sheet, HEAD_ROW, 6, HEAD_ROW + len(doubted))


def _returned(sheet: Any, result: SheetResult) -> None:
    _title(sheet, "退回（未能读取的行和文件）")
    put_head(sheet, HEAD_ROW, ("文件", "工作表", "行", "问题", "处理办法"), (34, 16, 8, 50, 50))
    lines = [(one.file, one.sheet or "", one.row, one.problem, one.remedy) for one in result.rejected]
    lines += [(one.file, "", 0, one.problem, one.remedy) for one in result.refused_files]
    for row, line in enumerate(lines, HEAD_ROW + 1):
        for column, text in enumerate(line, 1):
            put_text(sheet, row, column, "" if text == 0 else text)
    set_page(sheet, HEAD_ROW, 5, HEAD_ROW + len(lines))


def _originals(sheet: Any, sites: Sequence[Site]) -> None:
    _title(sheet, "原表（原有各列照录）")
    titles = list(dict.fromkeys(title for site in sites for title in site.original))[:ORIGINAL_COLUMNS]
    heads = ("文件", "工作表", "行", *titles)
    put_head(sheet, HEAD_ROW, heads, [30, 14, 8, *([16] * len(titles))])
    for row, site in enumerate(sites, HEAD_ROW + 1):
        line = (site.file, site.sheet or "", site.row, *(site.original.get(title, "") for title in titles))
        for column, text in enumerate(line, 1):
            put_text(sheet, row, column, text)
    set_page(sheet, HEAD_ROW, len(heads), HEAD_ROW + len(sites))


def _identity(sheet: Any, classification: str, lines: Sequence[Sequence[str]]) -> None:
    """Which classification this is, and what each line said: review compares both."""
    put_text(sheet, 1, 1, MARK)
    put_text(sheet, 1, 2, classification)
    for row, line in enumerate(lines, 2):
        put_text(sheet, row, 1, line[-1])
        put_text(sheet, row, 2, digest(line))
    sheet.sheet_state = "veryHidden"
