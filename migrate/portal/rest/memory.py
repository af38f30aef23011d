"""What was placed in a platform that cannot be asked by our keys: intent before a call, result after it, on disk.

One small SQLite file a portal, in the adapter's own folder. Articles are known by a mark made of their key; the mark
also stands in the platform, in the field for the source's address.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrate.errors import PortalError

_TABLES = (
    "create table if not exists articles (mark text primary key, key text not null default '', remote_id text not null"
    " default '', channel_id text not null default '', channel text not null default '', reserved text not null"
    " default '', source text not null default '', hash text not null default '', pending text not null default '',"
    " kept text not null default '{}', files text not null default '', run integer)",
    "create index if not exists by_remote on articles (remote_id)",
    "create table if not exists files (slug text primary key, sha256 text not null default '', name text not null"
    " default '', remote_id text not null default '', url text not null default '', internal text not null default '',"
    " run integer)",
    "create index if not exists by_url on files (url)",
    "create table if not exists channels (path text primary key, remote_id text not null default '', run integer)",
    "create table if not exists walked (channel_id text primary key)",
)


@dataclass(frozen=True)
class ArticleRow:
    """What is remembered of an article; without `remote_id` only that we meant to make it."""

    mark: str
    key: str = ""
    remote_id: str = ""
    channel_id: str = ""
    channel: str = ""
    reserved: str = ""
    source: str = ""
    hash: str = ""
    pending: str = ""
    kept: str = "{}"
    files: str = ""
    run: int | None = None


@dataclass(frozen=True)
class FileRow:
    """What is remembered of a file; without `url` only that we meant to store it."""

    slug: str
    sha256: str
    name: str
    remote_id: str = ""
    url: str = ""
    internal: str = ""
    run: int | None = None


class Memory:
    """The file; every change is on disk when the call returns."""

    def __init__(self, path: Path) -> None:
        try:
            self._held = sqlite3.connect(path, isolation_level=None)
            self._held.execute("pragma synchronous = full")
            for table in _TABLES:
                self._held.execute(table)
        except sqlite3.Error as error:
            remedy = "请检查磁盘和权限；该文件记着已发布文章的编号，勿删"
            raise PortalError(f"{path} 不能使用（{error}）", remedy) from None

    def article(self, mark: str) -> ArticleRow | None:
        """Give what is remembered of an article by its mark."""
        return self._article("mark", mark)

    def article_at(self, remote_id: str) -> ArticleRow | None:
        """Give what is remembered of an article by the platform's id."""
        return self._article("remote_id", remote_id) if remote_id else None

    def note(self, mark: str, **values: Any) -> ArticleRow:
        """Remember these values of an article; those not named stay."""
        self._set("articles", "mark", mark, values)
        row = self.article(mark)
        if row is None:
            raise AssertionError("just written")
        return row

    def forget(self, mark: str) -> None:
        """Remember nothing of an article."""
        self._ask("delete from articles where mark = ?", mark)

    def shown_in(self, url: str) -> bool:
        """Tell whether one of our articles shows a file."""
        return bool(self._ask("select 1 from articles where instr(files, ?) limit 1", f"\n{url}\n"))

    def file(self, slug: str) -> FileRow | None:
        """Give what is remembered of a file by its digest and name."""
        return self._file("slug", slug)

    def file_at(self, remote_id: str) -> FileRow | None:
        """Give what is remembered of a file by the platform's id."""
        return self._file("remote_id", remote_id) if remote_id else None

    def note_file(self, slug: str, **values: Any) -> None:
        """Remember these values of a file; those not named stay."""
        self._set("files", "slug", slug, values)

    def forget_file(self, slug: str) -> None:
        """Remember nothing of a file."""
        self._ask("delete from files where slug = ?", slug)

    def internal(self, url: str) -> str:
        """Give the platform's inner address of a file by its public one, empty where it has none."""
        rows = self._ask("select internal from files where url = ?", url)
        return str(rows[0][0]) if rows else ""

    def channel(self, path: str) -> tuple[str, int | None] | None:
        """Give the id of a channel and the run that made it, None where nothing is remembered."""
        rows = self._ask("select remote_id, run from channels where path = ?", path)
        return rows[0] if rows else None

    def note_channel(self, path: str, **values: Any) -> None:
        """Remember these values of a channel."""
        self._set("channels", "path", path, values)

    def channel_at(self, remote_id: str) -> tuple[str, int | None] | None:
        """Give the path of a channel and the run that made it."""
        rows = self._ask("select path, run from channels where remote_id = ? and remote_id != ''", remote_id)
        return rows[0] if rows else None

    def forget_channel(self, path: str) -> None:
        """Remember nothing of a channel."""
        self._ask("delete from channels where path = ?", path)

    def has_walked(self, channel_id: str) -> bool:
        """Tell whether a channel was paged through once, from end to end."""
        return bool(self._ask("select 1 from walked where channel_id = ?", channel_id))

    def walked(self, channel_id: str) -> None:
        """Remember that a channel was paged through."""
        self._ask("insert or ignore into walked values (?)", channel_id)

    def _article(self, column: str, value: str) -> ArticleRow | None:
        names = ", ".join(ArticleRow.__dataclass_fields__)
        rows = self._ask(f"select {names} from articles where {column} = ?", value)  # noqa: S608 - our own names
        return ArticleRow(*rows[0]) if rows else None

    def _file(self, column: str, value: str) -> FileRow | None:
        names = ", ".join(FileRow.__dataclass_fields__)
        rows = self._ask(f"select {names} from files where {column} = ?", value)  # noqa: S608 - our own names
        return FileRow(*rows[0]) if rows else None

    def _set(self, table: str, key: str, of: str, values: dict[str, Any]) -> None:
        names, marks = ", ".join((key, *values)), ", ".join("?" * (len(values) + 1))
        change = ", ".join(f"{name} = excluded.{name}" for name in values) or f"{key} = {key}"
        said = f"insert into {table} ({names}) values ({marks}) on conflict ({key}) do update set {change}"  # noqa: S608
        self._ask(said, of, *values.values())

    def _ask(self, said: str, *given: Any) -> list[Any]:
        try:
            return self._held.execute(said, given).fetchall()
        except sqlite3.Error as error:
            raise PortalError(f"已发布文章的编号不能读写（{error}）", "请检查磁盘空间和权限后再次运行") from None
