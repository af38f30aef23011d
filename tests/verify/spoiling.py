"""A folder that is spoiled and made whole again: whatever a mutation changes is put back byte for byte."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

LEDGER = "ledger.db"


class Spoiled:
    """A folder under mutation; every change goes through it, and `restore` undoes all of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._before: dict[Path, bytes | None] = {}
        self._folders: list[Path] = []
        self._rows: list[tuple[str, tuple[str, ...], tuple[Any, ...]]] = []

    def files(self, *ends: str, below: str = "") -> list[Path]:
        found = sorted(path for path in (self.root / below).rglob("*") if path.is_file())
        return [path for path in found if not ends or path.name.endswith(ends)]

    def write(self, path: Path, body: bytes) -> None:
        """The file has another body (and no second name any more: packages share bytes with the workspace)."""
        self._note(path)
        for folder in reversed([one for one in path.parents if not one.exists()]):
            folder.mkdir()
            self._folders.append(folder)
        path.unlink(missing_ok=True)
        path.write_bytes(body)

    def remove(self, path: Path) -> None:
        self._note(path)
        path.unlink()

    def rename(self, path: Path, to: Path) -> None:
        body = path.read_bytes()
        self.remove(path)
        self.write(to, body)

    def swap(self, one: Path, other: Path) -> None:
        bodies = one.read_bytes(), other.read_bytes()
        self.write(one, bodies[1])
        self.write(other, bodies[0])

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.root / LEDGER)) as ledger:
            return ledger.execute(query, values).fetchall()

    def alter(self, table: str, rowid: int, column: str | None, value: Any = None) -> None:
        """A row of the ledger has another value, or is gone where no column is named."""
        with closing(sqlite3.connect(self.root / LEDGER)) as ledger, ledger:
            row = ledger.execute(f'SELECT rowid, * FROM "{table}" WHERE rowid = ?', (rowid,))
            names = tuple(one[0] for one in row.description)
            self._rows.append((table, names[1:], row.fetchone()))
            if column is None:
                ledger.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (rowid,))
            else:
                ledger.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (value, rowid))

    def restore(self) -> None:
        """Everything is as it was."""
        for path, body in self._before.items():
            path.unlink(missing_ok=True)
            if body is not None:
                path.write_bytes(body)
        for folder in reversed(self._folders):
            folder.rmdir()
        if self._rows:
            with closing(sqlite3.connect(self.root / LEDGER)) as ledger, ledger:
                for table, names, row in reversed(self._rows):
                    marks = ", ".join("?" * len(row))
                    columns = ", ".join(f'"{name}"' for name in names)
                    ledger.execute(f'INSERT OR REPLACE INTO "{table}" (rowid, {columns}) VALUES ({marks})', row)
        self._before, self._folders, self._rows = {}, [], []

    def _note(self, path: Path) -> None:
        self._before.setdefault(path, path.read_bytes() if path.is_file() else None)


def members(body: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of every gzip member."""
    start = 0
    while start < len(body):
        unpacker = zlib.decompressobj(31)
        unpacker.decompress(body[start:])
        end = len(body) - len(unpacker.unused_data)
        yield start, end
        start = end


def packed(record: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(record) + packer.flush()


def another(chance: Random, value: Any) -> Any:
    """A value of the same sort that is another one."""
    if isinstance(value, int):
        return value + chance.choice([-1, 1, 7, 1000])
    if value is None or value == "":
        return "x"
    at = chance.randrange(len(value))
    letter = chance.choice([one for one in "0a9z" if one != value[at]])
    return value[:at] + letter + value[at + 1 :]
