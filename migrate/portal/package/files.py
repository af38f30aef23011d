"""Where stored files lie: in the package while an article of it shows them, else beside the store.

A file comes before its article, and stays when its article is withdrawn: neither shows in the package. Moving is a
rename, so that nothing is held twice. The digest is kept when a file is stored: no later run reads it again.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from migrate.errors import PortalError
from migrate.portal.contract import digest_of
from migrate.portal.durable import disk_errors, write_changed
from migrate.portal.package.contents import Entry


@dataclass(frozen=True)
class Files:
    """The files of a package: `root` is its folder, `held` that of files which no public article shows."""

    root: Path
    held: Path

    def place(self, path: str) -> Path:
        """Give where a file lies now; where it would be stored, if it is nowhere."""
        public = self.root / path
        return public if public.is_file() else self.held / path

    def remember(self, path: str, size: int, sha256: str) -> None:
        """The file's size and digest are known from now on."""
        write_changed(self._entry(path), json.dumps([path, size, sha256]).encode("ascii"))

    def forget(self, path: str) -> None:
        """The file and what was known of it are gone."""
        with disk_errors(self.root):
            self.place(path).unlink(missing_ok=True)
            self._entry(path).unlink(missing_ok=True)

    def known(self, path: str) -> Entry | None:
        """Give a stored file with its size and digest, None where it is not there."""
        return self._read(path) if self.place(path).is_file() else None

    def entry(self, path: str) -> Entry:
        """Give a file that was stored, also one that somebody took away since."""
        found = self._read(path)
        if found is None:
            raise PortalError(f"交换包不认识文件 {path}", "请从备份恢复工作目录的 .portal 文件夹")
        return found

    def stores(self, path: str) -> bool:
        """Tell whether a file was ever stored at this path: a text may name any."""
        return self._read(path) is not None

    def _read(self, path: str) -> Entry | None:
        try:
            return Entry(*json.loads(self._entry(path).read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    def show(self, path: str) -> None:
        """The file lies in the package."""
        self._move(self.held / path, self.root / path)

    def hide(self, path: str) -> None:
        """The file lies beside the store."""
        self._move(self.root / path, self.held / path)

    def _move(self, old: Path, new: Path) -> None:
        with disk_errors(new):
            if not new.is_file() and old.is_file():
                new.parent.mkdir(parents=True, exist_ok=True)
                old.replace(new)

    def _entry(self, path: str) -> Path:
        return self.held / "digests" / digest_of(path)[:32]
