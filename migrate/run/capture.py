"""The capture stage: asks the frontier what waits, fetches it, keeps the bytes, then enters what came of it.

Fetching runs ahead in a window; settling goes strictly in queue order (see `ledger.frontier`). One batch is: records
appended, file synced, ledger committed. A kill between any two of these repeats work and loses nothing.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from archive.exchange import payload_digest
from archive.reading import body_pieces
from archive.warc import WarcWriter
from migrate.crawl.body import measure
from migrate.crawl.judge import MAX_WAIT, Judgement, judge
from migrate.crawl.reading import Reading, read
from migrate.fetch.browser import Browser, opened_browser
from migrate.fetch.client import Client, Exchange
from migrate.fetch.clock import moment, now, seconds_until
from migrate.ledger import frontier
from migrate.ledger.history import enter_attempt
from migrate.ledger.payloads import Payloads
from migrate.ledger.resuming import hasten
from migrate.ledger.rounds import ask_again
from migrate.model import Kind, Link, Outcome
from migrate.run.capturing.accounting import account
from migrate.run.capturing.columns import count_lists
from migrate.run.capturing.doubts import Doubted, Doubts
from migrate.run.capturing.fingerprints import name_families
from migrate.run.capturing.following import Following
from migrate.run.capturing.manners import Pause, closed_for, open_files_allowed
from migrate.run.capturing.mapped import Mapped, read_mapped
from migrate.run.capturing.records import cut_torn_tails, in_words, recorded
from migrate.run.capturing.rendering import Rendering
from migrate.run.capturing.rendering import waiting_lines as unshown_lines
from migrate.run.capturing.robots import HostRobots
from migrate.run.capturing.rounds import active_round, begin_rounds, finish_round, rest_after_failure
from migrate.run.capturing.telling import Telling
from migrate.run.capturing.terms import tell_terms
from migrate.run.round_book import write_round_book
from migrate.run.work import CAPTURES, PLAIN, Asking, Result, Work, site_folder, tool_version

WINDOW = 48  # URLs fetched or waiting to be settled at a time, a site
BATCH = 24  # answers settled with one sync of the file and one commit, where so many come quickly
BATCH_WAIT = 0.05  # seconds that an answer waits for company
FILES_A_SITE = 4  # open at a time: its WARC file, its connections, and now and then a long answer
LONGEST_NAP = 5.0  # seconds; so that Ctrl-C and newly due URLs are noticed


def capture(work: Work, sites: Sequence[Row[Any]], asking: Asking = PLAIN) -> Result:
    """Capture sites until every URL known of them is settled; `asking` says what is asked anew."""
    result = Result()
    mapped = read_mapped(work)
    sites, result.waiting = begin_rounds(work, sites, asking)
    try:
        result.waiting += asyncio.run(_capture_all(work, [site for site in sites if site.url], mapped, asking.retry))
    except BaseExceptionGroup as group:  # the first that failed; the other sites were stopped for its sake
        rest_after_failure(work)
        raise in_words(group.exceptions[0]) from group
    except BaseException:
        rest_after_failure(work)
        raise
    for site in sites:
        finish_round(work, site, mapped.aliases, asking, result)
        count_lists(work, site.site_key, mapped.families)
        name_families(work, site.site_key, mapped.families)
        account(work, site, result)
    result.waiting += unshown_lines(work, sites, mapped.scripted)
    result.waiting.extend(filter(None, [write_round_book(work)]))
    return result


async def _capture_all(work: Work, sites: Sequence[Row[Any]], mapped: Mapped, retry: bool) -> list[str]:
    """Capture the sites, many at once; gives why some stopped before their end."""
    slots = asyncio.Semaphore(min(work.settings.http.sites_at_once, max(1, open_files_allowed() // FILES_A_SITE)))
    stopped: list[str] = []

    async def one(site: Row[Any]) -> None:
        async with slots:
            reason = await _SiteCapture(work, site, mapped, len(sites), browser).run(retry)
            stopped.extend([f"{site.site_name}（{site.site_key}）：{reason}"] if reason else [])

    async with opened_browser(work.settings.http.browser) as browser, asyncio.TaskGroup() as group:
        for site in sites:
            group.create_task(one(site))
    return stopped


@dataclass
class _Asked:
    """A URL in the window: its row and the request in flight."""

    row: Row[Any]
    task: "asyncio.Task[Exchange]"


class _SiteCapture:
    """One site's capture: holds the client, the WARC writer and the window."""

    def __init__(self, work: Work, site: Row[Any], mapped: Mapped, at_once: int, browser: Browser | None) -> None:
        self._work = work
        self._site = site
        self._rules = mapped.families
        self._mapped = mapped
        with work.ledger.begin() as connection:
            self._round = active_round(connection, site.site_key)
        self._following = Following(work, site, mapped, self._round)
        self._rendering = Rendering(work, site.site_key, mapped, self._following, browser, self._asked_for_page)
        if self._round is not None:
            self._rendering.show_anew(self._round.run_id)
        self._window: deque[_Asked] = deque()
        self._taken = 0  # the queue place behind which the next URLs are taken
        self._out_of_turn: set[int] = set()  # settled by `_asked_at_once`; the window may hold them too
        self._telling = Telling(work, site.site_key, site.site_name, at_once)
        self._pause = Pause(work.settings.http, lambda text: work.voice.say(f"{site.site_name}：{text}"))

    async def run(self, retry: bool) -> str | None:
        """Go on until nothing waits; gives why it stopped before, if it did."""
        key, settings = self._site.site_key, self._work.settings
        folder = self._work.folder(CAPTURES) / site_folder(key)
        with self._work.ledger.begin() as connection:
            cut_torn_tails(connection, self._work, key, folder)
            self._following.name_home(connection)
            tell_terms(connection, self._work, self._site)
            hasten(connection, key, moment(MAX_WAIT))
            self._payloads = Payloads(connection, key)
            if retry:
                frontier.wait_again(connection, key)
                self._rendering.retry()
        with WarcWriter(
            folder,
            site_folder(key),
            software=f"gov-site-migrate/{tool_version()}",
            operator_lines={
                "operator": settings.office.name or self._work.ledger.operator,
                "http-header-user-agent": settings.http.user_agent,
                "robots": settings.http.robots,
            },
            max_bytes=settings.archive.warc_size,
            clock=now,
        ) as self._writer:
            async with Client(settings.http) as self._client:
                self._robots = HostRobots(self._work, self._client.pace, self._asked_at_once, self._name)
                self._doubts = Doubts(self._work, key, self._mapped, self._client, self._asked_at_once, self._robots)
                try:
                    stopped = await self._pause.unless_stalled(self._go_on(folder))
                    self._telling.tell(moment(), at_the_end=True)
                finally:
                    await self._drop_window()
        return stopped

    async def _go_on(self, folder: Path) -> str | None:
        stopped = await self._drain()
        while not (stopped or self._pause.wanted(folder.parent)) and await self._rendering.show_next(self._writer):
            stopped = await self._drain()
        return stopped

    async def _drop_window(self) -> None:
        for asked in self._window:
            asked.task.cancel()
        for exchange in await asyncio.gather(*(asked.task for asked in self._window), return_exceptions=True):
            if isinstance(exchange, Exchange):
                exchange.close()

    async def _drain(self) -> str | None:
        while True:
            await self._fill()
            if self._window:
                await self._some_finished()
                await self._settle(self._finished())
                continue
            with self._work.ledger.begin() as connection:
                due = frontier.next_due(connection, self._site.site_key)
            if due is None or self._pause.stopped:
                return self._pause.stopped if due is not None else None
            closed = closed_for(self._work.settings.http.hours)
            if not self._pause.holds_out(due, closed):
                return self._pause.stopped
            if due > moment() or closed:
                await _sleep_until(min(max(due, moment(closed)), moment(LONGEST_NAP)))

    async def _fill(self) -> None:
        if not self._window:
            self._taken = 0
        free = WINDOW - len(self._window)
        if free <= 0 or self._pause.wanted(self._work.folder(CAPTURES)):
            return
        with self._work.ledger.begin() as connection:
            rows = frontier.waiting(connection, self._site.site_key, self._taken, free, moment())
        for row in rows:
            if self._window and self._robots.is_unknown(row.url):
                return  # robots.txt joins the queue behind everything that stands before this URL
            self._taken = row.seq
            if await self._allowed(row):
                ask = frontier.ask_of(row)
                self._window.append(_Asked(row, asyncio.create_task(self._client.exchange(ask.url, ask.body))))

    async def _allowed(self, row: Row[Any]) -> bool:
        robots = await self._robots.of(row.url)
        if robots is None:
            return True
        if row.url in self._robots.asked or robots.allows(row.url):
            return row.url not in self._robots.asked
        outcome = Outcome.UNREACHABLE if robots.silence else Outcome.EXCLUDED
        with self._work.ledger.begin() as connection:
            frontier.settle(connection, row.id, outcome=str(outcome), reason=robots.silence or "robots")
        return False

    async def _asked_at_once(self, link: Link) -> Row[Any] | None:
        """Ask for a URL out of its turn, and give its row once it is settled, however many tries that takes."""
        key = self._site.site_key
        with self._work.ledger.begin() as connection:
            self._following.name(connection, [link], None)
            row = frontier.find(connection, key, link.url)
        while row is not None and row.outcome == Outcome.PENDING:
            self._out_of_turn.add(row.id)
            await _sleep_until(row.due_at)
            exchange = await self._client.exchange(link.url)
            try:
                self._settle_until_doubt(deque([(row, exchange)]), heeding=False)
            finally:
                exchange.close()
            with self._work.ledger.begin() as connection:
                row = frontier.find(connection, key, link.url)
        return row

    async def _asked_for_page(self, link: Link, page: str, headers: Mapping[str, str]) -> Row[Any] | None:
        """Ask, once at most, for what a page in the browser wants; gives its row, which may wait for another try."""
        with self._work.ledger.begin() as connection:
            self._following.name_shown(connection, [link], page)
            row = frontier.find(connection, self._site.site_key, link.url, link.body)
            if row is not None and self._round is not None and ask_again(connection, self._round, row):
                row = frontier.find(connection, self._site.site_key, link.url, link.body)
        if row is not None and row.outcome == Outcome.PENDING and row.due_at <= moment() and await self._allowed(row):
            exchange = await self._client.exchange(link.url, link.body, headers)
            try:
                self._settle_until_doubt(deque([(row, exchange)]), heeding=False)
            finally:
                exchange.close()
        with self._work.ledger.begin() as connection:
            return frontier.find(connection, self._site.site_key, link.url, link.body)

    async def _some_finished(self) -> None:
        """Wait for the answer whose turn it is, then a moment for those behind it: one sync settles them all."""
        await asyncio.wait([self._window[0].task], timeout=LONGEST_NAP)
        last = self._window[min(BATCH, len(self._window)) - 1]
        if self._window[0].task.done() and not last.task.done():
            await asyncio.wait([last.task], timeout=BATCH_WAIT)

    def _name(self, links: Iterable[Link], referrer: str) -> None:
        with self._work.ledger.begin() as connection:
            self._following.name(connection, links, referrer)

    def _finished(self) -> list[tuple[Row[Any], Exchange]]:
        done = []
        while self._window and self._window[0].task.done():
            asked = self._window.popleft()
            done.append((asked.row, asked.task.result()))
        return done

    async def _settle(self, done: Iterable[tuple[Row[Any], Exchange]]) -> None:
        waiting = deque(done)
        self._pause.watch(bool(waiting), (asked.row.url for asked in self._window))
        try:
            while waiting:
                doubted = self._settle_until_doubt(waiting)
                if doubted is not None:
                    await self._doubts.learn(doubted)
        finally:
            for _, exchange in waiting:
                exchange.close()
        self._telling.tell(moment())

    def _settle_until_doubt(self, waiting: deque[tuple[Row[Any], Exchange]], *, heeding: bool = True) -> Doubted | None:
        """Settle answers in order: records written, file synced, ledger committed. Stops before one in doubt."""
        with self._work.ledger.begin() as connection:
            while waiting:
                if heeding and waiting[0][0].id in self._out_of_turn:
                    waiting.popleft()[1].close()
                    continue
                doubted = self._weighed(connection, *waiting[0])
                if heeding and self._doubts.wants_probes(connection, doubted):
                    break
                self._settle_one(connection, doubted)
                waiting.popleft()[1].close()
            self._writer.sync()
        return doubted if waiting else None

    def _weighed(self, connection: Connection, row: Row[Any], exchange: Exchange) -> Doubted:
        """Give the answer with what it seems to mean, and what the ledger knows of the same bytes."""
        http = self._work.settings.http
        if exchange.status is not None and exchange.tape is not None and not exchange.sha256:
            measure(exchange, body_pieces(exchange.tape.response, exchange.head_length), http.max_decoded)
        retries = 0 if self._doubts.is_probe(row.url) else http.retries
        judgement = judge(exchange, Kind(row.hint), row.attempts + 1, retries=retries, retry_wait=http.retry_wait)
        reading, same = read(exchange, judgement.kind, self._rules), None
        if judgement.outcome == Outcome.STORED and exchange.status == 200 and exchange.length and exchange.tape:
            digest = payload_digest(exchange.tape.response, exchange.head_length)
            same = self._payloads.original_of(connection, digest)
        return Doubted(row, exchange, judgement, reading, same)

    def _settle_one(self, connection: Connection, doubted: Doubted) -> None:
        row, exchange, reading, attempts = doubted.row, doubted.exchange, doubted.reading, doubted.row.attempts + 1
        judgement = self._doubts.judged(connection, doubted)
        if judgement.outcome != doubted.judgement.outcome:
            reading = Reading(charset=reading.charset)  # what stands in place of a page tells nothing of the site
        self._doubts.seen(doubted)
        capture_id, revisit = self._record(connection, doubted, judgement)
        values: dict[str, Any] = {"attempts": attempts, "reason": judgement.reason, "status": exchange.status}
        if judgement.again_in is not None:
            values |= {
                "due_at": moment(judgement.again_in),
                "seq": frontier.next_seq(connection, row.site_key),
            }
            frontier.settle(connection, row.id, **values)
            return
        whole = judgement.outcome != Outcome.UNREACHABLE and capture_id is not None
        outcome = Outcome.REVISIT if judgement.outcome == Outcome.STORED and revisit else judgement.outcome
        values |= {"outcome": str(outcome), "kind": str(judgement.kind), "redirect_to": judgement.redirect_to}
        if whole:
            values |= {
                "capture_id": capture_id,
                "content_type": exchange.content_type,
                "length": exchange.length,
                "sha256": exchange.sha256,
            }
        frontier.settle(connection, row.id, **values)
        self._following.follow(connection, row, exchange, judgement, reading)
        self._rendering.met(connection, row, outcome, judgement.kind, reading)

    def _record(self, connection: Connection, doubted: Doubted, judgement: Judgement) -> tuple[int | None, bool]:
        """Append the exchange to the WARC and enter the capture; (None, False) when no answer came."""
        row, exchange = doubted.row, doubted.exchange
        if exchange.status is None or exchange.tape is None:
            run_id, problem = self._work.ledger.run_id, exchange.failure or "没有应答"
            enter_attempt(connection, row.id, run_id, exchange.started_at, problem, exchange.seconds)
            return None, False
        same = doubted.same if judgement.outcome == Outcome.STORED else None
        written = self._writer.write_exchange(recorded(exchange, same))
        capture_id = frontier.enter_capture(
            connection,
            site_key=row.site_key,
            url_id=row.id,
            run_id=self._work.ledger.run_id,
            fetched_at=exchange.started_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            status=exchange.status,
            content_type=exchange.content_type,
            charset=doubted.reading.charset,
            length=exchange.length,
            sha256=exchange.sha256,
            truncated=exchange.truncated,
            coding=exchange.coding,
            warc=f"{CAPTURES}/{site_folder(row.site_key)}/{written.file}",
            offset=written.offset,
            end=written.end,
            record_id=written.record_id,
            payload_digest=written.payload_digest,
            revisit_of=same.id if same is not None else None,
            tls=exchange.tls.line() if exchange.tls is not None else None,
        )
        self._payloads.kept(written.payload_digest)
        return capture_id, same is not None


async def _sleep_until(due: str) -> None:
    while (left := seconds_until(due)) > 0:
        await asyncio.sleep(max(left, 0.01))
