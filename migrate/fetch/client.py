"""The one polite client of old sites: one request in, one exchange out, whatever happens.

It paces, guards addresses, bounds size and time, keeps the wire bytes, and never follows a redirect. What an answer
means is decided elsewhere (`crawl`); how often to try again too.
"""

import asyncio
import errno
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http.cookies import SimpleCookie
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import ClientTimeout
from multidict import CIMultiDictProxy
from yarl import URL

from migrate.fetch import clock
from migrate.fetch.addresses import GuardedConnector, RefusedAddressError
from migrate.fetch.lenient import BODYLESS, end_of_chunks, salvaged
from migrate.fetch.pace import Pace
from migrate.fetch.parts import ONLY_A_PART, PARTIAL, is_whole
from migrate.fetch.tls import Manner, Tls
from migrate.fetch.wire import Tape, TapedRequest, tape_connections, tapes
from migrate.settings import Http
from migrate.urls import host_of

HEADERS = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Encoding": "identity",  # stored bytes are then the file's own, and equal files have equal digests
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
}
OWN_FAULTS = frozenset(  # what this machine lacks: no fault of a site, so nothing may be said of the site for it
    (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM)
)
MAX_LINE = 64 * 1024  # bytes of one header line; old load balancers set monstrous cookies


@dataclass
class Exchange:
    """One request and what came of it. Holds a live resource (`tape`) until `close`.

    `status` is None when no HTTP answer came (`failure` says why); `truncated` is the WARC reason when the body is
    not whole. The rest is filled in by who decodes the body (`crawl.body.measure`): `body` is the text-like body
    after transfer and content decoding, None for other kinds; `sha256` and `length` are of the decoded body in any
    case; `over_limit` tells that the body passes a limit.
    """

    url: str
    started_at: datetime
    request_body: str | None = None  # the form of a POST as sent; None for a GET
    request_headers: Mapping[str, str] = field(default_factory=dict)  # what a page's script sends beside ours
    seconds: float = 0.0
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    tape: Tape | None = None
    head_length: int = 0
    body: bytes | None = None
    sha256: str = ""
    length: int = 0
    truncated: str | None = None
    over_limit: bool = False
    failure: str | None = None
    refused: bool = False
    tls: Tls | None = None  # how the connection was secured; None for a plain one

    @property
    def content_type(self) -> str:
        """The media type the server names, lower-case, without parameters; empty when none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The charset the server names, if any."""
        _, _, value = self.headers.get("content-type", "").lower().partition("charset=")
        return value.partition(";")[0].strip(" \"'") or None

    @property
    def coding(self) -> str:
        """The content and transfer codings the body came in, as one word each; empty when it came plain."""
        codings = (self.headers.get(name, "").strip().lower() for name in ("content-encoding", "transfer-encoding"))
        return " ".join(one for one in codings if one not in ("", "identity"))

    @property
    def tls_doubt(self) -> str | None:
        """What the server's encryption had to be forgiven, in words; None when nothing."""
        return self.tls.doubt if self.tls is not None else None

    def close(self) -> None:
        """Give the tape back."""
        if self.tape is not None:
            self.tape.close()


