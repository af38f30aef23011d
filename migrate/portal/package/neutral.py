"""The neutral part of the package: one JSON object an article, a file of them a channel; the channels as a list."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from importlib import resources
from typing import Any

from migrate.model import Article, Channel, File
from migrate.portal.documents import Head
from migrate.portal.package.text import encodable

SCHEMA = "article.schema.json"


def shipped(name: str) -> bytes:
    """Give a file that comes with the tool and goes into every package."""
    return (resources.files("migrate.portal.package") / name).read_bytes()


def table_of(article: Article, body_html: str, sizes: Mapping[str, int]) -> dict[str, Any]:
    """Give what the store keeps of an article beside its head; `sizes` are those of its files by path."""
    return {
        "site_key": article.site_key,
        "site_name": article.site_name,
        "old_url": article.old_url,
        "columns": [list(column) for column in article.columns],
        "source": article.source,
        "author": article.author,
        "keywords": article.keywords,
        "body_html": body_html,
        "body_text": article.body_text,
        "images": [_file(one, sizes) for one in article.images],
        "attachments": [_file(one, sizes) for one in article.attachments],
        "facts": {name: said for name, said in asdict(article.facts).items() if said},
    }


def _file(one: File, sizes: Mapping[str, int]) -> dict[str, Any]:
    path = path_of(one.new_url)
    return {
        "name": one.name,
        "old_url": one.old_url,
        "path": path,
        "size": sizes.get(path) if path else None,
        "sha256": one.sha256 if path else None,
    }


def path_of(new_url: str | None) -> str | None:
    """Give where a file lies below the package; None where it was lost with the old site."""
    return new_url.removeprefix("/").removeprefix("package:") if new_url else None


def record(head: Head, table: Mapping[str, Any]) -> dict[str, Any]:
    """Give an article as its line in the package has it."""
    told = {
        "id": head.remote_id,
        "channel": head.channel,
        "title": head.title,
        "published_at": head.published_at,
    }
    return {**told, **table}


def lines(articles: Iterable[tuple[Head, Mapping[str, Any]]]) -> Iterator[bytes]:
    """Give the lines of a channel's file."""
    for head, table in articles:
        text = json.dumps(record(head, table), ensure_ascii=False, sort_keys=True)
        yield f"{encodable(text)}\n".encode()


def channel_list(channels: Iterable[Channel], counts: Mapping[str, int]) -> bytes:
    """Give channels.json: every channel that has articles in or below it, with those above it, parents first."""
    rows = []
    for channel in sorted(channels, key=lambda one: (one.path.count("/"), one.order, one.path)):
        above = channel.path.rpartition("/")[0]
        given = {**asdict(channel), "trail": list(channel.trail), "parent": above or None}
        rows.append({**given, "articles": counts.get(channel.path, 0)})
    return (encodable(json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True)) + "\n").encode()
