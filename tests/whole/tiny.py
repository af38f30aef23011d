"""Two very small sites and their clean-up sheet: all kinds of answers, a run over both takes about a second."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from migrate.demo.sample import Resource, Sample, SiteTruth, moved
from migrate.demo.server import DemoServer, serve
from migrate.run.classify import classify
from migrate.run.whole import Order, run_all
from migrate.run.work import Result, Silent
from migrate.settings import Settings, read_settings
from tests.sheet.building import AS_OF, save

ALPHA, BETA = "spj.qiyun.gov.example", "kpw.qiyun.gov.example"
HEADINGS = (
    *("主办单位", "网站名称", "网址", "是否纳入全国政府网站信息报送系统", "最后更新时间"),
    *("内容保障能力", "技术保障能力", "特殊情况类型", "上级部门要求或绩效考评要求"),
)
ROWS = (
    ("栖云县粮食局", "栖云粮食网", f"http://{ALPHA}/", "是", "2014-02-20", "无", "无", "无", "无"),
    ("栖云县科学技术协会", "栖云科普网", f"http://{BETA}/", "是", "2014-03-01", "无", "无", "无", "无"),
)
FLAGS = ("http.interval=0", "http.pace_factor=0", "http.retry_wait=0.05", "http.retries=1")
_PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{title}_{site}</title>{metas}
<link rel="stylesheet" href="/css/site.css"></head>
<body><div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/gzdt/">工作动态</a></div>
{body}
<p class="foot">版权所有：{site}</p></body></html>"""
_METAS = (
    '<meta name="ArticleTitle" content="{0}"><meta name="PubDate" content="{1}">'
    '<meta name="ColumnName" content="工作动态">'
)
_ROW = '<li><a href="/gzdt/{0}.html">{1}</a><span>2014-02-{0:02}</span></li>'
_WORDS = "为做好秋季{0}工作，全县各镇乡按照统一部署，成立工作专班，逐村逐户摸底，做到底数清、情况明、责任实。"


def sites() -> tuple[Sample, ...]:
    return _site(ALPHA, "栖云粮食网", 5), _site(BETA, "栖云科普网", 4)


@contextmanager
def served() -> Iterator[DemoServer]:
    with serve(sites()) as server:
        yield server


def sheet(folder: Path) -> Path:
    return save(folder / "清理表.xlsx", [HEADINGS, *ROWS])


def settings_of(workspace: Path, server: DemoServer) -> Settings:
    return read_settings(workspace, FLAGS, (server.connect_to,))


def classified(workspace: Path, server: DemoServer) -> Path:
    workspace.mkdir(parents=True, exist_ok=True)
    classify(workspace, settings_of(workspace, server), Silent(), [sheet(workspace)], as_of=AS_OF)
    return workspace


def run(workspace: Path, server: DemoServer) -> Result:
    return run_all(workspace, settings_of(workspace, server), Silent(), Order(unreviewed=True))


def arguments(workspace: Path, server: DemoServer) -> list[str]:
    """The same run as the words of a command line."""
    flags = [word for flag in FLAGS for word in ("--set", flag)]
    return ["run", "--unreviewed", "-w", str(workspace), "--connect-to", server.connect_to, *flags]


def _site(host: str, name: str, articles: int) -> Sample:
    made: dict[str, Resource] = {
        "/css/site.css": _answer(b"body{background:url(/images/dot.png)}", "text/css"),
        "/images/dot.png": _answer(_noise(host, "dot", 90), "image/png"),
        "/old/1.html": moved(f"http://{host}/gzdt/1.html", "Apache"),
        "/files/table.xls": _answer(_noise(host, "table", 9000), "application/vnd.ms-excel"),
    }
    numbers = range(1, articles + 1)
    for number in numbers:
        made[f"/images/{number}.jpg"] = _answer(_noise(host, f"photo {number}", 4000), "image/jpeg")
        made[f"/gzdt/{number}.html"] = _article(name, number)
    rows = "".join(_ROW.format(number, _title(name, number)) for number in numbers)
    made["/gzdt/"] = _page(name, "工作动态", f"<ul class='list'>{rows}</ul>")
    links = "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in _HOME_LINKS)
    made["/"] = _page(name, "首页", f"<ul>{links}</ul><ul>{rows}</ul>")
    truth = SiteTruth(f"http://{host}/", (), (), frozenset(), frozenset(), frozenset(), (), ())
    return Sample(host, name, made, Resource(404, (("Content-Type", "text/html"),), b"<p>404</p>"), truth)


_HOME_LINKS = (
    ("/gzdt/", "工作动态"),
    ("/old/1.html", "旧版第一条"),
    ("/lost.html", "已经删除的页面"),
    ("http://www.qiyun.gov.example/", "县政府门户"),
)


def _title(name: str, number: int) -> str:
    return f"{name}第{number}期工作简报：秋季收购进展顺利"


def _article(name: str, number: int) -> Resource:
    text = "".join(f"<p>{_WORDS.format(f'第{number}阶段第{part}项')}</p>" for part in range(1, 5))
    title, moment = _title(name, number), f"2014-02-{number:02} 09:30"
    source = f'<div class="info">发布时间：{moment}　来源：{name}编辑部</div>'
    picture = f'<p><img src="/images/{number}.jpg" alt="现场"></p>'
    attached = '<p><a href="/files/table.xls">附件：统计表.xls</a></p>' if number == 1 else ""
    onward = f'<p>详见<a href="/gzdt/{number - 1}.html">上一期简报</a>。</p>' if number > 1 else ""
    body = f'<h1>{title}</h1>{source}<div class="content">{text}{picture}{onward}{attached}</div>'
    return _page(name, title, body, _METAS.format(title, moment))


def _page(name: str, title: str, body: str, metas: str = "") -> Resource:
    return _answer(_PAGE.format(title=title, site=name, body=body, metas=metas).encode(), "text/html; charset=utf-8")


def _answer(body: bytes, content_type: str) -> Resource:
    return Resource(200, (("Server", "Apache"), ("Content-Type", content_type)), body)


def _noise(host: str, name: str, length: int) -> bytes:
    """Bytes that gzip cannot shorten much, the same every time, other ones for every host and name."""
    state, out = zlib.crc32(f"{host} {name}".encode()) or 1, bytearray()
    while len(out) < length:
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        out += state.to_bytes(4, "big")[1:3]
    return bytes(out[:length])
