"""What a captured response tells the crawl: the URLs it names and the lists it declares."""

from collections.abc import Sequence
from dataclasses import dataclass

from migrate.charset import decode
from migrate.crawl.links import each_once, links_of_page, links_of_sitemap, links_of_style
from migrate.crawl.pagers import Pager, PagerRule, pagers_of
from migrate.fetch.client import Exchange
from migrate.model import PAGE_KINDS, Kind, Link

_XML_STARTS = ("<urlset", "<sitemapindex", "<rss", "<feed")


@dataclass(frozen=True)
class Reading:
    """The links that a response names, in order, and its pagers."""

    links: tuple[Link, ...] = ()
    pagers: tuple[Pager, ...] = ()
    charset: str | None = None


def read(exchange: Exchange, kind: Kind, rules: Sequence[PagerRule]) -> Reading:
    """Read a whole text-like response; other kinds name nothing. Error pages are read too: they link home."""
    if exchange.body is None or exchange.truncated:
        return Reading()
    text = decode(exchange.body, exchange.charset)
    if kind in PAGE_KINDS:
        pagers = tuple(pagers_of(text.text, exchange.url, rules))
        links = [*_listed(pagers), *links_of_page(text.text, exchange.url, text.charset)]
        return Reading(tuple(each_once(links)), pagers, text.charset)
    if kind == Kind.STYLE:
        found = links_of_style(text.text, exchange.url, text.charset)
        return Reading(tuple(each_once(found)), charset=text.charset)
    if any(start in text.text[:2000] for start in _XML_STARTS):
        return Reading(tuple(each_once(links_of_sitemap(text.text, exchange.url))), charset=text.charset)
    return Reading(charset=text.charset)


def _listed(pagers: Sequence[Pager]) -> list[Link]:
    return [Link(url, "list", Kind.PAGE) for pager in pagers for url in pager.page_urls]
