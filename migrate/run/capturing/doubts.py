"""Second thoughts about an answer: is it a soft 404, a challenge, or a page in place of a file.

A page in doubt is held against what its host answers to random addresses. Those are asked only where an answer gives
cause, stand in the ledger as errors with the reason `probe` (named by the operator: no page of the site did), and are
read back by later runs.
"""

import re
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row

from migrate.charset import decode
from migrate.crawl import shells
from migrate.crawl.judge import Judgement, again_in, retry_after
from migrate.crawl.links import suffix_kind
from migrate.crawl.probes import PROBE, is_index_of, names_article, names_same_index, probes_for
from migrate.crawl.reading import Reading
from migrate.crawl.scripted import is_script_shell
from migrate.crawl.shells import PagePrint
from migrate.fetch.client import Client, Exchange
from migrate.ledger import frontier
from migrate.ledger.resuming import kept_answers
from migrate.model import PAGE_KINDS, Kind, Link, Outcome
from migrate.run.capturing.mapped import Mapped
from migrate.run.capturing.robots import Ask, HostRobots, kept_body
from migrate.run.work import Work
from migrate.urls import canonical, host_of, session_free

ALIKE = 64  # answers of one look that are remembered
LOOKS = 64  # looks that are remembered
KEPT = frozenset({Outcome.STORED, Outcome.REVISIT, Outcome.REDIRECT})
TWINS = 5  # addresses with the same page: then the host is asked what it says of missing ones
_NOSCRIPT = re.compile(r"<noscript\b.*?</noscript", re.IGNORECASE | re.DOTALL)
COOKIE_TRIES = 8  # more tries of a URL whose shell sets a cookie that was not sent: such a cookie may serve few answers
HOME_LENGTH = 0.05  # a page whose length is within this share of the home page's may be the home page


