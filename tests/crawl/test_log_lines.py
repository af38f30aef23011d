"""Lines of access logs: what each tells of one request, and which tell nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.crawl.sources.log_lines import LineReader, Visit, is_source, visit_of

AT = "[22/Mar/2017:10:00:00 +0800]"
HOST = "nyncj.qiyun.gov.example"
NEXT = f'"http://{HOST}/xw/" "Mozilla/4.0 (compatible; MSIE 6.0)"'


@pytest.mark.parametrize(
    ("line", "visit"),
    [
        (f'192.0.2.7 - - {AT} "GET /xw/1.html HTTP/1.1" 200 512', Visit("GET", "/xw/1.html", 200)),
        (
            f'192.0.2.7 - - {AT} "GET /xw/1.html HTTP/1.1" 200 512 {NEXT}',
            Visit("GET", "/xw/1.html", 200, referrer=f"http://{HOST}/xw/"),
        ),
        (
            f'{HOST}:443 192.0.2.7 - - {AT} "HEAD / HTTP/1.0" 304 - "-" "-"',
            Visit("HEAD", "/", 304, host=f"{HOST}:443"),
        ),
        (f'{HOST} 192.0.2.7 - - {AT} "GET / HTTP/1.1" 200 1', Visit("GET", "/", 200, host=HOST)),
        (f'{HOST} 192.0.2.7 - 管理员 {AT} "GET / HTTP/1.1" 200 1', Visit("GET", "/", 200, host=HOST)),
        (f'192.0.2.7 - li si {AT} "GET /a HTTP/1.1" 200 1', Visit("GET", "/a", 200)),
        (f'2001:db8::7 - - {AT} "GET /a HTTP/2.0" 200 1', Visit("GET", "/a", 200)),
        (f'192.0.2.7 - - {AT} "GET /a HTTP/1.1" 200 1 "-" "-" "192.0.2.9" 0.003', Visit("GET", "/a", 200)),
        (f'192.0.2.7 - - {AT} "GET /old.htm" 200 1', Visit("GET", "/old.htm", 200)),
        (f'192.0.2.7 - - {AT} "get /a HTTP/1.1" 501 1', Visit("get", "/a", 501)),
        (f'192.0.2.7 - - {AT} "GET /a b.html HTTP/1.1" 200 1', Visit("GET", "/a%20b.html", 200)),
        (f'192.0.2.7 - - {AT} "GET /%e5%86%9C/a%2Fb.html HTTP/1.1" 200 1', Visit("GET", "/%e5%86%9C/a%2Fb.html", 200)),
        (f'192.0.2.7 - - {AT} "GET /\xc5\xa9.html HTTP/1.1" 200 1', Visit("GET", "/%C5%A9.html", 200)),
        (f'192.0.2.7 - - {AT} "GET /\\xc5\\xA9.html HTTP/1.1" 200 1', Visit("GET", "/%C5%A9.html", 200)),
        (f'192.0.2.7 - - {AT} "GET /so.asp?q=\\"a\\" HTTP/1.1" 200 1', Visit("GET", '/so.asp?q="a"', 200)),
        (f'192.0.2.7 - - {AT} "GET /so.asp?q=\\x22a\\x22 HTTP/1.1" 200 1', Visit("GET", '/so.asp?q="a"', 200)),
        (f'192.0.2.7 - - {AT} "GET /so.asp?q="a" HTTP/1.1" 200 1', Visit("GET", '/so.asp?q="a"', 200)),
        (f'192.0.2.7 - - {AT} "GET /a\\\\b.html HTTP/1.1" 200 1', Visit("GET", "/a\\b.html", 200)),
        (f'192.0.2.7 - - {AT} "GET /x\\" 200 5 \\"y HTTP/1.1" 404 1', Visit("GET", '/x"%20200%205%20"y', 404)),
        (f'192.0.2.7 - - {AT} "GET //x//y.html HTTP/1.1" 200 1', Visit("GET", "//x//y.html", 200)),
        (f'192.0.2.7 - - {AT} "GET http://{HOST}/a HTTP/1.1" 200 1', Visit("GET", f"http://{HOST}/a", 200)),
        (f'192.0.2.7 - - {AT} "CONNECT mail.example:25 HTTP/1.0" 405 1', Visit("CONNECT", "mail.example:25", 405)),
        (f'192.0.2.7 - - {AT} "\\x16\\x03\\x01\\x02" 400 166', Visit("", "", 400)),
        (f'192.0.2.7 - - {AT} "-" 408 -', Visit("", "", 408)),
        (f'192.0.2.7 - - {AT} "" 400 0 "-" "-"', Visit("", "", 400)),
    ],
)
def test_a_line_tells_of_one_request(line: str, visit: Visit) -> None:
    assert visit_of(line) == visit


@pytest.mark.parametrize(
    "line",
    [
        "[Wed Mar 22 10:00:00 2017] [error] [client 192.0.2.7] File does not exist: /var/www/x",
        f'192.0.2.7 - - {AT} "GET /xw/1.html HT',
        f"192.0.2.7 - - {AT} GET /xw/1.html 200",
        '{"request": "GET /a HTTP/1.1", "status": 200}',
        f'- {AT} "GET /a HTTP/1.1" 200 1',
        "\x00\x00\x00\x00",
    ],
)
def test_a_line_of_no_known_form_is_no_visit(line: str) -> None:
    assert visit_of(line) is None


@pytest.mark.parametrize(
    ("visit", "helps"),
    [
        (Visit("GET", "/a", 200), True),
        (Visit("HEAD", "/a", 206), True),
        (Visit("GET", "/a", 304), True),
        (Visit("GET", "/a", 302), True),
        (Visit("GET", "http://x.example/a", 200), True),
        (Visit("GET", "/" + "a" * 1_999, 200), True),
        (Visit("GET", "/" + "a" * 2_000, 200), False),  # no browser of the time sent as much
        (Visit("GET", "/wp-login.php", 404), False),
        (Visit("GET", "/a", 401), False),
        (Visit("GET", "/a", 500), False),
        (Visit("GET", "/a", 101), False),
        (Visit("POST", "/a", 200), False),
        (Visit("get", "/a", 200), False),
        (Visit("GET", "*", 200), False),
        (Visit("GET", "www.example/a", 200), False),
        (Visit("GET", "/a\x01", 200), False),
        (Visit("GET", "/a\x7f", 200), False),
        (Visit("", "", 400), False),
    ],
)
def test_only_what_was_asked_and_answered_names_an_address(visit: Visit, helps: bool) -> None:
    assert is_source(visit) is helps


W3C = [
    "#Software: Microsoft Internet Information Services 6.0",
    "#Version: 1.0",
    "#Date: 2012-06-20 00:00:01",
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) "
    "cs-host sc-status sc-substatus sc-win32-status",
]
BEFORE = "2012-06-20 00:00:01 192.0.2.1"


@pytest.mark.parametrize(
    ("rest", "visit"),
    [
        (
            f"GET /list.asp id=3&%e5=1 80 - 192.0.2.7 Mozilla/4.0 - {HOST} 200 0 0",
            Visit("GET", "/list.asp?id=3&%e5=1", 200, host=f"{HOST}:80"),
        ),
        (
            f"GET /xw/1.htm - 443 - 192.0.2.7 Mozilla/4.0 http://{HOST}/xw/ {HOST} 304 0 0",
            Visit("GET", "/xw/1.htm", 304, host=f"{HOST}:443", referrer=f"http://{HOST}/xw/"),
        ),
        (
            f"GET /xw/1.htm - 80 - 192.0.2.7 Mozilla/4.0 - {HOST}:8080 200 0 0",
            Visit("GET", "/xw/1.htm", 200, host=f"{HOST}:8080"),
        ),
        ("GET /xw/1.htm - 80 - 192.0.2.7 Mozilla/4.0 - - 200 0 0", Visit("GET", "/xw/1.htm", 200)),
        ("GET /a+b.htm - 80 - 192.0.2.7 Mozilla/4.0 - - 200 0 0", Visit("GET", "/a%20b.htm", 200)),
        ("GET /\xc5\xa9.doc - 80 - 192.0.2.7 Mozilla/4.0 - - 200 0 0", Visit("GET", "/%C5%A9.doc", 200)),
    ],
)
def test_a_log_of_iis_says_by_its_heading_what_each_word_is(rest: str, visit: Visit) -> None:
    reader = LineReader()
    assert [reader.visit_of(line) for line in W3C] == [None] * 4
    assert reader.is_remark(W3C[0])
    assert reader.visit_of(f"{BEFORE} {rest}") == visit


def test_a_log_of_iis_may_change_its_heading_on_the_way() -> None:
    reader = LineReader()
    told = [
        reader.visit_of(line)
        for line in (
            "#Fields: cs-method cs-uri-stem sc-status",
            "GET /a.htm 200",
            "#Fields: sc-status cs-uri-stem cs-method",
            "404 /b.htm GET",
            "404 /b.htm",
            "many /b.htm GET",
            "#Fields: date time",
            "2012-06-20 00:00:01",
        )
    ]
    assert told == [None, Visit("GET", "/a.htm", 200), None, Visit("GET", "/b.htm", 404), None, None, None, None]


@given(st.text(alphabet=st.characters(max_codepoint=255), max_size=300))
def test_no_line_is_too_odd_to_be_looked_at(text: str) -> None:
    reader = LineReader()
    reader.visit_of("#Fields: cs-method cs-uri-stem cs-uri-query sc-status cs(Referer)")
    for line in (text, f'192.0.2.7 - - {AT} "{text}" 200 1', f"GET {text} - 200 -"):
        visit = reader.visit_of(line)
        assert visit is None or (visit.target.isascii() and " " not in visit.target)
