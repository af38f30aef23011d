# ruff: noqa: E501  (markup and addresses read better unbroken)
"""Faults 16 to 20: addresses in every spelling, letter case, slashes, equal bytes, changing bytes."""

from collections.abc import Mapping

from tests.zoo.answers import JPEG, ok, page
from tests.zoo.server import Answer
from tests.zoo.site import HOST, ZooSite, site_of

UTF8 = "text/html; charset=utf-8"
ROBOTS = {"/robots.txt": ok("", "text/plain")}


def told(text: str) -> Answer:
    return ok(f"<html><title>{text}</title><body><p>{text}</p></body></html>", UTF8)


def anchors(*hrefs: str) -> str:
    """Anchors whose attribute holds the text as it stands (not escaped)."""
    return "".join(f'<a href="{one}">看</a>\n' for one in hrefs)


def spelled(
    name: str, hrefs: str, *asked: str, charset: str = "utf-8", also: Mapping[str, Answer] = {}, **more
) -> ZooSite:
    """A home page with crooked links, and an answer of its own for each address that a browser would ask for."""
    front = ok(
        f"<html><head><meta charset={charset}></head><body><p>栖云县农业农村局</p>{hrefs}</body></html>".encode(charset)
    )
    answers = {one: ok(f"<p>answer {number}</p>") for number, one in enumerate(asked)}
    return site_of(name, {"/": front, **ROBOTS, **answers, **also}, **more)


def escapes() -> ZooSite:
    """Escapes are sent as they stand: either charset, doubled, of slashes and ampersands, either case, broken."""
    exact = [
        "/%B8%BD%BC%FE/a.doc", "/%b8%bd%bc%fe/a.doc", "/%E9%99%84%E4%BB%B6/a.doc", "/%25E9%2599%2584.html", "/a%2Fb.html",
        "/a/b.html", "/a%2fb.html", "/p+lus.html", "/p%2Blus.html", "/p%20lus.html", "/%61bc.html", "/abc.html", "/50%off.html",
        "/%zz.html", "/%u516C%u544A.html", "/q?x=a+b", "/q?x=a%20b", "/q?x=a%2Bb", "/q?x=%u516C", "/q?x=%B9%AB", "/q?x=%b9%ab",
        "/q?x=http%3A%2F%2Fa%2Fb", "/q?x=http://a/b", "/~user/", "/%7Euser/", "/(a)!*,;:@$/x.html", "/a=1/b&c.html", "/e|f.html",
        "/[g].html", "/h;p=1/i.html", "/j;p", "/k.asp?", "/k.asp", "/m%00n.html", "/q?%A4%A4=1", "/n//o.html", "/n/o.html",
    ]  # fmt: skip
    both = ["/q?x=a%26b&y=1", "/q?x=a&y=1"]
    return spelled("f16_escapes", anchors(*exact, *(one.replace("&", "&amp;") for one in both)), *exact, *both)


def raw_letters() -> ZooSite:
    """Raw letters, blanks and signs are escaped as browsers do, in path and query."""
    pairs = {
        "/附件/b.doc": "/%E9%99%84%E4%BB%B6/b.doc",
        "/q?x=附件": "/q?x=%E9%99%84%E4%BB%B6",
        "/a b.html": "/a%20b.html",
        "/q?x=a b": "/q?x=a%20b",
        "  /trim.html\n": "/trim.html",
        "/ta\tb\n.ht\r\nml": "/tab.html",
        "/q?x=new\nline": "/q?x=newline",
        "/nb\u00a0sp.html": "/nb%C2%A0sp.html",
        "/wide\u3000.html": "/wide%E3%80%80.html",
        "/zero\u200bwidth.html": "/zero%E2%80%8Bwidth.html",
        "/ａｂ.html": "/%EF%BD%81%EF%BD%82.html",
        "/br{a}ce.html": "/br%7Ba%7Dce.html",
        "/tick`.html": "/tick%60.html",
        "/quo&quot;te.html": "/quo%22te.html",
        "/less&lt;.html": "/less%3C.html",
        "/q?x='s'": "/q?x=%27s%27",
        "/q?x=&quot;d&quot;": "/q?x=%22d%22",
        "/q?x={b}|c^d`e": "/q?x={b}|c^d`e",
        "/q?x=a\\b": "/q?x=a\\b",
        "/q?x=a?b": "/q?x=a?b",
        "/it's.html": "/it's.html",
        "/ctl\x01.html": "/ctl%01.html",
        "/中%20%B9.html": "/%E4%B8%AD%20%B9.html",
    }
    return spelled("f16_raw", anchors(*pairs), *dict.fromkeys(pairs.values()))


def gbk_letters() -> ZooSite:
    """Raw GBK bytes in links: path in UTF-8 first and in GBK where that is missing, query in GBK; named both ways."""
    hrefs = ["/附件/c.doc", "/公告.html", "/q?w=附件&x=1", "/both/附件.doc", "/both/%B8%BD%BC%FE.doc", "/q?w=a b附"]
    asked = ["/%B8%BD%BC%FE/c.doc", "/%E5%85%AC%E5%91%8A.html", "/q?w=%B8%BD%BC%FE&x=1"]
    asked += ["/both/%E9%99%84%E4%BB%B6.doc", "/both/%B8%BD%BC%FE.doc", "/q?w=a%20b%B8%BD"]
    return spelled("f16_gbk", anchors(*hrefs), *asked, charset="gb2312")


