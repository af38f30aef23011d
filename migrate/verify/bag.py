"""A hand-over folder (BagIt) checked by itself: its manifests, its seal, its records, its pages against its records."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrate.model import Fault
from migrate.verify.archived import CHECK as ARCHIVED
from migrate.verify.archived import Archived, check_archived
from migrate.verify.members import Member, sha256_of
from migrate.verify.records import FileFacts, Record, read_file
from migrate.verify.seal import CHECK as SEALED
from migrate.verify.seal import OWN, WARC, Reading, differences, files_below, read_seal

CHECK = "移交包"
DECLARATION, MANIFEST, TAGS = "bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"
DECLARED = b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"
URLS, CATALOGUE, ARCHIVE = "data/ledger/urls.jsonl", "catalogue.jsonl", "archive"
_LINE = re.compile(r"([0-9a-f]{64}) {1,2}(.+)")


@dataclass
class Answers:
    """What the records of all bags hold: the body's digest by place and by record id."""

    by_place: dict[tuple[str, int], str] = field(default_factory=dict)  # record ids
    ids: dict[str, tuple[str, str | None]] = field(default_factory=dict)  # id → payload digest, body's digest
    again: list[tuple[str, str, str, dict[str, str]]] = field(default_factory=list)  # file, id, URL, fields
    cut_short: list[Fault] = field(default_factory=list)
    bodies: int = 0
    without_end: int = 0

    def take(self, warc: str, record: Record, member: Member) -> None:
        """Know a record."""
        if record.kind in ("response", "revisit", "resource", "conversion"):
            self.by_place[warc, member.offset] = record.record_id
        if record.kind in ("response", "resource", "conversion"):
            self.ids[record.record_id] = (record.payload_digest, record.body_sha256)
            self.bodies += 1
        if record.kind == "revisit":
            self.again.append((warc, record.record_id, record.url, dict(record.fields)))
        body = record.message.body if record.message is not None and record.kind == "response" else None
        if body is not None and body.is_cut_short and "warc-truncated" not in record.fields:
            self.cut_short.append(Fault(CHECK, "", record.url, f"正文比应答头部所写的短，却没有标明（{warc}）"))
        self.without_end += body is not None and body.ends_with_connection

    def lost(self) -> Iterator[Fault]:
        """Every revisit that does not find its original; the others get the original's body."""
        for warc, record_id, url, fields in self.again:
            original = self.ids.get(fields.get("warc-refers-to", ""))
            if original is None or original[0] != fields.get("warc-payload-digest"):
                yield Fault(CHECK, "", url, f"重访记录所指的原始记录不在，或摘要不同（{warc}）")
            else:
                self.ids[record_id] = original

    def body_at(self, warc: str, offset: int) -> str | None:
        """The digest of the decoded body that a place holds."""
        record_id = self.by_place.get((warc, offset), "")
        return self.ids.get(record_id, ("", None))[1]


@dataclass
class Bag:
    """One bag while it is checked."""

    folder: Path
    manifests: list[Fault] = field(default_factory=list)
    sealing: list[Fault] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    reading: list[Fault] = field(default_factory=list)
    records: int = 0
    files: int = 0
    warcs: dict[str, FileFacts] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name


def read_bag(folder: Path, answers: Answers) -> Bag:
    """Read a bag to its end: manifests, seal, records."""
    bag = Bag(folder)
    files = list(files_below(folder, ""))
    digests: dict[str, str] = {}
    for path, file in files:
        bag.files += 1
        if path.endswith(WARC):
            facts = read_file("", file, file.name, _teller(path.removeprefix("data/"), answers))
            bag.warcs[path], digests[path] = facts, facts.sha256
            bag.records += facts.records
            bag.reading += facts.faults
        else:
            digests[path] = sha256_of(file)
    bag.manifests += _manifest_faults(folder, digests)
    _check_seal(bag, files, digests)
    return bag


def _teller(warc: str, answers: Answers) -> Any:
    return lambda record, member: answers.take(warc, record, member)


def _manifest_faults(folder: Path, digests: dict[str, str]) -> Iterator[Fault]:
    """The payload is what the manifest names, the tag files what the other one names; nothing else is there."""
    declared = folder / DECLARATION
    if not declared.is_file() or declared.read_bytes() != DECLARED:
        yield Fault(CHECK, "", DECLARATION, "不是 BagIt 的声明，或被改动过")
    named: dict[str, str] = {}
    for name, is_payload in ((MANIFEST, True), (TAGS, False)):
        lines = _manifest_lines(folder / name)
        if lines is None:
            yield Fault(CHECK, "", name, "清单不在了，或无法读取")
            continue
        if any(path.startswith("data/") != is_payload for path in lines):
            yield Fault(CHECK, "", name, "清单提到了不属于它的文件")
        named |= lines
    for path in sorted(named.keys() | digests.keys()):
        if path.startswith("seal/") or path == TAGS:
            continue
        if path not in digests:
            yield Fault(CHECK, "", path, "文件不在了")
        elif path not in named:
            yield Fault(CHECK, "", path, "清单中没有的文件")
        elif named[path] != digests[path]:
            yield Fault(CHECK, "", path, "文件的字节与清单的摘要不符")


