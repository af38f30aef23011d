"""Every change that makes a page readable from disk: what each of its tags asks for."""

import re
from collections.abc import Callable, Iterator
from html import escape
from itertools import accumulate, pairwise

from archive.css import changes as style_changes
from archive.css import with_addresses
from archive.markup import RAW, Attribute, Other, Tag, closes_itself, tokens
from archive.originals import Edit
from archive.page_text import PageText
from archive.references import Desk, ReferenceKind, Resolve, compact, style_answer

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

ON_ROOTS = frozenset(["hidden", "inert", "aria-hidden"])  # attributes that would hide the page with its mark
VOID = _words("area base basefont bgsound br col embed frame hr image img input link meta param source track wbr")

_CANDIDATE = re.compile(r"[\t\n\f\r ,]*([^\t\n\f\r ]+)([^,]*)")
_IMPORTANT = re.compile(r"![\t\n\f\r ]*important", re.IGNORECASE)


def edits(desk: Desk, *, is_xml: bool) -> list[Edit]:
    """Every change that makes the page readable from disk, in order."""
    found: list[Edit] = []
    last: Tag | Other | None = None
    for last in tokens(desk.page.text, is_xml=is_xml):
        if isinstance(last, Tag) and not last.is_end:
            special = _SPECIAL.get(last.name, _plain_tag)
            found += sorted(special(desk, last), key=lambda change: change.start)
            if is_xml and closes_itself(desk.page.text, last):
                found += _closed(last, found)
    return _ended(desk.page.text, last, found) if found else []


def _closed(tag: Tag, so_far: list[Edit]) -> list[Edit]:
    """HTML does not know `<div/>`: it would take what follows for the element's content."""
    if tag.name in VOID or (so_far and so_far[-1].end == tag.end):
        return []
    return [Edit(tag.end - 2, tag.end, f"></{tag.name}>")]


def _ended(text: str, last: Tag | Other | None, found: list[Edit]) -> list[Edit]:
    """The edits, and what keeps the comment at the page's end a comment: a tag that breaks off there goes (browsers
    drop it), an element whose content is text is closed."""
    if isinstance(last, Tag) and not last.is_end and last.raw_end == len(text):
        if last.name in RAW and last.name != "iframe":
            return [*found, Edit(len(text), len(text), f"</{last.name}>")]
        if last.name == "plaintext" and "</xmp" not in text[last.end :].lower():  # the same look, and it can end
            renamed = Edit(last.start + 1, last.start + 1 + len(last.name), "xmp")
            return [*sorted([*found, renamed], key=lambda one: one.start), Edit(len(text), len(text), "</xmp>")]
    if isinstance(last, Other) and last.end == len(text) and found[-1].end <= last.start:
        completed = next(tokens(text[last.start :] + "<!---->"), None)
        if isinstance(completed, Tag):
            return [*found, Edit(last.start, len(text), "")]
    return found


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
    text = desk.page.text
    raw = next((tag.values[name] for name in (*LAZY, "src") if tag.values.get(name)), "")
    new = desk.answer(ReferenceKind.FRAME, desk.said(raw))
    if new is None:
        close = text.find(">", tag.raw_end) if text[tag.raw_end : tag.raw_end + 2] in ("</", "") else tag.raw_end - 1
        yield Edit(tag.start, close + 1 if close >= 0 else len(text), missing(desk.frame_note))
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
    if "<" in text[tag.end : tag.raw_end]:
        yield Edit(tag.end, tag.raw_end, "")


def _script(desk: Desk, tag: Tag) -> Iterator[Edit]:
    """A script keeps its text and runs no more (the first `type` is the one that counts), but for a stored file of a
    site whose scripts may run."""
    raw = tag.values.get("src", "") if desk.scripts else ""
    new = desk.answer(ReferenceKind.SCRIPT, desk.said(raw)) if raw else None
    if new is None:
        after_name = tag.start + len("<script")
        yield Edit(after_name, after_name, ' type="text/x-archived"')
    for attribute in tag.attributes:
        if attribute.name == "src" and new is not None:
            yield from _changed(desk, attribute, new)
        elif attribute.name in ("src", "href", "xlink:href"):
            yield _dropped(attribute)
        else:
            yield from _attribute(desk, tag, attribute)


def _style_element(desk: Desk, tag: Tag) -> Iterator[Edit]:
    yield from _plain_tag(desk, tag)
    yield from styled(desk.page, tag.end, tag.raw_end, desk.resolve)


def _root(desk: Desk, tag: Tag) -> Iterator[Edit]:
    """Nothing in the tag itself hides the page: a style there would be stronger than that of the mark's head."""
    for attribute in tag.attributes:
        if attribute.name in ON_ROOTS:
            yield Edit(attribute.start, attribute.start, "data-archived-")
        elif attribute.name == "style" and _IMPORTANT.search(attribute.value):
            weaker = _IMPORTANT.sub("", desk.said(attribute.value))
            new = with_addresses(weaker, lambda value: style_answer(desk.resolve, value))
            yield from _changed(desk, attribute, new)
        else:
            yield from _attribute(desk, tag, attribute)


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
    "body": _root,
    "html": _root,
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


def styled(page: PageText, start: int, end: int, resolve: Resolve) -> list[Edit]:
    """The edits of the rules that stand there, read in the page's charset where that gives the same bytes back."""
    text = page.text[start:end]
    said = page.exact_meaning(text)
    if said is not None:
        found = _distinct(said, lambda value: style_answer(resolve, value))
        marks = [0, *(place for first, last, _ in found for place in (first, last)), len(said)]
        lengths = [len(page.spelled(said[first:last]) or "") for first, last in pairwise(marks)]
        places = list(accumulate(lengths, initial=start))
        if places[-1] == end:  # else the charset changes its state on the way
            return [Edit(places[2 * at + 1], places[2 * at + 2], new) for at, (_, _, new) in enumerate(found)]
    found = _distinct(text, lambda value: style_answer(resolve, page.meaning(value)))
    return [Edit(start + first, start + last, new) for first, last, new in found]


def _distinct(css: str, resolve: Callable[[str], str | None]) -> list[tuple[int, int, str]]:
    return [one for one in style_changes(css, resolve) if one[2] != css[one[0] : one[1]]]
