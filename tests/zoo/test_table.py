"""docs/zoo.md: every behaviour and fault is in it, every site, and the numbers that the sites' own tests demand."""

from pathlib import Path

from tests.zoo.sites import ZOO
from tests.zoo.table import behaviours, markdown, perfect

PAGE = Path(__file__).parents[2] / "docs" / "zoo.md"
AGAIN = "docs/zoo.md is not what the zoo says now: run `make zoo` and commit it"


def test_every_behaviour_and_every_fault_has_a_line() -> None:
    wanted = {f"Z{number:02}" for number in range(1, 31)} | {f"F{number:02}" for number in range(1, 41)}
    assert wanted <= set(behaviours())
    text = PAGE.read_text("utf-8")
    assert [one for one in behaviours() if f"| {one} |" not in text] == []


def test_what_no_site_shows_says_where_it_is_shown() -> None:
    shown = {one for site in ZOO.values() for one in site.stands_for}
    assert [one for one, said in behaviours().items() if one not in shown and not said.get("elsewhere")] == []


def test_the_page_tells_of_every_site_what_its_tests_demand() -> None:
    # `tests/run/test_capture.py` holds each capture to exactly this, so the page need not be measured again here.
    assert PAGE.read_text("utf-8") == markdown(ZOO, {name: perfect(site) for name, site in ZOO.items()}), AGAIN


def test_a_site_that_is_not_whole_says_why() -> None:
    assert [name for name, site in ZOO.items() if perfect(site).shares != (1.0,) * 4 and not site.why] == []
