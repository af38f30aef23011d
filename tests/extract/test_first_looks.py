"""Faults that pages showed whose shapes nobody had looked at before, each with the smallest page that shows it."""

import json
from collections.abc import Callable
from html import escape

import pytest

from migrate.model import Kind, Page
from tests.extract.pages import FOOT, HOME, NAV, TEXT, TITLE, paragraphs

Reader = Callable[..., Page]
INFO = "<p class=ly>发布时间：2017-03-08 09:30　来源：县农技推广站</p>"
WEAK = (
    "<footer><p>主办：栖云县农业农村局　承办：栖云县信息中心</p><p><a href='/map/'>网站地图</a>|<a>联系我们</a></p>"
    "<img src='/images/dzjg.png'></footer>"
)


def page(inner: str, title: str = TITLE, foot: str = FOOT) -> str:
    return f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{NAV}{inner}{foot}</body></html>"


def article(info: str = INFO, body: str = "", head: str = f"<h1>{TITLE}</h1>") -> str:
    return page(f"<div class=art>{head}{info}<div class=con>{body or paragraphs()}</div></div>")


@pytest.mark.parametrize(
    ("line", "source", "author"),
    [
        ("<p>2017年3月8日 县农技推广站 浏览量：12</p>", "县农技推广站", ""),
        ("<p>（2017-3-8　栖云日报）</p>", "栖云日报", ""),
        ("<p><time>二〇一七年三月八日</time><span>县融媒体中心</span></p>", "县融媒体中心", ""),
        ("<p><span>栖云日报</span> <span>2017-03-08 09:30</span></p>", "栖云日报", ""),
        ("<p>2017-03-08 09:30 | 县统计局 | 周大同 | 编辑 李小禾</p>", "县统计局", "周大同"),
    ],
)
def test_an_office_beside_the_day_is_the_source_without_a_label(
    read: Reader, line: str, source: str, author: str
) -> None:
    found = read(article(line))
    assert (found.published_at or "")[:10] == "2017-03-08"
    assert (found.source, found.author) == (source, author)


@pytest.mark.parametrize("line", ["<p>2017-03-08 大 中 小</p>", "<p>2017-03-08 打印本页</p>", "<p>2017年3月8日</p>"])
def test_what_is_no_office_beside_the_day_is_no_source(read: Reader, line: str) -> None:
    found = read(article(line))
    assert (found.published_at, found.source, found.author) == ("2017-03-08", "", "")


def test_an_office_and_a_day_that_sign_a_text_stay_in_it(read: Reader) -> None:
    found = read(article(body=paragraphs("栖云县农业农村局 2017年3月6日")))
    assert found.body_text.endswith("栖云县农业农村局 2017年3月6日")


def test_the_line_with_day_and_office_may_stand_below_the_text(read: Reader) -> None:
    by = "<div class=by>2017-03-08 09:30 | 县统计局 | 编辑 某甲</div>"
    found = read(page(f"<h2>{TITLE}</h2><div class=txt>{paragraphs()}</div>{by}"))
    assert (found.published_at, found.source) == ("2017-03-08 09:30", "县统计局")
    assert "县统计局" not in found.body_text


def test_a_blank_within_a_label_ends_the_value_before_it(read: Reader) -> None:
    found = read(article("<p>发布时间：2017-03-08 来源：县统计局作 者：某甲 点击：5</p>"))
    assert (found.source, found.author) == ("县统计局", "某甲")


def test_the_editor_in_the_author_meta_is_no_author(read: Reader) -> None:
    meta = '<meta name="author" content="李小禾">'
    plain = article("<p>发布时间：2017-03-08 来源：县统计局</p>").replace("</head>", f"{meta}</head>")
    edited = plain.replace(TEXT[-1], f"{TEXT[-1]}</p><p>责任编辑：李小禾")
    assert (read(plain).author, read(edited).author) == ("李小禾", "")


def test_the_lines_above_and_below_a_title_are_kept(read: Reader) -> None:
    head = f"<p class=yt>春耕备耕系列报道之三</p><p class=bt>{TITLE}</p><p class=ft>——石桥镇农技服务侧记</p>"
    found = read(article(head=head))
    assert found.title == TITLE
    assert found.body_text.split("\n")[:2] == ["春耕备耕系列报道之三", "——石桥镇农技服务侧记"]
    assert found.body_html.startswith('<p style="text-align:center">春耕备耕系列报道之三</p>')


