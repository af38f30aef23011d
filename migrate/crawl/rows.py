"""The rows of a list's page as far as they can be told apart: JSON rows, records of a datastore."""

import hashlib
import json
import re

from migrate.crawl.answers import root_of, rows_of_json
from migrate.crawl.links import links_of_page
from migrate.urls import canonical

_RECORD = re.compile(r"<record>(?:\s|<!--)*<!\[CDATA\[(.{1,200000}?)\]\]>", re.DOTALL | re.IGNORECASE)
_IDS = ("id", "guid", "docid", "articleid", "manuscriptid")


def rows_of_answer(text: str, url: str) -> list[str] | None:
    """Give what tells the rows of an API's answer apart, in order; None where the text is an HTML page or fragment."""
    if "<record" in text:
        return [_of_record(found[1], url) for found in _RECORD.finditer(text)]
    rows = rows_of_json(text)
    return [_of_row(row) for row in rows] if rows else None


def _of_record(html: str, url: str) -> str:
    named = next((link.url for link in links_of_page(html, root_of(url), "utf-8")), None)
    return canonical(named) if named else _digest(html)


def _of_row(row: dict[str, object]) -> str:
    for name, value in row.items():
        if name.lower() in _IDS and isinstance(value, str | int) and str(value):
            return f"{name}={value}"
    return _digest(json.dumps(row, sort_keys=True, ensure_ascii=False, default=str))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
