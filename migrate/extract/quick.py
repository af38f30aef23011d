"""The quick way through a page with a template: nothing is walked but the small parts, the body is taken as it stands.

Whatever needs a closer look (furniture in the body, attachments, players, hidden parts) gives None: then the article's
area is walked as on any other page.
"""

import re
from functools import lru_cache, partial

from selectolax.lexbor import LexborNode

from migrate.extract.body import is_tiny
from migrate.extract.clean import body_text, html_of, sanitised, shown_source
from migrate.extract.dates import VISIBLE, chosen, witnesses
from migrate.extract.dom import HIDDEN, Outline, walked
from migrate.extract.fields import find_author, find_column, tail_source, visible_source
from migrate.extract.files import Resolver, find_images, quick_attachments
from migrate.extract.lines import LONGEST_ENDING, is_furniture, nature
from migrate.extract.meta import first, read_metas
from migrate.extract.page import Asked, base_of, resolved
from migrate.extract.rules import Vocabulary
from migrate.extract.title import joined, stated_title
from migrate.extract.trim import LONGEST_MIDDLE
from migrate.model import Kind, Page

LEAST_TEXT = 30  # characters; what says less is looked at closely
LEAST_FURNITURE = 5  # characters of a line that may be furniture
HEAD_LINES = 6  # of a body, where label lines, furniture and excerpts stand
TAIL_LINES = 4
MOST_PASSES = 4  # of taking out empty elements, from the inside out
_CLOSER = (
    "iframe, embed, object, video, audio, noscript, form, select, textarea, button, [pdfsrc], [onclick], "
    'a[href^="javascript" i]'
)
_EMPTY = re.compile(
    r"<(p|div|section|strong|b|em|i|u|a|li|ul|ol|dl|dt|dd|h[1-6]|center|blockquote|article|table|tbody)(?: [^<>]*)?>"
    r"(?:\s|&nbsp;|<br>)*</\1>"
)


def read_quick(
    page: Outline, asked: Asked, area: LexborNode, title_node: LexborNode | None, info_node: LexborNode | None
) -> Page | None:
    """Read a page whose parts were found; `page` holds its metas alone. None where a closer look is needed."""
    words, metas, block = asked.words, read_metas(page), asked.body
    stated = stated_title(metas, words)
    title = stated or (joined(title_node.text() or "") if title_node is not None else "")
    if block is None or not title or block.css_first(_closer(words)):
        return None
    base = base_of(page, asked.url, asked.text.charset)
    to_url = partial(resolved, base, asked.text.charset)
    info = walked(info_node) if info_node is not None else Outline()
    span = (len(info.text), len(info.text))
    evidence = witnesses(info, asked.url, metas, words, span, 0)
    source = visible_source(info, words, span)
    if not stated and not source and not any(one.where == VISIBLE for one in evidence):
        return None
    attachments = quick_attachments(block, area, words, to_url)
    html = _body(block, words, to_url) if attachments is not None else None
    if attachments is None or html is None:
        return None
    text = body_text(html)
    if len(text) < LEAST_TEXT or _has_chrome(text.split("\n"), words):
        return None
    return Page(
        url=asked.url,
        kind=Kind.ARTICLE,
        title=title,
        published_at=chosen(evidence),
        date_evidence=evidence,
        source=source or tail_source(text, words) or first(metas, words, "source"),
        author=find_author(info, metas, words, span),
        column=find_column(asked.crumbs or Outline(), metas, words, title, base, asked.home_url),
        keywords=first(metas, words, "keywords"),
        body_html=html,
        body_text=text,
        images=find_images(html, words),
        attachments=attachments,
        method="template",
    )


@lru_cache(maxsize=8)
def _closer(words: Vocabulary) -> str:
    return ", ".join([_CLOSER, *(f".{name}, #{name}" for name in sorted(words.block_names))])


def _body(block: LexborNode, words: Vocabulary, to_url: Resolver) -> str | None:
    for styled in block.css("[style]"):
        style = styled.attributes.get("style") or ""
        if HIDDEN.search(style):
            return None
        if "text-align" not in style.lower():
            del styled.attrs["style"]
    for picture in block.css("img"):
        if words.icons.search(picture.attributes.get("src") or "") or is_tiny(picture):
            picture.decompose()
        else:
            picture.attrs["src"] = shown_source(picture)
    block.unwrap_tags(["span", "font"])
    html = sanitised(html_of(block), to_url)
    for _ in range(MOST_PASSES):
        html, times = _EMPTY.subn("", html)
        if not times:
            break
    return html


def _has_chrome(lines: list[str], words: Vocabulary) -> bool:
    """Tell whether a line may have to go: label lines and furniture, an excerpt, what ends a text."""
    ends = [*lines[:HEAD_LINES], *lines[-TAIL_LINES:]]
    if any(nature(line, words)[1] and not words.tail_source.fullmatch(line) for line in ends):
        return True
    if any(line.endswith(("...", "…")) for line in lines[:HEAD_LINES]):
        return True
    return any(
        (LEAST_FURNITURE <= len(line) <= LONGEST_MIDDLE and is_furniture(line, words))
        or (len(line) < LONGEST_ENDING and words.endings.match(line) is not None)
        for line in lines
    )
