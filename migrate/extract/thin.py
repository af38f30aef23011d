"""The body of an article in one pass over its tags, where nothing but plain tags stands in it.

Most bodies are paragraphs, tables and pictures whose few kinds of tags are the same on all pages of a site. Each kind
is sanitised once, by the sanitiser itself, and its outcome is remembered; a page is then put together from what is
known. What is not plain (scripts, forms, players, hidden or scripted parts, odd nesting) gives None: it is read
closely, by the ways that parse again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from selectolax.lexbor import LexborNode

from migrate.extract.clean import (
    BREAKING,
    LONGEST_CELL,
    body_text,
    lines_of,
    sanitised_tags,
    unescaped,
    without_targetless,
)
from migrate.extract.dom import HIDDEN
from migrate.extract.files import Resolver
from migrate.extract.pictures import is_tiny, shown_source
from migrate.extract.rules import Vocabulary

MOST_TAGS = 20_000  # of a body; a longer one is read closely
LONGEST_TAG = 2000  # characters
MOST_KNOWN = 20_000  # kinds of tags that are remembered
_BREAK, _CELL_BEGINS, _CELL_ENDS = "\0\1\2"  # what stands for tags in the text; no page holds them
_CELL = re.compile(f"{_CELL_BEGINS}([^{_CELL_ENDS}]*){_CELL_ENDS}")
MOST_PASSES = 4  # of taking out empty elements, from the inside out
_TAG = re.compile(r"(<[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>)")
_SILENT = re.compile(r"<(script|style)(?: [^<>]*)?>.*?</\1>|<!--.*?-->", re.DOTALL)
_TAG_AS_WRITTEN = re.compile(r"<(?:([a-z][a-z0-9]*)(?: [^\s=\"<>/']+=\"[^\"]*\")*|/([a-z][a-z0-9]*))>")
_ATTRIBUTE = re.compile(r" ([^\s=\"<>/']+)=\"([^\"]*)\"")
# Elements that mean the same when they are parsed again, wherever they may stand.
_BLOCKS = frozenset({"p", "div", "section", "center", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "hr"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_INLINE = frozenset({"a", "b", "strong", "i", "em", "u", "sub", "sup", "s", "small", "br", "img"})
_TABLE = frozenset({"table", "tbody", "tr", "td", "th"})
_DEBRIS = frozenset({"span", "font"})
_PLAIN = _BLOCKS | _HEADINGS | _INLINE | _TABLE | _DEBRIS
# What only a broken table leaves behind: parsed again it would stand otherwise.
_H = ":is(h1, h2, h3, h4, h5, h6)"
_D, _RUN = ":is(dt, dd)", ":is(b, i, sub, sup, a)"
_ODD_NESTING = f"p table, p p, p div, {_D} > {_D}, {_D} {_RUN} {_D}, li > li, {_H} {_H}"
_CELLS = frozenset({"td", "th"})
_ROWS = frozenset({"tr", "tbody", "thead", "tfoot", "caption", "colgroup", "col"})
_WRAPPED = {
    "table": "{}</table>",
    "tbody": "<table>{}</tbody></table>",
    "tr": "<table><tbody>{}</tr></tbody></table>",
    "td": "<table><tbody><tr>{}</td></tr></tbody></table>",
    "th": "<table><tbody><tr>{}</th></tr></tbody></table>",
}
_EMPTY = re.compile(
    r"<(p|div|section|strong|b|em|i|u|a|li|ul|ol|dl|dt|dd|h[1-6]|center|blockquote|article|table|tbody)(?: [^<>]*)?>"
    r"(?:\s|&nbsp;|<br>)*</\1>"
)


@dataclass(frozen=True, slots=True)
class _Tags:
    """The tags met so far, kept as long as their rules are: how each is written, and what it is to the text."""

    html: dict[str, str]
    text: dict[str, str]
    closer: set[str]  # those that need a closer look
    of_page: set[str]  # those whose address depends on the page


def thin_body(block: LexborNode, words: Vocabulary, to_url: Resolver) -> tuple[str, str] | None:
    """Give a body's sanitised HTML and its text; None where a closer look is needed."""
    source = block.html or ""
    if "<!--" in source or "<script" in source or "<style" in source:
        source = _SILENT.sub("", source)
    odd = "<table" in source and block.css_first(_ODD_NESTING) is not None
    if odd or block.tag in _ROWS or "\r" in source:
        return None
    parts = _TAG.split(source)
    tags = parts[1::2]
    if len(tags) > MOST_TAGS or "<" in "".join(parts[::2]):
        return None
    kinds, known = set(tags), _known(words)
    if not known.html.keys() >= kinds:
        _enter(kinds, known, words)
    if not known.closer.isdisjoint(kinds):
        return None
    shown = list(map(known.html.__getitem__, tags))
    if not known.of_page.isdisjoint(kinds):
        pictures = iter(block.css("img"))
        for at, tag in enumerate(tags):
            if tag in known.of_page:
                shown[at] = _of_page(tag, pictures, words, to_url)
    if block.tag in _CELLS:  # a cell without its table is none
        shown[0] = shown[-1] = ""
    parts[1::2] = shown
    whole = without_targetless("".join(parts))
    html = without_empty(whole)
    if html != whole or block.tag in _CELLS or html.count("<table") > 1:
        return html, body_text(html)
    parts[1::2] = map(known.text.__getitem__, tags)
    return html, _text("".join(parts), html)


