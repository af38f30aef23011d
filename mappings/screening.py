"""screening.toml, read and checked: what is looked for in articles, how grave it is, and what a person has released."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from mappings.layers import read_layers, read_thresholds, refuse

NAME = "screening.toml"
SEVERITIES = ("block", "hold", "mask", "note")
MASKABLE = frozenset(
    {"identity_number", "identity_number_old", "identity_like", "mobile", "landline", "bank_card"}
    | {"hidden_link", "hidden_other", "bad_link"}  # cut out of what is published
)


def _named(text: str) -> frozenset[str]:
    return frozenset(text.split())


KINDS = _named(
    """identity_number identity_number_old identity_like mobile office_phone landline bank_card home_address mobile_page
    hidden_link hidden_link_page hidden_other bad_link bad_link_page cloaked_script foreign_script encoded_title
    bad_words dead_link foreign_link advertisement wording leader_title repealed repealed_unmarked map_without_number
    attachment_unread"""
)
WORDS = _named(
    """number_labels identity_labels office_phones home_phones person_headers card_words office_accounts account_names
    organs address_labels home_labels person_words link_words known_frames bad_words against bad_suffixes
    government_suffixes search_engines advertisements maps map_numbers"""
)
THRESHOLDS = (
    "hidden_points",
    "foreign_points",
    "word_points",
    "suffix_points",
    "crowd_points",
    "crowd",
    "link_score",
    "advertisement_words",
    "most_of_a_kind",
    "page_mobiles",
)
TABLES = frozenset({"kinds", "words", "hiding", "wording", "leaders", "thresholds", "release"})
RELEASE_KEYS = frozenset({"url", "kinds", "why", "who", "on"})


@dataclass(frozen=True)
class KindRule:
    """One kind of finding: how grave it is, its Chinese name, and what the office is advised to do."""

    severity: str
    title: str
    action: str


@dataclass(frozen=True)
class Release:
    """A person's decision that an article may be published; `kinds` is empty where it holds for all findings."""

    url: str
    kinds: frozenset[str]
    why: str
    who: str
    on: date

    def frees(self, url: str, kind: str) -> bool:
        """True when the decision is about this kind of finding at this old URL."""
        return self.url == url and (not self.kinds or kind in self.kinds)

    @property
    def told(self) -> str:
        """Give who decided it, when and why, in one text."""
        return f"{self.who}，{self.on.isoformat()}：{self.why}"


@dataclass(frozen=True)
class Screening:
    """The kinds, words, patterns and numbers of screening.toml; the fields are told there."""

    kinds: Mapping[str, KindRule]
    lists: Mapping[str, tuple[str, ...]]
    hiding: Mapping[str, re.Pattern[str]]
    wording: Mapping[str, str]
    leaders: Mapping[str, str]
    thresholds: Mapping[str, int]
    releases: tuple[Release, ...]

    def words(self, name: str) -> tuple[str, ...]:
        """Give a list of words."""
        return self.lists[name]

    def limit(self, name: str) -> int:
        """Give a threshold."""
        return self.thresholds[name]

    def released(self, url: str, kind: str) -> str | None:
        """Give who released this kind of finding at this old URL, None where nobody did."""
        return next((one.told for one in self.releases if one.frees(url, kind)), None)


def read_screening(office: Path | None = None) -> Screening:
    """The shipped rules with the office's own laid over them, key by key; all mistakes are refused at once."""
    table = read_layers(NAME, office)
    faults = [f"不认识的键 {key}（可用：{'、'.join(sorted(TABLES))}）" for key in table if key not in TABLES]
    kinds = _kinds(_table(table, "kinds", faults), faults)
    lists = _words(_table(table, "words", faults), faults)
    hiding = _patterns(_table(table, "hiding", faults), faults)
    wording, leaders = (_pairs(_table(table, name, faults), name, faults) for name in ("wording", "leaders"))
    thresholds = read_thresholds(table.get("thresholds"), THRESHOLDS, faults)
    releases = table.get("release", [])
    if not isinstance(releases, list):
        faults.append("release 应当写作 [[release]]")
        releases = []
    for number, body in enumerate(releases, 1):
        faults.extend(f"第 {number} 个 [[release]] {fault}" for fault in _release_faults(body))
    refuse(NAME, faults)
    freed = tuple(
        Release(one["url"], frozenset(one.get("kinds", ())), one["why"], one["who"], one["on"]) for one in releases
    )
    return Screening(kinds, lists, hiding, wording, leaders, thresholds, freed)


