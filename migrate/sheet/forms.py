"""Key-value forms: labels left, values right, several pairs in a row, ticks in the values; a form for each site."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from migrate.sheet.cells.addresses import read_addresses
from migrate.sheet.cells.text import Value, text_of
from migrate.sheet.grid import Grid
from migrate.sheet.headings import IDENTITY, Heading, HeadingIndex
from migrate.sheet.rows import Record, Said
from migrate.sheet.tables import Table

LEAST_FIELDS = 3  # fewer labels are a line of unit and date, not a form
FORM_ROWS = 60  # rows looked at; a form fits a page


def read_forms(grid: Grid, index: HeadingIndex) -> list[Record]:
    """The sites that the sheet describes, a form each, one below the other; empty where the first is no form."""
    records: list[Record] = []
    for pairs in _one_by_one(list(_pairs(grid, index))):
        record = _read_form(pairs)
        if record is None and not records:
            return []
        if record is not None:
            records.append(record)
    return records


def _one_by_one(pairs: list[Said]) -> list[list[Said]]:
    """The pairs of each form: the next begins where the label that names the site, or one before it, comes again."""
    named = next((number for number, said in enumerate(pairs) if said.heading.field == "site_name"), None)
    if named is None:
        named = next((number for number, said in enumerate(pairs) if said.heading.field in IDENTITY), None)
    if named is None:
        return [pairs]
    opening = {said.heading.title for said in pairs[:named]}
    starts = [0]
    for number in range(named + 1, len(pairs)):
        if pairs[number].heading.title != pairs[named].heading.title:
            continue
        start = number
        while start - 1 > starts[-1] and pairs[start - 1].heading.title in opening:
            start -= 1
        starts.append(start)
    return [pairs[start:end] for start, end in zip(starts, [*starts[1:], len(pairs)], strict=True)]


def _read_form(pairs: Iterable[Said]) -> Record | None:
    """The one site of these pairs, its row that of the site's name; None where they are no form."""
    cells: dict[str, list[Said]] = {}
    original: dict[str, str] = {}
    for said in sorted(pairs, key=lambda said: said.heading.title.startswith(("填报", "填表"))):
        if said.heading.field not in cells:
            cells[said.heading.field] = [said]
            original.setdefault(said.heading.title, said.text)
    if not IDENTITY & cells.keys() or (len(cells) < LEAST_FIELDS and not _has_address(cells)):
        return None
    rows = sorted({said.row for told in cells.values() for said in told})
    named = next(cells[name][0] for name in ("site_name", "url", "site_code") if name in cells)
    headings = tuple(said.heading for told in cells.values() for said in told)
    row = named.row
    table = Table(rows[0], rows[0], headings, tuple(rows))
    told = {name: tuple(said) for name, said in cells.items()}
    return Record(row, table, told, original, tuple(other for other in rows if other != row))


def _has_address(cells: Mapping[str, Sequence[Said]]) -> bool:
    return any(read_addresses(said.text).urls for said in cells.get("url", ()))


def looks_like_form(grid: Grid, index: HeadingIndex) -> bool:
    """Whether the rows begin with labels, as in a form, and not only the header's row, as in a table."""
    firsts = [next((text for text in grid.texts(row) if text), "") for row in list(grid.rows)[:FORM_ROWS]]
    fields = [index.exact(text.replace("：", ":").partition(":")[0]) for text in firsts]
    labels = [field for field in fields if field and field != "no"]
    return len(set(labels)) >= LEAST_FIELDS and len(labels) * 3 >= len(firsts)


def _pairs(grid: Grid, index: HeadingIndex) -> Iterator[Said]:
    """Each label with the cell to its right (or with what follows its colon in the same cell)."""
    for row in sorted(grid.rows):
        values = grid.rows[row]
        label: Heading | None = None
        for column, value in enumerate(values, 1):
            text = text_of(value)
            link = grid.links.get((row, column), "")
            if not text and not link:
                continue
            before, colon, after = text.replace("：", ":", 1).partition(":")
            field = index.field(before if colon else text)
            exact = index.exact(before if colon else text)
            if exact and colon and after.strip():
                heading = Heading(column, before.strip(), exact)
                yield _said(row, column, after.strip(), after.strip(), heading, link)
                label = None
            elif exact or (field and label is None):
                label = Heading(column + 1, (before if colon else text).strip(), exact or field)
            elif label is not None:
                yield _said(row, column, text, value, label, link)
                label = None


def _said(row: int, column: int, text: str, value: Value, heading: Heading, link: str) -> Said:
    return Said(text, value, heading, row, column, link)
