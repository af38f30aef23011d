"""Old URLs: what a browser would ask for, the one canonical form, and what belongs to a site."""

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from migrate.urls import authority_of, canonical, host_of, resolve, scope_of, session_free

PAGE = "http://www.qiyun.gov.example/zwgk/tz/index.html?x=1"
HOST = "http://www.qiyun.gov.example"

REFERENCES = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="/\\.%:?#[]@;&= \t\n\r0aZ中é\udc80~", max_size=40),
    st.builds("{}://{}/{}?{}#{}".format, st.sampled_from(["http", "HTTPS", "ftp"]), *[st.text(max_size=15)] * 4),
    st.builds(
        "http://{}/{}".format, st.sampled_from(["a.example", "A.例子:80", "[::1]:8080", "u:p@b.example"]), st.text()
    ),
)
CHARSETS = st.sampled_from(["utf-8", "gb18030", "big5hkscs"])


@pytest.mark.parametrize(
    ("reference", "wanted"),
    [
        ("a.html", "/zwgk/tz/a.html"),
        ("./a.html", "/zwgk/tz/a.html"),
        ("../a.html", "/zwgk/a.html"),
        ("../../../../a.html", "/a.html"),
        ("%2e%2e/a.html", "/zwgk/a.html"),
        ("..", "/zwgk/"),
        (".", "/zwgk/tz/"),
        ("/a/b/..", "/a/"),
        ("/a//b", "/a//b"),
        ("?y=2", "/zwgk/tz/index.html?y=2"),
        ("a.html?", "/zwgk/tz/a.html?"),
        ("a.html#top", "/zwgk/tz/a.html"),
        ("..\\UploadFiles\\a.doc", "/zwgk/UploadFiles/a.doc"),
        ("\\a.html", "/a.html"),
        (" \r\n a b.html \t", "/zwgk/tz/a%20b.html"),
        ("a\n.html", "/zwgk/tz/a.html"),
        ("a.asp?u=\\x", "/zwgk/tz/a.asp?u=\\x"),
        ("a.html;p=1", "/zwgk/tz/a.html;p=1"),
        ("/a|b[c]'d\".html", "/a|b[c]'d%22.html"),
        ("http:a.html", "/zwgk/tz/a.html"),
        ("http:/a.html", "/a.html"),
        ("HTTP://www.qiyun.gov.example:80", "/"),
        ("//www.qiyun.gov.example/x", "/x"),
    ],
)
def test_a_reference_is_read_as_browsers_read_it(reference: str, wanted: str) -> None:
    assert resolve(PAGE, reference) == HOST + wanted


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "  ",
        "#top",
        "javascript:void(0)",
        "mailto:a@b.example",
        "data:text/html,x",
        "ftp://a.example/",
        "http://",
        "http://a b/",
        "http://a.example:99999/",
        "http://a.example:x/",
        "http://[::1/",
        "//",
        "https:a.html",
    ],
)
def test_what_nobody_can_ask_for_is_no_address(reference: str) -> None:
    assert resolve(PAGE, reference) is None


def test_percent_escapes_stay_as_they_are_written() -> None:
    for written in ("/%e9%99%84.doc", "/%E9%99%84.doc", "/%B8%BD", "/a%2Fb%26c", "/100%", "/%zz", "/a+b", "/%7e"):
        assert resolve(PAGE, written) == HOST + written


def test_non_ascii_goes_out_in_utf_8_in_the_path_and_in_the_pages_charset_in_the_query() -> None:
    reference = "/附件.jsp?w=附件"
    assert resolve(PAGE, reference, "gb18030") == f"{HOST}/%E9%99%84%E4%BB%B6.jsp?w=%B8%BD%BC%FE"
    assert resolve(PAGE, reference) == f"{HOST}/%E9%99%84%E4%BB%B6.jsp?w=%E9%99%84%E4%BB%B6"
    twin = resolve(PAGE, reference, "gb18030", path_charset="gb18030")
    assert twin == f"{HOST}/%B8%BD%BC%FE.jsp?w=%B8%BD%BC%FE"


def test_a_letter_that_the_charset_lacks_goes_out_as_its_number() -> None:
    assert resolve(PAGE, "?w=😀", "big5hkscs") == f"{HOST}/zwgk/tz/index.html?w=%26%23128512%3B"


@pytest.mark.parametrize(
    ("authority", "wanted"),
    [
        ("WWW.A.Example", "www.a.example"),
        ("u:p@a.example:8080", "a.example:8080"),
        ("a.example:80", "a.example"),
        ("a.example:0080", "a.example"),
        ("政务.example", "xn--zfr164b.example"),
        ("ａ．example", "a.example"),
        ("[::1]:80", "[::1]"),
        ("[0:0::1]:8080", "[::1]:8080"),
    ],
)
def test_a_host_has_one_spelling(authority: str, wanted: str) -> None:
    assert authority_of("http", authority) == wanted
    assert host_of(f"http://{authority}/") == wanted


def test_the_host_of_nothing_is_empty() -> None:
    assert [host_of(one) for one in ("", "a.html", "http://[", "http://a:b/")] == [""] * 4


@pytest.mark.parametrize(
    "spelling",
    [
        "http://a.example/%7eb/%E9.html",
        "HTTPS://A.EXAMPLE:443/~b/%e9.html#top",
        "http://u@a.example:80/x/../~b/%e9.html",
        "http://a.example/~b/%e9.html;jsessionid=1F",
        "http://a.example/~b/%e9.html?PHPSESSID=12",
        "http://a.example/%7Eb/./%e9.html",
    ],
)
def test_spellings_of_one_address_have_one_canonical_form(spelling: str) -> None:
    assert canonical(spelling) == "http://a.example/~b/%E9.html"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/A.html", "/a.html"),
        ("/x", "/x/"),
        ("/?a=1&b=2", "/?b=2&a=1"),
        ("/a%2Fb", "/a/b"),
        ("/a//b", "/a/b"),
        ("/x", "/x?y"),
    ],
)
def test_addresses_that_may_be_two_pages_stay_two(one: str, other: str) -> None:
    assert canonical(HOST + one) != canonical(HOST + other)


