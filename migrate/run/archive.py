"""The archive stage: every captured page as a stamped static page that opens from disk, and what it shows beside it.

The WARC record stays as it is; an archived page is a view on it. The answer to a POST has no address that a visitor
could open: it stays in its record, the articles it names are archived as pages of their own. Links lead to archived
neighbours, what was not stored leads to not-archived.html, and nothing is loaded from a live host. What was changed
stands in the page itself, so that its captured bytes come back from it.
"""

import hashlib
import json
import mimetypes
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from posixpath import dirname, relpath
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Row

from archive.errors import ArchiveError
from archive.look import Look, read_look
from archive.mark import DEFAULT_WORDING, mark_html
from archive.moments import beijing_time
from archive.notice import notice_html, notice_text
from archive.paths import file_for
from archive.reading import read_body
from archive.references import Reference, ReferenceKind
from archive.stamp import stamp
from archive.static import base_href, is_foreign_xml, offline, offline_css, source
from migrate.errors import SettingsError
from migrate.ledger import content, outputs
from migrate.ledger.frontier import stored_files
from migrate.ledger.lists import pagers_of_site
from migrate.ledger.sites import finish_stage, known_sites, stage_of
from migrate.model import PAGE_KINDS, Kind, Outcome
from migrate.portal.contract import digest_of
from migrate.run.archiving.index import write_indexes
from migrate.run.screening import held_pages
from migrate.run.work import ARCHIVE, MAPPINGS, PORTAL, Result, Work, site_folder, tool_version
from migrate.urls import is_public, resolve

BATCH = 50  # files written between two commits
NOT_ARCHIVED = "not-archived.html"
AROUND = 5  # list pages shown before and after the present one
MAX_PAGE = 64 << 20  # bytes of a page or style sheet that is rewritten
LOOK = Path("archive") / "stamp.html"  # below the workspace's mappings: the office's own look of the stamp


def archive(work: Work, sites: Sequence[Row[Any]]) -> Result:
    """Write what changed of the sites' archived pages, their files and the index pages."""
    result = Result()
    look = read_look(work.workspace / MAPPINGS / LOOK)
    with work.ledger.begin() as connection:
        _check_scripts(work, {site.site_key for site in known_sites(connection)})
    for site in sites:
        with work.ledger.begin() as connection:
            state = _source_hash(connection, work, site.site_key, look)
            done = stage_of(connection, site.site_key, "archive")
        if done is None or done.source_hash != state:
            _SiteArchive(work, site, look).write()
        with work.ledger.begin() as connection:
            pages = sum(row.kind in PAGE_KINDS for row in outputs.archived_rows(connection, site.site_key))
            finish_stage(connection, site.site_key, "archive", state, {"pages": pages})
        result.count("归档页面", pages)
    write_indexes(work)
    return result


def _check_scripts(work: Work, known: set[str]) -> None:
    """An exception for a site that is not there would hold for none, and nobody would see it."""
    if unknown := sorted(set(work.settings.archive.scripts) - known):
        raise SettingsError(
            f"archive.scripts 中的网站不在台账里：{'、'.join(unknown)}", "按 migrate status 显示的网站标识码填写"
        )


def _source_hash(connection: Connection, work: Work, site_key: str, look: Look) -> str:
    """Everything that a site's archived pages show: captures, new addresses, wording and look."""
    placed = [(row.article_key, row.new_url) for row in outputs.placements_in(connection, site_key, outputs.PLACED)]
    archive, portal = work.settings.archive, work.settings.portal
    settings = [archive.wording, archive.base_url, site_key in archive.scripts, portal.base_url, portal.kind, look.text]
    held = sorted(held_pages(connection, work, site_key))
    state = [tool_version(), content.capture_digest(connection, site_key), placed, settings, held]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()


def path_of(row: Row[Any]) -> str:
    """Give where the archived copy of a stored URL stands, below `archive/`."""
    suffix = (mimetypes.guess_extension(row.content_type or "") or ".bin").removeprefix(".")
    return f"{site_folder(row.site_key)}/{file_for(row.url, is_page=row.kind in PAGE_KINDS, suffix=suffix)}"


