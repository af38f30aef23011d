"""A site's archived pages as its directory, its search and its catalogue show them, row by row from the ledger.

Of a page that screening holds back there is its address and where its record lies, and nothing that was read on it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Row

from archive.directory.catalogue import Explanation, Heading, Value
from archive.directory.search_index import Found
from archive.directory.shelf import ArchivedPage, Attached, Shelf
from archive.directory.shown_text import shown_text
from archive.notice import TITLE
from archive.stamp import unstamp
from mappings.catalogue import MARKS, OWN, SLOT, SOURCES, TEXT, Catalogue
from migrate.charset import decode
from migrate.errors import StageError
from migrate.ledger import archiving, content, findings
from migrate.ledger.views import absolute
from migrate.model import Kind
from migrate.run.screening import as_published, held_pages
from migrate.run.work import ARCHIVE, Work, site_folder

KINDS = {Kind.HOME: "首页", Kind.LIST: "列表页", Kind.ARTICLE: "文章", Kind.PAGE: "其他页面"}
MAX_SOURCE = 4 << 20  # bytes of a page that is no article and whose text can be found
TOLD_EVERY = 500  # pages between two words to the operator
NOTES = (
    "标“待核”的字段名称和归属，取自公开资料对标准的介绍，尚未与标准正文核对，只作整理之用，不是标准的规定；"
    "单位核对后可在工作目录的 mappings/catalogue.toml 中改写。",
    "保管期限由单位在同一文件中按栏目、页面类型指定；没有指定的写“（待定）”。档号、密级等空位由档案人员填写。",
    "时间为协调世界时（UTC）；网页上的归档标识用北京时间。",
)


def headings(catalogue: Catalogue) -> list[Heading]:
    """Give the catalogue's headings, each with what is told of its field."""
    return [
        Heading(
            one.key,
            one.heading,
            one.required,
            (
                "自定" if one.standard == OWN else one.standard,
                MARKS.get(one.mark, "不出自标准"),
                one.text if one.source == TEXT else SOURCES[one.source],
            ),
        )
        for one in catalogue.fields
    ]


def explanation() -> Explanation:
    """Give how the fields are explained."""
    return Explanation(("字段", "键", "标准", "核对", "内容", "必填"), NOTES)


