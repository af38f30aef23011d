"""The body of an HTTP message as it is read back: where its head ends, whether its framing is complete, its digest.

Own reading, fed piece by piece; shares nothing with the rooms that fetch and write. Chunks and gzip/deflate codings are
undone; where the bytes contradict what the head says of them, the body counts as unclear and no digest is claimed.
"""

import hashlib
import zlib
from collections.abc import Callable
from typing import Any

LONGEST_HEAD = 1 << 22
LONGEST_LINE = 4096  # of a chunk's size
UNPACKED = 1 << 21
BODILESS = (204, 304)
_HEX = frozenset(b"0123456789abcdefABCDEF")

Feed = Callable[[bytes], None]


class Message:
    """One HTTP message: `payload` is the digest behind the first blank line, `body` that of the decoded body."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._scanned = 0
        self._in_head = True
        self._further = b""
        self.payload = hashlib.sha256()
        self.payload_length = 0
        self.head: Head | None = None
        self._payload_pieces = 0
        self._interim = False
        self._body: Body | None = None

    def feed(self, piece: bytes) -> None:
        """The next bytes of the message."""
        if not self._in_head:
            self._feed_payload(piece)
            return
        self._head += piece
        end = self._blank_line_end()
        if end is None and len(self._head) > LONGEST_HEAD:
            end = len(self._head)
        if end is not None:
            self._in_head = False
            head, rest = bytes(self._head[:end]), bytes(self._head[end:])
            self._begin(head)
            self._head = bytearray()
            self._feed_payload(rest)

    def _blank_line_end(self) -> int | None:
        """Where the first line that looks blank ends, as readers that go by lines judge it."""
        while (newline := self._head.find(b"\n", self._scanned)) >= 0:
            line = self._head[self._scanned : newline + 1]
            self._scanned = newline + 1
            if _looks_blank(bytes(line)):
                return self._scanned
        return None

    def _begin(self, head: bytes) -> None:
        self.head = Head(head)
        self._interim = self.head.is_interim
        if not self._interim:
            self._body = Body(self.head, self.payload)

    def _feed_payload(self, piece: bytes) -> None:
        if not piece:
            return
        self.payload.update(piece)
        self.payload_length += len(piece)
        if self._interim:  # the final answer follows the interim one
            self._further_head(piece)
        elif self._body is not None:
            self._body.feed(piece)

    def _further_head(self, piece: bytes) -> None:
        self._further += piece
        while self._interim and (end := self._further.find(b"\r\n\r\n")) >= 0:
            head, self._further = Head(self._further[: end + 4]), self._further[end + 4 :]
            self.head, self._interim = head, head.is_interim
        if not self._interim and self.head is not None:
            self._body = Body(self.head, None)
            self._body.feed(self._further)
            self._further = b""

    def ended(self) -> None:
        """The message has ended: a head without its blank line is all there is of it."""
        if self._in_head:
            self._in_head = False
            self._begin(bytes(self._head))

    @property
    def body(self) -> "Body | None":
        """The body behind the final head, None where there is no such head."""
        return self._body


def _looks_blank(line: bytes) -> bool:
    try:
        return not line.decode("utf-8").strip()
    except UnicodeDecodeError:
        return not line.decode("latin-1").strip()


class Head:
    """What a head says of its body."""

    def __init__(self, head: bytes) -> None:
        lines = head.replace(b"\r\n", b"\n").split(b"\n")
        words = lines[0].split(None, 2)
        self.status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
        self.fields: list[tuple[bytes, bytes]] = []
        for line in lines[1:]:
            if line[:1] in (b" ", b"\t") and self.fields:
                name, value = self.fields.pop()
                self.fields.append((name, value + b" " + line.strip()))
            elif line.strip():
                name, _, value = line.partition(b":")
                self.fields.append((name.strip().lower(), value.strip()))

    @property
    def is_interim(self) -> bool:
        """Whether another head follows."""
        return 100 <= self.status < 200 and self.status != 101

    def tokens(self, name: bytes) -> list[str]:
        """The comma-separated tokens of a field, in lower case."""
        joined = b",".join(value for field, value in self.fields if field == name).decode("latin-1")
        return [one.strip().lower() for one in joined.split(",") if one.strip()]

    @property
    def length(self) -> int | None:
        """The body's length as declared; None without one, or where two say different things."""
        said = set(self.tokens(b"content-length"))
        text = said.pop() if len(said) == 1 else ""
        return int(text) if text.isascii() and text.isdigit() else None


