# ruff: noqa: E501  (markup and addresses read better unbroken)
"""Fault 11: addresses without end, with real pages inside that must all be stored.

How many of the endless addresses are asked before a rule ends it is the rule's business, so these sites do not stand
in the table of exact truths: `REAL` tells what must be stored, `CAPS` how much more may be asked, whatever the way.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from urllib.parse import parse_qsl, quote, urlsplit

from tests.zoo.answers import ok, page
from tests.zoo.doubtful import Elsewhere
from tests.zoo.server import MISSING, Answer
from tests.zoo.site import ZooSite, site_of

ROBOTS = {"/robots.txt": ok("", "text/plain")}
UTF8 = "text/html; charset=utf-8"


def article(path: str) -> Answer:
    return ok(f"<html><title>{path}</title><body><p>{path} 号文件的正文，请各乡镇遵照执行。</p></body></html>", UTF8)


def trap(name: str, real: Mapping[str, Answer], made: Callable[[str], Answer | None]) -> ZooSite:
    """A site with real pages; every other address is whatever `made` says."""
    return site_of(name, Elsewhere({**ROBOTS, **real}, lambda target: made(target) or MISSING))


def calendar_by_path(name: str, every: int) -> ZooSite:
    """/rl/2024/05/12.html with the days and months beside it, for ever; 180 articles, one each so many days."""
    start = date(2023, 1, 1)
    with_article = {start + timedelta(days=every * one): f"/rl/a{one:03}.html" for one in range(180)}

    def day(target: str) -> Answer | None:
        parts = target.removeprefix("/rl/").removesuffix(".html").split("/")
        if len(parts) != 3 or not all(one.isdigit() for one in parts):
            return None
        try:
            here = date(*map(int, parts))
            beside = [here + timedelta(days=one) for one in (-30, -1, 1, 30)]
        except (ValueError, OverflowError):
            return None
        near = [f"/rl/{one:%Y/%m/%d}.html" for one in beside]
        found = [with_article[here]] if here in with_article else []
        return page(*near, *found, also=f"<p>{here}的日程</p>")

    real = {"/": page("/rl/2023/01/01.html", "/zw.html"), "/zw.html": article("/zw.html")}
    return trap(name, {**real, **{one: article(one) for one in with_article.values()}}, day)


def months_by_query() -> ZooSite:
    """?year=&month= for ever in both directions; an event in every month of three years."""

    def month(target: str) -> Answer | None:
        asked = dict(parse_qsl(urlsplit(target).query))
        if urlsplit(target).path != "/cal.php" or not asked.get("month", "").isdigit():
            return None
        at = int(asked["year"]) * 12 + int(asked["month"]) - 1
        near = [f"/cal.php?year={one // 12}&amp;month={one % 12 + 1}" for one in (at - 12, at - 1, at + 1, at + 12)]
        found = [f"/e{at - 2021 * 12:02}.html"] if 0 <= at - 2021 * 12 < 36 else []
        return page(*near, *found, also=f"<p>{at}</p>")

    real = {"/": page("/cal.php?year=2022&amp;month=6")} | {
        f"/e{n:02}.html": article(f"/e{n:02}.html") for n in range(36)
    }
    return trap("f11_months", real, month)


def next_by_path() -> ZooSite:
    """/news/p/17.html names the next page for ever; the pages behind the twenty-fifth are empty and count on."""

    def listed(target: str) -> Answer | None:
        name = target.removeprefix("/news/p/").removesuffix(".html")
        if not name.isdigit():
            return None
        number = int(name)
        rows = [f"/news/{number}-{one}.html" for one in range(4)] if number <= 25 else []
        return page(*rows, f"/news/p/{number + 1}.html", also=f"<p>第{number}页</p>")

    rows = {f"/news/{n}-{m}.html": article(f"/news/{n}-{m}.html") for n in range(1, 26) for m in range(4)}
    return trap("f11_next_path", {"/": page("/news/p/1.html"), **rows}, listed)


def next_by_offset() -> ZooSite:
    """?start=0,10,20 … for ever with a counter on each page; rows up to 240, seen nowhere else."""
    visits = iter(range(100_000, 999_999))

    def listed(target: str) -> Answer | None:
        asked = dict(parse_qsl(urlsplit(target).query))
        if urlsplit(target).path != "/list.do" or not asked.get("start", "").isdigit():
            return None
        start = int(asked["start"])
        rows = [f"/d/{one}.html" for one in range(start, start + 10) if one < 240]
        return page(*rows, f"/list.do?start={start + 10}", also=f"<p>您是第{next(visits)}位</p>")

    rows = {f"/d/{one}.html": article(f"/d/{one}.html") for one in range(240)}
    return trap("f11_next_offset", {"/": page("/list.do?start=0"), **rows}, listed)


def growing_path() -> ZooSite:
    """A server that ignores what stands behind show.asp, and relative links on its page: each asks one folder deeper."""
    body = page("news/index.html", "news/1.html", "news/2.html", "zc/3.html")

    def grown(target: str) -> Answer | None:
        shown = target.rsplit("/", 1)[1] in ("", "index.html", "1.html", "2.html", "3.html")
        return body if target.startswith("/show.asp/") and shown else None

    real = {"/": page("/show.asp/", "/news/1.html"), "/news/1.html": article("/news/1.html")}
    return trap("f11_growing", real, grown)


def deeper_and_deeper() -> ZooSite:
    """Folders named by number, one deeper each time, for ever; an honest path of fourteen folders beside it."""

    def deep(target: str) -> Answer | None:
        parts = target.strip("/").split("/")
        if parts[0] != "n" or not all(one.isdigit() for one in parts[1:]):
            return None
        return page(f"{len(parts)}/", also=f"<p>{len(parts)}</p>")

    honest = "/zl/" + "/".join(f"f{one}" for one in range(13)) + "/index.html"
    real = {"/": page("/n/", honest), honest: page("end.html")}
    real[honest.replace("index", "end")] = article("end")
    return trap("f11_deeper", real, deep)


def nested_return() -> ZooSite:
    """A login link that carries the address it came from, escaped once more each time."""

    def login(target: str) -> Answer | None:
        path = urlsplit(target).path
        if path != "/login.jsp":
            return None
        return page("/login.jsp?back=" + quote(target, safe=""), "/help.html", also=f"<p>{len(target)}</p>")

    real = {"/": page("/login.jsp?back=%2F", "/zw/1.html"), "/help.html": article("/help.html")}
    real["/zw/1.html"] = page("/login.jsp?back=%2Fzw%2F1.html")
    return trap("f11_nested", real, login)


def fresh_tokens() -> ZooSite:
    """Every answer names the same twelve pages, each with a token that was never seen before."""
    tokens = iter(range(1, 9_999_999))

    def dressed(target: str) -> Answer | None:
        parts = urlsplit(target)
        asked = dict(parse_qsl(parts.query))
        if parts.path != "/view.jsp" or not asked.get("id", "").isdigit():
            return None
        near = [f"/view.jsp?id={one}&amp;tk={next(tokens) * 2654435761 % 4294967296:08x}" for one in range(12)]
        return page(*near, f"/doc/{asked['id']}.doc", also=f"<p>第{asked['id']}号公告</p>")

    real = {f"/doc/{one}.doc": ok(b"\xd0\xcf\x11\xe0" + bytes([one]), "application/msword") for one in range(12)}
    real["/"] = page(*(f"/view.jsp?id={one}&amp;tk={one:08x}" for one in range(12)))
    return trap("f11_tokens", real, dressed)


def facets() -> ZooSite:
    """Six filters of eight values each; the articles are reached through single values and through no other way."""
    keys = ("area", "kind", "unit", "topic", "state", "year")

    def chosen(target: str) -> Answer | None:
        parts = urlsplit(target)
        if parts.path != "/search/list.jsp":
            return None
        asked = dict(parse_qsl(parts.query))
        near = []
        for key in keys:
            for value in range(8):
                pairs = {**asked, key: f"v{value}"}
                near.append("/search/list.jsp?" + "&amp;".join(f"{one}={pairs[one]}" for one in keys if one in pairs))
        rows = [f"/s/{key}-{value}.html" for key, value in asked.items()]
        return page(*rows, *near, also=f"<p>{parts.query}</p>")

    real = {f"/s/{key}-v{value}.html": article(f"{key}{value}") for key in keys for value in range(8)}
    return trap("f11_facets", {"/": page("/search/list.jsp"), **real}, chosen)


TRAPS: Mapping[str, ZooSite] = {
    "F11: a calendar by path": calendar_by_path("f11_calendar", 1),
    "F11: a sparse calendar by path": calendar_by_path("f11_sparse_calendar", 3),
    "F11: months by query": months_by_query(),
    "F11: next pages by path": next_by_path(),
    "F11: next pages by offset": next_by_offset(),
    "F11: growing paths": growing_path(),
    "F11: deeper and deeper": deeper_and_deeper(),
    "F11: addresses within addresses": nested_return(),
    "F11: fresh tokens": fresh_tokens(),
    "F11: filters": facets(),
}
CAPS = {
    "F11: a calendar by path": 1200,
    "F11: a sparse calendar by path": 2500,
    "F11: months by query": 200,
    "F11: next pages by path": 120,
    "F11: next pages by offset": 120,
    "F11: growing paths": 300,
    "F11: deeper and deeper": 60,
    "F11: addresses within addresses": 60,
    "F11: fresh tokens": 800,
    "F11: filters": 800,
}
"""How many requests beyond the real pages such a site may cost."""
