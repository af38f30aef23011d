"""Every list that a captured text declares, by rule and by the readers of families whose shape is no rule.

A link-following crawler sees page one of such a list and reports success; these give every declared page.
"""

from collections.abc import Iterator, Sequence

from migrate.crawl.pagers.gkmlpt import gkmlpt
from migrate.crawl.pagers.hanweb import hanweb
from migrate.crawl.pagers.jpaas import jpaas
from migrate.crawl.pagers.pager import Pager, Rules
from migrate.crawl.pagers.query import by_query
from migrate.crawl.pagers.ruled import entered, ruled
from migrate.crawl.pagers.webforms import webforms
from migrate.model import Ask, Kind, Link


def pagers_of(text: str, ask: Ask, rules: Rules, charset: str = "utf-8") -> list[Pager]:
    """Give the pagers of the text that `ask` brought, each once; a rule gives way to one that holds in its stead."""
    charset = "utf-8" if charset.startswith("utf-16") else charset  # as browsers ask from such pages
    found = [(rule, pager) for rule in rules.pagers for pager in ruled(rule, text, ask, rules.totals, charset)]
    beaten = {name for rule, _ in found for name in rule.instead_of}
    kept = [pager for rule, pager in found if rule.rule_id not in beaten]
    kept += hanweb(text, ask)
    kept += webforms(text, ask, rules.totals, charset)
    if not any(pager.asks for pager in kept):
        shown = list(by_query(text, ask, rules.keys, rules.totals, charset))
        # A rule that cannot tell how many pages there are gives way to the page's own links.
        kept = [pager for pager in kept if pager.first_url or pager.chain or not shown] + shown
    return list(_each_once(kept))


def _each_once(pagers: Sequence[Pager]) -> Iterator[Pager]:
    seen: set[tuple[object, ...]] = set()
    for pager in pagers:
        told = (pager.first_url, pager.asks) if pager.asks or pager.first_url else (pager.rule_id, pager.chain)
        if told not in seen:
            seen.add(told)
            yield pager


def entries_of(text: str, ask: Ask, rules: Rules, pagers: Sequence[Pager]) -> Iterator[Link]:
    """Give the first pages of the lists that the text only holds the keys to."""
    capped = any(pager.rows in rules.caps for pager in pagers)
    for rule in rules.entries:
        found = entered(rule, text, ask) if capped or not rule.capped else None
        if found is not None:
            yield _link(found)
    for one in jpaas(text, ask):
        yield _link(one)
    for one_list, jump in gkmlpt(text, ask):
        if one_list is not None:
            yield _link(one_list)
        elif jump is not None:
            yield Link(jump, "link", Kind.PAGE)


def _link(ask: Ask) -> Link:
    return Link(ask.url, "list", Kind.PAGE, body=ask.body)
