"""The archive's own pages, from the ledger: a directory a site, the page for what is missing, the list of sites."""

import re
from collections.abc import Container, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from archive.notice import TITLE
from archive.site_index import (
    ArchivedPage,
    ArchivedSite,
    SiteEntry,
    write_archive_index,
    write_index,
    write_not_archived,
)
from migrate.ledger import content, outputs
from migrate.ledger.sites import known_sites
from migrate.model import PAGE_KINDS, Kind
from migrate.run.screening import held_pages
from migrate.run.work import ARCHIVE, Work, site_folder

_OWN = re.compile(r"index(-[0-9]+)?\.html|not-archived\.html")


def write_indexes(work: Work) -> None:
    """Every archived site has its directory, and the archive names every site."""
    root = work.folder(ARCHIVE)
    entries = []
    with work.ledger.begin() as connection:
        for site in known_sites(connection):
            pages = [row for row in outputs.archived_rows(connection, site.site_key) if row.kind in PAGE_KINDS]
            if pages:
                shown = _site(connection, work, site, pages)
                folder = root / site_folder(site.site_key)
                held = held_pages(connection, work, site.site_key)
                write_index(folder, shown, _rows(folder.name, pages, held))
                portal = work.settings.portal
                write_not_archived(
                    folder,
                    shown,
                    portal_name=portal.name if portal.base_url else "",
                    portal_url=portal.base_url,
                    contact=portal.contact or work.settings.office.phone,
                )
                entries.append(SiteEntry(shown.name, shown.code, folder.name, len(pages), shown.archived_at))
    if entries:
        write_archive_index(root, entries)


def own_pages(folder: Path) -> frozenset[str]:
    """Give the names of the pages that the archive itself adds to a site's folder."""
    if not folder.is_dir():
        return frozenset()
    return frozenset(path.name for path in folder.iterdir() if _OWN.fullmatch(path.name))


def own_files(root: Path) -> dict[str, str]:
    """Give the archive's own files, by place below `archive/`, with the sha256 of their bytes."""
    places = [root / "index.html", *(folder / name for folder in root.iterdir() for name in own_pages(folder))]
    return {path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest() for path in places}


def _site(connection: Connection, work: Work, site: Row[Any], pages: list[Row[Any]]) -> ArchivedSite:
    portal = work.settings.portal.name
    home = next((row.path for row in pages if row.kind == Kind.HOME), None)
    articles = len(content.article_keys(connection, site.site_key))
    placed = len(outputs.placements_in(connection, site.site_key, outputs.PLACED))
    folder = site_folder(site.site_key)
    return ArchivedSite(
        name=site.site_name,
        code=site.site_code,
        closing_sentence=f"本网站已按政府网站集约化要求整合，相关内容迁入{portal}；以下为归档页面，内容不再更新。",
        archived_at=max(datetime.fromisoformat(row.archived_at) for row in pages),
        old_url=site.url,
        home=home.removeprefix(f"{folder}/") if home else None,
        counts=(("归档页面", len(pages)), ("文章", articles), ("已迁入门户", placed)),
    )


def _rows(folder: str, pages: list[Row[Any]], held: Container[int]) -> Iterator[ArchivedPage]:
    for row in sorted(pages, key=lambda row: (row.published_at or "", row.url), reverse=True):
        title = TITLE if row.url_id in held else row.title or row.url
        yield ArchivedPage(title, row.published_at, row.url, row.path.removeprefix(f"{folder}/"))
