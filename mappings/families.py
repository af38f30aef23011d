"""families.toml, read and checked: how old content systems print their lists."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mappings.errors import MappingError

SHIPPED = Path(__file__).with_name("families.toml")
_KEYS = {
    "id": str,
    "family": str,
    "grade": str,
    "pattern": str,
    "when": int,
    "numbering": str,
    "first": str,
    "other": str,
}
_GROUPS = {"pages", "current", "name", "ext"}


@dataclass(frozen=True)
class PagerRow:
    """One pager rule; the fields are told at the head of families.toml."""

    rule_id: str
    pattern: re.Pattern[str]
    when: int
    numbering: str
    first: str
    other: str


def read_families(*overrides: Path) -> tuple[PagerRow, ...]:
    """Give the pager rules, those of the office's files first (an equal id replaces the shipped rule).

    Raises MappingError with every fault of every file.
    """
    faults: list[str] = []
    rows: dict[str, Mapping[str, Any]] = {}
    for path in (*(one for one in overrides if one.exists()), SHIPPED):
        for number, row in enumerate(_tables(path, faults), start=1):
            place = f"{path.name} 第 {number} 个 [[pager]]"
            wrong = list(_faults(row, place))
            faults.extend(wrong)
            if not wrong:
                rows.setdefault(row["id"], row)
    if faults:
        raise MappingError("分页规则有误：" + "；".join(faults), "请改正这些行后再运行")
    return tuple(
        PagerRow(row["id"], re.compile(row["pattern"]), row["when"], row["numbering"], row["first"], row["other"])
        for row in rows.values()
    )


def _tables(path: Path, faults: list[str]) -> list[Any]:
    try:
        tables = tomllib.loads(path.read_text("utf-8")).get("pager", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(f"{path} 无法读取（{error}）")
        return []
    return tables if isinstance(tables, list) else []


def _faults(row: Any, place: str) -> Iterable[str]:
    if not isinstance(row, dict):
        yield f"{place} 应是一个表"
        return
    for key, kind in _KEYS.items():
        if not isinstance(row.get(key), kind):
            yield f"{place} 缺少 {key}，或写法不对"
    yield from (f"{place} 不认识 {key}" for key in row if key not in _KEYS)
    if row.get("numbering") not in ("zero", "one"):
        yield f'{place} 的 numbering 只能是 "zero" 或 "one"'
    try:
        groups = set(re.compile(str(row.get("pattern", ""))).groupindex)
    except re.error as error:
        yield f"{place} 的 pattern 不是有效的正则表达式（{error}）"
        return
    if groups != _GROUPS:
        yield f"{place} 的 pattern 须恰有 pages、current、name、ext 四个命名组"
