"""Addresses in a cell, as the contract spells them: however they were typed, whatever stands beside them.

>>> read_addresses("农业局网：ＷＷＷ．nyj.example。").urls
('http://www.nyj.example/',)
>>> read_addresses("http://http://a.example:80/x、b.example/y").urls
('http://a.example/x', 'http://b.example/y')
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from migrate.sheet.cells.text import REMEMBERED, half_width
from migrate.urls import authority_of

LONGEST = 2_000  # characters of a cell that are searched; more is prose, and slow to search
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?"
_HOST = rf"(?:{_LABEL}\.)+(?:[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9])|\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?![\d.])"
_LOCAL_HOST = rf"{_HOST}|(?!www\b|https?\b){_LABEL}(?![A-Za-z0-9_-]*\.[^\s/])"
_PORT = r"(?::\d{1,5}(?!\d))?"
_PATH = r"(?:[/?#][^\s、；“”‘’《》〈〉<>\"（）【】，。！｜|]*)?"
_ADDRESS = re.compile(
    rf"(?:(?P<scheme>https?)://(?P<named>{_LOCAL_HOST})|(?<![A-Za-z0-9.@_-])(?P<bare>{_HOST}))(?![A-Za-z0-9_-]*@)"
    rf"(?P<port>{_PORT})\.?(?P<path>{_PATH})",
    re.IGNORECASE,
)
_WIDE_LABEL = r"[^\s./:@、，。；,;|（）()《》“”\"'?#]+"
_WIDE_END = r"(?=[和及与或]|[^\u4e00-\u9fff]|$)"
_WIDE_START = r"(?!\d{1,3}[.。][^\s.。]+(?:[\s,，;；、]|$))"  # "1.网站名称应一致" is a numbered note
_WIDE_TOP = rf"(?:(?:政务|公益|中国|中國|公司|网络|網絡|网址|网站){_WIDE_END}|[A-Za-z]{{2,}}|xn--[A-Za-z0-9-]+)"
_WIDE = re.compile(
    rf"(?<![A-Za-z0-9.@_-])(?:(?P<scheme>https?)://)?(?P<bare>{_WIDE_START}(?:{_WIDE_LABEL}[.。])+{_WIDE_TOP})(?P<port>{_PORT})(?P<path>{_PATH})",
    re.IGNORECASE,
)
_CHINESE_TOP = re.compile(r"[.。](?:政务|公益|中国|中國|公司|网络|網絡|网址|网站)")
_SCHEME = re.compile(
    r"(?<![A-Za-z0-9/=])(?:h{1,2}t{1,3}p{1,2}|ttp)(s?)(?:\s*[:;]\s*[/\\]{1,3}|[/\\]{2}|:(?=www\.))\s*", re.IGNORECASE
)
_DOUBLED = re.compile(r"(?:https?:(?://)?)+(?=https?://)", re.IGNORECASE)
_WEB_STOP = re.compile(r"(?<=[A-Za-z0-9])。(?=[A-Za-z0-9-]+(?:[。./:]|$))")
_WWW_GAP = re.compile(r"\bwww(?:\s*\.\s*|\s+(?=[A-Za-z0-9_-]+\.))", re.IGNORECASE)
_GLUED = re.compile(r"(?<=[A-Za-z0-9/])(?<!://)(?=https?://)", re.IGNORECASE)
_NUMBERING = re.compile(
    r"(?:^|(?<=[\s;,、，；。]))[(（]?\d{1,2}[.、)）．](?=\s*(?:https?://|www\.)|\s+[A-Za-z0-9])", re.IGNORECASE
)
_BESIDE = ";,|、，；/"  # a piece of nothing else stands between two addresses
_FTP = re.compile(r"ftp://\S*", re.IGNORECASE)
_NEXT = re.compile(rf"[,;和及与或]+(?=(?:https?://|www\.|(?:{_LABEL}\.){{2,}}[A-Za-z]))", re.IGNORECASE)
_FILE_TYPES = frozenset(
    ("html", "htm", "shtml", "asp", "aspx", "jsp", "php", "doc", "docx", "xls", "xlsx", "pdf", "txt", "rar", "zip")
)
_REMARK = re.compile(r"\([^()]*[\u4e00-\u9fff][^()]*\)?$")
_TRAILING = ".,;:!?。、，；：！？…*'`"
_OPENERS = {")": "(", "]": "[", "}": "{"}
_LABELLED = re.compile(r"^[\s:,;、，；。()（）\[\]【】“”\"'*-]+|[\s:,;、，；。(（\[【“\"'*-]+$")
_JOINERS = frozenset({"和", "及", "与", "或", "以及", "/", "//"})
_NAME_LABEL = re.compile(r"(?:网站)?(?:网址|地址|域名|网站地址|URL|首页)\s*[:：]?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Addresses:
    """The addresses of a cell in their order, each once, and the words that stood beside them."""

    urls: tuple[str, ...]
    rest: str


@lru_cache(REMEMBERED)
def read_addresses(text: str) -> Addresses:
    """All web addresses in the text in the contract's form; none where there is none. Never raises."""
    if "." not in text and "。" not in text and "://" not in text and "．" not in text:
        return Addresses((), text)
    clean = _mended(half_width(text[:LONGEST]))
    found = _found(clean, _ADDRESS)
    if not found or _CHINESE_TOP.search(clean):
        found = _with_chinese(found, clean)
    urls = dict.fromkeys(url for url, _, _ in found)
    return Addresses(tuple(urls), _rest(clean, [(start, end) for _, start, end in found]))


