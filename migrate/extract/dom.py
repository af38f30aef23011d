"""One walk over a parsed page: its blocks, lines, links and pictures with their places in the flat text.

All later questions (what is the body, which line is the date, which links are rows) are asked of this outline, so
a page is walked once. Bounds: what lies beyond them is not read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from selectolax.lexbor import LexborNode

from migrate.extract.source import bounded, parsed

MAX_NODES = 400_000  # walked
MAX_WRITES = 20  # `document.write` calls of one script, and parts of one call, that are read
MAX_SCRIPT = 200_000  # characters of a script that are read

SILENT = frozenset(
    {"style", "template", "noscript", "select", "textarea", "title", "svg", "math", "xml", "head", "button", "canvas"}
)
INLINE = frozenset(
    {
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "embed",
        "font",
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "mark",
        "meta",
        "nobr",
        "o:p",
        "q",
        "ruby",
        "rt",
        "rp",
        "s",
        "samp",
        "script",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "var",
        "wbr",
        "link",
        "st1:chsdate",
    }
)
CELLS = frozenset({"td", "th"})
MEDIA = frozenset({"img", "embed", "object", "iframe", "video", "audio", "source"})
# Text with none of these is as it should be, and most text is.
_ROUGH = re.compile("[\t-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\ufeff]|  ")
_FOLDED = re.compile(r"[^\S\u3000]+")  # an ideographic space is a character that somebody typed
_INVISIBLE = re.compile("[\u200b-\u200d\ufeff]+")
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WRITTEN = re.compile(r"document\.write(?:ln)?\s*\(([^;\n]{1,600})", re.IGNORECASE)
_STRING = re.compile(r"\"((?:[^\"\\\n]|\\.){0,400})\"|'((?:[^'\\\n]|\\.){0,400})'|([A-Za-z_$][\w$]{0,40})")
_SPOKEN = re.compile(r"来\s*源|时间|日期|作\s*者|title", re.IGNORECASE)


SHOWN_LATER = frozenset({"js_content"})  # 微信公众号: a script shows the text that stands hidden in the page


_APART = frozenset({"br", "script", "meta", "head", *MEDIA, *SILENT})
_APART_ALREADY = frozenset({"", " ", "\n"})


@dataclass(slots=True)
class Block:
    """An element: where its text begins and ends in the flat text, and how much it holds (white space not counted)."""

    node: LexborNode
    tag: str
    parent: int
    begin: int
    attributes: Mapping[str, str | None]
    finish: int = 0
    last: int = 0  # one past its last descendant
    chars: int = 0
    linked: int = 0
    links: int = 0
    hidden: bool = False


@dataclass(slots=True)
class Piece:
    """A text node that says something: its place in the flat text and the block it stands in."""

    node: LexborNode
    begin: int
    finish: int
    block: int
    linked: bool
    hidden: bool


@dataclass(slots=True)
class Spot:
    """A thing without text (picture, player, mark) at a place in the flat text."""

    node: LexborNode
    name: str
    begin: int
    block: int
    hidden: bool
    linked: bool = False


@dataclass
class Outline:
    """A page, walked: flat text, blocks in document order, and everything that has a place in the text."""

    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    media: list[Spot] = field(default_factory=list)
    marks: list[Spot] = field(default_factory=list)
    metas: list[LexborNode] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    title: str = ""
    cut: bool = False
    root: LexborNode | None = None
    row_spans: list[tuple[int, int]] | None = None  # asked for several times; see `dates.row_spans`

    @cached_property
    def places(self) -> dict[int, int]:
        """The parser's node id → index of the block."""
        return {block.node.mem_id: index for index, block in enumerate(self.blocks)}

    def anchors(self) -> Iterator[int]:
        """Yield the indexes of the links."""
        return (index for index, block in enumerate(self.blocks) if block.tag == "a")

    def children(self, index: int) -> Iterator[int]:
        """Yield the indexes of a block's child blocks."""
        child, last = index + 1, self.blocks[index].last
        while child < last:
            yield child
            child = self.blocks[child].last

    def above(self, index: int) -> Iterator[int]:
        """Yield the indexes of a block's ancestors, nearest first."""
        index = self.blocks[index].parent
        while index >= 0:
            yield index
            index = self.blocks[index].parent

    def of(self, block: Block) -> str:
        """Give a block's flat text on one line."""
        return squeezed(self.text[block.begin : block.finish])


def squeezed(text: str) -> str:
    """Give `text` on one line, with single spaces."""
    if text.isascii():
        return " ".join(text.split())
    return _FOLDED.sub(" ", _INVISIBLE.sub("", text)).strip()


def bare(text: str) -> str:
    """Give `text` without any white space: what two spellings of a line have in common."""
    return "".join((text if text.isascii() else _INVISIBLE.sub("", text)).split())


def outline(source: str) -> Outline:
    """Parse and walk a page or a fragment of one; never raises."""
    safe, cut = bounded(source)
    page = walked(parsed(safe))
    page.cut = cut
    return page


def walked(root: LexborNode | None) -> Outline:
    """Walk a parsed page, or one element of it."""
    page = Outline(root=root)
    if root is not None:
        page.text = _walk(page, root)
    blocks = page.blocks
    for block in reversed(blocks):
        if block.parent >= 0:
            above = blocks[block.parent]
            above.chars += block.chars
            above.linked += block.linked
            above.links += block.links
    return page


