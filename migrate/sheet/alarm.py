"""A bound on the time that reading one file may take: a workbook can be small and yet keep a parser busy for hours."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from migrate.errors import SheetError

LEAST = 0.001  # seconds; an alarm of 0 would never ring


@contextmanager
def time_limit(name: str, seconds: float) -> Iterator[None]:
    """Raise SheetError when the block takes longer than `seconds`.

    Where the system has no alarm (Windows, a thread) the block ends by itself, and is refused afterwards.
    """

    def ring(_: int, __: FrameType | None) -> None:
        raise _too_long(name, seconds)

    has_alarm = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    began = time.monotonic()
    if not has_alarm:
        yield
        if time.monotonic() - began > seconds:
            raise _too_long(name, seconds)
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, LEAST))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _too_long(name: str, seconds: float) -> SheetError:
    return SheetError(
        f"{name} 读取超过 {seconds:g} 秒", "请删去多余的工作表和空行后重新运行，或调高 [sheet] max_seconds"
    )
