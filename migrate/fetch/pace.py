"""The pace: how long to leave a host alone between two requests.

The wait is the longest of the interval asked for, the host's own Crawl-delay, and `pace_factor` times the host's
last answer time: a weak server slows us down without anybody tuning it (the way of Heritrix).
"""

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass, field

MAX_WAIT = 30.0  # seconds; a longer Crawl-delay would keep an office waiting for months


@dataclass
class _Host:
    """What is known of one host: when it may be asked again, and how long its last answer took."""

    free_at: float = 0.0
    answer_seconds: float = 0.0
    crawl_delay: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Pace:
    """Hands out turns, one host at a time."""

    def __init__(self, interval: float, factor: float) -> None:
        self._interval = interval
        self._factor = factor
        self._hosts: dict[str, _Host] = defaultdict(_Host)

    def ask_slower(self, host: str, crawl_delay: float) -> None:
        """Keep the Crawl-delay (seconds) that the host's robots.txt asks for."""
        self._hosts[host].crawl_delay = crawl_delay

    def answered(self, host: str, seconds: float) -> None:
        """Remember how long the host took to answer."""
        self._hosts[host].answer_seconds = seconds

    async def wait_turn(self, host: str) -> None:
        """Return when the host may be asked, and book the time until it may be asked again."""
        known = self._hosts[host]
        async with known.turn:
            wait = known.free_at - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            known.free_at = time.monotonic() + self._pause(known)

    def _pause(self, known: _Host) -> float:
        adaptive = self._factor * known.answer_seconds
        return max(self._interval, min(max(adaptive, known.crawl_delay), MAX_WAIT))
