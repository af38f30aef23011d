"""Lenient reading: what a head says when a strict parser refuses it, and where its message ends."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.fetch.lenient import head_of, salvaged
from migrate.fetch.wire import Tape


@contextmanager
def taped(raw: bytes, *, clean: bool = True) -> Iterator[Tape]:
    tape = Tape()
    try:
        tape.received(raw)
        tape.ended_cleanly = clean
        yield tape
    finally:
        tape.close()


def told(raw: bytes, *, clean: bool = True) -> tuple[bytes, bool] | None:
    """The message and whether it is whole."""
    with taped(raw, clean=clean) as tape:
        found = salvaged(tape)
        return found and (raw[: found.end], found.whole)


OK = b"HTTP/1.1 200 OK\r\n"


def test_a_head_is_read_with_all_its_faults() -> None:
    head = head_of(
        b"HTTP/1.1 200 OK\r\nServer: a\r\n  folded \r\nrubbish\r\n more\r\n"
        b"Bad Name : b\r\nSERVER: c\r\nX: \xb8\xbd\r\n\r\n"
    )
    assert head.status == 200
    assert head.headers == {"server": "a folded", "bad name": "b", "x": "\udcb8\udcbd"}


@pytest.mark.parametrize(
    "line", [b"", b"<html>", b"HTTP/1.1 OK", b"HTTP/1.1 20", b"HTTP/1.1 2000", b"ICY 200 OK", b"HTTP/1.1 099"]
)
def test_what_is_no_head_is_none(line: bytes) -> None:
    assert head_of(line + b"\r\n\r\n") is None


@pytest.mark.parametrize(
    ("raw", "end", "whole"),
    [
        (OK + b"Content-Length: 2\r\n\r\nabc", -1, True),
        (OK + b"Content-Length: 4\r\n\r\nabc", None, False),
        (OK + b"Content-Length: 2, 2\r\n\r\nabc", -1, True),
        (OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc", None, False),
        (OK + b"Content-Length: 99999999999999999999\r\n\r\nabc", None, True),
        (OK + b"\r\nabc", None, True),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n++", -2, True),
        (OK + b"Transfer-Encoding: x, Chunked\r\nContent-Length: 1\r\n\r\n3;e\nabc\n0\nT: 1\n\n", None, True),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n", None, False),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n", None, False),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n", None, False),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nffffffff\r\nabc", None, False),
        (b"HTTP/1.1 204 No\r\nContent-Length: 3\r\n\r\nabc", -3, True),
    ],
)
def test_a_message_ends_where_its_framing_says(raw: bytes, end: int | None, whole: bool) -> None:
    assert told(raw) == (raw[:end], whole)


def test_a_message_without_length_must_end_with_a_clean_close() -> None:
    assert told(OK + b"\r\nabc", clean=False) == (OK + b"\r\nabc", False)


@pytest.mark.parametrize(
    ("raw", "done"),
    [
        (OK + b"Content-Length: 3\r\n\r\nab", False),
        (OK + b"Content-Length: 3\r\n\r\nabc", True),
        (OK + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc", False),
        (OK + b"\r\nabc", False),
        (OK + b"\r\nabc\r\n0\r\n\r\n", True),
        (OK, False),
    ],
)
def test_a_tape_knows_when_its_message_is_all_here(raw: bytes, done: bool) -> None:
    with taped(raw[:20]) as tape:
        assert not tape.is_done()
        tape.received(raw[20:])
        assert tape.is_done() is done


def test_a_tape_leaves_interim_answers_and_surplus_out() -> None:
    with taped(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n" + OK + b"\r\nbody") as tape:
        assert tape.head_length() == len(OK) + 2
        tape.cut(len(OK) + 4)
        tape.response.seek(0)
        assert tape.response.read() == OK + b"\r\nbo"
        assert tape.length == len(OK) + 4


@settings(deadline=None)
@given(st.binary(max_size=60), st.binary(max_size=60), st.booleans())
def test_no_bytes_make_the_reader_raise(head: bytes, body: bytes, clean: bool) -> None:
    for start in (b"", OK, OK + b"Transfer-Encoding: chunked\r\n\r\n", OK + b"Content-Length: "):
        found = told(start + head + b"\r\n\r\n" + body, clean=clean)
        assert found is None or len(found[0]) <= len(start + head + body) + 4
