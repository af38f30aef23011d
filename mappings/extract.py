"""The guard of extract.toml: how pages of old sites are read, as data."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from mappings.errors import MappingError

GRADES = frozenset({"V", "S", "F"})  # U (unverified) never becomes a rule
SECTIONS: Mapping[str, frozenset[str]] = {
    "meta": frozenset({"title", "published", "source", "author", "column", "keywords", "site"}),
    "labels": frozenset({"title", "asked", "published", "plain", "updated", "never", "source", "author", "other"}),
    "facts": frozenset({"index_number", "document_number", "issuer", "written", "topic", "validity", "editor"}),
    "furniture": frozenset({"words", "fillers", "endings", "footer", "weak_footer", "blocks"}),
    "words": frozenset(
        {"home", "here", "trail_ends", "error", "attachment", "generic_names", "nothing", "own_pages", "givers"}
        | {"family_names"}
    ),
    "files": frozenset({"documents", "media", "icons"}),
}
TABLES: Mapping[str, tuple[str, ...]] = {
    "containers": ("select",),
    "marks": ("begin", "end"),
    "downloads": ("match",),
}
PATTERNS = frozenset({"downloads.match", "files.icons"})


@dataclass(frozen=True)
class Container:
    """A block of a CMS family that holds the body, as a CSS selector, with its evidence grade."""

    family: str
    grade: str
    select: str


@dataclass(frozen=True)
class Mark:
    """A pair of metas or comments of a CMS family around the body, in lower case."""

    family: str
    grade: str
    begin: str
    end: str


@dataclass(frozen=True)
class Download:
    """A regular expression that tells a family's download addresses."""

    family: str
    grade: str
    match: str


@dataclass(frozen=True, eq=False)
class ExtractRules:
    """What extraction knows of old sites: blocks, marks, download addresses, and word lists (`section.key`)."""

    containers: tuple[Container, ...]
    marks: tuple[Mark, ...]
    downloads: tuple[Download, ...]
    lists: Mapping[str, tuple[str, ...]]


def read_extract_rules(*overrides: Path) -> ExtractRules:
    """Give the shipped rules, with the lines of each office file put before them; all faults are shown at once."""
    shipped = resources.files("mappings").joinpath("extract.toml").read_text(encoding="utf-8")
    files = [(str(path), _text(path)) for path in overrides] + [("mappings/extract.toml", shipped)]
    parsed = [(name, _parsed(name, text)) for name, text in files]
    faults = [fault for name, table in parsed for fault in _faults(name, table)]
    if faults:
        raise MappingError("页面识别规则有误：" + "；".join(faults), "请按列出的位置逐条改正后重新运行")
    tables = [table for _, table in parsed]
    return ExtractRules(
        containers=tuple(Container(**row) for row in _rows(tables, "containers")),
        marks=tuple(Mark(**row) for row in _rows(tables, "marks")),
        downloads=tuple(Download(**row) for row in _rows(tables, "downloads")),
        lists={f"{section}.{key}": _joined(tables, section, key) for section, keys in SECTIONS.items() for key in keys},
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(f"无法读取页面识别规则 {path}：{error}", "请检查文件是否存在、是否为 UTF-8 文本") from error


def _parsed(name: str, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"{name} 不是有效的 TOML：{error}", "请按提示的行列改正") from error


def _faults(name: str, table: Mapping[str, object]) -> Iterator[str]:
    for key, value in table.items():
        if key in TABLES:
            yield from _table_faults(f"{name} [[{key}]]", key, value)
        elif key in SECTIONS:
            yield from _section_faults(f"{name} [{key}]", key, value)
        else:
            yield f"{name} 有未知的段 {key}"


def _table_faults(place: str, key: str, rows: object) -> Iterator[str]:
    wanted = {"family", "grade", *TABLES[key]}
    for number, row in enumerate(rows if isinstance(rows, list) else [rows], start=1):
        if not isinstance(row, dict) or set(row) != wanted or not all(isinstance(v, str) and v for v in row.values()):
            yield f"{place} 第 {number} 条应恰有文本项 {'、'.join(sorted(wanted))}"
            continue
        if row["grade"] not in GRADES:
            yield f"{place} 第 {number} 条 grade 应为 {'、'.join(sorted(GRADES))} 之一"
        for field in TABLES[key]:
            if f"{key}.{field}" in PATTERNS:
                yield from _pattern_faults(f"{place} 第 {number} 条", row[field])


def _section_faults(place: str, section: str, value: object) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{place} 应为表"
        return
    for key, words in value.items():
        if key not in SECTIONS[section]:
            yield f"{place} 有未知的键 {key}"
        elif not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
            yield f"{place} 的 {key} 应为非空文本的列表"
        elif f"{section}.{key}" in PATTERNS:
            for word in words:
                yield from _pattern_faults(f"{place} 的 {key}", word)


def _pattern_faults(place: str, pattern: str) -> Iterator[str]:
    try:
        re.compile(pattern)
    except re.error as error:
        yield f"{place} 的正则 {pattern} 有误（{error}）"


def _rows(tables: list[dict[str, object]], key: str) -> Iterator[dict[str, str]]:
    for table in tables:
        rows = table.get(key, [])
        if isinstance(rows, list):
            yield from rows


def _joined(tables: list[dict[str, object]], section: str, key: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for table in tables:
        words = table.get(section, {})
        if isinstance(words, dict):
            found.update(dict.fromkeys(words.get(key, [])))
    return tuple(found)