def entities() -> ZooSite:
    """Character references in attributes, with and without their semicolon, as HTML reads them."""
    pairs = {
        "/q?a=1&amp;b=2": "/q?a=1&b=2",
        "/q?a=2&b=2": "/q?a=2&b=2",
        "/q?a=3&#x26;b=2": "/q?a=3&b=2",
        "/q?a=4&#38;b=2": "/q?a=4&b=2",
        "/q?a=5&copy=1": "/q?a=5&copy=1",
        "/q?a=6&copy;=1": "/q?a=6%C2%A9=1",
        "/q?a=7&lt=1&para=2": "/q?a=7&lt=1&para=2",
        "/q?a=8&sectid=5": "/q?a=8&sectid=5",
        "/q?a=9&amp;amp;b=2": "/q?a=9&amp;b=2",
        "/q?a=10&ampb=2": "/q?a=10&ampb=2",
        "/q?a=11&region=3&order=1": "/q?a=11&region=3&order=1",
        "/q?a=12&sect": "/q?a=12%C2%A7",
        "/&#97;&#x62;.html": "/ab.html",
        "/q?a=13&nbsp;": "/q?a=13%C2%A0",
        "/q?a=14&notit;&times=1": "/q?a=14&notit;&times=1",
    }
    return spelled("f16_entities", anchors(*pairs), *pairs.values())


def relatives() -> ZooSite:
    """Relative addresses, dots, schemes and hosts in crooked spellings."""
    there = {
        "x.html": "/d/e/x.html",
        "./y.html": "/d/e/y.html",
        "../z.html": "/d/z.html",
        "../../../up.html": "/up.html",
        "/./dot.html": "/dot.html",
        "/%2e%2E/two.html": "/two.html",
        "/v/%2e/w.html": "/v/w.html",
        "/t./u..html": "/t./u..html",
        "/t/..": "/",
        "..": "/d/",
        ".": "/d/e/",
        "?": "/d/e/index.html?",
        "?x=1": "/d/e/index.html?x=1",
        ";p=1": "/d/e/;p=1",
        "#top": "/d/e/index.html",
        "": "/d/e/index.html",
        "f.html#a#b": "/d/e/f.html",
        "f2.html?#a": "/d/e/f2.html?",
        "..\\back.html": "/d/back.html",
        "\\root\\slash.html": "/root/slash.html",
        f"//{HOST}/relative.html": "/relative.html",
        f"\\\\{HOST}\\host.html": "/host.html",
        f"///{HOST}/three.html": "/three.html",
        "http:/one.html": "/one.html",
        "http:same.html": "/d/e/same.html",
        f"http:\\\\{HOST}\\colon.html": "/colon.html",
        f"http:///{HOST}/four.html": "/four.html",
        f"HTTP://{HOST.upper()}/Upper.html": "/Upper.html",
        f"http://{HOST}:80/p80.html": "/p80.html",
        f"http://{HOST}:/pe.html": "/pe.html",
        f"http://{HOST}:0080/p0.html": "/p0.html",
        f"http://{HOST}./trailing.html": "/trailing.html",
        f"http://user:pw@{HOST}/user.html": "/user.html",
        f"http://{HOST}": "/",
        f"http://{HOST}?home=1": "/?home=1",
        f"http://{HOST}#h": "/",
        f" http://{HOST}/lead.html": "/lead.html",
        f"http://{HOST.replace('.', '%2E')}/percent.html": "/percent.html",
        f"http://{HOST.replace('.', '。')}/fullstop.html": "/fullstop.html",
    }
    nothing = ["javascript:void(0)", "JavaScript:;", "mailto:a@qiyun.example", "tel:12345", "data:text/plain,x", "about:blank",
               "file:///C:/x.doc", "C:\\x.doc", "ftp://ftp.qiyun.example/y.doc", "http://", "http://[", "thunder://QUFodHRw"]  # fmt: skip
    ends = {one: told(one) for one in there.values() if one != "/"}
    ends["/d/e/index.html"] = ok(f"<body>{anchors(*there, *nothing)}</body>", UTF8)
    return site_of("f16_relatives", {"/": page("/d/e/index.html"), **ROBOTS, **ends})


def idn() -> ZooSite:
    """A host with a Chinese name, spelled in Chinese, in punycode, in capitals and with a full-width stop."""
    host = "xn--vhq58f.qiyun.example"
    hrefs = [
        "http://农业.qiyun.example/a.html",
        f"http://{host.upper()}/b.html",
        "http://农业。QIYUN.example/c.html",
        "//农业.qiyun.example:80/d.html",
    ]
    there = {"/": page(*hrefs), **ROBOTS, **{f"/{one}.html": told(one) for one in "abcd"}}
    front = Answer(f"HTTP/1.1 302 Found\r\nLocation: http://{host}/\r\nContent-Length: 0\r\n\r\n".encode())
    return site_of("f16_idn", {"/": front}, others={host: there})


