"""A reverse proxy on loopback that breaks the talk with a portal at chosen requests, before or after they take effect.

    with FaultyProxy("127.0.0.1", 8081) as proxy:             # where the portal, real or fake, really listens
        portal = adapter(api_url=proxy.url, timeout=1.0)      # the adapter talks to the proxy
        proxy.plan(Fault.LOST_ANSWER, method="POST", path=r"/wp/v2/posts")       # the next such request
        proxy.plan(Fault.REFUSED, method="POST", times=3)                          # the next three POSTs
        portal.ensure_article(...)
        assert proxy.unspent() == []                          # every planned fault was met
        assert [one.method for one in proxy.asked] == ["GET", "POST", "GET"]

Faults are spent in the order in which they were planned; a request takes the first one that fits it. What has no
fault passes unchanged: method, path, headers (`Host` too, unless `host` is given) and body, and the answer likewise.
`proxy.asked` keeps what was asked, with the fault that it met and the status that the portal itself gave (None: it
was never asked). `proxy.writes()` gives those that are neither GET nor HEAD nor OPTIONS and reached the portal: a
second run must have none. An adapter whose portal writes by GET gives `is_write`.

The fault suite for adapters over HTTP is in `fault_suite.py`.
"""

import contextlib
import http.client
import re
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from tests.portal.served import Handling, Served

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HOPS = frozenset({"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "proxy-connection"})


class Fault(StrEnum):
    """What goes wrong."""

    REFUSED = "refused"  # 500, and the portal never hears of it
    UNAVAILABLE = "unavailable"  # 503, and the portal never hears of it
    RESET_BEFORE = "reset_before"  # the connection is reset, and the portal never hears of it
    HANG_BEFORE = "hang_before"  # no answer comes, and the portal never hears of it
    TOO_MANY = "too_many"  # 429 with Retry-After: 0, and the portal never hears of it
    LOST_ANSWER = "lost_answer"  # done, and the connection is closed without a byte
    BAD_GATEWAY_AFTER = "bad_gateway_after"  # done, and the answer is 502 with a page of HTML
    RESET_AFTER = "reset_after"  # done, and the connection is reset
    HANG_AFTER = "hang_after"  # done, and no answer comes
    CUT_SHORT = "cut_short"  # done, and half of the answer comes
    SLOW = "slow"  # done, and the answer comes in drops, whole


BEFORE = (Fault.REFUSED, Fault.UNAVAILABLE, Fault.RESET_BEFORE, Fault.HANG_BEFORE, Fault.TOO_MANY)
AFTER = (Fault.LOST_ANSWER, Fault.BAD_GATEWAY_AFTER, Fault.RESET_AFTER, Fault.HANG_AFTER, Fault.CUT_SHORT)


@dataclass
class Planned:
    """A fault that waits for a request that fits."""

    fault: Fault
    method: str
    path: re.Pattern[str]
    times: int
    skip: int
    retry_after: str


@dataclass(frozen=True)
class Asked:
    """One request: the fault that it met, and the portal's own status where it was asked."""

    method: str
    path: str
    body: bytes
    fault: Fault | None
    status: int | None


@dataclass
class FaultyProxy(Served):
    """The proxy; see the module."""

    to_host: str
    to_port: int
    host: str | None = None  # the Host that the portal hears instead of the proxy's
    is_write: Callable[[Asked], bool] = lambda one: one.method not in SAFE
    asked: list[Asked] = field(default_factory=list)
    _plans: list[Planned] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closing: threading.Event = field(default_factory=threading.Event)

    def __exit__(self, *exit_of: object) -> None:
        self._closing.set()
        super().__exit__(*exit_of)

    def plan(
        self, fault: Fault, *, method: str = "", path: str = "", times: int = 1, skip: int = 0, retry_after: str = "0"
    ) -> None:
        """Break the next `times` requests that fit, after `skip` of them; `path` is searched in the path with query."""
        with self._lock:
            self._plans.append(Planned(fault, method, re.compile(path), times, skip, retry_after))

    def clear(self) -> None:
        """Forget all planned faults and everything that was asked."""
        with self._lock:
            self._plans.clear()
            self.asked.clear()

    def unspent(self) -> list[Fault]:
        """Give the planned faults that no request met yet."""
        with self._lock:
            return [one.fault for one in self._plans for _ in range(one.times)]

    def writes(self) -> list[Asked]:
        """Give the requests that may have changed something and reached the portal."""
        with self._lock:
            return [one for one in self.asked if one.status is not None and self.is_write(one)]

    def met(self, method: str, path: str) -> Planned | None:
        """Spend the first fault that fits a request."""
        with self._lock:
            for one in self._plans:
                if (not one.method or one.method == method) and one.path.search(path):
                    if one.skip:
                        one.skip -= 1
                        continue
                    one.times -= 1
                    if one.times == 0:
                        self._plans.remove(one)
                    return one
        return None

    def note(self, asked: Asked) -> None:
        """Keep what was asked."""
        with self._lock:
            self.asked.append(asked)

    def hang(self) -> None:
        """Wait until the proxy closes: the one who asks has to lose patience."""
        self._closing.wait()


class _Handler(Handling):
    owner: FaultyProxy

    def _pass(self) -> None:
        body = self._body()
        met = self.owner.met(self.command, self.path)
        fault = met.fault if met else None
        if met and fault in BEFORE:
            self.owner.note(Asked(self.command, self.path, body, fault, None))
            self._fail_before(met)
            return
        status, headers, answer = self._asked_upstream(body)
        self.owner.note(Asked(self.command, self.path, body, fault, status))
        if fault in AFTER:
            self._fail_after(fault, status, headers, answer)
        else:
            self._answer(status, headers, answer, slow=fault is Fault.SLOW)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _pass  # noqa: N815

    def _body(self) -> bytes:
        if "chunked" in (self.headers.get("Transfer-Encoding") or ""):
            pieces = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(pieces)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _asked_upstream(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        upstream = http.client.HTTPConnection(self.owner.to_host, self.owner.to_port, timeout=60)
        with contextlib.closing(upstream):
            upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in HOPS | {"content-length"}:
                    upstream.putheader(name, (self.owner.host or value) if name.lower() == "host" else value)
            if body or self.command not in SAFE:
                upstream.putheader("Content-Length", str(len(body)))
            upstream.endheaders(body or None)
            got = upstream.getresponse()
            return got.status, got.getheaders(), got.read()

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes, *, slow: bool = False) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOPS | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        step = max(1, len(body) // 8) if slow else max(1, len(body))
        for start in range(0, len(body), step):
            self.wfile.write(body[start : start + step])
            self.wfile.flush()
            if slow:
                self.owner._closing.wait(0.05)

    def _fail_before(self, met: Planned) -> None:
        page = "<html><body>出错了</body></html>".encode()
        if met.fault is Fault.REFUSED:
            self._answer(500, [("Content-Type", "text/html")], page)
        elif met.fault is Fault.UNAVAILABLE:
            self._answer(503, [("Content-Type", "text/html")], page)
        elif met.fault is Fault.TOO_MANY:
            self._answer(429, [("Retry-After", met.retry_after)], b"")
        elif met.fault is Fault.RESET_BEFORE:
            self._reset()
        else:
            self.owner.hang()

    def _fail_after(self, fault: Fault, status: int, headers: list[tuple[str, str]], answer: bytes) -> None:
        if fault is Fault.BAD_GATEWAY_AFTER:
            self._answer(502, [("Content-Type", "text/html")], b"<html><body>502 Bad Gateway</body></html>")
        elif fault is Fault.RESET_AFTER:
            self._reset()
        elif fault is Fault.HANG_AFTER:
            self.owner.hang()
        elif fault is Fault.CUT_SHORT:
            self.send_response_only(status)
            self.send_header("Content-Type", dict(headers).get("Content-Type", "application/json"))
            self.send_header("Content-Length", str(len(answer) + 1))
            self.end_headers()
            self.wfile.write(answer[: len(answer) // 2])
        self.close_connection = True

    def _reset(self) -> None:
        """Close so that the other side gets a reset, not an end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.rfile.close()
        self.connection.close()

    def finish(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # already reset
            super().finish()


FaultyProxy.handling = _Handler
