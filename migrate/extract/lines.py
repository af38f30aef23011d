"""The lines a reader sees, each weighed by how much it speaks like an article."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from migrate.extract.dates import folded, read_date
from migrate.extract.dom import Outline, bare, squeezed
from migrate.extract.rules import CLOCK, DATE, Vocabulary

LONGEST_LABEL_LINE = 160  # characters; longer lines with labels in them are text
LONGEST_FURNITURE = 120
LONGEST_ENDING = 200
LONGEST_FOOTER = 300
LEADING_DATE = re.compile(DATE + CLOCK + r"\W*")
_LEADING = re.compile(rf"(?:{DATE}{CLOCK}|[01]?\d月[0-3]?\d日)\W*")
BESIDE = re.compile(r"[\s|｜/、,，;；【】\[\]（）()]+")  # between the things of a line that have no label
_CLOSING = re.compile(rf"{DATE}\s*[0-2]?[0-9][:：][0-5][0-9](?:[:：][0-5][0-9])?\W*\Z")
_CREDIT = re.compile(r"[\u3400-\u9fff/]{2,6}[:：].{1,12}")  # 摄影：某某
LONGEST_AUTHOR = 16  # characters of a line with an author alone
LONGEST_NAME = 4  # characters of a person's name
LONGEST_UNLABELLED = 80  # characters of a line with the day and its giver
LONGEST_SINGLE = 12  # characters behind the only label of a line
_SIGNS = re.compile(r"[:：\]】年\d]")  # a label line has one of them, and most lines have none
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
    label: bool = False  # the 来源 / 发布时间 line
    heart: int = -1  # where the longest of its cells begins
    chrome: bool = False  # that, or a breadcrumb, page furniture, the strip at the foot


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
        line.label, line.chrome = nature(line.shown, words)
        line.weight = 0 if line.chrome else _weight(line)
    return lines


def _split(text: str) -> Iterator[Line]:
    """Yield the lines that hold text; the walk has made every white space a single space or a tab."""
    place = 0
    for raw in text.split("\n"):
        text_of_line = "".join(raw.split())
        if text_of_line:
            shown = raw.strip()
            shown = squeezed(shown) if "  " in shown or "\t" in shown else shown
            cells = raw.count("\t")
            heart = place + (raw.index(max(raw.split("\t"), key=len)) if cells else 0)
            yield Line(place, place + len(raw), text_of_line, shown, 0, cells, heart=heart)
        place += len(raw) + 1


def nature(text: str, words: Vocabulary) -> tuple[bool, bool]:
    """Tell of a line as shown whether it is a label line, and whether it is chrome of any kind."""
    if len(text) > LONGEST_FOOTER:  # no kind of chrome is as long
        return False, False
    return _known_nature(text, words)


@lru_cache(maxsize=8192)
def _known_nature(text: str, words: Vocabulary) -> tuple[bool, bool]:
    """Whether a line is a label line, and whether it is chrome; the pages of a site share most of their chrome."""
    label = is_label_line(text, words)
    return label, label or is_chrome(text, words)


def _weight(line: Line) -> int:
    own = len(line.text) - line.linked
    if own <= 0 or line.linked > own:
        return 0
    if len(line.text) < 24 and LEADING_DATE.fullmatch(folded(line.shown)) and ":" in folded(line.shown):
        return 0  # a date with its clock is no text
    if len(line.text) < 20 and read_date(line.shown) and not any(sign in line.text for sign in "，。；：:"):
        return 0 if len(line.text) < 13 else 2  # a bare date; with more it may be the signature of a notice
    if own < 9 and line.cells < 2 and not any(sign in line.text for sign in "，。；：！？、"):
        return own // 2
    return own


def is_chrome(text: str, words: Vocabulary) -> bool:
    """Tell whether a line is a label line, a breadcrumb, page furniture or the strip at the foot."""
    if is_label_line(text, words) or is_furniture(text, words) or is_footer(text, words) or is_trail(text, words):
        return True
    single = words.labelled.match(text)  # 撰稿：某某
    return single is not None and len(text) - single.end() <= LONGEST_SINGLE and "。" not in text


def is_label_line(text: str, words: Vocabulary) -> bool:
    """Tell whether a line is the 来源 / 发布时间 line: a label or date comes first, and one label is sure, or two."""
    if len(text) > LONGEST_LABEL_LINE or "。" in text or not _SIGNS.search(text):
        return False
    plain = folded(text).lstrip("【[（(|·●* ")
    dated, labels = words.dated.search(plain), list(words.labelled.finditer(plain))
    if dated and dated.start() <= 2 and not dated["never"] and (dated["published"] or dated["updated"]):
        return True
    if len(labels) == 1 and labels[0].end() == len(plain):
        return labels[0].start() == 0  # the value stands in a block of its own
    if not labels:
        return _is_dated_giver(plain, words)
    if labels[0].start() > 0 and not _may_lead(plain, labels):
        return False
    sure = words.sourced.match(labels[0][0]) or (len(plain) <= LONGEST_AUTHOR and words.authored.match(labels[0][0]))
    return len(labels) > 1 or bool(sure) or labels[0].start() > 0


def _may_lead(plain: str, labels: list[re.Match[str]]) -> bool:
    """Tell whether what stands before the first label may: a date, or the beginning of another label with a date."""
    before = plain[: labels[0].start()]
    longer = len(labels) > 1 and len(before) <= LONGEST_NAME and before.isalpha()
    return _LEADING.match(before) is not None or (longer and LEADING_DATE.match(plain, labels[0].end()) is not None)


def _is_dated_giver(plain: str, words: Vocabulary) -> bool:
    """Tell whether a line is a day and, without any label, the office or paper that gave the news, and no more.

    A day without a clock comes first: 县水利局 2010年5月6日 signs a text.
    """
    day = LEADING_DATE.match(plain) or _CLOSING.search(plain) if len(plain) <= LONGEST_UNLABELLED else None
    if day is None:
        return False
    parts = [part for part in BESIDE.split(f"{plain[: day.start()]} {plain[day.end() :]}") if part]
    if not any(words.giver.fullmatch(part) for part in parts):
        return False
    named = {*words.lists["labels.other"], *words.lists["labels.author"]}
    return all(
        words.giver.fullmatch(part)
        or words.person.fullmatch(part)
        or _CREDIT.fullmatch(part)
        or part in named
        or (len(part) <= LONGEST_NAME and before in named)
        for before, part in pairwise(["", *parts])
    )


def is_furniture(text: str, words: Vocabulary) -> bool:
    """Tell whether a line consists of furniture words only."""
    return len(text) <= LONGEST_FURNITURE and words.furniture.fullmatch(text) is not None


def is_footer(text: str, words: Vocabulary) -> bool:
    """Tell whether a line belongs to the strip at the foot of a page."""
    return len(text) <= LONGEST_FOOTER and "。" not in text and words.footer.search(text) is not None


def is_trail(text: str, words: Vocabulary) -> bool:
    """Tell whether a line is a breadcrumb."""
    found = words.here.search(text, 0, 60) if len(text) < 200 else None
    return bool(found and found.start() < 20)


def is_ending(line: Line, words: Vocabulary) -> bool:
    """Tell whether a line is one that ends an article, such as 上一篇 or 相关链接."""
    return len(line.text) < LONGEST_ENDING and words.endings.match(line.text) is not None


class Scale:
    """Weights of stretches of the page, within bounds: what lies outside weighs nothing."""

    def __init__(self, lines: list[Line], start: int, end: int, pictures: list[int]) -> None:
        marks = [(line.heart, line.weight) for line in lines if start <= line.begin < end and line.weight]
        marks += [(place, PICTURE_WEIGHT) for place in pictures if start <= place < end]
        marks.sort()
        self.pictures = pictures
        self.places = [place for place, _ in marks]
        self.sums = [0, *accumulate(weight for _, weight in marks)]

    def between(self, begin: int, finish: int) -> int:
        """Give the weight of all that stands from `begin` up to, not including, `finish`."""
        return self.sums[bisect_left(self.places, finish)] - self.sums[bisect_left(self.places, begin)]
