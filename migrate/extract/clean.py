"""The chosen body as HTML that a portal may show: furniture and debris out, addresses absolute, nothing executable.

The parsed tree is changed in place: this is the last thing done to a page.
"""

import re
import threading
from bisect import bisect_right
from html import escape, unescape

import nh3
from selectolax.lexbor import LexborNode

from migrate.extract.body import Choice
from migrate.extract.dom import INLINE, MEDIA, Block, Outline, Spot, outline
from migrate.extract.files import Body, Resolver, document_of, shown_name
from migrate.extract.pictures import is_tiny, shown_source
from migrate.extract.rules import Vocabulary

TAGS = {
    "a",
    "abbr",
    "article",
    "audio",
    "b",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "section",
    "small",
    "source",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "video",
}
WITHOUT_CONTENT = {
    "script",
    "style",
    "xml",
    "title",
    "textarea",
    "select",
    "button",
    "noscript",
    "template",
    "svg",
    "math",
    "iframe",
    "object",
    "frameset",
}
_DEBRIS = frozenset({"span", "font"})
_ALIGNED = {"align", "style"}
ATTRIBUTES = {
    "*": {"title", "lang"},
    "a": {"href", "name"},
    "img": {"src", "alt", "width", "height"},
    "video": {"src", "controls", "poster", "width", "height"},
    "audio": {"src", "controls"},
    "source": {"src", "type"},
    "table": {"border", "summary", *_ALIGNED},
    "td": {"colspan", "rowspan", "headers", "valign", *_ALIGNED},
    "th": {"colspan", "rowspan", "headers", "scope", "valign", *_ALIGNED},
    "col": {"span", "width"},
    "colgroup": {"span"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "tr": {"valign", *_ALIGNED},
    **{tag: set(_ALIGNED) for tag in ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "section", "figure", "caption")},
}
STYLES = {"text-align"}
_ALIGNMENT = re.compile(
    r"(?:^|;)\s*text-align\s*:\s*(left|right|center|justify|start|end)\s*(?:!\s*important\s*)?(?:;|$)", re.IGNORECASE
)
_FOREIGN = re.compile(r"<(?:svg|math)\b", re.IGNORECASE)
LONGEST_CELL = 2000  # characters; a longer cell lays out a page
LONGEST_FURNITURE_BLOCK = 80  # characters of a block that its name alone takes out
MAX_EMBEDDED = 4 * 1024 * 1024  # characters of a picture written into the page itself
_EMBEDDED = re.compile(r"data:image/(?:png|jpe?g|gif|webp|bmp);base64,[A-Za-z0-9+/=\s]+\Z", re.IGNORECASE)
_KEPT_EMPTY = frozenset({"td", "th", "tr", "hr", "col", "colgroup"})
_ATTRIBUTES = r"[^>\"]*(?:\"[^\"]*\"[^>\"]*)*"
BREAKING = TAGS - INLINE - MEDIA  # tags that begin and end a line
_CELL = re.compile(rf"<t[dh](?![a-z]){_ATTRIBUTES}>(.*?)</t[dh]>", re.DOTALL)
_BREAK = re.compile(rf"</?(?:{'|'.join(sorted(BREAKING))})(?![a-z0-9]){_ATTRIBUTES}>")
_MARKUP = re.compile(rf"<{_ATTRIBUTES}>")
_ODD_SPACES = re.compile(r"[^\S\u3000\n\t ]+")
_ODD = re.compile("[\x0b-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\ufeff]")
_UNSEEN = re.compile("[\u200b-\u200d\ufeff]+")
_WIDE = re.compile(r" {2,}")
_TABS = re.compile(r" ?\t ?")
_TARGETLESS = re.compile(r"<a>(.*?)</a>", re.DOTALL)
_TOKEN = re.compile("\ufdd0([0-9]+)\ufdd1")  # Unicode says that these are no characters: no text is lost with them


def body_html(body: Body) -> str:
    """Give the body's HTML, sanitised, with absolute `src` and `href`, without what is dropped from it."""
    players = _prune(body)
    return _with_players(sanitised(html_of(body.page.blocks[body.choice.block].node), body.to_url), players)


def html_of(node: LexborNode) -> str:
    """Give a node's HTML without drawings and formulas: their markup means something else when it is parsed again."""
    html = node.html or ""
    if _FOREIGN.search(html):
        node.strip_tags(["svg", "math"])
        html = node.html or ""
    return html


