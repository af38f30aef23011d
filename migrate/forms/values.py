"""What stands in every blank of a document: facts into words, before any layout is opened.

Every value is hostile text: it came from a spreadsheet or an old page. It is cleaned here of what XML and a reader's
eye cannot stand; the writers escape it and never read it as a template again.
"""

import re
from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass, is_dataclass
from datetime import date, datetime, timedelta, timezone

from migrate.forms.definition import Definition, Field, Table

BLANK = "（待填）"
NOTHING = "—"
NO = "no"  # the column with the place of the row
CELLS = "cells"  # the original cells of the sheet: looked up by heading, which may have dots in it
BEIJING = timezone(timedelta(hours=8), "北京时间")
JOINTS = {"list": "\n", "names": "、", "sentences": "；"}  # between the items of these shapes
# A form is for signing: more lines than these belong in the report.
LONGEST_LIST = 20
# Characters that no XML document may hold, and those that turn the reading direction and so hide what stands there.
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
# Signs beside the letters of a heading, which spreadsheets put there for looks.
_ORNAMENT = re.compile(r"[\W_]+")
# What people write into a cell when they have nothing to write.
_UNSAID = frozenset({"", "未知", "不详", "NA", "空"})
_DAY = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2})(?:[T ].*)?)?")

Values = Mapping[str, str | list[dict[str, str]]]


@dataclass(frozen=True)
class Said:
    """What a document says: `values` by field (text) and by table (rows of column → text).

    `missing` are the required fields and tables that nobody supplied, `blank` all that print （待填）; in order.
    """

    values: dict[str, str | list[dict[str, str]]]
    missing: tuple[Field | Table, ...]
    blank: tuple[Field | Table, ...]


def said(facts: Mapping[str, object], definition: Definition) -> Said:
    """Give what stands in every blank; pure, and equal for equal facts."""
    values: dict[str, str | list[dict[str, str]]] = {"title": definition.title, "bases": _bases(definition)}
    blank: list[Field | Table] = []
    missing: list[Field | Table] = []
    for field in definition.fields:
        values[field.name] = text = _said(_found(facts, field.name, field.sources), field, definition)
        if text == BLANK:
            blank.append(field)
            missing += [field] * field.required
    for table in definition.tables:
        values[table.name] = rows = _rows(_at(facts, table.rows), table, definition)
        wanted = any(row[column.name] == BLANK for row in rows for column in table.columns if column.required)
        if wanted or any(BLANK in row.values() for row in rows):
            blank.append(table)
            missing += [table] * (wanted or (table.required and _at(facts, table.rows) is None))
    return Said(values, tuple(missing), tuple(blank))


def _bases(definition: Definition) -> str:
    return "；".join(f"《{basis.title}》（{basis.number}）" for basis in definition.bases.values())


def _rows(found: object, table: Table, definition: Definition) -> list[dict[str, str]]:
    """The rows of a table; unknown rows are one row of blanks, no rows one row that says so."""
    if not isinstance(found, Iterable) or isinstance(found, str | Mapping):
        return [{column.name: NOTHING if column.name == NO else BLANK for column in table.columns}]
    rows = [_line(_row(row, number), table, definition) for number, row in enumerate(found, 1)]
    none = dict.fromkeys((column.name for column in table.columns), NOTHING)
    return rows or [{**none, table.columns[0].name: table.none or "无"}]


def _line(row: Mapping[str, object], table: Table, definition: Definition) -> dict[str, str]:
    """What stands in a row; a column without sources is the row's own item of that name."""
    return {column.name: _in_row(row, column, definition) for column in table.columns}


def _in_row(row: Mapping[str, object], column: Field, definition: Definition) -> str:
    found = _found(row, column.name, column.sources or (column.name,))
    return column.none if found is None and column.none else _said(found, column, definition)


def _row(row: object, number: int) -> Mapping[str, object]:
    """A row as facts; `no` is its place, `text` a row that is a plain text."""
    if isinstance(row, Mapping):
        return {NO: number, **row}
    if is_dataclass(row):
        return {NO: number, **{name: getattr(row, name) for name in row.__dataclass_fields__}}
    return {NO: number, "text": row}


def _found(facts: Mapping[str, object], name: str, sources: tuple[str, ...]) -> object:
    """The first source that has something to say, what people supplied before all; an empty list is something."""
    supplied = facts.get("supplied")
    candidates = [supplied.get(name)] if isinstance(supplied, Mapping) else []
    candidates += [_at(facts, source) for source in sources]
    return next((candidate for candidate in candidates if _is_given(candidate)), None)


def _at(facts: Mapping[str, object], source: str) -> object:
    place: object = facts
    while source:
        name, _, source = source.partition(".")
        if isinstance(place, Mapping):
            place = place.get(name)
        else:
            place = getattr(place, name, None) if is_dataclass(place) and name in place.__dataclass_fields__ else None
        if name == CELLS and isinstance(place, Mapping):
            return _cell(place, source)
    return place


def _cell(cells: Mapping[str, object], heading: str) -> object:
    wanted = _ORNAMENT.sub("", heading)
    found = (said for known, said in cells.items() if _ORNAMENT.sub("", str(known)) == wanted)
    return next((said for said in found if _ORNAMENT.sub("", str(said)) not in _UNSAID), None)


def _is_given(value: object) -> bool:
    return value is not None and (not isinstance(value, str) or bool(clean(value)))


def _said(value: object, field: Field, definition: Definition) -> str:
    """What stands in the blank."""
    words = definition.words.get(field.words, {})
    if value is None:
        return BLANK
    if field.shape == "counts" and isinstance(value, Mapping):
        counted = (f"{clean(words.get(str(name), str(name)))} {number} {field.unit}" for name, number in value.items())
        return "；".join(counted) or field.none or BLANK
    if field.shape in JOINTS and isinstance(value, Iterable) and not isinstance(value, str):
        lines = [line for line in (clean(words.get(str(one), str(one))) for one in value) if line]
        if field.shape == "sentences":
            lines = [line.rstrip("。；;") for line in lines]
        return JOINTS[field.shape].join(_shortened(lines)) or field.none or BLANK
    if field.shape == "count" and isinstance(value, Sized) and not isinstance(value, str):
        return f"{len(value)}{field.unit}"
    if isinstance(value, date) or field.shape == "date":
        return _day(value)
    return clean(words.get(_code(value), str(value))) + field.unit


def _code(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _day(value: object) -> str:
    """A day or a moment (北京时间) as documents write it; what is neither stays as it was said."""
    if isinstance(value, datetime):
        moment = value.astimezone(BEIJING)
        return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    text = clean(str(value))
    day = _DAY.fullmatch(text)
    if not day:
        return text
    return f"{int(day[1])}年{int(day[2])}月" + (f"{int(day[3])}日" if day[3] else "")


def _shortened(lines: list[str]) -> list[str]:
    return lines if len(lines) <= LONGEST_LIST else [*lines[:LONGEST_LIST], f"……共 {len(lines)} 项，其余见台账"]


def clean(text: str) -> str:
    """One line of text that a document can hold and a reader can see."""
    return " ".join(_UNPRINTABLE.sub(" ", text.encode("utf-8", "replace").decode("utf-8")).split())
