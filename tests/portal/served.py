"""What every fake server of these tests is: a server on loopback in a thread, as long as its block lasts."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: who asked went away, as the faults mean it to."""


class Handling(BaseHTTPRequestHandler):
    """Answers for its `owner`, silently."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # a small answer goes out at once
    owner: Any

    def log_message(self, *said: Any) -> None:
        """Say nothing."""


class Served:
    """A fake that is asked over HTTP while its block lasts; `handling` answers for it."""

    handling: type[Handling]

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), type("Handler", (self.handling,), {"owner": self}))
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"
