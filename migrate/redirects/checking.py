"""Replays old URLs against the live server: status, hops, where they end, and whether the right page is there."""

import asyncio
import hashlib
import html
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from migrate.charset import decode
from migrate.errors import StageError
from migrate.fetch.addresses import RefusedAddressError
from migrate.urls import resolve

MOST_HOPS = 10  # of one old URL; browsers give up at about twenty
LONGEST_PAGE = 8 << 20  # bytes of a page that is looked at; of a file all of them are
REMEMBERED = 100_000  # ends that are known already: many old URLs lead to the same page
_MOVED = frozenset({301, 302, 303, 307, 308})
_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)
_BLANKS = re.compile(r"[\s\u3000\xa0\u200b]+")


@dataclass(frozen=True)
class Expected:
    """What an old URL shall answer, and what shall be seen at the end.

    `shown` is a text on the page, empty where none is known; `sha256` that of a file, empty where it is a page.
    """

    url: str
    status: int
    target: str
    shown: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Checked:
    """What an old URL answered; `problem` is empty where it is as expected (Chinese).

    `status` and `target` are those of the first answer, `final_status` and `final_url` of the last one.
    """

    expected: Expected
    status: int | None
    target: str
    hops: int
    final_url: str
    final_status: int | None
    problem: str


@dataclass(frozen=True)
class Asking:
    """How the server is asked: seconds, bytes; `interval` between two requests, `connections` at once."""

    user_agent: str
    timeout: float
    total_timeout: float
    longest_file: int
    interval: float
    connections: int


@dataclass(frozen=True)
class _Seen:
    """One answer: where it leads (empty: nowhere), and what was in it."""

    status: int | None
    location: str = ""
    text: str = ""
    sha256: str = ""
    failure: str = ""


@dataclass(frozen=True)
class _End:
    hops: int
    url: str
    status: int | None
    problem: str


def check(
    expected: Iterable[Expected],
    base_url: str,
    connector: Callable[[], aiohttp.BaseConnector],
    asking: Asking,
    told: Callable[[Checked], None],
) -> None:
    """Ask the server at `base_url` for every old URL, in its scheme; `told` hears of each, in no order.

    `connector` leads the old hosts to that server, and knows which others may be asked. Raises StageError where the
    server cannot be reached at all.
    """
    asyncio.run(_check_all(_Asker(connector, asking, urlsplit(base_url).scheme), expected, base_url, told))


async def _check_all(
    asker: "_Asker", expected: Iterable[Expected], base_url: str, told: Callable[[Checked], None]
) -> None:
    async with asker:
        first = await asker.ask(base_url)
        if first.status is None:
            raise StageError(f"{base_url} 无法访问（{first.failure}）", "请检查网址、端口和防火墙，确认服务器已启动")
        waiting = iter(expected)

        async def work() -> None:
            for one in waiting:
                told(await asker.check(one))

        workers = [asyncio.create_task(work()) for _ in range(asker.asking.connections)]
        try:
            await asyncio.gather(*workers)
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)


class _Asker:
    """Asks one address after the other, at the pace agreed on, and remembers where targets end."""

    def __init__(self, connector: Callable[[], aiohttp.BaseConnector], asking: Asking, scheme: str) -> None:
        self.asking = asking
        self._connector, self._scheme = connector, scheme
        self._turn, self._free_at = asyncio.Lock(), 0.0
        self._ends: dict[tuple[str, str, str], _End] = {}

    async def __aenter__(self) -> "_Asker":
        self._session = aiohttp.ClientSession(
            connector=self._connector(),
            headers={"User-Agent": self.asking.user_agent, "Accept": "*/*"},
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(
                total=self.asking.total_timeout or None, sock_read=self.asking.timeout or None
            ),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def check(self, expected: Expected) -> Checked:
        """Ask for an old URL and for all that follows."""
        asked = f"{self._scheme}://{expected.url.partition('://')[2]}"
        seen = await self.ask(asked)
        target = resolve(asked, seen.location) or seen.location
        wanted = resolve(asked, expected.target) or ""
        problem = _first_problem(expected, seen, target, wanted)
        if not target:
            return Checked(expected, seen.status, "", 0, asked, seen.status, problem)
        end = await self._end(expected, target)
        said = "；".join(one for one in (problem, end.problem) if one)
        return Checked(expected, seen.status, target, end.hops + 1, end.url, end.status, said)

    async def _end(self, expected: Expected, target: str) -> _End:
        key = (target, expected.shown, expected.sha256)
        if key not in self._ends:
            if len(self._ends) >= REMEMBERED:
                self._ends.clear()
            self._ends[key] = await self._followed(expected, target)
        return self._ends[key]

    async def _followed(self, expected: Expected, url: str) -> _End:
        passed = {url}
        for hops in range(MOST_HOPS):
            seen = await self.ask(url, is_file=bool(expected.sha256))
            onward = resolve(url, seen.location)
            if not onward:
                return _End(hops, url, seen.status, _last_problem(expected, seen))
            if onward in passed:
                return _End(hops + 1, onward, seen.status, "循环跳转")
            passed.add(onward)
            url = onward
        return _End(MOST_HOPS, url, None, f"跳转超过 {MOST_HOPS} 次")

    async def ask(self, url: str, *, is_file: bool = False) -> _Seen:
        """Ask once, in turn; an answer that does not come is one that says why."""
        await self._wait_turn()
        try:
            async with self._session.get(URL(url, encoded=True), allow_redirects=False, ssl=False) as response:
                if response.status in _MOVED:
                    return _Seen(response.status, response.headers.get("Location", ""))
                digest, kept, length = hashlib.sha256(), [], 0
                async for piece in response.content.iter_chunked(1 << 16):
                    length += len(piece)
                    digest.update(piece)
                    if not is_file:
                        kept.append(piece)
                    if length > (self.asking.longest_file if is_file else LONGEST_PAGE):
                        break
                text = decode(b"".join(kept), response.charset).text if kept else ""
                return _Seen(response.status, "", text, digest.hexdigest())
        except RefusedAddressError as error:
            return _Seen(None, failure=error.problem)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return _Seen(None, failure=str(error) or type(error).__name__)

    async def _wait_turn(self) -> None:
        async with self._turn:
            wait = self._free_at - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            self._free_at = time.monotonic() + self.asking.interval


def _first_problem(expected: Expected, seen: _Seen, target: str, wanted: str) -> str:
    if seen.status is None:
        return f"无法访问（{seen.failure}）"
    if seen.status != expected.status:
        return f"状态码应为 {expected.status}，实为 {seen.status}"
    return f"去处应为 {wanted}" if target != wanted else ""


def _last_problem(expected: Expected, seen: _Seen) -> str:
    if seen.status is None:
        return f"去处无法访问（{seen.failure}）"
    if seen.status != 200:
        return f"去处返回 {seen.status}"
    if expected.sha256 and seen.sha256 != expected.sha256:
        return "去处的文件与保存的不同"
    if expected.shown and not expected.sha256 and _plain(expected.shown) not in _plain(_TAGS.sub(" ", seen.text)):
        return f"去处不是应有的页面：没有“{expected.shown[:60]}”"
    return ""


def _plain(text: str) -> str:
    return _BLANKS.sub("", html.unescape(text))
