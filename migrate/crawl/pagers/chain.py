"""Numbered list pages that only their neighbours name: what stands behind a dead one."""

import re

# Names that lists give their pages; the number of an article is none, for a deleted article hides nothing.
_NUMBER = re.compile(
    r"/(?:index|list|page|default|more|channel|column)(?:[_\-]\w{1,40}?)?[_\-]?(?<!\d)(?P<file>\d{1,4})(?=\.\w{2,5}$)"
    r"|/(?:page|p)/(?P<folder>\d{1,4})(?=/?$|\.\w{2,5}$)"
    r"|[?&](?:\w{0,20}page\w{0,10}|pg|pn|p)=(?P<query>\d{1,4})(?=&|$)",
    re.IGNORECASE,
)


def behind(dead_url: str, named_on: str) -> str | None:
    """Give the list page after `dead_url`, where that is the one after `named_on`; None where they are no such pages.

    >>> behind("http://a.example/list_1_4.html", "http://a.example/list_1_3.html")
    'http://a.example/list_1_5.html'
    >>> behind("http://a.example/l.asp?c=2&page=9", "http://a.example/l.asp?c=2&page=8")
    'http://a.example/l.asp?c=2&page=10'
    >>> behind("http://a.example/index_4.html", "http://a.example/index_5.html")
    >>> behind("http://a.example/news/4.html", "http://a.example/news/3.html")
    """
    found = _NUMBER.search(dead_url)
    if found is None:
        return None
    start, end = found.span(found.lastgroup or 0)
    number, width = int(dead_url[start:end]), end - start
    before, after = dead_url[:start], dead_url[end:]
    if named_on not in (f"{before}{number - 1}{after}", f"{before}{number - 1:0{width}}{after}"):
        return None
    return f"{before}{number + 1:0{width}}{after}"
