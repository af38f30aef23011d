"""What is slow, endless or only a part: bounded in time and bytes, never taken for whole; nobody else waits."""

import asyncio
import hashlib
import tracemalloc
from contextlib import closing

import pytest

from archive.reading import body_pieces
from migrate.crawl.body import measure
from migrate.fetch.client import Client, Exchange
from migrate.fetch.parts import ONLY_A_PART
from migrate.fetch.wire import HEAD_BYTES
from migrate.settings import ConnectTo, Http, Size
from tests.fetch.test_client import HOST, fetched, one
from tests.zoo.answers import head, ok
from tests.zoo.server import CLOSE, RESET, Answer, FaultServer

PIECE = bytes(range(256)) * 256
SLOW = {
    "a head byte by byte": Answer(head("200 OK", "X: " + "slow" * 30, "Content-Length: 4") + b"body", drip=0.05),
    "a body byte by byte": Answer(head("200 OK", "Content-Length: 100") + b"b" * 100, drip=0.02),
}


@pytest.mark.parametrize("name", SLOW)
def test_an_answer_that_drips_ends_with_the_total_time(name: str) -> None:
    """Every byte restarts the time without a byte: the total time bounds it."""
    made = one(SLOW[name], timeout=5.0, total_timeout=0.4).exchange
    assert (made.status, made.truncated) in [(None, None), (200, "time")]
    assert made.failure


def test_a_slow_answer_holds_up_neither_its_host_nor_others() -> None:
    async def together(http: Http) -> list[str]:
        order: list[str] = []

        async def asked(client: Client, url: str) -> None:
            with closing(await client.exchange(url)) as made:
                order.append(f"{url} {made.status}")

        async with Client(http) as client:
            urls = [f"http://{HOST}/slow", f"http://{HOST}/1", "http://other.example/", f"http://{HOST}/2"]
            await asyncio.gather(*(asked(client, url) for url in urls))
        return order

    quick = ok("<p>quick</p>")
    sites = {HOST: {"/slow": SLOW["a head byte by byte"], "/1": quick, "/2": quick}, "other.example": {"/": quick}}
    with FaultServer(sites) as server:
        rule = ConnectTo.parse(server.connect_to)
        http = Http(interval=0, pace_factor=0, timeout=5, total_timeout=1.5, connect_to=(rule,), connections_per_host=2)
        order = asyncio.run(together(http))
    quick_ones = [f"http://{HOST}/1 200", f"http://{HOST}/2 200", "http://other.example/ 200"]
    assert sorted(order[:3]) == quick_ones
    assert order[3].startswith(f"http://{HOST}/slow ")


ENDLESS = {
    "a line": Answer(head("200 OK")[:-2] + b"X: ", more=PIECE.replace(b"\r", b"").replace(b"\n", b""), times=-1),
    "fields": Answer(head("200 OK")[:-2], more=b"X-Field: and so on\r\n" * 3000, times=-1),
    "interim answers": Answer(b"", more=head("100 Continue") * 3000, times=-1),
    "no answer": Answer(b"", more=PIECE, times=-1),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_head_without_end_is_given_up_soon(name: str) -> None:
    (got,), server = fetched(ENDLESS[name])
    assert (got.exchange.status, got.raw, bool(got.exchange.failure)) == (None, None, True)
    assert server.poured < 16 * HEAD_BYTES  # with what the sockets hold


@pytest.mark.parametrize("lines", [("Connection: close",), ("no colon here",), ("Transfer-Encoding: chunked",)])
def test_a_body_without_end_is_cut_at_the_limit(lines: tuple[str, ...]) -> None:
    more = b"10000\r\n" + PIECE + b"\r\n" if "chunked" in lines[0] else PIECE
    (got,), server = fetched(Answer(head("200 OK", *lines), more=more, times=-1), max_body=Size(1 << 20))
    assert (got.exchange.status, got.exchange.truncated, got.exchange.over_limit) == (200, "length", True)
    assert server.poured < 16 << 20


def measured(made: Exchange) -> Exchange:
    measure(made, body_pieces(made.tape.response, made.head_length), 1 << 40)
    return made


def test_a_big_file_streams_through_little_memory_and_keeps_its_digest() -> None:
    times = 1024  # 64 MiB
    big = Answer(
        head("200 OK", f"Content-Length: {times * len(PIECE)}", "Accept-Ranges: bytes"), more=PIECE, times=times
    )
    truth = hashlib.sha256(PIECE * times).hexdigest()

    async def asked(http: Http) -> tuple[Exchange, int]:
        async with Client(http) as client:
            tracemalloc.start()
            try:
                with closing(await client.exchange(f"http://{HOST}/big.zip")) as made:
                    return measured(made), tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

    with FaultServer({HOST: {"/big.zip": big}}) as server:
        made, peak = asyncio.run(asked(Http(interval=0, timeout=60, connect_to=(ConnectTo.parse(server.connect_to),))))
    assert (made.status, made.truncated, made.length, made.sha256) == (200, None, times * len(PIECE), truth)
    assert peak < 8 << 20


def test_a_big_file_that_breaks_off_is_cut_and_not_patched_together() -> None:
    """60 of 100 pieces come; the next try begins anew (docs/decisions/0017)."""
    lines = (f"Content-Length: {100 * len(PIECE)}", "Accept-Ranges: bytes", 'ETag: "1"')
    answers = {"/big.zip": [Answer(head("200 OK", *lines), RESET, more=PIECE, times=60), ok(PIECE * 100)]}
    (cut, whole), server = fetched(answers, "/big.zip", "/big.zip")
    assert (cut.exchange.status, cut.exchange.truncated, bool(cut.exchange.failure)) == (200, "disconnect", True)
    assert (whole.exchange.truncated, whole.raw.endswith(PIECE)) == (None, True)
    assert not any(b"range:" in one.request.lower() for one in server.log)


@pytest.mark.parametrize(
    ("content_range", "is_all"),
    [
        ("bytes 0-3/4", True),
        ("bytes 0-3/400", False),
        ("bytes 96-99/100", False),
        ("bytes 0-3/*", False),
        ("bytes=0-3/4", True),
        ("pages 0-3/4", False),
        ("bytes 0-99999999999999999999/4", False),
        ("", False),
    ],
)
def test_a_part_nobody_asked_for_is_the_whole_only_when_it_says_so(content_range: str, is_all: bool) -> None:
    lines = (f"Content-Range: {content_range}",) if content_range else ()
    sent = Answer(head("206 Partial Content", "Content-Length: 4", *lines) + b"part")
    got = one(sent)
    assert got.raw == sent.raw
    assert (got.exchange.status, got.exchange.truncated) == (206, None if is_all else "unspecified")
    assert got.exchange.failure == (None if is_all else ONLY_A_PART)


def test_an_answer_in_several_parts_is_never_the_whole() -> None:
    parts = b"--x\r\nContent-Range: bytes 0-1/4\r\n\r\npa\r\n--x--\r\n"
    kind = "Content-Type: multipart/byteranges; boundary=x"
    got = one(Answer(head("206 Partial Content", kind, f"Content-Length: {len(parts)}") + parts, CLOSE))
    assert (got.exchange.truncated, got.exchange.failure) == ("unspecified", ONLY_A_PART)
