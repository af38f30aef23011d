"""HTML tables and single-file web pages, mostly saved as .xls → raw sheets: one page is one sheet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from migrate.charset import decode
from migrate.errors import SheetError
from migrate.sheet.cells.text import Value
from migrate.sheet.files.source import MOST_COLUMNS, SAVE_AS, RawBook, RawSheet, Source, too_long, too_wide
from migrate.sheet.grid import Limits, Merge, Place

MOST = 64 << 20  # bytes of a page; the parsed tree takes several times as much
MOST_SPAN = 65_534  # rows or columns that one cell may span, as browsers have it
MOST_PARTS = 200  # pages of one single-file web page
_NO_TEXT = frozenset({"head", "script", "style", "title", "template", "noscript"})
_BLOCKS = frozenset(
    ("p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "center", "table", "tr", "td", "th")
) | {"caption", "pre", "hr", "dt", "dd"}
_SPACES = re.compile(r"[ \t\r\n\f]+")
_EXPONENT = re.compile(r"\s*\d(?:\.\d+)?E[+]?\d+\s*", re.IGNORECASE)
_NO_TARGET = ("#", "javascript:")
_SHEET_NAME = re.compile(r"<x:Name>([^<]{1,64})</x:Name>", re.IGNORECASE)


@dataclass
class _Page:
    """The rows of one page so far."""

    rows: dict[int, list[Value]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    links: dict[Place, str] = field(default_factory=dict)
    next_row: int = 1
    tables: int = 0


def read_web_page(source: Source, limits: Limits) -> RawBook:
    """The sheet of an HTML page; SheetError where it holds no table."""
    page = _read(source.name, source.content(min(limits.max_unpacked, MOST)), None, limits)
    if not page.tables:
        raise SheetError(f"{source.name} 是网页（HTML），里面没有表格", SAVE_AS)
    return RawBook(iter([_raw(None, page)]))


def read_web_archive(source: Source, limits: Limits) -> RawBook:
    """The sheets of a single-file web page, one for each page in it with a table."""
    import email
    import email.policy

    message = email.message_from_bytes(source.content(min(limits.max_unpacked, MOST)), policy=email.policy.default)
    pages, names = [], []
    for part, _ in zip(message.walk(), range(MOST_PARTS), strict=False):
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            body = content if isinstance(content, bytes) else b""
            names += _SHEET_NAME.findall(decode(body, part.get_content_charset()).text)
            page = _read(source.name, body, part.get_content_charset(), limits)
            if page.tables:
                pages.append(page)
    if not pages:
        raise SheetError(f"{source.name} 是邮件或单个文件网页，里面没有表格", SAVE_AS)
    named = names if len(names) == len(pages) else [None] * len(pages)
    return RawBook(iter([_raw(name, page) for name, page in zip(named, pages, strict=True)]))


def _raw(name: str | None, page: _Page) -> RawSheet:
    return RawSheet(name, page.rows.items(), tuple(page.merges), page.links)


def _read(name: str, body: bytes, charset: str | None, limits: Limits) -> _Page:
    from lxml import etree

    page = _Page()
    text = decode(body, charset).text
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser) if text.strip() else None
    if root is None:
        return page
    words: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            _start(name, page, walk, element, words)
        else:
            if element.tag in _BLOCKS:
                _line(page, words)
            words.append(element.tail or "")
        if page.next_row > limits.max_rows + 1:
            raise too_long(name, None, limits.max_rows)
    _line(page, words)
    return page


def _start(name: str, page: _Page, walk: Any, element: Any, words: list[str]) -> None:
    if element.tag in _BLOCKS:
        _line(page, words)
    if element.tag in _NO_TEXT:
        walk.skip_subtree()
    elif element.tag == "table" and element.find(".//table") is None:
        _table(name, page, element)
        walk.skip_subtree()
    else:
        words.append(element.text or "")


def _line(page: _Page, words: list[str]) -> None:
    """Text outside of tables stands in a row of its own, as spreadsheet programs show it."""
    text = _SPACES.sub(" ", "".join(words)).strip()
    words.clear()
    if text:
        page.rows[page.next_row] = [text]
        page.next_row += 1


def _table(name: str, page: _Page, table: Any) -> None:
    """Put a table's rows under what is there; spans become merges."""
    page.tables += 1
    taken: dict[int, int] = {}  # columns that a cell from above still fills, and down to which row
    for row in table.iter("tr"):
        values: list[Value] = []
        column = 1
        for cell in row.iterchildren("td", "th"):
            while taken.get(column, 0) >= page.next_row:
                column += 1
            column = _cell(page, cell, column, values, taken)
            if column > MOST_COLUMNS:
                raise too_wide(name, None)
        page.rows[page.next_row] = values
        page.next_row += 1


def _cell(page: _Page, cell: Any, column: int, values: list[Value], taken: dict[int, int]) -> int:
    """Put one cell into the row; the column behind it."""
    row, right = page.next_row, min(_span(cell, "colspan"), MOST_COLUMNS)
    down = _span(cell, "rowspan")
    links: list[str] = []
    lines = (_SPACES.sub(" ", part).strip() for part in "".join(_text(cell, links)).split("\n"))
    value = "\n".join(line for line in lines if line)
    if _EXPONENT.fullmatch(value) and cell.get("x:num"):
        value = cell.get("x:num")
    values.extend([None] * (column - 1 - len(values)))
    values.append(value or None)
    if links:
        page.links[row, column] = links[0]
    if down > 1 or right > 1:
        page.merges.append(Merge(row, column, row + down - 1, column + right - 1))
    for place in range(column, column + right):
        if down > 1:
            taken[place] = row + down - 1
    return column + right


def _text(element: Any, links: list[str]) -> Iterator[str]:
    """The text inside an element; its own line breaks are spaces, the page's are line breaks."""
    yield _SPACES.sub(" ", element.text or "")
    for child in element:
        block = child.tag in _BLOCKS
        if block:
            yield "\n"
        if child.tag not in _NO_TEXT:
            target = (child.get("href") or "").strip() if child.tag == "a" else ""
            if target and not target.lower().startswith(_NO_TARGET):
                links.append(target)
            yield from _text(child, links)
        if block:
            yield "\n"
        yield _SPACES.sub(" ", child.tail or "")


def _span(cell: Any, name: str) -> int:
    text = (cell.get(name) or "").strip()
    return min(int(text), MOST_SPAN) if text.isascii() and text.isdecimal() and text != "0" and len(text) < 10 else 1
