"""A Chromium that shows a page and can reach nothing: every request it makes is answered by us, or not at all.

The only file that knows playwright. The browser resolves no name, its proxy leads nowhere, service workers and
downloads are off, and what is left of direct ways (WebSocket, WebRTC) ends at the same wall. What a request may be is
decided by who answers it.
"""

import asyncio
import contextlib
import json
import os
import re
import shutil
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from migrate.errors import SettingsError
from migrate.fetch.shown import Answer, Bounds, Reply, Shown, Wanted
from migrate.model import Kind

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import BrowserContext, CDPSession, Page, Request, Route

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS = (
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # literal addresses too
    "--proxy-server=http://nowhere.invalid:1",
    "--proxy-bypass-list=<-loopback>",  # which means: loopback is not spared the proxy
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=256",  # MiB a page's scripts may take
)
MOST_TEXT = 8 << 20  # letters of all that one page shows, one click after the other
LONGEST_TRY = 5.0  # seconds that the page's own thread may keep us waiting
MOST_KNOWN = 1_000  # requests that a page is waited for
POLL = 0.05
_HREF = re.compile(r"""href="([^"]*)""")  # as browsers write it
_KINDS = {
    "document": Kind.PAGE,
    "stylesheet": Kind.STYLE,
    "script": Kind.SCRIPT,
    "image": Kind.IMAGE,
    "media": Kind.ATTACHMENT,
}
_OWN_HEADERS = frozenset(  # what the client says of itself, and what belongs to a connection
    ("user-agent", "accept-encoding", "accept-language", "host", "cookie", "connection", "content-length")
)
_SHOWN = "(most) => { const t = document.documentElement.outerHTML; return t.length > most ? '' : t }"
_NEXT = """([words, marks]) => {
  const label = one => (one.value && one.tagName === 'INPUT' ? one.value : one.textContent || '').slice(0, 40)
      .replace(/\\s+/g, ' ').trim().toLowerCase();
  const off = one => one.disabled || one.getAttribute('aria-disabled') === 'true' || /disabled/i.test(one.className);
  const told = [...document.querySelectorAll('a,button,li,span,div,input')].filter(one => words.includes(label(one)));
  const marked = marks.flatMap(one => [...document.querySelectorAll(one)]);
  const fit = [...told, ...marked].filter(one => one.getClientRects().length
      && !off(one) && !(one.parentElement && off(one.parentElement)));
  const one = fit.find(one => !fit.some(other => other !== one && one.contains(other)));
  if (one) one.click();
  return !!one;
}"""


def browser_path(setting: str) -> Path:
    """Give the Chromium that the setting `http.browser` means; SettingsError where there is none, or no playwright."""
    remedy = "请安装后再运行，或将 http.browser 设为空"
    try:
        import playwright.async_api  # noqa: F401  an extra: only a capture with a browser pays for it
    except ImportError:
        raise SettingsError(
            "设置了 http.browser，但没有安装 browser 组件", f'{remedy}（pip install "gov-site-migrate[browser]"）'
        ) from None
    if setting != "on":
        if Path(setting).is_file() and os.access(setting, os.X_OK):
            return Path(setting)
        raise SettingsError(f"http.browser 所指的 Chromium 不存在或不能执行：{setting}", remedy)
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise SettingsError("设置了 http.browser，但系统中没有 Chromium", remedy)
    return Path(found)


@asynccontextmanager
async def opened_browser(setting: str) -> AsyncIterator["Browser | None"]:
    """Give the browser, tried once so that a broken one is known before the first request; None where it is off."""
    if not setting:
        yield None
        return
    async with Browser(browser_path(setting)) as browser:
        await browser.start()
        await browser.stop()
        yield browser


