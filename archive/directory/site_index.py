"""The archive's own pages: the directory of each site, the page for what was not archived, the list of the sites.

A directory is a front page and, below `_directory/`, lists of titles: all of them, by column, by year, and the files.
Every list is cut into parts that a browser shows without effort; nothing needs a script. No host's folder beside them
begins with `_`, so they never meet an archived file.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.directory.own_files import OwnFiles
from archive.directory.shelf import NO_YEAR, ArchivedPage, Column, Shelf
from archive.errors import ArchiveError

FOLDER = "_directory"
NOT_ARCHIVED = "not-archived.html"
ROWS_A_PAGE = 500
NEWEST = 20  # titles on the front page
COLUMNS_ON_FRONT = 150  # a larger tree has a page of its own
COLUMNS_ON_PAGE = 3000  # of that page; what is left out is reached through the column above it
NO_YEAR_NAME = "日期不详"

Trail = tuple[tuple[str, str], ...]  # the columns above one: name and page

_OLDER = re.compile(r"index-[0-9]+\.html")  # parts of a directory as older versions wrote it


@dataclass(frozen=True)
class ArchivedSite:
    """What a site's directory says of the site; `counts` are labels with numbers, shown in their order."""

    name: str
    code: str | None
    closing_sentence: str
    archived_at: datetime
    old_url: str | None = None
    home: str | None = None
    counts: tuple[tuple[str, int], ...] = ()
    owner: str = ""


@dataclass(frozen=True)
class SiteEntry:
    """One row of the list of archived sites; `folder` lies below the archive's."""

    name: str
    code: str | None
    folder: str
    page_count: int
    archived_at: datetime


