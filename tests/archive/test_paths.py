import doctest
import re
from unicodedata import normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import archive.paths
from archive.paths import LONGEST_PATH, LONGEST_SEGMENT, RESERVED, file_for

HOST = "nyncj.qiyun.gov.example"
SAFE = re.compile(r"[a-z0-9_][a-z0-9._~-]*")


def named(path: str, *, is_page: bool = True) -> str:
    """The file for a path on the test host, hashes shown as #."""
    return re.sub(r"~[0-9a-f]{12}", "~#", file_for(f"http://{HOST}{path}", is_page=is_page)).removeprefix(HOST)


def test_the_examples_in_the_docstring_hold() -> None:
    assert doctest.testmod(archive.paths).failed == 0


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/zwgk/t20170101_12.html", "/zwgk/t20170101_12.html"),
        ("/", "/index.html"),
        ("/x/", "/x/index.html"),
        ("/x/index.html", "/x/index~#.html"),
        ("/x", "/x~#.html"),
        ("/x/y.shtml", "/x/y-shtml.html"),
        ("/x/y-shtml.html", "/x/y-shtml~#.html"),
        ("/x/y.htm", "/x/y-htm.html"),
        ("/x/y.action", "/x/y-action.html"),
        ("/x/y.shtml.html", "/x/y-shtml~#.html"),
        ("/X/Y.html", "/x~#/y~#.html"),
        ("/x/Y.html", "/x/y~#.html"),
        ("/v1.2/y.html", "/v1-2~#/y.html"),
        ("/a/../b.html", "/a/x~#/b.html"),
        ("//b.html", "/x~#/b.html"),
        ("/l.asp?id=7&p=2", "/l-asp-id-7-p-2~#.html"),
        ("/l.html?", "/l~#.html"),
        ("/l.html#top", "/l-top~#.html"),
        ("/%B9%AB/%B9%AB.html", "/b9-ab~#/b9-ab~#.html"),
        ("/公开/公开.html", "/x~#/x~#.html"),
        ("/con/aux.html", "/con~#/aux~#.html"),
        ("/a.b.html", "/a-b~#.html"),
        ("/a./b .html", "/a~#/b~#.html"),
        ("/.htaccess", "/htaccess~#.html"),
        ("/~wang/a~b.html", "/wang~#/a-b~#.html"),
    ],
)
def test_a_page_lies_under_a_readable_name(path: str, file: str) -> None:
    assert named(path) == file


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/a/b.png", "/a/b.png"),
        ("/a/B.PNG", "/a/b~#.png"),
        ("/a/b.doc?v=1", "/a/b-v-1~#.doc"),
        ("/a/b", "/a/b~#.bin"),
        ("/a/", "/a/x~#.bin"),
        ("/a/.htaccess", "/a/htaccess~#.bin"),
        ("/a/web.config", "/a/web-config~#.bin"),
        ("/a/image.php", "/a/image-php~#.bin"),
        ("/a/b.html", "/a/b-html~#.bin"),
        ("/a/b.php.png", "/a/b-php~#.png"),
    ],
)
def test_a_file_keeps_only_a_suffix_that_no_server_runs(path: str, file: str) -> None:
    assert named(path, is_page=False) == file


def test_a_suffix_can_be_given_where_the_url_has_none() -> None:
    assert re.fullmatch(r".*/show~[0-9a-f]{12}\.png", file_for(f"http://{HOST}/show", is_page=False, suffix=".png"))


def test_scheme_and_port_stand_in_the_folder_of_the_host() -> None:
    urls = ["http://h.example/", "https://h.example/", "http://h.example:443/", "https://h.example:8443/"]
    assert [file_for(url, is_page=True) for url in urls] == [
        "h.example/index.html",
        "h.example_https/index.html",
        "h.example_443/index.html",
        "h.example_https_8443/index.html",
    ]


def test_a_hundred_thousand_queries_of_one_page_keep_apart() -> None:
    urls = (f"http://{HOST}/search.jsp?word=%{n:06X}" for n in range(100_000))
    assert len({file_for(url, is_page=True) for url in urls}) == 100_000


def test_no_host_takes_the_name_of_an_index_page() -> None:
    assert file_for("http://index.html/", is_page=True).startswith("index-html~")
    assert file_for("http://other/", is_page=True).startswith("other~")


PARTS = st.sampled_from(
    [
        "x",
        "X",
        "x.html",
        "X.html",
        "index.html",
        "INDEX.HTML",
        "index",
        "index-htm.html",
        "x.htm",
        "x-htm.html",
        "x.shtml",
        "x.shtml.html",
        "con",
        "aux.html",
        "a.b",
        "..",
        ".",
        "%41",
        "%b9",
        "公",
        "é",
        "ſ",
        "K",
        "~",
        "x~y.png",
        "x.png",
        "x.PNG",
        "con.png",
        "1",
        "01",
        "!",
        "a_b",
        "a-b",
    ]
) | st.sampled_from(["", " ", "x" * 79, "x" * 81, "y" * 60, "\ud800", "\x00", "x.html ", "x~d9e4bd3c9d5e.html"])
HOSTS = st.sampled_from(
    [
        "h.example",
        "H.example",
        "h.example:80",
        "h.example:080",
        "h.example:443",
        "h.example_443",
        "[::1]",
        "u@h",
        "a..b",
        "con",
        "h_https",
        "公",
    ]
)
TAILS = st.sampled_from(["", "?", "#", "?a=1", "?A=1", "#a", "?a=1#a", "?a%3d1"])
URLS = st.builds(
    lambda scheme, host, parts, tail: f"{scheme}://{host}{''.join('/' + part for part in parts)}{tail}",
    st.sampled_from(["http", "https", "HTTP", "ftp"]),
    HOSTS,
    st.lists(PARTS, max_size=5),
    TAILS,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(URLS | st.text(max_size=30), min_size=2, max_size=60, unique=True))
@example(["http://h.example/x", "http://h.example/x/y", "http://h.example/x.html", "http://h.example/x/"])
def test_different_urls_lie_apart_even_where_case_is_ignored(urls: list[str]) -> None:
    files = [
        file_for(url, is_page=is_page).casefold() for url, is_page in zip(urls, [True, True, False] * 20, strict=False)
    ]
    assert len(set(files)) == len(urls)
    folders = {file[:at] for file in files for at, char in enumerate(file) if char == "/"}
    assert not folders & set(files)


@settings(max_examples=300, deadline=None)
@given(URLS | st.text(), st.booleans(), st.text(max_size=12))
def test_every_path_is_safe_on_every_disk(url: str, is_page: bool, suffix: str) -> None:
    path = file_for(url, is_page=is_page, suffix=suffix)
    assert len(path) <= LONGEST_PATH
    assert path.endswith(".html") or not is_page
    for segment in path.split("/"):
        assert SAFE.fullmatch(segment) and len(segment) <= LONGEST_SEGMENT
        assert not segment.endswith(".") and segment.partition(".")[0] not in RESERVED
    assert all(normalize(form, path) == path for form in ("NFC", "NFD", "NFKC", "NFKD"))  # macOS writes names as NFD
    assert path == file_for(url, is_page=is_page, suffix=suffix)
