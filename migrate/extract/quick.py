"""The quick way through a page with a template: nothing is walked but the small parts, the body is taken as it stands.

Whatever needs a closer look (furniture in the body, attachments, players, hidden parts) gives None: then the article's
area is walked as on any other page.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from selectolax.lexbor import LexborNode

from migrate.extract.body import LEAST_WEIGHT, Choice, foot_of
from migrate.extract.clean import body_html, body_text, html_of, sanitised
from migrate.extract.dates import VISIBLE, chosen, folded, witnesses
from migrate.extract.dom import HIDDEN, INLINE, Outline, bare, squeezed, walked
from migrate.extract.fields import beside_date, find_author, find_column, tail_source, visible_source
from migrate.extract.files import Body, Resolver, find_images, names_only, quick_attachments
from migrate.extract.lines import (
    LEADING_DATE,
    LONGEST_ENDING,
    LONGEST_FOOTER,
    LONGEST_UNLABELLED,
    PICTURE_WEIGHT,
    Line,
    is_furniture,
    nature,
    read_lines,
)
from migrate.extract.meta import first, read_metas
from migrate.extract.page import Asked, base_of, resolved
from migrate.extract.pictures import content_pictures, is_tiny, shown_source
from migrate.extract.rules import Vocabulary
from migrate.extract.source import join_runs
from migrate.extract.subtitles import LONGEST, SHORTEST
from migrate.extract.thin import thin_body, without_empty
from migrate.extract.title import Title, end_of_heading, joined, stated_title
from migrate.extract.trim import LONGEST_MIDDLE, dropped_stretches
from migrate.model import DateEvidence, Found, Kind, Page

LEAST_TEXT = 30  # characters; what says less is looked at closely
LEAST_FURNITURE = 5  # characters of a line that may be furniture
HEAD_LINES = 6  # of a body, where label lines, furniture and excerpts stand
TAIL_LINES = 4
LEVELS = 3  # above a title, at which lines beside it are looked for
_DATED = re.compile("[0-9０-９]{4}|年")  # a label line without any label has a day
_CLOSER = (
    "iframe, embed, object, video, audio, noscript, form, select, textarea, button, [pdfsrc], [onclick], "
    'a[href^="javascript" i]'
)


@dataclass(frozen=True)
class Parts:
    """Where a template's selectors lead on a page: the article's area, title and label line."""

    area: LexborNode
    title: LexborNode | None
    info: LexborNode | None


@dataclass(frozen=True)
class _Label:
    """What the lines beside a body say: when and from whom."""

    evidence: tuple[DateEvidence, ...]
    source: str
    author: str
    lines: Outline  # where it was read
    beside: tuple[int, int]  # the stretch between title and body in it
    around: Outline  # of the article's area, where that was walked


def read_quick(page: Outline, asked: Asked, parts: Parts) -> Page | None:
    """Read a page whose parts were found; `page` holds its metas alone. None where a closer look is needed."""
    words, metas, block = asked.words, read_metas(page), asked.body
    stated = stated_title(metas, words)
    title = stated or _heading(parts.title, words)
    if block is None or not title:
        return None
    if parts.title is not None and not nature(title, words)[0] and _may_have_subtitle(parts.title, page.title, words):
        return None
    base = base_of(page, asked.url, asked.text.charset)
    to_url = partial(resolved, base, asked.text.charset)
    label = _label_line(parts.info, asked, metas) if parts.info is not None else None
    body = _read_body(block, parts.area, title, words, to_url)
    if body is None:
        return None
    if label is None or not (stated or _says(label)):
        label = _around_body(page, block, parts, asked, metas)
        if label is None or not (stated or _says(label)):
            return None
    html, text, attachments = body
    return Page(
        url=asked.url,
        kind=Kind.ARTICLE,
        title=title,
        published_at=chosen(label.evidence),
        date_evidence=label.evidence,
        source=label.source
        or tail_source(text, words)
        or first(metas, words, "source")
        or beside_date(label.lines, words.giver, words, label.beside),
        author=label.author,
        column=find_column(asked.crumbs or label.around, metas, words, title, base, asked.home_url),
        keywords=first(metas, words, "keywords"),
        body_html=html,
        body_text=text,
        images=find_images(html, words),
        attachments=attachments,
        method="template",
    )


def _heading(node: LexborNode | None, words: Vocabulary) -> str:
    """The title as a template's block shows it: some print the label line within the same element."""
    if node is None or node.child is None:
        return ""
    if node.child.next is None and node.child.tag == "-text":
        return joined(node.child.text_content or "")
    shown, said = walked(node), joined(node.text() or "")
    heading = joined(shown.text[: end_of_heading(shown, shown.blocks[0], words)])
    return said if bare(said) == bare(heading) else heading


