"""What is known for the documents: of a site, of its unit, of the office, and what people filled in.

One pass over the ledger a site; a run's fixed facts (settings, periods, verification) are read once.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row

from mappings.calendar import read_calendar
from mappings.channels import ChannelRule, read_channels
from mappings.forms.fields import FormDefinition, FormField
from mappings.vocabularies import read_vocabularies
from migrate.forms.facts import site_facts
from migrate.ledger.papers import newest_output
from migrate.ledger.supplied import supplied_to
from migrate.run.nouns import as_decision, as_site
from migrate.run.papers.accounting import accounting_of
from migrate.run.papers.addresses import addresses_of, new_home
from migrate.run.papers.following import overdue_facts, progress_facts, steps_by_site
from migrate.run.papers.kinds import OFFICE, SITE, UNIT, is_monthly
from migrate.run.papers.needed import Batch, Paper, unit_of
from migrate.run.words import DIFFERENCES
from migrate.run.work import ARCHIVE, MAPPINGS, REPORTS, Work, site_folder

Facts = Mapping[str, Any]
_OF_PORTAL = frozenset({"portal.name", "portal.base_url", "portal.domain"})  # the same for every site
_OF_OFFICE = frozenset({"office", "periods", *_OF_PORTAL})
VERIFIED = "verify.json"  # what the verify stage leaves below reports/


@dataclass
class Known:
    """What a run knows for its documents: the same for all of them, and the sites of the batch at work."""

    work: Work
    today: date
    tree: Sequence[ChannelRule]
    periods: Mapping[str, Any]
    verify: Mapping[str, Any]
    portal: Mapping[str, Any]
    steps: Mapping[str, Mapping[str, Any]]  # of closures, by site
    rules: Mapping[str, str]  # their names as people know them
    sites: dict[str, Facts] = field(default_factory=dict)


def read_known(work: Work, today: date) -> Known:
    """Read what is the same for all documents of a run."""
    office = work.workspace / MAPPINGS
    periods = {key: asdict(one) for key, one in read_calendar(office).periods.items() if one.verified}
    portal = work.settings.portal
    told = {"name": portal.name, "base_url": portal.base_url or None, "domain": portal.domain or None}
    tree = read_channels(*work.own("channels.toml"))
    with work.ledger.begin() as connection:
        steps = steps_by_site(work, connection, today)
    rules = read_vocabularies(office).labels["rule"]
    return Known(work, today, tree, periods, _verified(work), told, steps, rules)


def _verified(work: Work) -> Mapping[str, Any]:
    """What verification found, from the report it left; empty where there is none that can be read."""
    path = work.workspace / REPORTS / VERIFIED
    try:
        found = json.loads(path.read_text("utf-8"))
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(microsecond=0)
    except (OSError, ValueError):
        return {}
    clauses = found.get("clauses") if isinstance(found, dict) else found
    if not isinstance(clauses, list) or not all(isinstance(one, dict) for one in clauses):
        return {}
    clauses = [{**one, "holds": _holds(one)} for one in clauses]
    limits = list(dict.fromkeys(str(limit) for one in clauses for limit in _listed(one.get("limits"))))
    told = {"clauses": clauses, "holds": all(one["holds"] for one in clauses), "at": at, "limits": limits}
    if not isinstance(found, dict):
        return told
    names = {str(one.get("site")): str(one.get("name")) for one in found.get("sites", ()) if isinstance(one, dict)}
    compared = {
        "estimate": _estimated(found.get("estimates"), names),
        "second": _again(found.get("second_captures"), names),
    }
    return {**told, **{name: said for name, said in compared.items() if said}, **found, "clauses": clauses}


def _estimated(estimates: object, names: Mapping[str, str]) -> str:
    """The estimate of pages that no source names, in words; empty where the report does not speak of it."""
    if not isinstance(estimates, Mapping):
        return ""
    told = [
        f"{names.get(key, key)}约 {one['unseen'][0]} 个（95% 区间 {one['unseen'][1]}～{one['unseen'][2]}）"
        for key, one in estimates.items()
    ]
    return "；".join(told) or "各来源提到的页面不够多，未作估计"


def _again(rounds: object, names: Mapping[str, str]) -> str:
    """What second captures showed, in words; empty where the report does not speak of them."""
    if not isinstance(rounds, Mapping):
        return ""
    told = [f"{names.get(key, key)}第 {one['number']} 次采集{_differences(one)}" for key, one in rounds.items()]
    return "；".join(told) or "没有做第二次采集"


def _differences(one: Mapping[str, Any]) -> str:
    counts = one.get("counts") or {}
    said = "、".join(f"{DIFFERENCES.get(kind, kind)} {number}" for kind, number in counts.items())
    return f"：{said or '没有差异'}" if one.get("ended_at") else "尚未完成"


def _holds(clause: Mapping[str, Any]) -> bool:
    return clause.get("holds") is True or clause.get("state") == "holds"


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value] if value else []


def facts_of(known: Known, connection: Connection, paper: Paper) -> dict[str, Any]:
    """Give the facts that the fields of a document name as their sources."""
    sites = [_site(known, connection, site) for site in paper.sites]
    facts: dict[str, Any] = dict(sites[0]) if paper.definition.scope == SITE else {"sites": sites, **_shared(sites)}
    facts["as_of"] = max((one["as_of"] for one in sites), default=_start(known.today))
    facts["unit"] = {"name": paper.unit or None, "sites": sites, "siblings": paper.siblings}
    facts |= _around(known, paper)
    if is_monthly(paper.definition):
        facts["progress"] = progress_facts(known.work, connection, paper.subject)
        facts["overdue"] = overdue_facts(known.work, connection, paper.subject)
    facts["supplied"] = _supplied(connection, paper)
    return facts


def forget(known: Known, batch: Batch) -> None:
    """Let go of what was read for a batch of documents that is done: memory stays flat over hundreds of units."""
    for site in batch.sites:
        known.sites.pop(site.site_key, None)


def _site(known: Known, connection: Connection, site: Row[Any]) -> Facts:
    """What is known of a site, read once while its unit's documents are made."""
    if site.site_key not in known.sites:
        known.sites[site.site_key] = _read_site(known, connection, site)
    return known.sites[site.site_key]


