"""The eight clauses as they are told, and the estimate of what no source names."""

import math

import pytest

from migrate.model import Fault
from migrate.verify.clauses import CLAUSES, Finding, Gathering, State, guarded, last_clause, line_of
from migrate.verify.estimate import chapman, estimate_of

FAULT = Fault("封存", "", "a", "b")


def test_there_are_eight_clauses_in_order() -> None:
    assert [one.number for one in CLAUSES] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_fault_weighs_more_than_what_waits() -> None:
    assert Finding(7, 1, (FAULT,), ("x",)).state == State.BROKEN
    assert Finding(7, 1, (), ("x",)).state == State.WAITS
    assert Finding(7, 1).state == State.HOLDS
    assert line_of(Finding(7, 3, (FAULT,))) == "7 已封存　不成立　核对 3 个文件，问题 1 个"


def test_the_last_clause_never_says_more_than_the_others() -> None:
    assert last_clause([Finding(1)], ["x"]).state == State.HOLDS
    assert last_clause([Finding(1), Finding(7, waiting=("x",))], []).state == State.WAITS
    assert last_clause([Finding(1), Finding(7, faults=(FAULT,))], []).state == State.BROKEN


def test_a_check_that_breaks_off_is_a_fault_of_its_clause() -> None:
    fifth = Gathering(5)
    guarded(fifth, lambda: 1 // 0)
    assert fifth.finding().state == State.BROKEN


def test_chapmans_estimate_and_its_interval() -> None:
    found = chapman(("link", "sitemap"), 200, 150, 120)
    assert math.isclose(found.total, 201 * 151 / 121 - 1)
    assert found.seen == 230
    assert found.low > found.seen
    assert found.unseen == (20, 11, 37)


def test_sources_that_name_the_same_pages_leave_nothing_unseen() -> None:
    assert chapman(("link", "sitemap"), 80, 80, 80).unseen == (0, 0, 0)


@pytest.mark.parametrize(("first", "second", "both"), [(49, 500, 40), (500, 49, 40), (500, 500, 6)])
def test_sources_that_are_too_small_give_no_estimate(first: int, second: int, both: int) -> None:
    named = {"link": range(first), "sitemap": range(first - both, first - both + second)}
    assert estimate_of(named) is None


def test_the_first_pair_that_is_large_enough_is_taken() -> None:
    named = {"link": range(100), "sitemap": range(3), "list": range(50, 150)}
    found = estimate_of(named)
    assert found is not None
    assert (found.sources, found.both, found.seen) == (("link", "list"), 50, 150)
