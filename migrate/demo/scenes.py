"""The pictures of the sample sites: landscapes and houses of a county that does not exist."""

import math
from collections.abc import Callable, Mapping
from functools import cache

from migrate.demo.drawing import Canvas, Colour, mix, ripple
from migrate.demo.jpeg import jpeg

_SKIES: tuple[tuple[Colour, Colour], ...] = (
    ((118, 176, 222), (236, 244, 246)),
    ((150, 190, 214), (250, 236, 210)),
    ((98, 152, 200), (214, 232, 240)),
    ((180, 200, 210), (242, 242, 234)),
)
_FAR: tuple[Colour, ...] = ((126, 158, 172), (142, 160, 160), (110, 146, 160), (150, 166, 162))
_NEAR: tuple[Colour, ...] = ((88, 138, 96), (104, 140, 80), (72, 124, 92), (120, 142, 84))
_WHITE, _TILE, _WOOD = (240, 238, 230), (72, 76, 84), (122, 74, 48)


def _sky(width: int, height: int, seed: int) -> Canvas:
    canvas = Canvas(width, height, *_SKIES[seed % 4])
    canvas.disc(width * (0.18 + seed % 5 * 0.15), height * 0.2, height * 0.07, height * 0.07, (255, 246, 214))
    for k, base in enumerate((0.42, 0.5, 0.58)):
        wave, tone = ripple(seed + k * 11), mix(_FAR[seed % 4], _NEAR[seed % 4], k / 2.4)
        canvas.ground(lambda x, w=wave, b=base: height * (b + 0.09 * w(x / width)), tone)  # type: ignore[misc]
    return canvas


def _house(canvas: Canvas, left: float, base: float, width: float, height: float) -> None:
    canvas.box(left, base - height, left + width, base, _WHITE)
    canvas.roof(left - width * 0.08, left + width * 1.08, base - height * 1.5, base - height, _TILE)
    canvas.box(left + width * 0.42, base - height * 0.55, left + width * 0.58, base, _WOOD)
    for share in (0.16, 0.7):
        pane = left + width * share
        canvas.box(pane, base - height * 0.68, pane + width * 0.14, base - height * 0.4, _TILE)


def _fields(w: int, h: int, seed: int) -> Canvas:
    canvas = _sky(w, h, seed)
    for k in range(8):
        wave = ripple(seed * 3 + k)
        tone = mix((196, 204, 96), (74, 132, 62), (k * 37 + seed * 11) % 10 / 10)
        canvas.ground(lambda x, s=wave, b=0.62 + k * 0.05: h * (b + 0.02 * s(x / w)), tone)  # type: ignore[misc]
    return canvas


def _terraces(w: int, h: int, seed: int) -> Canvas:
    canvas = _sky(w, h, seed)
    for k in range(12):
        wave, base = ripple(seed + 5), 0.55 + k * 0.042
        canvas.ground(lambda x, s=wave, b=base: h * (b + 0.05 * s(x / w + b)), (86, 106, 58))  # type: ignore[misc]
        water = mix((206, 222, 226), (150, 184, 120), k / 12)
        canvas.ground(lambda x, s=wave, b=base + 0.008: h * (b + 0.05 * s(x / w + b - 0.008)), water)  # type: ignore[misc]
    return canvas


def _tea(w: int, h: int, seed: int) -> Canvas:
    canvas = _sky(w, h, seed)
    canvas.ground(lambda x: h * (0.6 + 0.03 * math.sin(x / w * 4 + seed)), (112, 96, 62))
    for k in range(9):
        depth = h * (0.02 + k * 0.004)
        canvas.ground(
            lambda x, b=0.61 + k * k * 0.0055: h * (b + 0.03 * math.sin(x / w * 4 + seed) + 0.006 * math.sin(x * 0.6)),  # type: ignore[misc]
            mix((96, 150, 70), (46, 104, 52), k / 9),
            depth,
        )
    return canvas


