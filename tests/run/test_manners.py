"""When a capture holds still: agreed hours, a short disk, hosts that stay silent, tries that come too late."""

import asyncio
import gc
from collections import namedtuple
from datetime import UTC, datetime
from pathlib import Path

import pytest

from migrate.run.capturing import manners
from migrate.run.capturing.manners import Pause, closed_for, is_disk_short
from migrate.settings import Http
from tests.run.capturing import capture_zoo, outcomes
from tests.zoo.answers import answer, ok, page
from tests.zoo.server import FaultServer
from tests.zoo.site import BASE, HOST, ZooSite
from tests.zoo.sites import ZOO

Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(
    ("hours", "clock", "seconds"),
    [
        ("", "12:00", 0),
        ("20:00-06:00", "19:59", 60),
        ("20:00-06:00", "20:00", 0),
        ("20:00-06:00", "05:59", 0),
        ("20:00-06:00", "06:00", 14 * 3600),
        ("08:30-17:00", "08:00", 1800),
        ("08:30-17:00", "17:00", 15.5 * 3600),
        ("08:30-17:00", "12:00", 0),
    ],
)
def test_the_agreed_hours_are_beijing_time(hours: str, clock: str, seconds: float) -> None:
    hour, minute = map(int, clock.split(":"))
    assert closed_for(hours, datetime(2026, 3, 2, (hour - 8) % 24, minute, tzinfo=UTC)) == seconds


@pytest.mark.parametrize(
    ("total", "free", "is_short"),
    [
        (1000 << 30, 300 << 20, False),
        (1000 << 30, 200 << 20, True),
        (100 << 20, 6 << 20, False),
        (100 << 20, 4 << 20, True),
    ],
)
def test_a_small_disk_needs_a_small_reserve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, total: int, free: int, is_short: bool
) -> None:
    monkeypatch.setattr(manners.shutil, "disk_usage", lambda _: Usage(total, total - free, free))
    assert is_disk_short(tmp_path, 256 << 20) is is_short


def test_a_capture_pauses_on_a_short_disk_and_goes_on_when_there_is_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, left = ZOO["UCAP lists count from one"], [1]

    def usage(_: object) -> Usage:
        left[0] -= 1
        return Usage(1 << 40, 1 << 40, 0) if left[0] < 0 else Usage(1 << 40, 0, 1 << 40)

    with FaultServer(site.hosts) as server:
        with monkeypatch.context() as patch:
            patch.setattr(manners.shutil, "disk_usage", usage)
            result = capture_zoo(tmp_path, server, site)
        assert any("http.disk_reserve" in line for line in result.waiting)
        assert "pending" in outcomes(tmp_path).values()
        capture_zoo(tmp_path, server, site)
    assert outcomes(tmp_path) == site.expected


def test_a_url_that_may_be_asked_much_later_is_left_to_the_next_run(tmp_path: Path) -> None:
    busy = answer("503 Busy", b"busy", "Retry-After: 600")
    site = ZooSite({"/": page("/late.html", "/1.html"), "/late.html": busy, "/1.html": ok("<p>1</p>")}, {})
    with FaultServer(site.hosts) as server:
        result = capture_zoo(tmp_path, server, site, retry_patience=60)
    assert outcomes(tmp_path)[f"{BASE}/late.html"].startswith("pending")
    assert outcomes(tmp_path)[f"{BASE}/1.html"] == "stored"
    assert any("http.retry_patience" in line for line in result.waiting)
    assert result.exit_code == 1


def test_outside_the_agreed_hours_nothing_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked_while_closed, left = [], [3]
    site = ZooSite({"/": page()}, {})
    with FaultServer(site.hosts) as server:

        def closed(*_: object) -> float:
            left[0] -= 1
            asked_while_closed.extend(server.log if left[0] >= 0 else [])
            return 0.01 if left[0] >= 0 else 0.0

        monkeypatch.setattr(manners, "closed_for", closed)
        monkeypatch.setattr("migrate.run.capture.closed_for", closed)
        capture_zoo(tmp_path, server, site, hours="20:00-06:00")
        assert asked_while_closed == []
        assert [one.host for one in server.log] == [HOST, HOST]


def test_who_is_waited_for_is_said_when_nothing_comes() -> None:
    said: list[str] = []
    pause = Pause(Http(stall_warning=0.0001), said.append)
    pause.watch(True, [])
    while not said:
        pause.watch(False, [f"{BASE}/a", f"{BASE}/b"])
    assert HOST in said[0]
    assert said[0].count(HOST) == 1


def test_what_failed_while_another_site_s_failure_ended_it_is_not_printed(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async def failing() -> str | None:
        raise OSError("full")

    async def both() -> None:
        watched = asyncio.ensure_future(Pause(Http(), lambda text: None).unless_stalled(failing()))
        await asyncio.sleep(0)  # the watched work is begun …
        await asyncio.sleep(0)  # … and has failed
        watched.cancel()
        await asyncio.wait([watched])

    asyncio.run(both())
    gc.collect()
    assert "never retrieved" not in caplog.text + capsys.readouterr().err
