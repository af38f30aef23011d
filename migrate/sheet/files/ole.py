"""The old Office container (OLE compound file): names of its streams, bytes of one; every chain is bounded."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from migrate.sheet.files.source import Source, broken

MOST = 128 << 20  # bytes of a whole file; 65,536 rows of a hundred columns are a quarter of it
_FREE = 0xFFFFFFFA  # this sector number and those above it end a chain
_ENTRY = struct.Struct("<64sHBB12x16x4x16xIQ")  # name, its length, kind, colour, first sector, size


@dataclass(frozen=True)
class _Stream:
    first: int
    size: int


def read_directory(source: Source) -> set[str]:
    """The names of all streams and storages."""
    return set(_Container(source).entries)


def read_stream(source: Source, *names: str) -> bytes:
    """The bytes of the first of these streams that is there; empty where none is."""
    container = _Container(source)
    for name in names:
        if name in container.entries:
            return container.read(container.entries[name])
    return b""


class _Container:
    """One opened file: its sector tables and its directory."""

    def __init__(self, source: Source) -> None:
        self.content = source.content(MOST)
        try:
            self._open()
        except (struct.error, IndexError, ValueError) as error:
            raise broken(source.name) from error

    def _open(self) -> None:
        header = self.content[:512]
        self.sector = 1 << min(struct.unpack_from("<H", header, 30)[0], 16)
        self.small = 1 << min(struct.unpack_from("<H", header, 32)[0], 16)
        first, _, self.cutoff, small_first, _, more, more_count = struct.unpack_from("<IIIIIII", header, 48)
        places = list(struct.unpack_from("<109I", header, 76))
        for _ in range(min(more_count, len(self.content) // self.sector + 1)):
            if more >= _FREE:
                break
            *found, more = struct.unpack(f"<{self.sector // 4}I", self._at(more))
            places += found
        self.table = [number for place in places if place < _FREE for number in self._numbers(self._at(place))]
        self.entries = dict(self._entries(b"".join(self._at(place) for place in self._chain(first, self.table))))
        self.small_table = [
            number for place in self._chain(small_first, self.table) for number in self._numbers(self._at(place))
        ]
        root = self.entries.get("Root Entry") or next(iter(self.entries.values()), _Stream(_FREE, 0))
        self.smalls = b"".join(self._at(place) for place in self._chain(root.first, self.table))

    def read(self, stream: _Stream) -> bytes:
        """The bytes of one stream."""
        if stream.size >= self.cutoff:
            return b"".join(self._at(place) for place in self._chain(stream.first, self.table))[: stream.size]
        pieces = (
            self.smalls[place * self.small : (place + 1) * self.small]
            for place in self._chain(stream.first, self.small_table)
        )
        return b"".join(pieces)[: stream.size]

    def _at(self, sector: int) -> bytes:
        start = 512 if self.sector == 512 else self.sector
        return self.content[start + sector * self.sector :][: self.sector] if sector < len(self.content) else b""

    def _numbers(self, content: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])

    def _chain(self, first: int, table: list[int]) -> Iterator[int]:
        for _ in range(len(table)):
            if first >= len(table):
                return
            yield first
            first = table[first]

    def _entries(self, content: bytes) -> Iterator[tuple[str, _Stream]]:
        for place in range(0, len(content) - 127, 128):
            name, length, kind, _, first, size = _ENTRY.unpack_from(content, place)
            if kind:
                text = name[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                yield text, _Stream(first, size & 0xFFFFFFFF)
