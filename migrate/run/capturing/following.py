"""What a settled answer leads to: the URLs it names join the queue, each with its ruling, and its lists open.

Works in the transaction of the settling, so that the queue grows in the order in which answers are settled.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row

from migrate.crawl.judge import Judgement
from migrate.crawl.pagers.chain import behind
from migrate.crawl.probes import PROBE
from migrate.crawl.reading import Reading
from migrate.crawl.rules import Ruling, ruling
from migrate.crawl.shells import fresh_cookie
from migrate.fetch.client import Exchange
from migrate.ledger import chains, frontier
from migrate.ledger.frontier import Naming
from migrate.ledger.rounds import Round, is_former
from migrate.ledger.sites import add_hosts
from migrate.model import PAGE_KINDS, Kind, Link, Outcome
from migrate.run.capturing.excluding import apply_exclusions, barred
from migrate.run.capturing.lists import Lists
from migrate.run.capturing.mapped import Mapped
from migrate.run.capturing.trapping import Trapping
from migrate.run.work import Work
from migrate.urls import Scope, host_of, resolve, scope_of

TOLD = 8192  # links remembered as told: every page of a site names the same hundred
MOST_HOSTS = 3  # other hosts of a site that are asked for a file that is gone
SPLASH = 2048  # letters of a page that does no more than lead on (O4)
LONGEST_TOLD = 512  # characters of a link that is remembered


def known_scope(connection: Connection, site: Row[Any], file_hosts: Iterable[str]) -> Scope:
    """Give what belongs to a site by what is known: the sheet's addresses, and where its homes redirected to."""
    scope, listed = scope_of(site.url, *site.other_urls, file_hosts=file_hosts), home_urls(site)
    for url in frontier.homes(connection, site.site_key):
        scope = scope if url in listed else scope.joined_by(url)
    return scope


def home_urls(site: Row[Any]) -> list[str]:
    """Give the addresses of the sheet as they are requested."""
    return [resolve(url, url) or url for url in (site.url, *site.other_urls)]


