"""Addresses that a script can make without end: calendars, page numbers, combinations of filters, visit counters.

One address proves nothing, so each is given a shape: what stays when the date, the page number or the filters' values
are taken out. How many of a shape are asked is decided where they are named (`run.trapping`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

CALENDAR, PAGES, FACETS, COUNTER = "calendar", "endless_pages", "facets", "visit_counter"
LIMITED = (CALENDAR, PAGES, FACETS)  # what a limit of the same name stands for; a counter is asked once
_DATE = re.compile(r"(1[89]\d\d|2\d\d\d)(?:[-/.年]?(?:0?[1-9]|1[0-2])(?:[-/.月]?(?:0?[1-9]|[12]\d|3[01])日?)?月?)?")
_LONG_NUMBER = re.compile(r"\d{3}")
_DATE_FOLDERS = re.compile(
    r"/(?P<year>(?:19|2\d)\d\d)(?:[/-]?(?:0?[1-9]|1[0-2])(?:[/-]?(?:0?[1-9]|[12]\d|3[01]))?)(?=/|$)"
)
_DATE_NAME = re.compile(r"/(?P<year>(?:19|2\d)\d\d)[/-]?(?:0?[1-9]|1[0-2])[/-]?(?:0?[1-9]|[12]\d|3[01])(?=\.\w{2,5}$)")
_PAGE_NAME = re.compile(
    r"(?<=/)(index|list|page|default|more)([_-]?)\d+(\.\w{2,5})$"
    r"|(?<=/)(?:page|p)/\d+(/?|\.(?:s?html?|jsp|aspx?|php|do))$",
    re.IGNORECASE,
)


class TrapRules(Protocol):
    """What tells traps (`mappings.traps.Traps` fits; the fields are told in traps.toml)."""

    @property
    def date_keys(self) -> frozenset[str]:
        """Names of query parameters that hold a date or a part of one."""

    @property
    def page_keys(self) -> frozenset[str]:
        """Names of query parameters that hold a page number."""

    @property
    def counter_scripts(self) -> re.Pattern[str]:
        """Paths of scripts that only count visits."""


@dataclass(frozen=True)
class Shape:
    """What an address has in common with those that the same script makes; `year` of a calendar page, if told."""

    family: str
    text: str
    year: int | None = None
    values: Mapping[str, str] = field(default_factory=dict, compare=False, hash=False)


def shape_of(url: str, rules: TrapRules) -> Shape | None:
    """Give the shape of an address that a script may have made, None for all others."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    if rules.counter_scripts.search(parts.path):
        return Shape(COUNTER, f"{COUNTER} {origin}{parts.path}")
    pairs = [(key, value) for key, _, value in (one.partition("=") for one in parts.query.split("&") if one)]
    found = _of_query(parts.path, pairs, rules) if pairs else _of_path(parts.path)
    if found is None:
        return None
    return Shape(found.family, f"{found.family} {origin}{found.text}", found.year, found.values)


def _of_query(path: str, pairs: Sequence[tuple[str, str]], rules: TrapRules) -> Shape | None:
    dated = [(key, value) for key, value in pairs if key.lower() in rules.date_keys and value.isascii()]
    rest = [pair for pair in pairs if pair not in dated]
    years = [int(found[1]) for _, value in dated if (found := _DATE.fullmatch(value))]
    if years and not any(_LONG_NUMBER.search(value) for _, value in rest):
        return Shape(CALENDAR, _masked(path, rest, dated), max(years))
    paged = [(key, value) for key, value in pairs if key.lower() in rules.page_keys and value.isdecimal()]
    rest = [pair for pair in pairs if pair not in paged]
    if paged:
        return Shape(PAGES, _masked(path, rest, paged))
    if len(rest) > 1:
        return Shape(FACETS, path, values=dict(rest))  # one filter more or less is still the same script
    return _of_path(path) if not rest else None


def _masked(path: str, kept: Sequence[tuple[str, str]], masked: Sequence[tuple[str, str]]) -> str:
    names = sorted([*(f"{key}={value}" for key, value in kept), *(f"{key}=*" for key, _ in masked)])
    return f"{path}?{'&'.join(names)}"


def _of_path(path: str) -> Shape | None:
    paged = _PAGE_NAME.search(path)
    if paged:
        return Shape(PAGES, f"{path[: paged.start()]}*{paged[3] or ''}")
    if (day := _DATE_NAME.search(path)) and not re.search(r"\d", path[: day.start()]):
        return Shape(PAGES, f"{path[: day.start()]}/*{path[day.end() :]}", int(day["year"]))  # may be a day's article
    dated = _DATE_FOLDERS.search(path)
    if dated is None:
        return None
    rest = path[: dated.start()] + "/*" + path[dated.end() :]
    return None if any(letter.isdecimal() for letter in rest) else Shape(CALENDAR, rest, int(dated["year"]))
