"""body → Page: one captured HTML page, read.

The order is that of a reader: what the page says of itself (metas), its heading, the block that holds the text, and
what stands around it. Nothing is invented: what a page does not say stays empty.
"""

import re
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

from migrate.charset import Text, decode
from migrate.extract.body import Choice, choose, prepare
from migrate.extract.clean import body_html, body_text
from migrate.extract.dates import VISIBLE, chosen, witnesses
from migrate.extract.dom import MAX_CHARS, Outline, outline
from migrate.extract.entries import find_rows, leading_rows
from migrate.extract.fields import find_author, find_column, find_source
from migrate.extract.files import Body, find_attachments, find_images
from migrate.extract.kind import Signs, kind_of
from migrate.extract.lines import read_lines
from migrate.extract.meta import first, read_metas
from migrate.extract.rules import ExtractRules, Vocabulary, vocabulary
from migrate.extract.second import second_opinion
from migrate.extract.title import find_title
from migrate.extract.trim import dropped_stretches
from migrate.model import Kind, Page
from migrate.urls import resolve

MAX_BYTES = 4 * MAX_CHARS  # of a body that are decoded
_SHOWN = re.compile(r"<(?:img|table|video|audio|a)\b")
CUT = "cut"  # said in `method` where a page was longer or deeper than is read


def read_page(body: bytes, url: str, *, declared_charset: str | None, rules: ExtractRules, home_url: str) -> Page:
    """Read a captured page; `declared_charset` is that of the HTTP header. Bounded in time and memory, never raises."""
    text = decode(body[:MAX_BYTES], declared_charset)
    words = vocabulary(rules)
    page = outline(text.text)
    page.cut = page.cut or len(body) > MAX_BYTES
    return _read(page, text, url, words, home_url)


def _read(page: Outline, text: Text, url: str, words: Vocabulary, home_url: str) -> Page:
    metas = read_metas(page)
    lines = read_lines(page, words)
    title = find_title(page, lines, metas, words)
    ground = prepare(page, lines, words, title)
    choice = choose(ground)
    dropped = dropped_stretches(lines, words, title, choice) if choice else []
    span = _span(page, choice, dropped)
    evidence = witnesses(page, url, metas, words, span, title.finish)
    source = find_source(page, metas, words, span)
    base = _base(page, url, text.charset)
    to_url = partial(_resolved, base, text.charset)
    rows = find_rows(page, words, to_url)
    leading = leading_rows(page, rows)
    labelled = any(witness.where == VISIBLE for witness in evidence) or bool(
        source and not first(metas, words, "source")
    )
    kind = kind_of(Signs(page, url, home_url, metas, title, choice, leading, labelled), words)
    of_article = title.text if kind is Kind.ARTICLE else ""  # a list's trail may end with its own name
    read = Page(
        url=url,
        kind=kind,
        title=title.text,
        column=find_column(page, metas, words, of_article, base, home_url),
        keywords=first(metas, words, "keywords"),
        method=CUT if page.cut else "",
    )
    if kind in {Kind.LIST, Kind.HOME}:
        kept = leading if kind is Kind.LIST else rows
        return replace(read, entries=tuple(row.entry for row in kept if row.entry.url != url))
    if kind is not Kind.ARTICLE or choice is None:
        return read
    read = replace(read, source=source, author=find_author(page, metas, words, span))
    read = replace(read, published_at=chosen(evidence), date_evidence=evidence)
    return _with_body(read, Body(page, choice, dropped, words, to_url), (title.place, ground.end), text.text)


def _with_body(read: Page, body: Body, ground: tuple[int, int], source: str) -> Page:
    """The page with its body and files; the tree is changed here, so this comes last."""
    attachments = find_attachments(body, ground)
    html, method = body_html(body), body.choice.method
    if not body.choice.weight and not _SHOWN.search(html):
        other = second_opinion(source, body.to_url)
        html, method = (other, "trafilatura") if len(other) > len(html) else (html, method)
    shown = outline(html)
    return replace(
        read,
        body_html=html,
        body_text=body_text(shown),
        images=find_images(shown, body.words),
        attachments=attachments,
        method="+".join(part for part in (method, read.method) if part),
    )


def _span(page: Outline, choice: Choice | None, dropped: list[tuple[int, int]]) -> tuple[int, int]:
    """The stretch of the flat text that is the body after trimming: dates in it are not the page's."""
    if choice is None:
        return 0, 0
    begin, finish = choice.begin, choice.finish
    for first_place, last_place in dropped[1:-1]:
        if page.text[begin:first_place].strip():
            break
        begin = max(begin, last_place)
    for first_place, last_place in reversed(dropped[1:-1]):
        if page.text[last_place:finish].strip():
            break
        finish = max(begin, min(finish, first_place))
    return begin, finish


def _resolved(base: str, charset: str, reference: str) -> str | None:
    return resolve(base, reference, charset)


def _base(page: Outline, url: str, charset: str) -> str:
    """The address that links are relative to: the page's own, or what its `base` names."""
    found = page.root.css_first("base[href]") if page.root is not None else None
    stated = resolve(url, found.attributes.get("href") or "", charset) if found is not None else None
    return stated if stated and urlsplit(stated).scheme in {"http", "https"} else url
