"""A real process of the command line that kills itself (SIGKILL) at the n-th moment at which something becomes durable.

    python -m tests.whole.doomed N FILE -- run -w …

Moments are before and after every fsync, every rename and every commit of the ledger, so they lie where a crash hurts
most, whatever the speed of the machine. With N = 0 the process lives and writes to FILE how many moments there were.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

_passed = 0


def moment(_: Any = None) -> None:
    global _passed
    _passed += 1
    if _passed == DOOM:
        os.kill(os.getpid(), signal.SIGKILL)


def fatal(work: Callable[..., Any]) -> Callable[..., Any]:
    def between(*args: Any, **named: Any) -> Any:
        moment()
        done = work(*args, **named)
        moment()
        return done

    return between


def main(note: Path, arguments: list[str]) -> None:
    os.fsync, os.replace = fatal(os.fsync), fatal(os.replace)  # type: ignore[assignment]
    event.listen(Engine, "commit", moment)  # before the commit; the next moment is the one after it
    import cli

    try:
        cli.main(arguments)
    finally:
        note.write_text(str(_passed))


if __name__ == "__main__":
    DOOM = int(sys.argv[1])
    main(Path(sys.argv[2]), sys.argv[sys.argv.index("--") + 1 :])
