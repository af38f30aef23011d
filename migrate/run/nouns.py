"""Rows of the ledger as the model's nouns."""

from typing import Any

from sqlalchemy import Row

from migrate.model import Action, Decision, Reason, Site, Verdict


def as_site(row: Row[Any]) -> Site:
    """Give a site's row as the model's noun."""
    return Site(
        site_key=row.site_key,
        site_name=row.site_name,
        url=row.url,
        file=row.file,
        sheet=row.sheet,
        row=row.row,
        other_urls=tuple(row.other_urls),
        also_rows=tuple(row.also_rows),
        site_code=row.site_code,
        owner=row.owner,
        original=row.original,
    )


def as_decision(row: Row[Any]) -> Decision:
    """Give the standing decision of a site's row as the model's noun."""
    return Decision(
        site_key=row.site_key,
        verdict=Verdict(row.verdict),
        action=Action(row.action) if row.action else None,
        keep_content=row.keep_content,
        reasons=tuple(Reason(one["rule"], one["basis"], one["fact"], tuple(one["cells"])) for one in row.reasons),
        flags=tuple(row.flags),
        missing=tuple(row.missing),
        needs_review=row.needs_review,
    )
