"""文书: a document of any kind, made of facts and put at its place."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from migrate.errors import StageError
from migrate.forms.definition import Definition
from migrate.forms.filling import filled
from migrate.forms.pages import page
from migrate.forms.tables import workbook
from migrate.forms.values import BLANK, Values, said
from migrate.model import Form


def write_paper(facts: Mapping[str, object], definition: Definition, target: Path) -> Form:
    """Put the document at `target` (its path without a suffix), one file an output, each whole or not at all.

    Equal facts give equal bytes. The answer has what every blank says, the labels of required ones that nobody
    supplied, and the path of the first file.
    """
    as_of = facts.get("as_of")
    if not isinstance(as_of, datetime):
        raise StageError(f"{definition.title}缺少数据截至时间", "请从台账取时间后重新生成")
    told = said(facts, definition)
    paths = [target.with_name(f"{target.name}.{output}") for output in definition.outputs]
    bodies = [paper_bytes(told.values, definition, output, as_of) for output in definition.outputs]
    for path, body in zip(paths, bodies, strict=True):
        replace_file(path, body)
    site = facts.get("site")
    site_key = str(site["site_key"]) if isinstance(site, Mapping) and "site_key" in site else ""
    missing = tuple(one.label for one in told.missing)
    return Form(site_key, definition.kind, definition.title, str(paths[0]), missing, told.values)


def paper_bytes(values: Values, definition: Definition, output: str, as_of: datetime) -> bytes:
    """Give one file of the document; `as_of` is the time that its properties carry (aware)."""
    title = _title(values, definition)
    if output == "xlsx":
        return workbook(definition, values, title, as_of)
    if output == "html":
        return page(definition.templates[output], values)
    return filled(definition.templates[output], values, title, as_of)


def _title(values: Values, definition: Definition) -> str:
    about = next((str(values[name]) for name in ("site_name", "unit_name") if name in values), BLANK)
    return definition.title if about == BLANK else f"{definition.title}：{about}"


def replace_file(target: Path, body: bytes) -> None:
    """The bytes lie at `target`, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    with part.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
