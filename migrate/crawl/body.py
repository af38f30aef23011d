"""A response body, decoded piece by piece: hashed, measured against the limit, and kept where somebody will read it."""

import hashlib
from collections.abc import Iterable

from migrate.fetch.client import Exchange

KEPT_BYTES = 64 << 20  # a longer text-like body is not read for links
_TEXT_TYPES = ("text/", "application/xhtml", "application/xml", "application/rss", "application/atom")
_TEXT_SUBTYPES = ("javascript", "json", "+xml", "ecmascript")
_UNTOLD = frozenset({"", "application/octet-stream", "unknown/unknown", "text/plain"})
_SNIFF = 512
_HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<title", b"<frameset", b"<meta", b"<script")


def measure(exchange: Exchange, pieces: Iterable[bytes], limit: int) -> None:
    """Fill in what the decoded body of `exchange` is: digest, length, the body itself if it is text, the limit passed.

    Decoding stops at `limit` bytes: a gzip bomb costs its own size and no more.
    """
    digest = hashlib.sha256()
    kept: list[bytes] | None = [] if _text_like(exchange.content_type) else None
    for piece in pieces:
        if exchange.length == 0 and kept is None and exchange.content_type in _UNTOLD and looks_html(piece):
            kept = []
        digest.update(piece)
        exchange.length += len(piece)
        if kept is not None:
            kept.append(piece)
            if exchange.length > KEPT_BYTES:
                kept = None
        if exchange.length > limit:
            exchange.over_limit = True
            break
    exchange.sha256 = digest.hexdigest()
    exchange.body = None if kept is None else b"".join(kept)


def looks_html(start: bytes) -> bool:
    """True when bytes begin like an HTML page, whatever the server calls them."""
    return start[:_SNIFF].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML_STARTS)


def _text_like(content_type: str) -> bool:
    return content_type.startswith(_TEXT_TYPES) or content_type.endswith(_TEXT_SUBTYPES)