Look = tuple[object, ...]  # what answers that may be one have in common


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

    def __init__(self, work: Work, site_key: str, mapped: Mapped, client: Client, ask: Ask, robots: HostRobots) -> None:
        self._work, self._key, self._rules, self._scripted = work, site_key, mapped.traps, mapped.scripted
        self._client, self._ask, self._robots = client, ask, robots
        self._answers: dict[str, Answered] = {}  # by probe address
        self._weighed: tuple[Doubted, bool] | None = None  # asked twice of every answer
        self._looks: OrderedDict[Look | None, dict[int, str]] = OrderedDict()  # id → URL of the answers of one look
        with work.ledger.begin() as connection:
            named = frontier.made_up(connection, site_key)
            self._homes = {row.url: row for row in frontier.home_rows(connection, site_key)}
        self._probes = {row.url for row in named if PROBE.search(row.url)}
        self._home_looks: dict[str, tuple[str, int]] = {}
        self._home_digests = {row.sha256 for row in self._homes.values() if row.sha256}
        for row in self._homes.values():
            body = kept_body(work, row) if row.status == 200 else None
            if body:
                self._know_home(row.url, decode(body, None).text)
        self._recall()

    def _recall(self) -> None:
        """Remember what the answers of earlier runs looked like: a run that goes on doubts as an undisturbed one."""
        with self._work.ledger.begin() as connection:
            kept = kept_answers(connection, self._key, PAGE_KINDS)
        for row in kept:
            body = None if row.redirect_to else kept_body(self._work, row)
            if row.redirect_to or body:
                self._keep(_look_of(row.redirect_to, decode(body, None).text if body else ""), row.id, row.url)

    def is_probe(self, url: str) -> bool:
        """True for an address that this tool made up."""
        return url in self._probes

    def _know_home(self, url: str, text: str) -> None:
        self._home_looks.setdefault(url, (shells.title_of(text), len(text)))

    def seen(self, doubted: Doubted) -> None:
        """Remember what a home page looks like, and of late what others did."""
        self._remember(doubted)
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
        self._settle_alike(doubted)

    def _answer(self, row: Row[Any]) -> Answered:
        if row.redirect_to:
            return Answered(redirect_to=canonical(row.redirect_to))
        body = kept_body(self._work, row) if row.status == 200 else None
        if body is None:
            return Answered()
        text = decode(body, None).text
        if is_script_shell(text, self._scripted):  # the same for every address, of pages that exist too
            return Answered()
        return Answered(shells.print_of(text, row.url), capture_id=row.capture_id)

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
        if doubted.row.hint == Kind.HOME and judgement.outcome == Outcome.STORED:
            return self._leads_nowhere(doubted)
        if doubted.row.hint == Kind.HOME or self._is_home(doubted.url) or self.is_probe(doubted.url):
            return False
        if judgement.outcome == Outcome.REDIRECT:
            target = judgement.redirect_to or ""
            moved = canonical(target).rstrip("/") != canonical(session_free(doubted.url)).rstrip("/")
            told = self._is_home(target) or bool(self._rules.missing_words.search(target))
            return moved and (told or self._is_flood(doubted))
        if judgement.outcome != Outcome.STORED or judgement.kind not in PAGE_KINDS:
            return False
        if is_script_shell(doubted.reading.text, self._scripted):
            return False
        text = doubted.reading.text
        if shells.has_missing_words(text, self._rules) or self._looks_home(text) or self._is_flood(doubted):
            return True
        if shells.is_denial(text, self._rules):
            return True
        if doubted.exchange.sha256 in self._home_digests:
            return True
        if same is None or names_same_index(same.target_uri, doubted.url):
            return False
        return frontier.count_same(connection, same) >= TWINS - 1

    def _leads_nowhere(self, doubted: Doubted) -> bool:
        """True for a home page that names no page of its own host, as a notice for all addresses does."""
        host, own = host_of(doubted.url), set(map(canonical, self._homes)) | {canonical(doubted.url)}
        if doubted.reading.pagers or not shells.may_be_wall(doubted.reading.text, self._rules):
            return False
        links = (one for one in doubted.reading.links if one.kind in PAGE_KINDS and host_of(one.url) == host)
        return all(canonical(one.url) in own for one in links)

    def _is_flood(self, doubted: Doubted) -> bool:
        """True when enough other addresses had an answer of the same look; a firewall numbers its pages."""
        if len(self._looks.get(_look(doubted), {}).keys() - {doubted.row.id}) < TWINS - 1:
            return False
        return doubted.judgement.redirect_to is not None or shells.may_be_wall(doubted.reading.text, self._rules)

    def _remember(self, doubted: Doubted) -> None:
        look = _look(doubted)
        if look is not None and doubted.row.hint != Kind.HOME and not self.is_probe(doubted.url):
            self._keep(look, doubted.row.id, doubted.url)

    def _keep(self, look: Look, url_id: int, url: str) -> None:
        like = self._looks.setdefault(look, {})
        self._looks.move_to_end(look)
        if len(like) < ALIKE:
            like[url_id] = url
        if len(self._looks) > LOOKS:
            self._looks.popitem(last=False)

    def _settle_alike(self, doubted: Doubted) -> None:
        """Answers of the same look that came before anybody doubted: what a random address gives too is no page."""
        for url in list(self._looks.get(_look(doubted), {}).values()):
            with self._work.ledger.begin() as connection:
                row = frontier.find(connection, self._key, url)
            if row is None or row.outcome not in KEPT or self._is_home(url) or not self._is_given_to_all(row):
                continue
            kind = row.kind if Kind(row.hint) in PAGE_KINDS else row.hint
            with self._work.ledger.begin() as connection:
                values = {"reason": "soft_404", "kind": kind, "redirect_to": None}
                frontier.settle(connection, row.id, outcome=str(Outcome.ERROR), **values)

    def _is_given_to_all(self, row: Row[Any]) -> bool:
        answer = self._answer(row)
        given = [self._answers[one] for one in probes_for(row.url, self._key) if one in self._answers]
        if answer.page is None:
            return answer.redirect_to is not None and any(one.redirect_to == answer.redirect_to for one in given)
        novel, page = self._rules.limit("novel_letters"), answer.page
        return any(one.page is not None and shells.same_page(page, one.page, novel) for one in given)

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
        if doubted.judgement.redirect_to == doubted.url and shells.fresh_cookie(doubted.exchange):
            later = self._later(doubted, "cookie", at_once=True)  # the page comes when the cookie does
            if later is not None:
                return later
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
        if hint == Kind.HOME:
            return replace(judgement, outcome=Outcome.QUARANTINED, reason="holding_page")
        kind = judgement.kind if hint in PAGE_KINDS else hint
        is_denied = judgement.redirect_to is None and shells.is_denial(doubted.reading.text, self._rules)
        reason = "soft_403" if is_denied else "soft_404"
        return replace(judgement, outcome=Outcome.ERROR, reason=reason, redirect_to=None, kind=kind)

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
        if is_script_shell(doubted.reading.text, self._scripted):
            return False
        return names_article(doubted.url) and is_index_of(same.target_uri, doubted.url)

    def _challenge(self, doubted: Doubted) -> Judgement | None:
        exchange, text, judgement = doubted.exchange, doubted.reading.text, doubted.judgement
        if judgement.outcome not in (Outcome.STORED, Outcome.ERROR) or exchange.truncated:
            return None
        if not text or len(text) > self._rules.limit("challenge_length"):
            return None
        if is_script_shell(text, self._scripted):
            text = _NOSCRIPT.sub("", text)  # where it asks for scripts in the words of a challenge
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
        retries = http.retries + (COOKIE_TRIES if at_once else 0)
        wait = again_in(doubted.exchange, tries, retries=retries, retry_wait=http.retry_wait)
        if wait is None:
            return None
        if not at_once:
            self._client.pace.slow_down(host_of(doubted.url))
        return Judgement(Outcome.PENDING, doubted.judgement.kind, reason, again_in=0.0 if at_once else wait)


def _look(doubted: Doubted) -> Look | None:
    """What is told of an answer without reading it closely: where it leads, or its title and about its length."""
    judgement = doubted.judgement
    is_page = judgement.outcome == Outcome.STORED and judgement.kind in PAGE_KINDS
    return _look_of(judgement.redirect_to, doubted.reading.text) if is_page or judgement.redirect_to else None


def _look_of(redirect_to: str | None, text: str) -> Look:
    if redirect_to is not None:
        return ("to", canonical(redirect_to).partition("?")[0])
    return (shells.title_of(text), len(text) // 32)
