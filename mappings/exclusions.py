"""exclusions.toml, read and checked: URLs that a person has decided not to capture, each with who, when and why."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from mappings.layers import read_named

NAME = "exclusions.toml"
KEYS = frozenset({"pattern", "sites", "why", "who", "on"})
TEXTS = {"why": "排除的理由", "who": "责任人"}


@dataclass(frozen=True)
class Exclusion:
    """One rule; the fields are told at the head of exclusions.toml."""

    name: str
    pattern: re.Pattern[str]
    sites: frozenset[str]
    why: str
    who: str
    on: date

    def bars(self, site_key: str, url: str) -> bool:
        """True when the rule leaves `url` of a site out."""
        return (not self.sites or site_key in self.sites) and self.pattern.search(url) is not None


def read_exclusions(office: Path | None = None) -> tuple[Exclusion, ...]:
    """The office's exclusions (none are shipped); all mistakes are refused at once."""
    rules = read_named(NAME, office, "exclude", _faults)
    return tuple(
        Exclusion(
            name, re.compile(body["pattern"]), frozenset(body.get("sites", ())), body["why"], body["who"], body["on"]
        )
        for name, body in rules.items()
    )


def _faults(name: str, body: Any) -> Iterable[str]:
    if not isinstance(body, Mapping):
        yield f"exclude.{name} 应当是表"
        return
    yield from (f"exclude.{name} 不认识 {key}（可用：{'、'.join(sorted(KEYS))}）" for key in body if key not in KEYS)
    for key, meaning in TEXTS.items():
        if not isinstance(body.get(key), str) or not body[key].strip():
            yield f"exclude.{name} 缺少 {key}（{meaning}）"
    if not isinstance(body.get("on"), date) or isinstance(body.get("on"), datetime):
        yield f"exclude.{name} 缺少 on（日期，写作 2026-01-05）"
    sites = body.get("sites", [])
    if not isinstance(sites, list) or not all(isinstance(one, str) and one for one in sites):
        yield f"exclude.{name}.sites 应当是网站标识码的列表"
    if not isinstance(body.get("pattern"), str) or not body["pattern"]:
        yield f"exclude.{name} 缺少 pattern（正则表达式）"
        return
    try:
        re.compile(body["pattern"])
    except re.error as error:
        yield f"exclude.{name}.pattern 不是有效的正则表达式（{error}）"
