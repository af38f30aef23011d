"""An article as the embedded portal's page shows it, and how its document tells it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from migrate.portal import documents
from migrate.portal.documents import Head


@dataclass(frozen=True)
class Attached:
    """An attachment as the page lists it: name, path below the home (None: lost with the old site), size in bytes."""

    name: str
    path: str | None
    size: int | None


@dataclass(frozen=True)
class Content:
    """The rest of an article, as its page shows it."""

    old_url: str
    site_key: str
    site_name: str
    source: str
    author: str
    keywords: str
    description: str
    body_html: str
    attachments: tuple[Attached, ...]
    facts: tuple[tuple[str, str], ...] = ()  # label and value of each line in the box above an official document


def table_of(content: Content) -> dict[str, Any]:
    """Give the content as a document tells it."""
    return asdict(content)


def write_article(state: Path, head: Head, content: Content) -> None:
    """The article's document is on the disk, whole; stopped half-way the old one is."""
    documents.write_document(state, head, table_of(content))


def read_article(state: Path, remote_id: str) -> tuple[Head, Content] | None:
    """Give an article's head and content, None where there is no such article."""
    with documents.readable(documents.place_of(state, remote_id)):
        found = documents.read_document(state, remote_id)
        return (found[0], _content(found[1])) if found else None


def _content(table: Mapping[str, Any]) -> Content:
    values = {one.name: table[one.name] for one in fields(Content) if one.name != "facts"}
    attachments = tuple(Attached(**row) for row in table["attachments"])
    facts = tuple((label, said) for label, said in table.get("facts", ()))
    return Content(**{**values, "attachments": attachments, "facts": facts})
