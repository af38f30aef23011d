"""Captures that are polite, come in one order, and go on after a break."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from migrate.fetch import pace
from migrate.ledger import frontier, lists
from migrate.ledger.schema import captures, entries, urls
from tests.run.capturing import KEY, answers_held, capture_zoo, captured, desk, lines, outcomes, rows
from tests.run.conftest import Done
from tests.zoo.answers import JPEG, answer, moved, ok, page
from tests.zoo.server import Answer, FaultServer
from tests.zoo.site import BASE, HOST, ZooSite
from tests.zoo.sites import ZOO

SMALL = ZOO["UCAP lists count from one"]
BUSY = ZooSite(
    {
        "/": page(*(f"/{number}.html" for number in range(12))),
        **{f"/{number}.html": ok(f"<p>{number}</p>", thinks=0.02) for number in range(12)},
    },
    {},
)


# --- politeness -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("connections", [1, 2, 3])
def test_no_more_requests_wait_at_once_than_the_settings_allow(tmp_path: Path, connections: int) -> None:
    with FaultServer(BUSY.hosts) as server:
        capture_zoo(tmp_path, server, BUSY, connections_per_host=connections)
    assert server.peak[HOST] == connections


@pytest.mark.parametrize(("robots", "pause"), [(b"User-agent: *\nCrawl-delay: 7\n", 7), (b"", 2)])
def test_the_interval_and_the_crawl_delay_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, robots: bytes, pause: int
) -> None:
    clock, waits = [0.0], []

    async def sleep(seconds: float) -> None:
        waits.append(round(seconds, 6))
        clock[0] += seconds

    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    monkeypatch.setattr(pace, "asyncio", SimpleNamespace(sleep=sleep, Lock=asyncio.Lock))
    site = ZooSite({"/": page("/a", "/b"), "/robots.txt": ok(robots, "text/plain")}, {})
    with FaultServer(site.hosts) as server:
        capture_zoo(tmp_path, server, site, interval=2)
    assert len(server.log) == 4
    assert waits == [2, pause, pause]


def _uneven(seed: int) -> dict[str, dict[str, Answer]]:
    """A site that moves to a second host in the midst of its pages, with answers that take their time in any order."""
    chance = random.Random(seed)

    def slow(given: Answer) -> Answer:
        return replace(given, thinks=chance.random() * 0.02)

    pages = {f"/{number}": slow(page(f"/{number}/a", f"/{number}.jpg")) for number in range(12)}
    pictures = {f"/{number}.jpg": slow(ok(JPEG + b"%d" % (number % 3), "image/jpeg")) for number in range(12)}
    there = {"/": slow(page(*(f"/{number}" for number in range(9)))), "/robots.txt": slow(ok("", "text/plain"))}
    return {HOST: {"/": page(), "/moved": moved("http://b.example/"), **pages, **pictures}, "b.example": there}


def test_the_order_of_captures_is_the_same_whatever_the_number_of_connections(tmp_path: Path) -> None:
    told = [*(f"/{number}" for number in range(6)), "/moved", *(f"/{number}" for number in range(6, 12))]
    namings = [frontier.Naming(BASE + one, "operator", "home" if one == "/moved" else "page") for one in told]
    orders = []
    for seed, connections in enumerate((1, 2, 7, 7)):
        workspace = tmp_path / str(seed)
        http = {"connections_per_host": connections}
        with FaultServer(_uneven(seed)) as server, desk(workspace, server, f"{BASE}/", **http) as work:
            with work.ledger.begin() as connection:
                frontier.name_urls(connection, KEY, namings)
            captured(work)
        known = rows(workspace, urls)
        names = {row.id: row.url for row in known}
        held = [(names[row.url_id], row.sha256, row.revisit_of) for row in rows(workspace, captures)]
        orders.append((held, [(row.seq, row.url, row.outcome) for row in known]))
    assert orders[0] == orders[1] == orders[2] == orders[3]


# --- going on after a break -------------------------------------------------------------------------------------------


class Break(BaseException):
    """What a kill would be, where the test can catch it."""


def _break_at(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, count: int) -> None:
    real, left = getattr(owner, name), [count]

    def breaking(*args, **more):
        left[0] -= 1
        if left[0] == 0:
            raise Break
        return real(*args, **more)

    monkeypatch.setattr(owner, name, breaking)


@pytest.mark.parametrize("place", ["settle", "enter_capture", "name_urls", "enter_list"])
@pytest.mark.parametrize("count", [1, 4])
def test_a_run_that_broke_is_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finished: Callable[[str], Done], place: str, count: int
) -> None:
    undisturbed = finished("UCAP lists count from one").workspace
    with FaultServer(SMALL.hosts) as server:
        with monkeypatch.context() as patch, pytest.raises(BaseException) as broken:
            _break_at(patch, lists if place == "enter_list" else frontier, place, 1 if place == "enter_list" else count)
            capture_zoo(tmp_path, server, SMALL)
        assert broken.type is Break
        capture_zoo(tmp_path, server, SMALL)
    kept = ("outcome", "status", "sha256", "named_by", "kind", "reason")
    ours, theirs = (
        {url: [line[name] for name in kept] for url, line in lines(one).items()} for one in (tmp_path, undisturbed)
    )
    assert ours == theirs
    held = Counter(one.url for one in answers_held(tmp_path))
    assert held == Counter(one.url for one in answers_held(undisturbed))
    assert len(rows(tmp_path, captures)) == held.total()


def _break_once_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: FaultServer) -> Path:
    with monkeypatch.context() as patch, pytest.raises(Break):
        _break_at(patch, frontier, "settle", 5)
        capture_zoo(tmp_path, server, SMALL)
    (torn,) = (tmp_path / "captures").rglob("*.open")
    return torn


def test_a_torn_tail_is_cut_off_and_the_ledger_tells_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultServer(SMALL.hosts) as server:
        torn = _break_once_begun(tmp_path, monkeypatch, server)
        with torn.open("ab") as file:
            file.write(b"\x1f\x8b\x08torn")
        capture_zoo(tmp_path, server, SMALL)
    assert outcomes(tmp_path) == SMALL.expected
    assert {one.url for one in answers_held(tmp_path)} == set(SMALL.expected)
    (told,) = rows(tmp_path, entries, entries.c.event == "cut_back")
    assert told.detail["bytes"] > 0
    assert not list((tmp_path / "captures").rglob("*.open"))


def test_a_file_closed_before_the_ledger_knew_of_it_is_cut_back_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FaultServer(SMALL.hosts) as server:
        torn = _break_once_begun(tmp_path, monkeypatch, server)
        torn.rename(torn.with_name(torn.name.removesuffix(".open")))
        capture_zoo(tmp_path, server, SMALL)
    assert Counter(one.url for one in answers_held(tmp_path)) == Counter(dict.fromkeys(SMALL.expected, 1))


def test_unreachable_urls_are_asked_again_only_on_demand(tmp_path: Path) -> None:
    cut = Answer(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal", "close")
    site = ZooSite({"/": page("/a"), "/a": [cut, cut, cut, ok("<p>a</p>")]}, {})
    with FaultServer(site.hosts) as server, desk(tmp_path, server, f"{BASE}/") as work:
        captured(work)
        captured(work)
        assert server.targets().count("/a") == 3
        captured(work, retry=True)
    assert outcomes(tmp_path)[f"{BASE}/a"] == "stored"


def test_a_silent_robots_txt_is_asked_again_on_demand(tmp_path: Path) -> None:
    busy = answer("503 Busy", b"busy")
    answers = {"/": page(), "/robots.txt": [busy] * 3 + [ok("", "text/plain")]}
    with FaultServer({HOST: answers}) as server, desk(tmp_path, server, f"{BASE}/") as work:
        captured(work)
        captured(work, retry=True)
    assert outcomes(tmp_path) == {f"{BASE}/": "stored", f"{BASE}/robots.txt": "stored"}


def test_a_site_without_an_address_is_told_and_not_asked(tmp_path: Path) -> None:
    with desk(tmp_path, None, None) as work:
        result = captured(work)
    assert result.waiting == [f"栖云县农业农村局（{KEY}）没有可用的网址，无法采集"]


def test_a_home_address_in_raw_chinese_is_asked_for_as_browsers_do(tmp_path: Path) -> None:
    answers = {"/%E5%86%9C%20a/": ok("<p>home</p>")}
    with FaultServer({HOST: answers}) as server, desk(tmp_path, server, f"{BASE}/农 a/") as work:
        captured(work)
    assert outcomes(tmp_path) == {f"{BASE}/%E5%86%9C%20a/": "stored", f"{BASE}/robots.txt": "error http_404"}
