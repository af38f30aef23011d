"""Screening of one article, and of one captured page: findings are told, nothing is changed, people decide."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from migrate.screen.finding import Finding, Hit, judged
from migrate.screen.hiding import Shown, search_hiding
from migrate.screen.persons import search_persons, veiled
from migrate.screen.rules import ScreenRules
from migrate.screen.units import Unit, addresses_in, folded, texts_beside, units_of, units_of_tree
from migrate.screen.wording import search_links, search_maps, search_validity, search_wording

LONGEST = 2000  # characters of a description that are looked at
_DESCRIBING = ("keywords", "description", "title")
_SURE = frozenset({"identity_number", "identity_number_old", "bank_card", "home_address"})
AROUND = _SURE | {"mobile_page"}  # what a page may say of persons outside its article: it holds the page alone


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
    keywords: str = ""


def screen_article(told: Told, rules: ScreenRules) -> tuple[Finding, ...]:
    """The findings of an article's title, body and attachments' names."""
    return tuple(judged(_hits(told, rules), rules))


def screen_page(page: Shown, rules: ScreenRules) -> tuple[Finding, ...]:
    """The findings of a captured page as a whole: what it hides, where it leads, whom it names outside the article."""
    return tuple(judged(chain(search_hiding(page, rules), _around(page, rules)), rules))


def _around(page: Shown, rules: ScreenRules) -> Iterator[Hit]:
    """What belongs to a person beyond all doubt, where the page says it and its article (if it is one) does not.

    Lists repeat titles, descriptions repeat texts, and a table that was taken for no article is archived like any page.
    """
    said, phones = folded(page.said), list[Hit]()
    for unit in chain(units_of_tree(page.tree, "网页"), _described(page)):
        for hit in search_persons(unit, rules):
            if hit.exact in said:
                continue
            if hit.kind in _SURE:
                yield hit
            elif hit.kind == "mobile" and not page.said:
                phones.append(replace(hit, kind="mobile_page"))
    if len({hit.exact for hit in phones}) >= max(1, rules.limit("page_mobiles")):
        yield from phones


def _described(page: Shown) -> Iterator[Unit]:
    for node in page.tree.css("meta[content]"):
        name = (node.attributes.get("name") or node.attributes.get("property") or "").lower()
        if name.endswith(_DESCRIBING):
            yield Unit(f"网页的 {name}", folded(node.attributes.get("content") or "")[:LONGEST])
    for node in page.tree.css("head title"):
        yield Unit("网页标题", folded(node.text())[:LONGEST])


def units_in(told: Told) -> list[Unit]:
    """Everything that an article says: title, keywords, paragraphs, cells, texts beside, names of attachments."""
    names = [Unit(f"附件名：第 {number} 个", folded(name)) for number, name in enumerate(told.attachments, 1)]
    head = [Unit("标题", folded(told.title)), *([Unit("关键词", folded(told.keywords))] if told.keywords else [])]
    return [*head, *units_of(told.body_html), *texts_beside(told.body_html), *names]


def _addresses(told: Told, rules: ScreenRules) -> Iterator[Hit]:
    """Numbers in addresses of links and pictures: systems make long numbers of their own, so a person looks."""
    for unit in addresses_in(told.body_html):
        for hit in search_persons(unit, rules):
            if hit.kind == "identity_number":
                yield replace(hit, kind="identity_like")


def _hits(told: Told, rules: ScreenRules) -> Iterator[Hit]:
    units = units_in(told)
    for unit in units:
        yield from search_persons(unit, rules)
    yield from _addresses(told, rules)
    yield from search_wording([veiled(unit, rules) for unit in units], rules)
    yield from search_validity(told.title, told.body_text)
    yield from search_maps(told.title, told.body_html, told.body_text, rules)
    yield from search_links(told.body_html, told.url, told.hosts, told.dead, rules)
