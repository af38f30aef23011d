"""The clock of a run: it follows the machine's clock forward and never back."""

from datetime import UTC, datetime, timedelta

import pytest

from migrate.fetch.clock import SteadyClock

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
YEAR = timedelta(days=365)


class Machine:
    """A machine whose clock a test sets."""

    def __init__(self) -> None:
        self.wall, self.even = START, 0.0
        self.clock = SteadyClock(lambda: self.wall, lambda: self.even)

    def after(self, seconds: float, *, set_on: timedelta = timedelta()) -> datetime:
        self.even += seconds
        self.wall += timedelta(seconds=seconds) + set_on
        return self.clock.now()


def test_it_says_what_the_machine_says() -> None:
    machine = Machine()
    assert [machine.after(10), machine.after(5)] == [START + timedelta(seconds=10), START + timedelta(seconds=15)]
    assert machine.clock.step() == timedelta()


def test_it_goes_on_evenly_when_the_machine_is_set_back() -> None:
    machine = Machine()
    machine.after(10)
    assert machine.after(10, set_on=-YEAR) == START + timedelta(seconds=20)
    assert machine.after(10) == START + timedelta(seconds=30)
    assert machine.clock.step() == -YEAR
    assert machine.clock.step() == timedelta(), "told once"


def test_it_follows_the_machine_when_that_is_set_on() -> None:
    machine = Machine()
    assert machine.after(10, set_on=YEAR) == START + timedelta(seconds=10) + YEAR
    assert machine.clock.step() == YEAR
    machine.after(10)
    assert machine.clock.step() == timedelta()


def test_it_follows_again_when_the_machine_is_right_again() -> None:
    machine = Machine()
    machine.after(10, set_on=-YEAR)
    machine.after(10, set_on=YEAR)
    assert machine.after(10) == START + timedelta(seconds=30)
    assert machine.after(10) == START + timedelta(seconds=40)


@pytest.mark.parametrize("back", [1, 30, 59])
def test_a_small_step_back_is_waited_out(back: int) -> None:
    machine = Machine()
    before = machine.after(100)
    assert machine.after(1, set_on=-timedelta(seconds=back)) == max(before, before + timedelta(seconds=1 - back))
    assert machine.after(100) == before + timedelta(seconds=101 - back)
    assert machine.clock.step() == timedelta()
