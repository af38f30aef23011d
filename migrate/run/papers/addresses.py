"""新网址: where the content of an old site stands now, as its notices and applications name it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from mappings.channels import ChannelRule
from mappings.site_maps import read_site_map
from migrate.ledger.portal_schema import redirects
from migrate.ledger.views import absolute, channel_counts
from migrate.portal.embedded.paths import channel_page
from migrate.run.channels import map_path
from migrate.run.work import Work
from migrate.urls import canonical

JOINT = " > "  # between the names on the way to a channel
EMBEDDED = "embedded"


@dataclass(frozen=True)
class Address:
    """A channel where articles of a site stand: its names from the top, its address (None: not known), how many."""

    channel: str
    name: str
    url: str | None
    articles: int


def addresses_of(work: Work, connection: Connection, site_key: str, tree: Sequence[ChannelRule]) -> list[Address]:
    """Give the channels where a site's articles stand, the one with the most of them first."""
    counts = channel_counts(connection, site_key)
    if not counts:
        return []
    trails = {rule.path: rule.trail for rule in tree}
    if counts.keys() - trails.keys():
        own = read_site_map(map_path(work, site_key), tree)
        trails |= {row.channel: row.trail for row in own if row.trail}
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [
        Address(JOINT.join(trails.get(path, (path,))), trails.get(path, (path,))[-1], _address(work, path), number)
        for path, number in ordered
    ]


def _address(work: Work, path: str) -> str | None:
    portal = work.settings.portal
    if portal.kind != EMBEDDED or not portal.base_url:
        return None  # the addresses that other portals give their channels are not ours to guess
    return absolute(portal.base_url, channel_page(path))


def new_home(
    work: Work, connection: Connection, site_key: str, url: str | None, addresses: Sequence[Address]
) -> str | None:
    """Give where readers of the old site are sent: its home page's redirect, else its largest channel, else the portal.

    None where nothing of it stands in a portal, or where the portal's own address is not known.
    """
    if url is not None:
        at = (redirects.c.site_key == site_key) & (redirects.c.old_url.in_({url, canonical(url)}))
        query = select(redirects.c.target).where(at, redirects.c.answer == "redirect")
        target = str(connection.execute(query.limit(1)).scalar() or "")
        if target.startswith(("http://", "https://")):
            return target
        if target and work.settings.portal.base_url:
            return absolute(work.settings.portal.base_url, target)
    given = next((one.url for one in addresses if one.url), None)
    return given or (work.settings.portal.base_url or None if addresses else None)
