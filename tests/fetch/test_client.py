"""The client: one request in, one exchange out, whatever the server does; wire bytes kept."""

import asyncio
import gc
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

import pytest

from migrate.fetch.client import MAX_LINE, Client, Exchange
from migrate.fetch.wire import MEMORY_BYTES
from migrate.settings import ConnectTo, Http, Size
from tests.zoo.answers import answer, chunked, chunks, head, moved, ok, until_close
from tests.zoo.server import CLOSE, RESET, STALL, Answer, FaultServer

HOST = "h.qiyun.gov.example"
BODY = b"<p>body</p>"
LENGTH = f"Content-Length: {len(BODY)}"


@dataclass(frozen=True)
class Got:
    """What an exchange said, with the bytes of its tape."""

    exchange: Exchange
    raw: bytes | None


def fetched(answers: object, *targets: str, host: str = HOST, **http: object) -> tuple[list[Got], FaultServer]:
    """Ask one after another for the targets (`/` where none is named) of one host."""
    given = answers if isinstance(answers, dict) else {"/": answers}
    with FaultServer({host: given}) as server:
        settings = {"timeout": 2.0, "connect_to": (ConnectTo.parse(server.connect_to),), **http}
        return asyncio.run(_asked(Http(interval=0, pace_factor=0, **settings), host, targets or ("/",))), server


async def _asked(http: Http, host: str, targets: Sequence[str]) -> list[Got]:
    got = []
    async with Client(http) as client:
        for target in targets:
            made = await client.exchange(f"http://{host}{target}" if target.startswith("/") else target)
            with closing(made):
                got.append(Got(made, _raw(made)))
    return got


def _raw(made: Exchange) -> bytes | None:
    if made.tape is None:
        return None
    made.tape.response.seek(0)
    return made.tape.response.read()


def one(answers: object, **http: object) -> Got:
    return fetched(answers, **http)[0][0]


