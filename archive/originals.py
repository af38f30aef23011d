"""A rewritten page or style sheet that says itself what was rewritten, so that the captured bytes come back from it.

At its very end stands one comment, `<!--archive-originals:…-->` or `/*archive-originals:…*/`: base64 of zlib of the
JSON `{"v":1,"edits":[[start,length,original],…]}`. Start and length are bytes of the rewritten file (without stamp and
comment), the original bytes are written as latin-1 text; putting them back in each range gives the captured file.

Nothing rewritten, no comment; only a captured file that itself ends like one gets a comment without edits.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from archive.errors import ArchiveError
from archive.page_text import WIDE, PageText, opened

NAME = "archive-originals:"
HTML = (f"<!--{NAME}", "-->")
CSS = (f"/*{NAME}", "*/")
JOINED = 4096  # characters up to which neighbouring edits become one; without a limit that is quadratic work
LARGEST = 1 << 28  # bytes of the declaration unpacked: four times the largest page that is rewritten


@dataclass(frozen=True)
class Edit:
    """One change of a page's text: what lies from `start` to `end` gives way to `text`."""

    start: int
    end: int
    text: str


@dataclass
class _Rewriting:
    """A file while it is rewritten: its new bytes, and what stood where in the old ones."""

    page: PageText
    pieces: list[bytes] = field(default_factory=list)
    length: int = 0
    edits: list[tuple[int, int, str]] = field(default_factory=list)

    def keep(self, piece: str) -> None:
        """The piece stays as it is."""
        self._add(self.page.bytes_of(piece))

    def change(self, old: bytes, new: bytes) -> None:
        """The old bytes give way to the new ones, as far as the two differ."""
        before = _shared(old, new)
        after = _shared(old[before:][::-1], new[before:][::-1])
        self._add(new[:before])
        original = old[before : len(old) - after].decode("latin-1")
        start, length = self.length, len(new) - before - after
        if self.edits and sum(self.edits[-1][:2]) == start and len(self.edits[-1][2]) < JOINED:  # one range is enough
            first, so_far, earlier = self.edits.pop()
            start, length, original = first, so_far + length, earlier + original
        if length or original:
            self.edits.append((start, length, original))
        self._add(new[before:])

    def _add(self, piece: bytes) -> None:
        self.pieces.append(piece)
        self.length += len(piece)


def rewritten(captured: bytes, page: PageText, changes: Iterable[Edit], form: tuple[str, str] = HTML) -> bytes:
    """The file with the changes made and declared; they come in order and do not overlap."""
    changes = list(changes)
    view = _view(page, changes, form)
    if opened(view).encoding != page.encoding:  # its new beginning looks like UTF-16: an empty comment in front of it
        view = _view(page, [Edit(0, 0, form[0].removesuffix(NAME) + form[1]), *changes], form)
    if original(view) != captured:
        raise ArchiveError("改写后的网页无法还原为采集时的字节", "保留采集记录，并报告软件的开发者")
    return view


def _view(page: PageText, changes: Iterable[Edit], form: tuple[str, str]) -> bytes:
    work = _Rewriting(page)
    if page.encoding in WIDE and not page.text.startswith("\ufeff"):
        work.change(b"", WIDE[page.encoding])  # from disk no header tells browsers that it is UTF-16
    copied = 0
    for change in changes:
        work.keep(page.text[copied : change.start])
        work.change(page.bytes_of(page.text[change.start : change.end]), page.bytes_of(change.text))
        copied = change.end
    work.keep(page.text[copied:])
    if page.rest:
        work.change(page.rest, b"")  # half a character: what follows it would be read out of step
    view = b"".join(work.pieces)
    if work.edits or any(True for _ in _endings(view)):
        view += page.bytes_of(_declaration(work.edits, form))
    return view


def original(html: bytes) -> bytes:
    """The captured bytes of a rewritten file (without its stamp); one that declares nothing is given back as it is."""
    for at, packed in _endings(html):
        edits = _read(packed, at)
        return html if edits is None else b"".join(_put_back(html[:at], edits))
    return html


def _endings(html: bytes) -> Iterator[tuple[int, str]]:
    """Where a file's end looks like a declaration, in any encoding, and what stands in it."""
    for encoding in ("latin-1", *WIDE):
        for opening, closing in (HTML, CSS):
            start, end = opening.encode(encoding), closing.encode(encoding)
            at = html.rfind(start) if html.endswith(end) else -1
            if at >= 0:
                yield at, html[at + len(start) : -len(end)].decode(encoding, "replace")


def _declaration(edits: list[tuple[int, int, str]], form: tuple[str, str]) -> str:
    said = json.dumps({"v": 1, "edits": edits}, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(zlib.compress(said, 9)).decode("ascii").join(form)


def _read(packed: str, length: int) -> list[tuple[int, int, str]] | None:
    """The declared edits of a file of this length; None where it is no declaration of ours."""
    try:
        reader = zlib.decompressobj()
        said = reader.decompress(base64.b64decode(packed, validate=True), LARGEST)
        told = json.loads(said) if reader.eof and not reader.unused_data else None
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        return None
    edits = told.get("edits") if isinstance(told, dict) and told.get("v") == 1 else None
    if not isinstance(edits, list) or not all(map(_is_edit, edits)):
        return None
    ends = [0, *(start + size for start, size, _ in edits)]
    in_order = all(start >= end for (start, _, _), end in zip(edits, ends, strict=False))
    return edits if in_order and ends[-1] <= length else None


def _is_edit(one: object) -> bool:
    if not (isinstance(one, list) and len(one) == 3 and type(one[0]) is int and type(one[1]) is int):
        return False
    return one[1] >= 0 and isinstance(one[2], str) and all(letter < "\u0100" for letter in one[2])


def _put_back(view: bytes, edits: list[tuple[int, int, str]]) -> Iterator[bytes]:
    position = 0
    for start, length, text in edits:
        yield view[position:start]
        yield text.encode("latin-1")
        position = start + length
    yield view[position:]


def _shared(one: bytes, other: bytes) -> int:
    """How many bytes both begin with."""
    longest = min(len(one), len(other))
    if one[:longest] == other[:longest]:
        return longest
    return next(at for at in range(longest) if one[at] != other[at])
