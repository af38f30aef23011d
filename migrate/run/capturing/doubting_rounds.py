"""Is what a round found to be believed? A host that is gone or a firewall would make a whole site look changed."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from migrate.ledger import rounds
from migrate.ledger.frontier import REFUSALS, STAND_INS
from migrate.ledger.rounds import CHANGED, KEPT, REMOVED, SAME, UNASKED, Round
from migrate.model import PAGE_KINDS, Kind, Outcome
from migrate.urls import host_of

ONE_FOR_MANY = 5  # pages that differed before and are one page now, or lead to one place
MANY_FAILURES = 5  # failures that may pass, and
FAILING_SHARE = 10  # one in so many of what stood: a firewall woke up, or a host went down
SHELL_LEEWAY = 0.05  # a page for missing addresses may differ by so much from one address to the next


@dataclass
class Losses:
    """Of what stood before a round: how much it is, and how much of it the round found in what other state."""

    stood: int = 0
    gone: int = 0  # 404, 410: whoever took a page away answers so
    failing: int = 0  # silence, refusals, server errors, pages in place of what was asked: may be other tomorrow
    alike: int = 0  # one page or one place in place of many
    homes: int = 0

    @property
    def lost(self) -> int:
        """Everything that is not there any more."""
        return self.gone + self.failing + self.alike

    @property
    def is_doubtful(self) -> bool:
        """True when the home page or more than half is lost, or when much fails in a way that may pass."""
        many = self.failing >= max(MANY_FAILURES, self.stood // FAILING_SHARE)
        return bool(self.homes) or many or self.lost * 2 > self.stood

    def told(self) -> str:
        """Give the numbers for a person."""
        counts = (("不存在", self.gone), ("无法访问或被拒绝", self.failing), ("换成同一个页面或去处", self.alike))
        of_these = "、".join(f"{name} {number}" for name, number in counts if number)
        home = "，首页也在其中" if self.homes else ""
        return f"上次采到的 {self.stood} 个网址中有 {self.lost} 个这次没有采到（{of_these}）{home}"


def losses_of(connection: Connection, one: Round) -> Losses:
    """Count what a round, once all of its URLs are asked and `settle_same` has run, found lost."""
    crowds = {key for key, former in _crowds(connection, one).items() if len(former) >= ONE_FOR_MANY}
    has_shell = _had_shell(connection, one)
    found = Losses(stood=rounds.count_same(connection, one))
    for row, difference in _compared(connection, one):
        if row.former_outcome not in KEPT or difference == UNASKED:
            continue
        found.stood += 1
        lost = True
        if difference == REMOVED and _is_gone(row, has_shell):
            found.gone += 1
        elif difference == REMOVED:
            found.failing += 1
        elif difference == CHANGED and _shown_now(row) in crowds:
            found.alike += 1
        else:
            lost = difference == CHANGED and _has_left(row)
        found.homes += lost and row.hint == Kind.HOME
    return found


def ask_all_anew(connection: Connection, one: Round) -> None:
    """Nothing that a doubtful round found is taken, but for content that is as it was: the rest waits once more."""
    for row, difference in _compared(connection, one):
        if difference != UNASKED and (difference != SAME or row.outcome not in KEPT):
            rounds.wait_once_more(connection, row)


def _compared(connection: Connection, one: Round) -> Iterator[tuple[Row[Any], str]]:
    for row in rounds.all_ends_left(connection, one):
        if row.former_reason != rounds.PROBE:
            yield row, rounds.difference_between(row)


def _crowds(connection: Connection, one: Round) -> dict[str, set[str]]:
    """What changed pages show or lead to by now, each with what they showed before (as far as it matters)."""
    crowds: dict[str, set[str]] = defaultdict(set)
    for row, difference in _compared(connection, one):
        key = _shown_now(row) if difference == CHANGED else ""
        if key and len(crowds[key]) < ONE_FOR_MANY:
            crowds[key].add(row.former_sha256 or row.former_redirect_to or "")
    return crowds


def _shown_now(row: Row[Any]) -> str:
    if row.outcome == Outcome.REDIRECT:
        return row.redirect_to or ""
    return (row.sha256 or "") if row.kind in PAGE_KINDS else ""


def _has_left(row: Row[Any]) -> bool:
    """True for a page that leads to another host by now."""
    return row.outcome == Outcome.REDIRECT and host_of(row.redirect_to or "") != host_of(row.url)


def _is_gone(row: Row[Any], has_shell: bool) -> bool:
    """True for an answer that a site gives for what was taken away, and no firewall or failing server."""
    if row.outcome != Outcome.ERROR:
        return False
    if row.reason in STAND_INS:
        return has_shell and row.reason == "soft_404"
    return row.status < 500 and row.status not in REFUSALS


def _had_shell(connection: Connection, one: Round) -> bool:
    """True where the site answered missing addresses with a page before the round too, and with about the same one."""
    for row in rounds.all_ends_left(connection, one):
        if row.former_reason != rounds.PROBE or row.former_status != row.status or (row.status or 404) >= 400:
            continue
        before, now = row.former_length or 0, row.length or 0
        if abs(before - now) <= SHELL_LEEWAY * before or row.former_redirect_to:
            return True
    return False
