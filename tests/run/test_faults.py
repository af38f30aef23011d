"""Faults whose truth is no list of outcomes: traps, a firewall that wakes up, hosts that come back, exclusions."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from archive.paths import file_for
from migrate.extract.served import served_name
from migrate.ledger.schema import captures, urls
from migrate.run import capture as stage
from tests.run.capturing import KEY, capture_zoo, captured, desk, lines, outcomes, records, rows
from tests.zoo.answers import ok, page
from tests.zoo.faults_answers import ANSWERS, FIREWALLS, Guarded
from tests.zoo.faults_traps import CAPS, TRAPS
from tests.zoo.faults_urls import URLS
from tests.zoo.server import CLOSE, Answer, FaultServer
from tests.zoo.site import BASE, HOST, ZooSite

ENDED = {"stored", "revisit", "error", "quarantined", "redirect", "excluded"}


# --- F11: addresses without end ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_ends_and_the_real_pages_inside_it_are_stored(name: str, tmp_path: Path) -> None:
    site = TRAPS[name]
    with FaultServer(site.hosts) as server:
        capture_zoo(tmp_path, server, site)
    found = outcomes(tmp_path)
    assert {url: found.get(url) for url in site.expected} == site.expected
    assert {said.split()[0] for said in found.values()} <= ENDED
    assert len(server.log) <= len(site.expected) + CAPS[name]


# --- F13: a firewall that wakes up during the capture -----------------------------------------------------------------


@pytest.mark.parametrize("name", FIREWALLS)
def test_a_firewall_that_wakes_up_is_told_and_a_retry_heals_it(name: str, tmp_path: Path) -> None:
    answers = Guarded(FIREWALLS[name], good=20)
    articles = {f"{BASE}/xw/{one}.html": one for one in range(60)}
    with FaultServer({HOST: answers}) as server:
        with desk(tmp_path, server, f"{BASE}/") as work:
            first = captured(work)
        kept = {url for url, said in outcomes(tmp_path).items() if said == "stored" and url in articles}
        assert first.waiting
        assert len(kept) == 18  # before them came robots.txt and the home page
        answers.calm = True
        with desk(tmp_path, server, f"{BASE}/") as work:
            second = captured(work, retry=True)
    assert not second.waiting
    assert {outcomes(tmp_path)[url] for url in articles} == {"stored"}


# --- F17, F18, F24: names of files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["F17: letter case", "F18: slashes", "F16: escapes"])
def test_no_two_addresses_share_a_file_in_the_archive(name: str) -> None:
    urls_ = [url for url, said in URLS[name].expected.items() if said in ("stored", "revisit")]
    files = [file_for(url, is_page=True).casefold() for url in urls_]
    folders = {str(parent) for one in files for parent in PurePosixPath(one).parents}
    assert len(set(files)) == len(files)
    assert not folders & set(files)


def test_files_keep_the_name_that_the_server_gives() -> None:
    site = ANSWERS["F24: names in Content-Disposition"]
    given = [served_name(site.answers[f"/down.jsp?id={one}"].raw) for one in range(15)]
    assert given == [*["关于春耕的通知.doc"] * 3, *["通知.doc"] * 7, "一;二.doc", "x.doc", "a.doc", "", ""]


def test_equal_bytes_are_told_by_sha_256_alone(tmp_path: Path) -> None:
    with FaultServer(searching().hosts) as server:
        capture_zoo(tmp_path, server, searching())
    digests = [one.headers["WARC-Payload-Digest"] for one in records(tmp_path) if "WARC-Payload-Digest" in one.headers]
    assert {one.partition(":")[0] for one in digests} == {"sha256"}


# --- F20, F28, F30, F34: what changes while it is captured ------------------------------------------------------------


def test_a_page_that_changes_is_kept_as_it_was_each_time(tmp_path: Path) -> None:
    busy = Answer(b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy")
    answers = {"/": page("/count.html"), "/count.html": [busy, ok("<p>第1位</p>")]}
    site = ZooSite(answers, {"/": "stored", "/count.html": "stored"})
    with FaultServer(site.hosts) as server:
        capture_zoo(tmp_path, server, site)
    assert outcomes(tmp_path) == site.expected
    kept = [one.block for one in records(tmp_path) if one.url.endswith("/count.html") and one.kind == "response"]
    assert [b"503" in one for one in kept] == [True, False]


def test_a_host_that_is_down_for_a_while_is_waited_for(tmp_path: Path) -> None:
    began = time.monotonic()

    def up(given: Answer) -> Callable[[bytes], Answer]:
        return lambda _: given if time.monotonic() - began > 0.6 else Answer(b"", CLOSE)

    pages = {f"/{one}.html": ok(f"<p>{one}</p>") for one in range(5)}
    answers = {
        path: up(given) for path, given in {"/": page(*pages), "/robots.txt": ok("", "text/plain"), **pages}.items()
    }
    site = ZooSite(answers, dict.fromkeys(answers, "stored"))
    with FaultServer(site.hosts) as server:
        capture_zoo(tmp_path, server, site, retries=6, retry_wait=0.1)
    assert outcomes(tmp_path) == site.expected


def test_a_fault_inside_is_loud_and_the_next_run_finishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {f"/{one}.html": page(f"/{one}/a.html", also=str(one)) for one in range(30)}
    deeper = {f"/{one}/a.html": ok(f"<p>{one}</p>") for one in range(30)}
    answers = {"/": page(*pages), **pages, **deeper}
    site = ZooSite(answers, dict.fromkeys(answers, "stored"))
    plain = stage.read

    def faulty(exchange, *given):
        if exchange.url.endswith("/17.html"):
            raise RuntimeError("planted")
        return plain(exchange, *given)

    with FaultServer(site.hosts) as server:
        with monkeypatch.context() as patch:
            patch.setattr(stage, "read", faulty)
            with pytest.raises(RuntimeError, match="planted"):
                capture_zoo(tmp_path, server, site)
        assert "pending" in {said.split()[0] for said in outcomes(tmp_path).values()}
        capture_zoo(tmp_path, server, site)
    assert outcomes(tmp_path) == site.expected
    entered = {(row.offset, row.record_id) for row in rows(tmp_path, captures)}
    held = {
        (one.offset, one.headers["WARC-Record-ID"]) for one in records(tmp_path) if one.kind in ("response", "revisit")
    }
    assert entered == held


def test_a_page_that_goes_between_list_and_request_is_an_error_with_its_body(tmp_path: Path) -> None:
    gone = Answer(b"HTTP/1.1 404 Not Found\r\nContent-Length: 7\r\n\r\ndeleted")
    asked = Counter[str]()

    def listed(_: bytes) -> Answer:
        asked["list"] += 1
        return page("/1.html", "/2.html")

    answers = {"/": listed, "/1.html": ok("<p>1</p>"), "/2.html": lambda _: gone if asked["list"] else ok("<p>2</p>")}
    site = ZooSite(answers, {"/": "stored", "/1.html": "stored", "/2.html": "error http_404"})
    with FaultServer(site.hosts) as server:
        capture_zoo(tmp_path, server, site)
    assert outcomes(tmp_path) == site.expected
    assert any(one.block.endswith(b"deleted") for one in records(tmp_path))


# --- F33, F35: exclusions of an operator ------------------------------------------------------------------------------

RULE = '[exclude.search]\npattern = "/so\\\\.jsp"\nwhy = "检索结果"\nwho = "办公室"\non = 2026-01-05\n'
SAID = "excluded operator:search（办公室，2026-01-05：检索结果）"


def searching() -> ZooSite:
    answers = {"/": page("/so.jsp?w=1", "/1.html"), "/1.html": ok("<p>1</p>"), "/so.jsp?w=1": ok("<p>so</p>")}
    return ZooSite(answers, {"/": "stored", "/1.html": "stored", "/so.jsp?w=1": SAID})


def write_rule(workspace: Path, text: str = RULE) -> Path:
    (workspace / "mappings").mkdir(exist_ok=True)
    file = workspace / "mappings" / "exclusions.toml"
    file.write_text(text, "utf-8")
    return file


def test_what_an_operator_excludes_stays_known_with_rule_person_and_day(tmp_path: Path) -> None:
    write_rule(tmp_path)
    with FaultServer(searching().hosts) as server:
        capture_zoo(tmp_path, server, searching())
    assert outcomes(tmp_path) == searching().expected
    assert not [one for one in server.log if "so.jsp" in one.target]


def test_an_exclusion_that_is_taken_back_is_captured_by_the_next_run(tmp_path: Path) -> None:
    file = write_rule(tmp_path)
    with FaultServer(searching().hosts) as server:
        capture_zoo(tmp_path, server, searching())
        file.unlink()
        capture_zoo(tmp_path, server, searching())
    assert outcomes(tmp_path) == {**searching().expected, f"{BASE}/so.jsp?w=1": "stored"}


def test_an_exclusion_of_another_site_bars_nothing(tmp_path: Path) -> None:
    write_rule(tmp_path, RULE + 'sites = ["1111111111"]\n')
    with FaultServer(searching().hosts) as server:
        capture_zoo(tmp_path, server, searching())
    assert outcomes(tmp_path)[f"{BASE}/so.jsp?w=1"] == "stored"


def test_what_is_stored_stays_stored_when_an_exclusion_comes_later(tmp_path: Path) -> None:
    with FaultServer(searching().hosts) as server:
        capture_zoo(tmp_path, server, searching())
        write_rule(tmp_path)
        capture_zoo(tmp_path, server, searching())
    assert lines(tmp_path)[f"{BASE}/so.jsp?w=1"]["outcome"] == "stored"
    assert rows(tmp_path, urls, urls.c.site_key == KEY, urls.c.outcome == "excluded") == []
