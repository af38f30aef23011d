"""What the answers of lists name: JSON and JSONP of APIs, XML datastores with HTML in them, bare HTML fragments."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from migrate.crawl.links import links_of_page, suffix_kind
from migrate.model import Kind, Link
from migrate.urls import resolve

MOST_NODES = 200_000  # values of one answer that are looked at
DEEPEST = 40
LONGEST_URL = 2_000
_JSONP = re.compile(r"^\s*[\w$.]{1,80}\s*\(\s*(?=[\[{])")
_ADDRESS = re.compile(r"^(?:https?://|/(?!/)|\.{1,2}/)[^\s<>\"'{}]+$")
_NAMED = re.compile(r"url|link|href|path|src|^pc$", re.IGNORECASE)
_TAG = re.compile(r"<(?:a|li|tr|img|p|div|table)\b", re.IGNORECASE)
_RECORD = re.compile(r"<record>(?:\s|<!--)*<!\[CDATA\[(.{1,200000}?)\]\]>", re.DOTALL | re.IGNORECASE)


def links_of_json(text: str, url: str) -> list[Link] | None:
    """Give every address that a JSON or JSONP text names, also in HTML and JSON inside its strings; None: no JSON."""
    value = parsed(text)
    return None if value is None else list(_links(value, url))


def parsed(text: str) -> Any:
    """Give the value of a JSON or JSONP text, None where it is neither."""
    start = _JSONP.match(text)
    begin = start.end() if start else len(text) - len(text.lstrip("\ufeff \t\r\n"))
    if text[begin : begin + 1] not in ("{", "["):
        return None
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text, begin)
    except (ValueError, RecursionError):
        return None
    return value


def rows_of_json(text: str) -> list[dict[str, Any]]:
    """Give the rows of a JSON answer: its longest list of objects; empty where the text is none."""
    longest: list[dict[str, Any]] = []
    waiting, seen = [(parsed(text), 0)], 0
    while waiting and seen < MOST_NODES:
        seen += 1
        one, depth = waiting.pop()
        if isinstance(one, list):
            rows = [row for row in one if isinstance(row, dict)]
            longest = rows if len(rows) > len(longest) else longest
        if isinstance(one, dict | list) and depth < DEEPEST:
            waiting.extend((inner, depth + 1) for inner in (one.values() if isinstance(one, dict) else one))
    return longest


def _links(value: Any, url: str) -> Iterator[Link]:
    waiting: list[tuple[str, Any, int]] = [("", value, 0)]
    seen = 0
    while waiting and seen < MOST_NODES:
        seen += 1
        name, one, depth = waiting.pop()
        if depth > DEEPEST:
            continue
        if isinstance(one, dict):
            waiting.extend((str(key), inner, depth + 1) for key, inner in reversed(list(one.items())))
        elif isinstance(one, list):
            waiting.extend((name, inner, depth + 1) for inner in reversed(one))
        elif isinstance(one, str):
            inner = parsed(one) if one[:1] in ("{", "[") else None
            if inner is not None:
                waiting.append((name, inner, depth + 1))
            else:
                yield from _of_text(name, one, url)


def _of_text(name: str, text: str, url: str) -> Iterator[Link]:
    if _TAG.search(text):
        yield from links_of_page(text, root_of(url), "utf-8")
        return
    address = text.strip()
    if len(address) > LONGEST_URL or not address or "\n" in address:
        return
    told = _ADDRESS.match(address) and (_NAMED.search(name) or _has_suffix(address))
    if told or (_NAMED.search(name) and _has_suffix(address) and not re.search(r"[\s<>\"'{}]", address)):
        target = resolve(root_of(url) if not address.startswith(".") else url, address)
        if target is not None and urlsplit(target).path not in ("", "/"):
            yield Link(target, "link", suffix_kind(target, Kind.PAGE))


def _has_suffix(address: str) -> bool:
    return re.search(r"\.[a-z]{2,5}(?:\?|$)", address.lower()) is not None


def links_of_records(text: str, url: str, charset: str) -> Iterator[Link]:
    """Give what the records of an XML datastore name, also of those that a comment hides; they start at the root."""
    for found in _RECORD.finditer(text):
        yield from links_of_page(found[1], root_of(url), charset)


def root_of(url: str) -> str:
    """Give the root of a URL's host: what the addresses in an API's answer are relative to."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
