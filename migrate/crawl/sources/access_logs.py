"""Access logs as sources of addresses: read line by line, plain or packed, however long they are.

What is not read is counted: nothing of a log vanishes in silence.
"""

import bz2
import gzip
import hashlib
import lzma
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, cast

from migrate.crawl.sources.log_lines import LineReader, Visit, is_source

LONGEST_LINE = 64 * 1024  # bytes; servers refuse longer requests, so a longer line is none
TRIED = 1_000  # lines of which one must be readable
HEAD = 4_096  # bytes by which two states of one growing log are known to each other
PIECE = 1 << 20
_PACKED = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\x00", lzma.open))
_TORN = (EOFError, OSError, zlib.error, lzma.LZMAError)


@dataclass
class Read:
    """How a log was read: its lines without remarks, those that name nothing, those that could not be read."""

    lines: int = 0
    useless: int = 0
    unreadable: int = 0
    sample: tuple[int, str] = (0, "")  # number and text of the first line that could not be read
    at: int = 0  # number of the line last read, remarks included
    cut: int | None = None  # the file breaks off behind this line


def visits(path: Path, read: Read) -> Iterator[Visit]:
    """Give the requests of a log whose addresses were there, in order; `read` tells of all others.

    Raises OSError where the file cannot be opened; one that breaks off is read up to there.
    """
    for visit in requests(path, read):
        if is_source(visit):
            yield visit
        else:
            read.useless += 1


def requests(path: Path, read: Read) -> Iterator[Visit]:
    """Give every request of a log in order, whatever came of it; `read` tells of the lines that are none.

    Raises OSError where the file cannot be opened; one that breaks off is read up to there.
    """
    reader = LineReader()
    for line in _lines(path, read):
        read.at += 1
        if reader.is_remark(line):
            reader.visit_of(line)
            continue
        read.lines += 1
        visit = reader.visit_of(line)
        if visit is None:
            read.unreadable += 1
            read.sample = read.sample if read.sample[0] else (read.at, line)
        else:
            yield visit


@dataclass(frozen=True)
class Fingerprint:
    """What tells two logs apart, of the unpacked bytes: digest and size, digest of the first 4 KiB (empty where there
    are fewer), and the digests of the beginnings that were asked for, by their size."""

    sha256: str
    size: int
    head: str
    beginnings: Mapping[int, str]


def fingerprint(path: Path, sizes: Collection[int] = ()) -> Fingerprint:
    """Give what tells a log from others: packed or not, it is the same log. Raises OSError."""
    whole, size = hashlib.sha256(), 0
    marks = sorted({one for one in sizes if one > 0} | {HEAD})
    found: dict[int, str] = {}
    with _unpacked(path) as stream:
        try:
            while piece := stream.read(min(PIECE, marks[0] - size) if marks else PIECE):
                whole.update(piece)
                size += len(piece)
                if marks and size == marks[0]:
                    found[marks.pop(0)] = whole.hexdigest()
        except _TORN:
            pass  # what can be read of it is what it is
    return Fingerprint(whole.hexdigest(), size, found.get(HEAD, ""), found)


def is_log(path: Path) -> bool:
    """True when one of the first lines is one of a log, or nobody has visited yet. Raises OSError."""
    reader, read = LineReader(), Read()
    seen = 0
    for line in islice(_lines(path, read), TRIED):
        if reader.visit_of(line) is not None or line.lower().startswith("#fields:"):
            return True
        seen += not reader.is_remark(line)
    return seen == 0 and read.cut is None


@contextmanager
def _unpacked(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as plain:
        start = plain.read(6)
        plain.seek(0)
        unpacked = next((opened for magic, opened in _PACKED if start.startswith(magic)), None)
        yield cast(IO[bytes], unpacked(plain, "rb") if unpacked else plain)


def _lines(path: Path, read: Read) -> Iterator[str]:
    with _unpacked(path) as stream:
        try:
            while line := stream.readline(LONGEST_LINE):
                yield line.rstrip(b"\r\n").decode("latin-1")
                while len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                    line = stream.readline(LONGEST_LINE)
        except _TORN:
            read.cut = read.at
