"""Heading synonyms of clean-up sheets, read from `headings.toml` and checked whole.

The stage that finds tables gets them as plain mappings and tuples of builtin types.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mappings.layers import read_layers, refuse
from mappings.vocabularies import read_vocabularies

NAME = "headings.toml"
FIELDS = (
    "no", "site_code", "listed", "portal", "url", "site_name", "redirect", "target", "office_opinion",
    "owner_opinion", "opinion", "special_case", "demanded", "keep_content", "content_ability", "tech_ability",
    "ability", "days_stale", "last_update", "freshness", "yearly_count", "volume", "count", "planned_date",
    "filed_date", "state", "site_type", "owner", "supervisor", "operator", "region", "person", "filing",
    "hosting", "note",
)  # fmt: skip
KEYS = ("fields", "groups", "group_members", "exports", "others")
FIELD_KEYS = frozenset({"seen", "expected", "contains", "source"})


@dataclass(frozen=True)
class Pattern:
    """A heading that has all the `needs` and none of the `bars` means `field`."""

    field: str
    needs: tuple[str, ...]
    bars: tuple[str, ...]


@dataclass(frozen=True)
class Headings:
    """How headings are spelled: exact spelling → field, patterns in order, groups, the system's own exports."""

    exact: Mapping[str, str]
    patterns: tuple[Pattern, ...]
    groups: Mapping[str, tuple[str, ...]]
    members: Mapping[str, tuple[tuple[str, str], ...]]
    exports: tuple[tuple[str, ...], ...]
    others: tuple[tuple[str, ...], ...]
    letters: Mapping[str, str]  # traditional characters to simplified ones, from the vocabularies


def read_headings(office: Path | None = None) -> Headings:
    """The shipped synonyms with the office's own added; a file with mistakes is refused with all of them."""
    table = read_layers(NAME, office, unite_lists=True)
    faults = [f"不认识的键 {key}" for key in table if key not in KEYS]
    exact: dict[str, str] = {}
    patterns: list[Pattern] = []
    for field, body in _tables(table, "fields", faults):
        _field(field, body, exact, patterns, faults)
    groups = {
        group: tuple(_texts(f"groups.{group}", fields, faults, FIELDS))
        for group, fields in table.get("groups", {}).items()
    }
    members = {group: tuple(_members(group, body, faults)) for group, body in _tables(table, "group_members", faults)}
    exports, others = (
        tuple(_listed(key, number, body, faults) for number, body in enumerate(table.get(key, []), 1))
        for key in ("exports", "others")
    )
    refuse(NAME, faults)
    return Headings(exact, tuple(patterns), groups, members, exports, others, read_vocabularies(office).letters)


def _tables(table: Mapping[str, Any], key: str, faults: list[str]) -> list[tuple[str, dict[str, Any]]]:
    inner = table.get(key, {})
    if not isinstance(inner, dict):
        faults.append(f"{key} 应当是表")
        return []
    faults.extend(f"{key}.{name} 应当是表" for name, body in inner.items() if not isinstance(body, dict))
    return [(name, body) for name, body in inner.items() if isinstance(body, dict)]


def _field(field: str, body: dict[str, Any], exact: dict[str, str], patterns: list[Pattern], faults: list[str]) -> None:
    if field not in FIELDS:
        faults.append(f"fields.{field} 不是字段（可用：{'、'.join(FIELDS)}）")
        return
    faults.extend(f"fields.{field} 有不认识的键 {key}" for key in body if key not in FIELD_KEYS)
    if not isinstance(body.get("source"), str):
        faults.append(f"fields.{field} 缺少 source（见于何处）")
    for grade in ("seen", "expected"):
        for spelling in _texts(f"fields.{field}.{grade}", body.get(grade, []), faults):
            taken = exact.setdefault(spelling, field)
            if taken != field:
                faults.append(f"表头“{spelling}”同时写在 fields.{taken} 和 fields.{field}")
    for text in _texts(f"fields.{field}.contains", body.get("contains", []), faults):
        needs, *bars = text.split("-")
        patterns.append(Pattern(field, tuple(needs.split("+")), tuple(bars)))


def _members(group: str, body: dict[str, Any], faults: list[str]) -> list[tuple[str, str]]:
    read: list[tuple[str, str]] = []
    for field, words in body.items():
        if field not in FIELDS:
            faults.append(f"group_members.{group}.{field} 不是字段")
            continue
        read.extend((word, field) for word in _texts(f"group_members.{group}.{field}", words, faults))
    return read


def _listed(key: str, number: int, body: object, faults: list[str]) -> tuple[str, ...]:
    headings = body.get("headings") if isinstance(body, dict) else None
    return tuple(_texts(f"第 {number} 个 {key} 的 headings", headings, faults))


def _texts(place: str, value: object, faults: list[str], allowed: tuple[str, ...] = ()) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        faults.append(f"{place} 应当是非空文字的列表")
        return []
    faults.extend(f"{place} 里的 {item} 不是字段" for item in value if allowed and item not in allowed)
    return list(value)
