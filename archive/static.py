"""A captured page or style sheet made to work from disk: local addresses, nothing active, no live host contacted.

Only the places that have to change are edited, each on its own; every other byte stays as received, in any charset. The
file itself declares the edits (see archive/originals.py), so the captured bytes come back from it.
"""

from archive.markup import Tag, referenced, tokens
from archive.originals import CSS, Edit, rewritten
from archive.originals import original as original
from archive.page_edits import ascii_html, edits, styled
from archive.page_text import PageText, opened
from archive.references import Desk, Resolve
from archive.references import Reference as Reference
from archive.references import ReferenceKind as ReferenceKind

FRAME_NOTE = "此处原有内嵌页面，未归档"


def offline(
    html: bytes,
    charset: str,
    resolve: Resolve,
    *,
    frame_note: str = FRAME_NOTE,
    is_xml: bool = False,
    scripts: bool = False,
) -> bytes:
    """The page for reading from disk; `resolve` names the local file of an address, or None where none is stored.

    `is_xml` is for a page that was served as XHTML: what its tags close themselves is closed as HTML closes it.
    `scripts` lets stored script files run; what stands in the page itself stays off.
    """
    page = opened(html, charset)
    desk = Desk(page, resolve, frame_note, scripts)
    return rewritten(html, page, edits(desk, is_xml=is_xml))


def offline_css(css: bytes, charset: str, resolve: Resolve) -> bytes:
    """The style sheet for reading from disk; an import that is not stored is taken out, other addresses made inert."""
    page = opened(css, charset)
    return rewritten(css, page, styled(page, 0, len(page.text), resolve), CSS)


def source(html: bytes, charset: str) -> bytes:
    """A page that shows this one's source as text, where nothing else can be shown; it declares one single edit, which
    puts the whole captured page in the place of what is shown."""
    page = opened(html, charset)
    shown = ascii_html(page.meaning(page.text))
    begin, end = '<!doctype html><html><head><meta charset="utf-8"></head><body><pre>', "</pre></body></html>"
    plain = PageText(html.decode("latin-1"), "latin-1", "utf-8")
    return rewritten(html, plain, [Edit(0, len(html), f"{begin}{shown}{end}")])


def is_foreign_xml(html: bytes) -> bool:
    """Whether the first element is not HTML's: a page served as XML that only a program or a style sheet can show."""
    first = next((token for token in tokens(opened(html).text) if isinstance(token, Tag)), None)
    return first is not None and first.name != "html"


def base_href(html: bytes, charset: str) -> str | None:
    """What the page's first `<base href>` says, against which all its references count; None without one."""
    page = opened(html, charset)
    for token in tokens(page.text):
        if isinstance(token, Tag) and not token.is_end and token.name == "base" and "href" in token.values:
            return referenced(page.meaning(token.values["href"]))
    return None
