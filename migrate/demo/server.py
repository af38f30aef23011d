"""A real HTTP/1.1 server on this machine that answers for the sample sites, chosen by the Host header."""

import socket
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from migrate.demo.sample import Resource, Sample

_NO_SITE = Resource(404, (("Content-Type", "text/plain; charset=utf-8"),), "此服务器没有这个网站。\n".encode())


class DemoServer(ThreadingHTTPServer):
    """The running server: `port`, and `requests`, the (host, target) of every request in order of arrival."""

    daemon_threads = False  # so that closing waits for the answers under way

    def __init__(self, sites: Iterable[Sample], port: int = 0) -> None:
        self.sites: Mapping[str, Sample] = {site.host: site for site in sites}
        self.requests: list[tuple[str, str]] = []
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    @property
    def connect_to(self) -> str:
        """The setting that leads every host and port here, as curl's `--connect-to` writes it."""
        return f"::127.0.0.1:{self.port}"

    def resource(self, host: str, target: str) -> Resource:
        """The answer for an exact path and query of a host."""
        site = self.sites.get(host.lower())
        return _NO_SITE if site is None else site.resources.get(target, site.not_found)

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection and remember it, so that closing can end idle ones."""
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that ends."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that hangs up is no fault of the demonstration."""

    def hang_up(self) -> None:
        """End every connection that is still open."""
        for connection in tuple(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: DemoServer
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one write an answer: head and body in separate small packets would wait for each other

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        # From the request line itself: the library's `path` folds leading slashes.
        target = self.requestline.split(" ")[1]
        host = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        self.server.requests.append((host, target))
        found = self.server.resource(host, target)
        self.send_response_only(found.status, HTTPStatus(found.status).phrase)
        self.send_header("Date", formatdate(usegmt=True))
        for name, value in found.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(found.body)))
        self.end_headers()
        if with_body:
            self.wfile.write(found.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: `requests` is the log."""


@contextmanager
def serve(sites: Iterable[Sample], port: int = 0) -> Iterator[DemoServer]:
    """The sample sites answer on 127.0.0.1 (a free port unless one is named) until the block ends."""
    server = DemoServer(sites, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="demo-server")
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.hang_up()
        server.server_close()
