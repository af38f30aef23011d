"""Clause 7 as conducted: the seal of the workspace against its files, and against what the ledger remembers of it.

A file that differs from the seal is damage, unless the ledger knows the file as it is now or a command that changes
things ran after the seal: then the seal is only older than the workspace, and a person sets it anew.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Row

from migrate.ledger import audit, outputs
from migrate.ledger.seals import newest_seal
from migrate.ledger.sites import known_sites
from migrate.model import Fault
from migrate.run.handing_over.ledger_extract import write_extract
from migrate.run.work import ARCHIVE, CAPTURES, REDIRECTS, Work
from migrate.verify.clauses import Gathering
from migrate.verify.members import sha256_of
from migrate.verify.records import FileFacts
from migrate.verify.seal import CHECK, EARLIER, OWN, WARC, Difference, Reading, differences, files_below, read_seal

SEAL, EXTRACT = "seal", "ledger-{}.jsonl"
COVERED = (f"{ARCHIVE}/", f"{CAPTURES}/", f"{REDIRECTS}/", f"{SEAL}/")  # in order of path
ANEW = "请运行 migrate seal 重新封存"
SHOWN = 5  # paths named in one sentence


@dataclass(frozen=True)
class _Known:
    """What the ledger knows now: digests of archived files, WARC files, and whether anything ran since the seal."""

    archived: dict[str, str]
    warcs: frozenset[str]
    commands: tuple[str, ...]


def check_seal(work: Work, files: dict[str, FileFacts], seventh: Gathering) -> None:
    """Take to clause 7 how the seal and the workspace agree; `files` are the WARC files as they were just read."""
    folder = work.workspace / SEAL
    reading = read_seal(folder)
    with work.ledger.begin() as connection:
        remembered = newest_seal(connection, SEAL)
        known = _known(connection, remembered)
    if reading is None:
        if remembered is not None:
            seventh.add([Fault(CHECK, "", SEAL, "台账记有封存，封存文件却不在了")])
        else:
            seventh.waiting.append(f"尚未封存，{ANEW}")
        return
    seventh.add(reading.faults)
    seventh.limits += reading.limits
    if reading.root is not None and (remembered is None or remembered.root != reading.root):
        seventh.add([Fault(CHECK, "", f"{SEAL}/seal.json", "封存与台账记的不是同一次")])
    if not reading.faults:
        _compare(work, reading, known, files, seventh)


def _known(connection: Connection, remembered: Row[Any] | None) -> _Known:
    sites = [site.site_key for site in known_sites(connection)]
    return _Known(
        {f"{ARCHIVE}/{row.path}": row.sha256 for key in sites for row in outputs.archived_rows(connection, key)},
        frozenset(name for key in sites for name in audit.warc_names(connection, key)),
        tuple(audit.commands_since(connection, remembered.run_id if remembered is not None else None)),
    )


def _compare(work: Work, reading: Reading, known: _Known, files: dict[str, FileFacts], seventh: Gathering) -> None:
    root, stale = work.workspace, []
    digests = {name: facts.sha256 for name, facts in files.items() if facts.sha256}
    counted: dict[str, tuple[Any, ...]] = {
        name: (facts.records, facts.first, facts.last) for name, facts in files.items() if facts.sha256
    }
    covered = _counted(_covered(root), seventh)
    for one in differences(root / SEAL, covered, digests, counted):
        problem = _problem(root, one, known)
        if problem is None:
            stale.append(one.path)
        else:
            seventh.add([Fault(CHECK, "", one.path, problem)])
    for path, url in _changed_extract(work):
        if known.commands:
            stale.append(path)
        else:
            seventh.add([Fault(CHECK, "", path, f"台账与封存时的摘录不同，其间没有任何命令改过它（{url}）")])
    if stale:
        named = "、".join(stale[:SHOWN]) + ("等" if len(stale) > SHOWN else "")
        seventh.waiting.append(f"封存之后又有 {len(stale)} 个文件经本工具新增、更新或撤下（{named}），{ANEW}")


def _changed_extract(work: Work) -> Iterator[tuple[str, str]]:
    """Give each sealed extract that the ledger would no longer give, with the first line that is another."""
    sealed = sorted((work.workspace / SEAL).glob(EXTRACT.format("*")))
    with TemporaryDirectory() as made, work.ledger.begin() as connection:
        if sealed:
            write_extract(connection, Path(made), (), base_url=work.settings.portal.base_url, name=EXTRACT)
        for path in sealed:
            now = Path(made) / path.name
            if not now.is_file() or sha256_of(now) != sha256_of(path):
                yield f"{SEAL}/{path.name}", _first_difference(path, now)


def _first_difference(sealed: Path, now: Path) -> str:
    if not now.is_file():
        return "整个摘录"
    with sealed.open("rb") as before, now.open("rb") as after:
        for number, (one, other) in enumerate(zip_longest(before, after), 1):
            if one != other:
                return f"第 {number} 行，{_named(one or other)}"
    return "次序"


def _named(line: bytes) -> str:
    """What a line of an extract is about; a line that was damaged cannot say."""
    try:
        told = json.loads(line)
    except ValueError:
        return "无法读取"
    names = ("url", "old_url", "article_key", "site")
    return next((str(told[name]) for name in names if told.get(name)), "") if isinstance(told, dict) else "无法读取"


def _counted(files: Iterator[tuple[str, Path]], seventh: Gathering) -> Iterator[tuple[str, Path]]:
    for one in files:
        seventh.checked += 1
        yield one


def _covered(root: Path) -> Iterator[tuple[str, Path]]:
    """The files that the seal covers, in order of path: all but the seal's own."""
    own = {f"{SEAL}/{name}" for name in OWN}
    for top in COVERED:
        for path, file in files_below(root, top):
            if path not in own and not path.startswith(f"{SEAL}/{EARLIER}/"):
                yield path, file


def _problem(root: Path, one: Difference, known: _Known) -> str | None:
    """Say why a difference is damage; None where the workspace only went on after the seal."""
    if one.path.startswith(f"{SEAL}/"):
        return "封存的台账摘录被改动过、不在了或不是封存时的"
    if one.path.endswith(WARC) and one.sealed is not None:
        return "封存之后 WARC 文件变了或不在了"
    if one.path.startswith(f"{CAPTURES}/") and one.path in known.warcs:
        return None
    if one.path in known.archived and (root / one.path).is_file():
        now = one.found or sha256_of(root / one.path)
        if now == known.archived[one.path] and known.commands:
            return None
    elif known.commands:
        return None  # a page that the archive itself adds, or a list of redirects: written anew by a command
    if one.sealed is None:
        return "封存之后多出来的文件"
    return "封存之后文件不在了" if one.found is None else "封存之后文件的字节变了"