class Body:
    """The body behind a head: complete or not by its framing, and its digest without any coding."""

    def __init__(self, head: Head, payload: Any) -> None:
        self._head = head
        self._chunks = Chunks(self._undone) if head.tokens(b"transfer-encoding")[-1:] == ["chunked"] else None
        codings = [one for one in head.tokens(b"content-encoding") if one != "identity"]
        self._is_unclear = any(one not in ("gzip", "x-gzip", "deflate") for one in codings)
        self._unpackers = [Unpacker(one) for one in reversed(codings)] if not self._is_unclear else []
        plain = self._chunks is None and not self._unpackers and payload is not None
        self._digest = payload if plain else hashlib.sha256()
        self._is_plain = plain
        self._received = 0

    def feed(self, piece: bytes) -> None:
        """The next bytes as received."""
        self._received += len(piece)
        if self._is_plain:
            return
        if self._chunks is not None:
            self._chunks.feed(piece)
        else:
            self._undone(piece)

    def _undone(self, piece: bytes) -> None:
        pieces = [piece]
        for unpacker in self._unpackers:
            pieces = [out for one in pieces for out in unpacker.unpacked(one)]
        for one in pieces:
            self._digest.update(one)

    @property
    def sha256(self) -> str | None:
        """The decoded body's digest; None where the bytes contradict the head."""
        told = self._chunks is None or (self._chunks.is_complete and not self._chunks.is_odd)
        clear = told and not self._is_unclear and all(one.is_whole for one in self._unpackers)
        return self._digest.hexdigest() if clear else None

    @property
    def is_cut_short(self) -> bool:
        """Whether the framing says that bytes are missing."""
        if self._head.status in BODILESS or self._head.status < 200:
            return False
        if self._chunks is not None:
            return not self._chunks.is_complete and not self._chunks.is_odd
        if self._head.tokens(b"transfer-encoding"):
            return False
        return self._head.length is not None and self._received < self._head.length

    @property
    def ends_with_connection(self) -> bool:
        """Whether nothing but the connection's end tells where the body ends."""
        framed = self._chunks is not None or self._head.length is not None or self._head.status in BODILESS
        return not framed and self._received > 0


class Chunks:
    """Chunk framing undone; `is_odd` from the first thing on that is no chunk."""

    def __init__(self, out: Feed) -> None:
        self._out = out
        self._line = b""
        self._left = 0  # of the present chunk and its line end
        self.is_complete = self.is_odd = False

    def feed(self, piece: bytes) -> None:
        """The next bytes as received."""
        view = memoryview(piece)
        while view and not self.is_complete and not self.is_odd:
            view = self._data(view) if self._left else self._size_line(view)

    def _data(self, view: memoryview) -> memoryview:
        if self._left > 2:
            part = view[: self._left - 2]
            self._out(bytes(part))
        else:  # the line end behind the data
            part = view[: self._left]
            self.is_odd = bytes(part) != b"\r\n"[2 - self._left :][: len(part)]
        self._left -= len(part)
        return view[len(part) :]

    def _size_line(self, view: memoryview) -> memoryview:
        head = bytes(view[:LONGEST_LINE])
        newline = head.find(b"\n")
        if newline < 0:
            self._line += head
            self.is_odd = len(self._line) > LONGEST_LINE
            return view[len(head) :]
        digits = (self._line + head[:newline]).partition(b";")[0].strip()
        self._line = b""
        if not digits or not _HEX.issuperset(digits):
            self.is_odd = True
            return view
        size = int(digits, 16)
        self.is_complete, self._left = size == 0, size + 2 if size else 0
        return view[newline + 1 :]


class Unpacker:
    """A content coding undone in pieces of bounded size; `is_whole` where it was from the first byte to the last."""

    def __init__(self, coding: str) -> None:
        self._windows = [31] if coding.endswith("gzip") else [15, -15]
        self._unpacker: Any = None
        self._is_broken = False
        self._has_ended = True

    @property
    def is_whole(self) -> bool:
        """Whether the coding was undone without contradiction, to its end."""
        return not self._is_broken and self._has_ended

    def unpacked(self, piece: bytes) -> list[bytes]:
        """What these bytes unpack to."""
        out: list[bytes] = []
        while piece and not self._is_broken:
            if self._unpacker is None:
                self._unpacker, self._has_ended = self._begun(piece), False
                if self._unpacker is None:
                    self._is_broken = True
                    break
            piece = self._step(piece, out)
        return out

    def _begun(self, piece: bytes) -> Any:
        for window in self._windows:
            try:
                zlib.decompressobj(window).decompress(piece, 1)
            except zlib.error:
                continue
            self._windows = [window]
            return zlib.decompressobj(window)
        return None

    def _step(self, piece: bytes, out: list[bytes]) -> bytes:
        try:
            out.append(self._unpacker.decompress(piece, UNPACKED))
            while len(out[-1]) == UNPACKED and not self._unpacker.unconsumed_tail and not self._unpacker.eof:
                out.append(self._unpacker.decompress(b"", UNPACKED))
        except zlib.error:
            self._is_broken = True
            return b""
        rest: bytes = self._unpacker.unconsumed_tail
        if self._unpacker.eof:
            rest, self._has_ended = self._unpacker.unused_data, True
            self._unpacker = None
            self._is_broken = bool(rest) and self._windows != [31]
        return rest
