"""Pages of the embedded portal: what they are given, as HTML that is the same for the same input.

Every page carries the mark of what it was made from and a seal over itself: a page with the right mark need not be
made again, and one whose seal is broken was changed by a person.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from migrate.portal.body import relative
from migrate.portal.contract import digest_of
from migrate.portal.embedded.identity import Identity

TEMPLATES = Path(__file__).parent.parent / "templates"
_NO_SEAL = "0" * 16
_MARKS = re.compile(rb'<html [^>]*data-made="([0-9a-f]{16})" data-seal="([0-9a-f]{16})"')
_HEAD_BYTES = 512  # the marks stand within these
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}))?", re.ASCII)


@dataclass(frozen=True)
class Frame:
    """What stands around every page: the portal's identity and the links (name, path) of its head."""

    identity: Identity
    nav: tuple[tuple[str, str], ...] = ()

    @property
    def mark(self) -> str:
        """The digest of all that a page takes from outside its own matter, templates included."""
        return _frame_mark(self)


@cache
def _frame_mark(frame: Frame) -> str:
    sources = [path.read_text("utf-8") for path in sorted(TEMPLATES.glob("*.html"))]
    return digest_of([sources, asdict(frame)])


@cache
def environment() -> jinja2.Environment:
    """Give the templates: everything escaped, a name that is not given is an error."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters |= {"size": readable_size, "machine_time": machine_time, "day": day}
    return found


def asset(name: str) -> bytes:
    """Give the style sheet or the script of the search."""
    return (TEMPLATES / name).read_bytes()


def render(frame: Frame, template: str, page: str, values: Mapping[str, Any], *, made: str = "") -> bytes:
    """Give a page that stands at `page`, marked as made from `made` (a digest) and sealed."""
    return _rendered(frame, template, partial(relative, page=page), values, made)


def render_missing(frame: Frame) -> bytes:
    """Give 404.html, which a server shows at any address: its style inside, its links absolute if the home is known."""
    home = frame.identity.home

    def link(target: str) -> str:
        return home + target if home else relative(target, "404.html")

    inline = Markup(asset("portal.css").decode())  # noqa: S704 - our own file
    return _rendered(frame, "404.html", link, {"tags": (), "inline_style": inline}, "")


def _rendered(frame: Frame, template: str, link: Callable[[str], str], values: Mapping[str, Any], made: str) -> bytes:
    text = (
        environment()
        .get_template(template)
        .render(site=frame.identity, nav=frame.nav, link=link, made=(made or _NO_SEAL)[:16], seal=_NO_SEAL, **values)
    )
    content = text.encode("utf-8", "replace")
    return content.replace(_NO_SEAL_ATTRIBUTE, _seal_attribute(_seal(content)), 1)


def marks(path: Path) -> tuple[str, bool] | None:
    """Give the mark of a page of ours and whether its seal is whole; None for any other file."""
    if not path.is_file():
        return None
    content = path.read_bytes()
    found = _MARKS.search(content[:_HEAD_BYTES])
    if not found:
        return None
    blank = content.replace(_seal_attribute(found[2]), _NO_SEAL_ATTRIBUTE, 1)
    return found[1].decode(), _seal(blank) == found[2]


def mark_of(path: Path) -> str | None:
    """Give the mark of a page of ours without reading all of it; None for any other file."""
    try:
        with path.open("rb") as file:
            found = _MARKS.search(file.read(_HEAD_BYTES))
    except (FileNotFoundError, IsADirectoryError):
        return None
    return found[1].decode() if found else None


def _seal(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest()[:16].encode()


def _seal_attribute(seal: bytes) -> bytes:
    return b' data-seal="' + seal + b'"'


_NO_SEAL_ATTRIBUTE = _seal_attribute(_NO_SEAL.encode())


def readable_size(size: int) -> str:
    """Give a file's size as a reader wants it.

    >>> readable_size(900), readable_size(34_500), readable_size(5_400_000)
    ('900 字节', '33.7 KB', '5.1 MB')
    """
    if size < 1024:
        return f"{size} 字节"
    if size < 1 << 20:
        return f"{size / 1024:.1f} KB"
    return f"{size / (1 << 20):.1f} MB" if size < 1 << 30 else f"{size / (1 << 30):.1f} GB"


def machine_time(published_at: str) -> str:
    """Give a date for `<time datetime>`: with minutes it is 北京时间; empty for what is no date."""
    found = _DATE.fullmatch(published_at)
    if not found:
        return ""
    return f"{found[1]}T{found[2]}+08:00" if found[2] else found[1]


def day(published_at: str) -> str:
    """Give the day of a date, for lists."""
    return published_at[:10]
