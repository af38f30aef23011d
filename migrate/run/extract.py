"""The extract stage: captured pages become articles, each with its columns, dates, images and attachments.

First every page of a site is read by itself, as a browser showed it where only scripts bring the text. Then the lists
tell which further pages are articles, which columns an article stands in, and when it was published where its own page
does not say. Bytes come from the WARC files, never from the old server.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row

from archive.reading import read_head
from mappings.extract import read_extract_rules
from migrate.extract.dates import with_entry
from migrate.extract.dom import bare
from migrate.extract.entries import SURE_TITLE
from migrate.extract.files import address_name
from migrate.extract.served import served_name
from migrate.extract.site_reader import SiteReader
from migrate.ledger import content, rendering
from migrate.ledger.frontier import place_of, stored_files
from migrate.ledger.listed import other_addresses
from migrate.ledger.round_lines import has_renewed_files
from migrate.ledger.sites import finish_stage, stage_of
from migrate.model import PAGE_KINDS, Article, Entry, File, Found, Kind, NoArticle, Outcome, Page
from migrate.run.delisted import Namings, former_namings
from migrate.run.findings_book import write_findings_book
from migrate.run.listed import read_answers, read_listed
from migrate.run.parts import join_parts
from migrate.run.reading import Shown, read_captured
from migrate.run.screening import screen_site
from migrate.run.site_templates import keep_templates, known_templates, learn_again, site_reader, templates_path
from migrate.run.twins import join_twins
from migrate.run.work import Result, Work, tool_version
from migrate.run.wrappers import join_wrappers
from migrate.urls import canonical

SIDE_BLOCK = 3  # pages of one list that name the same article
BATCH = 50  # pages read between two commits


def extract(work: Work, sites: Sequence[Row[Any]]) -> Result:
    """Read every captured page that was not read yet; each ends as an article or with the reason why it is none."""
    result = Result()
    own = work.own("extract.toml")
    rules = read_extract_rules(*own)
    told = (tool_version(), *(path.read_text("utf-8") for path in own))
    for site in sites:
        path = templates_path(work, site.site_key)
        templates = known_templates(path)
        edition = _digest(*told, *(repr(row) for row in templates if row.confirmed))
        with work.ledger.begin() as connection:
            shown = rendering.shown_of(connection, site.site_key)
            source = _digest(edition, content.capture_digest(connection, site.site_key), *_digests(shown.values()))
            done = stage_of(connection, site.site_key, "extract")
        if done is None or done.source_hash != source:
            reader = site_reader(templates, rules, site.url)
            _read_site(work, site, reader, edition, shown)
            keep_templates(path, templates, reader, site.site_name)
            join_parts(work, site, reader, shown, _enter_article)
            join_twins(work, site)
            join_wrappers(work, site)
            _complete_articles(work, site, former_namings(work, site.site_key, reader))
        elif done.detail.get("templates") and not path.exists():
            learn_again(work, site, rules)
        screen_site(work, site)
        with work.ledger.begin() as connection:
            counts = content.page_counts(connection, site.site_key)
            result.count("页面", sum(counts.values()))
            result.count("文章", len(content.article_keys(connection, site.site_key)))
            detail = {**counts, "templates": len(known_templates(path))}
            finish_stage(connection, site.site_key, "extract", source, detail)
            for row in content.articles_missing_parts(connection, site.site_key):
                places = "、".join(row.missing_parts)
                result.waiting.append(f"{site.site_name}：《{row.title}》不完整，文章的这些页没有采到：{places}")
    result.waiting.extend(filter(None, [write_findings_book(work)]))
    return result


def _digest(*told: object) -> str:
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _digests(captures: Iterable[Row[Any]]) -> list[str]:
    return [row.sha256 for row in captures]


def _read_site(work: Work, site: Row[Any], reader: SiteReader, edition: str, shown: Shown) -> None:
    """Every page by itself first; then the lists that scripts fill, and the pages that only a list calls articles."""

    def enter(connection: Connection, row: Row[Any], page: Page, source: str) -> None:
        _enter_page(connection, work, site.site_key, row, page, source)

    _read_pages(work, site, reader, edition, shown)
    read_answers(work, site, reader, shown)
    read_listed(work, site, reader, shown, enter)


def _read_pages(work: Work, site: Row[Any], reader: SiteReader, edition: str, shown: Shown) -> None:
    with work.ledger.begin() as connection:
        rows = stored_files(connection, site.site_key, PAGE_KINDS)
    waiting = iter(rows)
    done = 0
    while batch := list(islice(waiting, BATCH)):
        with work.ledger.begin() as connection:
            for row in batch:
                known = content.page_of(connection, row.id)
                source = _digest(edition, row.sha256, *_digests(filter(None, [shown.get(row.id)])))
                joined = known is not None and known.article_key and known.reason  # what it is part of may have changed
                if known is None or known.source_hash != source or joined:
                    page = read_captured(work.workspace, reader, row, shown)
                    _enter_page(connection, work, site.site_key, row, page, source)
        done += len(batch)
        work.voice.progress("提取", site.site_name, done, len(rows))
    if reader.counts:
        with work.ledger.begin() as connection:
            work.ledger.enter(connection, "extract", "read", site_key=site.site_key, detail=dict(reader.counts))


def _enter_page(connection: Connection, work: Work, site_key: str, row: Row[Any], page: Page, source: str) -> None:
    """A page ends as an article, or with one of the named reasons why it is none."""
    if row.kind == Kind.HOME:
        page = replace(page, kind=Kind.HOME, no_article=NoArticle.HOME)
    if page.kind in (Kind.LIST, Kind.HOME):
        content.enter_listing(connection, site_key, row.id, page.entries)
    key = reason = None
    if page.kind == Kind.ARTICLE:
        key = _article_key(connection, site_key, row, page, source)
        _enter_article(connection, work, site_key, row, page, key)
    else:
        reason = page.no_article or NoArticle.UNNAMED
    content.enter_page(connection, site_key, row.id, source, page, article_key=key, reason=reason)


def _article_key(connection: Connection, site_key: str, row: Row[Any], page: Page, source: str) -> str:
    """Give the key: that of the same bytes, else the canonical URL, else (taken by another text) the exact one."""
    same = content.article_of_same(connection, site_key, source, row.id)
    if same is not None:
        return same
    held = content.article_with(connection, site_key, row.canonical)
    if held is None or held.old_url == row.url or held.body_text == page.body_text:
        return str(row.canonical)
    return str(row.url)


def _enter_article(
    connection: Connection,
    work: Work,
    site_key: str,
    row: Row[Any],
    page: Page,
    key: str,
    missing_parts: tuple[str, ...] | None = None,
) -> None:
    held = content.article_with(connection, site_key, key)
    if held is not None and held.old_url != row.url and missing_parts is None:
        return  # another address of an article that is known by its first one
    article = Article(
        site_key=site_key,
        article_key=key,
        old_url=row.url,
        title=page.title,
        columns=(page.column,) if page.column else (),
        published_at=page.published_at,
        source=page.source,
        author=page.author,
        body_html=page.body_html,
        body_text=page.body_text,
        images=tuple(_file(connection, work, site_key, one) for one in page.images),
        attachments=tuple(_file(connection, work, site_key, one) for one in page.attachments),
        keywords=page.keywords,
        date_evidence=page.date_evidence,
        facts=page.facts,
        missing_parts=missing_parts or (),
    )
    content.enter_article(connection, article, row.id, page.method)


def _file(connection: Connection, work: Work, site_key: str, found: Found) -> File:
    """Tie an image or attachment to its capture, or say why there is none."""
    row = content.settled_at(connection, site_key, found.old_url)
    file = File(found.old_url, found.name, None, inline=found.inline)
    if row is None:
        return replace(file, missing="不在本网站范围内，未采集")
    if row.outcome in (Outcome.STORED, Outcome.REVISIT):
        if row.kind in PAGE_KINDS:
            return replace(file, missing="该地址返回的是网页，不是文件")
        name = _served(connection, work, row) if file.name == address_name(file.old_url) else ""
        return replace(file, name=name or file.name, sha256=row.sha256, content_type=row.content_type)
    words = {
        Outcome.ERROR: f"原网站返回 {row.status}",
        Outcome.UNREACHABLE: "原网站无法访问",
        Outcome.EXCLUDED: "不在采集范围内",
        Outcome.QUARANTINED: "存疑，待人工处理",
    }
    return replace(file, missing=words.get(Outcome(row.outcome), "未采集"))


def _served(connection: Connection, work: Work, row: Row[Any]) -> str:
    """The name that the server gave with a file whose link and address say nothing."""
    place = place_of(connection, row.capture_id)
    return served_name(read_head(work.workspace / place.warc, place.offset))


def _complete_articles(work: Work, site: Row[Any], former: Namings) -> None:
    """Second pass: columns from every list that names the article, and the list's date as a further witness."""
    with work.ledger.begin() as connection:
        dropped = content.drop_articles_without_page(connection, site.site_key)
        rows = list(content.article_rows(connection, site.site_key))
        others = other_addresses(connection, site.site_key)
        known = _Known(others, former, has_renewed_files(connection, site.site_key))
        if dropped:
            work.ledger.enter(connection, "extract", "dropped", site_key=site.site_key, detail={"articles": dropped})
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        with work.ledger.begin() as connection:
            for row in batch:
                _complete(connection, work, site, row, known)


