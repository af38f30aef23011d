"""The child process in which files are read: requests come in as JSON lines, events go out as JSON lines.

A workbook that makes a native parser abort, loop or take all memory ends this process and nothing else.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from migrate.child import answering_pipe, bound_memory, bound_time
from migrate.sheet.files.events import Event, events_of, tagged

MEMORY = 640 << 20  # bytes of data that reading may take, the interpreter included


@dataclass(frozen=True)
class GivenLimits:
    """The limits as they came over the pipe."""

    max_unpacked: int
    max_rows: int
    max_seconds: float


def main() -> None:
    """Answer requests until the parent closes the pipe."""
    out = answering_pipe()
    bound_memory(MEMORY)
    for line in sys.stdin.buffer:
        _answer(line, out)


def _answer(line: bytes, out: IO[bytes]) -> None:
    request = json.loads(line)
    limits = GivenLimits(**request["limits"])
    for event in _events(request, limits):
        if event[0] == "file":
            bound_time(limits.max_seconds)
        out.write(encoded(event))
        if event[0] in ("file", "end", "error", "done"):
            out.flush()


def _events(request: dict[str, str], limits: GivenLimits) -> Iterator[Event]:
    include_hidden, skip = bool(request["include_hidden"]), int(request["skip"])
    return events_of(Path(request["path"]), request["name"], limits, include_hidden, skip)


def encoded(event: Event) -> bytes:
    """One event as one line."""
    text = json.dumps(event, ensure_ascii=False, separators=(",", ":"), default=tagged)
    return text.encode("utf-8", "surrogatepass") + b"\n"


if __name__ == "__main__":
    main()
