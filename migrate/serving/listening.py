"""The socket side of our small servers: until it is told to stop, and so that nobody starves the others.

Slow clients cost a connection and nothing else: a head that does not come within `IDLE` seconds ends the connection,
so does a client that takes nothing for `STALL` seconds, and one address has at most `of_one` connections at once.
"""

import asyncio
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import cast

from aiohttp import web

from migrate.errors import StageError
from migrate.serving.answers import Answer, Asked, fitted

READERS = 16  # threads that read large files and records
LAST = 2.0  # seconds that answers under way are given at the end
IDLE = 15.0  # seconds that a connection without a whole request is kept
STALL = 30.0  # seconds that a client may take nothing of its answer
OF_ONE = 256  # connections of one address at once
AT_MOST = 4_096  # connections at once
_FIELDS = ("range", "if-range", "if-none-match")

AtOnce = Callable[[Asked], Answer | None]
Answering = Callable[[Asked], Answer]


def serve(
    at_once: AtOnce,
    host: str,
    port: int,
    ready: Callable[[int], None],
    *,
    otherwise: Answering | None = None,
    of_one: int = OF_ONE,
) -> Counter[str]:
    """Answer until Ctrl-C or a request to end; `ready` is told the port. Gives how many answers of which kind.

    `at_once` is called in the server's own thread and must be quick; where it gives None, `otherwise` is called in
    another one. Content is read in other threads.
    """
    try:
        return asyncio.run(_Server(at_once, otherwise, of_one).run(host, port, ready))
    except OSError as error:
        told = f"无法在 {host}:{port} 上接受访问（{error.strerror or error}）"
        raise StageError(told, "请用 --port 换一个端口，或用 --host 指定本机的地址") from error


class _Server:
    """One server while it runs: what was answered, and who is connected."""

    def __init__(self, at_once: AtOnce, otherwise: Answering | None, of_one: int) -> None:
        self._at_once, self._otherwise, self._of_one = at_once, otherwise, of_one
        self._counts = Counter[str]()
        self._connected = Counter[str]()
        self._readers = ThreadPoolExecutor(READERS, "reader")

    async def run(self, host: str, port: int, ready: Callable[[int], None]) -> Counter[str]:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for one in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError, ValueError, RuntimeError):  # not the main thread, or Windows
                loop.add_signal_handler(one, stop.set)
        answers = web.Server(self._answered, keepalive_timeout=IDLE, access_log=None)
        server = await loop.create_server(lambda: _Guarded(answers, self._connected, self._of_one), host, port)
        try:
            ready(server.sockets[0].getsockname()[1])
            await stop.wait()
        finally:
            server.close()
            await answers.shutdown(LAST)
            self._readers.shutdown(wait=False, cancel_futures=True)
        return self._counts

    async def _answered(self, request: web.BaseRequest) -> web.StreamResponse:
        fields = {name: request.headers[name] for name in _FIELDS if name in request.headers}
        asked = Asked(request.method, request.headers.get("Host", ""), request.raw_path, fields)
        found = self._at_once(asked)
        if found is None and self._otherwise is not None:
            found = await asyncio.get_running_loop().run_in_executor(self._readers, self._otherwise, asked)
        answer = fitted(found, asked) if found is not None else Answer(404, "没有", {})
        self._counts[answer.what] += 1
        if answer.content is None:
            return web.Response(status=answer.status, headers=answer.headers, body=answer.body)
        return await self._streamed(request, answer, answer.content.pieces(answer.start, answer.stop))

    async def _streamed(self, request: web.BaseRequest, answer: Answer, pieces: Iterator[bytes]) -> web.StreamResponse:
        response = web.StreamResponse(status=answer.status, headers=answer.headers)
        response.content_length = answer.length
        await response.prepare(request)
        if request.method == "HEAD":
            return response
        loop = asyncio.get_running_loop()
        try:
            while piece := await loop.run_in_executor(self._readers, _next, pieces):
                await response.write(piece)
        except ConnectionError:
            pass  # the client is gone, or it took nothing for too long
        finally:
            await loop.run_in_executor(self._readers, _closed, pieces)
        return response


def _next(pieces: Iterator[bytes]) -> bytes:
    return next(pieces, b"")


def _closed(pieces: Iterator[bytes]) -> None:
    close = getattr(pieces, "close", None)
    if close is not None:
        close()


class _Guarded(asyncio.Protocol):
    """Refuses a connection too many before anything is read of it, and ends one whose client takes nothing.

    Everything else is aiohttp's protocol inside.
    """

    def __init__(self, answers: web.Server, connected: "Counter[str]", of_one: int) -> None:
        self._inner = answers()
        self._connected, self._of_one = connected, of_one
        self._address: str | None = None
        self._stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        address = str((transport.get_extra_info("peername") or ("",))[0])
        if self._connected[address] >= self._of_one or self._connected.total() >= AT_MOST:
            cast(asyncio.Transport, transport).abort()
            return
        self._address, self._transport = address, cast(asyncio.Transport, transport)
        self._connected[address] += 1
        self._inner.connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._moves()
        if self._address is not None:
            self._connected[self._address] -= 1
            if not self._connected[self._address]:
                del self._connected[self._address]
            self._inner.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._inner.data_received(data)

    def eof_received(self) -> None:
        self._inner.eof_received()

    def pause_writing(self) -> None:
        self._stalled = asyncio.get_running_loop().call_later(STALL, self._transport.abort)
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._moves()
        self._inner.resume_writing()

    def _moves(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None
