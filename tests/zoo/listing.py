"""Zoo sites about lists: every family pages in its own way, and each tells how long its lists are in its own words."""

import json
from collections.abc import Sequence
from urllib.parse import quote_plus

from tests.zoo.answers import answer, ok
from tests.zoo.server import Answer
from tests.zoo.site import BASE, ZooSite, site_of

UTF8 = "text/html; charset=utf-8"
PROXY = "/module/web/jpage/dataproxy.jsp"
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
CHANNEL = "0123456789abcdef" * 2


def title(number: int) -> str:
    return f"关于做好第{number}号农产品质量安全工作的通知"


def row(href: str, number: int, tail: str = "") -> str:
    day = f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}"
    return f'<li><a href="{href}" title="{title(number)}">{title(number)}</a><span>{day}</span>{tail}</li>'


def listed(rows: Sequence[str], also: str = "", head: str = "") -> str:
    menu = '<div class="menu"><a href="/">首页</a></div>'
    items = "".join(rows)
    return (
        f'<html><head><title>通知公告</title>{head}</head><body>{menu}<ul class="list">{items}</ul>{also}</body></html>'
    )


def article(number: int) -> Answer:
    text = f"各乡镇人民政府、县政府各部门：现就第{number}号工作的有关事项通知如下，请结合实际贯彻落实，并报送进展情况。"
    head = f"<h1>{title(number)}</h1><div>发布时间：2024-01-05　来源：县农业农村局</div>"
    return ok(f"<html><title>{title(number)}</title><body>{head}<div class='content'><p>{text}</p></div></body>", UTF8)


def html(text: str) -> Answer:
    return ok(text, UTF8)


def home(*links: str) -> Answer:
    return html("<html><body>" + "".join(f'<a href="{one}">栏目</a>' for one in links) + "</body></html>")


def cut(numbers: Sequence[int], size: int) -> list[Sequence[int]]:
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]


def ucap() -> ZooSite:
    """Z02: one-based, 89 rows on five pages; fg_1 is a copy of page 1 that nobody needs."""
    pages = cut(range(1, 90), 20)
    answers: dict[str, Answer] = {"/": home("/xxgk/fg.shtml")}
    for at, numbers in enumerate(pages, start=1):
        call = f"<script>createPageHTML('page_div',5, {at},'fg','shtml',89);</script>"
        answers[f"/xxgk/fg{'' if at == 1 else f'_{at}'}.shtml"] = html(
            listed([row(f"/c1/202401/c{n}.shtml", n) for n in numbers], call)
        )
    answers |= {f"/c1/202401/c{n}.shtml": article(n) for n in range(1, 90)}
    answers["/xxgk/fg_1.shtml"] = answers["/xxgk/fg.shtml"]
    return site_of("ucap", answers)


def ucap_capped() -> ZooSite:
    """Z03: the static list ends at 500 rows; the channel's API has all 567."""
    answers: dict[str, Answer] = {"/": home("/zwgk/list.shtml")}
    meta = f'<meta name="channelid" content="{CHANNEL}">'
    for at, numbers in enumerate(cut(range(1, 501), 12), start=1):
        call = f"<script>createPageHTML('page_div',42, {at},'list','shtml',500);</script>"
        rows = [row(f"/c2/c{n}.shtml", n) for n in numbers]
        answers[f"/zwgk/list{'' if at == 1 else f'_{at}'}.shtml"] = html(listed(rows, call, meta))
    api = f"/common/search/{CHANNEL}?_isAgg=true&_isJson=true&_pageSize=20&_template=index&page="
    for at, numbers in enumerate(cut(range(1, 568), 20), start=1):
        results = [{"title": title(n), "url": f"/c2/c{n}.shtml", "publishedTimeStr": "2024-01-05"} for n in numbers]
        answers[f"{api}{at}"] = ok(json.dumps({"data": {"total": 567, "results": results}}), "application/json")
    answers |= {f"/c2/c{n}.shtml": article(n) for n in range(1, 568)}
    return site_of("ucap_capped", answers)


def _records(numbers: Sequence[int], total: int, more: str = "") -> str:
    held = "".join(f"<record><![CDATA[{row(f'/art/2024/1/5/art_15_{n}.html', n)}]]></record>" for n in numbers)
    half = len(held) // 2
    cut_at = held.find("<record>", half)  # the second half stands in a comment
    held = f"{held[:cut_at]}<!--{held[cut_at:]}-->" if cut_at > 0 else held
    told = f"<totalrecord>{total}</totalrecord><totalpage>8</totalpage>{more}"
    return f"<datastore>{told}<recordset>{held}</recordset></datastore>"


