"""The title: ArticleTitle, else the heading near the body, else `<title>` without what the site adds to it."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise

from migrate.extract.dates import folded
from migrate.extract.dom import INLINE, Block, Outline, bare, squeezed
from migrate.extract.lines import LEADING_DATE, Line, is_chrome, nature
from migrate.extract.meta import first, without_tags
from migrate.extract.rules import Vocabulary

LONGEST = 200  # characters of a title; official titles with many issuers reach 150
SHORTEST = 2
LEAST_TEXT = 40  # characters of text after which a title is no longer a heading
ABOVE_LABEL = 4.5  # outweighs the heading and the class of a box at the side
LONGEST_OFFICE = 14  # characters of an office's name
LARGE = 3.5  # old hand-made pages have no other heading than a line in large letters
SHORTEST_LABELLED = 5  # characters of a title behind its label; a shorter one may be a column of a table
MOST_HEAD = 4000  # characters of a page in which a title stands
STATED_PART = 8  # characters of a part of <title> that tells a longer heading
LONGEST_HALF = 40  # characters of one of the lines of a heading
LONGEST_COLUMN = 10  # characters of a column's name
SITE_NAME = 2.0  # taken off the name of an office that <title> has as well
COLUMN_NAME = 4.0  # taken off a heading that is also the name of a link: that of the column
BEHIND_LABEL = 0.5  # taken off a cell beside its label where the title stands elsewhere as well
LOWER = 6.0  # taken off a line that a dash makes a sub-title
MOST_HEADING_LINES = 3
LONGEST_BROKEN = 120  # characters of a heading on several lines
LIKELY = 2.5  # the same where <title> names the site alone
SURE = 3  # score from which a block is the heading
SEPARATORS = re.compile(r"\s*(?:[_|｜»>]+|--+|—+|\s-\s|-(?=\D)|–)\s*")
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:\w*title\w*|bt|biaoti|tit|headline|ucaptitle|bigtitle|wz_?bt|h1)(?:$|[\s_-])", re.IGNORECASE
)
_NUMBER = re.compile(r"[\u3400-\u9fff]{1,12}[〔\[（(【]\d{4}[〕\]）)】]第?\d{1,5}号")
_OFFICE = re.compile(r"(?:局|网|网站|政府|委员会|厅|办公室|中心|门户|信息公开|委)\s*$")
_HEADINGS = {"h1": 4, "h2": 3, "h3": 2, "ucaptitle": 4, "h4": 1}
_LARGE_SIZES = frozenset({"4", "5", "6", "7", "+1", "+2", "+3", "+4"})
_RUNS = INLINE - {"font", "span", "b", "strong"}
_VALUES = frozenset({"td", "dd"})
_CJK = r"[\u3400-\u9fff《》“”（）、，。]"


@dataclass(frozen=True)
class Title:
    """A title, where it came from (`meta`, `heading`, `title`), and where it stands in the flat text (-1 nowhere)."""

    text: str = ""
    origin: str = ""
    place: int = -1
    finish: int = -1


def find_title(page: Outline, lines: list[Line], metas: Mapping[str, str], words: Vocabulary) -> Title:
    """Give the title and its place, the last place before which no more of the article can stand."""
    stated = stated_title(metas, words)
    headings = sorted(_headings(page, metas, words, lines), key=lambda item: -item[0])
    if stated:
        seen = _seen(lines, stated)
        return Title(stated, "meta", *seen) if seen else _placed(Title(stated, "meta"), headings)
    if headings:
        score, block = headings[0]
        if score >= (LIKELY if ends_as_office(page.title) else SURE):
            finish = end_of_heading(page, block, words)
            begin, finish = _span(page, block, lines) if finish == block.finish else (block.begin, finish)
            return Title(joined(page.text[begin:finish]), "heading", begin, finish)
    labelled = _labelled_title(page, lines, words)
    if labelled is not None:
        return labelled
    text = _from_tag(page, metas, words)
    seen = _seen(lines, text) if text else None
    return Title(text, "title" if text else "", *(seen or (-1, -1)))


def end_of_heading(page: Outline, block: Block, words: Vocabulary) -> int:
    """Give where the heading itself ends: some templates print the label line within the same element."""
    place = block.begin
    for number, line in enumerate(page.text[block.begin : block.finish].split("\n")):
        shown = squeezed(line)
        if number and shown and (LEADING_DATE.match(shown) or nature(shown, words)[0]):
            return place
        place += len(line) + 1
    return block.finish


def _labelled_title(page: Outline, lines: list[Line], words: Vocabulary) -> Title | None:
    """The title behind its label (信件标题：…, 信息名称 | …), where nothing on the page is a heading."""
    place = 0
    for line in page.text[:MOST_HEAD].split("\n"):
        found = words.titled.match(line)
        text = squeezed(found["title"]) if found else ""
        if found and len(text) >= SHORTEST_LABELLED and not nature(text, words)[1]:
            seen = _seen(lines, text) or (place + found.start("title"), place + found.end("title"))
            return Title(text, "heading", *seen)
        place += len(line) + 1
    return None


def _span(page: Outline, block: Block, lines: list[Line]) -> tuple[int, int]:
    """Where a heading stands whose two lines are paragraphs of their own, alike, above the label line."""
    starts = [line.begin for line in lines]
    at = bisect_left(starts, block.begin)
    for upper, lower in ((at - 1, at), (at, at + 1)):
        if upper >= 0 and lower + 1 < len(lines) and _is_label(lines[lower + 1]):
            one, other = lines[upper], lines[lower]
            if all(_may_be_half(line) for line in (one, other)) and _alike(page, block, one, other):
                return one.begin, other.finish
    return block.begin, block.finish


def _is_label(line: Line) -> bool:
    return line.label or LEADING_DATE.match(folded(line.shown).lstrip("（([【")) is not None


def _may_be_half(line: Line) -> bool:
    return (
        len(line.text) <= LONGEST_HALF
        and not line.linked
        and not line.chrome
        and not (is_lower(line.text) or _is_label(line))
    )


def _alike(page: Outline, block: Block, one: Line, other: Line) -> bool:
    """Tell whether two lines stand in blocks of their own that look like the heading's."""
    look = _look(block)
    alike = [b for b in page.blocks if b.tag == block.tag and one.begin <= b.begin <= other.finish and _look(b) == look]
    held = [any(b.begin <= line.begin < b.finish <= line.finish + 1 for b in alike) for line in (one, other)]
    return bool(look) and all(held)


