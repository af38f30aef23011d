"""What the operator sees: tables and results on stdout, messages and progress on stderr."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from migrate.run.work import Result

PIPE_WIDTH = 160  # columns of a table that nobody's window limits

out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else PIPE_WIDTH)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Terminal:
    """The conductors' voice: bars on a terminal, plain lines in a pipe; everything goes to stderr."""

    def __init__(self) -> None:
        self._bars: Progress | None = None
        self._tasks: dict[str, Any] = {}
        self._told: dict[str, tuple[int, int]] = {}

    def say(self, text: str) -> None:
        """Tell one line."""
        err.print(text, markup=False)

    def progress(self, stage: str, item: str, done: int, total: int | None, *, note: str = "") -> None:
        """Move the item's bar, or tell a line at every tenth of the way and every minute."""
        name = f"{stage} {item}"
        if self._bars is not None:
            if name not in self._tasks:
                self._tasks[name] = self._bars.add_task(name, total=total, note=note)
            self._bars.update(self._tasks[name], completed=done, total=total, note=note, visible=done != total)
            return
        tenth, minute = 10 * done // total if total else 0, int(time.monotonic() / 60)
        if (tenth, minute) != self._told.get(name) or done == total:
            self._told[name] = tenth, minute
            told = f"{name} {done}/{total if total is not None else '?'}"
            err.print(f"{told}  {note}" if note else told, markup=False)

    @contextmanager
    def at_work(self) -> Iterator["Terminal"]:
        """Show bars while the block runs, on a terminal."""
        if not err.is_terminal:
            yield self
            return
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}", markup=False),
        )
        with Progress(*columns, console=err, transient=True) as self._bars:
            yield self
        self._bars = None


def tell(result: Result, *, verified: bool = False, counts: bool = True) -> int:
    """Print what was done and what waits for a person; gives the exit code."""
    if counts and result.counts:
        out.print("　".join(f"{name} {number}" for name, number in result.counts.items()), markup=False)
    for line in result.clauses:
        out.print(line, markup=False)
    if result.waiting:
        err.print("核验不成立：" if result.broken else "以下事项需要人工处理：", markup=False)
        for line in result.waiting:
            err.print(f"  · {line}", markup=False)
    if verified and not result.broken:
        out.print("核验通过", markup=False)
    return result.exit_code
