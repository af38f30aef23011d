"""What the auditor asks of the ledger: claims file by file, who named what, second captures, what followed a seal."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, exists, func, select

from migrate.ledger.archive_schema import former_ends, rounds
from migrate.ledger.schema import archived, attempts, captures, entries, namings, runs, urls
from migrate.model import PAGE_KINDS, Outcome

CHUNK = 1000
CHANGELESS = ("verify", "seal", "status", "export", "report", "serve-archive", "serve-redirects")
KEPT = (str(Outcome.STORED), str(Outcome.REVISIT))


def warc_names(connection: Connection, site_key: str) -> list[str]:
    """Give the WARC files of a site, below the workspace, in order."""
    query = select(captures.c.warc).where(captures.c.site_key == site_key).distinct().order_by(captures.c.warc)
    return list(connection.execute(query).scalars())


def claims_in(connection: Connection, warc: str) -> Iterator[Row[Any]]:
    """Give every capture of a WARC file with its URL's end and, for a revisit, what the original's capture says."""
    original = captures.alias()
    query = (
        select(
            captures,
            urls.c.url,
            urls.c.outcome,
            urls.c.capture_id.label("standing_id"),
            original.c.record_id.label("original_id"),
            original.c.payload_digest.label("original_digest"),
        )
        .join(urls, urls.c.id == captures.c.url_id)
        .join(original, original.c.id == captures.c.revisit_of, isouter=True)
        .where(captures.c.warc == warc)
        .order_by(captures.c.offset)
    )
    yield from connection.execute(query.execution_options(yield_per=CHUNK))


def unnamed_urls(connection: Connection, site_key: str) -> list[str]:
    """Give the URLs of a site that nobody is said to have named."""
    named = exists().where(namings.c.url_id == urls.c.id)
    query = select(urls.c.url).where(urls.c.site_key == site_key, ~named).order_by(urls.c.url)
    return list(connection.execute(query).scalars())


def count_named(connection: Connection, site_key: str) -> dict[str, int]:
    """Give how many URLs of a site each kind of source named."""
    query = (
        select(namings.c.named_by, func.count())
        .join(urls, urls.c.id == namings.c.url_id)
        .where(urls.c.site_key == site_key)
        .group_by(namings.c.named_by)
    )
    return {str(source): number for source, number in connection.execute(query)}


def pages_named(connection: Connection, site_key: str) -> dict[str, set[int]]:
    """Give the stored pages of a site, by id, that each kind of source named."""
    query = (
        select(namings.c.named_by, urls.c.id)
        .join(urls, urls.c.id == namings.c.url_id)
        .where(urls.c.site_key == site_key, urls.c.outcome.in_(KEPT), urls.c.kind.in_(sorted(map(str, PAGE_KINDS))))
    )
    found: dict[str, set[int]] = {}
    for source, url_id in connection.execute(query):
        found.setdefault(source, set()).add(url_id)
    return found


def unknown_targets(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the aliases of a site whose other spelling the ledger does not know."""
    other = urls.alias()
    known = exists().where(other.c.site_key == site_key, other.c.url == urls.c.alias_of)
    at = (urls.c.site_key == site_key) & (urls.c.outcome == str(Outcome.ALIAS))
    return list(connection.execute(select(urls.c.url, urls.c.alias_of).where(at, ~known)))


def unasked_urls(connection: Connection, site_key: str) -> list[str]:
    """Give the URLs of a site that ended as unreachable though neither a request nor a reason is on record."""
    tried = exists().where(attempts.c.url_id == urls.c.id) | exists().where(captures.c.url_id == urls.c.id)
    at = (urls.c.site_key == site_key) & (urls.c.outcome == str(Outcome.UNREACHABLE))
    bare = urls.c.reason.is_(None) | (urls.c.reason == "")
    return list(connection.execute(select(urls.c.url).where(at, bare, ~tried)).scalars())


def unexplained_urls(connection: Connection, site_key: str) -> list[str]:
    """Give the URLs of a site that were left out or set aside without a named rule."""
    ruled = (str(Outcome.EXCLUDED), str(Outcome.QUARANTINED), str(Outcome.ALIAS))
    bare = urls.c.reason.is_(None) | (urls.c.reason == "")
    return list(
        connection.execute(
            select(urls.c.url).where(urls.c.site_key == site_key, urls.c.outcome.in_(ruled), bare)
        ).scalars()
    )


def count_reasons(connection: Connection, site_key: str, outcome: Outcome) -> dict[str, int]:
    """Give for which reasons how many URLs of a site ended so."""
    query = (
        select(urls.c.reason, func.count())
        .where(urls.c.site_key == site_key, urls.c.outcome == str(outcome))
        .group_by(urls.c.reason)
        .order_by(urls.c.reason)
    )
    return {str(reason or ""): number for reason, number in connection.execute(query)}


def archived_with_ends(connection: Connection, site_key: str) -> Iterator[Row[Any]]:
    """Give the archived files of a site beside what was captured of their URL, in order of the path."""
    names = ("url", "kind", "sha256", "outcome", "content_type")
    query = (
        select(archived, *(urls.c[name].label(f"old_{name}") for name in names))
        .join(urls, urls.c.id == archived.c.url_id)
        .where(archived.c.site_key == site_key)
        .order_by(archived.c.path)
    )
    yield from connection.execute(query.execution_options(yield_per=CHUNK))


def last_round(connection: Connection, site_key: str) -> Row[Any] | None:
    """Give the newest further capture of a site; None where there was none."""
    query = select(rounds).where(rounds.c.site_key == site_key).order_by(rounds.c.number.desc()).limit(1)
    return connection.execute(query).first()


def count_differences(connection: Connection, site_key: str, number: int) -> dict[str, int]:
    """Give how many URLs a further capture of a site found the same, changed, removed …; blank: not settled yet."""
    query = (
        select(former_ends.c.difference, func.count())
        .where(former_ends.c.site_key == site_key, former_ends.c.number == number)
        .group_by(former_ends.c.difference)
    )
    return {str(kind or ""): found for kind, found in connection.execute(query)}


def commands_since(connection: Connection, run_id: int | None) -> list[str]:
    """Give the commands that may have changed what was sealed: those after the run that set the seal, or after a later
    one that found nothing changed since."""
    found = (entries.c.stage == "seal") & (entries.c.event == "unchanged")
    seen = connection.execute(select(func.max(entries.c.run_id)).where(found)).scalar()
    last = max(run_id or 0, seen or 0)
    query = select(runs.c.command).where(runs.c.id > last, runs.c.command.not_in(CHANGELESS)).order_by(runs.c.id)
    return list(connection.execute(query).scalars())


def known_urls(connection: Connection, site_keys: Sequence[str], texts: Sequence[str]) -> set[str]:
    """Give those of the URLs that the ledger knows for any of the sites, by text or by canonical form."""
    found: set[str] = set()
    for start in range(0, len(texts), 400):
        part = list(texts[start : start + 400])
        of_sites = urls.c.site_key.in_(site_keys)
        query = select(urls.c.url, urls.c.canonical).where(of_sites, urls.c.url.in_(part) | urls.c.canonical.in_(part))
        for row in connection.execute(query):
            found |= {row.url, row.canonical}
    return found
