"""Small pictures drawn by hand: a canvas of pixel columns, and PNG bytes from it."""

import math
import struct
import zlib
from collections.abc import Callable
from functools import cache

Colour = tuple[int, int, int]


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """The colour `share` of the way from `a` to `b`."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


class Canvas:
    """A picture held column by column, so that skies, hills and walls are filled with slices."""

    def __init__(self, width: int, height: int, top: Colour, bottom: Colour) -> None:
        """A canvas filled with a vertical gradient."""
        self.width, self.height = width, height
        column = b"".join(bytes(mix(top, bottom, y / max(1, height - 1))) for y in range(height))
        self.pixels = bytearray(column * width)

    def span(self, x: int, top: float, bottom: float, colour: Colour) -> None:
        """Fill column `x` from `top` to `bottom`, blending the two end pixels."""
        top, bottom = max(0.0, top), min(float(self.height), bottom)
        if not 0 <= x < self.width or bottom <= top:
            return
        first, last = math.ceil(top), math.floor(bottom)
        if last > first:
            start = (x * self.height + first) * 3
            self.pixels[start : start + (last - first) * 3] = bytes(colour) * (last - first)
        if first > last:
            self._blend(x, last, bottom - top, colour)
            return
        self._blend(x, first - 1, first - top, colour)
        self._blend(x, last, bottom - last, colour)

    def _blend(self, x: int, y: int, share: float, colour: Colour) -> None:
        if share <= 0 or not 0 <= y < self.height:
            return
        at = (x * self.height + y) * 3
        old: Colour = (self.pixels[at], self.pixels[at + 1], self.pixels[at + 2])
        self.pixels[at : at + 3] = bytes(mix(old, colour, min(1.0, share)))

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """Fill an upright rectangle."""
        for x in range(round(left), round(right)):
            self.span(x, top, bottom, colour)

    def ground(self, edge: Callable[[int], float], colour: Colour, depth: float | None = None) -> None:
        """Fill below the line `edge(x)`, to the bottom or `depth` pixels deep."""
        for x in range(self.width):
            y = edge(x)
            self.span(x, y, self.height if depth is None else y + depth, colour)

    def disc(self, cx: float, cy: float, rx: float, ry: float, colour: Colour) -> None:
        """Fill an ellipse."""
        for x in range(math.floor(cx - rx), math.ceil(cx + rx) + 1):
            rest = 1 - ((x + 0.5 - cx) / rx) ** 2
            if rest > 0:
                half = ry * math.sqrt(rest)
                self.span(x, cy - half, cy + half, colour)

    def roof(self, left: float, right: float, ridge: float, eaves: float, colour: Colour) -> None:
        """Fill a roof whose ridge stands over the middle third and whose eaves turn up a little."""
        width = right - left
        for x in range(round(left), round(right)):
            off = min(x - left, right - x) / width
            lift = 1 - min(1.0, off * 3)
            self.span(x, ridge + (eaves - ridge) * lift**0.8, eaves + (2 - 5 * lift * lift), colour)

    def png(self) -> bytes:
        """The picture as PNG bytes."""
        stride = self.height * 3
        lines = bytearray()
        for y in range(self.height):
            line = bytearray(self.width * 3)
            for channel in range(3):
                line[channel::3] = self.pixels[y * 3 + channel :: stride]
            lines += b"\x00" + line
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        parts = (
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", zlib.compress(bytes(lines), 9)),
            _chunk(b"IEND", b""),
        )
        return b"\x89PNG\r\n\x1a\n" + b"".join(parts)

    def grey(self) -> list[bytes]:
        """The rows of the picture as brightness."""
        stride = self.height * 3
        rows = []
        for y in range(self.height):
            red, green, blue = (self.pixels[y * 3 + c :: stride] for c in range(3))
            rows.append(bytes((3 * r + 6 * g + b) // 10 for r, g, b in zip(red, green, blue, strict=True)))
        return rows


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


@cache
def ripple(seed: int) -> Callable[[float], float]:
    """A smooth wandering line between about -1 and 1, the same for the same seed."""
    waves = [(1 + (seed * 7 + k * 3) % 5 + k * 1.7, (seed * 13 + k * 29) % 63 / 10, 1 / (k + 1.4)) for k in range(4)]
    return lambda share: sum(math.sin(share * f * 2 + p) * a for f, p, a in waves) / 1.9
