"""Pages that only lead on to an article or hold it in a frame: they are addresses of the article, and say so."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from migrate.ledger import content, listed
from migrate.model import Kind, NoArticle
from migrate.run.work import Work

MOST_STEPS = 5  # from a page that leads on to the one where a reader ends
LEADING = frozenset({NoArticle.ONWARD, NoArticle.FRAMES})
Behind = Mapping[int, Sequence[Row[Any]]]  # what the pages that lead on lead to, by the id of their URL


def join_wrappers(work: Work, site: Row[Any]) -> None:
    """A page behind which there is exactly one article is an address of it; what lists say of it is said of that."""
    with work.ledger.begin() as connection:
        behind = listed.behind(connection, site.site_key, sorted(LEADING))
        for url_id, rows in behind.items():
            end = end_of(behind, url_id)
            if end is not None and end.kind == Kind.ARTICLE and end.article_key:
                content.join_page(connection, url_id, end.article_key, rows[0].wrapper_reason)


def end_of(behind: Behind, url_id: int) -> Row[Any] | None:
    """Give the page where a reader ends who opens this one; None where there is none, or more than one."""
    for _ in range(MOST_STEPS):
        rows = [row for row in behind.get(url_id, ()) if row.kind in (Kind.ARTICLE, Kind.PAGE)]
        articles = [row for row in rows if row.kind == Kind.ARTICLE]
        chosen = articles or rows
        if len(chosen) != 1:
            return None
        if chosen[0].reason not in LEADING:
            return chosen[0]
        url_id = chosen[0].url_id
    return None
