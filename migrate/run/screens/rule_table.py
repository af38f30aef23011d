"""Which rules settled the URLs of a site that hold no content, for the desk: how many each, and one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text
from sqlalchemy import Row

from migrate.ledger.book import open_ledger
from migrate.ledger.history import count_rules
from migrate.ledger.sites import known_sites
from migrate.model import Outcome
from migrate.run.words import OUTCOMES, one_line, reason_words
from migrate.settings import Settings

SHOWN = 20  # rules of one site; more are how its failures differ in words
LONG = 200  # characters of an address or a reason


@dataclass(frozen=True)
class SiteRules:
    """The rules of one site: rows with outcome, reason, number and sample."""

    site_key: str
    site_name: str
    rules: Sequence[Row[Any]]


def site_rules(workspace: Path, settings: Settings, site_keys: tuple[str, ...]) -> list[SiteRules]:
    """Give the rules that settled URLs of some sites; the ledger is only read."""
    with open_ledger(settings.ledger.url, workspace, writing=False) as ledger, ledger.begin() as connection:
        return [
            SiteRules(site.site_key, site.site_name, count_rules(connection, site.site_key))
            for site in known_sites(connection, site_keys)
        ]


def rules_table(site: SiteRules) -> Text | Table:
    """One row a rule; a sentence where every URL of the site has its content."""
    title = f"{one_line(site.site_name)}（{site.site_key}）"
    if not site.rules:
        return Text(f"{title}没有未存的网址")
    table = Table(title=f"{title}未存的网址", title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("结果", "规则或原因"):
        table.add_column(heading, overflow="fold", min_width=8)
    table.add_column("数量", justify="right", no_wrap=True)
    table.add_column("例如", overflow="fold", min_width=8)
    for one in site.rules[:SHOWN]:
        reason = "排队中" if one.outcome == Outcome.PENDING and not one.reason else reason_words(one.reason)
        outcome, example = OUTCOMES.get(one.outcome, one.outcome), one_line(one.sample, LONG)
        table.add_row(Text(outcome), Text(one_line(reason, LONG)), str(one.number), Text(example))
    if len(site.rules) > SHOWN:
        rest = sum(one.number for one in site.rules[SHOWN:])
        table.add_row(Text(f"另有 {len(site.rules) - SHOWN} 种"), Text(""), str(rest), Text(""))
    return table