def _greenhouse(w: int, h: int, seed: int) -> Canvas:
    canvas = _sky(w, h, seed)
    canvas.ground(lambda x: h * 0.66, (140, 128, 84))
    for k in range(4):
        cx, ry = w * (0.14 + k * 0.25), h * 0.2
        canvas.disc(cx, h * 0.84, w * 0.12, ry, (206, 222, 228))
        canvas.disc(cx, h * 0.84, w * 0.108, ry * 0.86, (232, 241, 243))
        canvas.box(cx - w * 0.03, h * 0.72, cx + w * 0.03, h * 0.86, (98, 150, 92))
        canvas.box(cx - w * 0.13, h * 0.85, cx + w * 0.13, h, (122, 140, 72))
    return canvas


def _village(w: int, h: int, seed: int) -> Canvas:
    canvas = _sky(w, h, seed)
    canvas.ground(lambda x: h * 0.74, (126, 154, 96))
    for k in range(5):
        size = 0.15 + (seed + k * 2) % 3 * 0.025
        _house(canvas, w * (0.02 + k * 0.195), h * (0.76 + k % 2 * 0.07), w * size, h * (0.14 + k % 2 * 0.05))
    canvas.box(0, h * 0.9, w, h, (186, 178, 158))
    return canvas


def _office(w: int, h: int, seed: int) -> Canvas:
    canvas = _sky(w, h, seed)
    canvas.box(w * 0.14, h * 0.3, w * 0.86, h * 0.84, (226, 220, 206))
    canvas.box(w * 0.4, h * 0.22, w * 0.6, h * 0.84, (238, 233, 222))
    for row in range(4):
        for col in range(12):
            left = w * (0.165 + col * 0.0568)
            canvas.box(left, h * (0.36 + row * 0.11), left + w * 0.032, h * (0.42 + row * 0.11), (112, 146, 170))
    canvas.box(w * 0.46, h * 0.72, w * 0.54, h * 0.84, (86, 96, 104))
    canvas.box(w * 0.496, h * 0.06, w * 0.503, h * 0.22, (150, 150, 150))
    canvas.box(w * 0.503, h * 0.07, w * 0.56, h * 0.13, (206, 44, 36))
    canvas.box(0, h * 0.84, w, h, (176, 178, 174))
    return canvas


def _meeting(w: int, h: int, seed: int) -> Canvas:
    canvas = Canvas(w, h, (236, 228, 212), (214, 202, 182))
    canvas.box(w * 0.12, h * 0.1, w * 0.88, h * 0.22, (186, 34, 30))
    for k in range(14):
        canvas.box(w * (0.18 + k * 0.047), h * 0.135, w * (0.206 + k * 0.047), h * 0.185, (250, 226, 140))
    for row in range(3):
        for col in range(6 + row):
            cx, cy = w * (col + 0.5) / (6 + row), h * (0.42 + row * 0.2)
            tone = mix((58, 66, 88), (96, 88, 82), (col * 3 + row + seed) % 5 / 5)
            canvas.disc(cx, cy + h * 0.1, w * 0.052, h * 0.09, tone)
            canvas.disc(cx, cy - h * 0.01, w * 0.024, h * 0.045, (226, 190, 160))
            canvas.disc(cx, cy - h * 0.035, w * 0.025, h * 0.03, (44, 38, 36))
        canvas.box(0, h * (0.52 + row * 0.2), w, h * (0.56 + row * 0.2), (150, 104, 66))
    return canvas


def _river(w: int, h: int, seed: int) -> Canvas:
    canvas = _sky(w, h, seed)
    canvas.box(0, h * 0.66, w, h, (150, 186, 196))
    for k in range(16):
        top, left = h * (0.69 + k * 0.019), w * ((k * 37 + seed * 13) % 90 / 100)
        canvas.box(left, top, left + w * 0.14, top + 1.4, (188, 212, 216))
    canvas.disc(w * 0.6, h * 0.84, w * 0.11, h * 0.026, (92, 66, 46))
    canvas.disc(w * 0.6, h * 0.8, w * 0.05, h * 0.05, (66, 54, 44))
    canvas.box(w * 0.5, h * 0.8, w * 0.7, h * 0.835, (150, 186, 196))
    canvas.disc(w * 0.6, h * 0.845, w * 0.11, h * 0.02, (92, 66, 46))
    canvas.box(w * 0.565, h * 0.77, w * 0.635, h * 0.835, (122, 98, 66))
    return canvas


