"""Articles over several pages: which pages are parts of which, by the pager inside the text and the addresses' shape.

A part's address is that of the first page with a number: `t20170608_123_1.html`, `content_5_2.html`, `123_2.html`,
`ShowArticle.asp?ArticleID=5&Page=2`. A list's pager, 上一篇 and 下一篇 lead to addresses of another shape.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from migrate.extract.clean import body_text
from migrate.extract.dom import bare, squeezed
from migrate.model import Found, Page
from migrate.urls import resolve

MOST_PARTS = 100  # of one article; a longer pager is none of an article
MOST_LINKS = 5000  # of one page that are looked at
KEYS = frozenset({"page", "pageno", "pagenum", "page_no", "curpage", "currentpage", "pageindex", "npage", "p", "pn"})
_PATH = re.compile(r"(?P<stem>[^/]*[^/_-])_(?P<number>\d{1,2})(?P<suffix>\.\w{2,6})")
_WORDS = r"(?:上一?页|下一?页|前一?页|后一?页|首页|第一页|尾页|末页|最后一?页|全文|余下全文)"
_LINK = re.compile(rf"\W*(?:第?\d{{1,3}}页?|{_WORDS})\W*")
# Possessive: a line of a thousand digits is no pager, and must not cost more than its length.
_LINE = re.compile(rf"\W*+(?:(?>第?\d{{1,3}}(?:/\d{{1,3}})?页?|共\d{{1,3}}页|页次|页码|分页|当前|{_WORDS})\W*+)++")
_BESIDE = re.compile(r"\W*(?:\d{1,2}\W*)?")  # text between the links of a pager: marks, and the present page's number
_KEY = re.compile(rf"[?&;](?i:{'|'.join(sorted(KEYS))})=\d")
_CREATED = re.compile(
    r"createPage(?:HTML)?\s*\((?:\s*['\"][\w-]*['\"]\s*,)?\s*(?P<count>\d{1,3})\s*,\s*\d{1,3}\s*,"
    r"\s*['\"](?P<name>[^'\"]{1,200})['\"]\s*,\s*['\"](?P<suffix>\w{2,6})['\"]",
    re.IGNORECASE,
)
_TITLE_END = re.compile(
    r"\s*(?:[（(\[_-]?第?\s*[\d一二三四五六七八九十]{1,3}\s*页[）)\]]?|[（(\[]\d{1,2}[）)\]]|_\d{1,2})\s*$"
)
_BLOCKS = frozenset({"p", "div", "td", "tr", "table", "tbody", "center", "ul", "li", "nav", "section"})


@dataclass(frozen=True)
class Parts:
    """One article over several pages: the address of its first page, and all pages in order."""

    first: str
    urls: tuple[str, ...]


def numbered(url: str) -> tuple[str, int] | None:
    """Give the address of the first page and the number that the address of a part carries; None where it has none.

    >>> numbered("http://a.example/ShowArticle.asp?ArticleID=5&Page=2")
    ('http://a.example/ShowArticle.asp?ArticleID=5', 2)
    >>> numbered("http://a.example/a/t20170608_123_1.html")
    ('http://a.example/a/t20170608_123.html', 1)
    """
    before, mark, query = url.partition("?")
    if mark:
        fields = query.split("&")
        for field in fields:
            key, _, value = field.partition("=")
            if key.lower() in KEYS and re.fullmatch(r"\d{1,3}", value, re.ASCII):
                rest = "&".join(one for one in fields if one is not field)
                return (f"{before}?{rest}" if rest else before), int(value)
        return None
    folder, slash, name = before.rpartition("/")
    found = _PATH.fullmatch(name)
    return (f"{folder}{slash}{found['stem']}{found['suffix']}", int(found["number"])) if found else None


def _stems(url: str) -> frozenset[str]:
    found = numbered(url)
    return frozenset({url, found[0]} if found else {url})


def _number(url: str, first: str) -> int:
    found = numbered(url)
    return found[1] if found and found[0] == first else 0


def may_have_parts(source: str, url: str) -> bool:
    """Tell at little cost whether a page may name parts: the text of an address like its own stands in it."""
    name = url.partition("?")[0].rpartition("/")[2]
    if "?" in url or f"{name}?" in source:
        return _KEY.search(source) is not None
    stems = {one: one.rpartition("/")[2].rpartition(".")[0] for one in _stems(url)}
    named = any(stem and f"{stem}_" in source for stem in stems.values())
    return named or "createPage" in source or any(f"{stems[one]}." in source for one in stems if one != url)


def find_parts(root: LexborNode | None, source: str, url: str, base: str, charset: str) -> tuple[str, ...]:
    """Give the other pages of the same text that the page's own pager names, in order of their numbers."""
    if root is None or not may_have_parts(source, url):
        return ()
    named = dict.fromkeys((*_linked(root, url, base, charset), *_created(source, url)))
    first = _first_of(url, named)
    kin = [one for one in named if first in _stems(one)]
    return tuple(sorted(kin, key=lambda one: (_number(one, first), one))) if len(kin) <= MOST_PARTS else ()


