"""Captures of the zoo: what the ledger says, what the WARC files hold, and what the old server saw of it."""

import asyncio
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from archive.reading import read_body
from migrate.fetch import pace
from migrate.ledger import frontier
from migrate.ledger.book import open_ledger
from migrate.ledger.schema import captures, entries, pagers, sites, urls
from migrate.model import Outcome
from tests.run.capturing import KEY, answers_held, capture_zoo, captured, desk, lines, outcomes, records
from tests.run.conftest import Done
from tests.zoo.answers import answer, body_of, moved, ok, page
from tests.zoo.server import Answer, FaultServer
from tests.zoo.sites import BASE, HOST, JPEG, ZOO, ZooSite

NEVER_ASKED = {"alias", "excluded"}
SMALL = ZOO["UCAP lists count from one"]
BUSY = ZooSite(
    {
        "/": page(*(f"/{number}.html" for number in range(12))),
        **{f"/{number}.html": ok(f"<p>{number}</p>", thinks=0.02) for number in range(12)},
    },
    {},
)


def rows(workspace: Path, table, *where):
    with open_ledger("", workspace) as ledger, ledger.begin() as connection:
        return list(connection.execute(select(table).where(*where)))


# --- every zoo site ---------------------------------------------------------------------------------------------------


def test_every_url_ends_as_the_truth_says(zoo: Done) -> None:
    assert outcomes(zoo.workspace) == zoo.site.expected


def test_what_a_person_must_see_to_is_told(zoo: Done) -> None:
    nothing = "stored" not in outcomes(zoo.workspace).values()
    assert bool(zoo.result.waiting) == (zoo.site.quarantines or nothing)


def test_nothing_is_asked_that_the_ledger_does_not_know(zoo: Done) -> None:
    asked = {one.url for one in zoo.log}
    known = outcomes(zoo.workspace)
    assert asked <= set(known)
    assert not [url for url in asked if known[url].split()[0] in NEVER_ASKED]


def test_every_answer_is_a_record_that_holds_the_bytes_of_the_server(zoo: Done) -> None:
    sent: dict[str, list[bytes]] = {}
    for one in zoo.log:
        if b"\r\n\r\n" in one.answer.raw or b"\n\n" in one.answer.raw:  # without a head there is no answer
            sent.setdefault(one.url, []).append(one.answer.message)
    held: dict[str, list[bytes]] = {}
    for record in answers_held(zoo.workspace):
        message = sent[record.url][len(held.setdefault(record.url, []))]
        if record.kind == "revisit" or record.headers.get("WARC-Truncated") == "length":
            assert message.startswith(record.block)
            held[record.url].append(message)
        else:
            held[record.url].append(record.block)
    assert held == sent


def test_every_request_is_recorded_as_it_was_sent(zoo: Done) -> None:
    recorded = Counter(one.block for one in records(zoo.workspace) if one.kind == "request")
    answered = {one.url for one in answers_held(zoo.workspace)}
    assert recorded == Counter(one.request for one in zoo.log if one.url in answered)


def test_ledger_and_files_name_the_same_records(zoo: Done) -> None:
    held = {(one.file, one.offset, one.headers["WARC-Record-ID"]) for one in answers_held(zoo.workspace)}
    entered = {(Path(row.warc).name, row.offset, row.record_id) for row in rows(zoo.workspace, captures)}
    assert entered == held
    assert not list((zoo.workspace / "captures").rglob("*.open"))


def test_whole_answers_are_stored_and_others_are_marked_as_cut(zoo: Done) -> None:
    cut = {row.id for row in rows(zoo.workspace, captures) if row.truncated}
    whole = (Outcome.STORED, Outcome.REVISIT, Outcome.REDIRECT, Outcome.ERROR)
    final = {row.capture_id for row in rows(zoo.workspace, urls, urls.c.outcome.in_(list(map(str, whole))))}
    assert None not in final
    assert not cut & final


def test_a_second_run_asks_for_nothing_and_changes_nothing(zoo: Done, tmp_path: Path) -> None:
    before = lines(zoo.workspace)
    with FaultServer(zoo.site.hosts) as server:
        capture_zoo(zoo.workspace, server, zoo.site)
    assert server.log == []
    assert lines(zoo.workspace) == before


