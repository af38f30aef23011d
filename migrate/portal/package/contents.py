"""What belongs into the package: the public articles in their order, and every file with its size and digest.

The rows lie in a temporary table that SQLite keeps on the disk: fifty thousand articles need no more memory than
five hundred.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from migrate.portal.contract import Visibility
from migrate.portal.documents import Head
from migrate.portal.scratch import scratch

_TABLES = """
CREATE TABLE articles (channel TEXT, day TEXT, remote_id TEXT, target_hash TEXT);
CREATE TABLE withdrawn (remote_id TEXT);
CREATE TABLE files (path TEXT PRIMARY KEY, size INTEGER, sha256 TEXT) WITHOUT ROWID;
"""
_IN_ORDER = (
    "SELECT channel, remote_id, target_hash FROM articles WHERE :channel IS NULL OR channel = :channel "
    "ORDER BY channel, day, remote_id"
)


class Row(NamedTuple):
    """A public article: where it stands, its id, the digest of what is told of it."""

    channel: str
    remote_id: str
    target_hash: str


class Entry(NamedTuple):
    """A file of the package: its path below it, bytes, SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass
class Contents:
    """The package as it shall be."""

    _rows: sqlite3.Connection = field(default_factory=lambda: scratch(_TABLES))

    def take(self, heads: Iterable[Head]) -> None:
        """The public ones of these articles belong to it; drafts and withdrawn ones do not."""
        for one in heads:
            if one.visibility == Visibility.PUBLISHED:
                row = (one.channel, one.published_at or "", one.remote_id, one.target_hash)
                self._rows.execute("INSERT INTO articles VALUES (?, ?, ?, ?)", row)
            elif one.visibility == Visibility.OFFLINE:
                self._rows.execute("INSERT INTO withdrawn VALUES (?)", (one.remote_id,))
        self._rows.execute("CREATE INDEX in_order ON articles (channel, day, remote_id)")

    def withdrawn(self) -> list[str]:
        """Give the ids of articles that may have been public and are no more: an importer may have them."""
        return [remote_id for (remote_id,) in self._rows.execute("SELECT remote_id FROM withdrawn ORDER BY remote_id")]

    def channels(self) -> dict[str, int]:
        """Give the channels that have articles, each with their number."""
        return dict(self._rows.execute("SELECT channel, count(*) FROM articles GROUP BY channel ORDER BY channel"))

    def articles(self, channel: str | None = None) -> Iterator[Row]:
        """Give the articles of a channel, or of all of them: undated ones first, then the oldest."""
        yield from (Row(*row) for row in self._rows.execute(_IN_ORDER, {"channel": channel}))

    def mark(self, channel: str | None = None) -> str:
        """Give the digest of what the articles of a channel, or of all of them, say."""
        digest = sha256()
        for row in self.articles(channel):
            digest.update(f"{row.remote_id}{row.target_hash}".encode("ascii"))
        return digest.hexdigest()

    def expect(self, entry: Entry) -> None:
        """The file belongs to it."""
        self._rows.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", entry)

    def expects(self, path: str) -> bool:
        """Tell whether the file belongs to it."""
        return self._rows.execute("SELECT 1 FROM files WHERE path = ?", (path,)).fetchone() is not None

    def files(self) -> Iterator[Entry]:
        """Give the files in the order of their paths."""
        yield from (Entry(*row) for row in self._rows.execute("SELECT path, size, sha256 FROM files ORDER BY path"))

    def size(self) -> tuple[int, int]:
        """Give the number of files and of their bytes."""
        return self._number("SELECT count(*) FROM files"), self._number("SELECT coalesce(sum(size), 0) FROM files")

    def close(self) -> None:
        """Nothing is left of the tables."""
        self._rows.close()

    def _number(self, query: str) -> int:
        (number,) = self._rows.execute(query).fetchone()
        return int(number)
