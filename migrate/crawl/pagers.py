"""List pages that only a script knows: pagers of the content systems, read by rule.

A link-following crawler sees page one of such a list and reports success; these rules give every declared page.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from migrate.urls import resolve

MAX_PAGES = 20_000  # a declaration beyond this is an error of the page, not a list


@dataclass(frozen=True)
class PagerRule:
    """How one family prints its pager; the fields are those of mappings/families.toml."""

    rule_id: str
    pattern: re.Pattern[str]
    when: int
    numbering: str
    first: str
    other: str

    def number(self, page: int) -> int:
        """Give the number in the file name of a page (counted from 1, page > 1)."""
        return page - 1 if self.numbering == "zero" else page


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
    others = (rule.other.format(number=rule.number(page), **names) for page in range(2, pages + 1))
    return Pager(rule.rule_id, pages, tuple(filter(None, (resolve(url, other) for other in others))))