@dataclass(frozen=True)
class _Known:
    """What is known of a site beside its pages: other addresses of articles, and what its lists said before."""

    others: Mapping[str, Sequence[str]]
    former: Namings
    has_renewed_files: bool


def _complete(connection: Connection, work: Work, site: Row[Any], row: Row[Any], known: _Known) -> None:
    site_key = site.site_key
    article = content.article_with(connection, site_key, row.article_key)
    if article is None:
        return
    old_url = canonical(article.old_url)
    named: Sequence[Any] = content.lists_naming(connection, site_key, row.article_key, known.others.get(old_url, ()))
    named = named or known.former.get(old_url, ())  # delisted since: what the lists said of it before
    page = content.page_of(connection, row.url_id)
    own = tuple(page.column) if page is not None else ()
    columns = columns_of(own, [tuple(one.column) or _titled(one.list_title, site) for one in named])
    dated = Page(
        article.old_url,
        Kind.ARTICLE,
        title=article.title,
        published_at=article.published_at,
        date_evidence=article.date_evidence,
    )
    for one in named:
        if one.published_at:
            dated = with_entry(dated, Entry(article.old_url, one.title, one.published_at))
    numbers = (one.document_number for one in named if one.document_number)
    number = article.facts.document_number or next(numbers, "")
    completed = replace(
        article,
        title=_fuller(article.title, [one.title for one in named]),
        columns=columns,
        facts=replace(article.facts, document_number=number),
        published_at=dated.published_at,
        date_evidence=dated.date_evidence,
        images=tuple(_sought_again(connection, work, site_key, one, known) for one in article.images),
        attachments=tuple(_sought_again(connection, work, site_key, one, known) for one in article.attachments),
    )
    if completed != article:
        content.enter_article(connection, completed, row.url_id, row.method)