WHOLE = {
    "length": ok(BODY),
    "chunked": chunked(chunks(BODY[:4], BODY[4:])),
    "chunk extensions": chunked(chunks(BODY, extension=";a=b")),
    "trailer": chunked(chunks(BODY, last=b"0\r\nX-Sum: 1\r\n\r\n")),
    "until close": until_close(BODY),
    "parted": Answer(ok(BODY).raw, pause_after=10),
    "no reason": Answer(head("200", LENGTH) + BODY),
    "raw bytes in a header": Answer(head("200 OK", "X-Name: \xb8\xbd\xbc\xfe", LENGTH) + BODY),
    "folded line": Answer(head("200 OK", "X-Fold: a", "\tb", LENGTH) + BODY),
    "bare line feeds": Answer(b"HTTP/1.1 200 OK\nContent-Length: 11\n\n" + BODY),
    "version 1.0": Answer(b"HTTP/1.0 200 OK\r\nServer: old\r\n\r\n" + BODY, CLOSE),
    "odd cookies": Answer(head("200 OK", 'Set-Cookie: =;;"; a', "Set-Cookie: a=b; expires=x", LENGTH) + BODY),
    # from here on aiohttp refuses and the tape is read leniently
    "line without colon": Answer(head("200 OK", "rubbish", LENGTH) + BODY),
    "name with a space": Answer(head("200 OK", "Bad Name: 1", LENGTH) + BODY),
    "huge header": Answer(head("200 OK", "X-Huge: " + "h" * (2 * MAX_LINE), LENGTH) + BODY),
    "many headers": Answer(head("200 OK", *["X-Many: m"] * 500, LENGTH) + BODY),
    "same length twice": Answer(head("200 OK", LENGTH, LENGTH) + BODY),
    "length in words": Answer(head("200 OK", "Content-Length: all") + BODY, CLOSE),
    "negative length": Answer(head("200 OK", "Content-Length: -1") + BODY, CLOSE),
    "length and chunks": Answer(head("200 OK", "Content-Length: 3", "Transfer-Encoding: chunked") + chunks(BODY)),
    "identity": Answer(head("200 OK", "Transfer-Encoding: identity", LENGTH) + BODY),
    "line feed chunks": Answer(head("200 OK", "Transfer-Encoding: chunked") + b"b\n" + BODY + b"\n0\n\n"),
    "refused and parted": Answer(head("200 OK", "rubbish", LENGTH) + BODY, pause_after=45),
    "refused and long": Answer(head("200 OK", "rubbish", "Content-Length: 900000") + b"x" * 900_000, pause_after=45),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_answer_is_whole_and_its_bytes_are_kept(name: str) -> None:
    got = one(WHOLE[name])
    assert (got.exchange.status, got.exchange.truncated, got.exchange.failure) == (200, None, None)
    assert got.raw == WHOLE[name].raw
    assert got.raw[: got.exchange.head_length].strip(b"\r\n").startswith(b"HTTP/1.")
    assert got.raw[: got.exchange.head_length].endswith(b"\n\n") or got.raw[: got.exchange.head_length].endswith(
        b"\r\n\r\n"
    )


@pytest.mark.parametrize("pause", [0, 60])
def test_bytes_after_the_end_of_a_message_are_left_out(pause: int) -> None:
    message = head("200 OK", LENGTH) + BODY
    for given in (Answer(message + b"surplus", pause_after=pause), Answer(message + head("200 OK") + b"x", CLOSE)):
        got = one(given)
        assert (got.exchange.status, got.exchange.truncated, got.raw) == (200, None, message)


def test_an_answer_without_body_has_none() -> None:
    for status in ("204 No Content", "304 Not Modified"):
        got = one(Answer(head(status, "X: 1") + b"stray", CLOSE))
        assert got.raw == head(status, "X: 1")
        assert got.exchange.truncated is None


def test_interim_answers_are_no_answer() -> None:
    got = one(Answer(head("100 Continue") + head("102 Processing", "A: b") + ok(BODY).raw))
    assert (got.exchange.status, got.raw) == (200, ok(BODY).raw)


CUT = {
    "short": Answer(head("200 OK", "Content-Length: 99") + BODY, CLOSE),
    "reset": Answer(head("200 OK", "Content-Length: 99") + BODY, RESET),
    "no last chunk": chunked(chunks(BODY, last=b""), then=CLOSE),
    "torn chunk": chunked(chunks(BODY, last=b"ff\r\nhalf"), then=CLOSE),
    "no chunk at all": chunked(b"zz\r\n" + BODY, then=CLOSE),
    "no chunk later": Answer(chunked(chunks(BODY, last=b"zz\r\n")).raw, CLOSE, pause_after=60),
    "two lengths": Answer(head("200 OK", "Content-Length: 3", LENGTH) + BODY),
    "refused and short": Answer(head("200 OK", "rubbish", "Content-Length: 99") + BODY, CLOSE),
    "refused and reset": Answer(head("200 OK", "rubbish", "Content-Length: 99") + BODY, RESET),
    "refused and reset without length": Answer(head("200 OK", "rubbish") + BODY, RESET),
    "reset until close": Answer(head("200 OK", "Connection: close") + BODY, RESET),
}


@pytest.mark.parametrize("name", CUT)
def test_an_answer_that_is_not_whole_says_so_and_keeps_what_came(name: str) -> None:
    got = one(CUT[name])
    assert got.exchange.status == 200
    assert got.exchange.truncated in ("disconnect", "unspecified")
    assert got.exchange.failure
    assert got.raw == CUT[name].raw


NOTHING = {
    "nothing": Answer(b"", CLOSE),
    "reset": Answer(b"", RESET),
    "half a head": Answer(b"HTTP/1.1 200 OK\r\nContent-Le", CLOSE),
    "no http": Answer(b"<p>HTTP/0.9</p>", CLOSE),
    "another protocol": Answer(b"SSH-2.0-OpenSSH\r\n\r\n", CLOSE),
    "no status": Answer(b"HTTP/1.1 OK\r\n\r\n", CLOSE),
}


@pytest.mark.parametrize("name", NOTHING)
def test_what_is_no_answer_is_a_failure_in_words(name: str) -> None:
    got = one(NOTHING[name])
    assert (got.exchange.status, got.raw) == (None, None)
    assert got.exchange.failure


@pytest.mark.parametrize("line", [LENGTH, "rubbish"])
def test_silence_ends_with_the_timeout(line: str) -> None:
    got = one(Answer(head("200 OK", line, "X: 1")[:-2], STALL), timeout=0.2)
    assert (got.exchange.status, got.exchange.failure) == (None, "等待应答超时")


def test_a_body_that_stalls_is_cut_by_time() -> None:
    got = one(Answer(head("200 OK", "Content-Length: 99") + BODY, STALL), timeout=0.2)
    assert (got.exchange.status, got.exchange.truncated) == (200, "time")
    assert got.raw.endswith(BODY)


@pytest.mark.parametrize("lines", [("Content-Length: 3000000",), ("rubbish", "Content-Length: 3000000")])
def test_a_body_over_the_limit_is_cut_there(lines: tuple[str, ...]) -> None:
    got = one(Answer(head("200 OK", *lines) + b"x" * 3_000_000), max_body=Size(100_000))
    assert (got.exchange.truncated, got.exchange.over_limit) == ("length", True)
    assert 100_000 < len(got.raw) < 2_000_000


def test_a_long_body_leaves_memory_for_a_file() -> None:
    body = b"0123456789abcdef" * (MEMORY_BYTES // 8)
    assert one(ok(body, "application/zip")).raw.endswith(body)


def test_redirects_are_not_followed() -> None:
    (got,), server = fetched({"/": moved("/next")})
    assert (got.exchange.status, got.exchange.headers["location"]) == (302, "/next")
    assert server.targets() == ["/"]


@pytest.mark.parametrize(
    "target",
    [
        "/%B8%BD%e9.doc",
        "/%7Ea/%2e%2E/%2F",
        "/a//b/;p=1",
        "/a|b[c]^'(d)",
        "/a?x=%26&y=+&z=|",
        "/a?u=http://b/?c",
        "/a?&&=",
        "/100%",
        "/a%zz",
        "/a%2f%2F%ea",
        "/a;b=1|2\\c",
        "//a///b",
        "/so.jsp?w=%B9%AB%B8%E6%820%AB3",
        "/a%20b+c",
    ],
)
def test_the_exact_text_is_asked_for(target: str) -> None:
    _, server = fetched({}, target)
    assert server.targets() == [target]


@pytest.mark.parametrize("target", ["/a?", "/?", "/a??", "/a?x?", "/%B8?"])
def test_an_empty_query_keeps_its_mark(target: str) -> None:
    _, server = fetched({}, target)
    assert server.targets() == [target]


def test_a_request_says_who_asks_and_wants_plain_bytes() -> None:
    _, server = fetched(ok(BODY), user_agent="qiyun-archive/1 (+office)")
    request = server.log[0].request.decode("ascii")
    assert "User-Agent: qiyun-archive/1 (+office)\r\n" in request
    assert "Accept-Encoding: identity\r\n" in request
    assert f"Host: {HOST}\r\n" in request


def test_the_request_is_kept_as_it_was_sent() -> None:
    (got,), server = fetched(ok(BODY))
    assert bytes(got.exchange.tape.request) == server.log[0].request
    assert got.exchange.tape.peer == "127.0.0.1"


def test_cookies_come_back_to_the_host_that_set_them_and_to_no_other() -> None:
    cookie = ok(BODY, "text/html", "Set-Cookie: JSESSIONID=1F2E; Path=/")
    (_, _, _), server = fetched({"/": cookie, "/a": ok(BODY)}, "/", "/a", "http://other.example/")
    first, second, other = (one.request for one in server.log)
    assert b"Cookie" not in first
    assert b"Cookie: JSESSIONID=1F2E\r\n" in second
    assert b"Cookie" not in other


def test_a_kept_alive_connection_that_was_closed_meanwhile_is_no_try() -> None:
    closing_late = Answer(ok(BODY).raw, CLOSE)
    got, server = fetched({"/a": closing_late, "/b": ok(BODY)}, "/a", "/b")
    assert [one.exchange.status for one in got] == [200, 200]
    assert server.targets() == ["/a", "/b"]


def test_answers_on_one_connection_keep_their_own_bytes() -> None:
    answers = {f"/{number}": ok(b"%d" % number * 50) for number in range(4)}
    got, _ = fetched(answers, *answers)
    assert [one.raw for one in got] == [one.raw for one in answers.values()]


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "http:///x", "not a url", "http://[::1", "http://a.example:x/", ""]
)
def test_what_cannot_be_asked_is_a_failure_and_no_exception(url: str) -> None:
    (got,) = asyncio.run(_asked(Http(interval=0), HOST, [url]))
    assert (got.exchange.status, got.raw) == (None, None)
    assert got.exchange.failure


