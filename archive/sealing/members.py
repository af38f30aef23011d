"""The gzip members of a WARC file, walked without keeping what they hold: how many, and which record stands in each."""

import zlib
from dataclasses import dataclass, field

from archive.errors import ArchiveError

HEAD = 16 << 10  # bytes of a record in which its id must stand
PIECE = 1 << 20  # bytes inflated at once
_ID = b"\r\nwarc-record-id:"


@dataclass
class Members:
    """A walk through the members of one WARC file; `feed` it the file's bytes in order, then `end` it."""

    name: str
    count: int = 0
    first: str | None = None
    last: str | None = None
    _head: bytearray = field(default_factory=bytearray)
    _packer: "zlib._Decompress | None" = None

    def feed(self, piece: bytes) -> None:
        """Walk on through these bytes; raises ArchiveError where they are no gzip member."""
        while piece:
            if self._packer is None:
                self._packer, self._head = zlib.decompressobj(31), bytearray()
            piece = self._inflated(piece)
            if self._packer.eof:
                piece, self._packer = self._packer.unused_data, None
                self._count()

    def end(self) -> None:
        """The file ends here; raises ArchiveError where a member is torn."""
        if self._packer is not None:
            raise damaged(self.name, "末尾的记录不完整")

    def _inflated(self, piece: bytes) -> bytes:
        assert self._packer is not None  # noqa: S101  the caller has made it
        try:
            out = self._packer.decompress(piece, PIECE)
        except zlib.error as error:
            raise damaged(self.name, "其中有记录已损坏") from error
        if len(self._head) < HEAD:
            self._head += out[: HEAD - len(self._head)]
        return self._packer.unconsumed_tail

    def _count(self) -> None:
        record_id = _record_id(bytes(self._head))
        if record_id is None:
            raise damaged(self.name, f"第 {self.count + 1} 段不是 WARC 记录")
        self.count += 1
        self.first = self.first or record_id
        self.last = record_id


def damaged(name: str, how: str) -> ArchiveError:
    """Give the error of a WARC file that is not what it was."""
    return ArchiveError(f"WARC 文件 {name} {how}", "请从备份恢复该文件；没有备份时删去它并重新采集其中的网址")


def _record_id(head: bytes) -> str | None:
    if not head.startswith(b"WARC/"):
        return None
    head = head.partition(b"\r\n\r\n")[0]
    at = head.lower().find(_ID)
    if at < 0:
        return None
    return head[at + len(_ID) :].partition(b"\r\n")[0].strip().decode("ascii", "replace")
