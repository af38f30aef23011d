"""补充信息 in the ledger: what people filled in where neither sheet nor ledger knew, with who and when."""

from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from migrate.ledger.book import now
from migrate.ledger.closing_schema import supplied

TAKEN_BACK = ""  # the value of a field that a person took back


def enter_supplied(
    connection: Connection, scope: str, subject: str, field: str, value: str, *, by: str, file: str, run_id: int | None
) -> None:
    """A person said what stands in a field; it goes before every other source until it is taken back."""
    key = {"scope": scope, "subject": subject, "field": field}
    connection.execute(insert(supplied).values(**key, value=value, by=by, at=now(), file=file, run_id=run_id))


def supplied_to(connection: Connection, scope: str, subject: str) -> dict[str, str]:
    """Give what people filled in for a subject, by field; what was taken back is left out."""
    rows = _newest(connection, (supplied.c.scope == scope) & (supplied.c.subject == subject))
    return {row.field: row.value for row in rows if row.value != TAKEN_BACK}


def all_supplied(connection: Connection) -> list[Row[Any]]:
    """Give every value that stands, with who and when, by scope, subject and field."""
    return [row for row in _newest(connection, supplied.c.id > 0) if row.value != TAKEN_BACK]


def _newest(connection: Connection, at: Any) -> list[Row[Any]]:
    newest = select(func.max(supplied.c.id)).where(at).group_by(supplied.c.scope, supplied.c.subject, supplied.c.field)
    order = (supplied.c.scope, supplied.c.subject, supplied.c.field)
    return list(connection.execute(select(supplied).where(supplied.c.id.in_(newest)).order_by(*order)))
