"""Screening of attachments as conducted: every captured file is read once by its digest, in a guarded child process.

What is found stands at the file's own address: articles that share a file share its findings, and one decision of the
office holds for all of them. Which files were looked at is noted in the stage `screen` of the site.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from posixpath import basename
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import Row

from archive.errors import ArchiveError
from archive.reading import read_body
from mappings.screening import Screening
from migrate.ledger import findings
from migrate.ledger.frontier import stored_files
from migrate.ledger.sites import finish_stage, stage_of
from migrate.model import Kind
from migrate.run.work import Work
from migrate.screen.attached import UNREAD, screen_attachment
from migrate.screen.files.guard import AttachmentReader
from migrate.screen.files.told import Piece

STAGE = "screen"
KINDS = (Kind.ATTACHMENT, Kind.OTHER)
MAX_FILE = 128 << 20  # bytes of one attachment that are read
NOTED = 100  # files between two notes of how far this is: an interrupted run goes on from there
SHORT = 16  # hex digits of a digest that tell a site's files apart


def screen_attachments(work: Work, site: Row[Any], rules: Screening, edition: str) -> None:
    """Every captured file of the site was looked into by the rules as they are now."""
    with work.ledger.begin() as connection:
        rows = [row for row in stored_files(connection, site.site_key, KINDS) if row.method == "GET" and row.sha256]
        done = stage_of(connection, site.site_key, STAGE)
        before: Mapping[str, str] = done.detail["seen"] if done is not None else {}
        now = {str(row.id): row.sha256[:SHORT] for row in rows}
        known = before if done is not None and done.source_hash == edition else {}
        if done is not None and done.source_hash == edition and known == now:
            return
        findings.forget_findings(connection, [int(url_id) for url_id in before if url_id not in now])
        names = _names(findings.files_of_articles(connection, site.site_key))
    seen = {url_id: digest for url_id, digest in known.items() if now.get(url_id) == digest}
    groups = [group for group in _by_digest(rows) if any(str(row.id) not in seen for row in group)]
    with AttachmentReader() as reader, tempfile.TemporaryDirectory() as folder:
        for number, group in enumerate(groups, 1):
            found = _found(group[0], names, _pieces(work, reader, group[0], Path(folder) / "attachment"), rules)
            seen |= {str(row.id): row.sha256[:SHORT] for row in group}
            with work.ledger.begin() as connection:
                for row in group:
                    findings.enter_findings(connection, row.site_key, row.id, edition, found)
                if number % NOTED == 0:
                    finish_stage(connection, site.site_key, STAGE, edition, {"seen": seen})
            work.voice.progress("审查附件", site.site_name, number, len(groups))
    with work.ledger.begin() as connection:
        finish_stage(connection, site.site_key, STAGE, edition, {"seen": now})


def _found(
    row: Row[Any], names: Mapping[str, str], pieces: Iterator[Piece], rules: Screening
) -> list[dict[str, str | None]]:
    name = names.get(row.sha256) or unquote(basename(urlsplit(row.url).path)) or "附件"
    found = screen_attachment(name, pieces, rules)
    if row.kind == Kind.OTHER and row.sha256 not in names:  # fonts and data files of the pages are no attachments
        found = tuple(one for one in found if one.kind != UNREAD)
    return [{"article_key": None, **asdict(one)} for one in found]


def _by_digest(rows: Sequence[Row[Any]]) -> Iterator[list[Row[Any]]]:
    """The addresses that gave the same bytes, together."""
    for _, group in groupby(sorted(rows, key=lambda row: (row.sha256, row.id)), key=lambda row: row.sha256):
        yield list(group)


def _names(files: Iterator[tuple[str, list[dict[str, Any]]]]) -> dict[str, str]:
    """What articles call their files, by digest."""
    return {one["sha256"]: one["name"] for _, attached in files for one in attached if one.get("sha256")}


def _pieces(work: Work, reader: AttachmentReader, row: Row[Any], path: Path) -> Iterator[Piece]:
    try:
        path.write_bytes(read_body(work.workspace / row.warc, row.offset, limit=MAX_FILE))
    except ArchiveError:
        yield Piece("", "", unread=f"超过 {MAX_FILE >> 20} MiB，没有查看")
        return
    yield from reader.read(path)
