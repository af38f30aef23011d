"""The rows of a list: address, full title and date of each article it names."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from migrate.extract.body import common
from migrate.extract.dates import read_date
from migrate.extract.dom import Outline, bare, outline, squeezed
from migrate.extract.meta import without_tags
from migrate.extract.rules import Vocabulary, is_document
from migrate.model import Entry

ROW_TAGS = frozenset({"li", "tr", "dl", "dd"})
MOST_LINKS_A_ROW = 4
SHORTEST_TITLE = 2
SURE_TITLE = 6  # characters; the names in menus are shorter
LONGEST_TITLE = 500
LONGEST_NUMBER = 60  # characters of a 文号
SHAPE_DEPTH = 5
DATED_WEIGHT = 3
MOST_SCRIPTS = 4
LEVELS_ABOVE = 2
LONGEST_ROW = 700
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.{1,20000}?)\]\]>", re.DOTALL | re.IGNORECASE)
_TITLE_LINE = re.compile(r"^\s*(?:标题|文章标题|题目)\s*[:：]\s*(.+?)\s*$", re.MULTILINE)
_CUT = re.compile(r"(?:\.{2,}|…+)$")

_BESIDE = re.compile(r"下载|附件|查看|详细|更多|\[?详情")  # links that stand beside a row's own

Resolver = Callable[[str], str | None]


@dataclass(frozen=True)
class Row:
    """A link that looks like a row of a list: what it names, where it stands, and the shape that its peers share."""

    entry: Entry
    shape: str
    holder: int  # the block of the row, -1 where it stands in a script
    chars: int
    sure: bool  # dated, or longer than the names in menus


def find_rows(page: Outline, words: Vocabulary, to_url: Resolver) -> list[Row]:
    """Give the rows of all lists of a page, in order; menus and single links are none."""
    rows: dict[str, Row] = {}
    for index in page.anchors():
        row = _row(page, index, words, to_url)
        if row and (row.entry.url not in rows or len(row.entry.title) > len(rows[row.entry.url].entry.title)):
            rows[row.entry.url] = row
    return [*_without_menus(list(rows.values())), *_records(page, words, to_url)]


def _without_menus(rows: list[Row]) -> list[Row]:
    """A list may have a short title among long ones; where most are short it is a menu."""
    sure = Counter(row.shape for row in rows if row.sure)
    whole = Counter(row.shape for row in rows)
    return [row for row in rows if sure[row.shape] * 2 >= whole[row.shape]]


def _records(page: Outline, words: Vocabulary, to_url: Resolver) -> Iterator[Row]:
    """Rows that a Hanweb page carries as CDATA in a script."""
    carrying = [script for script in page.scripts if "<record" in script.lower()]
    for script in carrying[:MOST_SCRIPTS]:
        inner = outline("<ul>" + "".join(_RECORD.findall(script)) + "</ul>")
        yield from (replace(row, holder=-1) for row in find_rows(inner, words, to_url))


def _row(page: Outline, index: int, words: Vocabulary, to_url: Resolver) -> Row | None:
    link = page.blocks[index]
    attributes = link.attributes
    url = to_url(attributes.get("href") or "") or to_url(_opened(attributes))
    if url is None or link.hidden or link.chars > LONGEST_TITLE:
        return None
    title = _title(page.of(link), attributes)
    holder = _holder(page, index)
    around = page.of(page.blocks[holder])
    day = (
        read_date(attributes.get("rq") or "") or read_date(_without(around, page.of(link))) or _tail_date(page.of(link))
    )
    if day and title.endswith(day[:10]):
        title = title[:-10].strip(" []()（）")
    if not SHORTEST_TITLE <= len(bare(title)) <= LONGEST_TITLE:
        return None
    if (page.blocks[holder].links > 1 and _BESIDE.match(title)) or (is_document(url, words) and not day):
        return None
    return Row(
        Entry(url, title, day, squeezed(attributes.get("wh") or "")[:LONGEST_NUMBER]),
        _shape(page, holder),
        holder,
        len(bare(title)),
        bool(day) or len(bare(title)) >= SURE_TITLE,
    )


def _opened(attributes: Mapping[str, str | None]) -> str:
    found = re.search(
        r"\(\s*['\"]([^'\"\s]{4,400})['\"]", f"{attributes.get('onclick') or ''} {attributes.get('href') or ''}"
    )
    return found[1] if found else ""


def _title(text: str, attributes: Mapping[str, str | None]) -> str:
    """The link's text; the `title` attribute where the text is cut, or where it is the longer form of it."""
    full = (attributes.get("mc") or attributes.get("title") or "")[:2000]
    named = _TITLE_LINE.search(full.replace("\r", "\n"))
    full = without_tags(squeezed(named[1] if named else full))
    stem = bare(_CUT.sub("", text))
    if full and (not text or _CUT.search(text) or (bare(full).startswith(stem) and len(full) > len(text))):
        return full
    return text


def _without(text: str, part: str) -> str:
    return text.replace(part, " ", 1) if part else text


def _tail_date(text: str) -> str | None:
    """A date printed inside the link, at one of its ends."""
    found = re.search(r"[\[(（]?(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)[\])）]?\s*$", text) or re.match(
        r"\s*[\[(（]?(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})[\])）]?", text
    )
    return read_date(found[1]) if found else None


def _holder(page: Outline, index: int) -> int:
    """The row around a link: its list item or table row with few links, else the largest block with only this link."""
    best = index
    for above in page.above(index):
        block = page.blocks[above]
        if block.tag in {"body", "html", "ul", "table", "tbody"} or block.chars > LONGEST_ROW:
            break
        if block.tag in ROW_TAGS:
            return above if _is_row(page, above) else best
        if block.links == 1:
            best = above
    return best


def _is_row(page: Outline, index: int) -> bool:
    """One link, or a few on one line; several links on several lines are a layout."""
    block = page.blocks[index]
    one_line = "\n" not in page.text[block.begin : block.finish].strip()
    return block.links <= 2 or (block.links <= MOST_LINKS_A_ROW and one_line)


def _shape(page: Outline, index: int) -> str:
    """Tags and classes from the row up: the rows of one list share it, also where the list is cut into blocks."""
    chain = [page.blocks[at] for at in (index, *page.above(index))][:SHAPE_DEPTH]
    return (
        ">".join(f"{block.tag}.{(block.attributes.get('class') or '').strip()[:40]}" for block in chain[1:])
        + f">{chain[0].tag}"
    )


def leading_rows(page: Outline, rows: list[Row]) -> list[Row]:
    """Give the rows of the list that the page is about: the shape that says most, and dated lists close around it."""
    weights: Counter[str] = Counter()
    for row in rows:
        weights[row.shape] += row.chars * (DATED_WEIGHT if row.entry.published_at else 1)
    if not weights:
        return []
    shape = weights.most_common(1)[0][0]
    leading = [row for row in rows if row.shape == shape]
    if not any(row.entry.published_at for row in leading):
        return leading
    first, last = _area(page, [row.holder for row in leading if row.holder >= 0])
    return [row for row in rows if row.shape == shape or (row.entry.published_at and first <= row.holder < last)]


def _area(page: Outline, holders: list[int]) -> tuple[int, int]:
    """The stretch of blocks two levels above the smallest block around the rows; never the whole page."""
    if not holders:
        return 0, 0
    around = holders[0]
    for holder in holders[1:]:
        around = common(page, around, holder)
    for _ in range(LEVELS_ABOVE):
        above = page.blocks[around].parent
        if above < 0 or page.blocks[above].tag in {"body", "html"}:
            break
        around = above
    return around, page.blocks[around].last
