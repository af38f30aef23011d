"""Who stands where: the channels that show something, their articles in order, and which pages there are.

The rows lie in a temporary table that SQLite keeps on the disk: a portal of fifty thousand articles needs no more
memory than one of five hundred.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from migrate.model import Channel
from migrate.portal.contract import Visibility
from migrate.portal.documents import Head
from migrate.portal.scratch import scratch

_TABLES = """
CREATE TABLE shown (channel TEXT, day TEXT, title BLOB, remote_id TEXT, path TEXT, target_hash TEXT);
CREATE TABLE pages (page TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_INDEX = "CREATE INDEX in_order ON shown (channel, day DESC, title, remote_id)"
_ROW = "SELECT channel, day, title, remote_id, path, target_hash FROM shown"
_COUNT = "SELECT count(*) FROM shown"
_ORDER = "ORDER BY day DESC, title, remote_id"  # newest first, those without a date last, equals by title and id
_INSIDE = "(:path = '' OR channel = :path OR substr(channel, 1, length(:path) + 1) = :path || '/')"


class Row(NamedTuple):
    """An article as lists show it; `published_at` is None where it has no date."""

    channel: str
    published_at: str | None
    title: str
    remote_id: str
    path: str
    target_hash: str


@dataclass
class Listing:
    """The public face of the portal: the `channels` that have articles in or below them, and the pages made of it."""

    channels: Mapping[str, Channel] = field(default_factory=dict)
    children: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _rows: sqlite3.Connection = field(default_factory=lambda: scratch(_TABLES))

    def articles(self, path: str, start: int = 0, number: int = -1) -> Iterator[Row]:
        """Give the articles of one channel, newest first, from the `start`-th on; all of them or `number`."""
        given = {"path": path, "start": start, "number": number}
        yield from self._query(f"{_ROW} WHERE channel = :path {_ORDER} LIMIT :number OFFSET :start", given)

    def newest(self, path: str, number: int, start: int = 0) -> Iterator[Row]:
        """Give the newest articles in and below a channel, from the `start`-th on; of all for an empty path."""
        given = {"path": path, "start": start, "number": number}
        yield from self._query(f"{_ROW} WHERE {_INSIDE} {_ORDER} LIMIT :number OFFSET :start", given)

    def count(self, path: str) -> int:
        """Give how many articles stand in and below a channel."""
        return self._number(f"{_COUNT} WHERE {_INSIDE}", path)

    def own_count(self, path: str) -> int:
        """Give how many articles stand in the channel itself."""
        return self._number(f"{_COUNT} WHERE channel = :path", path)

    def expect(self, page: str) -> None:
        """The page belongs to the portal."""
        self._rows.execute("INSERT OR IGNORE INTO pages VALUES (?)", (page,))

    def expects(self, page: str) -> bool:
        """Tell whether the page belongs to the portal."""
        return self._rows.execute("SELECT 1 FROM pages WHERE page = ?", (page,)).fetchone() is not None

    def expected(self) -> Iterator[str]:
        """Give the pages that belong to the portal, in the order of their names."""
        yield from (page for (page,) in self._rows.execute("SELECT page FROM pages ORDER BY page"))

    def close(self) -> None:
        """Nothing is left of the tables."""
        self._rows.close()

    def _query(self, query: str, given: Mapping[str, object]) -> Iterator[Row]:
        for channel, day, title, *rest in self._rows.execute(query, given):
            yield Row(channel, day or None, title.decode("utf-8", "surrogatepass"), *rest)

    def _number(self, query: str, path: str) -> int:
        (number,) = self._rows.execute(query, {"path": path}).fetchone()
        return int(number)


def listing(heads: Iterable[Head], channels: Mapping[str, Channel]) -> Listing:
    """Give the listing of the published articles; a channel with nothing in or below it is left out."""
    found = Listing()
    found._rows.executemany("INSERT INTO shown VALUES (?, ?, ?, ?, ?, ?)", _shown_rows(heads))
    found._rows.execute(_INDEX)
    used = [path for (path,) in found._rows.execute("SELECT DISTINCT channel FROM shown")]
    found.channels = _shown_channels(used, channels)
    children: dict[str, list[str]] = {}
    for path in sorted(found.channels, key=lambda one: (found.channels[one].order, one)):
        children.setdefault(path.rpartition("/")[0], []).append(path)
    found.children = {path: tuple(below) for path, below in children.items()}
    return found


def _shown_rows(heads: Iterable[Head]) -> Iterator[tuple[str, str, bytes, str, str, str]]:
    for head in heads:
        if head.visibility == Visibility.PUBLISHED:
            title = head.title.encode("utf-8", "surrogatepass")  # compared as bytes: the order of code points
            yield head.channel, head.published_at or "", title, head.remote_id, head.path, head.target_hash


def _shown_channels(used: Iterable[str], channels: Mapping[str, Channel]) -> dict[str, Channel]:
    """Give the used channels and all above them; one that was never ensured is known by its child's trail."""
    shown: dict[str, Channel] = {}
    for path in sorted(used):
        slugs, own = path.split("/"), channels[path]
        for depth in range(1, len(slugs) + 1):
            above = "/".join(slugs[:depth])
            trail = own.trail[:depth]
            shown.setdefault(above, channels.get(above) or Channel(above, trail[-1], trail, order=own.order))
    return shown