def hanweb() -> ZooSite:
    """Z04: 200 rows, 27 a page, three pages an answer by POST; the page itself ignores `?pageNum=`."""
    inline = _records(range(1, 28), 200)
    call = "var param={'col':1,'appid':'1','webid':15,'path':'/','columnid':6853,'sourceContentType':1,"
    call += "'unitid':'24611','webname':'','permissiontype':0};"
    call += "$('#24611').jpage({totalRecord:200,perpage:27,proxyUrl:'/module/web/jpage/dataproxy.jsp'});"
    page = listed([], f'<script type="text/xml">{inline}</script><script>{call}</script><a href="?pageNum=2">2</a>')
    form = "col=1&appid=1&webid=15&path=/&columnid=6853&sourceContentType=1&unitid=24611&webname=&permissiontype=0"
    answers: dict[str, Answer] = {"/": home("/col/col6853/index.html"), "/col/col6853/index.html": html(page)}
    answers["/col/col6853/index.html?pageNum=2"] = html(page)
    for start, end in ((1, 81), (82, 162), (163, 200)):
        target = f"{PROXY}?startrecord={start}&endrecord={end}&perpage=27 {form}"
        answers[target] = ok(_records(range(start, end + 1), 200), "text/xml; charset=utf-8")
    answers |= {f"/art/2024/1/5/art_15_{n}.html": article(n) for n in range(1, 201)}
    return site_of("hanweb", answers)


def hanweb_sealed() -> ZooSite:
    """Z05: the ids are sealed in `nextgroup`, whose address is followed word for word; one empty answer is no end."""

    def onward(seal: str) -> str:
        return f'<nextgroup><![CDATA[<a href="./dataproxy.jsp?page=2&amp;seal={seal}"></a>]]></nextgroup>'

    groups = cut(range(1, 50), 20)
    page = listed([], f'<script type="text/xml">{_records(groups[0], 49, onward("a%2Bb"))}</script>')
    answers: dict[str, Answer | Sequence[Answer]] = {
        "/": home("/col/col7/index.html"),
        "/col/col7/index.html": html(page),
    }
    empty = ok("<datastore><recordset></recordset></datastore>", "text/xml")
    answers[f"{PROXY}?page=2&seal=a%2Bb"] = [
        empty,
        ok(_records(groups[1], 49, onward("cd")), "text/xml; charset=utf-8"),
    ]
    answers[f"{PROXY}?page=2&seal=cd"] = ok(_records(groups[2], 49), "text/xml; charset=utf-8")
    answers |= {f"/art/2024/1/5/art_15_{n}.html": article(n) for n in range(1, 50)}
    return site_of("hanweb_sealed", answers)


def _unit(numbers: Sequence[int], count: int) -> Answer:
    rows = "".join(row(f"/art/2024/art_{n:032x}.html", n) for n in numbers)
    pager = f'<div class="pagination" url="x" rows="15" count="{count}"></div>'
    return ok(json.dumps({"success": True, "data": {"html": f"<ul>{rows}</ul>{pager}"}}), "application/json")


def jpaas(honest: bool) -> ZooSite:
    """Z07: the API pages properly, or gives page 1 for every pageNo; then page 2 is the last that is asked."""
    data = "{'webId':'ab','pageId':'p1','parseType':'bulidstatic','tplSetId':'t9'}"
    page = listed([], f'<div id="unit" url="{UNIT}" queryData="{data}"></div>')
    api = f"{UNIT}?webId=ab&pageId=p1&parseType=bulidstatic&tplSetId=t9"
    answers: dict[str, Answer] = {"/": home("/col/col1/index.html"), "/col/col1/index.html": html(page)}
    pages = cut(range(1, 48), 15)
    for at, numbers in enumerate(pages, start=1):
        more = "" if at == 1 else "&paramJson=" + quote_plus(f'{{"pageNo":{at},"pageSize":15}}')
        answers[api + more] = _unit(numbers if honest else pages[0], 47)
    answers |= {f"/art/2024/art_{n:032x}.html": article(n) for n in range(1, 48)}
    return site_of("jpaas_pages" if honest else "jpaas_stuck", answers)


