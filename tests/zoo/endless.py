"""Zoo sites with addresses without end, and honest ones that look alike."""

from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

from tests.zoo.answers import links, ok, page
from tests.zoo.doubtful import Elsewhere
from tests.zoo.server import MISSING, Answer
from tests.zoo.site import ZooSite, site_of

ROBOTS = {"/robots.txt": ok("", "text/plain")}


def _articles(count: int, folder: str = "xw") -> dict[str, Answer]:
    return {f"/{folder}/a{one:04}b.html": ok(f"<p>第{one}篇文章的正文</p>") for one in range(count)}


def _scripted(answers: dict, path: str, made: Callable[[dict[str, str]], Answer]) -> Elsewhere:
    def otherwise(target: str) -> Answer:
        parts = urlsplit(target)
        return (
            made({key: values[0] for key, values in parse_qs(parts.query).items()}) if parts.path == path else MISSING
        )

    return Elsewhere({**ROBOTS, **answers}, otherwise)


def _days(count: int) -> list[str]:
    return [f"/xxgk/list.jsp?_cimake=false&d={date(1996, 1, 1) + timedelta(days=one)}" for one in range(count)]


def date_picker() -> ZooSite:
    """Z16: a date picker names every day of thirty years, and each day the days beside it; articles lie elsewhere."""
    articles = _articles(60)
    days = _days(30 * 365)

    def day(asked: dict[str, str]) -> Answer:
        here = date.fromisoformat(asked["d"])
        beside = [f"list.jsp?_cimake=false&d={here + timedelta(days=one)}" for one in (-365, -30, -1, 1, 30, 365)]
        return page("/xxgk/", *beside, also=f"<p>{here}没有公开信息</p>")

    lists = {f"/xw/list{'abc'[one]}.html": page(*list(articles)[one * 20 : one * 20 + 20]) for one in range(3)}
    front = {"/": page("/xxgk/", *lists), "/xxgk/": page(*days), **lists}
    truth = dict.fromkeys([*ROBOTS, *front, *articles], "stored")
    truth |= dict.fromkeys(days, "quarantined calendar")
    return ZooSite(_scripted({**front, **articles}, "/xxgk/list.jsp", day), truth, quarantines=True)


def daily_archive() -> ZooSite:
    """An honest archive by day: every tenth day has an article that nothing else names."""
    days = [f"/rb/?date={date(2019, 1, 1) + timedelta(days=one)}" for one in range(120)]
    articles = _articles(12, "rb")
    front = {"/": page(*days)}
    for number, day in enumerate(days):
        front[day] = page(*([list(articles)[number // 10]] if number % 10 == 0 else []), also=f"<p>{day[-10:]}</p>")
    answers = {**ROBOTS, **front, **articles}
    return site_of("daily_archive", answers)


def endless_next() -> ZooSite:
    """A list of twelve pages whose server shows the last one for any number behind it, with a link to the next."""
    articles = _articles(120)

    def listed(asked: dict[str, str]) -> Answer:
        number = int(asked.get("page", "1"))
        shown = min(number, 12)
        rows = list(articles)[shown * 10 - 10 : shown * 10]
        return page(*rows, f"/xw/list.asp?page={number + 1}", also=f"<p>第{number}页</p>")

    return site_of("endless_next", _scripted({"/": page("/xw/list.asp?page=1"), **articles}, "/xw/list.asp", listed))


def long_next() -> ZooSite:
    """A long list of 'next' links whose articles a site map has named already: nothing new, and nothing to doubt."""
    articles = _articles(140)
    front = {"/": page("/xw/list.asp?page=1", "/map.html"), "/map.html": page(*articles)}
    for number in range(1, 71):
        rows = list(articles)[number * 2 - 2 : number * 2]
        after = [f"/xw/list.asp?page={number + 1}"] if number < 70 else []
        front[f"/xw/list.asp?page={number}"] = page(*rows, *after)
    answers = {**ROBOTS, **front, **articles}
    return site_of("long_next", answers)


def facets() -> ZooSite:
    """Filters that multiply: five keys of six values, and the same thirty articles in every answer."""
    keys, values = ("area", "kind", "unit", "topic", "state"), "abcdef"
    articles = _articles(30)

    def chosen(asked: dict[str, str]) -> Answer:
        links_ = []
        for key in keys:
            for value in values:
                pairs = {**asked, key: value}
                links_.append("/so.jsp?" + "&amp;".join(f"{one}={pairs[one]}" for one in keys if one in pairs))
        return page(*articles, *links_)

    return ZooSite(_scripted({"/": page("/so.jsp"), **articles}, "/so.jsp", chosen), {}, quarantines=True)


def counters() -> ZooSite:
    """A counter that every article calls with its own number is asked once."""
    articles = {
        f"/xw/a{one}b.html": ok(links(also=f"<p>{one}</p><script src='/plus/count.php?aid={one}'></script>"))
        for one in range(5)
    }
    count = {f"/plus/count.php?aid={one}": ok("document.write(1)", "text/javascript") for one in range(5)}
    answers = {**ROBOTS, "/": page(*articles), **articles, **count}
    return site_of("counters", answers)


def numbered_articles() -> ZooSite:
    """Articles by number under two keys, each with nothing but the way back: no filters."""
    articles = {
        f"/show.asp?ClassID={one // 100}&ArticleID={one}": ok(links("/", also=f"<p>{one}号文</p>"))
        for one in range(260)
    }
    answers = {**ROBOTS, "/": page(*(one.replace("&", "&amp;") for one in articles)), **articles}
    return site_of("numbered_articles", answers)


ENDLESS = {
    "a list that goes on and on": endless_next(),
    "a long list of next links": long_next(),
    "an archive by day": daily_archive(),
    "visit counters": counters(),
    "articles by number": numbered_articles(),
}
