"""A site on a real server that edits itself between two captures, and what the ledger says of the second."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from migrate.ledger.book import open_ledger
from migrate.ledger.rounds import Difference, difference_of
from migrate.ledger.schema import urls
from migrate.run.work import Result
from tests.run.capturing import KEY, captured, desk, lines, rows
from tests.zoo.answers import moved, ok
from tests.zoo.server import Answer, Answers, FaultServer
from tests.zoo.site import BASE, HOST

WORDS = "各乡镇要认真抓好春耕备耕工作，按时上报进度，确保全年粮食生产任务完成。"


def article(number: int, *, words: str = WORDS, also: str = "") -> Answer:
    body = f"<h1>关于第{number}号工作的通知</h1><div class=TRS_Editor><p>{words}</p><p>第{number}号</p></div>"
    head = f'<meta charset="utf-8"><title>关于第{number}号工作的通知</title>'
    return ok(f"<html><head>{head}</head><body>{body}{also}</body></html>", "text/html; charset=utf-8")


def column(name: str, numbers: tuple[int, ...], *, also: str = "") -> Answer:
    listed = "".join(
        f'<li><a href="/xw/{one}.html">关于第{one}号工作的通知</a><span>2016-03-0{one % 9 + 1}</span></li>'
        for one in numbers
    )
    head = f'<meta charset="utf-8"><title>{name}</title>'
    return ok(f"<html><head>{head}</head><body><ul>{listed}</ul>{also}</body></html>", "text/html; charset=utf-8")


def counter(visits: int, today: str) -> Answer:
    """A page whose counter, clock and hidden token differ at each request."""
    also = f'<form><input type=hidden name=t value="{visits * 7919}"></form><p>您是第 {visits} 位访问者</p>'
    also += f"<p>今天是{today}</p><p>浏览次数：<span>{visits}</span>次</p><script>var stamp={visits * 104729};</script>"
    return article(9, also=also)


def first_site() -> dict[str, Any]:
    """As it stood at the first capture: 16 addresses that answer."""
    links = '<a href="/xw/">新闻</a><a href="/count.html">计数</a><a href="/old">旧址</a>'
    links += '<a href="/f.pdf">附件</a><a href="/lost.html">失</a>'
    return {
        "/": ok(f'<html><head><meta charset="utf-8"><title>农业局</title></head><body>{links}</body></html>'),
        "/robots.txt": ok("User-agent: *\nDisallow: /admin/\n", "text/plain"),
        "/xw/": column("新闻", tuple(range(1, 9))),
        **{f"/xw/{one}.html": article(one) for one in range(1, 9)},
        "/count.html": counter(17, "2016年3月1日 星期二"),
        "/old": moved("/xw/1.html"),
        "/f.pdf": ok(b"%PDF-1.4 first", "application/pdf"),
    }


def edited_site() -> dict[str, Any]:
    """As it stands in the freeze window: 2 and 3 edited, 4 gone, 10 new, another file, /old led elsewhere."""
    made = first_site()
    del made["/xw/4.html"]
    return made | {
        "/xw/": column("新闻", (10, 1, 2, 3, 5, 6, 7, 8)),
        "/xw/2.html": article(2, words=WORDS + "另：截止日期延至三月底。"),
        "/xw/3.html": article(3, words="此件已修订。" + WORDS),
        "/xw/10.html": article(10),
        "/count.html": counter(23, "2016年3月9日 星期三"),
        "/old": moved("/xw/5.html"),
        "/f.pdf": ok(b"%PDF-1.4 other", "application/pdf"),
        "/lost.html": article(12),
    }


EDITED = {  # what the second capture of the edited site must find
    "/": "same",
    "/robots.txt": "same",
    "/xw/": "changed",
    **{f"/xw/{one}.html": "same" for one in (1, 5, 6, 7, 8)},
    "/xw/2.html": "changed",
    "/xw/3.html": "changed",
    "/xw/4.html": "removed",
    "/xw/10.html": "added",
    "/count.html": "volatile",
    "/old": "changed",
    "/f.pdf": "changed",
    "/lost.html": "back",
}


def capture_once(
    workspace: Path, answers: Answers, *, http: Mapping[str, object] | None = None, **asking: bool
) -> Result:
    """One run of the capture stage against a site as it stands now."""
    with FaultServer({HOST: answers}) as server, desk(workspace, server, f"{BASE}/", **(http or {})) as work:
        return captured(work, **asking)


def differences(workspace: Path) -> dict[str, str]:
    return {url.removeprefix(BASE): line["difference"] for url, line in lines(workspace).items() if line["difference"]}


def difference(workspace: Path) -> Difference:
    with open_ledger("", workspace) as ledger, ledger.begin() as connection:
        found = difference_of(connection, KEY)
    assert found is not None
    return found


def standing(workspace: Path) -> dict[str, tuple[Any, ...]]:
    """How every URL stands: outcome, status, digest, target and the capture itself."""
    return {
        row.url.removeprefix(BASE): (
            row.outcome,
            row.reason,
            row.status,
            row.sha256,
            row.redirect_to,
            row.capture_id,
            row.kind,
        )
        for row in rows(workspace, urls)
    }
