"""What extract read: pages, the rows of lists, and articles."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, null, or_, select, update

from migrate.ledger.schema import articles, listings, pages, urls
from migrate.model import PAGE_KINDS, Article, DateEvidence, DocumentFacts, Entry, File, Kind, Outcome, Page
from migrate.urls import canonical

MAX_HOPS = 10  # redirects and aliases followed from one old URL; a longer chain is a loop


def enter_page(
    connection: Connection,
    site_key: str,
    url_id: int,
    source_hash: str,
    page: Page,
    *,
    article_key: str | None,
    reason: str | None,
) -> None:
    """Note what a captured page is; it replaces what was read of it before."""
    connection.execute(delete(pages).where(pages.c.url_id == url_id))
    connection.execute(
        insert(pages).values(
            url_id=url_id,
            site_key=site_key,
            source_hash=source_hash,
            kind=str(page.kind),
            title=page.title,
            published_at=page.published_at,
            column=list(page.column),
            article_key=article_key,
            reason=reason,
            parts=list(page.parts) or None,
        )
    )
    connection.execute(update(urls).where(urls.c.id == url_id).values(kind=str(page.kind)))


def enter_listing(connection: Connection, site_key: str, url_id: int, entries: Iterable[Entry]) -> None:
    """Note the rows of a list page; they replace the rows read before."""
    connection.execute(delete(listings).where(listings.c.list_url_id == url_id))
    rows = [
        {
            "site_key": site_key,
            "list_url_id": url_id,
            "canonical": canonical(entry.url),
            "title": entry.title,
            "published_at": entry.published_at,
            "document_number": entry.document_number or None,
        }
        for entry in entries
    ]
    if rows:
        connection.execute(insert(listings), rows)


def enter_article(connection: Connection, article: Article, url_id: int, method: str) -> None:
    """Know an article, or bring it up to date."""
    values = {
        "url_id": url_id,
        "old_url": article.old_url,
        "title": article.title,
        "published_at": article.published_at,
        "date_evidence": [asdict(one) for one in article.date_evidence],
        "source": article.source,
        "author": article.author,
        "keywords": article.keywords,
        "column": list(article.columns[0]) if article.columns else [],
        "columns": [list(column) for column in article.columns],
        "body_html": article.body_html,
        "body_text": article.body_text,
        "images": [asdict(one) for one in article.images],
        "attachments": [asdict(one) for one in article.attachments],
        "findings": [],
        "method": method,
        "facts": {name: said for name, said in asdict(article.facts).items() if said} or None,
        "missing_parts": list(article.missing_parts) or None,
    }
    at = (articles.c.site_key == article.site_key) & (articles.c.article_key == article.article_key)
    if connection.execute(update(articles).where(at).values(**values)).rowcount == 0:
        connection.execute(
            insert(articles).values(site_key=article.site_key, article_key=article.article_key, **values)
        )


def article_with(connection: Connection, site_key: str, article_key: str) -> Article | None:
    """Give an article by its key, None when there is none."""
    at = (articles.c.site_key == site_key) & (articles.c.article_key == article_key)
    row = connection.execute(select(articles).where(at)).first()
    return None if row is None else as_article(row)


def as_article(row: Row[Any]) -> Article:
    """Give a row of the ledger as the model's noun."""
    return Article(
        site_key=row.site_key,
        article_key=row.article_key,
        old_url=row.old_url,
        title=row.title,
        columns=tuple(tuple(column) for column in row.columns),
        published_at=row.published_at,
        source=row.source,
        author=row.author,
        body_html=row.body_html,
        body_text=row.body_text,
        images=tuple(File(**one) for one in row.images),
        attachments=tuple(File(**one) for one in row.attachments),
        keywords=row.keywords,
        date_evidence=tuple(DateEvidence(**one) for one in row.date_evidence),
        facts=DocumentFacts(**(row.facts or {})),
        missing_parts=tuple(row.missing_parts or ()),
    )


