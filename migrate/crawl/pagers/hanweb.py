"""Hanweb (大汉) column lists: an XML datastore in the page, and a proxy that gives the rest in groups of three pages.

The page itself ignores `?pageNum=`; only the proxy pages. Where the page holds the column's ids, every group is asked
by its records' numbers (POST); where the ids are sealed in `nextgroup`, its address is followed word for word.
"""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote, urlencode, urlsplit

from migrate.crawl.pagers.pager import MAX_PAGES, Pager, number
from migrate.model import Ask
from migrate.urls import resolve

RULE = "P3"
GROUP = 3  # pages in one answer
REFUSAL = 400  # bytes; an empty answer has about 54, one record alone has more
PROXY = "/module/web/jpage/dataproxy.jsp"
_PROXY = re.compile(r"""["'(/.]?(/module/(?:web/)?(?:jslib/jquery/)?jpage/dataproxy\.jsp)""")
_TOTAL = re.compile(r"<totalrecord>\s*(\d{1,8})\s*</totalrecord>|\btotalRecord\s*[:=]\s*[\"']?(\d{1,8})", re.IGNORECASE)
_PAGES = re.compile(r"<totalpage>\s*(\d{1,6})", re.IGNORECASE)
_PER = re.compile(r"\bper[Pp]age\s*[:=]\s*[\"']?(\d{1,4})")
_NEXT = re.compile(
    r"<nextgroup>(?:\s|<!\[CDATA\[|<!--)*<a\b[^<>]{0,80}?\bhref\s*=\s*[\"']([^\"'<>]{1,4000})", re.IGNORECASE
)
_FIELDS = {  # of the form, in the order the sites' own script sends them, with what it sends where the page is silent
    "col": "1",
    "appid": "1",
    "webid": None,
    "path": "/",
    "columnid": None,
    "sourceContentType": "1",
    "unitid": None,
    "webname": "",
    "permissiontype": "0",
}


def hanweb(text: str, ask: Ask) -> Iterator[Pager]:
    """Give the column list that a page or an answer of the proxy declares."""
    if "<datastore" not in text and "dataproxy.jsp" not in text:
        return
    total = next((number(one[1] or one[2]) for one in _TOTAL.finditer(text)), 0)
    if is_proxy(ask.url):
        if ask.body is None:
            yield from _sealed(text, ask, total)
        return
    fields, per = _fields(text), number(next(iter(_PER.findall(text)), ""))
    if fields and total and per:
        groups = -(-total // (GROUP * per))
        if groups <= MAX_PAGES:
            asks = tuple(_group(text, ask, fields, per, at, total) for at in range(groups))
            yield Pager(RULE, groups + 1, asks, rows=total)
    else:
        yield from _sealed(text, ask, total)


def is_proxy(url: str) -> bool:
    """Tell whether an address is that of the proxy that gives records."""
    return urlsplit(url).path.endswith("dataproxy.jsp")


def is_refusal(url: str, status: int | None, body: bytes | None) -> bool:
    """Tell whether the proxy gave no record at all, which is its way of saying “not now” and never the list's end."""
    return status == 200 and body is not None and is_proxy(url) and len(body) < REFUSAL and b"<record>" not in body


def _fields(text: str) -> dict[str, str] | None:
    fields = {}
    for name, silent in _FIELDS.items():
        found = re.search(rf"\b{name}[\"']?\s*[:=]\s*(?:\"([^\"<>]{{0,200}})\"|'([^'<>]{{0,200}})'|(\w{{1,40}}))", text)
        value = (found[1] or found[2] or found[3] or "") if found else silent
        if value is None:
            return None
        fields[name] = value
    return fields


def _group(text: str, ask: Ask, fields: dict[str, str], per: int, at: int, total: int) -> Ask:
    start, end = at * GROUP * per + 1, min((at + 1) * GROUP * per, total)
    found = _PROXY.search(text)
    address = resolve(ask.url, found[1] if found else PROXY) or ask.url
    return Ask(
        f"{address}?startrecord={start}&endrecord={end}&perpage={per}", urlencode(fields, quote_via=quote, safe="/")
    )


def _sealed(text: str, ask: Ask, total: int) -> Iterator[Pager]:
    """The next group by the address that the answer gives for it; the last answer gives none."""
    found = _NEXT.search(text)
    pages = number(next(iter(_PAGES.findall(text)), ""))
    if found is None:
        return
    within = _PROXY.search(text)
    base = ask.url if is_proxy(ask.url) else resolve(ask.url, within[1] if within else PROXY)
    onward = resolve(base or ask.url, unescape(found[1]))
    if onward is None or onward == ask.url:
        return
    groups = -(-pages // GROUP)
    yield Pager(RULE, groups, (Ask(onward),), rows=total or None, chain=_chain(onward))


def _chain(url: str) -> str:
    """What the groups of one list share: everything in their address but the page."""
    before, _, query = url.partition("?")
    return f"{before}?{'&'.join(part for part in query.split('&') if not part.lower().startswith('page='))}"
