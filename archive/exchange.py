"""One request and its answer as they go into a WARC file: the facts, their digests, and what cannot be written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO

from archive.certificates import Secured
from archive.errors import ArchiveError
from archive.http_body import PIECE, ends_head

TRUNCATIONS = ("length", "time", "disconnect", "unspecified")


@dataclass(frozen=True)
class Original:
    """The stored record that a revisit stands for; `record_id` with its angle brackets."""

    record_id: str
    target_uri: str
    captured_at: datetime
    payload_digest: str


@dataclass(frozen=True)
class Exchange:
    """One request and its answer as they went over the wire; `response` is seekable: head, framing and body."""

    target_uri: str
    captured_at: datetime
    request: bytes
    response: BinaryIO
    head_length: int
    ip_address: str | None = None
    truncated: str | None = None
    refers_to: Original | None = None
    secured: Secured | None = None


@dataclass(frozen=True)
class Conversion:
    """Another form of what the record `refers_to` (an id with angle brackets) holds: a page after its scripts."""

    target_uri: str
    made_at: datetime
    block: bytes
    content_type: str
    refers_to: str


@dataclass(frozen=True)
class Written:
    """Where an exchange lies: the file's final name, the response's member, and the file's end after the request."""

    file: str
    offset: int
    length: int
    end: int
    record_id: str
    payload_digest: str


@dataclass(frozen=True)
class Block:
    """What is known of a message after reading it once; the payload is plain where line readers see the same head."""

    size: int
    digest: str
    payload_digest: str
    payload_is_plain: bool


def payload_digest(response: BinaryIO, head_length: int) -> str:
    """`sha256:` and the hex digest of all bytes after the head, chunk framing included: what `Written` will say."""
    payload = sha256()
    response.seek(head_length)
    while piece := response.read(PIECE):
        payload.update(piece)
    return f"sha256:{payload.hexdigest()}"


def measured(stream: BinaryIO, head_length: int) -> Block:
    """Size and digests of a message, read once in pieces."""
    is_plain = _line_reader_sees(stream, head_length)
    whole, payload, size = sha256(), sha256(), 0
    stream.seek(0)
    while piece := stream.read(PIECE):
        whole.update(piece)
        payload.update(piece[max(0, head_length - size) :])
        size += len(piece)
    if not 0 <= head_length <= size:
        raise ArchiveError(f"响应头长 {head_length} 字节，而响应只有 {size} 字节", "这是程序的错误，请报告")
    return Block(size, f"sha256:{whole.hexdigest()}", f"sha256:{payload.hexdigest()}", is_plain)


def _line_reader_sees(stream: BinaryIO, head_length: int) -> bool:
    """Whether the first line that looks blank ends exactly at `head_length` (or the message ends there without one)."""
    stream.seek(0)
    position = 0
    while position < head_length:
        line = stream.readline(head_length - position)
        position += len(line)
        if ends_head(line):
            return position == head_length
    return head_length > 0 and not stream.read(1)


def pieces(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """Exactly the first `size` bytes of the stream."""
    stream.seek(0)
    while size:
        piece = stream.read(min(PIECE, size))
        if not piece:
            raise ArchiveError("写入时响应比计算校验值时短", "检查临时文件夹的磁盘，然后重新运行")
        size -= len(piece)
        yield piece


def starts_as_http(stream: BinaryIO) -> bool:
    """Whether the message begins as an HTTP answer that every reader can parse."""
    stream.seek(0)
    return stream.read(5) == b"HTTP/"


def check(exchange: Exchange, block: Block) -> None:
    """Raises for an exchange that could not be read back as it is."""
    _check_uri(exchange.target_uri)
    if exchange.truncated is not None and exchange.truncated not in TRUNCATIONS:
        raise ArchiveError(f"不认识的截断原因：{exchange.truncated}", f"用其中之一：{'、'.join(TRUNCATIONS)}")
    original = exchange.refers_to
    if original is None:
        return
    _check_uri(original.target_uri)
    if original.payload_digest != block.payload_digest or not starts_as_http(exchange.response):
        raise ArchiveError(f"{exchange.target_uri} 的内容与 {original.target_uri} 的不相同", "按新内容存一份完整的记录")


def _check_uri(uri: str) -> None:
    if not uri or any(char.isspace() or not char.isprintable() for char in uri) or uri[0] == "<":
        raise ArchiveError(f"网址不能写入 WARC 记录：{uri!r}", "先把空格和控制字符按 %XX 转义")
