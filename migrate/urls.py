"""Old URLs: the exact text that is requested, the one canonical form, and what belongs to a site.

The ledger keys on the exact text (`resolve` gives it, as a browser would send it); the portal map keys on
`canonical`, which is computed here and nowhere else.
"""

import functools
import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeGuard, TypeVar
from urllib.parse import SplitResult, quote, unquote, urlsplit

import idna

DEFAULT_PORTS = {"http": 80, "https": 443}
REMEMBERED = 4096  # answers kept of each question: a site names the same addresses on every page
PLACEHOLDERS = ("article:", "channel:", "package:")  # of what stands in no portal yet: only its importer knows where
LONGEST_REMEMBERED = 512  # characters; a hostile page may name addresses of megabytes
Answer = TypeVar("Answer")
_CONTROL = "".join(map(chr, range(0x21)))
_BREAKS = re.compile(r"[\t\r\n]")
# Where the editors of old content systems put what is uploaded; often a host of its own serves it.
_EDITORS = re.compile(
    r"/(?:[\w.-]+/)?(?:e?webeditor|ueditor|kindeditor|fckeditor|ckfinder|uploadfiles?|userfiles|u/cms)/", re.IGNORECASE
)
_ROOTED = ("/", "\\", "http://", "https://")
_NO_HOST = re.compile(r"[\s<>\"'`{}|\\^%,;()]")
_SEPARATORS = re.compile(r"[:/?#@\[\]]")  # that no escape may bring into a host
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "!$%&'()*+,-./:;=@_~|[]\\^"  # what browsers leave alone in a path (WHATWG path set)
_QUERY_SAFE = "!$%&()*+,-./:;=?@_~|[]\\^`{}"  # and in the query of http(s) URLs
_SESSION_PATH = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
_SESSION_QUERY = re.compile(
    r"(?:^|(?<=&))(?:jsessionid|phpsessid|aspsessionid\w*|cfid|cftoken)=[^&]*(?:&|$)", re.IGNORECASE
)


def _remembered(function: Callable[..., Answer]) -> Callable[..., Answer]:
    """Answer a question about short texts from memory where it was asked of late."""
    kept = functools.lru_cache(REMEMBERED)(function)

    @functools.wraps(function)
    def asked(*texts: str) -> Answer:
        return function(*texts) if sum(map(len, texts)) > LONGEST_REMEMBERED else kept(*texts)

    return asked


def resolve(base: str, reference: str, charset: str = "utf-8", *, path_charset: str = "utf-8") -> str | None:
    """Give the absolute URL that a browser would request for `reference` on the page `base`.

    Non-ASCII in the path goes out in `path_charset` (UTF-8 in every browser), in the query in the page's `charset`.
    Back slashes become slashes, tabs and line breaks vanish, `.` and `..` are resolved, the fragment is dropped;
    percent escapes stay exactly as written. None for what is not http(s), for an empty reference and for one that
    is only a fragment. Never raises.
    """
    text = _BREAKS.sub("", reference.strip(_CONTROL)).partition("#")[0]
    if not text:
        return None
    try:
        split = urlsplit(base)
        if text.startswith(_ROOTED):  # the same on every page of a host
            return _rooted(split.scheme, split.netloc, text, charset, path_charset)
        return _resolved(split, text, charset, path_charset)
    except (ValueError, UnicodeError):
        return None


@_remembered
def _rooted(scheme: str, netloc: str, text: str, charset: str, path_charset: str) -> str | None:
    return _resolved(SplitResult(scheme, netloc, "/", "", ""), text, charset, path_charset)


def _resolved(base: SplitResult, text: str, charset: str, path_charset: str) -> str | None:
    scheme = base.scheme
    found = _SCHEME.match(text)
    if found:
        scheme, text = found[0][:-1].lower(), text[found.end() :]
        if scheme not in DEFAULT_PORTS:
            return None
        if not text.startswith(("/", "\\")) and scheme != base.scheme:
            return None
    before, mark, query = text.partition("?")
    before = before.replace("\\", "/")
    if before.startswith("//"):
        authority, slash, rest = before.lstrip("/").partition("/")
        path = slash + rest
    elif found and before.startswith("/"):  # `http:/x` keeps the host in browsers
        authority, path = base.netloc, before
    else:
        authority, path = base.netloc, before
    host = authority_of(scheme, authority)
    if not before.startswith("/"):
        path = _beside(base.path, path)
        if not before and not mark:
            query, mark = base.query, "?" if base.query else ""
    path = _escaped(_without_dots(path) or "/", _PATH_SAFE, path_charset)
    query = _escaped(query, _QUERY_SAFE, charset)
    return f"{scheme}://{host}{path}{mark}{query}"


