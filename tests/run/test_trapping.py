"""Traps: what is asked of them, what is held back, and what honest lists must never lose."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from migrate.ledger import frontier
from migrate.run.capturing import trapping
from tests.run.capturing import KEY, capture_zoo, captured, desk, outcomes
from tests.zoo import endless
from tests.zoo.answers import ok, page
from tests.zoo.server import FaultServer
from tests.zoo.site import BASE, HOST, ZooSite


class Break(BaseException):
    """What a kill would be, where the test can catch it."""


def _split(workspace: Path) -> tuple[dict[str, str], dict[str, str]]:
    told = outcomes(workspace)
    kept = {url: said for url, said in told.items() if not said.startswith("quarantined")}
    return kept, {url: said for url, said in told.items() if url not in kept}


def test_a_date_picker_of_thirty_years_costs_forty_requests_and_no_article(tmp_path: Path) -> None:
    site = endless.date_picker()
    with FaultServer(site.hosts) as server:
        result = capture_zoo(tmp_path, server, site)
    kept, held = _split(tmp_path)
    assert sum("d=" in one for one in server.targets()) <= 40
    honest = {url for url, said in site.expected.items() if said == "stored"}
    assert {url for url in kept if "d=" not in url} == honest
    assert set(held.values()) == {"quarantined calendar"}
    days = {url for url, said in site.expected.items() if said != "stored"}
    assert days <= set(held) | {url for url in kept if "d=" in url}
    assert any("calendar" in line and "d=" in line for line in result.waiting)  # a sample is shown


def test_combinations_of_filters_end_and_the_articles_are_all_there(tmp_path: Path) -> None:
    site = endless.facets()
    with FaultServer(site.hosts) as server:
        capture_zoo(tmp_path, server, site)
    kept, held = _split(tmp_path)
    assert sum("/xw/" in url for url in kept) == 30
    assert Counter(url.count("=") > 0 for url in kept)[True] <= 30 + 200 + 5
    assert set(held.values()) == {"quarantined facets"}
    for filters in ("area=a", "state=f"):
        assert f"{BASE}/so.jsp?{filters}" in kept


def test_what_is_held_back_is_asked_once_a_list_declares_it(tmp_path: Path) -> None:
    site = endless.endless_next()
    (last,) = [url for url, said in site.expected.items() if said.startswith("quarantined")]
    with FaultServer(site.hosts) as server, desk(tmp_path, server, site.home) as work:
        captured(work)
        with work.ledger.begin() as connection:
            frontier.name_urls(connection, KEY, [frontier.Naming(last, "list", "page")])
        captured(work)
    assert outcomes(tmp_path)[last] == "stored"


@pytest.mark.parametrize("stop", [3, 17, 40])
def test_a_crawl_of_a_trap_that_broke_ends_as_an_undisturbed_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: int
) -> None:
    site, left, real = endless.endless_next(), [stop], trapping.enter_shape

    def breaking(*given: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Break
        real(*given)

    with FaultServer(site.hosts) as server:
        with monkeypatch.context() as patch, pytest.raises(Break):
            patch.setattr(trapping, "enter_shape", breaking)
            capture_zoo(tmp_path, server, site)
        capture_zoo(tmp_path, server, site)
    assert outcomes(tmp_path) == site.expected


def test_a_shape_that_brought_something_goes_on_until_nothing_new_came_for_long(tmp_path: Path) -> None:
    days = [f"/rb/?date={date(2019, 1, 1) + timedelta(days=one)}" for one in range(75)]
    articles = {f"/rb/a{one:02}b.html": ok(f"<p>第{one}篇</p>") for one in range(16)}
    answers = {"/": page(*days), **{day: page(also="<p>没有</p>") for day in days}, **articles}
    answers |= {days[one]: page(path) for one, path in enumerate(articles)}  # then nothing for 59 days
    with FaultServer({HOST: answers}) as server:
        capture_zoo(tmp_path, server, ZooSite(answers, {}))
    kept, held = _split(tmp_path)
    assert {BASE + path for path in articles} <= set(kept)
    assert sum("date=" in url for url in kept) == 16 + 1 + 30  # the first empty day shows what no other did
    assert len(held) == 75 - 16 - 1 - 30
