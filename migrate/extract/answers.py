"""The rows that a list's answer names: JSON and JSONP of APIs, records of datastores, fragments of HTML."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from migrate.charset import decode
from migrate.extract.dates import read_date
from migrate.extract.dom import bare, outline, squeezed
from migrate.extract.entries import LONGEST_TITLE, SHORTEST_TITLE, find_rows
from migrate.extract.meta import without_tags
from migrate.extract.rules import ExtractRules, Vocabulary, is_document, vocabulary
from migrate.model import Entry
from migrate.urls import resolve

MOST_BYTES = 16 << 20  # of one answer that are read
MOST_VALUES = 200_000  # of one answer that are looked at
DEEPEST = 40
LONGEST_NUMBER = 60  # characters of a 文号
_JSONP = re.compile(r"^\s*[\w$.]{1,80}\s*\(\s*(?=[\[{])")
_RECORD = re.compile(r"<record>(?:\s|<!--)*<!\[CDATA\[(.{1,200000}?)\]\]>", re.DOTALL | re.IGNORECASE)
_MARKUP = re.compile(r"<a\b", re.IGNORECASE)
_CHINA = timezone(timedelta(hours=8))
_EPOCHS = ((10, 1), (13, 1000))  # digits of a clock that counts seconds or milliseconds, and its ticks a second

# Keys of a row, in small letters, as the families name them; the first that says something counts.
TITLES = ("title", "doctitle", "infotitle", "titlename", "showtitle", "name", "subject", "bt")
ADDRESSES = ("url", "docpuburl", "infourl", "puburl", "linkurl", "link", "href", "docurl", "pageurl", "path")
DAYS = (
    *("display_publish_time", "publishedtimestr", "publishdate", "publishtime", "publish_time", "pubdate", "pubtime"),
    *("docreltime", "infodate", "releasedate", "trs_time", "date", "created_at", "createtime", "fbsj", "rq"),
)
NUMBERS = ("document_number", "docnumber", "filenumber", "filenum", "fileno", "wenhao", "wh")


def entries_of_answer(
    body: bytes, url: str, *, declared_charset: str | None, rules: ExtractRules, only_data: bool = False
) -> tuple[Entry, ...]:
    """Give the rows of a list's answer, each address once; empty where it is none. Bounded, never raises.

    `only_data`: it came as a script, whose markup is a pattern and no row.
    """
    text = decode(body[:MOST_BYTES], declared_charset).text
    words = vocabulary(rules)
    value = _json(text)
    if value is not None:
        found = _rows(value, url, words)
    elif only_data:
        return ()
    else:
        records = "".join(f"<li>{one}</li>" for one in _RECORD.findall(text))
        found = _of_html(records, _root(url), words) if records else _of_html(text, url, words)
    return tuple({entry.url: entry for entry in found}.values())


def _json(text: str) -> Any:
    start = _JSONP.match(text)
    begin = start.end() if start else len(text) - len(text.lstrip("\ufeff \t\r\n"))
    if text[begin : begin + 1] not in ("{", "["):
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, begin)[0]
    except (ValueError, RecursionError):
        return None


def _rows(value: Any, url: str, words: Vocabulary) -> Iterator[Entry]:
    """Every object with a title and an address, in order; also in JSON and HTML that stands in strings."""
    waiting, seen = [(value, 0)], 0
    while waiting and seen < MOST_VALUES:
        seen += 1
        one, depth = waiting.pop()
        if isinstance(one, dict) and (entry := _entry(one, url, words)) is not None:
            yield entry
        elif isinstance(one, dict | list) and depth < DEEPEST:
            inner = one.values() if isinstance(one, dict) else one
            waiting.extend((part, depth + 1) for part in reversed(list(inner)))
        elif isinstance(one, str) and one[:1] in ("{", "[") and depth < DEEPEST:
            waiting.append((_json(one), depth + 1))
        elif isinstance(one, str) and _MARKUP.search(one):
            yield from _of_html(one, _root(url), words)


def _entry(row: dict[Any, Any], url: str, words: Vocabulary) -> Entry | None:
    said = {str(key).lower(): value for key, value in row.items()}
    title = squeezed(without_tags(next(_texts(said, TITLES), "")))
    if not SHORTEST_TITLE <= len(bare(title)) <= LONGEST_TITLE:
        return None
    for address in _addresses(said):
        target = resolve(url if address.startswith(".") else _root(url), address.strip())
        if target is not None and urlsplit(target).path not in ("", "/") and not is_document(target, words):
            number = next(_texts(said, NUMBERS), "")
            return Entry(target, title, _day(said), squeezed(number)[:LONGEST_NUMBER])
    return None


def _addresses(said: dict[str, Any]) -> Iterator[str]:
    """The addresses of a row, also those that stand by the kind of screen in an object of their own (`urls`)."""
    yield from _texts(said, ADDRESSES)
    inner = said.get("urls")
    by_screen = _json(inner) if isinstance(inner, str) else inner
    if isinstance(by_screen, dict):
        yield from (value for value in by_screen.values() if isinstance(value, str) and value.strip())


def _texts(said: dict[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    return (said[name] for name in names if isinstance(said.get(name), str) and said[name].strip())


def _day(said: dict[str, Any]) -> str | None:
    for name in DAYS:
        value = said.get(name)
        day = read_date(value) if isinstance(value, str) else None
        day = day or _of_clock(str(value) if isinstance(value, int | str) else "")
        if day:
            return day
    return None


def _of_clock(digits: str) -> str | None:
    """The day in China of a machine's clock, `1704412800001` or `1704412800`."""
    ticks = next((ticks for length, ticks in _EPOCHS if digits.isdigit() and len(digits) == length), 0)
    return datetime.fromtimestamp(int(digits) / ticks, _CHINA).strftime("%Y-%m-%d") if ticks else None


def _of_html(html: str, base: str, words: Vocabulary) -> Iterator[Entry]:
    to_url = partial(resolve, base)
    return (row.entry for row in find_rows(outline(html), words, to_url))


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
