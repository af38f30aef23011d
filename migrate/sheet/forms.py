"""Key-value forms: labels left, values right, several pairs in a row, ticks in the values; a form for each site."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from migrate.sheet.cells.addresses import read_addresses
from migrate.sheet.cells.text import Value, text_of
from migrate.sheet.grid import Grid
from migrate.sheet.headings import IDENTITY, Heading, HeadingIndex
from migrate.sheet.inference import address_columns, code_columns
from migrate.sheet.labels import FORM_ROWS, unwrapped
from migrate.sheet.rows import Record, Said
from migrate.sheet.tables import Table

LEAST_FIELDS = 3  # fewer labels are a line of unit and date, not a form
ACROSS = 2  # addresses beside one another in the row of addresses: sites stand side by side


def read_forms(grid: Grid, index: HeadingIndex) -> list[Record]:
    """The sites that the sheet describes, a form each, one below the other; empty where the first is no form."""
    grid = unwrapped(grid, index)
    if across := _read_across(grid, index):
        return across
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


def _read_across(grid: Grid, index: HeadingIndex) -> list[Record]:
    """The sites of a table laid on its side: labels down one column, a site in each column beside them."""
    labels = _labels_down(grid, index)
    columns = {
        column
        for row, heading in labels.items()
        if heading.field in ("url", "site_code")
        for column in (address_columns(grid, row) or code_columns(grid, row))
    }
    if len(columns) < ACROSS or len(labels) < LEAST_FIELDS:
        return []
    named = next(row for name in ("site_name", "url", "site_code") for row in labels if labels[row].field == name)
    columns |= {at for at, text in enumerate(grid.texts(named), 1) if text and at > labels[named].column}
    others = tuple(row for row in labels if row != named)
    return [
        _in_column(grid, labels, column, named, () if number else others)
        for number, column in enumerate(sorted(columns))
    ]


def _labels_down(grid: Grid, index: HeadingIndex) -> dict[int, Heading]:
    """The labels of the column that has most of them, by row, each field once."""
    counts = Counter(
        column for row in grid.rows for column, text in enumerate(grid.texts(row), 1) if text and index.exact(text)
    )
    labels: dict[int, Heading] = {}
    for row in sorted(grid.rows) if counts else ():
        column = counts.most_common(1)[0][0]
        field = index.field(text := grid.text(row, column))
        if field and field not in {heading.field for heading in labels.values()}:
            labels[row] = Heading(column, text, field)
    return labels


def _in_column(grid: Grid, labels: Mapping[int, Heading], column: int, named: int, others: tuple[int, ...]) -> Record:
    cells: dict[str, tuple[Said, ...]] = {}
    for row, label in labels.items():
        heading = Heading(column, label.title, label.field)
        text, link = grid.text(row, column), grid.links.get((row, column), "")
        if text or link or (row, column) in grid.lost:
            said = Said(text, grid.value(row, column), heading, row, column, link, (row, column) in grid.lost)
            cells[label.field] = (said,)
    headings = tuple(said.heading for told in cells.values() for said in told)
    original = {said.heading.title: said.text for told in cells.values() for said in told}
    return Record(named, Table(named, named, headings, tuple(labels)), cells, original, others)


def _read_form(pairs: Sequence[Said]) -> Record | None:
    """The one site of these pairs, its row that of the site's name; None where they are no form."""
    cells: dict[str, list[Said]] = {}
    original: dict[str, str] = {}
    for said in sorted(pairs, key=lambda said: said.heading.title.startswith(("填报", "填表"))):
        if said.heading.field not in cells:
            cells[said.heading.field] = [said]
            original.setdefault(said.heading.title, said.text)
    if not IDENTITY & cells.keys() or (len(cells) < LEAST_FIELDS and not _has_address(cells)):
        return None
    rows = sorted({said.row for said in pairs})
    named = next(cells[name][0] for name in ("site_name", "url", "site_code") if name in cells)
    headings = tuple(said.heading for told in cells.values() for said in told)
    row = named.row
    table = Table(rows[0], rows[0], headings, tuple(rows))
    told = {name: tuple(said) for name, said in cells.items()}
    return Record(row, table, told, original, tuple(other for other in rows if other != row))


