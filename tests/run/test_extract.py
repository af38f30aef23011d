"""Extraction from what was captured: files tied to their captures, under the names that readers know."""

from pathlib import Path
from typing import Any

import pytest

from mappings.errors import MappingError
from mappings.site_templates import read_site_templates
from migrate.extract.site_reader import SiteReader
from migrate.ledger.sites import known_sites
from migrate.ledger.views import article_lines
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
        (later,) = extracted(tmp_path, server, retry=True)
    assert [one["sha256"] for one in first["attachments"]] == [None]
    assert first["attachments"][0]["missing"]
    assert later["attachments"][0]["sha256"] is not None
    assert "missing" not in later["attachments"][0]


def test_pages_are_read_again_when_the_office_changes_the_rules_and_not_otherwise(tmp_path: Path, monkeypatch) -> None:
    read: list[str] = []
    real = SiteReader.read
    monkeypatch.setattr(
        SiteReader, "read", lambda self, body, url, **more: read.append(url) or real(self, body, url, **more)
    )
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


def a_column(workspace: Path) -> tuple[FaultServer, Path]:
    rows = "".join(f'<a href="/tzgg/t{number}.html">关于春耕的通知（{number}）</a> ' for number in range(1, 8))
    pages = {"/": ok(f"<html><body>{rows}</body></html>")}
    for number in range(1, 8):
        head = f'<meta charset="utf-8"><title>关于春耕的通知（{number}）</title>'
        said = f"发布时间：2017-03-0{number} 来源：县农业局"
        body = f'<div class="bt">关于春耕的通知（{number}）</div><div class="ly">{said}</div>'
        body += f'<div id="nr">{BODY}第{number}号</div>'
        pages[f"/tzgg/t{number}.html"] = ok(
            f'<html><head>{head}</head><body><div class="main">{body}</div></body></html>'
        )
    return FaultServer({HOST: pages}), workspace / "mappings" / "sites" / "3311230012.templates.toml"


def test_templates_are_written_where_a_person_can_read_them_and_learned_again_without_the_site(tmp_path: Path) -> None:
    server, path = a_column(tmp_path)
    with server:
        extracted(tmp_path, server)
    (row,) = read_site_templates(path)
    assert (row.shape, row.body, row.title, row.confirmed) == ("/tzgg/t#.html", "#nr", "div.bt", False)
    written = path.read_bytes()
    path.unlink()
    with FaultServer({HOST: {}}) as gone:
        extracted(tmp_path, gone)
    assert read_site_templates(path)[0].body == "#nr"
    assert path.read_bytes().count(b"[[template]]") == written.count(b"[[template]]")


def test_a_corrected_template_is_kept_and_its_pages_are_read_again(tmp_path: Path) -> None:
    server, path = a_column(tmp_path)
    with server:
        extracted(tmp_path, server)
        text = path.read_text("utf-8")
        path.write_text(
            text.replace('title = "div.bt"', 'title = "div.ly"').replace("confirmed = false", "confirmed = true"),
            "utf-8",
        )
        lines = extracted(tmp_path, server)
    assert {line["title"].partition("：")[0] for line in lines} == {"发布时间"}
    (row,) = read_site_templates(path)
    assert (row.title, row.confirmed) == ("div.ly", True)


def test_a_template_with_a_wrong_selector_stops_before_anything_is_read(tmp_path: Path) -> None:
    server, path = a_column(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text('[[template]]\nshape = "/a"\narea = "div["\nbody = "#nr"\n', "utf-8")
    with server, pytest.raises(MappingError, match="不是可用的 CSS 选择器"):
        extracted(tmp_path, server)
