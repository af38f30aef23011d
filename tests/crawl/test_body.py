"""Bodies: hashed and measured piece by piece, kept only where somebody will read them."""

import gzip
import hashlib
import io
from collections.abc import Iterator

import pytest

from archive.http_body import PIECE
from archive.reading import body_pieces
from migrate.crawl.body import looks_html, measure
from tests.crawl.exchanges import exchange


def measured(body: bytes, content_type: str, limit: int = 1 << 20):
    made = exchange(None, content_type)
    measure(made, [body[:5], body[5:]], limit)
    return made


@pytest.mark.parametrize(
    "content_type", ["text/html", "text/css", "application/javascript", "application/rss+xml", "application/json"]
)
def test_text_is_kept(content_type: str) -> None:
    made = measured(b"some text", content_type)
    assert (made.body, made.length, made.over_limit) == (b"some text", 9, False)
    assert made.sha256 == hashlib.sha256(b"some text").hexdigest()


@pytest.mark.parametrize("content_type", ["image/png", "application/pdf", "application/octet-stream", ""])
def test_other_bodies_are_only_measured(content_type: str) -> None:
    made = measured(b"\x89PNG picture", content_type)
    assert (made.body, made.length) == (None, 12)


def test_html_without_a_telling_type_is_kept() -> None:
    body = b" <html><p>x"
    made = exchange(None, "application/octet-stream")
    measure(made, [body], 100)
    assert made.body == body


@pytest.mark.parametrize(("limit", "over"), [(9, False), (8, True)])
def test_the_limit_may_be_reached_and_not_passed(limit: int, over: bool) -> None:
    assert measured(b"some text", "text/html", limit).over_limit is over


def test_a_bomb_is_not_unpacked_past_the_limit() -> None:
    raw = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"\0" * 50_000_000)
    seen = [0]

    def counted() -> Iterator[bytes]:
        for piece in body_pieces(io.BytesIO(raw), raw.index(b"\r\n\r\n") + 4):
            seen[0] += len(piece)
            yield piece

    made = exchange(None)
    measure(made, counted(), 300_000)
    assert made.over_limit
    assert seen[0] <= 300_000 + PIECE


@pytest.mark.parametrize("start", [b"<!DOCTYPE html>", b"\xef\xbb\xbf\r\n<HTML>", b"<head>", b"<script>", b"<META "])
def test_html_is_known_by_its_start(start: bytes) -> None:
    assert looks_html(start)


@pytest.mark.parametrize(
    "start", [b"", b"%PDF-1.4 <html>", b"<?xml version='1.0'?>", b"text <html>", b"\xd0\xcf\x11\xe0"]
)
def test_other_files_are_not_html(start: bytes) -> None:
    assert not looks_html(start)
