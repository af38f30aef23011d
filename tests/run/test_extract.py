"""Extraction from what was captured: files tied to their captures, under the names that readers know."""

from pathlib import Path
from typing import Any

from migrate.ledger.sites import known_sites
from migrate.ledger.views import article_lines
from migrate.run import extract as module
from migrate.run.extract import extract
from tests.run.capturing import captured, desk
from tests.zoo.answers import answer, ok, page
from tests.zoo.server import FaultServer

HOST = "a.example"
HOME = f"http://{HOST}/"
BODY = "<p>" + "各乡镇要认真抓好春耕备耕工作，按时上报进度。" * 6 + "</p>"


def article(links: str) -> Any:
    head = '<meta charset="utf-8"><title>关于春耕的通知</title><meta name="ArticleTitle" content="关于春耕的通知">'
    return ok(
        f"<html><head>{head}</head><body><h1>关于春耕的通知</h1><div class=TRS_Editor>{BODY}</div>{links}</body></html>"
    )


def extracted(workspace: Path, server: FaultServer, **more: Any) -> list[dict[str, Any]]:
    with desk(workspace, server, HOME) as work:
        captured(work, **more)
        with work.ledger.begin() as connection:
            sites = known_sites(connection)
        extract(work, sites)
        with work.ledger.begin() as connection:
            return list(article_lines(connection, ""))


def test_a_download_that_says_nothing_takes_the_name_that_the_server_gave_in_gbk(tmp_path: Path) -> None:
    name = "春耕任务分解表.doc".encode("gb18030").decode("latin-1")
    file = answer(
        "200 OK", b"DOC", f'Content-Disposition: attachment; filename="{name}"', content_type="application/msword"
    )
    pages = {
        "/": page("/t1.html"),
        "/t1.html": article('<div class=fj><a href="/download.jsp?id=3"><img src="/word.gif"></a></div>'),
        "/download.jsp?id=3": file,
    }
    with FaultServer({HOST: pages}) as server:
        (line,) = extracted(tmp_path, server)
    assert [(one["name"], one["old_url"]) for one in line["attachments"]] == [
        ("春耕任务分解表.doc", f"{HOME}download.jsp?id=3")
    ]


def test_a_file_that_came_only_later_is_no_longer_missing(tmp_path: Path) -> None:
    busy = [answer("503 Busy", b"busy")] * 3
    pages = {
        "/": page("/t1.html"),
        "/t1.html": article('<p>附件：<a href="/f.pdf">任务表.pdf</a></p>'),
        "/f.pdf": [*busy, ok(b"%PDF-1.4", "application/pdf")],
    }
    with FaultServer({HOST: pages}) as server:
        (first,) = extracted(tmp_path, server)
        (later,) = extracted(tmp_path, server, again=True)
    assert [one["sha256"] for one in first["attachments"]] == [None]
    assert first["attachments"][0]["missing"]
    assert later["attachments"][0]["sha256"] is not None
    assert "missing" not in later["attachments"][0]


def test_pages_are_read_again_when_the_office_changes_the_rules_and_not_otherwise(tmp_path: Path, monkeypatch) -> None:
    read: list[str] = []
    real = module.read_page
    monkeypatch.setattr(module, "read_page", lambda body, url, **more: read.append(url) or real(body, url, **more))
    with FaultServer({HOST: {"/": page("/t1.html"), "/t1.html": article("")}}) as server:
        extracted(tmp_path, server)
        once = sorted(read)
        extracted(tmp_path, server)
        assert sorted(read) == once == [HOME, f"{HOME}t1.html"]
        own = tmp_path / "mappings" / "extract.toml"
        own.parent.mkdir()
        own.write_text('[[containers]]\nfamily = "own"\ngrade = "S"\nselect = "#ours"\n', encoding="utf-8")
        extracted(tmp_path, server)
    assert sorted(read) == sorted(once * 2)