def _escaped(text: str, safe: str, charset: str) -> str:
    try:
        return quote(text, safe=safe, encoding=charset, errors="strict")
    except UnicodeEncodeError:  # browsers send a letter that the charset lacks as its number
        return "".join(_escaped_letter(letter, safe, charset) for letter in text)


def _escaped_letter(letter: str, safe: str, charset: str) -> str:
    try:
        return quote(letter, safe=safe, encoding=charset, errors="strict")
    except UnicodeEncodeError:
        return f"%26%23{ord(letter)}%3B"


@_remembered
def authority_of(scheme: str, authority: str) -> str:
    """Give `host[:port]` lower-case, internationalised names in punycode, without user part and default port.

    Raises ValueError where there is no host or the port is none.
    """
    host, port = _host_and_port(authority.rpartition("@")[2])
    if port and int(port) > 65535:
        raise ValueError(f"port out of range: {port}")
    name = _ascii_host(host)
    if not name:
        raise ValueError("no host")
    return name if not port or int(port) == DEFAULT_PORTS.get(scheme) else f"{name}:{int(port)}"


def _host_and_port(authority: str) -> tuple[str, str]:
    if authority.startswith("["):
        host, closing, rest = authority.partition("]")
        if not closing:
            raise ValueError(f"bad host: {host}")
        host, port = f"[{ipaddress.IPv6Address(host[1:])}]", rest.removeprefix(":")
    else:
        host, _, port = authority.partition(":")
        if "[" in host or "]" in host:
            raise ValueError(f"bad host: {host}")
    if port and not (port.isascii() and port.isdigit()):
        raise ValueError(f"bad port: {port}")
    return host, port


def _ascii_host(host: str) -> str:
    name = (unquote(host) if "%" in host else host).lower()
    if "%" in host and _SEPARATORS.search(name):
        raise ValueError(f"bad host: {host}")
    if not name.isascii():
        name = idna.encode(name, uts46=True).decode("ascii")  # an ideographic full stop becomes a dot
    elif _NO_HOST.search(name):
        raise ValueError(f"bad host: {host}")
    return name if name.endswith("..") else name.removesuffix(".")  # the root of the name system


def _beside(base_path: str, path: str) -> str:
    if not path:
        return base_path or "/"
    return base_path[: base_path.rfind("/") + 1] + path if base_path else "/" + path


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")
    for number, segment in enumerate(segments):
        plain = segment.lower().replace("%2e", ".")
        last = number == len(segments) - 1
        if plain == "..":
            if len(kept) > 1:
                kept.pop()
            if last:
                kept.append("")
        elif plain == ".":
            if last:
                kept.append("")
        else:
            kept.append(segment)
    return "/".join(kept)


@_remembered
def canonical(url: str) -> str:
    """Give the one form under which spellings of an old URL are the same article.

    Rules: scheme `http` for https too; host lower-case in punycode; default port, user part and fragment
    dropped; dot segments resolved; percent escapes in upper case, unreserved ones decoded; session ids dropped;
    an empty path is `/`. The order and the case of path and query stay. Never raises; idempotent.

    >>> canonical("HTTPS://WWW.A.GOV.Example:443/a/../%7eb/%e9.html;jsessionid=1F?x=1#top")
    'http://www.a.gov.example/~b/%E9.html?x=1'
    """
    absolute = resolve(url, url)
    if absolute is None:
        return url
    parts = urlsplit(session_free(absolute))
    authority = parts.netloc
    if parts.scheme == "https" and authority.endswith(":80"):
        authority = authority[:-3]  # else it would become the http default on the second pass
    path, query = _plain_escapes(parts.path), _plain_escapes(parts.query)
    return f"http://{authority}{_without_dots(path) or '/'}{'?' + query if query else ''}"


