"""body → Page: one captured HTML page, read.

The order is that of a reader: what the page says of itself (metas), its heading, the block that holds the text, and
what stands around it. Nothing is invented: what a page does not say stays empty.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from migrate.charset import Text, decode
from migrate.extract.body import Choice, Ground, choose, named_choice, prepare
from migrate.extract.clean import body_html, body_text
from migrate.extract.dates import VISIBLE, chosen, witnesses
from migrate.extract.dom import Outline, outline, walked
from migrate.extract.embedded import readable
from migrate.extract.entries import find_rows, leading_rows
from migrate.extract.facts import find_facts, without
from migrate.extract.fields import find_author, find_column, find_source
from migrate.extract.files import Body, find_attachments, find_images, names_only
from migrate.extract.kind import Signs, kind_of
from migrate.extract.lines import Line, read_lines
from migrate.extract.meta import first, read_metas
from migrate.extract.parts import find_parts
from migrate.extract.rules import ExtractRules, Vocabulary, vocabulary
from migrate.extract.second import second_opinion
from migrate.extract.source import MAX_CHARS
from migrate.extract.title import Title, find_title
from migrate.extract.trim import dropped_stretches
from migrate.model import DocumentFacts, Kind, Page
from migrate.urls import resolve

MAX_BYTES = 4 * MAX_CHARS  # of a body that are decoded
_SHOWN = re.compile(r"<(?:img|table|video|audio|a)\b")
CUT = "cut"  # said in `method` where a page was longer or deeper than is read


@dataclass(frozen=True)
class Asked:
    """What reading one page needs beside the page itself; `body` is the node of the body where a template names it."""

    url: str
    text: Text
    words: Vocabulary
    home_url: str
    body: LexborNode | None = None
    crumbs: Outline | None = None  # the part of the page where the breadcrumb stands, where it is known


@dataclass(frozen=True)
class Look:
    """A page looked through, its body not yet cut out: where everything stands."""

    page: Outline
    metas: Mapping[str, str]
    lines: list[Line]
    title: Title
    ground: Ground
    choice: Choice | None
    dropped: list[tuple[int, int]]
    span: tuple[int, int]


@dataclass(frozen=True)
class Around:
    """What stands around the body of an article."""

    facts: DocumentFacts
    parts: tuple[str, ...]


def read_page(body: bytes, url: str, *, declared_charset: str | None, rules: ExtractRules, home_url: str) -> Page:
    """Read a captured page; `declared_charset` is that of the HTTP header. Bounded in time and memory, never raises."""
    text = decode(body[:MAX_BYTES], declared_charset)
    page = outline(readable(text.text))
    page.cut = page.cut or len(body) > MAX_BYTES
    asked = Asked(url, text, vocabulary(rules), home_url)
    look = look_through(page, asked)
    around = read_around(page, asked, look.span)  # first: the tree is changed by reading on
    read = read_looked(look, asked)
    return with_around(read, around)


def read_around(page: Outline, asked: Asked, span: tuple[int, int]) -> Around:
    """Give what stands around the body of a whole page: the facts of a document, and the pager of a long article."""
    said = asked.text.text
    facts = DocumentFacts()
    if asked.words.boxed.search(said):
        whole = page if page.text else walked(page.root)
        facts = find_facts(whole, asked.words, _body_span(whole, asked, span))
    charset = asked.text.charset
    return Around(facts, find_parts(page.root, said, asked.url, base_of(page, asked.url, charset), charset))


def _body_span(page: Outline, asked: Asked, span: tuple[int, int]) -> tuple[int, int]:
    if asked.body is None:
        return span
    at = page.places.get(asked.body.mem_id)
    return (page.blocks[at].begin, page.blocks[at].finish) if at is not None else span


def with_around(read: Page, around: Around) -> Page:
    """Give an article with what stands around its body; another page has none of it."""
    if read.kind is not Kind.ARTICLE:
        return read
    return replace(read, facts=without(around.facts, read.title), parts=around.parts)


def look_through(page: Outline, asked: Asked) -> Look:
    """Find title, lines and body of a page, or of the part of it that holds the article."""
    words = asked.words
    metas = read_metas(page)
    lines = read_lines(page, words)
    title = find_title(page, lines, metas, words)
    ground = prepare(page, lines, words, title)
    choice = choose(ground) if asked.body is None else named_choice(ground, asked.body, title.place)
    dropped = dropped_stretches(lines, words, title, choice) if choice else []
    return Look(page, metas, lines, title, ground, choice, dropped, _span(page, choice, dropped))


def read_looked(look: Look, asked: Asked) -> Page:
    """Give the page that was looked through; the tree is changed, so a look is read once."""
    page, words, url, title, metas = look.page, asked.words, asked.url, look.title, look.metas
    evidence = witnesses(page, url, metas, words, look.span, title.finish, look.ground.foot)
    source = find_source(page, metas, words, look.span)
    base = base_of(page, url, asked.text.charset)
    to_url = partial(resolved, base, asked.text.charset)
    find_all = cache(partial(find_rows, page, words, to_url))
    find_leading = cache(lambda: leading_rows(page, find_all()))
    labelled = any(witness.where == VISIBLE for witness in evidence) or bool(
        source and not first(metas, words, "source")
    )
    kind = kind_of(Signs(page, url, asked.home_url, metas, title, look.choice, find_leading, labelled), words)
    of_article = title.text if kind is Kind.ARTICLE else ""  # a list's trail may end with its own name
    read = Page(
        url=url,
        kind=kind,
        title=title.text,
        column=find_column(asked.crumbs or page, metas, words, of_article, base, asked.home_url),
        keywords=first(metas, words, "keywords"),
        method=CUT if page.cut else "",
    )
    if kind in {Kind.LIST, Kind.HOME}:
        kept = find_leading() if kind is Kind.LIST else find_all()
        return replace(read, entries=tuple(row.entry for row in kept if row.entry.url != url))
    if kind is not Kind.ARTICLE or look.choice is None:
        return read
    read = replace(read, source=source, author=find_author(page, metas, words, look.span))
    read = replace(read, published_at=chosen(evidence), date_evidence=evidence)
    body = Body(page, look.choice, look.dropped, words, to_url)
    return _with_body(read, body, (title.place, look.ground.end, look.ground.foot), asked.text.text)


def _with_body(read: Page, body: Body, ground: tuple[int, int, int], source: str) -> Page:
    """The page with its body and files; the tree is changed here, so this comes last."""
    attachments = find_attachments(body, ground)
    html, method = body_html(body), body.choice.method
    if not body.choice.weight and not _SHOWN.search(html):
        other = second_opinion(source, body.to_url)
        html, method = (other, "trafilatura") if len(other) > len(html) else (html, method)
    text = body_text(html)
    return replace(
        read,
        body_html=html,
        body_text="" if names_only(text, attachments, html) else text,
        images=find_images(html, body.words),
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


def resolved(base: str, charset: str, reference: str) -> str | None:
    """Give the address that a reference of the page leads to."""
    return resolve(base, reference, charset)


def base_of(page: Outline, url: str, charset: str) -> str:
    """The address that links are relative to: the page's own, or what its `base` names."""
    found = page.root.css_first("base[href]") if page.root is not None else None
    stated = resolve(url, found.attributes.get("href") or "", charset) if found is not None else None
    return stated if stated and urlsplit(stated).scheme in {"http", "https"} else url
