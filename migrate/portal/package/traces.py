"""What is remembered of files that were made: of what, and their sizes, digests and times."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Self

from migrate.portal.contract import digest_of
from migrate.portal.durable import write_changed
from migrate.portal.package.contents import Entry


@dataclass(frozen=True)
class Trace:
    """What a channel's files were made of, and what they are; `files` are those that its articles show."""

    of: str
    outputs: list[Entry]
    files: list[Entry]
    times: tuple[int, ...] = ()

    def stands(self, root: Path) -> bool:
        """Tell whether the files are there as they were written."""
        return self.times == _times(root, self.outputs)

    def write(self, state: Path, channel: str, root: Path) -> None:
        """It is remembered."""
        told = [self.of, self.outputs, self.files, _times(root, self.outputs)]
        write_changed(_place(state, channel), json.dumps(told).encode("ascii"))

    @classmethod
    def read(cls, state: Path, channel: str) -> Self | None:
        """Give what is remembered, None where nothing usable is."""
        try:
            of, outputs, files, times = json.loads(_place(state, channel).read_bytes())
            return cls(of, [Entry(*one) for one in outputs], [Entry(*one) for one in files], tuple(times))
        except (OSError, ValueError, TypeError):
            return None


def _times(root: Path, entries: Iterable[Entry]) -> tuple[int, ...]:
    """Size and time of the files, -1 for one that is not there: a file that was touched is looked at again."""
    found: list[int] = []
    for one in entries:
        try:
            seen = (root / one.path).stat()
            found += [seen.st_size, seen.st_mtime_ns]
        except OSError:
            found.append(-1)
    return tuple(found)


def _place(state: Path, channel: str) -> Path:
    return state / "made" / f"{digest_of(channel)[:32]}.json"


def entry_of(place: Path, path: str) -> Entry:
    """Give a file as the manifest has it."""
    with place.open("rb") as file:
        return Entry(path, place.stat().st_size, file_digest(file, "sha256").hexdigest())
