"""What a style sheet names, and what a `srcset` does."""

import re
from collections.abc import Iterator

from migrate.model import Kind

_QUOTED = r""""((?:[^"\\\n]|\\.|\\\n){1,4000})"|'((?:[^'\\\n]|\\.|\\\n){1,4000})'"""
_URL = re.compile(
    rf"""(@import\s+)?url\(\s*(?:{_QUOTED}|((?:[^"'()\\\s]|\\.){{1,4000}}))\s*\)""", re.IGNORECASE | re.DOTALL
)
_IMPORT = re.compile(rf"@import\s+(?:{_QUOTED})", re.IGNORECASE | re.DOTALL)
_LOADER = re.compile(r"""AlphaImageLoader\([^)]{0,200}?src\s*=\s*["']([^"'\n]{1,2000})["']""", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|\n|(.))", re.DOTALL)
_CANDIDATE = re.compile(r"[\s,]*([^\s,]\S*?)(?:,+(?=\s|$)|\s[^,]*(?:,|$)|$)")


def named_in_css(css: str) -> Iterator[tuple[str, Kind]]:
    """Give what CSS imports and shows, escapes undone; what a comment holds is not named."""
    if "(" not in css and "@" not in css:
        return
    if "/*" in css:
        css = _COMMENT.sub(" ", css)
    for found in _IMPORT.finditer(css) if "@" in css else ():
        yield _plain(found[1] or found[2]), Kind.STYLE
    for found in _URL.finditer(css):
        yield _plain(found[2] or found[3] or found[4]), Kind.STYLE if found[1] else Kind.IMAGE
    for found in _LOADER.finditer(css) if "src" in css else ():
        yield found[1], Kind.IMAGE


def _plain(text: str) -> str:
    return _ESCAPE.sub(_meant, text) if "\\" in text else text


def _meant(found: re.Match[str]) -> str:
    if found[1]:
        code = int(found[1], 16)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    return found[2] or ""


def named_in_srcset(value: str) -> Iterator[str]:
    """Give the addresses of a `srcset`: a comma within one is its own, one behind it ends it.

    >>> list(named_in_srcset("a,b.jpg 2x, c.jpg 100w,d.jpg,"))
    ['a,b.jpg', 'c.jpg', 'd.jpg']
    """
    for found in _CANDIDATE.finditer(value):
        yield found[1]
