"""What charset a page is in: bytes decide, declarations are only evidence.

Order: byte order mark → zero bytes of UTF-16 → strict UTF-8 (also when the last character is cut) → UTF-8 with few
faults → Big5 where the detector says so →
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
SAMPLE = 4096  # bytes on either side that tell whether a text is UTF-8 with a fault
FEWER_FAULTS = 4  # whole characters for each fault
DECLARATION_BYTES = 4096  # real pages declare as late as 2 KB
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,20})""", re.IGNORECASE)
_WHOLE = re.compile("[\u0800-\ufffc\ufffe-\U0010ffff]")  # letters of three bytes and more, but for the sign of a fault
_WIDE_TAG = re.compile(rb"<\0[!/?a-zA-Z]\0|\0<\0[!/?a-zA-Z]")
_GB_FAMILY = frozenset({"gb2312", "gbk", "gb18030", "x-gbk", "cp936", "gb_2312-80", "gb_2312", "csgb2312"})
_GB_MARKS = (b"\xa3\xac", b"\xa1\xa3", b"\xb5\xc4")  # ，。的
_BIG5_MARKS = (b"\xa1\x41", b"\xa1\x43", b"\xaa\xba")  # the same
SURE_MARKS = 8  # so many, and ten times those of Big5, and there is no doubt
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
    if b"\0" in body[:SAMPLE] and (wide := _wide(body[:SAMPLE])):
        return Text(body.decode(wide, "replace"), wide, "zero bytes")
    if body.isascii():
        return Text(body.decode("ascii"), _family(declared or declaration(body)) or "utf-8", "ascii")
    text = _strict_utf8(body)
    if text is not None:
        return Text(text, "utf-8", "utf-8 strict")
    if _is_damaged_utf8(body):
        return Text(body.decode("utf-8", "replace"), "utf-8", "utf-8 with faults")
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


def _wide(sample: bytes) -> str | None:
    """Which UTF-16 a sample without a mark is: it has tags, and many zero bytes, nearly all on one side."""
    if not _WIDE_TAG.search(sample):
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 4 < len(sample) // 2 or min(even, odd) * 20 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_damaged_utf8(body: bytes) -> bool:
    """True for UTF-8 in which something cut a character, or put a piece of another charset.

    Around the first fault nearly all is whole characters of UTF-8; of GB18030 or Big5 nearly none is.
    """
    try:
        codecs.utf_8_decode(body, "strict", False)
        return False
    except UnicodeDecodeError as error:
        around = body[max(0, error.start - SAMPLE) : error.start + SAMPLE].decode("utf-8", "replace")
    faults = around.count("\ufffd")
    return len(_WHOLE.findall(around)) > FEWER_FAULTS * faults


def _looks_big5(body: bytes) -> bool:
    simplified, traditional = (sum(map(body.count, marks)) for marks in (_GB_MARKS, _BIG5_MARKS))
    if simplified >= SURE_MARKS and simplified > 10 * traditional:
        return False  # the detector would take longer than reading the page
    verdict = cchardet.detect(body[:DETECT_BYTES])
    return str(verdict.get("encoding") or "").lower() in _BIG5_FAMILY


def _family(name: str | None) -> str | None:
    lowered = (name or "").strip().lower()
    if lowered in _GB_FAMILY:
        return "gb18030"
    if lowered in _BIG5_FAMILY:
        return "big5hkscs"
    return "utf-8" if lowered in {"utf-8", "utf8"} else None