def _with_chinese(found: list[tuple[str, int, int]], text: str) -> list[tuple[str, int, int]]:
    """The addresses in ASCII with those that have a Chinese name, in their order."""
    wide = _found(text, _WIDE)
    if not found:
        return wide
    wide = [one for one in wide if one[0].split("/")[2].rpartition(".")[2].startswith("xn--")]
    apart = [one for one in wide if all(one[2] <= start or end <= one[1] for _, start, end in found)]
    return sorted(found + apart, key=lambda one: one[1])


def tells_apart(url: str) -> str:
    """What tells this address, spelled as `read_addresses` spells it, from others: host, odd port, path below home."""
    host, _, rest = url.partition("://")[2].partition("/")
    path = ("/" + re.split(r"[?#]", rest, maxsplit=1)[0]).rstrip("/")
    head, _, last = path.rpartition("/")
    if last.partition(".")[0].lower() in ("index", "default", "home", "main") and "." in last:
        path = head
    return host + path


def _mended(text: str) -> str:
    text = _FTP.sub(" ", text)
    text = _SCHEME.sub(lambda found: f"http{found[1].lower()}://", _NUMBERING.sub(" ", text))
    text = _GLUED.sub(" ", _DOUBLED.sub("", text))
    text = _WEB_STOP.sub(".", _WWW_GAP.sub("www.", text))
    pieces = text.split()
    apart = any(not piece.strip(_BESIDE) for piece in pieces) or all(map(_ADDRESS.fullmatch, pieces))
    if len(pieces) > 1 and "\n" not in text and not apart:
        whole = "".join(pieces)
        if (
            whole.isascii()
            and _ADDRESS.fullmatch(whole)
            and whole.lower().count("www.") <= 1
            and whole.count("://") <= 1
        ):
            return whole
    return text


def _found(text: str, pattern: re.Pattern[str]) -> list[tuple[str, int, int]]:
    read, at = [], 0
    while (found := pattern.search(text, at)) is not None:
        path, end = found["path"] or "", found.end()
        cut = _NEXT.search(path)
        if cut is not None:
            end -= len(path) - cut.start()
            path = path[: cut.start()]
        groups = found.groupdict()
        url = _spelled(found["scheme"], groups.get("named") or groups["bare"], found["port"], path)
        if url is not None:
            read.append((url, found.start(), end))
        at = max(end, at + 1)
    return read


def _spelled(scheme: str | None, host: str, port: str | None, path: str) -> str | None:
    scheme = (scheme or "http").lower()
    host = host.rstrip(".").replace("。", ".")
    last = host.rpartition(".")[2].lower()
    if not _plausible(host, last):
        return None
    try:
        authority = authority_of(scheme, host + (port or ""))
    except (ValueError, UnicodeError):
        return None
    path = _trimmed(path.partition("#")[0])
    return f"{scheme}://{authority}{path if path.startswith('/') else '/' + path}"


def _plausible(host: str, last: str) -> bool:
    if last.isdigit():
        return all(int(part) <= 255 for part in host.split(".") if part.isdigit())
    return last not in _FILE_TYPES


def _trimmed(path: str) -> str:
    path = _REMARK.sub("", path)
    while path and (path[-1] in _TRAILING or _OPENERS.get(path[-1], path) not in path):
        path = path[:-1]
    return path


def _rest(text: str, spans: list[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in [*spans, (len(text), len(text))]:
        part = _NAME_LABEL.sub("", text[at:start])
        parts.append(_LABELLED.sub("", part).strip())
        at = end
    return " ".join(part for part in parts if part and part not in _JOINERS)
