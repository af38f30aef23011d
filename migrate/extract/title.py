"""The title: ArticleTitle, else the heading near the body, else `<title>` without what the site adds to it."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from migrate.extract.dom import INLINE, Block, Outline, bare, squeezed
from migrate.extract.lines import Line, is_chrome, is_label_line
from migrate.extract.meta import first, without_tags
from migrate.extract.rules import Vocabulary

LONGEST = 200  # characters of a title; official titles with many issuers reach 150
SHORTEST = 2
LEAST_TEXT = 40  # characters of text after which a title is no longer a heading
ABOVE_LABEL = 4.5  # outweighs the heading and the class of a box at the side
SURE = 3  # score from which a block is the heading
_SEPARATORS = re.compile(r"\s*(?:[_|｜»>]+|--+|—+|\s-\s|-(?=\D)|–)\s*")
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:\w*title\w*|bt|biaoti|tit|headline|ucaptitle|bigtitle|wz_?bt|h1)(?:$|[\s_-])", re.IGNORECASE
)
_OFFICE = re.compile(r"(?:局|网|网站|政府|委员会|厅|办公室|中心|门户|信息公开|委)\s*$")
_HEADINGS = {"h1": 4, "h2": 3, "h3": 2, "ucaptitle": 4, "h4": 1}
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
    stated = _stated(metas, words)
    headings = sorted(_headings(page, metas, words, lines), key=lambda item: -item[0])
    if stated:
        seen = _seen(lines, stated)
        return Title(stated, "meta", *seen) if seen else _placed(Title(stated, "meta"), headings)
    if headings:
        score, block = headings[0]
        if score >= SURE:
            return Title(_joined(page, block), "heading", block.begin, block.finish)
    text = _from_tag(page, metas, words)
    seen = _seen(lines, text) if text else None
    return Title(text, "title" if text else "", *(seen or (-1, -1)))


def ends_as_office(title: str) -> bool:
    """Tell whether a title is the name of an office or a site, by its last word."""
    return _OFFICE.search(title) is not None


def _placed(title: Title, headings: list[tuple[float, Block]]) -> Title:
    for score, block in headings[:1]:
        if score >= SURE:
            return Title(title.text, title.origin, block.begin, block.finish)
    return title


def _stated(metas: Mapping[str, str], words: Vocabulary) -> str:
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
    tag, parts = bare(page.title), {bare(part) for part in _SEPARATORS.split(page.title)}
    above_labels = _above_labels(lines, words)
    for index, block in enumerate(page.blocks):
        if not SHORTEST <= block.chars <= LONGEST or block.linked * 2 > block.chars or block.hidden:
            continue
        if block.tag in INLINE and block.tag not in {"font", "span", "b", "strong"}:
            continue
        text = bare(page.text[block.begin : block.finish])
        score = _score(block, text, tag, parts)
        nearest = bisect_left(above_labels, block.begin)
        one_line = "\n" not in page.text[block.begin : block.finish].strip()
        if one_line and nearest < len(above_labels) and above_labels[nearest] < block.finish:
            score += ABOVE_LABEL
        if score < 2 or (site and text == site) or is_chrome(page.of(block), words):
            continue
        yield score - index / 100_000, block


def _above_labels(lines: list[Line], words: Vocabulary) -> list[int]:
    """The places of the lines right above a 来源 / 发布时间 line."""
    return [line.begin for line, below in pairwise(lines) if is_label_line(below.shown, words) and not line.linked]


def _score(block: Block, text: str, tag: str, parts: set[str]) -> float:
    score: float = _HEADINGS.get(block.tag, 0)
    attributes = block.node.attributes
    if _NAMED.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"):
        score += 2
    if text in parts:
        score += 4
    elif len(text) >= 5 and tag.startswith(text):
        score += 4 if len(text) * 3 > len(tag) else 2
    elif len(text) >= 6 and text in tag:
        score += 3 if len(text) * 3 > len(tag) else 1
    elif len(tag) >= 8 and tag.endswith(("...", "…")) and text.startswith(tag.rstrip(".…")):
        score += 4
    return score


def _joined(page: Outline, block: Block) -> str:
    """A heading on several lines is one title; Chinese needs no space where a line was broken."""
    text = re.sub(rf"(?<={_CJK})\s*\n\s*(?={_CJK})", "", page.text[block.begin : block.finish])
    return squeezed(text)


def _from_tag(page: Outline, metas: Mapping[str, str], words: Vocabulary) -> str:
    """`<title>` without site and column: pieces that the metas name or that end as an office does."""
    title = without_tags(page.title)
    added = {bare(first(metas, words, field)) for field in ("site", "column")} | words.home
    parts = [part for part in _SEPARATORS.split(title) if part]
    kept = [part for part in parts if bare(part) not in added] or parts
    own = [part for part in kept if not _OFFICE.search(part)] or kept
    return squeezed(own[0]) if own else title