def vsb() -> ZooSite:
    """Z08: 52 rows on 11 pages that count down: page 2 is 10.htm; a hidden separator stands between rows."""
    answers: dict[str, Answer] = {"/": home("/zbgg.htm")}
    for at, numbers in enumerate(cut(range(1, 53), 5), start=1):
        up = "" if at == 1 else "../"
        hidden = '<span style="display:none"><hr></span>'
        rows = [row(f"{up}info/1039/{3000 + n}.htm", n, hidden) for n in numbers]
        shown = '<span class="p_no_d">1</span><span class="p_no"><a href="zbgg/10.htm">2</a></span>'
        shown += '<a href="zbgg/1.htm">尾页</a>'
        pager = f'<span class="p_t">共52条</span> {shown if at == 1 else ""} {at}/11'
        answers["/zbgg.htm" if at == 1 else f"/zbgg/{12 - at}.htm"] = html(listed(rows, pager))
    answers |= {f"/info/1039/{3000 + n}.htm": article(n) for n in range(1, 53)}
    return site_of("vsb", answers)


def fragments() -> ZooSite:
    """Z10: fragments that count down; the page's own script tells how many, and a hidden block lists them."""
    answers: dict[str, Answer] = {"/": home("/n1/index.html")}
    pages = cut(range(1, 58), 10)
    rows = [[row(f"../n1/c{n}/content.html", n) for n in numbers] for numbers in pages]
    links = "".join(f"<a href='index_2603340_{number}.html'></a>" for number in range(1, 6))
    script = 'var purl="/n1/index_2603340"; var maxPageNum = 6;'
    also = f"<script>{script}</script><div style='display:none'>{links}</div>"
    answers["/n1/index.html"] = html(listed([f'<span id="comp_2603340">{"".join(rows[0])}</span>'], also))
    for at in range(2, 7):
        answers[f"/n1/index_2603340_{7 - at}.html"] = ok("".join(rows[at - 1]), "text/html")
    answers |= {f"/n1/c{n}/content.html": article(n) for n in range(1, 58)}
    return site_of("fragments", answers)


def catalogue() -> ZooSite:
    """Z11: columns that are hash routes; a node that jumps is a link; one list is whole in page 1, its page 2 a 404."""
    leaf = [{"id": 721, "name": "通知"}, {"id": 722, "name": "公告"}, {"id": 9, "name": "外", "jump_url": "/jump.html"}]
    tree = json.dumps([{"id": 700, "name": "目录", "children": leaf}])
    page = f"<html><body><script>window._CONFIG = {{ SID: '662021', TREE: {tree}, X: 1 }};</script></body></html>"
    answers: dict[str, Answer] = {"/": home("/gkmlpt/index"), "/gkmlpt/index": html(page), "/jump.html": article(0)}

    def api(column: int, at: int) -> str:
        return f"/gkmlpt/api/all/{column}?page={at}&sid=662021"

    def rows(numbers: Sequence[int], total: int) -> Answer:
        held = [{"id": n, "title": title(n), "post_url": f"{BASE}/gkmlpt/content/0/9/post_{n}.html"} for n in numbers]
        return ok(json.dumps({"classify": {"post_count": total}, "articles": held}), "application/json")

    for at, numbers in enumerate(cut(range(1, 46), 20), start=1):
        answers[api(721, at)] = rows(numbers, 45)
    answers[api(722, 1)] = rows(range(100, 107), 7)
    answers |= {f"/gkmlpt/content/0/9/post_{n}.html": article(n) for n in [*range(1, 46), *range(100, 107)]}
    return site_of("catalogue", answers)


def webplus() -> ZooSite:
    """Z12: list.htm, list2 … list12, with a pinned row of the year 2000 on every page."""
    answers: dict[str, Answer] = {"/": home("/34/list.htm")}
    pinned = f'<li><a href="/2000/0101/c34a9/page.htm">{title(9)}（置顶）</a><span>2000-01-01</span></li>'
    for at, numbers in enumerate(cut(range(100, 219), 10), start=1):
        rows = [pinned, *(row(f"/2024/0105/c34a{n}/page.htm", n) for n in numbers)]
        onward = f'<a class="next" href="/34/list{at + 1}.htm">下一页</a>' if at < 12 else ""
        pager = f'<em class="all_pages">12</em>{onward}'
        answers[f"/34/list{'' if at == 1 else at}.htm"] = html(listed(rows, pager))
    answers |= {f"/2024/0105/c34a{n}/page.htm": article(n) for n in range(100, 219)}
    answers["/2000/0101/c34a9/page.htm"] = article(9)
    return site_of("webplus", answers)


def _state(at: int) -> str:
    return f"{at}/+=" + "dDwtMT" * 20_000  # more than 100 KB


