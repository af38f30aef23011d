"""A generated county over several months: decisions, captures, placements, papers and closings, each at its own time.

The rows are put straight into the ledger, so that every time is known; what is counted of them is counted by others.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from migrate.ledger.book import Ledger, open_ledger
from migrate.ledger.closing_schema import closing_steps, papers
from migrate.ledger.portal_schema import placements
from migrate.ledger.schema import archived, articles, attempts, captures, decisions, runs, sites, stages, urls

SITES, FIRST_DAY = 24, date(2026, 5, 11)
NOT_KNOWN_YET = 20  # sites from this number on were classified in July
UNITS = [f"栖云县{name}局" for name in ("农业农村", "林业", "水利", "统计", "审计", "司法", "民政", "教育")]
WORDS = {"migrate": "migrate_channel", "close": "self_close", "keep": "exception"}
CLOSING = ("applied", "approved", "notice", "notice_ended", "offline", "system_changed", "icp", "police", "badge")
CLOSING_ENDS = (*CLOSING, "domain_applied", "domain_verified", "domain_cancelled")


def at(day: date, hour: int = 2) -> str:
    """A time of the ledger: 2 o'clock UTC is 10 in the morning in Beijing."""
    return f"{day}T{hour:02}:30:00Z"


@contextmanager
def county(workspace: Path, seed: int = 1, url: str = "") -> Iterator[Ledger]:
    """A ledger with the history, in the workspace or elsewhere (`url`); the same seed gives the same."""
    with open_ledger(url, workspace) as ledger:
        with ledger.begin() as connection:
            Making(connection, random.Random(seed)).everything()
        yield ledger


