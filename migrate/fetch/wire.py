"""The wire: every byte that a server sends for a request, and every byte of the request, kept as they were.

aiohttp parses; a tape beside its protocol keeps the raw bytes (status line, header bytes, chunk framing), because an
archive record must hold what was received and not what a parser made of it.
"""

import asyncio
import functools
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, BinaryIO, cast

from aiohttp import ClientRequest, ClientResponse, ServerDisconnectedError, TCPConnector
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

from migrate.fetch.tls import Tls, shown_by

MEMORY_BYTES = 1 << 20  # a longer response goes to a temporary file
HEAD_BYTES = 1 << 20  # no honest head is longer
MOST_INTERIMS = 16  # answers 1xx before the one asked for
_INTERIMS = frozenset(range(100, 200)) - {101}


_USED: ContextVar[list["Tape"]] = ContextVar("_USED")
_ASKED: ContextVar[str] = ContextVar("_ASKED", default="")  # the exact text of the URL in flight


@contextmanager
def tapes(url: str = "") -> Iterator[list["Tape"]]:
    """Give the list that collects every tape used inside the block for `url`, also those of requests that failed."""
    used: list[Tape] = []
    tokens = _USED.set(used), _ASKED.set(url)
    try:
        yield used
    finally:
        _USED.reset(tokens[0])
        _ASKED.reset(tokens[1])


class Tape:
    """The raw bytes of one request and of its response."""

    def __init__(self) -> None:
        self.request = bytearray()
        self.response = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES))  # noqa: SIM115
        self.length = 0
        self.peer: str | None = None
        self.tls: Tls | None = None  # how the connection was secured
        self.broken: OSError | None = None  # this machine could not keep the bytes
        self.ended_cleanly = False  # the server closed the connection in order, so a body without length is whole
        self.is_crowded = False  # more than one head came
        self._head = 0  # as `is_done` found it
        self._stated: int | None = None

    def received(self, data: bytes) -> None:
        """Keep bytes as they come from the server."""
        if not self.response.closed:
            try:
                self.response.seek(0, 2)
                self.response.write(data)
            except OSError as error:  # asyncio would take it for the end of the connection
                self.broken = error
                raise
            self.length += len(data)

    def is_done(self) -> bool:
        """True when the message has stated its length and all of it is here, when its last chunk seems to be, and when
        its head goes on beyond all measure.
        """
        if not self._head:
            self._head = self.head_length()
            self.response.seek(0)
            head = self.response.read(self._head)
            stated = [] if _CHUNKED.search(head) else re.findall(rb"\d{1,18}", b",".join(_LENGTH.findall(head)))
            self._stated = self._head + max(map(int, stated)) if stated else None
        if not self._head:
            return self.length > HEAD_BYTES
        if self._stated is not None:
            return self.length >= self._stated
        self.response.seek(max(self._head, self.length - 5))
        return self.response.read().replace(b"\r", b"").endswith(b"0\n\n")

    def head_length(self) -> int:
        """Give the length of the final HTTP head with its blank line, 0 where there is none.

        What belongs to no final answer is cut off first: interim 1xx answers and blank lines before the status line.
        """
        self.response.seek(0)
        start = self.response.read(HEAD_BYTES)
        while True:
            if start[:1] in (b"\r", b"\n"):
                start = self._drop(len(start) - len(start.lstrip(b"\r\n")), start)
            end = _head_end(start)
            if not end or not _INTERIM.match(start):
                return end
            start = self._drop(end, start)

    def _drop(self, end: int, start: bytes) -> bytes:
        self.response.seek(end)
        rest = self.response.read()
        self.response.seek(0)
        self.response.truncate()
        self.response.write(rest)
        self.length = len(rest)
        return start[end:]

    def ends_with_last_chunk(self) -> bool:
        """True when the last bytes are those of a last chunk without trailer fields."""
        self.response.seek(max(0, self.length - len(_LAST_CHUNK)))
        return self.response.read() == _LAST_CHUNK

    def cut(self, length: int) -> None:
        """Leave out bytes that a server sent after the end of its message."""
        if self.length > length:
            self.response.seek(length)
            self.response.truncate()
            self.length = length

    def close(self) -> None:
        """Give the memory or the temporary file back."""
        self.response.close()


_LAST_CHUNK = b"\r\n0\r\n\r\n"
_INTERIM = re.compile(rb"\s*HTTP/\d\.\d +1(?!01)\d\d\b")
_LENGTH = re.compile(rb"\ncontent-length[ \t]*:([ \t]*\d{1,18}(?:[ \t]*,[ \t]*\d{1,18})*)[ \t]*\r?(?=\n)", re.I)
_CHUNKED = re.compile(rb"\ntransfer-encoding[ \t]*:[^\n]*chunked[ \t]*\r?\n", re.I)


def _head_end(start: bytes) -> int:
    ends = [at + len(mark) for mark in (b"\r\n\r\n", b"\n\n", b"\n\r\n") if (at := start.find(mark)) >= 0]
    return min(ends, default=0)


