"""Five small sites with odd habits, from the sheet to `export articles`; what is true of them was written first."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.run.conftest import Said
from tests.zoo.answers import answer, ok
from tests.zoo.server import FaultServer

HOST = "a.qiyun.gov.example"
HOME = f"http://{HOST}/"
COUNT = 12
JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 400 + b"\xff\xd9"
Line = Mapping[str, Any]
Lines = Mapping[str, Line]


def title(n: int) -> str:
    return f"关于做好第{n}批危桥改造工程验收的通知"


def prose(n: int) -> str:
    more = f"<p>验收第{n}批桥梁时要查看施工记录和检测报告，发现问题的限期整改，整改后重新验收，结果抄送县财政局。</p>"
    return more + f"<p>各乡镇交通管理站：第{n}批危桥改造工程已经完工，请于月底前备齐材料，逐桥验收并书面上报结果。</p>"


def day(n: int) -> str:
    return f"2016-05-{n:02}"


def html(body: str, name: str = "") -> Any:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>{name}</title>'
    inner = body if body.startswith("<frameset") else f"<body>{body}</body>"
    return ok(f"<html><head>{head}</head>{inner}</html>".encode("gb18030"), "text/html")


def labelled(n: int, body: str, more: str = "") -> Any:
    said = f"<div class=t>{title(n)}</div><div>发布时间：{day(n)}　来源：县交通局</div>"
    return html(f"{said}<div class=c>{body}</div>{more}", title(n))


def listed(
    name: str, href: Callable[[int], str], numbers: range | tuple[int, ...], on: Callable[[int], str] = day
) -> Any:
    rows = "".join(f'<li><a href="{href(n)}">{title(n)}</a><span>[{on(n)}]</span></li>' for n in numbers)
    return html(f"<div>当前位置：<a href='/'>首页</a> &gt; {name}</div><ul class=list>{rows}</ul>", name)


def home(*targets: str) -> Any:
    return html("".join(f'<a href="{one}">栏目</a>' for one in targets), "栖云县交通局")


NUMBERS = range(1, COUNT + 1)


def framed() -> dict[str, Any]:
    """Every article stands in a frame of a page that says nothing; the list names that page."""
    made: dict[str, Any] = {
        "/": html(
            '<frameset rows="80,*"><frame src="top.htm"><frame src="gg.htm" name=main></frameset>', "栖云县交通局"
        ),
        "/top.htm": html("<h1>栖云县交通局</h1>"),
        "/gg.htm": listed("公告", lambda n: f"w{n}.htm", NUMBERS),
    }
    for n in NUMBERS:
        made[f"/w{n}.htm"] = html(f'<frameset rows="80,*"><frame src="top.htm"><frame src="t{n}.htm"></frameset>')
        made[f"/t{n}.htm"] = html(f"<h2>{title(n)}</h2>{prose(n)}")
    return made


def refreshing() -> dict[str, Any]:
    """The list names a page that leads on to a page that leads on to the article, which says no date."""
    made: dict[str, Any] = {"/": home("/gg.htm"), "/gg.htm": listed("公告", lambda n: f"/go/{n}.htm", NUMBERS)}
    for n in NUMBERS:
        made[f"/go/{n}.htm"] = html(f'<meta http-equiv="refresh" content="0;url=/on/{n}.htm">正在转向，请稍候')
        made[f"/on/{n}.htm"] = html(f'<script>location.href="/art/{n}.htm"</script>')
        made[f"/art/{n}.htm"] = html(f"<h2>{title(n)}</h2>{prose(n)}", title(n))
    return made


def of_files() -> dict[str, Any]:
    """Bodies that are only a PDF, documents behind a server's script with names in GBK, pictures that come late."""
    made: dict[str, Any] = {"/": home("/gg.htm"), "/gg.htm": listed("公告", lambda n: f"/art/{n}.htm", NUMBERS)}
    pdf = {1: '<embed src="/f/1.pdf" width=800>', 2: '<iframe src="/f/2.pdf"></iframe>', 3: '<object data="/f/3.pdf">'}
    for n in (1, 2, 3):
        made[f"/art/{n}.htm"] = labelled(n, pdf[n])
        made[f"/f/{n}.pdf"] = ok(b"%%PDF-1.4 %d" % n, "application/pdf")
    for n in range(4, 9):
        link = f'<p>附件：<a href="/module/download/downfile.jsp?id={n}"><img src="/images/doc.gif"></a></p>'
        made[f"/art/{n}.htm"] = labelled(n, prose(n), link)
        named = f'Content-Disposition: attachment; filename="第{n}批验收表.doc"'.encode("gb18030").decode("latin-1")
        made[f"/module/download/downfile.jsp?id={n}"] = answer(
            "200 OK", b"\xd0\xcf\x11\xe0%d" % n, named, content_type="application/octet-stream"
        )
    for n in range(9, 13):
        picture = f'<p><img class="lazy" src="/images/blank.gif" data-original="/up/{n}.jpg" width=600></p>'
        made[f"/art/{n}.htm"] = labelled(n, prose(n) + picture)
        made[f"/up/{n}.jpg"] = ok(JPEG + bytes([n]), "image/jpeg")
    made["/images/blank.gif"] = ok(b"GIF89a\x01\x00\x01\x00", "image/gif")
    made["/images/doc.gif"] = ok(b"GIF89a\x10\x00\x10\x00", "image/gif")
    return made


