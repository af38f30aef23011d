"""Where links lead that no captured page answers: out to a site that lives on, nowhere where the site closes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from migrate.ledger.book import Ledger, open_ledger
from migrate.ledger.decisions import Made, enter_decisions
from migrate.ledger.sites import enter_sites
from migrate.model import Article, Decision, Site, Verdict
from migrate.run.placing.links import NOT_CAPTURED, Linker
from migrate.run.work import Silent, Work
from migrate.settings import read_settings

SHARED = "http://www.qiyun.gov.example"  # the county's portal, which lives on; an old site stands below a path of it
OWN, OTHER, KEPT = "http://zx.qiyun.gov.example", "http://kx.qiyun.gov.example", "http://yl.qiyun.gov.example"


@pytest.fixture
def linker(tmp_path: Path) -> Iterator[tuple[Linker, Ledger]]:
    with open_ledger("", tmp_path) as ledger, ledger.run("publish", "test"):
        work = Work(tmp_path, read_settings(tmp_path), ledger, Silent())
        sites = {"a": (f"{SHARED}/nyj/", Verdict.MIGRATE), "b": (f"{OTHER}/", Verdict.CLOSE), "c": (f"{KEPT}/", "keep")}
        with ledger.begin() as connection:
            enter_sites(connection, [Site(key, key, url, "s.xlsx", None, 3) for key, (url, _) in sites.items()])
            decided = [
                Made(Decision(key, Verdict(verdict), None, False, (), (), (), False), "rules")
                for key, (_, verdict) in sites.items()
            ]
            enter_decisions(connection, ledger, decided)
            made = Linker(work, "fake", False, (), False)
            made.know(connection, ["a"])
        yield made, ledger


@pytest.mark.parametrize(
    ("link", "stays"),
    [
        (f"{SHARED}/", True),  # another site's part of the same host
        (f"{SHARED}/zwgk/1.html", True),
        (f"{SHARED}/nyj/1.html", False),
        (f"{OTHER}/1.html", False),  # decided to close, though not at work now
        (f"{OTHER}:8080/1.html", True),
        (f"{KEPT}/1.html", True),
        ("http://www.elsewhere.example/", True),
        ("ftp://files.elsewhere.example/x", True),
    ],
)
def test_a_link_that_was_never_captured_stays_unless_its_site_closes(
    linker: tuple[Linker, Ledger], link: str, stays: bool
) -> None:
    made, ledger = linker
    article = Article("a", "k", f"{SHARED}/nyj/x.html", "t", (), None, "", "", f'<a href="{link}">x</a>', "x")
    with ledger.begin() as connection:
        (leads,) = made.leads(connection, [article])
    assert leads[link].new_url == (link if stays else None)
    assert leads[link].why == ("" if stays else NOT_CAPTURED)
