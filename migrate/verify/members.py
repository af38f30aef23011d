"""A gzip file walked member by member, in pieces of bounded size; nothing that a lenient reader passes is passed here.

Found beside what zlib itself tells: a member that does not end, a head that differs from the file's first, bits set
behind the end of the packed data. While the walk goes on, the file's own SHA-256 is made by a second thread.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

PIECE = 1 << 20  # bytes read at once
UNPACKED = 1 << 21  # bytes unpacked at once: a bomb of a record cannot fill the memory
BITES = (1 << 13, 1 << 15, 1 << 17, PIECE)  # fed to the unpacker: little first, most members are small
HEAD, TRAILER = 10, 8  # bytes of a gzip member before and behind its data
LEAST = 64  # bytes that a bite has at least, but at the file's end
AHEAD = 4  # pieces that may wait for the second thread


class Readable(Protocol):
    """Gives the bytes of a file in pieces."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most `size`; none at the end."""
        ...


class Sink(Protocol):
    """Takes the unpacked bytes of one member."""

    def feed(self, piece: bytes, /) -> None:
        """The next bytes."""
        ...


@dataclass(frozen=True)
class Member:
    """One member: where it lies, what took its bytes, and what is wrong with it (then it is the walk's last)."""

    offset: int
    end: int
    taken_by: Any
    problem: str | None = None


class FileDigest:
    """The SHA-256 of all pieces in order; from the second piece on another thread makes it."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._pool: ThreadPoolExecutor | None = None
        self._waiting: list[Future[None]] = []
        self._pieces = 0

    def update(self, piece: bytes) -> None:
        """The next piece; waits where too many are unread."""
        self._pieces += 1
        if self._pieces == 1 and len(piece) < PIECE:
            self._digest.update(piece)
            return
        self._pool = self._pool or ThreadPoolExecutor(1)
        self._waiting.append(self._pool.submit(self._digest.update, piece))
        if len(self._waiting) > AHEAD:
            self._waiting.pop(0).result()

    def hexdigest(self) -> str:
        """The digest of all pieces."""
        if self._pool is not None:
            self._pool.shutdown(wait=True)
        return self._digest.hexdigest()


class Source:
    """A stream read once, in pieces, with its position and its digest."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._buffer = b""
        self._at = 0
        self.offset = 0
        self.digest = FileDigest()
        self._refill()

    def _refill(self) -> None:
        piece = self._stream.read(PIECE)
        if piece:
            self.digest.update(piece)
        self._buffer, self._at = self._buffer[self._at :] + piece, 0

    def bite(self, size: int) -> memoryview:
        """At most `size` of the next bytes, which are still to be taken; empty at the end."""
        if len(self._buffer) - self._at < LEAST:
            self._refill()
        return memoryview(self._buffer)[self._at : self._at + size]

    def take(self, size: int) -> None:
        """These bytes were read."""
        self._at += size
        self.offset += size

    def drain(self) -> int:
        """Read to the end; gives the file's length."""
        while self.bite(PIECE):
            self.take(len(self._buffer) - self._at)
        return self.offset


def walk(source: Source, sink: Callable[[], Sink]) -> Iterator[Member]:
    """Give every member of the file; the first that is not whole is the last."""
    first = None
    while source.bite(LEAST):
        offset, head, taker = source.offset, bytes(source.bite(HEAD)), sink()
        first = first or head
        problem = _read_member(source, taker.feed)
        if problem is None and head != first:
            problem = "压缩数据的头部被改动过"
        yield Member(offset, source.offset, taker, problem)
        if problem is not None:
            return


def _read_member(source: Source, feed: Callable[[bytes], None]) -> str | None:
    unpacker = zlib.decompressobj(31)
    states: list[tuple[Any, memoryview]] = []  # the last two bites, and the unpacker as it was before each
    number = 0
    while bite := source.bite(BITES[min(number, len(BITES) - 1)]):
        states, number = [*states[-1:], (unpacker.copy(), bite)], number + 1
        try:
            _unpack(unpacker, bite, feed)
        except zlib.error as error:
            return f"压缩数据损坏（{_short(error)}）"
        if unpacker.eof:
            own = len(bite) - len(unpacker.unused_data)
            source.take(own)
            return "压缩数据的末位被改动过" if _has_idle_bits(states, bytes(bite[:own])) else None
        source.take(len(bite))
    return "记录不完整"


def _unpack(unpacker: Any, bite: memoryview, feed: Callable[[bytes], None]) -> None:
    piece = unpacker.decompress(bite, UNPACKED)
    feed(piece)
    while not unpacker.eof and (unpacker.unconsumed_tail or len(piece) == UNPACKED):  # the tail outlives the end
        piece = unpacker.decompress(unpacker.unconsumed_tail, UNPACKED)
        feed(piece)


def _has_idle_bits(states: list[tuple[Any, memoryview]], end: bytes) -> bool:
    """Tell whether the last byte of the packed data has bits set behind the data's end: no writer sets them.

    `end` are the member's last bytes, those of the last bite. The highest bit set of the data's last byte is cleared:
    if the member is still whole, that bit meant nothing.
    """
    before = states[-1][0]
    if len(end) <= TRAILER and len(states) > 1:  # the data ended in the bite before
        before, end = states[0][0], bytes(states[0][1]) + end
    last = end[-TRAILER - 1] if len(end) > TRAILER else 0
    if not last:
        return False
    cleared = last & ~(1 << (last.bit_length() - 1))
    spoiled = end[: -TRAILER - 1] + bytes([cleared]) + end[-TRAILER:]
    try:
        while spoiled and not before.eof:
            before.decompress(spoiled, UNPACKED)
            spoiled = before.unconsumed_tail
    except zlib.error:
        return False
    return bool(before.eof)


def _short(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
