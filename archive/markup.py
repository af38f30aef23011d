"""The tags of an HTML text with the places of their parts, found as browsers find them, in linear time.

Each character is looked at a bounded number of times: a comment, quote or raw element that is never closed takes the
rest of the text with it, as in a browser, and nothing is tried twice.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape
from html.entities import html5

RAW = frozenset(["script", "style", "textarea", "title", "xmp", "iframe"])

_SPACE_OR_SLASH = re.compile(r"[\t\n\f\r /]*")
_NAME = re.compile(r"[^\t\n\f\r />][^\t\n\f\r />=]*")
_TAG_NAME = re.compile(r"[^\t\n\f\r />]*")
_EQUALS = re.compile(r"[\t\n\f\r ]*=[\t\n\f\r ]*")
_UNQUOTED = re.compile(r"[^\t\n\f\r >]*")
_COMMENT_END = re.compile(r"--!?>")
_RAW_END = {name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE) for name in RAW}
_REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]*(?:;|(?![=A-Za-z0-9])))")


@dataclass(frozen=True)
class Attribute:
    """One attribute: lower-case name, raw value, and where name and value (quotes included) lie."""

    name: str
    start: int
    name_end: int
    value_start: int
    end: int
    value: str


@dataclass(frozen=True)
class Tag:
    """One start or end tag; `raw_end` is where the raw content after it ends, `end` itself if it has none."""

    name: str
    is_end: bool
    start: int
    end: int
    attributes: tuple[Attribute, ...]
    raw_end: int

    @cached_property
    def values(self) -> dict[str, str]:
        """The raw value of each attribute; of a repeated one the first, which is the one that counts."""
        return {attribute.name: attribute.value for attribute in reversed(self.attributes)}


@dataclass(frozen=True)
class Other:
    """A comment, a doctype or another declaration."""

    start: int
    end: int
    is_doctype: bool


def tokens(text: str, *, is_xml: bool = False) -> Iterator[Tag | Other]:
    """The tags and declarations of the text in order; what lies between them is text or raw content.

    In XML an element that its own tag closes, `<script src="a.js"/>`, has no raw content.
    """
    position = 0
    svg_depth = 0
    while (position := text.find("<", position)) >= 0:
        token = _token(text, position, in_svg=svg_depth > 0)
        if token is None:
            position += 1
            continue
        if is_xml and isinstance(token, Tag) and closes_itself(text, token):
            token = replace(token, raw_end=token.end)
        yield token
        position = token.end
        if isinstance(token, Tag):
            position = token.raw_end
            if token.name in ("svg", "math") and text[token.end - 2] != "/":
                svg_depth = max(0, svg_depth + (-1 if token.is_end else 1))


def closes_itself(text: str, tag: Tag) -> bool:
    """Whether the tag ends in `/>`, and the slash is no part of its last value."""
    ends_in_value = bool(tag.attributes) and tag.attributes[-1].end == tag.end - 1
    return not tag.is_end and text[tag.end - 2] == "/" and not ends_in_value


def referenced(value: str) -> str:
    """The value with its character references decoded as browsers do in attributes: `&copy=1` stays as it is."""
    return _REFERENCE.sub(_decoded_reference, value) if "&" in value else value


def _decoded_reference(found: re.Match[str]) -> str:
    reference = found[0]
    return unescape(reference) if reference[1] == "#" or reference[1:] in html5 else reference


def _token(text: str, start: int, *, in_svg: bool) -> Tag | Other | None:
    """The token that begins with the `<` at `start`; None where that is only text."""
    following = text[start + 1 : start + 2]
    if following.isascii() and following.isalpha():
        return _tag(text, start, start + 1, is_end=False, in_svg=in_svg)
    if following == "/":
        letter = text[start + 2 : start + 3]
        if letter.isascii() and letter.isalpha():
            return _tag(text, start, start + 2, is_end=True, in_svg=in_svg)
        return _declaration(text, start) if letter not in ("", ">") else None
    if text.startswith("<!--", start):
        return _comment(text, start)
    return _declaration(text, start) if following in ("!", "?") else None


def _comment(text: str, start: int) -> Other:
    for short in ("<!-->", "<!--->"):
        if text.startswith(short, start):
            return Other(start, start + len(short), False)
    found = _COMMENT_END.search(text, start + 4)
    return Other(start, found.end() if found else len(text), False)


def _declaration(text: str, start: int) -> Other:
    end = text.find(">", start)
    return Other(start, end + 1 if end >= 0 else len(text), text[start : start + 9].lower() == "<!doctype")


def _tag(text: str, start: int, name_start: int, *, is_end: bool, in_svg: bool) -> Tag | Other:
    """The tag; one that the text ends in is nothing to a browser, and everything after it neither."""
    position = _end(_TAG_NAME, text, name_start)
    name = text[name_start:position].lower()
    attributes: list[Attribute] = []
    while True:
        position = _end(_SPACE_OR_SLASH, text, position)
        if text[position : position + 1] in (">", ""):
            break
        attribute = _attribute(text, position)
        if attribute is None:
            position = len(text)
            break
        attributes.append(attribute)
        position = attribute.end
    if position >= len(text):
        return Other(start, len(text), False)
    end = position + 1
    return Tag(name, is_end, start, end, tuple(attributes), end if is_end else _raw_end(text, name, end, in_svg))


def _attribute(text: str, start: int) -> Attribute | None:
    """The attribute at `start`; None where its quote is never closed."""
    name_end = _end(_NAME, text, start)
    name = text[start:name_end].lower()
    equals = _EQUALS.match(text, name_end)
    if equals is None:
        return Attribute(name, start, name_end, name_end, name_end, "")
    quote = text[equals.end() : equals.end() + 1]
    if quote not in ('"', "'"):
        end = _end(_UNQUOTED, text, equals.end())
        return Attribute(name, start, name_end, equals.end(), end, text[equals.end() : end])
    close = text.find(quote, equals.end() + 1)
    if close < 0:
        return None
    return Attribute(name, start, name_end, equals.end(), close + 1, text[equals.end() + 1 : close])


def _raw_end(text: str, name: str, end: int, in_svg: bool) -> int:
    if name == "plaintext":
        return len(text)
    if name not in RAW or (in_svg and name not in ("script", "style")):
        return end
    found = _RAW_END[name].search(text, end)
    return found.start() if found else len(text)


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start
