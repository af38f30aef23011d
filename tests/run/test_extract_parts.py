"""An article over several pages ends as one: captured, extracted, published, redirected and verified."""

from pathlib import Path
from typing import Any

from migrate.ledger.schema import pages as page_table
from migrate.ledger.sites import known_sites
from migrate.ledger.views import article_lines
from migrate.run.archive import archive
from migrate.run.extract import extract
from migrate.run.publish import publish
from migrate.run.redirects import redirects
from migrate.run.verify import verify
from tests.run.capturing import captured, desk, rows
from tests.whole.reading import redirect_lines
from tests.zoo.answers import answer, ok, page
from tests.zoo.behaving import frames
from tests.zoo.server import FaultServer
from tests.zoo.site import ZooSite

HOST = "a.example"
HOME = f"http://{HOST}/"
TITLE = "关于春耕备耕的情况通报"


def text(number: int) -> str:
    return f"第{number}部分：各乡镇要认真抓好春耕备耕工作，按时上报进度。" * 4


def part(number: int, links: str, more: str = "") -> Any:
    head = f'<meta charset="utf-8"><title>{TITLE}</title><meta name="ArticleTitle" content="{TITLE}">'
    date = "<div>发布时间：2017-06-08 来源：县农业局</div>"
    body = f"<div class=TRS_Editor><p>{text(number)}</p>{more}<p>{links}</p></div>"
    return ok(f"<html><head>{head}</head><body><h1>{TITLE}</h1>{date}{body}</body></html>")


def trs() -> dict[str, Any]:
    """A TRS article in three parts, with an image in the second and a document in the third."""
    first, second, third = "t20170608_123.html", "t20170608_123_1.html", "t20170608_123_2.html"
    return {
        "/": page("/a/t20170608_123.html"),
        f"/a/{first}": part(1, f'1 <a href="{second}">2</a> <a href="{third}">3</a> <a href="{second}">下一页</a>'),
        f"/a/{second}": part(
            2,
            f'<a href="{first}">1</a> 2 <a href="{third}">3</a> <a href="{third}">下一页</a>',
            '<p><img src="/a/W1.png" width=400 height=300></p>',
        ),
        f"/a/{third}": part(
            3,
            f'<a href="{second}">上一页</a> <a href="{first}">1</a> <a href="{second}">2</a> 3',
            '<p>附件：<a href="/a/P1.doc">任务表.doc</a></p>',
        ),
        "/a/W1.png": ok(b"\x89PNG\r\n\x1a\n" + b"0" * 200, "image/png"),
        "/a/P1.doc": ok(b"\xd0\xcf\x11\xe0" + b"0" * 200, "application/msword"),
    }


def dede() -> dict[str, Any]:
    """A DedeCMS article in two parts: 123.html and 123_2.html, 上一页 and 下一页 beside the numbers."""
    return {
        "/": page("/a/123.html"),
        "/a/123.html": part(1, '共2页 1 <a href="123_2.html">2</a> <a href="123_2.html">下一页</a>'),
        "/a/123_2.html": part(2, '共2页 <a href="123.html">上一页</a> <a href="123.html">1</a> 2'),
    }


def done(workspace: Path, server: FaultServer, home: str = HOME, others=(), **more: Any):
    """The whole line on one site; gives the articles, the redirects and all that was told."""
    with desk(workspace, server, home, others, **more.pop("http", {})) as work:
        captured(work, **more)
        with work.ledger.begin() as connection:
            sites = known_sites(connection)
        told = [extract(work, sites)]
        told.append(publish(work, sites, unreviewed=True))
        told.append(archive(work, sites))
        told.append(redirects(work, sites))
        told.append(verify(work, sites))
        with work.ledger.begin() as connection:
            articles = {line["old_url"]: line for line in article_lines(connection, "")}
    answers = {row["old_url"]: row for row in redirect_lines(workspace)}
    return articles, answers, told