def _bridge(w: int, h: int, seed: int) -> Canvas:
    canvas = _river(w, h, seed)
    stone, water = (170, 166, 154), (150, 186, 196)
    canvas.ground(lambda x: h * (0.5 + 0.16 * ((x / w - 0.5) * 2) ** 2), stone, h * 0.2)
    for k, radius in enumerate((0.09, 0.13, 0.09)):
        canvas.disc(w * (0.22 + k * 0.28), h * 0.74, w * radius, h * (0.12 + radius * 0.5), water)
    canvas.ground(lambda x: h * (0.475 + 0.16 * ((x / w - 0.5) * 2) ** 2), (196, 192, 182), h * 0.025)
    return canvas


def _pavilion(w: int, h: int, seed: int) -> Canvas:
    canvas = _sky(w, h, seed)
    canvas.ground(lambda x: h * (0.8 - 0.12 * math.exp(-(((x / w - 0.5) * 4) ** 2))), (96, 130, 84))
    for k in range(3):
        half, top = 0.2 - k * 0.045, 0.56 - k * 0.17
        canvas.box(w * (0.5 - half * 0.62), h * top, w * (0.5 + half * 0.62), h * (top + 0.15), (222, 206, 176))
        for col in range(4):
            left = w * (0.5 - half * 0.6 + col * half * 0.39)
            canvas.box(left, h * top, left + w * 0.012, h * (top + 0.15), (150, 48, 36))
        canvas.roof(w * (0.5 - half), w * (0.5 + half), h * (top - 0.09), h * top, (60, 84, 84))
    canvas.box(w * 0.34, h * 0.71, w * 0.66, h * 0.76, (182, 178, 166))
    return canvas


def _gate(w: int, h: int, seed: int) -> Canvas:
    canvas = _sky(w, h, seed)
    brick = (132, 126, 118)
    canvas.box(0, h * 0.5, w, h * 0.88, brick)
    for k in range(18):
        canvas.box(w * (k * 0.056), h * 0.46, w * (k * 0.056 + 0.034), h * 0.5, brick)
    for k in range(9):
        canvas.box(0, h * (0.54 + k * 0.04), w, h * (0.543 + k * 0.04), (116, 110, 104))
    canvas.disc(w * 0.5, h * 0.72, w * 0.085, h * 0.13, (48, 44, 42))
    canvas.box(w * 0.415, h * 0.72, w * 0.585, h * 0.88, (48, 44, 42))
    canvas.box(w * 0.3, h * 0.3, w * 0.7, h * 0.46, (168, 62, 46))
    canvas.roof(w * 0.25, w * 0.75, h * 0.17, h * 0.3, _TILE)
    canvas.box(0, h * 0.88, w, h, (168, 158, 140))
    return canvas


def _fruit(w: int, h: int, seed: int) -> Canvas:
    canvas = Canvas(w, h, (214, 232, 206), (132, 178, 112))
    for k in range(70):
        x, y = (k * 97 + seed * 31) % 100 / 100, (k * 61 + seed * 17) % 100 / 100
        canvas.disc(w * x, h * y, w * 0.06, h * 0.03, mix((62, 124, 60), (112, 166, 84), k % 7 / 7))
    for k in range(17):
        x, y = w * ((k * 41 + seed * 7) % 92 + 4) / 100, h * ((k * 67 + 9) % 84 + 8) / 100
        canvas.disc(x, y, h * 0.07, h * 0.07, (222, 122, 40))
        canvas.disc(x - h * 0.02, y - h * 0.022, h * 0.02, h * 0.02, (246, 188, 112))
    return canvas


def _scan(w: int, h: int, seed: int) -> Canvas:
    canvas = Canvas(w, h, (232, 226, 208), (222, 214, 192))
    canvas.disc(w * (0.2 + seed % 4 * 0.2), h * 0.82, w * 0.2, h * 0.09, (212, 202, 176))
    for left, right in ((0.06, 0.067), (0.933, 0.94)):
        canvas.box(w * left, h * 0.06, w * right, h * 0.94, (70, 64, 56))
    for top in (0.06, 0.935):
        canvas.box(w * 0.06, h * top, w * 0.94, h * (top + 0.006), (70, 64, 56))
    for col in range(9):
        left = w * (0.085 + col * 0.094)
        canvas.box(left + w * 0.084, h * 0.065, left + w * 0.087, h * 0.935, (168, 158, 138))
        for row in range(20 - (col * 5 + seed * 3) % 7 if col % 3 == 0 else 20):
            _glyph(
                canvas,
                left,
                h * (0.085 + row * 0.0415),
                w * 0.062,
                h * 0.031,
                col * 31 + row * 7 + seed * 101,
            )
    return canvas


