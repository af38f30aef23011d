# ruff: noqa: E501  (markup reads better unbroken)
"""Articles over several pages: which pages are parts of which, and what is never one."""

import pytest

from migrate.extract.parts import grouped, joined, numbered, without_pager
from migrate.model import Found, Kind, Page
from tests.extract import pages

HOME = pages.HOME
TITLE = pages.TITLE


def part(links: str, text: str = pages.paragraphs(), title: str = TITLE) -> str:
    return pages.whole(
        f"<h1>{title}</h1><div>发布时间：2019-05-05 来源：办公室</div><div id=zoom>{text}{links}</div>", title=title
    )


@pytest.mark.parametrize(
    "path, named",
    [
        ("ShowArticle.asp?ArticleID=5", ["ShowArticle.asp?ArticleID=5&Page=2", "ShowArticle.asp?ArticleID=5&Page=3"]),
        ("ShowArticle.asp?ArticleID=5&Page=2", ["ShowArticle.asp?ArticleID=5", "ShowArticle.asp?ArticleID=5&Page=3"]),
        ("a/t20170608_123.html", ["a/t20170608_123_1.html", "a/t20170608_123_2.html"]),
        ("a/content_5.html", ["a/content_5_2.html", "a/content_5_3.html"]),
        ("a/content_5_2.html", ["a/content_5.html", "a/content_5_3.html"]),
        ("a/123.html", ["a/123_2.html"]),
        ("view.php?aid=9", ["view.php?aid=9&pageno=2"]),
    ],
)
def test_the_pager_inside_an_article_names_its_other_parts(read, path, named):
    links = "".join(f"<a href='/{one}'>{at}</a> " for at, one in enumerate(named, start=1))
    page = read(part(f"<div>上一页 {links} 下一页</div>"), path)
    assert page.kind is Kind.ARTICLE
    assert page.parts == tuple(HOME + one for one in named)


@pytest.mark.parametrize(
    "path, links",
    [
        ("a/123.html", "上一篇：<a href='124.html'>关于表彰先进集体的决定</a> 下一篇：<a href='122.html'>另一篇</a>"),
        ("a/123.html", "<a href='123_2.html'>关于春耕的通知（续）</a>"),  # a title is no page number
        ("a/123.html", "<a href='index_2.html'>2</a><a href='/'>首页</a><a href='124.html'>下一页</a>"),
        ("ShowArticle.asp?ArticleID=5", "<a href='ShowClass.asp?ClassID=1&page=2'>2</a>"),
        ("ShowArticle.asp?ArticleID=5", "<a href='ShowArticle.asp?ArticleID=6&Page=2'>2</a>"),
        ("a/123.html", "<a href='javascript:void(0)'>2</a><a href='http://['>3</a>"),
    ],
)
def test_neighbours_lists_and_other_articles_are_no_parts(read, path, links):
    assert read(part(f"<div>{links}</div>"), path).parts == ()


def test_a_pager_that_trs_prints_by_script_names_the_parts(read):
    script = '<script>createPageHTML(3, 0, "t20170608_123", "html");</script>'
    page = read(part(script), "a/t20170608_123.html")
    assert page.parts == (f"{HOME}a/t20170608_123_1.html", f"{HOME}a/t20170608_123_2.html")
    assert read(part(script.replace("_123", "_999")), "a/t20170608_123.html").parts == ()


def test_a_list_has_no_parts(read):
    body = pages.dated_list().decode() if isinstance(pages.dated_list(), bytes) else pages.dated_list()
    listed = body.replace("</body>", "<div><a href='index_2.html'>2</a></div></body>")
    page = read(listed, "tzgg/index.html")
    assert (page.kind, page.parts) == (Kind.LIST, ())


def urls(*numbers: str) -> list[str]:
    return [f"{HOME}a/5{number}.html" for number in numbers]


def test_parts_are_pages_of_one_title_with_one_first_page_in_order_of_their_numbers():
    first, second, tenth = urls("", "_2", "_10")
    found = list(
        grouped([(tenth, TITLE, [first]), (first, TITLE, [second, tenth]), (second, f"{TITLE}(2)", [first, tenth])])
    )
    assert [(one.first, one.urls) for one in found] == [(first, (first, second, tenth))]


def test_a_page_of_another_title_is_no_part():
    first, second = urls("", "_2")
    assert list(grouped([(first, TITLE, [second]), (second, "另一篇", [first])])) == []


def test_pages_numbered_alike_are_no_parts_of_a_first_page_that_nobody_knows():
    one, other = f"{HOME}a/content_5.html", f"{HOME}a/content_6.html"
    assert list(grouped([(one, TITLE, [other]), (other, TITLE, [one])])) == []


def test_a_part_that_is_only_named_belongs_to_the_article():
    first, second = urls("", "_2")
    assert [one.urls for one in grouped([(first, TITLE, [second])])] == [(first, second)]


def test_bodies_are_joined_in_order_without_their_pagers_and_with_all_files():
    first, second = urls("", "_2")
    image, file = Found(f"{HOME}1.jpg", "图", True), Found(f"{HOME}1.doc", "表.doc")
    pager = f'<p>上一页 <a href="{first}">1</a> 2 <a href="{second}">下一页</a></p>'
    one = Page(first, Kind.ARTICLE, title=TITLE, published_at=None, body_html=f"<p>甲。</p>{pager}", body_text="甲。", images=(image,))  # fmt: skip
    two = Page(second, Kind.ARTICLE, title=f"{TITLE}(2)", published_at="2019-05-05", body_html=f"<p>乙。</p>{pager}", body_text="乙。", images=(image,), attachments=(file,))  # fmt: skip
    whole = joined([one, two], [first, second])
    assert (whole.url, whole.title, whole.published_at) == (first, TITLE, "2019-05-05")
    assert whole.body_text == "甲。\n乙。"
    assert "href" not in whole.body_html
    assert (whole.images, whole.attachments) == ((image,), (file,))


def test_a_link_in_the_text_that_leads_to_a_part_stays():
    (second,) = urls("_2")
    html = f'<p>见<a href="{second}">本文第二部分所附的表格</a>。</p><p>2 <a href="{second}">2</a></p>'
    assert without_pager(html, frozenset({second})) == html.partition("<p>2 ")[0]


def test_a_pager_between_texts_goes_without_them():
    second, third = urls("_2", "_3")
    html = f'甲。<br>[1] <a href="{second}">[2]</a> <a href="{third}">[3]</a><br>乙。'
    assert without_pager(html, frozenset({second, third})).replace("<br>", "") in {"甲。乙。", "甲。[1] 乙。"}


def test_a_line_of_many_digits_costs_no_more_than_its_length():
    (second,) = urls("_2")
    html = f'<p>{"1" * 5000}x<a href="{second}">{"1" * 30}</a></p>'
    assert "1" * 5000 in without_pager(html, frozenset({second}))


@pytest.mark.parametrize(
    "url", ["", "x", "http://[", "http://a.example", "http://a.example/?page=2", "http://a/_1.html"]
)
def test_any_address_is_looked_at_without_a_fault(url):
    found = numbered(url)
    assert found is None or found == ("http://a.example/", 2)
