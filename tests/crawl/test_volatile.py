"""Pages that change at each request: which differences are mere details, and which are not."""

import pytest

from mappings.aliases import read_aliases
from migrate.crawl.volatile import is_mere_detail

URL = "http://nyncj.qiyun.gov.example/xw/1.html"
RULES = read_aliases()


def page(body: str, head: str = "") -> bytes:
    return f'<html><head><meta charset="utf-8">{head}</head><body><h1>通知</h1>{body}</body></html>'.encode()


DETAILS = [
    ("<p>浏览次数：<span id=hits>17</span>次</p>", "<p>浏览次数：<span id=hits>1,018</span>次</p>"),
    ("<p>访问量：17</p>", "<p>访问量：18</p>"),
    ("<p>点击数[17]</p>", "<p>点击数[18]</p>"),
    ("<p>阅读：(17)</p>", "<p>阅读：(18)</p>"),
    ("<p>您是第 17 位访问者</p>", "<p>您是第 18 位访问者</p>"),
    ("<p>您是第17位访客</p>", "<p>您是第18位访客</p>"),
    ("<p>访问量17 14:05:33</p>", "<p>访问量19 14:06:02</p>"),
    ("<div>星期二</div><div>14:05:33</div>", "<div>星期二</div><div>9:06:02</div>"),
    ("<p>已有17人浏览过</p>", "<p>已有180人浏览过</p>"),
    ("<p>在线人数 3</p>", "<p>在线人数 5</p>"),
    ("<p>今天是2016年3月1日 星期二</p>", "<p>今天是2016年3月9日 星期三</p>"),
    ("<p>当前时间：2016-03-01 08:30:05</p>", "<p>当前时间：2016-03-01 18:31:55</p>"),
    ("<p>页面执行时间：0.031秒</p>", "<p>页面执行时间：0.12秒</p>"),
    ('<input type="hidden" name="__VIEWSTATE" value="abc">', '<input type="hidden" name="__VIEWSTATE" value="dEf9">'),
    ("<!-- built 08:30 -->", "<!-- built 09:30 -->"),
    ("<script>var stamp=1456790400123;</script>", "<script>var stamp=1456790499999;</script>"),
    ('<a href="/b.jsp;jsessionid=1F2E?id=3">乙</a>', '<a href="/b.jsp;jsessionid=77AA?id=3">乙</a>'),
]
CHANGES = [
    ("<p>下达资金17万元</p>", "<p>下达资金18万元</p>"),
    ("<p>发布时间：2016-03-01</p>", "<p>发布时间：2016-03-09</p>"),
    ("<p>2016-03-01 08:30:05</p>", "<p>2016-03-01 08:31:05</p>"),
    ("<p>2016年3月1日 08:30:05</p>", "<p>2016年3月1日 08:31:05</p>"),
    ("<p>会议时间：上午 8:30</p>", "<p>会议时间：上午 9:00</p>"),
    ("<p>景区接待 17 位游客</p>", "<p>景区接待 18 位游客</p>"),
    ("<p>事项处理时间：30秒</p>", "<p>事项处理时间：60秒</p>"),
    ("<p>走访村民17人</p>", "<p>走访村民18人</p>"),
    ("<p>信访局接待来访人数：17人次</p>", "<p>信访局接待来访人数：18人次</p>"),
    ("<p>访问 3 个村</p>", "<p>访问 5 个村</p>"),
    ('<a href="/b.html?id=3">乙</a>', '<a href="/b.html?id=4">乙</a>'),
    ('<a href="/b.html">乙</a>', '<a href="/b.html">乙</a><a href="/c.html">丙</a>'),
    ('<img src="/1.jpg">', '<img src="/2.jpg">'),
    ("<script>load('a')</script>", "<script>load('a');load('b')</script>"),
    ("<p>甲</p><p>乙</p>", "<p>乙</p><p>甲</p>"),
    ('<input type="text" value="甲">', '<input type="text" value="乙">'),
]


@pytest.mark.parametrize(("before", "after"), DETAILS)
def test_what_changes_at_each_request_is_a_detail(before: str, after: str) -> None:
    assert is_mere_detail(page(before), page(after), URL, RULES)


@pytest.mark.parametrize(("before", "after"), CHANGES)
def test_what_a_page_says_is_no_detail(before: str, after: str) -> None:
    assert not is_mere_detail(page(before), page(after), URL, RULES)


def test_a_publish_date_in_the_head_is_no_detail() -> None:
    dates = ['<meta name="PubDate" content="2016-03-01">', '<meta name="PubDate" content="2016-03-09">']
    assert not is_mere_detail(page("", dates[0]), page("", dates[1]), URL, RULES)


def test_the_charset_a_page_is_sent_in_is_a_detail_where_its_text_is_the_same() -> None:
    text = "<html><head><title>通知</title></head><body><p>各乡镇要抓好春耕备耕工作，按时上报进度。</p></body></html>"
    assert is_mere_detail(text.encode("gb18030"), text.encode(), URL, RULES)


def test_a_page_of_another_title_is_no_detail() -> None:
    assert not is_mere_detail(page("", "<title>甲</title>"), page("", "<title>乙</title>"), URL, RULES)