@settings(deadline=None)  # the machine may be busy
@given(st.one_of(st.text(), REFERENCES))
@example("HTTP://0。")  # an ideographic full stop is a dot, and a last dot is none
@example("http://a.example%E3%80%82/")
def test_canonical_never_raises_and_is_idempotent(url: str) -> None:
    once = canonical(url)
    assert canonical(once) == once


@settings(deadline=None)  # the machine may be busy
@given(REFERENCES, CHARSETS, CHARSETS)
def test_what_is_resolved_is_a_fixed_point(reference: str, charset: str, path_charset: str) -> None:
    url = resolve(PAGE, reference, charset, path_charset=path_charset)
    if url is not None:
        assert resolve(url, url, charset, path_charset=path_charset) == url
        assert resolve(PAGE, url) == url


@settings(deadline=None)  # the machine may be busy
@given(REFERENCES, CHARSETS)
def test_what_is_resolved_can_be_sent(reference: str, charset: str) -> None:
    url = resolve(PAGE, reference, charset)
    if url is not None:
        assert url.isascii()
        assert not set(url) & set(' \t\r\n"<>#')
        assert urlsplit(url).scheme in ("http", "https")
        assert host_of(url)


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("/a.jsp;jsessionid=1F?x=1", "/a.jsp?x=1"),
        ("/a.jsp;JSESSIONID=1F!-2", "/a.jsp"),
        ("/a?jsessionid=1&x=2", "/a?x=2"),
        ("/a?x=2&PHPSESSID=1", "/a?x=2"),
        ("/a?x=1&ASPSESSIONIDABC=1&y=2", "/a?x=1&y=2"),
        ("/a?phpsessid=1", "/a"),
        ("/a?nosessid=1&x", "/a?nosessid=1&x"),
        ("/a?", "/a?"),
    ],
)
def test_session_ids_are_taken_out_and_nothing_else(url: str, plain: str) -> None:
    assert session_free(HOST + url) == HOST + plain


@pytest.mark.parametrize(
    ("home", "url", "page", "file"),
    [
        ("http://a.example/", "http://a.example/x", None, None),
        ("http://a.example", "https://a.example:443/x", None, None),
        ("http://a.example/", "http://a.example:8080/x.pdf", "foreign_host", "foreign_host"),
        ("http://a.example/", "http://www.a.example/x.pdf", "foreign_host", "foreign_host"),
        ("http://a.example/", "http://a.example:8080/UploadFiles/x.pdf", "foreign_host", None),
        ("http://a.example/", "http://www.a.example/ueditor/jsp/upload/file/x.pdf", "foreign_host", None),
        ("http://www.a.example/", "http://a.example/ewebeditor/uploadfile/2013/07/x.pdf", "foreign_host", None),
        ("http://www.a.example/", "http://file.a.example:81/cms/uploadfile/x.pdf", "foreign_host", None),
        ("http://a.example/", "http://ba.example/UploadFiles/x.pdf", "foreign_host", "foreign_host"),
        ("http://b.a.example/", "http://a.example/UploadFiles/x.pdf", "foreign_host", "foreign_host"),
        ("http://b.a.example/", "http://c.a.example/UploadFiles/x.pdf", "foreign_host", "foreign_host"),
        ("http://a.example/index.html", "http://a.example/x", None, None),
        ("http://a.example/jz/", "http://a.example/jz/x/y", None, None),
        ("http://a.example/jz", "http://a.example/jz", None, None),
        ("http://a.example/jz/index.html", "http://a.example/jz/x", None, None),
        ("http://a.example/jz/", "http://a.example/jzb/x", "outside_path", None),
        ("http://a.example/jz/", "http://a.example/", "outside_path", None),
        ("http://a.example/jz/", "not an address", "foreign_host", "foreign_host"),
    ],
)
def test_what_belongs_to_a_site(home: str, url: str, page: str | None, file: str | None) -> None:
    assert scope_of(home).refusal(url, requisite=False) == page
    assert scope_of(home).refusal(url, requisite=True) == file


def test_each_address_of_a_site_has_its_own_path() -> None:
    scope = scope_of("http://a.example/jz/", "http://b.example/", "not an address")
    assert scope.hosts == {"a.example", "b.example"}
    assert scope.refusal("http://b.example/x", requisite=False) is None
    assert scope.refusal("http://a.example/x", requisite=False) == "outside_path"


def test_a_redirect_of_the_home_page_widens_the_scope() -> None:
    whole, below = scope_of("http://a.example/"), scope_of("http://a.example/jz/")
    target = "http://b.example/sub/index.html"
    assert whole.joined_by(target).refusal("http://b.example/x", requisite=False) is None
    assert below.joined_by(target).refusal("http://b.example/sub/x", requisite=False) is None
    assert below.joined_by(target).refusal("http://b.example/x", requisite=False) == "outside_path"


@pytest.mark.parametrize("escape", ["%3A", "a%2Fb", "a%3Fb", "a%23b", "u%40a", "%5B1%5D"])
def test_no_escape_brings_a_separator_into_a_host(escape: str) -> None:
    assert resolve("http://a.example/", f"http://{escape}/x") is None
