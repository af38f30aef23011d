"""The capture stage: asks the frontier what waits, fetches it, keeps the bytes, then enters what came of it.

Fetching runs ahead in a window; settling goes strictly in queue order (see `ledger.frontier`). One batch is: records
appended, file synced, ledger committed. A kill between any two of these repeats work and loses nothing.
"""

import asyncio
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from archive.exchange import payload_digest
from archive.reading import body_pieces
from archive.warc import WarcWriter
from migrate.crawl.body import measure
from migrate.crawl.judge import Judgement, judge
from migrate.crawl.reading import Reading, read
from migrate.errors import StageError
from migrate.fetch.client import Client, Exchange
from migrate.ledger import frontier
from migrate.ledger.views import count_outcomes
from migrate.model import Kind, Link, Outcome
from migrate.run.columns import count_lists, waiting_lines
from migrate.run.doubts import Doubted, Doubts
from migrate.run.fingerprints import name_families
from migrate.run.following import Following
from migrate.run.manners import Pause, closed_for
from migrate.run.mapped import Mapped, read_mapped
from migrate.run.records import cut_torn_tails, recorded
from migrate.run.robots import HostRobots
from migrate.run.words import reason_words
from migrate.run.work import CAPTURES, Result, Work, site_folder, tool_version

WINDOW = 24  # URLs fetched or waiting to be settled at a time, a site
SITES_AT_ONCE = 16
MANY_MISSING = 20  # soft 404s; fewer are told by the ledger alone
LONGEST_NAP = 5.0  # seconds; so that Ctrl-C and newly due URLs are noticed


def capture(work: Work, sites: Sequence[Row[Any]], *, again: bool = False) -> Result:
    """Capture sites until every URL known of them is settled; `again` asks anew for what failed."""
    result = Result()
    mapped = read_mapped(work)
    try:
        result.waiting += asyncio.run(_capture_all(work, [site for site in sites if site.url], mapped, again))
    except BaseExceptionGroup as group:  # the first that failed; the other sites were stopped for its sake
        raise _in_words(group.exceptions[0]) from group
    for site in sites:
        count_lists(work, site.site_key, mapped.families)
        name_families(work, site.site_key, mapped.families)
        _account(work, site, result)
    return result


def _in_words(error: BaseException) -> BaseException:
    if isinstance(error, OSError):
        return StageError(f"采集的内容无法写入（{error.strerror}）", "请检查磁盘空间和目录权限，再次运行即可继续")
    return error


async def _capture_all(work: Work, sites: Sequence[Row[Any]], mapped: Mapped, again: bool) -> list[str]:
    """Capture the sites, many at once; gives why some stopped before their end."""
    slots = asyncio.Semaphore(SITES_AT_ONCE)
    stopped: list[str] = []

    async def one(site: Row[Any]) -> None:
        async with slots:
            reason = await _SiteCapture(work, site, mapped).run(again)
            stopped.extend([f"{site.site_name}（{site.site_key}）：{reason}"] if reason else [])

    async with asyncio.TaskGroup() as group:
        for site in sites:
            group.create_task(one(site))
    return stopped


