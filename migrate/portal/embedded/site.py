"""The public folder of the embedded portal, brought up to what the store holds; only what differs is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup

from migrate.model import Channel
from migrate.portal.contract import Finish, digest_of
from migrate.portal.documents import Head, heads, read_channels
from migrate.portal.durable import disk_errors, write_changed, write_changed_pieces
from migrate.portal.embedded.identity import Identity
from migrate.portal.embedded.listing import Listing, Row, listing
from migrate.portal.embedded.pages import Frame, asset, mark_of, marks, render, render_missing
from migrate.portal.embedded.paths import channel_page
from migrate.portal.embedded.store import Content, read_article
from migrate.portal.embedded.sweep import sweep
from migrate.portal.embedded.tags import NO_TITLE, Tags, article_tags, channel_tags, site_tags
from migrate.portal.embedded.ways import channel_feed, feed, search_parts, sitemaps

PER_PAGE = 20  # articles on a channel page
IN_BLOCK = 8  # articles in a block of a home page
NEWEST = 12  # articles under 最新发布
NAV_LIMIT = 9  # links in the head; the rest stand in the site map
ASSETS = ("portal.css", "search.js")


@dataclass
class Site:
    """A public folder while it is brought up to date, and the count of what was done."""

    root: Path
    state: Path
    frame: Frame
    listing: Listing
    edited: list[str] = field(default_factory=list)
    written: int = 0
    unchanged: int = 0

    def put(self, page: str, content: bytes) -> None:
        """The page has this content."""
        self._count(page, write_changed(self.root / page, content))

    def put_pieces(self, page: str, pieces: Iterable[bytes]) -> None:
        """The file has this content, given in pieces because it grows with the portal."""
        self._count(page, write_changed_pieces(self.root / page, pieces))

    def put_page(self, page: str, template: str, values: Mapping[str, Any]) -> None:
        """The page shows these values; one that was made from them before is not made again."""
        made = digest_of([self.frame.mark, template, values])
        if marks(self.root / page) == (made[:16], True):
            self._count(page, changed=False)
        else:
            self.put(page, render(self.frame, template, page, values, made=made))

    def _count(self, page: str, changed: bool) -> None:
        self.listing.expect(page)
        self.written += changed
        self.unchanged += not changed


def _opened(root: Path, state: Path, identity: Identity) -> Site:
    found = listing(heads(state), read_channels(state))
    tops = found.children.get("", ())[:NAV_LIMIT]
    nav = tuple((found.channels[path].name, channel_page(path)) for path in tops)
    return Site(root, state, Frame(identity, nav), found)


def make_site(root: Path, state: Path, identity: Identity) -> Finish:
    """The folder shows what the store holds, all of it and nothing else of ours; other people's files stay."""
    site = _opened(root, state, identity)
    try:
        for path in site.listing.channels:
            _make_channel(site, path)
            _make_articles(site, path)
        _make_home(site)
        _make_ways(site)
        removed = sweep(root, site.listing.expects)
    finally:
        site.listing.close()
    return Finish(site.written, site.unchanged, removed, tuple(site.edited))


@dataclass(frozen=True)
class Around:
    """What the articles of one channel share: the way down to it, its meta tags, and the mark of all that."""

    trail: tuple[tuple[str, str], ...]
    tags: Tags
    mark: str


def _around(site: Site, path: str) -> Around:
    channel = site.listing.channels[path]
    trail = _trail(site, channel)
    tags = channel_tags(site.frame.identity, channel, site.listing.channels)
    return Around(trail, tags, digest_of([site.frame.mark, trail, tags]))


def _make_articles(site: Site, path: str) -> None:
    around = _around(site, path)
    for row in site.listing.articles(path):
        site.listing.expect(row.path)
        place = site.root / row.path
        made = digest_of([around.mark, row.target_hash])
        with disk_errors(place):
            if mark_of(place) == made[:16]:
                site.unchanged += 1
                continue
            if is_edited(place):
                site.edited.append(row.path)
                continue
        found = read_article(site.state, row.remote_id)
        if found:
            site.put(row.path, _article_page(site, around, *found, made))


def _article_page(site: Site, around: Around, head: Head, content: Content, made: str) -> bytes:
    values = {
        "head": head,
        "title": head.title or NO_TITLE,
        "content": content,
        "body": Markup(content.body_html),  # noqa: S704 - sanitised, then only links were set
        "trail": around.trail,
        "tags": article_tags(site.frame.identity, around.tags, head, content),
    }
    return render(site.frame, "article.html", head.path, values, made=made)


