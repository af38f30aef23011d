"""Our extraction as a function of bytes and address, for programs that measure extractors: `benchmarks.extractor:read`.

`read` takes every page by itself; `read_with_templates` learns a template from the first pages of each shape, as the
command does.
"""

from functools import cache
from urllib.parse import unquote, urlsplit

from mappings.extract import ExtractRules, read_extract_rules
from migrate.extract.page import read_page
from migrate.extract.site_reader import SiteReader
from migrate.model import Page


@cache
def _rules() -> ExtractRules:
    return read_extract_rules()


_readers: dict[str, SiteReader] = {}


def read(body: bytes, url: str | None) -> dict[str, object]:
    """Give what one page says, read the general way."""
    url = url or "http://www.example/a.html"
    return _told(read_page(body, url, declared_charset=None, rules=_rules(), home_url=_home(url)))


def read_with_templates(body: bytes, url: str | None) -> dict[str, object]:
    """Give what one page says, read as a page of its site after those that came before it."""
    url = url or "http://www.example/a.html"
    home = _home(url)
    reader = _readers.get(home) or _readers.setdefault(home, SiteReader(_rules(), home))
    return _told(reader.read(body, url, declared_charset=None))


def _home(url: str) -> str:
    return f"http://{urlsplit(url).netloc}/"


def _told(page: Page) -> dict[str, object]:
    return {
        "title": page.title,
        "date": page.published_at,
        "source": page.source,
        "body": page.body_text,
        "html": page.body_html,
        "images": [image.old_url for image in page.images],
        "attachments": [form for file in page.attachments for form in (file.old_url, unquote(file.old_url))],
    }
