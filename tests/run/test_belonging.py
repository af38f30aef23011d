"""Which site an address belongs to, and which host a line of a log means."""

import pytest

from migrate.crawl.sources.log_lines import Visit
from migrate.run.capturing.belonging import Belonging
from migrate.urls import scope_of

COUNTY, FARMS, PARTY, PORTED = (
    "http://www.qiyun.gov.example/",
    "https://nyncj.qiyun.gov.example/",
    "http://www.qiyun.gov.example/dj/index.html",
    "http://old.qiyun.gov.example:8080/",
)
HOMES = {"county": COUNTY, "farms": FARMS, "party": PARTY, "ported": PORTED}
ALL = Belonging({key: scope_of(home) for key, home in HOMES.items()}, list(HOMES.values()))
ONE = Belonging({"farms": scope_of(FARMS, "http://www.farms.example/")}, [FARMS, "http://www.farms.example/"])


@pytest.mark.parametrize(
    ("url", "site_key"),
    [
        ("http://www.qiyun.gov.example/xw/1.html", "county"),
        ("http://www.qiyun.gov.example/dj/1.html", "party"),
        ("http://www.qiyun.gov.example/dj", "party"),
        ("http://www.qiyun.gov.example/djs/1.html", "county"),
        ("http://www.qiyun.gov.example/upload/1.jpg", "county"),
        ("http://www.qiyun.gov.example/dj/1.jpg", "party"),
        ("http://nyncj.qiyun.gov.example/", "farms"),
        ("https://old.qiyun.gov.example:8080/1.html", "ported"),
        ("http://old.qiyun.gov.example/1.html", None),
        ("http://elsewhere.example/", None),
        ("http:///x", None),
    ],
)
def test_an_address_belongs_to_the_site_with_the_closest_folder(url: str, site_key: str | None) -> None:
    assert ALL.site_of(url) == site_key


def test_what_pages_need_belongs_to_a_site_of_its_host_wherever_it_lies() -> None:
    party = Belonging({"party": scope_of(PARTY)}, [PARTY])
    assert party.site_of("http://www.qiyun.gov.example/upload/1.jpg") == "party"
    assert party.site_of("http://www.qiyun.gov.example/upload/1.html") is None


@pytest.mark.parametrize(
    ("visit", "url"),
    [
        (Visit("GET", "/1.html", 200, host="nyncj.qiyun.gov.example"), f"{FARMS}1.html"),
        (Visit("GET", "/1.html", 200, host="NYNCJ.qiyun.gov.example:443"), f"{FARMS}1.html"),
        (Visit("GET", "/1.html", 200, host="nyncj.qiyun.gov.example:80"), "http://nyncj.qiyun.gov.example/1.html"),
        (Visit("GET", "/1.html", 200, host="old.qiyun.gov.example"), f"{PORTED}1.html"),
        (Visit("GET", "/1.html", 200, host="old.qiyun.gov.example:80"), f"{PORTED}1.html"),
        (Visit("GET", "/1.html", 200, host="elsewhere.example"), "http://elsewhere.example/1.html"),
        (
            Visit("GET", "http://elsewhere.example/1.html", 200, host="old.qiyun.gov.example"),
            "http://elsewhere.example/1.html",
        ),
        (Visit("GET", "/1.html", 200, referrer=f"{COUNTY}index.html"), f"{COUNTY}1.html"),
        (
            Visit("GET", "/1.html", 200, referrer="http://nyncj.qiyun.gov.example/"),
            "http://nyncj.qiyun.gov.example/1.html",
        ),
        (Visit("GET", "/1.html", 200, referrer="http://search.example/?q=1"), None),
        (Visit("GET", "/1.html", 200), None),
        (Visit("GET", "/1.html", 200, host="_"), None),
        (Visit("GET", "/1.html", 200, host="not a:host"), None),
        (Visit("GET", "//x//1.html", 200, host="www.qiyun.gov.example"), f"{COUNTY}/x//1.html"),
        (Visit("GET", "/%e5/%2Fa?b=%E5", 200, host="www.qiyun.gov.example"), f"{COUNTY}%e5/%2Fa?b=%E5"),
        (Visit("GET", '/so?q="a"', 200, host="www.qiyun.gov.example"), f"{COUNTY}so?q=%22a%22"),
        (Visit("GET", "http://", 200, host="www.qiyun.gov.example"), None),
    ],
)
def test_a_line_of_a_log_means_the_host_that_it_names(visit: Visit, url: str | None) -> None:
    assert ALL.address_of(visit) == url


@pytest.mark.parametrize(
    ("visit", "url"),
    [
        (Visit("GET", "/1.html", 200), f"{FARMS}1.html"),
        (Visit("GET", "/1.html", 200, referrer="http://search.example/"), f"{FARMS}1.html"),
        (Visit("GET", "/1.html", 200, referrer="http://www.farms.example/"), "http://www.farms.example/1.html"),
        (Visit("GET", "/1.html", 200, host="elsewhere.example"), "http://elsewhere.example/1.html"),
        (Visit("GET", "/1.html", 200, host="_"), f"{FARMS}1.html"),
    ],
)
def test_a_log_without_hosts_is_that_of_the_one_site(visit: Visit, url: str) -> None:
    assert ONE.address_of(visit) == url
    assert (ONE.only_home, ALL.only_home) == (FARMS, None)
