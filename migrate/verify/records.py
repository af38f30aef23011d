"""Clause: every entry has its record, every record its entry, and every byte is what it was.

Read with warcio, which the writer does not use. What warcio passes in silence (a torn last member, a file cut at a
member's edge, a member removed) shows against the ledger: each record's place and each file's end are known there.
"""

import hashlib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator

from migrate.model import Fault
from migrate.verify.certificates import Certificates

PIECE = 1 << 20
MEMBER_PIECE = 1 << 16  # small, because what follows a member is copied once a member
HEAD, TRAILER = 10, 8  # bytes of a gzip member before and behind its data
CHECK = "采集记录"


@dataclass(frozen=True)
class Claim:
    """What the ledger says of one record: its URL, type, digests and end; `sha256` is of the decoded body."""

    url: str
    offset: int
    end: int
    record_id: str
    payload_digest: str
    sha256: str
    decodable: bool
    revisit_of: str | None = None  # record id of the original
    tls: str | None = None  # what the ledger tells of the connection, `sha256:` and the certificate's digest in it


def check_file(site_key: str, path: Path, claims: Sequence[Claim], digests: Mapping[str, str]) -> Iterator[Fault]:
    """Give every way in which a WARC file and the ledger's claims about it disagree.

    `digests` gives the payload digest of every record id of the site, for revisits.
    """
    if not path.is_file():
        yield Fault(CHECK, site_key, path.name, f"WARC 文件不在了，台账记有 {len(claims)} 条记录")
        return
    by_offset = {claim.offset: claim for claim in claims}
    end = max((claim.end for claim in claims), default=0)
    yield from _check_size(site_key, path, end)
    seen: set[int] = set()
    faults: list[Fault] = []
    with path.open("rb") as stream, redirect_stderr(StringIO()):  # warcio warns there by itself
        try:
            faults.extend(_check_records(site_key, path, stream, by_offset, seen, digests))
        except Exception as error:  # warcio meets damaged headers with whatever error comes first
            faults.append(Fault(CHECK, site_key, path.name, f"文件从某处起无法读取（{_short(error)}）"))
    yield from faults
    yield from (
        Fault(CHECK, site_key, claim.url, f"台账记在 {path.name} 第 {claim.offset} 字节处的记录不在那里")
        for claim in claims
        if claim.offset not in seen
    )
    yield from _check_members(site_key, path)


def _short(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]


def _check_size(site_key: str, path: Path, end: int) -> Iterator[Fault]:
    size = path.stat().st_size
    if size != end:
        yield Fault(CHECK, site_key, path.name, f"文件应到第 {end} 字节为止，实有 {size} 字节")


def _check_records(
    site_key: str,
    path: Path,
    stream: BinaryIO,
    by_offset: Mapping[int, Claim],
    seen: set[int],
    digests: Mapping[str, str],
) -> Iterator[Fault]:
    records, offset, certificates = ArchiveIterator(stream, check_digests=True), 0, Certificates()
    for record in records:
        claim = by_offset.get(offset)
        place = f"（{path.name} 第 {offset} 字节）"
        said = record.rec_headers.get_header("WARC-Target-URI") or path.name
        if record.rec_type not in ("response", "revisit", "resource", "conversion"):
            if record.rec_type == "metadata":
                certificates.keep(record)
            problem = _digest_problem(record)
            if problem:
                yield Fault(CHECK, site_key, said, problem + place)
        elif claim is None:
            yield Fault(CHECK, site_key, said, "记录没有台账条目" + place)
        else:
            seen.add(offset)
            for problem in (*_problems(record, claim, digests), certificates.problem(record, claim.tls)):
                if problem:
                    yield Fault(CHECK, site_key, claim.url, problem + place)
        # warcio knows where a record ends only when it was read through; asked earlier it would skip the content
        offset = records.get_record_offset() + records.get_record_length()
    for record_id in certificates.unnamed():
        yield Fault(CHECK, site_key, path.name, f"证书记录 {record_id} 没有台账条目")


