"""Malformed answers, one row a case: what is kept, and whether it is whole, written from RFC 9112 before it was run.

`whole` is the message that is kept of a complete answer; `torn` an answer whose framing says that something is missing,
kept as it came; `none` no answer at all.
"""

import asyncio
import gzip
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.fetch.client import Client, Exchange
from migrate.settings import ConnectTo, Http, Size
from tests.fetch.test_client import HOST, fetched, one
from tests.zoo.answers import chunks, head, ok
from tests.zoo.server import CLOSE, KEEP, Answer, FaultServer

BODY = b"<p>\xb9\xab\xb8\xe6</p>"
LENGTH = f"Content-Length: {len(BODY)}"
CHUNKED = "Transfer-Encoding: chunked"
GONE = "未找到".encode("gbk")
SURPLUS = b"\r\nsurplus"


@dataclass(frozen=True)
class Case:
    """What the server sends, and what of it is the message; `then` is what the server does afterwards."""

    raw: bytes
    kept: bytes | None = None
    then: str = KEEP
    status: int = 200

    @property
    def message(self) -> bytes:
        return self.raw if self.kept is None else self.kept


def cut(message: bytes, surplus: bytes = SURPLUS, then: str = KEEP) -> Case:
    """Bytes after the end of a message are no part of it (§6.3, §9.2)."""
    return Case(message + surplus, message, then)


def old(*lines: str) -> bytes:
    return head("200 OK", *lines).replace(b"1.1", b"1.0", 1)


