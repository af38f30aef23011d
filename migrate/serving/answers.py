"""What a small server of ours is asked and answers, and the parts and the sameness that HTTP knows of; no sockets.

An answer with an `ETag` is told as unchanged to who has it (304), and given in part to who asks for one range (206,
416), as RFC 9110 §13 and §14 have it. Several ranges at once get the whole: nobody who reads pages asks for them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

PIECE = 1 << 18  # bytes handed over at once
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class Content(Protocol):
    """Bytes of a known length that may be too many for the memory."""

    @property
    def length(self) -> int:
        """How many bytes there are."""

    def pieces(self, start: int, stop: int) -> Iterator[bytes]:
        """The bytes from `start` up to `stop`, in pieces; may block."""


@dataclass(frozen=True)
class FileContent:
    """A file's bytes."""

    path: Path
    length: int

    def pieces(self, start: int, stop: int) -> Iterator[bytes]:
        """The file's bytes from `start` up to `stop`."""
        with self.path.open("rb") as stream:
            stream.seek(start)
            while start < stop and (piece := stream.read(min(PIECE, stop - start))):
                start += len(piece)
                yield piece


@dataclass(frozen=True)
class Asked:
    """One request: `target` is as the client sent it, the names of `fields` are lower case."""

    method: str
    host: str
    target: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What is sent: bytes at hand, or content that is read while it is sent (`start` to `stop` of it).

    `what` names the kind of answer for the count.
    """

    status: int
    what: str
    headers: Mapping[str, str]
    body: bytes = b""
    content: Content | None = None
    start: int = 0
    stop: int = 0

    @property
    def length(self) -> int:
        """The bytes that are sent."""
        return len(self.body) if self.content is None else self.stop - self.start


def of_content(status: int, what: str, headers: Mapping[str, str], content: Content) -> Answer:
    """The answer that sends all of the content."""
    return Answer(status, what, headers, content=content, stop=content.length)


def fitted(answer: Answer, asked: Asked) -> Answer:
    """The answer as this client wants it: nothing where it has it already, a part where it asks for one."""
    tag = answer.headers.get("ETag")
    if answer.status != 200 or tag is None:
        return answer
    if _has(asked.fields.get("if-none-match", ""), tag):
        kept = {name: value for name, value in answer.headers.items() if name != "Content-Type"}
        return Answer(304, answer.what, kept)
    whole = replace(answer, headers={**answer.headers, "Accept-Ranges": "bytes"})
    if asked.fields.get("if-range", tag) != tag:
        return whole
    return _part(whole, asked.fields.get("range", ""))


def _has(known: str, tag: str) -> bool:
    """Whether one of the client's tags is this one; here the weak mark does not count (RFC 9110 §13.1.2)."""
    return known.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in known.split(","))


def _part(whole: Answer, wanted: str) -> Answer:
    found, length = _RANGE.fullmatch(wanted.strip()), whole.length
    if found is None or found.groups() == ("", ""):
        return whole
    first, last = found.groups()
    start = int(first) if first else max(0, length - int(last))
    stop = min(length, int(last) + 1) if first and last else length
    if first and last and int(last) < int(first):
        return whole  # the field is no valid one and is to be ignored
    if start >= stop:
        return Answer(416, whole.what, {**_without_type(whole), "Content-Range": f"bytes */{length}"})
    headers = {**whole.headers, "Content-Range": f"bytes {start}-{stop - 1}/{length}"}
    if whole.content is None:
        return replace(whole, status=206, headers=headers, body=whole.body[start:stop])
    return replace(whole, status=206, headers=headers, start=start, stop=stop)


def _without_type(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in ("Content-Type", "ETag")}
