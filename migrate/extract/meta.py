"""What the metas of a page say (网页标签规范), read from the tree: case, place and missing spaces do not matter."""

from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborNode

from migrate.extract.dom import Outline, outline, squeezed
from migrate.extract.rules import Vocabulary

MAX_META = 1000  # characters of a value
MAX_METAS = 300  # of a page; more are no standard
EMPTY = frozenset({"null", "undefined", "nil", "none"})  # what templates print where a field is empty


def read_metas(page: Outline) -> dict[str, str]:
    """Give the named metas, names in lower case; the first that says something wins."""
    found: dict[str, str] = {}
    for name, content in _named(page.metas):
        if content and content.lower() not in EMPTY and not found.get(name):
            found[name] = content
    return found


def _named(metas: list[LexborNode]) -> Iterator[tuple[str, str]]:
    for meta in metas[:MAX_METAS]:
        attributes = {key.lower(): value or "" for key, value in meta.attributes.items()}
        name = (attributes.get("name") or attributes.get("property") or "").strip().lower()
        content = squeezed(attributes.get("content", "")[:MAX_META])
        if name:
            yield name, without_tags(content)


def without_tags(text: str) -> str:
    """Give text that may hold markup (`<br>` in an ArticleTitle) as a reader would see it."""
    if "<" not in text and "&" not in text:
        return text
    return squeezed(outline(text).text)


def said(metas: Mapping[str, str], words: Vocabulary, field: str) -> tuple[str, str]:
    """Give (meta name, value) of a field, by the order of trust in the rules; empty where no meta speaks."""
    for name in words.lists[f"meta.{field}"]:
        if metas.get(name):
            return name, metas[name]
    return "", ""


def first(metas: Mapping[str, str], words: Vocabulary, field: str) -> str:
    """Give the value of a field's most trusted meta."""
    return said(metas, words, field)[1]
