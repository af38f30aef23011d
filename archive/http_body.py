"""An HTTP message taken apart: where its head ends, and its body without any coding, in bounded memory."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Protocol

PIECE = 65536
LONGEST_SIZE_LINE = 4096  # bytes; a chunk's size line with its extensions
GZIP = 31  # the zlib window of gzip members
MAX_CODINGS = 4  # stacked content codings that are undone; more is an attack, not a page

Fields = Sequence[tuple[str, str]]


class LineReader(Protocol):
    """A byte stream that gives lines and pieces."""

    def readline(self, length: int, /) -> bytes:
        """The next line, at most `length` bytes of it."""

    def read(self, length: int, /) -> bytes:
        """The next bytes, at most `length`."""


def ends_head(line: bytes) -> bool:
    """Whether this line is the blank one after a head, judged as warcio judges it (by characters, not bytes)."""
    try:
        return not line.decode("utf-8").rstrip()
    except UnicodeDecodeError:
        return not line.decode("latin-1").rstrip()


def next_head(stream: LineReader) -> bytes:
    """The head at the stream's position with its blank line; heads of 1xx answers before it are part of it."""
    lines: list[bytes] = []
    first = b""
    while line := stream.readline(PIECE):
        first = first or line
        lines.append(line)
        if ends_head(line):
            if not _is_interim(first):
                break
            first = b""
    return b"".join(lines)


def _is_interim(status_line: bytes) -> bool:
    return status_line.partition(b" ")[2].lstrip().startswith(b"1") and not status_line.partition(b" ")[2].startswith(
        b"101"
    )


def fields_of(head: bytes) -> Fields:
    """Name (lower case) and value of each field of the last head in `head`; folded lines are joined."""
    lines = head.replace(b"\r\n", b"\n").rstrip(b"\n").rpartition(b"\n\n")[2].decode("latin-1").split("\n")
    fields: list[tuple[str, str]] = []
    for line in lines[1:]:
        if line[:1] in (" ", "\t") and fields:
            name, value = fields.pop()
            fields.append((name, f"{value} {line.strip()}".strip()))
        else:
            name, _, value = line.partition(":")
            fields.append((name.strip().lower(), value.strip()))
    return fields


def decoded(pieces: LineReader, fields: Fields) -> Iterator[bytes]:
    """The body in pieces of bounded size; a coding that is unknown or that the bytes belie is left as it is."""
    stream = _dechunked(pieces) if _last_token(fields, "transfer-encoding") == "chunked" else _pieces(pieces)
    for coding in reversed(_tokens(fields, "content-encoding")[-MAX_CODINGS:]):
        if coding in ("gzip", "x-gzip", "deflate"):
            stream = _inflated(stream, coding)
    return stream


def _tokens(fields: Fields, name: str) -> list[str]:
    joined = ",".join(value for field, value in fields if field == name)
    return [token.strip().lower() for token in joined.split(",") if token.strip()]


def _last_token(fields: Fields, name: str) -> str:
    return (_tokens(fields, name) or [""])[-1]


def _pieces(stream: LineReader) -> Iterator[bytes]:
    while piece := stream.read(PIECE):
        yield piece


def _dechunked(stream: LineReader) -> Iterator[bytes]:
    """The chunks' content; from the first line that is no chunk size, the bytes as they stand."""
    while line := stream.readline(LONGEST_SIZE_LINE):
        size = _chunk_size(line)
        if size is None:
            break
        if size == 0:
            return
        while size and (piece := stream.read(min(size, PIECE))):
            size -= len(piece)
            yield piece
        line = stream.readline(2)
        if line.strip():
            break
    if line:
        yield line
        yield from _pieces(stream)


def _chunk_size(line: bytes) -> int | None:
    digits = line.partition(b";")[0].strip()
    if not line.endswith(b"\n") or not digits or digits.strip(b"0123456789abcdefABCDEF"):
        return None
    return int(digits, 16)


def _inflated(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """What zlib makes of the pieces; as they are if the very first cannot be inflated, cut where a later one cannot."""
    source = iter(pieces)
    first = next(source, b"")
    window = _window(first, coding)
    if window is None:
        yield first
        yield from source
        return
    inflater: zlib._Decompress | None = zlib.decompressobj(window)
    for piece in _again(first, source):
        rest = piece
        while rest:
            if inflater is None:
                if window != GZIP or rest[:1] != b"\x1f":
                    return
                inflater = zlib.decompressobj(window)
            try:
                yield inflater.decompress(rest, PIECE)
            except zlib.error:
                return
            rest = inflater.unconsumed_tail
            if inflater.eof:
                rest, inflater = inflater.unused_data, None
    if inflater is not None:
        yield from _drained(inflater)


def _drained(inflater: "zlib._Decompress") -> Iterator[bytes]:
    with suppress(zlib.error):
        while out := inflater.decompress(inflater.unconsumed_tail, PIECE):
            yield out


def _again(first: bytes, source: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from source


def _window(first: bytes, coding: str) -> int | None:
    """The zlib window that fits the first bytes; `deflate` is sent both with and without the zlib header."""
    for window in (GZIP,) if coding.endswith("gzip") else (15, -15):
        try:
            zlib.decompressobj(window).decompress(first, 1)
        except zlib.error:
            continue
        return window
    return None
