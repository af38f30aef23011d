"""One row → one site: addresses, code, name, owner, facts, opinions, contradictions, each with its cells."""

from migrate.model import Site
from migrate.sheet.cells.addresses import read_addresses
from migrate.sheet.cells.codes import read_code
from migrate.sheet.cells.text import plain_words
from migrate.sheet.facts import read_facts
from migrate.sheet.flags import ORDER, read_flags
from migrate.sheet.grid import Grid
from migrate.sheet.keeping import keeps_content
from migrate.sheet.keys import site_key
from migrate.sheet.opinions import read_opinions, wants_subsite
from migrate.sheet.rows import Record
from migrate.sheet.told import Measures


def read_site(grid: Grid, record: Record, measures: Measures) -> Site:
    """The site that the row tells of."""
    words = measures.words
    urls, rest = _addresses(record)
    said_code = record.first("site_code")
    code, bad_code = read_code(said_code.value) if said_code is not None else (None, False)
    name = _name(record, rest)
    facts = read_facts(record, code, name, measures)
    opinions = read_opinions(record, words)
    keep = keeps_content(record, words)
    flags = read_flags(record, facts, opinions, code, keep, measures)
    if not urls:
        said_url = record.first("url")
        flags["bad_url"] = (said_url.place,) if said_url is not None else ()
    if bad_code and said_code is not None:
        flags["bad_code"] = (said_code.place,)
    return Site(
        site_key=site_key(code, urls[0] if urls else None, name),
        site_name=name,
        url=urls[0] if urls else None,
        file=grid.file,
        sheet=grid.sheet,
        row=record.row,
        other_urls=tuple(urls[1:]),
        also_rows=record.also_rows,
        site_code=code,
        owner=_owner(record),
        evidence=facts,
        flags=tuple(flag for flag in ORDER if flag in flags),
        wants_subsite=wants_subsite(record, opinions, words),
        keep_content=keep,
        original=record.original,
        owner_opinion=opinions.owner,
        office_opinion=opinions.office,
        target=plain_words(record.text("target")),
        flag_cells=flags,
    )


def _addresses(record: Record) -> tuple[list[str], str]:
    """The addresses of the row: of the url cells, their links, the name's cell, its link; and the words beside them."""
    rest = ""
    for name in ("url", "site_name"):
        for said in record.cells.get(name, ()):
            read = read_addresses(said.text)
            if read.urls:
                return list(read.urls), read.rest if name == "url" else ""
            if said.link and (linked := _linked(said.link)):
                return linked, said.text if name == "url" else ""
    return [], rest


def _linked(target: str) -> list[str]:
    """The address that a link leads to; mail, files and places in the workbook are none."""
    if target.lower().startswith(("mailto:", "file:", "#", "\\")):
        return []
    return list(read_addresses(target).urls)


def _name(record: Record, beside_address: str) -> str:
    """The name without an address in it; what stands beside the address where there is no cell for the name."""
    for said in record.cells.get("site_name", ()):
        read = read_addresses(said.text)
        name = plain_words(read.rest if read.urls else said.text)
        if name:
            return name
    return plain_words(beside_address)


def _owner(record: Record) -> str:
    """The owner; the system's own export may name the supervising unit in its place."""
    by_supervisor = record.table.export and not record.table.has("owner")
    return plain_words(record.text("supervisor" if by_supervisor else "owner"))