class Making:
    """Puts the rows in, site by site."""

    def __init__(self, connection: Connection, dice: random.Random) -> None:
        self.connection, self.dice, self.url_id = connection, dice, 0

    def put(self, table: Any, **values: Any) -> None:
        self.connection.execute(insert(table).values(**values))

    def everything(self) -> None:
        common = {"operator": "王小云", "version": "test", "exit_code": 0}
        for month in range(4):
            day = FIRST_DAY + timedelta(days=31 * month)
            self.put(runs, command="run", started_at=at(day), ended_at=at(day, 9), **common)
        for number in range(SITES):
            self.site(number)

    def site(self, number: int) -> None:
        key, unit = f"s{number:02}.qiyun.gov.example", UNITS[number % len(UNITS)]
        self.put(
            sites, site_key=key, site_name=f"栖云第{number:02}网", url=f"http://{key}/", other_urls=[], owner=unit,
            file="清理表.xlsx", sheet=None, row=number + 2, also_rows=[], original={}, hosts=[key],
        )  # fmt: skip
        day = FIRST_DAY if number < NOT_KNOWN_YET else date(2026, 7, 6)
        verdict = ("migrate", "migrate", "close", "keep", "undecided")[number % 5]
        self.decision(key, day, verdict, "rules", confirmed=False)
        if verdict == "undecided" and number % 2:
            verdict = "close"
            self.decision(key, day + timedelta(days=33), verdict, "李大川", confirmed=True)
        elif verdict != "undecided" and number % 3:
            self.decision(key, day + timedelta(days=9), verdict, "李大川", confirmed=True)
        if verdict in ("migrate", "close") and number % 7:
            self.content(key, day + timedelta(days=20), number)
        if verdict in ("migrate", "close"):
            self.closing(key, day + timedelta(days=50), number)

    def decision(self, key: str, day: date, verdict: str, made_by: str, *, confirmed: bool) -> None:
        self.put(
            decisions, site_key=key, at=at(day), made_by=made_by, verdict=verdict, action=WORDS.get(verdict),
            keep_content=verdict == "close", reasons=[], flags=[], needs_review=True, confirmed=confirmed,
            missing=["freshness"] if verdict == "undecided" else [],
        )  # fmt: skip

    def content(self, key: str, day: date, number: int) -> None:
        for at_page in range(6 + number % 5):
            self.page(key, at_page, day + timedelta(days=self.dice.randrange(40)), number)
        for one in range(number % 4):
            self.dead(key, one, day + timedelta(days=self.dice.randrange(60)))
        if number % 6 == 1:
            self.url(key, "/later.html", "page", "pending", None)
        if number % 6 == 2:
            self.url(key, "/strange.html", "page", "quarantined", None)
        for stage in ("extract", "archive"):
            self.put(stages, site_key=key, stage=stage, finished_at=at(day), source_hash="x", detail={})
        made = {"kind": "closure", "scope": "site", "subject": key, "site_key": key, "unit": "", "path": "x"}
        missing = ["联系人"] if number % 2 else []
        self.put(papers, **made, sha256="x", missing=missing, state="draft", made_at=at(day + timedelta(days=30)))

    def page(self, key: str, at_page: int, day: date, number: int) -> None:
        kind = ("home", "list", "article", "article", "article", "article", "attachment")[at_page % 7]
        url_id = self.url(key, f"/{at_page}.html", kind, "stored", day)
        later = day + timedelta(days=self.dice.randrange(30))
        self.put(archived, url_id=url_id, site_key=key, path=f"{key}/{at_page}", sha256="x", source_hash="x",
                 archived_at=at(later, self.dice.choice((2, 15, 16, 23))))  # fmt: skip
        if kind == "article":
            state = self.dice.choice(("placed", "placed", "placed", "placed", "held", "failed", "left_out"))
            state = "placed" if number % 2 else state
            self.article(key, str(at_page), url_id)
            self.placement(key, str(at_page), later, state)

    def article(self, key: str, name: str, url_id: int) -> None:
        texts = dict.fromkeys(("title", "source", "author", "keywords", "body_html", "body_text", "method"), "x")
        files = ("date_evidence", "column", "columns", "images", "attachments", "findings")
        lists: dict[str, Any] = {one: [] for one in files}
        address = f"http://{key}/{name}"
        self.put(articles, site_key=key, article_key=name, url_id=url_id, old_url=address, **texts, **lists)

    def placement(self, key: str, name: str, day: date, state: str) -> None:
        why = {"held": "栏目尚未确认", "failed": "门户答复 500"}.get(state)
        places = dict.fromkeys(("channel", "remote_id", "new_url", "source_hash", "target_hash"), "x")
        known = {"site_key": key, "article_key": name, "at": at(day, 8), "state": state, "held_because": why}
        self.put(placements, **known, rollback="delete", **places)

    def dead(self, key: str, number: int, day: date) -> None:
        if number % 2:
            url_id = self.url(key, f"/gone{number}.html", "page", "unreachable", None)
            for back in (3, 0):
                self.put(attempts, url_id=url_id, at=at(day - timedelta(days=back)), problem="超时", seconds=1.0)
        else:
            self.url(key, f"/gone{number}.html", "page", "error", day, reason="probe" if number > 1 else None)

    def url(self, key: str, path: str, kind: str, outcome: str, day: date | None, reason: str | None = None) -> int:
        self.url_id += 1
        address = f"http://{key}{path}"
        self.put(
            urls, id=self.url_id, site_key=key, url=address, canonical=address, seq=self.url_id, hint=kind, kind=kind,
            outcome=outcome, reason=reason, capture_id=self.url_id if day else None,
        )  # fmt: skip
        if day:
            self.capture(self.url_id, key, day, self.url_id)
        if day and self.url_id % 4 == 1:  # asked for once more much later: that is no news of the site
            self.capture(100_000 + self.url_id, key, day + timedelta(days=70), self.url_id)
        return self.url_id

    def capture(self, capture_id: int, key: str, day: date, url_id: int) -> None:
        self.put(
            captures, id=capture_id, site_key=key, url_id=url_id, fetched_at=at(day, 15), status=200,
            content_type="text/html", length=1, sha256="x", coding="", warc="x", offset=0, end=1, record_id="x",
            payload_digest="x",
        )  # fmt: skip

    def closing(self, key: str, day: date, number: int) -> None:
        """Every third site has closed, others are on their way or have not begun; one day was put right later."""
        far = {0: len(CLOSING_ENDS), 1: 3, 2: 0}[number % 3]
        steps = CLOSING_ENDS[:far]
        for place, step in enumerate(steps):
            on = day + timedelta(days=4 * place + (30 if place > 2 else 0))
            if step == "notice":
                self.step(key, step, on - timedelta(days=2), on)
            self.step(key, step, on, on)

    def step(self, key: str, step: str, on: date, told: date) -> None:
        self.put(closing_steps, site_key=key, step=step, done_on=on.isoformat(), by="李大川", at=at(told), note="")
