"""Articles that no list names any more since a later capture: their column is what the lists said of them before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archive.reading import read_body
from migrate.extract.site_reader import SiteReader
from migrate.ledger.frontier import place_of
from migrate.ledger.round_lines import former_lists
from migrate.model import Kind
from migrate.run.reading import MAX_PAGE
from migrate.run.work import Work
from migrate.urls import canonical


@dataclass(frozen=True)
class Naming:
    """A row of a list as it stood before a round, with the column that the list belonged to."""

    column: tuple[str, ...]
    list_title: str
    title: str
    published_at: str | None
    document_number: str


Namings = Mapping[str, list[Naming]]


def former_namings(work: Work, site_key: str, reader: SiteReader) -> Namings:
    """Give what the earlier captures of a site's changed lists named, by canonical URL; nothing without a round."""
    found: dict[str, list[Naming]] = {}
    with work.ledger.begin() as connection:
        for row in former_lists(connection, site_key):
            place: Any = place_of(connection, row.capture_id)
            body = read_body(work.workspace / place.warc, place.offset, limit=MAX_PAGE)
            page = reader.read(body, row.url, declared_charset=place.charset)
            if page.kind != Kind.LIST:
                continue
            for one in page.entries:
                naming = Naming(page.column, page.title, one.title, one.published_at, one.document_number)
                found.setdefault(canonical(one.url), []).append(naming)
    return found
