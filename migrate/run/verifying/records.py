"""Clauses 3 to 5 as conducted: every WARC file against what the ledger claims of it, two files at a time."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from migrate.ledger import audit
from migrate.ledger.sites import known_sites
from migrate.model import Fault, Outcome
from migrate.run.work import CAPTURES, Work, site_folder
from migrate.verify.claims import OPEN_SUFFIX, Claim, FileAudit, check_file
from migrate.verify.clauses import Gathering
from migrate.verify.records import CHECK, FileFacts

AT_ONCE = 2  # files read side by side: digests and unpacking leave the interpreter free
KEPT = (Outcome.STORED, Outcome.REVISIT)


@dataclass
class Reread:
    """What came of re-reading: the clauses, and what is now known of each file (by its path below the workspace)."""

    bodies: Gathering = field(default_factory=lambda: Gathering(3))
    order: Gathering = field(default_factory=lambda: Gathering(4))
    records: Gathering = field(default_factory=lambda: Gathering(5))
    files: dict[str, FileFacts] = field(default_factory=dict)
    without_end: int = 0
    unclear: int = 0
    bytes: int = 0

    def take(self, name: str, audit_of_file: FileAudit) -> None:
        """Take what came of one file."""
        facts = audit_of_file.facts
        self.files[name] = facts
        self.bodies.add(audit_of_file.framing, audit_of_file.bodies)
        self.order.add(audit_of_file.placing, 1)
        self.records.add(audit_of_file.reading, facts.records)
        self.without_end += audit_of_file.without_end
        self.unclear += audit_of_file.unclear
        self.bytes += facts.size


def check_records(work: Work, sites: Sequence[Row[Any]], reread: Reread) -> None:
    """Re-read every record of the sites; what lies beside them and belongs to nobody is told too."""
    waiting: deque[tuple[str, Future[FileAudit]]] = deque()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for site in sites:
            with work.ledger.begin() as connection:
                for name, path, claims in files_of(connection, work.workspace, site.site_key):
                    waiting.append((name, pool.submit(check_file, site.site_key, path, claims)))
                    if len(waiting) > AT_ONCE:  # the claims of no more files than that lie in memory
                        _take(reread, *waiting.popleft())
                reread.order.add(_strangers(connection, work, site.site_key))
            work.voice.progress("核验", site.site_name, 1, 1)
        while waiting:
            _take(reread, *waiting.popleft())
    reread.order.add(_foreign_folders(work))


def _take(reread: Reread, name: str, coming: Future[FileAudit]) -> None:
    reread.take(name, coming.result())


def record_faults(connection: Connection, work: Work, site: Row[Any]) -> list[Fault]:
    """Give every fault of a site's records, in order of the files."""
    told = [fault for _, path, claims in files_of(connection, work.workspace, site.site_key)
            for fault in check_file(site.site_key, path, claims).faults]  # fmt: skip
    return [*told, *_strangers(connection, work, site.site_key)]


def files_of(connection: Connection, workspace: Path, site_key: str) -> Iterator[tuple[str, Path, list[Claim]]]:
    """Give every WARC file that the ledger names for a site: name, where it lies, and the claims about it."""
    for name in audit.warc_names(connection, site_key):
        path = workspace / name
        torn = path.with_name(path.name + OPEN_SUFFIX)
        claims = [_claim(row) for row in audit.claims_in(connection, name)]
        yield name, torn if torn.is_file() and not path.is_file() else path, claims


def _claim(row: Row[Any]) -> Claim:
    whole = row.truncated is None and row.outcome != Outcome.QUARANTINED
    return Claim(
        url=row.url,
        offset=row.offset,
        end=row.end,
        record_id=row.record_id,
        payload_digest=row.payload_digest,
        sha256=row.sha256,
        decodable=whole,
        revisit_of=row.original_id or (row.revisit_of and f"台账第 {row.revisit_of} 条"),  # one that is not there
        tls=row.tls,
        original_digest=row.original_digest,
        status=row.status,
        fetched_at=row.fetched_at,
        truncated=row.truncated,
        is_kept=row.outcome in KEPT and row.standing_id == row.id,
    )


def _strangers(connection: Connection, work: Work, site_key: str) -> Iterator[Fault]:
    folder = work.workspace / CAPTURES / site_folder(site_key)
    known = {Path(name).name for name in audit.warc_names(connection, site_key)}
    for path in sorted(folder.glob("*")) if folder.is_dir() else []:
        if path.name.removesuffix(OPEN_SUFFIX) not in known:
            yield Fault(CHECK, site_key, path.name, "台账中没有的文件")


def _foreign_folders(work: Work) -> Iterator[Fault]:
    """Nothing lies among captures that belongs to no site."""
    root = work.workspace / CAPTURES
    with work.ledger.begin() as connection:
        known = {site_folder(site.site_key) for site in known_sites(connection)}
    for path in sorted(root.iterdir()) if root.is_dir() else []:
        if path.name not in known:
            yield Fault(CHECK, "", f"{CAPTURES}/{path.name}", "不属于任何网站")
