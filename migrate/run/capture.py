"""The capture stage: asks the frontier what waits, fetches it, keeps the bytes, then enters what came of it.

Fetching runs ahead in a window; settling goes strictly in queue order (see `ledger.frontier`). One batch is: records
appended, file synced, ledger committed. A kill between any two of these repeats work and loses nothing.
"""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from archive.exchange import payload_digest
from archive.reading import body_pieces, read_body
from archive.warc import WarcWriter
from mappings.families import read_families
from migrate.crawl.body import KEPT_BYTES, measure
from migrate.crawl.judge import Judgement, judge
from migrate.crawl.pagers import PagerRule
from migrate.crawl.reading import Reading, read
from migrate.crawl.rules import Robots, robots_undefined, ruling
from migrate.errors import StageError
from migrate.fetch.client import Client, Exchange
from migrate.ledger import frontier
from migrate.ledger.frontier import Naming
from migrate.ledger.sites import add_hosts
from migrate.ledger.views import count_outcomes
from migrate.model import Kind, Link, Outcome
from migrate.run.records import cut_torn_tails, recorded
from migrate.run.work import CAPTURES, Result, Work, site_folder, tool_version
from migrate.urls import host_of, resolve, scope_of

WINDOW = 24  # URLs fetched or waiting to be settled at a time, a site
SITES_AT_ONCE = 16
ROBOTS_HOPS = 5  # redirects of a robots.txt that are followed (RFC 9309)
LONGEST_NAP = 5.0  # seconds; so that Ctrl-C and newly due URLs are noticed


def capture(work: Work, sites: Sequence[Row[Any]], *, again: bool = False) -> Result:
    """Capture sites until every URL known of them is settled; `again` asks anew for what failed."""
    result = Result()
    rules = read_families(*work.own("families.toml"))
    try:
        asyncio.run(_capture_all(work, [site for site in sites if site.url], rules, again))
    except BaseExceptionGroup as group:  # the first that failed; the other sites were stopped for its sake
        raise _in_words(group.exceptions[0]) from group
    for site in sites:
        _account(work, site, result)
    return result


def _in_words(error: BaseException) -> BaseException:
    if isinstance(error, OSError):
        return StageError(f"采集的内容无法写入（{error.strerror}）", "请检查磁盘空间和目录权限，再次运行即可继续")
    return error


async def _capture_all(work: Work, sites: Sequence[Row[Any]], rules: Sequence[PagerRule], again: bool) -> None:
    slots = asyncio.Semaphore(SITES_AT_ONCE)

    async def one(site: Row[Any]) -> None:
        async with slots:
            await _SiteCapture(work, site, rules).run(again)

    async with asyncio.TaskGroup() as group:
        for site in sites:
            group.create_task(one(site))


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
    for outcome, words in ((Outcome.QUARANTINED, "存疑待处理"), (Outcome.PENDING, "尚未采集")):
        if outcomes.get(outcome):
            result.waiting.append(f"{site.site_name}（{site.site_key}）有 {outcomes[outcome]} 个网址{words}")


@dataclass
class _Asked:
    """A URL in the window: its row and the request in flight."""

    row: Row[Any]
    task: "asyncio.Task[Exchange]"


