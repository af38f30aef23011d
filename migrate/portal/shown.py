"""Which stored files the articles show and in which channels they stand, so that only what is free is taken away.

Read from the articles' documents when first asked and kept until one is written: taking back a run asks many times.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from migrate.portal.documents import documents

_FILE = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{16}/[A-Za-z0-9_.\-]+")


@dataclass
class Shown:
    """How many articles show a file or stand in a channel; nothing is read until it is asked for."""

    _of: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    _files: Counter[str] = field(default_factory=Counter)
    _channels: Counter[str] = field(default_factory=Counter)
    _is_read: bool = False

    def forget(self) -> None:
        """An article was written: what is known is read anew when next asked."""
        self._is_read = False

    def forget_article(self, remote_id: str) -> None:
        """This article is gone."""
        channel, files = self._of.pop(remote_id, ("", frozenset()))
        self._files.subtract(files)
        self._channels.subtract([channel])

    def shows(self, state: Path, file: str) -> bool:
        """Tell whether any article shows a file."""
        self._know(state)
        return self._files[file] > 0

    def stands_in(self, state: Path, channel: str) -> bool:
        """Tell whether any article stands in a channel or below it."""
        self._know(state)
        return any(f"{one}/".startswith(f"{channel}/") for one, number in self._channels.items() if number > 0)

    def _know(self, state: Path) -> None:
        if self._is_read:
            return
        self._of = {one.remote_id: (one.channel, frozenset(_FILE.findall(text))) for one, text in documents(state)}
        self._files = Counter(file for _, files in self._of.values() for file in files)
        self._channels = Counter(channel for channel, _ in self._of.values())
        self._is_read = True
