"""Articles over several pages become one: the first page is the article, the others are parts of it and say so.

The parts are read again from their captures each time, so the article is the same whichever of them came last.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, Row

from migrate.extract.parts import Parts, grouped, joined, same_title
from migrate.extract.site_reader import SiteReader
from migrate.ledger import content
from migrate.ledger.frontier import stored_files
from migrate.model import PAGE_KINDS, Kind, Page
from migrate.run.reading import Shown, read_captured, read_named
from migrate.run.work import Work


class Enter(Protocol):
    """What enters an article into the ledger; `missing_parts` names the pages of its text that are not there."""

    def __call__(
        self,
        connection: Connection,
        work: Work,
        site_key: str,
        row: Row[Any],
        page: Page,
        key: str,
        missing_parts: tuple[str, ...] | None = None,
    ) -> None:
        """Enter the article that `page` is, known by `key`."""


@dataclass(frozen=True)
class _Found:
    """A part that was captured: its place in the ledger and what it says; `number` counts the pages of the text."""

    row: Row[Any]
    page: Page
    number: int


def join_parts(work: Work, site: Row[Any], reader: SiteReader, shown: Shown, enter: Enter) -> None:
    """Every article of the site over several pages is one; a part that was not captured is named on it."""
    with work.ledger.begin() as connection:
        rows = content.pages_with_parts(connection, site.site_key)
        groups = list(grouped([(row.url, row.title, row.parts) for row in rows]))
        stored = {row.id: row for row in stored_files(connection, site.site_key, PAGE_KINDS)} if groups else {}
    titles = {row.url: row.title for row in rows}
    for parts in groups:
        title = next(titles[url] for url in parts.urls if url in titles)
        with work.ledger.begin() as connection:
            found, missing = _read_parts(connection, work, site.site_key, stored, reader, shown, parts, title)
            if found:
                _enter(connection, work, site.site_key, parts, found, missing, enter)


def _read_parts(
    connection: Connection,
    work: Work,
    site_key: str,
    stored: dict[int, Row[Any]],
    reader: SiteReader,
    shown: Shown,
    parts: Parts,
    title: str,
) -> tuple[list[_Found], tuple[str, ...]]:
    """Read the captured parts in order; a page of another title is none, one without a text counts as missing."""
    found: dict[int, _Found] = {}
    missing = []
    for number, url in enumerate(parts.urls, start=1):
        end = content.settled_at(connection, site_key, url)
        row = stored.get(end.id) if end is not None else None
        if row is None:
            missing.append(url)
        elif row.id not in found:
            page = read_captured(work.workspace, reader, row, shown)
            if page.kind is not Kind.ARTICLE:
                page = read_named(work.workspace, reader, row, shown, title)  # a part may say little of itself
            if page.kind is not Kind.ARTICLE or not page.body_html:
                missing.append(url)
            elif not page.title or same_title(page.title, title):
                found[row.id] = _Found(row, page, number)
    return list(found.values()), tuple(missing)


def _enter(
    connection: Connection,
    work: Work,
    site_key: str,
    parts: Parts,
    found: list[_Found],
    missing: tuple[str, ...],
    enter: Enter,
) -> None:
    first = found[0]
    known = content.page_of(connection, first.row.id)
    key = known.article_key if known is not None and known.article_key else first.row.canonical
    page = joined([one.page for one in found], (*parts.urls, *(one.row.url for one in found)))
    enter(connection, work, site_key, first.row, page, key, missing)
    for one in found[1:]:
        content.join_page(
            connection, one.row.id, key, f"文章《{page.title}》的第 {one.number} 页，已并入该文章（{first.row.url}）"
        )
