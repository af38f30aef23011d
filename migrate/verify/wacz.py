"""A WACZ checked by itself: the zip, its digests, the index against the records, the lists of pages."""

import base64
import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from migrate.model import Fault
from migrate.verify.members import Member
from migrate.verify.records import Record, read_stream
from migrate.verify.zipped import Entry, NotAsWrittenError, Slice, checksum, entries_of, pieces

CHECK = "WACZ"
PACKAGE, DIGEST, INDEX, SMALL = (
    "datapackage.json",
    "datapackage-digest.json",
    "indexes/index.cdx.gz",
    "indexes/index.idx",
)
PAGES = ("pages/pages.jsonl", "pages/extraPages.jsonl")
INDEXED = ("response", "revisit", "resource")
BROKEN = (ValueError, TypeError, KeyError, AttributeError, OSError, zlib.error, EOFError)

Place = tuple[str, int]  # file name and offset
Told = Callable[[str, Record, Member], None]


@dataclass
class Contents:
    """What is known of a package while it is checked."""

    name: str
    faults: list[Fault] = field(default_factory=list)
    answers: dict[Place, tuple[int, str, str, str]] = field(default_factory=dict)  # length, URL, moment, digest
    urls: set[str] = field(default_factory=set)
    files: int = 0
    lines: int = 0
    records: int = 0
    signed: bool = False

    def fault(self, item: str, problem: str) -> None:
        """Note what is wrong."""
        self.faults.append(Fault(CHECK, "", f"{self.name} {item}".strip(), problem))


def check_wacz(path: Path, told: Told = lambda name, record, member: None) -> Contents:
    """Give everything wrong with a package; `told` hears of every record in it."""
    contents = Contents(path.name)
    with path.open("rb") as stream:
        try:
            entries = {one.name: one for one in entries_of(stream, path.stat().st_size)}
            _check_digests(stream, entries, contents)
        except NotAsWrittenError as error:
            contents.fault("", str(error))
            return contents
        except BROKEN:
            contents.fault(PACKAGE, "数据包的说明不在了，或无法读取")
            return contents
        for name, entry in entries.items():
            if name.startswith("archive/"):
                _read_warc(stream, entry, contents, told)
        for check, name in ((_check_index, INDEX), (_check_pages, PAGES[0])):
            try:
                check(stream, entries, contents)
            except BROKEN:
                contents.fault(name, "无法读取")
    return contents


def _body(stream: BinaryIO, entry: Entry) -> bytes:
    return b"".join(pieces(stream, entry))


def _check_digests(stream: BinaryIO, entries: dict[str, Entry], contents: Contents) -> None:
    """The digest file names the package's description, which names every file."""
    body = _body(stream, entries[PACKAGE])
    digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
    seal_body = _body(stream, entries[DIGEST])
    seal = json.loads(seal_body)
    as_written = json.dumps(seal, indent=2).encode() == seal_body
    if not as_written or seal["path"] != PACKAGE or seal["hash"] != digest:
        contents.fault(DIGEST, "与数据包的说明不符，或被改动过")
    if "signedData" in seal:
        contents.signed = True
        if not _is_signed(seal["signedData"], digest):
            contents.fault(DIGEST, "签名不成立")
    named = {one["path"]: one for one in json.loads(body)["resources"]}
    for name in sorted(named.keys() ^ (entries.keys() - {PACKAGE, DIGEST})):
        contents.fault(name, "文件不在了" if name in named else "数据包的说明没有提到的文件")
    for name, entry in entries.items():
        contents.files += 1
        if name in (PACKAGE, DIGEST):
            if checksum(stream, entry) != entry.crc:
                contents.fault(name, "校验值不符，字节已变")
        elif name in named:
            _check_file(stream, entry, named[name], contents)


def _check_file(stream: BinaryIO, entry: Entry, said: dict[str, Any], contents: Contents) -> None:
    digest, crc = hashlib.sha256(), 0
    for piece in pieces(stream, entry):
        digest.update(piece)
        crc = zlib.crc32(piece, crc)
    if (said["hash"], said["bytes"]) != (f"sha256:{digest.hexdigest()}", entry.size) or crc != entry.crc:
        contents.fault(entry.name, "摘要与数据包的说明不符，字节已变")


