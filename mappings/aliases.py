"""aliases.toml, read and checked: spellings that mean another URL."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mappings.layers import read_named

NAME = "aliases.toml"
PARTS = ("path", "query", "wrapped")
GRADES = ("V", "S")
KEYS = frozenset({"part", "pattern", "grade", "reason"})


@dataclass(frozen=True)
class AliasRow:
    """One rule; the fields are told at the head of aliases.toml."""

    reason: str
    part: str
    pattern: re.Pattern[str]


def read_aliases(office: Path | None = None) -> tuple[AliasRow, ...]:
    """The shipped rules with the office's own laid over them; all mistakes are refused at once."""
    rules = read_named(NAME, office, "alias", _faults)
    return tuple(
        AliasRow(body.get("reason", name), body["part"], re.compile(body["pattern"], re.IGNORECASE))
        for name, body in rules.items()
    )


def _faults(name: str, body: Any) -> Iterable[str]:
    if not isinstance(body, Mapping):
        yield f"alias.{name} 应当是表"
        return
    yield from (f"alias.{name} 不认识 {key}（可用：{'、'.join(sorted(KEYS))}）" for key in body if key not in KEYS)
    if not isinstance(body.get("reason", name), str):
        yield f"alias.{name}.reason 应当是文字"
    if body.get("part") not in PARTS:
        yield f"alias.{name}.part 应当是 {'、'.join(PARTS)} 之一"
    if body.get("grade") not in GRADES:
        yield f"alias.{name}.grade 应当是 {'、'.join(GRADES)} 之一"
    try:
        re.compile(str(body["pattern"]))
    except KeyError:
        yield f"alias.{name} 缺少 pattern"
    except re.error as error:
        yield f"alias.{name}.pattern 不是有效的正则表达式（{error}）"
