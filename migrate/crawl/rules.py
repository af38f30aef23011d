"""What the crawl leaves out or settles without asking: robots, scope, aliases, paths that grow without end."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from migrate.charset import decode
from migrate.crawl.aliases import AliasRule, meant_by
from migrate.crawl.judge import PASSING
from migrate.model import PAGE_KINDS, Kind, Outcome
from migrate.urls import Scope

MAX_REPEATS = 3  # a path that holds one segment more often is a link that grows by itself (archiving fault 11)
MAX_DEPTH = 30  # folders; honest sites have a dozen
MAX_ESCAPED = "%252525"  # an address within an address within an address (`?back=` of a login that names itself)
MAX_LENGTH = 8192  # characters; longer addresses are made by broken scripts


@dataclass(frozen=True)
class Ruling:
    """An outcome given without a request, the name of the rule that gave it, and for an alias the URL meant."""

    outcome: Outcome
    reason: str
    alias_of: str | None = None


def ruling(url: str, kind: Kind, scope: Scope, aliases: Sequence[AliasRule] = ()) -> Ruling | None:
    """Give the ruling on a newly named URL, None when it shall be asked for."""
    meant = meant_by(url, aliases)
    refusal = scope.refusal(meant[0] if meant else url, requisite=kind not in PAGE_KINDS)
    if refusal is not None:
        return Ruling(Outcome.EXCLUDED, refusal)
    if meant is not None:
        return Ruling(Outcome.ALIAS, meant[1], meant[0])
    if len(url) > MAX_LENGTH:
        return Ruling(Outcome.QUARANTINED, "url_too_long")
    if _grows(url):
        return Ruling(Outcome.QUARANTINED, "repeated_path")
    return None


def _grows(url: str) -> bool:
    path, query = urlsplit(url)[2:4]
    counts = Counter(filter(None, path.split("/")))
    if max(counts.values(), default=0) > MAX_REPEATS or counts.total() > MAX_DEPTH or MAX_ESCAPED in query:
        return True
    return len(path) > 1 and query.count(path) > MAX_REPEATS


def robots_undefined(outcome: Outcome, status: int | None) -> bool:
    """True when the host could not say what it allows: silence, or a server error that may pass (RFC 9309, 2.3.1.4).

    500 is what old servers answer for any file they lack, so it counts as having none.
    """
    return outcome == Outcome.UNREACHABLE or (outcome == Outcome.ERROR and status in PASSING - {500, 408, 425})


class Robots:
    """What one host's robots.txt allows us; a host without one allows everything, one that is silent nothing.

    `silence` is the reason why nothing is known, where that is so.
    """

    silence: str | None

    def __init__(self, body: bytes | None, user_agent: str, *, silence: str | None = None) -> None:
        self.silence = silence
        self._rules = Protego.parse(decode(body[: 512 * 1024]).text) if body else None
        self._agent = (
            re.split(r"[/\s]", user_agent.strip(), maxsplit=1)[0] or user_agent
        )  # the product token (RFC 9309)

    def allows(self, url: str) -> bool:
        """True when `url` may be asked for."""
        if self.silence is not None:
            return False
        return self._rules is None or self._rules.can_fetch(url, self._agent)

    @property
    def crawl_delay(self) -> float:
        """Seconds the host asks us to wait between two requests."""
        return float((self._rules.crawl_delay(self._agent) if self._rules else None) or 0.0)

    @property
    def sitemaps(self) -> list[str]:
        """The sitemaps that the host names."""
        return list(self._rules.sitemaps) if self._rules else []
