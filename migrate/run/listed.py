"""What lists tell of a site's pages: rows that scripts fetch belong to the page that shows them, and a page that says
too little of itself is an article where a list names it as one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from sqlalchemy import Connection, Row

from archive.reading import read_body
from migrate.extract.answers import entries_of_answer
from migrate.extract.dom import bare
from migrate.extract.entries import SURE_TITLE
from migrate.extract.files import address_name
from migrate.extract.site_reader import SiteReader
from migrate.ledger import content, listed
from migrate.ledger.frontier import stored_files
from migrate.model import PAGE_KINDS, Entry, Found, Kind, NoArticle, Page
from migrate.run.reading import MAX_PAGE, Shown, read_captured, read_named
from migrate.run.work import Work
from migrate.run.wrappers import LEADING, end_of

NEVER = frozenset({NoArticle.ERROR, NoArticle.ONWARD, NoArticle.FRAMES, NoArticle.HOME, NoArticle.LIST})
LISTED = "listed"  # said in `method`: the page is an article because a list names it


class Enter(Protocol):
    """What enters an article that a page is, and the page, into the ledger."""

    def __call__(self, connection: Connection, row: Row[Any], page: Page, source: str) -> None:
        """Enter the page, and the article that it is."""


def read_answers(work: Work, site: Row[Any], reader: SiteReader, shown: Shown) -> None:
    """The rows of answers that scripts fetch are rows of the page that shows them, which is a list then.

    So is a page that a list counts among its own, and that has a single row, or none.
    """
    key = site.site_key
    with work.ledger.begin() as connection:
        answers = listed.answers_of_lists(connection, key, MAX_PAGE)
        holders: defaultdict[int, list[Row[Any]]] = defaultdict(list)
        for row in answers:
            holder = listed.shown_by(connection, key, row.id)
            if holder is not None:
                holders[holder.id].append(row)
        single = [row.url_id for row in listed.list_pages(connection, key)]
        wanted = bool(holders or single or shown)
        stored = {row.id: row for row in stored_files(connection, key, PAGE_KINDS)} if wanted else {}
    for url_id in filter(stored.__contains__, single):  # one may be gone since
        holders.setdefault(url_id, []).append(stored[url_id])
    for url_id in shown:
        holders.setdefault(url_id, [])
    for holder_id, rows in holders.items():
        if holder_id in stored:
            with work.ledger.begin() as connection:
                _extend(connection, work, key, stored[holder_id], rows, reader, shown)


def _extend(
    connection: Connection,
    work: Work,
    site_key: str,
    holder: Row[Any],
    answers: Sequence[Row[Any]],
    reader: SiteReader,
    shown: Shown,
) -> None:
    """Read the rows of a list's page again, and behind them those of its answers."""
    named = [entry for row in answers for entry in _entries(work, row, reader)]
    known = content.page_of(connection, holder.id)
    if known is None or known.article_key or (not answers and known.kind != Kind.LIST):
        return
    clicked = [Entry(url, "") for url in listed.named_in_browser(connection, site_key, holder.url)]
    if not named and not clicked:
        return
    page = read_captured(work.workspace, reader, holder, shown)
    entries = {entry.url: entry for entry in (*clicked, *named, *page.entries) if entry.url != holder.url}
    page = replace(page, kind=Kind.LIST, entries=tuple(entries.values()))
    content.enter_listing(connection, site_key, holder.id, page.entries)
    content.enter_page(
        connection, site_key, holder.id, known.source_hash, page, article_key=None, reason=NoArticle.LIST
    )


def _entries(work: Work, row: Row[Any], reader: SiteReader) -> tuple[Entry, ...]:
    body = read_body(work.workspace / row.warc, row.offset, limit=MAX_PAGE)
    only_data = row.kind == Kind.SCRIPT
    return entries_of_answer(body, row.url, declared_charset=row.charset, rules=reader.rules, only_data=only_data)


def read_listed(work: Work, site: Row[Any], reader: SiteReader, shown: Shown, enter: Enter) -> None:
    """A page that is no article by itself is one where a list names it by a title, and it shows anything of its own."""
    key = site.site_key
    with work.ledger.begin() as connection:
        named: dict[int, tuple[str, str]] = {}
        behind = listed.behind(connection, key, sorted(LEADING))
        for row in listed.listed_pages(connection, key):
            meant = end_of(behind, row.url_id) if row.reason in LEADING else row
            if meant is None or meant.kind != Kind.PAGE or meant.reason in NEVER:
                continue
            if row.published_at or len(bare(row.title)) >= SURE_TITLE:
                named.setdefault(meant.url_id, (row.title, meant.source_hash))
        stored = {row.id: row for row in stored_files(connection, key, PAGE_KINDS)} if named else {}
    for url_id, (told, source) in named.items():
        if url_id not in stored:
            continue
        page = read_named(work.workspace, reader, stored[url_id], shown, told)
        with work.ledger.begin() as connection:
            page = _with_documents(connection, key, page)
            if page.kind is Kind.ARTICLE and (page.body_text or page.images or page.attachments or page.body_html):
                title = _title(page.title, told, {site.site_name, site.owner})
                method = "+".join(part for part in (page.method, LISTED) if part)
                enter(connection, stored[url_id], replace(page, title=title, method=method), source)


def _with_documents(connection: Connection, site_key: str, page: Page) -> Page:
    """A page that shows nothing has the documents that only its scripts lead to."""
    if page.kind is not Kind.ARTICLE or page.body_text or page.images or page.attachments:
        return page
    rows = listed.documents_named_by(connection, site_key, page.url)
    return replace(page, attachments=tuple(Found(row.url, address_name(row.url)) for row in rows))


def _title(own: str, named: str, of_site: set[str]) -> str:
    """The page's own title, unless it is the site's name or only a piece of what the list says (通知)."""
    return named if not own or own in of_site or bare(own) in bare(named) else own
