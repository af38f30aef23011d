"""An article's body as valid HTML: old pages nest what may not be nested, and readers' programs stumble over it.

The text stays as it is, character for character; what changes is the element that a piece of it stands in. Headings
go on from the page's own first-level one without a gap; bold type around whole paragraphs becomes a block that is
bold; items outside a list, terms outside a list of terms and captions outside a figure become blocks.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from selectolax.lexbor import LexborNode

from migrate.portal.grid import Spans, spans_of, width_of

_VOID = frozenset({"br", "col", "hr", "img", "source"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_COLUMNS = frozenset({"col", "colgroup"})
_LISTS = frozenset({"ul", "ol"})
_TERMS = ("dt", "dd")
# Inline elements that may hold no block, by the class of the block that stands for one that does.
_TYPE = {
    "b": "bold", "strong": "bold", "em": "slanted", "i": "slanted", "cite": "slanted", "u": "underlined",
    "s": "struck", "small": "small", "mark": "marked", "q": "plain", "code": "plain", "kbd": "plain",
    "abbr": "plain", "sub": "plain", "sup": "plain", "ruby": "plain", "rt": "plain", "rp": "plain",
}  # fmt: skip
_BLOCKS = (
    "article, blockquote, center, dd, div, dl, dt, figure, figcaption, h1, h2, h3, h4, h5, h6, hr, li, ol, p, pre,"
    "section, table, ul"
)
_NUMBER = re.compile(r"\d{1,5}")
_WHOLE = re.compile(r"-?\d{1,9}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SIZED = {"img": _NUMBER, "video": _NUMBER}
_UNSAFE = re.compile(r"[\s\"<>\\^`{|}]")


def valid(body: LexborNode) -> str:
    """Give the inside of a parsed body as HTML without the faults above."""
    out: list[str] = []
    outline = _Outline()
    # Without recursion: an old page may nest a hundred thousand elements.
    waiting: list[tuple[LexborNode | None, str, str]] = [(body.child, "body", "")]
    while waiting:
        node, within, closing = waiting.pop()
        if node is None:
            out.append(closing)
            continue
        waiting.append((node.next, within, closing))
        if node.tag == "-text":
            out.append(_text(node.text_content or "", within))
        elif node.tag in _COLUMNS and not _counts_columns(node):
            out.append(node.text(deep=True))  # the blanks between them
        elif node.tag and node.tag[0].isalpha():
            opening, tag, end = _element(node, within, outline)
            out.append(opening)
            waiting.append((None if tag in _VOID else node.child, tag, end))
    return "".join(out)


@dataclass
class _Outline:
    """What is remembered on the way: the levels of the headings above a place, and the spans of the cells met."""

    above: list[int] = field(default_factory=list)
    spans: dict[int, Spans] = field(default_factory=dict)

    def level(self, heading: str) -> str:
        """Give the heading that follows those before it without a gap; the first stands below the page's own."""
        own = int(heading[1])
        while self.above and self.above[-1] >= own:
            self.above.pop()
        self.above.append(own)
        return f"h{min(6, 1 + len(self.above))}"


def _text(text: str, within: str) -> str:
    written = escape(text, quote=False).replace("\xa0", "&nbsp;")
    if within == "pre" and written.startswith("\n"):
        return f"\n{written}"  # a parser takes the first line end of a `<pre>` away
    return f"<li>{written}</li>" if within in _LISTS and text.strip() else written


def _element(node: LexborNode, within: str, outline: _Outline) -> tuple[str, str, str]:
    """Give the opening tag, the element's name and the closing tag that a node is written with."""
    tag, extra = _placed(node, within, outline)
    if tag == "table":
        outline.spans |= spans_of(node)
    values = {**_attributes(node, outline), **extra}
    opening = f"<{tag}{''.join(f' {name}={chr(34)}{escape(value)}{chr(34)}' for name, value in values.items())}>"
    closing = "" if tag in _VOID else f"</{tag}>"
    return (f"<li>{opening}", tag, f"{closing}</li>") if within in _LISTS and tag != "li" else (opening, tag, closing)


def _placed(node: LexborNode, within: str, outline: _Outline) -> tuple[str, dict[str, str]]:
    """Give the element that a node is written as, and attributes that say what it was."""
    tag = node.tag or "div"
    if tag == "center":
        return "div", {"style": "text-align:center"}
    if tag in _HEADINGS:
        return ("div", {"class": "bold"}) if _holds_block(node) else (outline.level(tag), {})
    if tag in _TYPE and _holds_block(node):
        return "div", {"class": _TYPE[tag]}
    homeless = (
        (tag == "li" and within not in _LISTS)
        or (tag in _TERMS and within != "dl")
        or (tag == "dl" and not _in_pairs(node))
        or (tag == "figcaption" and within != "figure")
    )
    if homeless:
        return "div", {}
    return ("span", {}) if tag in ("rt", "rp") and within != "ruby" else (tag, {})


def _holds_block(node: LexborNode) -> bool:
    return any(one.mem_id != node.mem_id for one in node.css(_BLOCKS))


def _in_pairs(terms: LexborNode) -> bool:
    """Tell whether a list has terms and what is said of them, in this order, and nothing else."""
    tags = [one.tag for one in terms.iter(include_text=True) if one.tag != "-text" or (one.text_content or "").strip()]
    return set(tags) == set(_TERMS) and (tags[0], tags[-1]) == _TERMS


def _counts_columns(node: LexborNode) -> bool:
    """Tell whether the `<col>` elements of a table are as many as its columns: Word leaves some that are not."""
    table = node.parent
    while table is not None and table.tag != "table":
        table = table.parent
    if table is None:
        return False
    named = sum(_count(one.attributes.get("span")) for one in table.css("col, colgroup[span]"))
    return bool(named) and named == width_of(table)


def _count(text: str | None) -> int:
    return int(text) if text and _NUMBER.fullmatch(text) and int(text) else 1


def _attributes(node: LexborNode, outline: _Outline) -> Mapping[str, str]:
    given = {name: value or "" for name, value in node.attributes.items()}
    if node.tag in ("td", "th"):
        for name in ("colspan", "rowspan", "headers", "scope"):
            given.pop(name, None)
        given |= outline.spans.get(node.mem_id, Spans(1, 1)).attributes()
    for name in ("width", "height"):
        if name in given and node.tag in _SIZED and not _NUMBER.fullmatch(given[name]):
            del given[name]
    for name in ("start", "value"):
        if name in given and not _WHOLE.fullmatch(given[name]):
            del given[name]
    if "lang" in given and not _LANGUAGE.fullmatch(given["lang"]):
        del given["lang"]
    if "type" in given and node.tag == "ol" and given["type"] not in ("1", "a", "A", "i", "I"):
        del given["type"]
    for name in ("href", "src"):
        if name in given and not given[name].startswith("data:"):
            given[name] = _UNSAFE.sub(lambda one: "".join(f"%{byte:02X}" for byte in one[0].encode()), given[name])
    return given
