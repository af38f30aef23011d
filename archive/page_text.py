"""A page's bytes as text that can be searched and edited, and that gives the same bytes back.

Pages in ASCII-compatible charsets are seen through latin-1, so that one character is one byte and nothing can be lost;
none of them uses `<`, `>`, quotes, `&`, `=` or white space as part of another character. UTF-16 is decoded as such.
"""

import codecs
from dataclasses import dataclass

WIDE = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
LEGACY_NAMES = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}  # as browsers read them


@dataclass(frozen=True)
class PageText:
    """The text, how it was made, and a last odd byte that a UTF-16 page cannot decode."""

    text: str
    encoding: str
    charset: str
    rest: bytes = b""

    def encoded(self, text: str) -> bytes:
        """The bytes of an edited text; what was not edited is byte for byte as before."""
        return self.bytes_of(text) + self.rest

    def bytes_of(self, piece: str) -> bytes:
        """The bytes of a piece of the text."""
        return piece.encode(self.encoding, "surrogatepass")

    def meaning(self, piece: str) -> str:
        """What a piece of the text says in the page's charset."""
        if self.encoding != "latin-1":
            return piece
        return piece.encode("latin-1").decode(self.charset, "replace")

    def exact_meaning(self, piece: str) -> str | None:
        """The same, but None where the way back would give other bytes."""
        meaning = self.meaning(piece)
        return meaning if self.spelled(meaning) == piece else None

    def spelled(self, meaning: str) -> str | None:
        """How the page's text spells it; None where its charset cannot."""
        if self.encoding != "latin-1":
            return meaning
        try:
            return meaning.encode(self.charset).decode("latin-1")
        except UnicodeEncodeError:
            return None


def opened(html: bytes, charset: str = "") -> PageText:
    """The page as text; a byte order mark or zero bytes decide for UTF-16, never a label alone."""
    wide = _wide(html)
    if wide is None:
        return PageText(html.decode("latin-1"), "latin-1", _known(charset))
    even = len(html) & ~1
    return PageText(html[:even].decode(wide, "surrogatepass"), wide, wide, html[even:])


def _wide(html: bytes) -> str | None:
    for encoding, mark in WIDE.items():
        if html.startswith(mark):
            return encoding
    if html[:1] == b"<" and html[1:2] == b"\0" and html[3:4] == b"\0":
        return "utf-16-le"
    if html[:2] == b"\0<" and html[2:3] == b"\0":
        return "utf-16-be"
    return None


def _known(charset: str) -> str:
    name = charset.strip().lower()
    try:
        found = codecs.lookup(LEGACY_NAMES.get(name, name)).name
        b"<a>".decode(found)
    except (LookupError, UnicodeError, ValueError):
        return "utf-8"
    return "utf-8" if found.startswith("utf-16") or found.startswith("utf-32") or found == "utf-7" else found
