"""Invented exchanges for the tests of the WARC files."""

import gzip
import io
import itertools
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.warc import Exchange, WarcWriter

MOMENT = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
HOST = "nyncj.qiyun.gov.example"
BODY = "栖云县农业农村局".encode("gb18030") * 50


def head(*fields: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *fields, "", ""]).encode()


def chunked(body: bytes, size: int = 7) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def exchange(head_bytes: bytes, body: bytes = b"", path: str = "/", **more: Any) -> Exchange:
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
    facts: dict[str, Any] = {"captured_at": MOMENT, "ip_address": "127.0.0.1"} | more
    return Exchange(
        target_uri=f"http://{HOST}{path}",
        request=request,
        response=io.BytesIO(head_bytes + body),
        head_length=len(head_bytes),
        **facts,
    )


KINDS: dict[str, tuple[bytes, bytes, bytes]] = {
    "plain": (head("Content-Type: text/html", f"Content-Length: {len(BODY)}"), BODY, BODY),
    "chunked": (head("Transfer-Encoding: chunked"), chunked(BODY), BODY),
    "gzip": (head("Content-Encoding: gzip"), gzip.compress(BODY), BODY),
    "chunked gzip": (head("transfer-encoding: Chunked", "content-encoding: GZIP"), chunked(gzip.compress(BODY)), BODY),
    "two members": (head("Content-Encoding: x-gzip"), gzip.compress(BODY) + gzip.compress(b"x"), BODY + b"x"),
    "wrongly labelled": (head("Content-Encoding: gzip"), BODY, BODY),
    "wrongly framed": (head("Transfer-Encoding: chunked"), b"<p>x</p>\nyz", b"<p>x</p>\nyz"),
    "empty": (head("Content-Length: 0"), b"", b""),
    "not modified": (head("ETag: x", status="304 Not Modified"), b"", b""),
    "binary": (head("Content-Type: image/png"), bytes(range(256)) * 9, bytes(range(256)) * 9),
    "bare line feeds": (b"HTTP/1.0 200 OK\nServer: x\n\n", b"a\n\nb", b"a\n\nb"),
    "folded field": (head("X: a", "\tb", "Content-Length: 2"), b"ok", b"ok"),
    "field in GBK": (b"HTTP/1.1 200 OK\r\nContent-Disposition: \xb9\xab\xb8\xe6.doc\r\n\r\n", b"ok", b"ok"),
    "head cut off": (b"HTTP/1.1 200 OK\r\nServ", b"", b""),
    "blank-looking line": (head("A: 1", " ", "Content-Length: 1"), b"x", b""),
    "interim answer": (head(status="100 Continue") + head("Content-Length: 2"), b"ok", b"ok"),
    "no head": (b"", b"<p>HTTP/0.9</p>", b"<p>HTTP/0.9</p>"),
    "starts blank": (b"\r\n", b"x", b"\r\nx"),
}


def pinned_ids() -> Callable[[], str]:
    serial = itertools.count(1)
    return lambda: f"<urn:uuid:00000000-0000-0000-0000-{next(serial):012d}>"


def writer(folder: Path, **more: Any) -> WarcWriter:
    facts: dict[str, Any] = {"software": "test", "clock": lambda: MOMENT, "make_id": pinned_ids()} | more
    return WarcWriter(folder, "nyncj", **facts)