def long_ones() -> ZooSite:
    """8 KB in a path, 2,000 parameters in one address."""
    path, many = "/" + "x" * 8000 + ".html", "/many?" + "&".join(["a=1"] * 2000)
    answers = {path: told("path"), many: told("many")}
    return site_of("f16_long", {"/": page(*(one.replace("&", "&amp;") for one in answers)), **ROBOTS, **answers})


def markup() -> ZooSite:
    """Attributes as people type them: no quotes, single ones, blanks around the sign, broken over lines."""
    hrefs = (
        "<a href=/unquoted.html>1</a><a href='/single.html'>2</a><A HREF = \"/blanks.html\">3</A><a\n\thref\n=\n'/lines.html'\n>4</a>"
        '<a class=x href="/close.html"title="y">5</a><a href="/twice1.html" href="/twice2.html">6</a><a href=/slash/>7</a>'
        '<a title="a>b" href="/greater.html">8</a><a href=/amp?a=1&b=2>9</a><a href="/nocloseq.html>10</a><a title="x">'
        "<area shape=rect href=/area.html><a/href=/slashed.html>11</a><a href=\"/nested.html\"><a href='/nested2.html'>"
    )
    asked = ["/unquoted.html", "/single.html", "/blanks.html", "/lines.html", "/close.html", "/twice1.html", "/slash/"]
    asked += ["/greater.html", "/amp?a=1&b=2", "/area.html", "/slashed.html", "/nested.html", "/nested2.html"]
    return spelled("f16_markup", hrefs, *asked)


def letter_case() -> ZooSite:
    """A server that minds the case, with both; and one beside it that does not: neither replaces the other."""
    minds = [
        "/News/A.html",
        "/News/a.html",
        "/news/a.html",
        "/news/A.HTML",
        "/q.asp?ID=1",
        "/q.asp?id=1",
        "/B.JPG",
        "/b.jpg",
    ]
    folds = ["/iis/Show.aspx?ID=5", "/iis/show.aspx?id=5", "/IIS/SHOW.ASPX?ID=5"]
    answers = {one: told(f"{number}") for number, one in enumerate(minds)}
    answers |= {"/B.JPG": ok(JPEG + b"B", "image/jpeg"), "/b.jpg": ok(JPEG + b"b", "image/jpeg")}
    answers |= dict.fromkeys(folds, told("one page"))
    return site_of("f17_case", {"/": page(*answers), **ROBOTS, **answers})


def slashes() -> ZooSite:
    """/x, /x/, /x/index.html and /x? with bodies of their own; a file and a folder of the same name; equal bodies."""
    own = [
        "/x",
        "/x/",
        "/x?",
        "/x/?",
        "/x/index.html",
        "/x/index.html?",
        "/x//",
        "/d",
        "/d/e.html",
        "/d.html",
        "/d.html/f.html",
    ]
    same = ["/y/", "/y/index.html"]
    answers = {one: told(f"own {number}") for number, one in enumerate(own)} | dict.fromkeys(same, told("y"))
    moved = Answer(b"HTTP/1.1 301 Moved\r\nLocation: /y/\r\nContent-Length: 0\r\n\r\n")
    return site_of("f18_slashes", {"/": page(*answers, "/y", "/x/."), **ROBOTS, **answers, "/y": moved})


def duplicates() -> ZooSite:
    """One picture under 300 addresses, one PDF under 50."""
    pictures = {f"/i/{one}.jpg": ok(JPEG, "image/jpeg") for one in range(300)}
    papers = {f"/p/{one}.pdf": ok(b"%PDF-1.4 same", "application/pdf") for one in range(50)}
    front = page(*papers, also="".join(f'<img src="{one}">' for one in pictures))
    return site_of("f19_duplicates", {"/": front, **ROBOTS, **pictures, **papers})


def changing() -> ZooSite:
    """Forty pages with a counter and the time: no answer has the bytes of another, and nothing is in doubt."""
    visits = iter(range(10_000, 99_999))

    def made(name: str, *links: str):
        return lambda _: page(
            *links, also=f"<title>{name}</title><p>{name}</p><p>访问量{next(visits)} 14:05:{next(visits) % 60:02}</p>"
        )

    pages = [f"/n/{one}.html" for one in range(40)]
    answers = {"/": made("首页", *pages), **ROBOTS, **{one: made(one, "/", "/n/0.html#top") for one in pages}}
    return site_of("f20_changing", answers)


URLS: Mapping[str, ZooSite] = {
    "F16: escapes": escapes(),
    "F16: raw letters": raw_letters(),
    "F16: raw GBK": gbk_letters(),
    "F16: character references": entities(),
    "F16: relative and crooked": relatives(),
    "F16: a Chinese host": idn(),
    "F16: long ones": long_ones(),
    "F16: markup": markup(),
    "F17: letter case": letter_case(),
    "F18: slashes": slashes(),
    "F19: duplicates": duplicates(),
    "F20: another body each time": changing(),
}
