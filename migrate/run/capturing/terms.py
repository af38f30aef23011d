"""The terms of a capture: what decides which URLs are asked for. A run under other terms than the last one says so."""

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row

from migrate.ledger.resuming import unbar
from migrate.ledger.views import last_entry
from migrate.run.work import Work

OWN_FILES = ("families.toml", "traps.toml", "aliases.toml", "scripted.toml", "exclusions.toml")  # of the office
STAGE, EVENT = "capture", "terms"


def terms_of(work: Work, site: Row[Any]) -> dict[str, str]:
    """Give what decides the scope of a site's capture, by the name under which an operator knows it."""
    http = work.settings.http
    own = {f"mappings/{path.name}": _digest(path.read_bytes()) for name in OWN_FILES for path in work.own(name)}
    return {
        "网址": " ".join([site.url, *site.other_urls]),
        "http.file_hosts": " ".join(http.file_hosts),
        "http.robots": http.robots,
        "http.robots_authorisation": http.robots_authorisation,
        "http.max_body": str(int(http.max_body)),
        "http.max_decoded": str(int(http.max_decoded)),
        "http.browser": http.browser,
        **own,
    }


def tell_terms(connection: Connection, work: Work, site: Row[Any]) -> None:
    """The terms stand in the ledger; where they differ from those of the last run, the operator is told."""
    terms, last = terms_of(work, site), last_entry(connection, site.site_key, STAGE, EVENT)
    if terms == last:
        return
    work.ledger.enter(connection, STAGE, EVENT, site_key=site.site_key, detail=terms)
    if last is None:
        return
    told = "；".join(_changes(last, terms))
    work.voice.say(f"{site.site_name}：采集范围的设置与上次不同（{told}），已有的结果保留")
    if terms["http.robots"] == "ignore" != last.get("http.robots"):
        freed = unbar(connection, site.site_key)
        work.voice.say(f"{site.site_name}：先前因 robots.txt 未采集的 {freed} 个网址重新列入采集")


def _changes(last: Mapping[str, str], terms: Mapping[str, str]) -> list[str]:
    names = [name for name in {**last, **terms} if last.get(name) != terms.get(name)]
    return [f"{name} 由“{last.get(name, '')}”改为“{terms.get(name, '')}”" for name in names]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]
