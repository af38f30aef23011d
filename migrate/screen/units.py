"""A body cut into paragraphs and table cells, each with what stands over and before it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

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
_FOLDED = {
    **{ord("０") + n: ord("0") + n for n in range(10)},
    **dict.fromkeys(map(ord, "Ｘｘ"), ord("X")),
}
_WIDE = re.compile("[０-９Ｘｘ]")
_TAIL, _HEAD = re.compile(r"[\d -]{1,40}\Z"), re.compile(r"[\d -]{1,40}[Xx]?(?![0-9A-Za-z])")
_BESIDE = {"alt": "图片说明", "title": "提示文字"}
_LEADING = {"href": "链接地址", "src": "图片地址"}
BOXES = 11  # boxes of one figure each, side by side, that together may be a number
LONGEST_BESIDE = 2000  # characters


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
    text = _UNSEEN.sub("", text).replace("\u00a0", " ").replace("\u3000", " ")
    return text.translate(_FOLDED) if _WIDE.search(text) else text  # to translate takes long, and is seldom needed


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
    """Give the paragraphs and cells of a body in reading order, and what lines or boxes tear apart once more whole."""
    return units_of_tree(LexborHTMLParser(html), "正文")


def units_of_tree(tree: LexborHTMLParser, name: str) -> Iterator[Unit]:
    """Give the paragraphs and cells of a parsed body or page; `name` is what places begin with."""
    reader, last, place, number = _Reader(), Unit("", ""), 0, 0
    boxes: list[Unit] = []
    for block, text in _runs(tree):
        told = folded(text).strip()
        if not told:
            continue
        number += 1
        cell = block if block.tag in ("td", "th") else _above(block, {"td", "th"})
        heading, headings = reader.heading(cell) if cell is not None else ("", "")
        where = f"{name}第 {number} 段" + ("（表格）" if cell is not None else "")
        unit = Unit(where, told, heading, headings, last.text[-BEFORE:])
        if cell is None or len(told) > 1:
            yield from _whole(boxes)
            boxes = []
        else:
            boxes.append(unit)
        yield unit
        here = (cell or block).mem_id
        if here == place:
            yield from _joined(last, unit)
        last, place = unit, here
    yield from _whole(boxes)


def _whole(boxes: list[Unit]) -> Iterator[Unit]:
    """A number written one figure a box."""
    if len(boxes) >= BOXES:
        yield replace(boxes[0], text="".join(one.text for one in boxes))


def _joined(last: Unit, unit: Unit) -> Iterator[Unit]:
    """A number that goes on in the next line of its paragraph or cell."""
    tail, head = _TAIL.search(last.text), _HEAD.match(unit.text)
    if tail and head:
        yield replace(unit, text=(tail[0] + head[0]).strip(), before=last.text[: tail.start()][-BEFORE:])


def texts_beside(html: str) -> Iterator[Unit]:
    """Give what a body says beside its text: words for pictures and titles of elements."""
    yield from _attributes(html, _BESIDE)


def addresses_in(html: str) -> Iterator[Unit]:
    """Give the addresses of a body's links and pictures, as a person would read them."""
    for unit in _attributes(html, _LEADING):
        yield replace(unit, text=unquote(unit.text, errors="replace").replace("_", " "))


def _attributes(html: str, names: Mapping[str, str]) -> Iterator[Unit]:
    wanted = ",".join(f"[{name}]" for name in names)
    for number, node in enumerate(LexborHTMLParser(html).css(wanted), 1):
        for name, what in names.items():
            if said := folded(node.attributes.get(name) or "")[:LONGEST_BESIDE].strip():
                yield Unit(f"{what}（第 {number} 处）", said)


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