# --- single sites -----------------------------------------------------------------------------------------------------


def test_the_page_behind_the_last_list_page_is_never_asked_for(finished: Callable[[str], Done]) -> None:
    done = finished("TRS lists count from zero and end at index_119")
    lists = [one.target for one in done.log if one.target.startswith("/zwgk/index")]
    assert sorted(lists) == sorted(["/zwgk/index.html", *(f"/zwgk/index_{number}.html" for number in range(1, 120))])


def test_what_a_list_declares_is_noted_with_its_rule(finished: Callable[[str], Done]) -> None:
    for name, rule, pages in (
        ("TRS lists count from zero and end at index_119", "P1", 120),
        ("TRS-like lists that count from one", "P1-one", 5),
        ("UCAP lists count from one", "P2", 5),
    ):
        noted = rows(finished(name).workspace, pagers)
        assert [(row.rule, row.pages) for row in noted] == [(rule, pages)]


def test_list_pages_are_named_by_the_list(finished: Callable[[str], Done]) -> None:
    known = lines(finished("UCAP lists count from one").workspace)
    assert known[f"{BASE}/zwgk/fg_3.shtml"]["named_by"] == ["list"]
    assert known[f"{BASE}/"]["named_by"] == ["sheet"]
    assert known[f"{BASE}/robots.txt"]["named_by"] == ["robots"]


def test_gbk_pages_are_known_as_such_whatever_they_declare(finished: Callable[[str], Done]) -> None:
    workspace = finished("GBK bytes whatever is declared").workspace
    ids = {row.capture_id for row in rows(workspace, urls, urls.c.url.like("%/_.html"))}
    assert {row.charset for row in rows(workspace, captures, captures.c.id.in_(ids))} == {"gb18030"}


def test_the_second_spelling_is_tried_only_after_the_first_is_missing(finished: Callable[[str], Done]) -> None:
    asked = [one.target for one in finished("Chinese paths in UTF-8, then in GBK").log]
    assert asked.index("/%E9%99%84%E4%BB%B6/1.doc") < asked.index("/%B8%BD%BC%FE/1.doc")
    assert "/%B9%AB%B8%E6.html" not in asked


def test_a_second_spelling_that_comes_late_is_tried_too(tmp_path: Path) -> None:
    answers = {
        "/": page("/附件.doc", "/gbk.html"),
        "/gbk.html": ok('<a href="/附件.doc">附件</a>'.encode("gb18030")),
        "/%B8%BD%BC%FE.doc": ok(b"doc", "application/msword"),
    }
    site = ZooSite(answers, {**dict.fromkeys(answers, "stored"), "/%E9%99%84%E4%BB%B6.doc": "error http_404"})
    with FaultServer(site.hosts) as server:
        capture_zoo(tmp_path, server, site)
    assert outcomes(tmp_path) == site.expected


def test_aliases_name_the_url_they_mean(finished: Callable[[str], Done]) -> None:
    known = lines(finished("session ids are aliases").workspace)
    assert known[f"{BASE}/a.jsp;jsessionid=1F2E?id=3"]["alias_of"] == f"{BASE}/a.jsp?id=3"


def test_redirects_say_where_they_lead(finished: Callable[[str], Done]) -> None:
    known = lines(finished("redirects: chain, loop, away").workspace)
    assert known[f"{BASE}/2"]["redirect_to"] == f"{BASE}/3"
    assert known[f"{BASE}/rel/a"]["redirect_to"] == f"{BASE}/rel/b.html"


def test_a_host_that_the_home_page_redirects_to_stays_known(finished: Callable[[str], Done]) -> None:
    (site,) = rows(finished("the home page moves to another host").workspace, sites)
    assert set(site.hosts) == {HOST, "www.nyncj.example"}


