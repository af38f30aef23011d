"""Pagers: the list pages that only a script, a form or an API knows; at least one list for each rule."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.families import PagerRow, read_families
from migrate.crawl.pagers.chain import behind
from migrate.crawl.pagers.every import entries_of, pagers_of
from migrate.crawl.pagers.pager import MAX_PAGES, Pager, with_key
from migrate.crawl.pagers.ruled import ruled
from migrate.model import Ask

HOST = "http://a.example"
FOLDER = f"{HOST}/gk/"
RULES = read_families()
MODULE = "ab" * 16


def pagers(text: str, file: str = "", body: str | None = None) -> list[Pager]:
    return pagers_of(text, Ask(FOLDER + file, body), RULES)


def at(text: str, target: str, body: str | None = None) -> Pager:
    (pager,) = pagers_of(text, Ask(HOST + target, body), RULES)
    return pager


def files(pager: Pager) -> list[str]:
    return [one.removeprefix(FOLDER) for one in pager.page_urls]


def told(pager: Pager) -> list[str]:
    return [f"{ask.url.removeprefix(HOST)} {ask.body or ''}".strip() for ask in pager.asks]


@pytest.mark.parametrize(
    ("text", "file", "rule", "names"),
    [
        ('createPageHTML(4, 0, "index", "html");', "", "P1", ["index_1.html", "index_2.html", "index_3.html"]),
        ("createPageHTML(3,0,'tz','shtml')", "tz.shtml", "P1", ["tz_1.shtml", "tz_2.shtml"]),
        ('createPage(2, 0, "index", "html")', "index.html", "P1", ["index_1.html"]),
        ('createPageHTML(3, 0, "index", "html", 20, 55)', "", "P1", ["index_1.html", "index_2.html"]),
        ("document.write(createPageHTML( 2 ,\n0 , 'index' , 'html' ))", "", "P1", ["index_1.html"]),
        ("Pager({total:3,prefix:'index',suffix:'html',current:0})", "", "P1-object", ["index_1.html", "index_2.html"]),
        ('createPageHTML(3, 1, "index", "html");', "", "P1-one", ["index_2.html", "index_3.html"]),
        ("createPageHTML('page_div',3, 1,'fg','shtml',89)", "fg.shtml", "P2", ["fg_2.shtml", "fg_3.shtml"]),
        (
            'createPageHTML("page-div",2,1,"common_list","shtml",1000);',
            "common_list.shtml",
            "P2",
            ["common_list_2.shtml"],
        ),
        ('createPageHTML(1, 0, "index", "html");', "", "P1", []),
    ],
)
def test_the_first_page_of_a_list_declares_all_others(text: str, file: str, rule: str, names: list[str]) -> None:
    (pager,) = pagers(text, file)
    assert (pager.rule_id, files(pager), pager.first_url) == (rule, names, None)


VSB = (
    '<span class="p_t">共52条</span><span class="p_no"><a href="zbgg/{}.htm">2</a></span><a href="zbgg/1.htm">尾页</a>'
)


@pytest.mark.parametrize(
    ("rule", "target", "text", "last", "number"),
    [
        (
            "P1b",
            "/sub/",
            'createPageHTML(3, 0, "index", "shtml")<a href="index_7031_1.shtml">',
            "/sub/index_7031_2.shtml",
            3,
        ),
        (
            "P4",
            "/module/xxgk/search.jsp?divid=div1&currpage=1",
            "<tr class=tr_main_value_odd>" * 5 + "共 12 条",
            "/module/xxgk/search.jsp?divid=div1&currpage=3",
            3,
        ),
        ("P7", "/zbgg.htm", VSB.format(10), "/zbgg/1.htm", 11),
        ("P8", "/n1/index.html", 'purl="../n1/index_2603340"; maxPageNum = 16;', "/n1/index_2603340_1.html", 16),
        (
            "P9",
            "/hb/index.shtml",
            '<a href="/system/more/2001/0000/2001_00000016.shtml">下一页</a>',
            "/system/more/2001/0000/2001_00000001.shtml",
            17,
        ),
        ("P10", "/34/list.htm", '<em class="all_pages">12</em>', "/34/list12.htm", 12),
        ("P10", "/34/list.psp", '<em class="all_pages">2</em>', "/34/list2.psp", 2),
        ("P11", "/jyxx/index.jhtml", '共5页 <a href="index_2.jhtml">', "/jyxx/index_5.jhtml", 5),
        ("P12b", "/smwz/003001/", 'var totalPageNums = 12; f("?pageing=")', "/smwz/003001/?pageing=12", 12),
        ("P12c", "/003001/003001001/moreinfo.html", "共 8 页", "/003001/003001001/8.html", 8),
        (
            "P14",
            "/site/label/8888?labelName=publicInfoList&pageSize=15&pageIndex=1",
            "<li>共40条</li>",
            "/site/label/8888?labelName=publicInfoList&pageSize=15&pageIndex=3",
            3,
        ),
        (
            "P15",
            "/gkmlpt/api/all/721?page=1&sid=6",
            '{"post_count":45,"articles":[' + '{"post_url":"x"},' * 19 + '{"post_url":"x"}]}',
            "/gkmlpt/api/all/721?page=3&sid=6",
            3,
        ),
        ("P16", "/tz/index.html", '<a href="index_2.html"><a href="./index_11.html">', "/tz/index_11.html", 11),
        (
            "P17a",
            "/was5/web/search?channelid=229105&prepage=10&page=1",
            "共95条",
            "/was5/web/search?channelid=229105&prepage=10&page=10",
            10,
        ),
        (
            "P17b",
            "/igs/front/search/list.html?index=x&pageNumber=1&pageSize=10",
            '{"total":31}',
            "/igs/front/search/list.html?index=x&pageNumber=4&pageSize=10",
            4,
        ),
        (
            "P17c",
            "/govsearch/jsonp/zf_jd_list.jsp?page=1&callback=result",
            'result({"total":5,"list":[{"a":1},{"a":2}]})',
            "/govsearch/jsonp/zf_jd_list.jsp?page=3&callback=result",
            3,
        ),
        (
            "P18",
            "/eportal/ui?pageId=31",
            f"moduleId={MODULE} 1/32&nbsp;<a>跳转</a>",
            f"/eportal/ui?pageId=31&currentPage=32&moduleId={MODULE}&staticRequest=yes",
            32,
        ),
        (
            "P19",
            f"/common/search/{MODULE}?_isJson=true&_pageSize=20&page=1",
            '{"data":{"total":1137}}',
            f"/common/search/{MODULE}?_isJson=true&_pageSize=20&page=57",
            57,
        ),
        (
            "P20",
            "/channels/12.html",
            '<a href="/channels/12_2.html"><a href="/channels/12_7.html">',
            "/channels/12_7.html",
            7,
        ),
        (
            "P25",
            "/web/site0/tab5/",
            '<a href="/web/site0/tab5/module77/page2.htm"><a href="/web/site0/tab5/module77/page9.htm">',
            "/web/site0/tab5/module77/page9.htm",
            9,
        ),
        (
            "P26",
            "/tiaofasi/144941/index.html",
            '<a href="/tiaofasi/144941/index2.html"><a href="/tiaofasi/144941/index6.html">',
            "/tiaofasi/144941/index6.html",
            6,
        ),
        (
            "P28",
            "/fsmcms/html/main/col16/column_16_1.html",
            '<a href="column_16_4.html">',
            "/fsmcms/html/main/col16/column_16_4.html",
            4,
        ),
        ("P39", "/tz/column-index-1.shtml", '<a href="column-index-3.shtml">', "/tz/column-index-3.shtml", 3),
    ],
)
def test_every_rule_gives_the_last_page_that_its_list_declares(
    rule: str, target: str, text: str, last: str, number: int
) -> None:
    pager = at(text, target)
    assert (pager.rule_id, told(pager)[-1], pager.pages, len(pager.asks)) == (rule, last, number, number - 1)


def test_page_2_of_a_list_that_counts_down_has_the_greatest_number() -> None:
    assert told(at(VSB.format(10), "/zbgg.htm"))[0] == "/zbgg/10.htm"
    assert (
        told(at('index_123_1"; maxPageNum = 16;'.replace("index", '"index'), "/n1/index.html"))[0]
        == "/n1/index_123_15.html"
    )


@pytest.mark.parametrize(
    ("rule", "target", "body", "text", "second"),
    [
        (
            "P6",
            "/queryList",
            "current=1&pageSize=15&channelCode%5B%5D=c",
            '{"data":{"total":31}}',
            "current=2&pageSize=15&channelCode%5B%5D=c",
        ),
        (
            "P31",
            "/szinf/xxgk/interfacesWebZcwj/loadData?pageSize=15",
            "pageIndex=1",
            '{"data":{"allRow":31,"totalPage":3}}',
            "pageIndex=2",
        ),
    ],
)
def test_a_list_that_is_asked_by_post_changes_one_key_of_its_form(
    rule: str, target: str, body: str, text: str, second: str
) -> None:
    pager = at(text, target, body)
    assert (pager.rule_id, pager.pages) == (rule, 3)
    assert told(pager)[0] == f"{target} {second}"


def test_the_ptl_pager_counts_from_zero_and_is_asked_by_post() -> None:
    text = '<input name="hidden_UT_CAT_MDDATA_pindex"><span class="pageCount">共3页</span>'
    pager = at(text, "/ptl/def/def/index_1_2.jsp?recid=77")
    asked = "/ptl/def/def/index_1_2.jsp?recid=77&_cimake=false&pageNumber={0} hidden_UT_CAT_MDDATA_pindex={0}"
    assert told(pager) == [asked.format(1), asked.format(2)]
    assert pagers_of(text, Ask(f"{HOST}/ptl/def/def/index_1_2.jsp?recid=77&pageNumber=1", "a=1"), RULES) == []


@pytest.mark.parametrize(
    ("target", "links", "total", "last", "number"),
    [
        (
            "/index.php?m=content&a=lists&catid=9",
            '<a href="/index.php?m=content&amp;a=lists&amp;catid=9&amp;page=2">2</a>',
            "共6页",
            "/index.php?m=content&a=lists&catid=9&page=6",
            6,
        ),
        (
            "/plus/list.php?tid=3",
            '<a href="/plus/list.php?tid=3&TotalResult=55&PageNo=2">2</a>',
            "共 <b>4</b> 页",
            "/plus/list.php?tid=3&TotalResult=55&PageNo=4",
            4,
        ),
        (
            "/info/iList.jsp?node_id=GK&cat_id=4",
            '<a href="iList.jsp?node_id=GK&cat_id=4&cur_page=2">下一页</a>',
            "1/7页",
            "/info/iList.jsp?node_id=GK&cat_id=4&cur_page=7",
            7,
        ),
        (
            "/sites/M/list.jsp?ColumnID=5&SiteID=M",
            '<a href="list.jsp?page=3&ColumnID=5&SiteID=M">3</a>',
            "",
            "/sites/M/list.jsp?page=3&ColumnID=5&SiteID=M",
            3,
        ),
        ("/zc/", '<a href="/zc/?Paging=2">2</a>', "共9页", "/zc/?Paging=9", 9),
        ("/list.jsp?recid=7", '<a href="?recid=7&pageNumber=1">2</a>', "共5页", "/list.jsp?recid=7&pageNumber=4", 5),
    ],
)
def test_a_query_key_that_links_show_pages_through_the_declared_total(
    target: str, links: str, total: str, last: str, number: int
) -> None:
    pager = at(links + total, target)
    assert (pager.rule_id, told(pager)[-1], pager.pages, pager.probe) == ("query", last, number, "second")


@pytest.mark.parametrize("target", ["/list.asp?c=3&page=2", "/list.asp?c=3&page=5"])
def test_a_later_page_of_a_query_list_declares_nothing(target: str) -> None:
    assert (
        pagers_of('<a href="list.asp?c=3&page=3">3</a><a href="list.asp?c=3&page=1">1</a>', Ask(HOST + target), RULES)
        == []
    )


@pytest.mark.parametrize(
    "links",
    [
        '<a href="?id=5&page=2">2</a><a href="?id=5&page=3">3</a>',
        '[1] <a href="?id=5&page=2">[2]</a> <a href="?id=5&page=2">下一页</a>',
        '<a href="?id=5&page=1">2</a><a href="?id=5&page=2">3</a>',
    ],
)
def test_links_to_every_page_that_declare_nothing_make_no_list(links: str) -> None:
    assert pagers_of(links, Ask(f"{HOST}/show.asp?id=5"), RULES) == []


def test_a_search_list_that_its_rule_cannot_measure_is_read_by_its_links() -> None:
    links = '<a href="search?channelid=7&page=2">2</a><a href="search?channelid=7&page=5">尾页</a>共36条记录'
    assert at(links, "/was5/web/search?channelid=7").pages == 5


@pytest.mark.parametrize(
    ("call", "rows"),
    [
        ("createPageHTML(4, 0, 'index', 'html', 'black_link', 6, 22)", 22),
        ("createPageHTML(4, 0, 'index', 'html', 10, 40)", 40),
        ("createPageHTML(120, 0, 'index', 'html', 'black_link', 20)", None),  # fewer rows than pages are no total
        ("createPageHTML(4, 0, 'index', 'html')", None),
    ],
)
def test_the_rows_that_a_trs_list_declares(call: str, rows: int | None) -> None:
    (pager,) = pagers(call, "index.html")
    assert pager.rows == rows


def test_an_address_that_a_script_puts_together_is_asked_with_the_number_in_its_place() -> None:
    call = "function go(n){location.href='list.jsp?page='+n+'&ColumnID=5';} 共3页"
    pager = at(call, "/s/list.jsp?ColumnID=5")
    assert (pager.probe, told(pager)) == ("twins", ["/s/list.jsp?page=2&ColumnID=5", "/s/list.jsp?page=3&ColumnID=5"])
    assert pagers_of(call, Ask(f"{HOST}/s/list.jsp?page=2&ColumnID=5"), RULES) == []


DATASTORE = "<datastore><totalrecord>{}</totalrecord>{}<recordset></recordset></datastore>"
PARAMS = "var p={'col':1,'appid':'1','webid':15,'path':'/','columnid':6853,'sourceContentType':1,'unitid':'24611'};"


def test_hanweb_groups_are_asked_by_the_numbers_of_their_records() -> None:
    pager = at(DATASTORE.format(200, "") + PARAMS + "perpage:27", "/col/col6853/index.html")
    form = "col=1&appid=1&webid=15&path=/&columnid=6853&sourceContentType=1&unitid=24611&webname=&permissiontype=0"
    proxy = "/module/web/jpage/dataproxy.jsp"
    spans = [(1, 81), (82, 162), (163, 200)]
    assert told(pager) == [f"{proxy}?startrecord={a}&endrecord={b}&perpage=27 {form}" for a, b in spans]
    assert (pager.rule_id, pager.rows) == ("P3", 200)


def test_sealed_hanweb_groups_are_followed_word_for_word() -> None:
    sealed = '<nextgroup><![CDATA[<a href="./dataproxy.jsp?page=2&amp;seal=a%2Bb"></a>]]></nextgroup>'
    pager = at(DATASTORE.format(49, sealed), "/col/col7/index.html")
    assert told(pager) == ["/module/web/jpage/dataproxy.jsp?page=2&seal=a%2Bb"]
    assert pager.chain


STATE = (
    '<form action="List.aspx?c=1"><input type="hidden" name="__VIEWSTATE" value="a+b/=">'
    '<input type="hidden" name="__EVENTVALIDATION" value="v">'
)


def call(target: str, argument: str, label: str) -> str:
    return f"<a href=\"javascript:__doPostBack('{target}','{argument}')\">{label}</a>"


@pytest.mark.parametrize(
    ("buttons", "argument"),
    [
        (call("Pager1", "2", "2") + call("Pager1", "3", "3"), "2"),
        (call("Grid", "Page$2", "2"), "Page%242"),
        (call("ctl00$btnDown", "", "下一页"), ""),
    ],
)
def test_the_next_page_of_webforms_carries_the_hidden_fields_of_this_one(buttons: str, argument: str) -> None:
    pager = at(STATE + buttons + "第1/5页</form>", "/List.aspx?c=1")
    (asked,) = told(pager)
    assert asked.startswith("/List.aspx?c=1 __VIEWSTATE=a%2Bb%2F%3D&__EVENTVALIDATION=v&__EVENTTARGET=")
    assert asked.endswith(f"&__EVENTARGUMENT={argument}")
    assert (pager.pages, pager.number) == (5, 1)


@pytest.mark.parametrize(
    "buttons",
    [call("Calendar1", "8035", "1"), call("btnLogin", "", "登录"), call("Pager1", "1", "1") + "第5/5页"],
)
def test_other_buttons_of_webforms_are_no_pager(buttons: str) -> None:
    assert pagers_of(f"{STATE}{buttons}</form>", Ask(f"{HOST}/List.aspx"), RULES) == []


@pytest.mark.parametrize(
    ("text", "target", "asked"),
    [
        (
            f'/common/search/ <meta name="channelid" content="{MODULE}">',
            "/c/list.shtml",
            f"/common/search/{MODULE}?_isAgg=true&_isJson=true&_pageSize=20&_template=index&page=1",
        ),
        (
            f"<meta name='channelid' content='{MODULE}'>createPageHTML('d',84,1,'dc','shtml',1000)",
            "/c/dc.shtml",
            f"/common/search/{MODULE}?_isAgg=true&_isJson=true&_pageSize=20&_template=index&page=1",
        ),
        (
            "post('/queryList', {webSiteCode: ['jxst'], channelCode: ['c01']})",
            "/x/index.html",
            "/queryList current=1&pageSize=15&webSiteCode%5B%5D=jxst&channelCode%5B%5D=c01&sort=sortNum&order=desc",
        ),
        (
            '"/szinf/xxgk/interfacesWebZcwj/loadData"',
            "/x/index.html",
            "/szinf/xxgk/interfacesWebZcwj/loadData?pageSize=15 pageIndex=1",
        ),
        (
            "$.getJSON('/igs/front/search/list.html?index=a&pageNumber=1&pageSize=10', show)",
            "/x/list.html",
            "/igs/front/search/list.html?index=a&pageNumber=1&pageSize=10",
        ),
        (
            "var code = '003001'; $.get('/EWB-FRONT/rest/x/getPageInfoListNew?code=' + code + '&page=' + n)",
            "/x/list.html",
            "/EWB-FRONT/rest/x/getPageInfoListNew?code=003001&page=1",
        ),
        (f"var channelId = '{MODULE}'; get('/searchList/' + channelId)", "/x/", f"/searchList/{MODULE}?page=1"),
        (
            f"channelId: '{MODULE}', size: 12 … post('/getFileListByCodeId')",
            "/x/",
            f"/getFileListByCodeId codeId=&channelId={MODULE}&page=1&size=12",
        ),
        (
            "<div url=\"/api-gateway/x/unit\" queryData=\"{'webId':'a b','pageId':'p'}\">",
            "/col/col1/",
            "/api-gateway/x/unit?webId=a%20b&pageId=p",
        ),
        (
            '_CONFIG = { SID: \'66\', TREE: [{"id": 7, "children": [{"id": 8}]}] }',
            "/yj/gkmlpt/index",
            "/yj/gkmlpt/api/all/8?page=1&sid=66",
        ),
    ],
)
def test_a_page_that_holds_the_key_to_a_list_leads_to_its_first_page(text: str, target: str, asked: str) -> None:
    ask = Ask(HOST + target)
    (link,) = entries_of(text, ask, RULES, pagers_of(text, ask, RULES))
    assert f"{link.url.removeprefix(HOST)} {link.body or ''}".strip() == asked


def test_a_list_that_is_no_cap_does_not_ask_for_the_api() -> None:
    text = f"<meta name='channelid' content='{MODULE}'>createPageHTML('d',5,1,'dc','shtml',89)"
    ask = Ask(f"{HOST}/c/dc.shtml")
    assert list(entries_of(text, ask, RULES, pagers_of(text, ask, RULES))) == []


def test_a_rule_of_background_knowledge_is_off() -> None:
    assert pagers_of("共5页", Ask(f"{HOST}/Category_3/Index.aspx"), RULES) == []


@pytest.mark.parametrize("file", ["index_3.html", "other.html", "index.shtml"])
def test_another_page_only_leads_to_the_first(file: str) -> None:
    led = pagers('createPageHTML(9, 3, "index", "html");', file)
    assert {(one.first_url, one.page_urls) for one in led} == {(FOLDER + "index.html", ())}
    assert len(led) == 1


@pytest.mark.parametrize(
    "text",
    [
        'createPageHTML(0, 0, "index", "html")',
        f'createPageHTML({MAX_PAGES + 1}, 0, "index", "html")',
        "createPageHTML(n,0)",
        'createPageHTML(9, 4, "index", "html")',
        'createPageHTML(5, 0, "../x", "html")',
        "",
    ],
)
def test_what_is_no_declaration_gives_no_pages(text: str) -> None:
    assert pagers(text, "index.html") == []


def test_the_same_pager_at_top_and_bottom_counts_once_and_two_lists_twice() -> None:
    top = 'createPageHTML(2, 0, "index", "html");'
    assert len(pagers(top + top)) == 1
    assert len(pagers(top + 'createPageHTML(2, 0, "tz", "html");')) == 2


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("/tiaofasi/144941/", '<a href="/xinwen/113469/index9.html">'),
        ("/tz/", '<a href="/other/column-index-8.shtml">'),
        ("/fsmcms/html/main/col16/column_16_1.html", '<a href="../col17/column_17_4.html">'),
        ("/tz/column-index-1.shtml", '<a href="column-index-1.shtml">'),
    ],
)
def test_links_into_other_lists_and_to_the_page_itself_declare_nothing(target: str, text: str) -> None:
    assert pagers_of(text, Ask(HOST + target), RULES) == []


def test_two_modules_of_one_tab_are_two_lists() -> None:
    text = '<a href="/web/site0/tab5/module77/page3.htm"><a href="/web/site0/tab5/module88/page2.htm">'
    found = pagers_of(text, Ask(f"{HOST}/web/site0/tab5/"), RULES)
    assert [(one.pages, told(one)[-1]) for one in found] == [
        (3, "/web/site0/tab5/module77/page3.htm"),
        (2, "/web/site0/tab5/module88/page2.htm"),
    ]


def test_where_a_look_alike_says_one_both_readings_are_held() -> None:
    (pager,) = pagers('createPageHTML(3, 1, "index", "html");')
    assert pager.probe == "twins"
    assert [ask.url.removeprefix(FOLDER) for ask in pager.otherwise] == ["index_1.html", "index_2.html"]


def test_an_offices_pattern_may_catch_what_is_no_number() -> None:
    pattern = re.compile(r"p\((?P<pages>\w*),(?P<current>\w*),(?P<name>\w+),?(?P<ext>\w+)?\)")
    rule = PagerRow("own", pattern, 1, "one", "{name}.{ext}", "{name}_{number}.{ext}")
    assert list(ruled(rule, "p(many,1,index,html) p(,,index) p(²,1,index,html)", Ask(FOLDER), ())) == []
    (pager,) = ruled(rule, "p(2,1,index,html)", Ask(FOLDER), ())
    assert files(pager) == ["index_2.html"]


@given(st.text(max_size=300), st.sampled_from(["/list.asp?page=1", "/col/", "/x.aspx", "/gkmlpt/api/all/1?page=1"]))
def test_no_text_breaks_the_reading(text: str, target: str) -> None:
    ask = Ask(HOST + target)
    marked = f"__VIEWSTATE __doPostBack('a','2') <datastore> queryData TREE: [ SID: '1' {text}"
    for one in (text, marked):
        found = pagers_of(one, ask, RULES)
        assert all(len(pager.asks) < MAX_PAGES for pager in found)
        list(entries_of(one, ask, RULES, found))


@given(st.from_regex(r"([a-z]{1,3}=[0-9]{0,3}&){0,3}", fullmatch=True), st.sampled_from(["page", "PN"]))
def test_a_changed_key_stands_once_and_the_rest_stays(query: str, key: str) -> None:
    changed = with_key(query.rstrip("&"), key, "7")
    assert changed.lower().count(f"{key.lower()}=7") == 1
    assert with_key(changed, key, "7") == changed


@pytest.mark.parametrize(
    ("dead", "named_on", "wanted"),
    [
        ("/gk/index_4.html", "/gk/index_3.html", "/gk/index_5.html"),
        ("/gk/list_12_9.html", "/gk/list_12_8.html", "/gk/list_12_10.html"),
        ("/gk/list04.htm", "/gk/list03.htm", "/gk/list05.htm"),
        ("/gk/list.asp?ClassID=3&Page=4", "/gk/list.asp?ClassID=3&Page=3", "/gk/list.asp?ClassID=3&Page=5"),
        ("/gk/page/4/", "/gk/page/3/", "/gk/page/5/"),
        ("/gk/index_4.html", "/gk/index_5.html", None),
        ("/gk/index_4.html", "/xw/index_3.html", None),
        ("/gk/124.html", "/gk/123.html", None),
        ("/gk/show.asp?id=124", "/gk/show.asp?id=123", None),
        ("/gk/index_20240105.html", "/gk/index_20240104.html", None),
        ("/gk/", "/", None),
    ],
)
def test_behind_a_dead_list_page_stands_the_next_and_behind_an_article_nothing(
    dead: str, named_on: str, wanted: str | None
) -> None:
    assert behind(HOST + dead, HOST + named_on) == (wanted and HOST + wanted)