def _account(work: Work, site: Row[Any], result: Result) -> None:
    if not site.url:
        result.waiting.append(f"{site.site_name}（{site.site_key}）没有可用的网址，无法采集")
        return
    with work.ledger.begin() as connection:
        outcomes = count_outcomes(connection, site.site_key)
    stored = outcomes.get(Outcome.STORED, 0)
    result.count("网址", sum(outcomes.values()))
    result.count("已存", stored + outcomes.get(Outcome.REVISIT, 0))
    if not stored:
        result.waiting.append(
            f"{site.site_name}（{site.site_key}）没有采到任何内容，请检查网址或网络，再用 --again 重试"
        )
    if outcomes.get(Outcome.PENDING):
        result.waiting.append(f"{site.site_name}（{site.site_key}）有 {outcomes[Outcome.PENDING]} 个网址尚未采集")
    with work.ledger.begin() as connection:
        missing = frontier.count_reason(connection, site.site_key, "soft_404")
        if missing >= max(MANY_MISSING, stored // 3):
            told = f"{missing} 个网址只得到同一个“页面不存在”的页面（soft_404），请核对是原网站缺页，还是采集中途被拦截"
            result.waiting.append(f"{site.site_name}（{site.site_key}）有 {told}")
        for held in frontier.samples_held(connection, site.site_key):
            told = f"{held.number} 个网址存疑待处理：{reason_words(held.reason)}，例如 {held.sample}"
            result.waiting.append(f"{site.site_name}（{site.site_key}）有 {told}")
        result.waiting += waiting_lines(connection, site)


@dataclass
class _Asked:
    """A URL in the window: its row and the request in flight."""

    row: Row[Any]
    task: "asyncio.Task[Exchange]"


class _SiteCapture:
    """One site's capture: holds the client, the WARC writer and the window."""

    def __init__(self, work: Work, site: Row[Any], mapped: Mapped) -> None:
        self._work = work
        self._site = site
        self._rules = mapped.families
        self._traps = mapped.traps
        self._following = Following(work, site, mapped)
        self._window: deque[_Asked] = deque()
        self._taken = 0  # the queue place behind which the next URLs are taken
        self._silent_until = 0.0
        self._pause = Pause(work.settings.http, lambda text: work.voice.say(f"{site.site_name}：{text}"))

    async def run(self, again: bool) -> str | None:
        """Go on until nothing waits; gives why it stopped before, if it did."""
        key, settings = self._site.site_key, self._work.settings
        folder = self._work.folder(CAPTURES) / site_folder(key)
        with self._work.ledger.begin() as connection:
            cut_torn_tails(connection, self._work, key, folder)
            self._following.name_home(connection)
            if again:
                frontier.wait_again(connection, key)
        with WarcWriter(
            folder,
            site_folder(key),
            software=f"gov-site-migrate/{tool_version()}",
            operator_lines={
                "operator": settings.office.name or self._work.ledger.operator,
                "http-header-user-agent": settings.http.user_agent,
                "robots": settings.http.robots,
            },
            clock=lambda: datetime.now(UTC),
        ) as self._writer:
            async with Client(settings.http) as self._client:
                self._robots = HostRobots(self._work, self._client.pace, self._asked_at_once, self._name)
                self._doubts = Doubts(self._work, key, self._traps, self._client, self._asked_at_once, self._robots)
                try:
                    stopped = await self._drain()
                    self._tell(at_the_end=True)
                finally:
                    await self._drop_window()
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
                await asyncio.wait([self._window[0].task], timeout=LONGEST_NAP)
                await self._settle(self._finished())
                continue
            with self._work.ledger.begin() as connection:
                due = frontier.next_due(connection, self._site.site_key)
            if due is None or self._pause.stopped:
                return self._pause.stopped if due is not None else None
            closed = closed_for(self._work.settings.http.hours)
            if not self._pause.holds_out(due, closed):
                return self._pause.stopped
            if due > _moment() or closed:
                await _sleep_until(min(max(due, _moment(closed)), _moment(LONGEST_NAP)))

    async def _fill(self) -> None:
        if not self._window:
            self._taken = 0
        free = WINDOW - len(self._window)
        if free <= 0 or self._pause.wanted(self._work.folder(CAPTURES)):
            return
        with self._work.ledger.begin() as connection:
            rows = frontier.waiting(connection, self._site.site_key, self._taken, free, _moment())
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
            await _sleep_until(row.due_at)
            exchange = await self._client.exchange(link.url)
            try:
                self._settle_until_doubt(deque([(row, exchange)]), heeding=False)
            finally:
                exchange.close()
            with self._work.ledger.begin() as connection:
                row = frontier.find(connection, key, link.url)
        return row

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
        self._tell()

    def _settle_until_doubt(self, waiting: deque[tuple[Row[Any], Exchange]], *, heeding: bool = True) -> Doubted | None:
        """Settle answers in order: records written, file synced, ledger committed. Stops before one in doubt."""
        with self._work.ledger.begin() as connection:
            while waiting:
                doubted = self._weighed(connection, *waiting[0])
                if heeding and self._doubts.wants_probes(connection, doubted):
                    break
                self._settle_one(connection, doubted)
                waiting.popleft()[1].close()
            self._writer.sync()
        return doubted if waiting else None

    def _tell(self, *, at_the_end: bool = False) -> None:
        """Say how far the site is, once a second: counting takes longer the more is known."""
        if not at_the_end and time.monotonic() < self._silent_until:
            return
        self._silent_until = time.monotonic() + 1
        with self._work.ledger.begin() as connection:
            outcomes = count_outcomes(connection, self._site.site_key)
        known = sum(outcomes.values())
        self._work.voice.progress("采集", self._site.site_name, known - outcomes.get(Outcome.PENDING, 0), known)

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
            same = frontier.original_of(connection, row.site_key, digest)
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
                "due_at": _moment(judgement.again_in),
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

    def _record(self, connection: Connection, doubted: Doubted, judgement: Judgement) -> tuple[int | None, bool]:
        """Append the exchange to the WARC and enter the capture; (None, False) when no answer came."""
        row, exchange = doubted.row, doubted.exchange
        if exchange.status is None or exchange.tape is None:
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
        )
        return capture_id, same is not None


def _moment(later: float = 0.0) -> str:
    """Give the present time, or one some seconds later, finely enough that no wait is cut short."""
    return (datetime.now(UTC) + timedelta(seconds=later)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


async def _sleep_until(due: str) -> None:
    while due > _moment():
        await asyncio.sleep(max((datetime.fromisoformat(due) - datetime.now(UTC)).total_seconds(), 0.01))
