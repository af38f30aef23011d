"""Pages whose content only a script brings: by which sign a page is one, before any browser is asked.

Read as bytes such a page is whole and says nothing: a shell with an empty root element, a list whose further pages no
rule can ask for, a list that a script fetches with keys of its own making.
"""

import re
from collections.abc import Sequence
from typing import Protocol

from selectolax.lexbor import LexborHTMLParser, LexborNode

from migrate.crawl.pagers.pager import declared
from migrate.crawl.reading import Reading
from migrate.urls import resolve

SHELL, PAGER, UNREAD = "shell", "pager", "unread"  # signs on the page itself
ADDRESS, LIST = "address", "list"  # the office names it; the list that it opens was not whole
_INVISIBLE = "script,style,noscript,template,title,head"
_CLICKED = "a,button,li,span,div,input"
_SPACE = re.compile(r"\s+")
_BUNDLE = re.compile(r"<script\b[^<>]{0,500}?\bsrc\s*=|<script\b[^<>]{0,200}?\btype\s*=\s*[\"']?module", re.IGNORECASE)
MOST_TEXT = 2_000_000  # letters; longer pages are not looked at


class ScriptedRules(Protocol):
    """What tells such pages (`mappings.scripted.Scripted` fits; the fields are told in scripted.toml)."""

    @property
    def roots(self) -> re.Pattern[str]:
        """An element that scripts fill."""

    @property
    def unread_marks(self) -> Sequence[str]:
        """Marks of scripts that fetch a list."""

    @property
    def next_words(self) -> Sequence[str]:
        """What stands on a button that leads to the next page."""

    def limit(self, name: str) -> int:
        """Give a threshold."""


def sign_of(reading: Reading, url: str, rules: ScriptedRules, totals: Sequence[re.Pattern[str]]) -> str | None:
    """Give the sign by which a kept page wants a browser, None where it speaks for itself.

    `totals` are the words that declare how long a list is (named groups: pages, rows).
    """
    text = reading.text
    if not text or len(text) > MOST_TEXT:
        return None
    if is_script_shell(text, rules):
        return SHELL
    is_unread = any(mark in text for mark in rules.unread_marks)
    if not is_unread and not any(word in text for word in rules.next_words):
        return None
    if reading.pagers or any(link.named_by == "list" for link in reading.links):
        return None
    if is_unread:
        return UNREAD
    return PAGER if _has_silent_pager(text, url, rules, totals) else None


def is_script_shell(text: str, rules: ScriptedRules) -> bool:
    """True for a short page with a root element for scripts, scripts from outside, and next to nothing to read."""
    if len(text) > rules.limit("shell_length") or "<a " in text:  # nearly every page ends here
        return False
    if not rules.roots.search(text) or not _BUNDLE.search(text):
        return False
    tree = LexborHTMLParser(text)
    if tree.css_first("frame,iframe,a[href]") is not None:
        return False
    for node in tree.css(_INVISIBLE):
        node.decompose()
    return len(_SPACE.sub("", tree.body.text() if tree.body else "")) <= rules.limit("shell_text")


def _has_silent_pager(text: str, url: str, rules: ScriptedRules, totals: Sequence[re.Pattern[str]]) -> bool:
    """A list that declares more pages, with a button for the next one that has no address."""
    pages, rows = declared(text, totals)
    if pages < 2 and (pages or (rows or 0) < 2):
        return False
    words = {word.lower() for word in rules.next_words}
    buttons = [node for node in LexborHTMLParser(text).css(_CLICKED) if _label(node).lower() in words]
    return bool(buttons) and not any(_leads(node, url) for node in buttons)


def _label(node: LexborNode) -> str:
    told = (node.attributes.get("value") or "") if node.tag == "input" else node.text()
    return _SPACE.sub(" ", told[:40]).strip()


def _leads(node: LexborNode, url: str) -> bool:
    """True when the button, or the anchor in or around it, has an address."""
    inside = node.css("a[href]")
    parent = node.parent
    around = [parent] if parent is not None and parent.tag == "a" else []
    return any(resolve(url, one.attributes.get("href") or "") is not None for one in [node, *inside, *around])
