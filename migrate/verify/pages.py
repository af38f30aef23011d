"""Clause 6: what readers open is whole: files as they were written, every local link leads somewhere, nothing is loaded
from a live host.

Own reading of pages (lxml); shares nothing with the crawl or with the rooms that wrote them.
"""

import json
import posixpath
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from migrate.model import Fault
from migrate.verify.members import sha256_of

digest_of = sha256_of  # other rooms know it by this name
OWN_LIST = "own-files.json"  # of the files that an archive adds of its own
_LOADING = {
    "img": ("src", "srcset", "lowsrc"),
    "script": ("src",),
    "iframe": ("src",),
    "frame": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "link": ("href",),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "input": ("src",),
    "body": ("background",),
    "table": ("background",),
    "td": ("background",),
    "tr": ("background",),
    "track": ("src",),
}
_PASSIVE_RELATIONS = frozenset(
    {
        "canonical",
        "alternate",
        "original",
        "license",
        "author",
        "help",
        "search",
        "next",
        "prev",
        "bookmark",
        "home",
        "up",
    }
)


def check_files(check: str, site_key: str, root: Path, expected: Mapping[str, str]) -> Iterator[Fault]:
    """Give every file below `root` that is missing or whose bytes are not those of its digest."""
    for path, sha256 in sorted(expected.items()):
        found = root / path
        if not found.is_file():
            yield Fault(check, site_key, path, "文件不在了")
        elif sha256_of(found) != sha256:
            yield Fault(check, site_key, path, "文件的字节与写入时不同")


def check_strangers(
    check: str, site_key: str, root: Path, expected: Mapping[str, str], own: frozenset[str]
) -> Iterator[Fault]:
    """Give every file below `root` that nobody accounts for; `own` names the pages that the archive itself adds."""
    if not root.is_dir():
        return
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and name not in expected and name not in own:
            yield Fault(check, site_key, name, "台账中没有的文件")


def own_files(folder: Path) -> dict[str, str] | None:
    """Give the files that the archive adds to a folder of its own, with their digests; None without a list."""
    try:
        told = json.loads((folder / OWN_LIST).read_bytes())
        return {str(one["path"]): str(one["sha256"]) for one in told["files"]}
    except (OSError, ValueError, TypeError, KeyError):
        return None


def check_links(check: str, site_key: str, root: Path, path: Path) -> Iterator[Fault]:
    """Give every local link of a page that leads nowhere, and everything that it would load from a live host."""
    for element in _elements(path):
        tag = str(element.tag).lower()
        for name, value in element.items():
            attribute = str(name).lower()
            loads = attribute in _LOADING.get(tag, ()) and not _is_passive(element, tag)
            if attribute in ("href", "src", "data", "action", "poster", "background") or loads:
                for target in _targets(attribute, str(value)):
                    problem = _problem(path, target, loads)
                    if problem:
                        yield Fault(check, site_key, path.relative_to(root).as_posix(), f"{problem}：{target}")


def _is_passive(element: html.HtmlElement, tag: str) -> bool:
    relations = (element.get("rel") or "").lower().split()
    return tag == "link" and bool(relations) and set(relations) <= _PASSIVE_RELATIONS


def _elements(path: Path) -> Iterator[html.HtmlElement]:
    body = path.read_bytes()
    text = body.decode("utf-16", "replace") if body[:2] in (b"\xff\xfe", b"\xfe\xff") else body.decode("latin-1")
    if not text.strip():
        return
    try:
        # Addresses are ASCII after rewriting, so latin-1 reads them right whatever the page's charset is.
        tree = html.document_fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    except etree.ParserError:
        return
    yield from tree.iter(etree.Element)


def _targets(attribute: str, value: str) -> list[str]:
    if attribute == "srcset":
        return [part.split()[0] for part in value.split(",") if part.strip()]
    return [value.strip()] if value.strip() else []


def _problem(page: Path, target: str, loads: bool) -> str | None:
    try:
        parts = urlsplit(target)
    except ValueError:
        return "链接写法有误"
    if parts.scheme in ("http", "https") or parts.netloc:
        return "页面会从外部主机加载" if loads else None
    if parts.scheme or not parts.path:
        return None
    if parts.path.startswith("/"):
        return "链接不是相对地址"
    place = posixpath.normpath(posixpath.join(page.parent.as_posix(), unquote(parts.path)))
    return None if _exists(place) else "链接的文件不存在"


@lru_cache(maxsize=200_000)
def _exists(place: str) -> bool:
    path = Path(place)
    try:
        return path.is_file() or (path / "index.html").is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def forget_seen() -> None:
    """Look at the disk anew."""
    _exists.cache_clear()
