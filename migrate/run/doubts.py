"""Second thoughts about an answer: is it a soft 404, a challenge, or a page in place of a file.

A page in doubt is held against what its host answers to random addresses. Those are asked only where an answer gives
cause, stand in the ledger as errors with the reason `probe` (named by the operator: no page of the site did), and are
read back by later runs.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row

from mappings.traps import Traps
from migrate.charset import decode
from migrate.crawl import shells
from migrate.crawl.judge import Judgement, again_in, retry_after
from migrate.crawl.links import suffix_kind
from migrate.crawl.probes import PROBE, is_index_of, names_article, names_same_index, probes_for
from migrate.crawl.reading import Reading
from migrate.crawl.shells import PagePrint
from migrate.fetch.client import Client, Exchange
from migrate.ledger import frontier
from migrate.model import PAGE_KINDS, Kind, Link, Outcome
from migrate.run.robots import Ask, HostRobots, kept_body
from migrate.run.work import Work
from migrate.urls import canonical, host_of, session_free

TWINS = 5  # addresses with the same page: then the host is asked what it says of missing ones
HOME_LENGTH = 0.05  # a page whose length is within this share of the home page's may be the home page


@dataclass(frozen=True)
class Answered:
    """What a host says of an address that it cannot have: the page it shows, or where it redirects to."""

    page: PagePrint | None = None
    redirect_to: str | None = None
    capture_id: int | None = None


@dataclass(frozen=True)
class Doubted:
    """An answer with the reading of it, and what the ledger knows of the same bytes."""

    row: Row[Any]
    exchange: Exchange
    judgement: Judgement
    reading: Reading
    same: Row[Any] | None

    @property
    def url(self) -> str:
        """The URL in doubt."""
        return self.exchange.url


class Doubts:
    """What one site's hosts say of missing pages, and what follows from it."""

    def __init__(self, work: Work, site_key: str, rules: Traps, client: Client, ask: Ask, robots: HostRobots) -> None:
        self._work, self._key, self._rules = work, site_key, rules
        self._client, self._ask, self._robots = client, ask, robots
        self._answers: dict[str, Answered] = {}  # by probe address
        self._weighed: tuple[Doubted, bool] | None = None  # asked twice of every answer
        with work.ledger.begin() as connection:
            named = frontier.named_by(connection, site_key, "operator")
            self._homes = {row.url: row for row in frontier.home_rows(connection, site_key)}
        self._probes = {row.url for row in named if PROBE.search(row.url)}
        self._home_looks: dict[str, tuple[str, int]] = {}
        self._home_digests = {row.sha256 for row in self._homes.values() if row.sha256}
        for row in self._homes.values():
            body = kept_body(work, row) if row.status == 200 else None
            if body:
                self._know_home(row.url, decode(body, None).text)

    def is_probe(self, url: str) -> bool:
        """True for an address that this tool made up."""
        return url in self._probes

    def _know_home(self, url: str, text: str) -> None:
        self._home_looks.setdefault(url, (shells.title_of(text), len(text)))

    def seen(self, doubted: Doubted) -> None:
        """Remember what a home page looks like."""
        if doubted.row.hint == Kind.HOME:
            self._homes[doubted.url] = doubted.row
            if doubted.judgement.outcome == Outcome.STORED:
                self._know_home(doubted.url, doubted.reading.text)
                self._home_digests.add(doubted.exchange.sha256)

    def wants_probes(self, connection: Connection, doubted: Doubted) -> bool:
        """True when the answer gives cause to ask for random addresses, and that was not done yet."""
        if not self._has_cause(connection, doubted):
            return False
        return any(one not in self._answers for one in self._wanted(doubted.url))

    def _wanted(self, url: str) -> list[str]:
        """The random addresses for a doubtful one: those that were asked before, and new ones while a host has few."""
        asked = sum(host_of(one) == host_of(url) for one in self._probes)
        wanted = list(probes_for(url, self._key))
        fresh = [one for one in wanted if one not in self._probes]
        return [one for one in wanted if one in self._probes] + fresh[: self._rules.limit("probes_a_host") - asked]

    async def learn(self, doubted: Doubted) -> None:
        """Ask for the random addresses of a doubtful URL, then settle anew what was taken for a page before."""
        robots = await self._robots.of(doubted.url)
        for url in self._wanted(doubted.url):
            if url in self._answers:
                continue
            self._answers[url] = Answered()
            if robots is not None and not robots.allows(url):
                continue
            self._probes.add(url)
            row = await self._ask(Link(url, "operator", Kind.OTHER))
            if row is not None:
                self._answers[url] = self._answer(row)
                self._settle_twins(self._answers[url])

    def _answer(self, row: Row[Any]) -> Answered:
        if row.redirect_to:
            return Answered(redirect_to=canonical(row.redirect_to))
        body = kept_body(self._work, row) if row.status == 200 else None
        if body is None:
            return Answered()
        return Answered(shells.print_of(decode(body, None).text, row.url), capture_id=row.capture_id)

    def _settle_twins(self, answer: Answered) -> None:
        """Pages with the very bytes of a probe's answer that came before anybody doubted."""
        if answer.capture_id is None:
            return
        with self._work.ledger.begin() as connection:
            for row in frontier.kept_pages_like(connection, self._key, answer.capture_id):
                if not self._is_home(row.url) and row.hint != Kind.HOME:
                    kind = row.kind if Kind(row.hint) in PAGE_KINDS else row.hint
                    frontier.settle(connection, row.id, outcome=str(Outcome.ERROR), reason="soft_404", kind=kind)

    def _has_cause(self, connection: Connection, doubted: Doubted) -> bool:
        if self._weighed is None or self._weighed[0] is not doubted:
            self._weighed = doubted, self._gives_cause(connection, doubted)
        return self._weighed[1]

    def _gives_cause(self, connection: Connection, doubted: Doubted) -> bool:
        judgement, same = doubted.judgement, doubted.same
        if doubted.row.method != "GET":
            return False  # the answer of a form is a list's
        if doubted.row.hint == Kind.HOME or self._is_home(doubted.url) or self.is_probe(doubted.url):
            return False
        if judgement.outcome == Outcome.REDIRECT:
            target = judgement.redirect_to or ""
            moved = canonical(target).rstrip("/") != canonical(session_free(doubted.url)).rstrip("/")
            return moved and (self._is_home(target) or bool(self._rules.missing_words.search(target)))
        if judgement.outcome != Outcome.STORED or judgement.kind not in PAGE_KINDS:
            return False
        if shells.has_missing_words(doubted.reading.text, self._rules) or self._looks_home(doubted.reading.text):
            return True
        if doubted.exchange.sha256 in self._home_digests:
            return True
        if same is None or names_same_index(same.target_uri, doubted.url):
            return False
        return frontier.count_same(connection, same) >= TWINS - 1

    def _is_home(self, url: str) -> bool:
        return any(url == home or (names_same_index(home, url)) for home in self._homes)

    def _looks_home(self, text: str) -> bool:
        title = shells.title_of(text)
        return bool(title) and any(
            title == look and abs(length - len(text)) <= HOME_LENGTH * length
            for look, length in self._home_looks.values()
        )

    def judged(self, connection: Connection, doubted: Doubted) -> Judgement:
        """Give the judgement that stands after all second thoughts."""
        asked_to_wait = retry_after(doubted.exchange)
        if doubted.exchange.status == 429 or (doubted.exchange.status == 503 and asked_to_wait):
            self._client.pace.slow_down(host_of(doubted.url), asked_to_wait)
        if self.is_probe(doubted.url):
            return self._of_probe(doubted.judgement)
        if (challenge := self._challenge(doubted)) is not None:
            return challenge
        judgement = doubted.judgement
        if judgement.outcome == Outcome.STORED and self._is_no_file(doubted):
            says_so = shells.has_missing_words(doubted.reading.text, self._rules)
            kind = suffix_kind(doubted.url, Kind(doubted.row.hint))
            return Judgement(Outcome.ERROR, kind, "soft_404" if says_so else "html_instead_of_file")
        is_missing = self._has_cause(connection, doubted) and self._is_soft_404(doubted)
        if doubted.same is not None and self._is_stand_in(doubted):
            later = self._later(doubted, "throttled")
            if later is not None and (not is_missing or doubted.row.attempts == 0):
                return later  # a front page in place of an article may be a host that wants to be left alone
            if not is_missing:
                return replace(judgement, outcome=Outcome.QUARANTINED, reason="challenge")
        if not is_missing:
            return judgement
        hint = Kind(doubted.row.hint)
        kind = judgement.kind if hint in PAGE_KINDS else hint
        return replace(judgement, outcome=Outcome.ERROR, reason="soft_404", redirect_to=None, kind=kind)

    def _of_probe(self, judgement: Judgement) -> Judgement:
        if judgement.outcome in (Outcome.STORED, Outcome.REDIRECT, Outcome.ERROR):
            return replace(judgement, outcome=Outcome.ERROR, reason="probe", kind=Kind.OTHER)
        return replace(judgement, kind=Kind.OTHER)

    def _is_no_file(self, doubted: Doubted) -> bool:
        exchange, text = doubted.exchange, doubted.reading.text
        if shells.is_html_for_a_file(exchange):
            return True
        short = len(text) <= self._rules.limit("challenge_length")
        is_page = bool(text) and exchange.content_type == "text/html" and shells.promises_document(doubted.url)
        return is_page and short and shells.has_missing_words(text, self._rules)

    def _is_soft_404(self, doubted: Doubted) -> bool:
        target = doubted.judgement.redirect_to
        answers = [self._answers[one] for one in probes_for(doubted.url, self._key) if one in self._answers]
        if target is not None:
            return any(one.redirect_to == canonical(target) for one in answers)
        pages = [one.page for one in answers if one.page is not None]
        if not pages:
            return False
        seen = shells.print_of(doubted.reading.text, doubted.url)
        return any(shells.same_page(seen, page, self._rules.limit("novel_letters")) for page in pages)

    def _is_stand_in(self, doubted: Doubted) -> bool:
        same = doubted.same
        if same is None or doubted.judgement.outcome != Outcome.STORED or doubted.judgement.kind not in PAGE_KINDS:
            return False
        return names_article(doubted.url) and is_index_of(same.target_uri, doubted.url)

    def _challenge(self, doubted: Doubted) -> Judgement | None:
        exchange, text, judgement = doubted.exchange, doubted.reading.text, doubted.judgement
        if judgement.outcome not in (Outcome.STORED, Outcome.ERROR) or exchange.truncated:
            return None
        own = {canonical(doubted.url), *map(canonical, self._homes)}
        others = any(canonical(one.url) not in own and one.kind in PAGE_KINDS for one in doubted.reading.links[:50])
        if not shells.is_challenge(exchange, text, others, self._rules):
            return None
        sent = bytes(exchange.tape.request) if exchange.tape else b""
        fresh = [one for one in shells.cookies_written(text) if one.partition(";")[0].encode() not in sent]
        for cookie in fresh:
            self._client.take_cookie(doubted.url, cookie)
        later = self._later(doubted, "challenge", at_once=bool(fresh))
        return later or replace(judgement, outcome=Outcome.QUARANTINED, reason="challenge")

    def _later(self, doubted: Doubted, reason: str, *, at_once: bool = False) -> Judgement | None:
        """Ask again, slower from now on; None when the tries are used up."""
        http = self._work.settings.http
        tries = doubted.row.attempts + 1
        wait = again_in(doubted.exchange, tries, retries=http.retries, retry_wait=http.retry_wait)
        if wait is None:
            return None
        if not at_once:
            self._client.pace.slow_down(host_of(doubted.url))
        return Judgement(Outcome.PENDING, doubted.judgement.kind, reason, again_in=0.0 if at_once else wait)