def _fuller(title: str, listed: Sequence[str]) -> str:
    """The title of the page; that of a list where the page has none, or only its last word (通知)."""
    short = len(bare(title)) < SURE_TITLE
    return next((one for one in listed if short and bare(title) in bare(one)), title)


def _sought_again(connection: Connection, work: Work, site_key: str, file: File, known: _Known) -> File:
    """A file that was missing when its page was read may have been captured since, or replaced at the old site."""
    if not (file.missing or known.has_renewed_files):
        return file
    again = _file(connection, work, site_key, Found(file.old_url, file.name, file.inline))
    return again if again.sha256 != file.sha256 or file.missing else file


def _titled(title: str, site: Row[Any]) -> tuple[str, ...]:
    """The column that a list without a breadcrumb names in its title; a page titled as the site is no column."""
    return (title,) if title and title not in {site.site_name, site.owner} else ()


def columns_of(own: tuple[str, ...], lists: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Give each column once, the article's own first, from the columns of all list pages that name the article.

    No place of its own is a column that leads to another one or is another's last name alone. One whose list names
    the article on many of its pages is none either: that is a block of hot articles at the side, for a row stands on
    one page, or on two while the list moves or has two addresses.
    """
    times = Counter(lists)
    beside = {one for one, number in times.items() if number >= SIDE_BLOCK and one[-1:] != own[-1:] and own}
    named = [one for one in dict.fromkeys((own, *lists)) if one and one not in beside]
    return tuple(one for one in named if not any(_leads_to(one, other, own) for other in named if other != one))


def _leads_to(one: tuple[str, ...], other: tuple[str, ...], own: tuple[str, ...]) -> bool:
    return one != own and (one == other[: len(one)] or (len(one) == 1 and one == other[-1:]))
