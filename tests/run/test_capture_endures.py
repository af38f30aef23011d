"""A capture endures what befalls its machine: clocks that are set, tasks that hang, disks that fail, other settings."""

import asyncio
import errno
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import aiohttp
import pytest
from sqlalchemy import update

from migrate.crawl.probes import probes_for
from migrate.errors import StageError
from migrate.fetch import clock, wire
from migrate.fetch.client import Client
from migrate.fetch.clock import SteadyClock
from migrate.ledger import frontier
from migrate.ledger.book import open_ledger
from migrate.ledger.schema import entries, urls
from migrate.model import Outcome
from migrate.run.work import Result, Silent
from tests.run.capturing import KEY, answers_held, capture_zoo, captured, desk, outcomes, rows
from tests.run.conftest import Said
from tests.whole import killing
from tests.zoo.answers import answer, ok, page
from tests.zoo.doubtful import SHELL, Elsewhere
from tests.zoo.server import Answer, FaultServer
from tests.zoo.site import BASE, HOST, ZooSite
from tests.zoo.sites import ZOO

SMALL = ZOO["UCAP lists count from one"]
YEAR = timedelta(days=365)


class Heard(Silent):
    """A voice that keeps what it was told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, text: str) -> None:
        self.lines.append(text)


def captured_aloud(workspace: Path, site: ZooSite, server: FaultServer, **http: object) -> tuple[Result, list[str]]:
    with desk(workspace, server, site.home, **http) as work:
        heard = Heard()
        return captured(replace(work, voice=heard)), heard.lines


# --- clocks -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The machine's clock, and by how much it is wrong."""
    wrong = SimpleNamespace(by=timedelta())
    monkeypatch.setattr(clock, "_run", SteadyClock(lambda: datetime.now(UTC) + wrong.by))
    return wrong


@pytest.mark.parametrize(("step", "told"), [(-YEAR, "被拨慢了 525600 分钟"), (YEAR, "被拨快了 525600 分钟")])
def test_a_clock_that_is_set_during_the_run_neither_delays_nor_loses_anything(
    tmp_path: Path, machine: SimpleNamespace, step: timedelta, told: str
) -> None:
    tries: list[bytes] = []

    def set_while_busy(request: bytes) -> Answer:
        tries.append(request)
        machine.by = step
        return answer("503 Busy", b"busy") if len(tries) < 3 else ok("<p>here</p>")

    answers = {"/": page("/passes", "/1.html"), "/passes": set_while_busy, "/1.html": ok("<p>1</p>")}
    site = ZooSite(answers, dict.fromkeys(answers, "stored"))
    with FaultServer(site.hosts) as server:
        result, said = captured_aloud(tmp_path, site, server, retry_wait=0.05, connections_per_host=1)
    assert outcomes(tmp_path) == site.expected
    assert result.exit_code == 0
    assert [line for line in said if told in line]
    dates = [one.headers["WARC-Date"] for one in answers_held(tmp_path)]
    assert dates == sorted(dates)
    assert dates[-1][:4] == str((datetime.now(UTC) + max(step, timedelta())).year)


def test_a_wait_written_by_a_clock_that_was_a_year_ahead_does_not_last_a_year(tmp_path: Path) -> None:
    answers = {"/": page("/late"), "/late": [answer("503 Busy", b"busy", "Retry-After: 3000"), ok("<p>late</p>")]}
    site = ZooSite(answers, dict.fromkeys(answers, "stored"))
    with FaultServer(site.hosts) as server:
        capture_zoo(tmp_path, server, site, retry_patience=60)
        assert outcomes(tmp_path)[f"{BASE}/late"].startswith("pending")
        with open_ledger("", tmp_path) as ledger, ledger.begin() as connection:
            (row,) = rows_of(connection, f"{BASE}/late")
            later = datetime.fromisoformat(row.due_at) + YEAR
            wrong = later.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            connection.execute(update(urls).where(urls.c.id == row.id).values(due_at=wrong))
        capture_zoo(tmp_path, server, site, retry_patience=60)
    assert outcomes(tmp_path) == site.expected


