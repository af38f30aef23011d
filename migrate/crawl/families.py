"""Which content systems built a site: fingerprints scored over its addresses and over some of its pages."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

MARK, SHAPE = 3, 2  # what a mark in the text and a shape of addresses count
SHOWN = 2  # many sites mix two systems
NEAR = 2  # the second is told when it scores no less than one part in so many of the first
READ = 400_000  # characters of one page that are looked at


class FamilyRule(Protocol):
    """One content system and how its sites are known (`mappings.families.FamilyRow` fits)."""

    @property
    def family_id(self) -> str:
        """Its number in the catalogue."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def urls(self) -> Sequence[re.Pattern[str]]:
        """Shapes of the site's paths."""

    @property
    def marks(self) -> Sequence[re.Pattern[str]]:
        """What its pages hold."""


@dataclass(frozen=True)
class Likeness:
    """How much a site looks like one family, and by which signs."""

    family_id: str
    name: str
    score: int
    signs: tuple[str, ...]


def likenesses(texts: Iterable[str], urls: Iterable[str], rules: Sequence[FamilyRule]) -> list[Likeness]:
    """Give the families that a site looks like most, the likeliest first; at most two."""
    pages = [text[:READ] for text in texts]
    paths = [urlsplit(url).path for url in urls]
    found = []
    for rule in rules:
        shapes = [one.pattern for one in rule.urls if any(one.search(path) for path in paths)]
        marks = [one.pattern for one in rule.marks if any(one.search(text) for text in pages)]
        if shapes or marks:
            score = SHAPE * len(shapes) + MARK * len(marks)
            found.append(Likeness(rule.family_id, rule.name, score, (*marks, *shapes)))
    found.sort(key=lambda one: (-one.score, one.family_id))
    return [one for one in found[:SHOWN] if one.score * NEAR >= found[0].score]
