"""Clause 6 as conducted: archived pages give back what was captured, the portal and the redirects are as written."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from migrate.ledger import audit, outputs
from migrate.ledger.sites import known_sites, stage_of
from migrate.ledger.views import last_entry
from migrate.model import PAGE_KINDS, Fault, Outcome
from migrate.run.archiving.index import own_pages
from migrate.run.screening import held_pages
from migrate.run.verifying.portal import check_portal
from migrate.run.verifying.redirecting import check_redirects
from migrate.run.work import ARCHIVE, Work, site_folder
from migrate.verify.archived import CHECK, Archived, check_archived
from migrate.verify.clauses import Gathering
from migrate.verify.pages import OWN_LIST, check_files, check_links, digest_of, forget_seen, own_files

OWN_PAGES = ("index.html", "not-archived.html")  # of every archived site
DIRECTORY = "directory"  # the stage whose detail names the list of a site's own files


def check_views(work: Work, sites: Sequence[Row[Any]], sixth: Gathering) -> None:
    """Take to clause 6 what readers open: the archive of the sites, the portal, the redirects."""
    forget_seen()
    for site in sites:
        with work.ledger.begin() as connection:
            _check_site(connection, work, site, sixth)
    sixth.add(_check_root(work))
    sixth.add(*check_portal(work))
    sixth.add(*check_redirects(work, {site.site_key for site in sites}))


def _check_site(connection: Connection, work: Work, site: Row[Any], sixth: Gathering) -> None:
    key, root = site.site_key, work.workspace / ARCHIVE
    folder = root / site_folder(key)
    held = held_pages(connection, work, key)
    known: set[str] = set()
    for row in audit.archived_with_ends(connection, key):
        captured = row.old_sha256 or ""
        one = Archived(row.path, row.sha256, captured, row.old_kind, row.archived_at, row.url_id in held)
        sixth.add(check_archived(key, root, one), 1)
        known.add(row.path.removeprefix(f"{folder.name}/"))
        if row.old_kind in PAGE_KINDS and (root / row.path).is_file():
            sixth.add(check_links(CHECK, key, root, root / row.path))
    sixth.add(_unarchived(connection, key))
    sixth.add(_check_own(key, root, folder, _list_digest(connection, key)))
    sixth.add(_strangers(key, folder, known))


def _unarchived(connection: Connection, key: str) -> Iterator[Fault]:
    archived = {row.url_id for row in outputs.archived_rows(connection, key)}
    for row in outputs.page_urls(connection, key, map(str, PAGE_KINDS), (Outcome.STORED, Outcome.REVISIT)):
        if row.id not in archived:
            yield Fault(CHECK, key, row.url, "已采集的页面没有归档")


def _strangers(key: str, folder: Path, known: set[str]) -> Iterator[Fault]:
    own = own_pages(folder)
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in known and name not in own:
            yield Fault(CHECK, key, name, "台账中没有的文件")


def _list_digest(connection: Connection, key: str) -> str | None:
    done = stage_of(connection, key, DIRECTORY)
    return (done.detail or {}).get("own_files") if done is not None else None


def _check_own(key: str, root: Path, folder: Path, list_digest: str | None) -> Iterator[Fault]:
    """The pages that the archive adds of its own are those of its list; the ledger knows the list."""
    place = folder.relative_to(root.parent).as_posix()
    if list_digest is not None:
        path = folder / OWN_LIST
        if not path.is_file() or digest_of(path) != list_digest:
            yield Fault(CHECK, key, f"{place}/{OWN_LIST}", "归档目录的清单不在了，或被改动过")
        yield from check_files(CHECK, key, folder, own_files(folder) or {})
    for name in sorted(own_pages(folder)):
        if name.endswith(".html") and (folder / name).is_file():
            yield from check_links(CHECK, key, root, folder / name)


def _check_root(work: Work) -> Iterator[Fault]:
    """Nothing lies in the archive that belongs to no site; its directory is there."""
    root = work.workspace / ARCHIVE
    with work.ledger.begin() as connection:
        shown = {site_folder(one.site_key) for one in known_sites(connection) if _has_archive(connection, one)}
        newest = last_entry(connection, None, "archive", DIRECTORY)
    own = own_pages(root)
    known = shown | {"index.html"} | {name.partition("/")[0] for name in own}
    for path in sorted(root.iterdir()) if root.is_dir() else []:
        if path.name not in known:
            yield Fault(CHECK, "", f"{ARCHIVE}/{path.name}", "不属于任何网站")
    for page in ("index.html", *(f"{one}/{own}" for one in sorted(shown) for own in OWN_PAGES)) if shown else ():
        if not (root / page).is_file():
            yield Fault(CHECK, "", page, "归档目录页不在了")
    if root.is_dir() and shown:
        yield from _check_own("", root, root, (newest or {}).get("own_files"))
        for name in sorted(own):
            if "/" in name and not (root / name).is_file():
                yield Fault(CHECK, "", name, "归档目录页不在了")


def _has_archive(connection: Connection, site: Row[Any]) -> bool:
    return any(outputs.archived_rows(connection, site.site_key))
