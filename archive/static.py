"""A captured page or style sheet made to work from disk: local addresses, nothing active, no live host contacted.

Only the places that have to change are edited, each on its own; every other byte stays as received, in any charset.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from archive.css import with_addresses
from archive.markup import Attribute, Tag, referenced, tokens
from archive.page_text import PageText, opened
from archive.references import Desk, Resolve, compact, style_answer
from archive.references import Reference as Reference
from archive.references import ReferenceKind as ReferenceKind


@dataclass(frozen=True)
class Edit:
    """One change of the page's text: what lies from `start` to `end` gives way to `text`."""

    start: int
    end: int
    text: str


FRAME_NOTE = "此处原有内嵌页面，未归档"
LAZY = ("data-src", "data-original", "data-lazy-src")
PARAMETERS = frozenset(["movie", "src", "url", "filename", "data", "href"])  # <param> names whose value is one


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DISARMED_META = _words(
    """refresh set-cookie content-security-policy content-security-policy-report-only x-content-security-policy
    x-webkit-csp"""
)
DROPPED = _words(  # attributes that send, load or grab something, or whose promise no longer holds
    """action formaction ping srcdoc autofocus manifest integrity crossorigin nonce codebase archive classid profile
    cite longdesc lowsrc dynsrc imagesrcset attributionsrc xml:base"""
)

_CANDIDATE = re.compile(r"[\t\n\f\r ,]*([^\t\n\f\r ]+)([^,]*)")


def offline(html: bytes, charset: str, resolve: Resolve, *, frame_note: str = FRAME_NOTE) -> bytes:
    """The page for reading from disk; `resolve` names the local file of an address, or None where none is stored."""
    page = opened(html, charset)
    return page.encoded(edited(page.text, edits(page, resolve, frame_note)))


def offline_css(css: bytes, charset: str, resolve: Resolve) -> bytes:
    """The style sheet for reading from disk; an import that is not stored is taken out, other addresses made inert."""
    page = opened(css, charset)
    return page.encoded(_styled(page, page.text, resolve))


def base_href(html: bytes, charset: str) -> str | None:
    """What the page's first `<base href>` says, against which all its references count; None without one."""
    page = opened(html, charset)
    for token in tokens(page.text):
        if isinstance(token, Tag) and not token.is_end and token.name == "base" and "href" in token.values:
            return referenced(page.meaning(token.values["href"]))
    return None


def edited(text: str, changes: Iterator[Edit]) -> str:
    """The text with the changes made; they come in order and do not overlap."""
    pieces: list[str] = []
    copied = 0
    for change in changes:
        pieces += [text[copied : change.start], change.text]
        copied = change.end
    return "".join([*pieces, text[copied:]])


def edits(page: PageText, resolve: Resolve, frame_note: str = FRAME_NOTE) -> Iterator[Edit]:
    """Every change that makes the page readable from disk, in order."""
    desk = Desk(page, resolve, frame_note)
    for token in tokens(page.text):
        if isinstance(token, Tag) and not token.is_end:
            special = _SPECIAL.get(token.name, _plain_tag)
            yield from sorted(special(desk, token), key=lambda change: change.start)


def _plain_tag(desk: Desk, tag: Tag) -> Iterator[Edit]:
    for attribute in tag.attributes:
        yield from _attribute(desk, tag, attribute)


def _attribute(desk: Desk, tag: Tag, attribute: Attribute) -> Iterator[Edit]:
    name = attribute.name
    if name.startswith("on"):
        yield Edit(attribute.start, attribute.start, "data-archived-")
    elif name in DROPPED:
        yield _dropped(attribute)
    elif name == "style":
        yield from _style_attribute(desk, attribute)
    elif name == "srcset":
        yield from _changed(desk, attribute, _srcset(desk, attribute.value) or None)
    elif (kind := _kind(tag.name, name)) is not None:
        yield from _changed(desk, attribute, desk.answer(kind, desk.said(attribute.value)))


