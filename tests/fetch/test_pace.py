"""The pace: turns are handed out one after another, with the longest of three waits between them."""

import asyncio
from types import SimpleNamespace

import pytest

from migrate.fetch import pace
from migrate.fetch.pace import MAX_WAIT, Pace


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits asked for, on a clock that only they move."""
    clock, asked = [100.0], []

    async def sleep(seconds: float) -> None:
        asked.append(seconds)
        clock[0] += seconds

    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    monkeypatch.setattr(pace, "asyncio", SimpleNamespace(sleep=sleep, Lock=asyncio.Lock))
    return asked


def taken(given: Pace, *hosts: str) -> None:
    async def take() -> None:
        for host in hosts:
            await given.wait_turn(host)

    asyncio.run(take())


def test_a_host_is_asked_no_sooner_than_the_interval(waits: list[float]) -> None:
    taken(Pace(2, 0), "a", "a", "a")
    assert waits == [2, 2]


def test_hosts_do_not_wait_for_each_other(waits: list[float]) -> None:
    taken(Pace(2, 0), "a", "b", "c")
    assert waits == []


def test_turns_taken_at_once_come_one_after_another(waits: list[float]) -> None:
    async def together() -> None:
        await asyncio.gather(*(given.wait_turn("a") for _ in range(4)))

    given = Pace(1, 0)
    asyncio.run(together())
    assert waits == [1, 1, 1]


@pytest.mark.parametrize(
    ("factor", "answered", "crawl_delay", "wait"),
    [
        (1, 5, 0, 5),
        (0.5, 6, 0, 3),
        (0, 60, 0, 2),
        (1, 0.1, 0, 2),
        (1, 5, 9, 9),
        (1, 900, 0, MAX_WAIT),
        (1, 0, 3600, MAX_WAIT),
        (1, 0, float("inf"), MAX_WAIT),
    ],
)
def test_a_slow_or_modest_host_is_asked_less_often(
    waits: list[float], factor: float, answered: float, crawl_delay: float, wait: float
) -> None:
    given = Pace(2, factor)
    given.answered("a", answered)
    given.ask_slower("a", crawl_delay)
    taken(given, "a", "a")
    assert waits == [wait]


def test_a_long_interval_is_the_operators_will_and_kept(waits: list[float]) -> None:
    taken(Pace(120, 0), "a", "a")
    assert waits == [120]


def test_a_host_that_wants_to_be_left_alone_is_asked_ever_slower(waits: list[float]) -> None:
    given = Pace(0, 0)
    for _ in range(3):
        given.slow_down("a")
        taken(given, "a", "a", "a")
    assert waits == [0.25, 0.25, 0.25, 0.5, 0.5, 0.5, 1.0, 1.0]


def test_answers_to_what_was_asked_before_slow_nothing_down_again(waits: list[float]) -> None:
    given = Pace(0, 0)
    for _ in range(9):
        given.slow_down("a")
    taken(given, "a", "a")
    assert waits == [0.25]


def test_a_slowed_host_is_forgiven_by_and_by(waits: list[float]) -> None:
    given = Pace(0, 0)
    given.slow_down("a")
    for _ in range(pace.FORGIVEN_AFTER):
        given.answered("a", 0.01)
    taken(given, "a", "a")
    assert waits == []


def test_a_rest_that_a_host_asks_for_is_kept_up_to_the_limit(waits: list[float]) -> None:
    given = Pace(0, 0)
    given.slow_down("a", 9)
    taken(given, "a")
    given.slow_down("b", 9999)
    taken(given, "b")
    assert waits == [9, MAX_WAIT]