def test_a_refused_connection_is_told_in_words() -> None:
    with FaultServer({}) as server:
        nobody = server.connect_to
    (got,) = asyncio.run(_asked(Http(interval=0, connect_to=(ConnectTo.parse(nobody),)), HOST, ["/"]))
    assert got.exchange.failure.startswith("无法连接")


def test_no_more_requests_to_one_host_wait_at_once_than_allowed() -> None:
    async def together(http: Http) -> None:
        async with Client(http) as client:
            for made in await asyncio.gather(*(client.exchange(f"http://{HOST}/{number}") for number in range(9))):
                made.close()

    slow = {f"/{number}": ok(BODY, thinks=0.02) for number in range(9)}
    with FaultServer({HOST: slow}) as server:
        rule = ConnectTo.parse(server.connect_to)
        asyncio.run(together(Http(interval=0, pace_factor=0, connections_per_host=3, connect_to=(rule,))))
    assert server.peak[HOST] == 3
    assert len(server.log) == 9


def test_a_request_that_is_called_off_leaves_nothing_open() -> None:
    async def call_off(http: Http) -> None:
        async with Client(http) as client:
            task = asyncio.create_task(client.exchange(f"http://{HOST}/"))
            while not server.log:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)  # let the body reach the temporary file
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    long = head("200 OK", "Content-Length: 9000000") + b"x" * (2 * MEMORY_BYTES)
    with FaultServer({HOST: {"/": Answer(long, STALL)}}) as server:
        asyncio.run(call_off(Http(interval=0, connect_to=(ConnectTo.parse(server.connect_to),))))
    gc.collect()  # an open file would be a ResourceWarning, which is an error here


def test_what_the_headers_say_is_read_without_fuss() -> None:
    lines = ("Content-Encoding: GZIP", "X-Twice: 1", "x-twice: 2")
    got = one(answer("200 OK", BODY, *lines, content_type='Text/HTML; Charset="GB2312"; x=y'))
    made = got.exchange
    assert (made.content_type, made.charset, made.coding) == ("text/html", "gb2312", "gzip")
    assert made.headers["x-twice"] == "1"