def is_edited(place: Path) -> bool:
    """Tell whether a person changed the page; an empty file is what a power cut leaves of a page."""
    if not place.is_file() or place.stat().st_size == 0:
        return False
    found = marks(place)
    return found is None or not found[1]


def _make_channel(site: Site, path: str) -> None:
    channel = site.listing.channels[path]
    total = site.listing.own_count(path)
    last = max(1, -(-total // PER_PAGE))
    shared = {
        "channel": {"name": channel.name, "feed": channel_feed(path) if total and site.frame.identity.home else ""},
        "trail": _trail(site, channel),
        "tags": channel_tags(site.frame.identity, channel, site.listing.channels),
        "siblings": _siblings(site, path),
        "total": total,
        "last": last,
    }
    for number in range(1, last + 1):
        own = {
            "blocks": _blocks(site, path) if number == 1 else (),
            "rows": _rows(site.listing.articles(path, (number - 1) * PER_PAGE, PER_PAGE)),
            "number": number,
            "numbers": tuple((one, channel_page(path, one)) if one else None for one in _window(number, last)),
            "before": channel_page(path, number - 1) if number > 1 else "",
            "behind": channel_page(path, number + 1) if number < last else "",
        }
        site.put_page(channel_page(path, number), "channel.html", {**shared, **own})


def _rows(rows: Iterable[Row]) -> list[dict[str, str | None]]:
    """Give articles as the lists of a page show them."""
    return [{"title": row.title, "path": row.path, "published_at": row.published_at} for row in rows]


def _siblings(site: Site, path: str) -> tuple[tuple[str, str, bool], ...]:
    """Give the links beside a channel's list (name, page, whether it is this one): its children, else its siblings."""
    children = site.listing.children
    beside = children.get(path) or children.get(path.rpartition("/")[0], ())
    return tuple((site.listing.channels[one].name, channel_page(one), one == path) for one in beside)


def _window(number: int, last: int) -> tuple[int | None, ...]:
    """Give the page numbers to show, None for a gap."""
    near = [one for one in range(1, last + 1) if one in (1, last) or abs(one - number) <= 2]
    shown: list[int | None] = []
    for one in near:
        if shown and shown[-1] is not None and one - shown[-1] > 1:
            shown.append(None)
        shown.append(one)
    return tuple(shown)


def _blocks(site: Site, path: str) -> list[dict[str, Any]]:
    """Give a block for each channel below `path`: its name, page and newest articles."""
    return [
        {
            "name": site.listing.channels[child].name,
            "page": channel_page(child),
            "rows": _rows(site.listing.newest(child, IN_BLOCK)),
        }
        for child in site.listing.children.get(path, ())
    ]


def _make_home(site: Site) -> None:
    tags = site_tags(site.frame.identity)
    newest = _rows(site.listing.newest("", NEWEST))
    site.put_page("index.html", "home.html", {"tags": tags, "newest": newest, "blocks": _blocks(site, "")})
    site.put_page("map.html", "map.html", {"tags": tags, "branches": _branches(site, "")})
    site.put("404.html", render_missing(site.frame))
    for name in ASSETS:
        site.put(f"assets/{name}", asset(name))


def _make_ways(site: Site) -> None:
    """Make what leads to the pages: the search, the feeds, and the addresses for search engines."""
    parts = search_parts(site.listing)
    for name, pieces in parts:
        site.put_pieces(name, pieces)
    site.put_page("search.html", "search.html", {"tags": site_tags(site.frame.identity), "number_of_parts": len(parts)})
    if not site.frame.identity.home:
        return
    for path in ("", *site.listing.channels):
        if not path or site.listing.own_count(path):
            site.put(channel_feed(path), feed(site.frame.identity, site.listing, path))
    for name, pieces in sitemaps(site.frame.identity.home, site.listing):
        site.put_pieces(name, pieces)


def _branches(site: Site, path: str) -> list[dict[str, Any]]:
    return [
        {
            "name": site.listing.channels[child].name,
            "page": channel_page(child),
            "count": site.listing.count(child),
            "below": _branches(site, child),
        }
        for child in site.listing.children.get(path, ())
    ]


def _trail(site: Site, channel: Channel) -> tuple[tuple[str, str], ...]:
    slugs = channel.path.split("/")
    above = ["/".join(slugs[: depth + 1]) for depth in range(len(slugs))]
    return tuple((site.listing.channels[path].name, channel_page(path)) for path in above)
