"""The guard of a kind of document: every fault of its file, told at once and in words an office understands."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

SCOPES = ("site", "unit", "office")
ACTIONS = frozenset({"self_close", "migrate_channel", "migrate_subsite", "exception", "already_closed", "portal"})
OUTPUTS = ("docx", "html", "xlsx")
SHAPES = frozenset({"text", "count", "counts", "list", "names", "sentences", "date"})
MARKS = frozenset({"V", "M", ""})
ROOTS = frozenset(
    {
        "site", "sites", "unit", "office", "portal", "decision", "accounting", "cells", "steps", "progress", "overdue",
        "verify", "paper", "periods", "supplied", "archive_place", "as_of", "sheet", "new_addresses",
    }
)  # fmt: skip
SHEET = "sheet."  # in a source: all headings of `columns.toml` under that name
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FORM_KEYS = frozenset(
    {
        "title", "order", "scope", "needs", "outputs", "numbered", "after", "mark",
        "basis", "fields", "tables", "words",
    }
)  # fmt: skip
_FIELD_TEXTS = ("unit", "none", "supply", "hint", "example")
_FIELD_KEYS = frozenset({"label", "sources", "shape", "words", "required", "basis", "mark", *_FIELD_TEXTS})
_TABLE_KEYS = frozenset({"label", "rows", "columns", "none", "required", "supply"})


def is_kind(name: str) -> bool:
    """Tell whether a file name can be that of a kind: small English letters, digits, underlines."""
    return bool(_NAME.fullmatch(name))


def kind_faults(table: Mapping[str, Any], columns: Mapping[str, Any]) -> Iterator[str]:
    """Give every fault of a kind's file as a sentence; `columns` are the names that `sheet.NAME` may have."""
    yield from (f"不认识的项 {key}" for key in sorted(table.keys() - _FORM_KEYS))
    yield from _head_faults(table)
    tables = {key: table.get(key, {}) for key in ("basis", "fields", "tables", "words")}
    yield from (f"{key} 应写成 [{key}.名称]" for key, value in tables.items() if not _is_tables(value))
    bases, fields, repeated, words = (value if _is_tables(value) else {} for value in tables.values())
    for name, basis in bases.items():
        if basis.keys() != {"number", "title"} or not all(map(_is_text, basis.values())):
            yield f"依据 {name} 应有且只有 number 与 title"
    for name, said in words.items():
        if not all(map(_is_text, said.values())):
            yield f"说法 {name} 应是“代码 = 文字”"
    if not fields:
        yield "没有任何栏目 [fields.名称]"
    named = {"basis": bases, "words": words, SHEET: columns}
    for name, field in fields.items():
        yield from (f"栏目 {name}：{fault}" for fault in _field_faults(name, field, named, roots=True))
    for name, one in repeated.items():
        yield from (f"表 {name}：{fault}" for fault in _table_faults(name, one, fields, named))


def _head_faults(table: Mapping[str, Any]) -> Iterator[str]:
    if not _is_text(table.get("title")):
        yield "缺少 title"
    if table.get("scope") not in SCOPES:
        yield f"scope 只能是 {'、'.join(SCOPES)}"
    yield from _list_faults("needs", table.get("needs", []), ACTIONS)
    yield from _list_faults("outputs", table.get("outputs", ["docx"]), OUTPUTS)
    if table.get("outputs", True) == []:
        yield "outputs 不能为空"
    if not isinstance(table.get("numbered", False), bool):
        yield "numbered 只能是 true 或 false"
    if type(table.get("order", 0)) is not int:
        yield "order 应是整数"
    if not isinstance(table.get("after", ""), str):
        yield "after 应是文字"
    if table.get("mark", "") not in MARKS:
        yield "mark 只能是 V 或 M"


def _list_faults(key: str, value: Any, known: Any) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{key} 应是文字的列表"
        return
    strange = [str(one) for one in value if one not in known]
    if strange:
        yield f"{key} 中不认识 {'、'.join(strange)}（可用：{'、'.join(sorted(known))}）"


def _table_faults(
    name: str, table: Mapping[str, Any], fields: Mapping[str, Any], named: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    if not _NAME.fullmatch(name):
        yield "名称应为小写英文"
    if name in fields:
        yield "与一个栏目同名"
    yield from (f"不认识的项 {key}" for key in sorted(table.keys() - _TABLE_KEYS))
    if not _is_text(table.get("label")):
        yield "缺少 label"
    rows = table.get("rows")
    if not _is_text(rows):
        yield "rows 应写明行从哪里来"
    elif str(rows).partition(".")[0] not in ROOTS:
        yield f"来源 {rows} 不认识"
    if not isinstance(table.get("required", False), bool):
        yield "required 只能是 true 或 false"
    yield from (f"{key} 应是文字" for key in ("none", "supply") if not isinstance(table.get(key, ""), str))
    columns = table.get("columns", {})
    if not _is_tables(columns) or not columns:
        yield f"没有任何列 [tables.{name}.columns.名称]"
        return
    for column, field in columns.items():
        yield from (f"列 {column}：{fault}" for fault in _field_faults(column, field, named, roots=False))


def _field_faults(
    name: str, field: Mapping[str, Any], named: Mapping[str, Mapping[str, Any]], *, roots: bool
) -> Iterator[str]:
    if not _NAME.fullmatch(name):
        yield "名称应为小写英文"
    yield from (f"不认识的项 {key}" for key in sorted(field.keys() - _FIELD_KEYS))
    if not _is_text(field.get("label")):
        yield "缺少 label"
    yield from _source_faults(field, named[SHEET], roots)
    if str(field.get("shape", "text")) not in SHAPES:
        yield f"shape 只能是 {'、'.join(sorted(SHAPES))}"
    if not isinstance(field.get("required", False), bool):
        yield "required 只能是 true 或 false"
    if field.get("mark", "") not in MARKS:
        yield "mark 只能是 V 或 M"
    yield from (f"{key} 应是文字" for key in _FIELD_TEXTS if not isinstance(field.get(key, ""), str))
    for key, known in named.items():
        if key != SHEET and key in field and str(field[key]) not in known:
            yield f"{key} 指向不存在的 {field[key]}"


def _source_faults(field: Mapping[str, Any], columns: Mapping[str, Any], roots: bool) -> Iterator[str]:
    sources = field.get("sources", [])
    if not is_texts(sources):
        yield "sources 应是文字的列表"
        return
    for source in sources:
        if roots and source.partition(".")[0] not in ROOTS:
            yield f"来源 {source} 不认识"
        elif SHEET in source and source.partition(SHEET)[2] not in columns:
            yield f"来源 {source} 不在 columns.toml 中"
    if roots and not sources and not _is_text(field.get("supply")):
        yield "既没有来源 sources，也没有写明由谁填写 supply"


def is_texts(value: Any) -> bool:
    """Tell whether a value is a list of texts, none of them blank."""
    return isinstance(value, list) and all(map(_is_text, value))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_tables(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(item, dict) for item in value.values())
