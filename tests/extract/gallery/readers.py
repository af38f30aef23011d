"""The extractors that are measured, each as a function from a page to a reading; those not installed are left out."""

import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any
from urllib.parse import urljoin

from lxml import html as lxml_html

from mappings.extract import read_extract_rules
from migrate.charset import decode
from migrate.extract.page import read_page
from migrate.extract.site_reader import SiteReader
from migrate.model import Kind, Page
from tests.extract.gallery.build import Sheet
from tests.extract.gallery.facts import HOME
from tests.extract.gallery.score import Reading, norm

Reader = Callable[[Sheet], Reading]
_FILE = re.compile(r"\.(docx?|xlsx?|pdf|rar|zip|wps|ofd|mp4)(\?|$)|down|attach|/file\?", re.IGNORECASE)


def of_page(page: Page) -> Reading:
    """Give what our own page says."""
    return Reading(
        body=page.body_text, article=page.kind is Kind.ARTICLE, title=page.title,
        date=page.published_at or "", source=page.source, author=page.author,
        column=page.column, files=[(one.old_url, one.name) for one in page.attachments],
        images=[one.old_url for one in page.images], cells=cells_of(page.body_html),
    )  # fmt: skip


def cells_of(html: str) -> list[tuple[str, int, int]]:
    """Give the cells of a body's tables that say something and hold no table themselves."""
    if "<t" not in html:
        return []
    tree = lxml_html.fromstring(f"<div>{html}</div>")
    nodes = [node for node in tree.iter("td", "th") if node.find(".//table") is None]
    cells = [(norm(node.text_content()), _span(node, "rowspan"), _span(node, "colspan")) for node in nodes]
    return [cell for cell in cells if cell[0]]


def _span(node: Any, name: str) -> int:
    return int(node.get(name) or 1)


@cache
def _rules() -> Any:
    return read_extract_rules()


def ours(sheet: Sheet) -> Reading:
    """Read a page alone, the general way."""
    page = read_page(sheet.body, sheet.facts.url, declared_charset=sheet.header, rules=_rules(), home_url=HOME)
    return of_page(page)


def learned() -> Reader:
    """Read pages in their order, as a site's; templates are learned on the way."""
    reader = SiteReader(_rules(), HOME)
    return lambda sheet: of_page(reader.read(sheet.body, sheet.facts.url, declared_charset=sheet.header))


def _trafilatura(options: dict[str, bool], sheet: Sheet) -> Reading:
    import trafilatura

    found = trafilatura.bare_extraction(
        decode(sheet.body, sheet.header).text, url=sheet.facts.url, include_comments=False, include_tables=True,
        include_images=True, include_links=True, with_metadata=True, **options,
    )  # fmt: skip
    if found is None:
        return Reading(title="", date="", source="", files=[], images=[], cells=[])
    whole = found.as_dict()
    text = whole.get("text") or ""
    links = re.findall(r"(?<!!)\[([^\]]*)\]\(([^)\s]*)", text)
    pictures = re.findall(r"!\[[^\]]*\]\(([^)\s]*)", text)
    body = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text))
    return Reading(
        body=body, title=whole.get("title") or "", date=whole.get("date") or "",
        source=whole.get("author") or whole.get("sitename") or "",
        files=_files(sheet, ((name, href) for name, href in links)),
        images=[urljoin(sheet.facts.url, href) for href in pictures],
        cells=[(text, 1, 1) for cell in whole["body"].iter("cell") if (text := norm("".join(cell.itertext())))],
    )  # fmt: skip


def _files(sheet: Sheet, links: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(urljoin(sheet.facts.url, href), name) for name, href in links if _FILE.search(href)]


def _of_html(sheet: Sheet, html: str, title: str, **more: Any) -> Reading:
    tree = lxml_html.fromstring(f"<div>{html}</div>")
    links = ((node.text_content(), node.get("href")) for node in tree.iter("a") if node.get("href"))
    return Reading(
        body=more.pop("body", None) or tree.text_content(), title=title, files=_files(sheet, links),
        images=[urljoin(sheet.facts.url, node.get("src")) for node in tree.iter("img") if node.get("src")],
        cells=cells_of(html), **more,
    )  # fmt: skip


def _readability(sheet: Sheet) -> Reading:
    from readability import Document

    document = Document(decode(sheet.body, sheet.header).text)
    return _of_html(sheet, document.summary(html_partial=True), document.short_title())


def _gne(sheet: Sheet) -> Reading:
    from gne import GeneralNewsExtractor

    found = GeneralNewsExtractor().extract(decode(sheet.body, sheet.header).text, with_body_html=True)
    return _of_html(
        sheet, found["body_html"], found["title"], body=found["content"], date=found["publish_time"],
        source=found["author"],
    )  # fmt: skip


def readers() -> dict[str, Reader]:
    """Give all of them by name."""
    return {
        "ours": ours,
        "ours learned": learned(),
        "trafilatura": partial(_trafilatura, {}),
        "traf precision": partial(_trafilatura, {"favor_precision": True}),
        "traf recall": partial(_trafilatura, {"favor_recall": True}),
        "readability": _readability,
        "gne": _gne,
    }
