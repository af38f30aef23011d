"""The index of WARC files that replay programs read (CDXJ), sorted on disk, and its packed form with a small index.

Every answer is a line: key and time, then where its record lies. A revisit is kept only with the record that it
repeats: one without it could not be shown.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed

from archive.errors import ArchiveError
from archive.http_body import fields_of, next_head
from archive.packing.post_keys import MOST, keyed, post_query
from archive.packing.surt import surt
from archive.sealing.members import damaged

ANSWERS = ("response", "revisit", "resource")
LINES = 3000  # lines of one packed block
BLOCK = 16384  # bytes that warcio reads at once
_DIGITS = str.maketrans("", "", "-T:Z")


@dataclass(frozen=True)
class Answer:
    """One answer as the index tells it."""

    url: str
    date: str
    mime: str
    status: str | None
    digest: str
    offset: int
    length: int
    file: str
    record_id: str = ""
    form: tuple[str, str] | None = None  # method and query of a request with a body

    @property
    def key(self) -> str:
        """What the answer is sorted and looked up by."""
        return surt(keyed(self.url, *self.form) if self.form else self.url)

    @property
    def moment(self) -> str:
        """The time of capture as 14 digits."""
        return self.date.translate(_DIGITS)[:14]

    def line(self) -> str:
        """The answer as one line of the index."""
        told = {"url": self.url, "mime": self.mime}
        if self.status:
            told["status"] = self.status
        told |= {"digest": self.digest, "length": str(self.length), "offset": str(self.offset), "filename": self.file}
        if self.form:
            told |= {"method": self.form[0], "requestBody": self.form[1]}
        return f"{self.key} {self.moment} {json.dumps(told, ensure_ascii=False)}\n"


def answers_of(path: Path) -> Iterator[Answer]:
    """Give the answers of a WARC file in its order; a request that stands behind its answer tells of a POST."""
    waiting: Answer | None = None
    for kind, headers, answer, form in _records(path):
        if kind == "request" and waiting is not None and headers.get_header("WARC-Concurrent-To") == waiting.record_id:
            waiting = Answer(**waiting.__dict__ | {"form": form})
        if answer is not None:
            if waiting is not None:
                yield waiting
            waiting = answer
    if waiting is not None:
        yield waiting


def _records(path: Path) -> Iterator[tuple[str, Any, Answer | None, tuple[str, str] | None]]:
    try:
        with path.open("rb") as file:
            records = WARCIterator(file, no_record_parse=True, block_size=BLOCK)
            for record in records:
                kind, headers = record.rec_type, record.rec_headers
                head = b"" if kind not in ("response", "revisit", "request") else next_head(record.raw_stream)
                form = _form(head, record.raw_stream) if kind == "request" else None
                digest = _digest(headers, record.raw_stream) if kind in ANSWERS else ""
                offset, length = records.get_record_offset(), records.get_record_length()
                if getattr(record.raw_stream, "limit", 1) > 0:  # a torn head gives no limit at all
                    raise damaged(path.name, f"第 {offset} 字节处的记录不完整")
                place = (digest, offset, length, path.name)
                yield kind, headers, _answer(kind, headers, head, place) if kind in ANSWERS else None, form
    except OSError as error:
        raise ArchiveError(f"打不开 WARC 文件 {path}：{error.strerror}", "检查该文件是否还在、能否读取") from error
    except (ArchiveLoadFailed, EOFError, zlib.error) as error:
        raise damaged(path.name, "其中有记录已损坏") from error


def _digest(headers: Any, stream: Any) -> str:
    """The payload's digest as the record tells it, else made of what stands behind the head."""
    told = headers.get_header("WARC-Payload-Digest")
    if told:
        return str(told)
    made = sha256()
    while piece := stream.read(1 << 16):
        made.update(piece)
    return f"sha256:{made.hexdigest()}"


def _answer(kind: str, headers: Any, head: bytes, place: tuple[str, int, int, str]) -> Answer:
    digest, offset, length, file = place
    status = head.rstrip().split(b"\n\n")[-1].split(None, 2)[1:2] if head else []
    types = [value for name, value in fields_of(head) if name == "content-type"]
    named = types[0] if types else (headers.get_header("Content-Type") or "") if kind == "resource" else ""
    return Answer(
        headers.get_header("WARC-Target-URI"),
        headers.get_header("WARC-Date"),
        "warc/revisit" if kind == "revisit" else named.partition(";")[0].strip() or "unk",
        status[0].decode("latin-1") if status else None,
        digest,
        offset,
        length,
        file,
        headers.get_header("WARC-Record-ID"),
    )


def _form(head: bytes, stream: Any) -> tuple[str, str] | None:
    method = head.split(None, 1)[0].decode("latin-1").upper() if head.strip() else "GET"
    if method not in ("POST", "PUT"):
        return None
    types = [value for name, value in fields_of(head) if name == "content-type"]
    return method, post_query(types[0] if types else "", stream.read(MOST))


class Index:
    """The answers of several WARC files, kept on disk until they are written in order."""

    def __init__(self, file: Path) -> None:
        self._store = sqlite3.connect(file)
        self._store.execute("PRAGMA journal_mode=OFF")
        self._store.execute("PRAGMA synchronous=OFF")
        self._store.execute("CREATE TABLE line (at TEXT, n INTEGER, text TEXT, digest TEXT, url TEXT, again INTEGER)")
        self._count = 0

    def add(self, answers: Iterable[Answer]) -> int:
        """Know these answers too; gives how many."""
        before, waiting = self._count, iter(answers)
        while part := list(islice(waiting, LINES)):
            rows = [
                (f"{one.key} {one.moment}", self._count + at, one.line(), one.digest, one.url, "revisit" in one.mime)
                for at, one in enumerate(part)
            ]
            self._store.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?)", rows)
            self._count += len(rows)
        return self._count - before

    def lines(self) -> Iterator[str]:
        """Give all lines in order of key, time and place; a revisit of nothing is an ArchiveError."""
        self._store.execute("CREATE INDEX by_digest ON line (digest, again)")
        orphan = self._store.execute(
            "SELECT url FROM line a WHERE again AND NOT EXISTS "
            "(SELECT 1 FROM line b WHERE b.digest = a.digest AND NOT b.again) LIMIT 1"
        ).fetchone()
        if orphan:
            raise ArchiveError(
                f"{orphan[0]} 的记录引用的原记录不在这些 WARC 文件中", "请把该网站的全部 WARC 文件一起打包"
            )
        for (text,) in self._store.execute("SELECT text FROM line ORDER BY at, n"):
            yield text

    def close(self) -> None:
        """The index is used no more."""
        self._store.close()


def write_packed(lines: Iterable[str], packed: IO[bytes], index: IO[bytes], name: str) -> None:
    """Write the lines in gzip blocks to `packed`, and to `index` where each block begins (`cdxj-gzip-1.0`)."""
    index.write(f"!meta 0 {json.dumps({'format': 'cdxj-gzip-1.0', 'filename': name})}\n".encode())
    waiting, offset = iter(lines), 0
    while block := list(islice(waiting, LINES)):
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        data = packer.compress("".join(block).encode("utf-8", "surrogateescape")) + packer.flush()
        told = {"offset": offset, "length": len(data), "digest": f"sha256:{sha256(data).hexdigest()}"}
        index.write(f"{block[0].split(' {', 1)[0]} {json.dumps(told)}\n".encode())
        packed.write(data)
        offset += len(data)
