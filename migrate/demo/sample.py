"""What a bundled sample site is: the answers it gives, and the truth a migration of it must arrive at."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import format_datetime

from migrate.demo.clock import east_eight


@dataclass(frozen=True)
class Resource:
    """One answer of a sample site: status, headers without length and date, body as sent."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True)
class FileTruth:
    """An image or attachment that belongs to an article."""

    old_url: str
    name: str
    sha256: str


@dataclass(frozen=True)
class ArticleTruth:
    """What is true of one article; `body_text` has one paragraph or table row a line, cells parted by a tab."""

    old_url: str
    title: str
    published_at: str | None
    source: str
    author: str
    columns: tuple[tuple[str, ...], ...]
    body_text: str
    images: tuple[FileTruth, ...]
    attachments: tuple[FileTruth, ...]


@dataclass(frozen=True)
class SiteTruth:
    """What a complete migration of one sample site knows; `urls` holds every address a complete crawl asks for."""

    home: str
    articles: tuple[ArticleTruth, ...]
    list_pages: tuple[str, ...]
    urls: frozenset[str]
    broken: frozenset[str]
    foreign: frozenset[str]
    redirects: tuple[tuple[str, str], ...]
    aliases: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Sample:
    """A sample site: its host, its answers by path and query, its page for unknown addresses, its truth."""

    host: str
    name: str
    resources: Mapping[str, Resource]
    not_found: Resource
    truth: SiteTruth


def answer(body: bytes, content_type: str, modified: str, server: str) -> Resource:
    """A 200 answer as the old server would give it; `modified` is local time, `YYYY-MM-DD[ HH:MM]`."""
    return Resource(
        200,
        (
            ("Server", server),
            ("Last-Modified", format_datetime(east_eight(modified), usegmt=True)),
            ("Accept-Ranges", "bytes"),
            ("Content-Type", content_type),
        ),
        body,
    )


def refusal(body: bytes, content_type: str, server: str) -> Resource:
    """The 404 answer of a site, with its own page."""
    return Resource(404, (("Server", server), ("Content-Type", content_type)), body)


def moved(target: str, server: str) -> Resource:
    """A 301 answer that leads to `target` (an absolute URL)."""
    head = "<head><title>Document Moved</title></head>"
    body = f'{head}\r\n<body><h1>Object Moved</h1><a HREF="{target}">here</a></body>'
    headers = (("Server", server), ("Location", target), ("Content-Type", "text/html"))
    return Resource(301, headers, body.encode("ascii"))
