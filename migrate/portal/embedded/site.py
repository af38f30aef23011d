"""The public folder of the embedded portal, brought up to what the store holds; only what differs is written."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from markupsafe import Markup

from migrate.model import Channel
from migrate.portal.contract import Finish, digest_of
from migrate.portal.embedded.durable import PART, disk_errors, write_changed
from migrate.portal.embedded.identity import Identity
from migrate.portal.embedded.listing import Listing, listing
from migrate.portal.embedded.pages import STYLE, Frame, mark_of, marks, render, render_missing, style
from migrate.portal.embedded.paths import channel_page
from migrate.portal.embedded.store import Content, Head, heads, read_article, read_channels
from migrate.portal.embedded.tags import NO_TITLE, Tags, article_tags, channel_tags, site_tags

PER_PAGE = 20  # articles on a channel page
IN_BLOCK = 8  # articles in a block of a home page
NEWEST = 12  # articles under 最新发布
NAV_LIMIT = 9  # links in the head; the rest stand in the site map
SITEMAP_LIMIT = 50_000  # addresses in one file, by the sitemap protocol


@dataclass
class Site:
    """A public folder while it is brought up to date, and the count of what was done."""

    root: Path
    state: Path
    frame: Frame
    listing: Listing
    expected: set[str] = field(default_factory=set)
    edited: list[str] = field(default_factory=list)
    written: int = 0
    unchanged: int = 0

    def put(self, page: str, content: bytes) -> None:
        """The page has this content."""
        self.expected.add(page)
        changed = write_changed(self.root / page, content)
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
    for path in site.listing.channels:
        _make_channel(site, path)
        _make_articles(site, path)
    _make_home(site)
    _make_sitemap(site)
    return Finish(site.written, site.unchanged, _sweep(site), tuple(site.edited))


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
    for head in site.listing.articles.get(path, ()):
        site.expected.add(head.path)
        place = site.root / head.path
        made = digest_of([around.mark, head.target_hash])
        with disk_errors(place):
            if mark_of(place) == made[:16]:
                site.unchanged += 1
                continue
            if _edited(place):
                site.edited.append(head.path)
                continue
        found = read_article(site.state, head.remote_id)
        if found:
            site.put(head.path, _article_page(site, around, *found, made))


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


def _edited(place: Path) -> bool:
    """Tell whether a person changed the page; an empty file is what a power cut leaves of a page."""
    if not place.is_file() or place.stat().st_size == 0:
        return False
    found = marks(place)
    return found is None or not found[1]


def _make_channel(site: Site, path: str) -> None:
    channel = site.listing.channels[path]
    own = site.listing.articles.get(path, ())
    last = max(1, -(-len(own) // PER_PAGE))
    for number in range(1, last + 1):
        values = {
            "channel": channel,
            "trail": _trail(site, channel),
            "tags": channel_tags(site.frame.identity, channel, site.listing.channels),
            "siblings": _siblings(site, path),
            "blocks": _blocks(site, path) if number == 1 else (),
            "rows": own[(number - 1) * PER_PAGE : number * PER_PAGE],
            "total": len(own),
            "number": number,
            "last": last,
            "numbers": _window(number, last),
            "page_of": lambda wanted: channel_page(path, wanted),
        }
        page = channel_page(path, number)
        site.put(page, render(site.frame, "channel.html", page, values))


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


def _blocks(site: Site, path: str) -> tuple[dict[str, Any], ...]:
    """Give a block for each channel below `path`: its name, page and newest articles."""
    return tuple(
        {
            "name": site.listing.channels[child].name,
            "page": channel_page(child),
            "rows": site.listing.newest(child, IN_BLOCK),
        }
        for child in site.listing.children.get(path, ())
    )


def _make_home(site: Site) -> None:
    tags = site_tags(site.frame.identity)
    values = {"tags": tags, "newest": site.listing.newest("", NEWEST), "blocks": _blocks(site, "")}
    site.put("index.html", render(site.frame, "home.html", "index.html", values))
    tree = {"tags": tags, "branches": _branches(site, "")}
    site.put("map.html", render(site.frame, "map.html", "map.html", tree))
    site.put("404.html", render_missing(site.frame))
    site.put(STYLE, style())


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


def _make_sitemap(site: Site) -> None:
    home = site.frame.identity.home
    if not home:
        return
    pages = sorted(page for page in site.expected if page.endswith(".html") and page != "404.html")
    parts = [pages[start : start + SITEMAP_LIMIT] for start in range(0, len(pages), SITEMAP_LIMIT)]
    if len(parts) == 1:
        site.put("sitemap.xml", _sitemap("urlset", "url", home, parts[0]))
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        site.put(name, _sitemap("urlset", "url", home, part))
    site.put("sitemap.xml", _sitemap("sitemapindex", "sitemap", home, names))


def _sitemap(root: str, item: str, home: str, pages: Sequence[str]) -> bytes:
    rows = "".join(f"<{item}><loc>{escape(home + page)}</loc></{item}>\n" for page in pages)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{space}">\n{rows}</{root}>\n'.encode()


def _sweep(site: Site) -> int:
    """Take away pages of ours that show nothing any more, half-written files and empty folders; count the pages."""
    removed = 0
    with disk_errors(site.root):
        for path in list(_files(site.root)):
            page = path.relative_to(site.root).as_posix()
            if page in site.expected:
                continue
            stale = _stale(path, page)
            if stale or path.name.endswith(PART):
                path.unlink()
                removed += stale
                _remove_empty(path.parent, site.root)
    return removed


def _stale(path: Path, page: str) -> bool:
    if page.startswith("sitemap") and page.endswith(".xml"):
        return "/" not in page
    return path.suffix == ".html" and mark_of(path) is not None


def _files(root: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(root):
        attachments = Path(folder).is_relative_to(root / "files")  # never pages of ours
        yield from (Path(folder) / name for name in names if not attachments or name.endswith(PART))


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