def test_a_trs_article_in_three_parts_is_one_article_with_the_files_of_all(tmp_path: Path) -> None:
    with FaultServer({HOST: trs()}) as server:
        articles, answers, told = done(tmp_path, server)
    (line,) = articles.values()
    assert line["old_url"] == f"{HOME}a/t20170608_123.html"
    assert [one in line["body_text"] for one in map(text, (1, 2, 3))] == [True] * 3
    assert [line["body_text"].index(text(number)) for number in (1, 2, 3)] == sorted(
        line["body_text"].index(text(number)) for number in (1, 2, 3)
    )
    assert "下一页" not in line["body_text"]
    assert [one["old_url"] for one in line["images"]] == [f"{HOME}a/W1.png"]
    assert [(one["name"], one["sha256"] is not None) for one in line["attachments"]] == [("任务表.doc", True)]
    assert line["findings"] == []
    assert told[-1].broken is False
    targets = {answers[f"{HOME}a/t20170608_123{end}.html"]["target"] for end in ("", "_1", "_2")}
    assert len(targets) == 1
    assert {answers[f"{HOME}a/t20170608_123{end}.html"]["answer"] for end in ("", "_1", "_2")} == {"redirect"}


def test_the_other_parts_say_whose_part_they_are(tmp_path: Path) -> None:
    with FaultServer({HOST: dede()}) as server:
        articles, answers, told = done(tmp_path, server)
    assert set(articles) == {f"{HOME}a/123.html"}
    assert "第2部分" in articles[f"{HOME}a/123.html"]["body_text"]
    said = [row.reason for row in rows(tmp_path, page_table) if row.reason and row.article_key]
    assert said == [f"文章《{TITLE}》的第 2 页，已并入该文章（{HOME}a/123.html）"]
    assert answers[f"{HOME}a/123_2.html"]["target"] == answers[f"{HOME}a/123.html"]["target"]
    assert told[-1].broken is False


def test_a_part_that_was_not_captured_is_named_on_the_article_and_comes_in_later(tmp_path: Path) -> None:
    pages = dede()
    pages["/a/123_2.html"] = [*[answer("503 Busy", b"busy")] * 3, pages["/a/123_2.html"]]
    with FaultServer({HOST: pages}) as server:
        articles, _, told = done(tmp_path, server)
        (line,) = articles.values()
        assert [(one["kind"], one["where"]) for one in line["findings"]] == [("missing_part", f"{HOME}a/123_2.html")]
        assert f"{HOME}a/123_2.html" in " ".join(told[0].waiting)
        later, answers, told = done(tmp_path, server, retry=True)
    (line,) = later.values()
    assert line["findings"] == []
    assert text(2) in line["body_text"]
    assert told[0].waiting == []
    assert told[-1].broken is False
    assert answers[f"{HOME}a/123_2.html"]["answer"] == "redirect"


def test_reading_again_changes_nothing(tmp_path: Path) -> None:
    with FaultServer({HOST: trs()}) as server:
        first, _, _ = done(tmp_path, server)
        own = tmp_path / "mappings" / "extract.toml"
        own.write_text('[[containers]]\nfamily = "own"\ngrade = "S"\nselect = "#ours"\n', encoding="utf-8")
        second, _, told = done(tmp_path, server)
    assert first == second
    assert told[-1].broken is False


def test_the_site_of_frames_has_one_article_in_three_parts(tmp_path: Path) -> None:
    site: ZooSite = frames()
    with FaultServer(site.hosts) as server:
        articles, answers, told = done(tmp_path, server, site.home, site.other_homes, http=dict(site.settings))
    place = site.home + "ShowArticle.asp?ArticleID=5"
    assert place in articles
    assert not {f"{place}&Page=2", f"{place}&Page=3"} & set(articles)
    body = articles[place]["body_text"]
    assert [f"第{one}部分的正文，请各乡镇认真执行。" in body for one in (1, 2, 3)] == [True] * 3
    assert len({answers[place + end]["target"] for end in ("", "&Page=2", "&Page=3")}) == 1
    assert told[-1].broken is False
    assert site.home + "left.asp" not in articles
    assert site.home + "top.asp" not in articles