@dataclass(frozen=True)
class Listed:
    """One list of the directory: its heading, the stem of its files, its length, and where its rows come from."""

    heading: str
    stem: str
    total: int
    rows: Callable[[int, int], Iterator[Any]]
    template: str = "list.html"
    column: Column | None = None
    trail: Trail = ()

    def name(self, number: int) -> str:
        """The file of the list's nth part, counted from 1."""
        return f"{FOLDER}/{self.stem}.html" if number == 1 else f"{FOLDER}/{self.stem}-{number}.html"

    @property
    def parts(self) -> int:
        """In how many parts it is cut; an empty list has one."""
        return max(1, -(-self.total // ROWS_A_PAGE))


def write_index(
    own: OwnFiles, site: ArchivedSite, shelf: Shelf, *, catalogue: Sequence[tuple[str, str, int]] = ()
) -> None:
    """The site's `index.html` and all lists of its directory stand; a directory of an older version is gone.

    `catalogue` are the files (name, label, bytes) to which the front page leads beside them.
    """
    years = [(year, _year_name(year), number) for year, number in shelf.years()]
    trees = {
        "tree": _rows_of_tree(shelf.root, COLUMNS_ON_FRONT),
        "whole_tree": sum(1 for _ in _walk(shelf.root)) <= COLUMNS_ON_FRONT,
    }
    values = {"site": site, "years": years, "files": shelf.count_files(), "total": shelf.count(), **trees, **_TOLD}
    rows = list(shelf.pages(0, NEWEST))
    own.put_page("index.html", "site.html", {**values, "rows": rows, "catalogue": catalogue})
    tree = _rows_of_tree(shelf.root, COLUMNS_ON_PAGE)
    own.put_page(f"{FOLDER}/columns.html", "columns.html", {"site": site, "tree": tree})
    for listed in _lists(shelf):
        _write_list(own, site, listed)
    for path in own.folder.iterdir():
        if _OLDER.fullmatch(path.name):
            path.unlink()


def write_not_archived(
    own: OwnFiles, site: ArchivedSite, *, portal_name: str = "", portal_url: str = "", contact: str = ""
) -> Path:
    """The page to which links lead whose target is not stored; the address may follow it after `#`."""
    if portal_url and not re.match(r"https?://|\.{0,2}/", portal_url):
        raise ArchiveError(f"门户网址不能用作链接：{portal_url}", "填写以 http:// 或 https:// 开头的网址")
    values = {"site": site, "portal_name": portal_name, "portal_url": portal_url, "contact": contact}
    return own.put_page(NOT_ARCHIVED, "not-archived.html", values)


def write_archive_index(own: OwnFiles, sites: Sequence[SiteEntry], *, title: str = "网站归档") -> Path:
    """The archive's own `index.html`, with a row and a link for each site."""
    return own.put_page("index.html", "archive.html", {"sites": sites, "title": title})


def column_page(column: Column) -> str:
    """The first part of a column's list, below the directory's folder."""
    return f"column-{column.mark}.html"


def told_columns(page: ArchivedPage) -> str:
    """The columns of a page as readers see them."""
    return "；".join(" › ".join(path) for path in page.columns)


def _lists(shelf: Shelf) -> Iterator[Listed]:
    yield Listed("全部归档页面", "all", shelf.count(), shelf.pages)
    for year, number in shelf.years():
        yield Listed(_year_heading(year), f"year-{year}", number, _bound(shelf.in_year, year))
    for column, trail in _walk(shelf.root):
        rows = _bound(shelf.in_column, column)
        yield Listed(column.name, f"column-{column.mark}", column.own, rows, column=column, trail=trail)
    if shelf.count_files():
        yield Listed("附件", "files", shelf.count_files(), shelf.files, template="files.html")


def _bound(rows: Callable[..., Iterator[Any]], of: object) -> Callable[[int, int], Iterator[Any]]:
    return lambda start, number: rows(of, start, number)


def _write_list(own: OwnFiles, site: ArchivedSite, listed: Listed) -> None:
    for number in range(1, listed.parts + 1):
        pager = [(one, Path(listed.name(one)).name) if one else None for one in _window(number, listed.parts)]
        rows = list(listed.rows((number - 1) * ROWS_A_PAGE, ROWS_A_PAGE))
        values = {"site": site, "listed": listed, "rows": rows, "number": number, "pager": pager}
        own.put_page(listed.name(number), listed.template, {**values, **_TOLD})


def _window(number: int, last: int) -> list[int | None]:
    """The part numbers to show, None for a gap.

    >>> _window(5, 9)
    [1, None, 3, 4, 5, 6, 7, None, 9]
    """
    near = [one for one in range(1, last + 1) if one in (1, last) or abs(one - number) <= 2]
    shown: list[int | None] = []
    for one in near:
        if shown and shown[-1] is not None and one - shown[-1] > 1:
            shown.append(None)
        shown.append(one)
    return shown


def _walk(column: Column, trail: Trail = ()) -> Iterator[tuple[Column, Trail]]:
    """Every column below this one with the way to it (name, page), parents first."""
    for below in column.below:
        yield below, trail
        yield from _walk(below, (*trail, (below.name, column_page(below))))


def _rows_of_tree(root: Column, most: int) -> list[dict[str, Any]]:
    """The tree as nested rows for a template, at most so many: where it is larger, its lower levels are left out."""
    levels: list[int] = []
    for _, trail in _walk(root):
        levels += [0] * (len(trail) + 1 - len(levels))
        levels[len(trail)] += 1
    depth, seen = 0, 0
    while depth < len(levels) and (depth == 0 or seen + levels[depth] <= most):
        seen += levels[depth]
        depth += 1
    return _nested(root.below[:most], depth)


def _nested(columns: Sequence[Column], depth: int) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "page": column_page(one),
            "total": one.total,
            "below": _nested(one.below, depth - 1) if depth > 1 else [],
        }
        for one in columns
    ]


def _year_name(year: str) -> str:
    return NO_YEAR_NAME if year == NO_YEAR else f"{year}年"


def _year_heading(year: str) -> str:
    return "日期不详的页面" if year == NO_YEAR else f"{year}年发布的页面"


_TOLD: dict[str, Callable[..., Any]] = {"told_columns": told_columns, "column_page": column_page}
