"""Pages that change at each request: do two bodies of one URL differ in more than a counter, a clock or a token?

Two pages are the same when, in order, they show the same text, name the same addresses and carry the same scripts, once
these are taken out: numbers that stand with a word for visits, dates and times behind 今天是, 当前时间 and their like,
a clock that shows seconds and no date, how long a page took, numbers and ids within scripts, hidden fields, comments,
styles, session ids and cache-avoiding parameters. A number or a date anywhere else is a change: sums and publish dates
are what a page says.
"""

import re
from collections.abc import Sequence
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from migrate.charset import decode
from migrate.crawl.aliases import AliasRule, meant_by
from migrate.urls import resolve, session_free

LONGEST = 4 << 20  # bytes; of a longer page every change is told
_NUMBER = r"[(（\[【]?\s*\d[\d,]*\s*[)）\]】]?"
_VISITS = "(?:浏览|访问|点击|阅读|查看|人气|在线)"
_MEASURE = r"(?:次数|人数|总数|人次|量|数|率|值|者|用户|统计|[:：(（\[【])"
_DAY = r"\d{2,4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?"
_CLOCK = r"\d{1,2}\s*[:：时点]\s*\d{1,2}(?:\s*[:：分]\s*\d{1,2}\s*秒?)?分?"
_WEEKDAY = "(?:星期|周)[一二三四五六日天]"
_NOW = "(?:今天是|今日是|今天|现在是|现在时间|当前时间|当前日期|系统时间|服务器时间)"
_PASSING = re.compile(
    "|".join(
        (
            rf"{_VISITS}\s*(?:总|本页|累计)?\s*{_MEASURE}\s*(?:为|是|共)?\s*[:：]?\s*{_NUMBER}(?:\s*(?:人次|次|人|位))?"
            rf"(?:\s*{_CLOCK})?",
            rf"(?:第\s*)?{_NUMBER}\s*(?:人次|位|次|人)?\s*{_VISITS}(?:者|本站|本页|过)",
            rf"第\s*{_NUMBER}\s*(?:位|个)\s*(?:访客|游客)",
            rf"{_NOW}\s*[:：]?\s*(?:(?:{_DAY}|{_CLOCK}|{_WEEKDAY})\s*)+",
            r"(?:页面|本页)(?:执行|生成|处理|加载|查询)(?:时间|耗时|用时)?\s*[:：]?\s*\d+\.?\d*\s*(?:毫秒|秒|ms|s)\b",
            r"(?<![\d日号:：/.-])(?<![\d日号:：/.-]\s)\d{1,2}[:：]\d{2}[:：]\d{2}(?!\d)",  # a clock without a date
        )
    )
)
_TOKENS = re.compile(r"[A-Za-z]*\d[\w.]*", re.ASCII)
_SPACE = re.compile(r"\s+")
_ADDRESSES = ("href", "src", "action", "data", "background")

Shown = tuple[str, list[str], list[str]]


def is_mere_detail(before: bytes, after: bytes, url: str, aliases: Sequence[AliasRule]) -> bool:
    """True when two HTML bodies of `url` differ only in what changes at each request."""
    if max(len(before), len(after)) > LONGEST:
        return False
    return _shown(before, url, aliases) == _shown(after, url, aliases)


def _shown(body: bytes, url: str, aliases: Sequence[AliasRule]) -> Shown:
    """What a page shows, names and runs, without what changes by itself."""
    tree = LexborHTMLParser(decode(body).text)
    scripts = [_TOKENS.sub("#", one.text() or "") for one in tree.css("script")]
    for one in tree.css("script, style"):
        one.decompose()
    text = _SPACE.sub(" ", tree.root.text(separator=" ")) if tree.root is not None else ""
    named = [_plain(value, url, aliases) for one in tree.css("*") for value in _values(one)]
    return _SPACE.sub("", _PASSING.sub("#", text)), named, scripts


def _values(element: Any) -> list[str]:
    """The addresses that an element names, what a reader sees of its attributes, and what it says as a meta element."""
    held = element.attributes
    names = [*_ADDRESSES]
    if element.tag == "meta":
        is_token = "csrf" in (held.get("name") or "").lower() or "token" in (held.get("name") or "").lower()
        names = [] if is_token else ["content"]
    elif element.tag == "input" and (held.get("type") or "").lower() != "hidden":
        names.append("value")
    elif element.tag in ("img", "area"):
        names.append("alt")
    return [held[name] or "" for name in names if name in held]


def _plain(value: str, url: str, aliases: Sequence[AliasRule]) -> str:
    absolute = resolve(url, value)
    if absolute is None:
        return value
    plain = session_free(absolute)
    alias = meant_by(plain, aliases)
    return alias[0] if alias else plain
