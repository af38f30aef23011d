"""What a zoo site is: data with its truth.

The truth stands in `truth/<name>.toml`, written by hand from what is known of such sites (see `tests.zoo.truth`), and
never in the code that makes the answers: `site_of("name", answers)` joins the two.
"""

import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.zoo.server import Answers
from tests.zoo.truth import told

HOST = "nyncj.qiyun.gov.example"
BASE = f"http://{HOST}"
NO_ROBOTS = {"/robots.txt": "error http_404"}

Told = tuple[int, int | None, int, str | None]


@dataclass(frozen=True)
class ZooSite:
    """One site: where it starts, what its hosts answer, what must come of it, and the settings it needs."""

    answers: Answers
    truth: Mapping[str, str]
    home: str = f"{BASE}/"
    other_homes: tuple[str, ...] = ()
    """Further addresses that the sheet gives for the site."""
    others: Mapping[str, Answers] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    quarantines: bool = False
    """True: a person is told of something, be it held back or short."""
    columns: Mapping[str, Told] = field(default_factory=dict)
    """What is known of each list by its first page: declared pages and rows, rows found, and the proof."""
    stands_for: tuple[str, ...] = ()
    """The behaviours and faults (`behaviours.toml`) that this site shows."""
    beyond: Mapping[str, str] = field(default_factory=dict)
    """What belongs to the truth and is known not to be found; `why` says why."""
    why: str = ""
    name: str = ""
    """That of its truth file."""
    secured: Callable[[], Sequence[ssl.SSLContext]] = tuple
    """Gives how its connections are secured, one after another."""

    @property
    def hosts(self) -> dict[str, Answers]:
        return {HOST: self.answers, **self.others}

    @property
    def expected(self) -> dict[str, str]:
        """The outcome of every URL that our crawl must come to know."""
        truth = self.truth if self.settings.get("robots") == "ignore" else {**NO_ROBOTS, **self.truth}
        return _absolute(truth)

    @property
    def whole_truth(self) -> dict[str, str]:
        """The outcome of every URL that a perfect crawl would know."""
        return {**self.expected, **_absolute(self.beyond)}


def _absolute(truth: Mapping[str, str]) -> dict[str, str]:
    return {url if url.startswith("http") else BASE + url: said for url, said in truth.items()}


def site_of(name: str, answers: Answers, **more: object) -> ZooSite:
    """Give the site that `truth/<name>.toml` tells of, with the answers that make it."""
    truth = told(name)
    return ZooSite(
        answers,
        truth.outcomes,
        quarantines=truth.waits,
        columns=truth.lists,
        stands_for=truth.stands_for,
        beyond=truth.beyond,
        why=truth.why,
        name=name,
        **more,  # type: ignore[arg-type]
    )
