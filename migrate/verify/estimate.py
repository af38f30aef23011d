"""How many pages no source names: the capture–recapture estimate from two sources that do not copy each other.

Chapman's estimator with the interval of Chao (1987), which never falls below what was seen. It is an estimate under an
assumption that nobody can prove (the two sources name pages independently), and is said as such.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

PAIRS = (("link", "sitemap"), ("link", "list"), ("list", "log"), ("link", "log"))  # the first that is large enough
LEAST = 50  # pages that each source names: below, chance rules
LEAST_SHARED = 7  # pages that both name: below, the estimator is biased (Robson and Regier 1964)
SIGMAS = 1.96  # 95 %


@dataclass(frozen=True)
class Estimate:
    """Two sources, what each names and both name, and how many pages there may be in all."""

    sources: tuple[str, str]
    first: int
    second: int
    both: int
    seen: int
    total: float
    low: float
    high: float

    @property
    def unseen(self) -> tuple[int, int, int]:
        """How many pages neither names: the estimate and its interval, rounded."""
        return tuple(round(one - self.seen) for one in (self.total, self.low, self.high))  # type: ignore[return-value]


def chapman(sources: tuple[str, str], first: int, second: int, both: int) -> Estimate:
    """Give the estimate from how many pages each of two sources names, and both.

    >>> chapman(("link", "sitemap"), 200, 150, 120).unseen
    (20, 11, 37)
    """
    total = (first + 1) * (second + 1) / (both + 1) - 1
    seen = first + second - both
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    missing = total - seen
    if missing <= 0 or variance <= 0:
        return Estimate(sources, first, second, both, seen, total, total, total)
    spread = math.exp(SIGMAS * math.sqrt(math.log(1 + variance / missing**2)))
    return Estimate(sources, first, second, both, seen, total, seen + missing / spread, seen + missing * spread)


def estimate_of(named: Mapping[str, Collection[int]]) -> Estimate | None:
    """Give the estimate from the first pair of sources that are large enough; None where none are."""
    for one, other in PAIRS:
        first, second = set(named.get(one, ())), set(named.get(other, ()))
        both = len(first & second)
        if min(len(first), len(second)) >= LEAST and both >= LEAST_SHARED:
            return chapman((one, other), len(first), len(second), both)
    return None
