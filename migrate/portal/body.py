"""Links of an article's body: from old addresses to new ones, and from the portal's home to the page they stand on.

The body is sanitised before it comes here; what is put into it here is set as attributes and text, never as markup.
"""

import posixpath
import re
from collections.abc import Callable, Mapping
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from migrate.portal.markup import valid

_KEPT = re.compile(r"(?:#|mailto:|tel:)", re.IGNORECASE)
_INLINE_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp|bmp);base64,", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.\-]*:|//)", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LOADING_STYLE = re.compile(r"url|image|import|\\", re.IGNORECASE)
_ROOT = "/x/x/x/portal/"  # stands for the portal's folder, deep enough for links that leave it (`../archive/…`)


def rewrite_body(body_html: str, resolve: Callable[[str], str | None]) -> str:
    """Give the body with every old address in `href` and `src` replaced by what `resolve` says of it.

    A fragment is put aside and set again. Where `resolve` gives None a link becomes its text and an image its
    alternative text; `#…`, `mailto:`, `tel:` and images inside the page stay as they are.
    """
    return _with_links(body_html, lambda url: _moved(url, resolve))


def rebase_body(body_html: str, page: str, downloads: Mapping[str, str]) -> str:
    """Give the body as it stands on `page`, a path below the portal's home: links relative, nothing from outside.

    `downloads` gives the file name that a reader saves a file under, by its path. Images without alternative text
    get an empty one.
    """
    tree = _parsed(body_html)
    _set_links(tree, lambda url: relative(url, page))
    for node in tree.css("a[href]"):
        name = downloads.get(_below_home(node.attributes["href"] or "", page))
        if name:
            node.attrs["download"] = name
    for node in tree.css("[src]"):
        source = node.attributes["src"] or ""
        if _ELSEWHERE.match(source) and not _INLINE_IMAGE.match(source):
            _take_out(node)
    for node in tree.css("img:not([alt])"):
        node.attrs["alt"] = ""
    for node in tree.css("[srcset], [style], [background], [poster]"):
        _drop_loading(node)
    return valid(tree.body) if tree.body is not None else ""


def absolute_body(body_html: str, home: str, own: Callable[[str], bool]) -> str:
    """Give the body for a portal elsewhere: links absolute below `home`, nothing loaded that is not its `own`.

    Comments are left out: some portals keep their own marks in them.
    """
    tree = _parsed(body_html)
    _set_links(tree, lambda url: url if _ELSEWHERE.match(url) or _KEPT.match(url) else urljoin(home, url.lstrip("/")))
    for node in tree.css("[src]"):
        source = node.attributes["src"] or ""
        if not (own(source) or _INLINE_IMAGE.match(source)):
            _take_out(node)
    for node in tree.css("[srcset], [style], [background], [poster]"):
        _drop_loading(node)
    return _COMMENT.sub("", _serialised(tree))


def relative(target: str, page: str) -> str:
    """Give the link from `page` to `target`, both paths below the portal's home; other addresses stay as they are."""
    if _ELSEWHERE.match(target) or _KEPT.match(target):
        return target
    path, mark, rest = _split(target.removeprefix("/"))
    if not path or path.endswith("/"):
        path += "index.html"  # a folder shows its page on a server only
    return posixpath.relpath(_ROOT + path, _ROOT + posixpath.dirname(page)) + mark + rest


def _split(target: str) -> tuple[str, str, str]:
    found = re.search(r"[?#]", target)
    if not found:
        return target, "", ""
    return target[: found.start()], found[0], target[found.end() :]


def _below_home(link: str, page: str) -> str:
    joined = posixpath.normpath(_ROOT + posixpath.join(posixpath.dirname(page), link))
    return joined.removeprefix(_ROOT)


def _moved(url: str, resolve: Callable[[str], str | None]) -> str | None:
    if _KEPT.match(url) or _INLINE_IMAGE.match(url):
        return url
    base, mark, fragment = url.partition("#")
    new = resolve(base)
    return None if new is None else new + (mark + fragment if "#" not in new else "")


def _with_links(body_html: str, move: Callable[[str], str | None]) -> str:
    tree = _parsed(body_html)
    _set_links(tree, move)
    return _serialised(tree)


def _set_links(tree: LexborHTMLParser, move: Callable[[str], str | None]) -> None:
    for attribute in ("href", "src"):
        for node in tree.css(f"[{attribute}]"):
            old = (node.attributes[attribute] or "").strip()
            new = move(old) if old else None
            if new is None:
                _take_out(node)
            elif new != old:
                node.attrs[attribute] = new


def _take_out(node: LexborNode) -> None:
    """Leave of a link its content, of an image its alternative text, of anything else what it holds."""
    if node.tag == "img":
        alt = (node.attributes.get("alt") or "").strip()
        node.replace_with(alt) if alt else node.decompose()
    elif node.child is None:
        node.decompose()
    else:
        node.unwrap()


def _drop_loading(node: LexborNode) -> None:
    for attribute in ("srcset", "background", "poster"):
        if attribute in node.attributes:
            del node.attrs[attribute]
    if _LOADING_STYLE.search(node.attributes.get("style") or ""):
        del node.attrs["style"]


def _parsed(body_html: str) -> LexborHTMLParser:
    return LexborHTMLParser(f"<!doctype html><html><head></head><body>{body_html}")


def _serialised(tree: LexborHTMLParser) -> str:
    body = tree.body
    return (body.inner_html or "") if body is not None else ""
