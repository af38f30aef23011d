"""SURT: the key under which replay programs look a URL up. It folds case and spellings, so it is never an identity.

>>> surt("http://www.Qiyun.gov.example/A/index.html?b=2&a=1")
'example,gov,qiyun)/a/index.html?a=1&b=2'
"""

import re
from urllib.parse import quote_from_bytes, unquote_to_bytes

SAFE = b"!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"  # what stays as it is beside letters and digits
_PARTS = re.compile(rb"(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.S)
_HOST = re.compile(rb"(?:[^@]*@)?(\[[^\]]*\]|[^:]*):?(\d*)")
_WWW = re.compile(rb"www\d*\.")
_PORTS = {b"http": b"80", b"https": b"443"}
_PATH_SESSIONS = (
    re.compile(rb"(.*/)(?:\((?:[a-z]\([0-9a-z]{24}\))+\)/)([^?]+\.aspx.*)", re.I),
    re.compile(rb"(.*/)(?:\([0-9a-z]{24}\)/)([^?]+\.aspx.*)", re.I),
)
_SESSIONS = tuple(
    re.compile(rb"(.*)(?:%b)(?:&(.*))?" % one, re.I)
    for one in (
        rb"jsessionid=[0-9a-zA-Z]{32}",
        rb"phpsessid=[0-9a-zA-Z]{32}",
        rb"sid=[0-9a-zA-Z]{32}",
        rb"ASPSESSIONID[a-zA-Z]{8}=[a-zA-Z]{24}",
        rb"cfid=[^&]+&cftoken=[^&]+",
    )
)


def surt(url: str) -> str:
    """Give the key of a URL, as the common indexers make it."""
    text = re.sub(rb"[\n\r\t]", b"", url.encode("utf-8", "surrogateescape").strip())
    found = _PARTS.fullmatch(text)
    assert found is not None  # noqa: S101  every text matches
    scheme, authority, path, query = found.groups()
    if authority is None:
        return quote_from_bytes(text, safe=SAFE)
    return (_host(authority, scheme or b"http") + b")" + _path(path) + _query(query)).decode("ascii")


def _host(authority: bytes, scheme: bytes) -> bytes:
    found = _HOST.match(authority)
    host, port = found.groups() if found else (authority, b"")
    host = _punycode(_plain(host)).replace(b"..", b".").strip(b".").lower()
    host = _escaped(_WWW.sub(b"", host, count=1) if _WWW.match(host) else host)
    if port == _PORTS.get(scheme.lower(), b""):
        port = b""
    return b",".join(reversed(host.split(b"."))) + (b":" + port if port else b"")


def _punycode(host: bytes) -> bytes:
    if host.isascii():
        return host
    try:
        return host.decode("utf-8", "ignore").encode("idna")
    except ValueError:
        return host


def _path(path: bytes) -> bytes:
    kept: list[bytes] = []
    for part in _plain(path).split(b"/")[1:]:
        if part == b".." and kept:
            kept.pop()
        elif part != b".":
            kept.append(part)
    whole = b"/" + b"".join(part + b"/" for part in kept[:-1] if part) + (kept[-1] if kept else b"")
    whole = _escaped(whole).lower()
    for session in _PATH_SESSIONS:
        whole = session.sub(rb"\1\2", whole) if session.fullmatch(whole) else whole
    return whole[:-1] if len(whole) > 1 and whole.endswith(b"/") else whole


def _query(query: bytes | None) -> bytes:
    text = _escaped(_plain(query or b""))
    for session in _SESSIONS:
        found = session.fullmatch(text)
        text = found[1] + (found[2] or b"") if found else text
    ordered = sorted(tuple(one.split(b"=", 1)) for one in text.lower().split(b"&"))
    joined = b"&".join(b"=".join(one) for one in ordered)
    return b"?" + joined if joined else b""


def _plain(text: bytes) -> bytes:
    """The text with escapes undone, again and again."""
    while (plain := unquote_to_bytes(text)) != text:
        text = plain
    return text


def _escaped(text: bytes) -> bytes:
    return quote_from_bytes(text, safe=SAFE).encode("ascii")