def article_rows(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the articles of a site in order of their key, without their bodies."""
    query = (
        select(
            articles.c.id,
            articles.c.site_key,
            articles.c.article_key,
            articles.c.url_id,
            articles.c.old_url,
            articles.c.title,
            articles.c.published_at,
            articles.c.columns,
            articles.c.method,
        )
        .where(articles.c.site_key == site_key)
        .order_by(articles.c.article_key)
    )
    return list(connection.execute(query))


def article_keys(connection: Connection, site_key: str) -> list[str]:
    """Give the keys of a site's articles in order."""
    query = select(articles.c.article_key).where(articles.c.site_key == site_key).order_by(articles.c.article_key)
    return list(connection.execute(query).scalars())


def article_keys_in_order(connection: Connection, site_key: str) -> list[str]:
    """Give the keys of a site's articles in the order in which their pages became known."""
    query = select(articles.c.article_key).join(urls, urls.c.id == articles.c.url_id)
    return list(connection.execute(query.where(articles.c.site_key == site_key).order_by(urls.c.seq)).scalars())


def move_pages(connection: Connection, site_key: str, article_key: str, to_key: str) -> None:
    """The pages of one article are pages of another one; the one that has none left is forgotten later."""
    at = (pages.c.site_key == site_key) & (pages.c.article_key == article_key)
    connection.execute(update(pages).where(at).values(article_key=to_key))


def page_of(connection: Connection, url_id: int) -> Row[Any] | None:
    """Give what was read of a captured page, None when it was not read yet."""
    return connection.execute(select(pages).where(pages.c.url_id == url_id)).first()


def pages_with_parts(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the article pages of a site whose pager names other pages of the same text, in queue order."""
    query = (
        select(pages.c.url_id, pages.c.title, pages.c.parts, pages.c.article_key, urls.c.url)
        .join(urls, urls.c.id == pages.c.url_id)
        .where(pages.c.site_key == site_key, pages.c.parts.is_not(null()), pages.c.article_key.is_not(None))
        .order_by(urls.c.seq)
    )
    return list(connection.execute(query))


def articles_missing_parts(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give title and missing parts of the articles that are not whole, in order of the key."""
    at = (articles.c.site_key == site_key) & articles.c.missing_parts.is_not(null())
    query = select(articles.c.title, articles.c.missing_parts).where(at).order_by(articles.c.article_key)
    return list(connection.execute(query))


def join_page(connection: Connection, url_id: int, article_key: str, reason: str) -> None:
    """A captured page is a part of this article, and none of its own for this reason."""
    at = pages.c.url_id == url_id
    connection.execute(update(pages).where(at).values(article_key=article_key, reason=reason))


def article_of_same(connection: Connection, site_key: str, source_hash: str, url_id: int) -> str | None:
    """Give the article that another page of the same bytes, read by the same rules, is; None when there is none."""
    query = (
        select(pages.c.article_key)
        .where(
            pages.c.site_key == site_key,
            pages.c.source_hash == source_hash,
            pages.c.url_id != url_id,
            pages.c.article_key.is_not(None),
        )
        .limit(1)
    )
    return connection.execute(query).scalar()


def drop_articles_without_page(connection: Connection, site_key: str) -> int:
    """Forget articles that no page is any more (their page was read anew as something else); gives how many."""
    held = select(pages.c.article_key).where(pages.c.site_key == site_key, pages.c.article_key.is_not(None))
    at = (articles.c.site_key == site_key) & articles.c.article_key.not_in(held)
    return connection.execute(delete(articles).where(at)).rowcount


def lists_naming(
    connection: Connection, site_key: str, article_key: str, others: Collection[str] = ()
) -> list[Row[Any]]:
    """Give the list rows that name any URL of an article, with what is known of the list page, in queue order.

    `others`: canonical addresses that lead to the article.
    """
    addresses = (
        select(urls.c.canonical)
        .join(pages, pages.c.url_id == urls.c.id)
        .where(pages.c.site_key == site_key, pages.c.article_key == article_key)
    )
    named = or_(listings.c.canonical.in_(addresses), listings.c.canonical.in_(others))
    query = (
        select(
            listings.c.title,
            listings.c.published_at,
            listings.c.document_number,
            pages.c.column,
            pages.c.title.label("list_title"),
            urls.c.url.label("list_url"),
        )
        .join(pages, pages.c.url_id == listings.c.list_url_id)
        .join(urls, urls.c.id == listings.c.list_url_id)
        .where(listings.c.site_key == site_key, named, pages.c.kind == str(Kind.LIST))
        .order_by(urls.c.seq, listings.c.id)
    )
    return list(connection.execute(query))


def settled_at(connection: Connection, site_key: str, url: str) -> Row[Any] | None:
    """Give the row in which the life of `url` ends: redirects, aliases and second spellings are followed.

    None when no source named the URL. A loop ends where it closes.
    """
    row = _row_of(connection, site_key, url)
    seen: set[int] = set()
    while row is not None and row.id not in seen and len(seen) < MAX_HOPS:
        seen.add(row.id)
        onward = row.redirect_to or row.alias_of or (row.fallback if row.outcome == Outcome.ERROR else None)
        if onward is None:
            return row
        target = _row_of(connection, site_key, onward.partition("#")[0])
        if target is None:
            return row
        row = target
    return row


def settled_elsewhere(connection: Connection, site_key: str, url: str) -> Row[Any] | None:
    """Give the row in which `url` ends at another old site that knows it as its own, None when none does."""
    query = (
        select(urls.c.site_key)
        .where(urls.c.url == url, urls.c.site_key != site_key, urls.c.outcome != str(Outcome.EXCLUDED))
        .order_by(urls.c.site_key)
        .limit(1)
    )
    other = connection.execute(query).scalar()
    return settled_at(connection, other, url) if other is not None else None


def _row_of(connection: Connection, site_key: str, url: str) -> Row[Any] | None:
    at = (urls.c.site_key == site_key) & (urls.c.url == url) & (urls.c.method == "GET")
    return connection.execute(select(urls).where(at)).first()


def capture_digest(connection: Connection, site_key: str) -> list[tuple[Any, ...]]:
    """Give what the captured state of a site is made of: every URL with its outcome and digest, in queue order."""
    query = (
        select(urls.c.url, urls.c.outcome, urls.c.sha256, urls.c.redirect_to)
        .where(urls.c.site_key == site_key)
        .order_by(urls.c.seq)
    )
    return [tuple(row) for row in connection.execute(query)]


def page_counts(connection: Connection, site_key: str) -> dict[str, int]:
    """Give how many captured pages of a site are what."""
    query = select(pages.c.kind, func.count()).where(pages.c.site_key == site_key).group_by(pages.c.kind)
    return {str(kind): number for kind, number in connection.execute(query)}


def unaccounted(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the stored pages of a site that were not read, or are neither an article nor have a reason why not."""
    query = (
        select(urls.c.url)
        .join(pages, pages.c.url_id == urls.c.id, isouter=True)
        .where(
            urls.c.site_key == site_key,
            urls.c.kind.in_(sorted(PAGE_KINDS)),
            urls.c.outcome.in_([str(Outcome.STORED), str(Outcome.REVISIT)]),
            (pages.c.url_id.is_(None)) | (pages.c.article_key.is_(None) & pages.c.reason.is_(None)),
        )
        .order_by(urls.c.url)
    )
    return list(connection.execute(query))