def test_links_found_before_the_home_page_moved_are_taken_up(tmp_path: Path) -> None:
    new = "www.nyncj.example"
    answers = {"/": moved("/start"), "/start": moved(f"http://{new}/"), "/b": page(f"http://{new}/early.html")}
    there = {"/": page(f"{BASE}/b"), "/early.html": ok("<p>early</p>")}
    site = ZooSite(answers, {}, others={new: there})
    with FaultServer(site.hosts) as server, desk(tmp_path, server, f"{BASE}/") as work:
        with work.ledger.begin() as connection:
            left_out = frontier.Naming(f"http://{new}/early.html", "link", "page", Outcome.EXCLUDED, "foreign_host")
            frontier.name_urls(connection, KEY, [left_out])
        captured(work)
    assert outcomes(tmp_path)[f"http://{new}/early.html"] == "stored"


def test_an_error_that_passes_leaves_a_record_of_every_try(finished: Callable[[str], Done]) -> None:
    done = finished("errors that pass and errors that stay")
    states = [one.block[9:12] for one in answers_held(done.workspace) if one.url == f"{BASE}/passes"]
    assert states == [b"503", b"503", b"200"]


def test_an_error_keeps_its_body(finished: Callable[[str], Done]) -> None:
    done = finished("errors that pass and errors that stay")
    known = lines(done.workspace)
    for path, body in (("/stays", b"<p>busy</p>"), ("/gone", b"<p>gone</p>")):
        line = known[BASE + path]
        assert read_body(done.workspace / line["warc"], line["offset"], limit=100) == body


def test_broken_bodies_are_tried_as_often_as_the_settings_say(finished: Callable[[str], Done]) -> None:
    asked = Counter(one.target for one in finished("bodies that are not whole").log)
    assert {path: asked[path] for path in ("/reset", "/short", "/no-last", "/torn", "/mends")} == {
        "/reset": 3,
        "/short": 3,
        "/no-last": 3,
        "/torn": 3,
        "/mends": 2,
    }


def test_an_unreachable_url_claims_no_bytes(finished: Callable[[str], Done]) -> None:
    line = lines(finished("bodies that are not whole").workspace)[f"{BASE}/reset"]
    assert (line["offset"], line["warc"], line["sha256"], line["length"]) == (None, None, None, None)


def test_equal_bytes_are_held_once_and_revisits_refer_to_them(finished: Callable[[str], Done]) -> None:
    done = finished("equal bytes under several URLs")
    held = [one for one in answers_held(done.workspace) if "/images/" in one.url]
    first, *others = held
    assert first.kind == "response"
    assert {one.kind for one in others} == {"revisit"}
    assert {one.headers["WARC-Refers-To"] for one in others} == {first.headers["WARC-Record-ID"]}
    assert {one.headers["WARC-Payload-Digest"] for one in others} == {first.headers["WARC-Payload-Digest"]}
    assert len({line["sha256"] for url, line in lines(done.workspace).items() if "/images/" in url}) == 1


def test_a_coded_body_is_kept_as_sent_and_described_as_read(finished: Callable[[str], Done]) -> None:
    done = finished("gzip nobody asked for")
    line = lines(done.workspace)[f"{BASE}/packed.css"]
    assert line["length"] == len(b"body{background:url(/bg.jpg)}")
    (record,) = [one for one in answers_held(done.workspace) if one.url == f"{BASE}/packed.css"]
    assert record.block.endswith(body_of(done.site.answers["/packed.css"]))


def test_a_gzip_bomb_costs_no_more_than_the_limit(tmp_path: Path) -> None:
    site = ZOO["bodies over the limits"]
    tracemalloc.start()
    try:
        with FaultServer({HOST: {"/": site.answers["/bomb.html"]}}) as server:
            capture_zoo(tmp_path, server, site, max_decoded="64 KiB")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert outcomes(tmp_path)[f"{BASE}/"] == "quarantined body_over_limit"
    assert peak < 6_000_000  # the bomb holds 8 MB


# --- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "home",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::1]:{port}/",
        "http://169.254.169.254/latest/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://0.0.0.0:{port}/",
    ],
)
def test_private_addresses_are_refused(tmp_path: Path, home: str) -> None:
    with FaultServer({}) as server, desk(tmp_path, None, home.format(port=server.port)) as work:
        captured(work)
    assert server.log == []
    assert set(outcomes(tmp_path).values()) == {"excluded private_address"}


