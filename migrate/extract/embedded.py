"""Pages whose article stands in a script as JSON, where the browser would build it: written out as a plain page."""

import json
import re
from html import escape
from typing import Any

from migrate.extract.source import without_java_dates

MOST_PLACES = 3  # of the script's name that are tried
_PLACE = re.compile(r"\bDETAIL['\"]?\s*[:=]\s*(?=\{)")
_TITLES = ("title",)
_DATES = ("display_publish_time", "publish_time", "published_at", "created_at")
_SOURCES = ("source", "publisher")


def readable(source: str) -> str:
    """Give the source of a page as it is to be read: written out where a script holds the article."""
    return written_out(source) or without_java_dates(source)


def written_out(source: str) -> str | None:
    """Give the page as it would be shown; None where no script holds an article.

    >>> "<h1>通知</h1>" in written_out('<script>_CONFIG = {DETAIL: {"title": "通知", "content": "正文"}}</script>')
    True
    """
    if "DETAIL" not in source:
        return None
    for place in list(_PLACE.finditer(source))[:MOST_PLACES]:
        try:
            detail, _ = json.JSONDecoder().raw_decode(source, place.end())
        except (ValueError, RecursionError):
            continue
        if isinstance(detail, dict) and isinstance(detail.get("content"), str):
            return _page(detail)
    return None


def _page(detail: dict[str, Any]) -> str:
    title, day, source = (_said(detail, names) for names in (_TITLES, _DATES, _SOURCES))
    label = " ".join(part for part in (f"发布时间：{day}" if day else "", f"来源：{source}" if source else "") if part)
    metas = f'<meta name="ArticleTitle" content="{escape(title)}">' if title else ""
    return (
        f"<html><head><title>{escape(title)}</title>{metas}</head><body><div><h1>{escape(title)}</h1>"
        f'<p>{escape(label)}</p><div id="UCAP-CONTENT">{detail["content"]}</div>'
        f"<ul>{_files(detail)}</ul></div></body></html>"
    )


def _files(detail: dict[str, Any]) -> str:
    given = detail.get("attachment") or detail.get("attachments")
    rows = [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []
    return "".join(
        f'<li>附件：<a href="{escape(_said(row, ("url", "path")))}">{escape(_said(row, ("name", "title")))}</a></li>'
        for row in rows
        if _said(row, ("url", "path"))
    )


def _said(table: dict[str, Any], names: tuple[str, ...]) -> str:
    """The first of the names that says something; numbers (clocks of machines) say nothing to a reader."""
    return next((value.strip() for name in names if isinstance(value := table.get(name), str) and value.strip()), "")
