"""links.toml, read and checked: links to old sites that a person wants kept as they are, with who, when and why."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from mappings.layers import read_named

NAME = "links.toml"
KEYS = frozenset({"pattern", "sites", "why", "who", "on"})
TEXTS = {"pattern": "正则表达式", "why": "保留的理由", "who": "责任人"}


@dataclass(frozen=True)
class KeptLink:
    """One rule; the fields are told at the head of links.toml."""

    name: str
    pattern: re.Pattern[str]
    sites: frozenset[str]
    why: str
    who: str
    on: date

    def keeps(self, site_key: str, url: str) -> bool:
        """True when the rule keeps the link to `url` in articles of a site."""
        return (not self.sites or site_key in self.sites) and self.pattern.search(url) is not None


def read_kept_links(office: Path | None = None) -> tuple[KeptLink, ...]:
    """The office's kept links (none are shipped); all mistakes are refused at once."""
    rules = read_named(NAME, office, "keep", _faults)
    return tuple(
        KeptLink(
            name, re.compile(body["pattern"]), frozenset(body.get("sites", ())), body["why"], body["who"], body["on"]
        )
        for name, body in rules.items()
    )


def _faults(name: str, body: Any) -> Iterable[str]:
    if not isinstance(body, Mapping):
        yield f"keep.{name} 应当是表"
        return
    yield from (f"keep.{name} 不认识 {key}（可用：{'、'.join(sorted(KEYS))}）" for key in body if key not in KEYS)
    missing = [key for key in TEXTS if not isinstance(body.get(key), str) or not body[key].strip()]
    yield from (f"keep.{name} 缺少 {key}（{TEXTS[key]}）" for key in missing)
    if not isinstance(body.get("on"), date) or isinstance(body.get("on"), datetime):
        yield f"keep.{name} 缺少 on（日期，写作 2026-01-05）"
    sites = body.get("sites", [])
    if not isinstance(sites, list) or not all(isinstance(one, str) and one for one in sites):
        yield f"keep.{name}.sites 应当是网站标识码的列表"
    if "pattern" in missing:
        return
    try:
        re.compile(body["pattern"])
    except re.error as error:
        yield f"keep.{name}.pattern 不是有效的正则表达式（{error}）"
