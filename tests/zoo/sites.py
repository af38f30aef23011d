"""The zoo: sites as data, each with its truth, the outcome of every URL that the crawl must come to know.

A truth is `url → outcome` or `url → "outcome reason"`; an unreachable URL's reason is words for people and not compared.
Every site's robots.txt is 404 where it does not say otherwise.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.zoo.answers import answer, chunked, chunks, gzipped, head, links, moved, ok, page, until_close
from tests.zoo.server import CLOSE, RESET, Answer, Answers

HOST = "nyncj.qiyun.gov.example"
BASE = f"http://{HOST}"
JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 40 + b"\xff\xd9"
NO_ROBOTS = {"/robots.txt": "error http_404"}


@dataclass(frozen=True)
class ZooSite:
    """One site: where it starts, what its hosts answer, what must come of it, and the settings it needs."""

    answers: Answers
    truth: Mapping[str, str]
    home: str = f"{BASE}/"
    others: Mapping[str, Answers] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    quarantines: bool = False

    @property
    def hosts(self) -> dict[str, Answers]:
        return {HOST: self.answers, **self.others}

    @property
    def expected(self) -> dict[str, str]:
        truth = self.truth if self.settings.get("robots") == "ignore" else {**NO_ROBOTS, **self.truth}
        return {url if url.startswith("http") else BASE + url: said for url, said in truth.items()}


def _script(call: str) -> str:
    return f"<script>document.write('<div>');{call}</script>"


def _trs_list(number: int) -> Answer:
    here = f'createPageHTML(120, {number}, "index", "html");'
    return page(f"./202401/t20240105_{number:05}.html", also=_script(here))


def _trs() -> ZooSite:
    """120 zero-based list pages that only a script knows; the last is index_119."""
    lists = {f"/zwgk/index_{number}.html": _trs_list(number) for number in range(1, 120)}
    articles = {f"/zwgk/202401/t20240105_{number:05}.html": ok(f"<p>第{number}篇</p>") for number in range(120)}
    answers = {"/": page("zwgk/index.html"), "/zwgk/index.html": _trs_list(0), **lists, **articles}
    return ZooSite(answers, dict.fromkeys(answers, "stored"))


def _one_based(call: str, name: str) -> ZooSite:
    """Five one-based list pages; what a zero-based reading would ask for is not there."""
    first = f"/zwgk/{name}.shtml"
    lists = {
        f"/zwgk/{name}_{number}.shtml": page(f"c{number}.shtml", also=_script(call % number)) for number in range(2, 6)
    }
    articles = {f"/zwgk/c{number}.shtml": ok(f"<p>{number}</p>") for number in range(1, 6)}
    answers = {"/": page(first), first: page("c1.shtml", also=_script(call % 1)), **lists, **articles}
    return ZooSite(answers, dict.fromkeys(answers, "stored"))


def _directory_list() -> ZooSite:
    """The same list under its folder's address: page one has no file name."""
    answers = {
        "/": page("/gg/"),
        "/gg/": page(also=_script('createPageHTML(3, 0, "index", "html");')),
        "/gg/index_1.html": page(),
        "/gg/index_2.html": ok("<p>last</p>"),
    }
    return ZooSite(
        answers, {"/": "stored", "/gg/": "stored", "/gg/index_1.html": "stored", "/gg/index_2.html": "stored"}
    )


def _gbk_page(text: str, content_type: str) -> Answer:
    return ok(text.encode("gb18030"), content_type)


def _gbk_lies() -> ZooSite:
    """GBK bytes whatever header and meta say; a query in the page's charset, and so it is asked."""
    link = '<html><head>%s</head><body><a href="/so.jsp?w=公告㙍">查</a></body></html>'
    asked = "/so.jsp?w=%B9%AB%B8%E6%820%AB3"  # 㙍 is 82 30 AB 33; browsers leave ASCII bytes as they are
    answers = {
        "/": page("/a.html", "/b.html", "/c.html"),
        "/a.html": _gbk_page(link % '<meta charset="utf-8">', "text/html; charset=utf-8"),
        "/b.html": _gbk_page(link % '<meta charset="gb2312">', "text/html"),
        "/c.html": _gbk_page(link % (" " * 2000 + '<meta charset="iso-8859-1">'), "text/html; charset=ISO-8859-1"),
        asked: ok("<p>found</p>"),
    }
    return ZooSite(answers, {**dict.fromkeys(answers, "stored")})


