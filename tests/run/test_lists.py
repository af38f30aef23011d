"""Lists of every family on the real local server: every declared page, set equality, and the report of the columns."""

import contextlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from migrate.ledger import frontier, lists
from migrate.ledger.book import open_ledger
from migrate.ledger.content import article_keys
from migrate.ledger.schema import families, pagers
from migrate.ledger.sites import known_sites
from migrate.run.archive import archive
from migrate.run.capturing.columns import columns_of_site, site_columns
from migrate.run.extract import extract
from migrate.run.publish import publish
from migrate.run.redirects import redirects
from migrate.run.screens.column_table import columns_table
from migrate.run.verify import verify
from migrate.settings import read_settings
from tests.run.capturing import KEY, capture_zoo, captured, desk, lines, outcomes, records, rows
from tests.run.conftest import Done
from tests.zoo.server import CLOSE, Answer, FaultServer
from tests.zoo.site import BASE, ZooSite
from tests.zoo.sites import ZOO

LISTED = [name for name, site in ZOO.items() if site.columns]


def columns(done: Done) -> dict[str, tuple[int, int | None, int | None, str | None]]:
    with open_ledger("", done.workspace) as ledger, ledger.begin() as connection:
        found = columns_of_site(connection, KEY)
    return {one.url.removeprefix(BASE): (one.pages, one.rows, one.found, one.proof) for one in found}


@pytest.mark.parametrize("name", LISTED)
def test_a_column_is_known_with_what_it_declares_what_was_found_and_the_proof(
    finished: Callable[[str], Done], name: str
) -> None:
    done = finished(name)
    assert outcomes(done.workspace) == done.site.expected
    assert columns(done) == done.site.columns


def _pagers(workspace: Path) -> list[tuple[object, ...]]:
    kept = ("list_key", "url", "rule", "pages", "rows", "state", "found", "proof", "notes")
    return [tuple(getattr(row, name) for name in kept) for row in rows(workspace, pagers)]


class Break(BaseException):
    """Stands for a kill between two steps."""


@pytest.mark.parametrize("place", ["enter_list", "change_list", "settle"])
@pytest.mark.parametrize("count", [1, 4, 9])
@pytest.mark.parametrize(
    "name",
    [
        "WebForms: chains of POSTs",
        "a list that says one and counts from zero",
        "jpaas: page 1 for every pageNo",
        "Hanweb: sealed groups, and an empty answer that is no end",
    ],
)
def test_a_run_that_broke_while_a_list_was_open_is_gone_on_with(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    finished: Callable[[str], Done],
    name: str,
    place: str,
    count: int,
) -> None:
    site, owner = ZOO[name], frontier if place == "settle" else lists
    real, left = getattr(owner, place), [count]

    def breaking(*args: object, **more: object) -> object:
        left[0] -= 1
        if left[0] == 0:
            raise Break
        return real(*args, **more)

    undisturbed = finished(name).workspace
    with FaultServer(site.hosts) as server:
        with monkeypatch.context() as patch, contextlib.suppress(Break):
            patch.setattr(owner, place, breaking)
            capture_zoo(tmp_path, server, site)
        capture_zoo(tmp_path, server, site)
    assert outcomes(tmp_path) == outcomes(undisturbed)
    assert _pagers(tmp_path) == _pagers(undisturbed)


def test_what_is_short_is_told_in_words(finished: Callable[[str], Done]) -> None:
    said = finished("a server that ignores the page number").result.waiting
    assert any("/list.asp?c=3" in line and "第 2 页与前一页相同" in line for line in said)
    said = finished("a list with a page missing").result.waiting
    assert any("声明 4 页，只采到 3 页（缺第 3 页）；声明 40 条，只找到 30 条，少 10 条" in line for line in said)
    said = finished("jpaas: page 1 for every pageNo").result.waiting
    assert any("声明 47 条，只找到 15 条，少 32 条" in line for line in said)


def test_a_cap_that_the_channels_api_makes_good_is_noted_and_waits_for_nobody(finished: Callable[[str], Done]) -> None:
    done = finished("UCAP: a cap of 500 rows, and an API that has all")
    with open_ledger("", done.workspace) as ledger, ledger.begin() as connection:
        capped = next(one for one in columns_of_site(connection, KEY) if one.rows == 500)
    assert capped.covered_by is not None
    assert "上限" in capped.notes[0]
    assert done.result.waiting == []


