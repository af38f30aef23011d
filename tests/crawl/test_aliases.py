"""Spellings that mean another URL, and those that only look so."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.aliases import read_aliases
from migrate.crawl.aliases import meant_by

RULES = read_aliases()
HOST = "http://a.example"
WRAPPED = "/WZWSRE" + base64.b64encode(b"/art/show.jsp?id=3&p=%B9").decode()


@pytest.mark.parametrize(
    ("url", "meant", "rule"),
    [
        ("/a.jsp;jsessionid=1F?id=3", "/a.jsp?id=3", "session_id"),
        ("/a.asp?ASPSESSIONIDQQ=XY&id=1", "/a.asp?id=1", "session_id"),
        ("/(S(2hk4vd55fxqz3zrlqhw0ou45))/d.aspx", "/d.aspx", "session_id"),
        (WRAPPED, "/art/show.jsp?id=3&p=%B9", "wzws"),
        (WRAPPED.rstrip("=") + "?wzwschallenge=V1", "/art/show.jsp?id=3&p=%B9", "wzws"),
        ("/a?_=1699999999999", "/a", "noise_parameter"),
        ("/a?x=1&_=0.55&y=2", "/a?x=1&y=2", "noise_parameter"),
        ("/a?t=0.8461520349", "/a", "noise_parameter"),
        ("/a?utm_source=x&utm_medium=y", "/a", "tracking_parameter"),
        ("/a;jsessionid=1?from=timeline", "/a", "session_id"),
    ],
)
def test_a_spelling_means_the_plain_url(url: str, meant: str, rule: str) -> None:
    assert meant_by(HOST + url, RULES) == (HOST + meant, rule)


@pytest.mark.parametrize(
    "url",
    ["/a?from=2019", "/a?t=3", "/a?_=menu", "/a?ts=20190305", "/a?r=1", "/WZWSREL", "/WZWSREview.html", "/a?", "/a?&x=",
     "/jsessionid.html", "/a?jsessionidea=1", "/(s)/a.html"],
)  # fmt: skip
def test_what_only_looks_like_noise_stays(url: str) -> None:
    assert meant_by(HOST + url, RULES) is None


@given(st.text(max_size=80))
def test_a_meant_url_means_itself(text: str) -> None:
    found = meant_by(f"{HOST}/{text}", RULES)
    assert found is None or meant_by(found[0], RULES) is None or "wzws" in found[1] or "session" in found[1]