def test_parts_are_joined_and_facts_kept_also_where_a_template_reads_the_pages(tmp_path: Path) -> None:
    pages: dict[str, Any] = {"/": page(*(f"/zc/{number}.html" for number in range(101, 110)))}
    for number in range(101, 110):
        for at, other in ((1, "_2"), (2, "")):
            links = f'上一页 <a href="{number}{other}.html">{3 - at}</a> 下一页'
            cells = ("索 引 号", f"9/{number}", "成文日期", "2017年1月2日")
            box = f"<table class=box><tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr></table>"
            head = f'<meta charset="utf-8"><title>关于春耕的通知（{number}）</title>'
            said = '<div class="ly">发布时间：2017-03-08 来源：县农业局</div>'
            said = (
                f'<div class="bt">关于春耕的通知（{number}）</div>{said}<div id="nr"><p>{number}号{text(at)}</p></div>'
            )
            body = f'{box}<div class="main">{said}</div><div>{links}</div>'
            pages[f"/zc/{number}{'_2' if at == 2 else ''}.html"] = ok(
                f"<html><head>{head}</head><body>{body}</body></html>"
            )
    with FaultServer({HOST: pages}) as server:
        articles, _, told = done(tmp_path, server)
    assert set(articles) == {f"{HOME}zc/{number}.html" for number in range(101, 110)}
    for number in range(101, 110):
        line = articles[f"{HOME}zc/{number}.html"]
        assert line["facts"] == {"index_number": f"9/{number}", "written": "2017年1月2日"}
        assert line["published_at"] == "2017-03-08"
        assert [f"{number}号{text(at)}" in line["body_text"] for at in (1, 2)] == [True, True]
    assert told[-1].broken is False
    assert (tmp_path / "mappings/sites/3311230012.templates.toml").is_file()


def test_a_document_in_three_categories_is_one_article_with_three_columns_and_its_number(tmp_path: Path) -> None:
    def listed(column: str, *numbers: int) -> Any:
        rows = "".join(
            f'<li><a mc="关于第{n}次春耕会议的通知" rq="2015-03-{n}" wh="栖农〔2015〕{n}号" href="/art/{n}.html">'
            f"关于第{n}次春耕会议的通知</a></li>"
            for n in numbers
        )
        trail = f'<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="#">信息公开</a> &gt; {column}'
        head = f'<meta charset="utf-8"><title>{column}</title>'
        return ok(f"<html><head>{head}</head><body>{trail}</div><ul>{rows}</ul></body></html>")

    columns = {"/a/": "政策文件", "/b/": "农业生产", "/c/": "会议通知"}
    pages: dict[str, Any] = {"/": page(*columns)}
    for at, (path, column) in enumerate(columns.items()):
        pages[path] = listed(column, 10, *range(11 + at * 5, 16 + at * 5))
    for n in range(10, 26):
        title = f"关于第{n}次春耕会议的通知"
        head = f'<meta charset="utf-8"><title>{title}</title>'
        body = f"<h1>{title}</h1><div>发布时间：2015-03-{n} 来源：县农业局</div><div><p>{n}号{text(1)}</p></div>"
        pages[f"/art/{n}.html"] = ok(f"<html><head>{head}</head><body>{body}</body></html>")
    with FaultServer({HOST: pages}) as server:
        articles, _, told = done(tmp_path, server)
    assert len(articles) == 16
    line = articles[f"{HOME}art/10.html"]
    assert sorted(line["columns"]) == sorted(["信息公开", column] for column in columns.values())
    assert line["facts"] == {"document_number": "栖农〔2015〕10号"}
    assert line["published_at"] == "2015-03-10"
    assert told[-1].broken is False
