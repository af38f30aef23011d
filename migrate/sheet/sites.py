"""Clean-up sheets → sites: every row with text ends as a site, a row sent back, or a row that is no data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from migrate.errors import SheetError
from migrate.model import Site
from migrate.sheet.blocks import side_by_side
from migrate.sheet.cells.words import Words
from migrate.sheet.forms import looks_like_form, read_forms
from migrate.sheet.grid import Grid, Limits
from migrate.sheet.headings import HeadingIndex, HeadingsLike
from migrate.sheet.inference import address_columns
from migrate.sheet.keys import with_duplicates_flagged
from migrate.sheet.labels import unnamed_form
from migrate.sheet.reading import Pages, read_files
from migrate.sheet.result import RefusedFile, Rejected, SheetResult, Skipped
from migrate.sheet.rows import Record, Repeats, read_rows, reports_none
from migrate.sheet.site import read_site
from migrate.sheet.tables import Table, continued, find_tables
from migrate.sheet.told import Measures


class VocabulariesLike(Protocol):
    """The loaded words, as `mappings.vocabularies` gives them."""

    @property
    def words(self) -> Mapping[str, tuple[str, ...]]:
        """Words by group."""
        ...


@dataclass
class _Found:
    sites: list[Site] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    tables: int = 0


def read_sheets(
    paths: Sequence[str | Path],
    *,
    headings: HeadingsLike,
    vocabularies: VocabulariesLike,
    thresholds: Mapping[str, int],
    as_of: date,
    limits: Limits,
    include_hidden: bool = False,
) -> SheetResult:
    """Read all files and folders; SheetError where nothing is usable; refused files are named beside the rest.

    `file` in the result is the name as given: pass text, not a Path, where `./` must stay.
    """
    index = HeadingIndex(headings)
    measures = Measures(Words(vocabularies.words), as_of, thresholds["stale_days"], thresholds["thin_yearly_count"])
    total, errors = _Found(), []
    for read in read_files(paths, limits, include_hidden):
        try:
            if read.pages is None:
                raise read.error or SheetError(f"{read.name} 无法读取", "")
            found = _read_one(read.name, read.pages, index, measures)
        except SheetError as error:
            errors.append((read.name, error))
            continue
        total.sites += found.sites
        total.rejected += found.rejected
        total.skipped += found.skipped
    if errors and not total.sites and not total.rejected:
        raise _nothing_usable([error for _, error in errors])
    refused = tuple(RefusedFile(file, error.problem, error.remedy) for file, error in errors)
    sites = tuple(with_duplicates_flagged(total.sites))
    return SheetResult(sites, tuple(total.rejected), tuple(total.skipped), refused)


def _nothing_usable(errors: Sequence[SheetError]) -> SheetError:
    if len(errors) == 1:
        return errors[0]
    told = "；".join(error.problem for error in errors[:20])
    more = f"；另有 {len(errors) - 20} 个文件" if len(errors) > 20 else ""
    return SheetError(f"{len(errors)} 个文件都不能使用：{told}{more}", "请按各文件的问题处理后重新运行")


def _read_one(name: str, pages: Pages, index: HeadingIndex, measures: Measures) -> _Found:
    found = _Found()
    if pages.hidden and not pages.grids:
        raise SheetError(f"{name} 的工作表全部隐藏", "请取消隐藏后保存，或加上 --include-hidden")
    for sheet in pages.hidden:
        found.skipped.append(Skipped(name, sheet, None, "隐藏的工作表，未读取"))
    last: Table | None = None
    for grid in pages.grids:
        last = _read_grid(grid, index, measures, found, last)
    if not any(grid.rows for grid in pages.grids):
        raise SheetError(f"{name} 里没有任何内容", "请向填报单位重新索取")
    if not found.tables:
        raise SheetError(
            f"{name} 里没有可识别的表头",
            "请确认表头含有“网站名称”“网址”等列，或在 mappings/headings.toml 中补充本单位的写法",
        )
    if not found.sites and not found.rejected:
        raise SheetError(f"{name} 有表头，没有数据行", "请确认是否交错了空白表")
    return found


def _read_grid(
    grid: Grid, index: HeadingIndex, measures: Measures, found: _Found, before: Table | None
) -> Table | None:
    """Enter what the grid holds; the last table of sites read, by whose header a sheet without one may go on."""
    above, tables = find_tables(grid, index)
    beside = side_by_side(grid, tables)
    if len(beside) > 1:
        _read_beside(beside, index, measures, found)
        return before
    listing = any(not table.no_sites for table in tables)
    others = [table for table in tables if table.no_sites and not table.unknown]
    forms = read_forms(_without(grid, others), index) if not listing or looks_like_form(grid, index) else []
    if forms:
        tables = others
        with_site = [form for form in forms if not reports_none(form, measures.words)]
        found.sites += [read_site(grid, form, measures) for form in with_site]
        used = {row for form in with_site for row in (form.row, *form.also_rows)}
        above = [row for row in sorted(grid.rows) if row not in used | _rows(others)]
    elif unnamed := unnamed_form(grid, index):
        _enter_unnamed(grid, *unnamed, found)
        return before
    elif not listing:
        more = continued(grid, before) if before is not None and not others else None
        tables = others if more is None else [more]
        above = [row for row in sorted(grid.rows) if row not in _rows(tables)]
    found.tables += len(forms) + sum(1 for table in tables if not table.no_sites)
    _enter_above(grid, above, found, known=bool(tables or forms))
    for table in tables:
        _read_table(grid, table, measures, found)
    return next((table for table in reversed(tables) if not table.no_sites), before)


def _enter_unnamed(grid: Grid, named: int, filled: bool, found: _Found) -> None:
    """A form that names no site: blank it is no data, with anything filled in it is sent back."""
    found.tables += 1
    for row in sorted(grid.rows):
        if row == named and filled:
            remedy = "请补填网站名称和网址；没有网站的，请在网站名称处填“无”"
            found.rejected.append(Rejected(grid.file, grid.sheet, row, "登记表没有填写网站名称和网址", remedy))
        elif grid.has_own_text(row):
            found.skipped.append(Skipped(grid.file, grid.sheet, row, "没有填写网站的登记表"))


def _without(grid: Grid, tables: Sequence[Table]) -> Grid:
    """The grid without the rows of these tables."""
    other = _rows(tables)
    return replace(grid, rows={row: values for row, values in grid.rows.items() if row not in other}) if other else grid


def _rows(tables: Sequence[Table]) -> set[int]:
    return {row for table in tables for row in (*range(table.top, table.bottom + 1), *table.rows)}


def _read_beside(grids: Sequence[Grid], index: HeadingIndex, measures: Measures, found: _Found) -> None:
    """Tables beside one another share rows: one with a site is not skipped, one to send back is sent back whole."""
    own = _Found()
    for grid in grids:
        _read_grid(grid, index, measures, own, None)
    rejected = {one.row: one for one in reversed(own.rejected)}
    sites = sorted((site for site in own.sites if site.row not in rejected), key=lambda site: site.row)
    for site in own.sites:
        if site.row in rejected:
            one = rejected[site.row]
            told = f"{one.problem}；同一行的“{site.site_name or site.url}”一并退回"
            rejected[site.row] = replace(one, problem=told)
    taken = {row for site in sites for row in (site.row, *site.also_rows)} | rejected.keys()
    skipped = {one.row: one for one in reversed(own.skipped) if one.row not in taken}
    found.sites += sites
    found.rejected += [rejected[row] for row in sorted(rejected)]
    found.skipped += [skipped[row] for row in sorted(skipped, key=lambda row: row or 0)]
    found.tables += own.tables


def _enter_above(grid: Grid, rows: Sequence[int], found: _Found, known: bool) -> None:
    """Rows under no header: titles and notes, but a row with an address in a cell of its own is sent back."""
    why = "标题或说明" if known else "本工作表没有可识别的表头"
    for row in rows:
        if not grid.has_own_text(row):
            continue
        if not known and address_columns(grid, row) and sum(1 for text in grid.texts(row) if text) > 1:
            found.rejected.append(
                Rejected(grid.file, grid.sheet, row, "本行有网址，但工作表没有可识别的表头", "请补上表头后重新报送")
            )
        else:
            found.skipped.append(Skipped(grid.file, grid.sheet, row, why))


def _read_table(grid: Grid, table: Table, measures: Measures, found: _Found) -> None:
    why = "重复的表头" if table.repeated else "表头"
    header = (row for row in range(table.top, table.bottom + 1) if row in grid.rows and grid.has_own_text(row))
    found.skipped += [Skipped(grid.file, grid.sheet, row, why) for row in header]
    if table.no_sites:
        _read_other(grid, table, found)
        return
    repeats, places = Repeats(grid, table), dict[int, int]()
    for row in read_rows(grid, table, measures.words):
        if isinstance(row, Record):
            first = repeats.first_of(row)
            if first is None:
                places[row.row] = len(found.sites)
                found.sites.append(read_site(grid, row, measures))
            else:
                site = found.sites[places[first]]
                found.sites[places[first]] = replace(site, also_rows=(*site.also_rows, row.row))
        elif row.rejected:
            found.rejected.append(Rejected(grid.file, grid.sheet, row.row, row.why, row.remedy))
        else:
            found.skipped.append(Skipped(grid.file, grid.sheet, row.row, row.why))


def _read_other(grid: Grid, table: Table, found: _Found) -> None:
    """The rows of a table without sites; one with an address is sent back where nobody said what the table lists."""
    for row in table.rows:
        if not grid.has_own_text(row):
            continue
        if table.unknown and address_columns(grid, row):
            remedy = "请把表头改为“网站名称”“网址”等写法，或在 mappings/headings.toml 中补充本单位的写法"
            found.rejected.append(Rejected(grid.file, grid.sheet, row, f"本行有网址，但{table.no_sites}", remedy))
        else:
            found.skipped.append(Skipped(grid.file, grid.sheet, row, table.no_sites))
