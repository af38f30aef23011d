"""The calendar: the plan's stages, monthly duties and other periods, read from `calendar.toml` and checked whole.

The shipped file sets no day: `example` holds the days of the one plan that the stages come from, and nothing is ever
overdue by them. An office sets `due`, `from` and `day` in its own file.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from mappings.layers import read_layers, refuse
from mappings.rules import NO_STAGE, VERDICTS

NAME = "calendar.toml"
UNDECIDED = "undecided"
WAITED_FOR = (UNDECIDED, *(action for actions in VERDICTS.values() for action in actions))
VERIFIED = "V"  # the mark of a period that was seen in a public text
UNVERIFIED = "M"  # the mark of one not yet checked against the official text


@dataclass(frozen=True)
class Span:
    """From which day to which day, both included; None where it is not said."""

    first: date | None = None
    due: date | None = None


@dataclass(frozen=True)
class Stage:
    """One step of the plan: who has to do what, and the actions whose deadline its day is."""

    key: str
    name: str
    part: str
    duty: str
    who: str
    deadline_of: tuple[str, ...]
    set: Span  # by the office
    example: Span  # of the plan that `source` names; never a deadline
    source: str


@dataclass(frozen=True)
class Monthly:
    """What is due on one day of every month; `day` is None until the office sets it."""

    key: str
    name: str
    duty: str
    who: str
    day: int | None
    example: int | None
    source: str


@dataclass(frozen=True)
class Period:
    """A length of time that a text names, where that text holds, and whether it was checked."""

    key: str
    name: str
    value: int
    unit: str
    place: str
    basis: str
    mark: str

    @property
    def verified(self) -> bool:
        """Whether it may be printed as a rule; what was never checked against the official text may not."""
        return self.mark == VERIFIED


@dataclass(frozen=True)
class Calendar:
    """Stages in order of the plan, monthly duties, periods by name."""

    stages: Mapping[str, Stage]
    monthly: Mapping[str, Monthly]
    periods: Mapping[str, Period]

    def stage_of(self, waited_for: str) -> Stage | None:
        """The stage that is the deadline of an action (or of `undecided`); None where there is none."""
        return next((stage for stage in self.stages.values() if waited_for in stage.deadline_of), None)


def read_calendar(office: Path | None = None) -> Calendar:
    """The shipped calendar with the office's own laid over it; a file with mistakes is refused with all of them."""
    table = read_layers(NAME, office)
    faults = [
        f"不认识的键 {key}（可用：stages、monthly、periods）"
        for key in table
        if key not in ("stages", "monthly", "periods")
    ]
    stages = _bodies(table, "stages", _stage, faults)
    monthly = _bodies(table, "monthly", _monthly, faults)
    periods = _bodies(table, "periods", _period, faults)
    _contested(stages, faults)
    refuse(NAME, faults)
    return Calendar(stages, monthly, periods)


def _bodies(
    table: Mapping[str, Any], kind: str, read: Callable[["_Body", str], Any], faults: list[str]
) -> dict[str, Any]:
    bodies = table.get(kind, {})
    if not isinstance(bodies, dict):
        faults.append(f"{kind} 应当是表")
        return {}
    found = {}
    for key, values in bodies.items():
        if not isinstance(values, dict):
            faults.append(f"{kind}.{key} 应当是表")
            continue
        body = _Body(f"{kind}.{key}", dict(values), faults)
        found[key] = read(body, key)
        body.finish()
    return found


def _stage(body: "_Body", key: str) -> Stage:
    if key == NO_STAGE:
        body.fault(f"不能叫 {NO_STAGE}：规则用它表示没有时限")
    name, duty, who, source = (body.text(one) for one in ("name", "duty", "who", "source"))
    waited_for = body.take("deadline_of", [])
    if not isinstance(waited_for, list) or any(one not in WAITED_FOR for one in waited_for):
        body.fault(f"的 deadline_of 应当是处置方式的列表（可用：{'、'.join(WAITED_FOR)}）")
        waited_for = []
    example = body.table("example")
    spans = body.span(), example.span()
    example.finish()
    return Stage(key, name, body.text("part", ""), duty, who, tuple(waited_for), *spans, source)


def _monthly(body: "_Body", key: str) -> Monthly:
    name, duty, who, source = (body.text(one) for one in ("name", "duty", "who", "source"))
    example = body.table("example")
    days = body.day_of_month(), example.day_of_month()
    example.finish()
    return Monthly(key, name, duty, who, *days, source)


def _period(body: "_Body", key: str) -> Period:
    value, mark = body.take("value"), body.take("mark")
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        body.fault("的 value 应当是正整数")
        value = 0
    if mark not in (VERIFIED, UNVERIFIED):
        body.fault(f"的 mark 应当是 {VERIFIED}（见于公开文本）或 {UNVERIFIED}（未核对）")
    name, unit, place, basis = (body.text(one) for one in ("name", "unit", "place", "basis"))
    return Period(key, name, value, unit, place, basis, str(mark))


def _contested(stages: Mapping[str, Stage], faults: list[str]) -> None:
    holders: dict[str, str] = {}
    for stage in stages.values():
        for action in stage.deadline_of:
            other = holders.setdefault(action, stage.key)
            if other != stage.key:
                faults.append(f"{action} 的时限同时写在 stages.{other} 和 stages.{stage.key}")


class _Body:
    """A table whose values are taken one by one; what is wrong with them is gathered, what is left is unknown."""

    def __init__(self, place: str, values: dict[str, Any], faults: list[str]) -> None:
        self.place, self.values, self.faults = place, values, faults

    def fault(self, problem: str) -> None:
        self.faults.append(f"{self.place} {problem}")

    def finish(self) -> None:
        self.faults.extend(f"{self.place} 有不认识的键 {left}" for left in self.values)

    def take(self, key: str, default: Any = None) -> Any:
        return self.values.pop(key, default)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.take(key, default)
        if not isinstance(value, str) or (not value.strip() and default is None):
            self.fault(f"缺少 {key}，或写法不对（应当是文字）")
            return ""
        return value.strip()

    def table(self, key: str) -> "_Body":
        value = self.take(key, {})
        if not isinstance(value, dict):
            self.fault(f"的 {key} 应当是表")
            value = {}
        return _Body(f"{self.place}.{key}", dict(value), self.faults)

    def day(self, key: str) -> date | None:
        value = self.take(key)
        if isinstance(value, str):
            with suppress(ValueError):
                value = date.fromisoformat(value)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.fault(f"的 {key} 应当是日期，写作 2017-03-21")
        return None

    def span(self) -> Span:
        span = Span(self.day("from"), self.day("due"))
        if span.first and span.due and span.due < span.first:
            self.fault(f"的 due（{span.due}）早于 from（{span.first}）")
        return span

    def day_of_month(self) -> int | None:
        value = self.take("day")
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 31):
            return value
        self.fault("的 day 应当是 1 至 31 的整数")
        return None