def _read_site(known: Known, connection: Connection, site: Row[Any]) -> Facts:
    key = site.site_key
    addresses = addresses_of(known.work, connection, key, known.tree)
    accounting = accounting_of(connection, key, {one.channel: one.articles for one in addresses})
    place = f"{ARCHIVE}/{site_folder(key)}/index.html" if accounting.archived_pages else None
    newest = max(filter(None, (site.decided_at, newest_output(connection, key))))
    at = datetime.fromisoformat(newest)
    facts = site_facts(as_site(site), as_decision(site), accounting, place, at, known.rules)
    home = new_home(known.work, connection, key, site.url, addresses)
    return facts | {
        "portal": {**known.portal, "addresses": addresses, "url": home},
        "new_addresses": [one for one in addresses if one.url],
        "steps": known.steps.get(key, {}),
        "unit_name": unit_of(site),
        "supplied": supplied_to(connection, SITE, key),
    }


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _shared(sites: Iterable[Facts]) -> dict[str, Any]:
    """What a unit's sites agree on: the cells with the same words in every one."""
    cells: dict[str, Any] | None = None
    for site in sites:
        own = dict(site["cells"])
        cells = own if cells is None else {head: said for head, said in cells.items() if own.get(head) == said}
    return {"cells": cells or {}}


def _around(known: Known, paper: Paper) -> dict[str, Any]:
    """What does not depend on the sites: the office, the portal, periods, verification, the document itself."""
    office = {key: said or None for key, said in asdict(known.work.settings.office).items()}
    around: dict[str, Any] = {"office": office, "periods": known.periods, "verify": known.verify}
    around["paper"] = {"number": None, "date": None, "kind": paper.definition.kind, "title": paper.definition.title}
    if paper.definition.scope != SITE:
        around["portal"] = known.portal
    return around


def _supplied(connection: Connection, paper: Paper) -> dict[str, str]:
    """What people filled in for this document's fields, each looked up under what the field is about."""
    kept: dict[tuple[str, str], dict[str, str]] = {}
    found = {}
    for one in paper.definition.fields:
        scope, subject, name = about_whom(paper, one)
        if (scope, subject) not in kept:
            kept[scope, subject] = supplied_to(connection, scope, subject)
        if name in kept[scope, subject]:
            found[one.name] = kept[scope, subject][name]
    return found


def about_whom(paper: Paper, one: FormField) -> tuple[str, str, str]:
    """Give scope, subject and name under which a field is filled in.

    What all sources say of the office or of a unit is theirs: the office's telephone is asked for once, whatever the
    number of documents that print it. What is the document's own (its number, its day) is asked for each kind.
    """
    scope = scope_of(paper.definition, one)
    if scope == paper.definition.scope:
        return scope, paper.subject, supplied_name(paper.definition, one)
    return (UNIT, paper.unit, one.name) if scope == UNIT else (OFFICE, "", one.name)


def scope_of(definition: FormDefinition, one: FormField) -> str:
    """Give what a field of a kind is about: `site`, `unit` or `office`."""
    roots = {source if source in _OF_PORTAL else source.partition(".")[0] for source in one.sources}
    if roots and roots <= _OF_OFFICE and definition.scope != OFFICE:
        return OFFICE
    if roots == {"unit"} and definition.scope == SITE:
        return UNIT
    return definition.scope


def supplied_name(definition: FormDefinition, one: FormField) -> str:
    """Give the name under which a field's value is kept: its own, after its kind's where it is the document's own."""
    own = any(source.startswith("paper.") for source in one.sources)
    return f"{definition.kind}.{one.name}" if own else one.name
