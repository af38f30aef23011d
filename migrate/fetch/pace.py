"""The pace: how long to leave a host alone between two requests.

The wait is the longest of the interval asked for, the host's own Crawl-delay, `pace_factor` times the host's last
answer time (a weak server slows us down without anybody tuning it, the way of Heritrix), and a penalty that doubles
when the host says that it is asked too often, and is forgotten by and by.
"""

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass, field

MAX_WAIT = 30.0  # seconds; a longer Crawl-delay would keep an office waiting for months
FIRST_PENALTY = 0.25  # seconds, doubled each time that a host says it is asked too often
FORGIVEN_AFTER = 20  # good answers in a row, then the penalty is halved


@dataclass
class _Host:
    """What is known of one host: when it may be asked again, and how long its last answer took."""

    free_at: float = 0.0
    answer_seconds: float = 0.0
    crawl_delay: float = 0.0
    penalty: float = 0.0
    slowed_at: float = float("-inf")
    good_answers: int = 0
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
        known = self._hosts[host]
        known.answer_seconds = seconds
        known.good_answers += 1
        if known.penalty and known.good_answers >= FORGIVEN_AFTER:
            known.good_answers = 0
            known.penalty = known.penalty / 2 if known.penalty > FIRST_PENALTY else 0.0

    def slow_down(self, host: str, rest: float = 0.0) -> None:
        """The host says that it is asked too often: leave twice the time from now on, and `rest` (seconds) at once.

        Answers to what was asked before the last slowing down tell nothing new.
        """
        known, now = self._hosts[host], time.monotonic()
        known.good_answers = 0
        known.free_at = max(known.free_at, now + min(rest, MAX_WAIT))
        if now - known.slowed_at >= known.penalty + known.answer_seconds:
            known.penalty = min(max(2 * known.penalty, FIRST_PENALTY, self._interval), MAX_WAIT)
            known.slowed_at = now

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
        return max(self._interval, min(max(adaptive, known.crawl_delay, known.penalty), MAX_WAIT))
