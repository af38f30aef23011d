"""traffic.toml, read and checked: which addresses of an access log nobody needs to see to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from mappings.layers import read_named

NAME = "traffic.toml"
KEYS = ("title", "reason", "expressions")


@dataclass(frozen=True)
class Ignored:
    """A rule: its name, what the office calls it, why, and what it looks for."""

    name: str
    title: str
    reason: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Traffic:
    """The rules in the order of the file."""

    rules: tuple[Ignored, ...]

    def ignored(self, target: str) -> str | None:
        """Name the rule that leaves out an address (path and query as sent), None where none does."""
        plain = unquote(target, "latin-1").lower()
        return next((rule.name for rule in self.rules if rule.pattern.search(plain)), None)


def read_traffic(office: Path | None = None) -> Traffic:
    """The shipped rules with the office's own laid over them; all mistakes are refused at once."""
    rules = read_named(NAME, office, "ignore", _faults)
    return Traffic(
        tuple(
            Ignored(name, body["title"], body["reason"], _joined(body["expressions"])) for name, body in rules.items()
        )
    )


def _joined(expressions: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in expressions))


def _faults(name: str, body: object) -> Iterator[str]:
    if not isinstance(body, dict):
        yield f"ignore.{name} 应当写作 [ignore.{name}]"
        return
    yield from (f"ignore.{name} 中不认识的键 {key}（可用：{'、'.join(KEYS)}）" for key in body if key not in KEYS)
    for key in ("title", "reason"):
        if not isinstance(body.get(key), str) or not body[key].strip():
            yield f"ignore.{name}.{key} 应当是文字"
    expressions = body.get("expressions")
    if not isinstance(expressions, list) or not all(isinstance(one, str) and one for one in expressions or [None]):
        yield f"ignore.{name}.expressions 应当是正则表达式的列表，至少一项"
        return
    for one in expressions:
        try:
            re.compile(one)
        except re.error as error:
            yield f"ignore.{name}.expressions 中的 {one} 不是有效的正则表达式（{error}）"
