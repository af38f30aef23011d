"""Which documents each decision needs: for one site or hundreds, unit by unit, each with its subject and its place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from mappings.forms.fields import FormDefinition
from migrate.errors import StageError
from migrate.forms.values import BEIJING
from migrate.run.papers.kinds import OFFICE, SITE, UNIT, is_monthly, is_needed
from migrate.run.papers.names import safe_name, told_apart
from migrate.run.work import FORMS, Order

MERGED, OWN, NO_UNIT = "合并打印", "本办公室", "主办单位不明"  # folders below forms/ that are no unit's


@dataclass(frozen=True)
class Paper:
    """One document to make: its kind, what it is about (`subject`), and where it lies, without the file's ending.

    `sites` are those it is about: one, those of a unit, or all that its kind concerns.
    """

    definition: FormDefinition
    subject: str
    unit: str
    sites: tuple[Row[Any], ...]
    place: str
    siblings: tuple[str, ...] = ()  # names of its unit's other sites

    @property
    def site(self) -> Row[Any] | None:
        """The one site that it is about, None where it is about several."""
        return self.sites[0] if self.definition.scope == SITE else None


@dataclass(frozen=True)
class Batch:
    """The documents of one unit, or of the office (`unit` is empty)."""

    unit: str
    sites: tuple[Row[Any], ...]
    papers: tuple[Paper, ...]


def unit_of(site: Row[Any]) -> str:
    """Give the unit that runs a site; the folder's name for the unknown where the sheet names none."""
    return " ".join(str(site.owner or "").split()) or NO_UNIT


def this_month() -> str:
    """Give the present month in Beijing, `YYYY-MM`."""
    return datetime.now(BEIJING).strftime("%Y-%m")


def sites_of_unit(sites: Sequence[Row[Any]], unit: str | None) -> list[Row[Any]]:
    """Give the sites of the unit asked for, by its name or a part of it; StageError where there is none."""
    if unit is None:
        return list(sites)
    wanted = " ".join(unit.split())
    found = [site for site in sites if unit_of(site) == wanted]
    found = found or [site for site in sites if wanted in unit_of(site)]
    if not found:
        known = "、".join(sorted({unit_of(site) for site in sites})[:20])
        raise StageError(f"没有名为 {unit} 的主办单位", f"可写全称或其中一部分；现有：{known or '（无）'}")
    return found


def batches(
    definitions: Iterable[FormDefinition],
    sites: Sequence[Row[Any]],
    everyone: Sequence[Row[Any]],
    order: Order,
) -> Iterator[Batch]:
    """Give what is to be made for `sites`, unit by unit, the office's own documents last.

    `everyone` are all sites whose decisions stand: a unit's document tells of all its sites, and names stay the same
    whatever part is asked for.
    """
    kinds = {scope: [one for one in definitions if one.scope == scope] for scope in (SITE, UNIT, OFFICE)}
    plain = order.kind is not None  # asked for by name: its wider scope is meant too
    folders = unit_folders({unit_of(site) for site in (*everyone, *sites)})
    by_unit = _by_unit(sites)
    whole = _by_unit(everyone)
    for unit in sorted(by_unit):
        papers = _site_papers(kinds[SITE], by_unit[unit], whole.get(unit, []), folders[unit], order)
        if plain or not order.sites:
            papers += _unit_papers(kinds[UNIT], unit, whole.get(unit) or by_unit[unit], folders[unit])
        if papers:
            yield Batch(unit, tuple(by_unit[unit]), tuple(papers))
    if plain or not (order.sites or order.unit):
        yield Batch("", (), tuple(_office_papers(kinds[OFFICE], everyone, order.month)))


def check_named(definitions: Iterable[FormDefinition], order: Order) -> None:
    """Raise StageError where a kind that no decision needs is asked for, and of no site in particular."""
    unasked = [one.title for one in definitions if one.scope == SITE and not one.needs]
    if unasked and not (order.sites or order.unit):
        raise StageError(
            f"《{unasked[0]}》不是每个网站都要的，只为指明的网站出具", "请写明网站，或用 --unit 写明主办单位"
        )


def unit_folders(units: Iterable[str]) -> dict[str, str]:
    """Give each unit's folder below `forms/`."""
    return told_apart({unit: unit for unit in units if unit != NO_UNIT}, (MERGED, OWN, NO_UNIT)) | {NO_UNIT: NO_UNIT}


def _by_unit(sites: Iterable[Row[Any]]) -> dict[str, list[Row[Any]]]:
    grouped: dict[str, list[Row[Any]]] = {}
    for site in sites:
        grouped.setdefault(unit_of(site), []).append(site)
    return grouped


def _site_papers(
    kinds: Sequence[FormDefinition], sites: Sequence[Row[Any]], all_sites: Sequence[Row[Any]], folder: str, order: Order
) -> list[Paper]:
    named: Mapping[str, str] = {site.site_key: site.site_name for site in (*all_sites, *sites)}
    names = told_apart({key: name or key for key, name in named.items()})
    meant = bool(order.kind and order.sites)  # both said aloud: made whatever the decision is
    papers = []
    for site in sites:
        others = tuple(name for key, name in named.items() if key != site.site_key)
        stem = f"{FORMS}/{folder}/{names[site.site_key]}"
        for one in kinds:
            if meant or is_needed(one, site):
                papers.append(Paper(one, site.site_key, unit_of(site), (site,), f"{stem}-{_title(one)}", others))
    return papers


def _unit_papers(kinds: Sequence[FormDefinition], unit: str, sites: Sequence[Row[Any]], folder: str) -> Iterator[Paper]:
    for one in kinds:
        if own := tuple(site for site in sites if is_needed(one, site)):
            yield Paper(one, unit, unit, own, f"{FORMS}/{folder}/{_title(one)}")


def _office_papers(kinds: Sequence[FormDefinition], sites: Sequence[Row[Any]], month: str | None) -> Iterator[Paper]:
    for one in kinds:
        own = tuple(site for site in sites if is_needed(one, site))
        subject = (month or this_month()) if is_monthly(one) else ""
        if own or subject:
            yield Paper(one, subject, "", own, f"{FORMS}/{OWN}/{_title(one)}{subject and f'-{subject}'}")


def _title(definition: FormDefinition) -> str:
    return safe_name(definition.title)
