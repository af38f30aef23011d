"""The classification rules and their thresholds, read from `rules.toml` and checked whole.

A condition is a nested tuple of builtin types: `("fact", name)`, `("not", c)`, `("and", c, d)`, `("or", c, d)`,
or `("above",)` for "some rule above holds".
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mappings.layers import read_layers, refuse

NAME = "rules.toml"
FACTS = (
    "listed",
    "freshness",
    "volume",
    "content_ability",
    "tech_ability",
    "special_case",
    "demanded",
    "portal",
    "closed",
)
VERDICTS = {
    "keep": ("portal", "exception"),
    "migrate": ("migrate_channel", "migrate_subsite"),
    "close": ("self_close", "already_closed"),
}
NEEDED_THRESHOLDS = ("stale_days", "thin_yearly_count")
ABOVE = "any_rule_above"
NO_STAGE = "none"  # the `stage` of a rule after which nothing is left to do
RULE_KEYS = frozenset(
    {"when", "verdict", "action", "action_if_subsite", "stage", "basis", "documents", "note", "review"}
)

Condition = tuple[Any, ...]
_TOKEN = re.compile(r"\s*(?:([A-Za-z_]+)|([()]))")


@dataclass(frozen=True)
class Rule:
    """One line of the decision table: when it holds, what it gives, on what legal basis.

    `stage` names the calendar's stage that sets the deadline; None leaves that to the action, NO_STAGE wants none.
    """

    name: str
    when: Condition
    verdict: str
    action: str
    action_if_subsite: str | None
    basis: str
    documents: tuple[str, ...]
    note: str
    review: bool
    stage: str | None = None


@dataclass(frozen=True)
class Threshold:
    """A number that the texts leave open, with its unit and the reason for the value."""

    value: int
    unit: str
    reason: str


@dataclass(frozen=True)
class Rules:
    """The decision table in order, and the thresholds that its facts are measured with."""

    rules: tuple[Rule, ...]
    thresholds: Mapping[str, Threshold]

    def limits(self) -> dict[str, int]:
        """Each threshold's bare value, as the sheet room takes them."""
        return {name: threshold.value for name, threshold in self.thresholds.items()}


def read_rules(office: Path | None = None, stages: Collection[str] | None = None) -> Rules:
    """The shipped rules with the office's own laid over them; a file with mistakes is refused with all of them.

    `stages` are the names of the calendar's stages that a rule may name; None leaves them unchecked.
    """
    table = read_layers(NAME, office)
    faults = [
        f"不认识的键 {key}（可用：order、thresholds、rules）"
        for key in table
        if key not in ("order", "thresholds", "rules")
    ]
    thresholds = _thresholds(_table(table, "thresholds", faults), faults)
    bodies = _table(table, "rules", faults)
    rules = [_rule(name, bodies[name], stages, faults) for name in _order(table.get("order"), bodies, faults)]
    refuse(NAME, faults)
    return Rules(tuple(rule for rule in rules if rule is not None), thresholds)


def parse_condition(text: str) -> Condition:
    """The condition that the text spells; ValueError with a Chinese sentence where it cannot be read."""
    tokens = _tokens(text)
    condition, rest = _either(tokens)
    if rest:
        raise ValueError(f"“{rest[0]}”处多出内容")
    return condition


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    text = text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise ValueError(f"第 {at + 1} 个字符“{text[at]}”不能用在条件里")
        tokens.append(found.group(1) or found.group(2))
        at = found.end()
    return tokens


def _either(tokens: list[str]) -> tuple[Condition, list[str]]:
    left, rest = _both(tokens)
    while rest and rest[0] == "or":
        right, rest = _both(rest[1:])
        left = ("or", left, right)
    return left, rest


def _both(tokens: list[str]) -> tuple[Condition, list[str]]:
    left, rest = _single(tokens)
    while rest and rest[0] == "and":
        right, rest = _single(rest[1:])
        left = ("and", left, right)
    return left, rest


def _single(tokens: list[str]) -> tuple[Condition, list[str]]:
    if not tokens:
        raise ValueError("条件不完整")
    head, rest = tokens[0], tokens[1:]
    if head == "not":
        inner, rest = _single(rest)
        return ("not", inner), rest
    if head == "(":
        inner, rest = _either(rest)
        if not rest or rest[0] != ")":
            raise ValueError("括号没有配对")
        return inner, rest[1:]
    if head == ABOVE:
        return ("above",), rest
    if head in FACTS:
        return ("fact", head), rest
    raise ValueError(f"“{head}”不是事实（可用：{'、'.join(FACTS)}、{ABOVE}）")


