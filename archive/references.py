"""The addresses in a page: what each is for, which are harmless, which must go, and which ask for a stored file."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from archive.markup import referenced
from archive.page_text import PageText


class ReferenceKind(Enum):
    """What a page does with an address."""

    LINK = "link"  # a person follows it
    EMBED = "embed"  # an image, a sound, an icon: shown inside the page
    STYLE = "style"  # a style sheet, or what one names
    FRAME = "frame"  # a page inside the page
    SCRIPT = "script"  # a script file; asked for only where a site's scripts may run


@dataclass(frozen=True)
class Reference:
    """One address as the page writes it, character references and charset decoded, otherwise untouched."""

    kind: ReferenceKind
    value: str


Resolve = Callable[[Reference], str | None]

MEDIA = ("data:image/", "data:audio/", "data:video/", "data:font/")
ACTIVE_SCHEMES = ("javascript:", "vbscript:", "livescript:", "mocha:", "data:")
KEPT_LINKS = ("mailto:", "tel:", "sms:")

_BLANKS = re.compile(r"[\t\n\r]")
_EDGE = "".join(map(chr, range(33)))


@dataclass(frozen=True)
class Desk:
    """A page at work: its text, and where to ask for the stored file of an address."""

    page: PageText
    resolve: Resolve
    frame_note: str
    scripts: bool = False  # whether the site's archived script files may run

    def said(self, raw: str) -> str:
        """What a raw attribute value says."""
        return referenced(self.page.meaning(raw))

    def answer(self, kind: ReferenceKind, value: str) -> str | None:
        """The new value of an address: itself where it is harmless, None where it has to go."""
        plain = compact(value)
        if not plain or plain.startswith("#") or (kind is ReferenceKind.FRAME and plain.startswith("about:")):
            return value
        if kind is ReferenceKind.EMBED and plain.startswith(MEDIA):
            return value
        if plain.startswith(ACTIVE_SCHEMES):
            return None
        if kind is ReferenceKind.LINK and plain.startswith(KEPT_LINKS):
            return value
        return self.resolve(Reference(kind, value))


def style_answer(resolve: Resolve, value: str) -> str | None:
    """The new value of an address in a style sheet; None where it has to go."""
    return None if compact(value).startswith(ACTIVE_SCHEMES) else resolve(Reference(ReferenceKind.STYLE, value))


def compact(value: str) -> str:
    """The value as a browser looks for its scheme: without line breaks and edges, in lower case."""
    return _BLANKS.sub("", value).strip(_EDGE).lower()
