"""A site's archived pages in the order in which its directory shows them: newest first, by column, by year.

The rows lie in a temporary table that SQLite keeps on the disk: a site of a hundred thousand pages needs no more memory
than one of a thousand. What grows in memory is the number of columns alone.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from types import TracebackType
from typing import Any, NamedTuple

MAX_DEPTH = 12  # levels of columns; what a page names deeper stands in the twelfth
NO_YEAR = "none"  # of pages without a date

_TABLES = """
CREATE TABLE given (title BLOB, day TEXT, old_url BLOB, file TEXT, kind TEXT, key INTEGER, columns BLOB);
CREATE TABLE inside (column_id INTEGER, rank INTEGER, own INTEGER, PRIMARY KEY (column_id, rank)) WITHOUT ROWID;
CREATE TABLE files (old_url BLOB PRIMARY KEY, file TEXT, name BLOB, size INTEGER) WITHOUT ROWID;
"""
_RANKED = """
CREATE TABLE shown (rank INTEGER PRIMARY KEY, title BLOB, day TEXT, old_url BLOB, file TEXT, kind TEXT, key INTEGER,
 columns BLOB);
INSERT INTO shown (title, day, old_url, file, kind, key, columns)
 SELECT * FROM given ORDER BY day DESC, old_url;
DROP TABLE given;
CREATE INDEX by_year ON shown (substr(day, 1, 4));
"""
_YEAR = re.compile(r"[0-9]{4}\b")  # it becomes a file's name
_ROW = "SELECT title, day, old_url, file, kind, key, columns, rank FROM shown"


@dataclass(frozen=True)
class ArchivedPage:
    """One row of a site's directory: `file` lies below the site's folder, `columns` are paths of names from below the
    home page down, `published_at` is text, if it is known; `key` is the caller's own."""

    title: str
    published_at: str | None
    old_url: str
    file: str
    columns: tuple[tuple[str, ...], ...] = ()
    kind: str = ""
    key: int = 0


class Attached(NamedTuple):
    """An archived file that pages offer; `name` is empty where no page names it."""

    old_url: str
    file: str
    name: str
    size: int


@dataclass
class Column:
    """栏目: a section of the old site, with the sections below it; `total` counts the pages in it and below."""

    names: tuple[str, ...]
    own: int = 0
    total: int = 0
    below: list["Column"] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The column's own name; empty for the root of all columns."""
        return self.names[-1] if self.names else ""

    @property
    def mark(self) -> str:
        """What tells the column's page from others', the same in every run."""
        return sha256("\0".join(self.names).encode("utf-8", "surrogatepass")).hexdigest()[:12]