def in_columns() -> dict[str, Any]:
    """Number 1 stands in three columns, and the lists tell another day than the pages."""
    made: dict[str, Any] = {"/": home("/a.htm", "/b.htm", "/c.htm")}
    columns = {"a": ("公告", (1, 2, 3, 4, 5)), "b": ("工程", (1, 6, 7, 8, 9)), "c": ("验收", (1, 10, 11, 12))}
    for path, (name, numbers) in columns.items():
        made[f"/{path}.htm"] = listed(name, lambda n: f"/art/{n}.htm", numbers, lambda n: f"2016-06-{n:02}")
    return made | {f"/art/{n}.htm": labelled(n, prose(n)) for n in NUMBERS}


def in_parts() -> dict[str, Any]:
    """Number 1 has four pages, of which the third is gone; number 2 has two, both there."""
    made: dict[str, Any] = {"/": home("/gg.htm"), "/gg.htm": listed("公告", lambda n: f"/art/{n}.htm", NUMBERS)}
    made |= {f"/art/{n}.htm": labelled(n, prose(n)) for n in NUMBERS}
    for n, there, whole in ((1, (1, 2, 4), 4), (2, (1, 2), 2)):
        names = {at: f"{n}.htm" if at == 1 else f"{n}_{at}.htm" for at in range(1, whole + 1)}
        for at in there:
            links = " ".join(str(at) if one == at else f'<a href="{names[one]}">{one}</a>' for one in names)
            onward = f'<a href="{names[at + 1]}">下一页</a>' if at < whole else "下一页"
            made[f"/art/{names[at]}"] = labelled(n, f"<p>第{at}部分。</p>{prose(n)}", f"<div>{links} {onward}</div>")
    return made


@pytest.fixture
def exported(tmp_path: Path, say: Callable[..., Said]) -> Callable[[Mapping[str, Any]], tuple[dict[str, Line], str]]:
    """Capture, extract and export a site by the command line; gives the articles, and what `extract` told."""

    def give(pages: Mapping[str, Any]) -> tuple[dict[str, Line], str]:
        sheet = tmp_path / "sheet.csv"
        sheet.write_text(f"网站名称,网址\n栖云县交通局,{HOME}\n", "utf-8")
        say("classify", sheet, "-w", tmp_path)
        with FaultServer({HOST: dict(pages)}) as server:
            for_tests = ("--set", "http.interval=0", "--set", "http.retry_wait=0")
            say("capture", HOST, "-w", tmp_path, "--connect-to", server.connect_to, *for_tests)
        _, _, told = say("extract", HOST, "-w", tmp_path)
        _, out, _ = say("export", "articles", "-w", tmp_path)
        return {one["old_url"].removeprefix(HOME): one for one in map(json.loads, out.splitlines())}, told

    return give


