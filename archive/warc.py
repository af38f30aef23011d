"""WARC 1.1 files: one gzip member a record, so that a record is found by its offset and a torn tail can be cut off.

Order of durability: `write_exchange` hands the bytes to the system, `sync` makes them lasting; only then may anybody
claim them. A file bears the suffix `.open` until it is closed; one without it is complete.
"""

import io
import itertools
import os
import uuid
import zlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType, TracebackType

from archive.certificates import CONTENT_TYPE, certificate_uri, pem, secured_fields
from archive.errors import ArchiveError
from archive.exchange import Block, check, measured, pieces, starts_as_http
from archive.exchange import Conversion as Conversion
from archive.exchange import Exchange as Exchange
from archive.exchange import Original as Original
from archive.exchange import Written as Written
from archive.exchange import payload_digest as payload_digest
from archive.reading import OPEN_SUFFIX as OPEN_SUFFIX
from archive.reading import read_body as read_body
from archive.reading import read_head as read_head

CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
LEVEL = 6

Headers = list[tuple[str, str]]


def new_record_id() -> str:
    """A fresh record id, with its angle brackets."""
    return f"<urn:uuid:{uuid.uuid4()}>"


class WarcWriter:
    """Writes exchanges into `folder`, one caller at a time; no file exists before the first exchange.

    Payload digests cover the bytes after the HTTP head as they stand in the block, chunk framing included: that is what
    wget, warcprox and warcio write, and what warcio verifies. Where a reader that goes by lines would see another end
    of the head (a blank-looking line inside it, a 1xx answer before it), the field is left out and the block digest
    stands alone.
    An answer that does not begin with `HTTP/` is kept whole as a `resource` record, because readers parse a `response`.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        *,
        software: str,
        operator_lines: Mapping[str, str] = MappingProxyType({}),
        max_bytes: int = 1 << 30,
        clock: Callable[[], datetime],
        make_id: Callable[[], str] = new_record_id,
    ) -> None:
        if not name or Path(name).name != name or not name.isprintable():
            raise ArchiveError(f"WARC 文件名的开头不能用：{name!r}", "只用字母、数字、点和连字符")
        self._folder, self._name = folder, name
        self._info = {
            "software": software,
            "format": "WARC File Format 1.1",
            "conformsTo": CONFORMS_TO,
            "isPartOf": name,
        }
        self._info |= operator_lines
        self._max_bytes, self._clock, self._make_id = max_bytes, clock, make_id
        self._file: io.FileIO | None = None
        self._final = ""
        self._end = 0
        self._info_id = ""
        self._certificates: dict[tuple[bytes, ...], str] = {}  # chain → record id, of this file

    def __enter__(self) -> "WarcWriter":
        """The writer itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes the file; after an error it keeps its `.open`, because its last exchanges may not be accounted for."""
        if kind is None:
            self.close()
        elif self._file is not None:
            self._file.close()
            self._file = None

    def write_exchange(self, exchange: Exchange) -> Written:
        """Appends the response (or revisit) and its request; after an error the file is as it was before."""
        block = measured(exchange.response, exchange.head_length)
        check(exchange, block)
        return self._appended(lambda: self._write_pair(exchange, block))

    def write_conversion(self, conversion: Conversion) -> Written:
        """Appends another form of what a record holds, as a `conversion` record that refers to it."""
        return self._appended(lambda: self._write_conversion(conversion))

    def _appended(self, write: Callable[[], Written]) -> Written:
        if self._file is not None and self._end >= self._max_bytes:
            self.close()
        start = self._end if self._file is not None else 0
        try:
            self._open_file()
            return write()
        except BaseException:
            self._take_back(start)
            raise

    def sync(self) -> None:
        """Everything written so far has reached the disk."""
        if self._file is not None:
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """The current file is on disk under its final name; the next exchange begins a new one."""
        if self._file is None:
            return
        self.sync()
        self._file.close()
        self._file = None
        _rename_final(self._folder / (self._final + OPEN_SUFFIX))

    def _write_pair(self, exchange: Exchange, block: Block) -> Written:
        common = self._common(exchange)
        offset, record_id = self._end, self._make_id()
        if exchange.refers_to is None:
            self._write_response(exchange, block, record_id, common)
        else:
            self._write_revisit(exchange, exchange.refers_to, record_id, common)
        length = self._end - offset
        self._write_request(exchange, record_id, common)
        return Written(self._final, offset, length, self._end, record_id, block.payload_digest)

    def _common(self, exchange: Exchange) -> Headers:
        """What both records of an exchange say; the record of the certificates is then in the file."""
        address = [("WARC-IP-Address", exchange.ip_address)] if exchange.ip_address else []
        return [
            ("WARC-Date", warc_date(exchange.captured_at)),
            ("WARC-Target-URI", exchange.target_uri),
            *address,
            ("WARC-Warcinfo-ID", self._info_id),
            *(secured_fields(exchange.secured, self._certificate_id(exchange)) if exchange.secured else ()),
        ]

    def _certificate_id(self, exchange: Exchange) -> str | None:
        """The record of the certificates that the server showed, written now if this file has it not."""
        chain = exchange.secured.chain if exchange.secured else ()
        if chain and chain not in self._certificates:
            block, record_id = pem(chain), self._make_id()
            headers = [
                ("WARC-Type", "metadata"),
                ("WARC-Record-ID", record_id),
                ("WARC-Date", warc_date(exchange.captured_at)),
                ("WARC-Target-URI", certificate_uri(chain)),
                ("WARC-Warcinfo-ID", self._info_id),
                ("WARC-Block-Digest", _digest(block)),
                ("Content-Type", CONTENT_TYPE),
            ]
            self._write_member(headers, len(block), [block])
            self._certificates[chain] = record_id
        return self._certificates.get(chain)

    def _write_response(self, exchange: Exchange, block: Block, record_id: str, common: Headers) -> None:
        is_http = starts_as_http(exchange.response)
        headers = [("WARC-Type", "response" if is_http else "resource"), ("WARC-Record-ID", record_id), *common]
        if exchange.truncated:
            headers.append(("WARC-Truncated", exchange.truncated))
        headers.append(("WARC-Block-Digest", block.digest))
        if not is_http:
            headers.append(("WARC-Payload-Digest", block.digest))
        elif block.payload_is_plain and exchange.target_uri.startswith(("http:", "https:")):
            headers.append(("WARC-Payload-Digest", block.payload_digest))
        headers.append(("Content-Type", "application/http;msgtype=response" if is_http else "application/octet-stream"))
        self._write_member(headers, block.size, pieces(exchange.response, block.size))

    def _write_revisit(self, exchange: Exchange, original: Original, record_id: str, common: Headers) -> None:
        head = b"".join(pieces(exchange.response, exchange.head_length))
        headers = [
            ("WARC-Type", "revisit"),
            ("WARC-Record-ID", record_id),
            *common,
            ("WARC-Profile", REVISIT_PROFILE),
            ("WARC-Refers-To", original.record_id),
            ("WARC-Refers-To-Target-URI", original.target_uri),
            ("WARC-Refers-To-Date", warc_date(original.captured_at)),
            ("WARC-Block-Digest", _digest(head)),
            ("WARC-Payload-Digest", original.payload_digest),
            ("Content-Type", "application/http;msgtype=response"),
        ]
        self._write_member(headers, len(head), [head])

    def _write_conversion(self, made: Conversion) -> Written:
        offset, record_id, digest = self._end, self._make_id(), _digest(made.block)
        headers = [
            ("WARC-Type", "conversion"),
            ("WARC-Record-ID", record_id),
            ("WARC-Date", warc_date(made.made_at)),
            ("WARC-Target-URI", made.target_uri),
            ("WARC-Warcinfo-ID", self._info_id),
            ("WARC-Refers-To", made.refers_to),
            ("WARC-Block-Digest", digest),
            ("WARC-Payload-Digest", digest),
            ("Content-Type", made.content_type),
        ]
        self._write_member(headers, len(made.block), [made.block])
        return Written(self._final, offset, self._end - offset, self._end, record_id, digest)

    def _write_request(self, exchange: Exchange, response_id: str, common: Headers) -> None:
        head, blank, _ = exchange.request.partition(b"\r\n\r\n")
        block = measured(io.BytesIO(exchange.request), len(head + blank))
        headers = [
            ("WARC-Type", "request"),
            ("WARC-Record-ID", self._make_id()),
            *common,
            ("WARC-Concurrent-To", response_id),
            ("WARC-Block-Digest", block.digest),
        ]
        if block.payload_is_plain:
            headers.append(("WARC-Payload-Digest", block.payload_digest))
        headers.append(("Content-Type", "application/http;msgtype=request"))
        self._write_member(headers, block.size, [exchange.request])

    def _write_member(self, headers: Headers, size: int, block: Iterable[bytes]) -> None:
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, 31)
        lines = ["WARC/1.1", *(f"{name}: {value}" for name, value in headers), f"Content-Length: {size}", "", ""]
        for piece in itertools.chain(["\r\n".join(lines).encode()], block, [b"\r\n\r\n"]):
            self._append(packer.compress(piece))
        self._append(packer.flush())

    def _append(self, piece: bytes) -> None:
        rest = memoryview(piece)
        while rest and self._file is not None:
            count = self._file.write(rest) or 0
            rest = rest[count:]
            self._end += count

    def _open_file(self) -> None:
        if self._file is not None:
            return
        make_folder(self._folder)
        now = self._clock()
        self._final, self._file = _fresh_file(self._folder, f"{self._name}-{now.astimezone(UTC):%Y%m%d%H%M%S}")
        self._end, self._info_id, self._certificates = 0, self._make_id(), {}
        sync_folder(self._folder)
        block = "".join(f"{key}: {_one_line(value)}\r\n" for key, value in self._info.items()).encode()
        headers = [
            ("WARC-Type", "warcinfo"),
            ("WARC-Record-ID", self._info_id),
            ("WARC-Date", warc_date(now)),
            ("WARC-Filename", self._final),
            ("WARC-Block-Digest", _digest(block)),
            ("Content-Type", "application/warc-fields"),
        ]
        self._write_member(headers, len(block), [block])

    def _take_back(self, start: int) -> None:
        """The file ends at `start` again; one that holds no exchange yet is removed."""
        if self._file is None:
            return
        self._certificates = {}  # their record may be among what is taken back
        if start:
            self._file.truncate(start)
            self._file.seek(start)
            self._end = start
        else:
            self._file.close()
            self._file = None
            (self._folder / (self._final + OPEN_SUFFIX)).unlink()


def cut_back(path_open: Path, committed_end: int) -> int:
    """The number of bytes cut off; the file ends at `committed_end` under its final name, or is gone when that is 0.

    A file that was closed before its last exchange was accounted for may be given too: it is cut and keeps its name.
    """
    try:
        size = path_open.stat().st_size
    except OSError as error:
        raise ArchiveError(f"打不开 WARC 文件 {path_open}：{error.strerror}", "检查该文件是否还在、能否读取") from error
    if not 0 <= committed_end <= size:
        problem = f"WARC 文件 {path_open} 只有 {size} 字节，台账记到 {committed_end} 字节"
        raise ArchiveError(problem, "文件已损坏或被换过，请从备份恢复，或重新采集其中的网址")
    if committed_end == 0:
        path_open.unlink()
        sync_folder(path_open.parent)
        return size
    with path_open.open("r+b") as file:
        file.truncate(committed_end)
        os.fsync(file.fileno())
    if path_open.name.endswith(OPEN_SUFFIX):
        _rename_final(path_open)
    return size - committed_end


def warc_date(moment: datetime) -> str:
    """The moment in UTC as WARC 1.1 writes it, with microseconds only where there are any."""
    if moment.tzinfo is None:
        raise ArchiveError(f"时间没有时区：{moment}", "给出带时区的时间")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def sync_folder(folder: Path) -> None:
    """The folder's entries have reached the disk, where the system can do that."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """The folder is there, and its name has reached the disk."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in missing or [folder]:
        sync_folder(one.parent)


def _fresh_file(folder: Path, stem: str) -> tuple[str, io.FileIO]:
    for serial in itertools.count():
        final = f"{stem}-{serial:05d}.warc.gz"
        if (folder / final).exists():
            continue
        try:
            return final, io.FileIO(folder / (final + OPEN_SUFFIX), "x")
        except FileExistsError:
            continue
    raise AssertionError("count() does not end")


def _rename_final(path_open: Path) -> None:
    final = path_open.with_name(path_open.name.removesuffix(OPEN_SUFFIX))
    if final.exists():
        raise ArchiveError(
            f"WARC 文件 {final} 已经存在", f"查明两个文件的来历，再移走其中一个（另一个是 {path_open.name}）"
        )
    path_open.rename(final)
    sync_folder(final.parent)


def _digest(data: bytes) -> str:
    return f"sha256:{sha256(data).hexdigest()}"


def _one_line(value: str) -> str:
    return " ".join(value.split())