@pytest.mark.parametrize(
    "line", ["通知公告", "栖农发〔2017〕5号", "栖云县农业农村局", "<a href='/x'>春耕备耕专题报道</a>"]
)
def test_a_column_a_number_an_office_and_a_link_are_no_subtitles(read: Reader, line: str) -> None:
    found = read(article(head=f"<h1>{TITLE}</h1><p>{line}</p>"))
    assert found.body_text.startswith(TEXT[0])


def test_a_title_in_two_paragraphs_alike_is_one(read: Reader) -> None:
    half = "<p align=center><b><font size=5 color=red>{}</font></b></p>"
    head = half.format(TITLE[:6]) + half.format(TITLE[6:])
    found = read(
        page(f"{head}<p>（2017-3-8　栖云日报）</p><table><tr><td>{paragraphs()}</td></tr></table>", "新建网页 1")
    )
    assert found.title == TITLE
    assert found.body_text.startswith(TEXT[0])


def test_a_line_with_a_dash_is_no_title(read: Reader) -> None:
    row = "<tr><td align=center class=font02>{}</td></tr>"
    head = f"<table>{row.format(TITLE)}{row.format('——写在春耕之际')}{row.format(INFO)}</table>"
    assert read(page(f"{head}<div>{paragraphs()}</div>")).title == TITLE


def test_a_heading_with_its_issuers_outweighs_the_number_below_it(read: Reader) -> None:
    head = "<h1>栖云县财政局<br/>栖云县农业农村局<br/>关于印发补贴办法的通知</h1><p>栖财农〔2017〕5号</p>"
    found = read(page(f"<div>{head}{INFO}<div>{paragraphs()}</div></div>", "关于印发补贴办法的通知-栖云县人民政府"))
    assert found.title == "栖云县财政局栖云县农业农村局关于印发补贴办法的通知"


def test_a_title_behind_its_label_is_taken_where_nothing_is_a_heading(read: Reader) -> None:
    rows = (
        f"<tr><th>信息名称</th><td colspan=3>{TITLE}</td></tr><tr><th>索引号</th><td>QY-1</td><th>公开形式</th>"
        f"<td>主动公开</td></tr><tr><th>发布日期</th><td>2017/3/8</td><th>信息来源</th><td>县统计局</td></tr>"
        f"<tr><th>信息内容</th><td colspan=3>{paragraphs()}</td></tr>"
    )
    found = read(page(f"<table border=1>{rows}</table>", "信息公开"))
    assert (found.title, found.published_at, found.source) == (TITLE, "2017-03-08", "县统计局")
    assert found.body_text.split() == list(TEXT)


def test_a_letter_keeps_question_and_answer(read: Reader) -> None:
    rows = (
        "<tr><td>信件标题</td><td colspan=3>关于石桥镇灌溉用水问题</td></tr><tr><td>来信人</td><td>某先生</td>"
        f"<td>来信时间</td><td>2017-01-05</td></tr><tr><td>来信内容</td><td colspan=3><p>{TEXT[0]}</p></td></tr>"
        f"<tr><td>回复单位</td><td>县水务局</td><td>回复时间</td><td>2017-01-09</td></tr>"
        f"<tr><td>回复内容</td><td colspan=3><p>{TEXT[1]}</p><p>{TEXT[2]}</p></td></tr>"
    )
    found = read(page(f"<table class=letter>{rows}</table>", "领导信箱-栖云县信访局"), f"{HOME}ldxx/detail.jsp?id=5")
    assert (found.kind, found.title, found.author) == (Kind.ARTICLE, "关于石桥镇灌溉用水问题", "")
    assert all(line in found.body_text for line in TEXT)


def test_a_foot_of_weak_words_only_is_no_text(read: Reader) -> None:
    found = read(page(f"<h1>{TITLE}</h1>{INFO}<div>{paragraphs()}</div>", foot=WEAK))
    assert found.body_text.endswith(TEXT[-1])
    assert found.images == ()


