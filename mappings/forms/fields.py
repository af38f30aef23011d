"""文书的栏目: what each document asks for, where the answer comes from and why it is asked, as data.

`closure.toml` explains every key of a kind; `migrate/forms` fills the documents.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mappings.forms.faults import SHEET, is_kind, is_texts, kind_faults
from mappings.layers import SHIPPED, read_layers, refuse

COLUMNS = "forms/columns.toml"
NOT_KINDS = frozenset({"layout", "columns"})  # files of the folder that define no kind


@dataclass(frozen=True)
class Basis:
    """A published text that a document rests on: its number and its title."""

    number: str
    title: str


@dataclass(frozen=True)
class FormField:
    """One blank of a document, or one column of its table; `closure.toml` explains every key."""

    name: str
    label: str
    sources: tuple[str, ...] = ()
    shape: str = "text"
    words: str = ""
    unit: str = ""
    none: str = ""
    required: bool = False
    basis: str = ""
    supply: str = ""
    mark: str = ""
    hint: str = ""
    example: str = ""


@dataclass(frozen=True)
class FormTable:
    """A repeating table: where its rows come from, and its columns, whose sources are looked up in the row."""

    name: str
    label: str
    rows: str
    columns: tuple[FormField, ...]
    none: str = ""
    required: bool = False
    supply: str = ""


@dataclass(frozen=True)
class FormDefinition:
    """A kind of document: what it is about, who needs it, its blanks and tables, and its layout files."""

    kind: str
    title: str
    order: int
    scope: str
    needs: tuple[str, ...]
    outputs: tuple[str, ...]
    numbered: bool
    after: str
    mark: str
    templates: Mapping[str, Path]
    fields: tuple[FormField, ...]
    tables: tuple[FormTable, ...]
    bases: Mapping[str, Basis]
    words: Mapping[str, Mapping[str, str]]


def kinds_of(office: Path | None = None) -> tuple[str, ...]:
    """Give the names of all kinds, shipped or the office's own, in alphabetical order."""
    folders = [SHIPPED / "forms", *([office / "forms"] if office else [])]
    stems = {path.stem for folder in folders for path in folder.glob("*.toml")}
    return tuple(sorted(stem for stem in stems - NOT_KINDS if is_kind(stem)))


def read_forms(office: Path | None = None) -> dict[str, FormDefinition]:
    """Give every kind by its name, in the order in which a closure meets them."""
    forms = [read_form(kind, office) for kind in kinds_of(office)]
    return {form.kind: form for form in sorted(forms, key=lambda form: (form.order, form.kind))}


def read_form(kind: str = "closure", office: Path | None = None) -> FormDefinition:
    """Give the kind, the office's own `forms/<kind>.toml` and layout files laid over the shipped ones.

    `office` is the workspace's `mappings` folder. Raises one MappingError that names all faults of the file.
    """
    name = f"forms/{kind}.toml"
    own = office / name if office else None
    shipped = (SHIPPED / name).is_file()
    table = read_layers(name, office) if shipped or own is None else read_layers(str(own.resolve()))
    columns = read_columns(office)
    refuse(name, list(kind_faults(table, columns)))
    outputs = tuple(table.get("outputs", ["docx"]))
    return FormDefinition(
        kind=kind,
        title=table["title"],
        order=table.get("order", 1000),
        scope=table["scope"],
        needs=tuple(table.get("needs", [])),
        outputs=outputs,
        numbered=table.get("numbered", False),
        after=table.get("after", ""),
        mark=table.get("mark", ""),
        templates={output: _template(kind, output, office) for output in outputs if output != "xlsx"},
        fields=_fields(table["fields"], columns),
        tables=tuple(_table(key, one, columns) for key, one in table.get("tables", {}).items()),
        bases={key: Basis(**basis) for key, basis in table.get("basis", {}).items()},
        words=table.get("words", {}),
    )


def _template(kind: str, output: str, office: Path | None) -> Path:
    """The office's own layout file where there is one, or where none is shipped."""
    own = office / "forms" / f"{kind}.{output}" if office else None
    shipped = SHIPPED / "forms" / f"{kind}.{output}"
    return own if own and (own.is_file() or not shipped.is_file()) else shipped


def read_columns(office: Path | None = None) -> Mapping[str, Sequence[str]]:
    """Give the headings under which sheets tell the same thing, by its name: what `sheet.NAME` in a source means."""
    table = read_layers(COLUMNS, office)
    columns = table.get("columns", {})
    faults = [f"不认识的项 {key}" for key in table if key != "columns"]
    if not isinstance(columns, dict):
        faults, columns = [*faults, "columns 应是表"], {}
    faults += [f"columns.{name} 应是列标题的列表" for name, one in columns.items() if not is_texts(one) or not one]
    refuse(COLUMNS, faults)
    return columns


def _fields(table: Mapping[str, Any], columns: Mapping[str, Sequence[str]]) -> tuple[FormField, ...]:
    return tuple(
        FormField(name=name, **{**field, "sources": _sources(field.get("sources", ()), columns)})
        for name, field in table.items()
    )


def _sources(sources: Sequence[str], columns: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The sources with the headings of the sheet in place of `sheet.NAME`."""
    told: list[str] = []
    for source in sources:
        root, _, name = source.partition(SHEET)
        told += [f"{root}cells.{heading}" for heading in columns[name]] if name else [source]
    return tuple(told)


def _table(name: str, table: Mapping[str, Any], columns: Mapping[str, Sequence[str]]) -> FormTable:
    return FormTable(name=name, **{**table, "columns": _fields(table["columns"], columns)})