class _SiteCapture:
    """One site's capture: holds the client, the WARC writer and the window."""

    def __init__(self, work: Work, site: Row[Any], rules: Sequence[PagerRule]) -> None:
        self._work = work
        self._site = site
        self._rules = rules
        self._scope = scope_of(site.url, *site.other_urls)
        self._robots: dict[str, Robots] = {}
        self._robots_asked: set[str] = set()
        self._window: deque[_Asked] = deque()
        self._taken = 0  # the queue place behind which the next URLs are taken
        self._silent_until = 0.0

    async def run(self, again: bool) -> None:
        key, settings = self._site.site_key, self._work.settings
        folder = self._work.folder(CAPTURES) / site_folder(key)
        with self._work.ledger.begin() as connection:
            cut_torn_tails(connection, self._work, key, folder)
            self._name_home(connection)
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
                try:
                    await self._drain()
                    self._tell(at_the_end=True)
                finally:
                    await self._drop_window()

    async def _drop_window(self) -> None:
        for asked in self._window:
            asked.task.cancel()
        for exchange in await asyncio.gather(*(asked.task for asked in self._window), return_exceptions=True):
            if isinstance(exchange, Exchange):
                exchange.close()

    def _name_home(self, connection: Connection) -> None:
        key = self._site.site_key
        homes = [resolve(url, url) or url for url in (self._site.url, *self._site.other_urls)]
        frontier.name_urls(connection, key, [Naming(url, "sheet", Kind.HOME) for url in homes])
        for url in frontier.homes(connection, key):  # further ones are known from redirects of earlier runs
            if url not in homes:
                self._scope = self._scope.joined_by(url)

    async def _drain(self) -> None:
        while True:
            await self._fill()
            if self._window:
                await asyncio.wait([self._window[0].task])
                self._settle(self._finished())
                continue
            with self._work.ledger.begin() as connection:
                due = frontier.next_due(connection, self._site.site_key)
            if due is None:
                return
            if due > _moment():
                await _sleep_until(min(due, _moment(LONGEST_NAP)))

    async def _fill(self) -> None:
        if not self._window:
            self._taken = 0
        free = WINDOW - len(self._window)
        if free <= 0:
            return
        with self._work.ledger.begin() as connection:
            rows = frontier.waiting(connection, self._site.site_key, self._taken, free, _moment())
        for row in rows:
            if self._window and self._knows_no_robots(row.url):
                return  # robots.txt joins the queue behind everything that stands before this URL
            self._taken = row.seq
            if await self._allowed(row):
                self._window.append(_Asked(row, asyncio.create_task(self._client.exchange(row.url))))

    def _knows_no_robots(self, url: str) -> bool:
        return self._work.settings.http.robots != "ignore" and host_of(url) not in self._robots

    async def _allowed(self, row: Row[Any]) -> bool:
        host = host_of(row.url)
        if self._work.settings.http.robots == "ignore":
            return True
        if self._knows_no_robots(row.url):
            self._robots[host] = await self._learnt_robots(row.url, host)
        robots = self._robots[host]
        if row.url in self._robots_asked or robots.allows(row.url):
            return row.url not in self._robots_asked
        outcome = Outcome.UNREACHABLE if robots.silence else Outcome.EXCLUDED
        with self._work.ledger.begin() as connection:
            frontier.settle(connection, row.id, outcome=str(outcome), reason=robots.silence or "robots")
        return False

    async def _learnt_robots(self, url: str, host: str) -> Robots:
        """Give what robots.txt says: asked for once, redirects followed; a stored one is read back."""
        agent = self._work.settings.http.user_agent
        address, key = f"{url.partition('://')[0]}://{host}/robots.txt", self._site.site_key
        row = await self._settled_robots(address)
        for _ in range(ROBOTS_HOPS):
            if row is not None and row.redirect_to:
                row = await self._settled_robots(row.redirect_to)
        if row is not None and robots_undefined(Outcome(row.outcome), row.status):
            return Robots(None, agent, silence=f"robots.txt 无法取得（{row.reason}）")
        robots = Robots(self._stored_body(row), agent)
        self._client.pace.ask_slower(host, robots.crawl_delay)
        with self._work.ledger.begin() as connection:
            sitemaps = filter(None, (resolve(address, one) for one in robots.sitemaps))
            named = [self._naming(Link(one, "robots", Kind.OTHER), address) for one in sitemaps]
            frontier.name_urls(connection, key, named)
        return robots

    async def _settled_robots(self, address: str) -> Row[Any] | None:
        """Give the row of a robots.txt once it is settled, however many tries that takes."""
        key = self._site.site_key
        with self._work.ledger.begin() as connection:
            frontier.name_urls(connection, key, [self._naming(Link(address, "robots", Kind.OTHER), None)])
            row = frontier.find(connection, key, address)
        while row is not None and row.outcome == Outcome.PENDING:
            await _sleep_until(row.due_at)
            exchange = await self._client.exchange(address)
            with self._work.ledger.begin() as connection:
                self._settle_batch(connection, [(row, exchange)])
            with self._work.ledger.begin() as connection:
                row = frontier.find(connection, key, address)
        self._robots_asked.add(address)
        return row

    def _stored_body(self, row: Row[Any] | None) -> bytes | None:
        if row is None or row.status != 200 or row.outcome not in (Outcome.STORED, Outcome.REVISIT):
            return None
        if row.length > KEPT_BYTES:
            return None  # no robots.txt is that long
        with self._work.ledger.begin() as connection:
            place = frontier.place_of(connection, row.capture_id)
        return read_body(self._work.workspace / place.warc, place.offset, limit=KEPT_BYTES)

    def _finished(self) -> list[tuple[Row[Any], Exchange]]:
        done = []
        while self._window and self._window[0].task.done():
            asked = self._window.popleft()
            done.append((asked.row, asked.task.result()))
        return done

    def _settle(self, done: list[tuple[Row[Any], Exchange]]) -> None:
        with self._work.ledger.begin() as connection:
            self._settle_batch(connection, done)
        self._tell()

    def _tell(self, *, at_the_end: bool = False) -> None:
        """Say how far the site is, once a second: counting takes longer the more is known."""
        if not at_the_end and time.monotonic() < self._silent_until:
            return
        self._silent_until = time.monotonic() + 1
        with self._work.ledger.begin() as connection:
            outcomes = count_outcomes(connection, self._site.site_key)
        known = sum(outcomes.values())
        self._work.voice.progress("采集", self._site.site_name, known - outcomes.get(Outcome.PENDING, 0), known)

    def _settle_batch(self, connection: Connection, done: list[tuple[Row[Any], Exchange]]) -> None:
        """Write the batch's records, sync the file; the caller's commit then makes the ledger say so."""
        try:
            for row, exchange in done:
                self._settle_one(connection, row, exchange)
        finally:
            for _, exchange in done:
                exchange.close()
        self._writer.sync()

    def _settle_one(self, connection: Connection, row: Row[Any], exchange: Exchange) -> None:
        http = self._work.settings.http
        attempts = row.attempts + 1
        if exchange.status is not None and exchange.tape is not None:
            measure(exchange, body_pieces(exchange.tape.response, exchange.head_length), http.max_decoded)
        judgement = judge(exchange, Kind(row.hint), attempts, retries=http.retries, retry_wait=http.retry_wait)
        reading = read(exchange, judgement.kind, self._rules)
        capture_id, revisit = self._record(connection, row, exchange, judgement, reading)
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
        self._follow(connection, row, exchange, judgement, reading)

    def _record(
        self, connection: Connection, row: Row[Any], exchange: Exchange, judgement: Judgement, reading: Reading
    ) -> tuple[int | None, bool]:
        """Append the exchange to the WARC and enter the capture; (None, False) when no answer came."""
        if exchange.status is None or exchange.tape is None:
            return None, False
        same = None
        if judgement.outcome == Outcome.STORED and exchange.status == 200 and exchange.length:
            digest = payload_digest(exchange.tape.response, exchange.head_length)
            same = frontier.original_of(connection, row.site_key, digest)
        written = self._writer.write_exchange(recorded(exchange, same))
        capture_id = frontier.enter_capture(
            connection,
            site_key=row.site_key,
            url_id=row.id,
            run_id=self._work.ledger.run_id,
            fetched_at=exchange.started_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            status=exchange.status,
            content_type=exchange.content_type,
            charset=reading.charset,
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

    def _follow(
        self, connection: Connection, row: Row[Any], exchange: Exchange, judgement: Judgement, reading: Reading
    ) -> None:
        """Let the URLs that this answer names join the queue."""
        key, named = row.site_key, []
        if judgement.redirect_to is not None:
            is_home = row.hint == Kind.HOME
            if is_home:
                add_hosts(connection, key, [host_of(judgement.redirect_to)])
                self._scope = self._scope.joined_by(judgement.redirect_to)
                frontier.reopen(connection, key, lambda url, kind: ruling(url, kind, self._scope) is None)
            link = Link(judgement.redirect_to, "redirect", Kind.HOME if is_home else Kind(row.hint))
            named += self._namings(link, exchange.url)
        elif judgement.outcome == Outcome.ERROR and exchange.status == 404 and row.fallback:
            named += self._namings(Link(row.fallback, "link", Kind(row.hint)), exchange.url)
        for link in reading.links:
            named += self._namings(link, exchange.url)
        for pager in reading.pagers:
            if pager.first_url is None:
                frontier.enter_pager(connection, key, exchange.url, pager.rule_id, (exchange.url, *pager.page_urls))
            elif not frontier.is_named_by(connection, row.id, "list"):
                # A later page of a list that nobody has opened at its first page: that one tells the numbering.
                named += self._namings(Link(pager.first_url, "list", Kind.PAGE), exchange.url)
        frontier.name_urls(connection, key, named)
        if exchange.tls_doubt:
            self._work.ledger.enter(
                connection,
                "capture",
                "tls_doubt",
                site_key=key,
                item=host_of(exchange.url),
                detail={"certificate": exchange.tls_doubt},
            )

    def _namings(self, link: Link, referrer: str) -> list[Naming]:
        naming = self._naming(link, referrer)
        if naming.alias_of is None:
            return [naming]
        return [naming, self._naming(Link(naming.alias_of, link.named_by, link.kind), referrer)]

    def _naming(self, link: Link, referrer: str | None) -> Naming:
        ruled = ruling(link.url, link.kind, self._scope)
        if ruled is None:
            return Naming(link.url, link.named_by, link.kind, fallback=link.fallback, referrer=referrer)
        return Naming(
            link.url, link.named_by, link.kind, ruled.outcome, ruled.reason, ruled.alias_of, referrer=referrer
        )


def _moment(later: float = 0.0) -> str:
    """Give the present time, or one some seconds later, finely enough that no wait is cut short."""
    return (datetime.now(UTC) + timedelta(seconds=later)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


async def _sleep_until(due: str) -> None:
    while due > _moment():
        await asyncio.sleep(max((datetime.fromisoformat(due) - datetime.now(UTC)).total_seconds(), 0.01))
