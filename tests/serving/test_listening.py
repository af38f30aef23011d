"""The small server on a real socket: answers, ends slow clients, and lets nobody take all connections."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from migrate.errors import StageError
from migrate.serving import listening
from migrate.serving.answers import Answer, Asked, FileContent, of_content
from migrate.serving.listening import serve

HEADERS = {"Content-Type": "text/plain", "ETag": '"1"'}


@contextmanager
def serving(large: Path, of_one: int = 64) -> Iterator[int]:
    """The server in a thread of its own; it ends when the test's process does, its port is free after the test."""
    bound = threading.Event()
    ports: list[int] = []

    def at_once(asked: Asked) -> Answer | None:
        return None if asked.target == "/slow" else answering(asked)

    def answering(asked: Asked) -> Answer:
        if asked.target == "/large":
            return of_content(200, "large", HEADERS, FileContent(large, large.stat().st_size))
        return Answer(200, "small", HEADERS, b"small")

    def ready(port: int) -> None:
        ports.append(port)
        bound.set()

    arguments = {"otherwise": answering, "of_one": of_one}
    threading.Thread(target=serve, args=(at_once, "127.0.0.1", 0, ready), kwargs=arguments, daemon=True).start()
    assert bound.wait(20)
    yield ports[0]


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large"
    path.write_bytes(bytes(range(256)) * (1 << 16))
    return path


def got(port: int, target: str, method: str = "GET", **fields: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, target, headers=fields)
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


def test_answers_at_hand_those_of_a_thread_and_streams_arrive_whole(large: Path) -> None:
    with serving(large) as port:
        assert got(port, "/") == got(port, "/slow") == (200, b"small")
        assert got(port, "/large") == (200, large.read_bytes())
        assert got(port, "/large", Range="bytes=1000000-1000009") == (206, large.read_bytes()[1_000_000:1_000_010])
        assert got(port, "/large", method="HEAD") == (200, b"")
        assert got(port, "/large", **{"If-None-Match": '"1"'}) == (304, b"")


def ends(peer: socket.socket) -> bool:
    peer.settimeout(20)
    try:
        while peer.recv(1 << 16):
            pass
    except ConnectionError:
        return True
    return True


def test_a_head_that_never_ends_costs_its_own_connection_only(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "IDLE", 0.5)
    with serving(large) as port, ExitStack() as open_ones:
        slow = [open_ones.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(30)]
        for peer in slow:
            peer.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")
        assert got(port, "/") == (200, b"small")
        assert all(ends(peer) for peer in slow)


def test_who_takes_nothing_of_a_large_answer_is_let_go(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "STALL", 0.5)
    with serving(large) as port, socket.socket() as peer:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        peer.connect(("127.0.0.1", port))
        peer.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(1.5)
        assert got(port, "/large")[0] == 200
        peer.settimeout(20)
        received = 0
        try:
            while piece := peer.recv(1 << 20):
                received += len(piece)
        except ConnectionError:
            pass
        assert received < large.stat().st_size


def test_one_address_has_so_many_connections_and_no_more(large: Path) -> None:
    with serving(large, of_one=3) as port, ExitStack() as open_ones:
        kept = [open_ones.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(3)]
        for peer in kept:  # an answer shows that the server has taken the connection
            peer.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert peer.recv(100)
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            got(port, "/")
        kept.pop().close()
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                assert got(port, "/") == (200, b"small")
                break
            except (ConnectionError, http.client.HTTPException):
                time.sleep(0.05)
        else:
            pytest.fail("the connection that ended still counts")


@pytest.mark.parametrize(
    "sent",
    [b"\0\xff\xfe\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET " + b"/" * 20_000 + b" HTTP/1.1\r\n\r\n", b"GET\r\n\r\n"],
)
def test_what_is_no_request_ends_the_connection_and_not_the_server(large: Path, sent: bytes) -> None:
    with serving(large) as port:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as peer:
            peer.sendall(sent)
            assert not peer.recv(1 << 16).startswith(b"HTTP/1.1 200")
        assert got(port, "/") == (200, b"small")


def test_a_port_that_is_taken_is_told_with_a_remedy(large: Path) -> None:
    with serving(large) as port, pytest.raises(StageError) as error:
        serve(lambda _: None, "127.0.0.1", port, lambda _: None)
    assert f"127.0.0.1:{port}" in error.value.problem and "--port" in error.value.remedy
