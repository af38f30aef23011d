"""The proxy that breaks the talk does what it says: the truth of the fault suite hangs on it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests

from tests.portal.faulty_proxy import AFTER, BEFORE, Fault, FaultyProxy

BODY = b"0123456789" * 100


class Upstream(BaseHTTPRequestHandler):
    """Answers everything with the same body, and counts what reached it."""

    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, str, bytes]] = []  # noqa: RUF012 - set anew by each fixture

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.seen.append((self.command, self.headers["Host"], body))
        self.send_response(201)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    do_GET = do_POST  # noqa: N815

    def log_message(self, *said: object) -> None:
        """Say nothing."""


@pytest.fixture
def proxy() -> Iterator[FaultyProxy]:
    Upstream.seen = []
    server = HTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    with FaultyProxy("127.0.0.1", server.server_address[1], host="portal.example") as running:
        yield running
    server.shutdown()
    server.server_close()


def test_what_has_no_fault_passes_unchanged(proxy: FaultyProxy) -> None:
    answer = requests.post(f"{proxy.url}/a?b=1", data="正文".encode(), timeout=5)
    assert (answer.status_code, answer.content) == (201, BODY)
    assert Upstream.seen == [("POST", "portal.example", "正文".encode())]
    assert [(one.method, one.path, one.fault, one.status) for one in proxy.asked] == [("POST", "/a?b=1", None, 201)]


@pytest.mark.parametrize("fault", [*BEFORE, *AFTER])
def test_a_fault_spoils_one_answer_before_or_after_the_portal_heard(proxy: FaultyProxy, fault: Fault) -> None:
    proxy.plan(fault, method="POST", path="^/a")
    requests.get(f"{proxy.url}/a", timeout=5)
    requests.post(f"{proxy.url}/b", timeout=5)
    try:
        answer = requests.post(f"{proxy.url}/a", data=b"x", timeout=0.5)
        assert answer.status_code in (429, 500, 502, 503)
    except requests.RequestException:
        pass
    assert len(Upstream.seen) == (3 if fault in AFTER else 2)
    assert proxy.unspent() == []
    assert requests.post(f"{proxy.url}/a", timeout=5).content == BODY
    assert len(proxy.writes()) == (3 if fault in AFTER else 2)


def test_a_slow_answer_comes_whole(proxy: FaultyProxy) -> None:
    proxy.plan(Fault.SLOW)
    assert requests.get(proxy.url, timeout=5).content == BODY


def test_faults_wait_for_their_turn(proxy: FaultyProxy) -> None:
    proxy.plan(Fault.REFUSED, times=2, skip=1)
    said = [requests.get(proxy.url, timeout=5).status_code for _ in range(4)]
    assert said == [201, 500, 500, 201]
