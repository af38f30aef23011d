"""The articles of the zoo: what `articles.toml` says a person would call one, held against what extract made of a site.

`python -m tests.zoo articles [NAME …]` captures, extracts and tells; `tests/run/test_articles_of_sites.py` demands it.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from archive.reading import read_body
from migrate.charset import decode
from migrate.ledger.book import open_ledger
from migrate.ledger.frontier import stored_files
from migrate.ledger.schema import pages as page_table
from migrate.ledger.sites import known_sites
from migrate.ledger.views import article_lines
from migrate.model import PAGE_KINDS, NoArticle
from migrate.run.extract import extract
from tests.run.capturing import desk
from tests.zoo.site import BASE, ZooSite

TOLD = tomllib.loads(Path(__file__).with_name("articles.toml").read_text("utf-8"))
FIELDS = frozenset({"articles", "parts", "maybe", "column", "apart"})
ARTICLE, LATER_PART = "文章", "文章的后续页"
PART = re.compile(r"文章《.*》的第 \d+ 页，已并入该文章（.+）", re.DOTALL)
_PLAIN = re.compile("<h1>([^<]+)</h1><div>发布时间：([0-9-]+)　来源：([^<]+)</div>")  # a page that says all of itself


@dataclass(frozen=True)
class Seen:
    """What extract made of a site: how many pages are what, and what is not as it should be."""

    counts: Mapping[str, int]
    faults: list[str]


@dataclass(frozen=True)
class Told:
    """What a person says of one site."""

    articles: tuple[re.Pattern[str], ...] = ()
    parts: tuple[re.Pattern[str], ...] = ()
    maybe: tuple[re.Pattern[str], ...] = ()
    apart: tuple[re.Pattern[str], ...] = ()
    column: str = ""

    def says(self, group: str, url: str) -> bool:
        """Tell whether an address is one of the group's."""
        return any(one.fullmatch(url) for one in getattr(self, group))


def told(name: str) -> Told:
    """Give what the file says of a site; one it does not name has no articles."""
    given = TOLD.get(name, {})
    groups = {group: tuple(map(re.compile, given.get(group, ()))) for group in FIELDS - {"column"}}
    return Told(**groups, column=given.get("column", ""))


def look(workspace: Path, site: ZooSite) -> Seen:
    """Extract what was captured of a site, and hold it against what a person says of it."""
    with desk(workspace, None, site.home, site.other_homes) as work:
        with work.ledger.begin() as connection:
            sites = known_sites(connection)
        extract(work, sites)
    return seen(workspace, told(site.name))


def ends_of(workspace: Path) -> tuple[set[str], list[str]]:
    """Give the addresses that are articles of their own in a finished workspace, and the pages that are nothing."""
    with open_ledger("", workspace) as ledger, ledger.begin() as connection:
        stored = [
            row for site in known_sites(connection) for row in stored_files(connection, site.site_key, PAGE_KINDS)
        ]
        pages = {row.url_id: row for row in connection.execute(select(page_table))}
    faults = [f"{row.url}: {_end(pages.get(row.id))}" for row in stored if not _is_named(pages.get(row.id))]
    return {row.url for row in stored if _end(pages.get(row.id)) == ARTICLE}, faults


def _is_named(page: Any) -> bool:
    return page is not None and (_end(page) in (ARTICLE, LATER_PART) or page.reason in set(NoArticle))


def seen(workspace: Path, said: Told) -> Seen:
    """Hold every stored page of the one site of a workspace against what a person says of it."""
    with open_ledger("", workspace) as ledger, ledger.begin() as connection:
        key = known_sites(connection)[0].site_key
        stored = stored_files(connection, key, PAGE_KINDS)
        pages = {row.url_id: row for row in connection.execute(select(page_table))}
        lines = {line["old_url"]: line for line in article_lines(connection, "")}

    site = _Site(workspace, said, lines, {})
    faults = [fault for row in stored for fault in site.faults(row, pages.get(row.id))]
    counts = Counter(_end(pages.get(row.id)) for row in stored)
    return Seen(counts, faults)


def _end(page: Any) -> str:
    if page is None:
        return "未读"
    return ARTICLE if page.article_key and not page.reason else PART.sub(LATER_PART, page.reason or "无理由")


@dataclass
class _Site:
    workspace: Path
    said: Told
    lines: Mapping[str, Mapping[str, Any]]
    known: dict[str, str] = field(default_factory=dict)

    def faults(self, row: Any, page: Any) -> Iterator[str]:
        url = row.url.removeprefix(BASE)
        if page is None:
            yield f"{url}: was not read"
            return
        yield from self._end_of(url, page)
        if page.article_key and not page.reason:
            yield from self._article(url, row)

    def _end_of(self, url: str, page: Any) -> Iterator[str]:
        part = bool(page.reason and PART.fullmatch(page.reason))
        is_article = bool(page.article_key and not page.reason)
        if not _is_named(page):
            yield f"{url}: neither an article nor a named reason: {page.reason!r}"
        if self.said.says("parts", url):
            if not part:
                yield f"{url}: is no part of its article but {_end(page)}"
        elif self.said.says("articles", url):
            if not is_article:
                yield f"{url}: is no article but {_end(page)}"
        elif is_article and not self.said.says("maybe", url):
            yield f"{url}: is an article, and nobody would call it one"

    def _article(self, url: str, row: Any) -> Iterator[str]:
        line = self.lines.get(row.url)
        if line is None:
            return  # another address of an article
        column = self.said.column
        if column and [column] not in line["columns"] and not self.said.says("apart", url):
            yield f"{url}: stands in {line['columns']}"
        body = read_body(self.workspace / row.warc, row.offset, limit=1 << 24)
        if plain := _PLAIN.search(decode(body, row.charset).text):
            found = (line["title"], line["published_at"], line["source"])
            if (found[0], (found[1] or "")[:10], found[2]) != plain.groups():  # a list may know the time of day too
                yield f"{url}: says {plain.groups()}, and the article {found}"
        elif not line["title"]:
            yield f"{url}: an article without a title"