def test_an_article_in_a_frame_has_the_day_and_the_column_of_the_list_that_names_its_frame(exported) -> None:
    lines, _ = exported(framed())
    assert set(lines) == {f"t{n}.htm" for n in NUMBERS}
    assert [lines[f"t{n}.htm"]["title"] for n in NUMBERS] == list(map(title, NUMBERS))
    assert not any(title(n) in lines[f"t{n}.htm"]["body_text"] for n in NUMBERS)
    assert {str(lines[f"t{n}.htm"]["columns"]) for n in NUMBERS} == {"[['公告']]"}
    assert [lines[f"t{n}.htm"]["published_at"] for n in NUMBERS] == list(map(day, NUMBERS))


def test_an_article_behind_two_refreshes_has_the_day_and_the_column_of_its_list(exported) -> None:
    lines, _ = exported(refreshing())
    assert set(lines) == {f"art/{n}.htm" for n in NUMBERS}
    assert {str(one["columns"]) for one in lines.values()} == {"[['公告']]"}
    assert [lines[f"art/{n}.htm"]["published_at"] for n in NUMBERS] == list(map(day, NUMBERS))


def test_files_have_their_names_and_late_pictures_their_addresses(exported) -> None:
    lines, _ = exported(of_files())
    assert set(lines) == {f"art/{n}.htm" for n in NUMBERS}
    for n in NUMBERS:
        line = lines[f"art/{n}.htm"]
        files = [(one["old_url"].removeprefix(HOME), one["name"]) for one in line["attachments"]]
        images = [one["old_url"].removeprefix(HOME) for one in line["images"]]
        assert (line["title"], line["published_at"], line["columns"]) == (title(n), day(n), [["公告"]])
        assert all(one["sha256"] for one in (*line["attachments"], *line["images"]))
        if n <= 3:
            assert files == [(f"f/{n}.pdf", f"{n}.pdf")]
        elif n <= 8:
            assert files == [(f"module/download/downfile.jsp?id={n}", f"第{n}批验收表.doc")]
        else:
            assert (files, images) == ([], [f"up/{n}.jpg"])


def test_an_article_in_three_columns_keeps_them_and_the_day_that_its_page_says(exported) -> None:
    lines, _ = exported(in_columns())
    assert sorted(lines["art/1.htm"]["columns"]) == [["公告"], ["工程"], ["验收"]]
    assert [len(lines[f"art/{n}.htm"]["columns"]) for n in range(2, COUNT + 1)] == [1] * (COUNT - 1)
    for n in NUMBERS:
        line = lines[f"art/{n}.htm"]
        assert line["published_at"] == day(n)
        assert {one["published_at"] for one in line["date_evidence"]} == {day(n), f"2016-06-{n:02}"}


def test_an_article_with_a_page_gone_is_one_and_says_which(exported) -> None:
    lines, told = exported(in_parts())
    assert set(lines) == {f"art/{n}.htm" for n in NUMBERS}
    first, second = lines["art/1.htm"], lines["art/2.htm"]
    assert [f"第{at}部分" in first["body_text"] for at in (1, 2, 3, 4)] == [True, True, False, True]
    assert [f"第{at}部分" in second["body_text"] for at in (1, 2)] == [True, True]
    assert [one["where"] for one in first["findings"]] == [f"{HOME}art/1_3.htm"]
    assert second["findings"] == []
    assert f"《{title(1)}》不完整" in told
    assert f"{HOME}art/1_3.htm" in told
