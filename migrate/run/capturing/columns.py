"""How far the lists of a site are proved: what they declare against what was captured, and what a person must know.

Counted on the captured bytes when a site is done, and again only where they changed: what stands in the ledger follows
from the captures alone, whatever way the run took. “No more links” proves nothing; only a declared total does.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from archive.reading import read_body
from mappings.extract import read_extract_rules
from mappings.families import Families
from migrate.charset import decode
from migrate.crawl.pagers import hanweb, webforms
from migrate.crawl.rows import rows_of_answer
from migrate.extract.dom import outline
from migrate.extract.entries import find_rows, leading_rows
from migrate.extract.rules import Vocabulary, vocabulary
from migrate.ledger import lists
from migrate.ledger.book import open_ledger
from migrate.ledger.frontier import place_of
from migrate.ledger.lists import MISSING, PROBING, SAME
from migrate.ledger.sites import known_sites
from migrate.model import Outcome
from migrate.run.work import Work
from migrate.settings import Settings
from migrate.urls import canonical, resolve

KEPT = (Outcome.STORED, Outcome.REVISIT)
CHAINED = (hanweb.RULE, webforms.RULE)  # their pages are known one by one
BY_ROWS, BY_PAGES = "rows", "pages"
EDITION = "2"  # of this counting; a new one counts all lists anew
SHOWN = 10  # lists told at the desk, and page numbers told of one list
MAX_PAGE = 16 << 20  # bytes of one list page that are read


@dataclass(frozen=True)
class Column:
    """One list as people see it: where it stands, what it declares, what was found, and how that is proved."""

    url: str
    rule: str
    pages: int
    rows: int | None
    kept: int
    found: int | None
    proof: str | None
    notes: tuple[str, ...]
    covered_by: str | None = None  # the list that holds what this one's cap cut off

    @property
    def needs_a_person(self) -> bool:
        """True when something of this list may be missing."""
        return bool(self.notes) and self.covered_by is None


@dataclass
class _Counted:
    """The pages of one list, read: the rows of each, None for a page that was not kept."""

    pages: list[frozenset[str] | None] = field(default_factory=list)

    @property
    def found(self) -> frozenset[str]:
        return frozenset().union(*(one for one in self.pages if one))


def count_lists(work: Work, site_key: str, rules: Families) -> None:
    """Every list of the site stands in the ledger with what was found of it, its proof and its faults."""
    words: Vocabulary | None = None
    with work.ledger.begin() as connection:
        ids = [row.id for row in lists.pagers_of_site(connection, site_key)]
    for list_id in ids:
        with work.ledger.begin() as connection:
            row = lists.list_of(connection, list_id)
            pages = lists.page_rows(connection, site_key, row.page_urls)
            source = _source(row, pages, rules)
            if row.source_hash == source:
                continue
            words = words or vocabulary(read_extract_rules(*work.own("extract.toml")))
            counted = _Counted([_rows_of(connection, work, page, words) for page in pages])
            notes = list(_notes(row, counted, rules))
            found = counted.found
            lists.change_list(
                connection,
                list_id,
                found=len(found),
                proof=_proof(row, counted, notes),
                notes=notes,
                source_hash=source,
            )


def _source(row: Row[Any], pages: Sequence[Row[Any] | None], rules: Families) -> str:
    """Everything that the counting of a list depends on."""
    kept = [(page.outcome, page.sha256) if page is not None else None for page in pages]
    told = [EDITION, row.state, bool(row.probe), row.pages, row.rows, row.rule, kept, sorted(rules.caps)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _rows_of(connection: Connection, work: Work, page: Row[Any] | None, words: Vocabulary) -> frozenset[str] | None:
    if page is None or page.outcome not in KEPT or (page.length or 0) > MAX_PAGE:
        return None
    place = place_of(connection, page.capture_id)
    body = read_body(work.workspace / place.warc, place.offset, limit=MAX_PAGE)
    text = decode(body).text
    of_answer = rows_of_answer(text, page.url)
    if of_answer is not None:
        return frozenset(of_answer)
    seen = outline(text)
    rows = leading_rows(seen, find_rows(seen, words, lambda reference: resolve(page.url, reference)))
    return frozenset(canonical(row.entry.url) for row in rows)


def _notes(row: Row[Any], counted: _Counted, rules: Families) -> Sequence[str]:
    """What a person must know of a list, one sentence each; empty where nothing speaks against it."""
    found, notes = len(counted.found), []
    whole = row.rows is not None and found >= row.rows
    kept = sum(one is not None for one in counted.pages)
    if row.state == SAME and not whole:
        notes.append(
            f"第 {len(counted.pages) if row.rule in CHAINED else 2} 页与前一页相同，原网站不理会页码，其余页未再采集"
        )
    elif row.state == MISSING and not whole:
        notes.append("第 2 页不存在，其余页未再采集")
    elif row.state == PROBING and not whole:
        notes.append("第 2 页尚未采到，其余页未采集")
    elif kept < max(row.pages, len(counted.pages)) and not whole:
        notes.append(f"声明 {max(row.pages, len(counted.pages))} 页，只采到 {kept} 页{_lacking(counted)}")
    if row.probe and row.probe.get("next") and not whole:
        notes.append(f"第 {len(counted.pages) + 1} 页没有采到，其后的页无从得知")
    if row.rows is not None and not whole:
        notes.append(f"声明 {row.rows} 条，只找到 {found} 条，少 {row.rows - found} 条")
    if row.state not in (SAME, MISSING, PROBING):
        notes += _odd_pages(counted, whole)
    if row.rows in rules.caps:
        notes.append(f"声明的 {row.rows} 条可能是系统上限，更早的文章可能不在这个列表里")
    return notes


def _lacking(counted: _Counted) -> str:
    missing = [str(at) for at, one in enumerate(counted.pages, start=1) if one is None]
    if not missing:
        return ""
    more = "等" if len(missing) > SHOWN else ""
    return f"（缺第 {'、'.join(missing[:SHOWN])}{more} 页）"


def _odd_pages(counted: _Counted, whole: bool) -> Sequence[str]:
    """Pages that repeat the one before, and empty ones before the end."""
    notes: list[str] = []
    pages = counted.pages
    for at in range(1, len(pages)):
        here, before = pages[at], pages[at - 1]
        if here and here == before:
            notes.append(f"第 {at + 1} 页与第 {at} 页的条目相同")
        elif here is not None and not here and any(pages) and not whole:
            notes.append(f"第 {at + 1} 页没有条目")
    return notes[:SHOWN]


def _proof(row: Row[Any], counted: _Counted, notes: Sequence[str]) -> str | None:
    """By what a list is known to be whole: its declared rows, else all of its declared pages; None: by nothing."""
    if notes:
        return None
    if row.rows is not None:
        return BY_ROWS
    return BY_PAGES if row.pages and len(counted.pages) >= row.pages else None


def columns_of_site(connection: Connection, site_key: str) -> list[Column]:
    """Give the lists of a site as people see them; a capped one names the list that holds the rest, where one does."""
    rows = lists.pagers_of_site(connection, site_key)
    holders = {lists.shown_on(connection, row): row for row in rows if row.proof == BY_ROWS}
    found = []
    for row in rows:
        rest = holders.get(row.url)
        covered = rest is not None and rest.id != row.id and (rest.rows or 0) >= (row.rows or 0)
        kept = sum(
            page is not None and page.outcome in KEPT for page in lists.page_rows(connection, site_key, row.page_urls)
        )
        found.append(
            Column(
                row.url,
                row.rule,
                row.pages,
                row.rows,
                kept,
                row.found,
                row.proof,
                tuple(row.notes or ()),
                rest.url if covered and rest is not None else None,
            )
        )
    return found


@dataclass(frozen=True)
class SiteColumns:
    """The lists of one site, and the content systems that it looks like."""

    site_key: str
    site_name: str
    columns: tuple[Column, ...]
    families: tuple[str, ...]

    @property
    def needs_a_person(self) -> bool:
        """True when a list of the site may not be whole."""
        return any(one.needs_a_person for one in self.columns)


def site_columns(workspace: Path, settings: Settings, site_keys: tuple[str, ...]) -> list[SiteColumns]:
    """Give the lists of some sites for the desk; the ledger is only read."""
    with open_ledger(settings.ledger.url, workspace, writing=False) as ledger, ledger.begin() as connection:
        return [
            SiteColumns(
                site.site_key,
                site.site_name,
                tuple(columns_of_site(connection, site.site_key)),
                tuple(f"{one.name}（{one.family}）" for one in lists.families_of(connection, site.site_key)),
            )
            for site in known_sites(connection, site_keys)
        ]


def waiting_lines(connection: Connection, site: Row[Any]) -> list[str]:
    """Give what the desk tells of lists that may not be whole, one line each; the rest stands in `migrate status`."""
    short = [one for one in columns_of_site(connection, site.site_key) if one.needs_a_person]
    place = f"{site.site_name}（{site.site_key}）"
    told = [f"{place}的栏目列表 {one.url}：{'；'.join(one.notes)}" for one in short[:SHOWN]]
    if len(short) > SHOWN:
        told.append(f"{place}另有 {len(short) - SHOWN} 个栏目列表可能不全，见 migrate status {site.site_key}")
    return told
