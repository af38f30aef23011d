"""办理进展 in the ledger: what people reported of the steps of a closure; append-only, the newest of a step stands."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from migrate.ledger.book import Ledger, now
from migrate.ledger.closing_schema import closing_steps


def enter_step(
    connection: Connection, ledger: Ledger, site_key: str, step: str, done_on: date | None, *, by: str, note: str = ""
) -> None:
    """This person reported that the step was done on that day; None takes an earlier report back."""
    connection.execute(
        insert(closing_steps).values(
            site_key=site_key,
            step=step,
            done_on=done_on.isoformat() if done_on else None,
            note=note,
            by=by,
            at=now(),
            run_id=ledger.run_id,
        )
    )


def standing_steps(connection: Connection, site_keys: Sequence[str] = ()) -> dict[str, dict[str, Row[Any]]]:
    """Give the newest report of every step by site and step, those taken back included (`done_on` null)."""
    newest = select(func.max(closing_steps.c.id)).group_by(closing_steps.c.site_key, closing_steps.c.step)
    query = select(closing_steps).where(closing_steps.c.id.in_(newest)).order_by(closing_steps.c.id)
    if site_keys:
        query = query.where(closing_steps.c.site_key.in_(site_keys))
    found: dict[str, dict[str, Row[Any]]] = {}
    for row in connection.execute(query):
        found.setdefault(row.site_key, {})[row.step] = row
    return found


def done_steps(connection: Connection, site_keys: Sequence[str] = ()) -> dict[str, dict[str, date]]:
    """Give the day on which each step was done, by site and step, as people reported it."""
    return {
        site_key: {step: date.fromisoformat(row.done_on) for step, row in steps.items() if row.done_on}
        for site_key, steps in standing_steps(connection, site_keys).items()
    }


def count_reports(connection: Connection) -> dict[str, int]:
    """Give how many reports each site ever had; the number never falls."""
    query = select(closing_steps.c.site_key, func.count()).group_by(closing_steps.c.site_key)
    return {row[0]: row[1] for row in connection.execute(query)}
