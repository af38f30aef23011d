"""What the archive says of itself: its pages with all that is known of them, and where a site's captures come from."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from migrate.ledger.archive_schema import rounds
from migrate.ledger.outputs import HELD
from migrate.ledger.portal_schema import placements
from migrate.ledger.schema import archived, articles, attempts, captures, findings, namings, pages, runs, urls
from migrate.model import PAGE_KINDS, Kind, Outcome

CHUNK = 1000  # rows fetched from the database at a time


def archived_pages(connection: Connection, site_key: str) -> Iterator[Row[Any]]:
    """Give a site's archived pages, in order of the URL, with their capture, what was read of them, and their article.

    `new_url` is the article's public address, null while the public finds none there; bodies are left out.
    """
    public = and_(
        placements.c.site_key == pages.c.site_key,
        placements.c.article_key == pages.c.article_key,
        placements.c.state != HELD,
        placements.c.new_url != "",
        placements.c.visibility == "published",
    )
    query: Any = (
        select(
            *(archived.c[name] for name in ("url_id", "path", "sha256", "archived_at")),
            *(urls.c[name] for name in ("url", "kind", "content_type", "length")),
            urls.c.sha256.label("captured_sha256"),
            *(captures.c[name] for name in ("fetched_at", "charset", "warc", "offset", "record_id")),
            *(pages.c[name] for name in ("title", "published_at", "column", "article_key", "source_hash")),
            articles.c.old_url.label("article_url"),
            articles.c.title.label("article_title"),
            articles.c.published_at.label("article_published_at"),
            *(articles.c[name] for name in ("columns", "source", "author", "keywords", "attachments", "facts")),
            placements.c.new_url,
        )
        .join(urls, urls.c.id == archived.c.url_id)
        .join(captures, captures.c.id == urls.c.capture_id)
        .join(pages, pages.c.url_id == archived.c.url_id, isouter=True)
        .join(
            articles,
            and_(articles.c.site_key == pages.c.site_key, articles.c.article_key == pages.c.article_key),
            isouter=True,
        )
        .join(placements, public, isouter=True)
        .where(archived.c.site_key == site_key, urls.c.kind.in_(sorted(PAGE_KINDS)))
        .order_by(urls.c.url, urls.c.id)
    )
    yield from connection.execute(query.execution_options(yield_per=CHUNK))


def archived_attachments(connection: Connection, site_key: str) -> Iterator[Row[Any]]:
    """Give a site's archived attachments in order of the URL."""
    query: Any = (
        select(archived.c.url_id, archived.c.path, urls.c.url, urls.c.length, urls.c.sha256)
        .join(urls, urls.c.id == archived.c.url_id)
        .where(archived.c.site_key == site_key, urls.c.kind == str(Kind.ATTACHMENT))
        .order_by(urls.c.url)
    )
    yield from connection.execute(query.execution_options(yield_per=CHUNK))


def article_at(connection: Connection, url_id: int) -> Row[Any] | None:
    """Give key and text of the article whose own page a captured page is, None for every other page."""
    query: Any = (
        select(articles.c.article_key, articles.c.body_text)
        .join(pages, and_(pages.c.site_key == articles.c.site_key, pages.c.article_key == articles.c.article_key))
        .join(urls, urls.c.id == pages.c.url_id)
        .where(pages.c.url_id == url_id, articles.c.old_url == urls.c.url)
    )
    return connection.execute(query).first()


def capturing_runs(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the runs that captured something of a site, in their order, with how much and when."""
    number = func.count().label("captured")
    first, last = func.min(captures.c.fetched_at).label("first"), func.max(captures.c.fetched_at).label("last")
    query = (
        select(runs.c.id, runs.c.command, runs.c.operator, runs.c.version, number, first, last)
        .join(captures, captures.c.run_id == runs.c.id)
        .where(captures.c.site_key == site_key)
        .group_by(runs.c.id, runs.c.command, runs.c.operator, runs.c.version)
        .order_by(runs.c.id)
    )
    return list(connection.execute(query))


def count_sources(connection: Connection, site_key: str) -> dict[str, int]:
    """Give how many URLs of a site each kind of source named; one that several named counts for each."""
    query = select(namings.c.named_by, func.count()).join(urls, urls.c.id == namings.c.url_id)
    grouped = query.where(urls.c.site_key == site_key).group_by(namings.c.named_by).order_by(namings.c.named_by)
    return {str(name): number for name, number in connection.execute(grouped)}


def asked_urls(connection: Connection, site_key: str) -> Iterator[tuple[str, str]]:
    """Give every URL of a site that was answered, with its outcome."""
    query = select(urls.c.url, urls.c.outcome).where(urls.c.site_key == site_key, urls.c.capture_id.is_not(None))
    for row in connection.execute(query.order_by(urls.c.id).execution_options(yield_per=CHUNK)):
        yield row.url, row.outcome


def count_reasons(connection: Connection, site_key: str, outcomes: tuple[str, ...]) -> list[Row[Any]]:
    """Give for some outcomes and their reasons how many URLs of a site ended so."""
    query = select(urls.c.outcome, urls.c.reason, func.count().label("number"))
    at = (urls.c.site_key == site_key) & urls.c.outcome.in_(outcomes)
    grouped = query.where(at).group_by(urls.c.outcome, urls.c.reason)
    return list(connection.execute(grouped.order_by(urls.c.outcome, urls.c.reason)))


def count_limits(connection: Connection, site_key: str) -> dict[str, int]:
    """Give how much of a site's capture the archive shows in part or not at all: `posted`, `truncated`, `failed`."""
    of_site = urls.c.site_key == site_key
    stored = urls.c.outcome.in_([str(Outcome.STORED), str(Outcome.REVISIT)])
    posted = select(func.count()).select_from(urls).where(of_site, urls.c.method == "POST", stored)
    truncated = (
        select(func.count())
        .select_from(urls.join(captures, captures.c.id == urls.c.capture_id))
        .where(of_site, captures.c.truncated.is_not(None))
    )
    failed = select(func.count()).select_from(attempts.join(urls, urls.c.id == attempts.c.url_id)).where(of_site)
    queries = {"posted": posted, "truncated": truncated, "failed": failed}
    return {name: int(connection.execute(query).scalar() or 0) for name, query in queries.items()}


def warc_files(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the WARC files with captures of a site: how many, where the last ends, first and last time."""
    query = (
        select(
            captures.c.warc,
            func.count().label("captured"),
            func.max(captures.c.end).label("end"),
            func.min(captures.c.fetched_at).label("first"),
            func.max(captures.c.fetched_at).label("last"),
        )
        .where(captures.c.site_key == site_key)
        .group_by(captures.c.warc)
        .order_by(captures.c.warc)
    )
    return list(connection.execute(query))


def rounds_of(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the further captures of a whole site, in their order."""
    return list(connection.execute(select(rounds).where(rounds.c.site_key == site_key).order_by(rounds.c.number)))


def released_findings(connection: Connection, site_key: str) -> dict[str, int]:
    """Give what people said when they let findings of a site pass, each with the number of findings."""
    query = select(findings.c.released, func.count()).where(
        findings.c.site_key == site_key, findings.c.released.is_not(None)
    )
    grouped = query.group_by(findings.c.released).order_by(findings.c.released)
    return {str(said): number for said, number in connection.execute(grouped)}


def pages_hiding(connection: Connection, site_key: str) -> frozenset[int]:
    """Give the pages of a site on which screening found something that readers do not see."""
    at = (findings.c.site_key == site_key) & findings.c.kind.like("hidden%")
    return frozenset(connection.execute(select(findings.c.url_id).where(at)).scalars())
