"""A WARC file read back: every record's bytes against its own digests, and the records against each other.

Own reading in one pass and flat memory, of the kinds of record that we write. What can be known without the ledger is
judged here; `claims.py` compares with what the ledger says.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from migrate.model import Fault
from migrate.verify.bodies import Message
from migrate.verify.certificates import LONGEST, POINTER
from migrate.verify.members import Member, Readable, Source, walk

CHECK = "采集记录"
LONGEST_HEAD = 1 << 22
VERSION = "WARC/1.1"
ANSWERS = ("response", "revisit", "resource", "conversion")  # what the ledger has an entry for
TYPES = (*ANSWERS, "warcinfo", "request", "metadata")
_END = b"\r\n\r\n"


class Record:
    """One record while it is read: its fields, its digests, and what is wrong with it by itself."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.problem: str | None = None
        self.message: Message | None = None
        self.kept = bytearray()  # the block of a certificate's record
        self._head = bytearray()
        self._in_head = True
        self._left = 0
        self._block = hashlib.sha256()
        self._tail = b""

    def feed(self, piece: bytes) -> None:
        """The next bytes of the record."""
        if not self._in_head:
            self._feed_block(piece)
            return
        start = max(0, len(self._head) - len(_END))
        self._head += piece
        end = self._head.find(_END, start)
        if end >= 0:
            self._in_head = False
            rest = bytes(self._head[end + len(_END) :])
            self._read_head(bytes(self._head[:end]))
            self._head = bytearray()
            self._feed_block(rest)
        elif len(self._head) > LONGEST_HEAD:
            self._in_head = False
            self.problem = "记录的头部过长"

    def _read_head(self, head: bytes) -> None:
        try:
            lines = head.decode("utf-8").split("\r\n")
        except UnicodeDecodeError:
            self.problem = "记录的头部不是 UTF-8 文字"
            return
        for line in lines[1:]:
            name, colon, value = line.partition(": ")
            if not colon or name.lower() in self.fields:
                self.problem = "记录的头部有误"
            self.fields[name.lower()] = value
        length = self.fields.get("content-length", "")
        if lines[0] != VERSION or not (length.isascii() and length.isdigit()):
            self.problem = "记录的头部有误"
            return
        self._left = int(length)
        if self.fields.get("content-type", "").startswith("application/http"):
            self.message = Message()

    def _feed_block(self, piece: bytes) -> None:
        if len(piece) > self._left:
            self._tail = (self._tail + piece[self._left :])[: len(_END) + 1]
            piece = piece[: self._left]
        if not piece:
            return
        self._left -= len(piece)
        self._block.update(piece)
        if self.message is not None:
            self.message.feed(piece)
        elif self.kind == "metadata" and len(self.kept) < LONGEST:
            self.kept += piece[:LONGEST]

    def close(self) -> str | None:
        """The record has ended; gives what is wrong with it by itself."""
        if self.message is not None:
            self.message.ended()
        if self.problem is None and self._in_head:
            self.problem = "记录没有头部"
        if self.problem is None and (self._left or self._tail != _END):
            self.problem = "记录的长度与头部所写不符"
        if self.problem is None and self.kind not in TYPES:
            self.problem = f"不认识的记录类型 {self.kind}"
        self.problem = self.problem or self._digest_problem()
        return self.problem

    def _digest_problem(self) -> str | None:
        stated, payload = self.fields.get("warc-block-digest"), self.fields.get("warc-payload-digest")
        if stated is None:
            return "记录没有摘要，无法核对"
        if stated != self.block_digest:
            return "摘要核对不符，字节已变"
        if payload is None or self.kind == "revisit":  # a revisit's payload lies elsewhere
            return None
        return None if payload == self.payload_digest else "正文摘要核对不符"

    @property
    def kind(self) -> str:
        """The record's type."""
        return self.fields.get("warc-type", "")

    @property
    def record_id(self) -> str:
        """The record's id, with its angle brackets."""
        return self.fields.get("warc-record-id", "")

    @property
    def url(self) -> str:
        """What the record is of; empty where it says nothing."""
        return self.fields.get("warc-target-uri", "")

    @property
    def block_digest(self) -> str:
        """`sha256:` and the digest of the whole block."""
        return f"sha256:{self._block.hexdigest()}"

    @property
    def payload_digest(self) -> str:
        """`sha256:` and the digest of what lies behind an HTTP head; of all where there is none."""
        return self.block_digest if self.message is None else f"sha256:{self.message.payload.hexdigest()}"

    @property
    def body_sha256(self) -> str | None:
        """The digest of the body without any coding; None where the bytes do not let it be known."""
        if self.message is None:
            return self._block.hexdigest()
        body = self.message.body
        is_plain = "warc-payload-digest" in self.fields or (body is not None and self.message.head is not None)
        return body.sha256 if body is not None and is_plain else None


