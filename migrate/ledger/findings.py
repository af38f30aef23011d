"""What screening found in articles and captured pages, and which of it holds an article back."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from migrate.ledger.schema import articles, findings, pages, urls
from migrate.model import Outcome

HOLDING = ("block", "hold")
MASKING = ("mask",)
SHOWN = ("kind", "severity", "where", "excerpt")


def screened_as(connection: Connection, url_id: int) -> str | None:
    """Give what a captured page was last screened as, None when it never was."""
    return connection.execute(select(pages.c.screened).where(pages.c.url_id == url_id)).scalar()


def enter_findings(
    connection: Connection, site_key: str, url_id: int, source_hash: str, found: Iterable[Mapping[str, Any]]
) -> None:
    """A captured page and its article were screened: these are all of their findings."""
    connection.execute(delete(findings).where(findings.c.url_id == url_id))
    rows = [{"site_key": site_key, "url_id": url_id, "released": None, **one} for one in found]
    if rows:
        connection.execute(insert(findings), rows)
    connection.execute(update(pages).where(pages.c.url_id == url_id).values(screened=source_hash))


def forget_lost_findings(connection: Connection, site_key: str) -> None:
    """Drop findings of articles that are none any more."""
    held = select(articles.c.article_key).where(articles.c.site_key == site_key)
    lost = findings.c.article_key.is_not(None) & findings.c.article_key.not_in(held)
    gone = select(findings.c.url_id).where((findings.c.site_key == site_key) & lost)
    connection.execute(update(pages).where(pages.c.url_id.in_(gone)).values(screened=None))
    connection.execute(delete(findings).where((findings.c.site_key == site_key) & lost))


def apply_policy(
    connection: Connection,
    site_key: str,
    severities: Mapping[str, tuple[str, str]],
    released: Callable[[str, str], str | None],
) -> None:
    """Every finding of the site has the severity and advice that its kind has now, and bears who released it."""
    query = (
        select(findings.c.id, findings.c.kind, findings.c.severity, findings.c.action, findings.c.released, urls.c.url)
        .join(urls, urls.c.id == findings.c.url_id)
        .where(findings.c.site_key == site_key)
    )
    for row in list(connection.execute(query)):
        now = (*severities[row.kind], released(row.url, row.kind))
        if now != (row.severity, row.action, row.released):
            values = dict(zip(("severity", "action", "released"), now, strict=True))
            connection.execute(update(findings).where(findings.c.id == row.id).values(**values))


def articles_with(connection: Connection, site_key: str, severities: Sequence[str]) -> dict[str, list[str]]:
    """Give the articles with findings of such severities that nobody released, each with their kinds."""
    query = (
        select(findings.c.article_key, findings.c.kind)
        .where(findings.c.site_key == site_key, findings.c.article_key.is_not(None), *_stands(severities))
        .distinct()
        .order_by(findings.c.article_key, findings.c.kind)
    )
    held: dict[str, list[str]] = {}
    for row in connection.execute(query):
        held.setdefault(row.article_key, []).append(row.kind)
    return held


def masked_kinds(connection: Connection, site_key: str, article_key: str) -> list[str]:
    """Give the kinds of an article's findings that are masked where it is published."""
    at = (findings.c.site_key == site_key) & (findings.c.article_key == article_key)
    return list(connection.execute(select(findings.c.kind).where(at, *_stands(MASKING)).distinct()).scalars())


def held_pages(connection: Connection, site_key: str) -> dict[int, list[str]]:
    """Give the captured pages that the archive does not show, with why: their own findings or their article's.

    A page whose numbers are masked in the portal is one of them: an archived page is never edited.
    """
    stands = _stands((*HOLDING, *MASKING))
    own = select(findings.c.url_id, findings.c.kind).where(findings.c.site_key == site_key, *stands)
    of_article = (
        select(pages.c.url_id, findings.c.kind)
        .join(findings, (findings.c.site_key == pages.c.site_key) & (findings.c.article_key == pages.c.article_key))
        .where(pages.c.site_key == site_key, *stands)
    )
    held: dict[int, list[str]] = {}
    for row in sorted({tuple(row) for query in (own, of_article) for row in connection.execute(query)}):
        held.setdefault(row[0], []).append(row[1])
    return held


def _stands(severities: Sequence[str]) -> tuple[Any, ...]:
    return findings.c.severity.in_(severities), findings.c.released.is_(None)


def findings_of(connection: Connection, site_key: str, article_key: str) -> list[dict[str, Any]]:
    """Give the findings of an article as `export articles` shows them."""
    at = (findings.c.site_key == site_key) & (findings.c.article_key == article_key)
    rows = connection.execute(select(findings).where(at).order_by(findings.c.id))
    return [{name: row._mapping[name] for name in SHOWN} for row in rows]


def finding_lines(connection: Connection, site_keys: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """Give every finding as `export findings` shows it, in order of site and old URL."""
    query = (
        select(findings, urls.c.url)
        .join(urls, urls.c.id == findings.c.url_id)
        .order_by(findings.c.site_key, urls.c.url, findings.c.id)
    )
    if site_keys:
        query = query.where(findings.c.site_key.in_(site_keys))
    for row in connection.execute(query):
        shown = {name: row._mapping[name] for name in (*SHOWN, "action", "released")}
        yield {"site": row.site_key, "old_url": row.url, "article": row.article_key is not None, **shown}


def dead_addresses(connection: Connection, site_key: str) -> dict[str, str]:
    """Give the site's addresses that ended as errors or could not be reached, with what was seen."""
    ends = (str(Outcome.ERROR), str(Outcome.UNREACHABLE))
    query = select(urls.c.url, urls.c.outcome, urls.c.status).where(
        urls.c.site_key == site_key, urls.c.method == "GET", urls.c.outcome.in_(ends)
    )
    rows = connection.execute(query)
    return {row.url: f"原网站返回 {row.status}" if row.outcome == Outcome.ERROR else "原网站无法访问" for row in rows}