def _plain_escapes(text: str) -> str:
    def plain(found: re.Match[str]) -> str:
        byte = int(found[1], 16)
        return chr(byte) if byte in _UNRESERVED else found[0].upper()

    return _PERCENT.sub(plain, text)


def session_free(url: str) -> str:
    """Give the URL without session ids (`;jsessionid=`, `PHPSESSID=` …); itself where it has none."""
    before, mark, query = url.partition("?")
    before = _SESSION_PATH.sub("", before)
    rest = _SESSION_QUERY.sub("", query)
    if rest == query:
        return before + mark + query
    rest = rest.removesuffix("&")
    return f"{before}?{rest}" if rest else before


def is_public(new_url: str | None) -> TypeGuard[str]:
    """Tell whether a new URL leads anywhere: where another platform will import the article, it is a placeholder.

    >>> is_public("zwgk/tzgg/2019/0f.html"), is_public("https://www.qiyun.gov.example/1"), is_public("article:0f")
    (True, True, False)
    """
    return bool(new_url) and not str(new_url).startswith(PLACEHOLDERS)


def host_of(url: str) -> str:
    """Give `host[:port]` of an absolute URL, default ports left out; empty when there is none."""
    try:
        parts = urlsplit(url)
        return authority_of(parts.scheme, parts.netloc)
    except (ValueError, UnicodeError):
        return ""


@dataclass(frozen=True)
class Scope:
    """What belongs to a site: its hosts, each with a path that its pages keep to (`/` for a whole host)."""

    roots: frozenset[tuple[str, str]]
    file_hosts: frozenset[str] = frozenset()  # foreign hosts agreed on, for what pages need and attach

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts (`host[:port]`) of the site."""
        return frozenset(host for host, _ in self.roots)

    def refusal(self, url: str, *, requisite: bool) -> str | None:
        """Name the rule that leaves `url` out, or None when it is in scope.

        Requisites (images, styles, scripts, documents) are in scope wherever they lie on the site's hosts, on hosts
        agreed on for files, and in an editor's upload folder on other ports and sub-domains of the site's hosts.
        """
        host = host_of(url)
        prefixes = [prefix for one, prefix in self.roots if one == host]
        if not prefixes:
            return None if requisite and self._holds_files(host, url) else "foreign_host"
        path = urlsplit(url).path
        below = any(path.startswith(prefix) or path + "/" == prefix for prefix in prefixes)
        return None if requisite or below else "outside_path"

    def _holds_files(self, host: str, url: str) -> bool:
        path = urlsplit(url).path
        of_editor = _EDITORS.match(path) is not None or path == "/robots.txt"
        return host in self.file_hosts or (of_editor and self._is_kin(host))

    def _is_kin(self, host: str) -> bool:
        name = host.partition(":")[0]
        own = {one.partition(":")[0].removeprefix("www.") for one in self.hosts if not one.startswith("[")}
        return any(name in (one, f"www.{one}") or name.endswith(f".{one}") for one in own)

    def joined_by(self, url: str) -> "Scope":
        """Give the scope with what a redirect of the home page says: `url` is a home too.

        Its whole host belongs to a site that has a host to itself; else the path it stands under.
        """
        found = scope_of(url).roots
        if any(prefix == "/" for _, prefix in self.roots):
            found = frozenset((host, "/") for host, _ in found)
        return Scope(self.roots | found, self.file_hosts)


def scope_of(url: str, *others: str, file_hosts: Iterable[str] = ()) -> Scope:
    """Give the scope of the site whose home is `url`; `others` are further addresses of the same site."""
    roots = frozenset((host_of(one), _folder(one)) for one in (url, *others) if host_of(one))
    return Scope(roots, frozenset(file_hosts))


def _folder(url: str) -> str:
    path = urlsplit(url).path or "/"
    last = path.rsplit("/", 1)[1]
    return path if path.endswith("/") else (path.rsplit("/", 1)[0] + "/" if "." in last else path + "/")