def test_the_families_of_a_site_are_known(finished: Callable[[str], Done]) -> None:
    for name, family in (
        ("UCAP: 89 rows on five pages", "F09"),
        ("VSB: pages count down", "F08"),
        ("WebForms: chains of POSTs", "F17"),
        ("Hanweb: groups of three pages by POST", "F05"),
    ):
        first, *_ = rows(finished(name).workspace, families)
        assert first.family == family


def test_a_post_is_exported_with_its_form_and_its_record_holds_it(finished: Callable[[str], Done]) -> None:
    done = finished("ptl: POSTs count from zero")
    posts = [line for line in lines(done.workspace).values() if line["method"] == "POST"]
    assert sorted(line["request_body"] for line in posts) == [f"hidden_UT_CAT_MDDATA_pindex={at}" for at in range(1, 5)]
    held = [one for one in records(done.workspace) if one.kind == "request" and one.block.startswith(b"POST ")]
    assert sorted(one.block.rpartition(b"\r\n\r\n")[2].decode() for one in held) == sorted(
        line["request_body"] for line in posts
    )


@pytest.mark.parametrize(
    "name", ["ptl: POSTs count from zero", "WebForms: chains of POSTs", "UCAP: 89 rows on five pages"]
)
def test_a_site_with_posts_is_moved_archived_and_proved_whole(tmp_path: Path, name: str) -> None:
    site = ZOO[name]
    with FaultServer(site.hosts) as server, desk(tmp_path, server, site.home, **site.settings) as work:
        captured(work)
        with work.ledger.begin() as connection:
            sites = known_sites(connection)
        extract(work, sites)
        publish(work, sites, unreviewed=True)
        archive(work, sites)
        redirects(work, sites)
        result = verify(work, sites)
        with work.ledger.begin() as connection:
            known = len(article_keys(connection, KEY))
    assert not result.broken, result.waiting
    articles = sum("/index_1_2_ci" in one or "Show.aspx" in one or "/c1/" in one for one in site.truth)
    assert known == articles
    answers = (tmp_path / "redirects" / "redirects.csv").read_text("utf-8-sig").splitlines()
    assert len(answers) == len({line.split(",")[0] for line in answers})


def test_status_of_a_site_tells_of_its_lists(finished: Callable[[str], Done]) -> None:
    done = finished("a list with a page missing")
    (told,) = site_columns(done.workspace, read_settings(done.workspace), (KEY,))
    with Console(width=200, record=True, file=io.StringIO()) as console:
        console.print(columns_table(told))
    text = console.export_text()
    assert "共 1 个栏目列表：可能不全 1" in text
    assert "3/4" in text
    assert "30/40" in text
    assert "缺第 3 页" in text


def _with_trouble(name: str, trouble: str, first: Answer) -> tuple[ZooSite, ZooSite]:
    """The site while one of its list pages fails at every try, and the site as it is."""
    site = ZOO[name]
    (key,) = [one for one in site.answers if trouble in one]
    return replace(site, answers={**site.answers, key: first}), site


@pytest.mark.parametrize(
    ("name", "trouble", "missing"),
    [
        ("jpaas: an API that pages", "pageNo%22%3A2", "第 2 页尚未采到"),
        ("ptl: POSTs count from zero", "pindex=1", "第 2 页尚未采到"),
        ("WebForms: chains of POSTs", "/List.aspx __VIEWSTATE=2", "第 3 页没有采到，其后的页无从得知"),
        ("Hanweb: sealed groups, and an empty answer that is no end", "seal=cd", "第 3 页没有采到"),
    ],
)
def test_a_list_page_that_failed_is_asked_again_and_the_list_goes_on_from_there(
    tmp_path: Path, name: str, trouble: str, missing: str
) -> None:
    failing, whole = _with_trouble(name, trouble, Answer(b"HTTP/1.1 200 OK\r\nContent-Le", CLOSE))
    with FaultServer(failing.hosts) as server:
        result = capture_zoo(tmp_path, server, failing)
    assert any(missing in line for line in result.waiting), result.waiting
    with FaultServer(whole.hosts) as server, desk(tmp_path, server, whole.home) as work:
        result = captured(work, retry=True)
    assert outcomes(tmp_path) == whole.expected
    assert result.waiting == []
    with open_ledger("", tmp_path) as ledger, ledger.begin() as connection:
        found = {one.url.removeprefix(BASE): one.proof for one in columns_of_site(connection, KEY)}
    assert found == {url: said[3] for url, said in whole.columns.items()}
