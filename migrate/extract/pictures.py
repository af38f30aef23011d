"""Pictures of a page: which of them are content, and which address a reader's browser would show."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from migrate.extract.dom import Outline, Spot
from migrate.extract.rules import Vocabulary, suffix_of

_SHOWN_LARGE = frozenset({"jpg", "jpeg", "png", "gif", "bmp", "webp"})
_LAZY = ("data-src", "data-original", "data-echo", "data-lazy-src", "data-url", "_src", "lazy-src", "orisrc", "vurl")
_PLACEHOLDER = re.compile(
    r"(?:^data:image/gif|lazy|loading|placeholder|blank\.|grey\.|pixel\.|spacer|1x1)", re.IGNORECASE
)


def content_pictures(page: Outline, words: Vocabulary) -> Iterator[Spot]:
    """Yield the pictures that may be content: neither icons nor inside links nor tiny."""
    for spot in page.media:
        if spot.name == "img" and not spot.hidden and not (spot.linked and _leads_elsewhere(spot.node)):
            if not words.icons.search(shown_source(spot.node)) and not is_tiny(spot.node):
                yield spot
        elif spot.name in {"video", "embed", "iframe", "object", "pdf"} and not spot.hidden and not is_tiny(spot.node):
            yield spot


def _leads_elsewhere(picture: LexborNode) -> bool:
    """Tell whether the link right around a picture leads to more than the picture in full size."""
    above = picture.parent
    href = (above.attributes.get("href") or "") if above is not None and above.tag == "a" else ""
    return suffix_of(href) not in _SHOWN_LARGE


def shown_source(node: LexborNode) -> str:
    """Give the address that a reader's browser would end up showing for a picture."""
    attributes = node.attributes
    source = (attributes.get("src") or "").strip()
    if source and not _PLACEHOLDER.search(source[:300]):
        return source
    return next((value for name in _LAZY if (value := (attributes.get(name) or "").strip())), source)


def is_tiny(node: LexborNode) -> bool:
    """Tell whether a picture's stated size is that of a spacer, a bullet or a counter."""
    attributes = node.attributes
    sizes = [(attributes.get(name) or "").strip().removesuffix("px") for name in ("width", "height")]
    return any(size.isdigit() and int(size) <= 20 for size in sizes if len(size) < 6)
