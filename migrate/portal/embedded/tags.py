"""网页标签规范: the meta tags of each kind of page, in the order of the standard.

Home: 网站标签. Channel: 网站标签 and 栏目标签. Article: those and 内容页标签. A value that is not known is left out.
The required ones fall back: SiteDomain to the host of `base_url`; ColumnDescription to the names of portal and
channel; ColumnKeywords to the channel's names; ColumnType to that of the channel above, else to the top channel's
name; ContentSource to the old site that the text comes from. ArticleTitle is the title that the page shows. PubDate
has minutes by the standard: a day alone is followed by 00:00 (the visible date stays as it was), and an article
without a date has none.
"""

import re
from collections.abc import Mapping

from migrate.model import Channel
from migrate.portal.documents import Head
from migrate.portal.embedded.identity import Identity
from migrate.portal.embedded.store import Content

Tags = tuple[tuple[str, str], ...]
NO_TITLE = "（原文无标题）"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MINUTE = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", re.ASCII)


def site_tags(identity: Identity) -> Tags:
    """Give 网站标签, on every page."""
    return _known(SiteName=identity.name, SiteDomain=identity.host, SiteIDCode=identity.site_code)


def channel_tags(identity: Identity, channel: Channel, channels: Mapping[str, Channel]) -> Tags:
    """Give 网站标签 and 栏目标签, on the pages of a channel."""
    names = " - ".join(channel.trail)
    return site_tags(identity) + _known(
        ColumnName=channel.name,
        ColumnDescription=channel.description or f"{identity.name}{names}栏目",
        ColumnKeywords=",".join(dict.fromkeys(channel.trail)),
        ColumnType=column_type(channel, channels),
    )


def article_tags(identity: Identity, column: Tags, head: Head, content: Content) -> Tags:
    """Give all three groups, on an article's page; `column` is what its channel's pages carry."""
    return (
        column
        + _known(
            ArticleTitle=head.title or NO_TITLE,
            PubDate=pub_date(head.published_at),
            ContentSource=content.source or content.site_name,
            Keywords=content.keywords,
            Author=content.author,
            Description=content.description,
            Url=identity.home + head.path if identity.home else "",
        )
        + (("OriginalUrl", content.old_url),)
    )


def column_type(channel: Channel, channels: Mapping[str, Channel]) -> str:
    """Give one ColumnType: the channel's own, else that of the nearest above it, else the top channel's name."""
    slugs = channel.path.split("/")
    above = (channels.get("/".join(slugs[:depth])) for depth in range(len(slugs), 0, -1))
    return next((one.column_type for one in above if one and one.column_type), channel.trail[0])


def pub_date(published_at: str | None) -> str:
    """Give PubDate as `yyyy-MM-dd HH:mm`, empty where the article has no date.

    >>> pub_date("2019-03-05 09:30"), pub_date("2019-03-05"), pub_date(None)
    ('2019-03-05 09:30', '2019-03-05 00:00', '')
    """
    if published_at and _DAY.fullmatch(published_at):
        return f"{published_at} 00:00"
    return published_at if published_at and _MINUTE.fullmatch(published_at) else ""


def _known(**values: str) -> Tags:
    return tuple((name, one_line) for name, value in values.items() if (one_line := _one_line(value)))


def _one_line(text: str) -> str:
    return " ".join(text.split())
