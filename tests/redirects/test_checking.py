"""The check of a live server, against small servers that do one thing wrong."""

import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from migrate.errors import StageError
from migrate.fetch.addresses import GuardedConnector
from migrate.redirects.checking import Asking, Checked, Expected, check
from migrate.settings import ConnectTo, Http

OLD, NEW = "http://nyncj.qiyun.gov.example", "http://www.qiyun.gov.example"
ASKING = Asking("test", 5, 10, 1 << 20, 0, 2)
Site = Mapping[str, tuple[int, str, bytes]]  # URL → status, Location, body
PAGE = "<html><head><title>门户</title></head><body><h1>关于 秋收&amp;冬播<br>的通知</h1></body></html>".encode()


@contextmanager
def serving(site: Site) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, location, body = site.get(f"http://{self.headers['Host']}{self.path}", (404, "", b"none"))
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def checked(site: Site, *expected: Expected) -> list[Checked]:
    found: list[Checked] = []
    with serving(site) as port:
        http = Http(connect_to=(ConnectTo("", None, "127.0.0.1", port),))
        check(expected, f"http://127.0.0.1:{port}/", lambda: GuardedConnector(http), ASKING, found.append)
    return sorted(found, key=lambda one: one.expected.url)


def test_an_address_that_leads_to_its_page_is_right() -> None:
    site = {f"{OLD}/a?x=%CD%A8": (301, f"{NEW}/1.html", b""), f"{NEW}/1.html": (200, "", PAGE)}
    (one,) = checked(site, Expected(f"{OLD}/a?x=%CD%A8", 301, f"{NEW}/1.html", "关于秋收&冬播的通知"))
    assert (one.problem, one.status, one.hops, one.final_status) == ("", 301, 1, 200)


def test_what_is_gone_is_right_where_it_says_so() -> None:
    (one,) = checked({f"{OLD}/a": (410, "", b"gone")}, Expected(f"{OLD}/a", 410, ""))
    assert (one.problem, one.hops) == ("", 0)


LED = {f"{OLD}/a": (301, f"{NEW}/1.html", b"")}
SCRIPT = "<script>'关于秋收&冬播的通知'</script>".encode()
WRONG: dict[str, tuple[Site, str]] = {
    "the home page for all": ({f"{OLD}/a": (301, "/", b""), f"{OLD}/": (200, "", PAGE)}, "去处应为"),
    "found instead of moved": (
        {f"{OLD}/a": (302, f"{NEW}/1.html", b""), f"{NEW}/1.html": (200, "", PAGE)},
        "应为 301，实为 302",
    ),
    "unknown": ({}, "应为 301，实为 404"),
    "a dead end": (LED, "去处返回 404"),
    "another page": (LED | {f"{NEW}/1.html": (200, "", b"<p>x</p>")}, "不是应有的页面"),
    "only a script names it": (LED | {f"{NEW}/1.html": (200, "", SCRIPT)}, "不是应有的页面"),
    "a loop": (
        LED | {f"{NEW}/1.html": (301, "/2", b""), f"{NEW}/2": (301, "/1.html", b"")},
        "循环跳转",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told(name: str) -> None:
    site, problem = WRONG[name]
    (one,) = checked(site, Expected(f"{OLD}/a", 301, f"{NEW}/1.html", "关于秋收&冬播的通知"))
    assert problem in one.problem


def test_further_hops_are_counted_and_the_page_at_the_end_is_looked_at() -> None:
    site = {
        f"{OLD}/a": (301, f"{NEW}/1.html", b""),
        f"{NEW}/1.html": (302, f"{NEW}/2.html", b""),
        f"{NEW}/2.html": (200, "", PAGE),
    }
    (one,) = checked(site, Expected(f"{OLD}/a", 301, f"{NEW}/1.html", "秋收"))
    assert (one.problem, one.hops, one.final_url) == ("", 2, f"{NEW}/2.html")


def test_a_file_is_known_by_its_bytes() -> None:
    site = {f"{OLD}/{n}": (301, f"{NEW}/t.xls", b"") for n in "ab"} | {f"{NEW}/t.xls": (200, "", b"table")}
    right = Expected(f"{OLD}/a", 301, f"{NEW}/t.xls", "", hashlib.sha256(b"table").hexdigest())
    wrong = Expected(f"{OLD}/b", 301, f"{NEW}/t.xls", "", hashlib.sha256(b"other").hexdigest())
    assert [one.problem for one in checked(site, right, wrong)] == ["", "去处的文件与保存的不同"]


def test_a_server_that_cannot_be_reached_is_told_before_anything_else() -> None:
    with serving({}) as port:
        pass
    http = Http(connect_to=(ConnectTo("", None, "127.0.0.1", port),))
    with pytest.raises(StageError, match="无法访问"):
        check([], f"http://127.0.0.1:{port}/", lambda: GuardedConnector(http), ASKING, lambda _: None)
