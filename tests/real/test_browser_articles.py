"""Pages whose text only scripts bring are articles all the same: captured, shown in a real Chromium, and extracted."""

from pathlib import Path
from typing import Any

import pytest

from migrate.ledger.schema import pages as page_table
from migrate.ledger.sites import known_sites
from migrate.ledger.views import article_lines
from migrate.model import NoArticle
from migrate.run.extract import extract
from tests.run.capturing import captured, desk, rows
from tests.zoo.answers import ok, page
from tests.zoo.scripted import DETAIL_JS, JS, LIST_JS, detail, html, listed
from tests.zoo.server import FaultServer
from tests.zoo.site import BASE, HOST

pytestmark = pytest.mark.real


def shell(name: str, title: str) -> Any:
    head = f'<meta charset="utf-8"><title>{title}</title>'
    body = f'<div id="app"></div><script src="/js/{name}.js"></script>'
    return html(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>")


SITE = {
    "/": page("/xxgk/"),
    "/xxgk/": shell("list", "信息公开"),
    "/js/list.js": ok(LIST_JS, JS),
    "/js/detail.js": ok(DETAIL_JS, JS),
    **{f"/api/list/{n}.json": listed(n) for n in (1, 2)},
    **{f"/xxgk/detail.html?docId={n}": shell("detail", "栖云县农业农村局") for n in range(1, 7)},
    **{f"/api/detail?docId={n}": detail(n) for n in range(1, 7)},
    **{f"/files/{n}.pdf": ok(b"%%PDF-1.4 %d" % n, "application/pdf") for n in range(1, 7)},
    **{f"/files/{n}.jpg": ok(b"\xff\xd8\xff\xe0picture%d\xff\xd9" % n, "image/jpeg") for n in range(1, 7)},
}


def extracted(workspace: Path) -> list[dict[str, Any]]:
    with desk(workspace, None, f"{BASE}/") as work:
        with work.ledger.begin() as connection:
            sites = known_sites(connection)
        extract(work, sites)
        with work.ledger.begin() as connection:
            return list(article_lines(connection, ""))


def test_what_a_browser_showed_is_the_article_with_its_files_and_its_column(tmp_path: Path) -> None:
    with FaultServer({HOST: SITE}) as server, desk(tmp_path, server, f"{BASE}/", browser="on") as work:
        captured(work)
    articles = {line["old_url"]: line for line in extracted(tmp_path)}
    assert set(articles) == {f"{BASE}/xxgk/detail.html?docId={n}" for n in range(1, 7)}
    for n in range(1, 7):
        line = articles[f"{BASE}/xxgk/detail.html?docId={n}"]
        assert line["title"] == f"第{n}号 通知"
        assert line["body_text"].startswith(f"现将第{n}号附件印发你们。")
        assert [one["old_url"] for one in line["attachments"]] == [f"{BASE}/files/{n}.pdf"]
        assert [one["old_url"] for one in line["images"]] == [f"{BASE}/files/{n}.jpg"]
        assert all(one["sha256"] for one in (*line["attachments"], *line["images"]))
        assert line["columns"] == [["信息公开"]]
        assert line["published_at"] is None


def test_without_a_browser_such_pages_say_so_and_become_articles_when_there_is_one(tmp_path: Path) -> None:
    with FaultServer({HOST: SITE}) as server:
        with desk(tmp_path, server, f"{BASE}/") as work:
            captured(work)
        assert extracted(tmp_path) == []
        reasons = {row.reason for row in rows(tmp_path, page_table)}
        assert reasons == {NoArticle.HOME, NoArticle.SCRIPT}
        with desk(tmp_path, server, f"{BASE}/", browser="on") as work:
            captured(work)
    assert len(extracted(tmp_path)) == 6
