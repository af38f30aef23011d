"""What lists tell of articles: rows that only scripts fetch, pages too short to speak for themselves, twins."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from mappings.extract import read_extract_rules
from migrate.extract.answers import entries_of_answer
from migrate.ledger.book import open_ledger
from migrate.ledger.schema import pages as page_table
from migrate.ledger.schema import stages
from migrate.model import Entry, NoArticle
from tests.run.capturing import rows
from tests.run.test_extract_parts import HOME, HOST, done
from tests.zoo.answers import moved, ok, page
from tests.zoo.server import FaultServer

RULES = read_extract_rules()
TEXT = "各乡镇要认真抓好春耕备耕工作，按时上报进度，并于月底前将落实情况报县农业局。" * 3


def entries(text: str, url: str = f"{HOME}api/list?p=1", **more: Any) -> list[Entry]:
    return list(entries_of_answer(text.encode(), url, declared_charset="utf-8", rules=RULES, **more))


def html(text: str) -> Any:
    return ok(f'<html><head><meta charset="utf-8"></head><body>{text}</body></html>')


def article(number: int, more: str = "") -> Any:
    title = f"关于第{number}次春耕会议的通知"
    head = f"<h1>{title}</h1><div>发布时间：2015-03-0{number} 来源：县农业局</div>"
    return html(f"{head}<div><p>{number}号：{TEXT}</p></div>{more}")


def listed(name: str, *items: tuple[str, str, str]) -> Any:
    lines = "".join(f'<li><a href="{href}">{title}</a><span>{day}</span></li>' for href, title, day in items)
    return ok(
        f'<html><head><meta charset="utf-8"><title>{name}</title></head><body><ul>{lines}</ul></body></html>'.encode()
    )


@pytest.mark.parametrize(
    ("row", "meant"),
    [
        (
            {"title": "关于<em>春耕</em>的通知", "url": "/a/1.html", "publishedTimeStr": "2024-01-05 10:00:00"},
            Entry(f"{HOME}a/1.html", "关于春耕的通知", "2024-01-05 10:00"),
        ),
        (
            {"DOCTITLE": "关于春耕的通知", "docpuburl": f"{HOME}a/1.html", "trs_time": 1704412800001},
            Entry(f"{HOME}a/1.html", "关于春耕的通知", "2024-01-05"),
        ),
        (
            {
                "infotitle": "关于春耕\n的通知",
                "infourl": "/a/1.html",
                "infodate": "2024-01-05",
                "wh": "栖农〔2024〕1号",
            },
            Entry(f"{HOME}a/1.html", "关于春耕 的通知", "2024-01-05", "栖农〔2024〕1号"),
        ),
        (
            {"title": "关于春耕的通知", "urls": json.dumps({"common": "", "pc": "/a/1.html"})},
            Entry(f"{HOME}a/1.html", "关于春耕的通知"),
        ),
        ({"title": "附件", "url": "/f/1.pdf"}, None),
        ({"title": "通知公告", "url": "/"}, None),
        ({"url": "/a/1.html"}, None),
        ({"title": 7, "url": ["/a/1.html"]}, None),
    ],
)
def test_a_row_of_an_api_is_read_by_the_names_that_the_families_use(row: dict[str, Any], meant: Entry | None) -> None:
    assert entries(json.dumps({"data": {"rows": [row]}})) == ([meant] if meant else [])


def test_rows_stand_in_html_inside_json_in_records_and_in_fragments() -> None:
    item = '<li><a href="/a/1.html">关于做好春耕工作的通知</a><span>2024-01-05</span></li>'
    meant = [Entry(f"{HOME}a/1.html", "关于做好春耕工作的通知", "2024-01-05")]
    assert entries(json.dumps({"data": {"html": f"<ul>{item}</ul>"}})) == meant
    assert entries(f"result({json.dumps({'html': item})})", only_data=True) == meant
    assert entries(f"<datastore><recordset><record><![CDATA[{item}]]></record></recordset></datastore>") == meant
    assert entries(f"<ul>{item}</ul>") == meant
    assert entries("const row = n => `<li><a href='${n.url}'>${n.title}</a></li>`", only_data=True) == []


@pytest.mark.parametrize("text", ["", "{", "[" * 5000, '{"a": ' * 500, "null", '"text"', "\x00\xff"])
def test_an_answer_that_is_no_list_has_no_rows(text: str) -> None:
    assert entries(text) == []


def test_a_page_that_says_little_is_an_article_where_a_list_names_it_and_none_elsewhere(tmp_path: Path) -> None:
    pages = {
        "/": page("/tz/", "/about.html"),
        "/tz/": listed(
            "通知公告",
            ("/tz/1.html", "关于春耕的通知", "2015-03-01"),
            ("/tz/2.html", "关于防汛的通知", "2015-03-02"),
            ("/tz/3.html", "关于秋收的通知", "2015-03-03"),
            ("/tz/4.html", "关于冬修的通知", "2015-03-04"),
        ),
        "/tz/1.html": html("<p>见附件。</p><a href='/f/1.doc'>附件</a>"),
        "/tz/2.html": html('<img src="/f/2.jpg" width="600" height="800">'),
        "/tz/3.html": html("<p>对不起，您访问的页面不存在。</p>"),
        "/tz/4.html": html('<script>location.href="/tz/1.html"</script>'),
        "/about.html": html("<p>见附件。</p>"),
        "/f/1.doc": ok(b"\xd0\xcf\x11\xe0", "application/msword"),
        "/f/2.jpg": ok(b"\xff\xd8\xff\xe0" + b"0" * 90, "image/jpeg"),
    }
    with FaultServer({HOST: pages}) as server:
        articles, _, _ = done(tmp_path, server)
    assert {url: (one["title"], one["published_at"], one["columns"]) for url, one in articles.items()} == {
        f"{HOME}tz/1.html": ("关于春耕的通知", "2015-03-01", [["通知公告"]]),
        f"{HOME}tz/2.html": ("关于防汛的通知", "2015-03-02", [["通知公告"]]),
    }
    assert [one["old_url"] for one in articles[f"{HOME}tz/1.html"]["attachments"]] == [f"{HOME}f/1.doc"]
    assert [one["old_url"] for one in articles[f"{HOME}tz/2.html"]["images"]] == [f"{HOME}f/2.jpg"]
    reasons = {row.title: row.reason for row in rows(tmp_path, page_table, page_table.c.article_key.is_(None))}
    assert set(reasons.values()) <= set(NoArticle)


def test_two_spellings_of_one_article_are_one_and_both_are_answered(tmp_path: Path) -> None:
    pages = {
        "/": page("/News/Show.aspx?ID=1", "/news/show.aspx?id=1", "/News/Show.aspx?ID=2", "/news/show.aspx?id=2"),
        "/News/Show.aspx?ID=1": article(1, '<a href="/News/">返回</a>'),
        "/news/show.aspx?id=1": article(1, '<a href="/news/">返回</a>'),
        "/News/Show.aspx?ID=2": article(2),
        "/news/show.aspx?id=2": article(3),
    }
    with FaultServer({HOST: pages}) as server:
        articles, answers, told = done(tmp_path, server)
    assert set(articles) == {
        f"{HOME}{one}" for one in ("News/Show.aspx?ID=1", "News/Show.aspx?ID=2", "news/show.aspx?id=2")
    }
    both = [answers[f"{HOME}{one}"] for one in ("News/Show.aspx?ID=1", "news/show.aspx?id=1")]
    assert {one["answer"] for one in both} == {"redirect"}
    assert both[0]["target"] == both[1]["target"]
    assert told[-1].broken is False


def test_a_list_that_names_an_old_address_names_the_article_that_it_leads_to(tmp_path: Path) -> None:
    pages = {
        "/": page("/tz/"),
        "/tz/": listed(
            "通知公告", *((f"/old/{n}.html", f"关于第{n}次春耕会议的通知", f"2015-03-0{n}") for n in range(1, 5))
        ),
        **{f"/old/{n}.html": moved(f"/new/{n}.html") for n in range(1, 5)},
        **{f"/new/{n}.html": article(n) for n in range(1, 5)},
    }
    with FaultServer({HOST: pages}) as server:
        articles, _, _ = done(tmp_path, server)
    assert {url: one["columns"] for url, one in articles.items()} == {
        f"{HOME}new/{n}.html": [["通知公告"]] for n in range(1, 5)
    }


def test_an_article_in_lists_that_scripts_fill_keeps_the_columns_of_all(tmp_path: Path) -> None:
    """Two jpaas-like lists and a plain one name the same article."""

    def rows_of(*numbers: int) -> str:
        return "".join(
            f'<li><a href="/art/{n}.html">关于第{n}次春耕会议的通知</a><span>2015-03-0{n}</span></li>' for n in numbers
        )

    unit = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    pages: dict[str, Any] = {"/": page("/a/", "/b/", "/c/")}
    for path, name, numbers in (("a", "政策文件", (1, 2, 3)), ("b", "农业生产", (1, 4, 5))):
        data = f"{{'webId':'{path}','pageId':'p1','parseType':'bulidstatic','tplSetId':'t9'}}"
        head = f'<head><meta charset="utf-8"><title>{name}</title></head>'
        pages[f"/{path}/"] = ok(f'<html>{head}<body><div url="{unit}" queryData="{data}"></div></body></html>')
        pager = f'<div class="pagination" url="x" rows="15" count="{len(numbers)}"></div>'
        query = f"{unit}?webId={path}&pageId=p1&parseType=bulidstatic&tplSetId=t9"
        answer = json.dumps({"success": True, "data": {"html": f"<ul>{rows_of(*numbers)}</ul>{pager}"}})
        for suffix in ("", "&pageNo=1"):
            pages[query + suffix] = ok(answer, "application/json")
    items = ((f"/art/{n}.html", f"关于第{n}次春耕会议的通知", f"2015-03-0{n}") for n in (1, 6, 7))
    pages["/c/"] = listed("会议通知", *items)
    pages |= {f"/art/{n}.html": article(n) for n in range(1, 8)}
    with FaultServer({HOST: pages}) as server:
        articles, _, told = done(tmp_path, server)
    assert sorted(articles[f"{HOME}art/1.html"]["columns"]) == [["会议通知"], ["农业生产"], ["政策文件"]]
    assert articles[f"{HOME}art/2.html"]["columns"] == [["政策文件"]]
    assert articles[f"{HOME}art/5.html"]["columns"] == [["农业生产"]]
    assert told[-1].broken is False


def leading_site() -> dict[str, Any]:
    """Articles behind a refresh and in frames, one in a list that a script fills, one short one."""
    frames = '<frameset rows="80,*"><frame src="/top.htm"><frame src="/in/{}.htm"></frameset>'
    return {
        "/": page("/tz/"),
        "/tz/": listed(
            "通知公告",
            ("/go/1.htm", "关于第1次春耕会议的通知", "2015-03-01"),
            ("/go/2.htm", "关于第2次春耕会议的通知", "2015-03-02"),
            ("/f/3.htm", "关于第3次春耕会议的通知", "2015-03-03"),
            ("/s/4.htm", "关于第4次春耕会议的通知", "2015-03-04"),
        ),
        **{f"/go/{n}.htm": html(f'<meta http-equiv="refresh" content="0;url=/in/{n}.htm">') for n in (1, 2)},
        "/f/3.htm": ok(f"<html>{frames.format(3)}</html>"),
        "/top.htm": html("<h1>栖云县农业局</h1>"),
        **{f"/in/{n}.htm": article(n) for n in (1, 3)},
        "/in/2.htm": html("<p>延期召开。</p>"),
        "/s/4.htm": html("<p>取消。</p>"),
    }


def test_a_page_that_leads_to_an_article_is_an_address_of_it_for_lists_and_for_readers(tmp_path: Path) -> None:
    with FaultServer({HOST: leading_site()}) as server:
        articles, answers, told = done(tmp_path, server)
    ends = {"go/1.htm": "in/1.htm", "go/2.htm": "in/2.htm", "f/3.htm": "in/3.htm", "s/4.htm": "s/4.htm"}
    assert set(articles) == {f"{HOME}{end}" for end in ends.values()}
    for n, (named, end) in enumerate(ends.items(), start=1):
        line = articles[f"{HOME}{end}"]
        assert (line["title"], line["published_at"]) == (f"关于第{n}次春耕会议的通知", f"2015-03-0{n}")
        assert line["columns"] == [["通知公告"]]
        assert answers[f"{HOME}{named}"]["answer"] == "redirect"
        assert answers[f"{HOME}{named}"]["target"] == answers[f"{HOME}{end}"]["target"]
    assert told[-1].broken is False


def test_what_lists_tell_is_the_same_however_often_it_is_read(tmp_path: Path) -> None:
    with FaultServer({HOST: leading_site()}) as server:
        first, _, _ = done(tmp_path, server)
        with open_ledger("", tmp_path) as ledger, ledger.begin() as connection:
            connection.execute(delete(stages))
        again, _, _ = done(tmp_path, server)
        with open_ledger("", tmp_path) as ledger, ledger.begin() as connection:
            connection.execute(delete(stages))
            connection.execute(update(page_table).values(source_hash="old"))
        anew, _, told = done(tmp_path, server)
    assert first == again == anew
    assert told[-1].broken is False
