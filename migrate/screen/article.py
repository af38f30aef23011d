"""Screening of one article, and of one captured page: findings are told, nothing is changed, people decide."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from migrate.screen.finding import Finding, Hit, judged
from migrate.screen.hiding import Shown, search_hiding
from migrate.screen.persons import search_persons, veiled
from migrate.screen.rules import ScreenRules
from migrate.screen.units import Unit, folded, units_of
from migrate.screen.wording import search_links, search_maps, search_validity, search_wording


@dataclass(frozen=True)
class Told:
    """What an article tells its readers, and what is known of its links (`dead`: address → what was seen)."""

    url: str
    title: str
    body_html: str
    body_text: str
    attachments: tuple[str, ...] = ()
    hosts: frozenset[str] = frozenset()
    dead: Mapping[str, str] = field(default_factory=dict)


def screen_article(told: Told, rules: ScreenRules) -> tuple[Finding, ...]:
    """The findings of an article's title, body and attachments' names."""
    return tuple(judged(_hits(told, rules), rules))


def screen_page(page: Shown, rules: ScreenRules) -> tuple[Finding, ...]:
    """The findings of a captured page as a whole: what it hides, where it leads, what its scripts look at."""
    return tuple(judged(search_hiding(page, rules), rules))


def units_in(told: Told) -> list[Unit]:
    """Everything of an article that a reader reads: title, paragraphs and cells, names of attachments."""
    names = [Unit(f"附件名：第 {number} 个", folded(name)) for number, name in enumerate(told.attachments, 1)]
    return [Unit("标题", folded(told.title)), *units_of(told.body_html), *names]


def _hits(told: Told, rules: ScreenRules) -> Iterator[Hit]:
    units = units_in(told)
    for unit in units:
        yield from search_persons(unit, rules)
    yield from search_wording([veiled(unit, rules) for unit in units], rules)
    yield from search_validity(told.title, told.body_text)
    yield from search_maps(told.title, told.body_html, told.body_text, rules)
    yield from search_links(told.body_html, told.url, told.hosts, told.dead, rules)
