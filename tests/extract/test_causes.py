"""Faults found on generated pages of many systems, each with the smallest page that shows it."""

import json
from collections.abc import Callable

import pytest

from migrate.extract.clean import body_text
from migrate.extract.source import without_java_dates
from migrate.model import Kind, Page
from tests.extract.pages import FOOT, HOME, NAV, TEXT, TITLE, paragraphs

Reader = Callable[..., Page]
INFO = "<p class=ly>发布时间：2017-03-08 09:30　来源：县农技推广站</p>"


def page(inner: str, title: str = TITLE) -> str:
    return f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{NAV}{inner}{FOOT}</body></html>"


def test_files_below_the_sharing_buttons_belong_to_the_article(read: Reader) -> None:
    body = f"<div class=zw><h1>{TITLE}</h1>{INFO}<div class=con>{paragraphs()}</div><p>分享到：微信</p>"
    found = read(page(f"{body}<div class=fj><a href='/upload/1.doc'>任务表.doc</a></div></div>"))
    assert [(file.name, file.inline) for file in found.attachments] == [("任务表.doc", False)]


@pytest.mark.parametrize("href", ["/e/DownSys/DownSoft/?classid=1&id=5", "/index.php?m=content&c=down&a_k=0f", "/f/77"])
def test_a_link_named_as_a_file_is_one_whatever_its_address(read: Reader, href: str) -> None:
    found = read(page(f"<h1>{TITLE}</h1>{INFO}<div>{paragraphs()}<p><a href='{href}'>任务表.pdf</a></p></div>"))
    assert [file.name for file in found.attachments] == ["任务表.pdf"]


def test_a_link_to_a_page_that_is_titled_with_a_file_name_is_none(read: Reader) -> None:
    found = read(page(f"<h1>{TITLE}</h1>{INFO}<div>{paragraphs()}<p><a href='/a/5.html'>任务表.pdf</a></p></div>"))
    assert found.attachments == ()


def test_a_link_that_is_an_icon_or_says_download_takes_the_name_on_its_line(read: Reader) -> None:
    row = "<table><tr><td>1</td><td>任务表.doc</td><td><a href='/fileDown?id=7'>下载</a></td></tr></table>"
    found = read(page(f"<div><h1>{TITLE}</h1>{INFO}<div class=con>{paragraphs()}</div>{row}</div>"))
    assert [file.name for file in found.attachments] == ["任务表.doc"]


def test_a_label_line_within_the_heading_is_no_part_of_the_title(read: Reader) -> None:
    head = f"<h1>{TITLE}<br><span>2017-03-08 09:30:12&nbsp;&nbsp;来源：县农技推广站 评论：0</span></h1>"
    found = read(page(f"{head}<div class=con>{paragraphs()}</div>"))
    assert (found.title, found.published_at, found.source) == (TITLE, "2017-03-08 09:30", "县农技推广站")


def test_a_heading_broken_over_two_lines_is_found_where_the_title_tag_names_the_site(read: Reader) -> None:
    head = f"<table><tr><td><b>{TITLE[:7]}<br>{TITLE[7:]}</b></td></tr><tr><td>{INFO}</td></tr>"
    found = read(page(f"{head}<tr><td>{paragraphs()}</td></tr></table>", "栖云县农业信息网"))
    assert found.title == TITLE


def test_the_name_of_the_column_above_an_article_is_not_its_title(read: Reader) -> None:
    crumbs = "<p>当前位置：<a href='/'>首页</a> &gt; <a href='/gzdt/'>工作动态</a></p>"
    inner = f"<h2>工作动态</h2>{crumbs}<div><h3>{TITLE}</h3>{INFO}{paragraphs()}</div>"
    found = read(page(inner, "工作动态-栖云县农业农村局"))
    assert (found.title, found.column) == (TITLE, ("工作动态",))


def test_the_signature_above_a_line_of_labels_below_the_text_is_not_the_title(read: Reader) -> None:
    end = "<p align=right>栖云县农业农村局</p><p>信息来源：县农技推广站 发布日期：2017-03-08</p>"
    found = read(page(f"<p align=center><font size=5>{TITLE}</font></p>{paragraphs()}{end}", "栖云县农业农村局"))
    assert (found.title, found.published_at, found.source) == (TITLE, "2017-03-08", "县农技推广站")


def test_labels_and_values_in_cells_of_their_own_need_no_colon(read: Reader) -> None:
    rows = f"<tr><td>标题</td><td>{TITLE}</td></tr><tr><td>发布日期</td><td>2017年3月8日</td>"
    rows += "<td>信息来源</td><td>县农技推广站</td></tr>"
    found = read(page(f"<table>{rows}<tr><td colspan=4>{paragraphs()}</td></tr></table>"))
    assert (found.title, found.published_at, found.source) == (TITLE, "2017-03-08", "县农技推广站")
    assert found.body_text == "\n".join(TEXT)


def test_phone_and_desktop_copies_in_other_blocks_are_one_text(read: Reader) -> None:
    desktop = f"<div class=pc><h2>{TITLE}</h2>{INFO}<div class=con>{paragraphs()}</div></div>"
    phone = f"<div class=mobile><h2>{TITLE}</h2><p>2017-03-08</p><div class=m>{paragraphs()}</div></div>"
    assert read(page(desktop + phone)).body_text == "\n".join(TEXT)