def _kind(tag: str, attribute: str) -> ReferenceKind | None:
    if attribute in ("href", "xlink:href"):
        return ReferenceKind.LINK if tag in ("a", "area") else ReferenceKind.EMBED
    if attribute == "src" and tag in ("frame", "iframe"):
        return ReferenceKind.FRAME
    is_embedded = attribute in ("src", "background", "poster") or (tag, attribute) == ("object", "data")
    return ReferenceKind.EMBED if is_embedded else None


def _changed(desk: Desk, attribute: Attribute, new: str | None) -> Iterator[Edit]:
    """The edit that gives the attribute this value, if it has another one now; None drops it."""
    if new is None:
        yield _dropped(attribute)
    elif new != desk.said(attribute.value):
        yield Edit(attribute.value_start, attribute.end, f'"{ascii_html(new)}"')


def _dropped(attribute: Attribute) -> Edit:
    return Edit(attribute.start, attribute.end, "")


def _style_attribute(desk: Desk, attribute: Attribute) -> Iterator[Edit]:
    said = desk.said(attribute.value)
    yield from _changed(desk, attribute, with_addresses(said, lambda value: style_answer(desk.resolve, value)))


def _srcset(desk: Desk, raw: str) -> str:
    """The candidates that are stored, in their order."""
    kept: list[str] = []
    for found in _CANDIDATE.finditer(desk.said(raw)):
        url, descriptor = found[1], found[2].strip()
        new = desk.answer(ReferenceKind.EMBED, url.rstrip(","))
        if new:
            kept.append(f"{new} {descriptor}".strip())
    return ", ".join(kept)


def _image(desk: Desk, tag: Tag) -> Iterator[Edit]:
    """An image shows its real picture, or its alternative text where that is not stored."""
    lazy = [tag.values[name] for name in LAZY if tag.values.get(name)]
    srcset = _srcset(desk, tag.values.get("srcset", ""))
    shown = _first_answer(desk, lazy) if lazy else None
    if shown is None and "src" in tag.values and not (lazy and _is_placeholder(tag.values["src"])):
        shown = desk.answer(ReferenceKind.EMBED, desk.said(tag.values["src"]))
    if shown is None and srcset:
        shown = srcset.split(" ")[0]
    if shown is None and (lazy or "src" in tag.values or "srcset" in tag.values):
        text = desk.said(tag.values.get("alt") or tag.values.get("title") or "")
        yield Edit(tag.start, tag.end, missing(text))
        return
    if shown is not None and "src" not in tag.values:
        after_name = tag.start + 1 + len(tag.name)
        yield Edit(after_name, after_name, f' src="{ascii_html(shown)}"')
    for attribute in tag.attributes:
        if attribute.name == "src":
            yield from _changed(desk, attribute, shown)
        elif attribute.name in LAZY:
            yield _dropped(attribute)
        else:
            yield from _attribute(desk, tag, attribute)


def _first_answer(desk: Desk, raws: list[str]) -> str | None:
    return next((new for raw in raws if (new := desk.answer(ReferenceKind.EMBED, desk.said(raw)))), None)


def _is_placeholder(raw: str) -> bool:
    return not raw.strip() or raw.strip().lower().startswith("data:")


def _link(desk: Desk, tag: Tag) -> Iterator[Edit]:
    """A style sheet or icon is local or gone; every other relation names no address any more."""
    relations = desk.said(tag.values.get("rel", "")).lower().split()
    is_icon = any("icon" in relation for relation in relations)
    kind = ReferenceKind.STYLE if "stylesheet" in relations else ReferenceKind.EMBED
    new = desk.answer(kind, desk.said(tag.values.get("href", ""))) if kind is ReferenceKind.STYLE or is_icon else None
    if new is None and kind is ReferenceKind.STYLE:
        yield Edit(tag.start, tag.end, "")
        return
    for attribute in tag.attributes:
        if attribute.name == "href":
            yield from _changed(desk, attribute, new)
        else:
            yield from _attribute(desk, tag, attribute)


