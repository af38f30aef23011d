"""The score tells what is missing, surplus, ended otherwise or holds other bytes, and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.run.capturing import capture_zoo, lines
from tests.zoo.answers import JPEG, answer, ok, page
from tests.zoo.scoring import Score, score
from tests.zoo.server import Asked, FaultServer
from tests.zoo.site import BASE, ZooSite
from tests.zoo.table import percent

ANSWERS = {
    "/": page("/a.html", "/gone.html", "/1.jpg", "/2.jpg"),
    "/a.html": [answer("503 Busy", b"busy"), ok("<p>a</p>")],
    "/1.jpg": ok(JPEG, "image/jpeg"),
    "/2.jpg": ok(JPEG, "image/jpeg"),
}
TRUTH = {"/": "stored", "/a.html": "stored", "/gone.html": "error http_404", "/1.jpg": "stored", "/2.jpg": "revisit"}
SITE = ZooSite(ANSWERS, TRUTH)


@pytest.fixture(scope="module")
def captured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Asked]]:
    workspace = tmp_path_factory.mktemp("scored")
    with FaultServer(SITE.hosts) as server:
        capture_zoo(workspace, server, SITE)
    return workspace, server.log


def scored(site: ZooSite, captured: tuple[Path, list[Asked]]) -> Score:
    workspace, log = captured
    return score(site, lines(workspace), log, workspace)


def test_a_whole_capture_has_full_marks(captured: tuple[Path, list[Asked]]) -> None:
    found = scored(SITE, captured)
    assert (found.shares, found.truth, found.held, found.faults) == ((1.0, 1.0, 1.0, 1.0), 6, 6, ())


def test_what_the_crawl_missed_costs_recall_and_bytes(captured: tuple[Path, list[Asked]]) -> None:
    found = scored(replace(SITE, truth={**TRUTH, "/b.html": "stored"}), captured)
    assert found.shares == (6 / 7, 1.0, 1.0, 6 / 7)
    assert found.faults == (f"missing {BASE}/b.html", f"other bytes {BASE}/b.html")


def test_what_belongs_to_no_truth_costs_precision(captured: tuple[Path, list[Asked]]) -> None:
    found = scored(replace(SITE, truth={url: said for url, said in TRUTH.items() if url != "/a.html"}), captured)
    assert found.shares == (1.0, 5 / 6, 1.0, 1.0)
    assert found.faults == (f"surplus {BASE}/a.html stored",)


def test_another_outcome_costs_accuracy(captured: tuple[Path, list[Asked]]) -> None:
    found = scored(replace(SITE, truth={**TRUTH, "/gone.html": "error http_410"}), captured)
    assert found.shares == (1.0, 1.0, 5 / 6, 1.0)


def test_other_bytes_than_the_servers_are_told_also_of_a_revisit(captured: tuple[Path, list[Asked]]) -> None:
    workspace, log = captured
    other = ok(JPEG + b"other", "image/jpeg")
    log = [replace(one, answer=other) if one.target == "/2.jpg" else one for one in log]
    found = scored(SITE, (workspace, log))
    assert (found.shares, found.faults) == ((1.0, 1.0, 1.0, 5 / 6), (f"other bytes {BASE}/2.jpg",))


def test_the_last_answer_counts_and_not_the_tries_before_it(captured: tuple[Path, list[Asked]]) -> None:
    workspace, log = captured
    early = [one for one in log if one.target != "/a.html"] + [one for one in log if one.target == "/a.html"][:1]
    assert scored(SITE, (workspace, early)).faults == (f"other bytes {BASE}/a.html",)


def test_scores_add_up_and_nearly_whole_is_not_whole() -> None:
    assert Score(2, 2, 2, 1, 2, 2, ("x",)) + Score(1, 1, 1, 1) == Score(3, 3, 3, 2, 2, 2, ("x",))
    assert (percent(1.0), percent(0.99999), percent(0.5)) == ("100 %", "99.99 %", "50.00 %")
