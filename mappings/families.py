"""families.toml, read and checked: how old content systems build their sites and print their lists."""

import re
import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mappings.errors import MappingError

SHIPPED = Path(__file__).with_name("families.toml")
GRADES = ("V", "S", "F", "U")
OFF = "U"  # rules of this grade wait to be switched on
_TEXTS = {"id": str, "family": str, "grade": str}
_CONDITIONS: dict[str, type] = {"word": str, "pattern": str, "needs": list, "url": str}
_KEYS: dict[str, tuple[dict[str, type], dict[str, type]]] = {  # what a table must have, and what it may have
    "pager": (
        {**_TEXTS, "numbering": str},
        {
            **_CONDITIONS,
            **dict.fromkeys(("first", "other", "body", "key", "value", "row", "probe"), str),
            **{"when": int, "plus": int, "greatest": bool, "helps": list, "instead_of": list},
        },
    ),
    "entry": ({**_TEXTS, "ask": str}, {**_CONDITIONS, "body": str, "capped": bool}),
    "family": ({"id": str, "name": str, "grade": str, "source": str, "urls": list, "marks": list}, {}),
}
_CHOICES = {"numbering": ("zero", "one", "reversed"), "probe": ("", "second", "twins"), "grade": GRADES}
_TEMPLATES = ("first", "other", "body", "key", "value", "ask")
_GIVEN = {"number": 1}  # what the crawl adds to a pattern's groups


@dataclass(frozen=True)
class PagerRow:
    """One pager rule; the fields are told in families.toml."""

    rule_id: str
    pattern: re.Pattern[str] | None
    when: int | None
    numbering: str
    first: str
    other: str
    needs: tuple[re.Pattern[str], ...] = ()
    url: re.Pattern[str] | None = None
    body: str = ""
    key: str = ""
    value: str = "{number}"
    greatest: bool = False
    plus: int = 0
    row: re.Pattern[str] | None = None
    probe: str = ""
    helps: tuple[re.Pattern[str], ...] = ()
    instead_of: tuple[str, ...] = ()
    word: str = ""


@dataclass(frozen=True)
class EntryRow:
    """Where a list stands that a page only holds the key to; the fields are told in families.toml."""

    rule_id: str
    pattern: re.Pattern[str] | None
    needs: tuple[re.Pattern[str], ...]
    url: re.Pattern[str] | None
    ask: str
    body: str | None
    capped: bool
    word: str = ""


@dataclass(frozen=True)
class FamilyRow:
    """One content system and how its sites are known."""

    family_id: str
    name: str
    grade: str
    urls: tuple[re.Pattern[str], ...]
    marks: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Families:
    """All that families.toml says: pagers, entries and families in order, and what serves every list."""

    pagers: tuple[PagerRow, ...]
    entries: tuple[EntryRow, ...]
    families: tuple[FamilyRow, ...]
    keys: tuple[str, ...]
    totals: tuple[re.Pattern[str], ...]
    caps: frozenset[int]


def read_families(*overrides: Path) -> Families:
    """Give the rules, those of the office's files first (an equal id replaces the shipped rule); U rules are left out.

    Raises MappingError with every fault of every file.
    """
    faults: list[str] = []
    tables: dict[str, dict[str, Mapping[str, Any]]] = {"pager": {}, "entry": {}, "family": {}}
    general: dict[str, Any] = {}
    switched: set[str] = set()
    for path in (*(one for one in overrides if one.exists()), SHIPPED):
        read = _read(path, faults)
        own = path != SHIPPED
        faults += [f"{path.name} 中 {one}" for one in _general_faults(read, shipped=not own)]
        for name, value in read.items():
            if name not in tables:
                general.setdefault(name, value)
        switched |= {one for one in _listed(read, "switched_on") if isinstance(one, str)}
        for kind, rows in tables.items():
            for place, row in _tables(read, kind, path, faults):
                wrong = list(_faults(kind, row, place))
                faults.extend(wrong)
                if not wrong and (own or row["grade"] != OFF or row["id"] in switched):
                    rows.setdefault(row["id"], row)
    if faults:
        raise MappingError("分页规则有误：" + "；".join(faults), "请改正这些行后再运行")
    return Families(
        tuple(_pager(row) for row in tables["pager"].values()),
        tuple(_entry(row) for row in tables["entry"].values()),
        tuple(
            FamilyRow(row["id"], row["name"], row["grade"], _compiled(row["urls"]), _compiled(row["marks"], re.I))
            for row in tables["family"].values()
        ),
        tuple(general["query"]["keys"]),
        _compiled(general["query"]["totals"]),
        frozenset(general["caps"]),
    )


def _pager(row: Mapping[str, Any]) -> PagerRow:
    return PagerRow(
        row["id"],
        _optional(row.get("pattern")),
        row.get("when"),
        row["numbering"],
        row.get("first", ""),
        row.get("other", ""),
        needs=_compiled(row.get("needs", [])),
        url=_optional(row.get("url")),
        row=_optional(row.get("row")),
        helps=_compiled(row.get("helps", [])),
        instead_of=tuple(row.get("instead_of", [])),
        **{name: row[name] for name in ("word", "body", "key", "value", "greatest", "plus", "probe") if name in row},
    )


