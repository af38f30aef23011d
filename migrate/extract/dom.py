"""One walk over a parsed page: its blocks, lines, links and pictures with their places in the flat text.

All later questions (what is the body, which line is the date, which links are rows) are asked of this outline, so
a page is walked once. Bounds: what lies beyond them is not read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_CHARS = 8 * 1024 * 1024  # of a page's source that are parsed; the longest honest page met has under 2 million
MAX_TAGS = 200_000  # opening tags; a parse of that many takes about a second
MAX_DEPTH = 400  # of open blocks; browsers stop at 512
MAX_FORMATTING = 24  # open b, font …: each is opened again in every later paragraph
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
_FORMATTING = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
_CLOSED_BY_SIBLINGS = frozenset(
    {
        "p",
        "li",
        "dt",
        "dd",
        "td",
        "th",
        "tr",
        "tbody",
        "thead",
        "tfoot",
        "option",
        "optgroup",
        "rt",
        "rp",
        "colgroup",
        "html",
        "head",
        "body",
    }
)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,40})")
_SPACES = re.compile(r"[\s\u3000\xa0\u200b\u200c\u200d\ufeff]+")
_FOLDED = re.compile(r"[^\S\u3000]+")  # an ideographic space is a character that somebody typed
_INVISIBLE = str.maketrans("", "", "\u200b\u200c\u200d\ufeff")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WRITTEN = re.compile(r"document\.write(?:ln)?\s*\(([^;\n]{1,600})", re.IGNORECASE)
_STRING = re.compile(r"\"((?:[^\"\\\n]|\\.){0,400})\"|'((?:[^'\\\n]|\\.){0,400})'|([A-Za-z_$][\w$]{0,40})")
_SPOKEN = re.compile(r"来\s*源|时间|日期|作\s*者")


@dataclass(slots=True)
class Block:
    """An element: where its text begins and ends in the flat text, and how much it holds (white space not counted)."""

    node: LexborNode
    tag: str
    parent: int
    begin: int
    finish: int = 0
    last: int = 0  # one past its last descendant
    chars: int = 0
    linked: int = 0
    links: int = 0
    hidden: bool = False


@dataclass(slots=True)
class Piece:
    """A text node: its place in the flat text and the block it stands in."""

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


@dataclass(slots=True)
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
    places: dict[int, int] = field(default_factory=dict)  # the parser's node id → index of the block

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
    return _FOLDED.sub(" ", text.translate(_INVISIBLE)).strip()


def bare(text: str) -> str:
    """Give `text` without any white space: what two spellings of a line have in common."""
    return _SPACES.sub("", text)


def bounded(source: str) -> tuple[str, bool]:
    """Give the source as far as it is safe to parse, and whether something was left out.

    Tags nested beyond the bounds lose their opening tag, not their text: the parser's cost grows with the square
    of the depth.
    """
    cut = len(source) > MAX_CHARS
    source = source[:MAX_CHARS].replace("\0", "")
    if source.count("<") < MAX_DEPTH:
        return source, cut
    kept: list[str] = []
    position = depth = formatting = tags = 0
    for found in _TAG.finditer(source):
        closing, name = found[1], found[2].lower()
        if name in _VOID or name in _CLOSED_BY_SIBLINGS:
            tags += not closing
        elif closing:
            depth, formatting = max(0, depth - 1), max(0, formatting - (name in _FORMATTING))
        else:
            tags, depth, formatting = tags + 1, depth + 1, formatting + (name in _FORMATTING)
            if depth > MAX_DEPTH or (name in _FORMATTING and formatting > MAX_FORMATTING):
                kept.append(source[position : found.start()])
                position = max(position, _after_tag(source, found.end()))
                depth, formatting, cut = depth - 1, formatting - (name in _FORMATTING), True
        if tags > MAX_TAGS:
            return "".join(kept) + source[position : found.start()], True
    return "".join(kept) + source[position:], cut


def _after_tag(source: str, start: int) -> int:
    end = source.find(">", start, start + 2000)
    return start if end < 0 else end + 1


def outline(source: str) -> Outline:
    """Parse and walk a page or a fragment of one; never raises."""
    safe, cut = bounded(source)
    tree = LexborHTMLParser(safe)
    walked = _Walk(Outline(cut=cut))
    walked.page.root = tree.root
    if tree.root is not None:
        walked.visit(tree.root)
    for block in reversed(walked.page.blocks):
        if block.parent >= 0:
            above = walked.page.blocks[block.parent]
            above.chars, above.linked, above.links = (
                above.chars + block.chars,
                above.linked + block.linked,
                above.links + block.links,
            )
    walked.page.text = "".join(walked.parts)
    return walked.page


class _Walk:
    """The state of one walk; it holds the growing flat text."""

    def __init__(self, page: Outline) -> None:
        self.page = page
        self.parts: list[str] = []
        self.place = 0
        self.left = MAX_NODES

    def say(self, text: str) -> None:
        self.parts.append(text)
        self.place += len(text)

    def visit(self, root: LexborNode) -> None:
        # An explicit stack: the depth of a hostile page must not be ours.
        open_blocks: list[tuple[int, LexborNode | None, bool]] = [(-1, root, False)]
        linked = 0
        while open_blocks:
            index, node, hidden = open_blocks.pop()
            if node is None or self.left <= 0:
                if index >= 0:
                    linked -= self._leave(index)
                continue
            open_blocks.append((index, node.next if node is not root else None, hidden))
            entered = self._enter(node, index, bool(linked), hidden)
            if entered >= 0:
                linked += self.page.blocks[entered].tag == "a"
                open_blocks.append((entered, node.child, self.page.blocks[entered].hidden))

    def _leave(self, index: int) -> bool:
        block = self.page.blocks[index]
        block.finish, block.last = self.place, len(self.page.blocks)
        if block.tag not in INLINE:
            self.say("\t" if block.tag in CELLS else "\n")
        return block.tag == "a"

    def _enter(self, node: LexborNode, parent: int, linked: bool, hidden: bool) -> int:
        self.left -= 1
        if node.is_text_node:
            self._read_text(node, parent, linked, hidden)
        elif node.is_comment_node:
            self.page.marks.append(
                Spot(node, (node.comment_content or "").strip().lower()[:80], self.place, parent, hidden)
            )
        elif node.is_element_node:
            return self._open(node, parent, linked, hidden)
        return -1

    def _read_text(self, node: LexborNode, parent: int, linked: bool, hidden: bool) -> None:
        text = _FOLDED.sub(" ", (node.text_content or "").translate(_INVISIBLE))
        if not text or parent < 0:
            return
        start = self.place
        if not hidden:
            self.say(text)
        self.page.pieces.append(Piece(node, start, self.place, parent, linked, hidden))
        if not hidden:
            count = len(text) - text.count(" ") - text.count("\u3000")
            self.page.blocks[parent].chars += count
            self.page.blocks[parent].linked += count if linked else 0

    def _open(self, node: LexborNode, parent: int, linked: bool, hidden: bool) -> int:
        tag = node.tag or ""
        if tag == "br":
            self.say("\n")
            return -1
        if tag in MEDIA:
            self.page.media.append(Spot(node, tag, self.place, parent, hidden, linked))
            return -1
        if tag == "script":
            self._read_script(node)
            return -1
        if tag == "meta":
            self.page.metas.append(node)
            self.page.marks.append(
                Spot(node, (node.attributes.get("name") or "").strip().lower(), self.place, parent, hidden)
            )
            return -1
        if tag == "head":
            self._read_head(node)
        if tag in SILENT:
            return -1
        attributes = node.attributes
        if "pdfsrc" in attributes:  # WebPlus: an empty block that a script fills with a document
            self.page.media.append(Spot(node, "pdf", self.place, parent, hidden))
            return -1
        style = attributes.get("style")
        concealed = hidden or bool(style and _HIDDEN.search(style))
        if tag not in INLINE and self.parts and self.parts[-1] not in ("\n\t" if tag in CELLS else "\n"):
            self.say("\n")
        self.page.places[node.mem_id] = len(self.page.blocks)
        self.page.blocks.append(Block(node, tag, parent, self.place, links=int(tag == "a"), hidden=concealed))
        return len(self.page.blocks) - 1

    def _read_head(self, head: LexborNode) -> None:
        self.page.metas.extend(head.css("meta"))
        self.page.scripts.extend((script.text() or "")[:MAX_SCRIPT] for script in head.css("script")[:50])
        title = head.css_first("title")
        self.page.title = squeezed((title.text() or "")[:2000]) if title is not None else ""

    def _read_script(self, node: LexborNode) -> None:
        script = (node.text() or "")[:MAX_SCRIPT]
        self.page.scripts.append(script)
        for written in islice(_WRITTEN.finditer(script), MAX_WRITES):
            if _SPOKEN.search(written[1]):
                self.say(" " + _spoken(written[1], script) + " ")


def _spoken(call: str, script: str) -> str:
    """Give the text that a `document.write` would show: its string literals, and variables set to a literal nearby."""
    said = []
    for double, single, name in _STRING.findall(call)[:MAX_WRITES]:
        if name:
            found = re.search(rf"\b{re.escape(name)}\s*=\s*[\"']([^\"'\n]{{0,200}})[\"']", script)
            said.append(found[1] if found else "")
        else:
            said.append(double or single)
    return squeezed(re.sub(r"<[^>]{0,300}>", " ", "".join(said)))