class Rows:
    """One site's archived pages, read as often as they are asked for and never held."""

    def __init__(self, connection: Connection, work: Work, site: Row[Any], catalogue: Catalogue) -> None:
        self._connection, self._work, self._site, self._catalogue = connection, work, site, catalogue
        self._held = frozenset(held_pages(connection, work, site.site_key))
        self._folder = f"{site_folder(site.site_key)}/"
        self._cut = findings.articles_with(connection, site.site_key, findings.MASKING)
        self._hiding = archiving.pages_hiding(connection, site.site_key)
        rows = self._rows() if self._held else ()
        self._closed = frozenset(row.article_key for row in rows if row.url_id in self._held)

    def seen(self) -> Iterator[object]:
        """Give everything that the rows are made of."""
        yield sorted(self._held), sorted(self._cut.items()), sorted(self._hiding)
        yield from map(tuple, self._rows())
        yield from map(tuple, archiving.archived_attachments(self._connection, self._site.site_key))

    def pages(self) -> Iterator[ArchivedPage]:
        """Give the pages as the directory lists them."""
        for row in self._rows():
            file = row.path.removeprefix(self._folder)
            if row.url_id in self._held:
                yield ArchivedPage(TITLE, None, row.url, file, key=row.url_id)
            else:
                title, published_at = _read_of(row)
                columns = _columns(row)
                yield ArchivedPage(title or row.url, published_at, row.url, file, columns, row.kind, row.url_id)

    def found(self, shelf: Shelf) -> Iterator[Found]:
        """Give the pages as the search knows them, newest first; those held back are not among them."""
        total = shelf.count()
        for number, page in enumerate(shelf.pages(), 1):
            if page.key not in self._held:
                yield Found(page, self._text(page))
            if number % TOLD_EVERY == 0:
                self._work.voice.progress("归档目录", self._site.site_name, number, total)

    def put_files(self, shelf: Shelf) -> None:
        """The shelf has the site's attachments, under the names that pages give them."""
        key = self._site.site_key
        rows = archiving.archived_attachments(self._connection, key)
        shelf.put_files(map(self._attached, rows))
        shelf.name_files(
            (one["old_url"], one["name"])
            for article_key, attached in findings.files_of_articles(self._connection, key)
            if article_key not in self._closed
            for one in attached
            if one.get("name")
        )

    def _attached(self, row: Row[Any]) -> Attached:
        name = TITLE if row.url_id in self._held else ""
        return Attached(row.url, row.path.removeprefix(self._folder), name, row.length or 0)

    def catalogued(self) -> Iterator[Mapping[str, Value]]:
        """Give the pages as the catalogue describes them, by the keys of its fields."""
        fields = self._catalogue.fields
        for row in self._rows():
            known = self._described(row)
            yield {one.key: one.text if one.source == TEXT else known.get(one.source) for one in fields}

    def _rows(self) -> Iterator[Row[Any]]:
        return archiving.archived_pages(self._connection, self._site.site_key)

    def _described(self, row: Row[Any]) -> dict[str, Value]:
        """What is known of a page, by the catalogue's sources."""
        shown = row.url_id not in self._held
        title, published_at = _read_of(row) if shown else (TITLE, None)
        columns = _columns(row) if shown else ()
        base_url = self._work.settings.portal.base_url
        known: dict[str, Value] = {
            SLOT: None,
            "site_name": self._site.site_name,
            "site_code": self._site.site_code,
            "owner": self._site.owner,
            "old_url": row.url,
            "archived_file": row.path.removeprefix(self._folder),
            "title": title,
            "columns": "；".join(" › ".join(path) for path in columns),
            "published_at": published_at,
            "page_kind": KINDS.get(row.kind, row.kind),
            "content_type": row.content_type,
            "charset": row.charset,
            "length": row.length,
            "captured_sha256": row.captured_sha256,
            "archived_sha256": row.sha256,
            "captured_at": row.fetched_at,
            "warc": row.warc,
            "warc_offset": row.offset,
            "warc_record": row.record_id,
            "archived_at": row.archived_at,
            "retention": self._catalogue.retention_of(self._site.site_key, row.kind, _columns(row)),
            "shown": "公开" if shown else "经内容审查暂不公开",
            "new_url": absolute(base_url, row.new_url) if row.new_url and shown else None,
        }
        if shown and row.article_url == row.url:
            known |= {
                "publication_source": row.source,
                "author": row.author,
                "keywords": row.keywords,
                "document_number": (row.facts or {}).get("document_number"),
                "attachment_count": len(row.attachments or ()),
            }
        return known

    def _text(self, page: ArchivedPage) -> str:
        """The text of a page as the search knows it: an article's as it is published, another page's as it is shown.

        Home and list pages are found by their titles alone: their text is other pages' titles. So is a page on which
        screening found hidden links: their words would come to light here.
        """
        if page.kind == Kind.ARTICLE:
            article = archiving.article_at(self._connection, page.key)
            if article is None or article.article_key in self._closed:
                return ""  # a further page of an article is found by the article's own page
            return self._published(article.article_key) if article.article_key in self._cut else str(article.body_text)
        return self._shown_text(page) if page.kind == Kind.PAGE and page.key not in self._hiding else ""

    def _published(self, article_key: str) -> str:
        """The text without the hidden links that were cut out of it."""
        article = content.article_with(self._connection, self._site.site_key, article_key)
        try:
            return as_published(self._connection, self._work, article).body_text if article else ""
        except StageError:
            return ""

    def _shown_text(self, page: ArchivedPage) -> str:
        path = self._work.workspace / ARCHIVE / self._folder / page.file
        if path.stat().st_size > MAX_SOURCE:
            return ""
        return shown_text(decode(unstamp(path.read_bytes())).text)


def _read_of(row: Row[Any]) -> tuple[str, str | None]:
    """Title and date of publication, as the article has them where the page is one's own."""
    if row.article_url == row.url:
        return row.article_title or row.title or "", row.article_published_at
    return row.title or "", row.published_at


def _columns(row: Row[Any]) -> tuple[tuple[str, ...], ...]:
    paths = row.columns if row.article_url == row.url and row.columns else [row.column or []]
    return tuple(tuple(map(str, path)) for path in paths if path)