def _look(block: Block) -> tuple[tuple[str, str], ...]:
    """What says how a block looks; empty where nothing does but its tag."""
    wanted = (name for name in ("size", "class", "style", "color", "face") if block.attributes.get(name))
    look = tuple((name, block.attributes[name] or "") for name in wanted)
    return look or ((("tag", block.tag),) if block.tag in _HEADINGS else ())


def is_lower(text: str) -> bool:
    """Tell whether a line is a sub-title by its dash."""
    return text.startswith(("——", "--", "―", "—"))


def ends_as_office(title: str) -> bool:
    """Tell whether a title is the name of an office or a site, by its last word."""
    return _OFFICE.search(title) is not None


def _placed(title: Title, headings: list[tuple[float, Block]]) -> Title:
    for score, block in headings[:1]:
        if score >= SURE:
            return Title(title.text, title.origin, block.begin, block.finish)
    return title


def stated_title(metas: Mapping[str, str], words: Vocabulary) -> str:
    """ArticleTitle, where it is one: some products print the site's or the column's name there."""
    text = first(metas, words, "title")
    others = {bare(first(metas, words, field)) for field in ("site", "column")}
    return text if len(text) >= SHORTEST and bare(text) not in others else ""


def _seen(lines: list[Line], title: str) -> tuple[int, int] | None:
    """Where the title stands: its last printing before the text, for captions and signatures may repeat it."""
    wanted = bare(title)
    found: Line | None = None
    between = 0
    for line in lines:
        if line.text == wanted and not line.linked:
            found, between = line, 0
        elif found:
            between += line.weight
            if between > LEAST_TEXT:
                break
    if found:
        return found.begin, found.finish
    return _seen_in_parts(lines, wanted)


def _seen_in_parts(lines: list[Line], wanted: str) -> tuple[int, int] | None:
    for index, line in enumerate(lines):  # a heading printed on several lines
        if len(line.text) >= 4 and wanted.startswith(line.text) and not line.linked:
            rest, last = wanted[len(line.text) :], line
            for follower in lines[index + 1 : index + 5]:
                if not rest.startswith(follower.text):
                    break
                rest, last = rest[len(follower.text) :], follower
            if not rest:
                return line.begin, last.finish
    return None


