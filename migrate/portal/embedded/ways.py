"""Ways to the pages: the search over titles, which needs no server, feeds, and addresses for search engines."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from xml.sax.saxutils import escape

from migrate.portal.embedded.identity import Identity
from migrate.portal.embedded.listing import Listing, Row
from migrate.portal.embedded.pages import machine_time
from migrate.portal.embedded.paths import channel_page
from migrate.portal.embedded.tags import NO_TITLE

SITEMAP_LIMIT = 50_000  # addresses in one file, by the sitemap protocol
IN_PART = 5_000  # articles in one file of the search: about half a megabyte
IN_FEED = 30  # articles in a feed
MADE_BY = "<generator>migrate</generator>"
_HEAD_BYTES = 512  # that name stands within these
_NOT_PUBLIC = frozenset({"404.html", "search.html"})
_LOADS = "portalTitles("  # how a file of the search begins
_FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
{made_by}
<title>{title}</title>
<link>{link}</link>
<atom:link href="{own}" rel="self" type="application/rss+xml"/>
<description>{title}</description>
<language>zh-cn</language>
{items}</channel>
</rss>
"""


def search_parts(listing: Listing) -> list[tuple[str, Iterator[bytes]]]:
    """Give the files of the search (name, content): scripts that hand over titles, since a page from disk may not read.

    The newest articles stand in the first file, so that the first answers are the newest.
    """
    names = {path: one.name for path, one in listing.channels.items()}
    starts = range(0, listing.count(""), IN_PART)
    return [
        (f"assets/search-{number}.js", _search_part(number, listing.newest("", IN_PART, start), names))
        for number, start in enumerate(starts, 1)
    ]


def _search_part(number: int, rows: Iterable[Row], names: dict[str, str]) -> Iterator[bytes]:
    yield f"{_LOADS}{number}, [\n".encode()
    for row in rows:
        told = [row.title or NO_TITLE, (row.published_at or "")[:10], names[row.channel], row.path]
        yield f"{json.dumps(told, ensure_ascii=True)},\n".encode()  # ASCII: no line end that a script could trip over
    yield b"]);\n"


def channel_feed(path: str) -> str:
    """Give the place of a channel's feed; the portal's own for an empty path."""
    return f"{path}/rss.xml" if path else "rss.xml"


def feed(identity: Identity, listing: Listing, path: str) -> bytes:
    """Give the feed of the newest articles in and below a channel.

    Dates stand in `dc:date`, which takes a day without a time as it is; `pubDate` would want a time invented.
    """
    title = f"{listing.channels[path].name} - {identity.name}" if path else identity.name
    items = "".join(_item(identity, row) for row in listing.newest(path, IN_FEED))
    text = _FEED.format(
        made_by=MADE_BY,
        title=_escaped(title),
        link=_escaped(identity.home + (channel_page(path) if path else "")),
        own=_escaped(identity.home + channel_feed(path)),
        items=items,
    )
    return text.encode("utf-8", "replace")


def _item(identity: Identity, row: Row) -> str:
    link = _escaped(identity.home + row.path)
    date = machine_time(row.published_at or "")
    dated = f"<dc:date>{date}</dc:date>" if date else ""
    title = _escaped(row.title or NO_TITLE)
    return f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>{dated}</item>\n"


def _escaped(text: str) -> str:
    """Give the text for XML, without the control characters that XML does not know."""
    return escape("".join(one for one in text if one >= " " or one in "\t\n"), {'"': "&quot;"})


def sitemaps(home: str, listing: Listing) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Give the sitemap files (name, content); with more than fifty thousand pages `sitemap.xml` names the others."""
    number = -(-sum(1 for _ in _public(listing)) // SITEMAP_LIMIT)
    if number == 1:
        yield "sitemap.xml", _sitemap("urlset", "url", home, _public(listing))
        return
    pages = list(range(number))
    for at in pages:
        part = islice(_public(listing), at * SITEMAP_LIMIT, (at + 1) * SITEMAP_LIMIT)
        yield f"sitemap-{at + 1}.xml", _sitemap("urlset", "url", home, part)
    yield "sitemap.xml", _sitemap("sitemapindex", "sitemap", home, (f"sitemap-{at + 1}.xml" for at in pages))


def _public(listing: Listing) -> Iterator[str]:
    """Give the pages that search engines may show."""
    return (page for page in listing.expected() if page.endswith(".html") and page not in _NOT_PUBLIC)


def _sitemap(root: str, item: str, home: str, pages: Iterable[str]) -> Iterator[bytes]:
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{space}">\n'.encode()
    for page in pages:
        yield f"<{item}><loc>{escape(home + page)}</loc></{item}>\n".encode()
    yield f"</{root}>\n".encode()


def is_way(path: Path, page: str) -> bool:
    """Tell whether a file of the public folder is one that this module makes."""
    if page.startswith("sitemap") and page.endswith(".xml"):
        return "/" not in page
    if page.startswith("assets/search-") and page.endswith(".js"):
        return _beginning(path).startswith(_LOADS)
    return path.name == "rss.xml" and MADE_BY in _beginning(path)


def _beginning(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES).decode("utf-8", "replace")
