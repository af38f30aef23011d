"""Access logs as sources of addresses: read line by line, plain or packed, however long they are.

What is not read is counted: nothing of a log vanishes in silence.
"""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, cast

from migrate.crawl.sources.log_lines import LineReader, Visit, is_source

LONGEST_LINE = 64 * 1024  # bytes; servers refuse longer requests, so a longer line is none
TRIED = 1_000  # lines of which one must be readable
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
        elif is_source(visit):
            yield visit
        else:
            read.useless += 1


def is_log(path: Path) -> bool:
    """True when one of the first lines is one of a log, or nobody has visited yet. Raises OSError."""
    reader, read = LineReader(), Read()
    seen = 0
    for line in islice(_lines(path, read), TRIED):
        if reader.visit_of(line) is not None or line.lower().startswith("#fields:"):
            return True
        seen += not reader.is_remark(line)
    return seen == 0 and read.cut is None


def _lines(path: Path, read: Read) -> Iterator[str]:
    with path.open("rb") as plain:
        start = plain.read(6)
        plain.seek(0)
        unpacked = next((opened for magic, opened in _PACKED if start.startswith(magic)), None)
        stream = cast(IO[bytes], unpacked(plain, "rb") if unpacked else plain)
        try:
            while line := stream.readline(LONGEST_LINE):
                yield line.rstrip(b"\r\n").decode("latin-1")
                while len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                    line = stream.readline(LONGEST_LINE)
        except _TORN:
            read.cut = read.at
