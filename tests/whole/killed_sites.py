"""Two small sites at once for the kill harness: every kind of answer whose handling leaves traces on disk.

Lists with pagers (GET and POST), redirects, errors that pass and that stay, broken bodies, revisits, chunked and packed
bodies, one body that is longer than what memory keeps, session ids, soft 404s with their probes, and what robots.txt
bars. What a site names is the same on every request, so a killed crawl must end as an undisturbed one.
"""

import gzip
import random

from migrate.model import Decision, Site, Verdict
from tests.zoo.answers import JPEG, answer, chunked, chunks, gzipped, head, links, moved, ok, page
from tests.zoo.doubtful import SHELL, Elsewhere
from tests.zoo.listing import article, html, listed, row
from tests.zoo.server import CLOSE, Answer, Answers

NORTH, SOUTH = "lyj.qiyun.gov.example", "slj.qiyun.gov.example"
KEYS = {NORTH: "3311230031", SOUTH: "3311230032"}
PICTURES = [f"/images/{number}.jpg" for number in range(5)]
LONG = random.Random(4).randbytes(1_300_000)  # longer than what the tape keeps in memory


def site_of(host: str) -> Site:
    return Site(KEYS[host], host, f"http://{host}/", "sheet.xlsx", None, 3)


def decision_of(host: str) -> Decision:
    return Decision(KEYS[host], Verdict.MIGRATE, None, False, (), (), (), False)


def hosts() -> dict[str, Answers]:
    return {NORTH: _north(), SOUTH: _south()}


def edited_hosts() -> dict[str, Answers]:
    """The same sites in the freeze window: texts edited, a row more, pages gone, another file, a redirect turned."""
    north, south = dict(_north()), _south()
    rows = [row(f"/c1/c{number}.shtml", number) for number in (13, 1, 2, 3)]
    call = "<script>createPageHTML('page_div',3, 1,'fg','shtml',13);</script>"
    del north["/c1/c5.shtml"], north["/inside.html"]
    north |= {
        "/zwgk/fg.shtml": html(listed(rows, call)),
        "/c1/c13.shtml": article(13),
        "/c1/c2.shtml": article(14),
        "/moved": moved("/only.html"),
        "/files/long.bin": ok(LONG[::-1], "application/octet-stream"),
        "/stays": ok("<p>here it is</p>"),
        "/chunked.html": chunked(chunks(b"<p>\xe6\xb5\x8f\xe8\xa7\x88\xe6\xac\xa1\xe6\x95\xb0\xef\xbc\x9a18</p>")),
    }
    assert isinstance(south, Elsewhere)
    south["/big.html"] = html("<p>" + "小" * 30_000 + "</p>")
    return {NORTH: north, SOUTH: south}


def _north() -> Answers:
    """Lists, revisits, faults."""
    busy, half = answer("503 Busy", b"<p>busy</p>"), head("200 OK", "Content-Type: text/html", "Content-Length: 900")
    told = ["/zwgk/fg.shtml", "/moved", "/passes", "/stays", "/short", "/mends", "/lost.html", "/private/a.html"]
    files = ["/files/long.bin", "/chunked.html", "/packed.html", "/a.jsp;jsessionid=1F2E?id=3"]
    made: dict[str, Answer | list[Answer]] = {
        "/": page(*told, *files, also="".join(f'<img src="{one}">' for one in PICTURES)),
        "/robots.txt": ok("User-agent: *\nDisallow: /private/\nSitemap: /sitemap.xml\n", "text/plain"),
        "/sitemap.xml": ok(f"<urlset><url><loc>http://{NORTH}/only.html</loc></url></urlset>", "text/xml"),
        "/only.html": ok("<p>only in the sitemap</p>"),
        "/moved": moved("/moved/2"),
        "/moved/2": moved("/moved/3.html", "301 Moved"),
        "/moved/3.html": ok("<p>moved here</p>"),
        "/passes": [busy, busy, ok("<p>passed</p>")],
        "/stays": busy,
        "/short": Answer(half + b"<p>half", CLOSE),
        "/mends": [Answer(half + b"<p>half", CLOSE), ok("<p>mended</p>")],
        "/files/long.bin": ok(LONG, "application/octet-stream"),
        "/chunked.html": chunked(chunks(b"<p>chu", b"nked</p>")),
        "/packed.html": gzipped(links("/inside.html").encode()),
        "/inside.html": chunked(chunks(gzip.compress(b"<p>inside</p>", mtime=0)), "Content-Encoding: gzip"),
        "/a.jsp?id=3": ok("<p>session free</p>"),
        **dict.fromkeys(PICTURES, ok(JPEG, "image/jpeg")),
        **{f"/c1/c{number}.shtml": article(number) for number in range(1, 13)},
    }
    for at in range(1, 4):
        numbers = range(4 * at - 3, 4 * at + 1)
        rows = [row(f"/c1/c{number}.shtml", number) for number in numbers]
        call = f"<script>createPageHTML('page_div',3, {at},'fg','shtml',12);</script>"
        made[f"/zwgk/fg{'' if at == 1 else f'_{at}'}.shtml"] = html(listed(rows, call))
    return made


def _south() -> Answers:
    """A list by POST, and 200 with a shell for whatever is missing."""
    first = "/ptl/def/def/index_1_2.jsp?recid=77"
    made: dict[str, Answer] = {
        "/": page(first, "/gone.html", "/zw/gone2.html", "/big.html"),
        "/robots.txt": ok("", "text/plain"),
        "/big.html": html("<p>" + "大" * 30_000 + "</p>"),
    }
    for at in range(3):
        rows = [row(f"/ptl/index_1_2_ci_recid_{at}{n}.html", 10 * at + n) for n in range(4)]
        pager = '<input type="hidden" name="hidden_UT_CAT_MDDATA_pindex"><span class="pageCount">共3页</span>'
        asked = f"{first}&_cimake=false&pageNumber={at} hidden_UT_CAT_MDDATA_pindex={at}"
        made[first if at == 0 else asked] = html(listed(rows, pager))
        made |= {f"/ptl/index_1_2_ci_recid_{at}{n}.html": article(10 * at + n) for n in range(4)}
    return Elsewhere(made, lambda target: ok(SHELL % target, "text/html; charset=utf-8"))
