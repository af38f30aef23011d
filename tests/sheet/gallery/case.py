"""A case of the gallery: the lines of its sheets, each beside what must become of it, written by hand.

The position of a line is its row number. Expectations come from the contract on `classify --json`, never from a run of
the reader.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Decided = tuple[str, str | None]
PORTAL: Decided = ("keep", "portal")
EXCEPTION: Decided = ("keep", "exception")
CHANNEL: Decided = ("migrate", "migrate_channel")
SUBSITE: Decided = ("migrate", "migrate_subsite")
SELF_CLOSE: Decided = ("close", "self_close")
CLOSED: Decided = ("close", "already_closed")
UNDECIDED: Decided = ("undecided", None)

XLSX = ("xlsx",)
MERGED = ("xlsx", "xls", "html")  # merges or breaks within cells, but one sheet and neither links nor formulas
ANY = (*MERGED, "csv")  # nothing in the case needs merges, types or several sheets: any kind of file can hold it


@dataclass(frozen=True)
class Line:
    """One row of a sheet and the list it belongs to; `fields` are those of a site."""

    cells: tuple[Any, ...]
    becomes: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    of: int = 0  # for a row that tells more of a site: the site's row, 0 for the one above


@dataclass(frozen=True)
class Sheet:
    """One sheet; sheets with the same `file` stand in one workbook."""

    lines: Sequence[Line]
    title: str = "清理表"
    file: str = "清理表"
    merges: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Case:
    """A named set of sheets and the kinds of file that can hold them."""

    name: str
    sheets: tuple[Sheet, ...]
    kinds: tuple[str, ...] = XLSX


def site(
    cells: Sequence[Any], name: str, url: str | None, decided: Decided, *, owner: str = "", code: str | None = None,
    others: Sequence[str] = (), keep: bool = False, flags: Sequence[str] = (), missing: Sequence[str] = (),
    review: bool = False,
) -> Line:  # fmt: skip
    """A row that is a site, with every field of the contract."""
    fields = {
        "site_name": name, "url": url, "other_urls": list(others), "site_code": code, "owner": owner,
        "verdict": decided[0], "action": decided[1], "keep_content": keep,
        "flags": sorted(flags), "missing": sorted(missing), "needs_review": review,
    }  # fmt: skip
    return Line(tuple(cells), "site", fields)


def also(*cells: Any) -> Line:
    """A row that tells more of the site above it."""
    return Line(cells, "also")


def also_of(row: int, *cells: Any) -> Line:
    """A row that tells more of the site in that row."""
    return Line(cells, "also", of=row)


def back(*cells: Any) -> Line:
    """A row that should be a site and cannot be read."""
    return Line(cells, "rejected")


def skip(*cells: Any) -> Line:
    """A row that is no data."""
    return Line(cells, "skipped")


def blank() -> Line:
    """A row without text: it is in no list."""
    return Line((), "blank")