def _says(label: _Label) -> bool:
    return bool(label.source) or any(one.where == VISIBLE for one in label.evidence)


def _label_line(info: LexborNode, asked: Asked, metas: Mapping[str, str]) -> _Label:
    lines, words = walked(info), asked.words
    span = (len(lines.text), len(lines.text))
    evidence = witnesses(lines, asked.url, metas, words, span, 0)
    source, author = visible_source(lines, words, span), find_author(lines, metas, words, span, 0)
    return _Label(evidence, source, author, lines, (0, len(lines.text)), Outline())


def _around_body(
    page: Outline, block: LexborNode, parts: Parts, asked: Asked, metas: Mapping[str, str]
) -> _Label | None:
    """Read what stands around a body, which was read and is taken out of the tree."""
    words = asked.words
    if page.root is not None:
        join_runs(page.root)
    while (child := block.child) is not None:
        child.remove()
    outer = walked(parts.area)
    at = outer.places.get(block.mem_id)
    heading = outer.places.get(parts.title.mem_id) if parts.title is not None else None
    if at is None or heading is None:
        return None
    place, finish = outer.blocks[at].begin, outer.blocks[heading].finish
    span = (place, place)
    foot = foot_of(outer, read_lines(outer, words), words, max(place, finish))
    evidence = witnesses(outer, asked.url, metas, words, span, finish, foot)
    source, author = visible_source(outer, words, span), find_author(outer, metas, words, span, finish)
    return _Label(evidence, source, author, outer, (finish, place), outer)


@lru_cache(maxsize=8)
def _closer(words: Vocabulary) -> str:
    return ", ".join([_CLOSER, *(f".{name}, #{name}" for name in sorted(words.block_names))])


def _read_body(
    block: LexborNode, area: LexborNode, title: str, words: Vocabulary, to_url: Resolver
) -> tuple[str, str, tuple[Found, ...]] | None:
    """The body's HTML, its text and the documents beside it; None where all of the area has to be looked at."""
    attachments = quick_attachments(block, area, words, to_url)
    if attachments is None:
        return None
    read = thin_body(block, words, to_url)
    if read is None and not block.css_first(_closer(words)):
        html = _body(block, words, to_url)
        read = (html, body_text(html)) if html is not None else None
    if read is not None and len(read[1]) >= LEAST_TEXT and not _has_chrome(read[1], words):
        return (*read, attachments)
    return _closely(block, area, title, words, to_url)


def _closely(
    block: LexborNode, area: LexborNode, title: str, words: Vocabulary, to_url: Resolver
) -> tuple[str, str, tuple[Found, ...]] | None:
    """Read a body with furniture, players or hidden parts in it: it is walked, and nothing else."""
    join_runs(block)
    page = walked(block)
    lines = read_lines(page, words)
    shown = sum(1 for _ in content_pictures(page, words))
    weight = sum(line.weight for line in lines) + PICTURE_WEIGHT * shown
    if block.tag in INLINE or weight < LEAST_WEIGHT:
        return None
    choice = Choice(0, 0, page.blocks[0].finish, "template", weight)
    dropped = dropped_stretches(lines, words, Title(title), choice)
    if any(_is_dropped_label(line, dropped) for line in lines):
        return None
    body = Body(page, choice, dropped, words, to_url)
    attachments = quick_attachments(block, area, words, to_url, body)
    if attachments is None:
        return None
    html = body_html(body)
    text = body_text(html)
    return html, "" if names_only(text, attachments, html) else text, attachments


def _is_dropped_label(line: Line, dropped: list[tuple[int, int]]) -> bool:
    """A label line that does not belong to the body: it speaks of the article."""
    said = line.label or LEADING_DATE.search(folded(line.shown)) is not None
    return said and any(begin <= line.begin < finish for begin, finish in dropped)


