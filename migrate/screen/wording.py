"""What an article says: bad words, advertisements, wording lists, leaders' titles, repealed documents, maps, links."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from selectolax.lexbor import LexborHTMLParser

from migrate.screen.finding import Hit, excerpt
from migrate.screen.hiding import bad_places, is_foreign, links_of
from migrate.screen.rules import ScreenRules
from migrate.screen.units import Unit

HEAD = 400  # characters at the beginning of a body that may be the box of a document's facts
_ASIDE = re.compile(r"\s*[（(][^（()）]{0,12}[）)]\s*\Z")  # （图）, （2019 版）
SHOWN = 100  # characters of an address that are shown
_VALID = re.compile(r"(?:有\s*效\s*性|时\s*效\s*性?|效力状态)\s*[：:]?\s*(?:已?废止|已?失效)")
_MARKED = re.compile(r"[（(【\[〔]\s*(?:已?废止|已?失效)[^）)】\]〕]{0,8}[）)】\]〕]")


def search_wording(units: Sequence[Unit], rules: ScreenRules) -> Iterator[Hit]:
    """Give what the paragraphs of an article, its title among them, should not say."""
    for unit in units:
        yield from search_words(unit, rules)
    yield from _advertisements(units, rules)


def search_words(unit: Unit, rules: ScreenRules) -> Iterator[Hit]:
    """Give the bad words, wrong words and wrong titles of one paragraph."""
    text = unit.text
    yield from (Hit("bad_words", unit.where, excerpt(text, *at)) for at in bad_places(text, rules))
    for wrong, right in rules.wording.items():
        if (at := text.find(wrong)) >= 0:
            yield Hit("wording", unit.where, f"{excerpt(text, at, at + len(wrong))}（{wrong}→{right}）")
    for name, title in rules.leaders.items():
        if (at := text.find(name)) >= 0 and f"{title}{name}" not in text and f"{name}{title}" not in text:
            yield Hit("leader_title", unit.where, f"{excerpt(text, at, at + len(name))}（名单：{title}）")


def _advertisements(units: Sequence[Unit], rules: ScreenRules) -> Iterator[Hit]:
    found = [(unit, word) for word in rules.words("advertisements") for unit in units if word in unit.text]
    if len({word for _, word in found}) >= max(1, rules.limit("advertisement_words")):
        for unit, word in found:
            at = unit.text.find(word)
            yield Hit("advertisement", unit.where, excerpt(unit.text, at, at + len(word)))


def search_validity(title: str, body_text: str) -> Iterator[Hit]:
    """Give whether an article is a document that its own box or title says to be repealed."""
    marked, said = _MARKED.search(title), _VALID.search(body_text[:HEAD])
    if marked:
        yield Hit("repealed", "标题", excerpt(title, *marked.span()))
    elif said:
        yield Hit("repealed_unmarked", "正文开头", excerpt(body_text[:HEAD], *said.span()))


def search_maps(title: str, body_html: str, body_text: str, rules: ScreenRules) -> Iterator[Hit]:
    """Give the pictures of an article that are called maps, where no map number stands in the text."""
    maps, numbers = rules.words("maps"), rules.words("map_numbers")
    pictures = LexborHTMLParser(body_html).css("img")
    names = [(node.attributes.get("alt") or "") + (node.attributes.get("title") or "") for node in pictures]
    if any(number in body_text for number in numbers) or not pictures:
        return
    for where, name in chain([("标题", title)], (("图片", name) for name in names)):
        if any(_ASIDE.sub("", name).endswith(word) for word in maps):
            yield Hit("map_without_number", where, excerpt(name, 0, len(name)))


def search_links(
    body_html: str, url: str, hosts: frozenset[str], dead: Mapping[str, str], rules: ScreenRules
) -> Iterator[Hit]:
    """Give the links of a body that lead to other hosts, or to what `dead` (address → what was seen) says is gone."""
    for node, target in links_of(LexborHTMLParser(body_html), url):
        text = (node.text(strip=True) or "")[:20]
        at = target.partition("#")[0]
        if at in dead:
            yield Hit("dead_link", "正文链接", f"{text} → {target[:SHOWN]}（{dead[at]}）")
        elif is_foreign(target, hosts, rules):
            yield Hit("foreign_link", "正文链接", f"{text} → {target[:SHOWN]}")
