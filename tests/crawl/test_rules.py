"""Rulings without a request: scope, aliases, traps, robots."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.aliases import read_aliases
from migrate.crawl.rules import MAX_LENGTH, Robots, Ruling, robots_undefined, ruling
from migrate.model import Kind, Outcome
from migrate.urls import scope_of

HOST = "http://a.example"
SCOPE = scope_of(f"{HOST}/jz/")
AGENT = "gov-site-migrate/0.1 (archiving)"


@pytest.mark.parametrize(
    ("url", "kind", "wanted"),
    [
        (f"{HOST}/jz/x.html", Kind.PAGE, None),
        (f"{HOST}/x.html", Kind.PAGE, Ruling(Outcome.EXCLUDED, "outside_path")),
        (f"{HOST}/x.pdf", Kind.ATTACHMENT, None),
        (f"{HOST}/x.css", Kind.STYLE, None),
        ("http://b.example/x.jpg", Kind.IMAGE, Ruling(Outcome.EXCLUDED, "foreign_host")),
        (f"{HOST}/jz/x;jsessionid=1", Kind.PAGE, Ruling(Outcome.ALIAS, "session_id", f"{HOST}/jz/x")),
        (f"{HOST}/jz/x?jsessionidea=1", Kind.PAGE, None),
        (f"{HOST}/jz/jsessionid.html", Kind.PAGE, None),
        (f"{HOST}/jz/a/b/a/b/a/b/", Kind.PAGE, None),
        (f"{HOST}/jz/a/b/a/b/a/b/a/", Kind.PAGE, Ruling(Outcome.QUARANTINED, "repeated_path")),
        (f"{HOST}/jz//////x", Kind.PAGE, None),
        (f"{HOST}/jz/{'x' * (MAX_LENGTH - 20)}", Kind.PAGE, None),
        (f"{HOST}/jz/{'x' * MAX_LENGTH}", Kind.PAGE, Ruling(Outcome.QUARANTINED, "url_too_long")),
    ],
)
def test_what_is_left_out_or_settled_without_asking(url: str, kind: Kind, wanted: Ruling | None) -> None:
    assert ruling(url, kind, SCOPE, read_aliases()) == wanted


ROBOTS = (
    "User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /内部/\nDisallow: /p*.asp$\n"
    "Crawl-delay: 2.5\nSitemap: /s.xml"
)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_robots_txt_is_obeyed_in_any_charset(charset: str) -> None:
    robots = Robots(ROBOTS.encode(charset), AGENT)
    assert robots.allows(f"{HOST}/public.html")
    assert not robots.allows(f"{HOST}/p1.asp")
    assert not robots.allows(f"{HOST}/%E5%86%85%E9%83%A8/x")
    assert robots.crawl_delay == 2.5
    assert robots.sitemaps == ["/s.xml"]


@pytest.mark.parametrize("body", [None, b"", b"<html>404</html>", b"\xff\xff\x00"])
def test_a_host_without_rules_allows_everything(body: bytes | None) -> None:
    robots = Robots(body, AGENT)
    assert robots.allows(f"{HOST}/")
    assert (robots.crawl_delay, robots.sitemaps) == (0, [])


def test_a_group_for_us_stands_above_the_one_for_all() -> None:
    robots = Robots(b"User-agent: *\nDisallow: /\nUser-agent: gov-site-migrate\nAllow: /", AGENT)
    assert robots.allows(f"{HOST}/x")


def test_a_silent_host_allows_nothing() -> None:
    assert not Robots(None, AGENT, silence="no answer").allows(f"{HOST}/x")


@pytest.mark.parametrize(
    ("outcome", "status", "undefined"),
    [
        (Outcome.UNREACHABLE, None, True),
        (Outcome.ERROR, 503, True),
        (Outcome.ERROR, 429, True),
        (Outcome.ERROR, 500, False),
        (Outcome.ERROR, 404, False),
        (Outcome.ERROR, 403, False),
        (Outcome.STORED, 200, False),
        (Outcome.EXCLUDED, None, False),
    ],
)
def test_robots_txt_is_undefined_only_where_the_server_failed(
    outcome: Outcome, status: int | None, undefined: bool
) -> None:
    assert robots_undefined(outcome, status) is undefined


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=200), st.text(max_size=30))
def test_no_robots_txt_makes_the_reader_raise(body: bytes, path: str) -> None:
    robots = Robots(b"User-agent: *\nCrawl-delay: " + body, AGENT)
    assert robots.allows(f"{HOST}/{path}") in (True, False)
    assert isinstance(robots.crawl_delay, float)


def test_a_group_is_ours_by_our_name_and_not_by_a_word_of_our_description() -> None:
    rules = b"User-agent: website\nDisallow: /\n\nUser-agent: gov-site-migrate\nDisallow: /own/\n"
    robots = Robots(rules, "gov-site-migrate/0.1 (government website archiving)")
    assert robots.allows("http://a.example/1.html")
    assert not robots.allows("http://a.example/own/1.html")


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/" + "/".join(map(str, range(31))),
        "http://a.example/login.jsp?back=/login.jsp?back=/login.jsp?back=/login.jsp?back=/login.jsp",
        "http://a.example/login.jsp?back=%252525252Fa",
    ],
)
def test_addresses_that_grow_by_themselves_wait_for_a_person(url: str) -> None:
    assert ruling(url, Kind.PAGE, scope_of("http://a.example/")) == Ruling(Outcome.QUARANTINED, "repeated_path")
