"""What an article looks like in WordPress: its title, text and attachments, as the REST interface takes them."""

import html
import re
from typing import Any

from migrate.model import Article, Channel
from migrate.portal.contract import Visibility, source_hash
from migrate.portal.whole_text import whole_text
from migrate.portal.wordpress.marks import STATUS, article_slug, marked, sealed, wordpress_date

NO_TITLE = "（原文无标题）"
DESCRIPTION_LENGTH = 120  # characters of the text that Description gives


def post_of(
    article: Article, channel: Channel, category: int, visibility: Visibility, *, run: int, home: str
) -> dict[str, Any]:
    """Give the fields of the post, sealed; `run` made it. One request carries everything: no text is half-written."""
    mark = {
        "key": article.article_key,
        "run": run,
        "source": source_hash(article, channel, visibility),
        "visibility": visibility.value,
        "channel": channel.path,
        "category": category,
        "published_at": article.published_at,
        "old_url": article.old_url,
        "site": article.site_key,
        "site_name": article.site_name,
        "content_source": article.source,
        "author": article.author,
        "keywords": article.keywords,
        "description": " ".join(article.body_text.split())[:DESCRIPTION_LENGTH],
    }
    return sealed(
        {
            "title": title_of(article.title),
            "content": marked(f"<!-- wp:html -->\n{whole_text(article, home)}\n<!-- /wp:html -->\n", mark),
            "slug": article_slug(article.article_key),
            "status": STATUS[visibility],
            "date": wordpress_date(article.published_at),
            "categories": [category],
            "comment_status": "closed",
            "ping_status": "closed",
        }
    )


def title_of(title: str) -> str:
    """Give a title as HTML, which WordPress takes titles for; the ideographic space is part of it.

    >>> title_of("关于<试行>办法  的通知")
    '关于&lt;试行&gt;办法 的通知'
    """
    return html.escape(re.sub(r"[^\S\u3000]+", " ", title).strip() or NO_TITLE, quote=False)
