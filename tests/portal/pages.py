"""Reading a rendered portal the way a visitor's browser would: its links and its meta tags."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser


def page(path: Path) -> LexborHTMLParser:
    """Give a page of the portal, parsed."""
    return LexborHTMLParser(path.read_text("utf-8"))


def meta(path: Path) -> dict[str, str]:
    """Give the page's meta tags; a name that stands twice is an error."""
    found = [(one.attributes["name"], one.attributes["content"]) for one in page(path).css("meta[name]")]
    assert len(found) == len(dict(found)), f"{path}: a tag stands twice"
    return {str(name): str(content) for name, content in found if name != "viewport"}


def links(path: Path) -> list[str]:
    """Give everything that the page points to or loads."""
    tree = page(path)
    return [str(node.attributes[name]) for name in ("href", "src") for node in tree.css(f"[{name}]")]


def broken(root: Path) -> list[str]:
    """Give every local link of the portal that leads nowhere, and everything that points outside."""
    return [
        f"{path}: {link}" for path in sorted(root.rglob("*.html")) for link in links(path) if not _resolves(path, link)
    ]


def _resolves(path: Path, link: str) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return path.name == "404.html"  # shown at any address, so its links are absolute
    if parts.path:
        return (path.parent / unquote(parts.path)).resolve().is_file()
    return page(path).css_first(f'[id="{parts.fragment}"]') is not None
