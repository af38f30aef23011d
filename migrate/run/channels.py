"""The channel maps: which column of an old site goes where in the portal, kept up to its articles."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from archive.errors import ArchiveError
from archive.reading import read_body
from mappings.channels import ChannelRule
from mappings.site_maps import ColumnRow, joined_rows, read_site_map, write_site_map
from migrate.channels.suggesting import Suggestion, suggest
from migrate.charset import decode
from migrate.extract.dom import outline
from migrate.extract.meta import read_metas
from migrate.ledger import content
from migrate.ledger.frontier import stored_files
from migrate.model import Kind
from migrate.run.reading import MAX_PAGE
from migrate.run.work import Work, site_folder

SAMPLES = 12  # titles that are looked at where a column's name says nothing
HEAD = 1 << 16  # bytes of a page in which its tags stand
COLUMN_TYPE = "columntype"  # 网页标签 ColumnType, as metas are named here

Column = tuple[str, ...]


@dataclass(frozen=True)
class ColumnFacts:
    """What is known of a column: how many articles, between which days, some titles, its pages' own ColumnType."""

    path: Column
    articles: int
    newest: str
    oldest: str
    titles: tuple[str, ...]
    column_type: str = ""


def map_path(work: Work, site_key: str) -> Path:
    """Give where the map of a site is."""
    return work.mapping("sites") / f"{site_folder(site_key)}.toml"


def site_map_of(
    work: Work, site: Row[Any], tree: Sequence[ChannelRule], *, write: bool = True
) -> tuple[ColumnRow, ...]:
    """Bring the site's column → channel map up to its articles' columns and give it; not `write`: as it would be."""
    path = map_path(work, site.site_key)
    known = read_site_map(path, tree)
    settled = {row.path for row in known if row.confirmed and not row.conditional}
    columns = columns_of(work, site, settled)
    rows = _rows(columns, suggestions(columns, site, tree), tree)
    if not write:
        return joined_rows(known, rows)
    if rows or known:
        write_site_map(path, rows, site_name=site.site_name)
    return read_site_map(path, tree)


def bring_up_to_date(
    work: Work, site: Row[Any], tree: Sequence[ChannelRule]
) -> tuple[tuple[ColumnFacts, ...], Mapping[Column, Suggestion]]:
    """Every column of the site has a row in its map; gives the columns and what is suggested for each."""
    columns = columns_of(work, site)
    suggested = suggestions(columns, site, tree)
    path = map_path(work, site.site_key)
    if columns or path.is_file():
        write_site_map(path, _rows(columns, suggested, tree), site_name=site.site_name)
    return columns, suggested


def _rows(
    columns: Sequence[ColumnFacts], suggested: Mapping[Column, Suggestion], tree: Sequence[ChannelRule]
) -> list[ColumnRow]:
    in_tree = {rule.path for rule in tree}
    rows = []
    for one in columns:
        found = suggested[one.path]
        trail = () if found.channel.path in in_tree else found.channel.trail
        rows.append(ColumnRow(one.path, found.channel.path, trail, articles=one.articles, why=found.why))
    return rows


def suggestions(
    columns: Sequence[ColumnFacts], site: Row[Any], tree: Sequence[ChannelRule]
) -> Mapping[Column, Suggestion]:
    """Give what is suggested for each column."""
    return {one.path: _suggested(one, site, tree) for one in columns}


def _suggested(column: ColumnFacts, site: Row[Any], tree: Sequence[ChannelRule]) -> Suggestion:
    return suggest(
        column.path,
        tree=tree,
        department=site.owner or site.site_name,
        titles=column.titles,
        column_type=column.column_type,
    )


def columns_of(work: Work, site: Row[Any], settled: Collection[Column] = ()) -> tuple[ColumnFacts, ...]:
    """Give the columns of a site's articles in order of their names; `()` is for articles without one.

    For the `settled` ones no captured page is looked into.
    """
    with work.ledger.begin() as connection:
        articles = content.article_rows(connection, site.site_key)
        grouped: dict[Column, list[Row[Any]]] = {}
        for row in articles:
            for column in row.columns or [()]:
                grouped.setdefault(tuple(column), []).append(row)
        asked = {column: rows for column, rows in grouped.items() if column not in settled}
        types = _column_types(connection, work, site.site_key, asked)
    return tuple(_facts(column, grouped[column], types.get(column, "")) for column in sorted(grouped))


def _facts(column: Column, rows: Sequence[Row[Any]], column_type: str) -> ColumnFacts:
    days = sorted(row.published_at[:10] for row in rows if row.published_at)
    step = max(1, len(rows) // SAMPLES)
    titles = tuple(row.title for row in rows[::step][:SAMPLES] if row.title)
    return ColumnFacts(column, len(rows), days[-1] if days else "", days[0] if days else "", titles, column_type)


def _column_types(
    connection: Connection, work: Work, site_key: str, grouped: Mapping[Column, Iterable[Row[Any]]]
) -> dict[Column, str]:
    """What the pages of each column say themselves: ColumnType on its first article's page, as captured."""
    pages = {row.id: row for row in stored_files(connection, site_key, [Kind.ARTICLE])} if grouped else {}
    found = {}
    for column, rows in grouped.items():
        page = next((pages[row.url_id] for row in rows if row.url_id in pages), None)
        if page is not None:
            found[column] = _column_type(work, page)
    return found


def _column_type(work: Work, page: Row[Any]) -> str:
    path = work.workspace / page.warc
    try:
        body = read_body(path, page.offset, limit=MAX_PAGE)[:HEAD]
    except (ArchiveError, OSError):  # verify speaks of lost records; a suggestion does without
        return ""
    return read_metas(outline(decode(body, page.charset).text)).get(COLUMN_TYPE, "")
