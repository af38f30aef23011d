"""Numbers hidden and spam links cut out in what is published; whoever cannot be served this way is told."""

import re
from collections.abc import Collection
from dataclasses import replace

from migrate.screen.article import Told, units_in
from migrate.screen.finding import masked
from migrate.screen.hiding import without_links
from migrate.screen.persons import search_persons
from migrate.screen.rules import ScreenRules
from migrate.screen.units import folded

_TAG = re.compile(r"(<[^>]*>)")


LINKS = frozenset({"hidden_link", "hidden_other", "bad_link"})  # kinds that are cut out, where numbers are masked


def without_spam(told: Told, targets: Collection[str]) -> Told:
    """The article without the links to these addresses; nothing changes where there are none."""
    if not targets:
        return told
    body_html, body_text = without_links(told.body_html, told.url, targets)
    return replace(told, body_html=body_html, body_text=body_text)


def with_masks(told: Told, kinds: Collection[str], rules: ScreenRules) -> Told | None:
    """The article with the numbers of these kinds masked in its texts; None where one of them cannot be masked.

    That is so when tags stand inside a number, or when it stands in a link or in the name of an attachment.
    """
    numbers = sorted(_numbers(told, kinds, rules), key=len, reverse=True)
    pieces = _TAG.split(told.body_html)
    made = replace(
        told,
        title=_without(told.title, numbers),
        keywords=_without(told.keywords, numbers),
        body_html="".join(one if at % 2 else _without(one, numbers) for at, one in enumerate(pieces)),
        body_text=_without(told.body_text, numbers),
    )
    said = folded(f"{made.body_html} {made.body_text} {made.keywords}")  # attributes too: a number may stand in a link
    left = any(number in said for number in numbers) or _numbers(made, kinds, rules)
    return None if left else made


def _numbers(told: Told, kinds: Collection[str], rules: ScreenRules) -> set[str]:
    return {hit.exact for unit in units_in(told) for hit in search_persons(unit, rules) if hit.kind in kinds}


def _without(text: str, numbers: list[str]) -> str:
    for number in numbers:
        text = text.replace(number, masked(number))
    return text
