"""Pages of one shape: the shape of an address, and selectors that find the same block on each of them."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from migrate.extract.dom import Block, Outline

MOST_STEPS = 8  # from a block up to the named one that a path starts at
_NUMBER = re.compile(r"(?=[0-9a-f]*\d)[0-9a-f]{8,}|\d+", re.IGNORECASE)
_IDENT = re.compile(r"-?[A-Za-z_][\w-]*\Z", re.ASCII)
_COUNTED = re.compile(r"\d{3}")  # vsb_content_1001: numbered anew on every page
_VALUE = re.compile(r"=[^&]*")


def shape_of(url: str) -> str:
    """Give the shape of an address: its path with numbers as `#`, and the names of its query.

    >>> shape_of("http://nyncj.qiyun.gov.example/tzgg/201703/t20170308_1123.html")
    '/tzgg/#/t#_#.html'
    >>> shape_of("http://nyncj.qiyun.gov.example/view.asp?id=12&c=3")
    '/view.asp?id=&c='
    """
    parts = urlsplit(url)
    path = _NUMBER.sub("#", parts.path)
    return f"{path}?{_VALUE.sub('=', parts.query)}" if parts.query else path


def selectors_of(page: Outline, index: int) -> Iterator[str]:
    """Yield selectors whose first match on the page is the block, the most telling first."""
    root = page.root
    if root is None:
        return
    wanted = page.blocks[index].node.mem_id
    for select in _offers(page, index):
        found = root.css_first(select)
        if found is not None and found.mem_id == wanted:
            yield select


def _offers(page: Outline, index: int) -> Iterator[str]:
    own = list(_names(page.blocks[index]))
    yield from own
    path = [_step(page, index)]
    for above in list(page.above(index))[:MOST_STEPS]:
        for name in _names(page.blocks[above]):
            yield from (f"{name} {one}" for one in own)
            yield f"{name} > {' > '.join(reversed(path))}"
        path.append(_step(page, above))
    yield " > ".join(reversed(path))


def _names(block: Block) -> Iterator[str]:
    name = (block.attributes.get("id") or "").strip()
    if _IDENT.match(name) and not _COUNTED.search(name):
        yield f"#{name}"
    for one in (block.attributes.get("class") or "").split()[:2]:
        if _IDENT.match(one) and not _COUNTED.search(one) and _IDENT.match(block.tag):
            yield f"{block.tag}.{one}"
    if block.tag in {"h1", "ucapcontent", "ucaptitle", "article", "main"}:
        yield block.tag


def _step(page: Outline, index: int) -> str:
    block = page.blocks[index]
    if block.parent < 0 or not _IDENT.match(block.tag):
        return block.tag if _IDENT.match(block.tag) else "*"
    before = sum(page.blocks[peer].tag == block.tag for peer in page.children(block.parent) if peer < index)
    return f"{block.tag}:nth-of-type({before + 1})"
