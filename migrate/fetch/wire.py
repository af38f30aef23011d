"""The wire: every byte that a server sends for a request, and every byte of the request, kept as they were.

aiohttp parses; a tape beside its protocol keeps the raw bytes (status line, header bytes, chunk framing), because an
archive record must hold what was received and not what a parser made of it.
"""

import asyncio
import functools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, BinaryIO, cast

from aiohttp import ClientRequest, ClientResponse, TCPConnector
from aiohttp.client_proto import ResponseHandler

MEMORY_BYTES = 1 << 20  # a longer response goes to a temporary file
HEAD_BYTES = 1 << 20  # no honest head is longer


_USED: ContextVar[list["Tape"]] = ContextVar("_USED")


@contextmanager
def tapes() -> Iterator[list["Tape"]]:
    """Give the list that collects every tape used inside the block, also those of requests that failed."""
    used: list[Tape] = []
    token = _USED.set(used)
    try:
        yield used
    finally:
        _USED.reset(token)


class Tape:
    """The raw bytes of one request and of its response."""

    def __init__(self) -> None:
        self.request = bytearray()
        self.response = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES))  # noqa: SIM115
        self.length = 0
        self.peer: str | None = None

    def received(self, data: bytes) -> None:
        """Keep bytes as they come from the server."""
        if not self.response.closed:
            self.response.write(data)
            self.length += len(data)

    def head_length(self) -> int:
        """Give the length of the final HTTP head with its blank line, interim 1xx answers cut off first; 0: none."""
        self.response.seek(0)
        start = self.response.read(HEAD_BYTES)
        while True:
            end = _head_end(start)
            if not end or start[9:10] != b"1":
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

    def cut(self, length: int) -> None:
        """Leave out bytes that a server sent after the end of its message."""
        if self.length > length:
            self.response.seek(length)
            self.response.truncate()
            self.length = length

    def close(self) -> None:
        """Give the memory or the temporary file back."""
        self.response.close()


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


class TapedProtocol(ResponseHandler):
    """aiohttp's client protocol with a tape beside it."""

    tape: Tape | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Put the tee between aiohttp and the socket."""
        super().connection_made(_Teed(transport, self))  # type: ignore[arg-type]

    def data_received(self, data: bytes) -> None:
        """Keep the bytes, then let aiohttp parse them."""
        if self.tape is not None:
            self.tape.received(data)
        super().data_received(data)

    def sent(self, data: bytes) -> None:
        """Keep the bytes of a request."""
        if self.tape is not None:
            self.tape.request += data


class TapedRequest(ClientRequest):
    """A request that puts a fresh tape on its connection."""

    async def send(self, conn: Any) -> ClientResponse:
        """Send the request with a tape running; the response carries the tape as `tape`."""
        tape = Tape()
        _USED.get().append(tape)
        peer = conn.transport.get_extra_info("peername") if conn.transport else None
        tape.peer = peer[0] if peer else None
        conn.protocol.tape = tape
        response = await super().send(conn)
        response.tape = tape  # type: ignore[attr-defined]
        return response


def tape_connections(connector: TCPConnector) -> None:
    """Make every connection of `connector` a taped one (aiohttp has no public place for it; covered by tests)."""
    connector._factory = functools.partial(TapedProtocol, loop=connector._loop)  # type: ignore[assignment]
