"""Clause 6: an archived page without its mark and without its rewriting is the captured body, to the byte.

Own reading of both declarations, from the file alone. The mark: two insertions between the same two comments, of which
the first names the SHA-256 of the page without both. The rewriting: a comment at the page's very end with the ranges
that were changed and the bytes that stood there.
"""

import base64
import binascii
import hashlib
import html
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice

OPEN, CLOSE = "<!--archive-stamp-->", "<!--/archive-stamp-->"
ENCODINGS = ("ascii", "utf-16-le", "utf-16-be")
NOTICE = 'name="archive-notice"'
MOST_PAIRS = 200  # a page that imitates the mark is tried this often
MOST_UNPACKED = 1 << 28  # bytes of a declaration
_DIGEST = re.compile(r'name="archive-stamp-of" content="sha256:([0-9a-f]{64})"')
_TAILS = {
    encoding: re.compile(before.encode(encoding) + b"(" + piece + b"*)" + after.encode(encoding) + rb"\Z")
    for encoding, piece in (("ascii", rb"[A-Za-z0-9+/=]"), ("utf-16-le", rb"(?:[A-Za-z0-9+/=]\0)"),
                            ("utf-16-be", rb"(?:\0[A-Za-z0-9+/=])"))
    for before, after in (("<!--archive-originals:", "-->"),)
}  # fmt: skip
_CSS_TAIL = re.compile(rb"/\*archive-originals:([A-Za-z0-9+/=]*)\*/\Z")


@dataclass(frozen=True)
class Unstamped:
    """A page without its mark, and the mark as text."""

    page: bytes
    mark: str

    @property
    def text(self) -> str:
        """What the mark says, character references resolved."""
        return html.unescape(self.mark)


class NotReversibleError(ValueError):
    """A declaration that cannot be followed; the words say why."""


def unstamped(page: bytes) -> Unstamped | None:
    """Give the page without its mark; None where it bears none, or was changed since it was marked."""
    for encoding in ENCODINGS:
        insertions = list(islice(_insertions(page, encoding), 40))
        for head, content in islice(combinations(insertions, 2), MOST_PAIRS):
            said = _DIGEST.search(page[slice(*head)].decode(encoding, "replace"))
            bare = page[: head[0]] + page[head[1] : content[0]] + page[content[1] :]
            if said and hashlib.sha256(bare).hexdigest() == said[1]:
                return Unstamped(bare, page[slice(*content)].decode(encoding, "replace"))
    return None


def _insertions(page: bytes, encoding: str) -> Iterator[tuple[int, int]]:
    opening, closing = OPEN.encode(encoding), CLOSE.encode(encoding)
    at = page.find(opening)
    while at >= 0:
        end = page.find(closing, at)
        if end < 0:
            return
        yield at, end + len(closing)
        at = page.find(opening, at + 1)


def original(page: bytes) -> bytes:
    """Give the captured body of an unstamped page or a style sheet; raises NotReversibleError."""
    for encoding, tail in (*_TAILS.items(), ("ascii", _CSS_TAIL)):
        found = tail.search(page)
        if found is not None:
            return _restored(page[: found.start()], found[1].decode(encoding))
    return page


def _restored(body: bytes, declared: str) -> bytes:
    pieces: list[bytes] = []
    copied = 0
    for start, length, before in _edits(declared):
        if not (copied <= start and length >= 0 and start + length <= len(body)):
            raise NotReversibleError("页面申明的改写位置有误")
        pieces += [body[copied:start], before]
        copied = start + length
    return b"".join([*pieces, body[copied:]])


def _edits(declared: str) -> list[tuple[int, int, bytes]]:
    try:
        unpacker = zlib.decompressobj()
        told = json.loads(unpacker.decompress(base64.b64decode(declared, validate=True), MOST_UNPACKED))
        if told["v"] != 1 or not unpacker.eof or unpacker.unused_data:
            raise ValueError
        return [(int(start), int(length), str(text).encode("latin-1")) for start, length, text in told["edits"]]
    except (binascii.Error, zlib.error, ValueError, TypeError, KeyError) as error:
        raise NotReversibleError("页面申明的改写无法读取") from error


def is_notice(page: bytes) -> bool:
    """Tell whether the page says of itself that it stands in another's place."""
    return NOTICE.encode() in page or f"{NOTICE}".encode("utf-16-le") in page