def _walk(page: Outline, root: LexborNode) -> str:
    """Enter all that stands under `root` and give the flat text; long, because it runs once for every node."""
    blocks, parts = page.blocks, [""]
    stack: list[tuple[LexborNode | None, int, bool]] = []  # the depth of a hostile page must not be ours
    node: LexborNode | None = root
    index, hidden, linked, place, left = -1, False, 0, 0, MAX_NODES
    while node is not None or stack:
        if node is None or left <= 0:
            block = blocks[index]
            block.finish, block.last = place, len(blocks)
            if block.tag == "a":
                linked -= 1
            elif block.tag not in INLINE and "-" not in block.tag:  # a tag nobody knows is shown in its line
                parts.append("\t" if block.tag in CELLS else "\n")
                place += 1
            node, index, hidden = stack.pop()
            continue
        left -= 1
        tag, following = node.tag, node.next if stack else None
        if tag == "-text":
            said = _read_text(page, node, place, index, linked > 0, hidden, parts[-1])
        elif tag in _APART:
            said = "\n" if tag == "br" else _set_apart(page, Spot(node, tag, place, index, hidden, linked > 0))
        elif not node.is_element_node or "pdfsrc" in (attributes := node.attributes):
            said = _set_apart(page, Spot(node, tag or "", place, index, hidden))
        else:
            stack.append((following, index, hidden))
            if tag == "a":
                linked += 1
            elif (
                tag not in INLINE
                and "-" not in (tag or "")
                and place
                and parts[-1] != "\n"
                and not (tag in CELLS and parts[-1] == "\t")
            ):
                parts.append("\n")
                place += 1
            hidden = hidden or _is_hidden(attributes)
            blocks.append(Block(node, tag or "", index, place, attributes, 0, 0, 0, 0, int(tag == "a"), hidden))
            node, index = node.child, len(blocks) - 1
            continue
        if said:
            parts.append(said)
            place += len(said)
        node = following
    return "".join(parts)


def _is_hidden(attributes: Mapping[str, str | None]) -> bool:
    style = attributes.get("style") if attributes else None
    return bool(style and HIDDEN.search(style)) and attributes.get("id") not in SHOWN_LATER


def _read_text(
    page: Outline, node: LexborNode, place: int, parent: int, linked: bool, hidden: bool, before: str
) -> str:
    """Enter a text node and give what it adds to the flat text."""
    text = node.text_content or ""
    if text.isspace() and "\u3000" not in text:
        return "" if hidden or before[-1:] in _APART_ALREADY else " "
    text = _FOLDED.sub(" ", _INVISIBLE.sub("", text)) if _ROUGH.search(text) else text
    if not text or parent < 0:
        return ""
    page.pieces.append(Piece(node, place, place if hidden else place + len(text), parent, linked, hidden))
    if hidden:
        return ""
    count = len(text) - text.count(" ") - text.count("\u3000")
    block = page.blocks[parent]
    block.chars += count
    if linked:
        block.linked += count
    return text


def _set_apart(page: Outline, spot: Spot) -> str:
    """Enter what is no block: pictures, scripts, metas, marks; give what a reader sees there as text."""
    node, tag = spot.node, spot.name
    if tag == "-comment":
        spot.name = (node.comment_content or "").strip().lower()[:80]
        page.marks.append(spot)
    elif tag in MEDIA:
        page.media.append(spot)
    elif tag == "script":
        return _read_script(page, node)
    elif tag == "meta":
        page.metas.append(node)
        spot.name = (node.attributes.get("name") or "").strip().lower()
        page.marks.append(spot)
    elif tag == "head":
        _read_head(page, node)
    elif tag not in SILENT and node.is_element_node:  # WebPlus: an empty block that a script fills with a document
        spot.name = "pdf"
        page.media.append(spot)
    return ""


def _read_head(page: Outline, head: LexborNode) -> None:
    page.metas.extend(head.css("meta"))
    page.scripts.extend((script.text() or "")[:MAX_SCRIPT] for script in head.css("script")[:50])
    title = head.css_first("title")
    page.title = squeezed((title.text() or "")[:2000]) if title is not None else ""


def _read_script(page: Outline, node: LexborNode) -> str:
    script = (node.text() or "")[:MAX_SCRIPT]
    page.scripts.append(script)
    written = islice(_WRITTEN.finditer(script), MAX_WRITES)
    return "".join(f" {_spoken(call[1], script)} " for call in written if _SPOKEN.search(call[1]))


def _spoken(call: str, script: str) -> str:
    """Give the text that a `document.write` would show: its string literals, and variables set to a literal nearby."""
    said = []
    for double, single, name in _STRING.findall(call)[:MAX_WRITES]:
        if name:
            found = re.search(rf"\b{re.escape(name)}\s*=\s*[\"'`]([^\"'`\n]{{0,200}})[\"'`]", script)
            said.append(found[1] if found else "")
        else:
            said.append(double or single)
    return squeezed(re.sub(r"<[^>]{0,300}>", " ", "".join(said)))
