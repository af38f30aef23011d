"""Captures of the zoo: what the ledger says, what the WARC files hold, and what the old server saw of it."""

import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.reading import read_body
from migrate.ledger import frontier
from migrate.ledger.schema import captures, pagers, sites, urls
from migrate.model import Outcome
from migrate.run.words import reason_words
from tests.run.capturing import KEY, answers_held, capture_zoo, captured, desk, lines, outcomes, records, rows
from tests.run.conftest import Done
from tests.zoo.answers import body_of, moved, ok, page
from tests.zoo.scoring import score
from tests.zoo.server import FaultServer
from tests.zoo.site import BASE, HOST, ZooSite
from tests.zoo.sites import ZOO
from tests.zoo.table import perfect

NEVER_ASKED = {"alias", "excluded"}


# --- every zoo site ---------------------------------------------------------------------------------------------------


def test_every_url_ends_as_the_truth_says(zoo: Done) -> None:
    found = {url: said for url, said in outcomes(zoo.workspace).items() if said != "error probe"}
    assert found == zoo.site.expected


def test_the_table_of_the_zoo_says_no_more_than_was_captured(zoo: Done) -> None:
    found = score(zoo.site, lines(zoo.workspace), zoo.log, zoo.workspace)
    assert found.shares == perfect(zoo.site).shares, found.faults


def test_what_a_person_must_see_to_is_told(zoo: Done) -> None:
    nothing = "stored" not in outcomes(zoo.workspace).values()
    assert bool(zoo.result.waiting) == (zoo.site.quarantines or nothing)


def test_what_has_no_content_names_a_rule_that_has_words(zoo: Done) -> None:
    ruled = [one for one in lines(zoo.workspace).values() if one["outcome"] in {"alias", "excluded", "quarantined"}]
    assert [one["reason"] for one in ruled if reason_words(one["reason"]) == one["reason"]] == []


def test_nothing_is_asked_that_the_ledger_does_not_know(zoo: Done) -> None:
    asked = {one.ask for one in zoo.log}
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
    assert {url: sorted(held[url]) for url in held} == {url: sorted(sent[url]) for url in sent}  # POSTs share a URL


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
