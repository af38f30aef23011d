"""What a captured response tells the crawl: the URLs it names and the lists it declares."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from migrate.charset import decode
from migrate.crawl.answers import links_of_json, links_of_records
from migrate.crawl.links import (
    each_once,
    links_of_lines,
    links_of_page,
    links_of_script,
    links_of_sitemap,
    links_of_style,
    refreshed,
)
from migrate.crawl.pagers.every import entries_of, pagers_of
from migrate.crawl.pagers.hanweb import is_proxy
from migrate.crawl.pagers.pager import Pager, Rules
from migrate.fetch.client import Exchange
from migrate.model import PAGE_KINDS, Ask, Kind, Link
from migrate.urls import resolve

_XML_STARTS = ("<urlset", "<sitemapindex", "<rss", "<feed")


@dataclass(frozen=True)
class Reading:
    """The links that a response names, in order, and its pagers."""

    links: tuple[Link, ...] = ()
    pagers: tuple[Pager, ...] = ()
    charset: str | None = None
    text: str = ""  # of a page, decoded


def read(exchange: Exchange, kind: Kind, rules: Rules) -> Reading:
    """Read a whole text-like response; other kinds name nothing. Error pages are read too: they link home.

    What names lists is read of answers that are no error: pages, and the JSON, XML and scripts that APIs answer with.
    """
    if exchange.body is None or exchange.truncated:
        return Reading()
    text = decode(exchange.body, exchange.charset)
    if kind == Kind.STYLE:
        found = links_of_style(text.text, exchange.url, text.charset)
        return Reading(tuple(each_once(found)), charset=text.charset)
    if kind not in PAGE_KINDS and any(start in text.text[:2000] for start in _XML_STARTS):
        return Reading(tuple(each_once(links_of_sitemap(text.text, exchange.url))), charset=text.charset)
    links = _named(text.text, exchange, kind, text.charset)
    ask = Ask(exchange.url, exchange.request_body)
    if links is None:
        # A portal's bundle names the lists that its pages only show.
        told = entries_of(text.text, ask, rules, ()) if kind == Kind.SCRIPT and exchange.status == 200 else ()
        plain = _of_text(text.text, exchange, kind, text.charset)
        return Reading(tuple(each_once([*told, *plain])), charset=text.charset)
    whole = exchange.status is not None and exchange.status < 400
    pagers = tuple(pagers_of(text.text, ask, rules, text.charset)) if whole else ()
    lists = list(entries_of(text.text, ask, rules, pagers)) if whole else []
    return Reading(tuple(each_once([*_listed(pagers), *lists, *links])), pagers, text.charset, text.text)


def _named(text: str, exchange: Exchange, kind: Kind, charset: str) -> list[Link] | None:
    """The plain links of an answer; None of one that is neither page nor a list's answer."""
    url = exchange.url
    jsonp = kind == Kind.SCRIPT and "callback=" in url
    if kind in PAGE_KINDS or kind == Kind.OTHER or jsonp or exchange.request_body is not None:
        found = links_of_json(text, url)
        if found is not None:
            return found
    if is_proxy(url) or "<datastore" in text:
        inside = list(links_of_records(text, url, charset))
        return inside + list(_of_page(text, url, charset, kind))
    if kind in PAGE_KINDS or exchange.request_body is not None:
        return [*_refreshed(exchange), *_of_page(text, url, charset, kind)]
    return None


def _of_page(text: str, url: str, charset: str, kind: Kind) -> Iterator[Link]:
    """Links of HTML; the address of a datastore's next group is the pager's to ask, and its records are read above."""
    if is_proxy(url):
        return
    for link in links_of_page(text, url, charset):
        if not is_proxy(link.url):
            yield link


def _of_text(text: str, exchange: Exchange, kind: Kind, charset: str) -> Iterable[Link]:
    """Links of what is no page: script files, and sitemaps of plain lines."""
    if kind == Kind.SCRIPT:
        return links_of_script(text, exchange.url, charset)
    return (links_of_lines(text, exchange.url) or ()) if exchange.content_type == "text/plain" else ()


def _refreshed(exchange: Exchange) -> list[Link]:
    """Where a `Refresh` header leads, which browsers obey as they do the meta tag."""
    named = [resolve(exchange.url, one) for one, _ in refreshed(exchange.headers.get("refresh", ""))]
    return [Link(one, "link", Kind.PAGE) for one in named if one is not None and one != exchange.url]


def _listed(pagers: Sequence[Pager]) -> list[Link]:
    """The pages that may be asked at once; those behind a probe, and the next of a chain, wait for what was brought."""
    told = [pager for pager in pagers if not (pager.probe or pager.chain)]
    return [Link(ask.url, "list", Kind.PAGE, body=ask.body) for pager in told for ask in pager.asks]
