"""The spellings under which servers are asked for an old URL: what the browser sent, host and target in one text."""

import re
from urllib.parse import quote, urlsplit

from migrate.urls import resolve

AS_SENT = "".join(map(chr, range(0x21, 0x7F)))
_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})|%00")


def request_keys(old_url: str) -> tuple[str, ...]:
    """The spellings of host and target under which a URL is asked for, the commonest first; () for none.

    >>> request_keys("https://OLD.qiyun.gov.example:8443/a b?id=1#top")
    ('old.qiyun.gov.example/a%20b?id=1',)
    >>> request_keys("mailto:someone")
    ()
    """
    # Browsers write a query in the charset of the page that holds the link, which for old sites is often GBK.
    charsets = ("utf-8",) if old_url.isascii() else ("utf-8", "gbk")
    sent = [url for url in (resolve(old_url, old_url, charset) for charset in charsets) if url]
    host = plain_host(urlsplit(sent[0]).hostname or "") if sent else ""
    if not host:
        return ()
    return tuple(dict.fromkeys(host + _below_host(url) for url in (*sent, quote(old_url, AS_SENT, errors="replace"))))


def plain_host(host: str) -> str:
    """Give a host as keys begin with it: lower-case, without port and final dot; "" where it is none.

    >>> plain_host("OLD.qiyun.gov.example:8080")
    'old.qiyun.gov.example'
    """
    if host.count(":") > 1 and not host.startswith("["):
        host = f"[{host}]"  # as `urlsplit` gives it
    name = host.lower().rpartition("]")[0] + "]" if host.startswith("[") else host.lower().partition(":")[0]
    name = name.removesuffix(".")
    return name if _HOST.fullmatch(name) else ""


def absolute(old_url: str, target: str) -> str:
    """Give a target as a whole URL: a path stays on the host of the old URL, character for character.

    >>> absolute("http://old.qiyun.gov.example/a", "/archive/1.html;")
    'http://old.qiyun.gov.example/archive/1.html;'
    """
    if not target.startswith("/"):
        return target
    parts = urlsplit(old_url)
    return f"{parts.scheme}://{parts.netloc}{target}"


def host_in(key: str) -> str:
    """Give the host that a key begins with."""
    return key.partition("/")[0]


def is_unheard(key: str) -> bool:
    """True where every server answers 400 by itself: its path holds a `%` that begins no escape."""
    return bool(_BAD_ESCAPE.search(key.partition("?")[0]))


def _below_host(url: str) -> str:
    """Path and query of a URL, character for character."""
    before, mark, query = url.partition("#")[0].partition("?")
    return (urlsplit(before).path or "/") + mark + query
