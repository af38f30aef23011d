"""The time of one run: it never goes back, whatever the machine's clock is set to meanwhile.

Records bear it, and waits are counted in it, so that neither a record stands before its predecessor nor a wait of a
minute becomes one of a year. A clock that was set back is followed again by the next run.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

SLACK = timedelta(seconds=60)  # a smaller step of the machine's clock is not worth a word


def wall_time() -> datetime:
    """Give what the machine's clock says."""
    return datetime.now(UTC)


class SteadyClock:
    """A clock that follows the machine's one forward, and goes on evenly where that goes back."""

    def __init__(self, wall: Callable[[], datetime] = wall_time, even: Callable[[], float] = time.monotonic) -> None:
        self._wall, self._even = wall, even
        self._now, self._at = wall(), even()
        self._ahead = timedelta()  # how far the machine's clock is known to be ahead (behind: less than zero)
        self._step = timedelta()

    def now(self) -> datetime:
        """Give the time."""
        wall, at = self._wall(), self._even()
        expected = self._now + timedelta(seconds=at - self._at)
        ahead = wall - expected
        if abs(ahead - self._ahead) >= SLACK:
            self._step, self._ahead = ahead - self._ahead, ahead
        if ahead > -SLACK:
            self._now, self._ahead = max(wall, self._now), timedelta()
        else:
            self._now = expected
        self._at = at
        return self._now

    def step(self) -> timedelta:
        """Give by how much the machine's clock was set on (back: less than zero) since this was asked last."""
        step, self._step = self._step, timedelta()
        return step


_run = SteadyClock()


def now() -> datetime:
    """Give the time of this run."""
    return _run.now()


def step() -> timedelta:
    """Give by how much the machine's clock was set on or back since this was asked last."""
    return _run.step()


def moment(later: float = 0.0) -> str:
    """Give the time, or one some seconds later, as the ledger writes when a URL is due."""
    return (now() + timedelta(seconds=later)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def seconds_until(due: str) -> float:
    """Give how long it is until a moment of the ledger; an empty text is now."""
    return (datetime.fromisoformat(due) - now()).total_seconds() if due else 0.0
