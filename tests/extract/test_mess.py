# ruff: noqa: E501  (markup reads better unbroken)
"""What hand-made and old template sites print around an article: each page is named for the fault it once caused."""

import pytest

from migrate.model import Kind
from tests.extract import pages

DATED = "<p>发布时间：2015-05-05 来源：办公室</p>"


def test_a_bracketed_date_beside_the_clicks_is_the_label_line_below_the_title(read):
    body = (
        "<table><tr><td align=center><font size=5><b>全县馆藏文献清点完成</b></font></td></tr>"
        f"<tr><td>[ 2009年3月8日 ]　浏览：774次</td></tr><tr><td>{pages.paragraphs()}</td></tr></table>"
    )
    page = read(pages.whole(body, title="栖云县档案信息网"), "news.asp?id=104")
    assert (page.title, page.published_at) == ("全县馆藏文献清点完成", "2009-03-08")
    assert page.body_text == "\n".join(pages.TEXT)


@pytest.mark.parametrize("said", ["未知", "null", "无", "佚名"])
def test_a_placeholder_beside_the_source_label_is_no_source(read, said):
    body = (
        f"<h1>{pages.TITLE}</h1><div>发布时间：2015-05-05　来源：{said}　点击：3</div><div>{pages.paragraphs()}</div>"
    )
    assert read(pages.whole(body)).source == ""


def test_a_meta_that_says_null_says_nothing(read):
    body = f"<h1>{pages.TITLE}</h1><div>发布时间：2015-05-05</div><div>{pages.paragraphs()}</div>"
    page = read(
        pages.whole(body, "<meta name='ContentSource' content='null'><meta name='ArticleTitle' content='NULL'>")
    )
    assert (page.title, page.source) == (pages.TITLE, "")


def test_a_source_label_in_brackets_is_read(read):
    body = f"<h1>{pages.TITLE}</h1><div>发布时间：2015-05-05　【来源】县档案馆　浏览：3次</div><div>{pages.paragraphs()}</div>"
    assert read(pages.whole(body)).source == "县档案馆"


def test_an_excerpt_above_the_text_and_the_votes_below_it_are_no_text(read):
    text = pages.TEXT[1]
    body = (
        f"<div class=viewbox><div class=title><h2>{pages.TITLE}</h2></div><div class=info><small>时间:</small>2015-05-05 10:20"
        f"<small>来源:</small>县体校<small>作者:</small>admin<small>点击:</small>次</div><div class=intro>{text[:24]}...</div>"
        f"<div class=content><table><tr><td><div>{text}</div></td></tr></table></div>"
        "<div class=newdigg><div>顶一下</div><div>(0)</div><div>踩一下</div></div>"
        "<div><strong>------分隔线----------------------------</strong></div><div>上一篇：没有了</div></div>"
    )
    assert read(pages.whole(body)).body_text == text


def test_a_first_line_that_ends_in_dots_stays_where_the_text_does_not_repeat_it(read):
    body = f"<h1>{pages.TITLE}</h1>{DATED}<div><p>春风又绿栖云山，一年之计从头说……</p>{pages.paragraphs()}</div>"
    assert read(pages.whole(body)).body_text.startswith("春风又绿栖云山")


def test_a_file_linked_by_an_icon_and_then_by_its_name_has_its_name(read):
    files = "<a href='/u/1-508.rar'><img src='/plus/img/addon.gif'></a><a href='/u/1-508.rar'>赛事规程.rar</a>"
    page = read(pages.whole(f"<h1>{pages.TITLE}</h1>{DATED}<div>{pages.paragraphs()}<p>{files}</p></div>"))
    assert [found.name for found in page.attachments] == ["赛事规程.rar"]
    assert page.images == ()


@pytest.mark.parametrize(
    ("title", "body", "path"),
    [
        ("机构职能_栖云县水利局", f"<h1>机构职能</h1><div>{pages.paragraphs()}</div>", "jgzn/a.html"),
        (
            "写信_栖云县水利局",
            f"<h1>写信给我们</h1><p>{pages.TEXT[0]}</p><form method=post><textarea name=c></textarea></form>",
            "ldxx.shtml",
        ),
        ("栖云县档案信息网", f"<center><font size=5>馆情</font></center><p>{''.join(pages.TEXT)}</p>", "about.asp"),
        ("提示信息_栖云县体育局", "<p>你尚未登录，请先登录后再进行收藏操作，谢谢。</p>", "plus/stow.php?aid=5"),
    ],
)
def test_an_undated_page_about_the_site_itself_is_no_article(read, title, body, path):
    assert read(pages.whole(body, title=title), path).kind is Kind.PAGE


def test_a_dated_article_may_be_called_as_a_page_of_the_site_is(read):
    page = read(pages.whole(f"<h1>机构职能</h1>{DATED}<div>{pages.paragraphs()}</div>", title="机构职能_栖云县水利局"))
    assert page.kind is Kind.ARTICLE


def test_an_article_with_a_comment_form_is_an_article(read):
    form = "<form method=post><textarea name=comment></textarea></form>"
    assert read(pages.whole(f"<h1>{pages.TITLE}</h1>{DATED}<div>{pages.paragraphs()}</div>{form}")).kind is Kind.ARTICLE


def test_an_undated_text_with_a_number_in_its_address_stays_an_article_under_the_name_of_the_site(read):
    page = read(pages.whole(f"<td>{pages.paragraphs()}</td>", title="栖云县档案信息网"), "html/34.html")
    assert page.kind is Kind.ARTICLE


@pytest.mark.parametrize("separator", [" - ", " | ", " / ", " → ", " 》 ", "::", "&gt;&gt;"])
def test_a_breadcrumb_is_read_whatever_stands_between_its_names(read, separator):
    trail = separator.join(
        ["<a href='/'>首页</a>", "<a href='/xxgk/'>信息公开</a>", "<a href='/xxgk/fg/'>法规文件</a>"]
    )
    body = f"<div>当前位置： {trail}</div><h1>{pages.TITLE}</h1>{DATED}<div>{pages.paragraphs()}</div>"
    assert read(pages.whole(body)).column == ("信息公开", "法规文件")


def test_a_foot_longer_than_the_article_is_none_of_it(read):
    foot = "".join(
        f"<p>{line}</p>"
        for line in (
            "本网站由栖云县人民政府办公室统一建设管理，各部门负责本单位栏目的内容保障工作，未经许可不得复制或者建立镜像。",
            "为了获得更好的浏览效果，请使用主流浏览器访问本站，如有意见和建议请通过电话或邮件与我们联系，我们将及时答复。",
            "地址：栖云县文教路2号　邮编：000000　电话：0000-0000002　传真：0000-0000003　值班电话：0000-0000004",
            "热线电话每天早上八点至晚上八点有人接听，节假日照常受理，紧急情况请拨打县应急指挥中心电话，谢谢您的理解。",
            "主办：栖云县教育局　承办：栖云县教育局办公室　网站标识码：0000000002",
        )
    )
    text = "经研究决定，全县中小学于五月八日上午召开春季运动会，请准时参加。"
    page = f"<h2>{pages.TITLE}</h2><div>发布时间：2018-12-24</div><div><p>{text}</p></div>"
    markup = f"<html><head><title>{pages.TITLE}</title></head><body><div>{page}</div><div class='bottom'>{foot}</div></body></html>"
    assert read(markup).body_text == text