def test_a_text_that_names_its_hosts_at_the_end_keeps_them(read: Reader) -> None:
    found = read(page(f"<h1>{TITLE}</h1>{INFO}<div>{paragraphs('主办单位：县文化馆')}</div>", foot=""))
    assert found.body_text.endswith("主办单位：县文化馆")


def test_sentences_beside_a_large_table_are_kept(read: Reader) -> None:
    rows = "".join(f"<tr><td>{at}</td><td>石桥镇水利工程</td><td>{at * 1317}万元</td></tr>" for at in range(1, 20))
    short = "现将今年下达的农田水利建设资金公示如下，请予监督。"
    found = read(page(f"<h1>{TITLE}</h1>{INFO}<div><p>{short}</p><table border=1>{rows}</table></div>"))
    assert found.body_text.startswith(short)


@pytest.mark.parametrize("around", ['<a href="/upload/5.jpg">{}</a>', "<p>{}</p>"])
def test_a_lazy_picture_and_one_linked_to_itself_are_content(read: Reader, around: str) -> None:
    picture = around.format('<img src="/images/blank.gif" data-src="/upload/5.jpg">')
    found = read(article(body=f"{picture}{paragraphs()}"))
    assert [image.old_url for image in found.images] == [f"{HOME}upload/5.jpg"]


@pytest.mark.parametrize(
    "crumbs",
    [
        "<p>当前位置：网站首页 → 干部工作 → 任前公示 → 浏览正文</p>",
        "<p>首页&gt;干部工作&gt;任前公示</p>",
        "<p><a href='/'>栖云党建网</a> &gt; <a href='/1/'>干部工作</a> &gt; <a href='/2/'>任前公示</a></p>",
        "<p>位置：<a href='/'>栖云党建网</a> - <a href='/1/'>干部工作</a> - <a href='/2/'>任前公示</a> - 详细内容</p>",
        f"<p><a href='/'>栖云党建网</a> | <a href='/1/'>干部工作</a> | <a href='/2/'>任前公示</a> | {TITLE}</p>",
        "<p><a href='/'>首页</a> → <a href='/1/'>干部工作</a> → <a href='/2/'>任前公示</a> → 查看内容</p>",
    ],
)
def test_breadcrumbs_of_many_kinds_give_the_column(read: Reader, crumbs: str) -> None:
    found = read(page(f"{crumbs}<h1>{TITLE}</h1>{INFO}<div>{paragraphs()}</div>"))
    assert found.column == ("干部工作", "任前公示")


def test_a_bar_of_links_from_home_is_no_breadcrumb(read: Reader) -> None:
    bar = "<p><a href='/'>栖云党建网</a> | <a href='/1/'>干部工作</a> | <a href='/2/'>联系方式</a></p>"
    assert read(page(f"{bar}<h1>{TITLE}</h1>{INFO}<div>{paragraphs()}</div>")).column == ()


def test_a_text_that_waits_in_a_hidden_field_is_read(read: Reader) -> None:
    held = f'<div id=nr></div><textarea style="display:none">{escape(paragraphs())}</textarea>'
    found = read(page(f"<h1>{TITLE}</h1>{INFO}{held}"))
    assert found.body_text.split("\n")[-1] == TEXT[-1]


def test_a_field_that_visitors_write_into_is_no_text(read: Reader) -> None:
    field = f"<form><textarea name=say>{escape('<p>请文明发言</p>')}</textarea></form>"
    found = read(page(f"<h1>{TITLE}</h1>{INFO}<div>{paragraphs()}</div>{field}"))
    assert "文明发言" not in found.body_text


@pytest.mark.parametrize(
    ("state", "day"),
    [
        ({"publishTime": "2017-03-08 09:30:00"}, "2017-03-08 09:30"),
        ({"created_at": 1488936600}, "2017-03-08 09:30"),
        ({"created_at": "1488936600000"}, "2017-03-08 09:30"),
    ],
)
def test_the_state_of_a_page_that_scripts_build_is_read(read: Reader, state: dict[str, object], day: str) -> None:
    inner = {"title": TITLE, "source": "县统计局", "content": paragraphs(), **state}
    held = json.dumps({"menu": [{"title": "首页"}], "data": [{"article": inner}]}).replace("<", "\\u003c")
    found = read(f"<html><body><div id=app></div><script>window.__INITIAL_STATE__={held};</script></body></html>")
    assert (found.title, found.published_at, found.source) == (TITLE, day, "县统计局")
    assert found.body_text.endswith(TEXT[-1])


