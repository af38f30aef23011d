"""A finding: what was found where, shown without giving away what it is about."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migrate.screen.rules import ScreenRules

AROUND = 12  # characters shown before and after what was found
WINDOW = 200  # characters before and after that are looked at for more to be masked
_DIGITS = re.compile(r"\d[\d\s\-－—]{5,}[\dXx]")
_DOOR = re.compile(r"\d{1,5}(?=\s*(?:号|室|组|栋|幢|单元|户))")  # an address may stand beside a number, without a label


@dataclass(frozen=True)
class Finding:
    """One finding of an article or page; `excerpt` never shows the sensitive part."""

    kind: str
    severity: str
    where: str
    excerpt: str
    action: str


@dataclass(frozen=True)
class Hit:
    """What a search found: its kind, where it stands, an excerpt, and the exact text (never stored)."""

    kind: str
    where: str
    excerpt: str
    exact: str = ""


def judged(hits: Iterable[Hit], rules: ScreenRules) -> Iterator[Finding]:
    """The hits as findings, each once, at most so many of a kind, with the severity that the rules give the kind."""
    counts: Counter[str] = Counter()
    for hit in dict.fromkeys(hits):
        counts[hit.kind] += 1
        if counts[hit.kind] <= rules.limit("most_of_a_kind"):
            rule = rules.kinds[hit.kind]
            yield Finding(hit.kind, rule.severity, hit.where, hit.excerpt, rule.action)


def masked(number: str) -> str:
    """The number with its middle hidden, as long as it was.

    >>> masked("13800000000")
    '138******00'
    """
    return number[:3] + "".join("*" if one.isalnum() else one for one in number[3:-2]) + number[-2:]


def excerpt(text: str, start: int, end: int) -> str:
    """What stands around a place of the text; long numbers in it are masked."""
    first = max(0, start - WINDOW)
    return shown_safely(text[first : end + WINDOW])[max(0, start - AROUND) - first : end + AROUND - first].strip()


def shown_safely(text: str) -> str:
    """The text with long numbers and numbers of doors masked, as long as it was."""
    shown = _DIGITS.sub(lambda found: masked(found[0]), text)
    return _DOOR.sub(lambda found: "*" * len(found[0]), shown)
