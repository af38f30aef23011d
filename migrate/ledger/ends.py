"""Where links of old pages end, asked for many at once: redirects, aliases and second spellings are followed."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, func, select

from migrate.ledger.book import batches
from migrate.ledger.content import MAX_HOPS
from migrate.ledger.outputs import HELD
from migrate.ledger.portal_schema import placements, portal_files
from migrate.ledger.schema import pages, urls
from migrate.model import Outcome

Place = tuple[str, str]  # site and exact URL


def ends_of_links(connection: Connection, site_key: str, target: str, links: Iterable[str]) -> dict[str, Row[Any]]:
    """Give for each link of a site's pages the row in which its life ends; links that nobody knows are left out.

    A link that leaves the site is followed at another old site that knows it as its own. The row tells of the URL
    (`site_key`, `url`, `kind`, `outcome` …), of the page's `column`, of its article's `state` and `new_url` in the
    portal, and of the `file_url` at which the portal keeps the same bytes.
    """
    wanted = list(dict.fromkeys(links))
    known: dict[Place, Row[Any]] = {}
    ends = _followed(connection, target, {link: (site_key, link) for link in wanted}, known)
    away = [link for link in wanted if link not in ends or ends[link].outcome == Outcome.EXCLUDED]
    others = _of_other_sites(connection, site_key, away)
    return ends | _followed(connection, target, others, known)


def _followed(
    connection: Connection, target: str, starts: Mapping[str, Place], known: dict[Place, Row[Any]]
) -> dict[str, Row[Any]]:
    asked: set[Place] = set()
    for _ in range(MAX_HOPS + 1):
        heads = {link: _walked(start, known) for link, start in starts.items()}
        missing = {place for place, _ in heads.values()} - asked - known.keys()
        if not missing:
            break
        asked |= missing
        known |= _rows_of(connection, target, missing)
    return {link: row for link, (_, row) in ((link, _walked(start, known)) for link, start in starts.items()) if row}


def _walked(start: Place, known: Mapping[Place, Row[Any]]) -> tuple[Place, Row[Any] | None]:
    """Follow what is known: the place that comes next, and the last row on the way (None: the start is not known)."""
    seen: set[Place] = set()
    place, last = start, None
    while place in known and place not in seen and len(seen) < MAX_HOPS:
        seen.add(place)
        last = known[place]
        onward = last.redirect_to or last.alias_of or (last.fallback if last.outcome == Outcome.ERROR else None)
        if onward is None:
            break
        place = (last.site_key, onward.partition("#")[0])
    return place, known[place] if place in seen else last  # a loop ends where it closes


def _rows_of(connection: Connection, target: str, places: Iterable[Place]) -> dict[Place, Row[Any]]:
    by_site: dict[str, list[str]] = {}
    for site_key, url in places:
        by_site.setdefault(site_key, []).append(url)
    found: dict[Place, Row[Any]] = {}
    for site_key, texts in by_site.items():
        for part in batches(sorted(texts)):
            query = _query(target).where(urls.c.site_key == site_key, urls.c.url.in_(part), urls.c.method == "GET")
            found |= {(row.site_key, row.url): row for row in connection.execute(query)}
    return found


def _query(target: str) -> Any:
    same_bytes = (
        select(func.min(portal_files.c.new_url))
        .where(portal_files.c.sha256 == urls.c.sha256, portal_files.c.target == target)
        .scalar_subquery()
    )
    names = ("id", "site_key", "url", "kind", "outcome", "reason", "status", "content_type", "sha256")
    return (
        select(
            *(urls.c[name] for name in (*names, "redirect_to", "alias_of", "fallback")),
            pages.c.column,
            pages.c.article_key,
            placements.c.state,
            placements.c.new_url,
            same_bytes.label("file_url"),
        )
        .join(pages, pages.c.url_id == urls.c.id, isouter=True)
        .join(
            placements,
            (placements.c.site_key == pages.c.site_key)
            & (placements.c.article_key == pages.c.article_key)
            & (placements.c.state != HELD),
            isouter=True,
        )
    )


def _of_other_sites(connection: Connection, site_key: str, links: Iterable[str]) -> dict[str, Place]:
    """Give the first other site that knows each link as its own."""
    found: dict[str, Place] = {}
    for part in batches(links):
        query = (
            select(urls.c.url, func.min(urls.c.site_key))
            .where(urls.c.url.in_(part), urls.c.site_key != site_key, urls.c.outcome != str(Outcome.EXCLUDED))
            .group_by(urls.c.url)
        )
        found |= {url: (other, url) for url, other in connection.execute(query)}
    return found