def _body(block: LexborNode, words: Vocabulary, to_url: Resolver) -> str | None:
    for styled in block.css("[style]"):
        style = styled.attributes.get("style") or ""
        if HIDDEN.search(style):
            return None
        if "text-align" not in style.lower():
            del styled.attrs["style"]
    for picture in block.css("img"):
        source = shown_source(picture)
        if words.icons.search(source) or is_tiny(picture):
            picture.decompose()
        else:
            picture.attrs["src"] = source
    block.unwrap_tags(["span", "font"])
    return without_empty(sanitised(html_of(block), to_url))


def _may_have_subtitle(title: LexborNode, named: str, words: Vocabulary) -> bool:
    """Tell whether a line that is no chrome stands right beside the title: another template decides what it is."""
    node: LexborNode | None = title
    for _ in range(LEVELS):
        if node is None:
            return False
        beside = [said for step in ("prev", "next") if (said := _nearest(node, step)) is not None]
        if beside:
            return any(_is_short_text(one, named, words) for one in beside)
        node = node.parent
    return False


def _nearest(node: LexborNode, step: str) -> LexborNode | None:
    """The nearest sibling on one side that says something."""
    beside: LexborNode | None = getattr(node, step)
    while beside is not None and (beside.tag in ("script", "style", "-comment") or not (beside.text() or "").strip()):
        beside = getattr(beside, step)
    return beside


def _is_short_text(node: LexborNode, named: str, words: Vocabulary) -> bool:
    text = squeezed(node.text() or "")
    if not SHORTEST <= len(text) <= LONGEST or text in named or LEADING_DATE.match(text):
        return False  # what <title> says is the title itself
    if node.css_first("a") is not None:
        return False
    return not nature(text, words)[1]


def _has_chrome(text: str, words: Vocabulary) -> bool:
    """Tell whether a line may have to go: label lines and furniture, an excerpt, what ends a text."""
    lines = text.split("\n")
    if any(line.endswith(("...", "…")) for line in lines[:HEAD_LINES]):
        return True
    ends = [*lines[:HEAD_LINES], *lines[-TAIL_LINES:]]
    if any(len(line) <= LONGEST_UNLABELLED and _DATED.search(line) and _is_chrome(line, True, words) for line in ends):
        return True
    said, (pairs, known) = "".join(text.split()), _suspects(words)
    suspects = [word for pair in known.keys() & set(pairs.findall(said)) for word in known[pair] if word in said]
    if not suspects:
        return False
    last = len(lines) - TAIL_LINES
    return any(
        _is_chrome(line, number < HEAD_LINES or number >= last, words)
        for number, line in enumerate(lines)
        if len(line) <= LONGEST_FOOTER and _holds("".join(line.split()), suspects)
    )


def _holds(line: str, suspects: list[str]) -> bool:
    return any(word in line for word in suspects)


def _is_chrome(line: str, at_end: bool, words: Vocabulary) -> bool:
    if at_end and nature(line, words)[1] and not words.tail_source.fullmatch(line):
        return True
    if LEAST_FURNITURE <= len(line) <= LONGEST_MIDDLE and is_furniture(line, words):
        return True
    return len(line) < LONGEST_ENDING and words.endings.match(line) is not None


@lru_cache(maxsize=8)
def _suspects(words: Vocabulary) -> tuple[re.Pattern[str], dict[tuple[str, str], tuple[str, ...]]]:
    """By their first two letters the words without which no line is furniture, label line, foot or breadcrumb."""
    labels = [f"labels.{key}" for key in ("published", "plain", "updated", "source", "author", "other")]
    kinds = [*labels, "furniture.words", "furniture.endings", "furniture.footer", "words.here"]
    known = {"".join(word.split()) for kind in kinds for word in words.lists[kind]} - {""}
    least = [word for word in known if not any(other in word for other in known if other != word)]
    pairs = {(word[0], word[1:2]) for word in least}
    first, second = (re.escape("".join(sorted(set(letters)))) for letters in zip(*pairs, strict=True))
    found = re.compile(f"([{first}])(?=([{second}]{'?' if ('' in {b for _, b in pairs}) else ''}))")
    return found, {pair: tuple(word for word in least if (word[0], word[1:2]) == pair) for pair in pairs}
