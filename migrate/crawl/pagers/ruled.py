"""Pagers whose shape families.toml tells: static files in three numbering directions, query keys, forms."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from migrate.crawl.answers import rows_of_json
from migrate.crawl.pagers.pager import (
    MAX_PAGES,
    TWINS,
    Condition,
    EntryRule,
    Pager,
    PagerRule,
    declared,
    groups_of,
    number,
    numbers,
    pages_for,
    query_of,
    turned,
    value_of,
)
from migrate.model import Ask
from migrate.urls import resolve

_COUNTS = frozenset({"pages", "rows", "per", "current"})
_NO_NAMES = _COUNTS | {"folder"}  # what tells two lists of one page apart is none of these


@dataclass(frozen=True)
class _Declared:
    """One declaration: the numbers found, and the groups that name files."""

    pages: int
    rows: int | None
    current: int | None
    names: Mapping[str, Any]


def ruled(
    rule: PagerRule, text: str, ask: Ask, totals: Sequence[re.Pattern[str]], charset: str = "utf-8"
) -> Iterator[Pager]:
    """Give the pagers that one rule finds on the page that `ask` brought."""
    around = _around(rule, text, ask)
    if around is None:
        return
    for said in _declarations(rule, text, ask, around, totals):
        pager = _by_key(rule, said, ask) if rule.key else _by_file(rule, said, ask, charset)
        if pager is not None:
            yield pager


def _around(rule: Condition, text: str, ask: Ask) -> Mapping[str, str] | None:
    if rule.word not in text:
        return None
    here = groups_of(f"{ask.url} {ask.body}" if ask.body is not None else ask.url, [rule.url] if rule.url else [])
    if here is None:
        return None
    there = groups_of(text, rule.needs)
    return None if there is None else {**here, **there}


def _beside(rule: PagerRule, text: str) -> Mapping[str, str]:
    """The groups of what may be found and may be not."""
    found = [one.search(text) for one in rule.helps]
    return {name: value for one in found if one for name, value in one.groupdict().items() if value}


def _declarations(
    rule: PagerRule, text: str, ask: Ask, around: Mapping[str, str], totals: Sequence[re.Pattern[str]]
) -> Iterator[_Declared]:
    per = number(around.get("per")) or (sum(1 for _ in rule.row.finditer(text)) if rule.row else 0)
    if not per and rule.key:
        per = len(rows_of_json(text))
    if rule.pattern is None:
        pages, rows = declared(text, totals)
        yield _Declared(pages or pages_for(rows, per), rows, None, {**around, "per": per})
        return
    best: dict[tuple[str, ...], _Declared] = {}
    here = urlsplit(ask.url).path.rpartition("/")[0] + "/"
    beside = _beside(rule, text)
    for found in rule.pattern.finditer(text):
        groups = {**beside, **{name: value or "" for name, value in found.groupdict().items()}}
        if not all(groups[name].isascii() and (groups[name] or "0").isdigit() for name in _COUNTS & groups.keys()):
            continue  # an office's own pattern may catch more than numbers
        if (groups.get("folder") or here) != here:
            continue  # a link into another list
        rows, per_here = number(groups.get("rows")) or None, number(groups.get("per")) or per
        pages = number(groups.get("pages")) + rule.plus or pages_for(rows, per_here)
        rows = rows if (rows or 0) > (pages - 1 if pages > 1 else 0) else None  # no total: every page has a row
        current = number(groups["current"]) if groups.get("current") else None
        said = _Declared(pages, rows, current, {**around, **groups, "per": per_here})
        names = tuple(value for name, value in sorted(groups.items()) if name not in _NO_NAMES)
        if not rule.greatest:
            yield said
        elif names not in best or best[names].pages < said.pages:
            best[names] = said
    yield from best.values()


def _by_file(rule: PagerRule, said: _Declared, ask: Ask, charset: str) -> Pager | None:
    """Page k stands in a file of its own, or is asked by its own address and form."""
    if not 1 + rule.greatest <= said.pages <= MAX_PAGES:
        return None  # one link to one page makes no list
    if rule.first:
        first = rule.first.format(**said.names)
        if urlsplit(ask.url).path.rsplit("/", 1)[1] not in ("", first):
            # Page 1 tells all; on later pages the numbering cannot be told, and a link's pattern tells nothing.
            first_url = resolve(ask.url, first, charset) if said.current is not None else None
            return Pager(rule.rule_id, said.pages, first_url=first_url) if first_url else None
    if rule.when is not None and (said.current or 0) != rule.when:
        return None
    asks = _files(rule, said, ask, numbers(rule.numbering, said.pages), charset)
    otherwise: tuple[Ask, ...] = ()
    if rule.probe == TWINS:
        # Where only the numbers of links are known, their greatest counts from zero too.
        counted = range(1, said.pages + 1 if rule.greatest else said.pages)
        otherwise = _files(rule, said, ask, counted, charset)
    return Pager(rule.rule_id, said.pages, asks, rows=said.rows, probe=rule.probe, otherwise=otherwise)


def _files(rule: PagerRule, said: _Declared, ask: Ask, wanted: Any, charset: str) -> tuple[Ask, ...]:
    found = []
    for one in wanted:
        url = resolve(ask.url, rule.other.format(**{**said.names, "number": one}), charset)
        if url is not None:
            found.append(Ask(url, rule.body.format(**{**said.names, "number": one}) if rule.body else None))
    return tuple(found)


def _by_key(rule: PagerRule, said: _Declared, ask: Ask) -> Pager | None:
    """Page k is the same request with another value of one key."""
    key = rule.key.format(**said.names)
    start = 0 if rule.numbering == "zero" else 1
    here = value_of(query_of(ask), key)
    if here is not None and not (rule.value == "{number}" and here in ("", str(start))):
        return None  # a later page; page 1 was asked before it
    if said.pages > MAX_PAGES or (not said.pages and not said.rows):
        return None
    values = (rule.value.format(**{**said.names, "number": one}) for one in numbers(rule.numbering, said.pages))
    asks = tuple(turned(ask, key, one) for one in values)
    return Pager(rule.rule_id, max(said.pages, 1), asks, rows=said.rows, probe=rule.probe, key=key)


def entered(rule: EntryRule, text: str, ask: Ask) -> Ask | None:
    """Give the request for the list that a page holds the key to, None where it holds none."""
    around = _around(rule, text, ask)
    if around is None:
        return None
    found = rule.pattern.search(text) if rule.pattern else None
    if rule.pattern is not None and found is None:
        return None
    names = {**around, **{name: value or "" for name, value in (found.groupdict() if found else {}).items()}}
    url = resolve(ask.url, rule.ask.format(**names))
    return Ask(url, rule.body.format(**names) if rule.body is not None else None) if url else None
