"""The auditor's own reading of WARC files, with warcio as a second opinion; memory that a bomb does not fill."""

import gzip
import hashlib
import io
import random
import tracemalloc
import zlib
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from migrate.verify.bodies import Message
from migrate.verify.members import Member, Source, walk
from migrate.verify.records import FileFacts, Record, read_file, read_stream
from tests.archive.exchanges import KINDS, exchange, writer

BOMB = 300 << 20  # bytes unpacked


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A file with every kind of answer that the writer's own tests know."""
    with writer(tmp_path) as warc:
        made = [warc.write_exchange(exchange(*kind[:2], f"/{name}")) for name, kind in enumerate(KINDS.values())]
    return tmp_path / made[0].file


def _read(path: Path) -> tuple[FileFacts, list[tuple[str, str, int, int]]]:
    seen: list[tuple[str, str, int, int]] = []

    def each(record: Record, member: Member) -> None:
        seen.append((record.kind, record.record_id, member.offset, member.end - member.offset))

    return read_file("", path, path.name, each), seen


def test_it_reads_what_warcio_reads(written: Path) -> None:
    facts, seen = _read(written)
    others = []
    with written.open("rb") as stream:
        records = ArchiveIterator(stream)
        for one in records:
            one.raw_stream.read()
            place = (records.get_record_offset(), records.get_record_length())
            others.append((one.rec_type, one.rec_headers.get_header("WARC-Record-ID"), *place))
    assert seen == others
    assert facts.faults == []
    assert (facts.records, facts.first, facts.last) == (len(others), others[0][1], others[-1][1])
    assert facts.sha256 == hashlib.sha256(written.read_bytes()).hexdigest()
    assert facts.size == written.stat().st_size


@pytest.mark.parametrize("size", [1, 63, 64, 8191, 8192, 8193, 40_000, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_members_are_found_wherever_they_end(size: int) -> None:
    chance = random.Random(size)
    parts = [gzip.compress(chance.randbytes(size), mtime=0) for _ in range(3)]

    class Bytes:
        def __init__(self) -> None:
            self.body = b""

        def feed(self, piece: bytes) -> None:
            self.body += piece

    found = list(walk(Source(io.BytesIO(b"".join(parts))), Bytes))
    assert [one.end - one.offset for one in found] == [len(part) for part in parts]
    assert [gzip.decompress(part) for part in parts] == [one.taken_by.body for one in found]
    assert [one.problem for one in found] == [None] * 3


def test_a_bomb_is_read_in_pieces() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = f"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: {BOMB}\r\n\r\n".encode()
    packed = packer.compress(head)
    for _ in range(BOMB >> 20):
        packed += packer.compress(bytes(1 << 20))
    packed += packer.compress(b"\r\n\r\n") + packer.flush()
    tracemalloc.start()
    facts = read_stream("", io.BytesIO(packed), "bomb")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert facts.records == 1
    assert peak < 32 << 20


def _message(head: str, body: bytes, pieces: int = 7) -> Message:
    whole = head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body
    message = Message()
    for at in range(0, len(whole), pieces):
        message.feed(whole[at : at + pieces])
    message.ended()
    return message


@pytest.mark.parametrize(
    ("head", "body", "decoded"),
    [
        ("HTTP/1.1 200 OK\nContent-Length: 5", b"hello", b"hello"),
        ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n", b"hello"),
        ("HTTP/1.1 200 OK\nContent-Encoding: gzip", gzip.compress(b"hel") + gzip.compress(b"lo"), b"hello"),
        ("HTTP/1.1 200 OK\nContent-Encoding: deflate", zlib.compress(b"hello"), b"hello"),
        ("HTTP/1.1 200 OK\nContent-Encoding: deflate", zlib.compress(b"hello")[2:-4], b"hello"),
        ("HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\nContent-Length: 5", b"hello", b"hello"),
        ("HTTP/1.1 204 No Content", b"", b""),
    ],
)
def test_a_bodys_digest_is_that_of_the_decoded_bytes(head: str, body: bytes, decoded: bytes) -> None:
    read = _message(head, body).body
    assert read is not None
    assert read.sha256 == hashlib.sha256(decoded).hexdigest()
    assert not read.is_cut_short


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("HTTP/1.1 200 OK\nContent-Encoding: gzip", b"no gzip at all"),
        ("HTTP/1.1 200 OK\nContent-Encoding: gzip", gzip.compress(b"hello")[:-3]),
        ("HTTP/1.1 200 OK\nContent-Encoding: br", b"whatever"),
        ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"zz\r\n"),
    ],
)
def test_where_the_bytes_belie_the_head_no_digest_is_claimed(head: str, body: bytes) -> None:
    read = _message(head, body).body
    assert read is not None
    assert read.sha256 is None


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("HTTP/1.1 200 OK\nContent-Length: 6", b"hello"),
        ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"5\r\nhello\r\n"),
        ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"9\r\nhello"),
    ],
)
def test_a_body_that_its_framing_says_is_longer_is_cut_short(head: str, body: bytes) -> None:
    read = _message(head, body).body
    assert read is not None
    assert read.is_cut_short
