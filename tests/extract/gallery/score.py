"""Measures of one reading against the truth; body F1 over character trigrams, as the room's other measurements do."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean
from urllib.parse import quote

from tests.extract.gallery.build import Sheet
from tests.extract.gallery.facts import Block, Facts, Paper, Text

PROSE = frozenset({"text", "news", "notice", "photos", "files", "listed", "parts"})  # kinds whose body is running text
FEW = 6  # characters beside the names, where a page is only documents: 附件： and the like
_NOISE = re.compile(r"[\s　\xa0​﻿|*#_>\-]+")
MEASURES = (
    "f1", "prose", "kind", "title", "date", "time", "source", "author", "column", "files", "names", "images", "cells",
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """What an extractor gives for a page; None where it has no such field."""

    body: str = ""
    article: bool | None = None
    title: str | None = None
    date: str | None = None
    source: str | None = None
    author: str | None = None
    column: tuple[str, ...] | None = None
    files: Sequence[tuple[str, str]] | None = None
    images: Sequence[str] | None = None
    cells: Sequence[tuple[str, int, int]] | None = None


@dataclass
class Marks:
    """The marks of many pages, by measure; a measure that does not apply to a page leaves none."""

    marks: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in MEASURES})

    def add(self, marks: dict[str, float]) -> None:
        """Enter the marks of one page."""
        for name, mark in marks.items():
            self.marks[name].append(mark)

    def mean(self, name: str) -> float | None:
        """Give the mean of a measure."""
        return fmean(self.marks[name]) if self.marks[name] else None


def norm(text: str | None) -> str:
    """Drop white space and the signs that extractors write for structure."""
    return _NOISE.sub("", text or "")


def grams(text: str, size: int = 3) -> Counter[str]:
    """Count the runs of three characters."""
    return Counter(text[at : at + size] for at in range(max(1, len(text) - size + 1)))


def f1(said: Iterable[object], true: Iterable[object]) -> float:
    """Give the harmonic mean of precision and recall of two collections; nothing where nothing is due is right."""
    one, other = Counter(said), Counter(true)
    if not one.total() or not other.total():
        return float(one.total() == other.total())
    return 2 * (one & other).total() / (one.total() + other.total())


def body_f1(said: str, true: str) -> float:
    """Give the F1 of two texts."""
    one, other = norm(said), norm(true)
    return f1(grams(one).elements() if one else (), grams(other).elements() if other else ())


def marks_of(reading: Reading, sheet: Sheet) -> dict[str, float]:
    """Mark one reading."""
    facts = sheet.facts
    marks = {"f1": max(body_f1(reading.body, text) for text in texts_of(facts))}
    if only_papers(facts):
        marks["f1"] = len(_without_names(reading.body, facts)) <= FEW
    if facts.kind in PROSE:
        marks["prose"] = marks["f1"]
    if reading.article is not None:
        marks["kind"] = reading.article
    if reading.title is not None:
        marks["title"] = norm(reading.title) == norm(facts.title)
    if reading.date is not None:
        marks["date"] = reading.date[:10] == facts.day
        marks["time"] = reading.date.removesuffix(" 00:00") == facts.published_at  # midnight is no time
    if reading.source is not None and facts.source is not None:
        marks["source"] = norm(reading.source) == norm(facts.source)
    if reading.author is not None and facts.author is not None:
        marks["author"] = _person(reading.author) == _person(facts.author)
    if reading.column is not None and facts.column:
        marks["column"] = reading.column == facts.column
    return {name: float(mark) for name, mark in (marks | _things(reading, sheet)).items()}


def _things(reading: Reading, sheet: Sheet) -> dict[str, float]:
    facts, marks = sheet.facts, {}
    papers = dict(facts.papers())
    if reading.files is not None and (papers or reading.files):
        marks["files"] = f1([sent(url) for url, _ in reading.files], [sent(url) for url in papers])
        named = [(url, name) for url, name in papers.items() if name]
        if named:
            given = {sent(url): name for url, name in reading.files}
            marks["names"] = fmean(_stem(name) in norm(given.get(sent(url))) for url, name in named)
    if reading.images is not None and (facts.images() or reading.images):
        marks["images"] = f1(map(sent, reading.images), map(sent, facts.images()))
    if reading.cells is not None and (facts.cells() or reading.cells):
        marks["cells"] = f1(reading.cells, [(norm(text), rows, columns) for text, rows, columns in facts.cells()])
    return marks


def _stem(name: str) -> str:
    return norm(re.sub(r"^附件\d*[:：]|\.\w{2,4}$", "", name))


def texts_of(facts: Facts) -> set[str]:
    """Give the texts that are right: the names of documents at a text's end may stand in it or not."""
    own = [block for block in facts.blocks if not _of_papers(block)]
    plain = replace(facts, blocks=tuple(own)).text()
    names = "\n".join(name for _, name in facts.papers())
    labelled = "\n".join(f"附件：{name}" for _, name in facts.papers())
    return {facts.text(), plain, f"{plain}\n{names}", f"{plain}\n{labelled}"}


def sent(url: str) -> str:
    """Give an address as it is sent."""
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")


def _person(name: str) -> str:
    return norm(name).removeprefix("通讯员")


def only_papers(facts: Facts) -> bool:
    """Tell whether the article is nothing but documents: their names may stand in the body or not."""
    return all(_of_papers(block) for block in facts.blocks)


def _of_papers(block: Block) -> bool:
    return isinstance(block, Paper) or (isinstance(block, Text) and block.text.startswith("附件"))


def _without_names(body: str, facts: Facts) -> str:
    said = norm(body)
    for _, name in facts.papers():
        said = said.replace(norm(name), "") if name else said
    return said
