"""Answers that aiohttp's strict parser refuses, read leniently from the tape: old servers are captured too.

What browsers put up with is put up with here: surplus bytes after Content-Length, lines without a colon, header names
with spaces, monstrous headers, equal Content-Lengths twice. What nobody can read safely (two different lengths, chunks
that are none) is kept, but never called whole.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from migrate.fetch.wire import Tape

LONGEST_SIZE_LINE = 4096  # bytes of a chunk's size line with its extensions
_STATUS = re.compile(rb"\s*HTTP/\d(?:\.\d)?[ \t]+([1-9]\d{2})(?!\d)")
BODYLESS = frozenset({101, 204, 304})


@dataclass(frozen=True)
class Head:
    """A lenient reading of an answer's head: the first of equal names stands, names lower-case."""

    status: int
    headers: Mapping[str, str]
    lengths: frozenset[str]


@dataclass(frozen=True)
class Salvaged:
    """An answer read leniently: `end` is where its message ends on the tape, `whole` tells whether all of it came."""

    head: Head
    head_length: int
    end: int
    whole: bool


def head_of(start: bytes) -> Head | None:
    """Read the bytes of a head; None when they are no answer of HTTP/1."""
    found = _STATUS.match(start)
    if not found:
        return None
    headers: dict[str, str] = {}
    lengths = set()
    last = ""
    for line in start[found.end() :].split(b"\n")[1:]:
        if line[:1] in (b" ", b"\t") and last:
            headers[last] = f"{headers[last]} {_text(line)}".strip()
            continue
        name, colon, value = line.partition(b":")
        last = _text(name).lower() if colon else ""
        if last:
            headers.setdefault(last, _text(value))
        if last == "content-length":
            lengths |= {one.strip() for one in _text(value).split(",")}
    return Head(int(found[1]), headers, frozenset(lengths))


def _text(raw: bytes) -> str:
    return raw.strip().decode("utf-8", "surrogateescape")  # as aiohttp gives them


def salvaged(tape: Tape) -> Salvaged | None:
    """Give the answer on a tape, None when there is none; one that ends with the connection must have ended cleanly."""
    head_length = tape.head_length()
    tape.response.seek(0)
    head = head_of(tape.response.read(head_length)) if head_length else None
    if head is None:
        return None
    numbers = {int(one) for one in head.lengths if one.isascii() and one.isdigit() and len(one) < 19}
    if head.status in BODYLESS:
        end: int | None = head_length
    elif head.headers.get("transfer-encoding", "").lower().endswith("chunked"):
        end = end_of_chunks(tape.response, head_length)
    elif len(numbers) == 1:
        stated = head_length + min(numbers)
        end = stated if tape.length >= stated else None
    else:
        end = tape.length if tape.ended_cleanly and not numbers else None
    return Salvaged(head, head_length, tape.length if end is None else end, end is not None)


def end_of_chunks(stream: IO[bytes], start: int) -> int | None:
    """Give where a chunked body ends, trailer fields included; None when it does not, or is none."""
    stream.seek(start)
    while True:
        line = stream.readline(LONGEST_SIZE_LINE)
        digits = line.partition(b";")[0].strip()
        if not line.endswith(b"\n") or not re.fullmatch(rb"[0-9A-Fa-f]{1,15}", digits):
            return None
        size = int(digits, 16)
        if size == 0:
            break
        stream.seek(size, 1)
        if stream.readline(3) not in (b"\r\n", b"\n"):
            return None
    while (line := stream.readline(LONGEST_SIZE_LINE)).strip():
        pass
    return stream.tell() if line else None