def _headings(
    page: Outline, metas: Mapping[str, str], words: Vocabulary, lines: list[Line]
) -> Iterator[tuple[float, Block]]:
    site = bare(first(metas, words, "site"))
    tag, parts = bare(page.title), {bare(part) for part in SEPARATORS.split(page.title)}
    parts = {part for part in parts if not _OFFICE.search(part)} or parts
    above_labels = _above_labels(lines)
    middle = _middle(lines)
    column_names = {line.text for line in lines if line.linked and len(line.text) <= LONGEST_COLUMN}
    short = (page.blocks[at] for at in page.anchors() if 1 < page.blocks[at].chars <= LONGEST_COLUMN)
    column_names |= {"".join(page.text[block.begin : block.finish].split()) for block in short}
    for index, block in enumerate(page.blocks):
        if not SHORTEST <= block.chars <= LONGEST or block.linked * 2 > block.chars or block.hidden:
            continue
        if block.tag in _RUNS:
            continue
        shown = page.text[block.begin : block.finish]
        if "\t" in shown.strip():
            continue  # label and value in cells of their own: the value's cell is looked at by itself
        text = "".join(shown.split())
        score = _score(block, text, tag, parts) - (LOWER if is_lower(text) else 0)
        nearest = bisect_left(above_labels, block.begin)
        score -= COLUMN_NAME if text in column_names and not block.linked else 0
        early = block.begin <= middle
        score += LARGE if early and _is_large(block) else 0
        if early and nearest < len(above_labels) and above_labels[nearest] < block.finish:
            score += ABOVE_LABEL if _is_heading(shown, above_labels[nearest] - block.begin, words) else 0
        if score < 2 or (site and text == site) or is_chrome(page.of(block), words):
            continue
        if words.factual.match(text) or _NUMBER.fullmatch(text):
            continue  # a line of a document's box
        if block.tag in _VALUES and page.text[page.text.rfind("\n", 0, block.begin) + 1 : block.begin].strip():
            score -= BEHIND_LABEL
        yield score - index / 100_000, block


def _middle(lines: list[Line]) -> int:
    """The place where half of the page's text is over: no heading stands behind it."""
    sums = list(accumulate(line.weight for line in lines))
    return next((line.begin for line, said in zip(lines, sums, strict=True) if said * 2 >= sums[-1]), 0)


def _is_large(block: Block) -> bool:
    size = (block.attributes.get("size") or "").strip() if block.tag == "font" else ""
    return size in _LARGE_SIZES


def _is_heading(shown: str, last: int, words: Vocabulary) -> bool:
    """One line, or a few short ones of which the last stands above the labels and none is chrome."""
    lines = [squeezed(line) for line in shown.strip().split("\n")]
    if lines[-1].endswith(("。", "；")) or (len(lines[-1]) <= LONGEST_OFFICE and ends_as_office(lines[-1])):
        return False  # the last sentence, or the signature
    if len(lines) == 1:
        return True
    return (
        len(lines) <= MOST_HEADING_LINES
        and len(shown) <= LONGEST_BROKEN
        and "\n" not in shown[last:].strip()
        and not any(nature(line, words)[1] for line in lines)
    )


def _above_labels(lines: list[Line]) -> list[int]:
    """The places of the lines right above a 来源 / 发布时间 line."""
    shown = [line for line in lines if line.label or not _is_between(line)]
    return [line.begin for line, below in pairwise(shown) if below.label and not line.linked and line.cells < 2]


def _is_between(line: Line) -> bool:
    """What stands between a title and the labels below it: a bare date, a 文号."""
    return LEADING_DATE.fullmatch(folded(line.shown)) is not None or _NUMBER.fullmatch(line.text) is not None


def _score(block: Block, text: str, tag: str, parts: set[str]) -> float:
    score: float = _HEADINGS.get(block.tag, 0)
    attributes = block.attributes
    if attributes and _NAMED.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"):
        score += 2
    if len(text) <= LONGEST_OFFICE and ends_as_office(text):
        return score - (SITE_NAME if text in parts else 0)  # the site's name stands in <title> too
    if text in parts:
        score += 4
    elif len(text) >= 5 and tag.startswith(text):
        score += 4 if len(text) * 3 > len(tag) else 2
    elif len(text) >= 6 and text in tag:
        score += 3 if len(text) * 3 > len(tag) else 1
    elif any(len(part) >= STATED_PART and part in text and len(part) * 3 > len(text) for part in parts):
        score += 3  # <title> leaves out the issuers
    elif len(tag) >= 8 and tag.endswith(("...", "…")) and text.startswith(tag.rstrip(".…")):
        score += 4
    return score


def joined(text: str) -> str:
    """A heading on several lines is one title; Chinese needs no space where a line was broken."""
    text = re.sub(rf"(?<={_CJK})\s*\n\s*(?={_CJK})", "", text)
    return squeezed(text)


def _from_tag(page: Outline, metas: Mapping[str, str], words: Vocabulary) -> str:
    """`<title>` without site and column: pieces that the metas name or that end as an office does."""
    title = without_tags(page.title)
    added = {bare(first(metas, words, field)) for field in ("site", "column")} | words.home
    parts = [part for part in SEPARATORS.split(title) if part]
    kept = [part for part in parts if bare(part) not in added] or parts
    own = [part for part in kept if not _OFFICE.search(part)] or kept
    return squeezed(own[0]) if own else title
