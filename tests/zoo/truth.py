"""The truth files of the zoo: `truth/<name>.toml`, written by hand and read by no code that makes answers.

    stands_for = ["Z01"]      the behaviours and faults of behaviours.toml that the site shows
    shows = "…"               what the site is, in one sentence
    waits = true              a person is told of something (held back, or a list that is short); absent: nobody is
    why = "…"                 what is knowingly not covered; must stand where `[beyond]` stands

    [outcomes]                outcome, or "outcome reason" (not of unreachable URLs: those are words for people)
    stored = ['/', '/zwgk/index_{1..119}.html']
    "error http_404" = ['/void.html']

    [lists]                   by the request of page 1: what it declares, what is found, and the proof (or none)
    '/zwgk/index.html' = { pages = 120, rows = 89, found = 89, proof = "rows" }

    [beyond]                  like [outcomes]: what a perfect crawl would know and ours does not

A URL without host is the site's own; behind a blank follows the form of a POST. `{1..119}`, `{001..119}`,
`{0x01..0x2f}`, `{2019-01-01..2019-04-30}` stand for every number or day, `{ab*3}` for ababab; where a URL holds
several, they multiply.
`/robots.txt` is `error http_404` where it is not told otherwise.
"""

import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "truth"
OUTCOMES = frozenset({"stored", "revisit", "redirect", "error", "excluded", "alias", "quarantined", "unreachable"})
_FIELDS = frozenset({"stands_for", "shows", "waits", "why", "outcomes", "lists", "beyond"})
_RANGE = re.compile(
    r"\{(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)\}|\{(0x)?([\da-f]+)\.\.(?:0x)?([\da-f]+)\}|\{([^{}*]+)\*(\d+)\}"
)


@dataclass(frozen=True)
class Truth:
    """What one file tells."""

    outcomes: Mapping[str, str]
    lists: Mapping[str, tuple[int, int | None, int, str | None]]
    beyond: Mapping[str, str]
    stands_for: tuple[str, ...]
    shows: str
    waits: bool
    why: str


@cache
def told(name: str) -> Truth:
    """Give what `truth/<name>.toml` tells; a fault of the file is a ValueError that names it."""
    read = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    if unknown := read.keys() - _FIELDS:
        raise ValueError(f"{name}.toml: unknown {sorted(unknown)}")
    if not read.get("shows") or ("beyond" in read and not read.get("why")):
        raise ValueError(f"{name}.toml: `shows` is missing, or `why` beside [beyond]")
    return Truth(
        _by_url(name, read.get("outcomes", {})),
        {url: _list(one) for given, one in read.get("lists", {}).items() for url in expanded(given)},
        _by_url(name, read.get("beyond", {})),
        tuple(read.get("stands_for", ())),
        read["shows"],
        read.get("waits", False),
        read.get("why", ""),
    )


def _by_url(name: str, groups: Mapping[str, list[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for said, urls in groups.items():
        if said.partition(" ")[0] not in OUTCOMES:
            raise ValueError(f"{name}.toml: no outcome is called {said!r}")
        for url in itertools.chain.from_iterable(map(expanded, urls)):
            if url in found:
                raise ValueError(f"{name}.toml: {url} is told twice")
            found[url] = said
    return found


def _list(one: Mapping[str, Any]) -> tuple[int, int | None, int, str | None]:
    return one["pages"], one.get("rows"), one["found"], one.get("proof")


def expanded(text: str) -> Iterator[str]:
    """Give every address that a text with ranges stands for.

    >>> list(expanded("/a_{08..10}.htm")), list(expanded("/{1..2}/{5..6}")), list(expanded("{ab*2}"))
    (['/a_08.htm', '/a_09.htm', '/a_10.htm'], ['/1/5', '/1/6', '/2/5', '/2/6'], ['abab'])
    """
    plain, choices, at = [], [], 0
    for found in _RANGE.finditer(text):
        plain.append(text[at : found.start()])
        choices.append(list(_each(found)))
        at = found.end()
    for chosen in itertools.product(*choices):
        yield "".join(itertools.chain.from_iterable(zip(plain, chosen, strict=True))) + text[at:]


def _each(found: re.Match[str]) -> Iterator[str]:
    first_day, last_day, is_hex, first, last, word, times = found.groups()
    if word:
        yield word * int(times)
    elif first_day:
        start = date.fromisoformat(first_day)
        for days in range((date.fromisoformat(last_day) - start).days + 1):
            yield str(start + timedelta(days=days))
    else:
        base, letter = (16, "x") if is_hex else (10, "d")
        width = len(first) if first.startswith("0") else 0
        yield from (f"{number:0{width}{letter}}" for number in range(int(first, base), int(last, base) + 1))