def _linked(root: LexborNode, url: str, base: str, charset: str) -> Iterator[str]:
    own = _stems(url)
    for link in root.css("a[href]")[:MOST_LINKS]:
        href = link.attributes.get("href") or ""
        if not _LINK.fullmatch(bare((link.text() or "")[:40])):
            continue
        target = resolve(base, href, charset)
        if target is not None and target != url and own & _stems(target):
            yield target


def _created(source: str, url: str) -> Iterator[str]:
    """The pages of a pager that TRS prints by script: the first without a number, the others from 1 up."""
    for found in _CREATED.finditer(source[:2_000_000]):
        first = resolve(url, f"{found['name']}.{found['suffix']}")
        count = int(found["count"])
        if first is None or first not in _stems(url) or not 1 < count <= MOST_PARTS:
            continue
        every = [first, *(resolve(url, f"{found['name']}_{at}.{found['suffix']}") for at in range(1, count))]
        yield from (one for one in every if one is not None and one != url)


def _first_of(url: str, named: Iterable[str]) -> str:
    """The first page that most of the named pages have in common with this one; itself where it carries no number."""
    counted = Counter(stem for one in named for stem in _stems(one) & _stems(url))
    return max(sorted(_stems(url)), key=lambda stem: (counted[stem], stem == url))


def same_title(one: str, other: str) -> bool:
    """Tell whether two pages have one title, apart from the number of the page."""
    titles = {bare(_TITLE_END.sub("", title)) for title in (one, other)}
    return len(titles) == 1 and "" not in titles


def grouped(pages: Sequence[tuple[str, str, Sequence[str]]]) -> Iterator[Parts]:
    """Give the articles over several pages among `(url, title, parts that its pager names)`.

    The pages of one article have a first page in common and one title. A number in the path alone says little (the
    next article may stand at the next number): there the first page must be one of them, or be named.
    """
    groups: dict[str, list[tuple[str, str, Sequence[str]]]] = {}
    for page in pages:
        groups.setdefault(_first_of(page[0], page[2]), []).append(page)
    for first, members in sorted(groups.items()):
        lead = min(members, key=lambda page: (_number(page[0], first), page[0]))
        alike = [page for page in members if same_title(page[1], lead[1])]
        named = {one for url, _, parts in alike for one in (url, *parts)}
        others = {page[0] for page in members} - {page[0] for page in alike}
        urls = sorted(named - others, key=lambda one: (_number(one, first), one))
        if len(urls) > 1 and (first in named or "?" in lead[0]):
            yield Parts(first, tuple(urls))


def joined(pages: Sequence[Page], urls: Iterable[str]) -> Page:
    """Give one page of several read parts: bodies in order without their pagers, the files of all, facts of the first.

    What the first part does not say (date, source, author, column) the next one may.
    """
    named = frozenset(urls)
    first = pages[0]
    bodies = [without_pager(page.body_html, named) for page in pages]
    html = "\n".join(dict.fromkeys(bodies))
    dated = next((page for page in pages if page.published_at), first)
    return replace(
        first,
        title=first.title if len({page.title for page in pages}) == 1 else _TITLE_END.sub("", first.title),
        published_at=dated.published_at,
        date_evidence=dated.date_evidence,
        source=next((page.source for page in pages if page.source), ""),
        author=next((page.author for page in pages if page.author), ""),
        column=next((page.column for page in pages if page.column), ()),
        facts=next((page.facts for page in pages if page.facts != type(page.facts)()), first.facts),
        body_html=html,
        body_text=body_text(html) if any(page.body_text for page in pages) else "",
        images=_once(found for page in pages for found in page.images),
        attachments=_once(found for page in pages for found in page.attachments),
        method=f"{first.method}+parts" if len(pages) > 1 else first.method,
    )


def _once(files: Iterable[Found]) -> tuple[Found, ...]:
    return tuple({found.old_url: found for found in reversed(list(files))}.values())[::-1]


def without_pager(html: str, urls: frozenset[str]) -> str:
    """Give a body without the pager that leads to its other parts; all other text stays."""
    if not any(url.rpartition("/")[2].replace("&", "&amp;") in html or url in html for url in urls):
        return html
    body = LexborHTMLParser(f"<body>{html}</body>").body
    for _ in range(MOST_PARTS):  # the tree is asked anew each time: what was taken away held other links
        link = next((one for one in body.css("a[href]") if _pages(one, urls)), None) if body is not None else None
        if link is None:
            break
        _take_away(link)
    return (body.inner_html or "") if body is not None else html


def _pages(link: LexborNode, urls: frozenset[str]) -> bool:
    return link.attributes.get("href") in urls and _LINK.fullmatch(bare(link.text() or "")) is not None


def _take_away(link: LexborNode) -> None:
    pager = _pager_of(link)
    for beside in (pager.prev, pager.next):
        if beside is not None and beside.tag == "-text" and _BESIDE.fullmatch(beside.text_content or ""):
            beside.decompose()
    pager.decompose()


def _pager_of(link: LexborNode) -> LexborNode:
    """The largest block around a link that holds nothing but the pager."""
    best, node = link, link.parent
    while node is not None and node.tag != "body" and _LINE.fullmatch(squeezed(node.text() or "")[:400]):
        if node.tag in _BLOCKS or node.tag in {"span", "strong", "font"}:
            best = node
        node = node.parent
    return best
