"""Sheets beside the opinions: 存疑 (for a person to settle), 退回 (what was not read), 原表 (what the sheets said)."""

from collections.abc import Iterator, Sequence

from migrate.model import Site
from migrate.sheet.keys import where
from migrate.sheet.lines import Told
from migrate.sheet.result import SheetResult
from migrate.sheet.styled import GROUP, LABEL, NUMBER, TEXT, WIDEST, Book, Style, Table, breadth

DUPLICATE = "duplicate_site"
DOUBTS = Table(
    "存疑",
    "存疑（需要复核的网站）",
    (
        ("序号", 6), ("重复组", 10), ("网站名称", 22), ("主办单位", 18), ("网址", 28), ("网站标识码", 12),
        ("所在位置", 30), ("分类意见", 9), ("疑点（有关单元格）", 50), ("缺少的情况", 22),
    ),
    frozen=3,
)  # fmt: skip
RETURNED = Table(
    "退回",
    "退回（未能读取的行、文件和工作表）",
    (("序号", 6), ("文件", 34), ("工作表", 16), ("行", 8), ("问题（有关单元格）", 56), ("处理办法", 50)),
)
HIDDEN_REMEDY = "确需读取的，请取消隐藏后保存，或加上 --include-hidden 重新运行"
ORIGINALS = "原表"
FIRST_COLUMNS = (("文件", 26), ("工作表", 12), ("行", 6))
PAGE_WIDTH = 200  # characters of column widths that are legible on a page
MORE_TITLE = "其余各列"
WIDTHS = range(8, 32)  # characters of a column of the original sheet
LOOKED_AT = 200  # sites
Line = tuple[Sequence[str | int], Sequence[Style]]


def add_doubts(book: Book, sites: Sequence[Site], told: Told) -> None:
    """存疑 stands: every site that needs review, those listed more than once first, in numbered groups."""
    book.add_table(DOUBTS, _doubts(book, sites, told))


def _doubts(book: Book, sites: Sequence[Site], told: Told) -> Iterator[Line]:
    text, label, number, group = (book.styles[name] for name in (TEXT, LABEL, NUMBER, GROUP))
    groups = duplicate_groups(sites)
    grouped = [(f"重复组 {count}", sites[at]) for count, members in enumerate(groups, 1) for at in members]
    single = set(range(len(sites))).difference(*groups)
    rest = (("", sites[at]) for at in sorted(single) if told.decisions[sites[at].site_key].needs_review)
    for count, (named, site) in enumerate((*grouped, *rest), 1):
        verdict = told.decisions[site.site_key].verdict.value
        line = (count, named, site.site_name, site.owner, site.url or "", site.site_code or "", where(site),
                told.verdict(site), "\n".join(_doubt(site, told)), told.missing(site))  # fmt: skip
        styles = (number, group if named else text, text, text, text, label, text, book.styles[verdict], text, text)
        yield line, styles


def _doubt(site: Site, told: Told) -> list[str]:
    """What is doubtful: the contradictions, else the rule that wants a person's word, else that none gave one."""
    reasons = told.decisions[site.site_key].reasons
    rules = [told.labels["rule"].get(reason.rule, reason.rule) for reason in reasons[:1]]
    return told.flags(site) or [f"规则“{rule}”须由复核确认" for rule in rules] or ["现有情况不足以定论"]


def duplicate_groups(sites: Sequence[Site]) -> list[list[int]]:
    """The sites that are listed more than once, as numbers from 0, each with the others of its kind, in their order."""
    flagged = [number for number, site in enumerate(sites) if DUPLICATE in site.flags]
    places = {where(sites[number]): number for number in flagged}
    leader = {number: number for number in flagged}

    def first(number: int) -> int:
        while leader[number] != number:
            leader[number] = number = leader[leader[number]]
        return number

    for number in flagged:
        for place in sites[number].flag_cells.get(DUPLICATE, ()):
            if place in places:
                one, other = sorted((first(number), first(places[place])))
                leader[other] = one
    groups: dict[int, list[int]] = {}
    for number in flagged:
        groups.setdefault(first(number), []).append(number)
    return list(groups.values())


def add_returned(book: Book, result: SheetResult) -> None:
    """退回 stands: every row, file and hidden sheet that was not read, with its problem and the remedy."""
    lines: list[tuple[str, str, str | int, str, str]] = [
        (one.file, one.sheet or "", one.row, one.problem, one.remedy) for one in result.rejected
    ]
    lines += [(one.file, "", "", one.problem, one.remedy) for one in result.refused_files]
    lines += [(one.file, one.sheet or "", "", one.why, HIDDEN_REMEDY) for one in result.skipped if one.row is None]
    text, number = book.styles[TEXT], book.styles[NUMBER]
    styles = (number, text, text, number, text, text)
    rows = [((count, *line), styles) for count, line in enumerate(lines, 1)]
    book.add_table(RETURNED, rows or [(("", "（没有退回的行和文件）", "", "", "", ""), styles)])


def add_originals(book: Book, sites: Sequence[Site]) -> None:
    """原表 stands: every cell of every site's row under its own heading; the last one takes what finds none."""
    titles = list(dict.fromkeys(title for site in sites for title in site.original))
    most = WIDEST - len(FIRST_COLUMNS) - 1
    more = frozenset(titles[most:])
    columns = [*FIRST_COLUMNS, *((title, _width(title, sites)) for title in titles[:most])]
    columns += [(MORE_TITLE, WIDTHS.stop)] if more else []
    pages = 1 + int(sum(width for _, width in columns)) // PAGE_WIDTH
    table = Table(ORIGINALS, "原表（原有各列照录）", columns, repeat=3, frozen=3, pages_wide=pages)
    styles = [book.styles[TEXT]] * len(columns)
    styles[2] = book.styles[NUMBER]
    book.add_table(table, ((_original(site, titles[:most], more), styles) for site in sites))


def _width(title: str, sites: Sequence[Site]) -> int:
    """As wide as what stands in the column, within reason; the first sites tell."""
    most = max(breadth(site.original.get(title, "")) for site in sites[:LOOKED_AT])
    return max(WIDTHS.start, min(WIDTHS.stop, max(most, breadth(title) // 2) + 3))


def _original(site: Site, titles: Sequence[str], more: frozenset[str]) -> list[str | int]:
    line: list[str | int] = [site.file, site.sheet or "", site.row, *(site.original.get(title, "") for title in titles)]
    if more:
        line.append("\n".join(f"{title}：{text}" for title, text in site.original.items() if title in more and text))
    return line
