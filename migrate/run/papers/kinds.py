"""The kinds of documents there are, and those that the operator asked for."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from mappings.forms.fields import FormDefinition, read_forms
from migrate.errors import StageError
from migrate.run.work import MAPPINGS, Work

SITE, UNIT, OFFICE = "site", "unit", "office"  # what one document is about


def all_definitions(work: Work) -> Mapping[str, FormDefinition]:
    """Give every kind there is, the office's own laid over the shipped ones; read once while no file changes."""
    office = work.workspace / MAPPINGS
    own = [*(office / "forms").glob("*")] if (office / "forms").is_dir() else []
    return _read(office, frozenset((path.name, path.stat().st_mtime_ns) for path in own))


@lru_cache(maxsize=1)
def _read(office: Path, _own: frozenset[tuple[str, int]]) -> Mapping[str, FormDefinition]:
    return read_forms(office)


def definitions_for(work: Work, kind: str | None) -> Mapping[str, FormDefinition]:
    """Give the kinds to make: the one asked for by its key or title, else all that some decision needs.

    Raises StageError for a kind that is not known.
    """
    known = all_definitions(work)
    if kind is None:
        return {key: one for key, one in known.items() if one.needs}
    asked = {key: one for key, one in known.items() if kind in (key, one.title)}
    if not asked:
        named = "、".join(f"{key}（{one.title}）" for key, one in known.items())
        raise StageError(f"没有名为 {kind} 的文书", f"可用的文书：{named}")
    return asked


def is_needed(definition: FormDefinition, site: Row[Any]) -> bool:
    """Whether a site's decision asks for this kind; one that no decision asks for is about every site."""
    return not definition.needs or site.action in definition.needs


def is_monthly(definition: FormDefinition) -> bool:
    """Whether a document of this kind is about a month: it tells progress or what is overdue."""
    sources: Collection[str] = [source for field in definition.fields for source in field.sources]
    sources = [*sources, *(table.rows for table in definition.tables)]
    return definition.scope == OFFICE and any(one.partition(".")[0] in {"progress", "overdue"} for one in sources)
