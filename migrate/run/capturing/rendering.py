"""Pages whose content only scripts bring: noted while a site is captured, shown in a browser when all else is settled.

Every request of such a page is named, ruled, asked and recorded as any other URL of the site; the browser gets the
records. What it shows is kept as a conversion record of the page's own, and its links join the queue.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row

from archive.warc import Conversion, WarcWriter
from mappings.scripted import Scripted
from migrate.crawl.reading import Reading, read
from migrate.crawl.scripted import ADDRESS, LIST, PAGER, sign_of
from migrate.fetch.browser import Browser
from migrate.fetch.client import Exchange
from migrate.fetch.shown import Bounds, Shown
from migrate.ledger import frontier, lists, rendering
from migrate.ledger.lists import MISSING, OPEN, SAME
from migrate.model import PAGE_KINDS, Ask, Kind, Link, Outcome
from migrate.run.capturing.columns import count_lists
from migrate.run.capturing.following import Following
from migrate.run.capturing.mapped import Mapped
from migrate.run.capturing.page_requests import HTML, KEPT, SOURCE, AskForPage, PageRequests
from migrate.run.work import CAPTURES, Work, site_folder

STOPPED = {
    "time": "没有在时限内显示完",
    "requests": "不断要新的网址",
    "hung": "脚本停不下来",
    "crashed": "浏览器崩溃",
    "clicks": "翻页没有尽头",
    "long": "显示的内容过长",
    "failed": "没有打开",
}


class Rendering:
    """The pages of one site that want a browser."""

    def __init__(
        self,
        work: Work,
        site_key: str,
        mapped: Mapped,
        following: Following,
        browser: Browser | None,
        ask: AskForPage,
    ) -> None:
        self._work, self._key, self._mapped = work, site_key, mapped
        self._following, self._browser, self._ask = following, browser, ask
        self._retried = False  # pages that were left before their end are shown again
        self._since = 0  # the run before which nothing counts as shown

    def retry(self) -> None:
        """Pages that an earlier run had to leave before their end are shown once more."""
        self._retried = True

    def show_anew(self, run_id: int) -> None:
        """Pages that were shown before this run are shown once more."""
        self._since = run_id

    def met(self, connection: Connection, row: Row[Any], outcome: Outcome, kind: Kind, reading: Reading) -> None:
        """Note a settled page that wants a browser."""
        if outcome not in KEPT or kind not in PAGE_KINDS or row.method != "GET":
            return
        sign = sign_of(reading, row.url, self._mapped.scripted, self._mapped.families.totals)
        if sign == PAGER and frontier.is_named_by(connection, row.id, "list"):
            return  # a further page of a list that its first page knows how to page through
        if sign is not None:
            rendering.meet(connection, self._work.ledger, self._key, row.url, sign)

    async def show_next(self, writer: WarcWriter) -> bool:
        """Show the next page that wants it, once everything else is settled; False when there is none."""
        if self._browser is None:
            return False
        url = self._next() or (self._next() if self._look_around() else None)
        if url is None:
            return False
        with self._work.ledger.begin() as connection:
            row = frontier.find(connection, self._key, url)
        if row is None or row.outcome not in KEPT or row.capture_id is None:
            self._enter(url, {"stopped": "failed"})
            return True
        limit = self._mapped.scripted.limit
        bounds = Bounds(
            limit("seconds_a_page"),
            limit("quiet") / 1000,
            limit("clicks_a_page"),
            self._mapped.scripted.next_words,
            self._mapped.scripted.next_marks,
        )
        requests = PageRequests(self._work, row, limit("requests_a_page"), self._ask, self._name)
        self._keep(writer, row, await self._browser.show(url, bounds, requests.answered), requests)
        return True

    def _pages(self, connection: Connection) -> rendering.Pages:
        return rendering.pages_of(connection, self._key).get(self._key, rendering.Pages())

    def _next(self) -> str | None:
        with self._work.ledger.begin() as connection:
            pages = self._pages(connection)
        is_full = len(pages.shown) >= self._mapped.scripted.limit("pages_a_site")
        waiting = [url for url in pages.met if not self._is_done(pages.shown.get(url))]
        return next((url for url in waiting if url in pages.shown or not is_full), None)

    def _is_done(self, entry: Row[Any] | None) -> bool:
        if entry is None or (entry.run_id or 0) < self._since:
            return False
        return not self._retried or not entry.detail.get("stopped") or entry.run_id == self._work.ledger.run_id

    def _look_around(self) -> bool:
        """Note what no page tells by itself: addresses that the office named, lists that are not whole."""
        count_lists(self._work, self._key, self._mapped.families)
        with self._work.ledger.begin() as connection:
            known = self._pages(connection).met
            found = dict.fromkeys(self._addresses(connection), ADDRESS)
            found |= {one.url: LIST for one in self._lists(connection)}
            fresh = {url: sign for url, sign in found.items() if url not in known}
            for url, sign in fresh.items():
                rendering.meet(connection, self._work.ledger, self._key, url, sign)
        return bool(fresh)

    def _addresses(self, connection: Connection) -> list[str]:
        patterns = self._mapped.scripted.addresses
        if not patterns:
            return []
        rows = frontier.stored_files(connection, self._key, PAGE_KINDS)
        return [row.url for row in rows if row.method == "GET" and any(one.search(row.url) for one in patterns)]

    def _lists(self, connection: Connection) -> list[Row[Any]]:
        """Lists that hold less than they declare, as no way to their next page was the right one."""
        return [
            row
            for row in lists.pagers_of_site(connection, self._key)
            if row.state in (SAME, MISSING) and row.notes and not row.request_body
        ]

    def _name(self, links: Sequence[Link], referrer: str) -> None:
        with self._work.ledger.begin() as connection:
            self._following.name_shown(connection, links, referrer)

    def _enter(self, url: str, detail: Mapping[str, Any]) -> None:
        with self._work.ledger.begin() as connection:
            rendering.enter_shown(connection, self._work.ledger, self._key, url, detail)

    def _keep(self, writer: WarcWriter, row: Row[Any], shown: Shown, requests: "PageRequests") -> None:
        """The first document becomes a record, the links of all join the queue, and the ledger says what was done."""
        links = self._links(row, shown, requests.source)
        detail = {
            "stopped": shown.stopped or requests.stopped,
            "documents": len(shown.documents),
            "requests": len(requests.asked),
            "links": len(links),
        }
        with self._work.ledger.begin() as connection:
            if shown.documents:
                self._record(connection, writer, row, shown.documents[0].encode("utf-8", "replace"))
            self._following.name_shown(connection, links, row.url)
            self._extend_lists(connection, row, requests.clicked)
            rendering.enter_shown(connection, self._work.ledger, self._key, row.url, detail)
            writer.sync()

    def _extend_lists(self, connection: Connection, row: Row[Any], clicked: Sequence[Ask]) -> None:
        """The list that nobody could page through has those pages that its own script asked for."""
        for one in self._lists(connection):
            if clicked and one.url == row.url:
                items = [lists.written(frontier.ask_of(row)), *map(lists.written, clicked)]
                lists.change_list(connection, one.id, page_urls=items, state=OPEN, probe=None)

    def _links(self, row: Row[Any], shown: Shown, source: bytes | None) -> list[Link]:
        """What the documents name and the page as it came does not."""
        before = {link.url for link in self._read(row.url, source, row.content_type or HTML)}
        found = (link for one in shown.documents for link in self._read(row.url, one.encode("utf-8", "replace"), HTML))
        named = [replace(link, named_by=SOURCE) for link in found if link.url not in before]
        return list(dict.fromkeys(named))

    def _read(self, url: str, body: bytes | None, content_type: str) -> Sequence[Link]:
        told = Exchange(url, datetime.now(UTC), status=200, body=body, headers={"content-type": content_type})
        return read(told, Kind.PAGE, self._mapped.families).links

    def _record(self, connection: Connection, writer: WarcWriter, row: Row[Any], body: bytes) -> None:
        now = datetime.now(UTC).replace(microsecond=0)
        refers_to = frontier.place_of(connection, row.capture_id).record_id
        written = writer.write_conversion(Conversion(row.url, now, body, HTML, refers_to))
        frontier.enter_capture(
            connection,
            site_key=self._key,
            url_id=row.id,
            run_id=self._work.ledger.run_id,
            fetched_at=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            status=rendering.NO_ANSWER,
            content_type="text/html",
            charset="utf-8",
            length=len(body),
            sha256=hashlib.sha256(body).hexdigest(),
            coding="",
            warc=f"{CAPTURES}/{site_folder(self._key)}/{written.file}",
            offset=written.offset,
            end=written.end,
            record_id=written.record_id,
            payload_digest=written.payload_digest,
        )


def waiting_lines(work: Work, sites: Sequence[Row[Any]], rules: Scripted) -> list[str]:
    """Give what a person must know of pages that want a browser, one line for each site and cause."""
    with work.ledger.begin() as connection:
        pages = rendering.pages_of(connection)
    lines = []
    for site in sites:
        of_site, place = pages.get(site.site_key, rendering.Pages()), f"{site.site_name}（{site.site_key}）"
        if left := of_site.left:
            why = _why_left(len(of_site.shown), rules.limit("pages_a_site"), is_on=bool(work.settings.http.browser))
            lines.append(f"{place}有 {len(left)} 个页面的内容由脚本显示（例如 {left[0]}），{why}")
        halted = [(url, row.detail["stopped"]) for url, row in of_site.shown.items() if row.detail.get("stopped")]
        if halted:
            told = f"例如 {halted[0][0]}（{STOPPED.get(halted[0][1], halted[0][1])}），可用 --retry 重试"
            lines.append(f"{place}有 {len(halted)} 个页面在浏览器中没有显示完，{told}")
    return lines


def _why_left(shown: int, limit: int, *, is_on: bool) -> str:
    if not is_on:
        return '没有用浏览器打开，内容可能不全；可安装 browser 组件，设置 http.browser = "on" 后再次运行'
    if shown >= limit:
        return f"没有用浏览器打开：每个网站至多 {limit} 个，可在 mappings/scripted.toml 中调高 pages_a_site"
    return "尚未用浏览器打开，再次运行即可继续"