WHOLE: dict[str, Case] = {
    # §5: fields
    "obs-fold inside a field": Case(head("200 OK", "X-A: 1", "\t 2", "   3", LENGTH) + BODY),
    "obs-fold in the first line": Case(head("200 OK", " folded", LENGTH) + BODY),
    "space before the colon": Case(head("200 OK", f"Content-Length : {len(BODY)}") + BODY),
    "tab before the colon": Case(head("200 OK", f"Content-Length\t: {len(BODY)}") + BODY),
    "no space after the colon": Case(head("200 OK", f"Content-Length:{len(BODY)}") + BODY),
    "spaces around a length": Case(head("200 OK", f"Content-Length:  {len(BODY)}  ") + BODY),
    "a line without colon": Case(head("200 OK", "no colon here", LENGTH) + BODY),
    "an empty name": Case(head("200 OK", ": nameless", LENGTH) + BODY),
    "GBK in a value": Case(head("200 OK", "X: " + GONE.decode("latin-1"), LENGTH) + BODY),
    "GBK in a name": Case(head("200 OK", GONE.decode("latin-1") + ": x", LENGTH) + BODY),
    "a NUL in a value": Case(head("200 OK", "X: a\0b", LENGTH) + BODY),
    "a bare CR in a value": Case(head("200 OK", "X: a\rb", LENGTH) + BODY),
    "a field of 200 KB": Case(head("200 OK", "X: " + "h" * 200_000, LENGTH) + BODY),
    "2,000 fields": Case(head("200 OK", *(f"X-{n}: {n}" for n in range(2000)), LENGTH) + BODY),
    "the same field 300 times": Case(head("200 OK", *["Set-Cookie: a=b"] * 300, LENGTH) + BODY),
    # §4: status line
    "no reason": Case(b"HTTP/1.1 200\r\n" + head("", LENGTH).partition(b"\r\n")[2] + BODY),
    "an empty reason": Case(head("200 ", LENGTH) + BODY),
    "GBK for a reason": Case(head("404 " + GONE.decode("latin-1"), LENGTH) + BODY, status=404),
    "HTTP/1.0 that keeps the connection": Case(old("Connection: keep-alive", LENGTH) + BODY),
    "HTTP/1.0 until the end": Case(old() + BODY, then=CLOSE),
    "a version nobody has": Case(head("200 OK", LENGTH).replace(b"1.1", b"1.2") + BODY),
    "two spaces in the status line": Case(b"HTTP/1.1  200  OK\r\n" + LENGTH.encode() + b"\r\n\r\n" + BODY),
    "line feeds alone": Case(head("200 OK", LENGTH).replace(b"\r", b"") + BODY),
    "line feeds and CRLF mixed": Case(b"HTTP/1.1 200 OK\nServer: x\r\n" + LENGTH.encode() + b"\n\r\n" + BODY),
    "a blank line before": Case(b"\r\n" + head("200 OK", LENGTH) + BODY, head("200 OK", LENGTH) + BODY),
    "blank lines before": Case(b"\r\n\n\r\n" + head("200 OK", LENGTH) + BODY, head("200 OK", LENGTH) + BODY),
    "a blank line before, then chunks": Case(b"\r\n" + old(CHUNKED) + chunks(BODY), old(CHUNKED) + chunks(BODY)),
    # §6: framing
    "equal lengths": Case(head("200 OK", LENGTH, LENGTH) + BODY),
    "equal lengths in one field": Case(head("200 OK", f"{LENGTH}, {len(BODY)}") + BODY),
    "length with zeros before": Case(head("200 OK", f"Content-Length: 000{len(BODY)}") + BODY),
    "length beside chunks": Case(head("200 OK", "Content-Length: 2", CHUNKED) + chunks(BODY)),
    "chunks in HTTP/1.0": Case(old(CHUNKED) + chunks(BODY)),
    "chunked in capitals": Case(head("200 OK", "TRANSFER-ENCODING: Chunked") + chunks(BODY)),
    "chunk sizes with zeros before": Case(head("200 OK", CHUNKED) + b"000b\r\n" + BODY + b"\r\n0000\r\n\r\n"),
    "chunk sizes padded with spaces": Case(head("200 OK", CHUNKED) + b"b  \r\n" + BODY + b"\r\n0  \r\n\r\n"),
    "chunk extensions": Case(head("200 OK", CHUNKED) + chunks(BODY, extension=';a;b="c;d"')),
    "trailer fields": Case(head("200 OK", CHUNKED) + chunks(BODY, last=b"0\r\nX-Sum: 1\r\nX-B: 2\r\n\r\n")),
    "chunks with line feeds alone": Case(head("200 OK", CHUNKED) + chunks(BODY).replace(b"\r", b"")),
    "no chunk but the last": Case(head("200 OK", CHUNKED) + b"0\r\n\r\n"),
    "until the end": Case(head("200 OK") + BODY, then=CLOSE),
    "until the end, empty": Case(head("200 OK"), then=CLOSE),
    "length of nothing": Case(head("200 OK", "Content-Length: 0")),
    "identity for a coding": Case(head("200 OK", "Transfer-Encoding: identity", LENGTH) + BODY),
    "an answer to nobody": Case(head("408 Timeout", LENGTH, "Connection: close") + BODY, then=CLOSE, status=408),
    # §6.3, §9.2: what comes after the end
    "surplus after a length": cut(head("200 OK", LENGTH) + BODY),
    "surplus after a length of nothing": cut(head("200 OK", "Content-Length: 0")),
    "surplus after the last chunk": cut(head("200 OK", CHUNKED) + chunks(BODY)),
    "surplus after trailer fields": cut(head("200 OK", CHUNKED) + chunks(BODY, last=b"0\r\nX: 1\r\n\r\n")),
    "surplus after chunks, then the end": cut(head("200 OK", CHUNKED) + chunks(BODY), then=CLOSE),
    "another answer behind": cut(head("200 OK", LENGTH) + BODY, ok("another").raw),
    "another answer behind chunks": cut(head("200 OK", CHUNKED) + chunks(BODY), ok("another").raw),
    "a page in an answer that has none": Case(head("204 No Content") + BODY, head("204 No Content"), CLOSE, 204),
    "surplus after what is read leniently": cut(head("200 OK", "no colon", LENGTH) + BODY),
    # RFC 9110, §15.2: interim answers come before the one asked for
    "a late 100": Case(head("100 Continue") + ok(BODY).raw, ok(BODY).raw),
    "three interim answers": Case(
        head("100 Continue") + head("102 Processing") + head("103 Hints", "Link: </a>") + ok(BODY).raw, ok(BODY).raw
    ),
    # the coding is not the framing: what is labelled or packed wrongly is whole
    "not gzip at all": Case(head("200 OK", "Content-Encoding: gzip", LENGTH) + BODY),
    "gzip cut short": Case(ok(gzip.compress(BODY * 99)[:60], "text/html", "Content-Encoding: gzip").raw),
    "gzip and rubbish": Case(ok(gzip.compress(BODY) + b"rubbish", "text/html", "Content-Encoding: gzip").raw),
    "gzip without a label": Case(ok(gzip.compress(BODY)).raw),
    "a coding nobody knows": Case(ok(BODY, "text/html", "Content-Encoding: x-qiyun").raw),
    "brotli in name": Case(ok(BODY, "text/html", "Content-Encoding: br").raw),
}

