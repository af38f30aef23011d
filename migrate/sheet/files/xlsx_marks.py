"""What calamine does not tell of an .xlsx sheet: links, error values, formulas without a result; read from its XML."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any

from migrate.sheet.files.packages import pieces
from migrate.sheet.files.source import MOST_CELLS, MOST_COLUMNS, Source, too_wide
from migrate.sheet.grid import Merge, Place

LINK_FORMULA = re.compile(r'^=?\s*HYPERLINK\(\s*"((?:[^"]|"")*)"\s*(?:[,;]\s*"((?:[^"]|"")*)"\s*)?', re.IGNORECASE)
MOST_LINKED = 1000  # cells that one link may cover
_REFERENCE = re.compile(r"^\$?([A-Z]{1,3})\$?([0-9]{1,7})$")
_REFERENCES = re.compile(rb'r="([A-Z]{1,3})([0-9]{1,7})"')
_NEEDS_CELLS = (b"</f>", b":f>", b't="e"', b"t='e'")  # formulas and errors
_OVERLAP = 4096  # bytes kept between two pieces, so that nothing is cut in two


@dataclass
class Marks:
    """What lies over the values of a sheet: link targets, values to put in, cells whose formula has no result."""

    links: dict[Place, str] = field(default_factory=dict)
    values: dict[Place, str] = field(default_factory=dict)
    lost: set[Place] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    name: str | None = None  # the sheet's name, where calamine gets it wrong

    def formula(self, place: Place, formula: str, has_result: bool) -> None:
        """Enter a formula: the address and the text of a HYPERLINK, or a result that was never stored."""
        link = LINK_FORMULA.match(formula)
        if link is not None:
            self.links.setdefault(place, link[1].replace('""', '"'))
        if has_result:
            return
        if link is not None:
            self.values[place] = (link[2] or link[1]).replace('""', '"')
        else:
            self.lost.add(place)


@dataclass
class _Look:
    """What a first quick look over a sheet's bytes found."""

    links: bool = False
    cells: bool = False
    width: int = 0
    height: int = 0


def read_marks(source: Source, package: zipfile.ZipFile, sheet: str, part: str) -> Marks:
    """The marks of one sheet; SheetError where its cells lie too far apart."""
    marks = Marks()
    if part not in package.NameToInfo:
        return marks
    look = _look(package, part)
    if look.width * look.height > MOST_CELLS:
        raise too_wide(source.name, sheet)
    if look.links or look.cells:
        targets = targets_of(package, part) if look.links else {}
        with package.open(part) as stream:
            _walk(stream, marks, targets, look.cells)
    return marks


def _look(package: zipfile.ZipFile, part: str) -> _Look:
    """One pass over the bytes: what is there to be read, and whether the last rows lie far off."""
    look, before = _Look(), b""
    for piece in pieces(package, part):
        text = before[-_OVERLAP:] + piece
        look.links = look.links or b"hyperlink " in text
        look.cells = look.cells or any(mark in text for mark in _NEEDS_CELLS)
        before = text
    for letters, row in _REFERENCES.findall(before):
        look.width = max(look.width, column_number(letters.decode("ascii")))
        look.height = max(look.height, int(row))
    return look


def parts_of(package: zipfile.ZipFile) -> dict[str, str]:
    """The part of each sheet by the sheet's name."""
    targets = targets_of(package, "xl/workbook.xml")
    found = {}
    with package.open("xl/workbook.xml") as stream:
        for _, sheet in _elements(stream, "sheet"):
            found[sheet.get("name", "")] = targets.get(_attribute(sheet, "id"), "")
    return found


def targets_of(package: zipfile.ZipFile, part: str) -> dict[str, str]:
    """The targets of a part's relations by their id; those inside the package as names of members."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in package.NameToInfo:
        return {}
    found = {}
    with package.open(relations) as stream:
        for _, relation in _elements(stream, "Relationship"):
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[relation.get("Id", "")] = target
    return found


def _walk(stream: IO[bytes], marks: Marks, targets: dict[str, str], cells: bool) -> None:
    number = 0
    shared: dict[str, str] = {}
    for tag, element in _elements(stream, "row", "hyperlink"):
        if tag == "row":
            number = int(element.get("r") or number + 1)
            if cells:
                _row(element, number, marks, shared)
        elif target := targets.get(_attribute(element, "id"), ""):
            for place in _places(element.get("ref", "")):
                marks.links[place] = target


def _row(row: Any, number: int, marks: Marks, shared: dict[str, str]) -> None:
    column = 0
    for cell in row:
        reference = _REFERENCE.match(cell.get("r") or "")
        column = column_number(reference[1]) if reference else column + 1
        parts = {child.tag.rpartition("}")[2]: child for child in cell if isinstance(child.tag, str)}
        if "f" in parts:
            formula = parts["f"]
            key, text = formula.get("si", ""), formula.text or ""
            if key and text:
                shared[key] = text
            marks.formula((number, column), text or shared.get(key, ""), _has_result(cell, parts))
        if cell.get("t") == "e" and "v" in parts:
            marks.values[number, column] = parts["v"].text or "#ERROR!"


def _has_result(cell: Any, parts: dict[str, Any]) -> bool:
    """Whether a result is stored; an empty one counts only where the program says that it is an empty text."""
    return "v" in parts and bool(parts["v"].text or cell.get("t") == "str")


def _places(reference: str) -> Iterator[Place]:
    first, _, last = reference.partition(":")
    top, bottom = _REFERENCE.match(first), _REFERENCE.match(last or first)
    if top is not None and bottom is not None:
        merge = Merge(int(top[2]), column_number(top[1]), int(bottom[2]), column_number(bottom[1]))
        yield from places_of(merge)


def places_of(area: Merge) -> Iterator[Place]:
    """The cells of an area, the first thousand of them."""
    columns = range(area.left, area.right + 1)
    cells = ((row, column) for row in range(area.top, area.bottom + 1) for column in columns)
    return islice(cells, MOST_LINKED)


def column_number(letters: str) -> int:
    """The column from 1 that a spreadsheet shows as these letters; at most one past the last."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return min(number, MOST_COLUMNS + 1)


def _attribute(element: Any, name: str) -> str:
    """An attribute by its local name: the namespace of `r:id` differs between the two editions of the format."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _elements(stream: IO[bytes], *tags: str) -> Iterator[tuple[str, Any]]:
    """The elements of these names as they end, each emptied once it has been looked at."""
    yield from elements(stream, [f"{{*}}{tag}" for tag in tags])


def elements(stream: IO[bytes], tags: list[str]) -> Iterator[tuple[str, Any]]:
    """Local name and element for every element of these tags, in constant memory; nothing outside is ever loaded."""
    from lxml import etree  # most files need none of this, and the start of the reader is paid by every run

    for _, element in etree.iterparse(
        stream, tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    ):
        yield element.tag.rpartition("}")[2], element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
