"""Images and attachments of an article: inside the body, beside it, and behind download wrappers."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

from selectolax.lexbor import LexborNode

from migrate.extract.body import UNITS, Choice
from migrate.extract.dom import Outline, bare, squeezed
from migrate.extract.rules import NAME_KEYS, Vocabulary, is_document, suffix_of
from migrate.model import Found

LEVELS_ABOVE = 2  # blocks above the body in which attachments may stand
LONGEST_NAME = 200
_LITERAL = re.compile(r"[\"']([^\"'\s<>]{4,500})[\"']")
_SUDY_TITLE = re.compile(r"['\"]title['\"]\s*:\s*['\"]([^'\"]{1,200})['\"]")
_PAGE_SUFFIXES = frozenset({"html", "htm", "shtml", "jhtml", "jsp", "asp", "aspx", "php", "do", ""})
_SPELLED = re.compile(r"附\s*件|附\s*表|附\s*图|^下载|下载[:：]")

_FILE_WORDS = re.compile(r"down|attach|file|affix", re.IGNORECASE)
_WHOLE = frozenset({"body", "html"})

Resolver = Callable[[str], str | None]


@dataclass(frozen=True)
class Body:
    """A chosen body on its page: what is left out of it, and how its references become addresses."""

    page: Outline
    choice: Choice
    dropped: list[tuple[int, int]]  # stretches of the flat text, in order, not overlapping
    words: Vocabulary
    to_url: Resolver


def find_attachments(body: Body, ground: tuple[int, int]) -> tuple[Found, ...]:
    """Give the documents of the article, those in the body first, each address once, with the name a reader sees.

    `ground` is where the article's title begins and where the foot of the page does.
    """
    page, words = body.page, body.words
    near, far = _areas(page, body.choice)
    top = ground[0] if page.blocks[far].tag in _WHOLE else 0
    found: dict[str, Found] = {}
    for inline in (True, False):
        for index in range(far, page.blocks[far].last):
            block = page.blocks[index]
            if (
                block.tag != "a"
                or block.hidden
                or not top <= block.begin < ground[1]
                or _in_body(body, index) is not inline
            ):
                continue
            target = document_of(block.node, words, body.to_url)
            if not target and near <= index < page.blocks[near].last:
                target = _spelled(body, index)
            if target:
                name = shown_name(page.of(block), block.node, target, words)
                known = found.setdefault(target, Found(target, name, inline))
                if known.name == address_name(target) and name != known.name:  # an icon linked before the name
                    found[target] = replace(known, name=name)
    for target, node in _players(body):
        found.setdefault(target, Found(target, shown_name("", node, target, words), True))
    return tuple(found.values())


def find_images(shown: Outline, words: Vocabulary) -> tuple[Found, ...]:
    """Give the pictures of a sanitised body, each address once."""
    found: dict[str, Found] = {}
    for spot in shown.media:
        source = spot.node.attributes.get("src") or ""
        if spot.name == "img" and source.startswith(("http://", "https://")) and not words.icons.search(source):
            name = squeezed(spot.node.attributes.get("alt") or spot.node.attributes.get("title") or "")[:LONGEST_NAME]
            found.setdefault(source, Found(source, name or address_name(source), True))
    return tuple(found.values())


def document_of(node: LexborNode, words: Vocabulary, to_url: Resolver) -> str | None:
    """Give the address of the document or film that a link or player leads to; None where it is none."""
    attributes = node.attributes
    inner = node.css_first("embed[src]") if node.tag == "object" else None
    offers = [attributes.get(name) for name in ("href", "pdfsrc", "src", "data")]
    for offer in [*offers, inner.attributes.get("src") if inner is not None else None]:
        value = (offer or "").strip()
        if value and not value.lower().startswith("javascript"):
            target = _inner_file(value, words, to_url)
            if target:
                return target
    spoken = f"{attributes.get('onclick') or ''} {attributes.get('href') or ''}"
    if "(" in spoken:
        for literal in _LITERAL.findall(spoken):
            target = to_url(literal)
            if target and is_document(target, words):
                return target
    return None


def _inner_file(value: str, words: Vocabulary, to_url: Resolver) -> str | None:
    target = to_url(value)
    if target is None:
        return None
    query = urlsplit(target).query
    if re.search(r"viewer\.html?$|player", urlsplit(target).path, re.IGNORECASE):
        for key, inner in parse_qsl(query):  # pdfjs/viewer.html?file=/a/b.pdf
            wrapped = to_url(inner) if key.lower() in {"file", "src", "url"} else None
            if wrapped and is_document(wrapped, words):
                return wrapped
    return target if is_document(target, words) else None


def shown_name(text: str, node: LexborNode | None, url: str, words: Vocabulary) -> str:
    """Give the name that a reader sees; where that is only 下载 or nothing, the title, then the name in the address."""
    attributes = node.attributes if node is not None else {}
    sudy = _SUDY_TITLE.search(attributes.get("sudyfile-attr") or "")
    offers = (text, attributes.get("title") or "", sudy[1] if sudy else "", address_name(url))
    for offer in offers:
        name = squeezed(offer)[:LONGEST_NAME]
        if name and bare(name).strip("【】[]（）()：:").lower() not in words.generic_names:
            return name
    return squeezed(text)[:LONGEST_NAME] or "附件"


def address_name(url: str) -> str:
    """Give the file name that an address itself carries, in its query or at the end of its path."""
    parts = urlsplit(url)
    query = {key.lower(): value for key, value in parse_qsl(parts.query, encoding="latin-1")}
    for key in NAME_KEYS:
        if query.get(key):
            return _unescaped(query[key].encode("latin-1", "replace")).rpartition("/")[2]
    return _unescaped(unquote_to_bytes(parts.path.rpartition("/")[2]))


def _unescaped(raw: bytes) -> str:
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def _areas(page: Outline, choice: Choice) -> tuple[int, int]:
    """The blocks one and two levels above the body; the whole page only where the body stands right in it."""
    area = [choice.block]
    for index in page.above(choice.block):
        if page.blocks[index].tag in _WHOLE and len(area) > 1:
            break
        if page.blocks[index].tag not in UNITS:
            area.append(index)
    near = area[min(1, len(area) - 1)]
    return near, area[min(LEVELS_ABOVE, len(area) - 1)]


def _in_body(body: Body, index: int) -> bool:
    block, choice = body.page.blocks[index], body.choice
    if (
        not choice.block <= index < body.page.blocks[choice.block].last
        or not choice.begin <= block.begin <= choice.finish
    ):
        return False
    stretch = bisect_right(body.dropped, (block.begin, 1 << 61)) - 1
    return block.begin == choice.finish == block.finish or stretch < 0 or block.begin >= body.dropped[stretch][1]


def _players(body: Body) -> Iterator[tuple[str, LexborNode]]:
    first, last = body.choice.block, body.page.blocks[body.choice.block].last
    for spot in body.page.media:
        if spot.name != "img" and first <= spot.block < last and not spot.hidden:
            target = document_of(spot.node, body.words, body.to_url)
            if target:
                yield target, spot.node


def _spelled(body: Body, index: int) -> str | None:
    """A link that says 附件 or 下载 and does not lead to a page."""
    block = body.page.blocks[index]
    if block.chars > LONGEST_NAME or not _SPELLED.search(body.page.of(block)):
        return None
    target = body.to_url(block.node.attributes.get("href") or "")
    if target is None:
        return None
    is_page = suffix_of(urlsplit(target).path) in _PAGE_SUFFIXES
    return None if is_page and not _FILE_WORDS.search(target) else target
