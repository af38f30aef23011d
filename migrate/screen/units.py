"""A body cut into paragraphs and table cells, each with what stands over and before it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

DEPTH = 60  # ancestors looked at
BEFORE = 30  # characters of the paragraph or cell before that are kept
_BLOCKS = frozenset(
    [
        *("p", "div", "td", "th", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "caption", "figcaption"),
        *("blockquote", "pre", "section", "article", "tr", "table", "body", "br", "center"),
    ]
)
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_FOLDED = {**{ord("０") + n: ord("0") + n for n in range(10)}, ord("Ｘ"): ord("X"), ord("\u00a0"): ord(" ")}


@dataclass(frozen=True)
class Unit:
    """One paragraph or cell: its place, its text, its column's heading, all headings of its table, what went before."""

    where: str
    text: str
    heading: str = ""
    headings: str = ""
    before: str = ""


def folded(text: str) -> str:
    """The text without characters that nobody sees, full-width digits as plain ones."""
    return _UNSEEN.sub("", text).translate(_FOLDED)


@dataclass
class _Reader:
    headings: dict[int, list[str]] = field(default_factory=dict)

    def heading(self, cell: LexborNode) -> tuple[str, str]:
        """The heading of a cell's column and all of its table."""
        table = _above(cell, {"table"})
        if table is None:
            return "", ""
        if table.mem_id not in self.headings:
            first = table.css_first("tr")
            cells = [] if first is None else [folded(one.text(strip=True)) for one in first.css("td,th")]
            self.headings[table.mem_id] = cells
        names, at = self.headings[table.mem_id], _index(cell)
        return names[at] if at < len(names) else "", " ".join(names)


def units_of(html: str) -> Iterator[Unit]:
    """Give the paragraphs and cells of a body in reading order."""
    tree = LexborHTMLParser(html)
    reader, before, number = _Reader(), "", 0
    for block, text in _runs(tree):
        told = folded(text).strip()
        if not told:
            continue
        number += 1
        cell = block if block.tag in ("td", "th") else _above(block, {"td", "th"})
        heading, headings = reader.heading(cell) if cell is not None else ("", "")
        where = f"正文第 {number} 段" + ("（表格）" if cell is not None else "")
        yield Unit(where, told, heading, headings, before[-BEFORE:])
        before = told


def _runs(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, str]]:
    """Text that stands in one block without another block between, with that block."""
    root = tree.body
    block, pieces = root, list[str]()
    for node in root.traverse(include_text=True) if root is not None else ():
        if node.tag == "-text":
            own = _above(node, _BLOCKS) or root
            if own is not None and block is not None and own.mem_id != block.mem_id and pieces:
                yield block, "".join(pieces)
                pieces = []
            block = own
            pieces.append(node.text_content or "")
        elif node.tag == "br" and pieces and block is not None:
            yield block, "".join(pieces)
            pieces = []
    if pieces and block is not None:
        yield block, "".join(pieces)


def _above(node: LexborNode, tags: frozenset[str] | set[str]) -> LexborNode | None:
    above = node.parent
    for _ in range(DEPTH):
        if above is None or above.tag in tags:
            return above
        above = above.parent
    return None


def _index(cell: LexborNode) -> int:
    at, node = 0, cell.prev
    while node is not None:
        at += node.tag in ("td", "th")
        node = node.prev
    return at