TORN: dict[str, Case] = {
    "shorter than stated": Case(head("200 OK", "Content-Length: 99") + BODY, then=CLOSE),
    "different lengths": Case(head("200 OK", "Content-Length: 3", LENGTH) + BODY, then=CLOSE),
    "different lengths in one field": Case(head("200 OK", f"{LENGTH}, 3") + BODY, then=CLOSE),
    "no last chunk": Case(head("200 OK", CHUNKED) + chunks(BODY, last=b""), then=CLOSE),
    "half a chunk": Case(head("200 OK", CHUNKED) + b"ff\r\n" + BODY, then=CLOSE),
    "half a chunk size": Case(head("200 OK", CHUNKED) + chunks(BODY, last=b"1"), then=CLOSE),
    "a chunk longer than stated": Case(head("200 OK", CHUNKED) + b"2\r\n" + BODY + b"\r\n0\r\n\r\n", then=CLOSE),
    "chunk sizes that are none": Case(head("200 OK", CHUNKED) + b"g\r\n" + BODY + b"\r\n0\r\n\r\n", then=CLOSE),
    "a negative chunk size": Case(head("200 OK", CHUNKED) + b"-1\r\n" + BODY + b"\r\n0\r\n\r\n", then=CLOSE),
    "a chunk size beyond all measure": Case(head("200 OK", CHUNKED) + b"f" * 20 + b"\r\n" + BODY, then=CLOSE),
    "trailer fields that do not end": Case(head("200 OK", CHUNKED) + chunks(BODY, last=b"0\r\nX: 1\r\n"), then=CLOSE),
}

NONE: dict[str, Case] = {
    "HTTP/0.9": Case(BODY, then=CLOSE),
    "nothing": Case(b"", then=CLOSE),
    "blank lines": Case(b"\r\n\r\n", then=CLOSE),
    "a head that breaks off": Case(b"HTTP/1.1 200 OK\r\nContent-Ty", then=CLOSE),
    "an interim answer alone": Case(head("100 Continue"), then=CLOSE),
    "another protocol": Case(b"220 ftp.qiyun.gov.example FTP server ready.\r\n", then=CLOSE),
    "a head that ends in a bare CR": Case(b"HTTP/1.1 200 OK\r\nX: 1\r\n\rhello", then=CLOSE),
    "zeros": Case(b"\0" * 3000, then=CLOSE),
}


def _answer(case: Case, parted: int = 0) -> Answer:
    return Answer(case.raw, case.then, pause_after=parted)


@pytest.mark.parametrize("parted", [0, 23, 70])
@pytest.mark.parametrize("name", WHOLE)
def test_a_complete_answer_is_whole_and_byte_for_byte_the_message(name: str, parted: int) -> None:
    case = WHOLE[name]
    got = one(_answer(case, parted), timeout=1)
    assert (got.exchange.status, got.exchange.truncated, got.exchange.failure) == (case.status, None, None)
    assert got.raw == case.message


