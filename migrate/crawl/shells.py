"""Pages that are not what their address promises: shells for missing pages, challenges, HTML in place of a file.

Words alone never decide here: a soft 404 is the same page as a random address gives, a challenge is a tiny page that
names nothing, and a file is known by the bytes it must begin with.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from migrate.crawl.body import looks_html
from migrate.crawl.links import suffix_kind
from migrate.fetch.client import Exchange
from migrate.model import Kind

_DOCUMENTS = ("pdf", "docx", "xlsx", "pptx", "ofd", "ceb", "zip", "rar", "7z", "gz", "tar", "apk", "exe", "dwg")
_FILMS = ("mp3", "mp4", "wmv", "wma", "avi", "flv", "swf", "mov", "rm", "rmvb")
_PICTURES = ("jpg", "jpeg", "png", "gif", "bmp", "webp", "ico", "tif", "tiff")
NEVER_HTML = frozenset((*_DOCUMENTS, *_FILMS, *_PICTURES))  # an old .doc or .xls may be HTML of an office program
TITLE_BEFORE = 20_000  # letters
_DIGITS = re.compile(r"(?<![0-9A-Za-z])[A-Za-z_-]*\d[\w-]*", re.ASCII)  # numbers, and ids that hold one
_SPACE = re.compile(r"\s+")
_TITLE = re.compile(r"<title[^>]*>(.{0,300}?)</title", re.IGNORECASE | re.DOTALL)
_REFERENCES = ("href", "src", "action")
_COOKIE = re.compile(r"""document\.cookie\s*=\s*(["'])([\w\-]{1,100}=[^"';,\s]{1,2000}(?:;[^"']{0,300})?)\1""")
_INVISIBLE = "script,style,noscript,title,head"


class Searched(Protocol):
    """A list of words that a text is searched for."""

    def search(self, text: str) -> bool:
        """True when one of them stands in `text`."""


class ShellRules(Protocol):
    """What tells a shell (`mappings.traps.Traps` fits; the fields are told in traps.toml)."""

    @property
    def missing_words(self) -> Searched:
        """Words that give cause to doubt a page."""

    @property
    def denied_words(self) -> Searched:
        """Words that give cause to doubt a page, and tell that it is refused and not missing."""

    @property
    def wall_words(self) -> Searched:
        """Words that give cause to doubt pages which all look alike."""

    @property
    def challenge_marks(self) -> Searched:
        """What a challenge or a holding page holds, in its text or in its script."""

    @property
    def challenge_statuses(self) -> frozenset[int]:
        """Answers that are a challenge by their structure alone."""

    def limit(self, name: str) -> int:
        """Give a threshold."""


@dataclass(frozen=True)
class PagePrint:
    """What a page shows, without digits and without its own address: title, pieces of text, raw references."""

    title: str
    texts: frozenset[str]
    references: frozenset[str]
    echoes: tuple[str, ...]


def print_of(text: str, url: str) -> PagePrint:
    """Give the print of a page's decoded text; what echoes the address it was asked for is left out."""
    echoes = _echoes(url)
    tree = LexborHTMLParser(text)
    tree.strip_tags(["script", "style", "noscript"])
    references = {
        value
        for node in tree.css("[href],[src],[action]")
        for name in _REFERENCES
        if (value := node.attributes.get(name))
    }
    body = tree.body.text(separator="\n") if tree.body else text
    texts = frozenset(_plain(_without(echoes, one)) for one in body.split("\n"))
    return PagePrint(_plain(_without(echoes, title_of(text))), texts - {""}, frozenset(references), echoes)


def _without(echoes: tuple[str, ...], text: str) -> str:
    for echo in echoes:
        text = text.replace(echo, "")
    return text


def _echoes(url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    target = parts.path + ("?" + parts.query if parts.query else "")
    found = {url, target, parts.path, parts.path.rsplit("/", 1)[-1], parts.query}
    forms = {form for one in found for form in (one, unquote(one)) if len(form) > 3}
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))


def _plain(text: str) -> str:
    return _SPACE.sub(" ", _DIGITS.sub("", text)).strip()


def title_of(text: str) -> str:
    """Give a page's title; empty when it has none."""
    at = text[:TITLE_BEFORE].lower().find("<title")
    found = _TITLE.match(text, at) if at >= 0 else None
    return found[1].strip() if found else ""


def same_page(one: PagePrint, other: PagePrint, novel: int) -> bool:
    """True when two prints are the same page: no more than `novel` letters, and no tenth of the text, differ."""
    own = one.echoes + other.echoes
    if one.title != other.title or any(
        not any(echo in reference for echo in own) for reference in one.references ^ other.references
    ):
        return False
    differing = sum(map(len, one.texts ^ other.texts))
    whole = sum(map(len, one.texts | other.texts))
    return differing <= min(novel, whole // 10)


def has_missing_words(text: str, rules: ShellRules) -> bool:
    """True when the title, or a short page anywhere, says that something is not there: cause to ask, no proof."""
    return rules.missing_words.search(title_of(text) if len(text) > rules.limit("short_page") else text)


def is_denial(text: str, rules: ShellRules) -> bool:
    """True when the title, or a short page anywhere, says that whoever asks may not see it."""
    return rules.denied_words.search(title_of(text) if len(text) > rules.limit("short_page") else text)


def may_be_wall(text: str, rules: ShellRules) -> bool:
    """True for an empty page, and for a short one in which a firewall, a login or a notice may speak."""
    return not text or (len(text) <= rules.limit("short_page") and rules.wall_words.search(text))


def is_challenge(exchange: Exchange, text: str, names_others: bool, rules: ShellRules) -> bool:
    """True for a page that only wants to know who asks: tiny, nearly without text and links, with a mark of its kind.

    `names_others` tells that it leads somewhere else, as a splash page does.
    """
    if names_others or not text or len(text) > rules.limit("challenge_length"):
        return False
    telling = exchange.status in rules.challenge_statuses
    if not (telling and "<script" in text.lower()) and not (
        (telling or exchange.status == 200) and rules.challenge_marks.search(text)
    ):
        return False
    tree = LexborHTMLParser(text)
    if len(tree.css("img,embed,object,iframe,frame")) > 1:
        return False
    for node in tree.css(_INVISIBLE):
        node.decompose()
    return len(_SPACE.sub("", tree.body.text() if tree.body else "")) <= rules.limit("challenge_text")


def cookies_written(text: str) -> Sequence[str]:
    """Give the cookies that a script sets to literal values, each as `name=value; attributes`."""
    return [found[2] for found in _COOKIE.finditer(text)]


def fresh_cookie(exchange: Exchange) -> bool:
    """True when an answer sets a cookie that the request did not bring."""
    cookie = exchange.headers.get("set-cookie", "").partition(";")[0].strip()
    sent = bytes(exchange.tape.request) if exchange.tape else b""
    return "=" in cookie and cookie.encode("utf-8", "surrogateescape") not in sent


def is_html_for_a_file(exchange: Exchange) -> bool:
    """True when a page came where the address promises a picture or a document of another kind."""
    if exchange.body is None or not looks_html(exchange.body):
        return False
    suffix = urlsplit(exchange.url).path.rsplit(".", 1)[-1].lower()
    return suffix in NEVER_HTML


def promises_document(url: str) -> bool:
    """True when the address ends like a document or a picture."""
    return suffix_kind(url, Kind.PAGE) in (Kind.ATTACHMENT, Kind.IMAGE)
