"""过期: how long channels of each kind may stand without a new article, and how many of them an inspection counts."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mappings.layers import read_layers, refuse

FILE = "freshness.toml"
BLANK = "空白"  # in a total: channels without an article


@dataclass(frozen=True)
class Limit:
    """Channels of these kinds are stale when their newest article is older than `days`; `said` is how it is told."""

    name: str
    column_types: tuple[str, ...]
    days: int
    said: str
    basis: str


@dataclass(frozen=True)
class Total:
    """An inspection objects to this many stale channels of these limits together."""

    limits: tuple[str, ...]
    most: int
    basis: str


@dataclass(frozen=True)
class Freshness:
    """The limits and totals of an office."""

    limits: tuple[Limit, ...]
    totals: tuple[Total, ...]

    def limit_of(self, column_type: str) -> Limit | None:
        """Give the limit of channels with this ColumnType, None where none is known."""
        return next((limit for limit in self.limits if column_type in limit.column_types), None)


def read_freshness(office: Path | None = None) -> Freshness:
    """Give the shipped limits with the office's own laid over them; MappingError names every fault at once."""
    table = read_layers(FILE, office)
    faults = [f"不认识的键 {key}（可用：[[limit]]、[[total]]）" for key in table if key not in ("limit", "total")]
    limits = _read(table.get("limit"), "limit", Limit, {"column_types": list, "days": int}, faults)
    totals = _read(table.get("total"), "total", Total, {"limits": list, "most": int}, faults)
    names = {BLANK, *(limit.name for limit in limits)}
    faults += [
        f"[[total]] 的类别“{one}”没有这样的 limit" for total in totals for one in total.limits if one not in names
    ]
    kinds = [kind for limit in limits for kind in limit.column_types]
    faults += [
        f"ColumnType“{kind}”写在两个 limit 中" for kind in sorted({one for one in kinds if kinds.count(one) > 1})
    ]
    refuse(FILE, faults)
    return Freshness(tuple(limits), tuple(totals))


def _read(given: Any, word: str, make: Callable[..., Any], kinds: dict[str, type], faults: list[str]) -> list[Any]:
    if not isinstance(given, list):
        faults.append(f"{word} 应写作 [[{word}]]")
        return []
    names = make.__dataclass_fields__  # type: ignore[attr-defined]
    read = []
    for number, one in enumerate(given, 1):
        place, before = f"第 {number} 个 [[{word}]]", len(faults)
        table = one if isinstance(one, dict) else {}
        faults += [f"{place} 缺少 {name}" for name in names if name not in table]
        faults += [f"{place} 的 {name} 不是已知的内容" for name in table if name not in names]
        faults += [
            f"{place} 的 {name} 的值不可用" for name, value in table.items()
            if name in names and not _fits(value, kinds.get(name, str))
        ]  # fmt: skip
        if len(faults) == before:
            read.append(
                make(**{name: tuple(value) if isinstance(value, list) else value for name, value in table.items()})
            )
    return read


def _fits(value: object, kind: type) -> bool:
    if type(value) is not kind:
        return False
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, str) and one for one in value)
    return bool(value) and (not isinstance(value, int) or value > 0)
