"""The archive's own pages: the directory of each site, the page for what was not archived, the list of the sites."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from archive.errors import ArchiveError
from archive.mark import beijing_time
from archive.stamp import POLICY

ROWS_A_PAGE = 2000  # a browser shows that many at once without effort, and it prints
NOT_ARCHIVED = "not-archived.html"

_PART = re.compile(r"index-[0-9]+\.html")


@dataclass(frozen=True)
class ArchivedPage:
    """One row of a site's directory; `file` lies below the site's folder, `published_at` is text, if it is known."""

    title: str
    published_at: str | None
    old_url: str
    file: str


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


@dataclass(frozen=True)
class SiteEntry:
    """One row of the list of archived sites; `folder` lies below the archive's."""

    name: str
    code: str | None
    folder: str
    page_count: int
    archived_at: datetime


def write_index(folder: Path, site: ArchivedSite, pages: Iterable[ArchivedPage]) -> list[Path]:
    """The files written: `index.html` and, where the pages need more, `index-2.html` and so on; older ones are gone."""
    written: list[Path] = []
    for number, (rows, has_next) in enumerate(_parts(pages), start=1):
        values = {"site": site, "rows": rows, "number": number, "has_next": has_next, "part_name": part_name}
        written.append(_write(folder / part_name(number), "site.html", values))
    for path in folder.iterdir():
        if _PART.fullmatch(path.name) and path not in written:
            path.unlink()
    return written


def write_not_archived(
    folder: Path, site: ArchivedSite, *, portal_name: str = "", portal_url: str = "", contact: str = ""
) -> Path:
    """The page to which links lead whose target is not stored; the address may follow it after `#`."""
    if portal_url and not re.match(r"https?://|\.{0,2}/", portal_url):
        raise ArchiveError(f"门户网址不能用作链接：{portal_url}", "填写以 http:// 或 https:// 开头的网址")
    values = {"site": site, "portal_name": portal_name, "portal_url": portal_url, "contact": contact}
    return _write(folder / NOT_ARCHIVED, "not-archived.html", values)


def write_archive_index(folder: Path, sites: Sequence[SiteEntry], *, title: str = "网站归档") -> Path:
    """The archive's own `index.html`, with a row and a link for each site."""
    return _write(folder / "index.html", "archive.html", {"sites": sites, "title": title})


def part_name(number: int) -> str:
    """The file name of a directory's nth part, counted from 1."""
    return "index.html" if number == 1 else f"index-{number}.html"


def _parts(pages: Iterable[ArchivedPage]) -> Iterator[tuple[list[ArchivedPage], bool]]:
    """The pages in parts, each with whether another follows; an empty one where there are no pages."""
    source = iter(pages)
    rows = list(islice(source, ROWS_A_PAGE))
    while True:
        following = list(islice(source, ROWS_A_PAGE))
        yield rows, bool(following)
        if not following:
            return
        rows = following


def _write(path: Path, template: str, values: dict[str, object]) -> Path:
    """The page is there whole or not at all."""
    text = _environment().get_template(template).render(policy=POLICY, **values)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".tmp")
    unfinished.write_bytes(text.encode("utf-8", "xmlcharrefreplace"))
    unfinished.replace(path)
    return path


def _environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).with_name("templates"))
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["beijing"] = beijing_time
    environment.filters["link"] = lambda file: quote(file, safe="/~")
    return environment