def test_the_day_on_which_the_site_was_changed_is_no_witness(read: Reader) -> None:
    foot = "<div class=foot>版权所有 栖云县农业农村局　最后更新：2019-01-01</div>"
    head = '<meta name="PubDate" content="2017-03-08">'
    body = f"<h1>{TITLE}</h1><div>{paragraphs()}</div>{foot}"
    whole = f"<html><head>{head}<title>{TITLE}</title></head><body>{body}</body></html>"
    assert read(whole).published_at == "2017-03-08"


def test_an_article_of_documents_alone_keeps_them_and_says_nothing_itself(read: Reader) -> None:
    inner = (
        f"<div><h1>{TITLE}</h1>{INFO}<div class=con></div><p><a href='/a.pdf'>方案.pdf</a></p><h3>相关新闻</h3></div>"
    )
    found = read(page(inner))
    assert (found.kind, found.body_text) == (Kind.ARTICLE, "")
    assert [file.old_url for file in found.attachments] == [f"{HOME}a.pdf"]


def test_a_short_text_ends_before_the_neighbours_whatever_follows_them(read: Reader) -> None:
    text = "<p>兹定于三月十日召开春耕工作会议，请准时参加。</p>"
    after = "<p>文章录入：admin 责任编辑：admin</p><p>上一篇文章：<a href=1.htm>关于值班的通知</a></p>"
    after += "<p>网友评论：（只显示最新10条，评论内容只代表网友观点）</p>"
    found = read(page(f"<h1>{TITLE}</h1>{INFO}<table><tr><td>{text}</td></tr><tr><td>{after}</td></tr></table>"))
    assert found.body_text == "兹定于三月十日召开春耕工作会议，请准时参加。"


@pytest.mark.parametrize(
    "film",
    [
        "<video controls><source src='/v/a.mp4'></video>",
        "<object classid='clsid:6BF5'><param name='URL' value='/v/a.mp4'></object>",
        "<embed src='/v/a.mp4'>",
    ],
)
def test_a_film_above_the_text_stays_with_it(read: Reader, film: str) -> None:
    found = read(page(f"<h1>{TITLE}</h1>{INFO}<div class=con><p>{film}</p><section>{paragraphs()}</section></div>"))
    assert [file.old_url for file in found.attachments] == [f"{HOME}v/a.mp4"]
    assert "/v/a.mp4" in found.body_html


def test_an_article_that_a_script_would_build_is_read_from_its_record(read: Reader) -> None:
    record = {
        "title": TITLE,
        "created_at": "2017-03-08 09:30:00",
        "publisher": "县农技推广站",
        "content": paragraphs(),
        "attachment": [{"name": "任务表.doc", "url": "/attachment/1.doc"}],
    }
    shell = f"<div id=app></div><script>window._CONFIG = {{ SID: '1', DETAIL: {json.dumps(record)} }};</script>"
    found = read(f"<html><head><title>{TITLE}</title></head><body>{shell}</body></html>")
    assert (found.kind, found.title, found.published_at) == (Kind.ARTICLE, TITLE, "2017-03-08 09:30")
    assert (found.source, found.body_text) == ("县农技推广站", "\n".join(TEXT))
    assert [file.name for file in found.attachments] == ["任务表.doc"]


def test_a_broken_record_is_left_alone(read: Reader) -> None:
    found = read(
        page('<script>var DETAIL = {"content": "x</script>' + f"<h1>{TITLE}</h1>{INFO}<div>{paragraphs()}</div>")
    )
    assert found.body_text == "\n".join(TEXT)


def test_a_day_with_its_year_in_the_time_element_is_read(read: Reader) -> None:
    head = "<p><time datetime='2017-03-08T09:30:00+08:00'>3月8日</time> 来源 / 县农技推广站</p>"
    found = read(page(f"<article><h1>{TITLE}</h1>{head}<div>{paragraphs()}</div></article>"))
    assert (found.published_at, found.source) == ("2017-03-08 09:30", "县农技推广站")


def test_a_day_in_one_box_and_its_month_in_another_are_one_date(read: Reader) -> None:
    box = "<div class=day><b>08</b><span>2017-03</span></div>"
    found = read(page(f"<div><div class=head>{box}<h2>{TITLE}</h2></div><div>{paragraphs()}</div></div>"))
    assert found.published_at == "2017-03-08"


def test_dates_as_java_prints_them_are_read_and_other_text_stays() -> None:
    assert without_java_dates("x Wed Mar 08 09:30:12 CST 2017 y") == "x 2017-03-08 09:30:12 y"
    assert without_java_dates("CST 2017") == "CST 2017"


def test_a_calling_before_the_name_is_kept_with_it(read: Reader) -> None:
    info = "<p>发布时间：2017-03-08　来源：栖云日报　作者：通讯员 某某　点击：3</p>"
    assert read(page(f"<h1>{TITLE}</h1>{info}<div>{paragraphs()}</div>")).author == "通讯员 某某"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>一 &amp; 二<br>三</p><p>四&nbsp;五</p>", "一 & 二\n三\n四 五"),
        ("<table><tr><td>甲<br>乙</td><td></td><td>丙</td></tr></table><p>丁</p>", "甲 乙\t\t丙\n丁"),
        ('<p title="a>b">六</p>\n<div>\n七\t八 </div>', "六\n七 八"),
        ("<table><tr><td><table><tr><td>内</td><td>外</td></tr></table></td></tr></table>", "内\t外"),
    ],
)
def test_the_text_of_a_body_is_a_line_a_paragraph_and_a_tab_a_cell(html: str, text: str) -> None:
    assert body_text(html) == text
