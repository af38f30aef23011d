"""A baseline grey JPEG writer in integers only, so that the same picture has the same bytes on every machine."""

import math
import struct
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from operator import mul

_QUANT = (
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29,
    51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121,
    120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
)  # fmt: skip
_QUALITY = [max(1, q * 2 // 3) for q in _QUANT]  # ITU T.81 annex K table, a little finer
_ZIGZAG = sorted(range(64), key=lambda i: (i // 8 + i % 8, i // 8 if (i // 8 + i % 8) % 2 else i % 8))
_COS = [
    [round(4096 * math.cos((2 * x + 1) * u * math.pi / 16) * (math.sqrt(0.5) if u == 0 else 1) / 2) for x in range(8)]
    for u in range(8)
]
_DC_COUNTS = (0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0)
_DC_VALUES = tuple(range(12))
# A plain 8-bit code for every AC symbol (baseline forbids only the all-ones code): larger files, a short table.
_AC_VALUES = (0x00, 0xF0, *(run << 4 | size for run in range(16) for size in range(1, 11)))
_AC_COUNTS = (0, 0, 0, 0, 0, 0, 0, 162, 0, 0, 0, 0, 0, 0, 0, 0)


def jpeg(rows: Sequence[bytes]) -> bytes:
    """A JPEG file of the grey picture `rows`, one byte a pixel."""
    height, width = len(rows), len(rows[0])
    quant = bytes(_QUALITY[i] for i in _ZIGZAG)
    return b"".join(
        (
            b"\xff\xd8",
            _segment(0xE0, b"JFIF\0\x01\x01\x01\x00\x96\x00\x96\x00\x00"),
            _segment(0xDB, b"\0" + quant),
            _segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"),
            _segment(0xC4, b"\x00" + bytes(_DC_COUNTS) + bytes(_DC_VALUES)),
            _segment(0xC4, b"\x10" + bytes(_AC_COUNTS) + bytes(_AC_VALUES)),
            _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
            _scan(rows, width, height),
            b"\xff\xd9",
        )
    )


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _codes(counts: Sequence[int], values: Sequence[int]) -> dict[int, str]:
    codes: dict[int, str] = {}
    code, starts = 0, list(accumulate(counts, initial=0))
    for length, (start, count) in enumerate(zip(starts, counts, strict=False), 1):
        for value in values[start : start + count]:
            codes[value] = f"{code:0{length}b}"
            code += 1
        code <<= 1
    return codes


_DC, _AC = _codes(_DC_COUNTS, _DC_VALUES), _codes(_AC_COUNTS, _AC_VALUES)


def _scan(rows: Sequence[bytes], width: int, height: int) -> bytes:
    bits: list[str] = []
    last = 0
    for top in range(0, height, 8):
        for left in range(0, width, 8):
            block = b"".join(_padded(rows[min(top + y, height - 1)][left : left + 8]) for y in range(8))
            levels = _levels(block)
            bits.extend(_written(levels, last))
            last = levels[0]
    text = "".join(bits)
    text += "1" * (-len(text) % 8)
    packed = int(text, 2).to_bytes(len(text) // 8, "big")
    return packed.replace(b"\xff", b"\xff\x00")


def _padded(row: bytes) -> bytes:
    return row + row[-1:] * (8 - len(row))


@lru_cache(maxsize=4096)  # skies and paper repeat their blocks
def _levels(block: bytes) -> list[int]:
    if block == block[:1] * 64:
        return [_rounded((block[0] - 128) * 8, _QUALITY[0]), *([0] * 63)]
    centred = [[p - 128 for p in block[y : y + 8]] for y in range(0, 64, 8)]
    half = [[sum(map(mul, cos, row)) for cos in _COS] for row in centred]
    columns = list(zip(*half, strict=True))
    whole = [[sum(map(mul, cos, column)) for column in columns] for cos in _COS]
    return [_rounded(whole[i // 8][i % 8], _QUALITY[i] << 24) for i in _ZIGZAG]


def _rounded(value: int, step: int) -> int:
    return (abs(value) * 2 + step) // (2 * step) * (1 if value >= 0 else -1)


def _written(levels: Sequence[int], last: int) -> list[str]:
    size, tail = _amplitude(levels[0] - last)
    out = [_DC[size], tail]
    run = 0
    for level in levels[1:]:
        if level == 0:
            run += 1
            continue
        out.extend([_AC[0xF0]] * (run // 16))
        size, tail = _amplitude(level)
        out.extend((_AC[(run % 16) << 4 | size], tail))
        run = 0
    if run:
        out.append(_AC[0])
    return out


def _amplitude(value: int) -> tuple[int, str]:
    size = abs(value).bit_length()
    if size == 0:
        return 0, ""
    return size, f"{value if value > 0 else value + (1 << size) - 1:0{size}b}"
