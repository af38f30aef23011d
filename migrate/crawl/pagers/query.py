"""Lists whose pages are told by a query key that their links show: PHP, ASP, JSP, eportal and Epoint shapes.

Which number page 2 has is read from the links' own labels (`<a href="?page=1">2</a>` counts from zero), never guessed.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import unescape
from urllib.parse import urlsplit

from migrate.crawl.pagers.pager import MAX_PAGES, SECOND, Pager, declared, number, numbers, query_of, turned, value_of
from migrate.model import Ask
from migrate.urls import resolve

MOST_LINKS = 400  # pager links of one page that are looked at
_LINK = re.compile(
    r"""<a\b[^<>]{0,400}?\bhref\s*=\s*(?:"([^"<>]{1,2000})"|'([^'<>]{1,2000})'|([^\s"'<>]{1,2000}))[^<>]{0,400}>"""
    r"""(?:\s|<[^/][^<>]{0,80}>|\[|&nbsp;){0,4}([^<>]{1,20}?)\s*[\]<]""",
    re.IGNORECASE,
)
_NEXT = re.compile(r"下一?页|后一?页|next|&gt;|>|»", re.IGNORECASE)


def by_query(
    text: str, ask: Ask, keys: Sequence[str], totals: Sequence[re.Pattern[str]], charset: str = "utf-8"
) -> Iterator[Pager]:
    """Give the list of the page that `ask` brought, where its links show a query key of pages; at most one."""
    if ask.body is not None or not _any_key(tuple(keys)).search(text):
        return
    wanted = {key.lower() for key in keys}
    links = [one for one in _shown(text, ask.url, charset) if one[1].lower() in wanted]
    offsets = [int(label) - at for _, _, at, label in links if label.isdecimal() and 1 <= int(label) <= MAX_PAGES]
    nexts = [2 - at for _, _, at, label in links if _NEXT.fullmatch(label)]
    if not offsets and not nexts:
        return
    offset = max(set(offsets or nexts), key=(offsets or nexts).count)  # what must be added to a value to be the page
    if offset not in (0, 1):
        return
    sample, key, _, _ = links[0]
    here = value_of(query_of(ask), key)
    if here is not None and number(here) + offset != 1:
        return  # a later page; page 1 was asked before it
    pages, rows = declared(text, totals)
    shown = {at + offset for _, _, at, _ in links}
    if not pages and not rows and len(shown) >= max(shown) - 1:
        return  # nothing is declared, and every page is a link of its own: a list, or the parts of an article
    pages = max(pages, *shown)
    if not 2 <= pages <= MAX_PAGES:
        return
    numbering = "one" if offset == 0 else "zero"
    asks = tuple(turned(Ask(sample), key, str(one)) for one in numbers(numbering, pages))
    yield Pager("query", pages, asks, rows=rows, probe=SECOND, key=key)


@cache
def _any_key(keys: tuple[str, ...]) -> re.Pattern[str]:
    """A link that pages by one of the keys; most pages have none, and a look at all their links takes its time."""
    return re.compile(rf"[?&;](?:{'|'.join(map(re.escape, keys))})=\d", re.IGNORECASE)


def _shown(text: str, url: str, charset: str) -> Iterator[tuple[str, str, int, str]]:
    """The links to this very page with a number in their query: address, key, number, label."""
    path = urlsplit(url).path
    for at, found in enumerate(_LINK.finditer(text)):
        if at >= MOST_LINKS * 10:
            return
        href, label = unescape(found[1] or found[2] or found[3] or ""), unescape(found[4]).strip()
        if "=" not in href or not (
            label.isdecimal() or _NEXT.fullmatch(label) or label in ("尾页", "末页", "最后一页")
        ):
            continue
        target = resolve(url, href, charset)
        if target is None or urlsplit(target).path.lower() != path.lower():
            continue
        for part in reversed(urlsplit(target).query.split("&")):
            key, _, value = part.partition("=")
            if value.isascii() and value.isdigit() and len(value) <= 5 and value != value_of(urlsplit(url).query, key):
                yield target, key, int(value), label