@lru_cache(maxsize=8)
def _known(words: Vocabulary) -> _Tags:
    return _Tags({}, {}, set(), set())


def _enter(kinds: set[str], known: _Tags, words: Vocabulary) -> None:
    if len(known.html) > MOST_KNOWN:
        for kept in (known.html, known.text, known.closer, known.of_page):
            kept.clear()
    for tag in kinds - known.html.keys():
        name = _name(tag) if len(tag) <= LONGEST_TAG else ""
        known.html[tag] = known.text[tag] = ""
        if name not in _PLAIN or (tag[1] != "/" and _is_closer(tag, words)):
            known.closer.add(tag)
            continue
        if name == "img" or (name == "a" and " href=" in tag):
            known.of_page.add(tag)
        elif name not in _DEBRIS:
            known.html[tag] = tag if tag[1] == "/" else _sanitised_tag(tag, name, _nowhere)
        known.text[tag] = _BREAK if name in BREAKING else ""
        if name in _CELLS:
            known.text[tag] = _CELL_ENDS if tag[1] == "/" else _CELL_BEGINS


def _name(tag: str) -> str:
    """The name of a tag that is written as the parser writes them; empty for any other."""
    found = _TAG_AS_WRITTEN.fullmatch(tag)
    return (found[1] or found[2]) if found and tag.count("<") + tag.count(">") == 2 else ""


def _of_page(tag: str, pictures: Iterator[LexborNode], words: Vocabulary, to_url: Resolver) -> str:
    """A link or a picture with its address; a picture that is an icon or a spacer goes."""
    if not tag.startswith("<img"):
        return _sanitised_tag(tag, "a", to_url)
    node = next(pictures)
    source = shown_source(node)
    if words.icons.search(source) or is_tiny(node):
        return ""
    node.attrs["src"] = source
    return sanitised_tags(node.html or "", to_url)


def _text(flat: str, html: str) -> str:
    """The lines of a body from its text, in which marks stand for the tags."""
    if _CELL_BEGINS in flat and any(len(cell) > LONGEST_CELL for cell in re.split("</t[dh]>", html)):
        return body_text(html)
    for space in "\n\t\f":
        flat = flat.replace(space, " ")
    if _CELL_BEGINS in flat:
        flat = _CELL.sub(lambda cell: cell[1].replace(_BREAK, " ").strip() + "\t", flat)
    return lines_of(unescaped(flat.replace(_BREAK, "\n")))


def _is_closer(tag: str, words: Vocabulary) -> bool:
    attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
    if "onclick" in attributes or "pdfsrc" in attributes or HIDDEN.search(attributes.get("style", "")):
        return True
    if attributes.get("href", "").lower().startswith("javascript"):
        return True
    names = {*attributes.get("class", "").split(), attributes.get("id", "")}
    return not words.block_names.isdisjoint(names)


def _nowhere(reference: str) -> str | None:
    return None


def _sanitised_tag(tag: str, name: str, to_url: Resolver) -> str:
    """The opening tag as the sanitiser writes it."""
    if " " not in tag:
        return tag
    html = sanitised_tags(_WRAPPED.get(name, "{}").format(tag), to_url)
    return html[html.index(f"<{name}") : html.index(">", html.index(f"<{name}")) + 1]


def without_empty(html: str) -> str:
    """Give sanitised HTML without elements that hold nothing."""
    for _ in range(MOST_PASSES):
        html, times = _EMPTY.subn("", html)
        if not times:
            break
    return html
