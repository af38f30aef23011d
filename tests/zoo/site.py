"""What a zoo site is: data with its truth."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.zoo.server import Answers

HOST = "nyncj.qiyun.gov.example"
BASE = f"http://{HOST}"
NO_ROBOTS = {"/robots.txt": "error http_404"}


@dataclass(frozen=True)
class ZooSite:
    """One site: where it starts, what its hosts answer, what must come of it, and the settings it needs."""

    answers: Answers
    truth: Mapping[str, str]
    home: str = f"{BASE}/"
    others: Mapping[str, Answers] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    quarantines: bool = False
    columns: Mapping[str, tuple[int, int | None, int, str | None]] = field(default_factory=dict)
    """What is known of each list by its first page: declared pages and rows, rows found, and the proof."""

    @property
    def hosts(self) -> dict[str, Answers]:
        return {HOST: self.answers, **self.others}

    @property
    def expected(self) -> dict[str, str]:
        truth = self.truth if self.settings.get("robots") == "ignore" else {**NO_ROBOTS, **self.truth}
        return {url if url.startswith("http") else BASE + url: said for url, said in truth.items()}
