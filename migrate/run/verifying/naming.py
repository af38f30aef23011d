"""Clauses 1 and 2 as conducted: every URL is named by somebody and ended in one way, every page and article too."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from migrate.ledger import audit, content, outputs
from migrate.ledger.views import count_outcomes, ends_of
from migrate.model import Fault, Outcome
from migrate.run.work import Work
from migrate.verify.accounting import CHECK, check_ends
from migrate.verify.clauses import Gathering


def check_names(work: Work, sites: Sequence[Row[Any]], first: Gathering) -> dict[str, int]:
    """Take to clause 1 what is known of who named the URLs; gives how many each kind of source named."""
    sources: dict[str, int] = {}
    for site in sites:
        with work.ledger.begin() as connection:
            unnamed = audit.unnamed_urls(connection, site.site_key)
            named = audit.count_named(connection, site.site_key)
            number = sum(count_outcomes(connection, site.site_key).values())
        first.add([Fault(CHECK, site.site_key, url, "没有写明由谁提到") for url in unnamed], number)
        for source, count in named.items():
            sources[source] = sources.get(source, 0) + count
    return dict(sorted(sources.items()))


def check_outcomes(work: Work, sites: Sequence[Row[Any]], second: Gathering) -> dict[str, int]:
    """Take to clause 2 how every URL, page and article ended; gives how many URLs ended in which way."""
    totals: dict[str, int] = {}
    for site in sites:
        with work.ledger.begin() as connection:
            outcomes = count_outcomes(connection, site.site_key)
            _check_urls(connection, site, second, outcomes)
            _check_pages(connection, site, second)
        for outcome, number in outcomes.items():
            totals[str(outcome)] = totals.get(str(outcome), 0) + number
    return dict(sorted(totals.items()))


def _check_urls(connection: Connection, site: Row[Any], second: Gathering, outcomes: dict[Outcome, int]) -> None:
    key, name = site.site_key, site.site_name
    second.add(check_ends(key, ends_of(connection, key)), sum(outcomes.values()))
    if outcomes.get(Outcome.PENDING):
        second.add([Fault(CHECK, key, name, f"有 {outcomes[Outcome.PENDING]} 个网址尚未采集")])
    if outcomes.get(Outcome.QUARANTINED):
        second.waiting.append(f"{name}（{key}）有 {outcomes[Outcome.QUARANTINED]} 个网址存疑，待人工处理")
    problems = (
        ("记为无法访问，却没有请求过的记录", audit.unasked_urls(connection, key)),
        ("没有写明依据哪条规则", audit.unexplained_urls(connection, key)),
        ("记为另一网址的别名，那个网址却不在台账中", [one.url for one in audit.unknown_targets(connection, key)]),
    )
    for problem, found in problems:
        second.add(Fault(CHECK, key, url, problem) for url in found)


def _check_pages(connection: Connection, site: Row[Any], second: Gathering) -> None:
    key, held = site.site_key, 0
    for row in content.unaccounted(connection, key):
        second.add([Fault(CHECK, key, row.url, "已采集的页面既不是文章，也没有写明原因")])
    for article_key in content.article_keys(connection, key):
        placed = outputs.placement_of(connection, key, article_key)
        if placed is None or placed.state == outputs.PLANNED:
            second.add([Fault(CHECK, key, article_key, "文章既没有发布，也没有写明原因")])
        elif placed.state in outputs.WAITING:
            held += 1
    if held:
        second.waiting.append(f"{site.site_name}（{key}）有 {held} 篇文章暂不发布、有冲突或被门户拒收，待人工处理")
