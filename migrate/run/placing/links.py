"""Where a link of an article leads now: into the portal (a file, article or channel), to the archive, or nowhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row

from mappings.address_rules import AddressRule
from mappings.channels import ChannelRule
from mappings.links import read_kept_links
from mappings.site_maps import ColumnRow
from migrate.channels.routing import Routed, route
from migrate.ledger.ends import ends_of_links
from migrate.ledger.outputs import PLANNED
from migrate.ledger.sites import known_sites
from migrate.model import Article, Kind, Outcome, Verdict
from migrate.portal.body import rewrite_body
from migrate.run.archive import path_of
from migrate.run.capturing.following import known_scope
from migrate.run.work import ARCHIVE, MAPPINGS, Work
from migrate.urls import Scope, host_of

FOREIGN = frozenset({"foreign_host", "outside_path"})  # excluded because it is another site's
FILES = frozenset({str(Kind.ATTACHMENT), str(Kind.IMAGE)})
CLOSING = frozenset({str(Verdict.MIGRATE), str(Verdict.CLOSE)})
NOT_CAPTURED = "旧网站的这个网址没有采到"
NO_ARCHIVE = "只有归档页，而归档页的公开地址（archive.base_url）没有设置"
WORDS = {
    Outcome.ERROR: "原网站返回 {status}",
    Outcome.UNREACHABLE: "原网站无法访问",
    Outcome.EXCLUDED: "按规则未采集（{reason}）",
    Outcome.QUARANTINED: "存疑，待人工处理（{reason}）",
    Outcome.PENDING: "尚未采集",
    Outcome.REDIRECT: "原跳转没有可到达的去处",
    Outcome.ALIAS: "所指的网址没有采到",
}


@dataclass(frozen=True)
class Lead:
    """Where a link leads; nowhere for this reason; `unsettled` where the rest of the run may tell better."""

    new_url: str | None
    why: str = ""
    unsettled: bool = False


@dataclass
class Linker:
    """What links are settled by: the portal, the sites' channel maps, the pages of channels, and what people said."""

    work: Work
    target: str
    is_beside_archive: bool  # the portal's home and the archive stand side by side in the workspace
    tree: Sequence[ChannelRule]
    unreviewed: bool
    maps: dict[str, tuple[ColumnRow, ...]] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)  # the new URL of a channel by its path
    kept: tuple[AddressRule, ...] = ()
    closing: dict[str, list[Scope]] = field(default_factory=dict)  # by host: what closes

    def know(self, connection: Connection, site_keys: Iterable[str]) -> None:
        """Learn what people said of links, and what closes: the sites at work and those that are decided so."""
        self.kept = read_kept_links(self.work.workspace / MAPPINGS)
        at_work = set(site_keys)
        for site in known_sites(connection):
            if site.url and (site.site_key in at_work or site.verdict in CLOSING):
                scope = known_scope(connection, site, self.work.settings.http.file_hosts)
                for host in scope.hosts:
                    self.closing.setdefault(host, []).append(scope)

    def _closes(self, url: str) -> bool:
        """Tell whether an address is one of a site that closes, wherever it is kept."""
        return any(scope.refusal(url, requisite=False) is None for scope in self.closing.get(host_of(url), ()))

    def leads(self, connection: Connection, articles: Sequence[Article]) -> list[dict[str, Lead]]:
        """Give for each article of one site where its links lead."""
        links = [links_of(article.body_html) for article in articles]
        every = [link for own in links for link in own]
        site_key = articles[0].site_key if articles else ""
        ends = ends_of_links(connection, site_key, self.target, every) if every else {}
        return [
            {link: self._lead(article, link, ends) for link in own}
            for article, own in zip(articles, links, strict=True)
        ]

    def _lead(self, article: Article, link: str, ends: Mapping[str, Row[Any]]) -> Lead:
        own = next((one for one in (*article.images, *article.attachments) if one.old_url == link), None)
        if own is not None:
            return Lead(own.new_url, own.missing or NOT_CAPTURED)
        if any(rule.holds(article.site_key, link) for rule in self.kept):
            return Lead(link)
        end = ends.get(link)
        if end is None or (end.outcome == Outcome.EXCLUDED and end.reason in FOREIGN):
            return Lead(None, NOT_CAPTURED) if self._closes(link) else Lead(link)
        if end.new_url:  # foreseen is not yet placed: the portal may still refuse it
            return Lead(end.new_url, unsettled=end.state == PLANNED)
        return self._elsewhere_than_an_article(end)

    def _elsewhere_than_an_article(self, end: Row[Any]) -> Lead:
        if end.file_url:
            return Lead(end.file_url)
        if end.kind == Kind.LIST and (page := self._channel_page(end)):
            return Lead(page)
        unsettled = end.state is not None or end.kind in FILES  # an article or file that may still come to the portal
        if end.outcome in (Outcome.STORED, Outcome.REVISIT):
            address = self._archive_address(end)
            return Lead(address, "" if address else NO_ARCHIVE, unsettled)
        return Lead(None, WORDS[Outcome(end.outcome)].format(status=end.status, reason=end.reason), unsettled)

    def _channel_page(self, end: Row[Any]) -> str | None:
        """The page of the channel that the map of its site gives to a list's column."""
        if not end.column:
            return None
        rows = self.maps.get(end.site_key, ())
        routed = route([tuple(end.column)], rows=rows, tree=self.tree, unreviewed=self.unreviewed)
        return self.pages.get(routed.channel.path) if isinstance(routed, Routed) else None

    def _archive_address(self, end: Row[Any]) -> str | None:
        """Where the archived copy will be: absolute, or from the portal's home on the same server."""
        base = self.work.settings.archive.base_url
        if base:
            return f"{base.rstrip('/')}/{path_of(end)}"
        return f"../{ARCHIVE}/{path_of(end)}" if self.is_beside_archive else None


def links_of(body_html: str) -> list[str]:
    """Give the addresses that a body links to and shows, each once, without fragments."""
    found: dict[str, None] = {}

    def noted(url: str) -> str:
        found[url] = None
        return url

    rewrite_body(body_html, noted)
    return list(found)
