"""One path on the command line → a stream of small events that crosses a pipe as JSON lines, and back to grids.

file NAME · grid SHEET MERGES LINKS LOST · rows [[NUMBER, VALUE …] …] · end HIDDEN or error PROBLEM REMEDY · done
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from migrate.errors import SheetError
from migrate.sheet.cells.text import Value
from migrate.sheet.files.kinds import Kind, recognise
from migrate.sheet.files.leaves import Leaf, leaves_of, open_path
from migrate.sheet.files.source import RawBook, RawSheet, Source, broken
from migrate.sheet.grid import Grid, Limits, Merge, filled_down

Event = tuple[Any, ...]
BATCH = 200  # rows in one event
MOST_MERGED = 4_000_000  # rows that all merged ranges of a sheet may cover together
_SHORT = 40  # characters; texts up to this length are kept once, however often they stand in a sheet


@dataclass(frozen=True)
class Pages:
    """What one file gave: its grids, and the hidden sheets that were left."""

    grids: tuple[Grid, ...]
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Read:
    """One file that was read or refused; `name` as given on the command line, `a.zip/b.xls` inside an archive."""

    name: str
    pages: Pages | None = None
    error: SheetError | None = None


def events_of(path: Path, name: str, limits: Limits, include_hidden: bool, skip: int = 0) -> Iterator[Event]:
    """The events of one path; the first `skip` files of an archive are passed over."""
    for number, leaf in enumerate(leaves_of(path, name, limits)):
        if number >= skip:
            yield "file", leaf.name
            yield from _leaf(leaf, limits, include_hidden)
    yield ("done",)


def book_events(path: Path, limits: Limits) -> Iterator[Event]:
    """The events of one workbook with all its sheets, our own opinion workbook included."""
    try:
        leaf = Leaf(str(path), open_path(path, str(path)))
    except SheetError as error:
        leaf = Leaf(str(path), error=error)
    yield from _leaf(leaf, limits, include_hidden=True, own=True)


def _leaf(leaf: Leaf, limits: Limits, include_hidden: bool, own: bool = False) -> Iterator[Event]:
    try:
        if leaf.error is not None:
            raise leaf.error
        with leaf.opened() as source:
            book = open_source(source, limits, include_hidden, own)
            for sheet in book.sheets:
                yield from _sheet(source, sheet)
        yield "end", book.hidden
    except SheetError as error:
        yield _refusal(error)
    except MemoryError:
        yield _refusal(too_much_memory(leaf.name))
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException:  # a panic of the native parser is no Exception; every parser fault means the same here
        yield _refusal(broken(leaf.name))


def _refusal(error: SheetError) -> Event:
    return "error", error.problem, error.remedy


def open_source(source: Source, limits: Limits, include_hidden: bool, own: bool = False) -> RawBook:
    """The sheets of one file of whatever kind; SheetError where it is no table."""
    kind = recognise(source)
    if kind in (Kind.XLSX, Kind.XLSB, Kind.XLS):
        from migrate.sheet.files.calamine import read_workbook

        return read_workbook(source, kind, limits, include_hidden, own)
    if kind in (Kind.ODS, Kind.FLAT_ODS):
        from migrate.sheet.files.ods import read_ods

        return read_ods(source, kind, limits, include_hidden, own)
    if kind is Kind.XML_2003:
        from migrate.sheet.files.xml_2003 import read_xml_2003

        return read_xml_2003(source, limits, include_hidden)
    if kind is Kind.WEB_PAGE:
        from migrate.sheet.files.web_page import read_web_page

        return read_web_page(source, limits)
    if kind is Kind.WEB_ARCHIVE:
        from migrate.sheet.files.web_page import read_web_archive

        return read_web_archive(source, limits)
    if kind is Kind.ARCHIVE:
        raise SheetError(f"{source.name} 是压缩包，不是工作簿", "请解压后重新运行")
    from migrate.sheet.files.delimited import read_delimited

    return read_delimited(source, limits)


def too_much_memory(name: str) -> SheetError:
    """The refusal of a file that needs more memory than reading may take."""
    return SheetError(f"{name} 展开后过大，读取时内存不足", "请删去表格以外的零散内容和多余的工作表，或拆分后重新运行")


def _sheet(source: Source, sheet: RawSheet) -> Iterator[Event]:
    """The events of one sheet; merges reach no further than the last row with something in it."""
    batch: list[list[Any]] = []
    last = 0
    lost: dict[int, int] = {}
    for number, column in sheet.lost:
        lost[number] = max(column, lost.get(number, 0))
    yield "grid", sheet.name
    for number, values in sheet.rows:
        if row := _trimmed(values, lost.pop(number, 0)):
            last = number
            batch.append([number, *row])
            if len(batch) == BATCH:
                yield "rows", batch
                batch = []
    yield "rows", batch + [[number, *_trimmed([], width)] for number, width in lost.items()]
    last = max([last, *lost])
    merges = [(one.top, one.left, min(one.bottom, last), one.right) for one in sheet.merges if one.top <= last]
    if sum(bottom - top for top, _, bottom, _ in merges) > MOST_MERGED:
        raise SheetError(f"{source.name} 的合并单元格过多", "请取消合并后另存，再重新运行")
    yield "marks", merges, [(*place, target) for place, target in sheet.links.items()], sorted(sheet.lost)


def _trimmed(values: list[Value], width: int) -> list[Value]:
    """The row without the empty cells at its end, but at least this wide."""
    row = [None if value == "" else value for value in values]
    while len(row) > width and row[-1] is None:
        row.pop()
    return row if len(row) >= width else row + [None] * (width - len(row))


def gathered(name: str, events: Iterable[Event]) -> Read:
    """The file whose events follow its name, up to its end."""
    grids: list[Grid] = []
    texts: dict[str, str] = {}
    for kind, *said in events:
        if kind == "grid":
            grids.append(Grid(name, said[0], {}))
        elif kind == "rows":
            rows = grids[-1].rows
            for number, *values in said[0]:
                rows[number] = [_kept(value, texts) for value in values]
        elif kind == "marks":
            grids[-1] = _marked(grids[-1], *said)
        elif kind == "end":
            return Read(name, Pages(tuple(grids), tuple(said[0])))
        else:
            return Read(name, error=SheetError(*said))
    raise EOFError(name)


def _marked(grid: Grid, merges: Any, links: Any, lost: Any) -> Grid:
    targets = {(row, column): target for row, column, target in links}
    places = frozenset((row, column) for row, column in lost)
    ordered = sorted((Merge(*one) for one in merges), key=lambda merge: (merge.top, merge.left))
    rows = dict(sorted(grid.rows.items())) if lost else grid.rows
    return filled_down(Grid(grid.file, grid.sheet, rows, ordered, targets, places))


def _kept(value: Any, texts: dict[str, str]) -> Value:
    if type(value) is str:
        return texts.setdefault(value, value) if len(value) <= _SHORT else value
    return untagged(value) if type(value) is list else value


def tagged(value: Any) -> list[str]:
    """A date or time as JSON holds it: what it is, and its text."""
    if isinstance(value, datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    if isinstance(value, time):
        return ["time", value.isoformat()]
    raise TypeError(type(value).__name__)


def untagged(value: list[str]) -> Value:
    """The date or time that `tagged` wrote down."""
    kind, text = value
    if kind == "datetime":
        return datetime.fromisoformat(text)
    return date.fromisoformat(text) if kind == "date" else time.fromisoformat(text)