@pytest.mark.parametrize("day", ["March 8, 2017", "8 March 2017", "Mar. 8, 2017", "2017-03-08"])
def test_an_english_page_gives_day_source_and_column(read: Reader, day: str) -> None:
    text = "<p>County officials visited the reservoir to inspect flood control works along the river.</p>" * 3
    crumbs = 'Your Location: <a href="/english/">Home</a> &gt; <a href="/english/news/">News</a>'
    inner = f"<div>{crumbs}</div><h3>Officials inspect reservoir</h3><p>Updated: {day} &nbsp; Source: Qiyun Daily</p>"
    found = read(f"<html><title>Officials inspect reservoir</title><body>{inner}<div>{text}</div></body></html>")
    assert (found.published_at, found.source, found.column) == ("2017-03-08", "Qiyun Daily", ("News",))


def test_a_page_in_traditional_characters_gives_day_source_and_column(read: Reader) -> None:
    crumbs = "<a href='/big5/'>首頁</a> &gt; <a href='/big5/news/'>要聞</a>"
    info = "<p>發佈時間：2017-03-08　資料來源：縣臺辦</p>"
    found = read(page(f"<p>{crumbs}</p><h1>{TITLE}</h1>{info}<div>{paragraphs()}</div>"))
    assert (found.published_at, found.source, found.column) == ("2017-03-08", "縣臺辦", ("要聞",))


def test_a_tag_that_nobody_knows_stands_in_its_line(read: Reader) -> None:
    info = "<p><x-date>2017-03-08</x-date> 09:30 来源：<x-source>县统计局</x-source></p>"
    found = read(article(info))
    assert (found.published_at, found.source) == ("2017-03-08 09:30", "县统计局")


def test_the_hidden_text_of_an_official_account_is_read(read: Reader) -> None:
    info = "<p><span>栖云发布</span> <em id=publish_time>2017-03-08 09:30</em></p>"
    body = f'<div class="rich_media_content" id="js_content" style="visibility: hidden;">{paragraphs()}</div>'
    found = read(f"<html><title>{TITLE}</title><body><h1>{TITLE}</h1>{info}{body}</body></html>")
    assert (found.source, found.body_text.split("\n")[-1]) == ("栖云发布", TEXT[-1])


def test_label_lines_in_blocks_of_their_own_are_no_text(read: Reader) -> None:
    info = "<ul><li>2017-03-08</li><li>稿源：县统计局</li><li>撰稿：某甲</li><li>点击：102</li></ul>"
    found = read(page(f"<div class=detail><h3>{TITLE}</h3>{info}{paragraphs()}</div>"))
    assert (found.source, found.author, found.body_text.split("\n")[0]) == ("县统计局", "某甲", TEXT[0])


@pytest.mark.parametrize(
    "line",
    [
        "<p>提问时间：2016-03-02　发布时间：2017-03-08 10:07　来源：县统计局</p>",
        "<p>作者：某甲<br>[来源]县统计局<br>发布时间：2017年3月8日　10时7分</p>",
        "<p>[ 2017-03-08 10:07:30 | By: 某甲 | 来自：县统计局 ]</p>",
    ],
)
def test_label_lines_of_rare_kinds_give_moment_and_source(read: Reader, line: str) -> None:
    found = read(page(f"<div><p id=bt><b>{TITLE}</b></p>{line}<div>{paragraphs()}</div></div>", "栖云县统计局"))
    assert (found.title, found.published_at, found.source) == (TITLE, "2017-03-08 10:07", "县统计局")
    assert found.body_text.startswith(TEXT[0])


def test_a_short_question_before_a_long_answer_is_kept(read: Reader) -> None:
    asked = "<div class=q><b>问：</b><p>石桥镇今年灌溉用水怎样安排？</p></div>"
    found = read(page(f"<div><h2>{TITLE}</h2>{INFO}{asked}<div class=a><b>答：</b>{paragraphs(*TEXT)}</div></div>"))
    assert "石桥镇今年灌溉用水怎样安排？" in found.body_text