def _chinese_paths() -> ZooSite:
    """A raw Chinese path goes out in UTF-8; where that is a 404 the page's GBK is tried as a second URL."""
    utf8, gbk, both = "/%E9%99%84%E4%BB%B6/1.doc", "/%B8%BD%BC%FE/1.doc", "/%E5%85%AC%E5%91%8A.html"
    answers = {
        "/": _gbk_page(links("/附件/1.doc", "/公告.html", "/%B8%BD%BC%FE/2.doc"), "text/html"),
        gbk: ok(b"\xd0\xcf\x11\xe0doc", "application/msword"),
        both: ok("<p>utf-8 path</p>"),
        "/%B8%BD%BC%FE/2.doc": ok(b"\xd0\xcf\x11\xe0two", "application/msword"),
    }
    return ZooSite(answers, {**dict.fromkeys(answers, "stored"), utf8: "error http_404"})


def _crooked_links() -> ZooSite:
    """Back slashes, spaces, line breaks, doubled ampersands, dots: asked for as a browser would."""
    html = links("..\\UploadFiles\\a.doc", " /b c.html ", "/d\n.html", "/e.asp?x=1&amp;y=2", "/f/../g.html#top", "//")
    other = links("javascript:void(0)", "mailto:a@b.example", "#top", "", "/h%20i.html", "/J.HTML", "/j.html")
    files = ["/UploadFiles/a.doc", "/b%20c.html", "/d.html", "/e.asp?x=1&y=2", "/g.html", "/h%20i.html"]
    answers = {"/": ok(html + other), **{one: ok(f"<p>{one}</p>") for one in [*files, "/J.HTML", "/j.html"]}}
    return ZooSite(answers, dict.fromkeys(answers, "stored"))


def _sessions() -> ZooSite:
    """Session ids in links are aliases: never asked for, and the plain URL is."""
    answers = {
        "/": page("/a.jsp;jsessionid=1F2E?id=3", "/a.jsp;jsessionid=99AA?id=3", "/b.asp?id=1&ASPSESSIONIDQQ=XY"),
        "/a.jsp?id=3": ok("<p>a</p>"),
        "/b.asp?id=1": ok("<p>b</p>"),
    }
    aliases = ["/a.jsp;jsessionid=1F2E?id=3", "/a.jsp;jsessionid=99AA?id=3", "/b.asp?id=1&ASPSESSIONIDQQ=XY"]
    return ZooSite(answers, {**dict.fromkeys(answers, "stored"), **dict.fromkeys(aliases, "alias session_id")})


def _redirects() -> ZooSite:
    """A chain, a loop, a redirect to itself, to another host, and without a target: each hop an outcome, no endless work."""
    answers = {
        "/": page("/1", "/x", "/self", "/away", "/void", "/rel/a"),
        "/1": moved(f"{BASE}/2"),
        "/2": moved("/3", "301 Moved Permanently"),
        "/3": ok("<p>three</p>"),
        "/x": moved("/y"),
        "/y": moved("/x"),
        "/self": moved("/self"),
        "/away": moved("http://www.other.example/"),
        "/void": answer("302 Found", b""),
        "/rel/a": moved("b.html#part"),
        "/rel/b.html": ok("<p>b</p>"),
    }
    truth = dict.fromkeys(["/1", "/2", "/x", "/y", "/self", "/away", "/rel/a"], "redirect") | {
        "/": "stored",
        "/3": "stored",
        "/rel/b.html": "stored",
        "/void": "error redirect_without_target",
        "http://www.other.example/": "excluded foreign_host",
    }
    return ZooSite(answers, truth)


