"""What a site's packages are made of: its WARC files, its list of pages, and the payload of its hand-over folder."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from glob import escape
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from archive.packing.bag import Item
from archive.packing.wacz import About, Page
from archive.sealing.manifest import paths_below
from migrate.ledger.papers import papers_of
from migrate.ledger.seals import archived_folders, newest_capture, page_captures, warc_ends
from migrate.model import Kind
from migrate.run.handing_over.ledger_extract import write_extract
from migrate.run.work import ARCHIVE, Work, site_folder, tool_version

LISTED = frozenset({Kind.HOME, Kind.LIST, Kind.ARTICLE})
CATALOGUE = ("catalogue", "目录")  # how files of the catalogue begin, in a site's archive
SHEETS = (".xlsx", ".csv", ".jsonl")
TOLD = "政府网站关停迁移前采集的原始记录，仅供档案保存：含审查中暂不公开的页面的原文。"


def warcs_of(work: Work, connection: Connection, site: Row[Any]) -> list[Path]:
    """Give a site's WARC files in order of name."""
    return [work.workspace / warc for warc in sorted(warc_ends(connection, site.site_key))]


def about(work: Work, connection: Connection, site: Row[Any]) -> About:
    """Give what a site's WACZ says of itself."""
    newest = newest_capture(connection, site.site_key)
    return About(
        title=f"{site.site_name}（{site.site_key}）",
        description=TOLD,
        software=f"gov-site-migrate {tool_version()}",
        created=datetime.fromisoformat(newest),
    )


def pages_of(connection: Connection, site: Row[Any]) -> Iterator[Page]:
    """Give the pages of a site as readers of its WACZ choose from them, in the order in which they were found."""
    for row in page_captures(connection, site.site_key):
        kind = Kind(row.kind)
        yield Page(row.url, row.fetched_at, row.title or "", kind is Kind.HOME, kind in LISTED)


def payload(work: Work, connection: Connection, site: Row[Any], extract: Path) -> list[Item]:
    """Give the payload of a site's hand-over folder; the ledger's extract is written into the folder `extract`."""
    folders = [name for name, keys in archived_folders(connection).items() if site.site_key in keys]
    folder = folders[0] if folders else site_folder(site.site_key)
    write_extract(connection, extract, (site.site_key,), base_url=work.settings.portal.base_url, name="{}.jsonl")
    items = [
        *_below(work.workspace, f"{ARCHIVE}/{folder}/"),
        *(_item(file.relative_to(work.workspace).as_posix(), file) for file in warcs_of(work, connection, site)),
        *(_item(f"ledger/{file.name}", file) for file in sorted(extract.iterdir())),
    ]
    for row in papers_of(connection, site.site_key):
        paper = work.workspace / row.path
        same = paper.parent.glob(f"{escape(paper.stem)}.*")  # also as a page or a PDF
        items += [_item(file.relative_to(work.workspace).as_posix(), file) for file in sorted(same)]
    own = work.workspace / ARCHIVE / folder
    for file in sorted(own.iterdir()) if own.is_dir() else []:
        if file.name.startswith(CATALOGUE) and file.suffix in SHEETS:
            items.append(_item(f"catalogue/{file.name}", file))
    return sorted((one for one in items if one is not None), key=lambda item: item.path)


def _below(workspace: Path, top: str) -> Iterable[Item | None]:
    if (workspace / top).is_dir():
        yield from (_item(path, workspace / path) for path in paths_below(workspace, top))


def _item(path: str, file: Path) -> Item | None:
    return Item(path, file, file.stat().st_size) if file.is_file() else None
