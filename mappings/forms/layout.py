"""版面: the measures, faces and sizes of official documents, as data with marks of where they were seen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mappings.layers import read_layers, refuse

NAME = "forms/layout.toml"
PAGE = ("width", "height", "top", "bottom", "left", "right", "footer")
GRID = ("lines", "characters", "line", "date_right", "seal_lines")
STYLES = (
    "title", "body", "heading", "subheading", "number", "addressee", "signature", "date", "page_number",
    "table_heading", "table_text", "table_list", "note",
)  # fmt: skip
MARKS = ("V", "M", "own")
LINES = ("grid", "single")
ALIGNS = ("left", "center", "right", "both")
_STYLE_KEYS = frozenset({"name", "font", "size", "line", "indent", "align", "mark"})


@dataclass(frozen=True)
class Style:
    """A kind of paragraph: its name in the file, face, size in points, line spacing, first-line indent, alignment."""

    name: str
    font: str
    size: float
    line: str
    align: str
    indent: int = 0
    mark: str = "own"


@dataclass(frozen=True)
class Layout:
    """Measures of the page in millimetres, of the grid in lines, characters and points, and the styles by role."""

    page: Mapping[str, float]
    grid: Mapping[str, float]
    styles: Mapping[str, Style]


def read_layout_settings(office: Path | None = None) -> Layout:
    """Give the layout; raises one MappingError that names all faults of the file."""
    table = read_layers(NAME, office)
    refuse(NAME, list(_faults(table)))
    return Layout(
        page={key: one["value"] for key, one in table["page"].items()},
        grid={key: one["value"] for key, one in table["grid"].items()},
        styles={key: Style(**one) for key, one in table["styles"].items()},
    )


def _faults(table: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"不认识的项 {key}" for key in sorted(table.keys() - {"page", "grid", "styles"}))
    for part, names in (("page", PAGE), ("grid", GRID)):
        measures = table.get(part, {})
        yield from _named(part, measures, names)
        for key, one in measures.items() if isinstance(measures, dict) else ():
            if not isinstance(one, dict) or one.keys() != {"value", "mark"} or not _is_size(one["value"]):
                yield f"{part}.{key} 应写成 {{ value = 大于 0 的数, mark = 出处 }}"
            elif one["mark"] not in MARKS:
                yield f"{part}.{key} 的 mark 只能是 {'、'.join(MARKS)}"
    styles = table.get("styles", {})
    yield from _named("styles", styles, STYLES)
    for key, style in styles.items() if isinstance(styles, dict) else ():
        yield from (f"styles.{key}：{fault}" for fault in _style_faults(style))


def _named(part: str, table: Any, names: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(table, dict):
        yield f"{part} 应是表"
        return
    yield from (f"缺少 {part}.{name}" for name in names if name not in table)
    yield from (f"不认识的项 {part}.{name}" for name in table if name not in names)


def _style_faults(style: Any) -> Iterator[str]:
    if not isinstance(style, dict):
        yield "应是表"
        return
    yield from (f"不认识的项 {key}" for key in sorted(style.keys() - _STYLE_KEYS))
    yield from (f"缺少 {key}" for key in ("name", "font") if not isinstance(style.get(key), str) or not style[key])
    if not _is_size(style.get("size")):
        yield "size 应是大于 0 的数"
    for key, known in (("line", LINES), ("align", ALIGNS), ("mark", MARKS)):
        if style.get(key) not in known:
            yield f"{key} 只能是 {'、'.join(known)}"
    if type(style.get("indent", 0)) is not int:
        yield "indent 应是整数"


def _is_size(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0
