"""The steps of a closure, read from `closing.toml` and checked whole: who does what, after which step, by when.

What the texts disagree on (order, periods, who approves) is data here; an office lays its own file over the shipped
one. A period that was never checked against the official text (`mark` M) gives no day that anyone must keep.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from mappings.layers import read_layers, refuse
from mappings.rules import VERDICTS

NAME = "closing.toml"
VERIFIED, UNVERIFIED = "V", "M"  # seen in a public text; not yet checked against the official one
ACTIONS = frozenset(action for actions in VERDICTS.values() for action in actions)
FROM_LEDGER = ("captured", "moved")  # the steps whose day the ledger knows by itself
LONGEST = 1_000  # of any unit; a longer period is a slip of the pen


class Unit(StrEnum):
    """What a period is counted in."""

    DAY = "day"  # 自然日
    WORKDAY = "workday"  # 工作日
    MONTH = "month"  # 月


UNIT_WORDS = {Unit.DAY: "天", Unit.WORKDAY: "个工作日", Unit.MONTH: "个月"}


@dataclass(frozen=True)
class Clock:
    """A period that runs from the day after another step was done, and the text that it comes from."""

    after: str
    value: int
    unit: Unit
    place: str
    basis: str
    mark: str

    @property
    def binds(self) -> bool:
        """Whether its day is one to keep; what was never checked against the official text is not."""
        return self.mark == VERIFIED

    @property
    def length(self) -> str:
        """The period in words: `30天`, `3个工作日`."""
        return f"{self.value}{UNIT_WORDS[self.unit]}"


@dataclass(frozen=True)
class Step:
    """One step of a closure (or of an exception): for which actions, after which steps, with which clocks.

    `within` gives the last day, `at_least` the first one on which it may be done. `from_ledger`: nobody reports it.
    """

    key: str
    name: str
    duty: str
    who: str
    actions: tuple[str, ...]
    after: tuple[str, ...]
    required: bool
    from_ledger: bool
    within: Clock | None
    at_least: Clock | None


@dataclass(frozen=True)
class Closing:
    """All steps in the order of the file."""

    steps: Mapping[str, Step]

    def of(self, action: str | None) -> tuple[Step, ...]:
        """The steps that a site with this action goes through; none for one that stays as it is."""
        return tuple(step for step in self.steps.values() if action in step.actions)

    def reported(self, action: str | None) -> tuple[Step, ...]:
        """Those of them that people report."""
        return tuple(step for step in self.of(action) if not step.from_ledger)


def read_closing(office: Path | None = None) -> Closing:
    """The shipped steps with the office's own laid over them; a file with mistakes is refused with all of them."""
    table = read_layers(NAME, office)
    faults = [f"不认识的键 {key}（可用：[steps.步骤]）" for key in table if key != "steps"]
    bodies = table.get("steps", {})
    if not isinstance(bodies, dict):
        faults.append("steps 应当写作 [steps.步骤]")
        bodies = {}
    left_out = {key for key, body in bodies.items() if isinstance(body, dict) and body.get("off") is True}
    steps = {key: _step(key, body, faults) for key, body in bodies.items() if key not in left_out}
    closing = {key: _without(step, left_out) for key, step in steps.items() if step is not None}
    _check_order(closing, bodies.keys() - left_out, faults)
    refuse(NAME, faults)
    return Closing(closing)


def _step(key: str, body: object, faults: list[str]) -> Step | None:
    place = f"steps.{key}"
    if not isinstance(body, dict):
        faults.append(f"{place} 应当是表")
        return None
    values = dict(body)
    text, flag = partial(_text, place, values, faults), partial(_flag, place, values, faults)
    flag("off")
    step = Step(
        key,
        text("name"),
        text("duty"),
        text("who"),
        _names(place, values, faults, "actions", ACTIONS),
        _names(place, values, faults, "after"),
        flag("required"),
        flag("ledger"),
        _clock(f"{place}.within", values.pop("within", None), faults),
        _clock(f"{place}.at_least", values.pop("at_least", None), faults),
    )
    if not step.actions:
        faults.append(f"{place} 缺少 actions（哪些处置方式的网站要办）")
    if step.from_ledger != (key in FROM_LEDGER):
        faults.append(f"{place} 的 ledger 不对：只有 {'、'.join(FROM_LEDGER)} 由台账得知")
    faults += [f"{place} 有不认识的键 {left}" for left in values]
    return step


def _text(place: str, values: dict[str, Any], faults: list[str], key: str) -> str:
    value = values.pop(key, None)
    if isinstance(value, str) and value.strip():
        return value.strip()
    faults.append(f"{place} 缺少 {key}，或写法不对（应当是文字）")
    return ""


def _flag(place: str, values: dict[str, Any], faults: list[str], key: str) -> bool:
    value = values.pop(key, False)
    if not isinstance(value, bool):
        faults.append(f"{place} 的 {key} 应当是 true 或 false")
    return value is True


def _names(
    place: str, values: dict[str, Any], faults: list[str], key: str, known: Collection[str] | None = None
) -> tuple[str, ...]:
    value = values.pop(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        faults.append(f"{place} 的 {key} 应当是文字的列表")
        return ()
    strange = [one for one in value if known is not None and one not in known]
    if strange:
        faults.append(f"{place} 的 {key} 有不认识的 {'、'.join(strange)}（可用：{'、'.join(sorted(known or ()))}）")
    return tuple(value)


def _clock(place: str, body: object, faults: list[str]) -> Clock | None:
    if body is None:
        return None
    if not isinstance(body, dict):
        faults.append(f"{place} 应当是表")
        return None
    values = dict(body)
    after, where, basis = (_text(place, values, faults, key) for key in ("after", "place", "basis"))
    value, unit, mark = (values.pop(key, None) for key in ("value", "unit", "mark"))
    if type(value) is not int or not 1 <= value <= LONGEST:
        faults.append(f"{place} 的 value 应当是 1 至 {LONGEST} 的整数")
        value = 1
    if unit not in list(Unit):
        faults.append(f"{place} 的 unit 应当是 {'、'.join(Unit)} 之一")
        unit = Unit.DAY
    if mark not in (VERIFIED, UNVERIFIED):
        faults.append(f"{place} 的 mark 应当是 {VERIFIED}（见于公开文本）或 {UNVERIFIED}（未核对）")
    faults += [f"{place} 有不认识的键 {left}" for left in values]
    return Clock(after, value, Unit(unit), where, basis, str(mark))


def _without(step: Step | None, left_out: Collection[str]) -> Any:
    """The step without what the office does not do: nothing waits for it."""
    if step is None or not left_out:
        return step
    clocks: list[Clock | None] = [
        clock if clock is None or clock.after not in left_out else None for clock in (step.within, step.at_least)
    ]
    after = tuple(one for one in step.after if one not in left_out)
    return Step(step.key, step.name, step.duty, step.who, step.actions, after, step.required, step.from_ledger, *clocks)


def _check_order(steps: Mapping[str, Step], known: Collection[str], faults: list[str]) -> None:
    """Every step named exists, and no step waits for itself."""
    named: Callable[[Step], set[str]] = lambda step: {  # noqa: E731
        *step.after,
        *(clock.after for clock in (step.within, step.at_least) if clock and clock.after),
    }
    for step in steps.values():
        faults += [f"steps.{step.key} 提到没有的步骤 {other}" for other in sorted(named(step)) if other not in known]
    try:
        TopologicalSorter({step.key: named(step) for step in steps.values()}).prepare()
    except CycleError as error:
        faults.append(f"步骤互相等待：{' → '.join(error.args[1])}")