def _home_moves() -> ZooSite:
    """A home page that redirects to another host brings that host into scope, also for links found before."""
    new = "www.nyncj.example"
    answers = {"/": moved(f"http://{new}/web/index.html"), "/web/a.html": ok("<p>old a</p>")}
    there = {
        "/web/index.html": page("a.html", "/top.html", f"{BASE}/web/a.html", "http://third.example/"),
        "/web/a.html": ok("<p>a</p>"),
        "/top.html": ok("<p>top</p>"),
    }
    truth = {
        "/": "redirect",
        "/web/a.html": "stored",
        **{f"http://{new}{path}": "stored" for path in there},
        f"http://{new}/robots.txt": "error http_404",
        "http://third.example/": "excluded foreign_host",
    }
    return ZooSite(answers, truth, others={new: there})


def _home_moves_below() -> ZooSite:
    """A sub-site that moved to another host keeps to the path it now stands under."""
    new = "www.qiyun.example"
    answers = {"/jz/": moved(f"http://{new}/sub/jz/index.html")}
    there = {"/sub/jz/index.html": page("a.html", "/other.html"), "/sub/jz/a.html": ok("<p>a</p>")}
    truth = {
        "/jz/": "redirect",
        **{f"http://{new}{path}": "stored" for path in there},
        f"http://{new}/other.html": "excluded outside_path",
        f"http://{new}/robots.txt": "error http_404",
    }
    return ZooSite(answers, truth, home=f"{BASE}/jz/", others={new: there})


def _below_a_path() -> ZooSite:
    """Pages keep to the site's path; images, styles and attachments lie anywhere on the host and are not followed."""
    answers = {
        "/jz/": page(
            "a.html",
            "/index.html",
            "/jzother/x.html",
            "/files/1.pdf",
            also='<img src="/images/logo.jpg"><link rel="stylesheet" href="/css/s.css"><a href="/jz">here</a>',
        ),
        "/jz": moved("/jz/"),
        "/jz/a.html": ok("<p>a</p>"),
        "/files/1.pdf": ok(b"%PDF-1.4 one", "application/pdf"),
        "/images/logo.jpg": ok(JPEG, "image/jpeg"),
        "/images/bg.jpg": ok(JPEG + b"2", "image/jpeg"),
        "/css/s.css": ok("body{background:url(../images/bg.jpg)}", "text/css"),
    }
    out = dict.fromkeys(["/index.html", "/jzother/x.html"], "excluded outside_path")
    return ZooSite(answers, {**dict.fromkeys(answers, "stored"), "/jz": "redirect", **out}, home=f"{BASE}/jz/")


ROBOTS = ok("User-agent: *\nDisallow: /private/\nDisallow: /*.asp$\nSitemap: /sitemap.xml\n", "text/plain")
BARRED = {"/private/a.html": ok("<p>a</p>"), "/x.asp": ok("<p>x</p>")}
SITEMAP = ok(f"<urlset><url><loc>{BASE}/only-in-sitemap.html</loc></url></urlset>", "text/xml")


def _robots() -> ZooSite:
    """What robots.txt bars is excluded and not asked for; its sitemap is read."""
    answers = {
        "/": page(*BARRED),
        "/robots.txt": ROBOTS,
        "/sitemap.xml": SITEMAP,
        "/only-in-sitemap.html": ok("<p>s</p>"),
    }
    truth = dict.fromkeys(answers, "stored") | dict.fromkeys(BARRED, "excluded robots")
    return ZooSite({**answers, **BARRED}, truth)


def _robots_ignored() -> ZooSite:
    """With an authorisation robots.txt is not asked for and bars nothing."""
    answers = {"/": page(*BARRED), **BARRED}
    settings = {"robots": "ignore", "robots_authorisation": "栖云县政务公开办 2026年1月5日批复"}
    return ZooSite({**answers, "/robots.txt": ROBOTS}, {**dict.fromkeys(answers, "stored")}, settings=settings)


