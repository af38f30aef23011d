"""What a settled answer leads to: the URLs it names join the queue, each with its ruling, and its lists open.

Works in the transaction of the settling, so that the queue grows in the order in which answers are settled.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row

from migrate.crawl.judge import Judgement
from migrate.crawl.reading import Reading
from migrate.crawl.rules import ruling
from migrate.fetch.client import Exchange
from migrate.ledger import frontier
from migrate.ledger.frontier import Naming
from migrate.ledger.sites import add_hosts
from migrate.model import Kind, Link, Outcome
from migrate.run.lists import Lists
from migrate.run.mapped import Mapped
from migrate.run.trapping import Trapping
from migrate.run.work import Work
from migrate.urls import host_of, resolve, scope_of


class Following:
    """One site's scope, and what its answers lead to."""

    def __init__(self, work: Work, site: Row[Any], mapped: Mapped) -> None:
        self._work, self._site, self._aliases = work, site, mapped.aliases
        self._trapping = Trapping(site.site_key, mapped.traps)
        self._scope = scope_of(site.url, *site.other_urls)
        self._lists = Lists(work, site.site_key, mapped.families)

    def name_home(self, connection: Connection) -> None:
        """The addresses of the sheet join the queue; the scope grows by what redirects of earlier runs told."""
        key = self._site.site_key
        homes = [resolve(url, url) or url for url in (self._site.url, *self._site.other_urls)]
        frontier.name_urls(connection, key, [Naming(url, "sheet", Kind.HOME) for url in homes])
        for url in frontier.homes(connection, key):  # further ones are known from redirects of earlier runs
            if url not in homes:
                self._scope = self._scope.joined_by(url)

    def name(self, connection: Connection, links: Iterable[Link], referrer: str | None) -> None:
        """Links join the queue, each with its ruling."""
        named = [one for link in links for one in self._namings(link, referrer)]
        frontier.name_urls(connection, self._site.site_key, named, lambda one: self._trapping.admitted(connection, one))

    def follow(
        self, connection: Connection, row: Row[Any], exchange: Exchange, judgement: Judgement, reading: Reading
    ) -> None:
        """Let the URLs that a settled answer names join the queue, and the pages of the lists it opens."""
        links: list[Link] = []
        self._trapping.opens(row.url)
        if judgement.redirect_to is not None:
            links.append(self._redirected(connection, row, judgement.redirect_to))
        elif judgement.outcome == Outcome.ERROR and exchange.status == 404 and row.fallback:
            links.append(Link(row.fallback, "link", Kind(row.hint)))
        links += reading.links
        for pager in reading.pagers:
            if pager.first_url is not None and not frontier.is_named_by(connection, row.id, "list"):
                # A later page of a list that nobody has opened at its first page: that one tells the numbering.
                links.append(Link(pager.first_url, "list", Kind.PAGE))
        self.name(connection, links, exchange.url)
        self._open_lists(connection, row, judgement, reading)
        self._trapping.settled(connection, row, judgement.outcome, reading)
        if exchange.tls_doubt:
            self._work.ledger.enter(
                connection,
                "capture",
                "tls_doubt",
                site_key=self._site.site_key,
                item=host_of(exchange.url),
                detail={"certificate": exchange.tls_doubt},
            )

    def _open_lists(self, connection: Connection, row: Row[Any], judgement: Judgement, reading: Reading) -> None:
        """After the links: a page that a link named stands in the queue where a plain crawl would have it."""
        if judgement.outcome in (Outcome.STORED, Outcome.REVISIT):
            for pager in reading.pagers:
                if pager.first_url is None:
                    self.name(connection, self._lists.opened(connection, row, pager, reading), row.url)
        self.name(connection, self._lists.settled(connection, row, judgement.outcome, reading), row.url)

    def _redirected(self, connection: Connection, row: Row[Any], target: str) -> Link:
        is_home = row.hint == Kind.HOME
        if is_home:
            add_hosts(connection, self._site.site_key, [host_of(target)])
            self._scope = self._scope.joined_by(target)
            frontier.reopen(connection, self._site.site_key, self._is_wanted)
        return Link(target, "redirect", Kind.HOME if is_home else Kind(row.hint))

    def _is_wanted(self, url: str, kind: Kind) -> bool:
        return ruling(url, kind, self._scope, self._aliases) is None

    def _namings(self, link: Link, referrer: str | None) -> list[Naming]:
        naming = self._naming(link, referrer)
        if naming.alias_of is None:
            return [naming]
        return [naming, self._naming(Link(naming.alias_of, link.named_by, link.kind, body=link.body), referrer)]

    def _naming(self, link: Link, referrer: str | None) -> Naming:
        ruled = ruling(link.url, link.kind, self._scope, self._aliases)
        if ruled is None:
            return Naming(link.url, link.named_by, link.kind, fallback=link.fallback, referrer=referrer, body=link.body)
        return Naming(
            link.url,
            link.named_by,
            link.kind,
            ruled.outcome,
            ruled.reason,
            ruled.alias_of,
            referrer=referrer,
            body=link.body,
        )
