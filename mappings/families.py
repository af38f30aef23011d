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
_PARTS = {"name", "ext", "number"}  # what a file name is made of


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
        read = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(f"{path} 无法读取（{error}）")
        return []
    faults.extend(f"{path.name} 不认识 {key}（可用：[[pager]]）" for key in read if key != "pager")
    tables = read.get("pager", [])
    if isinstance(tables, list):
        return tables
    faults.append(f"{path.name} 中 pager 应写作 [[pager]]")
    return []


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
    for key, names in (("first", _PARTS - {"number"}), ("other", _PARTS)):
        if isinstance(row.get(key), str) and not _is_template(row[key], names):
            yield f"{place} 的 {key} 只能用 {'、'.join('{' + name + '}' for name in sorted(names))}"
    try:
        groups = set(re.compile(str(row.get("pattern", ""))).groupindex)
    except re.error as error:
        yield f"{place} 的 pattern 不是有效的正则表达式（{error}）"
        return
    if groups != _GROUPS:
        yield f"{place} 的 pattern 须恰有 pages、current、name、ext 四个命名组"


def _is_template(text: str, names: set[str]) -> bool:
    try:
        text.format(**dict.fromkeys(names, "1"))
    except (ValueError, LookupError, AttributeError):
        return False
    return True