@dataclass
class FileFacts:
    """What a WARC file is, read to its end, and what is wrong with it by itself."""

    name: str
    size: int = 0
    sha256: str = ""
    records: int = 0
    first: str | None = None  # record ids
    last: str | None = None
    faults: list[Fault] = field(default_factory=list)


def read_file(
    site_key: str, path: Path, name: str, each: Callable[[Record, Member], None] = lambda record, member: None
) -> FileFacts:
    """Read a WARC file to its end; `each` is told of every record, `name` is the one that the file was given."""
    with path.open("rb") as stream:
        return read_stream(site_key, stream, name, each)


def read_stream(
    site_key: str, stream: Readable, name: str, each: Callable[[Record, Member], None] = lambda record, member: None
) -> FileFacts:
    """Read a WARC file from a stream to its end, as `read_file` does."""
    facts = FileFacts(name)
    own = _Own(site_key, facts)
    source = Source(stream)
    for member in walk(source, Record):
        record: Record = member.taken_by
        if member.problem is not None:
            own.fault(f"{name} 第 {member.offset} 字节起的记录：{member.problem}")
            break
        record.close()
        facts.records += 1
        facts.first = facts.first or record.record_id
        facts.last = record.record_id
        own.look_at(record, member)
        each(record, member)
    own.finish()
    facts.size = source.drain()
    facts.sha256 = source.digest.hexdigest()
    return facts


class _Own:
    """How the records of one file belong together."""

    def __init__(self, site_key: str, facts: FileFacts) -> None:
        self._site_key, self._facts = site_key, facts
        self._info_id = ""
        self._ids: set[str] = set()
        self._last_answer: Record | None = None

    def fault(self, problem: str, item: str = "") -> None:
        """Note what is wrong."""
        self._facts.faults.append(Fault(CHECK, self._site_key, item or self._facts.name, problem))

    def look_at(self, record: Record, member: Member) -> None:
        """Note everything about a record that does not fit itself or the file."""
        place = f"（{self._facts.name} 第 {member.offset} 字节）"
        for problem in (record.problem, self._misfit(record)):
            if problem:
                self.fault(problem + place, record.url)
        self._ids.add(record.record_id)
        if record.kind in ("response", "revisit", "resource"):
            self.finish()
            self._last_answer = record

    def finish(self) -> None:
        """No answer waits for its request any more."""
        if self._last_answer is not None:
            self.fault("应答后面没有它的请求记录", self._last_answer.url)

    def _misfit(self, record: Record) -> str | None:
        if not record.record_id or record.record_id in self._ids:
            return "记录没有编号，或编号重复"
        if (record.kind == "warcinfo") == bool(self._info_id):
            return "文件的第一条记录应说明文件本身，且只有一条"
        if record.kind == "warcinfo":
            self._info_id = record.record_id
            return None if record.fields.get("warc-filename") == self._facts.name else "文件名与文件内所写的不同"
        if record.fields.get("warc-warcinfo-id") != self._info_id:
            return "记录不属于这个文件"
        pointer = record.fields.get(POINTER.lower())
        if pointer is not None and pointer not in self._ids:
            return "记录所指的证书不在文件中"
        return self._request_misfit(record) if record.kind == "request" else None

    def _request_misfit(self, record: Record) -> str | None:
        answer, self._last_answer = self._last_answer, None
        if answer is None or record.fields.get("warc-concurrent-to") != answer.record_id or record.url != answer.url:
            return "请求记录不跟在它的应答之后"
        return None
