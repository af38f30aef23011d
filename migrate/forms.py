"""文书: documents to sign, filled from what is known of a site, with visible blanks for what is not.

Every value is hostile text: it came from a spreadsheet or an old page. It is cleaned of what XML and a reader's eye
cannot stand, escaped by the template engine, and never read as a template again.
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from typing import Protocol
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from migrate.errors import StageError
from migrate.model import Decision, Form, Reason, Site

BLANK = "（待填）"
BEIJING = timezone(timedelta(hours=8), "北京时间")
# Characters that no XML document may hold, and those that turn the reading direction and so hide what stands there.
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
# A form is for signing: more lines than these belong in the report.
LONGEST_LIST = 20
# Signs beside the letters of a heading, which spreadsheets put there for looks.
_ORNAMENT = re.compile(r"[\W_]+")
# ZIP knows no time before this one; a fixed time makes equal documents equal byte for byte.
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
# What an office's own layout file can set off: no file, no zip, no document, no XML, no expression.
_UNUSABLE = (OSError, PackageNotFoundError, BadZipFile, KeyError, ValueError, SyntaxError, TypeError, TemplateError)


class Field(Protocol):
    """One blank of a form, as the mapping gives it."""

    @property
    def name(self) -> str:
        """The placeholder's name in the template."""

    @property
    def label(self) -> str:
        """What the office calls it."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Where to look, in this order: paths into the facts."""

    @property
    def shape(self) -> str:
        """One of text, count, counts, list."""

    @property
    def words(self) -> str:
        """The word list that translates a code, or ""."""

    @property
    def unit(self) -> str:
        """The measure word after a count."""

    @property
    def none(self) -> str:
        """What an empty list says."""

    @property
    def required(self) -> bool:
        """Whether the document may not go out without it."""


class Basis(Protocol):
    """A published text that a form rests on."""

    @property
    def number(self) -> str:
        """Its number, 国办发〔2017〕47号."""

    @property
    def title(self) -> str:
        """Its title, without the marks 《》."""


class Definition(Protocol):
    """A kind of form, as the mapping gives it."""

    @property
    def kind(self) -> str:
        """Its name in commands and file names."""

    @property
    def title(self) -> str:
        """The title on the document."""

    @property
    def fields(self) -> Sequence[Field]:
        """Its blanks, in order."""

    @property
    def bases(self) -> Mapping[str, Basis]:
        """The texts it rests on."""

    @property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        """The words for codes."""


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
    site: Site, decision: Decision, accounting: Accounting, archive_place: str | None, as_of: datetime
) -> dict[str, object]:
    """Give the facts that the fields of a form name as their sources; `as_of` is the ledger's time (aware)."""
    return {
        "site": asdict(site),
        "cells": site.original,
        "decision": {
            "action": decision.action,
            "bases": tuple(dict.fromkeys(reason.basis for reason in decision.reasons)),
            "grounds": tuple(map(_ground, decision.reasons)),
        },
        "accounting": {
            **asdict(accounting),
            "urls": _total(accounting.outcomes),
            "placed": _total(accounting.channels),
        },
        "archive_place": archive_place,
        "as_of": as_of,
    }


def write_form(facts: Mapping[str, object], definition: Definition, template: Path, target: Path) -> Form:
    """Fill `template` and put the document at `target`, whole or not at all; equal facts give equal bytes.

    The answer's `missing` lists the labels of required fields for which no fact was found; its `path` is `target`.
    """
    values = {field.name: _said(_found(facts, field), field, definition) for field in definition.fields}
    missing = [field.label for field in definition.fields if field.required and values[field.name] == BLANK]
    values["title"] = definition.title
    values["bases"] = "；".join(f"《{basis.title}》（{basis.number}）" for basis in definition.bases.values())
    as_of = facts["as_of"]
    if not isinstance(as_of, datetime):
        raise StageError(f"{definition.title}缺少数据截至时间", "请从台账取时间后重新生成")
    _replace(target, _settled(_filled(template, values, f"{definition.title}：{values.get('site_name', '')}", as_of)))
    site = facts.get("site")
    site_key = str(site["site_key"]) if isinstance(site, Mapping) else ""
    return Form(site_key, definition.kind, definition.title, str(target), tuple(missing))


