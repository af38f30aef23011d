"""The parent's side of reading: one child for all files, started again where a file is more than it can take."""

import json
import signal
import subprocess
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from migrate.child import ask, command_of, ended, started
from migrate.errors import SheetError
from migrate.sheet.files.events import Event, Read, gathered, too_much_memory
from migrate.sheet.files.source import SAVE_AS
from migrate.sheet.grid import Limits

MOST_DEATHS = 5  # files of one archive that may end the child before the rest of the archive is given up
SETTLING = 5.0  # seconds in which a child that has closed its pipe must be gone
_MEMORY_SIGNALS = frozenset({-getattr(signal, "SIGABRT", 6), -getattr(signal, "SIGKILL", 9)})


class _DiedError(Exception):
    """The child ended before the file did."""


def guarded(listed: Iterable[tuple[Path, str]], limits: Limits, include_hidden: bool) -> Iterator[Read]:
    """Every file of the paths, read in a child process; one that ends the child is refused, the others go on."""
    child = _Child()
    try:
        for path, name in listed:
            yield from _path(child, path, name, limits, include_hidden)
    finally:
        child.end()


def _path(child: "_Child", path: Path, name: str, limits: Limits, include_hidden: bool) -> Iterator[Read]:
    done = deaths = 0
    while deaths < MOST_DEATHS:
        child.ask(path, name, limits, include_hidden, done)
        current = name
        try:
            while True:
                current = name
                with child.watched(limits.max_seconds):
                    kind, *said = child.event()
                    if kind == "done":
                        return
                    current = said[0]
                    read = gathered(current, child.events())
                done += 1
                yield read
        except _DiedError:
            yield Read(current, error=child.epitaph(current, limits))
            done, deaths = done + 1, deaths + 1
            if current == name:
                return
    yield Read(name, error=SheetError(f"{name} 里有多个文件无法读取，其余未读", "请解压后逐个检查，再重新运行"))


def command() -> list[str]:
    """How the child is started."""
    return command_of("migrate.sheet.files.child")


class _Child:
    """The one live reader process, or none yet."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.late = False

    def ask(self, path: Path, name: str, limits: Limits, include_hidden: bool, skip: int) -> None:
        """Send a request, to a new child where there is none."""
        if self.process is None or self.process.poll() is not None:
            self.end()
            self.start()
        asked = {"path": str(path), "name": name, "include_hidden": include_hidden, "skip": skip}
        told = {name: getattr(limits, name) for name in ("max_unpacked", "max_rows", "max_seconds")}
        ask(self._live(), {**asked, "limits": told})

    def start(self) -> None:
        """Start the child."""
        self.late = False
        self.process = started(command())

    def watched(self, seconds: float) -> "_Watch":
        """A block in which the child is ended when it takes longer."""
        return _Watch(self, seconds)

    def event(self) -> Event:
        """The next event; _DiedError where there is none."""
        line = self._live().stdout.readline()  # type: ignore[union-attr]
        try:
            return tuple(json.loads(line.decode("utf-8", "surrogatepass")))
        except ValueError:
            raise _DiedError from None

    def events(self) -> Iterator[Event]:
        """All events to come."""
        while True:
            yield self.event()

    def epitaph(self, name: str, limits: Limits) -> SheetError:
        """Why the child died over this file, as a sentence for the operator."""
        code = self._end(SETTLING)
        if self.late or code == -getattr(signal, "SIGXCPU", 24):
            return SheetError(
                f"{name} 读取超过 {limits.max_seconds:g} 秒",
                "请删去多余的工作表和空行后重新运行，或调高 [sheet] max_seconds",
            )
        if code in _MEMORY_SIGNALS:
            return too_much_memory(name)
        return SheetError(f"{name} 的内容已损坏，读取中断", SAVE_AS)

    def end(self) -> None:
        """End the child, whatever it is at."""
        self._end(0)

    def _end(self, patience: float) -> int:
        process, self.process = self.process, None
        return 0 if process is None else ended(process, patience)

    def _live(self) -> "subprocess.Popen[bytes]":
        if self.process is None:
            raise _DiedError
        return self.process


class _Watch:
    """A clock beside a block; when it rings the child is ended."""

    def __init__(self, child: _Child, seconds: float) -> None:
        self.child = child
        self.timer = threading.Timer(max(seconds, 0.001), self._ring)
        self.timer.daemon = True

    def __enter__(self) -> None:
        self.timer.start()

    def __exit__(self, *_: object) -> None:
        self.timer.cancel()

    def _ring(self) -> None:
        self.child.late = True
        if self.child.process is not None:
            self.child.process.kill()
