"""Zoo sites about robots.txt, errors, broken and odd answers, and limits."""

import gzip

from tests.zoo.answers import JPEG, answer, chunked, chunks, gzipped, head, links, moved, ok, page, until_close
from tests.zoo.server import CLOSE, RESET, Answer
from tests.zoo.site import BASE, ZooSite, site_of

ROBOTS = ok("User-agent: *\nDisallow: /private/\nDisallow: /*.asp$\nSitemap: /sitemap.xml\n", "text/plain")
BARRED = {"/private/a.html": ok("<p>a</p>"), "/x.asp": ok("<p>x</p>")}
SITEMAP = ok(f"<urlset><url><loc>{BASE}/only-in-sitemap.html</loc></url></urlset>", "text/xml")


def robots() -> ZooSite:
    """What robots.txt bars is excluded and not asked for; its sitemap is read."""
    answers = {
        "/": page(*BARRED),
        "/robots.txt": ROBOTS,
        "/sitemap.xml": SITEMAP,
        "/only-in-sitemap.html": ok("<p>s</p>"),
    }
    return site_of("robots", {**answers, **BARRED})


def robots_ignored() -> ZooSite:
    """With an authorisation robots.txt is not asked for and bars nothing."""
    answers = {"/": page(*BARRED), **BARRED}
    settings = {"robots": "ignore", "robots_authorisation": "栖云县政务公开办 2026年1月5日批复"}
    return site_of("robots_ignored", {**answers, "/robots.txt": ROBOTS}, settings=settings)


def robots_moved() -> ZooSite:
    """A redirect of robots.txt is followed."""
    answers = {"/": page("/private/a.html"), "/robots.txt": moved("/r.txt"), "/r.txt": ROBOTS}
    return site_of("robots_moved", answers)


def robots_late() -> ZooSite:
    """A robots.txt that fails twice is waited for before anything else is asked."""
    busy = answer("503 Busy", b"busy")
    answers = {"/": page("/private/a.html"), "/robots.txt": [busy, busy, ROBOTS], "/sitemap.xml": SITEMAP}
    return site_of("robots_late", answers)


def robots_silent() -> ZooSite:
    """A host that cannot say what it allows is not asked (RFC 9309); --retry asks anew."""
    return site_of("robots_silent", {"/": page(), "/robots.txt": answer("503 Busy", b"busy")})


def robots_odd() -> ZooSite:
    """A 500 for robots.txt is what old servers answer for a missing file."""
    return site_of("robots_odd", {"/": page(), "/robots.txt": answer("500 Error", b"oops")})


def robots_flood() -> ZooSite:
    """A robots.txt of some megabytes is obeyed as far as a robot must read, and stops nothing."""
    body = b"User-agent: *\nDisallow: /private/\n" + b"# filler\n" * 300_000
    answers = {"/": page("/private/a.html"), "/robots.txt": ok(body, "text/plain")}
    return site_of("robots_flood", answers)


def errors() -> ZooSite:
    """A 503 that passes ends stored; one that stays, a 404 and a 410 are errors with their bodies kept."""
    busy = answer("503 Busy", b"<p>busy</p>")
    answers = {
        "/": page("/passes", "/stays", "/gone", "/missing", "/teapot"),
        "/passes": [busy, busy, ok("<p>here</p>")],
        "/stays": busy,
        "/gone": answer("410 Gone", b"<p>gone</p>"),
        "/teapot": answer("418 Teapot", b"<p>tea</p>"),
    }
    return site_of("errors", answers)


def broken() -> ZooSite:
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
    return site_of("broken", answers)


def framings() -> ZooSite:
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
    return site_of("framings", answers)


def old_servers() -> ZooSite:
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
    return site_of("old_servers", answers)


def codings() -> ZooSite:
    """Gzip that nobody asked for is undone for reading; a body that is not what it is called is read as it is."""
    answers = {
        "/": gzipped(links("/packed.css", "/lie", "/a.html").encode()),
        "/packed.css": gzipped(b"body{background:url(/bg.jpg)}", "text/css"),
        "/bg.jpg": ok(JPEG, "image/jpeg"),
        "/lie": ok(links("/b.html"), "text/html", "Content-Encoding: gzip"),
        "/a.html": chunked(chunks(gzip.compress(b"<p>a</p>", mtime=0)), "Content-Encoding: gzip"),
        "/b.html": ok("<p>b</p>"),
    }
    return site_of("codings", answers)


def too_big() -> ZooSite:
    """A gzip bomb and a body over the limit are quarantined; an honest one at the limit is stored."""
    answers = {
        "/": page("/bomb.html", "/big.zip", "/fits.zip"),
        "/bomb.html": gzipped(b"\0" * 8_000_000),
        "/big.zip": ok(b"z" * 3_000_000, "application/zip"),
        "/fits.zip": ok(b"z" * 900_000, "application/zip"),
    }
    settings = {"max_body": "1 MiB", "max_decoded": "2 MiB"}
    return site_of("too_big", answers, settings=settings)


def twins() -> ZooSite:
    """Equal bytes under several URLs are stored once; the others are revisits. An empty body is no twin."""
    pictures = [f"/images/{number}.jpg" for number in range(6)]
    answers = {
        "/": page("/e1.txt", "/e2.txt", also="".join(f'<img src="{one}">' for one in pictures)),
        **dict.fromkeys(pictures, ok(JPEG, "image/jpeg")),
        **dict.fromkeys(["/e1.txt", "/e2.txt"], ok("", "text/plain")),
    }
    return site_of("twins", answers)
