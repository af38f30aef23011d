"""Hidden links, links to bad places, scripts for search engines and encoded titles, scored.

Content systems hide links of their own, so nothing is reported for being hidden alone.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import unescape
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from migrate.screen.finding import Hit
from migrate.screen.rules import ScreenRules
from migrate.screen.units import folded
from migrate.urls import host_of, resolve

DEPTH = 25  # ancestors whose style may hide a link
SHOWN = 60  # characters of an address that are shown
_GAP = r"[ .·*_-]{0,2}"  # what is put between the letters of a word so that a filter does not see it
CLOSE = 20  # characters around a word that tell for or against it
_TITLE = re.compile(r"<title[^>]*>(.{0,2000}?)</title", re.IGNORECASE | re.DOTALL)
_META = re.compile(r"<meta\b[^>]{0,4000}>", re.IGNORECASE)
_NAMED = re.compile(r"name\s*=\s*[\"']?(?:keywords|description)", re.IGNORECASE)
_ASKS = re.compile(r"document\s*\.\s*referrer|navigator\s*\.\s*userAgent", re.IGNORECASE)
_LEADS = re.compile(r"location|document\s*\.\s*write|window\s*\.\s*open|createElement", re.IGNORECASE)
_LITTLE = re.compile(r"\s*[012](?:px)?\s*\Z")


@dataclass(frozen=True)
class Shown:
    """A captured page to be screened: its markup as text, its URL, the site's own hosts, the article's body if any.

    `said` is what the article was already searched for: its title, body and names.
    """

    html: str
    url: str
    hosts: frozenset[str]
    body_html: str = ""
    said: str = ""

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The page as a tree."""
        return LexborHTMLParser(self.html)

    @cached_property
    def body_targets(self) -> frozenset[str]:
        """Where the links of the article's body lead."""
        return targets_of(self.body_html, self.url)

    def line_of(self, text: str) -> str:
        """The place of a text in the markup, as a line number."""
        at = self.html.find(text) if text else -1
        return f"网页第 {self.html.count(chr(10), 0, at) + 1} 行" if at >= 0 else "网页"


@dataclass(frozen=True)
class _Seen:
    node: LexborNode
    target: str
    host: str
    hidden: int  # the element that hides it, 0 for none
    foreign: bool


def links_of(tree: LexborHTMLParser, base: str) -> Iterator[tuple[LexborNode, str]]:
    """Give every link of a tree with its absolute address."""
    for node in tree.css("a[href],area[href]"):
        target = resolve(base, node.attributes.get("href") or "")
        if target is not None and target.startswith(("http://", "https://")):
            yield node, target


def targets_of(body_html: str, base: str) -> frozenset[str]:
    """Give where the links of a body lead."""
    return frozenset(target for _, target in links_of(LexborHTMLParser(body_html), base))


def search_hiding(page: Shown, rules: ScreenRules) -> Iterator[Hit]:
    """Give what a captured page hides, or shows to search engines only."""
    yield from _links(page, rules)
    yield from _scripts(page, rules)
    yield from _titles(page, rules)


def spam_in(page: Shown, rules: ScreenRules, kinds: Collection[str]) -> frozenset[str]:
    """Give where those links of the article's body lead that a search of the page finds to be of these kinds."""
    return frozenset(hit.exact for hit in _links(page, rules) if hit.kind in kinds)


def without_links(body_html: str, base: str, targets: Collection[str]) -> tuple[str, str]:
    """Give a body and its text without the links that lead to these addresses, and without the words on them."""
    tree = LexborHTMLParser(body_html)
    for node, target in list(links_of(tree, base)):
        if target in targets:
            node.decompose()
    body = tree.body
    return ("", "") if body is None else (_inside(body), body.text(separator="\n"))


def _inside(body: LexborNode) -> str:
    return re.sub(r"\A<body[^>]*>|</body>\Z", "", body.html or "")


def is_bad(text: str, rules: ScreenRules, more: tuple[str, ...] = ()) -> bool:
    """True when a text speaks for gambling and the like, and not of the fight against it."""
    return any(True for _ in bad_places(text, rules, more))


def bad_places(text: str, rules: ScreenRules, more: tuple[str, ...] = ()) -> Iterator[tuple[int, int]]:
    """Give the places of bad words that nothing near tells to be a warning; `more` adds to the words."""
    first, bad = _searched((*rules.words("bad_words"), *more))
    for found in bad.finditer(text) if not first.isdisjoint(text) else ():  # most texts hold no such letter
        near = text[max(0, found.start() - CLOSE) : found.end() + CLOSE]
        if not any(word in near for word in rules.words("against")):
            yield found.span()


@lru_cache(maxsize=8)
def _searched(words: tuple[str, ...]) -> tuple[frozenset[str], re.Pattern[str]]:
    """The letters that the words begin with, and the words as a pattern; none at all is a pattern that never fits."""
    spaced = "|".join(_GAP.join(map(re.escape, word)) for word in words)
    return frozenset(word[0] for word in words), re.compile(spaced or r"(?!)")


def is_foreign(url: str, hosts: frozenset[str], rules: ScreenRules) -> bool:
    """True when an address is neither the site's own nor another government's."""
    host = host_of(url)
    return bool(host) and host not in hosts and not f".{host}".endswith(rules.words("government_suffixes"))


