"""Every URL that a captured text names: HTML, style sheets, sitemaps, feeds, and literals in scripts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from migrate.model import Kind, Link
from migrate.urls import resolve

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
_SELECTOR = (
    "a[href],area[href],link[href],img,script[src],iframe[src],frame[src],embed[src],object[data],source,video,audio,"
    "track[src],input[src],param[value],meta[http-equiv],option[value],[background],[style],[onclick],[onchange],[pdfsrc]"
)
_CSS_URL = re.compile(r"""url\(\s*(?:"([^"\n]{1,4000})"|'([^'\n]{1,4000})'|([^"'()\s]{1,4000}))\s*\)""", re.IGNORECASE)
_CSS_IMPORT = re.compile(r"""@import\s+(?:"([^"\n]{1,4000})"|'([^'\n]{1,4000})')""", re.IGNORECASE)
_LOC = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]{1,8000})", re.IGNORECASE)
_FEED_LINK = re.compile(r"<link>\s*(?:<!\[CDATA\[)?\s*(https?://[^<\]\s]{1,8000})", re.IGNORECASE)
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\";\s]{1,4000})", re.IGNORECASE)
_JUMP = re.compile(
    r"""(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\(|window\.open\(|self\.open\()\s*"""
    r"""(?:"([^"'<>+{}\n]{1,2000})"|'([^"'<>+{}\n]{1,2000})')""",
    re.IGNORECASE,
)
_WRITTEN = re.compile(
    r"""<(a|img|iframe|script)\b[^<>]{0,500}?\b(?:href|src)\s*=\s*\\?["']([^"'<>+{}\\\s]{1,2000})\\?["']""",
    re.IGNORECASE,
)
_LITERAL = re.compile(
    r"""["']((?:https?://|/|\.{1,2}/)?[^"'<>+{}()\s]{0,1000}?\.(?:s?html?|jsp|jhtml|aspx?|php|pdf|docx?|xlsx?|zip|rar)"""
    r"""(?:\?[^"'<>+{}\s]{0,1000})?)["']""",
    re.IGNORECASE,
)


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
    for reference, kind in _references(tree):
        link = _link(base, reference, kind, charset)
        if link is not None and link.url != url:
            yield link


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return (resolve(url, node.attributes.get("href") or "") if node else None) or url


def _references(tree: LexborHTMLParser) -> Iterator[tuple[str, Kind]]:
    for node in tree.css(_SELECTOR):
        yield from _of_node(node)
    for node in tree.css("style"):
        yield from _of_css(node.text() or "")
    for node in tree.css("script:not([src])"):
        yield from _of_script(node.text() or "")


def _of_node(node: LexborNode) -> Iterator[tuple[str, Kind]]:
    attributes = {name: value or "" for name, value in node.attributes.items()}
    yield from _of_tag(node.tag or "", attributes)
    if background := attributes.get("background"):
        yield background, Kind.IMAGE
    if style := attributes.get("style"):
        yield from _of_css(style)
    for handler in ("onclick", "onchange"):
        if handler in attributes:
            yield from _of_handler(attributes[handler])


def _of_tag(tag: str, attributes: Mapping[str, str]) -> Iterator[tuple[str, Kind]]:
    href, src = attributes.get("href", ""), attributes.get("src", "")
    if tag in ("a", "area"):
        if href.lstrip().lower().startswith("javascript:"):
            yield from _of_handler(href)
        else:
            yield href, Kind.PAGE
    elif tag == "link":
        yield from _of_link(attributes.get("rel", "").lower(), href)
    elif tag in ("img", "source", "input"):
        yield src, Kind.IMAGE
        yield from ((attributes[name], Kind.IMAGE) for name in _LAZY if attributes.get(name))
        for name in ("srcset", "data-srcset"):
            yield from ((one, Kind.IMAGE) for one in _of_srcset(attributes.get(name, "")))
    elif tag == "script":
        yield src, Kind.SCRIPT
    elif tag in ("iframe", "frame"):
        yield src, Kind.PAGE
    elif tag in ("embed", "video", "audio", "track"):
        yield src, Kind.ATTACHMENT
        yield attributes.get("poster", ""), Kind.IMAGE
    elif tag == "object":
        yield attributes.get("data", ""), Kind.ATTACHMENT
    elif tag == "param" and attributes.get("name", "").lower() in ("movie", "src", "filename", "url"):
        yield attributes.get("value", ""), Kind.ATTACHMENT
    elif tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
        yield from ((found[1], Kind.PAGE) for found in _REFRESH.finditer(attributes.get("content", "")))
    elif tag == "option" and _LITERAL.fullmatch(f'"{attributes.get("value", "").strip()}"'):
        yield attributes["value"], Kind.PAGE
    if pdf := attributes.get("pdfsrc"):
        yield pdf, Kind.ATTACHMENT


def _of_link(rel: str, href: str) -> Iterator[tuple[str, Kind]]:
    if "stylesheet" in rel:
        yield href, Kind.STYLE
    elif "icon" in rel:
        yield href, Kind.IMAGE
    elif rel in ("next", "prev", "alternate", "start", "contents", "index"):
        yield href, Kind.PAGE


def _of_srcset(value: str) -> Iterator[str]:
    for candidate in value.split(","):
        address = candidate.split()
        if address:
            yield address[0]


def _of_css(css: str) -> Iterator[tuple[str, Kind]]:
    for found in _CSS_IMPORT.finditer(css):
        yield found[1] or found[2], Kind.STYLE
    for found in _CSS_URL.finditer(css):
        yield found[1] or found[2] or found[3], Kind.IMAGE


def _of_handler(script: str) -> Iterator[tuple[str, Kind]]:
    for found in _JUMP.finditer(script):
        yield found[1] or found[2], Kind.PAGE
    for found in _LITERAL.finditer(script):
        yield found[1], Kind.PAGE


def _of_script(script: str) -> Iterator[tuple[str, Kind]]:
    for found in _JUMP.finditer(script):
        yield found[1] or found[2], Kind.PAGE
    for found in _WRITTEN.finditer(script):
        tag = found[1].lower()
        yield unescape(found[2]), {"img": Kind.IMAGE, "script": Kind.SCRIPT}.get(tag, Kind.PAGE)


def _link(base: str, reference: str, kind: Kind, charset: str) -> Link | None:
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
    for reference, kind in _of_css(text):
        link = _link(url, reference, kind, charset)
        if link is not None:
            yield link


def links_of_sitemap(text: str, url: str) -> Iterator[Link]:
    """Give the addresses of a sitemap, a sitemap index or a feed."""
    for pattern in (_LOC, _FEED_LINK):
        for found in pattern.finditer(text):
            target = resolve(url, unescape(found[1]))
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
