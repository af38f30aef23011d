# ruff: noqa: E501  (markup reads better unbroken)
"""Whole pages in the shapes of the families: what a reader sees is what the page gives."""

import pytest

from migrate.model import Kind
from tests.extract import pages

ARTICLES = {
    # page: (published_at, source, attachments as (name, inline), images)
    "trs_gbk": ("2017-03-08 09:30", "县农技推广站", [("春耕任务分解表.doc", False)], 1),
    "plain_tables": ("2009-03-08", "办公室", [], 0),
    "ucap": ("2018-05-06 10:20", "县政府办", [], 0),
    "hanweb": ("2011-05-06", "", [("听证会公告.pdf", True)], 0),
    "vsb": ("2019-11-03 08:15", "", [("申报表.xls", False)], 1),
    "webplus_pdf": ("2024-09-02", "", [("春耕工作方案.pdf", True)], 0),
    "short_notice": ("2016-07-01", "种植业科", [("1.任务分解表", False), ("下载", False)], 0),
    "document_box": ("2020-08-05", "", [], 0),
    "date_conflict": ("2009-09-30 16:05", "农技站", [], 0),
    "image_only": ("2015-04-01", "办公室", [("扫描件.pdf", True)], 2),
    "written_source": ("2013-06-07", "县广播电视台", [], 0),
    "hand_made": ("2005-12-23", "", [], 0),
    "word_debris": ("2012-01-05", "县局", [], 0),
}


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_of_each_family_is_read_whole(read, name):
    page = read(getattr(pages, name)())
    published_at, source, attachments, images = ARTICLES[name]
    assert page.kind is Kind.ARTICLE
    assert page.title == pages.TITLE
    assert page.published_at == published_at
    assert page.source == source
    assert [(found.name, found.inline) for found in page.attachments] == attachments
    assert len(page.images) == images


@pytest.mark.parametrize(
    "name", ["trs_gbk", "plain_tables", "ucap", "hanweb", "vsb", "document_box", "hand_made", "written_source"]
)
def test_the_body_holds_every_paragraph_and_no_chrome(read, name):
    text = read(getattr(pages, name)()).body_text
    for paragraph in pages.TEXT:
        assert paragraph in text
    for chrome in ("版权所有", "打印本页", "上一篇", "发布时间", "当前位置", "首页", "点击数", "ICP"):
        assert chrome not in text


def test_a_body_is_found_by_its_family_or_else_by_its_weight(read):
    methods = {
        name: read(getattr(pages, name)()).method for name in ("trs_gbk", "hanweb", "vsb", "plain_tables", "hand_made")
    }
    assert methods == {
        "trs_gbk": "container:trs",
        "hanweb": "mark:standard",
        "vsb": "container:vsb",
        "plain_tables": "density",
        "hand_made": "density",
    }


def test_the_columns_come_from_the_breadcrumb_without_home_and_title(read):
    assert read(pages.trs_gbk()).column == ("政务公开", "通知公告")
    assert read(pages.plain_tables()).column == ("工作动态",)
    assert read(pages.date_conflict()).column == ("通知公告",)  # no breadcrumb: the meta
    assert read(pages.hand_made()).column == ()


def test_the_trail_of_a_list_ends_with_the_list_itself(read):
    assert read(pages.dated_list(), "tzgg/").column == ("通知公告",)


def test_author_and_source_of_one_line_are_told_apart(read):
    page = read(pages.plain_tables())
    assert (page.author, page.source) == ("李四", "办公室")


def test_a_table_alone_is_an_article_with_its_cells_in_order(read):
    page = read(pages.table_only())
    assert page.kind is Kind.ARTICLE
    assert page.published_at == "2008-11-12"
    assert "1\t青山镇\t10亩" in page.body_text.split("\n")


def test_a_table_keeps_its_spans(read):
    assert 'colspan="2"' in read(pages.ucap()).body_html


def test_the_home_page_is_known_by_its_address(read):
    assert read(pages.home(), "").kind is Kind.HOME
    assert read(pages.home(), "index.html").kind is Kind.HOME
    assert read(pages.home(), "tzgg/").kind is Kind.LIST


def test_a_list_gives_full_titles_and_dates(read):
    page = read(pages.dated_list(), "tzgg/")
    assert page.kind is Kind.LIST
    assert len(page.entries) == 10
    assert page.entries[0].title == "全县第10次农产品质量安全检查通报"
    assert page.entries[0].published_at == "2017-10-10"
    assert page.entries[0].url == pages.HOME + "tzgg/201710/t20171010_10.html"


def test_a_row_that_shows_month_and_day_only_gets_no_year(read):
    entries = read(pages.home(), "").entries
    assert [entry.published_at for entry in entries] == [None] * 6