class Following:
    """One site's scope, and what its answers lead to."""

    def __init__(self, work: Work, site: Row[Any], mapped: Mapped, current: Round | None = None) -> None:
        self._round = current
        self._work, self._site, self._aliases, self._exclusions = work, site, mapped.aliases, mapped.exclusions
        self._trapping = Trapping(site.site_key, mapped.traps)
        self._scope = scope_of(site.url, *site.other_urls, file_hosts=work.settings.http.file_hosts)
        self._told: OrderedDict[tuple[object, ...], None] = OrderedDict()
        self._lists = Lists(work, site.site_key, mapped.families, anew=current is not None)

    def name_home(self, connection: Connection) -> None:
        """The addresses of the sheet join the queue; the scope is what the sheet, the settings and redirects tell.

        What was left out under a narrower scope of an earlier run joins the queue too.
        """
        key = self._site.site_key
        frontier.name_urls(connection, key, [Naming(url, "sheet", Kind.HOME) for url in home_urls(self._site)])
        self._scope = known_scope(connection, self._site, self._work.settings.http.file_hosts)
        frontier.reopen(connection, key, self._is_wanted)
        apply_exclusions(connection, self._exclusions, key)

    def name(self, connection: Connection, links: Iterable[Link], referrer: str | None) -> None:
        """Links join the queue, each with its ruling."""
        fresh = [link for link in links if not self._is_told(link)]
        if not fresh:
            return
        named = [one for link in fresh for one in self._namings(link, referrer)]
        frontier.name_urls(connection, self._site.site_key, named, lambda one: self._trapping.admitted(connection, one))

    @property
    def scope(self) -> Scope:
        """What belongs to the site by now."""
        return self._scope

    def name_given(self, connection: Connection, links: Iterable[Link], source: str) -> int:
        """Addresses that a list or a log gives join the queue, each with its ruling; tells how many are new."""
        named = [one for link in links for one in self._namings(link, source)]
        key = self._site.site_key
        new = frontier.name_urls(connection, key, named, lambda one: self._trapping.admitted(connection, one))
        self._trapping.keep(connection)
        return new

    def name_shown(self, connection: Connection, links: Iterable[Link], page: str) -> None:
        """What a page names or asks for while a browser shows it joins the queue, each with its ruling."""
        self._trapping.opens(page)
        self.name(connection, links, page)
        self._trapping.keep(connection)

    def _is_told(self, link: Link) -> bool:
        """True for a link that was named before in the very same way: naming it again would change nothing."""
        if len(link.url) + len(link.body or "") > LONGEST_TOLD:
            return False
        key = (link.url, link.named_by, link.kind, link.fallback, link.body)
        if key in self._told:
            self._told.move_to_end(key)
            return True
        self._told[key] = None
        if len(self._told) > TOLD:
            self._told.popitem(last=False)
        return False

    def follow(
        self, connection: Connection, row: Row[Any], exchange: Exchange, judgement: Judgement, reading: Reading
    ) -> None:
        """Let the URLs that a settled answer names join the queue, and the pages of the lists it opens."""
        links: list[Link] = []
        self._trapping.opens(row.url)
        if judgement.redirect_to is not None:
            links.append(self._redirected(connection, row, judgement.redirect_to))
            if fresh_cookie(exchange):
                self._ask_back(connection, judgement.redirect_to)
            elif self._round is not None and row.attempts == 0:
                self._pass_gate(connection, row, judgement.redirect_to)
        elif judgement.outcome == Outcome.ERROR and exchange.status == 404 and row.fallback:
            links.append(Link(row.fallback, "link", Kind(row.hint)))
        elif judgement.outcome == Outcome.ERROR and (exchange.status == 404 or judgement.reason == "soft_404"):
            links += self._on_other_hosts(row)
        if judgement.outcome in (Outcome.ERROR, Outcome.UNREACHABLE):
            links += self._behind(connection, row)
        links += self._entered(row, judgement, reading)
        for pager in reading.pagers:
            if pager.first_url is not None and not frontier.is_named_by(connection, row.id, "list"):
                # A later page of a list that nobody has opened at its first page: that one tells the numbering.
                links.append(Link(pager.first_url, "list", Kind.PAGE))
        self.name(connection, links, exchange.url)
        self._open_lists(connection, row, judgement, reading)
        if self._round is None or not is_former(connection, self._round, row.id):
            self._trapping.settled(connection, row, judgement.outcome, reading)
        else:  # what was admitted once and brings nothing new by now is no trap
            self._trapping.keep(connection)
        if exchange.tls_doubt:
            self._work.ledger.enter(
                connection,
                "capture",
                "tls_doubt",
                site_key=self._site.site_key,
                item=host_of(exchange.url),
                detail={"certificate": exchange.tls_doubt},
            )

    def _behind(self, connection: Connection, row: Row[Any]) -> list[Link]:
        """A dead page hides what only it names: of numbered pages the next one is asked in its stead, once."""
        named_on = chains.named_on(connection, row.id, "link") if Kind(row.hint) in PAGE_KINDS else None
        onward = behind(row.url, named_on) if named_on else None
        return [Link(onward, "list", Kind.PAGE)] if onward else []

    def _entered(self, row: Row[Any], judgement: Judgement, reading: Reading) -> Sequence[Link]:
        """A home page that does no more than lead to one page of the site is a splash: that one is a home too."""
        links, text = reading.links, reading.text
        if row.hint != Kind.HOME or judgement.outcome not in (Outcome.STORED, Outcome.REVISIT):
            return links
        if len(text) > SPLASH or "<a" in text.lower():
            return links
        onward = {one.url for one in links if one.kind in PAGE_KINDS and self._is_wanted(one.url, one.kind)}
        if len(onward) != 1:
            return links
        return [replace(one, kind=Kind.HOME) if one.url in onward else one for one in links]

    def _on_other_hosts(self, row: Row[Any]) -> list[Link]:
        """A file that is gone may lie where the site stood before: old editors' paths outlive a move (O37)."""
        kind, host = Kind(row.hint), host_of(row.url)
        if kind not in (Kind.ATTACHMENT, Kind.IMAGE) or host not in self._scope.hosts or PROBE.search(row.url):
            return []
        others = sorted(self._scope.hosts - {host})[:MOST_HOSTS]
        moved = [urlsplit(row.url)._replace(netloc=one).geturl() for one in others]
        return [Link(url, "link", kind) for url in moved]

    def _open_lists(self, connection: Connection, row: Row[Any], judgement: Judgement, reading: Reading) -> None:
        """After the links: a page that a link named stands in the queue where a plain crawl would have it."""
        if judgement.outcome in (Outcome.STORED, Outcome.REVISIT):
            for pager in reading.pagers:
                if pager.first_url is None:
                    self.name(connection, self._lists.opened(connection, row, pager, reading), row.url)
        self.name(connection, self._lists.settled(connection, row, judgement.outcome, reading), row.url)

    def _redirected(self, connection: Connection, row: Row[Any], target: str) -> Link:
        # In a round a site that is led away by now takes no other host along.
        joins = self._round is None or host_of(target) in self._scope.hosts
        kind = Kind(row.hint)
        if kind == Kind.HOME and not joins:
            kind = Kind.PAGE
        if kind == Kind.HOME:
            add_hosts(connection, self._site.site_key, [host_of(target)])
            self._scope = self._scope.joined_by(target)
            frontier.reopen(connection, self._site.site_key, self._is_wanted)
        self._insisted(connection, row, target)
        return Link(target, "redirect", kind)

    def _insisted(self, connection: Connection, row: Row[Any], target: str) -> None:
        """A server that answers the plain address with another spelling of it gives the page under that one only."""
        ruled = self._ruling(target, Kind(row.hint))
        if ruled is None or ruled.outcome != Outcome.ALIAS or ruled.alias_of != row.url:
            return
        frontier.name_urls(
            connection, self._site.site_key, [Naming(target, "redirect", Kind(row.hint), referrer=row.url)]
        )
        known = frontier.find(connection, self._site.site_key, target)
        if known is not None and known.outcome == Outcome.ALIAS:
            values = {"reason": None, "alias_of": None, "seq": frontier.next_seq(connection, self._site.site_key)}
            frontier.settle(connection, known.id, outcome=str(Outcome.PENDING), due_at="", **values)

    def _ask_back(self, connection: Connection, target: str) -> None:
        """A gate that sets a cookie leads back: what redirected to it is asked again, now that the cookie is there."""
        known = frontier.find(connection, self._site.site_key, target)
        if known is None or known.outcome != Outcome.REDIRECT or known.attempts > self._work.settings.http.retries:
            return
        values = {"redirect_to": None, "seq": frontier.next_seq(connection, self._site.site_key), "due_at": ""}
        frontier.settle(connection, known.id, outcome=str(Outcome.PENDING), **values)

    def _pass_gate(self, connection: Connection, row: Row[Any], target: str) -> None:
        """Where all is asked anew, the gate that sets the cookie may have answered before what it leads back to."""
        gate = frontier.find(connection, self._site.site_key, target)
        if gate is not None and gate.outcome == Outcome.REDIRECT and gate.redirect_to == row.url:
            values = {"redirect_to": None, "seq": frontier.next_seq(connection, self._site.site_key), "due_at": ""}
            frontier.settle(connection, row.id, outcome=str(Outcome.PENDING), **values)

    def _is_wanted(self, url: str, kind: Kind) -> bool:
        return self._ruling(url, kind) is None

    def _ruling(self, url: str, kind: Kind) -> Ruling | None:
        """What the rules say first, and where they say nothing, what a person does."""
        ruled = ruling(url, kind, self._scope, self._aliases)
        if ruled is None and (reason := barred(self._exclusions, self._site.site_key, url)) is not None:
            return Ruling(Outcome.EXCLUDED, reason)
        return ruled

    def _namings(self, link: Link, referrer: str | None) -> list[Naming]:
        naming = self._naming(link, referrer)
        if naming.alias_of is None:
            return [naming]
        return [naming, self._naming(Link(naming.alias_of, link.named_by, link.kind, body=link.body), referrer)]

    def _naming(self, link: Link, referrer: str | None) -> Naming:
        ruled = self._ruling(link.url, link.kind)
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