def _robots_moved() -> ZooSite:
    """A redirect of robots.txt is followed."""
    answers = {"/": page("/private/a.html"), "/robots.txt": moved("/r.txt"), "/r.txt": ROBOTS}
    truth = {
        "/": "stored",
        "/robots.txt": "redirect",
        "/r.txt": "stored",
        "/private/a.html": "excluded robots",
        "/sitemap.xml": "error http_404",
    }
    return ZooSite(answers, truth)


def _robots_late() -> ZooSite:
    """A robots.txt that fails twice is waited for before anything else is asked."""
    busy = answer("503 Busy", b"busy")
    answers = {"/": page("/private/a.html"), "/robots.txt": [busy, busy, ROBOTS], "/sitemap.xml": SITEMAP}
    truth = {
        **dict.fromkeys(["/", "/robots.txt", "/sitemap.xml"], "stored"),
        "/private/a.html": "excluded robots",
        "/only-in-sitemap.html": "error http_404",
    }
    return ZooSite(answers, truth)


def _robots_silent() -> ZooSite:
    """A host that cannot say what it allows is not asked (RFC 9309); --again asks anew."""
    return ZooSite(
        {"/": page(), "/robots.txt": answer("503 Busy", b"busy")}, {"/robots.txt": "error http_503", "/": "unreachable"}
    )


def _robots_odd() -> ZooSite:
    """A 500 for robots.txt is what old servers answer for a missing file."""
    return ZooSite(
        {"/": page(), "/robots.txt": answer("500 Error", b"oops")}, {"/robots.txt": "error http_500", "/": "stored"}
    )


def _robots_flood() -> ZooSite:
    """A robots.txt of some megabytes is obeyed as far as a robot must read, and stops nothing."""
    body = b"User-agent: *\nDisallow: /private/\n" + b"# filler\n" * 300_000
    answers = {"/": page("/private/a.html"), "/robots.txt": ok(body, "text/plain")}
    return ZooSite(answers, {**dict.fromkeys(answers, "stored"), "/private/a.html": "excluded robots"})


def _errors() -> ZooSite:
    """A 503 that passes ends stored; one that stays, a 404 and a 410 are errors with their bodies kept."""
    busy = answer("503 Busy", b"<p>busy</p>")
    answers = {
        "/": page("/passes", "/stays", "/gone", "/missing", "/teapot"),
        "/passes": [busy, busy, ok("<p>here</p>")],
        "/stays": busy,
        "/gone": answer("410 Gone", b"<p>gone</p>"),
        "/teapot": answer("418 Teapot", b"<p>tea</p>"),
    }
    truth = {
        "/": "stored",
        "/passes": "stored",
        "/stays": "error http_503",
        "/gone": "error http_410",
        "/missing": "error http_404",
        "/teapot": "error http_418",
    }
    return ZooSite(answers, truth)


def _broken() -> ZooSite:
    """Bodies that are not whole are never stored: reset, shorter than stated, without last chunk, torn chunk."""
    lines = ("Content-Type: text/html", "Content-Length: 900")
    answers = {
        "/": page("/reset", "/short", "/no-last", "/torn", "/no-head", "/two-lengths", "/mends"),
        "/reset": Answer(head("200 OK", *lines) + b"<p>half", RESET),
        "/short": Answer(head("200 OK", *lines) + b"<p>half", CLOSE),
        "/no-last": chunked(chunks(b"<p>half", last=b""), then=CLOSE),
        "/torn": chunked(chunks(b"<p>half", last=b"ff\r\nhalf"), then=CLOSE),
        "/no-head": Answer(b"HTTP/1.1 200 OK\r\nContent-Ty", CLOSE),
        "/two-lengths": Answer(head("200 OK", "Content-Length: 3", "Content-Length: 4") + b"abcd"),
        "/mends": [Answer(head("200 OK", *lines) + b"<p>half", CLOSE), ok("<p>whole</p>")],
    }
    truth = dict.fromkeys(answers, "unreachable") | {"/": "stored", "/mends": "stored"}
    return ZooSite(answers, truth)


