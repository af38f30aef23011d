"""A command as a whole process: CPU seconds, wall seconds, peak memory."""

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """What a process used: seconds of CPU (user and system), seconds on the clock, peak memory in MiB."""

    cpu: float
    wall: float
    peak: float


def cost_of(command: Sequence[str], cwd: Path, *, accept: Sequence[int] = (0,)) -> Cost:
    """Run a command to its end and give its cost; its own children count too."""
    began = time.monotonic()
    process = os.posix_spawnp(
        command[0],
        list(command),
        {**os.environ, "PWD": str(cwd)},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 1, str(cwd / "out.log"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
    )
    _, status, used = os.wait4(process, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in accept:
        sys.exit(f"{' '.join(command)} ended with {code}:\n{(cwd / 'out.log').read_text(errors='replace')[-2000:]}")
    return Cost(used.ru_utime + used.ru_stime, time.monotonic() - began, used.ru_maxrss / 1024)