def _iframe(desk: Desk, tag: Tag) -> Iterator[Edit]:
    """A frame shows its stored page, or a note; what stands between its tags is for browsers without frames."""
    raw = next((tag.values[name] for name in (*LAZY, "src") if tag.values.get(name)), "")
    new = desk.answer(ReferenceKind.FRAME, desk.said(raw))
    if new is None:
        close = desk.page.text.find(">", tag.raw_end)
        yield Edit(tag.start, close + 1 if close >= 0 else len(desk.page.text), missing(desk.frame_note))
        return
    if new and "src" not in tag.values:
        yield Edit(tag.start + len("<iframe"), tag.start + len("<iframe"), f' src="{ascii_html(new)}"')
    for attribute in tag.attributes:
        if attribute.name == "src":
            yield from _changed(desk, attribute, new)
        elif attribute.name in LAZY:
            yield _dropped(attribute)
        else:
            yield from _attribute(desk, tag, attribute)
    if "<" in desk.page.text[tag.end : tag.raw_end]:
        yield Edit(tag.end, tag.raw_end, "")


def _script(desk: Desk, tag: Tag) -> Iterator[Edit]:
    """A script keeps its text and runs no more: the first `type` is the one that counts."""
    after_name = tag.start + len("<script")
    yield Edit(after_name, after_name, ' type="text/x-archived"')
    for attribute in tag.attributes:
        if attribute.name in ("src", "href", "xlink:href"):
            yield _dropped(attribute)
        else:
            yield from _attribute(desk, tag, attribute)


def _style_element(desk: Desk, tag: Tag) -> Iterator[Edit]:
    yield from _plain_tag(desk, tag)
    old = desk.page.text[tag.end : tag.raw_end]
    new = _styled(desk.page, old, desk.resolve)
    if new != old:
        yield Edit(tag.end, tag.raw_end, new)


def _meta(desk: Desk, tag: Tag) -> Iterator[Edit]:
    is_disarmed = compact(desk.said(tag.values.get("http-equiv", ""))) in DISARMED_META
    for attribute in tag.attributes:
        if attribute.name == "http-equiv" and is_disarmed:
            yield Edit(attribute.start, attribute.start, "data-archived-")
        else:
            yield from _attribute(desk, tag, attribute)


def _base(desk: Desk, tag: Tag) -> Iterator[Edit]:
    yield from (_dropped(attribute) for attribute in tag.attributes if attribute.name == "href")


def _param(desk: Desk, tag: Tag) -> Iterator[Edit]:
    is_address = compact(desk.said(tag.values.get("name", ""))) in PARAMETERS
    for attribute in tag.attributes:
        if attribute.name == "value" and is_address:
            yield from _changed(desk, attribute, desk.answer(ReferenceKind.EMBED, desk.said(attribute.value)))
        else:
            yield from _attribute(desk, tag, attribute)


_SPECIAL: dict[str, Callable[[Desk, Tag], Iterator[Edit]]] = {
    "base": _base,
    "iframe": _iframe,
    "image": _image,
    "img": _image,
    "link": _link,
    "meta": _meta,
    "param": _param,
    "script": _script,
    "style": _style_element,
}


def missing(text: str) -> str:
    """The mark that stands for something which is not stored, with its alternative text."""
    return f'<span class="archived-missing">{ascii_html(text)}</span>'


def ascii_html(text: str) -> str:
    """The text for use in HTML of any charset: escaped, and ASCII alone."""
    return escape(text).encode("ascii", "xmlcharrefreplace").decode("ascii")


def _styled(page: PageText, css: str, resolve: Resolve) -> str:
    """The rules with local addresses, read in the page's charset where that gives the same bytes back."""
    said = page.exact_meaning(css)
    if said is not None:
        new = page.spelled(with_addresses(said, lambda value: style_answer(resolve, value)))
        if new is not None:
            return new
    return with_addresses(css, lambda value: style_answer(resolve, page.meaning(value)))
