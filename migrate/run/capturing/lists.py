"""The lists of one site while it is captured: which of their pages are asked, and when a probe must speak first.

All of it happens where a page is settled, in queue order and in the same transaction; what waits for a probe stands in
the ledger, so a run that was killed goes on where an undisturbed one would be.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row

from archive.reading import read_body
from migrate.crawl.body import KEPT_BYTES
from migrate.crawl.pagers.pager import SECOND, TWINS, Pager, Rules
from migrate.crawl.reading import Reading, read
from migrate.fetch.client import Exchange
from migrate.ledger import frontier, lists
from migrate.ledger.lists import MISSING, OPEN, PROBING, SAME
from migrate.model import PAGE_KINDS, Ask, Kind, Link, Outcome
from migrate.run.work import Work

NEW = "new"  # a probe brought what page 1 has not
_TOLD = PAGE_KINDS | {Kind.ATTACHMENT}


class Lists:
    """The lists that wait for a probe, by the request that settles the matter."""

    def __init__(self, work: Work, site_key: str, rules: Rules, *, anew: bool = False) -> None:
        self._work, self._key, self._rules = work, site_key, rules
        self._anew = anew  # the site is captured a second time: a list is walked again from its first page
        self._probed: dict[Ask, list[int]] = {}
        self._chained: dict[str, int] = {}  # the next page of each chain, by the digest of its request
        with work.ledger.begin() as connection:
            for row in lists.pagers_of_site(connection, site_key):
                if row.state == PROBING:
                    self._await(row.id, row.probe)
                elif row.probe and row.probe.get("next"):
                    self._chained[row.probe["next"]] = row.id

    def _await(self, list_id: int, probe: dict[str, Any]) -> None:
        for item in probe["asks"]:
            self._probed.setdefault(lists.ask_from(item), []).append(list_id)

    def opened(self, connection: Connection, row: Row[Any], pager: Pager, reading: Reading) -> list[Link]:
        """Know the list that a settled page declares; gives the pages that may be asked beside those already named."""
        if pager.chain:
            return self._linked(connection, row, pager, reading)
        first = frontier.ask_of(row)
        key = lists.list_key(pager.rule_id, lists.written(pager.asks[0] if pager.asks else first))
        known = lists.list_with(connection, self._key, key)
        values = {"rule": pager.rule_id, "pages": pager.pages, "rows": pager.rows}
        items = [lists.written(one) for one in (first, *pager.asks)]
        if known is not None:
            same_first = (known.url, known.request_body) == (first.url, first.body or "")
            if known.state != OPEN or not same_first or (pager.probe == TWINS and not self._anew):
                return []
            asks = pager.asks
            if pager.probe == TWINS and pager.otherwise and known.page_urls[1:2] == [lists.written(pager.otherwise[0])]:
                asks, values["pages"] = pager.otherwise, 1 + len(pager.otherwise)  # decided when it was probed
            items = [lists.written(one) for one in (first, *asks)]
            lists.change_list(connection, known.id, page_urls=items, **values)
            return [_link(one) for one in asks]  # page 1 was asked again and may declare more
        if not pager.probe or not pager.asks:
            lists.enter_list(connection, self._key, key, first, state=OPEN, page_urls=items, **values)
            return []
        probe = _probe(pager, reading)
        list_id = lists.enter_list(
            connection, self._key, key, first, state=PROBING, page_urls=items, probe=probe, **values
        )
        self._await(list_id, probe)
        named = [_link(lists.ask_from(item)) for item in probe["asks"]]
        return named + self._heard_before(connection, list_id, probe)

    def _heard_before(self, connection: Connection, list_id: int, probe: dict[str, Any]) -> list[Link]:
        """A probe that was asked before anybody knew the list has its say from its record."""
        named: list[Link] = []
        for item in probe["asks"]:
            ask = lists.ask_from(item)
            row = frontier.find(connection, self._key, ask.url, ask.body)
            if row is not None and row.outcome not in (Outcome.PENDING, Outcome.UNREACHABLE):
                named += self._heard(connection, [list_id], ask, row.outcome, self._read_back(connection, row))
        return named

    def settled(self, connection: Connection, row: Row[Any], outcome: Outcome, reading: Reading) -> list[Link]:
        """Let a settled URL speak for the lists that it is the probe of; gives the pages that may be asked now."""
        ask = frontier.ask_of(row)
        if _digest(ask) in self._chained and outcome in (Outcome.STORED, Outcome.REVISIT):
            self._linked(connection, row, None, reading)  # the last page of a chain names no other
        waiting = self._probed.get(ask)
        if waiting is None or outcome in (Outcome.PENDING, Outcome.UNREACHABLE):
            return []
        return self._heard(connection, waiting, ask, outcome, reading)

    def _heard(
        self, connection: Connection, waiting: Iterable[int], ask: Ask, outcome: str, reading: Reading
    ) -> list[Link]:
        named: list[Link] = []
        for list_id in waiting:
            one = lists.list_of(connection, list_id)
            if one.state != PROBING:
                continue
            probe = dict(one.probe)
            probe["said"] = {
                **probe["said"],
                str(probe["asks"].index(lists.written(ask))): _said(outcome, one, reading),
            }
            named += self._decided(connection, one, probe)
        return named

    def _decided(self, connection: Connection, row: Row[Any], probe: dict[str, Any]) -> list[Link]:
        """What follows once every probe of a list has spoken."""
        said = [probe["said"].get(str(at)) for at in range(len(probe["asks"]))]
        if None in said:
            lists.change_list(connection, row.id, probe=probe)
            return []
        items, pages = row.page_urls, row.pages
        if probe["kind"] == SECOND and said[0] != NEW:
            lists.change_list(connection, row.id, state=said[0], probe=None)
            return []
        if probe["kind"] == TWINS and said[0] == NEW:
            items = [items[0], *probe["otherwise"]]
            pages = len(items)
        lists.change_list(connection, row.id, state=OPEN, probe=None, page_urls=items, pages=pages)
        return [_link(lists.ask_from(item)) for item in items[1:] if item not in probe["asks"]]

    def _linked(self, connection: Connection, row: Row[Any], pager: Pager | None, reading: Reading) -> list[Link]:
        """A page of a chain joins its list and names the next, which may have been answered before its turn."""
        named: list[Link] = []
        while True:
            onward = self._joined(connection, row, pager, reading)
            named += [_link(one) for one in onward]
            early = self._answered_early(connection, onward[0]) if onward and self._anew else None
            if early is None:
                return named
            row, reading = early, self._read_back(connection, early)
            pager = next((one for one in reading.pagers if one.chain), None)

    def _answered_early(self, connection: Connection, ask: Ask) -> Row[Any] | None:
        """Where all pages of a chain are asked anew, a later one may be there before the one that leads to it."""
        row = frontier.find(connection, self._key, ask.url, ask.body)
        if row is None or row.outcome not in (Outcome.STORED, Outcome.REVISIT):
            return None
        items = lists.list_of(connection, self._chained[_digest(ask)]).page_urls
        return row if _item_of(row) not in items else None

    def _joined(self, connection: Connection, row: Row[Any], pager: Pager | None, reading: Reading) -> Sequence[Ask]:
        """A page of a chain joins its list; gives the request for the next. One that brings nothing new ends it."""
        ask = frontier.ask_of(row)
        item = _item_of(row)
        here = _told(reading.links)
        list_id = self._chained.pop(_digest(ask), None)
        known = lists.list_of(connection, list_id) if list_id is not None else None
        onward = pager.asks[:1] if pager else ()
        state = OPEN
        if known is None:
            if pager is None or not onward:
                return ()
            key = lists.list_key(pager.rule_id, pager.chain)
            told = {"rule": pager.rule_id, "pages": pager.pages, "rows": pager.rows, "state": OPEN}
            walked = lists.list_with(connection, self._key, key)
            if walked is None:
                list_id = lists.enter_list(connection, self._key, key, ask, page_urls=[item], **told)
            elif self._anew and (walked.url, walked.request_body) == (ask.url, ask.body or ""):
                list_id = walked.id
                lists.change_list(connection, list_id, page_urls=[item], **told)
            else:
                return ()  # its first page under another address
        else:
            if not set(here) - set(known.probe["last"]):
                state, onward = SAME, ()
            pages, rows = (pager.pages or known.pages, pager.rows or known.rows) if pager else (known.pages, known.rows)
            items = [*known.page_urls, item]
            lists.change_list(connection, known.id, page_urls=items, state=state, pages=pages, rows=rows)
            list_id = known.id
        following = _digest(onward[0]) if onward else None
        lists.change_list(connection, list_id, probe={"last": here, "next": following} if onward else None)
        if following is not None:
            self._chained[following] = list_id
        return onward

    def _read_back(self, connection: Connection, row: Row[Any]) -> Reading:
        if row.capture_id is None or (row.length or 0) > KEPT_BYTES:
            return Reading()
        place = frontier.place_of(connection, row.capture_id)
        body = read_body(self._work.workspace / place.warc, place.offset, limit=KEPT_BYTES)
        told = Exchange(row.url, datetime.now(UTC), row.request_body or None, status=row.status, body=body)
        told.headers = {"content-type": row.content_type or ""}
        return read(told, Kind(row.kind), self._rules)


def _probe(pager: Pager, reading: Reading) -> dict[str, Any]:
    """What waits for an answer: the requests that come first, and what page 1 names, to be held against them."""
    asks = [pager.otherwise[0], pager.asks[0]] if pager.probe == TWINS and pager.otherwise else [pager.asks[0]]
    return {
        "kind": pager.probe if len(asks) > 1 else SECOND,
        "asks": [lists.written(one) for one in asks],
        "otherwise": [lists.written(one) for one in pager.otherwise],
        "key": pager.key,
        "first": _told(reading.links),
        "said": {},
    }


def _said(outcome: str, row: Row[Any], reading: Reading) -> str:
    """Whether a probe brought something new, the same as page 1, or was not there."""
    if outcome == Outcome.REDIRECT:
        return NEW if row.probe["kind"] == SECOND else MISSING  # `/x?page=2` → `/x/?page=2` is how some servers page
    if outcome not in (Outcome.STORED, Outcome.REVISIT):
        return MISSING
    own = {item if isinstance(item, str) else item[0] for item in (*row.page_urls, *row.probe["otherwise"])}
    return NEW if brings_new(row.probe["first"], _told(reading.links), own, row.probe["key"]) else SAME


def brings_new(first: Sequence[str], second: Sequence[str], own: Collection[str], key: str) -> bool:
    """Tell whether a page names an address that page 1 does not, pages of the list itself left out."""
    stems = {_stem(one, key) for one in own}
    return any(one not in own and _stem(one, key) not in stems for one in set(second) - set(first))


def _stem(url: str, key: str) -> str:
    """An address without the key that tells the page."""
    before, mark, query = url.partition("?")
    if not key or not mark:
        return url
    kept = [part for part in query.split("&") if part.partition("=")[0].lower() != key.lower()]
    return f"{before}?{'&'.join(kept)}"


def _told(links: Iterable[Link]) -> list[str]:
    """The addresses that a page names beside its list's own pages, in order."""
    told = (one.url for one in links if one.kind in _TOLD and one.named_by != "list")
    return sorted({one for one in told if urlsplit(one).path})


def _item_of(row: Row[Any]) -> Any:
    """A page of a chain as `page_urls` holds it."""
    return row.id if row.method == "POST" else row.url


def _digest(ask: Ask) -> str:
    """A request in few letters: a form may have 100 KB."""
    return lists.list_key(lists.written(ask))


def _link(ask: Ask) -> Link:
    return Link(ask.url, "list", Kind.PAGE, body=ask.body)
