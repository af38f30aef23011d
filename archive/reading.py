"""One record read back from a WARC file at its offset, through warcio."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed

from archive.errors import ArchiveError
from archive.http_body import decoded, fields_of, next_head

OPEN_SUFFIX = ".open"
HEADLESS = ("resource", "conversion")  # records whose block is the body itself
BLOCK = 4096  # bytes of the file that warcio inflates at once, without a bound: 4 MiB at worst
RECAPTURE = "运行 verify 查看受损的记录，并重新采集其中的网址"


def read_head(path: Path, offset: int) -> bytes:
    """The HTTP head of the response or revisit record at `offset`, with its blank line; empty where there is none."""
    with _record(path, offset) as record:
        return b"" if record.rec_type in HEADLESS else next_head(record.raw_stream)


def read_body(path: Path, offset: int, *, limit: int) -> bytes:
    """The body of the response record at `offset` without chunk framing and content coding, at most `limit` bytes.

    Undone are chunked, gzip (all members) and deflate; bytes that contradict their label, and other codings, stay as
    they are. Nothing is decoded past `limit`: a body that goes on is an ArchiveError, and so is a revisit, which has
    none.
    """
    with _record(path, offset) as record:
        if record.rec_type not in ("response", *HEADLESS):
            problem = f"{path} 第 {offset} 字节处是 {record.rec_type} 记录，没有正文"
            raise ArchiveError(problem, "读取它所指的原记录")
        head = b"" if record.rec_type in HEADLESS else next_head(record.raw_stream)
        body = bytearray()
        for piece in decoded(record.raw_stream, fields_of(head)):
            body += piece
            if len(body) > limit:
                raise ArchiveError(
                    f"{path} 第 {offset} 字节处的正文解压后超过 {limit} 字节", "调高上限，或由人工处理这一网址"
                )
        return bytes(body)


def pieces_at(path: Path, offset: int) -> Iterator[bytes]:
    """The body of the record at `offset`, decoded as `read_body` would, in pieces and without a limit."""
    with _record(path, offset) as record:
        head = b"" if record.rec_type in HEADLESS else next_head(record.raw_stream)
        yield from decoded(record.raw_stream, fields_of(head))


def body_pieces(response: BinaryIO, head_length: int) -> Iterator[bytes]:
    """The body of a raw response (its head first, `head_length` bytes), decoded as `read_body` would, in pieces."""
    response.seek(0)
    head = response.read(head_length)
    yield from decoded(response, fields_of(head))


@contextmanager
def _record(path: Path, offset: int) -> Iterator[Any]:
    try:
        with _existing(path).open("rb") as file:
            file.seek(offset)
            yield next(WARCIterator(file, no_record_parse=True, block_size=BLOCK))
    except OSError as error:
        raise ArchiveError(f"打不开 WARC 文件 {path}：{error.strerror}", "检查该文件是否还在、能否读取") from error
    except (StopIteration, ArchiveLoadFailed, EOFError) as error:
        raise ArchiveError(f"{path} 第 {offset} 字节处没有可读的记录", RECAPTURE) from error


def _existing(path: Path) -> Path:
    open_path = path.with_name(path.name + OPEN_SUFFIX)
    return open_path if not path.exists() and open_path.exists() else path
