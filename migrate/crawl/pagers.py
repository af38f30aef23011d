"""List pages that only a script knows: pagers of the content systems, read by rule.

A link-following crawler sees page one of such a list and reports success; these rules give every declared page.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from migrate.urls import resolve

MAX_PAGES = 20_000  # a declaration beyond this is an error of the page, not a list


class PagerRule(Protocol):
    """How one family prints its pager (`mappings.families.PagerRow` fits; the fields are told in families.toml)."""

    @property
    def rule_id(self) -> str:
        """Its name."""

    @property
    def pattern(self) -> re.Pattern[str]:
        """What the page's text must hold."""

    @property
    def when(self) -> int:
        """The value of `current` on page 1."""

    @property
    def numbering(self) -> str:
        """`zero` or `one`."""

    @property
    def first(self) -> str:
        """The file of page 1."""

    @property
    def other(self) -> str:
        """The file of every further page."""


@dataclass(frozen=True)
class Pager:
    """What a list declares: how many pages, and where pages 2… stand; `first_url` where this page is not page 1."""

    rule_id: str
    pages: int
    page_urls: tuple[str, ...]
    first_url: str | None = None


def pagers_of(text: str, url: str, rules: Sequence[PagerRule]) -> Iterable[Pager]:
    """Give the pagers that a page's text declares, each once."""
    seen: set[tuple[str, ...]] = set()
    for rule in rules:
        for found in rule.pattern.finditer(text):
            pager = _pager(rule, found, url)
            if pager and (pager.first_url or "", *pager.page_urls) not in seen:
                seen.add((pager.first_url or "", *pager.page_urls))
                yield pager


def _pager(rule: PagerRule, found: re.Match[str], url: str) -> Pager | None:
    groups = {name: value or "" for name, value in found.groupdict().items()}
    if not (groups["pages"] + groups["current"]).isdecimal():
        return None  # an office's own pattern may catch more than numbers
    pages, current = int(groups["pages"] or 0), int(groups["current"] or 0)
    names = {"name": groups["name"], "ext": groups["ext"]}
    first = rule.first.format(**names)
    if not 1 <= pages <= MAX_PAGES:
        return None
    if urlsplit(url).path.rsplit("/", 1)[1] not in ("", first):
        first_url = resolve(url, first)  # page 1 tells all; on later pages the numbering cannot be told
        return Pager(rule.rule_id, pages, (), first_url) if first_url else None
    if current != rule.when:
        return None
    start = 1 if rule.numbering == "zero" else 2  # the number in the name of page 2
    others = (rule.other.format(number=number, **names) for number in range(start, start + pages - 1))
    return Pager(rule.rule_id, pages, tuple(filter(None, (resolve(url, other) for other in others))))
