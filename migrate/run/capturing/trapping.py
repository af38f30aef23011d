"""How many addresses of one shape are asked: as long as they bring something new, and so many more.

Counting goes by the order of the queue and in the transaction of the settling, so a run that was killed goes on as an
undisturbed one would. What a list declares, a sitemap names or a person asks for is never held back.
"""

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row

from mappings.traps import Traps
from migrate.crawl.reading import Reading
from migrate.crawl.traps import CALENDAR, COUNTER, FACETS, LIMITED, Shape, shape_of
from migrate.ledger.frontier import Naming, find
from migrate.ledger.shapes import ShapeState, enter_shape, held_back, let_in, shape_state
from migrate.model import PAGE_KINDS, Kind, Outcome

DOUBTED_SOURCES = frozenset({"link", "redirect", "log", "browser"})  # others say what there is, and fall into no trap
SEEN = 64  # digests kept of a shape
MANY_VALUES = 100  # a key with more is the number of an article and no filter
_DIGITS = re.compile(r"\d+")
_TOKENS = re.compile(r"[A-Za-z]*\d\w*", re.ASCII)
_TOLD = PAGE_KINDS | {Kind.ATTACHMENT}


class Trapping:
    """The shapes of one site's addresses."""

    def __init__(self, site_key: str, rules: Traps) -> None:
        self._key, self._rules = site_key, rules
        self._changed: dict[str, ShapeState] = {}
        self._here: Shape | None = None
        self._fresh = 0  # new URLs outside its own shape that the page now read names

    def opens(self, url: str) -> None:
        """The page whose links are named next."""
        self._here, self._fresh = shape_of(url, self._rules), 0

    def admitted(self, connection: Connection, naming: Naming) -> Naming:
        """Give a newly known URL as it may join the queue: held back by the rule of its shape, or as it is."""
        if naming.outcome != Outcome.PENDING or naming.body is not None:
            return naming
        shape = shape_of(naming.url, self._rules)
        if naming.kind in _TOLD and (self._here is None or shape is None or shape.text != self._here.text):
            self._fresh += 1
        if shape is None or naming.named_by not in DOUBTED_SOURCES:
            return naming
        state = self._state(connection, shape)
        if self._is_beside(shape) or not self._may_join(shape, state):
            outcome = Outcome.EXCLUDED if shape.family == COUNTER else Outcome.QUARANTINED
            return replace(naming, outcome=outcome, reason=shape.family)
        state.admitted += 1
        return naming

    def _is_beside(self, shape: Shape) -> bool:
        """True for a day that a day of the same calendar names: it waits for what that day is worth."""
        return self._here is not None and shape.year is not None and shape.text == self._here.text

    def _state(self, connection: Connection, shape: Shape) -> ShapeState:
        """Give the state of a shape, to be written when the page is done."""
        if shape.text not in self._changed:
            self._changed[shape.text] = shape_state(connection, self._key, shape.text)
        return self._changed[shape.text]

    def _may_join(self, shape: Shape, state: ShapeState) -> bool:
        if shape.family == COUNTER:
            return state.admitted == 0
        if shape.family == FACETS and _brings_value(shape, state):
            # Numbers of articles have no end either; they go on as long as there is something new under them.
            return not (_is_numbered(state) and state.barren) or self._room(shape, state) > 0
        return self._is_sane(shape) and self._room(shape, state) > 0

    def _room(self, shape: Shape, state: ShapeState) -> int:
        waiting = max(0, state.admitted - state.settled)
        return self._rules.limit(shape.family) - state.barren - waiting

    def settled(self, connection: Connection, row: Row[Any], outcome: Outcome, reading: Reading) -> None:
        """Learn from a settled URL what its shape is worth, and let in what that earns; what changed is written."""
        here = shape_of(row.url, self._rules) if row.method == "GET" else None
        if here is not None and here.family in LIMITED:
            state = self._state(connection, here)
            state.settled += 1
            state.admitted = max(state.admitted, state.settled)
            kept = outcome in (Outcome.STORED, Outcome.REVISIT)
            is_worth = kept and self._brings_news(here, state, reading)
            state.barren = 0 if is_worth else state.barren + 1
            if is_worth and here.year is not None:
                self._let_in_beside(connection, here, state, reading)
            room = self._room(here, state)
            if room > self._rules.limit(here.family) // 2 or (room > 0 and state.admitted == state.settled):
                self._let_in(connection, here, state, room)
        self.keep(connection)

    def keep(self, connection: Connection) -> None:
        """Write what changed of the shapes, in the transaction that changed them."""
        for text, state in self._changed.items():
            enter_shape(connection, self._key, text, state)
        self._changed.clear()

    def _brings_news(self, here: Shape, state: ShapeState, reading: Reading) -> bool:
        """True when the page named a new URL, or shows what no page of its shape has shown of late."""
        state.stale = 0 if self._fresh else state.stale + 1
        others = sorted({link.url for link in reading.links if self._is_other(link.url, link.kind, here)})
        digests = [_digest("\n".join(others))]
        is_numbered = _is_numbered(state)
        if here.family not in (CALENDAR, FACETS) or is_numbered:  # of those the text is made with the address
            digests.append(_digest((_TOKENS if is_numbered else _DIGITS).sub("", reading.text)))
        news = [one for one in digests if one not in state.seen]
        state.seen = [*state.seen, *news][-SEEN:]
        if self._fresh:
            return True
        if here.family == FACETS:
            return bool(news) and is_numbered
        return bool(news) and state.stale < self._rules.limit("stale_pages")

    def _is_other(self, url: str, kind: Kind, here: Shape) -> bool:
        if kind not in _TOLD:
            return False
        shape = shape_of(url, self._rules)
        return shape is None or shape.text != here.text

    def _let_in(self, connection: Connection, here: Shape, state: ShapeState, room: int) -> None:
        for url_id, url in held_back(connection, self._key, here.family):
            shape = shape_of(url, self._rules)
            if room > 0 and shape is not None and shape.text == here.text and self._is_sane(shape):
                let_in(connection, self._key, url_id)
                state.admitted += 1
                room -= 1

    def _let_in_beside(self, connection: Connection, here: Shape, state: ShapeState, reading: Reading) -> None:
        """A day with news lets in the days that it names, so that a stretch of such days is followed to its end."""
        for url in dict.fromkeys(link.url for link in reading.links):
            shape = shape_of(url, self._rules)
            if shape is None or shape.text != here.text or not self._is_sane(shape):
                continue
            row = find(connection, self._key, url)
            if row is not None and row.outcome == Outcome.QUARANTINED and row.reason == here.family:
                let_in(connection, self._key, row.id)
                state.admitted += 1

    def _is_sane(self, shape: Shape) -> bool:
        latest = datetime.now(UTC).year + self._rules.limit("years_ahead")
        return shape.year is None or self._rules.limit("earliest_year") <= shape.year <= latest


def _is_numbered(state: ShapeState) -> bool:
    """True when a key has so many values that it numbers articles, or holds a token that is new each time."""
    return any(len(known) > MANY_VALUES for known in state.filters.values())


def _brings_value(shape: Shape, state: ShapeState) -> bool:
    """True for filters of which one has a value that is new, so no mere combination. Numbers of articles always do."""
    is_new = False
    for key, value in shape.values.items():
        known = state.filters.setdefault(key, [])
        if len(known) > MANY_VALUES:
            is_new = True
        elif value not in known:
            known.append(value)
            is_new = True
    return is_new


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
