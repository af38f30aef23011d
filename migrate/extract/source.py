"""A page's source, cut to what is safe to parse, and parsed."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_CHARS = 8 * 1024 * 1024  # of a page's source that are parsed; the longest honest page met has under 2 million
MAX_TAGS = 200_000  # opening tags; a parse of that many takes about a second
MAX_DEPTH = 400  # of open blocks; browsers stop at 512
FEW_TAGS = 800  # even at their worst they cost no more than a fifth of a second
MAX_FORMATTING = 24  # open b, font …: each is opened again in every later paragraph
_MONTHS = {
    "Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6,
    "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12,
}  # fmt: skip
_JAVA_DATE = re.compile(
    rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ({'|'.join(_MONTHS)}) (\d\d?) (\d\d:\d\d:\d\d) CST (\d{{4}})"
)
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,40})")
_TAG_NAME = re.compile(r"<(/?[a-zA-Z][^\s/>]{0,40})")
_FORMATTING = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
_CLOSED_BY_SIBLINGS = frozenset(
    {
        "p",
        "li",
        "dt",
        "dd",
        "td",
        "th",
        "tr",
        "tbody",
        "thead",
        "tfoot",
        "option",
        "optgroup",
        "rt",
        "rp",
        "colgroup",
        "html",
        "head",
        "body",
    }
)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
_LOOKS = [  # what only says how text looks; around links it may hold a breadcrumb together
    'font:not([class]):not([id]):not([size="4"]):not([size="5"]):not([size="6"]):not([size^="+"]):not(:has(a))',
    'span:not([class]):not([id]):not(:has(a)):not([style*="none" i]):not([style*="hidden" i])',
]


def without_java_dates(source: str) -> str:
    """Give the source with dates as Java prints them (Thu Apr 25 10:23:04 CST 2013) written as others do.

    >>> without_java_dates("时间：Thu Apr 25 10:23:04 CST 2013")
    '时间：2013-04-25 10:23:04'
    """
    if "CST" not in source:
        return source
    return _JAVA_DATE.sub(lambda one: f"{one[4]}-{_MONTHS[one[1]]:02}-{int(one[2]):02} {one[3]}", source)


def bounded(source: str) -> tuple[str, bool]:
    """Give the source as far as it is safe to parse, and whether something was left out.

    Tags nested beyond the bounds lose their opening tag, not their text: the parser's cost grows with the square
    of the depth.
    """
    cut = len(source) > MAX_CHARS
    source = source[:MAX_CHARS].replace("\0", "")
    if source.count("<") < FEW_TAGS:
        return source, cut
    names = _TAG_NAME.findall(source)
    if len(names) <= MAX_TAGS and _is_flat(names):
        return source, cut
    flattened, shortened = _flattened(source)
    return flattened, cut or shortened


def _is_flat(names: list[str]) -> bool:
    """Tell at little cost that nothing is nested beyond the bounds; False where it might be."""
    steps = {name: _steps(name) for name in set(names)}
    return all(
        _range(map({name: both[which] for name, both in steps.items()}.__getitem__, names)) <= bound
        for which, bound in ((0, MAX_DEPTH), (1, MAX_FORMATTING))
    )


def _steps(name: str) -> tuple[int, int]:
    """How far a tag (`div`, `/div`) goes down, as a block of any kind and as formatting."""
    plain = name.removeprefix("/").lower()
    if plain in _VOID or plain in _CLOSED_BY_SIBLINGS:
        return 0, 0
    way = -1 if name[0] == "/" else 1
    return way, way if plain in _FORMATTING else 0


def _range(steps: Iterable[int]) -> int:
    """The most that can be open at once: no lower than the true depth, which never falls below nothing."""
    depths = list(accumulate(steps, initial=0))
    return max(depths) - min(depths)


def _flattened(source: str) -> tuple[str, bool]:
    kept: list[str] = []
    position = depth = formatting = tags = 0
    lost: Counter[str] = Counter()  # opening tags that were left out; so are the tags that would close them
    cut = False
    for found in _TAG.finditer(source):
        closing, name = found[1], found[2].lower()
        if name in _VOID or name in _CLOSED_BY_SIBLINGS:
            tags += not closing
        elif closing and lost[name]:
            kept.append(source[position : found.start()])
            position = max(position, _after_tag(source, found.end()))
            lost[name] -= 1
        elif closing:
            depth, formatting = max(0, depth - 1), max(0, formatting - (name in _FORMATTING))
        else:
            tags, depth, formatting = tags + 1, depth + 1, formatting + (name in _FORMATTING)
            if depth > MAX_DEPTH or (name in _FORMATTING and formatting > MAX_FORMATTING):
                kept.append(source[position : found.start()])
                position = max(position, _after_tag(source, found.end()))
                depth, formatting, cut = depth - 1, formatting - (name in _FORMATTING), True
                lost[name] += 1
        if tags > MAX_TAGS:
            return "".join(kept) + source[position : found.start()], True
    return "".join(kept) + source[position:], cut


def _after_tag(source: str, start: int) -> int:
    end = source.find(">", start, start + 2000)
    return start if end < 0 else end + 1


def parsed(safe: str) -> LexborNode | None:
    """Parse a source that was bounded, its runs of text joined."""
    root = LexborHTMLParser(safe).root
    if root is not None:
        join_runs(root)
    return root


def join_runs(root: LexborNode) -> None:
    """Join runs of text that only say how they look with their neighbours: a Word document has thousands."""
    if root.css_first("font, span") is not None:
        root.unwrap_tags(_LOOKS)
        root.merge_text_nodes()
