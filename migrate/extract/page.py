"""body → Page: one captured HTML page, read.

The order is that of a reader: what the page says of itself (metas), its heading, the block that holds the text, and
what stands around it. Nothing is invented: what a page does not say stays empty.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from html import escape
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from migrate.charset import Text, decode
from migrate.extract.body import Choice, Ground, choose, named_choice, prepare, whole_choice
from migrate.extract.clean import body_html, body_text
from migrate.extract.dates import VISIBLE, chosen, witnesses
from migrate.extract.dom import Outline, bare, walked
from migrate.extract.embedded import readable
from migrate.extract.entries import find_rows, leading_rows
from migrate.extract.facts import facts_of, find_facts, speaking, without
from migrate.extract.fields import find_author, find_column, find_source
from migrate.extract.files import Body, find_attachments, find_images, names_only
from migrate.extract.kind import Signs, kind_of
from migrate.extract.lines import Line, read_lines
from migrate.extract.meta import first, read_metas
from migrate.extract.parts import find_parts, may_have_parts
from migrate.extract.reasons import why_none
from migrate.extract.rules import ExtractRules, Vocabulary, vocabulary
from migrate.extract.second import second_opinion
from migrate.extract.source import MAX_CHARS, bounded, parsed
from migrate.extract.subtitles import find_subtitles
from migrate.extract.title import Title, find_title
from migrate.extract.trim import dropped_stretches
from migrate.model import DocumentFacts, Kind, Page
from migrate.urls import resolve

MAX_BYTES = 4 * MAX_CHARS  # of a body that are decoded
_SHOWN = re.compile(r"<(?:img|table|video|audio|a)\b")
CUT = "cut"  # said in `method` where a page was longer or deeper than is read


@dataclass(frozen=True)
class Paper:
    """A captured page decoded once: its text, the source that is parsed, and whether something of it is left out."""

    text: Text
    source: str
    cut: bool


@dataclass(frozen=True)
class Asked:
    """What reading one page needs beside the page itself; `body` is the node of the body where a template names it."""

    url: str
    text: Text
    words: Vocabulary
    home_url: str
    body: LexborNode | None = None
    crumbs: Outline | None = None  # the part of the page where the breadcrumb stands, where it is known
    named: str = ""  # the title under which a list of the site names the page as an article


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


_NOTHING_AROUND = Around(DocumentFacts(), ())


def unfolded(body: bytes, declared_charset: str | None) -> Paper:
    """Give a captured page as it is read: decoded, and cut to what is safe to parse."""
    text = decode(body[:MAX_BYTES], declared_charset)
    source, cut = bounded(readable(text.text))
    return Paper(text, source, cut or len(body) > MAX_BYTES)


def read_page(
    body: bytes, url: str, *, declared_charset: str | None, rules: ExtractRules, home_url: str, named: str = ""
) -> Page:
    """Read a captured page; `declared_charset` is that of the HTTP header. Bounded in time and memory, never raises.

    `named`: the title under which a list names the page; it is an article then if it is neither list nor error.
    """
    return read_paper(unfolded(body, declared_charset), url, rules=rules, home_url=home_url, named=named)


def read_paper(
    paper: Paper,
    url: str,
    *,
    rules: ExtractRules,
    home_url: str,
    named: str = "",
    study: Callable[[Look, Asked], None] | None = None,
) -> Page:
    """Read a page that was decoded; `study` is shown how an article was looked through while its tree is whole."""
    page = walked(parsed(paper.source))
    page.cut = paper.cut
    asked = Asked(url, paper.text, vocabulary(rules), home_url, named=named)
    look = look_through(page, asked)
    around = read_around(page, asked, look.span)  # first: the tree is changed by reading on
    read = read_looked(look, asked, study)
    return with_around(read, around)


def read_around(page: Outline, asked: Asked, span: tuple[int, int]) -> Around:
    """Give what stands around the body of a whole page: the facts of a document, and the pager of a long article."""
    said = asked.text.text
    facts = DocumentFacts()
    if asked.words.boxed.search(said):
        facts = find_facts(page, asked.words, span) if page.text else _facts_of(page.root, asked)
    if not may_have_parts(said, asked.url):
        return Around(facts, ())
    charset = asked.text.charset
    return Around(facts, find_parts(page.root, said, asked.url, base_of(page, asked.url, charset), charset))


def _facts_of(root: LexborNode | None, asked: Asked) -> DocumentFacts:
    """The facts of a page of which nothing was walked."""
    blocks = speaking(root, asked.words, asked.body) if root is not None else ()
    return facts_of(((part, _body_span(part, asked.body)) for part in map(walked, blocks)), asked.words)


def _body_span(page: Outline, body: LexborNode | None) -> tuple[int, int]:
    at = page.places.get(body.mem_id) if body is not None else None
    return (page.blocks[at].begin, page.blocks[at].finish) if at is not None else (0, 0)


def with_around(read: Page, around: Around) -> Page:
    """Give an article with what stands around its body; another page has none of it."""
    if read.kind is not Kind.ARTICLE or around == _NOTHING_AROUND:
        return read
    return replace(read, facts=without(around.facts, read.title), parts=around.parts)


def look_through(page: Outline, asked: Asked) -> Look:
    """Find title, lines and body of a page, or of the part of it that holds the article."""
    words = asked.words
    metas = read_metas(page)
    lines = read_lines(page, words)
    title = find_title(page, lines, metas, words)
    if asked.named and not title.text:
        title = _as_named(lines, asked.named)
    ground = prepare(page, lines, words, title)
    choice = choose(ground) if asked.body is None else named_choice(ground, asked.body, title.place)
    if choice is None and asked.named:
        choice = whole_choice(ground)
    dropped = dropped_stretches(lines, words, title, choice) if choice else []
    return Look(page, metas, lines, title, ground, choice, dropped, _span(page, choice, dropped))


def _as_named(lines: list[Line], named: str) -> Title:
    """The line that says what the list calls the page; none where no line does."""
    found = next((line for line in lines if bare(line.text) == bare(named)), None)
    return Title(found.shown, "heading", found.begin, found.finish) if found else Title()


def read_looked(look: Look, asked: Asked, study: Callable[[Look, Asked], None] | None = None) -> Page:
    """Give the page that was looked through; the tree is changed, so a look is read once."""
    page, words, url, title, metas = look.page, asked.words, asked.url, look.title, look.metas
    evidence = witnesses(page, url, metas, words, look.span, title.finish, look.ground.foot)
    source = find_source(page, metas, words, look.span, title.finish)
    base = base_of(page, url, asked.text.charset)
    to_url = partial(resolved, base, asked.text.charset)
    find_all = cache(partial(find_rows, page, words, to_url))
    find_leading = cache(lambda: leading_rows(page, find_all()))
    labelled = any(witness.where == VISIBLE for witness in evidence) or bool(
        source and not first(metas, words, "source")
    )
    signs = Signs(page, url, asked.home_url, metas, title, look.choice, find_leading, labelled, bool(asked.named))
    kind = kind_of(signs, words)
    of_article = title.text if kind is Kind.ARTICLE else ""  # a list's trail may end with its own name
    read = Page(
        url=url,
        kind=kind,
        title=title.text,
        column=find_column(asked.crumbs or page, metas, words, of_article, base, asked.home_url),
        keywords=first(metas, words, "keywords"),
        method=CUT if page.cut else "",
        no_article=why_none(signs, kind, words) if kind is not Kind.ARTICLE else None,
    )
    if kind in {Kind.LIST, Kind.HOME}:
        kept = find_leading() if kind is Kind.LIST else find_all()
        return replace(read, entries=tuple(row.entry for row in kept if row.entry.url != url))
    if kind is not Kind.ARTICLE or look.choice is None:
        return read
    if study is not None:
        study(look, asked)
    read = replace(read, source=source, author=find_author(page, metas, words, look.span, title.finish))
    read = replace(read, published_at=chosen(evidence), date_evidence=evidence)
    subtitles = find_subtitles(page, look.lines, title, words, look.span[0])
    body = Body(page, look.choice, look.dropped, words, to_url)
    read = _with_body(read, body, (title.place, look.ground.end, look.ground.foot), asked.text.text)
    return _with_subtitles(read, subtitles)


def _with_subtitles(read: Page, subtitles: tuple[str, ...]) -> Page:
    """The page with the sub-titles of its heading as the first lines of its body."""
    if not subtitles:
        return read
    html = "".join(f'<p style="text-align:center">{escape(line)}</p>' for line in subtitles)
    text = "\n".join(filter(None, (*subtitles, read.body_text)))
    return replace(read, body_html=html + read.body_html, body_text=text)


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
