"""The parent's side of reading attachments: one child for many files, started again where one was too much."""

import json
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from migrate.child import ask, command_of, ended, started
from migrate.screen.files.told import Piece

SECONDS = 120.0  # that one file may take, the search of its text included; a usual list takes one


def command() -> list[str]:
    """How the child is started."""
    return command_of("migrate.screen.files.child")


class AttachmentReader:
    """The one live child process, or none yet; nothing that a file does can end the parent."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._late = False

    def __enter__(self) -> "AttachmentReader":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.end()

    def read(self, path: Path) -> Iterator[Piece]:
        """Give the pieces of a file; a child that dies over it leaves the reason as the last one."""
        self._ask(path)
        timer = threading.Timer(self._seconds, self._ring)
        timer.daemon = True
        timer.start()
        try:
            while piece := self._next():
                yield piece
        finally:
            timer.cancel()

    def end(self) -> None:
        """End the child, whatever it is at."""
        process, self._process = self._process, None
        if process is not None:
            ended(process)

    def _ask(self, path: Path) -> None:
        if self._process is None or self._process.poll() is not None:
            self.end()
            self._process = started(command())
        self._late = False
        ask(self._process, {"path": str(path), "seconds": self._seconds})

    def _next(self) -> Piece | None:
        """The next piece; None after the last."""
        if self._process is None:
            return None  # it has died over this file, and that was told
        line = self._process.stdout.readline()  # type: ignore[union-attr]
        try:
            said = json.loads(line.decode("utf-8", "surrogatepass"))
        except ValueError:
            why = f"读取超过 {self._seconds:g} 秒" if self._late else "内容已损坏，读取中断"
            self.end()
            return Piece("", "", unread=why)
        return Piece(*said) if said else None

    def _ring(self) -> None:
        self._late = True
        if self._process is not None:
            self._process.kill()