def _links(page: Shown, rules: ScreenRules) -> Iterator[Hit]:
    seen = [
        _Seen(node, target, host_of(target), _hidden_by(node, rules), is_foreign(target, page.hosts, rules))
        for node, target in links_of(page.tree, page.url)
    ]
    beside: dict[int, set[str]] = {}
    for one in seen:
        if one.hidden and one.foreign:
            beside.setdefault(one.hidden, set()).add(one.host)
    for one in seen:
        crowd = len(beside.get(one.hidden, ())) >= rules.limit("crowd")
        if _score(one, crowd, rules) >= rules.limit("link_score"):
            text = folded(one.node.text(strip=True))[:CLOSE]
            kind = "hidden_link" if one.hidden else "bad_link"
            inside = one.target in page.body_targets
            if inside and not _is_worded(one, rules):
                kind = "hidden_other"  # perhaps a panel that opens by a click: a person looks before it is cut out
            yield Hit(
                kind if inside else f"{kind}_page",
                page.line_of(one.node.attributes.get("href") or ""),
                f"{text} → {one.target[:SHOWN]}",
                one.target,
            )


def _is_worded(one: _Seen, rules: ScreenRules) -> bool:
    text = folded(f"{one.node.text()} {one.node.attributes.get('title') or ''}")
    return is_bad(text, rules, rules.words("link_words"))


def _score(one: _Seen, crowd: bool, rules: ScreenRules) -> int:
    points = {
        "hidden_points": one.hidden > 0,
        "foreign_points": one.foreign,
        "word_points": _is_worded(one, rules),
        "suffix_points": one.hidden > 0 and one.foreign and one.host.endswith(rules.words("bad_suffixes")),
        "crowd_points": one.hidden > 0 and one.foreign and crowd,
    }
    return sum(rules.limit(name) for name, holds in points.items() if holds)


def _hidden_by(node: LexborNode, rules: ScreenRules) -> int:
    """The element that hides a link: itself or one around it; 0 where nothing does."""
    above: LexborNode | None = node
    for _ in range(DEPTH):
        if above is None or above.tag in ("body", "html"):
            return 0
        attributes = above.attributes
        style = re.sub(r"\s+|!important", "", attributes.get("style") or "").lower()
        if "hidden" in attributes or (style and any(one.search(style) for one in rules.hiding.values())):
            return above.mem_id
        sizes = [attributes.get(name) or "" for name in ("height", "width")]
        if above.tag == "marquee" and any(_LITTLE.match(size) for size in sizes):
            return above.mem_id
        above = above.parent
    return 0


def _scripts(page: Shown, rules: ScreenRules) -> Iterator[Hit]:
    for node in page.tree.css("script"):
        text, source = node.text() or "", node.attributes.get("src") or ""
        engines = [one for one in rules.words("search_engines") if one in text.replace("\\", "").lower()]
        if engines and _ASKS.search(text) and _LEADS.search(text):
            yield Hit("cloaked_script", page.line_of(text[:SHOWN]), f"脚本查看来路或浏览器，提到 {'、'.join(engines)}")
        target = resolve(page.url, source) if source else None
        if target and is_foreign(target, page.hosts, rules):
            host = urlsplit(target).hostname or ""
            if host.endswith(rules.words("bad_suffixes")) or is_bad(target, rules):
                yield Hit("foreign_script", page.line_of(source), target[:SHOWN])
    yield from _frames(page, rules)
    for node in page.tree.css("meta[http-equiv][content]"):
        content = node.attributes.get("content") or ""
        target = resolve(page.url, content.partition("=")[2].strip(" '\"")) if "url" in content.lower() else None
        if target and is_foreign(target, page.hosts, rules):
            host = urlsplit(target).hostname or ""
            if host.endswith(rules.words("bad_suffixes")) or is_bad(target, rules):
                yield Hit("cloaked_script", page.line_of(content), f"打开后转到 {target[:SHOWN]}")


def _frames(page: Shown, rules: ScreenRules) -> Iterator[Hit]:
    """Frames that nobody can see and that show another host."""
    for node in page.tree.css("iframe[src],frame[src],embed[src],object[data]"):
        source = node.attributes.get("src") or node.attributes.get("data") or ""
        target = resolve(page.url, source)
        sizes = [node.attributes.get(name) or "" for name in ("height", "width")]
        unseen = _hidden_by(node, rules) or any(_LITTLE.match(size) for size in sizes)
        if target and unseen and is_foreign(target, page.hosts, rules):
            host = urlsplit(target).hostname or ""
            if not f".{host}".endswith(rules.words("known_frames")):
                yield Hit("foreign_script", page.line_of(source), target[:SHOWN])


def _titles(page: Shown, rules: ScreenRules) -> Iterator[Hit]:
    metas = [found for found in _META.finditer(page.html) if _NAMED.search(found[0])]
    for found in [*_TITLE.finditer(page.html), *metas]:
        if is_bad(meaning := folded(unescape(found[0])), rules):
            at = next(bad_places(meaning, rules))
            yield Hit("encoded_title", page.line_of(found[0]), meaning[max(0, at[0] - 5) : at[1] + 5])