def sanitised(html: str, to_url: Resolver) -> str:
    """Give HTML with allowed tags and attributes only; addresses that `to_url` does not know are dropped."""
    return without_targetless(sanitised_tags(html, to_url))


def without_targetless(html: str) -> str:
    """Give sanitised HTML without links that lead nowhere; their text stays."""
    return _without_edge_rules((_TARGETLESS.sub(r"\1", html) if "<a>" in html else html).strip())


def _without_edge_rules(html: str) -> str:
    """A line drawn above or below the text parted it from furniture that is gone."""
    while html.startswith("<hr>"):
        html = html[4:].lstrip()
    while html.endswith("<hr>"):
        html = html[:-4].rstrip()
    return html


def sanitised_tags(html: str, to_url: Resolver) -> str:
    """Give what the sanitiser makes of HTML: allowed tags and attributes, addresses that `to_url` knows."""
    _asking.to_url = to_url
    return _CLEANER.clean(html)


class _Asking(threading.local):
    """Who knows the addresses of the page that this thread sanitises."""

    to_url: Resolver = staticmethod(lambda reference: None)


_asking = _Asking()


def _kept(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "style":
        aligned = _ALIGNMENT.search(value)
        return f"text-align:{aligned[1].lower()}" if aligned else None
    if attribute not in {"src", "href", "poster"}:
        return value
    if tag == "img" and len(value) <= MAX_EMBEDDED and _EMBEDDED.match(value.strip()):
        return value
    return _asking.to_url(value)


# Made once: to tell the sanitiser its lists takes longer than to sanitise a page.
_CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=WITHOUT_CONTENT,
    attributes=ATTRIBUTES,
    attribute_filter=_kept,
    link_rel=None,
    filter_style_properties=STYLES,
    url_schemes={"http", "https", "data"},
)


def body_text(html: str) -> str:
    """Give the visible text of a sanitised body: a line a paragraph, the cells of a table row parted by tabs."""
    for space in "\n\r\t\f":
        html = html.replace(space, " ")
    cells = [cell[1] for cell in _CELL.finditer(html)]
    laid_out = any(len(cell) > LONGEST_CELL or "<table" in cell for cell in cells)
    return lines_of(_cells(outline(html)) if laid_out else _flat(_CELL.sub(_one_line, html) if cells else html))


def lines_of(flat: str) -> str:
    """Give flat text as lines: none empty, single spaces, cells parted by single tabs."""
    flat = _WIDE.sub(" ", flat) if "  " in flat else flat
    lines = map(str.strip, (_TABS.sub("\t", flat) if "\t" in flat else flat).split("\n"))
    return "\n".join(filter(None, lines))


def _one_line(cell: re.Match[str]) -> str:
    return _BREAK.sub(" ", cell[1]).strip() + "\t"


def _flat(html: str) -> str:
    """The text of a body whose cells are joined; what the sanitiser gives is well-formed and needs no other parse."""
    return unescaped(_MARKUP.sub("", _BREAK.sub("\n", html)))


def unescaped(text: str) -> str:
    """Give text of HTML as a reader sees it: entities read, white space of any kind as plain spaces."""
    text = unescape(text) if "&" in text else text
    return _UNSEEN.sub("", _ODD_SPACES.sub(" ", text)) if _ODD.search(text) else text


def _cells(page: Outline) -> str:
    """The flat text with the lines inside one table cell joined, so that a row stays one line."""
    parts, place = [], 0
    for index, block in enumerate(page.blocks):
        if block.tag in {"td", "th"} and block.begin >= place and not _nested(page, index):
            parts.append(
                page.text[place : block.begin].removesuffix("\n")
                if place == block.begin
                else page.text[place : block.begin]
            )
            parts.append(re.sub(r"\s*\n\s*", " ", page.text[block.begin : block.finish].strip()))
            place = block.finish
    return "".join(parts) + page.text[place:]


def _nested(page: Outline, index: int) -> bool:
    """A cell that lays out other tables or long text is a block, not a cell."""
    block = page.blocks[index]
    return block.chars > LONGEST_CELL or any(page.blocks[at].tag == "table" for at in range(index + 1, block.last))


