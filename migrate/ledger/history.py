"""What happened to one URL: who named it, every request for it, and what was made of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select

from migrate.ledger.portal_schema import placements, redirects
from migrate.ledger.schema import archived, articles, attempts, captures, namings, pages, urls
from migrate.model import Outcome

KEPT = (str(Outcome.STORED), str(Outcome.REVISIT), str(Outcome.REDIRECT))  # what needs no rule to be told


def enter_attempt(
    connection: Connection, url_id: int, run_id: int | None, at: datetime, problem: str, seconds: float
) -> None:
    """Add the fact of one request that no answer came to."""
    row = {"url_id": url_id, "run_id": run_id, "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "problem": problem}
    connection.execute(insert(attempts).values(**row, seconds=round(seconds, 3)))


def known_as(
    connection: Connection, site_keys: Sequence[str], exact: Iterable[str], canonicals: Iterable[str]
) -> list[Row[Any]]:
    """Give every URL with one of these texts, or of these sites with one of these canonical forms, in order."""
    of_sites = urls.c.site_key.in_(site_keys) & urls.c.canonical.in_(list(canonicals))
    query = select(urls).where(or_(urls.c.url.in_(list(exact)), of_sites))
    return list(connection.execute(query.order_by(urls.c.site_key, urls.c.seq)))


def namings_of(connection: Connection, url_id: int) -> list[Row[Any]]:
    """Give every kind of source that named a URL, with the first page or file of that kind."""
    return list(connection.execute(select(namings).where(namings.c.url_id == url_id).order_by(namings.c.named_by)))


def captures_of(connection: Connection, url_id: int) -> list[Row[Any]]:
    """Give every response to a URL in the order in which they came; of a repetition with the URL it repeats."""
    original = captures.alias()
    query = (
        select(captures, urls.c.url.label("original_url"))
        .join(original, original.c.id == captures.c.revisit_of, isouter=True)
        .join(urls, urls.c.id == original.c.url_id, isouter=True)
        .where(captures.c.url_id == url_id)
    )
    return list(connection.execute(query.order_by(captures.c.id)))


def attempts_of(connection: Connection, url_id: int) -> list[Row[Any]]:
    """Give every request for a URL that no answer came to, in order."""
    return list(connection.execute(select(attempts).where(attempts.c.url_id == url_id).order_by(attempts.c.id)))


def archived_path(connection: Connection, url_id: int) -> str | None:
    """Give where the archived file of a URL lies below the archive, None where there is none."""
    return connection.execute(select(archived.c.path).where(archived.c.url_id == url_id)).scalar()


def page_at(connection: Connection, url_id: int) -> Any:
    """Give what was read of a captured page: its title, its article's place, or why it is no article."""
    query = (
        select(
            pages.c.title,
            pages.c.article_key,
            pages.c.reason,
            articles.c.title.label("article_title"),
            articles.c.old_url,
            placements.c.state,
            placements.c.channel,
            placements.c.new_url,
            placements.c.held_because,
        )
        .join(
            articles,
            (articles.c.site_key == pages.c.site_key) & (articles.c.article_key == pages.c.article_key),
            isouter=True,
        )
        .join(
            placements,
            (placements.c.site_key == pages.c.site_key) & (placements.c.article_key == pages.c.article_key),
            isouter=True,
        )
        .where(pages.c.url_id == url_id)
    )
    return connection.execute(query).first()


def answer_of(connection: Connection, site_key: str, old_url: str) -> Row[Any] | None:
    """Give the answer that an old page URL gets after the closure, None where none is decided."""
    at = (redirects.c.site_key == site_key) & (redirects.c.old_url == old_url)
    return connection.execute(select(redirects).where(at)).first()


def count_rules(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give for each outcome and reason of a site's URLs how many there are, and the first of them by text."""
    query = select(urls.c.outcome, urls.c.reason, func.count().label("number"), func.min(urls.c.url).label("sample"))
    at = (urls.c.site_key == site_key) & urls.c.outcome.not_in(KEPT)
    grouped = query.where(at).group_by(urls.c.outcome, urls.c.reason)
    return list(connection.execute(grouped.order_by(urls.c.outcome, func.count().desc(), urls.c.reason)))
