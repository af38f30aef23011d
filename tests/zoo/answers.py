"""Raw answers, built piece by piece so that a fault can be planted in any of them."""

import gzip
from collections.abc import Sequence

from tests.zoo.server import CLOSE, Answer

HTML = "text/html"
JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 40 + b"\xff\xd9"


def head(status: str, *lines: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1")


def answer(status: str, body: bytes, *lines: str, content_type: str = HTML, **more) -> Answer:
    raw = head(status, f"Content-Type: {content_type}", f"Content-Length: {len(body)}", *lines) + body
    return Answer(raw, **more)


def ok(body: bytes | str, content_type: str = HTML, *lines: str, **more) -> Answer:
    return answer("200 OK", body.encode() if isinstance(body, str) else body, *lines, content_type=content_type, **more)


def links(*targets: str, also: str = "") -> str:
    return "<html><body>" + "".join(f'<a href="{one}">看</a>' for one in targets) + also + "</body></html>"


def page(*targets: str, also: str = "", **more) -> Answer:
    return ok(links(*targets, also=also), "text/html; charset=utf-8", **more)


def moved(location: str, status: str = "302 Found") -> Answer:
    return answer(status, b"moved", f"Location: {location}")


def chunks(*pieces: bytes, last: bytes = b"0\r\n\r\n", extension: str = "") -> bytes:
    return b"".join(b"%x%s\r\n%s\r\n" % (len(one), extension.encode(), one) for one in pieces) + last


def chunked(body: bytes, *lines: str, then: str = "keep", content_type: str = HTML) -> Answer:
    return Answer(head("200 OK", f"Content-Type: {content_type}", "Transfer-Encoding: chunked", *lines) + body, then)


def until_close(body: bytes, *lines: str) -> Answer:
    return Answer(head("200 OK", f"Content-Type: {HTML}", "Connection: close", *lines) + body, CLOSE)


def gzipped(body: bytes, content_type: str = HTML) -> Answer:
    return ok(gzip.compress(body, mtime=0), content_type, "Content-Encoding: gzip")


def body_of(one: Answer) -> bytes:
    """The bytes after the head, framing and coding as sent."""
    ends = [at + len(mark) for mark in (b"\r\n\r\n", b"\n\n") if (at := one.message.find(mark)) >= 0]
    return one.message[min(ends) :]


def some(one: Answer | Sequence[Answer]) -> Sequence[Answer]:
    return [one] if isinstance(one, Answer) else one