@pytest.mark.parametrize("host", ["2130706433", "127.1", "0x7f.1", "0177.0.0.1", "localhost."])
def test_odd_spellings_of_a_private_address_reach_nobody(tmp_path: Path, host: str) -> None:
    with FaultServer({}) as server, desk(tmp_path, None, f"http://{host}:{server.port}/", retries=0) as work:
        captured(work)
    assert server.log == []
    assert "stored" not in outcomes(tmp_path).values()


def test_a_redirect_to_a_private_address_is_refused(tmp_path: Path) -> None:
    with FaultServer({HOST: {}}) as server:
        inner = f"http://127.0.0.1:{server.port}/secret"
        server.sites = {HOST: {"/": moved(inner)}}
        with desk(tmp_path, None, f"{BASE}/", connect_to=[f"{HOST}:80:127.0.0.1:{server.port}"]) as work:
            captured(work)
    assert outcomes(tmp_path)[inner] == "excluded private_address"
    assert set(server.targets()) == {"/robots.txt", "/"}


def test_a_private_address_is_asked_where_the_settings_allow_it(tmp_path: Path) -> None:
    with FaultServer({}) as server:
        home = f"http://127.0.0.1:{server.port}/"
        server.sites = {f"127.0.0.1:{server.port}": {"/": ok("<p>own</p>")}}
        with desk(tmp_path, None, home, allow_private=True) as work:
            captured(work)
    assert outcomes(tmp_path)[home] == "stored"


# --- politeness -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("connections", [1, 2, 3])
def test_no_more_requests_wait_at_once_than_the_settings_allow(tmp_path: Path, connections: int) -> None:
    with FaultServer(BUSY.hosts) as server:
        capture_zoo(tmp_path, server, BUSY, connections_per_host=connections)
    assert server.peak[HOST] == connections


@pytest.mark.parametrize(("robots", "pause"), [(b"User-agent: *\nCrawl-delay: 7\n", 7), (b"", 2)])
def test_the_interval_and_the_crawl_delay_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, robots: bytes, pause: int
) -> None:
    clock, waits = [0.0], []

    async def sleep(seconds: float) -> None:
        waits.append(round(seconds, 6))
        clock[0] += seconds

    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    monkeypatch.setattr(pace, "asyncio", SimpleNamespace(sleep=sleep, Lock=asyncio.Lock))
    site = ZooSite({"/": page("/a", "/b"), "/robots.txt": ok(robots, "text/plain")}, {})
    with FaultServer(site.hosts) as server:
        capture_zoo(tmp_path, server, site, interval=2)
    assert len(server.log) == 4
    assert waits == [2, pause, pause]


def test_the_order_of_captures_is_the_same_whatever_the_number_of_connections(tmp_path: Path) -> None:
    orders = []
    for connections in (1, 2, 7):
        workspace = tmp_path / str(connections)
        slow_first = {"/": page("/slow", "/x", "/img/1.jpg", "/img/2.jpg"), "/slow": page("/late", thinks=0.05)}
        pictures = {f"/img/{number}.jpg": ok(JPEG, "image/jpeg", thinks=0.01 * (3 - number)) for number in (1, 2)}
        site = ZooSite({**SMALL.answers, **slow_first, "/x": page("/zwgk/fg.shtml"), **pictures}, {})
        with FaultServer(site.hosts) as server:
            capture_zoo(workspace, server, site, connections_per_host=connections)
        known = rows(workspace, urls)
        names = {row.id: row.url for row in known}
        held = [(names[row.url_id], row.sha256, row.revisit_of) for row in rows(workspace, captures)]
        orders.append((held, [(row.seq, row.url, row.outcome) for row in known]))
    assert orders[0] == orders[1] == orders[2]


# --- going on after a break -------------------------------------------------------------------------------------------


class Break(BaseException):
    """What a kill would be, where the test can catch it."""


def _break_at(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, count: int) -> None:
    real, left = getattr(owner, name), [count]

    def breaking(*args, **more):
        left[0] -= 1
        if left[0] == 0:
            raise Break
        return real(*args, **more)

    monkeypatch.setattr(owner, name, breaking)