def _is_signed(signed: dict[str, str], digest: str) -> bool:
    try:
        key = serialization.load_der_public_key(base64.b64decode(signed["publicKey"], validate=True))
        raw = base64.b64decode(signed["signature"], validate=True)
        if not isinstance(key, Ed25519PublicKey) or base64.b64encode(raw).decode() != signed["signature"]:
            return False
        key.verify(raw, bytes.fromhex(digest.removeprefix("sha256:")))
    except (*BROKEN, InvalidSignature):
        return False
    return signed["hash"] == digest


def _read_warc(stream: BinaryIO, entry: Entry, contents: Contents, told: Told) -> None:
    name = entry.name.removeprefix("archive/")

    def each(record: Record, member: Member) -> None:
        told(name, record, member)
        contents.urls.add(record.url)
        if record.kind in INDEXED:
            moment = record.fields.get("warc-date", "").translate(str.maketrans("", "", "-T:Z"))[:14]
            digest = record.fields.get("warc-payload-digest") or record.payload_digest
            place = (name, member.offset)
            contents.answers[place] = (member.end - member.offset, record.url, moment, digest)

    facts = read_stream("", Slice(stream, entry), name, each)
    contents.records += facts.records
    contents.faults += [Fault(one.check, "", f"{contents.name} {one.item}", one.problem) for one in facts.faults]


def _check_index(stream: BinaryIO, entries: dict[str, Entry], contents: Contents) -> None:
    """Every answer has one line, every line its answer, and the small index leads to every block."""
    waiting, before = dict(contents.answers), ""
    for line in _index_lines(stream, entries, contents):
        contents.lines += 1
        key, moment, told = line.split(" ", 2)
        said = json.loads(told)
        place = (said["filename"], int(said["offset"]))
        answer = waiting.pop(place, None)
        if answer is None or answer != (int(said["length"]), said["url"], moment, said["digest"]):
            contents.fault(INDEX, f"索引的一行与记录不符：{said['url']}")
        if f"{key} {moment}" < before:
            contents.fault(INDEX, f"索引的次序有误：{key}")
        before = f"{key} {moment}"
    for _, url, _, _ in waiting.values():
        contents.fault(INDEX, f"记录不在索引中：{url}")


def _index_lines(stream: BinaryIO, entries: dict[str, Entry], contents: Contents) -> Iterator[str]:
    packed, at = entries[INDEX], 0
    small = _lines(_body(stream, entries[SMALL]).decode())
    if not small or not small[0].startswith("!meta 0 "):
        raise ValueError
    for line in small[1:]:
        key, moment, told = line.split(" ", 2)
        said = json.loads(told)
        stream.seek(packed.start + said["offset"])
        block = stream.read(said["length"])
        if said["offset"] != at or said["digest"] != f"sha256:{hashlib.sha256(block).hexdigest()}":
            contents.fault(SMALL, "索引的分段与索引不符")
        at += said["length"]
        lines = _lines(gzip.decompress(block).decode("utf-8", "surrogateescape"))
        if not lines or not lines[0].startswith(f"{key} {moment} "):
            contents.fault(SMALL, f"索引的分段不从它所写的一行开始：{key}")
        yield from lines
    if at != packed.size:
        contents.fault(SMALL, "索引的分段与索引不符")


def _check_pages(stream: BinaryIO, entries: dict[str, Entry], contents: Contents) -> None:
    """Every page of the lists is one that the package holds."""
    for name in PAGES:
        if name not in entries and name != PAGES[0]:
            continue
        for number, line in enumerate(_lines(_body(stream, entries[name]).decode())):
            told = json.loads(line)
            if number and told["url"] not in contents.urls:
                contents.fault(name, f"页面不在包中：{told['url']}")


def _lines(text: str) -> list[str]:
    """The lines of a file whose last one ends too; a title may hold what other line breaks are made of."""
    if text and not text.endswith("\n"):
        raise ValueError
    return text.split("\n")[:-1]
