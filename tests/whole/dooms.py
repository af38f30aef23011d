"""What may befall a run: a kill at the n-th moment that hurts, an exception in the n-th call of the tool's code, or a
place that cannot be written from the n-th moment on (full, over its quota, read-only, broken), or a power cut."""

import errno
import io
import os
import random
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator, MutableSequence, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

from archive.warc import WarcWriter
from tests.whole.power import Unsynced

ROOT = Path(__file__).parents[2]
OURS = tuple(f"{ROOT / name}{os.sep}" for name in ("migrate", "archive", "mappings"))
Shared = MutableSequence[int]  # moments or calls so far; 1 when an exchange was about to be written


FULL = {errno.ENOSPC: "database or disk is full", errno.EDQUOT: "disk I/O error", errno.EFBIG: "disk I/O error"}
BROKEN = {errno.EROFS: "attempt to write a readonly database", errno.EIO: "disk I/O error"}  # nothing can be removed


class InjectedError(Exception):
    """What no code expects."""


class Doom:
    """A kill or a break at the n-th moment; with n = 0 the moments are counted only, and by default nothing is."""

    def __init__(self, how: str = "", at: int = 0, seed: float = 0) -> None:
        self._how, self._at = how, at
        self._chance = random.Random(seed)
        self._fault = self._chance.choice([*FULL, *BROKEN])
        self._shared: Shared = [0, 0]
        self._busy = False

    def __str__(self) -> str:
        fault = f" {errno.errorcode[self._fault]}" if self._how == "fault" else ""
        return f"{self._how} {self._at}{fault}"

    @contextmanager
    def hanging_over(self, shared: Shared, workspace: Path) -> Iterator[None]:
        """From here on this process is doomed."""
        self._shared = shared
        self._unsynced = Unsynced(workspace, self._chance) if self._how == "power" else None
        self._note_writing()
        if self._how in ("kill", "fault", "power"):
            self._make_writes_fatal()
        if self._how == "break":
            sys.setprofile(self._called)
        try:
            yield
        finally:
            sys.setprofile(None)
            self._busy = True
            if self._unsynced:
                self._unsynced.forget()

    def _note_writing(self) -> None:
        write, shared = WarcWriter.write_exchange, self._shared

        def noted(*given: Any) -> Any:
            shared[1] = 1
            return write(*given)

        WarcWriter.write_exchange = noted  # type: ignore[method-assign]

    def _make_writes_fatal(self) -> None:
        for name in ("fsync", "rename", "replace", "unlink", "truncate", "mkdir"):
            setattr(os, name, self._fatal(getattr(os, name), frees=name in ("unlink", "truncate")))
        DefaultDialect.do_commit = self._fatal(DefaultDialect.do_commit, of_ledger=True)  # type: ignore[method-assign]
        doom = self

        class TornFile(io.FileIO):
            def __init__(self, path: Any, mode: str) -> None:
                super().__init__(path, mode)
                if doom._unsynced:
                    doom._unsynced.made(Path(path))

            def write(self, data: Any) -> int:
                if doom._is_now():
                    written = super().write(data[: doom._chance.randint(0, len(data))])
                    return doom._struck() or written
                doom._refused()
                return super().write(data)

        io.FileIO = TornFile  # type: ignore[misc]

    def _fatal(self, work: Callable[..., Any], *, frees: bool = False, of_ledger: bool = False) -> Callable[..., Any]:
        def between(*given: Any, **named: Any) -> Any:
            if self._busy:
                return work(*given, **named)
            if self._is_now():
                self._struck()
            if not frees or self._fault in BROKEN:
                self._refused(of_ledger)
            done = work(*given, **named)
            if self._unsynced and not frees:
                self._note(self._unsynced, work.__name__, given)
            if self._is_now():
                self._struck()
            return done

        return between

    def _note(self, unsynced: Unsynced, name: str, given: Sequence[Any]) -> None:
        self._busy = True  # what is done to keep account is no moment of the run
        if name == "fsync":
            unsynced.synced(given[0])
        elif name == "mkdir":
            unsynced.made(Path(given[0]))
        elif name in ("rename", "replace"):
            unsynced.renamed(Path(given[0]), Path(given[1]))
        else:
            unsynced.committed()
        self._busy = False

    def _struck(self) -> None:
        """The moment has come; a place that goes bad does so from the next write on."""
        if self._unsynced:
            self._busy = True
            self._unsynced.lose()
        if self._how in ("kill", "power"):
            os.kill(os.getpid(), signal.SIGKILL)

    def _refused(self, of_ledger: bool = False) -> None:
        """Raise what the system says once the place has gone bad."""
        if self._how != "fault" or not 0 < self._at <= self._shared[0]:
            return
        if of_ledger:
            raise sqlite3.OperationalError({**FULL, **BROKEN}[self._fault])
        raise OSError(self._fault, os.strerror(self._fault))

    def _is_now(self) -> bool:
        self._shared[0] += 1
        return self._shared[0] == self._at

    def _called(self, frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(OURS) and self._is_now():
            raise InjectedError(f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno} {frame.f_code.co_name}")
