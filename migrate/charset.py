"""What charset a page is in: bytes decide, declarations are only evidence.

Order: byte order mark → strict UTF-8 (also when the last character is cut) → Big5 where the detector says so →
GB18030, of which GB2312 and GBK are parts. A page declared `gb2312` is never decoded as GB2312: rare characters
would be lost.
"""

import codecs
import re
from dataclasses import dataclass

import cchardet

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DETECT_BYTES = 64 * 1024  # enough for a verdict; the detector's cost grows with what it is given
DECLARATION_BYTES = 4096  # real pages declare as late as 2 KB
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,20})""", re.IGNORECASE)
_GB_FAMILY = frozenset({"gb2312", "gbk", "gb18030", "x-gbk", "cp936", "gb_2312-80", "gb_2312", "csgb2312"})
_BIG5_FAMILY = frozenset({"big5", "big5-hkscs", "cp950", "x-x-big5"})


@dataclass(frozen=True)
class Text:
    """A decoded body: the text, the Python name of the charset it was in, and what decided."""

    text: str
    charset: str
    evidence: str


def decode(body: bytes, declared: str | None = None) -> Text:
    """Give the text of `body`; `declared` is the charset of the HTTP header, if any. Never raises."""
    for mark, charset in BOMS:
        if body.startswith(mark):
            return Text(body[len(mark) :].decode(charset, "replace"), charset, "bom")
    if body.isascii():
        return Text(body.decode("ascii"), _family(declared or declaration(body)) or "utf-8", "ascii")
    text = _strict_utf8(body)
    if text is not None:
        return Text(text, "utf-8", "utf-8 strict")
    if _looks_big5(body):
        return Text(body.decode("big5hkscs", "replace"), "big5hkscs", "detector")
    return Text(body.decode("gb18030", "replace"), "gb18030", "default")


def declaration(body: bytes) -> str | None:
    """Give the charset that the head of a page declares, lower-case, or None."""
    found = _DECLARED.search(body[:DECLARATION_BYTES])
    return found[1].decode("ascii").lower() if found else None


def _strict_utf8(body: bytes) -> str | None:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        return decoder.decode(body, final=False)  # a character cut at the very end is no fault
    except UnicodeDecodeError:
        return None


def _looks_big5(body: bytes) -> bool:
    verdict = cchardet.detect(body[:DETECT_BYTES])
    return str(verdict.get("encoding") or "").lower() in _BIG5_FAMILY


def _family(name: str | None) -> str | None:
    lowered = (name or "").strip().lower()
    if lowered in _GB_FAMILY:
        return "gb18030"
    if lowered in _BIG5_FAMILY:
        return "big5hkscs"
    return "utf-8" if lowered in {"utf-8", "utf8"} else None
