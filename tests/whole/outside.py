"""An auditor of captures that shares nothing with the tool: SQLite's module, zlib, and the rules of WARC by hand."""

import hashlib
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ANSWERS = ("response", "revisit", "resource")
CLAIMS = """SELECT c.warc, c.offset, c."end", c.record_id, c.payload_digest, c.sha256, c.status, c.truncated, c.coding,
            c.revisit_of, u.url, u.method, u.request_body, u.outcome FROM captures c JOIN urls u ON u.id = c.url_id"""

LACKING = "SELECT url FROM urls WHERE outcome IN ('stored', 'revisit', 'redirect', 'error') AND capture_id IS NULL"


@dataclass(frozen=True)
class Member:
    """One gzip member of a WARC file, read: the record's headers and block, and where it ends."""

    headers: dict[str, str]
    block: bytes
    offset: int
    end: int

    @property
    def kind(self) -> str:
        return self.headers["WARC-Type"]


@dataclass
class Audit:
    """What does not hold; `captures` counts the captures of each request."""

    unreadable: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    unclaimed: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)  # an outcome that claims bytes, and no bytes
    captures: Counter[tuple[str, str]] = field(default_factory=Counter)


def audit(workspace: Path) -> Audit:
    """Hold every claim of the ledger against the files, and every record of the files against the ledger."""
    found = Audit()
    files = {path.relative_to(workspace).as_posix(): path for path in (workspace / "captures").rglob("*.warc.gz*")}
    held = {name: _members(path, found) for name, path in files.items()}
    with sqlite3.connect(workspace / "ledger.db") as ledger:
        ledger.row_factory = sqlite3.Row
        claims = ledger.execute(CLAIMS).fetchall()
        found.lacking += [row["url"] for row in ledger.execute(LACKING)]
        alien = "SELECT u.url FROM urls u JOIN captures c ON c.id = u.capture_id WHERE c.url_id != u.id"
        found.twice += [f"{row['url']}: the capture of another URL" for row in ledger.execute(alien)]
    ledger.close()
    for what in ("place", "record_id"):
        names = Counter(f"{one['warc']} {one['offset']}" if what == "place" else one["record_id"] for one in claims)
        found.twice += [f"{what} {name}" for name, number in names.items() if number > 1]
    for claim in claims:
        found.captures[claim["url"], f"{claim['method']} {claim['request_body']}"] += 1
        problem = _problem(claim, held.get(claim["warc"], {}))
        if problem:
            found.unreadable.append(f"{claim['url']} ({claim['warc']} {claim['offset']}): {problem}")
    claimed = {(one["warc"], one["offset"]) for one in claims}
    for name, members in held.items():
        strays = [at for at, one in members.items() if one.kind in ANSWERS and (name, at) not in claimed]
        found.unclaimed += [f"{name} {at}" for at in strays]
        found.unclaimed += [name] if name.endswith(".open") else []
    return found


def _members(path: Path, found: Audit) -> dict[int, Member]:
    """Every member by its offset; what cannot be read is noted."""
    held: dict[int, Member] = {}
    try:
        for offset, member in members(path.read_bytes()):
            held[offset] = member
    except (ValueError, zlib.error) as error:
        found.unreadable.append(f"{path.name} behind {max(held, default=0)}: {error}")
    if {"warcinfo"} != {one.kind for one in list(held.values())[:1]}:
        found.unreadable.append(f"{path.name}: does not begin with a warcinfo")
    return held


def members(data: bytes) -> Iterator[tuple[int, Member]]:
    """Every member of a WARC file with its offset."""
    offset = 0
    while offset < len(data):
        member = _member(data, offset)
        yield offset, member
        offset = member.end


def _member(data: bytes, offset: int) -> Member:
    unpacker = zlib.decompressobj(31)
    record = unpacker.decompress(data[offset:])
    if not unpacker.eof:
        raise ValueError("a torn member")
    head, _, rest = record.partition(b"\r\n\r\n")
    version, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    block = rest[: int(headers["Content-Length"])]
    digest = f"sha256:{hashlib.sha256(block).hexdigest()}"
    if version != "WARC/1.1" or rest != block + b"\r\n\r\n" or headers.get("WARC-Block-Digest") != digest:
        raise ValueError("not what its headers say")
    return Member(headers, block, offset, len(data) - len(unpacker.unused_data))


def _problem(claim: sqlite3.Row, members: dict[int, Member]) -> str | None:
    member = members.get(claim["offset"])
    if member is None or member.kind not in ANSWERS:
        return "no such record"
    request = members.get(member.end)
    headers = member.headers
    if headers["WARC-Record-ID"] != claim["record_id"] or headers["WARC-Target-URI"] != claim["url"]:
        return "another record"
    if request is None or request.end != claim["end"] or request.headers["WARC-Concurrent-To"] != claim["record_id"]:
        return "its request does not follow it"
    if headers.get("WARC-Payload-Digest", claim["payload_digest"]) != claim["payload_digest"]:
        return "another payload digest"
    if (member.kind == "revisit") != (claim["revisit_of"] is not None):
        return "a revisit, or not"
    if (headers.get("WARC-Truncated") or None) != claim["truncated"]:
        return "cut, or not"
    if member.kind == "response":
        head, payload = parted(member.block)
        if f"sha256:{hashlib.sha256(payload).hexdigest()}" != claim["payload_digest"]:
            return "another payload"
        if claim["truncated"] is None and hashlib.sha256(body_of(head, payload)).hexdigest() != claim["sha256"]:
            return "another body"
    return None


def parted(block: bytes) -> tuple[bytes, bytes]:
    """An answer's head and what follows it; old servers end their lines with a line feed alone."""
    ends = [(block.index(mark), len(mark)) for mark in (b"\r\n\r\n", b"\n\n") if mark in block]
    at, length = min(ends)
    return block[:at], block[at + length :]


def body_of(head: bytes, payload: bytes) -> bytes:
    """The body behind chunks and gzip, by the rules of RFC 9112 on what the zoo sends."""
    body = unchunked(head, payload)
    is_packed = b"\r\ncontent-encoding: gzip" in head.lower() and body[:2] == b"\x1f\x8b"
    return zlib.decompress(body, 31) if is_packed else body


def unchunked(head: bytes, payload: bytes) -> bytes:
    """The body without the chunks it came in."""
    return b"".join(_chunks(payload)) if b"\r\ntransfer-encoding: chunked" in head.lower() else payload


def _chunks(payload: bytes) -> Iterator[bytes]:
    while payload:
        line, _, payload = payload.partition(b"\r\n")
        size = int(line.partition(b";")[0], 16)
        if not size:
            return
        yield payload[:size]
        payload = payload[size + 2 :]