def test_an_error_page_that_answers_200_is_no_article(read):
    assert read(pages.soft_404()).kind is Kind.PAGE


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<html><head><title>x</title></head><body><div id=app></div><script src=a.js></script></body></html>",
        "<html><frameset cols=20,80><frame src=l.htm><frame src=m.htm></frameset></html>",
        "<meta http-equiv=refresh content='0;URL=/wcm'>",
    ],
)
def test_a_shell_is_a_page_and_nothing_else(read, markup):
    page = read(markup)
    assert page.kind is Kind.PAGE
    assert page.body_html == ""


def test_dated_rows_beside_a_short_article_do_not_make_it_a_list(read):
    rows = "".join(
        f"<li><a href='/g/{n}.html'>全县第{n}次春耕生产现场会召开</a><span>2012-03-{n}</span></li>"
        for n in range(10, 20)
    )
    body = (
        f"<table><tr><td><ul>{rows}</ul></td><td><div class=tt>{pages.TITLE}</div><div>2012-5-6 14:20:33　点击：22次</div>"
        "<div><p>经研究决定，5月8日上午召开春耕现场会，请准时参加。</p><p>栖云县农业局</p><p>2012年5月6日</p></div></td></tr></table>"
    )
    page = read(pages.whole(body))
    assert page.kind is Kind.ARTICLE
    assert page.published_at == "2012-05-06 14:20"
    assert page.body_text.startswith("经研究决定")


def test_rows_that_carry_labels_are_still_rows(read):
    rows = "".join(
        f"<div class=item><a href='/a/{n}.html'>全县第{n}次春耕现场会议召开</a><p>发布时间：2015-03-{n} 来源：办公室</p></div>"
        for n in range(10, 20)
    )
    page = read(pages.whole(f"<div>{rows}</div>", title="工作动态"), "gzdt/")
    assert page.kind is Kind.LIST
    assert [entry.published_at for entry in page.entries][:2] == ["2015-03-10", "2015-03-11"]


def test_a_channel_page_gives_the_rows_of_all_its_dated_lists(read):
    boxes = "".join(
        f"<div><h3>{name}</h3><ul class={slug}>"
        + "".join(
            f"<li><a href='/{slug}/{n}.html'>{name}第{n}次会议顺利召开</a>[2015-03-{n}]</li>" for n in range(10, 14)
        )
        + "</ul></div>"
        for slug, name in (("gzdt", "工作动态"), ("tzgg", "通知公告"))
    )
    assert len(read(pages.whole(f"<div class=main>{boxes}</div>", title="政务公开"), "zwgk/").entries) == 8


def test_rows_that_a_script_carries_are_found(read):
    record = "<record><![CDATA[<li><a href='/art/2020/8/14/art_1_{n}.html' title='全县第{n}次会议'>全县第…</a><i>2020-08-1{n}</i></li>]]></record>"
    script = (
        "<script type='text/xml'><datastore><totalrecord>61</totalrecord>"
        + "".join(record.format(n=n) for n in range(1, 5))
        + "</datastore></script>"
    )
    page = read(pages.whole(f"<div id=list>{script}</div>", title="通知公告"), "col/col1/index.html")
    assert page.kind is Kind.LIST
    assert [(entry.title, entry.published_at) for entry in page.entries[:1]] == [("全县第1次会议", "2020-08-11")]


def test_phone_and_desktop_copies_of_a_text_are_one(read):
    double = f"<div class=zoom>{pages.paragraphs()}</div>"
    body = f"<div class=pc><h1>{pages.TITLE}</h1><div>发布时间：2019-05-05</div>{double}</div><div class=wap><h1>{pages.TITLE}</h1>{double}</div>"
    assert read(pages.whole(body)).body_text.count(pages.TEXT[0]) == 1


def test_lines_of_a_notice_that_look_like_labels_stay(read):
    body = (
        f"<h1>{pages.TITLE}</h1><div>发布时间：2019-05-05 来源：办公室</div><div><p>时间：2019年5月8日上午9时</p>"
        "<p>地点：县农业局三楼会议室</p><p>参加人员：各乡镇农技站站长、局机关全体干部职工。</p><p>其他事项：</p><p>无</p></div>"
    )
    page = read(pages.whole(body))
    assert page.body_text.split("\n")[0] == "时间：2019年5月8日上午9时"
    assert page.body_text.split("\n")[-1] == "无"
    assert page.published_at == "2019-05-05"


def test_an_article_of_links_to_documents_is_an_article(read):
    links = "".join(f"<p><a href='/f/{n}.doc'>附件{n}：任务分解表之{n}</a></p>" for n in range(1, 5))
    page = read(pages.whole(f"<h1>{pages.TITLE}</h1><div>发布时间：2019-05-05 来源：办公室</div><div>{links}</div>"))
    assert page.kind is Kind.ARTICLE
    assert [found.inline for found in page.attachments] == [True] * 4