class _SiteArchive:
    """One site's archive while it is being written."""

    def __init__(self, work: Work, site: Row[Any], look: Look) -> None:
        self._work = work
        self._site = site
        self._root = work.folder(ARCHIVE)
        self._wording = work.settings.archive.wording or DEFAULT_WORDING
        self._look = look
        self._scripts = site.site_key in work.settings.archive.scripts
        self._stored = lru_cache(maxsize=100_000)(self._look_up)
        with work.ledger.begin() as connection:
            pagers = pagers_of_site(connection, site.site_key)
            self._held = held_pages(connection, work, site.site_key)
        plain = [[one for one in row.page_urls if isinstance(one, str)] for row in pagers]
        self._lists: dict[str, list[str]] = {url: pages for pages in plain for url in pages}

    def write(self) -> None:
        """Bring every archived file of the site up to date."""
        with self._work.ledger.begin() as connection:
            rows = [row for row in stored_files(connection, self._site.site_key) if row.method == "GET"]
        waiting, done = iter(rows), 0
        while batch := list(islice(waiting, BATCH)):
            with self._work.ledger.begin() as self._connection:
                for row in batch:
                    self._write_one(row)
            done += len(batch)
            self._work.voice.progress("归档", self._site.site_name, done, len(rows))

    def _write_one(self, row: Row[Any]) -> None:
        path = path_of(row)
        new_url = outputs.placed_at(self._connection, row.id) if row.kind in PAGE_KINDS else None
        known = outputs.archived_of(self._connection, row.id)
        archived_at = datetime.fromisoformat(known.archived_at) if known else datetime.now(UTC).replace(microsecond=0)
        body = read_body(self._work.workspace / row.warc, row.offset, limit=self._work.settings.http.max_decoded)
        made = self._made(row, path, body, new_url, archived_at)
        digest = hashlib.sha256(made).hexdigest()
        target = self._root / path
        if known is None or known.sha256 != digest or known.path != path or not target.is_file():
            write_file(target, made)
        outputs.enter_archived(
            self._connection,
            self._site.site_key,
            row.id,
            path=path,
            sha256=digest,
            source_hash=digest_of([row.sha256, new_url, row.id in self._held]),
            archived_at=archived_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )

    def _made(self, row: Row[Any], path: str, body: bytes, new_url: str | None, archived_at: datetime) -> bytes:
        """The file as readers open it; only pages and style sheets differ from the captured bytes."""
        charset = row.charset or "utf-8"
        if row.kind == Kind.STYLE and len(body) <= MAX_PAGE:
            return offline_css(body, charset, partial(self._local, row.url, path, charset))
        if row.kind not in PAGE_KINDS:
            return notice_text(self._site.site_name) if row.id in self._held else body
        mark = self._mark(row, path, new_url, archived_at)
        if row.id in self._held:  # its record stays; readers get a notice
            return stamp(notice_html(self._site.site_name), mark, charset="utf-8")
        if len(body) > MAX_PAGE:
            return body
        script_mark = f"已归档　归档时间：{beijing_time(archived_at)}" if self._scripts else None
        try:
            return stamp(self._readable(row, path, body, charset), mark, charset=charset, script_mark=script_mark)
        except ArchiveError:  # what cannot be taken back is not changed: the page's source is shown as text
            return stamp(source(body, charset), mark, charset="utf-8")

    def _readable(self, row: Row[Any], path: str, body: bytes, charset: str) -> bytes:
        is_xml = "xml" in (row.content_type or "")
        if is_xml and is_foreign_xml(body):
            return source(body, charset)
        base = resolve(row.url, base_href(body, charset) or row.url, charset) or row.url
        local = partial(self._local, base, path, charset)
        return offline(body, charset, local, is_xml=is_xml, scripts=self._scripts)

    def _mark(self, row: Row[Any], path: str, new_url: str | None, archived_at: datetime) -> str:
        return mark_html(
            self._wording,
            archived_at=archived_at,
            old_url=row.url,
            new_url=self._public(new_url),
            new_address=self._beside(new_url, path),
            site_name=self._site.site_name,
            list_pages=self._list_pages(row.url, path),
            look=self._look,
        )

    def _list_pages(self, url: str, path: str) -> list[tuple[str, str | None]]:
        """The pages of the list that this page belongs to: the first, the last, and those around it."""
        pages = self._lists.get(url, [])
        if len(pages) < 2:
            return []
        here = pages.index(url)
        near = {0, len(pages) - 1, *range(max(0, here - AROUND), min(len(pages), here + AROUND + 1))}
        shown: list[tuple[str, str | None]] = []
        for number in sorted(near):
            target = self._stored(pages[number])
            if target is not None or number == here:
                address = relpath(target, dirname(path)) if target is not None and number != here else None
                shown.append((str(number + 1), address))
        return shown

    def _local(self, base: str, path: str, charset: str, reference: Reference) -> str | None:
        """The relative address of what a reference means, None where it was not stored."""
        value, _, fragment = reference.value.partition("#")
        if not value.strip():
            return f"#{fragment}"
        absolute = resolve(base, value, charset)
        target = self._stored(absolute) if absolute is not None else None
        if target is not None and (target.endswith(".js") or reference.kind is not ReferenceKind.SCRIPT):
            return relpath(target, dirname(path)) + (f"#{fragment}" if fragment else "")
        if reference.kind is not ReferenceKind.LINK:
            return None
        missing = f"{site_folder(self._site.site_key)}/{NOT_ARCHIVED}"
        return f"{relpath(missing, dirname(path))}#{quote(absolute or value, safe=':/?&=%')}"

    def _look_up(self, url: str) -> str | None:
        row = content.settled_at(self._connection, self._site.site_key, url)
        if row is None or row.outcome not in (Outcome.STORED, Outcome.REVISIT):
            return None
        if (row.kind == Kind.SCRIPT and not self._scripts) or (row.id in self._held and row.kind not in PAGE_KINDS):
            return None
        return path_of(row)

    def _public(self, new_url: str | None) -> str | None:
        """The new address as the stamp shows it: absolute where the portal's own address is known, else its path."""
        if new_url is None or not is_public(new_url):
            return None
        if "://" in new_url:
            return new_url
        return f"{self._work.settings.portal.base_url.rstrip('/')}/{new_url}"

    def _beside(self, new_url: str | None, path: str) -> str | None:
        """Where the new page stands on this disk, seen from this one: as long as neither has an address of its own."""
        settings = self._work.settings
        is_beside = settings.portal.kind == "embedded" and not (settings.portal.base_url or settings.archive.base_url)
        if new_url is None or not is_beside or not is_public(new_url) or "://" in new_url:
            return None
        return quote(relpath(f"{PORTAL}/{new_url}", dirname(f"{ARCHIVE}/{path}")))


def write_file(target: Path, body: bytes) -> None:
    """The file holds these bytes, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    part.write_bytes(body)
    part.replace(target)
