"""One small site of linked articles, captured and read once; tests publish copies of its workspace to a fake portal."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from migrate.demo.sample import Resource, Sample, SiteTruth
from migrate.demo.server import serve
from migrate.ledger import content, outputs
from migrate.ledger.book import Ledger, open_ledger
from migrate.run import portals, publish, rollback
from migrate.run.classify import classify
from migrate.run.whole import run_stage
from migrate.run.work import Order, Publishing, Result, Silent
from migrate.settings import read_settings
from tests.portal.fake import FakePortal
from tests.sheet.building import AS_OF, save
from tests.whole.tiny import FLAGS, HEADINGS

HOST = "zx.qiyun.gov.example"
OLD = f"http://{HOST}"
NAME = "栖云县粮食局"
ROW = (NAME, "栖云粮食网", f"{OLD}/", "是", "2014-02-20", "无", "无", "无", "无")
FORM = b"\xd0\xcf\x11\xe0 form " * 40
NOTICES = "zwgk/tzgg"
LINKS = {  # what each article links to, by number
    1: ("/tzgg/2.html", "/tzgg/", "/lost.html", "/files/form.doc"),
    2: ("/tzgg/1.html", "/files/form.doc", "/old/2.html"),
    3: ("/about.html", "http://www.elsewhere.example/x", "/tzgg/1.html"),
    4: (),
    5: ("/tzgg/4.html",),
}
_WORDS = "为做好秋季粮食收购工作，全县各镇乡按照统一部署，成立工作专班，逐村逐户摸底，做到底数清、情况明、责任实。"


def title_of(number: int) -> str:
    """Give an article's title; two of them have the same."""
    return f"关于做好{'秋' if number < 4 else '春'}季粮食收购工作的通知（第{min(number, 4)}批）"


def _page(title: str, body: str, metas: str = "") -> Resource:
    text = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{metas}</head><body>'
        '<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/tzgg/">通知公告</a></div>'
        f"{body}</body></html>"
    )
    return Resource(200, (("Content-Type", "text/html; charset=utf-8"),), text.encode())


def _article(number: int) -> Resource:
    moment = f"2014-02-{number:02} 09:30"
    metas = f'<meta name="ArticleTitle" content="{title_of(number)}"><meta name="PubDate" content="{moment}">'
    links = "".join(f'<p>见<a href="{link}">{link}</a>。</p>' for link in LINKS[number])
    text = "".join(f"<p>第{part}条　{_WORDS}</p>" for part in range(number, number + 4))
    body = f'<h1>{title_of(number)}</h1><div class="info">发布时间：{moment}　来源：{NAME}</div>'
    return _page(title_of(number), f'{body}<div class="content">{text}{links}</div>', metas)


def sample() -> Sample:
    """Give the site."""
    rows = "".join(
        f'<li><a href="/tzgg/{number}.html">{title_of(number)}</a><span>2014-02-{number:02}</span></li>'
        for number in LINKS
    )
    made = {f"/tzgg/{number}.html": _article(number) for number in LINKS}
    made["/tzgg/"] = _page("通知公告", f"<ul class='list'>{rows}</ul>")
    made["/"] = _page("首页", f'<ul>{rows}</ul><a href="/tzgg/">通知公告</a><a href="/about.html">关于</a>')
    made["/about.html"] = _page("关于", "<form><input name=q></form>")
    made["/files/form.doc"] = Resource(200, (("Content-Type", "application/msword"),), FORM)
    made["/old/2.html"] = Resource(301, (("Location", f"{OLD}/tzgg/2.html"),), b"")
    truth = SiteTruth(f"{OLD}/", (), (), frozenset(), frozenset(), frozenset(), (), ())
    return Sample(HOST, "栖云粮食网", made, Resource(404, (("Content-Type", "text/html"),), b"<p>404</p>"), truth)


def extracted(workspace: Path) -> Path:
    """Give a workspace in which the site is captured and its articles are read."""
    workspace.mkdir(parents=True)
    with serve((sample(),)) as server:
        settings = read_settings(workspace, FLAGS, (server.connect_to,))
        sheet = save(workspace / "清理表.xlsx", [HEADINGS, ROW])
        classify(workspace, settings, Silent(), [sheet], as_of=AS_OF)
        for stage in ("capture", "extract"):
            run_stage(workspace, settings, Silent(), stage, Order(unreviewed=True))
    return workspace


@dataclass
class Office:
    """A workspace and the portal that it publishes to."""

    workspace: Path
    portal: FakePortal = field(default_factory=FakePortal)
    flags: tuple[str, ...] = ()

    def publish(self, *, unreviewed: bool = True, flags: tuple[str, ...] = (), **order: Any) -> Result:
        """Run `migrate publish`."""
        settings = read_settings(self.workspace, (*FLAGS, *self.flags, *flags))
        asked = Order(unreviewed=unreviewed, publishing=Publishing(**order))
        return run_stage(self.workspace, settings, Silent(), "publish", asked)

    def rollback(self, run: int, *, dry_run: bool = False) -> Result:
        """Run `migrate rollback`."""
        settings = read_settings(self.workspace, (*FLAGS, *self.flags))
        return rollback.rollback(self.workspace, settings, Silent(), run, dry_run=dry_run)

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """Open the ledger."""
        with open_ledger("", self.workspace) as opened:
            yield opened

    def state(self, number: int) -> Any:
        """Give the placement of an article."""
        with self.ledger() as ledger, ledger.begin() as connection:
            return outputs.placement_of(connection, self.key, f"{OLD}/tzgg/{number}.html")

    @property
    def key(self) -> str:
        """The site's key."""
        return HOST

    def change(self, number: int, **changes: Any) -> None:
        """The old site's article says something else now."""
        with self.ledger() as ledger, ledger.begin() as connection:
            article = content.article_with(connection, self.key, f"{OLD}/tzgg/{number}.html")
            (row,) = (
                row for row in content.article_rows(connection, self.key) if row.old_url == f"{OLD}/tzgg/{number}.html"
            )
            assert article is not None
            content.enter_article(connection, replace(article, **changes), row.url_id, row.method)

    def post_of(self, number: int) -> Any:
        """Give the fake's post of an article."""
        found = [post for post in self.portal.posts.values() if post.article.old_url == f"{OLD}/tzgg/{number}.html"]
        assert len(found) <= 1, "an article stands there twice"
        return found[0] if found else None

    def id_of(self, number: int) -> str:
        """Give the portal's id of an article."""
        return next(one for one, post in self.portal.posts.items() if post is self.post_of(number))

    def list_of(self, name: str) -> list[list[str]]:
        """Give the rows of a list below `reports/`, without its headings; none where it is not there."""
        import csv

        path = self.workspace / "reports" / name
        return list(csv.reader(path.read_text("utf-8-sig").splitlines()))[1:] if path.exists() else []


Opens = Callable[[Path], Office]


def opened_for(office: Office, patch: Any) -> Office:
    """The conductors open the office's portal."""
    for module in (publish, rollback):
        patch.setattr(module, "open_portal", lambda work: office.portal)
    assert portals.open_portal
    return office


def copied(source: Path, target: Path) -> Path:
    """Give a copy of a workspace."""
    return Path(shutil.copytree(source, target))