def _has_address(cells: Mapping[str, Sequence[Said]]) -> bool:
    return any(read_addresses(said.text).urls for said in cells.get("url", ()))


def looks_like_form(grid: Grid, index: HeadingIndex) -> bool:
    """Whether the rows hold labels with their values, as in a form, and not labels alone, as a table's header."""
    rows = list(grid.rows)[:FORM_ROWS]
    told = [_labels_of(grid, index, row) for row in rows]
    fields = {field for labels in told for field in labels}
    return len(fields) >= LEAST_FIELDS and bool(fields & IDENTITY) and sum(map(bool, told)) * 3 >= len(rows)


def _labels_of(grid: Grid, index: HeadingIndex, row: int) -> set[str]:
    """The fields of the row's labels; none where more texts are labels than values, as in a header."""
    own = (text for column, text in enumerate(grid.texts(row), 1) if (row, column) not in grid.filled)
    texts = [text.replace("：", ":") for text in own if text]
    fields = [index.exact(text.partition(":")[0]) for text in texts]
    labels = {field for field in fields if field and field != "no"}
    values = sum(1 for field in fields if not field) + sum(1 for text in texts if text.partition(":")[2].strip())
    return labels if labels and len(fields) <= values * 2 + 1 else set()


def _pairs(grid: Grid, index: HeadingIndex) -> Iterator[Said]:
    """Each label with the cell to its right (or with what follows its colon in the same cell)."""
    label_columns, reach = _label_columns(grid, index), _reach(grid, index)
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
            if exact == "no":
                continue  # the head of a form's columns: 序号, 项目, 填写内容
            if exact == "person" and before.strip().startswith(_SIGNERS):
                break  # the line of signatures below the form
            if exact and colon and after.strip():
                heading = Heading(column, before.strip(), exact)
                yield _said(row, column, after.strip(), after.strip(), heading, link)
                label = None
            elif exact or (field and (label is None or column in label_columns)):
                label = Heading(column + 1, (before if colon else text).strip(), exact or field)
            elif label is not None:
                if column - label.column + 1 <= reach.get(label.column - 1, column):
                    yield _said(row, column, text, value, label, link)
                label = None


_SIGNERS = ("填表", "填报", "审核", "制表", "经办")


def _reach(grid: Grid, index: HeadingIndex) -> dict[int, int]:
    """How far to the right of the labels in a column their values stand; what stands farther is a remark."""
    steps: dict[int, Counter[int]] = {}
    for row in grid.rows:
        filled = [(column, text.rstrip("：:")) for column, text in enumerate(grid.texts(row), 1) if text]
        for (column, text), (after, value) in pairwise(filled):
            if index.exact(text) and not index.exact(value):
                steps.setdefault(column, Counter())[after - column] += 1
    usual = {column: told.most_common(1)[0] for column, told in steps.items()}
    return {column: step for column, (step, times) in usual.items() if times >= LEAST_FIELDS}


def _label_columns(grid: Grid, index: HeadingIndex) -> frozenset[int]:
    """The columns in which most texts are labels: there an unusual label is no value of the label before it."""
    labels, filled = Counter[int](), Counter[int]()
    for row in grid.rows:
        for column, text in enumerate(grid.texts(row), 1):
            if text:
                filled[column] += 1
                labels[column] += bool(index.exact(text.rstrip("：:")))
    return frozenset(column for column, count in labels.items() if count > 1 and count * 2 > filled[column])


def _said(row: int, column: int, text: str, value: Value, heading: Heading, link: str) -> Said:
    return Said(text, value, heading, row, column, link)
