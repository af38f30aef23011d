"""A stored zip read strictly: entry after entry without a gap, both heads of each agreeing, every checksum right.

A lenient reader passes over what no field needs; here a changed byte anywhere is told, also one that means nothing.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

PIECE = 1 << 20
WIDE = 0xFFFFFFFF
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_END64 = struct.Struct("<4sQ2H2I4Q")
_PLACE64 = struct.Struct("<4sIQI")


class NotAsWrittenError(ValueError):
    """The zip is not as a writer leaves it; the words say where."""


@dataclass(frozen=True)
class Entry:
    """One stored file: its name, where its bytes lie, how many they are, and their checksum."""

    name: str
    start: int
    size: int
    crc: int


class Slice:
    """The bytes of one entry, read in pieces."""

    def __init__(self, stream: BinaryIO, entry: Entry) -> None:
        self._stream, self._at, self._end = stream, entry.start, entry.start + entry.size

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most `size`; none at the end."""
        self._stream.seek(self._at)
        piece = self._stream.read(min(size, self._end - self._at))
        self._at += len(piece)
        return piece


def entries_of(stream: BinaryIO, length: int) -> list[Entry]:
    """Give the entries of a zip in their order; raises NotAsWrittenError."""
    try:
        number, size, start = _tail(stream, length)
        stream.seek(start)
        central = stream.read(size)
        entries: list[Entry] = []
        at, shared = 0, set()
        for _ in range(number):
            fields = _CENTRAL.unpack_from(central, at)
            if fields[0] != b"PK\1\2":
                raise NotAsWrittenError("压缩包的目录被改动过")
            lengths = fields[10:13]
            name, extra = _rest(central, at + _CENTRAL.size, lengths)
            shared.add((fields[1], fields[13:16]))
            entries.append(_entry(stream, fields, name, extra, entries[-1] if entries else None))
            at += _CENTRAL.size + sum(lengths)
        if at != len(central) or len(shared) > 1 or (entries and _end_of(entries[-1]) != start):
            raise NotAsWrittenError("压缩包的目录与内容不相接")
    except struct.error as error:
        raise NotAsWrittenError("压缩包的目录不完整") from error
    return entries


def _tail(stream: BinaryIO, length: int) -> tuple[int, int, int]:
    """How many entries there are, and where their directory lies."""
    stream.seek(max(0, length - _END.size))
    mark, disk, first, here, number, size, start, comment = _END.unpack(stream.read(_END.size))
    end = length - _END.size
    if mark != b"PK\5\6" or disk or first or here != number or comment:
        raise NotAsWrittenError("压缩包的结尾被改动过")
    stream.seek(max(0, end - _PLACE64.size))
    mark64, disk64, place, disks = _PLACE64.unpack(stream.read(_PLACE64.size))
    if mark64 == b"PK\6\7":
        stream.seek(place)
        fields = _END64.unpack(stream.read(_END64.size))
        if (
            fields[0] != b"PK\6\6"
            or fields[1] != _END64.size - 12
            or fields[4:6] != (0, 0)
            or (disk64, disks) != (0, 1)
        ):
            raise NotAsWrittenError("压缩包的结尾被改动过")
        number, size, start = fields[7], fields[8], fields[9]
        end = place
    if start + size != end:
        raise NotAsWrittenError("压缩包的目录与结尾不相接")
    return number, size, start


def _rest(central: bytes, at: int, lengths: tuple[int, int, int]) -> tuple[bytes, bytes]:
    name, extra, comment = lengths
    if comment or at + name + extra > len(central):
        raise NotAsWrittenError("压缩包的目录被改动过")
    return central[at : at + name], central[at + name : at + name + extra]


def _entry(stream: BinaryIO, fields: tuple[int, ...], name: bytes, extra: bytes, before: Entry | None) -> Entry:
    _, _, needed, flags, method, time, date, crc, packed, size = fields[:10]
    disk, internal, _, offset = fields[13:]
    shown = name.decode("utf-8", "replace")
    packed, size, offset = _widened(extra, (packed, size, offset))
    stream.seek(offset)
    local = _LOCAL.unpack(stream.read(_LOCAL.size))
    own_name, own_extra = stream.read(local[9]), stream.read(local[10])
    sizes = _widened(own_extra, (local[7], local[8], 0))[:2]
    same = local[1:7] == (needed, flags, method, time, date, crc) and own_name == name and sizes == (packed, size)
    if local[0] != b"PK\3\4" or not same or method or packed != size or disk or internal:
        raise NotAsWrittenError(f"压缩包中 {shown} 的文件头被改动过")
    if offset != (_end_of(before) if before is not None else 0):
        raise NotAsWrittenError(f"压缩包中 {shown} 之前有不明内容")
    return Entry(shown, offset + _LOCAL.size + local[9] + local[10], size, crc)


def _widened(extra: bytes, said: tuple[int, int, int]) -> tuple[int, int, int]:
    """Packed size, size and offset, those that did not fit taken from the field for large files."""
    packed, size, offset = said
    wide = [one for one in (size, packed, offset) if one == WIDE]
    if not wide and not extra:
        return said
    if len(extra) != 4 + 8 * len(wide) or struct.unpack_from("<2H", extra) != (1, 8 * len(wide)):
        raise NotAsWrittenError("压缩包中有不明的附加字段")
    values = iter(struct.unpack_from(f"<{len(wide)}Q", extra, 4))
    size, packed, offset = (next(values) if one == WIDE else one for one in (size, packed, offset))
    return packed, size, offset


def _end_of(entry: Entry) -> int:
    return entry.start + entry.size


def checksum(stream: BinaryIO, entry: Entry) -> int:
    """Give the CRC-32 of an entry's bytes."""
    crc = 0
    for piece in pieces(stream, entry):
        crc = zlib.crc32(piece, crc)
    return crc


def pieces(stream: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """Give an entry's bytes in pieces."""
    part = Slice(stream, entry)
    while piece := part.read(PIECE):
        yield piece
