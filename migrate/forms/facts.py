"""The facts of one site, as the fields of a document name them as their sources."""

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from types import MappingProxyType
from urllib.parse import urlsplit

from migrate.model import Decision, Reason, Site

NO_WORDS: Mapping[str, str] = MappingProxyType({})
LONGEST_SAID = 60  # characters of a cell that a ground repeats


@dataclass(frozen=True)
class Accounting:
    """What became of a site's addresses and articles, counted in the ledger.

    `outcomes` counts URLs by `Outcome` value, `channels` counts placed articles by the channel's name;
    `waiting` holds one sentence for everything that a person must still settle. None means not counted yet.
    """

    outcomes: Mapping[str, int] | None = None
    articles: int | None = None
    channels: Mapping[str, int] | None = None
    attachments: int | None = None
    archived_pages: int | None = None
    redirects: int | None = None
    waiting: tuple[str, ...] | None = None


def site_facts(
    site: Site,
    decision: Decision,
    accounting: Accounting,
    archive_place: str | None,
    as_of: datetime,
    rules: Mapping[str, str] = NO_WORDS,
) -> dict[str, object]:
    """Give the facts that the fields of a document name as their sources; `as_of` is the ledger's time (aware).

    `rules` says the rules' names as people know them.
    """
    return {
        "site": {**asdict(site), "domains": own_domains((site.url, *site.other_urls))},
        "cells": site.original,
        "decision": {
            "action": decision.action,
            "bases": tuple(dict.fromkeys(reason.basis for reason in decision.reasons)),
            "grounds": tuple(dict.fromkeys(_ground(reason, site.original, rules) for reason in decision.reasons)),
        },
        "accounting": {
            **asdict(accounting),
            "urls": _total(accounting.outcomes),
            "placed": _total(accounting.channels),
        },
        "archive_place": archive_place,
        "as_of": as_of,
    }


def own_domains(urls: Iterable[str | None]) -> tuple[str, ...] | None:
    """Give the host names that are a site's own; None where there is none.

    A site below a path lives under the name of another one: cancelling that name would close the other site.
    """
    return tuple(dict.fromkeys(filter(None, map(_own_domain, filter(None, urls))))) or None


def _own_domain(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    folder = parts.path.rpartition("/")[0].strip("/")
    return host if "." in host and not folder and not _is_number(host) else None


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _ground(reason: Reason, original: Mapping[str, str], rules: Mapping[str, str]) -> str:
    """Which rule, and what the sheet says in the cells that made it hold; a person's reason has none."""
    told = "，".join(_cell(cell, original) for cell in reason.cells)
    if not told:
        return f"{rules.get(reason.rule, reason.basis)}{reason.fact and f'：{reason.fact}'}"
    return f"{rules.get(reason.rule, reason.rule)}：{told}"


def _cell(cell: str, original: Mapping[str, str]) -> str:
    """A cell as `列标题 单元格` names it, with what stands in it."""
    heading, _, place = cell.rpartition(" ")
    said = " ".join(str(original.get(heading, "")).split())
    return f"{heading}“{said[:LONGEST_SAID]}”（清理表{place}）" if said else f"清理表{cell}"


def _total(counts: Mapping[str, int] | None) -> int | None:
    return None if counts is None else sum(counts.values())
