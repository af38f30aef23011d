"""A child process that reads hostile files for us: what it may take, and how it is started, asked and ended.

Both sides: the child bounds itself and answers on a pipe of its own; the parent sends lines of JSON and ends it.
"""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

GRACE = 10  # seconds of CPU beyond the limit: the parent ends the child first; this is for the case that it is gone
ROOT = str(Path(__file__).resolve().parents[1])


def answering_pipe() -> IO[bytes]:
    """The child's way to its parent; whatever a library prints from now on goes elsewhere."""
    out = os.fdopen(os.dup(1), "wb", buffering=1 << 16)
    os.dup2(2, 1)
    return out


def bound_memory(most: int) -> None:
    """The process may take so many bytes of data, the interpreter included, and leaves no core behind."""
    _bound("RLIMIT_DATA", most, most)
    _bound("RLIMIT_CORE", 0, 0)


def bound_time(seconds: float) -> None:
    """The process ends after so many more seconds of CPU, and a grace."""
    try:
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _bound(
            "RLIMIT_CPU",
            int(used.ru_utime + used.ru_stime + seconds) + GRACE,
            resource.getrlimit(resource.RLIMIT_CPU)[1],
        )
    except (ImportError, ValueError, OSError):
        return


def _bound(name: str, soft: int, hard: int) -> None:
    try:
        import resource

        resource.setrlimit(getattr(resource, name), (soft, hard))
    except (ImportError, AttributeError, ValueError, OSError):  # Windows has no such limit, macOS may refuse it
        return


def started(command: list[str]) -> "subprocess.Popen[bytes]":
    """The child, with pipes to and from it; it finds our packages whatever the current folder is."""
    known = os.environ.get("PYTHONPATH")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([ROOT, known] if known else [ROOT])}
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    )


def command_of(module: str) -> list[str]:
    """How the child that is one of our modules is started."""
    return [sys.executable, "-P", "-m", module]


def ask(process: "subprocess.Popen[bytes]", request: dict[str, Any]) -> None:
    """Send one request; a child that has died since says so by its answer, which does not come."""
    with contextlib.suppress(OSError):
        process.stdin.write(json.dumps(request).encode("ascii") + b"\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]


def ended(process: "subprocess.Popen[bytes]", patience: float = 0) -> int:
    """The exit code of a child that is no more: it has `patience` seconds to end by itself."""
    try:
        if not patience:
            process.kill()
        code = process.wait(patience or None)
    except subprocess.TimeoutExpired:
        process.kill()
        code = process.wait()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):  # what was still to be sent has nobody to go to
            pipe.close()  # type: ignore[union-attr]
    return code