def _framings() -> ZooSite:
    """Whole bodies in every framing, kept as they came."""
    body = b"<html><body><p>frame</p></body></html>"
    answers = {
        "/": page("/chunked", "/extensions", "/trailer", "/close", "/empty", "/parted"),
        "/chunked": chunked(chunks(body[:9], body[9:])),
        "/extensions": chunked(chunks(b"<p>1</p>", extension=';name="v;1"')),
        "/trailer": chunked(chunks(b"<p>2</p>", last=b"0\r\nX-Sum: 1\r\n\r\n")),
        "/close": until_close(b"<p>until the end</p>"),
        "/empty": ok(""),
        "/parted": Answer(ok("<p>parted</p>").raw, pause_after=30),
    }
    return ZooSite(answers, dict.fromkeys(answers, "stored"))


def _old_servers() -> ZooSite:
    """Heads that a strict parser refuses are read as browsers read them."""
    body, length = b"<p>old</p>", "Content-Length: 10"
    html = "Content-Type: text/html"

    def old(number: int, *lines: str) -> Answer:
        return Answer(head("200 OK", html, *lines, length) + body.replace(b"old", b"%03d" % number))

    surplus = head("200 OK", html, length) + b"<p>sur</p>"
    answers = {
        "/": page(*(f"/{number}" for number in range(1, 13))),
        "/1": Answer(b"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 8\n\n<p>1</p>"),
        "/2": Answer(surplus + b"surplus\r\n", kept=surplus),
        "/3": old(3, "X-Fold: a", "  b"),
        "/4": old(4, "X-Huge: " + "h" * 150_000),
        "/5": old(5, *["X-Many: m"] * 300),
        "/6": old(6, "a line without colon"),
        "/7": old(7, "Bad Name: 1"),
        "/8": old(8, length),
        "/9": Answer(b"HTTP/1.0 200 OK\nContent-Type: text/html\n\n<p>9</p>", CLOSE),
        "/10": Answer(head("200 OK", html, "Content-Length: ten") + b"<p>10</p>", CLOSE),
        "/11": Answer(head("200", html, "X-Raw: \xb8\xbd\xbc\xfe", length) + b"<p>raw</p>"),
        "/12": Answer(head("200 OK", html, "Transfer-Encoding: identity", length) + b"<p>idt</p>", pause_after=20),
    }
    return ZooSite(answers, dict.fromkeys(answers, "stored"))


def _codings() -> ZooSite:
    """Gzip that nobody asked for is undone for reading; a body that is not what it is called is kept and read as it is."""
    answers = {
        "/": gzipped(links("/packed.css", "/lie", "/a.html").encode()),
        "/packed.css": gzipped(b"body{background:url(/bg.jpg)}", "text/css"),
        "/bg.jpg": ok(JPEG, "image/jpeg"),
        "/lie": ok(links("/b.html"), "text/html", "Content-Encoding: gzip"),
        "/a.html": chunked(chunks(gzip.compress(b"<p>a</p>", mtime=0)), "Content-Encoding: gzip"),
        "/b.html": ok("<p>b</p>"),
    }
    return ZooSite(answers, dict.fromkeys(answers, "stored"))


def _too_big() -> ZooSite:
    """A gzip bomb and a body over the limit are quarantined; an honest one at the limit is stored."""
    answers = {
        "/": page("/bomb.html", "/big.zip", "/fits.zip"),
        "/bomb.html": gzipped(b"\0" * 8_000_000),
        "/big.zip": ok(b"z" * 3_000_000, "application/zip"),
        "/fits.zip": ok(b"z" * 900_000, "application/zip"),
    }
    truth = {
        "/": "stored",
        "/fits.zip": "stored",
        "/bomb.html": "quarantined body_over_limit",
        "/big.zip": "quarantined body_over_limit",
    }
    settings = {"max_body": "1 MiB", "max_decoded": "2 MiB"}
    return ZooSite(answers, truth, settings=settings, quarantines=True)


