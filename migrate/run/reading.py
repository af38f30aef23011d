"""A captured page, read: from the bytes as they came, or as a browser showed it where only scripts bring the text."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from archive.reading import read_body
from migrate.extract.site_reader import SiteReader
from migrate.model import Entry, Kind, Page

MAX_PAGE = 64 << 20  # bytes of one page that are read
SHOWN = "browser"  # said in `method`: the page was read as a browser showed it
Shown = Mapping[int, Row[Any]]  # what a browser showed, by the id of the page's URL


def read_captured(workspace: Path, reader: SiteReader, row: Row[Any], shown: Shown) -> Page:
    """Read a captured page; what a browser showed of it counts where the plain page is no article."""
    plain = reader.read(_body(workspace, row), row.url, declared_charset=row.charset)
    place = shown.get(row.id)
    if plain.kind is Kind.ARTICLE or place is None:
        return plain
    after = reader.read(_body(workspace, place), row.url, declared_charset=place.charset)
    if after.kind is Kind.ARTICLE:
        return replace(after, method="+".join(part for part in (after.method, SHOWN) if part))
    if plain.kind not in (Kind.HOME, Kind.LIST):
        return after
    return replace(plain, entries=_both(plain.entries, after.entries))


def read_named(workspace: Path, reader: SiteReader, row: Row[Any], shown: Shown, title: str) -> Page:
    """Read a captured page as the article that a list names by this title."""
    place = shown.get(row.id, row)
    return reader.read_named(_body(workspace, place), row.url, declared_charset=place.charset, named=title)


def _body(workspace: Path, place: Row[Any]) -> bytes:
    return read_body(workspace / place.warc, place.offset, limit=MAX_PAGE)


def _both(plain: tuple[Entry, ...], after: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple({entry.url: entry for entry in (*after, *plain)}.values())
