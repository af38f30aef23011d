"""Sites in the ledger: the newest sheet names the site; its standing decision is told with it."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, func, insert, select, update

from migrate.ledger.book import batches, now
from migrate.ledger.decisions import RULES
from migrate.ledger.schema import decisions, sites, stages
from migrate.model import Site
from migrate.urls import host_of


def enter_sites(connection: Connection, found: Iterable[Site]) -> None:
    """Know these sites, or bring what is known of them in line with the newest sheet; hosts learnt meanwhile stay."""
    known = {row.site_key: row.hosts for row in connection.execute(select(sites.c.site_key, sites.c.hosts))}
    for part in batches(found):
        values = {site.site_key: _values(site, known.get(site.site_key, ())) for site in part}
        new = [one for key, one in values.items() if key not in known]
        old = [{"at": key, **one} for key, one in values.items() if key in known]
        if new:
            connection.execute(insert(sites), new)
        if old:
            connection.execute(update(sites).where(sites.c.site_key == bindparam("at")), old)


def _values(site: Site, known_hosts: Iterable[str]) -> dict[str, Any]:
    hosts = filter(None, map(host_of, (site.url, *site.other_urls))) if site.url else ()
    return {
        "site_key": site.site_key,
        "site_name": site.site_name,
        "url": site.url,
        "other_urls": list(site.other_urls),
        "site_code": site.site_code,
        "owner": site.owner,
        "file": site.file,
        "sheet": site.sheet,
        "row": site.row,
        "also_rows": list(site.also_rows),
        "original": dict(site.original),
        "hosts": sorted({*known_hosts, *hosts}),
    }


def known_sites(connection: Connection, site_keys: Sequence[str] = ()) -> list[Row[Any]]:
    """Give the sites with their standing decision's columns, in key order; all of them or the named ones."""
    by_person = func.max(case((decisions.c.made_by != RULES, decisions.c.id)))
    newest = select(func.coalesce(by_person, func.max(decisions.c.id))).group_by(decisions.c.site_key)
    query = (
        select(
            sites,
            decisions.c.verdict,
            decisions.c.action,
            decisions.c.keep_content,
            decisions.c.needs_review,
            decisions.c.confirmed,
            decisions.c.made_by,
            decisions.c.reasons,
            decisions.c.flags,
            decisions.c.missing,
            decisions.c.at.label("decided_at"),
            decisions.c.note,
        )
        .join(decisions, (decisions.c.site_key == sites.c.site_key) & decisions.c.id.in_(newest))
        .order_by(sites.c.site_key)
    )
    if site_keys:
        query = query.where(sites.c.site_key.in_(site_keys))
    return list(connection.execute(query))


def site_names(connection: Connection) -> dict[str, str]:
    """Give every known site's name by its key."""
    return {row.site_key: row.site_name for row in connection.execute(select(sites.c.site_key, sites.c.site_name))}


def add_hosts(connection: Connection, site_key: str, hosts: Iterable[str]) -> None:
    """A redirect of the home page showed that these hosts belong to the site too."""
    known = connection.execute(select(sites.c.hosts).where(sites.c.site_key == site_key)).scalar_one()
    connection.execute(update(sites).where(sites.c.site_key == site_key).values(hosts=sorted({*known, *hosts})))


def finish_stage(connection: Connection, site_key: str, stage: str, source_hash: str, detail: dict[str, Any]) -> None:
    """Note that a stage of a site is done on the input that `source_hash` stands for."""
    at = (stages.c.site_key == site_key) & (stages.c.stage == stage)
    values = {"finished_at": now(), "source_hash": source_hash, "detail": detail}
    if connection.execute(update(stages).where(at).values(**values)).rowcount == 0:
        connection.execute(insert(stages).values(site_key=site_key, stage=stage, **values))


def stage_of(connection: Connection, site_key: str, stage: str) -> Row[Any] | None:
    """Give when and on what a stage of a site was finished, None when it was not."""
    query = select(stages).where((stages.c.site_key == site_key) & (stages.c.stage == stage))
    return connection.execute(query).first()
