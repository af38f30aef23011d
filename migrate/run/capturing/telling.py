"""What the desk is told while a site is captured: how far it is, how fast, what waits, what failed, and its lists."""

import time
from collections import deque
from urllib.parse import urlsplit

from sqlalchemy import Connection

from migrate.ledger import lists
from migrate.ledger.frontier import count_waiting
from migrate.ledger.views import count_outcomes
from migrate.model import Outcome
from migrate.run.work import Work

EVERY = 1.0  # seconds between two looks at the ledger, and more where counting takes long:
SHARE = 20  # all sites together spend no more than one part in so many of the time on it
RATE_OVER = 30.0  # seconds that the rate is taken over
LISTS_SHOWN = 2  # lists told by name; the rest is a number
FAILED = (Outcome.ERROR, Outcome.UNREACHABLE, Outcome.QUARANTINED)


class Telling:
    """One site's progress, told at most once in a while."""

    def __init__(self, work: Work, site_key: str, site_name: str, at_once: int) -> None:
        self._work, self._key, self._name = work, site_key, site_name
        self._share = SHARE * at_once
        self._silent_until = 0.0
        self._settled: deque[tuple[float, int]] = deque()
        self._whole: set[int] = set()  # lists of which every page is settled

    def tell(self, moment: str, *, at_the_end: bool = False) -> None:
        """Say how far the site is; `moment` is the present time, as the ledger writes when a URL is due."""
        if not at_the_end and time.monotonic() < self._silent_until:
            return
        began = time.monotonic()
        with self._work.ledger.begin() as connection:
            outcomes = count_outcomes(connection, self._key)
            later = count_waiting(connection, self._key, moment)
            open_lists = [] if at_the_end else self._open_lists(connection)
        known = sum(outcomes.values())
        settled = known - outcomes.get(Outcome.PENDING, 0)
        failed = sum(outcomes.get(one, 0) for one in FAILED)
        waits = f"等待再试 {later}" if later else ""
        fails = f"出错或存疑 {failed}" if failed else ""
        numbers = "，".join(filter(None, [self._rate(settled), waits, fails]))
        note = "；".join(filter(None, [numbers, *open_lists]))
        self._work.voice.progress("采集", self._name, settled, known, note=note)
        took = time.monotonic() - began
        self._silent_until = began + took + max(EVERY, took * self._share)

    def _rate(self, settled: int) -> str:
        now = time.monotonic()
        self._settled.append((now, settled))
        while now - self._settled[0][0] > RATE_OVER and len(self._settled) > 1:
            self._settled.popleft()
        began, before = self._settled[0]
        return f"每秒 {(settled - before) / (now - began):.1f} 个" if now > began else ""

    def _open_lists(self, connection: Connection) -> list[str]:
        """The lists that are not whole yet, each with its pages: settled of declared."""
        told: list[str] = []
        waiting = 0
        for row in lists.open_lists(connection, self._key):
            if row.id in self._whole:
                continue
            waiting += 1
            if len(told) >= LISTS_SHOWN:
                continue
            pages = max(row.pages, len(row.page_urls))
            settled = lists.count_settled(connection, self._key, row.page_urls)
            if settled >= pages:
                self._whole.add(row.id)
                waiting -= 1
                continue
            declared = f"（声明 {row.rows} 条）" if row.rows is not None else ""
            told.append(f"{_path(row.url)} 第 {settled}/{pages} 页{declared}")
        more = waiting - len(told)
        return [*told, f"另有 {more} 个列表未采完"] if more > 0 else told


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