def _form(target: str, argument: str, at: int) -> str:
    fields = {"__VIEWSTATE": _state(at), "__EVENTVALIDATION": f"v{at}", "__EVENTTARGET": target}
    return "&".join(f"{name}={quote_plus(value)}" for name, value in {**fields, "__EVENTARGUMENT": argument}.items())


def _webforms(at: int, pages: int, numbers: Sequence[int], pager: str) -> Answer:
    hidden = f'<input type="hidden" name="__VIEWSTATE" value="{_state(at)}">'
    hidden += f'<input type="hidden" name="__EVENTVALIDATION" value="v{at}">'
    rows = "".join(f"<tr><td><a href='Show.aspx?id={n}'>{title(n)}</a></td><td>2024-01-05</td></tr>" for n in numbers)
    more = f"{pager} 第{at}/{pages}页"
    calendar = "<a href=\"javascript:__doPostBack('Calendar1','8035')\">1</a>"
    form = f'<form method="post" action="{{}}">{hidden}<table>{rows}</table>{more}{calendar}</form>'
    return html(f"<html><body>{form}</body></html>")


def webforms() -> ZooSite:
    """Z13: a numbered pager with states of 100 KB, and a chain of “next” buttons with a 500 in its middle."""
    answers: dict[str, Answer | Sequence[Answer]] = {"/": home("/List.aspx", "/Next.aspx?c=2")}
    for name, target, numbered, first in (
        ("/List.aspx", "AspNetPager1", True, 1),
        ("/Next.aspx?c=2", "ctl00$main$lbtnDown", False, 501),
    ):
        for at, numbers in enumerate(cut(range(first, first + 45), 10), start=1):
            labels = range(1, 6) if numbered else ()
            links = [
                f"<a href=\"javascript:__doPostBack('{target}','{one}')\">{one}</a>" for one in labels if one != at
            ]
            links += [] if numbered or at == 5 else [f"<a href=\"javascript:__doPostBack('{target}','')\">下一页</a>"]
            raw = _webforms(at, 5, numbers, "".join(links)).raw.split(b"\r\n\r\n", 1)[1].decode()
            page = html(raw.replace('action="{}"', f'action=".{name}"'))
            asked = name if at == 1 else f"{name} {_form(target, str(at) if numbered else '', at - 1)}"
            answers[asked] = [answer("500 Error", b"busy"), page] if at == 3 else page
    answers |= {f"/Show.aspx?id={n}": article(n) for n in [*range(1, 46), *range(501, 546)]}
    return site_of("webforms", answers)


def label() -> ZooSite:
    """Z15: the page only holds ids; fragments come from a label, and their titles are asked for uncut."""
    script = "var siteId='6789', organId:'31', catId = '7001'; load({labelName:'publicInfoList', length:46,"
    script += " file:'/xxgk/publicInfoList_newest2020'});"
    answers: dict[str, Answer] = {
        "/": home("/public/column/31.html"),
        "/public/column/31.html": html(listed([], f"<script>{script}</script>")),
    }
    asked = (
        "/site/label/8888?labelName=publicInfoList&siteId=6789&pageSize=15&pageIndex={}&organId=31&type=4&catId=7001"
    )
    asked += "&isDate=true&dateFormat=yyyy-MM-dd&length=500&action=list&file=/xxgk/publicInfoList_newest2020"
    for at, numbers in enumerate(cut(range(1, 41), 15), start=1):
        rows = "".join(row(f"/public/31/{n}.html", n) for n in numbers)
        answers[asked.format(at)] = ok(f"<ul>{rows}</ul><div>共40条</div>", UTF8)
    answers |= {f"/public/31/{n}.html": article(n) for n in range(1, 41)}
    return site_of("label", answers)


def ptl() -> ZooSite:
    """Z16: pages that count from zero and are asked by POST."""
    answers: dict[str, Answer] = {"/": home("/ptl/def/def/index_1_2.jsp?recid=77")}
    for at, numbers in enumerate(cut(range(1, 66), 15), start=1):
        rows = [row(f"/ptl/def/def/index_1_2_ci_recid_{n}.html", n) for n in numbers]
        pager = '<input type="hidden" name="hidden_UT_CAT_MDDATA_pindex"><span class="pageCount">共5页</span>'
        target = "/ptl/def/def/index_1_2.jsp?recid=77"
        asked = f"{target}&_cimake=false&pageNumber={at - 1} hidden_UT_CAT_MDDATA_pindex={at - 1}"
        answers[target if at == 1 else asked] = html(listed(rows, pager))
    answers |= {f"/ptl/def/def/index_1_2_ci_recid_{n}.html": article(n) for n in range(1, 66)}
    return site_of("ptl", answers)


