"""文书的栏目: what each form asks for, where the answer comes from and why it is asked, as data."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mappings.layers import SHIPPED, read_layers, refuse

SHAPES = frozenset({"text", "count", "counts", "list"})
ROOTS = frozenset({"site", "decision", "accounting", "cells", "office", "archive_place", "as_of"})
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FORM_KEYS = frozenset({"title", "basis", "fields", "words"})
_FIELD_KEYS = frozenset({"label", "sources", "shape", "words", "unit", "none", "required", "basis"})


@dataclass(frozen=True)
class Basis:
    """A published text that a field rests on: its number and its title."""

    number: str
    title: str


@dataclass(frozen=True)
class FormField:
    """One blank of a form; the mapping file itself explains every key."""

    name: str
    label: str
    sources: tuple[str, ...]
    shape: str = "text"
    words: str = ""
    unit: str = ""
    none: str = ""
    required: bool = False
    basis: str = ""


@dataclass(frozen=True)
class FormDefinition:
    """A kind of form: its fields in order, the texts they rest on, the words for codes, and its layout file."""

    kind: str
    title: str
    template: Path
    fields: tuple[FormField, ...]
    bases: Mapping[str, Basis]
    words: Mapping[str, Mapping[str, str]]


def read_form(kind: str = "closure", office: Path | None = None) -> FormDefinition:
    """Give the form `kind`, the office's own `forms/<kind>.toml` and `.docx` laid over the shipped ones.

    `office` is the workspace's `mappings` folder. Raises one MappingError that names all faults of the file.
    """
    table = read_layers(f"forms/{kind}.toml", office)
    refuse(f"forms/{kind}.toml", list(_faults(table)))
    fields = {name: {**field, "sources": tuple(field["sources"])} for name, field in table["fields"].items()}
    own = office / "forms" / f"{kind}.docx" if office else None
    return FormDefinition(
        kind=kind,
        title=table["title"],
        template=own if own and own.is_file() else SHIPPED / "forms" / f"{kind}.docx",
        fields=tuple(FormField(name=name, **field) for name, field in fields.items()),
        bases={name: Basis(**basis) for name, basis in table.get("basis", {}).items()},
        words=table.get("words", {}),
    )


def _faults(table: dict[str, Any]) -> Iterator[str]:
    yield from (f"不认识的项 {key}" for key in sorted(table.keys() - _FORM_KEYS))
    if not _is_text(table.get("title")):
        yield "缺少 title"
    tables = {key: table.get(key, {}) for key in ("basis", "fields", "words")}
    yield from (f"{key} 应写成 [{key}.名称]" for key, value in tables.items() if not _is_tables(value))
    bases, fields, words = (value if _is_tables(value) else {} for value in tables.values())
    for name, basis in bases.items():
        if basis.keys() != {"number", "title"} or not all(map(_is_text, basis.values())):
            yield f"依据 {name} 应有且只有 number 与 title"
    for name, said in words.items():
        if not all(map(_is_text, said.values())):
            yield f"说法 {name} 应是“代码 = 文字”"
    if not fields:
        yield "没有任何栏目 [fields.名称]"
    for name, field in fields.items():
        if not _NAME.fullmatch(name):
            yield f"栏目 {name}：名称应为小写英文"
        yield from (f"栏目 {name}：{fault}" for fault in _field_faults(field, {"basis": bases, "words": words}))


def _field_faults(field: dict[str, Any], named: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield from (f"不认识的项 {key}" for key in sorted(field.keys() - _FIELD_KEYS))
    if not _is_text(field.get("label")):
        yield "缺少 label"
    sources = field.get("sources")
    if not isinstance(sources, list) or not sources or not all(map(_is_text, sources)):
        yield "sources 应是文字的列表"
    else:
        yield from (f"来源 {source} 不认识" for source in sources if source.partition(".")[0] not in ROOTS)
    if str(field.get("shape", "text")) not in SHAPES:
        yield f"shape 只能是 {'、'.join(sorted(SHAPES))}"
    if not isinstance(field.get("required", False), bool):
        yield "required 只能是 true 或 false"
    yield from (f"{key} 应是文字" for key in ("unit", "none") if not isinstance(field.get(key, ""), str))
    for key, known in named.items():
        if key in field and str(field[key]) not in known:
            yield f"{key} 指向不存在的 {field[key]}"


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_tables(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(item, dict) for item in value.values())
