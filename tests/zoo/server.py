"""A small fault server: real TCP on loopback, answers as raw bytes, and a byte-exact log of what was asked."""

import contextlib
import itertools
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

KEEP, CLOSE, RESET, STALL = "keep", "close", "reset", "stall"


@dataclass(frozen=True)
class Answer:
    """The bytes of one answer, what follows them on the wire, and what of them belongs to the message."""

    raw: bytes
    then: str = KEEP
    thinks: float = 0.0  # seconds before the first byte, so that requests can overlap
    kept: bytes | None = None  # what an archive must keep, where that is not all of `raw`
    pause_after: int = 0  # bytes after which the server takes a breath, so that segments part
    drip: float = 0.0  # seconds between two bytes
    more: bytes = b""  # sent again and again behind `raw`, `times` times (-1: until nobody reads)
    times: int = 0

    @property
    def message(self) -> bytes:
        return self.raw if self.kept is None else self.kept


@dataclass(frozen=True)
class Asked:
    """One request as it came, and the answer it got."""

    host: str
    target: str  # latin-1: every byte as one character
    request: bytes
    answer: Answer
    body: str = ""  # of a POST
    scheme: str = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}{self.target}"

    @property
    def ask(self) -> str:
        """What tells a request from others: the URL, and behind a blank the form of a POST."""
        return f"{self.url} {self.body}" if self.body else self.url


Answers = Mapping[
    str, Answer | Sequence[Answer] | Callable[[bytes], Answer]
]  # by target; a POST by target, a blank and its form
MISSING = Answer(b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<p>missing</p>"[:-1])


@dataclass
class FaultServer:
    """Serves hosts by name; an answer given as a sequence is gone through, its last repeated. A context manager.

    A connection that begins as TLS does is secured: the first with the first of `secured`, and so on, the last
    repeated. It is hung up on when it offers a higher protocol number than `bears`.
    """

    sites: Mapping[str, Answers]
    secured: Sequence[ssl.SSLContext] = ()
    bears: bytes = b"\xff\xff"
    hangs_up: str = RESET  # or CLOSE
    poured: int = 0  # bytes of `more` that went out
    offered: list[bytes] = field(default_factory=list)  # the protocol number of each handshake
    log: list[Asked] = field(default_factory=list)
    peak: Counter[str] = field(default_factory=Counter)  # most requests of a host that waited at the same time

    def __enter__(self) -> "FaultServer":
        self._lock = threading.Lock()
        self._open: Counter[str] = Counter()
        self._asked: Counter[tuple[str, str]] = Counter()
        self._sockets: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._stopped = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._listener.getsockname()[1])
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            held = list(self._sockets)
        for one in held:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join(5)

    @property
    def connect_to(self) -> str:
        return f"::127.0.0.1:{self.port}"

    def targets(self, host: str | None = None) -> list[str]:
        return [one.target for one in self.log if host in (None, one.host)]

    def _start(self, work, *given) -> None:
        thread = threading.Thread(target=work, args=given, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self._sockets.add(connection)
            self._start(self._serve, connection)

    def _serve(self, plain: socket.socket) -> None:
        try:
            connection = self._as_asked(plain)
        except OSError:
            plain.close()
            return
        with connection:
            try:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                rest = b""
                while request := self._request(connection, rest):
                    rest = b""
                    if not self._answer(connection, request):
                        break
            except OSError:
                pass
            finally:
                with self._lock:
                    self._sockets -= {plain, connection}

    def _as_asked(self, plain: socket.socket) -> socket.socket:
        """The connection, secured where its first byte is a handshake's."""
        start = plain.recv(11, socket.MSG_PEEK) if self.secured else b""
        if start[:1] != b"\x16":
            return plain
        with self._lock:
            context = self.secured[min(len(self.offered), len(self.secured) - 1)]
            self.offered.append(start[9:])
        if start[9:] > self.bears:
            if self.hangs_up == RESET:
                _reset(plain)
            else:
                plain.recv(65536)  # closing with bytes unread would be a reset
            raise ConnectionError
        made = context.wrap_socket(plain, server_side=True)
        with self._lock:
            self._sockets.add(made)
        return made

    def _request(self, connection: socket.socket, rest: bytes) -> bytes:
        while b"\r\n\r\n" not in rest:
            piece = connection.recv(65536)
            if not piece:
                return b""
            rest += piece
        head, _, body = rest.partition(b"\r\n\r\n")
        stated = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        while stated and len(body) < int(stated[0].partition(b":")[2]):
            body += connection.recv(65536)
        return head + b"\r\n\r\n" + body

    def _answer(self, connection: socket.socket, request: bytes) -> bool:
        head, _, form = request.partition(b"\r\n\r\n")
        line, *fields = head.split(b"\r\n")
        target = line.split(b" ")[1].decode("latin-1")
        named = [value for name, _, value in (one.partition(b":") for one in fields) if name.lower() == b"host"]
        host = named[0].strip().decode("latin-1")
        scheme = "https" if isinstance(connection, ssl.SSLSocket) else "http"
        answer = self._chosen(host, target, request, form.decode("latin-1"), scheme)
        if answer.thinks:
            time.sleep(answer.thinks)
        with self._lock:
            self._open[host] -= 1
        return self._send(connection, answer)

    def _chosen(self, host: str, target: str, request: bytes, form: str, scheme: str) -> Answer:
        key = f"{target} {form}" if form else target
        with self._lock:
            given = self.sites.get(host, {}).get(key, MISSING)
            if callable(given):
                given = given(request)
            if not isinstance(given, Answer):
                given = given[min(self._asked[host, key], len(given) - 1)]
            self._asked[host, key] += 1
            self._open[host] += 1
            self.peak[host] = max(self.peak[host], self._open[host])
            self.log.append(Asked(host, target, request, given, form, scheme))
            return given

    def _drip(self, connection: socket.socket, answer: Answer) -> None:
        for number in answer.raw:
            connection.sendall(bytes([number]))
            if self._stopped.wait(answer.drip):
                return

    def _send(self, connection: socket.socket, answer: Answer) -> bool:
        if answer.pause_after:
            connection.sendall(answer.raw[: answer.pause_after])
            time.sleep(0.02)
        if answer.drip:
            self._drip(connection, answer)
        else:
            connection.sendall(answer.raw[answer.pause_after :])
        times = itertools.count() if answer.times < 0 else range(answer.times)
        for _ in itertools.takewhile(lambda _: not self._stopped.is_set(), times):
            connection.sendall(answer.more)
            self.poured += len(answer.more)
        if answer.then == RESET:
            time.sleep(0.02)  # the bytes shall arrive before the reset does
            _reset(connection)
        elif answer.then == STALL:
            self._stopped.wait(30)
        return answer.then == KEEP


def _reset(connection: socket.socket) -> None:
    """Closing will not end the connection in order."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
