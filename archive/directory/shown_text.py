"""The text of a page as readers see it, tags and scripts left out, in linear time."""

import re
from html import unescape

from archive.markup import Tag, tokens

_INLINE = "a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strong sub sup tt u"
INLINE = frozenset(_INLINE.split())
SHOWN_RAW = frozenset(["textarea", "xmp"])

_BLANKS = re.compile(r"\s+")


def shown_text(html: str) -> str:
    """The text between the tags: inline elements part no words, all others do; blanks are joined.

    >>> shown_text("<title>x</title><p>农<b>机</b>补贴<br>公示<script>var a</script>")
    '农机补贴 公示'
    """
    pieces, position = [], 0
    for token in tokens(html):
        pieces.append(unescape(html[position : token.start]))
        position = token.end
        if isinstance(token, Tag):
            pieces.append("" if token.name in INLINE else " ")
            position = token.end if token.name in SHOWN_RAW else token.raw_end
    pieces.append(unescape(html[position:]))
    return _BLANKS.sub(" ", "".join(pieces)).strip()
