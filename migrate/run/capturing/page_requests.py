"""What a page in the browser asks for: each request goes through the ledger as any other URL, the page gets records."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from archive.reading import read_body
from migrate.charset import decode
from migrate.crawl.links import links_of_page
from migrate.crawl.rows import rows_of_answer
from migrate.fetch.shown import Reply, Wanted
from migrate.ledger import frontier
from migrate.model import Ask, Kind, Link, Outcome
from migrate.run.work import Work
from migrate.urls import resolve

SOURCE = "browser"  # who names what a shown page names or asks for
KEPT = (Outcome.STORED, Outcome.REVISIT)
HTML = "text/html; charset=utf-8"
HOPS = 5  # redirects and other spellings that lead from a request to its answer
MOST_BYTES = 16 << 20  # of one answer that a page gets to see

AskForPage = Callable[[Link, str, Mapping[str, str]], Awaitable[Row[Any] | None]]  # asks at most once


class PageRequests:
    """What one page asks for while it is shown: each request goes through the ledger, the page gets the records."""

    def __init__(
        self,
        work: Work,
        page: Row[Any],
        most: int,
        ask: AskForPage,
        name: Callable[[Sequence[Link], str], None],
    ) -> None:
        self._work, self._page, self._most, self._ask, self._name = work, page, most, ask, name
        self._turn = asyncio.Lock()  # one after the other: the pace is that of the host anyway
        self._has_begun = False
        self._given: set[int] = set()
        self.asked: set[Ask] = set()
        self.clicked: list[Ask] = []  # what a click on the next page brought rows by
        self.source: bytes | None = None  # the page as it came
        self.stopped: str | None = None

    async def answered(self, wanted: Wanted) -> Reply | None:
        """Give the page itself first, then what the ledger has for each further request; None where it has nothing."""
        if not self._has_begun:
            self._has_begun = True
            reply = self._reply(self._page)
            self.source = reply.body if reply is not None else None
            return reply
        url = resolve(wanted.url, wanted.url)
        if url is None:
            return None
        link = Link(url, SOURCE, wanted.kind, body=wanted.body)
        if wanted.is_move:
            self._name([link], self._page.url)
            return None
        async with self._turn:
            ask = Ask(url, wanted.body)
            if ask not in self.asked and len(self.asked) >= self._most:
                self.stopped = "requests"
                return None
            self.asked.add(ask)
            reply = await self._from_ledger(link, wanted.headers)
        if (
            wanted.click
            and wanted.kind == Kind.OTHER
            and reply is not None
            and reply.is_new
            and brings_rows(url, reply)
        ):
            self.clicked.append(ask)
        return reply

    async def _from_ledger(self, link: Link, headers: Mapping[str, str]) -> Reply | None:
        row = await self._ask(link, self._page.url, headers)
        for _ in range(HOPS):
            if row is not None and row.outcome == Outcome.ALIAS and row.alias_of:
                link = replace(link, url=row.alias_of)
            elif row is not None and row.outcome == Outcome.REDIRECT and row.redirect_to:
                if link.kind == Kind.PAGE:  # a frame must know where it is
                    onward = f"<script>location.replace({json.dumps(row.redirect_to)})</script>"
                    return Reply(200, HTML, onward.encode())
                link = replace(link, url=row.redirect_to, body=None)
            else:
                break
            row = await self._ask(link, self._page.url, headers)
        return self._reply(row)

    def _reply(self, row: Row[Any] | None) -> Reply | None:
        if row is None or row.outcome not in (*KEPT, Outcome.ERROR) or row.capture_id is None:
            return None
        if not row.status or (row.length or 0) > MOST_BYTES:
            return None
        with self._work.ledger.begin() as connection:
            place = frontier.place_of(connection, row.capture_id)
        body = read_body(self._work.workspace / place.warc, place.offset, limit=MOST_BYTES)
        charset = f"; charset={place.charset}" if place.charset else ""
        is_new = row.id not in self._given
        self._given.add(row.id)
        return Reply(row.status, f"{row.content_type or 'application/octet-stream'}{charset}", body, is_new)


def brings_rows(url: str, reply: Reply) -> bool:
    """True for an answer with rows that can be counted by their addresses, as those of the list's first page are."""
    text = decode(reply.body).text
    rows = rows_of_answer(text, url)
    if rows is None:
        return any(link.kind == Kind.PAGE for link in links_of_page(text, url, "utf-8"))
    return bool(rows) and all(one.startswith("http") for one in rows)
