"""Charts as SVG text: bars and lines that are read without colour, without a script, and by a screen reader.

Every chart has a title and a description with its numbers; lengths are those of a drawing 400 units wide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH = 400
ROOM = 46  # at the end of a bar, for its number
LINE, BAR, GAP = 20, 11, 9  # heights: of a label, of a bar, between two rows
LABEL = 26  # characters of a label; the tables have it whole
PLOT = (34, 12, 372, 170)  # left, top, right and bottom of the field of lines
LEGEND = 18  # height of a line of the legend
IN_A_ROW = 2  # entries of a line of the legend
MARKS = 3  # months beside each other that are named, where they would run into each other
SHORT = 6  # months that find room for their names


@dataclass(frozen=True)
class Series:
    """Numbers of one kind; `look` is the class that the style sheet draws them with."""

    name: str
    look: str
    values: Sequence[int]


def bars(identity: str, title: str, labels: Sequence[str], series: Sequence[Series]) -> Markup:
    """A horizontal bar for every label and series, the label above its bars, the number behind each."""
    most = max((value for one in series for value in one.values), default=0) or 1
    parts, top = [], 0
    for at, label in enumerate(labels):
        top += LINE
        parts.append(f'<text x="0" y="{top - 5}">{escape(_cut(label))}</text>')
        for one in series:
            length = round((WIDTH - ROOM) * one.values[at] / most, 1)
            parts.append(f'<rect class="{one.look}" x="0" y="{top}" width="{length:g}" height="{BAR}"/>')
            parts.append(f'<text class="number" x="{length + 5:g}" y="{top + BAR - 1}">{one.values[at]}</text>')
            top += BAR + 2
        top += GAP
    legend = _legend(series, top) if len(series) > 1 else []
    height = top + LEGEND * _legend_lines(series) if legend else top
    said = (f"{label}：{_said(series, at)}" for at, label in enumerate(labels))
    return _drawing(identity, title, said, height, [*parts, *legend])


def lines(identity: str, title: str, labels: Sequence[str], series: Sequence[Series]) -> Markup:
    """A line for every series over the same labels, with a mark at each number."""
    most = _round_up(max((value for one in series for value in one.values), default=0))
    parts = [*_grid(most), *_named(labels)]
    for one in series:
        points = [(_across(at, len(labels)), _up(value, most)) for at, value in enumerate(one.values)]
        path = " ".join(f"{x:g},{y:g}" for x, y in points)
        parts.append(f'<polyline class="{one.look}" points="{path}"/>')
        parts += [f'<circle class="{one.look}" cx="{x:g}" cy="{y:g}" r="3"/>' for x, y in points]
    under = PLOT[3] + 24
    said = (f"{label}：{_said(series, at)}" for at, label in enumerate(labels))
    height = under + LEGEND * _legend_lines(series) + 4
    return _drawing(identity, title, said, height, [*parts, *_legend(series, under)])


def _grid(most: int) -> list[str]:
    left, _, right, _ = PLOT
    parts = []
    for number in sorted({0, most // 2, most}):
        y = _up(number, most)
        parts.append(f'<line class="grid" x1="{left}" y1="{y:g}" x2="{right}" y2="{y:g}"/>')
        parts.append(f'<text class="number" text-anchor="end" x="{left - 5}" y="{y + 4:g}">{number}</text>')
    return parts


def _named(labels: Sequence[str]) -> list[str]:
    """The labels below the field; where there are many, every third one and the last."""
    last, bottom = len(labels) - 1, PLOT[3]
    shown = [at for at in range(len(labels)) if last < SHORT or (last - at) % MARKS == 0]
    return [
        f'<text class="number" text-anchor="middle" x="{_across(at, len(labels)):g}" y="{bottom + 16}">'
        f"{escape(labels[at])}</text>"
        for at in shown
    ]


def _across(at: int, number: int) -> float:
    left, _, right, _ = PLOT
    return round(left + (right - left) * at / (number - 1), 1) if number > 1 else (left + right) / 2


def _up(value: int, most: int) -> float:
    _, top, _, bottom = PLOT
    return round(bottom - (bottom - top) * value / most, 1)


def _round_up(most: int) -> int:
    """The next even number with one or two leading digits.

    >>> [_round_up(number) for number in (0, 3, 62, 1234)]
    [2, 4, 62, 1400]
    """
    step = 2 * int(10 ** max(0, len(str(most)) - 2))
    return max(2, -(-most // step) * step)


def _legend(series: Sequence[Series], top: int) -> list[str]:
    parts = []
    for at, one in enumerate(series):
        x, y = at % IN_A_ROW * (WIDTH // IN_A_ROW), top + at // IN_A_ROW * LEGEND
        parts.append(f'<rect class="{one.look} key" x="{x}" y="{y}" width="22" height="{BAR}"/>')
        parts.append(f'<text x="{x + 28}" y="{y + BAR - 1}">{escape(one.name)}</text>')
    return parts


def _legend_lines(series: Sequence[Series]) -> int:
    return -(-len(series) // IN_A_ROW)


def _said(series: Sequence[Series], at: int) -> str:
    return "，".join(f"{one.name} {one.values[at]}" for one in series)


def _cut(text: str) -> str:
    return text if len(text) <= LABEL else f"{text[: LABEL - 1]}…"


def _drawing(identity: str, title: str, said: Iterable[str], height: int, parts: Iterable[str]) -> Markup:
    told = escape("；".join(said) or "没有数据")
    return Markup(  # noqa: S704 - every text from outside is escaped where it is put in
        f'<svg role="img" aria-labelledby="{identity}-t {identity}-d" viewBox="0 0 {WIDTH} {height}">'
        f'<title id="{identity}-t">{escape(title)}</title><desc id="{identity}-d">{told}</desc>'
        f"{''.join(parts)}</svg>"
    )