def _problems(record: Any, claim: Claim, digests: Mapping[str, str]) -> Iterator[str]:
    header = record.rec_headers.get_header
    if header("WARC-Record-ID") != claim.record_id or header("WARC-Target-URI") != claim.url:
        yield "记录的编号或网址与台账不符"
    decoded = claim.decodable and record.rec_type == "response"
    body = _read_through(record.content_stream() if decoded else record.raw_stream)
    if decoded and body != claim.sha256:
        yield "正文与台账的摘要不符"
    problem = _digest_problem(record)
    if problem:
        yield problem
    stated = header("WARC-Payload-Digest")
    if stated is not None and stated != claim.payload_digest:
        yield "记录的正文摘要与台账不符"
    if record.rec_type == "revisit":
        if claim.revisit_of is None or header("WARC-Refers-To") != claim.revisit_of:
            yield "重访记录所指的原始记录与台账不符"
        elif digests.get(claim.revisit_of) != claim.payload_digest:
            yield "重访记录所指的原始记录不在，或摘要不同"
    elif claim.revisit_of is not None:
        yield "台账记为重访，文件中却不是"


def _read_through(stream: Any) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _digest_problem(record: Any) -> str | None:
    _read_through(record.raw_stream)
    checker = record.digest_checker
    if record.rec_type == "revisit":
        return None  # its payload lies elsewhere; warcio says so and does not check
    if checker.passed is None:
        return "记录没有摘要，无法核对"
    return None if checker.passed else "摘要核对不符，字节已变"


def _check_members(site_key: str, path: Path) -> Iterator[Fault]:
    """Walk the gzip members: warcio reads past a torn end, past a broken trailer and past bits that mean nothing."""
    with path.open("rb") as stream:
        first, piece = None, stream.read(MEMBER_PIECE)
        offset = 0
        while piece:
            member = _Member(piece)
            problem = member.read_through(stream)
            first = first or member.head
            if problem is None and member.head != first:
                problem = "压缩数据的头部被改动过"
            if problem is not None:
                yield Fault(CHECK, site_key, path.name, f"第 {offset} 字节起的记录：{problem}")
                return
            offset += member.length
            piece = member.rest or stream.read(MEMBER_PIECE)


class _Member:
    """One gzip member while it is read: its head, its length, and what follows it."""

    def __init__(self, piece: bytes) -> None:
        self.head = b""
        self.length = 0
        self.rest = b""
        self._unpacker = zlib.decompressobj(31)
        self._piece = piece

    def read_through(self, stream: BinaryIO) -> str | None:
        """Read to the member's end; gives what is wrong with it, None for nothing."""
        before, held, piece = self._unpacker.copy(), b"", self._piece
        while piece:
            self.head = (self.head + piece)[:HEAD]
            state = self._unpacker.copy()
            try:
                self._unpacker.decompress(piece)
            except zlib.error as error:
                return f"压缩数据损坏（{_short(error)}）"
            if self._unpacker.eof:
                self.rest = self._unpacker.unused_data
                own = piece[: len(piece) - len(self.rest)]
                self.length += len(own)
                return "压缩数据的末位被改动过" if _has_idle_bits(before, held + own) else None
            self.length += len(piece)
            before, held = state, piece
            piece = stream.read(MEMBER_PIECE)
        return "记录不完整"


def _has_idle_bits(before: Any, end: bytes) -> bool:
    """Tell whether the last byte of the packed data has bits set behind the data's end: no writer sets them.

    `before` is the unpacker's state before `end`, the member's last bytes. The highest bit set is cleared: if the
    member is still whole, that bit meant nothing.
    """
    last = end[-TRAILER - 1]
    if not last:
        return False
    cleared = last & ~(1 << (last.bit_length() - 1))
    try:
        before.decompress(end[: -TRAILER - 1] + bytes([cleared]) + end[-TRAILER:])
    except zlib.error:
        return False
    return bool(before.eof)
