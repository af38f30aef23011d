"""Images and attachments of an article: inside the body, beside it, and behind download wrappers."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import unescape
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

from selectolax.lexbor import LexborNode

from migrate.extract.body import UNITS, Choice
from migrate.extract.dom import Outline, bare, squeezed
from migrate.extract.rules import NAME_KEYS, Vocabulary, is_document, suffix_of
from migrate.model import Found

LEVELS_ABOVE = 2  # blocks above the body in which attachments may stand
CLOSE_BY = 400  # characters below a body within which its files stand, where all the page is around it
LONGEST_NAME = 200
_LITERAL = re.compile(r"[\"']([^\"'\s<>]{4,500})[\"']")
_SUDY_TITLE = re.compile(r"['\"]title['\"]\s*:\s*['\"]([^'\"]{1,200})['\"]")
_PAGE_SUFFIXES = frozenset({"html", "htm", "shtml", "jhtml", "jsp", "asp", "aspx", "php", "do", ""})
_SPELLED = re.compile(r"附\s*件|附\s*表|附\s*图|^下载|下载[:：]")

_FILE_WORDS = re.compile(r"down|attach|file|affix", re.IGNORECASE)
_PICTURE = re.compile(r"<img([^>\"]*(?:\"[^\"]*\"[^>\"]*)*)>")  # as the sanitiser writes it
_ATTRIBUTE = re.compile(r"([a-z-]+)=\"([^\"]*)\"")
_BESIDE_NAMES = re.compile(r"[\W\d_]|附件|下载|已|次|点击|查看|KB|MB", re.IGNORECASE)
_SILENT = frozenset({"script", "style", "noscript", "-comment"})
_PLAYED = frozenset({"url", "src", "filename", "movie"})
_PLAIN_PAGES = frozenset({"html", "htm", "shtml", "jhtml"})
_PAGE = re.compile(r"(?:[^?]*/)?(?:[^/?.]*|[^/?]*\.(?:s?html?|jhtml|jsp|aspx?|php|do))(?:#.*)?\Z", re.IGNORECASE)
WHOLE = frozenset({"body", "html"})

Resolver = Callable[[str], str | None]


@dataclass(frozen=True)
class Body:
    """A chosen body on its page: what is left out of it, and how its references become addresses."""

    page: Outline
    choice: Choice
    dropped: list[tuple[int, int]]  # stretches of the flat text, in order, not overlapping
    words: Vocabulary
    to_url: Resolver


def find_attachments(body: Body, ground: tuple[int, int, int]) -> tuple[Found, ...]:
    """Give the documents of the article, those in the body first, each address once, with the name a reader sees.

    `ground` is where the article's title begins, where the article ends, and where the foot of the page begins: lists
    of files stand below 分享到 and 上一篇, unless all the page around is looked at.
    """
    page, words = body.page, body.words
    near, far = areas(page, body.choice)
    stretches = _stretches(body, ground, near, far)
    found: dict[str, Found] = {}
    for inline in (True, False):
        for index in range(far, page.blocks[far].last):
            block, close = page.blocks[index], near <= index < page.blocks[near].last
            if block.tag != "a" or block.hidden or _in_body(body, index) is not inline:
                continue
            if not stretches[close][0] <= block.begin < stretches[close][1]:
                continue
            text = page.of(block)
            if _leads_to_page(block.attributes, text):
                continue
            target = document_of(block.node, words, body.to_url) or _named(text, block.node, words, body.to_url)
            if not target and close:
                target = _spelled(block.node, body.to_url) if is_spelled(text) else None
            if target:
                named = _named_beside(page, index, words) or text
                _enter(found, Found(target, shown_name(named, block.node, target, words), inline))
    for target, node in _players(body):
        found.setdefault(target, Found(target, shown_name("", node, target, words), True))
    return tuple(found.values())


def _stretches(body: Body, ground: tuple[int, int, int], near: int, far: int) -> dict[bool, tuple[int, int]]:
    """Where links to files count, close to the body and farther off: all the page around it holds other lists too."""
    title, end, foot = ground
    free = (0, foot)
    if body.page.blocks[near].tag in WHOLE:
        return {True: (title, end), False: (title, end)}
    if body.page.blocks[far].tag in WHOLE:
        return {True: free, False: (title, min(end, body.choice.finish + CLOSE_BY))}
    return {True: free, False: free}


def names_only(text: str, attachments: Sequence[Found], html: str) -> bool:
    """Tell whether a body says nothing but how its documents are called: the text is in them."""
    if not attachments or len(text) > LONGEST_NAME * 2 or "<img" in html or "<video" in html:
        return False
    for file in sorted(attachments, key=lambda one: -len(one.name)):
        text = text.replace(file.name, "")
    return _BESIDE_NAMES.sub("", text) == ""


def quick_attachments(
    block: LexborNode, area: LexborNode, words: Vocabulary, to_url: Resolver, body: Body | None = None
) -> tuple[Found, ...] | None:
    """Give the same of a body that is a block of its own, without walking the page: links two levels above it.

    None where all the page is around the body and a file is named farther off: only a walk tells how far. `body`:
    the same body, where it was walked for a closer look.
    """
    walked = body.page if body is not None else None
    near = _above(_outermost_same(block, area), area)
    far = _above(near, area)
    links = [(link, link.mem_id) for link in far.css("a") if not _plain_link(link.attributes, link.text() or "")]
    if not links:
        return _with_players({}, body)
    inside = {link.mem_id for link in block.css("a")}
    beside = {link.mem_id for link in near.css("a")}
    found: dict[str, Found] = {}
    for inline in (True, False):
        for link, key in links:
            at = walked.places.get(key) if walked is not None else None
            stands_in = _in_body(body, at) if body is not None and at is not None else key in inside
            if stands_in is not inline or (walked is not None and at is not None and walked.blocks[at].hidden):
                continue
            text = squeezed(link.text() or "")
            target = document_of(link, words, to_url) or _named(text, link, words, to_url)
            if not target and key in beside and is_spelled(text):
                target = _spelled(link, to_url)
            if target and key not in beside and area.tag in WHOLE:
                return None
            if target:
                named = _named_beside(walked, at, words) if walked is not None and at is not None else ""
                _enter(found, Found(target, shown_name(named or text, link, target, words), inline))
    return _with_players(found, body)


def _with_players(found: dict[str, Found], body: Body | None) -> tuple[Found, ...]:
    if body is not None:
        for target, node in _players(body):
            found.setdefault(target, Found(target, shown_name("", node, target, body.words), True))
    return tuple(found.values())


def _above(node: LexborNode, area: LexborNode) -> LexborNode:
    """The block one level above, no higher than the area."""
    above: LexborNode | None = node
    while above is not None and above.mem_id != area.mem_id:
        above = above.parent
        if above is not None and above.tag not in UNITS:
            return _outermost_same(above, area)
    return node if above is None else above


def _outermost_same(node: LexborNode, area: LexborNode) -> LexborNode:
    """The outermost block that holds no more text than `node`: a wrapper that adds nothing is no level."""
    while node.mem_id != area.mem_id and node.parent is not None:
        if _stands_with_text(node):
            break
        node = node.parent
    return node


def _stands_with_text(node: LexborNode) -> bool:
    """Tell whether a node beside this one says something."""
    beside = node.parent.first_child if node.parent is not None else None
    while beside is not None:
        if beside.mem_id != node.mem_id and beside.tag not in _SILENT and (beside.text() or "").strip():
            return True
        beside = beside.next
    return False


def _plain_link(attributes: Mapping[str, str | None], text: str) -> bool:
    return "onclick" not in attributes and _is_plain(attributes.get("href") or "", text)


@lru_cache(maxsize=8192)
def _is_plain(href: str, text: str) -> bool:
    """The same as below; the pages of a site share most of their links."""
    return _leads_to_page({"href": href}, squeezed(text))


def _leads_to_page(attributes: Mapping[str, str | None], text: str) -> bool:
    """What can be told at a glance: an address of a page without a query, and no word of an attachment."""
    href = (attributes.get("href") or "").strip()
    return "onclick" not in attributes and _PAGE.match(href) is not None and "." not in text and not is_spelled(text)


def find_images(html: str, words: Vocabulary) -> tuple[Found, ...]:
    """Give the pictures of a sanitised body, each address once."""
    found: dict[str, Found] = {}
    for picture in _PICTURE.finditer(html):
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(picture[1])}
        source = attributes.get("src", "")
        if source.startswith(("http://", "https://")) and not words.icons.search(source):
            name = squeezed(attributes.get("alt") or attributes.get("title") or "")[:LONGEST_NAME]
            found.setdefault(source, Found(source, name or address_name(source), True))
    return tuple(found.values())


def document_of(node: LexborNode, words: Vocabulary, to_url: Resolver) -> str | None:
    """Give the address of the document or film that a link or player leads to; None where it is none."""
    attributes = node.attributes
    offers = [attributes.get(name) for name in ("href", "pdfsrc", "src", "data")]
    for offer in [*offers, *_played(node)]:
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


def _played(node: LexborNode) -> Iterator[str | None]:
    """What the parts of a player name."""
    if node.tag in {"object", "video", "audio"}:
        for part in node.css("embed[src], source[src]"):
            yield part.attributes.get("src")
        for part in node.css("param[value]"):
            if (part.attributes.get("name") or "").lower() in _PLAYED:
                yield part.attributes.get("value")


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


def areas(page: Outline, choice: Choice) -> tuple[int, int]:
    """The blocks one and two levels above the body; the whole page only where the body stands right in it."""
    area = [choice.block]
    for index in page.above(choice.block):
        if page.blocks[index].tag in WHOLE and len(area) > LEVELS_ABOVE:
            break
        if page.blocks[index].chars == page.blocks[area[-1]].chars:
            if len(area) > 1:
                area[-1] = index  # a wrapper that adds nothing is no level
        elif page.blocks[index].tag not in UNITS:
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


def is_spelled(text: str) -> bool:
    """Tell whether a link says that it leads to an attachment."""
    return len(text) <= LONGEST_NAME and _SPELLED.search(text) is not None


def _named_beside(page: Outline, index: int, words: Vocabulary) -> str:
    """The name that stands on the line of a link which is an icon or says 下载 alone; empty where the link has one."""
    block = page.blocks[index]
    if bare(page.of(block)).strip("【】[]（）()：:").lower() not in {*words.generic_names, ""}:
        return ""
    start = page.text.rfind("\n", max(0, block.begin - LONGEST_NAME), block.begin) + 1
    line = page.text[start or max(0, block.begin - LONGEST_NAME) : start + 2 * LONGEST_NAME].split("\n")[0]
    parts = [squeezed(part) for part in line.split("\t")]
    return next((part for part in parts if suffix_of(part) in words.suffixes), "")


def _named(text: str, link: LexborNode, words: Vocabulary, to_url: Resolver) -> str | None:
    """Where a link leads that is named as a file (任务表.doc), if that is an address with a query or of no page."""
    if suffix_of(text.rstrip("）)】]。 ")) not in words.suffixes:
        return None
    target = to_url(link.attributes.get("href") or "")
    return (
        target if target and (urlsplit(target).query or suffix_of(urlsplit(target).path) not in _PLAIN_PAGES) else None
    )


def _enter(found: dict[str, Found], file: Found) -> None:
    known = found.setdefault(file.old_url, file)
    if known.name == address_name(file.old_url) and file.name != known.name:  # an icon linked before the name
        found[file.old_url] = replace(known, name=file.name)


def _spelled(link: LexborNode, to_url: Resolver) -> str | None:
    """Where a link that says 附件 or 下载 leads, if that is no page."""
    target = to_url(link.attributes.get("href") or "")
    if target is None:
        return None
    is_page = suffix_of(urlsplit(target).path) in _PAGE_SUFFIXES
    return None if is_page and not _FILE_WORDS.search(target) else target
