"""Judgements: what an answer means for its URL, and when to ask again."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from migrate.crawl.judge import MAX_WAIT, Judgement, judge, kind_of
from migrate.model import Kind, Outcome
from tests.crawl.exchanges import MOMENT, exchange


def judged(attempts: int = 1, hint: Kind = Kind.PAGE, **more) -> Judgement:
    return judge(exchange(**more), hint, attempts, retries=5, retry_wait=30)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 410, 412, 418, 451, 501, 505, 999, 101])
def test_an_error_that_will_stay_is_final(status: int) -> None:
    assert judged(status=status) == Judgement(Outcome.ERROR, Kind.PAGE, f"http_{status}")


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 521])
def test_an_error_that_may_pass_is_asked_again_until_the_tries_are_used_up(status: int) -> None:
    waits = [judged(attempts, status=status).again_in for attempts in range(1, 7)]
    assert waits == [30, 60, 120, 240, 480, None]
    assert judged(6, status=status) == Judgement(Outcome.ERROR, Kind.PAGE, f"http_{status}")


@pytest.mark.parametrize(
    "broken",
    [
        {"status": None, "failure": "域名无法解析"},
        {"truncated": "disconnect", "failure": "正文不完整"},
        {"truncated": "time"},
    ],
)
def test_silence_and_broken_bodies_end_unreachable(broken: dict[str, object]) -> None:
    first, last = judged(1, **broken), judged(6, **broken)
    assert (first.outcome, first.again_in) == (Outcome.PENDING, 30)
    assert (last.outcome, last.again_in) == (Outcome.UNREACHABLE, None)
    assert last.reason


def test_a_truncated_redirect_or_error_is_not_believed() -> None:
    assert judged(status=302, truncated="disconnect", headers={"location": "/x"}).outcome == Outcome.PENDING
    assert judged(status=404, truncated="disconnect").outcome == Outcome.PENDING


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        ("120", 120),
        ("5", 30),
        ("0", 30),
        ("999999999", MAX_WAIT),
        ("-7", 30),
        ("soon", 30),
        ("", 30),
        ("９０", 30),
        (format_datetime(MOMENT + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(MOMENT - timedelta(days=1), usegmt=True), 30),
        ("Wed, 99 Foo 2026 00:00:00 GMT", 30),
    ],
)
def test_retry_after_is_kept(asked: str, wait: float) -> None:
    assert judged(status=503, headers={"retry-after": asked}).again_in == wait


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/x", "http://nyncj.qiyun.gov.example/x"),
        ("x.html#top", "http://nyncj.qiyun.gov.example/zwgk/x.html"),
        ("http://B.example", "http://b.example/"),
        ("//b.example/y", "http://b.example/y"),
        (
            "/附件".encode().decode("latin-1").encode("latin-1").decode("utf-8", "surrogateescape"),
            "http://nyncj.qiyun.gov.example/%E9%99%84%E4%BB%B6",
        ),
        (b"/\xb8\xbd\xbc\xfe".decode("utf-8", "surrogateescape"), "http://nyncj.qiyun.gov.example/%B8%BD%BC%FE"),
    ],
)
def test_a_redirect_leads_where_a_browser_would_go(location: str, target: str) -> None:
    told = judged(status=301, headers={"location": location})
    assert (told.outcome, told.redirect_to) == (Outcome.REDIRECT, target)


@pytest.mark.parametrize(
    "headers", [{}, {"location": ""}, {"location": "javascript:x"}, {"location": "ftp://b.example/"}]
)
def test_a_redirect_to_nowhere_is_an_error(headers: dict[str, str]) -> None:
    assert judged(status=302, headers=headers) == Judgement(Outcome.ERROR, Kind.PAGE, "redirect_without_target")


def test_a_refused_address_is_excluded_and_a_body_over_the_limit_quarantined() -> None:
    assert judged(status=None, refused=True) == Judgement(Outcome.EXCLUDED, Kind.PAGE, "private_address")
    assert judged(over_limit=True, truncated="length").reason == "body_over_limit"
    assert judged(over_limit=True).outcome == Outcome.QUARANTINED


@pytest.mark.parametrize(
    ("hint", "content_type", "url", "body", "kind"),
    [
        (Kind.PAGE, "text/html", "/a", b"", Kind.PAGE),
        (Kind.HOME, "text/html", "/", b"", Kind.HOME),
        (Kind.ATTACHMENT, "text/html", "/a.pdf", b"<html>", Kind.PAGE),
        (Kind.ATTACHMENT, "application/pdf", "/a", None, Kind.ATTACHMENT),
        (Kind.PAGE, "application/pdf", "/a.pdf", None, Kind.ATTACHMENT),
        (Kind.PAGE, "application/octet-stream", "/a", None, Kind.ATTACHMENT),
        (Kind.PAGE, "application/octet-stream", "/a", b"\xef\xbb\xbf \n<!DOCTYPE html>", Kind.PAGE),
        (Kind.PAGE, "", "/a", b"<HTML>", Kind.PAGE),
        (Kind.PAGE, "image/png", "/a", None, Kind.IMAGE),
        (Kind.IMAGE, "application/octet-stream", "/a.jpg", None, Kind.IMAGE),
        (Kind.STYLE, "text/css", "/a", b"", Kind.STYLE),
        (Kind.SCRIPT, "application/x-javascript", "/a", b"", Kind.SCRIPT),
        (Kind.PAGE, "application/json", "/a", b"{}", Kind.OTHER),
        (Kind.OTHER, "text/plain", "/robots.txt", b"x", Kind.OTHER),
        (Kind.PAGE, "text/plain", "/a.txt", b"x", Kind.ATTACHMENT),
    ],
)
def test_what_came_has_a_kind(hint: Kind, content_type: str, url: str, body: bytes | None, kind: Kind) -> None:
    assert kind_of(exchange(body, content_type, f"http://a.example{url}"), hint) == kind


def test_an_error_keeps_the_kind_it_was_asked_for() -> None:
    assert kind_of(exchange(status=404), Kind.IMAGE) == Kind.IMAGE
