"""How replay programs find the answer to a POST: the form becomes part of the address that is looked up."""

import binascii
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus, urlencode

LONGEST = 4096  # characters of a form that tell two requests apart
MOST = 1 << 20  # bytes of a form that are read


def post_query(content_type: str, body: bytes) -> str:
    """Give a request's body as a query, as pywb and the common indexers do.

    >>> post_query("application/x-www-form-urlencoded", b"page=2&name=%E9%80%9A")
    'page=2&name=通'
    """
    kind = content_type.lower()
    try:
        if kind.startswith("application/x-www-form-urlencoded"):
            return unquote_plus(body.decode())[:LONGEST]
        if kind.startswith(("application/json", "text/plain")):
            return urlencode(list(_members(json.loads(body))))[:LONGEST]
    except ValueError:  # no UTF-8, or no JSON after all
        if kind.startswith("application/json"):
            return ""
    return f"__wb_post_data={binascii.b2a_base64(body, newline=False).decode()}"[:LONGEST] if body else ""


def keyed(url: str, method: str, query: str) -> str:
    """Give the address under which the answer to a request with a body is looked up."""
    return f"{url}{'&' if '?' in url else '?'}__wb_method={method}{f'&{query}' if query else ''}"


def _members(value: Any) -> Iterator[tuple[str, str]]:
    """Names and plain values of a JSON text; a name that comes again is numbered."""
    seen: dict[str, int] = {}
    for name, plain in _plain(value, ""):
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name}.{seen[name]}_"), plain


def _plain(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _plain(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from _plain(one, name)
    elif name:
        yield name, str(value)