def _ground(reason: Reason) -> str:
    cells = f"（清理表：{'、'.join(reason.cells)}）" if reason.cells else ""
    return f"规则 {reason.rule}：{reason.fact}{cells}"


def _total(counts: Mapping[str, int] | None) -> int | None:
    return None if counts is None else sum(counts.values())


def _found(facts: Mapping[str, object], field: Field) -> object:
    """The first source that has something to say; an empty list is something, an empty text is not."""
    candidates = [_at(facts, source) for source in field.sources]
    return next((candidate for candidate in candidates if _is_given(candidate)), None)


def _at(facts: Mapping[str, object], source: str) -> object:
    root, _, rest = source.partition(".")
    place = facts.get(root)
    if root == "cells" and isinstance(place, Mapping):
        wanted = _ORNAMENT.sub("", rest)
        return next((said for heading, said in place.items() if _ORNAMENT.sub("", str(heading)) == wanted), None)
    for name in filter(None, rest.split(".")):
        place = place.get(name) if isinstance(place, Mapping) else None
    return place


def _is_given(value: object) -> bool:
    return value is not None and (not isinstance(value, str) or bool(_clean(value)))


def _said(value: object, field: Field, definition: Definition) -> str:
    """What stands in the blank."""
    words = definition.words.get(field.words, {})
    if value is None:
        return BLANK
    if field.shape == "counts" and isinstance(value, Mapping):
        counted = (f"{_clean(words.get(str(name), str(name)))} {number} {field.unit}" for name, number in value.items())
        return "；".join(counted) or field.none or BLANK
    if field.shape == "list" and isinstance(value, Iterable) and not isinstance(value, str):
        return "\n".join(_shortened([line for line in map(_clean, map(str, value)) if line])) or field.none or BLANK
    if isinstance(value, datetime):
        moment = value.astimezone(BEIJING)
        return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"
    return _clean(words.get(str(value), str(value))) + field.unit


def _shortened(lines: list[str]) -> list[str]:
    return lines if len(lines) <= LONGEST_LIST else [*lines[:LONGEST_LIST], f"……共 {len(lines)} 项，其余见台账"]


def _clean(text: str) -> str:
    """One line of text that a document can hold and a reader can see."""
    return " ".join(_UNPRINTABLE.sub(" ", text.encode("utf-8", "replace").decode("utf-8")).split())


def _filled(template: Path, values: Mapping[str, str], title: str, as_of: datetime) -> bytes:
    try:
        document = DocxTemplate(str(template))
        unknown = document.get_undeclared_template_variables() - values.keys()
        if unknown:
            names = "、".join(sorted(unknown))
            raise StageError(f"版式文件 {template.name} 用了没有定义的占位符 {names}", "请改成栏目表中的名称")
        document.render(dict(values), SandboxedEnvironment(autoescape=True), autoescape=True)
    except _UNUSABLE as error:
        raise StageError(f"版式文件 {template.name} 不能使用：{error}", "请检查它是否为完整的 .docx 文件") from error
    properties = document.docx.core_properties
    properties.title, properties.revision = title[:255], 1
    properties.created = properties.modified = as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _settled(document: bytes) -> bytes:
    """The same document with nothing in it that depends on the hour or the machine."""
    file = BytesIO()
    with ZipFile(BytesIO(document)) as made, ZipFile(file, "w", ZIP_DEFLATED) as kept:
        for name in made.namelist():
            member = ZipInfo(name, _ZIP_EPOCH)
            member.compress_type, member.create_system = ZIP_DEFLATED, 0
            kept.writestr(member, made.read(name))
    return file.getvalue()


def _replace(target: Path, body: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    with part.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
