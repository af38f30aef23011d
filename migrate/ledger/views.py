"""What other programs and people are shown of the ledger: counts and exports, in an order that never changes."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from migrate.ledger.findings import file_findings, findings_of
from migrate.ledger.frontier import REFUSALS
from migrate.ledger.portal_schema import placements, redirects
from migrate.ledger.round_lines import ended_rounds, facts_of_rounds, standings_before
from migrate.ledger.schema import archived, articles, captures, entries, namings, urls
from migrate.model import Outcome
from migrate.urls import is_public

STANDING = ("placed", "conflict", "failed")  # of a placement with an address: something of it stands there
NOT_IMPORTED = "已写入交换包，新网址待接收平台导入后填写"
CHUNK = 1000  # rows fetched from the database at a time


def count_outcomes(connection: Connection, site_key: str) -> dict[Outcome, int]:
    """Give how many URLs of a site ended in which outcome."""
    query = select(urls.c.outcome, func.count()).where(urls.c.site_key == site_key).group_by(urls.c.outcome)
    return {Outcome(outcome): number for outcome, number in connection.execute(query)}


def url_lines(connection: Connection, site_keys: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """Give every known URL as `export urls` shows it, in order of site and URL."""
    query = (
        select(urls, captures.c.fetched_at, captures.c.warc, captures.c.offset, archived.c.path)
        .join(captures, captures.c.id == urls.c.capture_id, isouter=True)
        .join(archived, archived.c.url_id == urls.c.id, isouter=True)
        .order_by(urls.c.site_key, urls.c.url, urls.c.method, urls.c.request_body)
    )
    if site_keys:
        query = query.where(urls.c.site_key.in_(site_keys))
    ended = {one.site_key: one for one in ended_rounds(connection)}
    for batch in connection.execute(query.execution_options(yield_per=CHUNK)).partitions():
        sources = _sources(connection, [row.id for row in batch])
        former = standings_before(connection, [row.id for row in batch]) if ended else {}
        for row in batch:
            first_at, difference = facts_of_rounds(row, former.get(row.id, ()), ended.get(row.site_key))
            yield {
                "site": row.site_key,
                "url": row.url,
                "method": row.method,
                **({"request_body": row.request_body} if row.method == "POST" else {}),
                "named_by": sources.get(row.id, []),
                "outcome": row.outcome,
                "status": row.status,
                "reason": row.reason,
                "kind": row.kind,
                "content_type": row.content_type,
                "length": row.length,
                "sha256": row.sha256,
                "fetched_at": row.fetched_at,
                "warc": row.warc,
                "offset": row.offset,
                "archived": row.path,
                "redirect_to": row.redirect_to,
                "alias_of": row.alias_of,
                "first_fetched_at": first_at or row.fetched_at,
                "difference": difference,
            }


def _sources(connection: Connection, url_ids: Sequence[int]) -> dict[int, list[str]]:
    sources: dict[int, list[str]] = {}
    for start in range(0, len(url_ids), 400):
        query = (
            select(namings.c.url_id, namings.c.named_by)
            .where(namings.c.url_id.in_(url_ids[start : start + 400]))
            .order_by(namings.c.url_id, namings.c.named_by)
        )
        for row in connection.execute(query):
            sources.setdefault(row.url_id, []).append(row.named_by)
    return sources


def article_lines(connection: Connection, base_url: str, site_keys: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """Give every article as `export articles` shows it, in order of site and old URL."""
    query = (
        select(articles, placements.c.state, placements.c.new_url, placements.c.channel, placements.c.held_because)
        .join(
            placements,
            (placements.c.site_key == articles.c.site_key) & (placements.c.article_key == articles.c.article_key),
            isouter=True,
        )
        .order_by(articles.c.site_key, articles.c.old_url)
    )
    if site_keys:
        query = query.where(articles.c.site_key.in_(site_keys))
    in_files = file_findings(connection, site_keys)
    for row in connection.execute(query.execution_options(yield_per=CHUNK)):
        stands = bool(row.new_url) and row.state in STANDING
        placed = stands and is_public(row.new_url)
        yield {
            "site": row.site_key,
            "old_url": row.old_url,
            "new_url": absolute(base_url, row.new_url) if placed else None,
            **({} if placed else {"held_because": row.held_because or (NOT_IMPORTED if stands else "尚未发布")}),
            "column": row.column,
            "columns": row.columns,
            "channel": row.channel or None,
            "title": row.title,
            "published_at": row.published_at,
            "date_evidence": row.date_evidence,
            "source": row.source,
            "author": row.author,
            "body_html": row.body_html,
            "body_text": row.body_text,
            "images": [_file(one, base_url) for one in row.images],
            "attachments": [_file(one, base_url) for one in row.attachments],
            "findings": [
                *findings_of(connection, row.site_key, row.article_key),
                *(found for one in row.attachments for found in in_files.get((row.site_key, one.get("sha256")), ())),
                *map(_missing_part, row.missing_parts or ()),
            ],
            "facts": row.facts or {},
        }


def _missing_part(old_url: str) -> dict[str, str]:
    return {"kind": "missing_part", "severity": "review", "where": old_url, "excerpt": "文章的这一页没有采到"}


def _file(one: dict[str, Any], base_url: str) -> dict[str, Any]:
    new_url = one.get("new_url")
    return {
        "old_url": one["old_url"],
        "name": one["name"],
        "new_url": absolute(base_url, new_url) if is_public(new_url) else None,
        "sha256": one["sha256"],
        **({"missing": one["missing"]} if one.get("missing") else {}),
    }


def absolute(base_url: str, path: str) -> str:
    """Give a portal path as an absolute URL where the portal's address is known, else as it stands."""
    if "://" in path:
        return path
    return f"{base_url.rstrip('/')}/{path.lstrip('/')}" if base_url else path


