"""What an answer means: the outcome of a URL, the kind of thing it is, and whether to ask again."""

from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

from tenacity import RetryCallState, Retrying, stop_after_attempt, wait_exponential

from migrate.crawl.body import looks_html
from migrate.crawl.links import suffix_kind
from migrate.crawl.pagers.hanweb import is_refusal
from migrate.fetch.client import Exchange
from migrate.model import Kind, Outcome
from migrate.urls import resolve

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 509, *range(520, 526), 530})  # may be better next time
MAX_WAIT = 3600.0  # seconds between two tries of one URL
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})


@dataclass(frozen=True)
class Judgement:
    """The outcome of one exchange; `again_in` (seconds) asks for another try, and the outcome is then pending."""

    outcome: Outcome
    kind: Kind
    reason: str | None = None
    redirect_to: str | None = None
    again_in: float | None = None


def judge(exchange: Exchange, hint: Kind, attempts: int, *, retries: int, retry_wait: float) -> Judgement:
    """Say what `exchange` means for its URL, which has now been tried `attempts` times.

    Whole answers are final, but for server errors that may pass; those, broken bodies and silence are tried again
    until the tries are used up: then the error stands, or the URL is unreachable.
    """
    kind = kind_of(exchange, hint)
    if exchange.refused:
        return Judgement(Outcome.EXCLUDED, hint, "private_address")
    if exchange.over_limit:
        return Judgement(Outcome.QUARANTINED, kind, "body_over_limit")
    broken = exchange.status is None or exchange.truncated is not None
    empty = is_refusal(exchange.url, exchange.status, exchange.body)
    if broken or empty or exchange.status in PASSING:
        wait = again_in(exchange, attempts, retries=retries, retry_wait=retry_wait)
        if wait is not None:
            why = exchange.failure or ("列表接口返回空应答" if empty else f"HTTP {exchange.status}")
            return Judgement(Outcome.PENDING, kind, why, again_in=wait)
        if broken:
            return Judgement(Outcome.UNREACHABLE, kind, exchange.failure or "正文不完整")
    if empty:
        return Judgement(Outcome.ERROR, kind, "empty_answer")
    return _final(exchange, kind)


def _final(exchange: Exchange, kind: Kind) -> Judgement:
    status = exchange.status or 0
    if status in REDIRECTS:
        location = exchange.headers.get("location", "")
        target = resolve(exchange.url, _as_utf8(location))
        if target is not None:
            return Judgement(Outcome.REDIRECT, kind, redirect_to=target)
        return Judgement(Outcome.ERROR, kind, "redirect_without_target")
    if status >= 400 or status < 200:
        return Judgement(Outcome.ERROR, kind, f"http_{status}")
    return Judgement(Outcome.STORED, kind)


def _as_utf8(location: str) -> str:
    """aiohttp gives raw header bytes as surrogate escapes; browsers read them as UTF-8, old servers send GBK."""
    raw = location.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in raw)


def again_in(exchange: Exchange, attempts: int, *, retries: int, retry_wait: float) -> float | None:
    """Give the seconds until a URL that was tried `attempts` times is tried again, None when its tries are used up."""
    policy = Retrying(stop=stop_after_attempt(retries + 1), wait=wait_exponential(multiplier=retry_wait, max=MAX_WAIT))
    state = RetryCallState(policy, None, (), {})
    state.attempt_number = attempts
    if policy.stop(state):
        return None
    return max(policy.wait(state), min(retry_after(exchange), MAX_WAIT))


def retry_after(exchange: Exchange) -> float:
    """The seconds that the server asks us to wait, given as such or as a date; 0 where it asks for nothing."""
    asked = exchange.headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked)
    try:
        moment = parsedate_to_datetime(asked)
    except (ValueError, OverflowError):
        return 0.0
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - exchange.started_at).total_seconds())


def kind_of(exchange: Exchange, hint: Kind) -> Kind:
    """Tell what came: by content type, by its first bytes where the type says nothing, by suffix, by use."""
    named = exchange.content_type
    if exchange.status is None or not 200 <= exchange.status < 300:
        return hint
    if named in HTML_TYPES or (exchange.body is not None and looks_html(exchange.body)):
        return Kind.HOME if hint == Kind.HOME else Kind.PAGE
    if named.startswith("image/"):
        return Kind.IMAGE
    if named == "text/css":
        return Kind.STYLE
    if "javascript" in named or "ecmascript" in named:
        return Kind.SCRIPT
    if hint == Kind.OTHER or "font" in named or named in {"application/json", "application/xml", "text/xml"}:
        return Kind.OTHER
    fallback = hint if hint not in (Kind.PAGE, Kind.HOME) else Kind.ATTACHMENT
    return suffix_kind(exchange.url, fallback)
