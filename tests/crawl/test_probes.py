"""Random addresses: the same ones for the same site, like the doubtful one, and known as what they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.crawl.probes import PROBE, is_index_of, names_article, names_same_index, probes_for

HOST = "http://a.example"


@pytest.mark.parametrize(
    ("url", "count", "last"),
    [
        (f"{HOST}/x.html", 2, r"/probe\w{12}.html"),
        (f"{HOST}/zw/x.shtml", 3, "/zw/probe"),
        (f"{HOST}/zw/", 3, "/zw/probe"),
        (f"{HOST}/show.asp?ClassID=3&ArticleID=55", 4, "/show.asp?ClassID=3&ArticleID=99"),
        (f"{HOST}/show.asp?id=55&from=a", 4, "/show.asp?id=99"),
    ],
)
def test_a_host_is_asked_for_addresses_like_the_doubtful_one(url: str, count: int, last: str) -> None:
    probes = list(probes_for(url, "k"))
    assert len(set(probes)) == count
    assert all(PROBE.search(one) for one in probes)
    assert probes == list(probes_for(url, "k")) != list(probes_for(url, "other"))
    if "\\" not in last:
        assert probes[-1].startswith(HOST + last)


@given(st.from_regex(r"\Ahttp://a\.example(/[a-z0-9.]{0,6}){1,4}(\?[a-z=0-9&]{0,12})?\Z"), st.text(max_size=8))
def test_every_address_has_its_probes(url: str, key: str) -> None:
    assert 2 <= len(list(probes_for(url, key))) <= 4


@pytest.mark.parametrize(
    ("index", "url", "wanted"),
    [
        ("/xw/", "/xw/1.html", True),
        ("/xw/index.html", "/xw/2019/1.html", True),
        ("/xw/index.html", "/xw/", False),
        ("/xw/1.html", "/xw/2.html", False),
        ("/xw/", "/zw/1.html", False),
        ("/", "/a.html", True),
        ("/", "/Default.aspx", False),
    ],
)
def test_the_front_page_of_a_folder_is_known(index: str, url: str, wanted: bool) -> None:
    assert is_index_of(HOST + index, HOST + url) is wanted


@pytest.mark.parametrize(
    ("path", "wanted"),
    [("/xw/1001.html", True), ("/xw/t20240105_12.html", True), ("/s.asp?id=123", True), ("/xw/list_1001.html", False),
     ("/xw/index_102.html", False), ("/xw/a1.html", False), ("/xw/", False), ("/s.asp?page=3", False)],
)  # fmt: skip
def test_an_article_is_known_by_its_number(path: str, wanted: bool) -> None:
    assert names_article(HOST + path) is wanted


def test_names_of_one_front_page_are_the_same() -> None:
    assert names_same_index(f"{HOST}/x/", f"{HOST}/x/index.html")
    assert names_same_index(f"{HOST}/x/default.asp", f"{HOST}/x/?a=1")
    assert not names_same_index(f"{HOST}/x/", f"{HOST}/y/")
