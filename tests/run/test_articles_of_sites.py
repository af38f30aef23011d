"""Every captured page of the zoo and of the demonstration ends as an article, or with a named reason why it is none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.demo.sites import samples
from migrate.run.demo import demo
from migrate.run.work import Silent
from tests.run.conftest import Done
from tests.zoo.articles import TOLD, ends_of, look
from tests.zoo.sites import ZOO


def test_the_truth_names_sites_of_the_zoo_and_says_nothing_else() -> None:
    assert set(TOLD) <= {site.name for site in ZOO.values()}
    assert {field for told in TOLD.values() for field in told} <= {"articles", "parts", "maybe", "column", "apart"}


@pytest.mark.parametrize("name", ZOO)
def test_every_page_of_a_site_is_what_a_person_would_call_it(name: str, finished: Callable[[str], Done]) -> None:
    done = finished(name)
    assert look(done.workspace, done.site).faults == []


def test_every_page_of_the_demonstration_is_an_article_or_says_why_not(tmp_path: Path) -> None:
    demo(tmp_path / "demo", Silent(), ("http.interval=0",))
    known = {one.old_url for sample in samples() for one in sample.truth.articles}
    articles, faults = ends_of(tmp_path / "demo")
    assert faults == []
    assert articles == known