def _manifest_lines(path: Path) -> dict[str, str] | None:
    try:
        lines = path.read_text("utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError):
        return None
    found = {}
    for line in lines:
        parts = _LINE.fullmatch(line)
        if parts is None:
            return None
        found[parts[2].replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")] = parts[1]
    return found if len(found) == len(lines) else None


def _check_seal(bag: Bag, files: list[tuple[str, Path]], digests: dict[str, str]) -> None:
    folder = bag.folder / "seal"
    reading = read_seal(folder)
    if reading is None:
        bag.sealing.append(Fault(SEALED, "", f"{bag.name}/seal", "移交包没有封存，或封存不在了"))
        return
    bag.sealing += reading.faults
    bag.limits += reading.limits
    if not reading.faults:
        bag.sealing += _sealed_faults(bag, reading, folder, files, digests)


def _sealed_faults(
    bag: Bag, reading: Reading, folder: Path, files: list[tuple[str, Path]], digests: dict[str, str]
) -> Iterator[Fault]:
    own = {f"seal/{name}" for name in OWN}
    covered = [one for one in files if one[0] not in own and not one[0].startswith("seal/earlier/")]
    counted = {path: (one.records, one.first, one.last) for path, one in bag.warcs.items()}
    for one in differences(folder, covered, digests, counted):
        if one.sealed is None:
            problem = "封存之后多出来的文件"
        else:
            problem = "封存之后文件不在了" if one.found is None else "封存之后文件的字节变了"
        yield Fault(SEALED, "", one.path, problem)


def check_pages(bags: list[Bag], answers: Answers) -> tuple[list[Fault], int]:
    """Give what is wrong with the archived pages of the bags, each against its record; and how many were looked at."""
    faults: list[Fault] = []
    number = 0
    for told in urls_of(bags):
        if told.get("archived"):
            below = f"data/{ARCHIVE}/{told['archived']}"
            holder = next((one.folder for one in bags if (one.folder / below).is_file()), bags[0].folder)
            captured = answers.body_at(told["warc"], told["offset"]) if told["warc"] else None
            faults += _page_faults(holder, told, captured)
            number += 1
    return faults, number


def check_catalogues(bags: list[Bag], answers: Answers) -> tuple[list[Fault], int]:
    """Give every row of the bags' catalogues that its file or record belies, and how many rows there are."""
    faults: list[Fault] = []
    number = 0
    for bag in bags:
        for path in sorted((bag.folder / "data" / ARCHIVE).glob(f"*/{CATALOGUE}")):
            for row in _objects(path):
                problem = _row_problem(bags, path.parent.name, row, answers)
                faults += [Fault(CHECK, "", f"{CATALOGUE} {row.get('old_url', '')}", problem)] if problem else []
                number += 1
    return faults, number


def _row_problem(bags: list[Bag], site: str, row: dict[str, Any], answers: Answers) -> str | None:
    """Say what is wrong with a row; an office may leave fields out, which then say nothing."""
    below = f"data/{ARCHIVE}/{site}/{row.get('archived_file')}"
    file = next((one.folder / below for one in bags if (one.folder / below).is_file()), None)
    if row.get("archived_file") and file is None:
        return "目录中的文件不在包中"
    if file is not None and row.get("archived_sha256") not in (None, sha256_of(file)):
        return "目录中的摘要与文件不符"
    place = (str(row.get("warc")), row.get("warc_offset"))
    if row.get("captured_sha256") and isinstance(place[1], int):
        held = answers.body_at(place[0], place[1])
        if held is not None and held != row["captured_sha256"]:
            return "目录中的摘要与采集记录不符"
        if held is None and place not in answers.by_place:
            return "目录所指的采集记录不在包中"
    return None


def _page_faults(folder: Path, told: dict[str, Any], captured: str | None) -> Iterator[Fault]:
    path = told["archived"]
    if captured is None:
        yield Fault(ARCHIVED, "", path, "台账所指的采集记录不在包中")
        return
    if captured != told["sha256"]:
        yield Fault(ARCHIVED, "", told["url"], "记录中的正文与台账摘录的摘要不符")
    file = folder / "data" / ARCHIVE / path
    if not file.is_file():
        yield Fault(ARCHIVED, "", path, "文件不在了")
        return
    one = Archived(path, None, captured, told["kind"], None, is_held=None)
    yield from check_archived("", folder / "data" / ARCHIVE, one)


def urls_of(bags: list[Bag]) -> Iterator[dict[str, Any]]:
    """Give the URLs that the extract of the ledger tells of."""
    for bag in bags:
        if (bag.folder / URLS).is_file():
            yield from _objects(bag.folder / URLS)


def _objects(path: Path) -> Iterator[dict[str, Any]]:
    """Give the objects of a file, one a line; a line that is none was told of by the file's digest."""
    with path.open("rb") as lines:
        for line in lines:
            try:
                told = json.loads(line)
            except ValueError:
                continue
            if isinstance(told, dict):
                yield told