class Shelf:
    """The pages and files of one site, put in once, read in order; a context that leaves nothing behind."""

    def __init__(self, pages: Iterable[ArchivedPage]) -> None:
        self._rows = sqlite3.connect("")  # the empty name: a file that is gone with the connection
        self._rows.execute("PRAGMA cache_size = -8000")
        self._rows.execute("PRAGMA journal_mode = OFF")
        self._rows.executescript(_TABLES)
        self._rows.executemany("INSERT INTO given VALUES (?, ?, ?, ?, ?, ?, ?)", map(_row, pages))
        self._rows.executescript(_RANKED)
        self._ids: dict[tuple[str, ...], int] = {}
        self._rows.executemany("INSERT OR REPLACE INTO inside VALUES (?, ?, ?)", self._standings())
        self.root = self._tree()

    def __enter__(self) -> "Shelf":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._rows.close()

    def count(self) -> int:
        """How many pages there are."""
        return self._number("SELECT count(*) FROM shown")

    def pages(self, start: int = 0, number: int = -1) -> Iterator[ArchivedPage]:
        """All pages, newest first, from the `start`-th on."""
        return self._query(f"{_ROW} ORDER BY rank LIMIT ? OFFSET ?", number, start)

    def in_column(self, column: Column, start: int = 0, number: int = -1) -> Iterator[ArchivedPage]:
        """The pages that stand in the column itself, newest first."""
        of = "JOIN inside USING (rank) WHERE column_id = ? AND own ORDER BY rank LIMIT ? OFFSET ?"
        return self._query(f"{_ROW} {of}", self._ids.get(column.names, -1), number, start)

    def years(self) -> list[tuple[str, int]]:
        """Every year with its number of pages, newest first; `NO_YEAR` last, for pages without a date."""
        query = "SELECT substr(day, 1, 4), count(*) FROM shown GROUP BY 1 ORDER BY 1 DESC"
        return [(year or NO_YEAR, number) for year, number in self._rows.execute(query)]

    def in_year(self, year: str, start: int = 0, number: int = -1) -> Iterator[ArchivedPage]:
        """The pages of one year, newest first."""
        at = "WHERE substr(day, 1, 4) = ? ORDER BY rank LIMIT ? OFFSET ?"
        return self._query(f"{_ROW} {at}", "" if year == NO_YEAR else year, number, start)

    def kinds(self) -> dict[str, int]:
        """How many pages are of which kind."""
        return dict(self._rows.execute("SELECT kind, count(*) FROM shown GROUP BY kind ORDER BY kind").fetchall())

    def put_files(self, files: Iterable[Attached]) -> None:
        """These files were archived."""
        rows = ((_bytes(one.old_url), one.file, _bytes(one.name), one.size) for one in files)
        self._rows.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", rows)

    def name_files(self, names: Iterable[tuple[str, str]]) -> None:
        """Files are called so (old URL, name) by the pages that offer them; the first name stays."""
        rows = ((_bytes(name), _bytes(old_url)) for old_url, name in names)
        self._rows.executemany("UPDATE files SET name = ? WHERE old_url = ? AND name = x''", rows)

    def count_files(self) -> int:
        """How many files there are."""
        return self._number("SELECT count(*) FROM files")

    def files(self, start: int = 0, number: int = -1) -> Iterator[Attached]:
        """The files in order of their old addresses."""
        query = "SELECT old_url, file, name, size FROM files ORDER BY old_url LIMIT ? OFFSET ?"
        for old_url, file, name, size in self._rows.execute(query, (number, start)):
            yield Attached(_text(old_url), file, _text(name), size)

    def _standings(self) -> Iterator[tuple[int, int, int]]:
        """In which columns each page stands, by itself or through one below; the own standing is told last."""
        source = self._rows.cursor().execute("SELECT rank, columns FROM shown WHERE columns != x'5b5d' ORDER BY rank")
        for rank, columns in source:
            paths = [tuple(names)[:MAX_DEPTH] for names in json.loads(columns) if names]
            above = {path[:depth] for path in paths for depth in range(1, len(path))} - set(paths)
            yield from ((self._id(path), rank, 0) for path in sorted(above))
            yield from ((self._id(path), rank, 1) for path in dict.fromkeys(paths))

    def _id(self, path: tuple[str, ...]) -> int:
        return self._ids.setdefault(path, len(self._ids))

    def _tree(self) -> Column:
        root = Column((), total=self.count())
        known: dict[tuple[str, ...], Column] = {(): root}
        counts = dict(self._counts())
        for path in sorted(self._ids, key=len):
            own, total = counts[self._ids[path]]
            known[path] = Column(path, own, total)
            known[path[:-1]].below.append(known[path])
        for column in known.values():
            column.below.sort(key=lambda one: (-one.total, one.name))
        return root

    def _counts(self) -> Iterator[tuple[int, tuple[int, int]]]:
        query = "SELECT column_id, sum(own), count(*) FROM inside GROUP BY column_id"
        for column_id, own, total in self._rows.execute(query):
            yield column_id, (own, total)

    def _query(self, query: str, *given: Any) -> Iterator[ArchivedPage]:
        for title, day, old_url, file, kind, key, columns, _ in self._rows.cursor().execute(query, given):
            paths = tuple(tuple(path) for path in json.loads(columns))
            yield ArchivedPage(_text(title), day or None, _text(old_url), file, paths, kind, key)

    def _number(self, query: str) -> int:
        return int(self._rows.execute(query).fetchone()[0])


def _row(page: ArchivedPage) -> Sequence[Any]:
    columns = _bytes(json.dumps(page.columns, ensure_ascii=False, separators=(",", ":")))
    day = page.published_at or ""
    day = day if _YEAR.match(day) else ""
    return _bytes(page.title), day, _bytes(page.old_url), page.file, page.kind, page.key, columns


def _bytes(text: str) -> bytes:
    """Text as the table keeps it: half a character of a broken page is no reason to stop."""
    return text.encode("utf-8", "surrogatepass")


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogatepass").encode("utf-8", "replace").decode()