def rows_of(connection, url: str):
    return list(connection.execute(urls.select().where(urls.c.url == url)))


# --- stalls -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["/1.html", "/robots.txt"])
def test_a_request_that_never_ends_stops_the_run_aloud(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    answers = {"/": page("/1.html", "/2.html"), "/1.html": ok("<p>1</p>"), "/2.html": ok("<p>2</p>")}
    site, exchange = ZooSite(answers, dict.fromkeys(answers, "stored")), Client.exchange

    async def hanging(client, url, *more):
        if url.endswith(target):
            await asyncio.Event().wait()
        return await exchange(client, url, *more)

    with FaultServer(site.hosts) as server:
        with monkeypatch.context() as patch:
            patch.setattr(Client, "exchange", hanging)
            result = capture_zoo(tmp_path, server, site, stall_limit=0.4)
        assert result.exit_code == 1
        assert any("http.stall_limit" in line for line in result.waiting)
        assert "pending" in {said.split()[0] for said in outcomes(tmp_path).values()}
        assert capture_zoo(tmp_path, server, site).exit_code == 0
    assert outcomes(tmp_path) == site.expected


# --- places -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOMEM])
def test_what_this_machine_lacks_is_no_fault_of_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    left = [3]

    async def refused(*given, **more):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(number, os.strerror(number))
        return await connect(*given, **more)

    connect = aiohttp.TCPConnector._create_connection
    with FaultServer(SMALL.hosts) as server:
        with monkeypatch.context() as patch, pytest.raises(StageError):
            patch.setattr(aiohttp.TCPConnector, "_create_connection", refused)
            patch.setattr(aiohttp.TCPConnector, "_get", _none)  # every request connects anew
            capture_zoo(tmp_path, server, SMALL)
        assert {"unreachable"}.isdisjoint(outcomes(tmp_path).values())
        capture_zoo(tmp_path, server, SMALL)
    assert outcomes(tmp_path) == SMALL.expected


async def _none(*_: object) -> None:
    return None


def test_a_temporary_folder_without_space_is_no_fault_of_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {"/": page("/long.bin"), "/long.bin": ok(b"long" * 100_000, "application/zip")}
    site, full = ZooSite(answers, dict.fromkeys(answers, "stored")), []

    class Full(wire.tempfile.SpooledTemporaryFile):
        def write(self, data: bytes) -> int:
            if len(data) + self.tell() > 200_000:
                full.append(data)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return super().write(data)

    with FaultServer(site.hosts) as server:
        with monkeypatch.context() as patch, pytest.raises(StageError) as told:
            patch.setattr(wire, "tempfile", SimpleNamespace(SpooledTemporaryFile=Full))
            capture_zoo(tmp_path, server, site)
        assert full
        assert os.strerror(errno.ENOSPC) in told.value.problem
        assert outcomes(tmp_path)[f"{BASE}/long.bin"] == "pending"
        capture_zoo(tmp_path, server, site)
    assert outcomes(tmp_path) == site.expected


def test_a_record_that_cannot_be_read_back_stops_the_run_aloud(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, say: Callable[..., Said]
) -> None:
    """robots.txt is read back from its record by every later run that asks the host again."""
    answers = {"/": page("/late"), "/late": [answer("503 Busy", b"b", "Retry-After: 900"), ok("<p>late</p>")]}
    site = ZooSite({**answers, "/robots.txt": ok("", "text/plain")}, dict.fromkeys([*answers, "/robots.txt"], "stored"))
    really = Path.open

    def broken(path: Path, mode: str = "r", *more, **named):
        if path.name.endswith(".warc.gz") and mode == "rb":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return really(path, mode, *more, **named)

    with FaultServer(site.hosts) as server:
        capture_zoo(tmp_path, server, site, retry_patience=60)
        with open_ledger("", tmp_path) as ledger, ledger.begin() as connection:
            connection.execute(update(urls).values(due_at=""))
        words = ("capture", "--unreviewed", "-w", tmp_path, "--connect-to", server.connect_to, "--set")
        with monkeypatch.context() as patch:
            patch.setattr(Path, "open", broken)
            code, _, err = say(*words, "http.interval=0")
        assert (code, "读写出错" in err, "Traceback" in err) == (2, True, False)
        assert say(*words, "http.interval=0")[0] == 0
    assert outcomes(tmp_path) == site.expected


def test_a_second_run_is_refused_while_the_first_one_works(tmp_path: Path, say: Callable[..., Said]) -> None:
    workspace = killing.prepared(tmp_path / "ws")
    with open_ledger("", workspace):
        code, out, err = say("capture", "--unreviewed", "-w", workspace)
    assert (code, out) == (2, "")
    assert err.strip().endswith("正被另一次运行使用。请等它结束，或换一个工作目录（-w）")


# --- changed settings -------------------------------------------------------------------------------------------------


def test_a_run_under_other_terms_says_so_and_takes_up_what_they_allow(tmp_path: Path) -> None:
    site = ZOO["robots are obeyed"]
    leave = {"robots": "ignore", "robots_authorisation": "栖云县政务公开办 2026年1月5日批复"}
    with FaultServer(site.hosts) as server:
        _, said = captured_aloud(tmp_path, site, server)
        assert [line for line in said if "设置与上次不同" in line] == []
        assert outcomes(tmp_path)[f"{BASE}/private/a.html"] == "excluded robots"
        _, said = captured_aloud(tmp_path, site, server)
        assert said == []
        _, said = captured_aloud(tmp_path, site, server, **leave)
    (told,) = [line for line in said if "设置与上次不同" in line]
    assert "http.robots 由“obey”改为“ignore”" in told
    assert any("2 个网址重新列入采集" in line for line in said)
    assert {outcomes(tmp_path)[BASE + path] for path in ("/private/a.html", "/x.asp")} == {str(Outcome.STORED)}
    terms = rows(tmp_path, entries, entries.c.event == "terms")
    assert [one.detail["http.robots"] for one in terms] == ["obey", "ignore"]
    assert terms[1].detail["http.robots_authorisation"] == leave["robots_authorisation"]


def test_a_site_that_got_another_address_is_told_as_such(tmp_path: Path) -> None:
    site = ZooSite({"/": page("/a"), "/a": ok("<p>a</p>"), "/new/": ok("<p>new</p>")}, {})
    with FaultServer({HOST: site.answers}) as server:
        capture_zoo(tmp_path, server, site)
        with desk(tmp_path, server, f"{BASE}/new/") as work:
            heard = Heard()
            captured(replace(work, voice=heard))
    assert [line for line in heard.lines if f"网址 由“{BASE}/”改为“{BASE}/new/”" in line]
    assert outcomes(tmp_path)[f"{BASE}/a"] == "stored"
    assert outcomes(tmp_path)[f"{BASE}/new/"] == "stored"


# --- what a kill leaves behind ----------------------------------------------------------------------------------------


def test_a_random_address_that_a_killed_run_had_named_is_recorded_once(tmp_path: Path) -> None:
    """It waits in the queue, and is asked for out of its turn when a page is in doubt."""
    site = ZooSite(Elsewhere({"/": page("/gone.html")}, lambda target: ok(SHELL % target)), {})
    (probe, *_) = probes_for(f"{BASE}/gone.html", KEY)
    with FaultServer(site.hosts) as server, desk(tmp_path, server, f"{BASE}/") as work:
        with work.ledger.begin() as connection:
            told = [frontier.Naming(f"{BASE}/gone.html", "link", "page"), frontier.Naming(probe, "operator", "other")]
            frontier.name_urls(connection, KEY, told)
        captured(work)
    known = outcomes(tmp_path)
    assert (known[f"{BASE}/gone.html"], known[probe]) == ("error soft_404", "error probe")
    assert [one.url for one in answers_held(tmp_path)].count(probe) == 1
