"""Rules of a person on addresses of old sites: a pattern, the sites it holds for, why, who and when.

`exclusions.toml` and `links.toml` are made of them; nothing is shipped in either.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from mappings.layers import read_named

KEYS = frozenset({"pattern", "sites", "why", "who", "on"})


@dataclass(frozen=True)
class AddressRule:
    """One rule; the fields are told at the head of its file."""

    name: str
    pattern: re.Pattern[str]
    sites: frozenset[str]
    why: str
    who: str
    on: date

    def holds(self, site_key: str, url: str) -> bool:
        """True when the rule speaks of `url` of a site."""
        return (not self.sites or site_key in self.sites) and self.pattern.search(url) is not None


def read_address_rules(file: str, office: Path | None, table: str, why: str) -> tuple[AddressRule, ...]:
    """The office's rules in the tables `[table.NAME]` of a file; all mistakes are refused at once.

    `why` is what its reason is a reason for, as the operator reads it.
    """
    rules = read_named(file, office, table, partial(_faults, table, why))
    return tuple(
        AddressRule(
            name, re.compile(body["pattern"]), frozenset(body.get("sites", ())), body["why"], body["who"], body["on"]
        )
        for name, body in rules.items()
    )


def _faults(table: str, why: str, name: str, body: Any) -> Iterable[str]:
    if not isinstance(body, Mapping):
        yield f"{table}.{name} 应当是表"
        return
    yield from (f"{table}.{name} 不认识 {key}（可用：{'、'.join(sorted(KEYS))}）" for key in body if key not in KEYS)
    for key, meaning in {"pattern": "正则表达式", "why": why, "who": "责任人"}.items():
        if not isinstance(body.get(key), str) or not body[key].strip():
            yield f"{table}.{name} 缺少 {key}（{meaning}）"
    if not isinstance(body.get("on"), date) or isinstance(body.get("on"), datetime):
        yield f"{table}.{name} 缺少 on（日期，写作 2026-01-05）"
    sites = body.get("sites", [])
    if not isinstance(sites, list) or not all(isinstance(one, str) and one for one in sites):
        yield f"{table}.{name}.sites 应当是网站标识码的列表"
    yield from _pattern_faults(f"{table}.{name}", body.get("pattern"))


def _pattern_faults(rule: str, pattern: Any) -> Iterable[str]:
    try:
        re.compile(pattern if isinstance(pattern, str) else "")
    except re.error as error:
        yield f"{rule}.pattern 不是有效的正则表达式（{error}）"
