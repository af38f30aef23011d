"""Hanweb jpaas: a block of the page names the unit that an API builds; the API gives the list's fragments."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote

from migrate.model import Ask
from migrate.urls import resolve

_TAG = re.compile(r"<\w+\b[^<>]{0,4000}\bqueryData\b[^<>]{0,4000}>")
_DATA = re.compile(r"""\bqueryData\s*=\s*"(\{[^"]{1,3000}\})\"""")
_URL = re.compile(r"""\burl\s*=\s*"(/api-gateway/[^"\s]{1,300})\"""")
_FIELD = re.compile(r"""['"](\w{1,60})['"]\s*:\s*['"]([^'"]{0,1000})['"]""")


def jpaas(text: str, ask: Ask) -> Iterator[Ask]:
    """Give the request for page 1 of every list that the page has the API build."""
    if "queryData" not in text:
        return
    for tag in _TAG.finditer(text):
        written = unescape(tag[0]) if "&quot;" not in tag[0] else tag[0].replace("&quot;", "'")
        fields, address = _DATA.search(written), _URL.search(written)
        if fields and address:
            query = "&".join(f"{name}={quote(value, safe='')}" for name, value in _FIELD.findall(fields[1]))
            url = resolve(ask.url, f"{address[1]}?{query}")
            if url is not None:
                yield Ask(url)