@pytest.mark.parametrize("place", ["settle", "enter_capture", "name_urls", "enter_pager"])
@pytest.mark.parametrize("count", [1, 4])
def test_a_run_that_broke_is_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finished: Callable[[str], Done], place: str, count: int
) -> None:
    undisturbed = finished("UCAP lists count from one").workspace
    with FaultServer(SMALL.hosts) as server:
        with monkeypatch.context() as patch, pytest.raises(BaseException) as broken:
            _break_at(patch, frontier, place, 1 if place == "enter_pager" else count)
            capture_zoo(tmp_path, server, SMALL)
        assert broken.group_contains(Break) if isinstance(broken.value, BaseExceptionGroup) else broken.type is Break
        capture_zoo(tmp_path, server, SMALL)
    kept = ("outcome", "status", "sha256", "named_by", "kind", "reason")
    ours, theirs = (
        {url: [line[name] for name in kept] for url, line in lines(one).items()} for one in (tmp_path, undisturbed)
    )
    assert ours == theirs
    held = Counter(one.url for one in answers_held(tmp_path))
    assert held == Counter(one.url for one in answers_held(undisturbed))
    assert len(rows(tmp_path, captures)) == held.total()


def _break_once_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: FaultServer) -> Path:
    with monkeypatch.context() as patch, pytest.raises(BaseExceptionGroup):
        _break_at(patch, frontier, "settle", 5)
        capture_zoo(tmp_path, server, SMALL)
    (torn,) = (tmp_path / "captures").rglob("*.open")
    return torn


def test_a_torn_tail_is_cut_off_and_the_ledger_tells_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultServer(SMALL.hosts) as server:
        torn = _break_once_begun(tmp_path, monkeypatch, server)
        with torn.open("ab") as file:
            file.write(b"\x1f\x8b\x08torn")
        capture_zoo(tmp_path, server, SMALL)
    assert outcomes(tmp_path) == SMALL.expected
    assert {one.url for one in answers_held(tmp_path)} == set(SMALL.expected)
    (told,) = rows(tmp_path, entries, entries.c.event == "cut_back")
    assert told.detail["bytes"] > 0
    assert not list((tmp_path / "captures").rglob("*.open"))


def test_a_file_closed_before_the_ledger_knew_of_it_is_cut_back_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FaultServer(SMALL.hosts) as server:
        torn = _break_once_begun(tmp_path, monkeypatch, server)
        torn.rename(torn.with_name(torn.name.removesuffix(".open")))
        capture_zoo(tmp_path, server, SMALL)
    assert Counter(one.url for one in answers_held(tmp_path)) == Counter(dict.fromkeys(SMALL.expected, 1))


def test_unreachable_urls_are_asked_again_only_on_demand(tmp_path: Path) -> None:
    cut = Answer(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal", "close")
    site = ZooSite({"/": page("/a"), "/a": [cut, cut, cut, ok("<p>a</p>")]}, {})
    with FaultServer(site.hosts) as server, desk(tmp_path, server, f"{BASE}/") as work:
        captured(work)
        captured(work)
        assert server.targets().count("/a") == 3
        captured(work, again=True)
    assert outcomes(tmp_path)[f"{BASE}/a"] == "stored"


def test_a_silent_robots_txt_is_asked_again_on_demand(tmp_path: Path) -> None:
    busy = answer("503 Busy", b"busy")
    with FaultServer({HOST: {"/": page(), "/robots.txt": [busy] * 3 + [ok("", "text/plain")]}}) as server:
        with desk(tmp_path, server, f"{BASE}/") as work:
            captured(work)
            captured(work, again=True)
    assert outcomes(tmp_path) == {f"{BASE}/": "stored", f"{BASE}/robots.txt": "stored"}


def test_a_site_without_an_address_is_told_and_not_asked(tmp_path: Path) -> None:
    with desk(tmp_path, None, None) as work:
        result = captured(work)
    assert result.waiting == [f"栖云县农业农村局（{KEY}）没有可用的网址，无法采集"]


def test_a_home_address_in_raw_chinese_is_asked_for_as_browsers_do(tmp_path: Path) -> None:
    with FaultServer({HOST: {"/%E5%86%9C%20a/": ok("<p>home</p>")}}) as server:
        with desk(tmp_path, server, f"{BASE}/农 a/") as work:
            captured(work)
    assert outcomes(tmp_path) == {f"{BASE}/%E5%86%9C%20a/": "stored", f"{BASE}/robots.txt": "error http_404"}
