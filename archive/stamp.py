"""The mark 已归档 in a page: put in front of everything a reader sees, and taken out again to the byte.

Two insertions, each between the same two comments: in the head a security policy (and the charset, where it is given),
in front of the content the mark. All of it is ASCII, so it is right in every charset; UTF-16 pages get it in UTF-16.
The head's insertion names the sha256 of the page without both. Only what bears the right one is taken for a stamp, so
a page that merely imitates one keeps its bytes.

A page of frames has no content of its own: its frame set is put into an outer one whose first row shows the mark, as a
`data:` page, and repeats it in `<noframes>`. The outer set needs no end tag: the text's end closes it.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote

from archive.css import css_text
from archive.errors import ArchiveError
from archive.mark import DEFAULT_WORDING as DEFAULT_WORDING
from archive.mark import check_wording as check_wording
from archive.mark import mark_html as mark_html
from archive.markup import RAW, Other, Tag, tokens
from archive.page_text import opened

OPEN, CLOSE = "<!--archive-stamp-->", "<!--/archive-stamp-->"


def _policy(scripts: str) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            *(f"{kind}-src 'self' file: data:" for kind in ("img", "font", "media", "frame")),
            "style-src 'self' file: data: 'unsafe-inline'",
            f"script-src {scripts}",
            *(f"{kind} 'none'" for kind in ("object-src", "connect-src", "form-action", "base-uri")),
        ]
    )


POLICY = _policy("'none'")
SCRIPT_POLICY = _policy("'self' file:") + "; worker-src 'none'; webrtc 'block'"  # and they ask nobody

# A page that hides or moves its body (until a script has run, or as a guard against frames) would hide the mark too.
_ROOT = ":root:not(#a):not(#a)"  # stronger than what a page is likely to say
SHOWN = (
    f"{_ROOT},{_ROOT}>body{{display:block!important;visibility:visible!important;opacity:1!important;"
    "transform:none!important;clip-path:none!important;zoom:1!important;z-index:auto!important}"
    f"{_ROOT}{{overflow-y:auto!important}}"
    f"{_ROOT}>body{{margin-top:0!important;top:auto!important;bottom:auto!important;min-width:min(100vw,20em)!important}}"
    f"@media print{{{_ROOT},{_ROOT}>body{{overflow:visible!important;height:auto!important}}}}"
)
# The mark of a page whose scripts may run, where rewriting the body does not reach it.
_SCRIPT_MARK = (
    f'{_ROOT}::before{{content:"%s"!important;display:block!important;position:static!important;'
    "background:#b71c1c!important;color:#fff!important;font:bold 14px/2 sans-serif!important;padding:0 16px!important;"
    "text-align:left!important;visibility:visible!important}"
)
FRAME_HEIGHT = 92  # pixels of the row that shows the mark above a page of frames

HEAD_ELEMENTS = frozenset(["meta", "link", "base", "basefont", "bgsound", "title", "style", "script"])
SKIPPED_ELEMENTS = frozenset(["noscript", "noframes", "template"])  # what stands in them is not shown
PRESCANNED = 1024  # bytes in which browsers look for a charset (HTML standard, "prescan a byte stream")

_CHARSET_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,40}")
_CONTENT_CHARSET = re.compile(r"charset[\t\n\f\r ]*=[\t\n\f\r \"']*([^\t\n\f\r \"';]+)", re.IGNORECASE)
_RELATIVE_LINK = re.compile(r"<a href=\"(?!https?:)[^\"]*\"[^>]*>")
_NOT_BLANK = re.compile(r"[^\t\n\f\r ]")
_BYTE_ORDER_MARKS = ("\xef\xbb\xbf", "\ufeff")


@dataclass(frozen=True)
class _Places:
    """Where the two insertions go: places that depend only on what stands before them, so they are found again."""

    head: int
    content: int
    is_frameset: bool


def stamp(html: bytes, mark: str, *, charset: str | None = None, script_mark: str | None = None) -> bytes:
    """The page with the mark (an HTML fragment) in front of its content; an earlier stamp gives way to it.

    `charset` is declared at the front of the page's head: for a page whose charset only the server's headers named.
    Without it the page's own early declaration is repeated there, because browsers look for it in the first 1,024
    bytes and the stamp takes many of them. `script_mark` is for a page whose stored script files may run: a short text
    that stands in front of everything, also when a script rewrites the body with the mark in it.
    """
    if OPEN in mark or CLOSE in mark:
        raise ArchiveError("归档标识的文字里有归档标识的边界注释", f"删去其中的 {OPEN} 和 {CLOSE}")
    html = unstamp(html)
    page = opened(html)
    places = _places(page.text)
    banner = mark.encode("ascii", "xmlcharrefreplace").decode("ascii")
    content = _between(_frame(banner) if places.is_frameset else banner)
    declared = None if page.encoding != "latin-1" else charset or _own_charset(page.text)
    head = _between(_head(html, declared, script_mark))
    text = page.text[: places.content] + content + page.text[places.content :]
    stamped = page.encoded(text[: places.head] + head + text[places.head :])
    if unstamp(stamped) != html:
        raise ArchiveError(
            "归档标识的文字加到网页上后无法还原", "只用文字和普通的行内标签，不要用 style、script 和注释"
        )
    return stamped


def unstamp(html: bytes) -> bytes:
    """The page without its stamp, the very bytes; one that bears none is given back as it is."""
    page = opened(html)
    without_head, head = _without(page.text, _places(page.text).head)
    if head is None:
        return html
    without_both, content = _without(without_head, _places(without_head).content)
    original = page.encoded(without_both)
    return original if content is not None and _digest_line(original) in head else html


def is_stamped(html: bytes) -> bool:
    """Whether the page bears a stamp, and is otherwise as it was when it was stamped."""
    return unstamp(html) != html


def _between(insertion: str) -> str:
    return f"{OPEN}{insertion}{CLOSE}"


def _without(text: str, place: int) -> tuple[str, str | None]:
    """The text without the insertion at this place, and what that was."""
    close = text.find(CLOSE, place) if text.startswith(OPEN, place) else -1
    if close < 0:
        return text, None
    return text[:place] + text[close + len(CLOSE) :], text[place + len(OPEN) : close]


def _head(html: bytes, charset: str | None, script_mark: str | None) -> str:
    declared = f'<meta charset="{_charset_name(charset)}">' if charset else ""
    rules = POLICY if script_mark is None else SCRIPT_POLICY
    policy = f'<meta http-equiv="Content-Security-Policy" content="{rules}">'
    style = SHOWN if script_mark is None else SHOWN + _SCRIPT_MARK % css_text(script_mark)
    return f"{declared}{policy}{_digest_line(html)}<style>{style}</style>"


def _own_charset(text: str) -> str | None:
    """The charset that the page declares where browsers look for it."""
    for token in tokens(text[:PRESCANNED]):
        if isinstance(token, Tag) and token.name == "meta" and not token.is_end:
            found = _CONTENT_CHARSET.search(token.values.get("content", "")) if "http-equiv" in token.values else None
            name = (found[1] if found else token.values.get("charset", "")).strip()
            if _CHARSET_NAME.fullmatch(name):
                return name
    return None


def _charset_name(charset: str) -> str:
    if not _CHARSET_NAME.fullmatch(charset):
        raise ArchiveError(f"不认识的字符集名称：{charset!r}", "改用 utf-8、gb18030 等名称")
    return charset


def _digest_line(html: bytes) -> str:
    return f'<meta name="archive-stamp-of" content="sha256:{sha256(html).hexdigest()}">'


def _frame(banner: str) -> str:
    """An outer frame set with the mark as its first row; the page's own becomes the second. A `data:` page has no
    place of its own: a relative link would lead nowhere from it."""
    linked = _RELATIVE_LINK.sub("<a>", banner).replace("max-height:60vh!important;", "")  # the frame scrolls instead
    start = "<!doctype html><meta charset=utf-8><title>archived</title><base target=_top><body style=margin:0>"
    document = start + linked
    source = "data:text/html;charset=utf-8," + quote(document, safe="")
    rows = f'<frameset rows="{FRAME_HEIGHT},*"><frame name="archive-stamp" src="{source}">'
    return f"{rows}<noframes>{banner}</noframes>"


class _Scan:
    """Reads a page's beginning, token by token, until its first content."""

    def __init__(self, text: str) -> None:
        self.text = text
        start = next((len(mark) for mark in _BYTE_ORDER_MARKS if text.startswith(mark)), 0)
        self.head = self.content = self.read_to = start
        self.is_head_known = self.is_frameset = False
        self.hidden_in = ""
        for token in tokens(text):
            if not self.hidden_in and _NOT_BLANK.search(text, self.read_to, token.start):
                return
            self.read_to = token.raw_end if isinstance(token, Tag) else token.end
            if not self._goes_on(token):
                return

    def _goes_on(self, token: Tag | Other) -> bool:
        """Takes note of a token; False at the first content."""
        if self.hidden_in:
            return self._hidden(token)
        if isinstance(token, Other):
            return self._declaration(token)
        if token.is_end:
            return self._end_tag(token)
        return self._start_tag(token)

    def _hidden(self, token: Tag | Other) -> bool:
        if isinstance(token, Tag) and token.is_end and token.name == self.hidden_in:
            self.hidden_in, self.content = "", token.end
        return True

    def _declaration(self, token: Other) -> bool:
        if self.text[token.end - 1] != ">":
            return False  # the page breaks off in it: what stood behind it would belong to it
        if token.is_doctype:
            self.content = token.end
            self.head = self.head if self.is_head_known else token.end
        return True

    def _end_tag(self, token: Tag) -> bool:
        self.is_head_known = True
        if token.name == "head" or token.name in HEAD_ELEMENTS:
            self.content = token.end
        return True

    def _start_tag(self, token: Tag) -> bool:
        if token.name in ("html", "head"):
            self.head = self.head if self.is_head_known else token.end
            self.content = token.end
            self.is_head_known |= token.name == "head"
            return True
        self.is_head_known = True
        if token.name in SKIPPED_ELEMENTS:
            self.hidden_in = token.name
        elif token.name not in HEAD_ELEMENTS:
            self.content = token.end if token.name == "body" else self.content
            self.is_frameset = token.name == "frameset"
            return False
        elif token.name not in RAW:
            self.content = token.end
        return True


def _places(text: str) -> _Places:
    """The head's place: after `<head>`, else after the last of doctype and `<html>` before it; the content's: after
    `<body>`, else after the last element of a head before the first content, or in front of the outermost frame set."""
    scan = _Scan(text)
    return _Places(scan.head, scan.content, scan.is_frameset)