class _Teed:
    """A transport that shows what is written to it; everything else is the transport's own."""

    def __init__(self, transport: Any, protocol: "TapedProtocol") -> None:
        self._transport = transport
        self._protocol = protocol

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        self._protocol.sent(data)
        self._transport.write(data)

    def writelines(self, parts: list[bytes]) -> None:
        self.write(b"".join(parts))

    def close(self) -> None:
        if not self._protocol.is_parsing:  # a parser that gives up may not hang up: the rest is still to come
            self._transport.close()


class TapedProtocol(ResponseHandler):
    """aiohttp's client protocol with a tape beside it.

    When the parser refuses an answer before it has given any, its complaint is held back until the rest of the answer
    has come onto the tape, so that `lenient` can read it whole.
    """

    tape: Tape | None = None
    tls: Tls | None = None
    is_parsing = False
    _has_answered = False
    _interims = 0
    _complaint: tuple[Any, ...] | None = None

    def __init__(self, loop: asyncio.AbstractEventLoop, longest: int, secured: set[Any]) -> None:
        super().__init__(loop)
        self._longest = longest  # bytes that an answer may have
        self._secured = secured
        self._below: Any = None  # the transport that aiohttp does not see

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Put the tee between aiohttp and the socket."""
        self._below, self.tls = transport, shown_by(transport)
        if self.tls is not None:
            self._secured.add(transport)
        super().connection_made(_Teed(transport, self))  # type: ignore[arg-type]

    def begin(self, tape: Tape) -> None:
        """A request starts, with its own tape."""
        self.tape, self._has_answered = tape, False

    def data_received(self, data: bytes) -> None:
        """Keep the bytes, then let aiohttp parse them."""
        if self.tape is not None:
            self.tape.received(data)
        if self._complaint is not None:
            self._reschedule_timeout()
            self._complain_when_done()
            return
        self.is_parsing = True
        try:
            super().data_received(data)
        finally:
            self.is_parsing = False
        if self._complaint is not None:
            self._complain_when_done()
        elif self._exception is not None and self.transport is not None:
            self.transport.close()

    def feed_data(self, data: Any, size: int = 0) -> None:
        """Hand a parsed head to who waits for it; a server that has nothing but interim answers is hung up on."""
        if self._has_answered and self.tape is not None:
            self.tape.is_crowded = True
        self._has_answered = True
        self._interims = self._interims + 1 if data[0].code in _INTERIMS else 0
        if self._interims <= MOST_INTERIMS:
            super().feed_data(data, size)
        elif self._interims == MOST_INTERIMS + 1:
            super().set_exception(ServerDisconnectedError())
            self._below.abort()

    def set_exception(self, exc: BaseException, *cause: BaseException) -> None:
        """Tell who waits that something failed; a parser's complaint waits for the rest of the answer."""
        if self.is_parsing and isinstance(exc, HttpProcessingError) and self.tape and not self._has_answered:
            self._complaint = (exc, *cause)
        else:
            super().set_exception(exc, *cause)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Note how the connection ended, and let a complaint that was held back go."""
        if self.tape is not None:
            self.tape.ended_cleanly = exc is None
        self._secured.discard(self._below)
        self._complain()
        super().connection_lost(exc)

    def _complain_when_done(self) -> None:
        if self.tape is None or self.tape.length > self._longest or self.tape.is_done():
            self._complain()

    def _complain(self) -> None:
        complaint, self._complaint = self._complaint, None
        if complaint is not None:
            super().set_exception(*complaint)

    def sent(self, data: bytes) -> None:
        """Keep the bytes of a request."""
        if self.tape is not None:
            self.tape.request += data


class _AskedUrl:
    """A URL whose target keeps the mark of an empty query, which yarl drops; everything else is the URL's own."""

    def __init__(self, url: URL) -> None:
        self._url = url

    def __getattr__(self, name: str) -> Any:
        return getattr(self._url, name)

    @property
    def raw_path_qs(self) -> str:
        """The request target as it was written."""
        return self._url.raw_path_qs + "?"


class TapedRequest(ClientRequest):
    """A request that puts a fresh tape on its connection."""

    async def send(self, conn: Any) -> ClientResponse:
        """Send the request with a tape running; the response carries the tape as `tape`."""
        tape = Tape()
        _USED.get().append(tape)
        peer = conn.transport.get_extra_info("peername") if conn.transport else None
        tape.peer = peer[0] if peer else None
        tape.tls = conn.protocol.tls
        conn.protocol.begin(tape)
        if _ASKED.get().endswith("?") and not self.url.raw_path_qs.endswith("?"):
            self.url = cast(URL, _AskedUrl(self.url))
        response = await super().send(conn)
        response.tape = tape  # type: ignore[attr-defined]
        return response


def tape_connections(connector: TCPConnector, longest: int) -> set[asyncio.Transport]:
    """Make every connection of `connector` a taped one (aiohttp has no public place for it; covered by tests).

    Gives the secured connections that are open at any time: TLS takes its leave at leisure, so who closes ends them.
    """
    secured: set[asyncio.Transport] = set()
    connector._factory = functools.partial(TapedProtocol, connector._loop, longest, secured)  # type: ignore[assignment]
    return secured
