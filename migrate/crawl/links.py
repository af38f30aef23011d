"""Every URL that a captured text names: HTML, style sheets, sitemaps, feeds, and literals in scripts."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from migrate.crawl.scripts import (
    escaped_html,
    is_address,
    joined_with,
    named_in_handler,
    named_in_script,
    named_in_script_file,
)
from migrate.crawl.styles import named_in_css, named_in_srcset
from migrate.model import Kind, Link
from migrate.urls import resolve

Attributes = Mapping[str, str]
_IMAGES = frozenset(["jpg", "jpeg", "png", "gif", "bmp", "webp", "svg", "ico", "tif", "tiff"])
_STYLES = frozenset({"css"})
_SCRIPTS = frozenset({"js"})
_FONTS = frozenset(["woff", "woff2", "ttf", "eot", "otf"])
_DOCUMENTS = frozenset(
    [
        "pdf",
        "doc",
        "docx",
        "xls",
        "xlsx",
        "ppt",
        "pptx",
        "wps",
        "et",
        "dps",
        "ofd",
        "ceb",
        "rtf",
        "txt",
        "csv",
        "zip",
        "rar",
        "7z",
        "gz",
        "tar",
        "mp3",
        "mp4",
        "wmv",
        "wma",
        "avi",
        "flv",
        "swf",
        "mov",
        "rm",
        "rmvb",
        "apk",
        "exe",
        "dwg",
    ]
)
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy", "lazy-src", "data-url", "original", "orisrc")
_BACKGROUNDS = ("background", "data-background", "data-bg")
_NAMED_DATA = ("data-url", "data-href", "data-link")
MOST_OPTIONS = 2000  # of one menu
_HANDLERS = ("onclick", "onchange", "ondblclick", "onmousedown", "onmouseover", "onload")
_PARAMETERS = frozenset({"movie", "src", "filename", "url"})
_RELATED = frozenset(
    [
        "next",
        "prev",
        "previous",
        "alternate",
        "start",
        "contents",
        "index",
        "first",
        "last",
        "up",
        "chapter",
        "section",
        "manifest",
    ]
)
_TAGS = (
    "a,area[href],link,img,image,use,script[src],iframe[src],frame[src],embed[src],object,source,video,audio,track[src],"
    "input[src],param[value],meta[http-equiv],option[value],bgsound[src],applet,[pdfsrc],[style*='(']"
)
_ANYWHERE = frozenset([*_BACKGROUNDS, *_NAMED_DATA, *_HANDLERS, "style", "pdfsrc"])
_SELECTOR = ",".join([_TAGS, *(f"[{name}]" for name in (*_BACKGROUNDS, *_NAMED_DATA, *_HANDLERS))])
_LOC = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]{1,8000})", re.IGNORECASE)
_FEED_LINK = re.compile(r"<link>\s*(?:<!\[CDATA\[)?\s*(https?://[^<\]\s]{1,8000})", re.IGNORECASE)
_FEED_FILE = re.compile(
    r"""<(?:enclosure|link)\b[^<>]{0,500}?\b(?:url|href)\s*=\s*["'](https?://[^"'<>\s]{1,8000})["']""", re.I
)
_REFRESH = re.compile(
    r"""\s*+[\d.]*+\s*+[;,]?\s*+(?:url\s*=\s*)?(?:"([^"]{1,4000})|'([^']{1,4000})|([^"'\s][^\s]{0,4000}))""",
    re.IGNORECASE,
)
_VIEWED = re.compile(r"[?&]file=([^&#]{1,2000})", re.IGNORECASE)
_CONDITIONAL = re.compile(r"<!--\s*\[if\b[^\]]{0,200}\]>(.{0,50000}?)<!\[endif\]\s*-->", re.IGNORECASE | re.DOTALL)


def suffix_kind(url: str, otherwise: Kind) -> Kind:
    """Give what a URL's suffix promises, `otherwise` where it promises nothing."""
    _, dot, suffix = urlsplit(url).path.rsplit("/", 1)[-1].lower().rpartition(".")
    if not dot:
        return otherwise
    for kind, suffixes in (
        (Kind.IMAGE, _IMAGES),
        (Kind.STYLE, _STYLES),
        (Kind.SCRIPT, _SCRIPTS),
        (Kind.OTHER, _FONTS),
        (Kind.ATTACHMENT, _DOCUMENTS),
    ):
        if suffix in suffixes:
            return kind
    return otherwise


def links_of_page(text: str, url: str, charset: str) -> Iterator[Link]:
    """Give every URL that an HTML page names, as the browser would request it; the same URL may come more than once."""
    tree = LexborHTMLParser(text)
    base = _base(tree, url)
    for reference, kind in _all_references(tree, text):
        link = _link(base, reference, kind, charset)
        if link is not None and link.url != url:
            yield link
            yield from _viewed(link.url)


def _all_references(tree: LexborHTMLParser, text: str) -> Iterator[tuple[str, Kind]]:
    """What the page holds, and what it holds for old browsers only; a link in any other comment led no visitor."""
    yield from _references(tree)
    for found in _CONDITIONAL.finditer(text) if "<!--[if" in text else ():
        yield from _references(LexborHTMLParser(found[1]))


def _viewed(url: str) -> Iterator[Link]:
    """The document that a viewer is given as a parameter (`viewer.html?file=/u/1.pdf`)."""
    found = _VIEWED.search(url) if "file=" in url else None
    document = resolve(url, unquote(found[1])) if found else None
    if document is not None and suffix_kind(document, Kind.PAGE) == Kind.ATTACHMENT:
        yield Link(document, "link", Kind.ATTACHMENT)


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return (resolve(url, node.attributes.get("href") or "") if node else None) or url


def _references(tree: LexborHTMLParser) -> Iterator[tuple[str, Kind]]:
    for node in tree.css(_SELECTOR):
        yield from _of_node(node)
    for node in tree.css("style"):
        yield from named_in_css(node.text() or "")
    for node in tree.css("script:not([src])"):
        script = node.text() or ""
        yield from named_in_script(script)
        if html := escaped_html(script):
            for inside in LexborHTMLParser(html).css(_SELECTOR):
                yield from _of_node(inside)
    for node in tree.css("noframes"):  # the parser takes it for text, as a browser with frames does
        yield from _references(LexborHTMLParser(node.text() or ""))


def _of_node(node: LexborNode) -> Iterator[tuple[str, Kind]]:
    attributes = {name: value or "" for name, value in node.attributes.items()}
    read = _READERS.get(node.tag or "")
    if read is not None:
        yield from read(attributes)
    if not _ANYWHERE.isdisjoint(attributes):
        yield from _of_any(attributes)
    if node.tag == "select" and "onchange" in attributes:
        options = node.css("option[value]")[:MOST_OPTIONS]
        yield from joined_with(attributes["onchange"], [one.attributes["value"] or "" for one in options])


def _of_any(attributes: Attributes) -> Iterator[tuple[str, Kind]]:
    """What attributes name that any tag may have."""
    for name in _BACKGROUNDS:
        if name in attributes:
            yield attributes[name], Kind.IMAGE
    for name in _NAMED_DATA:
        if name in attributes and is_address(attributes[name]):
            yield attributes[name], Kind.PAGE
    if style := attributes.get("style"):
        yield from named_in_css(style)
    for name in _HANDLERS:
        if name in attributes:
            yield from named_in_handler(attributes[name])
    if pdf := attributes.get("pdfsrc"):
        yield pdf, Kind.ATTACHMENT


def _of_anchor(attributes: Attributes) -> Iterator[tuple[str, Kind]]:
    href = attributes.get("href") or attributes.get("xlink:href", "")
    if href.lstrip().lower().startswith("javascript:"):
        yield from named_in_handler(href)
    else:
        yield href, Kind.PAGE


def _of_link(attributes: Attributes) -> Iterator[tuple[str, Kind]]:
    rel, href = attributes.get("rel", "").lower(), attributes.get("href", "")
    if "stylesheet" in rel:
        yield href, Kind.STYLE
    elif "icon" in rel:
        yield href, Kind.IMAGE
    elif not _RELATED.isdisjoint(rel.split()):
        yield href, Kind.PAGE
    elif "preload" in rel:
        yield href, suffix_kind(href, Kind.OTHER)
        yield from ((one, Kind.IMAGE) for one in named_in_srcset(attributes.get("imagesrcset", "")))


def _of_image(attributes: Attributes) -> Iterator[tuple[str, Kind]]:
    yield attributes.get("src") or attributes.get("href") or attributes.get("xlink:href", ""), Kind.IMAGE
    yield from ((attributes[name], Kind.IMAGE) for name in _LAZY if attributes.get(name))
    for name in ("srcset", "data-srcset"):
        yield from ((one, Kind.IMAGE) for one in named_in_srcset(attributes.get(name, "")))
    for name, kind in (("lowsrc", Kind.IMAGE), ("dynsrc", Kind.ATTACHMENT), ("longdesc", Kind.PAGE)):
        if name in attributes:
            yield attributes[name], kind


def _of_media(attributes: Attributes) -> Iterator[tuple[str, Kind]]:
    yield attributes.get("src") or attributes.get("data", ""), Kind.ATTACHMENT
    yield attributes.get("poster", ""), Kind.IMAGE


def _of_applet(attributes: Attributes) -> Iterator[tuple[str, Kind]]:
    folder = attributes.get("codebase", "").strip()
    folder += "/" if folder and not folder.endswith("/") else ""
    code = attributes.get("code", "").strip()
    if code:
        yield folder + code.removesuffix(".class").replace(".", "/") + ".class", Kind.OTHER
    yield from ((folder + one.strip(), Kind.OTHER) for one in attributes.get("archive", "").split(",") if one.strip())


def _of_parameter(attributes: Attributes) -> Iterator[tuple[str, Kind]]:
    if attributes.get("name", "").lower() in _PARAMETERS:
        yield attributes.get("value", ""), Kind.ATTACHMENT


def _of_meta(attributes: Attributes) -> Iterator[tuple[str, Kind]]:
    if attributes.get("http-equiv", "").lower() == "refresh":
        yield from refreshed(attributes.get("content", ""))


def refreshed(content: str) -> Iterator[tuple[str, Kind]]:
    """Give where a refresh leads, of a meta tag or of a header: `0;URL='a'`, `5, a`, `0; url=a`."""
    found = _REFRESH.match(content)
    if found:
        yield found[1] or found[2] or found[3], Kind.PAGE


def _of_option(attributes: Attributes) -> Iterator[tuple[str, Kind]]:
    if is_address(attributes.get("value", "")):
        yield attributes["value"], Kind.PAGE


def _framed(attributes: Attributes) -> Iterator[tuple[str, Kind]]:
    yield attributes.get("src", ""), Kind.PAGE


def _scripted(attributes: Attributes) -> Iterator[tuple[str, Kind]]:
    yield attributes.get("src", ""), Kind.SCRIPT


_READERS: dict[str, Callable[[Attributes], Iterator[tuple[str, Kind]]]] = {
    **dict.fromkeys(("a", "area"), _of_anchor),
    **dict.fromkeys(("img", "source", "input", "image", "use"), _of_image),
    **dict.fromkeys(("iframe", "frame"), _framed),
    **dict.fromkeys(("embed", "video", "audio", "track", "object", "bgsound"), _of_media),
    "applet": _of_applet,
    "link": _of_link,
    "meta": _of_meta,
    "option": _of_option,
    "param": _of_parameter,
    "script": _scripted,
}


def _link(base: str, reference: str, kind: Kind, charset: str) -> Link | None:
    if charset.startswith("utf-16"):  # browsers ask in UTF-8 from such pages
        charset = "utf-8"
    url = resolve(base, reference, charset)
    if url is None:
        return None
    kind = suffix_kind(url, kind)
    if charset == "utf-8" or reference.partition("?")[0].isascii():
        return Link(url, "link", kind)
    twin = resolve(base, reference, charset, path_charset=charset)
    return Link(url, "link", kind, fallback=twin if twin != url else None)


def links_of_style(text: str, url: str, charset: str) -> Iterator[Link]:
    """Give what a style sheet imports and shows."""
    for reference, kind in named_in_css(text):
        link = _link(url, reference, kind, charset)
        if link is not None:
            yield link


def links_of_script(text: str, url: str, charset: str) -> Iterator[Link]:
    """Give what a script file names by whole addresses, and in the HTML that it writes."""
    for reference, kind in named_in_script_file(text):
        link = _link(url, reference, kind, charset)
        if link is not None:
            yield link


def links_of_sitemap(text: str, url: str) -> Iterator[Link]:
    """Give the addresses of a sitemap, a sitemap index or a feed."""
    for pattern in (_LOC, _FEED_LINK, _FEED_FILE):
        for found in pattern.finditer(text):
            yield from _of_sitemap(url, unescape(found[1]))


def links_of_lines(text: str, url: str) -> list[Link] | None:
    """Give the addresses of a sitemap that is plain text, one on each line; None for any other text."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not lines or not all(one.startswith(("http://", "https://")) and " " not in one for one in lines):
        return None
    return [link for one in lines for link in _of_sitemap(url, one)]


def _of_sitemap(url: str, address: str) -> Iterator[Link]:
    target = resolve(url, address)
    if target:
        yield Link(target, "sitemap", suffix_kind(target, Kind.PAGE))


def each_once(links: Iterable[Link]) -> list[Link]:
    """Give the links in order, each request once for each kind of source, the most telling kind kept."""
    best: dict[tuple[str, str | None, str], Link] = {}
    for link in links:
        known = best.get((link.url, link.body, link.named_by))
        if known is None or (known.kind == Kind.PAGE and link.kind != Kind.PAGE):
            best[link.url, link.body, link.named_by] = link
    return list(best.values())
