"""Opinions in the ledger, three separate facts with their histories: the owner's, the rules', the office's.

What the sheet's own columns say is `sheet_opinions`; what the rules and the office decided is `decisions`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, insert, select

from migrate.ledger.book import Ledger, batches, now
from migrate.ledger.schema import decisions, entries, sheet_opinions
from migrate.model import Decision, Site

EDITED = "edited"  # the event of an edit to a cell that was not meant to be edited
RULES = "rules"  # the `made_by` of a decision that no person touched


class Made(NamedTuple):
    """A decision and who made it; `opinion` and `note` are a person's own words."""

    decision: Decision
    made_by: str = RULES
    confirmed: bool = False
    opinion: str | None = None
    note: str | None = None


def enter_decisions(connection: Connection, ledger: Ledger, made: Iterable[Made]) -> int:
    """Add each decision unless the newest of its kind (the rules' or a person's) says the same; gives how many.

    Both kinds have their history. A person's decision stands until a person changes it, whatever the rules say.
    """
    number, newest = 0, {by_rules: newest_decisions(connection, by_rules=by_rules) for by_rules in (True, False)}
    for part in batches(made):
        values = [_values(one) for one in part]
        new = [one for one in values if not _says_the_same(newest[one["made_by"] == RULES].get(one["site_key"]), one)]
        if new:
            at = {"run_id": ledger.run_id, "at": now()}
            connection.execute(insert(decisions), [{**one, **at} for one in new])
        number += len(new)
    return number


def _values(made: Made) -> dict[str, Any]:
    decision = made.decision
    return {
        "site_key": decision.site_key,
        "made_by": made.made_by,
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
        "confirmed": made.confirmed,
        "opinion": made.opinion,
        "note": made.note,
    }


def _says_the_same(newest: Row[Any] | None, values: Mapping[str, Any]) -> bool:
    return newest is not None and all(getattr(newest, name) == value for name, value in values.items())


def newest_decisions(connection: Connection, *, by_rules: bool) -> dict[str, Row[Any]]:
    """Give each site's newest decision of the rules, or of a person, by site key."""
    kind = decisions.c.made_by == RULES if by_rules else decisions.c.made_by != RULES
    newest = select(func.max(decisions.c.id)).where(kind).group_by(decisions.c.site_key)
    return {row.site_key: row for row in connection.execute(select(decisions).where(decisions.c.id.in_(newest)))}


def decision_history(connection: Connection, site_keys: Sequence[str] = ()) -> Iterable[Row[Any]]:
    """Give every decision ever made, oldest first."""
    query = select(decisions).order_by(decisions.c.site_key, decisions.c.id)
    if site_keys:
        query = query.where(decisions.c.site_key.in_(site_keys))
    return connection.execute(query)


def enter_sheet_opinions(connection: Connection, ledger: Ledger, found: Iterable[Site]) -> int:
    """Add what the sheet's opinion columns say of these sites where it is news; gives how many were added.

    A column that was filled and is blank in the newest sheet is news too.
    """
    last = select(func.max(sheet_opinions.c.id)).group_by(sheet_opinions.c.site_key, sheet_opinions.c.whose)
    newest = connection.execute(select(sheet_opinions).where(sheet_opinions.c.id.in_(last)))
    said = {(row.site_key, row.whose): row.said for row in newest}
    told = (
        {"site_key": site.site_key, "whose": whose, "said": text, "file": site.file, "sheet": site.sheet}
        for site in found
        for whose, text in (("owner", site.owner_opinion), ("office", site.office_opinion))
        if text != said.get((site.site_key, whose), "")
    )
    number = 0
    for part in batches(told):
        at = {"run_id": ledger.run_id, "at": now()}
        connection.execute(insert(sheet_opinions), [{**one, **at} for one in part])
        number += len(part)
    return number


def sheet_opinion_history(connection: Connection, site_keys: Sequence[str] = ()) -> Iterable[Row[Any]]:
    """Give everything that sheets ever said in their opinion columns, oldest first."""
    query = select(sheet_opinions).order_by(sheet_opinions.c.site_key, sheet_opinions.c.id)
    if site_keys:
        query = query.where(sheet_opinions.c.site_key.in_(site_keys))
    return connection.execute(query)


def enter_classification(
    connection: Connection, ledger: Ledger, identity: str, site_keys: Sequence[str], **measured: Any
) -> None:
    """Note that a classification was made, and how it was measured; only the newest one's workbook is taken back."""
    ledger.enter(connection, "classify", "classified", item=identity, detail={"sites": list(site_keys), **measured})


def current_classification(connection: Connection) -> str | None:
    """Give the name of the newest classification, None when there is none."""
    query = (
        select(entries.c.item)
        .where(entries.c.stage == "classify", entries.c.event == "classified")
        .order_by(entries.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).scalar()


def newest_classified(connection: Connection) -> list[str]:
    """Give the site keys of the newest classification, in its order; empty when there is none."""
    query = (
        select(entries.c.detail)
        .where(entries.c.stage == "classify", entries.c.event == "classified")
        .order_by(entries.c.id.desc())
        .limit(1)
    )
    return list((connection.execute(query).scalar() or {}).get("sites", ()))


def entered_edits(connection: Connection, classification: str) -> set[tuple[str | None, str]]:
    """Give the edits of this classification's workbook that are entered: the site's key and what was edited."""
    query = select(entries.c.site_key, entries.c.detail).where(
        entries.c.stage == "review", entries.c.event == EDITED, entries.c.item == classification
    )
    return {(row.site_key, (row.detail or {}).get("told", "")) for row in connection.execute(query)}
