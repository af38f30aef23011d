"""Answers that are not the page: what is kept of them, and how the random addresses stand in the ledger."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive.reading import read_body
from migrate.ledger import frontier
from tests.run.capturing import capture_zoo, captured, desk, lines, outcomes
from tests.run.conftest import Done
from tests.zoo.answers import ok, page
from tests.zoo.doubtful import DOUBTFUL, Elsewhere
from tests.zoo.server import FaultServer
from tests.zoo.site import BASE, HOST
from tests.zoo.sites import ZOO


class Break(BaseException):
    """What a kill would be, where the test can catch it."""


def _body(done: Done, path: str) -> str:
    line = lines(done.workspace)[BASE + path]
    return read_body(done.workspace / line["warc"], line["offset"], limit=10_000).decode()


def test_what_is_stored_after_a_challenge_or_a_throttle_is_the_article(finished: Callable[[str], Done]) -> None:
    assert "秋收" in _body(finished("challenges"), "/often.html")
    assert "关于二的通知" in _body(finished("a throttle that serves the section"), "/xw/1002.html")
    assert "第4号" in _body(finished("a shell that sets a cookie"), "/4.html")


def test_soft_404s_and_challenges_keep_their_bodies(finished: Callable[[str], Done]) -> None:
    assert "不存在" in _body(finished("soft 404: a shell with 200"), "/gone.html")
    assert "访问过于频繁" in _body(finished("challenges"), "/always.html")


def test_random_addresses_are_errors_that_the_operator_named_and_no_pages(finished: Callable[[str], Done]) -> None:
    for name in DOUBTFUL:
        probes = [line for line in lines(finished(name).workspace).values() if line["reason"] == "probe"]
        assert {(one["outcome"], one["kind"], *one["named_by"]) for one in probes} <= {("error", "other", "operator")}
        assert len(probes) <= 8
        assert all(one["warc"] for one in probes)


def test_a_host_is_asked_for_random_addresses_only_where_an_answer_gives_cause(finished: Callable[[str], Done]) -> None:
    calm = lines(finished("UCAP lists count from one").workspace).values()
    assert not [line for line in calm if line["reason"] == "probe"]


def test_a_document_that_is_a_page_stays_a_document(finished: Callable[[str], Done]) -> None:
    assert lines(finished("pages in place of files").workspace)[f"{BASE}/f/1.pdf"]["kind"] == "attachment"
    assert lines(finished("soft 404: the home page for any path").workspace)[f"{BASE}/robots.txt"]["kind"] == "other"


def test_a_redirect_to_the_home_page_that_is_a_soft_404_leads_nowhere(finished: Callable[[str], Done]) -> None:
    known = lines(finished("soft 404: redirects to the home page").workspace)
    assert known[f"{BASE}/gone.html"]["redirect_to"] is None
    assert known[f"{BASE}/jz"]["redirect_to"] == f"{BASE}/jz/"


@pytest.mark.parametrize("name", ["soft 404: a shell with 200", "soft 404: the home page for any path"])
@pytest.mark.parametrize("stop", [2, 5, 7, 9, 11, 13])
def test_a_run_that_broke_asks_for_the_same_random_addresses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finished: Callable[[str], Done], name: str, stop: int
) -> None:
    left, real, site = [stop], frontier.settle, ZOO[name]

    def breaking(*given: Any, **values: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Break
        real(*given, **values)

    with FaultServer(site.hosts) as server:
        with monkeypatch.context() as patch, pytest.raises(BaseException) as broken:
            patch.setattr(frontier, "settle", breaking)
            capture_zoo(tmp_path, server, site)
        assert broken.type in (Break, BaseExceptionGroup)
        capture_zoo(tmp_path, server, site)
    assert outcomes(tmp_path) == outcomes(finished(name).workspace)


def test_a_challenge_is_asked_anew_on_demand(tmp_path: Path) -> None:
    often = ok("<html><body>访问过于频繁，请稍后再试</body></html>", "text/html; charset=utf-8")
    answers = {"/": page("/a.html"), "/a.html": [often, often, often, ok("<p>a</p>")]}
    with FaultServer({HOST: answers}) as server, desk(tmp_path, server, f"{BASE}/") as work:
        first = captured(work)
        assert any("验证页" in line for line in first.waiting)
        captured(work, retry=True)
    assert outcomes(tmp_path)[f"{BASE}/a.html"] == "stored"


def test_many_soft_404s_are_told_because_a_firewall_may_have_given_them(tmp_path: Path) -> None:
    dead = [f"/d{one}.html" for one in range(25)]
    shell = ok("<html><title>提示</title><body>您访问的页面不存在</body></html>", "text/html; charset=utf-8")
    site = Elsewhere({"/": page("/1.html", *dead), "/1.html": ok("<p>春耕</p>")}, lambda _: shell)
    with FaultServer({HOST: site}) as server, desk(tmp_path, server, f"{BASE}/") as work:
        result = captured(work)
    assert any("25 个网址" in line or "26 个网址" in line for line in result.waiting)
    assert result.exit_code == 1