def _prune(body: Body) -> list[str]:
    """Take dropped text, furniture blocks, hidden and empty elements out of the tree; give the players' links."""
    page, first, last = body.page, body.choice.block, body.page.blocks[body.choice.block].last
    gone = _furniture_blocks(page, body.choice, body.words)
    full = [0] * (last - first)  # kept texts and media of each block
    doomed: list[LexborNode] = []
    players: list[str] = []
    for piece in page.pieces:
        if first <= piece.block < last and not gone[piece.block - first]:
            if piece.hidden or _is_dropped(body, piece.begin):
                doomed.append(piece.node)
            elif page.text[piece.begin : piece.finish].strip():
                full[piece.block - first] += 1
    for spot in page.media:
        if first <= spot.block < last and not gone[spot.block - first]:
            if _kept_media(spot, body.words) and _in_stretch(body, spot.begin):
                full[spot.block - first] += 1
                _show(spot, body, players)
            else:
                doomed.append(spot.node)
    _open_scripted_links(page, first, last, body.words, body.to_url)
    for node in doomed:
        node.decompose()
    _remove_empty(page, first, last, full, gone)
    return players


def _in_stretch(body: Body, place: int) -> bool:
    # What has no text may stand right at the end of the stretch.
    return place == body.choice.finish or not _is_dropped(body, place)


def _is_dropped(body: Body, place: int) -> bool:
    index = bisect_right(body.dropped, (place, 1 << 61)) - 1
    return index >= 0 and place < body.dropped[index][1]


def _furniture_blocks(page: Outline, choice: Choice, words: Vocabulary) -> list[bool]:
    """Mark the blocks that are never text, and everything in them."""
    first, last = choice.block, page.blocks[choice.block].last
    gone = [False] * (last - first)
    for index in range(first + 1, last):
        block = page.blocks[index]
        if gone[block.parent - first] or (block.hidden and block.begin == block.finish):
            gone[index - first] = True
            continue
        if block.chars < LONGEST_FURNITURE_BLOCK and block.attributes:
            names = f"{block.attributes.get('class') or ''} {block.attributes.get('id') or ''}".lower().split()
            gone[index - first] = not words.block_names.isdisjoint(names)
    return gone


def _remove_empty(page: Outline, first: int, last: int, full: list[int], gone: list[bool]) -> None:
    for index in range(last - 1, first, -1):  # children before parents: a removed node takes its children along
        block = page.blocks[index]
        if gone[index - first] or (not full[index - first] and block.tag not in _KEPT_EMPTY):
            block.node.decompose()
            continue
        if full[index - first]:
            full[block.parent - first] += 1
        _lighten(block)


def _lighten(block: Block) -> None:
    """Take out what the sanitiser would drop anyway: most of a Word document's bytes are styles of spans."""
    style = block.attributes.get("style") if block.attributes else None
    if style is not None and "text-align" not in style.lower():
        del block.node.attrs["style"]
    if block.tag in _DEBRIS:
        block.node.unwrap()


def _kept_media(spot: Spot, words: Vocabulary) -> bool:
    if spot.hidden or spot.name == "source":
        return not spot.hidden
    return not words.icons.search(shown_source(spot.node)) and not is_tiny(spot.node)


def _show(spot: Spot, body: Body, players: list[str]) -> None:
    """A lazy picture gets its address; a player of a document or film becomes a link in its place."""
    if spot.name == "img":
        spot.node.attrs["src"] = shown_source(spot.node)
    elif spot.name in {"embed", "iframe", "object", "pdf"}:
        target = document_of(spot.node, body.words, body.to_url)
        if target:
            players.append(_player(target, spot.node, body.words))
            spot.node.replace_with(f"\ufdd0{len(players) - 1}\ufdd1")


def _open_scripted_links(page: Outline, first: int, last: int, words: Vocabulary, to_url: Resolver) -> None:
    """A link that opens a document by script gets the document's address."""
    for index in range(first, last):
        block = page.blocks[index]
        if block.tag == "a" and (block.attributes.get("href") or "").strip().lower().startswith("javascript"):
            target = document_of(block.node, words, to_url)
            if target:
                block.node.attrs["href"] = target


def _player(target: str, node: LexborNode, words: Vocabulary) -> str:
    suffix = target.rpartition(".")[2].lower()
    if suffix in {"mp4", "webm", "m4v", "ogg"}:
        return f'<video src="{escape(target)}" controls></video>'
    return f'<a href="{escape(target)}">{escape(shown_name("", node, target, words))}</a>'


def _with_players(html: str, players: list[str]) -> str:
    def link(found: re.Match[str]) -> str:
        number = int(found[1]) if len(found[1]) < 8 else len(players)
        return players[number] if number < len(players) else ""

    return without_tokens(_TOKEN.sub(link, html))


def without_tokens(text: str) -> str:
    """Give the text without what could be taken for our tokens, wherever it came from."""
    return text.replace("\ufdd0", "").replace("\ufdd1", "")
