"""What a list declares, and the rules that tell it; the parts that every reader of pagers shares."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, urlsplit

from migrate.model import Ask

MAX_PAGES = 20_000  # a declaration beyond this is an error of the page, not a list
SECOND, TWINS = "second", "twins"


class Condition(Protocol):
    """What a page must be for a rule to hold."""

    @property
    def word(self) -> str:
        """A text without it is not looked at further."""

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """The mark, which for a pager declares the length of the list; None: the general totals do."""

    @property
    def needs(self) -> tuple[re.Pattern[str], ...]:
        """What else the text must hold."""

    @property
    def url(self) -> re.Pattern[str] | None:
        """What the address must be."""


class PagerRule(Condition, Protocol):
    """How one family prints its pager (`mappings.families.PagerRow` fits; the fields are told in families.toml)."""

    @property
    def rule_id(self) -> str:
        """Its name."""

    @property
    def when(self) -> int | None:
        """The value of `current` on page 1."""

    @property
    def numbering(self) -> str:
        """`zero`, `one` or `reversed`."""

    @property
    def first(self) -> str:
        """The file of page 1."""

    @property
    def other(self) -> str:
        """The file of every further page."""

    @property
    def body(self) -> str:
        """The form by which a further page is asked."""

    @property
    def key(self) -> str:
        """The key whose value tells the page."""

    @property
    def value(self) -> str:
        """That value."""

    @property
    def greatest(self) -> bool:
        """The greatest number found counts."""

    @property
    def plus(self) -> int:
        """What is added to the number found."""

    @property
    def row(self) -> re.Pattern[str] | None:
        """What every row fits."""

    @property
    def probe(self) -> str:
        """What is asked before the rest."""

    @property
    def helps(self) -> tuple[re.Pattern[str], ...]:
        """What the text may hold beside it."""

    @property
    def instead_of(self) -> tuple[str, ...]:
        """The rules that give way to this one."""


class EntryRule(Condition, Protocol):
    """Where a list stands that a page only holds the key to (`mappings.families.EntryRow` fits)."""

    @property
    def ask(self) -> str:
        """The address of the list's first page."""

    @property
    def body(self) -> str | None:
        """Its form, where it is asked by POST."""

    @property
    def capped(self) -> bool:
        """True: only beside a list whose number of rows is probably a cap."""


class Rules(Protocol):
    """All the rules of lists (`mappings.families.Families` fits)."""

    @property
    def pagers(self) -> Sequence[PagerRule]:
        """The pager rules, in order."""

    @property
    def entries(self) -> Sequence[EntryRule]:
        """The entry rules, in order."""

    @property
    def keys(self) -> Sequence[str]:
        """Query keys that page through lists."""

    @property
    def totals(self) -> Sequence[re.Pattern[str]]:
        """The general totals."""

    @property
    def caps(self) -> frozenset[int]:
        """Numbers of rows that are probably a cap."""


@dataclass(frozen=True)
class Pager:
    """What a list declares: how many pages (0: not said) and rows, and the requests for pages 2… in order.

    `first_url`: this page is not page 1, that one tells more. `probe` says what is asked before the rest; `otherwise`
    are the requests if counting starts at zero. `chain` names a list whose every page tells only the next one, and
    `number` is then this page's.
    """

    rule_id: str
    pages: int
    asks: tuple[Ask, ...] = ()
    first_url: str | None = None
    rows: int | None = None
    probe: str = ""
    otherwise: tuple[Ask, ...] = ()
    key: str = ""
    chain: str = ""
    number: int = 1

    @property
    def page_urls(self) -> tuple[str, ...]:
        """The addresses of pages 2… in order."""
        return tuple(ask.url for ask in self.asks)


def with_key(text: str, key: str, value: str) -> str:
    """Give a query string (or form) in which `key` has `value`: changed where it stands, in any case, else added.

    >>> with_key("a=1&PAGE=2&b=", "page", "3"), with_key("", "page", "3")
    ('a=1&PAGE=3&b=', 'page=3')
    """
    value, parts, found = quote(value, safe=""), text.split("&") if text else [], False
    for at, part in enumerate(parts):
        name = part.partition("=")[0]
        if name.lower() == key.lower():
            parts[at], found = f"{name}={value}", True
    return "&".join(parts if found else [*parts, f"{key}={value}"])


def value_of(text: str, key: str) -> str | None:
    """Give the value of a key of a query string or form, None where it is not there."""
    for part in text.split("&"):
        name, _, value = part.partition("=")
        if name.lower() == key.lower():
            return value
    return None


def turned(ask: Ask, key: str, value: str) -> Ask:
    """Give the same request with another value of `key`, in its form if it has one, else in its query."""
    if ask.body is not None:
        return Ask(ask.url, with_key(ask.body, key, value))
    before, _, query = ask.url.partition("?")
    return Ask(f"{before}?{with_key(query, key, value)}")


def query_of(ask: Ask) -> str:
    """Give where a request's keys stand: its form, or its query."""
    return urlsplit(ask.url).query if ask.body is None else ask.body


def declared(text: str, totals: Iterable[re.Pattern[str]]) -> tuple[int, int | None]:
    """Give the pages (0 where none) and rows that a text declares by the general totals."""
    pages, rows = 0, None
    for total in totals:
        found = total.search(text)
        if found is None:
            continue
        said = found.groupdict()
        if pages == 0:
            pages = number(said.get("pages"))
        if rows is None and number(said.get("rows")):
            rows = number(said.get("rows"))
    return pages, rows


def number(text: str | None) -> int:
    """Give a number as read, 0 where there is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 9 else 0


def pages_for(rows: int | None, per: int) -> int:
    """Give how many pages of `per` rows make `rows`, 0 where it cannot be told."""
    return -(-rows // per) if rows and per else 0


def numbers(numbering: str, pages: int) -> Iterable[int]:
    """Give the numbers of pages 2… in order.

    >>> list(numbers("zero", 4)), list(numbers("one", 4)), list(numbers("reversed", 4))
    ([1, 2, 3], [2, 3, 4], [3, 2, 1])
    """
    if numbering == "reversed":
        return range(pages - 1, 0, -1)
    return range(1, pages) if numbering == "zero" else range(2, pages + 1)


def groups_of(text: str, patterns: Iterable[re.Pattern[str]]) -> Mapping[str, str] | None:
    """Give the named groups of patterns that must all be found, None where one is not."""
    groups: dict[str, str] = {}
    for pattern in patterns:
        found = pattern.search(text)
        if found is None:
            return None
        groups.update({name: value or "" for name, value in found.groupdict().items()})
    return groups