def _glyph(canvas: Canvas, left: float, top: float, width: float, height: float, seed: int) -> None:
    ink = (52, 46, 42)
    for k in range(2 + seed % 3):
        y = top + height * ((seed * (k + 3)) % 9 / 10)
        canvas.box(left + width * (seed % 4 / 12), y, left + width * (0.75 + seed % 3 / 12), y + 1.6, ink)
    for k in range(1 + seed % 2):
        x = left + width * ((seed * (k + 5)) % 8 / 9 + 0.05)
        canvas.box(x, top + height * (seed % 3 / 8), x + 2, top + height, ink)


def _banner(w: int, h: int, seed: int) -> Canvas:
    canvas = Canvas(w, h, *(((196, 226, 186), (244, 248, 232)), ((176, 212, 236), (240, 248, 250)))[seed % 2])
    for k, base in enumerate((0.5, 0.66, 0.82)):
        wave, tone = ripple(seed + k * 5), mix((162, 204, 158), (92, 156, 88), k / 2)
        canvas.ground(lambda x, s=wave, b=base: h * (b + 0.16 * s(x / w * 2.2)), tone)  # type: ignore[misc]
    canvas.disc(w * 0.86, h * 0.34, h * 0.17, h * 0.17, (255, 240, 190))
    return canvas


def _badge(w: int, h: int, seed: int) -> Canvas:
    canvas = Canvas(w, h, (255, 255, 255), (255, 255, 255))
    canvas.disc(w / 2, h / 2, w * 0.46, h * 0.46, (200, 32, 28))
    canvas.disc(w / 2, h / 2, w * 0.36, h * 0.36, (246, 212, 96))
    canvas.roof(w * 0.2, w * 0.8, h * 0.3, h * 0.5, (200, 32, 28))
    canvas.box(w * 0.28, h * 0.5, w * 0.72, h * 0.68, (200, 32, 28))
    return canvas


def _dot(w: int, h: int, seed: int) -> Canvas:
    canvas = Canvas(w, h, (255, 255, 255), (255, 255, 255))
    canvas.disc(w / 2, h / 2, w * 0.3, h * 0.3, (88, 146, 70) if seed % 2 else (60, 120, 170))
    return canvas


def _paper(w: int, h: int, seed: int) -> Canvas:
    canvas = Canvas(w, h, (226, 212, 182), (226, 212, 182))
    for k in range(9):
        x, y = w * (k * 37 % 100) / 100, h * (k * 61 % 100) / 100
        canvas.disc(x, y, w * 0.07, h * 0.02, ((220, 205, 172), (232, 220, 194))[k % 2])
    return canvas


def _bar(w: int, h: int, seed: int) -> Canvas:
    return Canvas(w, h, *(((92, 158, 74), (52, 116, 44)), ((74, 148, 206), (30, 96, 160)))[seed % 2])


_SCENES: Mapping[str, Callable[[int, int, int], Canvas]] = {
    "fields": _fields, "terraces": _terraces, "tea": _tea, "greenhouse": _greenhouse, "village": _village,
    "office": _office, "meeting": _meeting, "river": _river, "bridge": _bridge, "pavilion": _pavilion,
    "gate": _gate, "fruit": _fruit, "scan": _scan, "banner": _banner, "badge": _badge, "dot": _dot, "bar": _bar,
    "paper": _paper,
}  # fmt: skip


@cache
def picture(scene: str, seed: int, width: int, height: int, kind: str) -> bytes:
    """The bytes of one picture, always the same for the same words; `kind` is png or jpg (jpg is grey)."""
    canvas = _SCENES[scene](width, height, seed)
    return canvas.png() if kind == "png" else jpeg(canvas.grey())
