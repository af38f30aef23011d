"""The archive's own files, from the ledger: a directory a site with search, catalogue and provenance; their front page.

They are made anew when something that they show has changed, or when one of them is not there any more.
"""

import hashlib
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from archive.directory import own_files
from archive.directory.catalogue import NAMES, told_rows, write_catalogue
from archive.directory.own_files import OwnFiles
from archive.directory.provenance import write_provenance
from archive.directory.search_index import write_search, write_search_across
from archive.directory.shelf import Shelf
from archive.directory.site_index import (
    FOLDER,
    ArchivedSite,
    SiteEntry,
    write_archive_index,
    write_index,
    write_not_archived,
)
from mappings.catalogue import Catalogue, read_catalogue
from migrate.ledger import content, outputs
from migrate.ledger.sites import finish_stage, known_sites, stage_of
from migrate.ledger.views import last_entry
from migrate.model import PAGE_KINDS, Kind
from migrate.run.archiving.provenance import sections
from migrate.run.archiving.rows import Rows, explanation, headings
from migrate.run.screening import held_pages
from migrate.run.work import ARCHIVE, MAPPINGS, Work, site_folder, tool_version

STAGE = "directory"
TITLE = "网站归档"


def write_indexes(work: Work) -> None:
    """Every archived site has its directory, and the archive names every site."""
    catalogue = read_catalogue(work.workspace / MAPPINGS)
    entries = []
    with work.ledger.begin() as connection:
        sites = known_sites(connection)
    for site in sites:
        with work.ledger.begin() as connection:
            shown = _site(connection, work, site)
            if shown is not None:
                _write_site(connection, work, site, shown, catalogue)
                pages = dict(shown.counts)["归档页面"]
                entries.append(SiteEntry(shown.name, shown.code, site_folder(site.site_key), pages, shown.archived_at))
    if entries:
        _write_front(work, entries)


def own_pages(folder: Path) -> frozenset[str]:
    """Give the names of the files that the archive itself adds to a folder (a site's, or its own), below it."""
    listed = own_files.digests(folder)
    return frozenset([*listed, own_files.LIST]) if listed else frozenset()


def own_digests(folder: Path) -> dict[str, str]:
    """Give the sha256 of each of those files but the list itself."""
    return own_files.digests(folder)


def proven_files(connection: Connection, root: Path) -> dict[str, str]:
    """Give the archive's own files, by place below `archive/`, with the sha256 that the ledger stands for.

    A list of own files whose own digest is not the ledger's proves nothing, and what it names is left out.
    """
    front = last_entry(connection, None, ARCHIVE, STAGE) or {}
    lists = {root: front.get("own_files")}
    for site in known_sites(connection):
        done = stage_of(connection, site.site_key, STAGE)
        lists[root / site_folder(site.site_key)] = done.detail.get("own_files") if done else None
    return {
        (folder / name).relative_to(root).as_posix(): sha256
        for folder, known in lists.items()
        if known is not None and own_files.stands(folder, str(known))
        for name, sha256 in {**own_files.digests(folder), own_files.LIST: str(known)}.items()
    }


def _write_site(connection: Connection, work: Work, site: Row[Any], shown: ArchivedSite, catalogue: Catalogue) -> None:
    folder = work.folder(ARCHIVE) / site_folder(site.site_key)
    rows = Rows(connection, work, site, catalogue)
    told = sections(connection, work, site)
    source = _source(rows, shown, catalogue, told, work)
    done = stage_of(connection, site.site_key, STAGE)
    if done and done.source_hash == source and own_files.is_whole(folder, str(done.detail.get("own_files"))):
        return
    own = OwnFiles(folder)
    with Shelf(rows.pages()) as shelf:
        rows.put_files(shelf)
        search = write_search(own, shown.name, rows.found(shelf))
        fields = headings(catalogue)
        written = write_catalogue(own, fields, rows.catalogued(), explanation(), made_at=shown.archived_at)
        files = [(name, label, own.written[name][0]) for name, label in NAMES.items()]
        write_index(own, shown, shelf, catalogue=files)
    values = {"site": shown, "explanation": explanation(), "rows": told_rows(fields, written)}
    own.put_page(f"{FOLDER}/fields.html", "fields.html", values)
    write_provenance(own, shown, told)
    _write_not_archived(own, work, shown)
    detail = {"own_files": own.finish(), "pages": search.pages, "index_bytes": search.size, "blank": written.blank}
    finish_stage(connection, site.site_key, STAGE, source, detail)


def _write_not_archived(own: OwnFiles, work: Work, shown: ArchivedSite) -> None:
    portal = work.settings.portal
    write_not_archived(
        own,
        shown,
        portal_name=portal.name if portal.base_url else "",
        portal_url=portal.base_url,
        contact=portal.contact or work.settings.office.phone,
    )


def _write_front(work: Work, entries: list[SiteEntry]) -> None:
    """The archive's own front page and its search over all sites."""
    own = OwnFiles(work.folder(ARCHIVE))
    write_archive_index(own, entries, title=TITLE)
    write_search_across(own, TITLE, [(one.folder, one.name) for one in entries])
    detail = {"own_files": own.finish()}
    with work.ledger.begin() as connection:
        if last_entry(connection, None, ARCHIVE, STAGE) != detail:
            work.ledger.enter(connection, ARCHIVE, STAGE, detail=detail)


def _source(rows: Rows, shown: ArchivedSite, catalogue: Catalogue, told: list[Any], work: Work) -> str:
    """A digest of everything that a site's own files show."""
    digest = hashlib.sha256()
    settings = (work.settings.portal, work.settings.office.phone, work.settings.archive)
    for part in chain([tool_version(), shown, catalogue, told, settings], rows.seen()):
        digest.update(repr(part).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _site(connection: Connection, work: Work, site: Row[Any]) -> ArchivedSite | None:
    """What the directory says of a site; None where nothing of it is archived."""
    portal, key = work.settings.portal.name, site.site_key
    number, newest, home = 0, "", None
    for row in outputs.archived_rows(connection, key):
        if row.kind in PAGE_KINDS:
            number, newest = number + 1, max(newest, row.archived_at)
            home = row.path if home is None and row.kind == Kind.HOME else home
    if not number:
        return None
    placed = len(outputs.placements_in(connection, key, outputs.PLACED))
    counts = [("归档页面", number), ("文章", len(content.article_keys(connection, key))), ("已迁入门户", placed)]
    held = len(held_pages(connection, work, key))
    return ArchivedSite(
        name=site.site_name,
        code=site.site_code,
        closing_sentence=f"本网站已按政府网站集约化要求整合，相关内容迁入{portal}；以下为归档页面，内容不再更新。",
        archived_at=datetime.fromisoformat(newest),
        old_url=site.url,
        home=home.removeprefix(f"{site_folder(key)}/") if home else None,
        counts=(*counts, *([("暂不公开", held)] if held else [])),
        owner=site.owner,
    )
