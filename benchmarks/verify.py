"""A workspace whose WARC files are large: bodies that cannot be packed, records as the tool writes them, a ledger.

`python -m benchmarks.verify FOLDER GIGABYTES` makes it. The records are made here (stored, not packed: the writer's own
deflate would take most of the time), what the auditor reads in them is the same.
"""

import hashlib
import os
import sys
import uuid
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook
from sqlalchemy import insert

from migrate.ledger.book import open_ledger
from migrate.ledger.schema import captures, namings, urls
from migrate.ledger.sites import known_sites
from migrate.run.classify import classify
from migrate.run.redirects import redirects
from migrate.run.sealing import seal
from migrate.run.work import Silent, Work
from migrate.settings import Settings

HOST = "big.qiyun.gov.example"
BODY = 64 << 20  # bytes of an attachment
FILE = 1 << 30  # bytes of a WARC file
PIECE = 1 << 20
AT = "2026-11-22T08:00:00Z"


class _Writer:
    """One WARC file while it is made."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream, self.end = stream, 0
        self._info_id = _new_id()
        block = b"software: benchmark\r\n"
        self.write([("WARC-Type", "warcinfo"), ("WARC-Filename", name)], self._info_id, [block], block)

    def write(
        self, fields: list[tuple[str, str]], record_id: str, block: list[bytes], whole: bytes | None = None
    ) -> None:
        """Append one record; its block is given in pieces."""
        digest = hashlib.sha256(whole) if whole is not None else hashlib.sha256()
        for piece in block if whole is None else ():
            digest.update(piece)
        size = sum(map(len, block))
        told = [*fields, ("WARC-Record-ID", record_id), ("WARC-Date", AT)]
        told += [] if self.end == 0 else [("WARC-Warcinfo-ID", self._info_id)]
        told += [("WARC-Block-Digest", f"sha256:{digest.hexdigest()}"), ("Content-Length", str(size))]
        head = "\r\n".join(["WARC/1.1", *(f"{name}: {value}" for name, value in told), "", ""]).encode()
        packer = zlib.compressobj(0, zlib.DEFLATED, 31)
        for piece in (head, *block, b"\r\n\r\n"):
            self.end += self._stream.write(packer.compress(piece))
        self.end += self._stream.write(packer.flush())


def _new_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def workspace(folder: Path, gigabytes: int) -> Path:
    """A workspace with so many GiB of WARC files, known to the ledger and sealed."""
    folder.mkdir(parents=True)
    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.append(["序号", "主办单位", "网站名称", "网址"])
    sheet.append([1, "栖云县测试局", "栖云测试网", f"http://{HOST}/"])
    book.save(folder / "sheet.xlsx")
    settings = Settings()
    classify(folder, settings, Silent(), [str(folder / "sheet.xlsx")])
    with open_ledger("", folder) as ledger, ledger.run("capture", "0"):
        work = Work(folder, settings, ledger, Silent())
        with ledger.begin() as connection:
            (site,) = known_sites(connection)
            for seq, row in enumerate(_captured(folder / "captures" / site.site_key, site.site_key, gigabytes), 1):
                _enter(connection, site.site_key, seq, row)
        redirects(work, [site])
        assert not seal(work).broken
    return folder


def _captured(folder: Path, site_key: str, gigabytes: int) -> Iterator[dict[str, object]]:
    folder.mkdir(parents=True)
    noise = os.urandom(BODY - PIECE)
    for number in range(gigabytes):
        name = f"{site_key}-20261122080000-{number:05d}.warc.gz"
        with (folder / name).open("wb") as stream:
            writer = _Writer(stream, name)
            while writer.end < FILE:
                yield _exchange(writer, f"captures/{site_key}/{name}", noise)


def _exchange(writer: _Writer, warc: str, noise: bytes) -> dict[str, object]:
    own = os.urandom(PIECE)
    record_id, offset, url = _new_id(), writer.end, f"http://{HOST}/files/{uuid.uuid4()}.zip"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: {BODY}\r\n\r\n".encode()
    payload = hashlib.sha256(own)
    payload.update(noise)
    sha256 = payload.hexdigest()
    common = [("WARC-Target-URI", url)]
    kind = [("WARC-Type", "response"), ("WARC-Payload-Digest", f"sha256:{sha256}")]
    http = "application/http;msgtype="
    writer.write([*kind, *common, ("Content-Type", f"{http}response")], record_id, [head, own, noise])
    request = f"GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
    asked = [("WARC-Type", "request"), ("WARC-Concurrent-To", record_id), ("Content-Type", f"{http}request")]
    writer.write([*asked, *common], _new_id(), [request], request)
    return {"url": url, "warc": warc, "offset": offset, "end": writer.end, "record_id": record_id, "sha256": sha256}


def _enter(connection: object, site_key: str, seq: int, row: dict[str, object]) -> None:
    told = {"status": 200, "content_type": "application/zip", "length": BODY, "sha256": row["sha256"]}
    known = {"site_key": site_key, "url": row["url"], "canonical": row["url"], "seq": seq + 10, "hint": "attachment"}
    state = {"kind": "attachment", "outcome": "stored", "attempts": 1, "due_at": "", **told}
    url_id = connection.execute(insert(urls).values(**known, **state)).inserted_primary_key[0]  # type: ignore[attr-defined]
    connection.execute(insert(namings).values(url_id=url_id, named_by="link"))  # type: ignore[attr-defined]
    place = {name: row[name] for name in ("warc", "offset", "end", "record_id")}
    digest = {"payload_digest": f"sha256:{row['sha256']}", "coding": ""}
    one = insert(captures).values(site_key=site_key, url_id=url_id, fetched_at=AT, **told, **place, **digest)
    capture_id = connection.execute(one).inserted_primary_key[0]  # type: ignore[attr-defined]
    connection.execute(urls.update().where(urls.c.id == url_id).values(capture_id=capture_id))  # type: ignore[attr-defined]


if __name__ == "__main__":
    workspace(Path(sys.argv[1]), int(sys.argv[2]))
