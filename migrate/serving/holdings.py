"""What the archive server may show: archived files and records whose bytes are those that the ledger names.

Nothing is served on trust: a file is read through once and its digest compared, and again whenever its size or time
changes. Small files that passed are kept in memory, the ones used longest ago give way.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from migrate.serving.answers import PIECE, Content, FileContent

SMALL = 1 << 18  # bytes of a file that is kept in memory
KEPT = 128 << 20  # bytes kept in memory at most
REMEMBERED = 200_000  # files whose proof is remembered

Stamp = tuple[int, int]  # size and time of a file: while they stay, its proof holds


@dataclass(frozen=True)
class Holding:
    """One archived file or record as the ledger has it; `path` is the file that its bytes are in.

    `key` tells two holdings apart, `pieces` gives all bytes, `length` is how many there should be (None: the file's).
    """

    key: str
    path: Path
    sha256: str
    content_type: str
    pieces: Callable[[], Iterator[bytes]] | None = None
    length: int | None = None
    runs: bool = False  # it may run the scripts that lie beside it: the archive's own search, a site that is excepted


@dataclass(frozen=True)
class Proven:
    """A holding whose bytes were compared: the bytes themselves where they are few, else how to read them."""

    holding: Holding
    stamp: Stamp
    body: bytes | None
    content: Content | None


@dataclass(frozen=True)
class RecordContent:
    """The decoded body of a record; its beginning is read and passed over where a later part is asked for."""

    whole: Callable[[], Iterator[bytes]]
    length: int

    def pieces(self, start: int, stop: int) -> Iterator[bytes]:
        """The body's bytes from `start` up to `stop`."""
        at = 0
        for piece in self.whole():
            if at >= stop:
                return
            part = piece[max(0, start - at) : stop - at]
            at += len(piece)
            if part:
                yield part


class Proofs:
    """The holdings proven so far, by key; safe for several threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Proven] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def known(self, key: str) -> Proven | None:
        """What was proven of this key, if its file is still the same; looks at the disk once."""
        found = self._known.get(key)
        if found is None or stamp_of(found.holding.path) != found.stamp:
            return None
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
        return found

    def proven(self, holding: Holding) -> Proven | None:
        """The holding with its bytes compared now; None where they are not those of the ledger."""
        stamp = stamp_of(holding.path)
        if stamp is None:
            return None
        whole = holding.pieces or (lambda: FileContent(holding.path, stamp[0]).pieces(0, stamp[0]))
        length = stamp[0] if holding.length is None else holding.length
        digest, read, kept = hashlib.sha256(), 0, bytearray()
        for piece in whole():
            digest.update(piece)
            read += len(piece)
            if length <= SMALL:
                kept += piece
        if digest.hexdigest() != holding.sha256 or read != length:
            return None
        content: Content = FileContent(holding.path, length)
        if holding.pieces is not None:
            content = RecordContent(holding.pieces, length)
        made = Proven(holding, stamp, bytes(kept), None) if length <= SMALL else Proven(holding, stamp, None, content)
        self._keep(made)
        return made

    def _keep(self, made: Proven) -> None:
        with self._lock:
            before = self._known.pop(made.holding.key, None)
            self._bytes -= len(before.body or b"") if before else 0
            self._known[made.holding.key] = made
            self._bytes += len(made.body or b"")
            while self._bytes > KEPT or len(self._known) > REMEMBERED:
                _, gone = self._known.popitem(last=False)
                self._bytes -= len(gone.body or b"")


def stamp_of(path: Path) -> Stamp | None:
    """Size and time of a file, None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


__all__ = ["KEPT", "PIECE", "SMALL", "Holding", "Proofs", "Proven", "RecordContent", "stamp_of"]
