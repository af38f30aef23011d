"""What the archive server answers: an old address leads to its stamped page, `/raw/` gives the captured bytes.

    /                    the form that asks for an old address
    /find?url=ADDRESS    where that form leads
    /web/ADDRESS         302 to the stamped page; 404 or 410 with the reason where there is none
    /raw/ADDRESS         the captured body, byte for byte
    /archive/PATH        the archived files themselves

Asked under an old host's own name, every other path is an old address of that host. Nothing archived runs or reaches
out: its policy allows neither scripts nor other hosts, and raw pages stand in a sandbox.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from posixpath import normpath
from urllib.parse import parse_qs, quote, unquote

from migrate.serving.answers import Answer, Asked, of_content
from migrate.serving.holdings import Holding, Proofs, Proven
from migrate.serving.pages import POLICY, front_page, notice_page

LONGEST = 8_190  # bytes of a request's target
FILES, RAW, WEB, FIND = "/archive/", "/raw/", "/web/", "/find"
# Archived pages show what lies beside them and nothing else; the archive's own pages search with their own script,
# and so do pages of a site that the office excepted. Nobody but this server is reached by either.
ARCHIVED = (
    "default-src 'none'; img-src 'self' data:; media-src 'self'; font-src 'self' data:; frame-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
RUNNING = ARCHIVED.replace("script-src 'none'", "script-src 'self'").replace("form-action 'none'", "form-action 'self'")
BARE = "default-src 'none'; img-src 'self'; sandbox"  # raw bytes that a browser might take for a page
_ACTIVE = ("html", "xml", "svg", "javascript", "pdf+xml", "xslt")


@dataclass(frozen=True)
class Kept:
    """What the ledger says of an old address: where its stamped page is, or why there is none.

    `archived_at`, `fetched_at` are aware times; `status` is what the old server said.
    """

    url: str
    path: str | None
    why: str = ""
    is_gone: bool = False
    fetched_at: datetime | None = None
    raw: Holding | None = None
    raw_status: int = 200
    is_held: bool = False


@dataclass(frozen=True)
class Shelves:
    """How the server asks for what is held; the functions may block.

    `at(address)` of an old address, `file(path)` of an archived file below `archive/`; `hosts` are the old hosts.
    """

    at: Callable[[str], Kept | None]
    file: Callable[[str], Holding | None]
    hosts: frozenset[str] = frozenset()
    title: str = "网站归档"
    has_index: bool = True
    proofs: Proofs = field(default_factory=Proofs)


def at_once(shelves: Shelves, asked: Asked) -> Answer | None:
    """The answer where it needs neither ledger nor a comparison of bytes: what was proven before; None otherwise."""
    refused = _refused(asked)
    if refused is not None:
        return refused
    path = _file_path(asked.target)
    known = shelves.proofs.known(path) if path is not None else None
    return None if known is None else _shown(known)


def answer(shelves: Shelves, asked: Asked) -> Answer:
    """The answer to any request."""
    refused = _refused(asked)
    if refused is not None:
        return refused
    target = asked.target
    host = asked.host.lower().partition(":")[0].rstrip(".")
    if target.startswith(FILES):
        found = _file(shelves, _file_path(target) or "")
        return found if found.status != 404 or host not in shelves.hosts else _led(shelves, f"http://{host}{target}")
    if host in shelves.hosts and not target.startswith((RAW, WEB)):
        return _led(shelves, f"http://{host}{target}")
    if target.startswith(RAW):
        return _raw(shelves, target.removeprefix(RAW))
    if target.startswith(WEB):
        return _led(shelves, target.removeprefix(WEB))
    path, _, query = target.partition("?")
    if path == FIND:
        return _led(shelves, parse_qs(query).get("url", [""])[0].strip())
    if path == "/":
        return _page(200, "首页", front_page(shelves.title, has_index=shelves.has_index))
    return _unknown(target)


def _refused(asked: Asked) -> Answer | None:
    if asked.method not in ("GET", "HEAD"):
        return _page(405, "不受理", notice_page("不受理", ["只受理 GET 和 HEAD 请求。"]), Allow="GET, HEAD")
    if not asked.target.startswith("/") or len(asked.target) > LONGEST:
        return _page(400, "不受理", notice_page("不受理", ["请求的写法有误。"]))
    return None


def _file_path(target: str) -> str | None:
    """The place below `archive/` that a target names; None where it names none."""
    if not target.startswith(FILES):
        return None
    path = unquote(target.removeprefix(FILES).partition("?")[0])
    path = f"{path}index.html" if path == "" or path.endswith("/") else path
    is_plain = path == normpath(path) and not path.startswith(("/", "../")) and not set("\x00\ufffd") & set(path)
    return path if is_plain else ""


def _file(shelves: Shelves, path: str) -> Answer:
    holding = shelves.file(path) if path else None
    if holding is None:
        return _unknown(f"{FILES}{path}")
    proven = shelves.proofs.known(holding.key) or shelves.proofs.proven(holding)
    return _unproven() if proven is None else _shown(proven)


def _shown(proven: Proven) -> Answer:
    holding = proven.holding
    headers = _headers(RUNNING if holding.runs else ARCHIVED, **{"Content-Type": holding.content_type})
    return _with_bytes(200, "归档网页和文件", headers, proven)


def _led(shelves: Shelves, address: str) -> Answer:
    kept = _kept(shelves, address)
    if kept is None:
        return _unknown(address)
    if kept.path is None:
        said = [f"旧网址：{kept.url}", f"说明：{kept.why}。"]
        status, title = (410, "网页已不存在") if kept.is_gone else (404, "没有归档的网页")
        return _page(status, "没有归档", notice_page(title, said))
    headers = _headers(POLICY, Location=f"{FILES}{quote(kept.path, safe='/~')}", Link=_original(kept))
    return Answer(302, "引到归档网页", headers)


def _raw(shelves: Shelves, address: str) -> Answer:
    kept = _kept(shelves, address)
    if kept is None:
        return _unknown(address)
    if kept.is_held:
        return _page(403, "暂不公开", notice_page("暂不公开", ["本页面经内容审查暂不公开，原件已留存。"]))
    if kept.raw is None:
        return _page(404, "没有原件", notice_page("没有原件", [f"旧网址：{kept.url}", f"说明：{kept.why}。"]))
    proven = shelves.proofs.known(kept.raw.key) or shelves.proofs.proven(kept.raw)
    if proven is None:
        return _unproven()
    kind = kept.raw.content_type or "application/octet-stream"
    headers = _headers(BARE if any(word in kind for word in _ACTIVE) else ARCHIVED, Link=_original(kept))
    headers["Content-Type"] = kind
    if kept.fetched_at is not None:
        headers["Memento-Datetime"] = format_datetime(kept.fetched_at, usegmt=True)
    return _with_bytes(kept.raw_status, "原件", headers, proven)


def _kept(shelves: Shelves, address: str) -> Kept | None:
    """What is held of an address as a person or a link spells it: without a scheme, or with its slashes joined."""
    for scheme in ("http", "https"):
        for start in (f"{scheme}://", f"{scheme}:/"):
            if address.lower().startswith(start):
                return shelves.at(f"{scheme}://{address[len(start) :]}")
    if not address or address.startswith("/"):
        return None
    return shelves.at(f"http://{address}") or shelves.at(f"https://{address}")


def _with_bytes(status: int, what: str, headers: dict[str, str], proven: Proven) -> Answer:
    headers["ETag"] = f'"{proven.holding.sha256}"'
    if proven.content is not None:
        return of_content(status, what, headers, proven.content)
    return Answer(status, what, headers, proven.body or b"")


def _original(kept: Kept) -> str:
    return f'<{quote(kept.url, safe=_URL_SAFE)}>; rel="original"'


_URL_SAFE = "!#$%&'()*+,/:;=?@[]~"


def _unknown(address: str) -> Answer:
    said = [f"网址：{address[:500]}", "台账中没有这个网址：它可能写错了，或者旧网站上没有这个网页。"]
    return _page(404, "没有这个网址", notice_page("没有这个网页", said))


def _unproven() -> Answer:
    said = ["这个文件的字节与台账不符，不予显示。请运行 migrate verify 查看受损的文件。"]
    return _page(500, "与台账不符", notice_page("与台账不符", said))


def _page(status: int, what: str, page: bytes, **more: str) -> Answer:
    return Answer(status, what, _headers(POLICY, **{"Content-Type": "text/html; charset=utf-8"}, **more), page)


def _headers(policy: str, **more: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-cache",
        **more,
    }
