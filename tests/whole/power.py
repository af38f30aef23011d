"""A power cut: what was written and not synced is gone, and so may be the newest commits of the ledger.

Names count as well: a new file or folder, or a new name, is there for certain only after its folder was synced.
"""

import os
import random
import shutil
import stat
from pathlib import Path

COMMITS = 4  # so many of the newest may be lost: SQLite syncs its journal only now and then
LEDGER = ("ledger.db", "ledger.db-wal")


class Unsynced:
    """What a power cut would take of a workspace now."""

    def __init__(self, workspace: Path, chance: random.Random) -> None:
        self._workspace, self._chance = workspace, chance
        self._sizes = {one.stat().st_ino: one.stat().st_size for one in workspace.rglob("*") if one.is_file()}
        self._new: list[Path] = []  # files and folders whose names are not synced
        self._renamed: list[tuple[Path, Path]] = []
        self._ledgers: list[Path] = []
        self._kept = 0

    def made(self, path: Path) -> None:
        self._new.append(path)

    def renamed(self, source: Path, target: Path) -> None:
        self._renamed.append((source, target))

    def synced(self, handle: int) -> None:
        state, path = os.fstat(handle), Path(f"/proc/self/fd/{handle}").readlink()
        if stat.S_ISDIR(state.st_mode):
            self._new = [one for one in self._new if one.parent != path]
            self._renamed = [one for one in self._renamed if one[1].parent != path]
        else:
            self._sizes[state.st_ino] = state.st_size

    def committed(self) -> None:
        """Keep what the ledger is after this commit."""
        self._kept += 1
        copy = self._workspace.with_name(f"{self._workspace.name}.ledger-{os.getpid()}-{self._kept}")
        copy.mkdir()
        for name in LEDGER:
            if (self._workspace / name).exists():
                shutil.copy(self._workspace / name, copy)
        self._ledgers.append(copy)
        if len(self._ledgers) > COMMITS:
            shutil.rmtree(self._ledgers.pop(0))

    def lose(self) -> None:
        """The power is cut."""
        for source, target in reversed(self._renamed):
            if target.exists():
                shutil.move(target, source)
        for path in (self._workspace / "captures").rglob("*.warc.gz*"):
            synced = self._sizes.get(path.stat().st_ino, 0)
            if path.stat().st_size > synced:
                with path.open("r+b") as file:
                    file.truncate(synced)
        for path in self._new:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        if self._ledgers:
            self._restore(self._chance.choice(self._ledgers))
        self.forget()

    def forget(self) -> None:
        """Nothing is lost any more."""
        while self._ledgers:
            shutil.rmtree(self._ledgers.pop())

    def _restore(self, ledger: Path) -> None:
        for path in self._workspace.glob("ledger.db*"):
            path.unlink()
        for path in ledger.iterdir():
            shutil.copy(path, self._workspace)
