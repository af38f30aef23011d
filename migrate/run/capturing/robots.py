"""What the hosts of a site allow: each robots.txt is asked for once, obeyed, and read back by later runs."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from sqlalchemy import Row

from archive.reading import read_body
from migrate.crawl.body import KEPT_BYTES
from migrate.crawl.rules import Robots, robots_undefined
from migrate.fetch.pace import Pace
from migrate.ledger import frontier
from migrate.model import Kind, Link, Outcome
from migrate.run.work import Work
from migrate.urls import host_of, resolve

ROBOTS_HOPS = 5  # redirects of a robots.txt that are followed (RFC 9309)

Ask = Callable[[Link], Awaitable[Row[Any] | None]]  # asks for one URL out of turn, until it is settled
Name = Callable[[Iterable[Link], str], None]  # lets the URLs that a page names join the queue


class HostRobots:
    """The robots.txt of every host met so far; `asked` are the addresses that were settled for it."""

    def __init__(self, work: Work, pace: Pace, ask: Ask, name: Name) -> None:
        self._work, self._pace, self._ask, self._name = work, pace, ask, name
        self._known: dict[str, Robots] = {}
        self.asked: set[str] = set()

    def is_unknown(self, url: str) -> bool:
        """True when the host of `url` has not been asked yet what it allows."""
        return self._work.settings.http.robots != "ignore" and host_of(url) not in self._known

    async def of(self, url: str) -> Robots | None:
        """Give what the host of `url` allows, asked for if need be; None where robots are ignored."""
        if self._work.settings.http.robots == "ignore":
            return None
        host = host_of(url)
        if host not in self._known:
            self._known[host] = await self._learnt(f"{url.partition('://')[0]}://{host}/robots.txt", host)
        return self._known[host]

    async def _learnt(self, address: str, host: str) -> Robots:
        """Redirects are followed; a stored robots.txt is read back."""
        agent = self._work.settings.http.user_agent
        row = await self._settled(address)
        for _ in range(ROBOTS_HOPS):
            if row is not None and row.redirect_to:
                row = await self._settled(row.redirect_to)
        if row is not None and robots_undefined(Outcome(row.outcome), row.status):
            return Robots(None, agent, silence=f"robots.txt 无法取得（{row.reason}）")
        robots = Robots(self._stored_body(row), agent)
        self._pace.ask_slower(host, robots.crawl_delay)
        sitemaps = filter(None, (resolve(address, one) for one in robots.sitemaps))
        self._name([Link(one, "robots", Kind.OTHER) for one in sitemaps], address)
        return robots

    async def _settled(self, address: str) -> Row[Any] | None:
        row = await self._ask(Link(address, "robots", Kind.OTHER))
        self.asked.add(address)
        return row

    def _stored_body(self, row: Row[Any] | None) -> bytes | None:
        if row is None or row.status != 200 or row.outcome not in (Outcome.STORED, Outcome.REVISIT):
            return None
        return kept_body(self._work, row)


def kept_body(work: Work, row: Row[Any]) -> bytes | None:
    """Give the body that a settled URL's record holds, None where there is none or it is very long."""
    if row.capture_id is None or (row.length or 0) > KEPT_BYTES:
        return None
    with work.ledger.begin() as connection:
        place = frontier.place_of(connection, row.capture_id)
    return read_body(work.workspace / place.warc, place.offset, limit=KEPT_BYTES)