def _table(table: Mapping[str, Any], name: str, faults: list[str]) -> Mapping[str, Any]:
    body = table.get(name)
    if isinstance(body, Mapping):
        return body
    faults.append(f"{name} 应当写作 [{name}]")
    return {}


def _kinds(table: Mapping[str, Any], faults: list[str]) -> dict[str, KindRule]:
    faults += [f"不认识的种类 kinds.{name}（可用：{'、'.join(sorted(KINDS))}）" for name in table if name not in KINDS]
    read = {}
    for name in sorted(KINDS):
        body = table.get(name)
        if not isinstance(body, Mapping):
            faults.append(f"缺少 [kinds.{name}]")
            continue
        found = list(_kind_faults(name, body))
        faults += found
        if not found:
            read[name] = KindRule(**body)
    return read


def _kind_faults(name: str, body: Mapping[str, Any]) -> Iterable[str]:
    yield from (f"kinds.{name} 不认识 {key}" for key in body if key not in ("severity", "title", "action"))
    if body.get("severity") not in SEVERITIES:
        yield f"kinds.{name}.severity 应当是 {'、'.join(SEVERITIES)} 之一，现为 {body.get('severity')!r}"
    elif body["severity"] == "mask" and name not in MASKABLE:
        yield f"kinds.{name}.severity 不能是 mask：只有号码可以遮盖、垃圾链接可以去掉（{'、'.join(sorted(MASKABLE))}）"
    for key, meaning in (("title", "名称"), ("action", "处理建议")):
        if not isinstance(body.get(key), str) or not body[key].strip():
            yield f"kinds.{name} 缺少 {key}（{meaning}）"


def _words(table: Mapping[str, Any], faults: list[str]) -> dict[str, tuple[str, ...]]:
    faults += [f"不认识的词表 words.{name}（可用：{'、'.join(sorted(WORDS))}）" for name in table if name not in WORDS]
    read = {}
    for name in sorted(WORDS):
        words = table.get(name)
        if isinstance(words, list) and all(isinstance(one, str) and one.strip() for one in words):
            read[name] = tuple(words)
        else:
            faults.append(f"words.{name} 应当是文字的列表，没有空的")
    return read


def _patterns(table: Mapping[str, Any], faults: list[str]) -> dict[str, re.Pattern[str]]:
    read = {}
    for name, expression in table.items():
        try:
            read[name] = re.compile(expression)
        except (re.error, TypeError) as error:
            faults.append(f"hiding.{name} 不是有效的正则表达式（{error}）")
    return read


def _pairs(table: Mapping[str, Any], name: str, faults: list[str]) -> dict[str, str]:
    good = {key: value for key, value in table.items() if key.strip() and isinstance(value, str) and value.strip()}
    faults += [f'{name} 中的 {key!r} 应当写作 "文字" = "文字"，都不能空' for key in table if key not in good]
    return good


def _release_faults(body: Any) -> Iterable[str]:
    if not isinstance(body, Mapping):
        yield "应当是表"
        return
    yield from (f"不认识 {key}（可用：{'、'.join(sorted(RELEASE_KEYS))}）" for key in body if key not in RELEASE_KEYS)
    for key, meaning in (("url", "文章的原网址"), ("why", "放行的理由"), ("who", "责任人")):
        if not isinstance(body.get(key), str) or not body[key].strip():
            yield f"缺少 {key}（{meaning}）"
    if not isinstance(body.get("on"), date) or isinstance(body.get("on"), datetime):
        yield "缺少 on（日期，写作 2026-01-05）"
    kinds = body.get("kinds", [])
    if not isinstance(kinds, list) or not all(isinstance(one, str) and one in KINDS for one in kinds):
        yield f"kinds 应当是种类的列表（可用：{'、'.join(sorted(KINDS))}）"