def _table(table: Mapping[str, Any], key: str, faults: list[str]) -> dict[str, Any]:
    value = table.get(key, {})
    if isinstance(value, dict):
        return value
    faults.append(f"{key} 应当是表")
    return {}


def _order(order: object, bodies: Mapping[str, Any], faults: list[str]) -> list[str]:
    if not isinstance(order, list) or not all(isinstance(name, str) for name in order):
        faults.append("order 应当是规则名称的列表")
        return []
    faults.extend(f"order 里的 {name} 没有对应的 [rules.{name}]" for name in order if name not in bodies)
    faults.extend(f"[rules.{name}] 没有写进 order" for name in bodies if name not in order)
    faults.extend(f"order 里 {name} 出现了多次" for name in sorted(set(order)) if order.count(name) > 1)
    return [name for name in dict.fromkeys(order) if name in bodies]


def _thresholds(table: Mapping[str, Any], faults: list[str]) -> dict[str, Threshold]:
    read = {}
    for name, body in table.items():
        value = body.get("value") if isinstance(body, dict) else None
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            faults.append(f"thresholds.{name}.value 应当是不小于 0 的整数")
            continue
        unit, reason = body.get("unit"), body.get("reason")
        if not (isinstance(unit, str) and unit and isinstance(reason, str) and reason):
            faults.append(f"thresholds.{name} 缺少 unit（单位）或 reason（依据）")
            continue
        read[name] = Threshold(value, unit, reason)
    faults.extend(f"缺少阈值 thresholds.{name}" for name in NEEDED_THRESHOLDS if name not in table)
    return read


def _rule(name: str, body: object, stages: Collection[str] | None, faults: list[str]) -> Rule | None:
    if not isinstance(body, dict):
        faults.append(f"rules.{name} 应当是表")
        return None
    before = len(faults)
    faults.extend(f"rules.{name} 有不认识的键 {key}" for key in body if key not in RULE_KEYS)
    when = _when(name, body.get("when"), faults)
    verdict, actions = body.get("verdict"), [body.get("action")]
    if "action_if_subsite" in body:
        actions.append(body["action_if_subsite"])
    if verdict not in VERDICTS:
        faults.append(f"rules.{name}.verdict 应当是 {'、'.join(VERDICTS)} 之一")
    else:
        wrong = [action for action in actions if action not in VERDICTS[verdict]]
        faults.extend(
            f"rules.{name} 的处置方式 {action} 与 {verdict} 不符（可用：{'、'.join(VERDICTS[verdict])}）"
            for action in wrong
        )
    stage = _stage(name, body.get("stage"), stages, faults)
    basis, documents, note = body.get("basis"), body.get("documents", []), body.get("note", "")
    review = body.get("review", False)
    if not isinstance(basis, str) or not basis.strip():
        faults.append(f"rules.{name} 缺少 basis（依据）")
    if not isinstance(documents, list) or not all(isinstance(item, str) for item in documents):
        faults.append(f"rules.{name}.documents 应当是文字列表")
    if not isinstance(note, str) or not isinstance(review, bool):
        faults.append(f"rules.{name} 的 note 应当是文字，review 应当是 true 或 false")
    if len(faults) > before or when is None:
        return None
    subsite = body.get("action_if_subsite")
    return Rule(name, when, str(verdict), body["action"], subsite, str(basis), tuple(documents), note, review, stage)


def _stage(name: str, stage: object, stages: Collection[str] | None, faults: list[str]) -> str | None:
    if stage is None:
        return None
    if not isinstance(stage, str):
        faults.append(f"rules.{name}.stage 应当是 mappings/calendar.toml 里阶段的名称")
    elif stages is not None and stage not in (NO_STAGE, *stages):
        faults.append(f"rules.{name}.stage：时限表里没有阶段 {stage}（可用：{'、'.join((*stages, NO_STAGE))}）")
    return str(stage)


def _when(name: str, text: object, faults: list[str]) -> Condition | None:
    if not isinstance(text, str):
        faults.append(f"rules.{name} 缺少 when（条件）")
        return None
    try:
        return parse_condition(text)
    except (ValueError, RecursionError) as error:
        faults.append(f"rules.{name}.when：{error}")
        return None
