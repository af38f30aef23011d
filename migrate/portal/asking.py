"""What every portal that is asked over HTTP has in common: pace, bounds, and repeating only what may be repeated.

Whether a write was done is not always known (an answer is lost, a gateway gives up). Then `Lost` is raised and the
caller looks before it writes again; a request that was certainly not carried out, or does no harm twice, is repeated.
No answer is read without an end, no redirect is followed, and no message shows a secret.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import IO, Any, Protocol, TypeVar
from urllib.parse import urlsplit

import requests
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from migrate.errors import PortalError, PortalRefusal

MOST_ANSWER = 32 << 20  # bytes of one answer of the interface
MOST_FILE = 8 << 30  # bytes of a file that is read back
CONNECT_SECONDS = 20.0
LONGEST_WAIT = 30.0  # seconds between two tries, where the portal does not say
MOST_RETRY_AFTER = 3600.0
PIECE = 1 << 16
NO_FILE = "请检查门户的上传目录能否访问，以及防火墙有无拦截这种文件"
NOT_DONE = frozenset({429})  # answers that say the request was not carried out
UNSURE = frozenset({408, 500, 502, 503, 504})  # answers that leave open whether it was
_BOUNDARY = "gov-site-migrate-7f1d5c0b9a3e4d62"
_MISWRITTEN = (
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
)

Done = TypeVar("Done")
Signing = Callable[[requests.PreparedRequest], requests.PreparedRequest]


class Asked(Protocol):
    """The settings of a portal elsewhere."""

    @property
    def api_url(self) -> str:
        """Where its interface is."""

    @property
    def user(self) -> str:
        """The account, empty where the platform knows tokens only."""

    @property
    def base_url(self) -> str:
        """The address of its pages, empty where it is that of the interface."""

    @property
    def interval(self) -> float:
        """Seconds between two requests."""

    @property
    def timeout(self) -> float:
        """Seconds without a byte."""

    @property
    def retries(self) -> int:
        """Tries after the first."""


class Again(PortalError):  # noqa: N818 - it says what to do
    """The request was not carried out, or may be made twice; `after`: the seconds that the portal asks to wait."""

    after: float | None = None
    coded: str = ""


class Lost(Again):
    """A write whose answer was lost: look before writing again."""


@dataclass(frozen=True)
class Raw:
    """An answer as it came, whole."""

    status: int
    content: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Upload:
    """A multipart body whose length is known and which can be sent more than once."""

    content_type: str
    length: int
    pieces: Callable[[], Iterator[bytes]]

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[bytes]:
        return self.pieces()


def multipart(fields: Sequence[tuple[str, str]], part: str, file_name: str, spool: IO[bytes]) -> Upload:
    """Give the body that carries fields and a file in the part of this name; names are ASCII."""
    head = "".join(
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields
    )
    head += (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{part}"; filename="{file_name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    before, after = head.encode("utf-8", "replace"), f"\r\n--{_BOUNDARY}--\r\n".encode("ascii")
    length = spool.seek(0, 2)

    def pieces() -> Iterator[bytes]:
        yield before
        spool.seek(0)
        while piece := spool.read(PIECE):
            yield piece
        yield after

    return Upload(f"multipart/form-data; boundary={_BOUNDARY}", len(before) + length + len(after), pieces)


@dataclass
class Asker:
    """One session with a portal: what is sent is for the caller to say, how often and how long is settled here."""

    api_url: str
    interval: float = 0.0
    timeout: float = 60.0
    retries: int = 5
    retry_wait: float = 1.0
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    _session: requests.Session = field(default_factory=requests.Session, repr=False)
    _last: float = field(default=0.0, repr=False)

    def __post_init__(self) -> None:
        """No proxy, netrc or cookie of this machine plays a part."""
        self._session.trust_env = False
        self._session.headers["User-Agent"] = "gov-site-migrate"
        self._session.cookies.set_policy(_NoCookies())
        logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)  # its debug lines name whole addresses

    @property
    def host(self) -> str:
        """The portal's host, as messages name it."""
        return urlsplit(self.api_url).netloc.rpartition("@")[2]

    def until_answered(self, once: Callable[[], Done], *, repeatable: bool) -> Done:
        """Make one request until it is answered; raises Lost at once where it may not be repeated unseen."""
        for attempt in self.trying(Again, unless=() if repeatable else (Lost,)):
            with attempt:
                return once()
        raise AssertionError("tried without an end")

    def settle(self, write: Callable[[bool], Done]) -> Done:
        """Write something once: `write` is told whether it is the first try, and else looks before it writes again."""
        first = True
        for attempt in self.trying(Lost):
            with attempt:
                is_first, first = first, False
                return write(is_first)
        raise AssertionError("tried without an end")

    def trying(self, kind: type[Again], unless: tuple[type[Exception], ...] = ()) -> Retrying:
        """Give the tries that the settings allow after errors of a kind, with waits between them."""
        wanted = retry_if_exception_type(kind)
        return Retrying(
            stop=stop_after_attempt(self.retries + 1),
            retry=(lambda state: wanted(state) and not isinstance(_raised(state), unless)) if unless else wanted,
            wait=self._wait,
            sleep=self.sleep,
            reraise=True,
        )

    def exchange(
        self, method: str, url: str, *, repeatable: bool, signing: Signing | None = None, **request: Any
    ) -> Raw:
        """Make one request and read its whole answer; raises Again or Lost where there is none."""
        self._pace()
        body = request.get("data")
        if isinstance(body, Upload):
            request["headers"] = {**request.get("headers", {}), "Content-Type": body.content_type}
        try:
            with self._session.request(
                method, url, auth=signing, timeout=self._timeouts, allow_redirects=False, stream=True, **request
            ) as answer:
                content = self._bounded(answer)
        except _MISWRITTEN as error:
            raise PortalError(f"portal.api_url 不可用（{type(error).__name__}）", "请写明门户接口的完整地址") from None
        except (requests.RequestException, HTTPError, OSError) as error:
            kind = Again if repeatable or _unsent(error) else Lost
            raise kind(f"门户 {self.host} 没有回答（{_named(error)}）", "请检查网络和门户，再次运行即可续做") from None
        if 300 <= answer.status_code < 400:
            to = answer.headers.get("Location", "").partition("?")[0][:200]
            raise PortalError(f"门户 {self.host} 的接口转到了别处（{to}）", "请把 portal.api_url 改成接口的真实地址")
        return Raw(answer.status_code, content, answer.headers)

    def download(self, url: str) -> Iterator[bytes]:
        """Give a public file in pieces, asked without our password; raises PortalRefusal where it may not be had."""
        try:
            self._pace()
            with requests.Session() as plain:
                plain.trust_env = False
                with plain.get(url, timeout=self._timeouts, stream=True, allow_redirects=False) as answer:
                    if 400 <= answer.status_code < 500 and answer.status_code not in (408, 429):
                        raise PortalRefusal(f"门户中的文件 {url} 打不开（{answer.status_code}）", NO_FILE)
                    if answer.status_code != 200:
                        raise Again(f"门户中的文件 {url} 打不开（{answer.status_code}）", NO_FILE)
                    length = 0
                    for piece in answer.iter_content(PIECE):
                        length += len(piece)
                        if length > MOST_FILE:
                            raise PortalRefusal(f"门户中的文件 {url} 没有尽头", NO_FILE)
                        yield piece
        except (requests.RequestException, HTTPError) as error:
            raise Again(f"门户中的文件 {url} 打不开（{type(error).__name__}）", NO_FILE) from None

    def later(self, kind: type[Again], answer: Raw, coded: str = "") -> Again:
        """Give the error for an answer that asks us to come again, with the wait that it asks for."""
        error = kind(
            f"门户 {self.host} 暂时不能处理（{answer.status}{' ' + coded[:60] if coded else ''}）",
            "请稍后再次运行，会接着做",
        )
        error.after, error.coded = _retry_after(answer.headers.get("Retry-After", "")), coded
        if error.after is not None and error.after > MOST_RETRY_AFTER:
            raise PortalError(f"门户 {self.host} 要求等待 {error.after:.0f} 秒", "请在此之后再次运行，会接着做")
        return error

    @property
    def _timeouts(self) -> tuple[float, float]:
        return min(CONNECT_SECONDS, self.timeout), self.timeout

    def _wait(self, state: RetryCallState) -> float:
        error = _raised(state)
        after = error.after if isinstance(error, Again) else None
        return after if after is not None else min(LONGEST_WAIT, self.retry_wait * 2 ** (state.attempt_number - 1))

    def _pace(self) -> None:
        wait = self._last + self.interval - time.monotonic()
        if self.interval and wait > 0:
            self.sleep(wait)
        self._last = time.monotonic()

    def _bounded(self, answer: requests.Response) -> bytes:
        content = bytearray()
        for piece in answer.iter_content(PIECE):
            content += piece
            if len(content) > MOST_ANSWER:
                raise PortalError(
                    f"门户 {self.host} 的回答超过 {MOST_ANSWER >> 20} MiB", "请检查 portal.api_url 是否正确"
                )
        return bytes(content)


class _NoCookies(requests.cookies.cookielib.DefaultCookiePolicy):  # type: ignore[name-defined,misc]
    def set_ok(self, cookie: Any, request: Any) -> bool:
        return False


def _raised(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def _unsent(error: Exception) -> bool:
    """True where not even the connection stood."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def _named(error: Exception) -> str:
    return "证书不可信" if isinstance(error, requests.exceptions.SSLError) else type(error).__name__


def _retry_after(text: str) -> float | None:
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
