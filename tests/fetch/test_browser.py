"""What of the browser needs no Chromium: which requests get an answer, and what becomes of those that get none."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import Error

from migrate.fetch.browser import Visit, opened_browser
from migrate.fetch.shown import Bounds, Reply, Shown, Wanted
from migrate.model import Kind

URL = "http://nyncj.qiyun.gov.example/"


@dataclass
class Frame:
    parent_frame: object | None = None


@dataclass
class Request:
    """A request as playwright tells of it."""

    url: str = URL
    method: str = "GET"
    resource_type: str = "fetch"
    post_data_buffer: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    moves: bool = False
    framed: bool = False
    early: bool = False

    def is_navigation_request(self) -> bool:
        return self.moves

    @property
    def frame(self) -> Frame:
        if self.early:
            raise Error("Frame for this navigation request is not available")
        return Frame(Frame() if self.framed else None)


@dataclass
class Route:
    """Notes what became of a request."""

    request: Request
    done: list[tuple[str, Any]] = field(default_factory=list)

    async def fulfill(self, **told: Any) -> None:
        self.done.append(("fulfilled", told))

    async def abort(self, why: str) -> None:
        self.done.append(("aborted", why))


def asked(*requests: Request, reply: Reply | None = None) -> tuple[list[Wanted], list[Route]]:
    """Let a visit meet requests; gives what it wanted and what became of each."""
    wanted: list[Wanted] = []

    async def answer(one: Wanted) -> Reply | None:
        wanted.append(one)
        return reply

    async def go(routes: Sequence[Route]) -> None:
        visit = Visit(None, Bounds(1, 0, 0), answer, Shown())  # type: ignore[arg-type]
        for route in routes:
            await visit.on_request(route)  # type: ignore[arg-type]

    routes = [Route(one) for one in requests]
    asyncio.run(go(routes))
    return wanted, routes


PAGE = Reply(200, "text/html", b"<p>")


@pytest.mark.parametrize(
    "request_",
    [
        Request(url="ftp://nyncj.qiyun.gov.example/a"),
        Request(url="file:///etc/passwd"),
        Request(method="PUT"),
        Request(method="OPTIONS"),
        Request(method="POST"),
        Request(method="POST", post_data_buffer=b"\xff\xd8"),
    ],
)
def test_what_is_neither_a_get_nor_a_post_of_text_is_refused_without_asking(request_: Request) -> None:
    wanted, routes = asked(request_, reply=PAGE)
    assert wanted == []
    assert routes[0].done == [("aborted", "blockedbyclient")]


def test_a_request_keeps_its_use_its_form_and_the_pages_own_headers() -> None:
    headers = {"referer": URL, "x-token": "t", "user-agent": "HeadlessChrome", "sec-ch-ua": "x", "cookie": "a=1"}
    request = Request(method="POST", post_data_buffer="名=1".encode(), headers=headers, resource_type="xhr")
    wanted, _ = asked(request, reply=PAGE)
    assert (wanted[0].kind, wanted[0].body) == (Kind.OTHER, "名=1")
    assert wanted[0].headers == {"referer": URL, "x-token": "t"}


@pytest.mark.parametrize(
    ("told", "kind"), [("document", Kind.PAGE), ("script", Kind.SCRIPT), ("image", Kind.IMAGE), ("font", Kind.OTHER)]
)
def test_the_use_tells_the_kind(told: str, kind: Kind) -> None:
    assert asked(Request(resource_type=told))[0][0].kind == kind


def test_an_answer_is_let_in_for_another_host_of_the_site() -> None:
    _, routes = asked(Request(headers={"origin": "http://www.qiyun.gov.example"}), Request(), reply=PAGE)
    first, second = (one.done[0][1] for one in routes)
    assert first["headers"]["access-control-allow-origin"] == "http://www.qiyun.gov.example"
    assert second["headers"] == {"content-type": "text/html"}
    assert (second["status"], second["body"]) == (200, b"<p>")


def test_a_page_that_wants_to_be_another_stays_and_so_does_a_window_that_is_not_there_yet() -> None:
    page = Request(moves=True, resource_type="document")
    wanted, routes = asked(page, Request(moves=True), Request(moves=True, early=True), reply=PAGE)
    assert [one.is_move for one in wanted] == [False, True, True]
    wanted, routes = asked(page, reply=None)
    assert routes[0].done == [("aborted", "blockedbyclient")]


def test_a_frame_is_no_move() -> None:
    wanted, _ = asked(Request(moves=True), Request(moves=True, framed=True), reply=PAGE)
    assert [one.is_move for one in wanted] == [False, False]


def test_a_fault_on_our_side_ends_the_visit_and_is_kept_for_the_caller() -> None:
    async def answer(_: Wanted) -> Reply | None:
        raise OSError("full")

    async def go() -> tuple[Visit, Route]:
        visit, route = Visit(None, Bounds(1, 0, 0), answer, Shown()), Route(Request())  # type: ignore[arg-type]
        await visit.on_request(route)  # type: ignore[arg-type]
        return visit, route

    visit, route = asyncio.run(go())
    assert isinstance(visit.fault, OSError)
    assert route.done == [("aborted", "blockedbyclient")]


def test_without_the_setting_there_is_no_browser() -> None:
    async def given() -> object:
        async with opened_browser("") as browser:
            return browser

    assert asyncio.run(given()) is None
