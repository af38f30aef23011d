"""Sites and their decisions in the ledger: the newest sheet names the site, the newest decision stands."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, case, func, insert, select, update

from migrate.ledger.book import Ledger, now
from migrate.ledger.schema import decisions, entries, sites, stages
from migrate.model import Decision, Site
from migrate.urls import scope_of

RULES = "rules"  # the `made_by` of a decision that no person touched


def enter_site(connection: Connection, site: Site) -> None:
    """Know a site, or bring what is known of it in line with the newest sheet; hosts learnt meanwhile stay."""
    values: dict[str, Any] = {
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
    }
    known = connection.execute(select(sites).where(sites.c.site_key == site.site_key)).first()
    hosts = sorted(scope_of(site.url, *site.other_urls).hosts) if site.url else []
    if known is None:
        connection.execute(insert(sites).values(site_key=site.site_key, hosts=hosts, **values))
    else:
        values["hosts"] = sorted({*known.hosts, *hosts})
        connection.execute(update(sites).where(sites.c.site_key == site.site_key).values(**values))


def enter_decision(
    connection: Connection,
    ledger: Ledger,
    decision: Decision,
    *,
    made_by: str = RULES,
    confirmed: bool = False,
    opinion: str | None = None,
    note: str | None = None,
) -> bool:
    """Add a decision unless the newest of its kind (the rules' or a person's) says the same; True when it was added.

    Both kinds have their history. A person's decision stands until a person changes it, whatever the rules say.
    """
    newest = newest_decision(connection, decision.site_key, by_rules=made_by == RULES)
    values = {
        "made_by": made_by,
        "verdict": str(decision.verdict),
        "action": str(decision.action) if decision.action else None,
        "keep_content": decision.keep_content,
        "reasons": [
            {"rule": one.rule, "basis": one.basis, "fact": one.fact, "cells": list(one.cells)}
            for one in decision.reasons
        ],
        "flags": list(decision.flags),
        "missing": list(decision.missing),
        "needs_review": decision.needs_review,
        "confirmed": confirmed,
        "opinion": opinion,
        "note": note,
    }
    if newest is not None and all(getattr(newest, name) == value for name, value in values.items()):
        return False
    connection.execute(insert(decisions).values(site_key=decision.site_key, run_id=ledger.run_id, at=now(), **values))
    return True


def standing_decision(connection: Connection, site_key: str) -> Row[Any] | None:
    """Give the decision that stands for a site: a person's newest, else the rules' newest; None when there is none."""
    return newest_decision(connection, site_key, by_rules=False) or newest_decision(connection, site_key, by_rules=True)


def newest_decision(connection: Connection, site_key: str, *, by_rules: bool) -> Row[Any] | None:
    """Give the newest decision of the rules or of a person, None when there is none."""
    kind = decisions.c.made_by == RULES if by_rules else decisions.c.made_by != RULES
    query = select(decisions).where(decisions.c.site_key == site_key, kind).order_by(decisions.c.id.desc()).limit(1)
    return connection.execute(query).first()


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


def decision_history(connection: Connection, site_keys: Sequence[str] = ()) -> Iterable[Row[Any]]:
    """Give every decision ever made, oldest first."""
    query = select(decisions).order_by(decisions.c.site_key, decisions.c.id)
    if site_keys:
        query = query.where(decisions.c.site_key.in_(site_keys))
    return connection.execute(query)


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


def enter_classification(connection: Connection, ledger: Ledger, identity: str, site_keys: Sequence[str]) -> None:
    """Note that a classification was made; only the newest one's workbook is taken back."""
    ledger.enter(connection, "classify", "classified", item=identity, detail={"sites": list(site_keys)})


def current_classification(connection: Connection) -> str | None:
    """Give the name of the newest classification, None when there is none."""
    query = (
        select(entries.c.item)
        .where(entries.c.stage == "classify", entries.c.event == "classified")
        .order_by(entries.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).scalar()