def test_a_heading_on_two_lines_is_one_title(read):
    body = f"<h1>栖云县农业农村局<br>{pages.TITLE}</h1><div>发布时间：2019-05-05</div><div>{pages.paragraphs()}</div>"
    assert read(pages.whole(body)).title == "栖云县农业农村局" + pages.TITLE


@pytest.mark.parametrize(
    "title, expected",
    [
        (f"{pages.TITLE}_栖云县农业农村局", pages.TITLE),
        (f"栖云县农业农村局 - {pages.TITLE}", pages.TITLE),
        (f"{pages.TITLE}-通知公告-栖云县政府门户网站", pages.TITLE),
    ],
)
def test_the_title_tag_gives_a_title_without_site_and_column(read, title, expected):
    assert read(pages.whole(f"<div>{pages.paragraphs()}</div>", title=title)).title == expected


def test_a_base_element_decides_what_links_are_relative_to(read):
    head = "<base href='http://files.qiyun.gov.example/up/'>"
    body = f"<h1>{pages.TITLE}</h1><div>发布时间：2019-05-05</div><div>{pages.paragraphs()}<img src='a.jpg'></div>"
    assert read(pages.whole(body, head)).images[0].old_url == "http://files.qiyun.gov.example/up/a.jpg"


def test_a_caption_that_repeats_the_title_is_not_the_heading(read):
    body = (
        "<div class=where>您的位置：<a href='/'>首页</a> &gt;&gt; <a href='/c5/'>景区景点</a> &gt;&gt; 正文</div><table><tr><td class=title>白石古村</td></tr>"
        f"<tr><td>发布时间：2012-10-11　来源：县旅游局</td></tr><tr><td>{pages.TEXT[0]}<div align=center><img src='/1.png'><br>白石古村</div>{pages.TEXT[1]}</td></tr></table>"
    )
    page = read(pages.whole(body, title="白石古村_栖云旅游"))
    assert page.title == "白石古村"
    assert page.body_text.split("\n") == [pages.TEXT[0], "白石古村", pages.TEXT[1]]
    assert page.column == ("景区景点",)


def test_the_line_above_the_label_line_is_the_title_where_the_title_tag_names_only_the_site(read):
    body = (
        "<table><tr><td><h3 class=title>栏目导航</h3><a href='a.htm'>政策法规</a></td><td><p align=center><b>全县春耕生产现场会召开</b></p>"
        f"<p align=center>作者：张三　时间：2008-4-5</p>{pages.paragraphs()}</td></tr></table>"
    )
    page = read(pages.whole(body, title="栖云县农业局"))
    assert (page.title, page.author, page.published_at) == ("全县春耕生产现场会召开", "张三", "2008-04-05")


def test_an_ideographic_space_inside_a_line_is_kept(read):
    body = f"<h1>{pages.TITLE}</h1><div>发布时间：2019-05-05</div><div>{pages.paragraphs('第一条　为规范管理，制定本办法。')}</div>"
    assert "第一条　为规范管理，制定本办法。" in read(pages.whole(body)).body_text.split("\n")


def test_a_short_title_among_long_ones_is_a_row_and_the_menu_is_none(read):
    rows = "".join(
        f"<P><FONT>◎ <A HREF='./{n}.htm'>{name}</A></FONT></P>"
        for n, name in enumerate(("古桥考", "栖云县地名由来及读音", "栖云县旧志存佚述略"))
    )
    body = (
        "<TABLE><TR><TD><A HREF='../index.htm'>首　　页</A> ┃ <A HREF='../xz/'>县志选载</A> ┃ <A HREF='./'>地情资料</A></TD></TR>"
        f"<TR><TD>当前位置：<A HREF='../index.htm'>首页</A> → 地情资料<BLOCKQUOTE>{rows}</BLOCKQUOTE></TD></TR></TABLE>"
    )
    page = read(pages.whole(body, title="地情资料"), "dq/index.htm")
    assert page.kind is Kind.LIST
    assert [entry.title for entry in page.entries] == ["古桥考", "栖云县地名由来及读音", "栖云县旧志存佚述略"]


def test_a_list_that_a_script_fills_is_a_list_without_rows(read):
    page = read(
        pages.whole(
            "<ul id=l></ul><script>createPageHTML('page_div',10,1,'zwgklist','shtml',200)</script>", title="文件通知"
        ),
        "c1/zwgklist.shtml",
    )
    assert page.kind is Kind.LIST
    assert page.entries == ()