def count_by(connection: Connection, table: Any, column: str, site_key: str) -> dict[str, int]:
    """Give how many rows of a site a table holds, by the values of one column."""
    value = table.c[column]
    query = select(value, func.count()).where(table.c.site_key == site_key).group_by(value).order_by(value)
    return {str(name): number for name, number in connection.execute(query)}


def channel_counts(connection: Connection, site_key: str) -> dict[str, int]:
    """Give how many articles of a site stand in which channel."""
    query = (
        select(placements.c.channel, func.count())
        .where(placements.c.site_key == site_key, placements.c.state == "placed")
        .group_by(placements.c.channel)
        .order_by(placements.c.channel)
    )
    return {str(channel): number for channel, number in connection.execute(query)}


def ends_of(connection: Connection, site_key: str) -> Iterator[Any]:
    """Give how every URL of a site ended, beside what its capture and its archived file say, in order of the URL."""
    query = (
        select(
            *(urls.c[name] for name in ("url", "outcome", "status", "reason", "sha256", "length", "redirect_to")),
            urls.c.alias_of,
            urls.c.capture_id,
            captures.c.id.label("held_id"),
            captures.c.url_id.label("held_url_id"),
            urls.c.id,
            captures.c.status.label("held_status"),
            captures.c.sha256.label("held_sha256"),
            captures.c.length.label("held_length"),
            captures.c.revisit_of,
            archived.c.path,
        )
        .join(captures, captures.c.id == urls.c.capture_id, isouter=True)
        .join(archived, archived.c.url_id == urls.c.id, isouter=True)
        .where(urls.c.site_key == site_key)
        .order_by(urls.c.url)
    )
    yield from connection.execute(query.execution_options(yield_per=CHUNK))


def redirect_rows(connection: Connection) -> Iterator[Any]:
    """Give every redirect of every site, in order of the old URL."""
    query = select(redirects).order_by(redirects.c.old_url, redirects.c.site_key)
    yield from connection.execute(query.execution_options(yield_per=CHUNK))


def last_entry(connection: Connection, site_key: str | None, stage: str, event: str) -> dict[str, Any] | None:
    """Give the detail of a site's newest entry of a kind, None where there is none."""
    at = (entries.c.site_key == site_key) & (entries.c.stage == stage) & (entries.c.event == event)
    return connection.execute(select(entries.c.detail).where(at).order_by(entries.c.id.desc()).limit(1)).scalar()


def count_refused(connection: Connection, site_key: str) -> int:
    """Give how many URLs of a site ended with what a firewall or a failing server answers."""
    refused = (urls.c.status >= 500) | urls.c.status.in_(REFUSALS)
    at = (urls.c.site_key == site_key) & (urls.c.outcome == str(Outcome.ERROR)) & refused & (urls.c.reason != "probe")
    return connection.execute(select(func.count()).select_from(urls).where(at)).scalar() or 0
