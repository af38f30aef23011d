"""What screening found in articles and captured pages, and which of it holds an article back."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, case, delete, func, insert, select, update

from migrate.ledger.schema import articles, findings, pages, urls
from migrate.model import PAGE_KINDS, Outcome

HOLDING = ("block", "hold")
MASKING = ("mask",)
UNSEEN = ("hidden_link", "hidden_other")  # kinds of what readers do not see, in the archive either
SEVERITIES = (*HOLDING, *MASKING, "note")  # the gravest first
CHUNK = 1000  # rows fetched from the database at a time
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


def pages_with(connection: Connection, site_key: str, article_key: str, kinds: Collection[str]) -> list[Row[Any]]:
    """Give the captured pages of an article on which findings of these kinds stand."""
    query = (
        select(urls.c.url, urls.c.capture_id)
        .join(findings, findings.c.url_id == urls.c.id)
        .where(findings.c.site_key == site_key, findings.c.article_key == article_key, findings.c.kind.in_(kinds))
        .where(urls.c.capture_id.is_not(None))
        .distinct()
        .order_by(urls.c.url)
    )
    return list(connection.execute(query))


def further_pages(connection: Connection, site_key: str, article_key: str) -> list[Row[Any]]:
    """Give the captured pages that are parts of an article, most articles have none."""
    query = (
        select(urls.c.url, urls.c.capture_id)
        .join(pages, pages.c.url_id == urls.c.id)
        .where(pages.c.site_key == site_key, pages.c.article_key == article_key, pages.c.reason.is_not(None))
        .where(urls.c.capture_id.is_not(None))
        .order_by(urls.c.url)
    )
    return list(connection.execute(query))


def held_pages(connection: Connection, site_key: str) -> dict[int, list[str]]:
    """Give the captured pages that the archive does not show, with why: their own findings or their article's.

    A page whose numbers are masked in the portal is one of them: an archived page is never edited. One whose hidden
    links are cut out there is not: nobody sees them, and in the archive they lead nowhere.
    """
    unseen = findings.c.severity.in_(MASKING) & findings.c.kind.in_(UNSEEN)
    stands = (*_stands((*HOLDING, *MASKING)), ~unseen)
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


def file_findings(connection: Connection, site_keys: Sequence[str] = ()) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Give what was found in attachments as `export articles` shows it, by site and digest of the file."""
    query = select(findings, urls.c.sha256).join(urls, urls.c.id == findings.c.url_id).order_by(findings.c.id)
    query = query.where(urls.c.kind.not_in(PAGE_KINDS))
    if site_keys:
        query = query.where(findings.c.site_key.in_(site_keys))
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in connection.execute(query):
        shown = found.setdefault((row.site_key, row.sha256), [])
        if (one := {name: row._mapping[name] for name in SHOWN}) not in shown:
            shown.append(one)
    return found


def held_files(connection: Connection, site_key: str) -> dict[str, list[str]]:
    """Give the attachments that may not be published, each with its kinds: a file cannot be masked, so these too."""
    query = (
        select(urls.c.sha256, findings.c.kind)
        .join(urls, urls.c.id == findings.c.url_id)
        .where(findings.c.site_key == site_key, urls.c.kind.not_in(PAGE_KINDS), *_stands((*HOLDING, *MASKING)))
        .distinct()
        .order_by(urls.c.sha256, findings.c.kind)
    )
    held: dict[str, list[str]] = {}
    for row in connection.execute(query):
        held.setdefault(row.sha256, []).append(row.kind)
    return held


def files_of_articles(connection: Connection, site_key: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Give the attachments of every article of a site that has any."""
    query = select(articles.c.article_key, articles.c.attachments).where(articles.c.site_key == site_key)
    for row in connection.execute(query.order_by(articles.c.article_key)):
        if row.attachments:
            yield row.article_key, row.attachments


def forget_findings(connection: Connection, url_ids: Sequence[int]) -> None:
    """Drop the findings of files that are none any more."""
    for start in range(0, len(url_ids), 400):
        connection.execute(delete(findings).where(findings.c.url_id.in_(url_ids[start : start + 400])))


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


def told_findings(connection: Connection) -> Iterator[dict[str, Any]]:
    """Give every finding with its URL and the title of its article or page, the gravest first."""
    query = (
        select(
            *(findings.c[name] for name in ("site_key", "kind", "severity", "where", "excerpt", "action", "released")),
            urls.c.url,
            urls.c.sha256,
            urls.c.kind.not_in(PAGE_KINDS).label("attached"),
            func.coalesce(articles.c.title, pages.c.title).label("title"),
        )
        .join(urls, urls.c.id == findings.c.url_id)
        .join(pages, pages.c.url_id == findings.c.url_id, isouter=True)
        .join(
            articles,
            (articles.c.site_key == findings.c.site_key) & (articles.c.article_key == findings.c.article_key),
            isouter=True,
        )
        .order_by(
            case({name: at for at, name in enumerate(SEVERITIES)}, value=findings.c.severity),
            findings.c.site_key,
            urls.c.url,
            findings.c.id,
        )
    )
    yield from (dict(row._mapping) for row in connection.execute(query.execution_options(yield_per=CHUNK)))


def titles_by_file(connection: Connection) -> dict[tuple[str, str], list[str]]:
    """Give the titles of the articles that carry a file in which something was found, by site and digest."""
    wanted = set(file_findings(connection))
    titles: dict[tuple[str, str], list[str]] = {}
    sites = sorted({site_key for site_key, _ in wanted})
    query = select(articles.c.site_key, articles.c.title, articles.c.attachments).where(articles.c.site_key.in_(sites))
    for row in connection.execute(query.order_by(articles.c.id).execution_options(yield_per=CHUNK)) if wanted else ():
        for digest in {one.get("sha256") for one in row.attachments}:
            if (row.site_key, digest) in wanted:
                titles.setdefault((row.site_key, digest), []).append(row.title)
    return titles


def dead_addresses(connection: Connection, site_key: str) -> dict[str, str]:
    """Give the site's addresses that ended as errors or could not be reached, with what was seen."""
    ends = (str(Outcome.ERROR), str(Outcome.UNREACHABLE))
    query = select(urls.c.url, urls.c.outcome, urls.c.status).where(
        urls.c.site_key == site_key, urls.c.method == "GET", urls.c.outcome.in_(ends)
    )
    rows = connection.execute(query)
    return {row.url: f"原网站返回 {row.status}" if row.outcome == Outcome.ERROR else "原网站无法访问" for row in rows}
