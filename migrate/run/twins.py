"""One article under two spellings of its address, as servers that fold case give it: one, and both are answered."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Row

from migrate.ledger import content
from migrate.model import Article
from migrate.run.work import Work


def join_twins(work: Work, site: Row[Any]) -> None:
    """Articles whose addresses differ in letter case alone are one where title, text, day and files are the same."""
    with work.ledger.begin() as connection:
        spellings: defaultdict[str, list[str]] = defaultdict(list)
        for key in content.article_keys_in_order(connection, site.site_key):
            spellings[key.lower()].append(key)
        for keys in spellings.values():
            if len(keys) > 1:
                _join(connection, site.site_key, keys)


def _join(connection: Connection, site_key: str, keys: list[str]) -> None:
    """The first of the same is the article; pages of the others are pages of it."""
    kept: list[Article] = []
    for key in keys:
        article = content.article_with(connection, site_key, key)
        if article is None:
            continue
        twin = next((one for one in kept if _says(one) == _says(article)), None)
        if twin is None:
            kept.append(article)
        else:
            content.move_pages(connection, site_key, key, twin.article_key)


def _says(article: Article) -> tuple[object, ...]:
    files = [(one.name, one.sha256) for one in (*article.images, *article.attachments)]
    return article.title, article.published_at, article.source, article.body_text, files
