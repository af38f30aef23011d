"""A template: how one system prints its articles, and what of an article its pages say."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from tests.extract.gallery.facts import Facts, Naming

Writer = Callable[[Facts, Random, bool], tuple[str, Facts]]


@dataclass(frozen=True)
class Template:
    """`write` gives a page's markup and the facts that it says; its last argument is true after the redesign.

    `encoding` is that of the bytes, `header` what the server says of them, `rare` characters that the bytes can hold.
    """

    name: str
    naming: Naming
    column: tuple[str, ...]
    write: Writer
    encoding: str = "utf-8"
    header: str | None = None
    rare: str = "喆镕囍彧珺"


def said(
    facts: Facts,
    *,
    clock: bool = False,
    source: bool | None = True,
    author: bool | None = False,
    document: tuple[str, ...] = (),
) -> Facts:
    """Give the facts that a page says: the clock beside the day, source and author, and of a document these.

    None is not judged: people do not agree whether a 发布者 or a 责任编辑 is an author, and a 发布机构 a source.
    """
    return replace(
        facts,
        published_at=facts.published_at if clock else facts.day,
        source=None if source is None else facts.source if source else "",
        author=None if author is None else facts.author if author else "",
        document={name: value for name, value in facts.document.items() if name in document},
    )


def broken(facts: Facts, least: int = 18) -> Facts:
    """Give the facts with a long title in two lines."""
    title = facts.title
    if len(title) < least:
        return facts
    return replace(facts, title_lines=(title[: len(title) // 2], title[len(title) // 2 :]))
