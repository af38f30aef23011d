"""The lines a reader sees, each weighed by how much it speaks like an article."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from migrate.extract.dates import folded, read_date
from migrate.extract.dom import Outline, bare, squeezed
from migrate.extract.rules import CLOCK, DATE, Vocabulary

LONGEST_LABEL_LINE = 160  # characters; longer lines with labels in them are text
LONGEST_FURNITURE = 120
LONGEST_FOOTER = 300
LEADING_DATE = re.compile(DATE + CLOCK + r"\W*")
PICTURE_WEIGHT = 40  # characters that a picture of the content stands for


@dataclass(slots=True)
class Line:
    """One line of the flat text: its place, its text without white space and as shown, and how much is links."""

    begin: int
    finish: int
    text: str
    shown: str
    linked: int
    cells: int = 0
    weight: int = 0


def read_lines(page: Outline, words: Vocabulary) -> list[Line]:
    """Give the lines that hold text, in order, with their weights."""
    lines = list(_split(page.text))
    starts = [line.begin for line in lines]
    for piece in page.pieces:
        if piece.linked and piece.finish > piece.begin:
            index = bisect_left(starts, piece.begin + 1) - 1
            if index >= 0:
                lines[index].linked += len(bare(page.text[piece.begin : piece.finish]))
    for line in lines:
        line.weight = 0 if is_chrome(line.shown, words) else _weight(line)
    return [line for line in lines if line.text]


def _split(text: str) -> Iterator[Line]:
    place = 0
    for raw in text.split("\n"):
        yield Line(place, place + len(raw), bare(raw), squeezed(raw), 0, raw.count("\t"))
        place += len(raw) + 1


def _weight(line: Line) -> int:
    own = len(line.text) - line.linked
    if own <= 0 or line.linked > own:
        return 0
    if len(line.text) < 20 and read_date(line.shown) and not any(sign in line.text for sign in "，。；：:"):
        return 0 if len(line.text) < 13 else 2  # a bare date; with more it may be the signature of a notice
    if own < 9 and line.cells < 2 and not any(sign in line.text for sign in "，。；：！？、"):
        return own // 2
    return own


def is_chrome(text: str, words: Vocabulary) -> bool:
    """Tell whether a line is a label line, a breadcrumb, page furniture or the strip at the foot."""
    return is_label_line(text, words) or is_furniture(text, words) or is_footer(text, words) or is_trail(text, words)


def is_label_line(text: str, words: Vocabulary) -> bool:
    """Tell whether a line is the 来源 / 发布时间 line: a label or date comes first, and one label is sure, or two."""
    if len(text) > LONGEST_LABEL_LINE or "。" in text:
        return False
    plain = folded(text).lstrip("【[（(|·●* ")
    dated, labels = words.dated.search(plain), list(words.labelled.finditer(plain))
    if dated and dated.start() <= 2 and not dated["never"] and (dated["published"] or dated["updated"]):
        return True
    if not labels or (labels[0].start() > 0 and not LEADING_DATE.match(plain[: labels[0].start()])):
        return False
    return len(labels) > 1 or words.sourced.match(labels[0][0]) is not None or labels[0].start() > 0


def is_furniture(text: str, words: Vocabulary) -> bool:
    """Tell whether a line consists of furniture words only."""
    return len(text) <= LONGEST_FURNITURE and words.furniture.fullmatch(text) is not None


def is_footer(text: str, words: Vocabulary) -> bool:
    """Tell whether a line belongs to the strip at the foot of a page."""
    return len(text) <= LONGEST_FOOTER and "。" not in text and words.footer.search(text) is not None


def is_trail(text: str, words: Vocabulary) -> bool:
    """Tell whether a line is a breadcrumb."""
    found = words.here.search(text)
    return bool(found and found.start() < 20 and len(text) < 200)


class Scale:
    """Weights of stretches of the page, within bounds: what lies outside weighs nothing."""

    def __init__(self, lines: list[Line], start: int, end: int, pictures: list[int]) -> None:
        marks = [(line.begin, line.weight) for line in lines if start <= line.begin < end and line.weight]
        marks += [(place, PICTURE_WEIGHT) for place in pictures if start <= place < end]
        marks.sort()
        self.places = [place for place, _ in marks]
        self.sums = [0, *accumulate(weight for _, weight in marks)]

    def between(self, begin: int, finish: int) -> int:
        """Give the weight of all that stands from `begin` up to, not including, `finish`."""
        return self.sums[bisect_left(self.places, finish)] - self.sums[bisect_left(self.places, begin)]