def _entry(row: Mapping[str, Any]) -> EntryRow:
    return EntryRow(
        row["id"],
        _optional(row.get("pattern")),
        _compiled(row.get("needs", [])),
        _optional(row.get("url")),
        row["ask"],
        row.get("body"),
        row.get("capped", False),
        row.get("word", ""),
    )


def _optional(pattern: str | None) -> re.Pattern[str] | None:
    return None if pattern is None else re.compile(pattern)


def _compiled(patterns: Iterable[str], flags: int = 0) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one, flags) for one in patterns)


def _read(path: Path, faults: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(f"{path} 无法读取（{error}）")
        return {}


def _listed(read: Mapping[str, Any], name: str) -> list[Any]:
    value = read.get(name, [])
    return value if isinstance(value, list) else []


def _general_faults(read: Mapping[str, Any], *, shipped: bool) -> Iterator[str]:
    known = {"pager", "entry", "family", "switched_on", "caps", "query"}
    yield from (f"不认识 {key}（可用：{'、'.join(sorted(known))}）" for key in read if key not in known)
    if not all(isinstance(one, int) and not isinstance(one, bool) for one in _listed(read, "caps")):
        yield "caps 应是整数的列表"
    if not all(isinstance(read.get(name, []), list) for name in ("caps", "switched_on")):
        yield "caps、switched_on 应是列表"
    if "query" not in read:
        return
    query = read["query"] if isinstance(read["query"], dict) else {}
    if set(query) != {"keys", "totals"} or not all(_is_texts(one) for one in query.values()):
        yield "[query] 应恰有 keys 和 totals 两个文字列表"
        return
    for total in query["totals"]:
        groups = _groups(total)
        if groups is None or not groups & {"pages", "rows"}:
            yield f"[query] 的 totals 须是含命名组 pages 或 rows 的正则表达式：{total}"


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _tables(
    read: Mapping[str, Any], kind: str, path: Path, faults: list[str]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    tables = read.get(kind, [])
    if not isinstance(tables, list):
        faults.append(f"{path.name} 中 {kind} 应写作 [[{kind}]]")
        return
    for number, row in enumerate(tables, start=1):
        yield f"{path.name} 第 {number} 个 [[{kind}]]", row


def _faults(kind: str, row: Any, place: str) -> Iterator[str]:
    if not isinstance(row, dict):
        yield f"{place} 应是一个表"
        return
    must, may = _KEYS[kind]
    for key, wanted in {**must, **may}.items():
        if (key in must or key in row) and not _is_a(row.get(key), wanted):
            yield f"{place} 缺少 {key}，或写法不对"
    yield from (f"{place} 不认识 {key}" for key in row if key not in must and key not in may)
    for key, allowed in _CHOICES.items():
        if isinstance(row.get(key), str) and row[key] not in allowed:
            yield f"{place} 的 {key} 只能是 {'、'.join(filter(None, allowed))}"
    yield from _pattern_faults(row, place)
    if kind == "pager" and not row.get("other") and not row.get("key"):
        yield f"{place} 须有 other 或 key"


def _is_a(value: Any, wanted: type) -> bool:
    if wanted is list:
        return _is_texts(value)
    return isinstance(value, wanted) and not (wanted is int and isinstance(value, bool))


def _pattern_faults(row: Mapping[str, Any], place: str) -> Iterator[str]:
    groups: set[str] = set()
    for key in ("pattern", "url", "row", "needs", "helps", "urls", "marks"):
        value = row.get(key, [])
        for one in [value] if isinstance(value, str) else value if _is_texts(value) else []:
            found = _groups(one)
            if found is None:
                yield f"{place} 的 {key} 不是有效的正则表达式：{one}"
                return
            groups |= found
    pattern = row.get("pattern")
    if "numbering" in row and isinstance(pattern, str) and not (_groups(pattern) or set()) & {"pages", "rows"}:
        yield f"{place} 的 pattern 须有命名组 pages 或 rows"
    if "numbering" in row and ("when" in row) != ("current" in groups):
        yield f"{place} 的 when 与 pattern 的命名组 current 须同时写"
    for key in _TEMPLATES:
        if isinstance(row.get(key), str) and not _is_template(row[key], groups):
            yield f"{place} 的 {key} 用了没有的命名组，或写法不对（可用：{'、'.join(sorted(groups | set(_GIVEN)))}）"


def _groups(pattern: str) -> set[str] | None:
    try:
        return set(re.compile(pattern).groupindex)
    except re.error:
        return None


def _is_template(text: str, groups: set[str]) -> bool:
    try:
        if any(conversion for _, _, _, conversion in string.Formatter().parse(text)):
            return False
        text.format(**{**dict.fromkeys(groups, "1"), **_GIVEN})
    except (ValueError, LookupError, AttributeError, TypeError):
        return False
    return True
