"""Pages whose content only scripts bring, without a Chromium: a stand-in asks and shows what a page would."""

import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from archive.reading import read_body
from migrate.errors import SettingsError
from migrate.fetch.browser import browser_path
from migrate.fetch.shown import Answer, Bounds, Reply, Shown, Wanted
from migrate.ledger.frontier import find
from migrate.ledger.rendering import pages_of, shown_place
from migrate.ledger.schema import pagers, urls
from migrate.ledger.sites import known_sites
from migrate.model import Kind
from migrate.run.capturing.page_requests import brings_rows
from migrate.run.verify import verify
from migrate.run.work import Result
from tests.run.capturing import KEY, captured, desk, lines, outcomes, records, rows
from tests.run.conftest import Done
from tests.zoo.answers import answer, moved, ok, page
from tests.zoo.doubtful import Elsewhere
from tests.zoo.listing import article, html
from tests.zoo.scripted import bundle, ignored_key, rest
from tests.zoo.server import Answers, FaultServer
from tests.zoo.site import BASE

JSON = "application/json"
APP = f"{BASE}/app/"


@dataclass
class StandIn:
    """A browser that asks what it is told for each page, and shows what it is told."""

    asks: Mapping[str, Sequence[Wanted]]
    shows: Mapping[str, Shown] = field(default_factory=dict)
    got: dict[str, Reply | None] = field(default_factory=dict)
    visits: list[str] = field(default_factory=list)

    async def show(self, url: str, bounds: Bounds, given: Answer) -> Shown:
        self.visits.append(url)
        self.got[url] = await given(Wanted(url, Kind.PAGE))
        for one in self.asks.get(url, ()):
            self.got[f"{one.url} {one.body or ''}".strip()] = await given(one)
        return self.shows.get(url, Shown(["<html><body>已显示</body></html>"]))


Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Capture the answers with a stand-in for the browser."""

    def go(server: FaultServer, browser: StandIn | None, **more: object) -> Result:
        @asynccontextmanager
        async def opened(_: str) -> AsyncIterator[StandIn | None]:
            yield browser

        monkeypatch.setattr("migrate.run.capture.opened_browser", opened)
        asking = {name: True for name in ("retry", "again") if more.pop(name, False)}
        settings = {"browser": "on" if browser else "", **more}
        with desk(tmp_path, server, f"{BASE}/", **settings) as work:
            return captured(work, **asking)

    return go


def served(answers: Answers) -> FaultServer:
    return FaultServer({"nyncj.qiyun.gov.example": {"/": page("/app/"), "/app/": bundle("app"), **answers}})


def shown(*links: str, stopped: str | None = None) -> Shown:
    return Shown(["<html><body>" + "".join(f'<a href="{one}">看</a>' for one in links) + "</body></html>"], stopped)


def test_without_a_browser_such_pages_are_told_and_kept_as_they_are(finished: Callable[[str], Done]) -> None:
    done = finished("scripts bring the content, and there is no browser")
    told = [line for line in done.result.waiting if "由脚本显示" in line]
    assert len(told) == 1
    assert "有 7 个页面的内容由脚本显示" in told[0]
    assert "http.browser" in told[0]


def test_what_a_page_asks_for_and_shows_joins_the_queue_and_the_page_gets_the_records(tmp_path: Path, run: Run) -> None:
    asks = [
        Wanted(f"{BASE}/api/1.json", Kind.OTHER, headers={"referer": APP, "x-token": "t"}),
        Wanted(f"{BASE}/api/rows", Kind.OTHER, body="p=2", headers={"content-type": "text/plain"}),
        Wanted(f"{BASE}/api/gone.json", Kind.OTHER),
        Wanted("http://tj.other.example/c.js", Kind.SCRIPT),
    ]
    answers = {
        "/js/app.js": ok("var a", "text/javascript"),
        "/api/1.json": ok('{"url": "/a1.html"}', JSON),
        "/api/rows p=2": html('<a href="/a2.html">二</a>'),
        "/api/gone.json": answer("404 Not Found", b"{}", content_type=JSON),
        "/a1.html": article(1),
        "/a2.html": article(2),
        "/a3.html": article(3),
    }
    browser = StandIn({APP: asks}, {APP: shown("/a3.html", "#top")})
    with served(answers) as server:
        run(server, browser)
    assert outcomes(tmp_path) == {
        f"{BASE}/robots.txt": "error http_404",
        f"{BASE}/": "stored",
        f"{BASE}/app/": "stored",
        f"{BASE}/js/app.js": "stored",
        f"{BASE}/api/1.json": "stored",
        f"{BASE}/api/rows p=2": "stored",
        f"{BASE}/api/gone.json": "error http_404",
        "http://tj.other.example/c.js": "excluded foreign_host",
        **{f"{BASE}/a{n}.html": "stored" for n in (1, 2, 3)},
    }
    assert lines(tmp_path)[f"{BASE}/a3.html"]["named_by"] == ["browser"]
    replies = {name: one and (one.status, one.body) for name, one in browser.got.items()}
    assert replies[f"{BASE}/api/1.json"] == (200, b'{"url": "/a1.html"}')
    assert replies[f"{BASE}/api/gone.json"] == (404, b"{}")
    assert replies["http://tj.other.example/c.js"] is None
    sent = {one.target: one.request.lower() for one in server.log}
    assert b"x-token: t\r\n" in sent["/api/1.json"]
    assert f"referer: {APP}\r\n".encode() in sent["/api/1.json"]
    assert b"user-agent: gov-site-migrate" in sent["/api/1.json"]
    assert b"content-type: text/plain\r\n" in sent["/api/rows"]


def test_a_page_is_shown_once_and_a_second_run_shows_none(run: Run) -> None:
    browser = StandIn({APP: [Wanted(f"{BASE}/js/app.js", Kind.SCRIPT)]})
    with served({"/js/app.js": ok("var a", "text/javascript")}) as server:
        run(server, browser)
        first = len(server.log)
        run(server, browser)
    assert browser.visits == [APP]
    assert len(server.log) == first
    assert browser.got[f"{BASE}/js/app.js"] == Reply(200, "text/javascript; charset=utf-8", b"var a")


def test_a_second_capture_shows_the_page_again_and_asks_anew_as_the_page_does(tmp_path: Path, run: Run) -> None:
    def answers(*numbers: int) -> Answers:
        listed = {"/api/rows p=2": html("".join(f'<a href="/a{n}.html">看</a>' for n in numbers))}
        return {"/js/app.js": ok("var a", "text/javascript"), **listed, **{f"/a{n}.html": article(n) for n in range(9)}}

    asks = [Wanted(f"{BASE}/api/rows", Kind.OTHER, body="p=2", headers={"x-token": "t"})]
    for listed, again in (((1, 2), False), ((1, 2, 4), True)):
        browser = StandIn({APP: asks}, {APP: shown("/a3.html")})
        with served(answers(*listed)) as server:
            assert not run(server, browser, again=again).waiting
        assert browser.visits == [APP]
        assert {b"x-token: t\r\n" in one.request.lower() for one in server.log if one.target == "/api/rows"} == {True}
        assert "/a3.html" in server.targets()
    odd = {url: line["difference"] for url, line in lines(tmp_path).items() if line["difference"] not in ("same", None)}
    assert odd == {f"{BASE}/api/rows p=2": "changed", f"{BASE}/a4.html": "added"}


def test_a_page_left_before_its_end_is_told_and_shown_again_when_asked_to(run: Run) -> None:
    browser = StandIn({}, {APP: Shown([], "hung")})
    with served({"/js/app.js": ok("var a", "text/javascript")}) as server:
        told = [line for line in run(server, browser).waiting if "没有显示完" in line]
        run(server, browser)
        assert browser.visits == [APP]
        run(server, browser, retry=True)
    assert browser.visits == [APP, APP]
    assert len(told) == 1
    assert "脚本停不下来" in told[0]


def test_a_run_that_was_killed_while_a_page_was_shown_goes_on(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, run: Run
) -> None:
    class Killed(BaseException):
        """What a kill would be, where the test can catch it."""

    asks = [Wanted(f"{BASE}/{n}.json", Kind.OTHER) for n in (1, 2)]
    answers = {"/js/app.js": ok("var a", "text/javascript"), "/a.html": article(1)}
    answers |= {f"/{n}.json": ok(f'{{"n": {n}}}', JSON) for n in (1, 2)}

    class Mortal(StandIn):
        async def show(self, url: str, bounds: Bounds, given: Answer) -> Shown:
            await super().show(url, bounds, given)
            raise Killed

    with served(answers) as server:
        with pytest.raises(Killed):
            run(server, Mortal({APP: asks[:1]}))
        assert f"{BASE}/1.json" in lines(tmp_path)
        run(server, StandIn({APP: asks}, {APP: shown("/a.html")}))
    assert [one.target for one in server.log if "json" in one.target] == ["/1.json", "/2.json"]
    assert lines(tmp_path)[f"{BASE}/a.html"]["outcome"] == "stored"
    assert [one.url for one in records(tmp_path) if one.kind == "conversion"] == [APP]


def test_a_redirect_is_gone_after_for_the_page_and_a_frame_is_told_of_it(run: Run) -> None:
    asks = [Wanted(f"{BASE}/old.json", Kind.OTHER), Wanted(f"{BASE}/frame", Kind.PAGE)]
    answers = {
        "/js/app.js": ok("var a", "text/javascript"),
        "/old.json": moved("/new.json"),
        "/new.json": ok("{}", JSON),
        "/frame": moved("/framed.html"),
        "/framed.html": article(1),
    }
    browser = StandIn({APP: asks})
    with served(answers) as server:
        run(server, browser)
    got = browser.got[f"{BASE}/old.json"]
    assert got is not None
    assert got.body == b"{}"
    frame = browser.got[f"{BASE}/frame"]
    assert frame is not None
    assert f'location.replace("{BASE}/framed.html")'.encode() in frame.body


def test_a_noisy_address_is_answered_from_the_one_it_means_and_is_nothing_new(run: Run) -> None:
    asks = [Wanted(f"{BASE}/t.json{tail}", Kind.OTHER) for tail in ("", "?_=1700000000001", "?_=1700000000002")]
    browser = StandIn({APP: asks})
    with served({"/js/app.js": ok("var a", "text/javascript"), "/t.json": ok("{}", JSON)}) as server:
        run(server, browser)
    assert [one.target for one in server.log if one.target.startswith("/t.json")] == ["/t.json"]
    assert [one.is_new for url, one in browser.got.items() if one and "t.json" in url] == [True, False, False]


def test_a_page_that_wants_to_be_another_names_it_and_stays(tmp_path: Path, run: Run) -> None:
    browser = StandIn({APP: [Wanted(f"{BASE}/other.html", Kind.PAGE, is_move=True)]})
    with served({"/js/app.js": ok("var a", "text/javascript"), "/other.html": article(1)}) as server:
        run(server, browser)
    assert browser.got[f"{BASE}/other.html"] is None
    assert lines(tmp_path)[f"{BASE}/other.html"]["outcome"] == "stored"


def test_a_request_that_fails_is_tried_again_in_the_queue_and_not_for_the_page(tmp_path: Path, run: Run) -> None:
    busy = answer("503 Service Unavailable", b"busy")
    answers = {"/js/app.js": ok("var a", "text/javascript"), "/api.json": [busy, ok("{}", JSON)]}
    browser = StandIn({APP: [Wanted(f"{BASE}/api.json", Kind.OTHER)]})
    with served(answers) as server:
        run(server, browser, retry_wait=1)
    assert browser.got[f"{BASE}/api.json"] is None
    assert lines(tmp_path)[f"{BASE}/api.json"]["outcome"] == "stored"


def test_requests_beyond_the_bound_get_nothing_and_are_not_named(tmp_path: Path, run: Run) -> None:
    own(tmp_path, "requests_a_page", 2)
    asks = [Wanted(f"{BASE}/{n}.json", Kind.OTHER) for n in (1, 2, 3, 1)]
    browser = StandIn({APP: asks})
    answers = {"/js/app.js": ok("var a", "text/javascript"), **{f"/{n}.json": ok("{}", JSON) for n in (1, 2, 3)}}
    with served(answers) as server:
        told = [line for line in run(server, browser).waiting if "没有显示完" in line]
    assert browser.got[f"{BASE}/3.json"] is None
    assert f"{BASE}/3.json" not in lines(tmp_path)
    assert "不断要新的网址" in told[0]


def test_pages_beyond_the_bound_are_told(tmp_path: Path, run: Run) -> None:
    own(tmp_path, "pages_a_site", 1)
    browser = StandIn({}, {APP: shown("/app/2", "/app/3")})
    answers = {"/js/app.js": ok("var a", "text/javascript"), "/app/2": bundle("app"), "/app/3": bundle("app")}
    with served(answers) as server:
        told = [line for line in run(server, browser).waiting if "由脚本显示" in line]
    assert browser.visits == [APP]
    assert "有 2 个页面" in told[0]
    assert "pages_a_site" in told[0]


def test_an_address_that_the_office_names_is_shown_whatever_it_looks_like(tmp_path: Path, run: Run) -> None:
    own(tmp_path, "pages_a_site", 9, "addresses = ['/plain\\.html$']\n")
    browser = StandIn({})
    with served(
        {"/js/app.js": ok("", "text/javascript"), "/": page("/plain.html"), "/plain.html": article(1)}
    ) as server:
        run(server, browser)
    assert browser.visits == [f"{BASE}/plain.html"]


def test_equal_shells_are_different_pages_and_no_soft_404s(tmp_path: Path, run: Run) -> None:
    pages = [f"/d/{n}.html" for n in range(1, 9)]
    answers = {"/": page(*pages), "/js/app.js": ok("", "text/javascript"), **dict.fromkeys(pages, bundle("app"))}
    anything = Elsewhere(answers, lambda target: bundle("app"))  # as such servers do: numbers that nobody has, too
    browser = StandIn({})
    with FaultServer({"nyncj.qiyun.gov.example": anything}) as server:
        run(server, browser, robots="ignore", robots_authorisation="县政府办")
    assert browser.visits == [BASE + one for one in pages]
    assert {one for url, one in outcomes(tmp_path).items() if "/d/" in url} == {"stored", "revisit"}


def test_what_was_shown_is_a_record_that_verifies(tmp_path: Path, run: Run) -> None:
    browser = StandIn({}, {APP: shown("/js/app.js")})
    with served({"/js/app.js": ok("var a", "text/javascript")}) as server:
        run(server, browser)
    with desk(tmp_path, None, f"{BASE}/") as work:
        with work.ledger.begin() as connection:
            row = find(connection, KEY, APP)
            place = shown_place(connection, row.id)
            pages = pages_of(connection)[KEY]
            assert list(pages.met) == [APP]
            assert pages.shown[APP].detail["documents"] == 1
            sites = known_sites(connection)
        assert [line for line in verify(work, sites).waiting if line.startswith("采集记录")] == []
    text = read_body(tmp_path / place.warc, place.offset, limit=10_000).decode()
    assert text == browser.shows[APP].documents[0]
    held = next(one for one in records(tmp_path) if one.kind == "conversion")
    answered = next(one for one in records(tmp_path) if one.kind == "response" and one.url == APP)
    assert held.headers["WARC-Refers-To"] == answered.headers["WARC-Record-ID"]


def test_a_chromium_that_is_not_there_is_told_before_the_first_request(tmp_path: Path) -> None:
    with served({}) as server:
        with (
            desk(tmp_path, server, f"{BASE}/", browser="/nowhere/chromium") as work,
            pytest.raises(SettingsError) as told,
        ):
            captured(work)
        assert server.log == []
    assert "/nowhere/chromium" in told.value.problem


def test_missing_playwright_and_a_system_without_chromium_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(SettingsError) as told:
        browser_path("on")
    assert "没有 Chromium" in told.value.problem
    monkeypatch.setitem(sys.modules, "playwright.async_api", None)
    with pytest.raises(SettingsError) as told:
        browser_path("on")
    assert "browser 组件" in told.value.problem


def own(workspace: Path, name: str, value: int, more: str = "") -> None:
    (workspace / "mappings").mkdir()
    text = f'{more}[thresholds.{name}]\nvalue = {value}\nreason = "试"\n'
    (workspace / "mappings" / "scripted.toml").write_text(text, "utf-8")


def test_a_list_that_ignores_its_page_key_gets_the_pages_that_its_script_asks_for(tmp_path: Path, run: Run) -> None:
    url = f"{BASE}/gkml/"
    answers = {
        **{f"/gkml/g{n}.html": article(n) for n in range(1, 7)},
        "/": page("/gkml/"),
        "/gkml/": ignored_key(),
        "/gkml/?page=2": ignored_key(),
        "/gkml/rest p=2": rest(),
        "/js/rest.js": ok("var a", "text/javascript"),
    }
    with served(answers) as server:
        assert "少 3 条" in " ".join(run(server, None).waiting)
        browser = StandIn({url: [Wanted(f"{url}rest", Kind.OTHER, body="p=2", click=1)]})
        told = run(server, browser).waiting
    assert browser.visits == [url]
    row = rows(tmp_path, pagers, pagers.c.url == url)[0]
    assert (row.found, row.proof, row.notes) == (6, "rows", [])
    assert "少 3 条" not in " ".join(told)


@pytest.mark.parametrize(
    ("body", "brings"),
    [
        ('<li><a href="/gkml/g4.html">四</a></li>', True),
        ("<datastore><record><![CDATA[<a href='/gkml/g4.html'>四</a>]]></record></datastore>", True),
        ('{"rows": [{"id": 4}, {"id": 5}]}', False),  # cannot be told from those of the first page
        ('{"code": 200}', False),
        ("<p>没有更多了</p>", False),
    ],
)
def test_rows_count_where_they_have_addresses(body: str, brings: bool) -> None:
    assert brings_rows(f"{BASE}/rest", Reply(200, "text/html", body.encode())) is brings


def test_a_page_that_is_gone_by_the_time_it_would_be_shown_is_told(tmp_path: Path, run: Run) -> None:
    answers = {"/js/app.js": ok("var a", "text/javascript")}
    with served(answers) as server:
        run(server, None)
        with desk(tmp_path, server, f"{BASE}/") as work, work.ledger.begin() as connection:
            connection.execute(urls.update().where(urls.c.url == APP).values(outcome="error", reason="soft_404"))
        browser = StandIn({})
        told = run(server, browser).waiting
    assert browser.visits == []
    assert "没有打开" in " ".join(told)
