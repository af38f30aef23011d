"""When a capture holds still: outside the hours agreed on, when the disk runs short, while a host stays silent."""

import asyncio
import shutil
import time
from collections.abc import Callable, Coroutine, Iterable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from migrate.fetch import clock
from migrate.settings import Http
from migrate.urls import host_of

BEIJING = timezone(timedelta(hours=8))
LOOKS = 4  # so often within `http.stall_limit` is looked whether anything moves
SHORT_WAIT = 60.0  # seconds; a shorter one is not worth a line
PLENTY = 4096  # open files; more are never needed
DISK_SHARE = 20  # of a small disk the reserve is no more than this part


def closed_for(hours: str, now: datetime | None = None) -> float:
    """Give the seconds until the agreed hours (`20:00-06:00`, Beijing time) begin; 0 within them, or where none are.

    >>> closed_for("20:00-06:00", datetime(2026, 3, 2, 11, 30, tzinfo=UTC))
    1800.0
    """
    if not hours:
        return 0.0
    here = (now or datetime.now(UTC)).astimezone(BEIJING)
    begin, end = (_minutes(one) * 60 for one in hours.split("-"))
    moment = here.hour * 3600 + here.minute * 60 + here.second
    is_open = begin <= moment < end if begin < end else moment >= begin or moment < end
    return 0.0 if is_open else float((begin - moment) % 86_400)


def _minutes(clock: str) -> int:
    hour, _, minute = clock.strip().partition(":")
    return int(hour) * 60 + int(minute)


def is_disk_short(folder: Path, reserve: int) -> bool:
    """True when less is free than the reserve, or than its share of a small disk."""
    usage = shutil.disk_usage(folder)
    return usage.free < min(reserve, usage.total // DISK_SHARE)


def open_files_allowed() -> int:
    """Give how many files and sockets this process may hold open, raised as far as the system lets it."""
    try:
        import resource  # not on Windows
    except ImportError:
        return PLENTY
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = PLENTY if hard == resource.RLIM_INFINITY else min(PLENTY, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


class Pause:
    """When one site's capture waits, for what, and when it leaves the rest to the next run; every wait is said once.

    `stopped` is the reason why the rest is left; None while the capture goes on.
    """

    def __init__(self, http: Http, say: Callable[[str], None]) -> None:
        self._http, self._say = http, say
        self._since = self._moved = time.monotonic()
        self._said = ""
        self.stopped: str | None = None

    def wanted(self, folder: Path) -> bool:
        """True when nothing new may be asked now."""
        if is_disk_short(folder, self._http.disk_reserve):
            self.stopped = "磁盘剩余空间低于保留量（http.disk_reserve），已暂停采集；腾出空间后再次运行即可继续"
        return self.stopped is not None or closed_for(self._http.hours) > 0

    def holds_out(self, due: str, closed: float) -> bool:
        """Say until when is waited; False when that is longer than the settings allow, and the rest is left."""
        later = clock.seconds_until(due)
        at = f"{datetime.now(BEIJING) + timedelta(seconds=max(later, closed)):%m月%d日 %H:%M}"
        if closed:
            self._tell("closed", f"不在约定的采集时段（{self._http.hours}），等到 {at}")
        elif later > self._http.retry_patience:
            self.stopped = f"余下的网址要到 {at} 才能再试，超过 http.retry_patience，留待下次运行"
            return False
        elif later > SHORT_WAIT:
            self._tell(due, f"余下的网址等待再试，最早 {at}")
        self._since = self._moved = time.monotonic()
        return True

    def _tell(self, wait: str, text: str) -> None:
        if wait != self._said:
            self._said = wait
            self._say(text)

    def watch(self, is_moving: bool, urls: Iterable[str]) -> None:
        """Say who is waited for when nothing was settled for long, and when the machine's clock was set."""
        if step := clock.step().total_seconds():
            told = f"系统时钟被拨{'快' if step > 0 else '慢'}了 {abs(step) / 60:.0f} 分钟"
            self._say(told if step > 0 else f"{told}，本次运行的记录按原来的时间继续记时，请核对系统时钟")
        if is_moving:
            self._since = self._moved = time.monotonic()
        elif self._http.stall_warning and time.monotonic() - self._since >= self._http.stall_warning:
            self._since = time.monotonic()
            hosts = "、".join(sorted({host_of(url) for url in urls}))
            self._say(f"已有 {self._http.stall_warning / 60:g} 分钟没有新的应答，正在等待 {hosts}")

    async def unless_stalled(self, work: Coroutine[Any, Any, str | None]) -> str | None:
        """Give what `work` gives; where it settles nothing for too long it is cancelled, and that is the reason."""
        limit, task = self._http.stall_limit, asyncio.ensure_future(work)
        try:
            while not task.done():
                await asyncio.wait([task], timeout=limit / LOOKS if limit else None)
                if not task.done() and time.monotonic() - self._moved >= limit:
                    self.stopped = f"已有 {limit / 60:g} 分钟毫无进展（http.stall_limit），已停止采集；再次运行即可继续"
                    return self.stopped
            return task.result()
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait([task], timeout=SHORT_WAIT)
            if task.done() and not task.cancelled():
                task.exception()  # looked at: where another site's failure ended this one, asyncio would print it