class Client:
    """Asks old sites. Use as an asynchronous context manager, one for a site: cookies stay inside it."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self.pace = Pace(http.interval, http.pace_factor)
        self._slots: dict[str, asyncio.Semaphore] = {}
        self._manners: dict[str, Manner] = {}  # of hosts asked over https

    async def __aenter__(self) -> "Client":
        connector = GuardedConnector(self._http)
        self._secured = tape_connections(connector, self._http.max_body)
        self._session = aiohttp.ClientSession(
            connector=connector,
            request_class=TapedRequest,
            auto_decompress=False,
            headers={**HEADERS, "User-Agent": self._http.user_agent},
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            timeout=ClientTimeout(
                total=self._http.total_timeout or None,
                sock_connect=self._http.timeout or None,
                sock_read=self._http.timeout or None,
            ),
            max_line_size=MAX_LINE,
            max_field_size=MAX_LINE,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await asyncio.sleep(0)  # sockets that were told to close do so in the loop's next turn
        for transport in list(self._secured):
            transport.abort()
        await asyncio.sleep(0)  # their sockets are closed in the next round of the loop

    def take_cookie(self, url: str, cookie: str) -> None:
        """Keep a cookie (`name=value; attributes`) that a page's script sets, as a browser does."""
        self._session.cookie_jar.update_cookies(SimpleCookie(cookie), URL(url, encoded=True))

    async def exchange(
        self, url: str, body: str | None = None, headers: Mapping[str, str] = MappingProxyType({})
    ) -> Exchange:
        """Ask for the exact text `url` once, in the host's turn, by POST where there is a form; never raises for the
        site's sake; what this machine lacks (space, open files) is an OSError.

        A kept-alive connection that the server had closed is no try: aiohttp asks again at once.
        """
        host = host_of(url)
        slot = self._slots.setdefault(host, asyncio.Semaphore(self._http.connections_per_host))
        async with slot:
            await self.pace.wait_turn(host)
            made = Exchange(url, clock.now().replace(microsecond=0), body, headers)
            began = time.monotonic()
            with tapes(url) as used:
                try:
                    await self._ask(made, host, used)
                except RefusedAddressError as error:
                    made.failure, made.refused = error.problem, True
                except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
                    if getattr(error, "errno", None) in OWN_FAULTS:
                        made.close()
                        raise
                    made.failure = _in_words(error)
                    if isinstance(error, aiohttp.ClientResponseError | TimeoutError) and used:
                        cut = "time" if isinstance(error, TimeoutError) else "unspecified"
                        _salvage(made, used[-1], self._http.max_body, cut)
                except BaseException:
                    made.close()
                    raise
                finally:
                    for tape in used:
                        if tape is not made.tape:
                            tape.close()
            for tape in used:
                if tape.broken is not None:
                    made.close()
                    raise tape.broken
            if made.status == PARTIAL and not made.truncated and not is_whole(made.headers.get("content-range", "")):
                made.truncated, made.failure = "unspecified", ONLY_A_PART
            made.seconds = time.monotonic() - began
            self.pace.answered(host, made.seconds)
            return made

    async def _ask(self, made: Exchange, host: str, used: list[Tape]) -> None:
        manner = self._manners.get(host, Manner()) if made.url.startswith("https:") else None
        while True:
            try:
                return await self._ask_once(made, manner)
            except aiohttp.ClientConnectorError as error:
                milder = manner and manner.after(error)
                if milder is None:
                    raise
                manner = milder
            finally:
                if manner is not None and used and used[-1].tls is not None:
                    self._manners[host], made.tls = manner.seen(used[-1].tls)

    async def _ask_once(self, made: Exchange, manner: Manner | None) -> None:
        method, sent = "GET" if made.request_body is None else "POST", _posted(made)
        async with self._session.request(
            method, URL(made.url, encoded=True), allow_redirects=False, ssl=manner.context if manner else True, **sent
        ) as response:
            tape: Tape = response.tape  # type: ignore[attr-defined]
            made.tape = tape
            made.status = response.status
            made.headers = _joined(response.headers)
            await self._read_body(made, response)
        made.head_length = tape.head_length()
        if not made.head_length:
            made.status, made.tape, made.truncated = None, None, None  # whoever reads the record would find no head
            raise aiohttp.ServerDisconnectedError("应答头过长")
        if _ends_with_connection(made) and not tape.ended_cleanly and not made.truncated:
            # aiohttp takes a reset for a clean end
            made.truncated, made.failure = "disconnect", "正文不完整"
        _cut_surplus(made, tape)

    async def _read_body(self, made: Exchange, response: aiohttp.ClientResponse) -> None:
        """Let the body run onto the tape; only the tape keeps it."""
        try:
            async for _ in response.content.iter_any():
                if made.tape and made.tape.length > self._http.max_body:
                    made.truncated, made.over_limit = "length", True
                    response.close()
                    break
        except (aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError, ConnectionError) as error:
            made.truncated, made.failure = "disconnect", _in_words(error)
        except TimeoutError:
            made.truncated, made.failure = "time", "正文接收超时"


def _posted(made: Exchange) -> dict[str, Any]:
    """What is sent beside the address: the form of a POST, and the page's own headers or those that one would send."""
    sent: dict[str, Any] = {"headers": made.request_headers} if made.request_headers else {}
    if made.request_body is None:
        return sent
    is_json = made.request_body.startswith(("{", "["))
    parts = urlsplit(made.url)
    headers = {
        "Content-Type": "application/json" if is_json else "application/x-www-form-urlencoded",
        "Referer": f"{parts.scheme}://{parts.netloc}/",
    }
    if not made.request_body.startswith("__"):  # a WebForms page is no script's request
        headers["X-Requested-With"] = "XMLHttpRequest"
    return {"data": made.request_body.encode("utf-8"), "headers": headers, **sent}


def _salvage(made: Exchange, tape: Tape, max_body: int, cut: str) -> None:
    """Take from the tape what aiohttp refused to read, if it is an answer at all."""
    found = salvaged(tape)
    if found is None:
        return
    made.tape, made.head_length = tape, found.head_length
    made.status, made.headers = found.head.status, found.head.headers
    if found.whole:
        made.failure = None
        tape.cut(found.end)
    elif tape.length > max_body:
        made.truncated, made.over_limit = "length", True
    else:
        made.truncated = cut


def _cut_surplus(made: Exchange, tape: Tape) -> None:
    """Bytes after Content-Length or the last chunk belong to no message."""
    stated = made.headers.get("content-length", "")
    if made.headers.get("transfer-encoding", "").lower().endswith("chunked"):
        if not tape.is_crowded and tape.ends_with_last_chunk():
            return  # as nearly always: nothing has to be counted
        end = end_of_chunks(tape.response, made.head_length)
        if end is not None:
            tape.cut(end)
    elif stated.isascii() and stated.isdigit() and "transfer-encoding" not in made.headers:
        tape.cut(made.head_length + int(stated))


def _ends_with_connection(made: Exchange) -> bool:
    chunked = made.headers.get("transfer-encoding", "").lower().endswith("chunked")
    return "content-length" not in made.headers and not chunked and made.status not in BODYLESS


def _joined(headers: "CIMultiDictProxy[str]") -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers.items():
        joined.setdefault(name.strip().lower(), value)  # old servers put blanks before the colon
    return joined


def _in_words(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "等待应答超时"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "域名无法解析"
    if isinstance(error, aiohttp.ClientSSLError):
        return f"加密连接失败（{error}）"
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"无法连接（{error.os_error.strerror or error.os_error}）"
    if isinstance(error, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError | ConnectionError):
        return "连接中断"
    if isinstance(error, aiohttp.ClientPayloadError):
        return "正文不完整"
    return f"应答无法读取（{type(error).__name__}）"