@pytest.mark.parametrize("parted", [0, 23, 70])
@pytest.mark.parametrize("name", TORN)
def test_an_answer_that_lacks_something_is_never_whole_and_is_kept_as_it_came(name: str, parted: int) -> None:
    case = TORN[name]
    got = one(_answer(case, parted), timeout=1)
    assert got.exchange.status == 200
    assert got.exchange.truncated and got.exchange.failure
    assert got.raw == case.message


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_answer_is_told_in_words(name: str) -> None:
    got = one(_answer(NONE[name]), timeout=1)
    assert (got.exchange.status, got.raw, bool(got.exchange.failure)) == (None, None, True)


def test_the_fields_that_matter_are_read_as_browsers_read_them() -> None:
    types = "Content-Type : text/html;charset=gbk", "Content-Type: text/plain"
    lines = (*types, "no colon", "Location: /a", " b", LENGTH)
    made = one(Answer(head("302 Found", *lines) + BODY)).exchange
    assert (made.content_type, made.charset, made.headers["location"]) == ("text/html", "gbk", "/a b")


def test_a_connection_with_rubbish_on_it_is_not_asked_again() -> None:
    """Behind surplus bytes nobody knows where the next answer begins (§9.2)."""
    answers = {"/1": _answer(WHOLE["surplus after a length"]), "/2": ok("two"), "/3": ok("three")}
    got, _ = fetched(answers, "/1", "/2", "/3")
    assert [one.raw for one in got] == [WHOLE["surplus after a length"].message, ok("two").raw, ok("three").raw]


# --- any bytes --------------------------------------------------------------------------------------------------------

LINES = [
    *(
        b"HTTP/1.1 200 OK",
        b"HTTP/1.0 404 x",
        b"HTTP/1.1 100 Continue",
        b"HTTP/1.1 204",
        b"HTTP/1.1 20",
        b"",
        b" ",
        b"\0",
    ),
    *(
        b"Content-Length: 5",
        b"Content-Length: 7",
        b"Content-Length: x",
        b"Transfer-Encoding: chunked",
        b"X : y",
        b" fold",
    ),
    *(b"Content-Encoding: gzip", b"Connection: close", b"\xb8\xbd: \xbc\xfe", b"rubbish"),
    *(b"5", b"0", b"hello", b"ffffffffffffffff", b"5;ext"),
]
ENDS = st.sampled_from([b"\r\n", b"\r\n", b"\n", b"\r", b"", b"\r\n\r\n"])
PIECES = st.tuples(st.one_of(st.sampled_from(LINES), st.binary(max_size=12)), ENDS).map(b"".join)
JOINED = st.lists(PIECES, max_size=9).map(b"".join)
SENT = st.one_of(st.binary(max_size=80), JOINED, JOINED.map(lambda rest: b"HTTP/1.1 200 OK\r\n" + rest))


@pytest.fixture(scope="module")
def sayer() -> Iterator[FaultServer]:
    """A server that answers what stands in its `sites`."""
    with FaultServer({HOST: {}}) as server:
        yield server


@settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(SENT, st.sampled_from([CLOSE, "reset"]), st.integers(0, 40))
def test_any_bytes_make_an_exchange_and_what_is_kept_was_sent(
    sayer: FaultServer, sent: bytes, then: str, parted: int
) -> None:
    sayer.log.clear()
    sayer.sites = {HOST: {"/": Answer(sent, then, pause_after=min(parted, len(sent)))}}
    rule = ConnectTo.parse(sayer.connect_to)

    async def asked() -> Exchange:
        http = Http(interval=0, pace_factor=0, timeout=2, connect_to=(rule,), max_body=Size(1000))
        async with Client(http) as client:
            return await client.exchange(f"http://{HOST}/")

    with closing(asyncio.run(asked())) as made:
        assert made.status is not None or made.failure
        if made.tape is not None:
            made.tape.response.seek(0)
            raw = made.tape.response.read()
            assert raw in sent
            assert len(raw) == made.tape.length
            assert 0 < made.head_length <= len(raw)
            assert not made.truncated or sent.endswith(raw)
