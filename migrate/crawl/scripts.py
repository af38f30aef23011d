"""What scripts name: jumps, written HTML, addresses as whole literals. What a script puts together is not known."""

import re
from collections.abc import Iterable, Iterator
from html import unescape

from migrate.model import Kind

_PAGES = r"s?html?|jhtml|pdf|docx?|xlsx?|pptx?|wps|ofd|zip|rar"
_PICTURES = r"gif|jpe?g|png|bmp|swf|flv|mp4"
_JUMP = re.compile(
    r"""(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\(|(?:window|self)\.(?:open|navigate)\()\s*"""
    r"""(?:"([^"'<>+{}\n]{1,2000})"|'([^"'<>+{}\n]{1,2000})')(?!\s*\+)""",
    re.IGNORECASE,
)
_WRITTEN = re.compile(
    r"""<(a|area|img|input|embed|iframe|frame|script)\b[^<>]{0,500}?\b(?:href|src)\s*=\s*(\\?["'])((?:[^"'<>+{}\\\s]|\\/){1,2000})\2""",
    re.IGNORECASE,
)
_LITERAL = re.compile(
    rf"""(?<!\+)(?<!\+ )["']((?:https?://|/|\.{{1,2}}/)?[^"'<>+{{}}()\s]{{0,1000}}?\.(?:{_PAGES}|jsp|aspx?|php|{_PICTURES})"""
    r"""(?:\?[^"'<>+{}\s]{0,1000})?)["'](?!\s?\+)""",
    re.IGNORECASE,
)
_ROOTED = re.compile(  # within a script only what can be no piece of something longer
    r"""(?<!\+)(?<!\+ )["']((?:(?:https?:)?\\?/\\?/?|\.{1,2}\\?/)"""
    rf"""[^"'<>+{{}}()\s]{{1,1000}}?\.(?:{_PAGES}|{_PICTURES}|xml)"""
    r"""(?:\?[^"'<>+{}\s]{0,1000})?)["'](?!\s?\+)""",
    re.IGNORECASE,
)
_KEYED = re.compile(  # keys in quotes are those of data; {url: "/api.do"} is code
    r""""(?:\w{0,20}(?:url|link|href)|src|path)"\s*:\s*"((?:https?:)?[^"'<>+{}()\s:]{1,1000})"(?!\s?\+)""",
    re.IGNORECASE,
)
_PATH = re.compile(r"(?:https?://|\.{0,2}/)[^\s\"'<>{}]{1,2000}")
_ARGUMENT = re.compile(  # what a plain function of a handler is told first: `return downFile('/oss/down/7')`
    r"""(?<![\w.$])\w{1,60}\(\s*["']((?:https?://|\.{0,2}/)[^"'<>+{}()\s,;]{3,1000})["']\s*[,)]"""
)
_JOINED = re.compile(
    r"""(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\(|\bopen\()\s*["']([^"'<>{}\s]{1,1000})["']\s*\+\s*"""
    r"""(?:\w{1,40}\.){1,4}(?:options\[[^\[\]]{1,80}\]\.)?value\b(?:\s*\+\s*["']([^"'<>{}\s]{0,1000})["'])?""",
    re.IGNORECASE,
)
_VALUE = re.compile(r"[\w\-./%]{1,200}")
_UNICODE = re.compile(r"\\u00([23][0-9A-Fa-f])")
_TAG = re.compile(r"<(?:a|img|iframe|embed|source|video)\b", re.IGNORECASE)
MOST_ESCAPED = 4_000_000  # letters of one script whose escaped HTML is read
_PICTURE_TAGS = {"img": Kind.IMAGE, "input": Kind.IMAGE, "script": Kind.SCRIPT, "embed": Kind.ATTACHMENT}


def is_address(text: str) -> bool:
    """True for a value that begins as an address does, or ends like that of a page or a file.

    >>> [is_address(one) for one in ("/c4/", "a.html", "http://x.example/", "4", "北京", "", "/")]
    [True, True, True, False, False, False, False]
    """
    return bool(_PATH.fullmatch(text.strip()) or _LITERAL.fullmatch(f'"{text.strip()}"'))


def escaped_html(script: str) -> str | None:
    """Give the HTML that stands escaped in a script's JSON (`\\u003Ca href=…`), None where there is none."""
    if "\\u003" not in script or len(script) > MOST_ESCAPED:
        return None
    html = _UNICODE.sub(lambda found: chr(int(found[1], 16)), script).replace('\\"', '"').replace("\\/", "/")
    return html if _TAG.search(html) else None


def named_in_handler(script: str) -> Iterator[tuple[str, Kind]]:
    """Give what an `onclick`, an `onchange` or a `javascript:` address names."""
    yield from _jumps(script)
    for found in _LITERAL.finditer(script):
        yield found[1], Kind.PAGE
    for found in _ARGUMENT.finditer(script):
        yield found[1], Kind.PAGE


def joined_with(script: str, values: Iterable[str]) -> Iterator[tuple[str, Kind]]:
    """Give what a menu's script makes of its options' values (`location.href = 'list.asp?page=' + this.value`)."""
    found = _JOINED.search(script)
    if found is not None:
        for value in values:
            if _VALUE.fullmatch(value):
                yield f"{found[1]}{value}{found[2] or ''}", Kind.PAGE


def named_in_script(script: str) -> Iterator[tuple[str, Kind]]:
    """Give what a script on a page names: jumps, written HTML, whole addresses, addresses in data."""
    yield from _jumps(script)
    for found in _WRITTEN.finditer(script):
        yield unescape(_unescaped(found[3])), _PICTURE_TAGS.get(found[1].lower(), Kind.PAGE)
    for found in _ROOTED.finditer(script):
        yield _unescaped(found[1]), Kind.PAGE
    for found in _KEYED.finditer(script) if '":' in script else ():
        address = _unescaped(found[1])
        if "/" in address or is_address(address):
            yield address, Kind.PAGE


def named_in_script_file(script: str) -> Iterator[tuple[str, Kind]]:
    """Give what a script file names; what is relative is so to the page that loads the file, which is not known."""
    for address, kind in named_in_script(script):
        if address.startswith(("/", "http://", "https://")):
            yield address, kind


def _jumps(script: str) -> Iterator[tuple[str, Kind]]:
    for found in _JUMP.finditer(script):
        yield found[1] or found[2], Kind.PAGE


def _unescaped(address: str) -> str:
    return address.replace("\\/", "/").replace("\\u002F", "/").replace("\\u002f", "/")