class Browser:
    """One Chromium for all sites, one page at a time, started when a page is to be shown; a context manager."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._turn = asyncio.Lock()
        self._chromium: Chromium | None = None

    async def __aenter__(self) -> "Browser":
        from playwright.async_api import async_playwright

        self._driver = await async_playwright().start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
        await self._driver.stop()

    async def start(self) -> "Chromium":
        """Give the running Chromium, started where none runs; SettingsError where it does not start."""
        from playwright.async_api import Error

        if self._chromium is None or not self._chromium.is_connected():
            is_root = hasattr(os, "geteuid") and os.geteuid() == 0  # Chromium's sandbox refuses root
            try:
                self._chromium = await self._driver.chromium.launch(
                    executable_path=self._path, args=list(ARGUMENTS), chromium_sandbox=not is_root
                )
            except Error as error:
                problem = next((line for line in str(error).splitlines() if line.strip()), "")[:200]
                raise SettingsError(
                    f"Chromium（{self._path}）无法启动（{problem}）", "请检查安装，或将 http.browser 设为空"
                ) from None
        return self._chromium

    async def stop(self) -> None:
        """End the Chromium that runs, if any."""
        chromium, self._chromium = self._chromium, None
        if chromium is not None:
            await _tried(chromium.close())

    async def show(self, url: str, bounds: Bounds, answer: Answer) -> Shown:
        """Show a page whose every request `answer` replies to (None: it gets nothing); never raises for its sake.

        What `answer` raises is raised, when the page has been left.
        """
        from playwright.async_api import Error

        shown = Shown()
        async with self._turn:
            chromium = await self.start()
            try:
                context = await chromium.new_context(
                    service_workers="block", accept_downloads=False, locale="zh-CN", timezone_id="Asia/Shanghai"
                )
            except Error:  # it died between two pages
                await self.stop()
                return Shown(stopped="crashed")
            visit = Visit(context, bounds, answer, shown)
            try:
                await visit.run(url)
            finally:
                await visit.end()
                if not await _tried(context.close()):
                    await self.stop()  # a page that holds its browser takes it along
            if visit.fault is not None:
                raise visit.fault
        return shown


class Visit:
    """One page while it is shown."""

    def __init__(self, context: "BrowserContext", bounds: Bounds, answer: Answer, shown: Shown) -> None:
        self._context, self._bounds, self._answer, self._shown = context, bounds, answer, shown
        self._page: Page | None = None
        self._asked: set[asyncio.Task[Reply | None]] = set()
        self._awaited: set[asyncio.Task[Reply | None]] = set()  # those of them that may bring something new
        self._known: set[Wanted] = set()
        self._stirred = time.monotonic()
        self._click = 0
        self.fault: Exception | None = None  # what went wrong with an answer, on our side
        self._has_begun = self._has_crashed = self._has_stirred = False
        self._deadline = self._stirred + bounds.seconds

    async def run(self, url: str) -> None:
        """Show the page, take its document, click on to the next ones."""
        from playwright.async_api import Error

        try:
            await self._context.route("**/*", self.on_request)
            self._page = await self._context.new_page()
            self._page.on("crash", lambda _: self._on_crash())
            self._page.on("dialog", lambda dialog: _ended(dialog.dismiss()))
            self._context.on("page", lambda other: _ended(other.close()))
            await self._page.goto(url, wait_until="commit", timeout=self._left() * 1000)
            session = await self._context.new_cdp_session(self._page)
            await asyncio.wait_for(self._take(session), self._bounds.seconds + 2 * LONGEST_TRY)
        except (TimeoutError, Error) as error:
            told = "hung" if isinstance(error, TimeoutError) else "failed"
            self._shown.stopped = "crashed" if self._has_crashed else told

    def _on_crash(self) -> None:
        self._has_crashed = True
        self._deadline = 0.0

    def _left(self) -> float:
        return max(self._deadline - time.monotonic(), 0.01)

    async def _take(self, session: "CDPSession") -> None:
        room, seen = MOST_TEXT, ""
        for click in range(self._bounds.clicks + 1):
            is_quiet = await self._quiet()
            text = await self._evaluated(session, _SHOWN, room)
            if not text:
                self._shown.stopped = "long"
                break
            if click and not self._has_stirred and _addresses(text) == _addresses(seen):
                break
            self._shown.documents.append(text)
            room, seen = room - len(text), text
            if not is_quiet:
                self._shown.stopped = "time"
                break
            if click == self._bounds.clicks:
                self._shown.stopped = "clicks" if click else None
                break
            self._stirred, self._has_stirred, self._click = time.monotonic(), False, click + 1
            words = [one.lower() for one in self._bounds.next_words]
            if not await self._evaluated(session, _NEXT, [words, list(self._bounds.next_marks)]):
                break

    async def _quiet(self) -> bool:
        """Wait until the page has not asked for anything new for a while; False when its time ran out before."""
        while self._awaited or time.monotonic() - self._stirred < self._bounds.quiet:
            if time.monotonic() > self._deadline:
                return False
            await asyncio.sleep(POLL)
        return True

    async def _evaluated(self, session: "CDPSession", function: str, argument: object) -> Any:
        """Run a function beside the page's scripts, which can neither see nor change it."""
        async with asyncio.timeout(LONGEST_TRY):
            tree = await session.send("Page.getFrameTree")
            frame = {"frameId": tree["frameTree"]["frame"]["id"], "worldName": "migrate"}
            world = await session.send("Page.createIsolatedWorld", frame)
            call = {
                "expression": f"({function})({json.dumps(argument)})",
                "contextId": world["executionContextId"],
                "returnByValue": True,
                "timeout": LONGEST_TRY * 1000,
            }
            return (await session.send("Runtime.evaluate", call))["result"].get("value")

    async def on_request(self, route: "Route") -> None:
        """Give the page what it asks for, as far as there is an answer."""
        from playwright.async_api import Error

        reply = await self._replied(route.request)
        with contextlib.suppress(Error):
            if reply is None and self._has_begun and route.request.is_navigation_request():
                await route.fulfill(status=204)  # the page stays as it is
            elif reply is None:
                await route.abort("blockedbyclient")
            else:
                self._has_begun = True
                await route.fulfill(
                    status=reply.status,
                    body=reply.body,
                    headers={"content-type": reply.content_type, **_let_in(route.request)},
                )

    async def _replied(self, request: "Request") -> Reply | None:
        wanted = self._wanted(request)
        if wanted is None:
            return None
        task = asyncio.ensure_future(self._answer(wanted))
        self._asked.add(task)
        if wanted not in self._known and len(self._known) < MOST_KNOWN:
            self._known.add(wanted)
            self._awaited.add(task)
        try:
            reply = await task
        except asyncio.CancelledError:
            if not task.cancelled():
                raise
            return None
        except Exception as error:
            self.fault, self._deadline = error, 0.0
            return None
        finally:
            self._asked.discard(task)
            self._awaited.discard(task)
        if reply is not None and reply.is_new:
            self._stirred, self._has_stirred = time.monotonic(), True
        return reply

    def _wanted(self, request: "Request") -> Wanted | None:
        """Give the request as we know it; None for what is neither a GET nor a POST of text over http."""
        if request.method not in ("GET", "POST") or not request.url.startswith(("http://", "https://")):
            return None
        body = _text_of(request.post_data_buffer or b"") if request.method == "POST" else None
        if request.method == "POST" and not body:
            return None
        own = {name: value for name, value in request.headers.items() if _is_own(name)}
        kind = _KINDS.get(request.resource_type, Kind.OTHER)
        return Wanted(request.url, kind, body, own, self._has_begun and _is_of_page(request), self._click)

    async def end(self) -> None:
        """Nothing that the page asked for is waited for any more."""
        for task in self._asked:
            task.cancel()
        await asyncio.gather(*self._asked, return_exceptions=True)
        await _tried(self._context.unroute_all(behavior="ignoreErrors"))


def _is_of_page(request: "Request") -> bool:
    """True for the request of a whole page, a window that the page opens included."""
    from playwright.async_api import Error

    try:
        return request.is_navigation_request() and request.frame.parent_frame is None
    except Error:  # the window is not there yet
        return True


def _is_own(name: str) -> bool:
    return name.lower() not in _OWN_HEADERS and not name.lower().startswith("sec-")


def _addresses(text: str) -> set[str]:
    return set(_HREF.findall(text))


def _text_of(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _let_in(request: "Request") -> dict[str, str]:
    """What lets a page read the answer of another host of its site, as that host would say."""
    origin = request.headers.get("origin")
    if origin is None:
        return {}
    return {"access-control-allow-origin": origin, "access-control-allow-credentials": "true"}


async def _ended(ending: Awaitable[None]) -> None:
    await _tried(ending)


async def _tried(ending: Awaitable[None]) -> bool:
    """Wait for something to end, but not for ever; False when it did not."""
    from playwright.async_api import Error

    try:
        await asyncio.wait_for(ending, LONGEST_TRY)
    except (TimeoutError, Error):
        return False
    return True
