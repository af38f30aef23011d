"""A site of 2,000 pages, half of them in GBK without a charset, with pictures that repeat, attachments with escaped GBK
names, gzip nobody asked for, query addresses, redirects, dead links; its answers are the truth of a replay.
"""

import gzip
import random
from pathlib import Path
from urllib.parse import quote

from migrate.demo.sample import Resource, Sample, SiteTruth
from migrate.demo.server import serve
from migrate.run.classify import classify
from migrate.run.whole import run_stage
from migrate.run.work import Order, Silent
from migrate.settings import read_settings
from tests.sheet.building import AS_OF, save
from tests.whole.tiny import FLAGS, HEADINGS

HOST = "tzb.qiyun.gov.example"
NAME = "栖云统战网"
ROW = ("中共栖云县委统战部", NAME, f"http://{HOST}/", "是", "2014-02-20", "无", "无", "无", "无")
ARTICLES, IN_LIST = 1960, 49
WORDS = "全县各镇乡按照统一部署成立工作专班逐村逐户摸底做到底数清情况明责任实为做好秋季工作提供保障"


def _page(title: str, body: str, number: int) -> Resource:
    text = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    if number % 2:
        return Resource(200, (("Content-Type", "text/html"),), text.replace("<head>", _GBK).encode("gb18030"))
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    if number % 10 == 4:
        return Resource(200, (*headers, ("Content-Encoding", "gzip")), gzip.compress(text.encode(), mtime=0))
    return Resource(200, headers, text.encode())


_GBK = '<head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">'


def resources() -> dict[str, Resource]:
    """Give every answer of the site by path and query."""
    chance = random.Random(2017)
    made: dict[str, Resource] = {}
    paths = [
        f"/show.asp?id={number}" if number % 7 == 0 else f"/zw/{number % 13}/{number}.html"
        for number in range(ARTICLES)
    ]
    for number, path in enumerate(paths):
        text = "".join(chance.choices(WORDS, k=chance.randint(40, 400)))
        links = f'<img src="/img/{number % 60}.png"><img src="/logo{number % 5}.gif">'
        if number % 20 == 0:
            name = quote(f"附件{number}.doc".encode("gb18030"))
            made[f"/files/{name}"] = Resource(200, (("Content-Type", "application/msword"),), chance.randbytes(3000))
            links += f'<p><a href="/files/{name}">附件</a></p>'
        if number % 200 == 3:
            links += f'<a href="/lost/{number}.html">旧文</a><a href="/old/{number}.html">转载</a>'
            made[f"/old/{number}.html"] = Resource(302, (("Location", f"http://{HOST}{paths[number - 1]}"),), b"moved")
        made[path] = _page(f"关于第{number}号工作的通知", f"<p>{text}</p>{links}", number)
    for number in range(60):
        made[f"/img/{number}.png"] = Resource(200, (("Content-Type", "image/png"),), _picture(number % 12, chance))
    for number in range(5):
        made[f"/logo{number}.gif"] = Resource(200, (("Content-Type", "image/gif"),), b"GIF89a" + b"logo" * 100)
    lists = [paths[at : at + IN_LIST] for at in range(0, ARTICLES, IN_LIST)]
    for number, rows in enumerate(lists):
        items = "".join(f'<li><a href="{path}">通知</a></li>' for path in rows)
        made[f"/list/{number}.html"] = _page(f"通知公告 {number}", f"<ul>{items}</ul>", number)
    listed = "".join(f'<li><a href="/list/{number}.html">第{number}组</a></li>' for number in range(len(lists)))
    made["/"] = _page("栖云统战网", f"<ul>{listed}</ul>", 0)
    return made


_PICTURES: dict[int, bytes] = {}


def _picture(kind: int, chance: random.Random) -> bytes:
    return _PICTURES.setdefault(kind, b"\x89PNG\r\n\x1a\n" + chance.randbytes(900))


def prepared(workspace: Path) -> dict[str, Resource]:
    """Capture the site; gives its answers."""
    workspace.mkdir(parents=True)
    made = resources()
    truth = SiteTruth(f"http://{HOST}/", (), (), frozenset(), frozenset(), frozenset(), (), ())
    missing = Resource(404, (("Content-Type", "text/html"),), b"<p>404</p>")
    with serve((Sample(HOST, NAME, made, missing, truth),)) as server:
        settings = read_settings(workspace, (*FLAGS, "archive.warc_size=512 KiB"), (server.connect_to,))
        classify(workspace, settings, Silent(), [save(workspace / "清理表.xlsx", [HEADINGS, ROW])], as_of=AS_OF)
        run_stage(workspace, settings, Silent(), "capture", Order(unreviewed=True))
    return made
