"""The addresses in a style sheet replaced: `url()` and both forms of `@import`, everything else left as it is."""

import re
from collections.abc import Callable, Iterator

INERT = 'url("data:,")'  # loads nothing; an empty url() would load the style sheet's own address

FRONT = 2147483647  # the highest z-index; higher ones are read as this

_INTERESTING = re.compile(
    r"/\*|[\"']|url\(|@import(?![\w-])|@namespace(?![\w-])|z-index[\t\n\f\r ]*:[\t\n\f\r ]*(?P<height>[0-9]{10,})",
    re.IGNORECASE,
)
_SPACE = re.compile(r"[\t\n\f\r ]*")
_STRING = {quote: re.compile(rf"[^{quote}\\\n\r\f]*(?:\\[\s\S][^{quote}\\\n\r\f]*)*") for quote in "\"'"}
_UNQUOTED = re.compile(r"[^)\\]*(?:\\[\s\S][^)\\]*)*")
_STATEMENT = re.compile(r"[^;{}]*;?")
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[\t\n\f\r ]?|\r\n|([\s\S]))")

Resolve = Callable[[str], str | None]


def with_addresses(css: str, resolve: Resolve) -> str:
    """The style sheet with every change made."""
    pieces: list[str] = []
    copied = 0
    for start, end, new in changes(css, resolve):
        pieces += [css[copied:start], new]
        copied = end
    return "".join([*pieces, css[copied:]])


def changes(css: str, resolve: Resolve) -> Iterator[tuple[int, int, str]]:
    """What changes, from where to where: addresses become what `resolve` gives, None takes an import out and makes a
    `url()` inert; and nothing is as far in front as the mark 已归档."""
    position = 0
    while found := _INTERESTING.search(css, position):
        word = found[0].lower()
        if word == "/*":
            close = css.find("*/", found.end())
            position = close + 2 if close >= 0 else len(css)
        elif word in ('"', "'"):
            _, position = _string(css, found.start())
        elif word == "@namespace":
            position = _end(_STATEMENT, css, found.end())
        elif found["height"]:
            position = found.end()
            digits = found["height"].lstrip("0")
            if len(digits) > 10 or digits.zfill(10) >= str(FRONT):
                yield found.start("height"), position, str(FRONT - 1)
        elif word == "@import":
            position, new = _import(css, found.start(), found.end(), resolve)
            yield found.start(), position, new
        else:
            value, position = _url(css, found.end())
            local = _resolved(value, resolve)
            if local != value:
                yield found.start(), position, INERT if local is None else f"url({_quoted(local)})"


def _import(css: str, start: int, after: int, resolve: Resolve) -> tuple[int, str]:
    """Where the import's changed part ends, and what stands there instead."""
    position = _end(_SPACE, css, after)
    if css[position : position + 4].lower() == "url(":
        value, end = _url(css, position + 4)
    elif css[position : position + 1] in ('"', "'"):
        value, end = _string(css, position)
    else:
        return position, css[start:position]
    new = _resolved(value, resolve)
    if new is None or new.startswith("data:"):
        return _end(_STATEMENT, css, end), ""
    if new == value:
        return end, css[start:end]
    return end, f"@import url({_quoted(new)})"


def _url(css: str, start: int) -> tuple[str, int]:
    """The raw value of the `url(` whose content begins at `start`, and where its `)` ends."""
    position = _end(_SPACE, css, start)
    if css[position : position + 1] in ('"', "'"):
        value, end = _string(css, position)
        close = css.find(")", end)
        return value, close + 1 if close >= 0 else len(css)
    end = _end(_UNQUOTED, css, position)
    return css[position:end].strip("\t\n\f\r "), min(end + 1, len(css))


def _resolved(value: str, resolve: Resolve) -> str | None:
    plain = _ESCAPE.sub(_unescaped, value)
    return plain if plain.startswith("#") or plain[:5].lower() == "data:" else resolve(plain)


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        code = int(found[1], 16)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    return "" if found[2] in (None, "\n", "\r", "\f") else found[2]


def _quoted(value: str) -> str:
    return f'"{css_text(value)}"'


def css_text(value: str) -> str:
    """The value as it stands inside a CSS string: ASCII, and nothing that ends the string or a `<style>` element."""
    return "".join(c if c.isascii() and c.isprintable() and c not in '"\\<>&' else f"\\{ord(c):x} " for c in value)


def _string(css: str, start: int) -> tuple[str, int]:
    """The raw content of the string that begins at `start`, and where it ends: quote, line end or text end."""
    end = _end(_STRING[css[start]], css, start + 1)
    return css[start + 1 : end], min(end + 1, len(css))


def _end(pattern: re.Pattern[str], css: str, start: int) -> int:
    found = pattern.match(css, start)
    return found.end() if found else start