def enorth() -> ZooSite:
    """Z17: eight digits that count down, lists declared GB2312 with letters that only GB18030 has."""
    answers: dict[str, Answer] = {"/": home("/hb/index.shtml")}
    for at, numbers in enumerate(cut(range(1, 82), 5), start=1):
        rows = [row(f"/system/2024/01/05/{10000 + n}.shtml", n).replace("质量", "㙍喆镕質量") for n in numbers]
        pager = "".join(
            f'<a href="/system/more/2001/0000/2001_{number:08}.shtml">{label_}</a>'
            for number, label_ in ((17 - at, "下一页"), (1, "尾页"))
            if at < 17
        )
        page = listed(rows, pager, '<meta charset="gb2312">').encode("gb18030")
        target = "/hb/index.shtml" if at == 1 else f"/system/more/2001/0000/2001_{18 - at:08}.shtml"
        answers[target] = ok(page, "text/html")
    answers |= {f"/system/2024/01/05/{10000 + n}.shtml": article(n) for n in range(1, 82)}
    return site_of("enorth", answers)


def epoint() -> ZooSite:
    """Z14, the paging part: a key in capital letters that only a script and a link without number show."""
    answers: dict[str, Answer] = {"/": home("/zcfg/003001/", "/zcfg/003002/")}
    for column in ("003001", "003002"):
        first = int(column) * 100
        for at, numbers in enumerate(cut(range(first, first + 33), 10), start=1):
            rows = [row(f"/InfoDetail/?InfoID={n}&CategoryNum={column}", n) for n in numbers]
            scripted = '<script>var totalPageNums = 4; go("?pageing=");</script>'
            shown = "".join(f'<a href="?Paging={one}">{one}</a>' for one in (1, 2, 3)) + "共4页"
            key = "pageing" if column == "003001" else "Paging"
            target = f"/zcfg/{column}/" + ("" if at == 1 else f"?{key}={at}")
            answers[target] = html(listed(rows, scripted if column == "003001" else shown))
        answers |= {f"/InfoDetail/?InfoID={n}&CategoryNum={column}": article(n) for n in range(first, first + 33)}
    answers["/zcfg/003002/?Paging=1"] = answers["/zcfg/003002/"]
    return site_of("epoint", answers)


def twins_from_zero() -> ZooSite:
    """A list that says 1 on its first page and counts from zero all the same: a look at number 1 tells."""
    answers: dict[str, Answer] = {"/": home("/gg/")}
    for at, numbers in enumerate(cut(range(1, 35), 10), start=1):
        rows = [row(f"/gg/t{n}.html", n) for n in numbers]
        call = f'<script>createPageHTML(4, {at}, "index", "html");</script>'
        answers["/gg/" if at == 1 else f"/gg/index_{at - 1}.html"] = html(listed(rows, call))
    answers |= {f"/gg/t{n}.html": article(n) for n in range(1, 35)}
    return site_of("twins_from_zero", answers)


def ignored_key() -> ZooSite:
    """A server that gives page 1 for every number: page 2 is the last that is asked, and the list is told as short."""
    rows = [row(f"/show.asp?id={n}", n) for n in range(1, 21)]
    shown = "".join(f'<a href="list.asp?c=3&page={one}">{one}</a>' for one in (2, 3)) + "共30页"
    page = html(listed(rows, shown))
    answers: dict[str, Answer] = {"/": home("/list.asp?c=3"), "/list.asp?c=3": page}
    answers |= {f"/list.asp?c=3&page={at}": page for at in range(2, 31)}
    answers |= {f"/show.asp?id={n}": article(n) for n in range(1, 21)}
    return site_of("ignored_key", answers)


def gap() -> ZooSite:
    """A list one of whose pages is gone: told with its number."""
    answers: dict[str, Answer] = {"/": home("/tz/index.html")}
    for at, numbers in enumerate(cut(range(1, 41), 10), start=1):
        call = f'<script>createPageHTML(4, {at - 1}, "index", "html", 10, 40);</script>'
        if at != 3:
            rows = [row(f"/tz/t{n}.html", n) for n in numbers]
            answers[f"/tz/index{'' if at == 1 else f'_{at - 1}'}.html"] = html(listed(rows, call))
            answers |= {f"/tz/t{n}.html": article(n) for n in numbers}
    return site_of("gap", answers)
