"""A capture with a real Chromium: what scripts bring is found and recorded, and nothing leaves the browser."""

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from archive.reading import read_body
from migrate.ledger.book import open_ledger
from migrate.ledger.frontier import find
from migrate.ledger.rendering import NO_ANSWER, pages_of, shown_place
from migrate.ledger.schema import captures, pagers
from migrate.ledger.sites import known_sites
from migrate.run.verify import verify
from migrate.run.work import Result
from tests.real.conftest import migrate
from tests.run.capturing import KEY, answers_held, captured, desk, lines, outcomes, records, rows
from tests.zoo import scripted
from tests.zoo.server import Asked, FaultServer
from tests.zoo.site import BASE, HOST, ZooSite

pytestmark = pytest.mark.real
LOST = ("hung", "crashed")  # a page that eats memory does the one or the other first


@dataclass(frozen=True)
class Done:
    """The finished capture: workspace, site, what the server was asked, what the stage said, what came by UDP."""

    workspace: Path
    site: ZooSite
    log: list[Asked]
    first: int  # requests of the first run
    result: Result
    stray: list[bytes]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    workspace = tmp_path_factory.mktemp("scripted")
    (workspace / "mappings").mkdir()
    (workspace / "mappings" / "scripted.toml").write_text(scripted.OFFICE, "utf-8")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.setblocking(False)
        site = scripted.with_browser(listener.getsockname()[1])
        with FaultServer(site.hosts) as server:
            with desk(workspace, server, site.home, **site.settings) as work:
                result = captured(work)
            first = len(server.log)
            with desk(workspace, server, site.home, **site.settings) as work:
                captured(work)
        stray: list[bytes] = []
        with contextlib.suppress(BlockingIOError):
            stray.append(listener.recv(2048))
    yield Done(workspace, site, server.log, first, result, stray)


def test_the_ledger_knows_exactly_what_the_site_has(done: Done) -> None:
    assert outcomes(done.workspace) == done.site.expected


def test_no_host_but_the_site_is_asked_for_anything(done: Done) -> None:
    assert {one.host for one in done.log} == {HOST}
    assert done.stray == []


def test_what_robots_forbid_is_not_asked_for_a_page_either(done: Done) -> None:
    assert "/secret/data.json" not in {one.target for one in done.log}


def test_every_request_is_asked_once_and_has_its_record(done: Done) -> None:
    asked = [one.ask for one in done.log if one.target != "/waf.html"]
    assert sorted(asked) == sorted(set(asked))
    held = [one.url for one in answers_held(done.workspace) if not one.url.endswith("/waf.html")]
    assert sorted(held) == sorted(one.partition(" ")[0] for one in asked)
    assert len(rows(done.workspace, captures, captures.c.status != NO_ANSWER)) == len(answers_held(done.workspace))


def test_a_second_run_asks_for_nothing_that_is_settled(done: Done) -> None:
    assert [one.target for one in done.log[done.first :]] == []


def test_each_page_is_shown_once_and_left_for_the_reason_it_gave(done: Done) -> None:
    with open_ledger("", done.workspace) as ledger, ledger.begin() as connection:
        shown = {url: row.detail["stopped"] for url, row in pages_of(connection)[KEY].shown.items()}
    assert {url: "lost" if why in LOST else why for url, why in shown.items()} == scripted.SHOWN


def test_a_list_whose_pages_only_its_script_can_ask_for_is_proved_by_its_total(done: Done) -> None:
    row = rows(done.workspace, pagers, pagers.c.url == f"{BASE}/gkml/")[0]
    assert (row.rows, row.found, row.proof, row.notes) == (6, 6, "rows", [])


def test_a_reader_sees_who_named_what_a_script_brought(done: Done) -> None:
    told = lines(done.workspace)
    assert told[f"{BASE}/api/list/1.json"]["named_by"] == ["browser"]
    assert "browser" in told[f"{BASE}/xxgk/detail.html?docId=6"]["named_by"]
    assert told[f"{BASE}/moved-to.html"]["named_by"] == ["browser"]
    assert told[f"{BASE}/tzgg/t1.html"]["named_by"] == ["link"]
    assert "link" in told[f"{BASE}/files/1.pdf"]["named_by"]  # the JSON itself names it


def test_what_a_page_showed_is_kept_beside_what_came(done: Done) -> None:
    url = f"{BASE}/xxgk/detail.html?docId=3"
    with open_ledger("", done.workspace) as ledger, ledger.begin() as connection:
        row = find(connection, KEY, url)
        place = shown_place(connection, row.id)
    text = read_body(done.workspace / place.warc, place.offset, limit=1 << 20).decode()
    assert "现将第3号附件印发你们" in text
    kept = {one.url for one in records(done.workspace) if one.kind == "conversion"}
    assert kept == {url for url, why in scripted.SHOWN.items() if why != "lost"}


def test_the_records_verify_and_an_unclaimed_one_is_found(done: Done) -> None:
    with desk(done.workspace, None, done.site.home) as work:
        with work.ledger.begin() as connection:
            sites = known_sites(connection)
        said = [line for line in verify(work, sites).waiting if line.startswith("采集记录")]
        assert said == []
        with work.ledger.begin() as connection:
            ids = connection.execute(select(captures.c.id).where(captures.c.status == NO_ANSWER)).scalars().all()
            connection.execute(captures.delete().where(captures.c.id == ids[0]))
        said = [line for line in verify(work, sites).waiting if "记录没有台账条目" in line]
        assert len(said) == 1


def test_pages_that_were_not_shown_to_their_end_wait_for_a_person(done: Done) -> None:
    told = [line for line in done.result.waiting if "浏览器" in line]
    assert len(told) == 1
    assert "3 个页面在浏览器中没有显示完" in told[0]


def test_a_chromium_that_does_not_start_is_told_before_the_first_request(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(f"网站名称,网址\n栖云县农业农村局,{BASE}/\n", "utf-8")
    migrate("classify", str(sheet), cwd=tmp_path)
    with FaultServer(scripted.without_browser().hosts) as server:
        done = migrate(
            "--connect-to", server.connect_to, "--set", "http.browser=/bin/false", "capture", HOST, cwd=tmp_path
        )
    assert done.returncode == 2, done.stderr
    assert "Chromium（/bin/false）无法启动" in done.stderr
    assert server.log == []
