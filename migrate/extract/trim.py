"""What of the chosen stretch is no text of the article: repeated title and label lines, page furniture, the foot."""

import re

from migrate.extract.body import ENDING_SHARE, Choice
from migrate.extract.dates import folded, read_date
from migrate.extract.dom import bare
from migrate.extract.lines import LEADING_DATE, Line, Scale, is_ending, is_furniture, is_trail
from migrate.extract.rules import Vocabulary
from migrate.extract.title import Title

LONGEST_MIDDLE = 40  # characters of a furniture line in the middle of a text
SHORTEST_EXCERPT = 10  # characters before the dots
HEAD_LINES = 40  # looked at from the top; a document's box may be long

_CUT = re.compile(r"(?:\.{2,}|…+)$")


def dropped_stretches(lines: list[Line], words: Vocabulary, title: Title, choice: Choice) -> list[tuple[int, int]]:
    """Give the stretches of the flat text that are left out of the body, in order, not overlapping."""
    within = [line for line in lines if choice.begin <= line.begin < choice.finish]
    head = _head(within, words, title, choice)
    tail = max(head, _tail(within, words, head))
    dropped = {index for index in range(len(within)) if index < head or index >= tail}
    dropped |= {index for index in range(head, tail) if _furniture_between(within[index], words)}
    stretches = [(within[index].begin, within[index].finish + 1) for index in sorted(dropped)]
    return [(-1, choice.begin), *stretches, (choice.finish, 1 << 60)]


def _furniture_between(line: Line, words: Vocabulary) -> bool:
    return 5 <= len(line.text) <= LONGEST_MIDDLE and is_furniture(line.shown, words)


def _head(within: list[Line], words: Vocabulary, title: Title, choice: Choice) -> int:
    """One past the last leading line of chrome; a title counts as chrome only where chrome follows it."""
    wanted, first = bare(title.text), 0
    for index, line in enumerate(within[:HEAD_LINES]):
        if _head_chrome(line, words, choice) or _is_excerpt(within, index):
            first = index + 1
        elif not (len(line.text) >= 4 and line.text in wanted):
            break
    return first


def _head_chrome(line: Line, words: Vocabulary, choice: Choice) -> bool:
    if line.chrome or is_furniture(line.shown, words) or is_trail(line.shown, words):
        return True
    return choice.method == "density" and line.weight <= 2 and not line.linked and _dated(line)


def _is_excerpt(within: list[Line], index: int) -> bool:
    """A summary that some templates cut from the text's beginning and print above it, ending in dots."""
    stem = _CUT.sub("", within[index].text)
    if stem == within[index].text or len(stem) < SHORTEST_EXCERPT:
        return False
    following = "".join(line.text for line in within[index + 1 : index + HEAD_LINES])
    return following.startswith(stem)


def _dated(line: Line) -> bool:
    plain = folded(line.shown).lstrip("【[(（ ")
    return len(plain) < 30 and LEADING_DATE.match(plain) is not None and read_date(plain) is not None


def _tail(within: list[Line], words: Vocabulary, head: int) -> int:
    """The index from which on only chrome follows, or an end line with little behind it."""
    last = len(within)
    scale = Scale(within, 0, 1 << 60, [])
    everything = scale.between(0, 1 << 60)
    for index in range(head, last):
        line = within[index]
        if is_ending(line, words):
            before = scale.between(0, line.begin)
            if before and everything - before <= everything * ENDING_SHARE:
                last = index
                break
    while last > head and _tail_chrome(within[last - 1], words):
        last -= 1
    return last


def _tail_chrome(line: Line, words: Vocabulary) -> bool:
    if is_ending(line, words):
        return True
    # （来源：…） under a text belongs to it; with a publish date it is the page's own line.
    kept = line.text[:1] in "（(" and not words.dated.search(folded(line.shown))
    return not kept and line.chrome
