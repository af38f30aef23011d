"""引题 and 副标题: the lines of a heading right above and below its title, which no other field keeps."""

import re
from bisect import bisect_left

from migrate.extract.dates import folded
from migrate.extract.dom import Outline
from migrate.extract.lines import LEADING_DATE, Line
from migrate.extract.rules import Vocabulary
from migrate.extract.title import SEPARATORS, Title, ends_as_office, is_lower

SHORTEST, LONGEST = 6, 60  # characters of such a line; shorter ones are names of columns
MOST_BELOW = 2  # lines below a title
_NO_CHARACTER = re.compile("[\ufdd0-\ufdef]")
_NUMBER = ("〔", "号")  # signs of a 文号, which the facts of a document keep


def find_subtitles(page: Outline, lines: list[Line], title: Title, words: Vocabulary, begin: int) -> tuple[str, ...]:
    """Give the sub-titles in their order; `begin` is where the body begins, for what stands in it is kept anyway."""
    if title.place < 0 or not lines:
        return ()
    starts = [line.begin for line in lines]
    first, after = bisect_left(starts, title.place), bisect_left(starts, title.finish)
    above = lines[first - 1 : first] if first else []
    below = lines[after : after + MOST_BELOW + 1]
    said = next((at for at, line in enumerate(below) if _is_day_line(line)), None)
    lower = below[:said] if said is not None else [line for line in below[:1] if is_lower(line.text)]
    lower = lower if len(lower) <= MOST_BELOW and all(line.begin < begin for line in lower) else []
    upper = [line for line in above if line.begin < begin and not _names_something(line, page, lines)]
    wanted = [line for line in (*upper, *lower) if _is_plain(line, title, words)]
    if not wanted:
        return ()
    holder = _holder(page, title.place, title.finish)
    return tuple(line.shown for line in wanted if _holder(page, line.begin, line.finish) == holder)


def _is_day_line(line: Line) -> bool:
    return line.chrome or LEADING_DATE.match(folded(line.shown).lstrip("【[(（ ")) is not None


def _is_plain(line: Line, title: Title, words: Vocabulary) -> bool:
    """Tell whether a line is neither chrome nor a link, nor the title again, nor the name of an office or a 文号."""
    text = line.text
    if not SHORTEST <= len(text) <= LONGEST or line.linked or line.cells > 1 or _is_day_line(line):
        return False
    if text in "".join(title.text.split()) or text.endswith(("。", "：", ":", "；")) or all(s in text for s in _NUMBER):
        return False
    if _NO_CHARACTER.search(text) or words.labelled.search(line.shown):
        return False
    return not ends_as_office(text) and words.giver.fullmatch(text) is None


def _names_something(line: Line, page: Outline, lines: list[Line]) -> bool:
    """Tell whether a line above a title is the name of the site or of a column, which a link or <title> has too."""
    named = {"".join(part.split()) for part in SEPARATORS.split(page.title)}
    return line.text in named or any(line.text == other.text for other in lines if other.linked)


def _holder(page: Outline, begin: int, finish: int) -> int:
    """The smallest block that holds a stretch of the text and more than it; -1 where none does."""
    said, holder = "".join(page.text[begin:finish].split()), -1
    for index, block in enumerate(page.blocks):
        if block.begin > begin:
            break
        if block.finish >= finish and block.chars > len(said):
            holder = index
    return holder
