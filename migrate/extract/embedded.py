"""Pages whose article stands in a script as JSON, where the browser would build it: written out as a plain page."""

import json
import re
from datetime import datetime, timedelta, timezone
from html import escape, unescape
from typing import Any

from migrate.extract.source import without_java_dates

MOST_FIELDS = 5  # that a visitor could write into, of which one may hold the text
MOST_PLACES = 3  # of the script's name that are tried
_PLACE = re.compile(
    r"(?:\bDETAIL['\"]?\s*[:=]|__(?:INITIAL|PRELOADED)_STATE__\s*=|__NUXT__\s*=|__NEXT_DATA__['\"][^>]{0,200}>)\s*(?=[{\[])"
)
_STATES = ("DETAIL", "_STATE__", "__NUXT__", "__NEXT_DATA__")
MOST_INNER = 2000  # objects of a state that are looked at
_CONTENTS = ("content", "contentHtml", "content_html", "docContent", "articleContent", "body")
_FIELD = re.compile(r"<textarea\b[^>]{0,500}>", re.IGNORECASE)
_FIELD_END = re.compile(r"</textarea\s*>", re.IGNORECASE)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|\bhidden\b", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:p|div|br|table|span|section)[\s>/]", re.IGNORECASE)
_TITLES = ("title", "docTitle", "articleTitle")
_DATES = (
    "display_publish_time",
    "publish_time",
    "published_at",
    "publishTime",
    "publishDate",
    "pubDate",
    "created_at",
    "createTime",
)
_SOURCES = ("source", "docSource", "publisher")
_CHINA = timezone(timedelta(hours=8))
_TICKS = {10: 1, 13: 1000}  # digits of a clock, and its ticks a second


def readable(source: str) -> str:
    """Give the source of a page as it is to be read: written out where a script holds the article."""
    return written_out(source) or without_java_dates(_opened(source))


def _opened(source: str) -> str:
    """The source with the text that waits in a hidden field, from where a script would take it, in its place."""
    for found in list(_FIELD.finditer(source))[:MOST_FIELDS]:
        end = _FIELD_END.search(source, found.end()) if _UNSEEN.search(found[0]) else None
        held = unescape(source[found.end() : end.start()]) if end else ""
        if end and _MARKUP.search(held):
            return f"{source[: found.start()]}<div>{held}</div>{source[end.end() :]}"
    return source


def written_out(source: str) -> str | None:
    """Give the page as it would be shown; None where no script holds an article.

    >>> "<h1>通知</h1>" in written_out('<script>_CONFIG = {DETAIL: {"title": "通知", "content": "正文"}}</script>')
    True
    """
    if not any(name in source for name in _STATES):
        return None
    for place in list(_PLACE.finditer(source))[:MOST_PLACES]:
        try:
            detail, _ = json.JSONDecoder().raw_decode(source, place.end())
        except (ValueError, RecursionError):
            continue
        article = _article(detail)
        if article is not None:
            return _page(article)
    return None


def _article(state: object) -> dict[str, Any] | None:
    """The first object of a state that has a title and markup; the order is that of the state, the outer first."""
    waiting: list[object] = [state]
    for _ in range(MOST_INNER):
        if not waiting:
            return None
        one = waiting.pop(0)
        if isinstance(one, dict):
            held = next((one[name] for name in _CONTENTS if isinstance(one.get(name), str)), "")
            if held and _said(one, _TITLES):
                return {**one, "content": held}
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return None


def _page(detail: dict[str, Any]) -> str:
    title, source = (_said(detail, names) for names in (_TITLES, _SOURCES))
    day = _said(detail, _DATES) or _clocked(detail)
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


def _clocked(table: dict[str, Any]) -> str:
    """The moment that the first of the date names gives as a machine's clock, in seconds or milliseconds."""
    for name in _DATES:
        value = table.get(name)
        digits = str(value) if isinstance(value, int | str) else ""
        if digits.isascii() and digits.isdigit() and len(digits) in _TICKS:
            return datetime.fromtimestamp(int(digits) / _TICKS[len(digits)], _CHINA).strftime("%Y-%m-%d %H:%M")
    return ""


def _said(table: dict[str, Any], names: tuple[str, ...]) -> str:
    """The first of the names that says something; numbers (clocks of machines) say nothing to a reader."""
    texts = (value.strip() for name in names if isinstance(value := table.get(name), str))
    return next((text for text in texts if text and not text.isdigit()), "")
