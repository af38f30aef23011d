"""Switches that every zoo site accepts: what an old server does at times, whatever stands on it. The truth stays."""

import gzip
import ssl
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from zlib import crc32

from tests.zoo.answers import answer, links, moved, ok
from tests.zoo.certificates import issued, serving
from tests.zoo.listing import article, cut, home, html, listed, row
from tests.zoo.server import MISSING, RESET, Answer, Answers
from tests.zoo.site import BASE, HOST, ZooSite, site_of

BUSY = answer("503 Busy", b"<p>busy</p>")
CUT = Answer(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\n<p>half", RESET)
ROBOTS = ok("User-agent: *\nDisallow: /nowhere/\n", "text/plain")
Changed = Callable[[str, int, Answer], Answer]


class Switched(dict):
    """Answers that pass through a change: by target, how often it was asked before, and the answer it would get."""

    def __init__(self, answers: Answers, change: Changed) -> None:
        super().__init__(answers)
        self._answers, self._change = answers, change
        self._asked: dict[str, int] = {}

    def get(self, target: str, default: object = None) -> object:
        given = self._answers.get(target, default)
        before = self._asked.get(target, 0)
        self._asked[target] = before + 1

        def changed(request: bytes) -> Answer:
            one = given(request) if callable(given) else given
            if not isinstance(one, Answer):
                one = one[min(before, len(one) - 1)] if isinstance(one, Sequence) else MISSING
            return self._change(target, before, one)

        return changed


def _over(site: ZooSite, change: Changed) -> ZooSite:
    return replace(site, answers=Switched(site.answers, change))


def flaky(site: ZooSite) -> ZooSite:
    """Three answers in a hundred are a 503 or a cut connection at the first try."""

    def change(target: str, before: int, given: Answer) -> Answer:
        chance = crc32(target.encode()) % 100
        return given if before or chance >= 6 else (BUSY if chance % 2 else CUT)

    return _over(site, change)


def slow(site: ZooSite) -> ZooSite:
    """Every answer takes its time, and one in forty takes two seconds."""

    def change(target: str, before: int, given: Answer) -> Answer:
        return replace(given, thinks=2.0 if crc32(target.encode()) % 40 == 0 else 0.01)

    return _over(site, change)


def packed(site: ZooSite) -> ZooSite:
    """Every whole page comes as gzip, which nobody asked for."""

    def change(_: str, __: int, given: Answer) -> Answer:
        head, mark, body = given.raw.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200") or b"Content-Encoding" in head or b"Transfer-Encoding" in head:
            return given
        kept = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
        small = gzip.compress(body, mtime=0)
        coded = [*kept, b"Content-Encoding: gzip", b"Content-Length: %d" % len(small)]
        return replace(given, raw=b"\r\n".join(coded) + mark + small)

    return _over(site, change)


def ruled(site: ZooSite) -> ZooSite:
    """There is a robots.txt, and it bars nothing of the site."""
    return replace(site, answers={**site.answers, "/robots.txt": ROBOTS}, truth={**site.truth, "/robots.txt": "stored"})


def doubled(site: ZooSite) -> ZooSite:
    """A further column names up to fifty of the site's addresses again."""
    again = [target.replace("&", "&amp;") for target in site.answers if " " not in target and target in site.truth][:50]
    front = site.answers["/"]
    assert isinstance(front, Answer)
    more = b'<a href="/zt/index.html">\xe4\xb8\x93\xe9\xa2\x98</a>'
    head, mark, body = front.raw.partition(b"\r\n\r\n")
    kept = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
    longer = b"\r\n".join([*kept, b"Content-Length: %d" % (len(body) + len(more))]) + mark + body + more
    answers = {**site.answers, "/": replace(front, raw=longer), "/zt/index.html": ok(links(*again))}
    return replace(site, answers=answers, truth={**site.truth, "/zt/index.html": "stored"})


SWITCHES: Mapping[str, Callable[[ZooSite], ZooSite]] = {
    "S01": flaky,
    "S02": slow,
    "S03": packed,
    "S05": doubled,
    "S06": ruled,
}


def _edited(name: str, before: Sequence[int], after: Sequence[int]) -> ZooSite:
    """A list on five pages that says 45 rows: pages 1 to 3 are asked before its rows change, pages 4 and 5 after."""
    answers: dict[str, Answer] = {"/": home("/tz/index.html")}
    for at in range(1, 6):
        numbers = cut(before if at <= 3 else after, 10)[at - 1]
        call = f'<script>createPageHTML(5, {at - 1}, "index", "html", 10, 45);</script>'
        name_of = f"/tz/index{'' if at == 1 else f'_{at - 1}'}.html"
        answers[name_of] = html(listed([row(f"/tz/t{n}.html", n) for n in numbers], call))
    return site_of(name, {**answers, **{f"/tz/t{n}.html": article(n) for n in range(1, 47)}})


def row_goes() -> ZooSite:
    """The first row goes between page 3 and page 4: the first row of page 4 moves to page 3, unseen."""
    return _edited("row_goes", range(1, 46), range(2, 46))


def row_comes() -> ZooSite:
    """A new row is put before all others: the last row of page 3 is seen again on page 4."""
    return _edited("row_comes", range(1, 46), [46, *range(1, 46)])


@cache
def _secured() -> Sequence[ssl.SSLContext]:
    with tempfile.TemporaryDirectory() as folder:
        return [serving(Path(folder), issued(HOST))]


def half_secured() -> ZooSite:
    """Every second address leads to itself under https: articles, and the second page of a list."""
    answers: dict[str, Answer | Sequence[Answer]] = {"/": home("/tz/index.html")}

    def secured(target: str, given: Answer) -> Sequence[Answer]:
        return [moved(f"https://{HOST}{target}", "301 Moved Permanently"), given]

    for at, numbers in enumerate(cut(range(1, 26), 10), start=1):
        call = f'<script>createPageHTML(3, {at - 1}, "index", "html");</script>'
        target = f"/tz/index{'' if at == 1 else f'_{at - 1}'}.html"
        made = html(listed([row(f"{BASE}/tz/t{n}.html", n) for n in numbers], call))
        answers[target] = secured(target, made) if at == 2 else made
    for n in range(1, 26):
        answers[f"/tz/t{n}.html"] = secured(f"/tz/t{n}.html", article(n)) if n % 2 == 0 else article(n)
    return site_of("half_secured", answers, secured=_secured)


EDITED = {
    "https for every second address": half_secured(),
    "a row goes while the list is read": row_goes(),
    "a row comes while the list is read": row_comes(),
}