def _twins() -> ZooSite:
    """Equal bytes under several URLs are stored once; the others are revisits. An empty body is no twin."""
    pictures = [f"/images/{number}.jpg" for number in range(6)]
    answers = {
        "/": page("/e1.txt", "/e2.txt", also="".join(f'<img src="{one}">' for one in pictures)),
        **dict.fromkeys(pictures, ok(JPEG, "image/jpeg")),
        **dict.fromkeys(["/e1.txt", "/e2.txt"], ok("", "text/plain")),
    }
    truth = dict.fromkeys(pictures, "revisit") | dict.fromkeys(["/", "/e1.txt", "/e2.txt", pictures[0]], "stored")
    return ZooSite(answers, truth)


def _traps() -> ZooSite:
    """Links of 8 KB are asked for, longer ones and paths that repeat themselves wait for a person."""
    long_one, longer = "/l?" + "x" * 8000, "/m?" + "x" * 9000
    answers = {
        "/": page("a/", long_one, longer),
        **{"/" + "a/" * depth: page("a/") for depth in range(1, 9)},
        long_one: ok("<p>long</p>"),
    }
    truth = {"/": "stored", long_one: "stored", longer: "quarantined url_too_long"}
    truth |= {"/" + "a/" * depth: "stored" if depth == 1 else "revisit" for depth in range(1, 4)}
    truth["/a/a/a/a/"] = "quarantined repeated_path"
    return ZooSite(answers, truth, quarantines=True)


def _script_links() -> ZooSite:
    """Addresses that only attributes, handlers, styles and scripts hold."""
    html = (
        '<base href="/web/"><map><area href="area.html"></map><iframe src="frame.html"></iframe>'
        "<a href=\"javascript:openUrl('open.html')\">x</a><div onclick=\"location.href='click.html'\">"
        '<select onchange="x()"><option value="option.html">o</select><img data-src="lazy.png" srcset="a.png 1x, b.png 2x">'
        '<div style="background:url(\'style.png\')"></div><style>@import "more.css";</style>'
        '<script>document.write("<a href=\\"written.html\\">w</a>");window.location="jump.html"</script>'
        '<meta http-equiv="refresh" content="5;URL=fresh.html"><embed src="film.swf">'
    )
    names = [
        "area.html",
        "frame.html",
        "open.html",
        "click.html",
        "option.html",
        "lazy.png",
        "a.png",
        "b.png",
        "style.png",
        "more.css",
        "written.html",
        "jump.html",
        "fresh.html",
        "film.swf",
    ]
    answers = {"/": ok(html), **{f"/web/{one}": ok(f"{one}", "application/octet-stream") for one in names}}
    return ZooSite(answers, dict.fromkeys(answers, "stored"))


ZOO = {
    "TRS lists count from zero and end at index_119": _trs(),
    "TRS-like lists that count from one": _one_based('createPageHTML(5, %d, "index", "shtml");', "index"),
    "UCAP lists count from one": _one_based("createPageHTML('page_div', 5, %d, 'fg', 'shtml', 89);", "fg"),
    "a list under its folder's address": _directory_list(),
    "GBK bytes whatever is declared": _gbk_lies(),
    "Chinese paths in UTF-8, then in GBK": _chinese_paths(),
    "crooked links": _crooked_links(),
    "session ids are aliases": _sessions(),
    "redirects: chain, loop, away": _redirects(),
    "the home page moves to another host": _home_moves(),
    "a sub-site moves to another host": _home_moves_below(),
    "a site below a path": _below_a_path(),
    "robots are obeyed": _robots(),
    "robots are ignored with authorisation": _robots_ignored(),
    "robots.txt moved": _robots_moved(),
    "robots.txt comes at the third try": _robots_late(),
    "robots.txt stays silent": _robots_silent(),
    "robots.txt is a 500": _robots_odd(),
    "robots.txt is huge": _robots_flood(),
    "errors that pass and errors that stay": _errors(),
    "bodies that are not whole": _broken(),
    "every framing": _framings(),
    "old servers": _old_servers(),
    "gzip nobody asked for": _codings(),
    "bodies over the limits": _too_big(),
    "equal bytes under several URLs": _twins(),
    "traps": _traps(),
    "links without anchors": _script_links(),
}
