"""What the builders of the sample sites share: templates, relative links, pages and the truth gathered on the way."""

import hashlib
import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from migrate.demo.sample import ArticleTruth, FileTruth, Resource, answer
from migrate.demo.texts import Entry


@cache
def templates() -> Environment:
    """The environment of the sample sites' templates; a name missing in a template is an error."""
    loader = PackageLoader("migrate.demo", "templates")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        newline_sequence="\r\n",
    )  # fmt: skip


def relative(page: str, target: str) -> str:
    """The way from a page to another path of the same site, as TRS writes it: `./x`, `../../x`."""
    if not target.startswith("/") or target.startswith("//"):
        return target
    way = posixpath.relpath(target, posixpath.dirname(page))
    way += "/" if target.endswith("/") and way != "." else ""
    return "./" if way == "." else way if way.startswith(".") else f"./{way}"


def sha256(body: bytes) -> str:
    """The digest of a body, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


@dataclass
class Build:
    """A sample site while it is being built: what it will answer, and which page says what."""

    host: str
    charset: str
    server: str
    page_type: str
    resources: dict[str, Resource] = field(default_factory=dict)

    def url(self, path: str) -> str:
        """The full address of a path of the site, non-ASCII letters in it percent-encoded as UTF-8."""
        return f"http://{self.host}{quote(path, safe='/?=&%._-~')}"

    def page(self, path: str, template: str, modified: str, **words: Any) -> bytes:
        """The page at `path` is made from its template and answered from now on; its bytes are returned."""
        body = self.render(path, template, **words)
        self.resources[path] = answer(body, self.page_type, modified, self.server)
        return body

    def render(self, path: str, template: str, **words: Any) -> bytes:
        """The bytes of a page made from its template; `rel` leads from it to any path of the site."""
        rel: Callable[[str], str] = lambda target: relative(path, target)  # noqa: E731
        text = templates().get_template(template).render(rel=rel, path=path, host=self.host, **words)
        return text.encode(self.charset)

    def file(self, path: str, body: bytes, content_type: str, modified: str) -> FileTruth:
        """The file at `path` (as linked; stored percent-encoded) is answered from now on."""
        target = self.url(path).removeprefix(f"http://{self.host}")
        self.resources[target] = answer(body, content_type, modified, self.server)
        return FileTruth(self.url(path), posixpath.basename(path), sha256(body))

    def article(
        self,
        path: str,
        entry: Entry,
        columns: tuple[tuple[str, ...], ...],
        images: tuple[FileTruth, ...],
        attachments: tuple[FileTruth, ...],
    ) -> ArticleTruth:
        """The truth of the article at `path`."""
        return ArticleTruth(
            old_url=self.url(path),
            title=entry.title,
            published_at=entry.at,
            source=entry.source,
            author=entry.author,
            columns=columns,
            body_text=entry.text,
            images=images,
            attachments=attachments,
        )
