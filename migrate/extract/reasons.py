"""Why a captured page is no article: the first of the named reasons that fits, in the order of a reader's eye."""

import re

from migrate.extract.dom import bare
from migrate.extract.kind import SHORT_PAGE, Signs, is_of_the_site, says_error
from migrate.extract.rules import Vocabulary
from migrate.model import Kind, NoArticle

FEW_WORDS = 60  # characters beside a form, a frame or a script: labels, and no text of their own
LINKED_SHARE = 0.7  # of the characters that are links: a menu, or a list of a few rows
MOST_SOURCE = 3000  # characters of a script that only leads on
_REFRESH = re.compile(r"url\s*=|^\s*\d+\s*[;,]\s*\S", re.IGNORECASE)
_ONWARD = re.compile(
    r"\b(?:(?:window|self|top|parent|document|this)\.)*(?:location(?:\.(?:href|replace|assign))?\s*(?:=(?!=)|\()"
    r"|navigate\s*\()"
)
_OPENS = re.compile(r"\bopen\s*\(")
_BY_SCREEN = re.compile(r"userAgent|indexOf\(|\bscreen\.|innerWidth|Android|iPhone", re.IGNORECASE)
_ASKED = 'textarea, select, input[type="text"], input[type="password"], input:not([type])'


def why_none(signs: Signs, kind: Kind, words: Vocabulary) -> NoArticle:
    """Give the reason why a page of this kind is no article."""
    if kind in (Kind.HOME, Kind.LIST):
        return NoArticle.HOME if kind is Kind.HOME else NoArticle.LIST
    page, root = signs.page, signs.page.root
    chars = len(bare(page.text))
    if root is not None and root.css_first("frameset, frame") is not None:
        return NoArticle.FRAMES
    if chars <= FEW_WORDS and _leads_on(signs):
        return NoArticle.ONWARD
    if says_error(signs, words):
        return NoArticle.ERROR
    if chars <= FEW_WORDS and root is not None and root.css_first("iframe") is not None:
        return NoArticle.FRAMES
    if chars <= FEW_WORDS and root is not None and root.css_first("script") is not None:
        return NoArticle.SCRIPT
    return _of_what_it_shows(signs, chars, words)


def _leads_on(signs: Signs) -> bool:
    root = signs.page.root
    metas = root.css("meta[http-equiv]") if root is not None else []
    for meta in metas:
        if (meta.attributes.get("http-equiv") or "").strip().lower() == "refresh":
            return _REFRESH.search(meta.attributes.get("content") or "") is not None
    scripts = [one for one in signs.page.scripts if len(one) <= MOST_SOURCE and not _BY_SCREEN.search(one)]
    return any(_ONWARD.search(one) or (not signs.page.text.strip() and _OPENS.search(one)) for one in scripts)


def _of_what_it_shows(signs: Signs, chars: int, words: Vocabulary) -> NoArticle:
    page, root = signs.page, signs.page.root
    if chars < SHORT_PAGE and root is not None and root.css_first("form") and root.css_first(_ASKED):
        return NoArticle.FORM
    if not chars and not page.media:
        return NoArticle.EMPTY
    linked = page.blocks[0].linked if page.blocks else 0
    if linked and linked >= chars * LINKED_SHARE:
        return NoArticle.LINKS
    if is_of_the_site(signs, words):
        return NoArticle.OFFICE
    return NoArticle.SHORT if chars < SHORT_PAGE else NoArticle.UNNAMED
