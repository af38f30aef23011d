"""What clean-up sheets gave: sites, rows sent back, rows that are no data, files refused; and the same as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from migrate.model import Decision, Site


@dataclass(frozen=True)
class Rejected:
    """A row that should be a site and cannot be read."""

    file: str
    sheet: str | None
    row: int
    problem: str
    remedy: str


@dataclass(frozen=True)
class Skipped:
    """A row that is no data, or with `row` None a whole hidden sheet."""

    file: str
    sheet: str | None
    row: int | None
    why: str


@dataclass(frozen=True)
class RefusedFile:
    """A file that could not be used while others could."""

    file: str
    problem: str
    remedy: str


@dataclass(frozen=True)
class SheetResult:
    """All that the sheets gave; every row with text is in exactly one of the first three."""

    sites: tuple[Site, ...]
    rejected: tuple[Rejected, ...]
    skipped: tuple[Skipped, ...]
    refused_files: tuple[RefusedFile, ...] = ()


def as_json(result: SheetResult, decisions: Mapping[str, Decision]) -> dict[str, Any]:
    """The object of `classify --json`; `decisions` by site key; refused files stand beside the three lists."""
    return {
        "sites": [_site_json(site, decisions[site.site_key]) for site in result.sites],
        "rejected": [dict(vars(one)) for one in result.rejected],
        "skipped": [dict(vars(one)) for one in result.skipped],
        "refused_files": [dict(vars(one)) for one in result.refused_files],
    }


def _site_json(site: Site, decision: Decision) -> dict[str, Any]:
    return {
        "file": site.file,
        "sheet": site.sheet,
        "row": site.row,
        "also_rows": list(site.also_rows),
        "site_key": site.site_key,
        "site_name": site.site_name,
        "url": site.url,
        "other_urls": list(site.other_urls),
        "site_code": site.site_code,
        "owner": site.owner,
        "verdict": decision.verdict.value,
        "action": decision.action.value if decision.action is not None else None,
        "keep_content": decision.keep_content,
        "reasons": [
            {"rule": reason.rule, "basis": reason.basis, "fact": reason.fact, "cells": list(reason.cells)}
            for reason in decision.reasons
        ],
        "flags": list(decision.flags),
        "missing": list(decision.missing),
        "needs_review": decision.needs_review,
    }
