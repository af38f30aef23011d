"""Clause: how every URL ended is borne out by the capture and the archived file that it has, or must not have."""

from collections.abc import Iterable, Iterator
from typing import Any

from migrate.model import Fault, Outcome

CHECK = "账目"
ANSWERED = (Outcome.STORED, Outcome.REVISIT, Outcome.REDIRECT, Outcome.ERROR)  # each has a record
KEPT = (Outcome.STORED, Outcome.REVISIT)


def check_ends(site_key: str, rows: Iterable[Any]) -> Iterator[Fault]:
    """Give every URL whose outcome its capture does not bear out.

    Each row has what the ledger says of the URL (`outcome`, `status`, `sha256`, `length`, `redirect_to`, …) and, as
    `held_…`, what it says of the URL's capture.
    """
    for row in rows:
        problem = _problem(row)
        if problem:
            yield Fault(CHECK, site_key, row.url, f"台账记为 {row.outcome}，{problem}")


def _problem(row: Any) -> str | None:
    if row.path is not None and row.outcome not in KEPT:
        return "却有归档的文件"
    if row.capture_id is None:
        return "却没有采集记录" if row.outcome in ANSWERED else None
    if row.outcome not in (*ANSWERED, Outcome.QUARANTINED):
        return "却有采集记录"
    if row.held_id is None or row.held_url_id != row.id:
        return "所指的采集记录不存在，或不是这个网址的"
    if (row.status, row.sha256, row.length) != (row.held_status, row.held_sha256, row.held_length):
        return "状态码、摘要或长度与采集记录不同"
    return None if _fits_answer(row) else "与采集记录中的应答不符"


def _fits_answer(row: Any) -> bool:
    """Tell whether the outcome is one that the recorded answer can have."""
    if row.outcome in KEPT:
        return bool(row.status < 400) and (row.outcome == Outcome.REVISIT) == (row.revisit_of is not None)
    if row.outcome == Outcome.REDIRECT:
        return row.redirect_to is not None
    return bool(row.outcome != Outcome.ERROR or row.status >= 300 or row.reason)
