"""Zoo sites about lists that a query, a form or an API gives: families graded V or S that older sites do not show."""

import json
from collections.abc import Sequence

from tests.zoo.answers import moved, ok
from tests.zoo.listing import article, cut, home, html, listed, row, title
from tests.zoo.server import Answer
from tests.zoo.site import BASE, ZooSite, site_of
from tests.zoo.static_lists import Page, articles, column

JSON = "application/json; charset=utf-8"


def api(value: object) -> Answer:
    return ok(json.dumps(value, ensure_ascii=False), JSON)


def scripted(*lines: str) -> Answer:
    return html(listed([], "<script>" + "\n".join(lines) + "</script>"))


def query_list() -> ZooSite:
    """P6: a form asks for every page; values are JSON in JSON."""
    made: dict[str, Answer] = {"/": home("/sthjt/tzgg/index.html", "/sthjt/zcwj/index.html")}
    for name, channel, first, last in (("tzgg", "gsgg01", 1, 47), ("zcwj", "zcwj_a", 101, 116)):
        count = last - first + 1
        made[f"/sthjt/{name}/index.html"] = scripted(
            "var articleList = [];",
            'function load(current) { $.ajax({ url: "/queryList", type: "POST", data: {',
            f'current: current, pageSize: 15, webSiteCode: ["sthjt"], channelCode: ["{channel}"],',
            'sort: "sortNum", order: "desc"',
            "}}) }",
        )
        for at, numbers in enumerate(cut(range(first, last + 1), 15), start=1):
            results = [
                {
                    "source": {
                        "title": title(n),
                        "pubDate": "2024-01-05",
                        "content": {"content": "", "images": "[]"},
                        "urls": json.dumps({"common": "", "pc": f"/sthjt/col{channel}/content/{n}.html"}),
                    }
                }
                for n in numbers
            ]
            form = (
                f"current={at}&pageSize=15&webSiteCode%5B%5D=sthjt&channelCode%5B%5D={channel}&sort=sortNum&order=desc"
            )
            made[f"/queryList {form}"] = api({"code": 200, "data": {"total": count, "results": results}})
        made |= articles(range(first, last + 1), lambda n, channel=channel: f"/sthjt/col{channel}/content/{n}.html")
    return site_of("query_list", made)


def _more_info(href: Page) -> dict[str, Answer]:
    """The list that WebForms page through, every page with the state of the one before."""
    made: dict[str, Answer] = {}
    state = "dDwtMTIz" * 40
    for at, numbers in enumerate(cut(range(301, 324), 8), start=1):
        hidden = f'<input type="hidden" name="__VIEWSTATE" value="{at}{state}">'
        shown = "".join(
            f"<a href=\"javascript:__doPostBack('MoreInfoList1$Pager','{one}')\">{one}</a>"
            for one in (1, 2, 3)
            if one != at
        )
        rows = "".join(f"<tr><td><a href='{href(n)}'>{title(n)}</a></td><td>2024-01-05</td></tr>" for n in numbers)
        page = f'<form method="post" action="MoreInfo.aspx?CategoryNum=004">{hidden}<table>{rows}</table>'
        page += f"{shown} 总页数：3</form>"
        form = f"__VIEWSTATE={at - 1}{state}&__EVENTTARGET=MoreInfoList1%24Pager&__EVENTARGUMENT={at}"
        made["/MoreInfo.aspx?CategoryNum=004" + ("" if at == 1 else f" {form}")] = html(page)
    return made


def epoint_styles() -> ZooSite:
    """Z14: four list styles in one site, keys in both cases, a missing slash that is a 301."""

    def href(one: int) -> str:
        return f"/InfoDetail/?InfoID={one:08x}-0000-4000-8000-000000000000&CategoryNum=003001"

    def twice(one: int) -> str:  # half of the links spell their keys in another way
        return href(one) if one % 2 else href(one).replace("InfoID", "infoid").replace("CategoryNum", "categoryNum")

    made: dict[str, Answer] = {}
    made["/zcfg/003001"] = moved("/zcfg/003001/", "301 Moved Permanently")
    made |= column(
        range(1, 34),
        10,
        lambda at: "/zcfg/003001/" + ("" if at == 1 else f"?Paging={at}"),
        href,
        lambda at: "".join(f'<a href="?Paging={one}">{one}</a>' for one in range(1, 5) if one != at) + f"{at}/4页",
    )
    made["/zcfg/003001/?Paging=1"] = made["/zcfg/003001/"]
    made |= column(
        range(101, 128),
        7,
        lambda at: "/zcfg/003002/" + ("" if at == 1 else f"?pageing={at}"),
        href,
        lambda at: '<script>var totalPageNums = 4; function go(n){location.href="?pageing="+n}</script>',
    )
    made |= column(
        range(201, 244),
        9,
        lambda at: f"/003003/003003001/{'about' if at == 1 else at}.html",
        href,
        lambda at: f'<ul class="ewb-page-items">{at}/5</ul><a href="/003003/003003001/2.html">2</a>',
    )
    made |= _more_info(href)
    numbers = [*range(1, 34), *range(101, 128), *range(201, 244), *range(301, 324)]
    made |= articles(numbers, href)
    made |= {"/more.html": html(listed([row(twice(n), n) for n in range(1, 7)]))}
    made |= {twice(n): article(n) for n in (2, 4, 6)}
    made["/"] = home(
        "/zcfg/003001", "/zcfg/003002/", "/003003/003003001/about.html", "/MoreInfo.aspx?CategoryNum=004", "/more.html"
    )
    return site_of("epoint_styles", made)


def epoint_rest() -> ZooSite:
    """P12e: the list comes from getPageInfoListNew, whose address a script puts together."""
    made: dict[str, Answer] = {"/": home("/xxgk/subpage.html", "/tzgg/subpage.html")}
    rest = "/EWB-FRONT/rest/infolist/getPageInfoListNew"
    for name, code, first, last in (("xxgk", "003001", 1, 34), ("tzgg", "003002", 101, 109)):
        count = last - first + 1
        made[f"/{name}/subpage.html"] = scripted(
            f'var siteCode = "{code}", pageIndex = 1;',
            f'$.get("{rest}?code=" + siteCode + "&page=" + pageIndex, show, "json");',
        )
        for at, numbers in enumerate(cut(range(first, last + 1), 10), start=1):
            rows = [
                {
                    "infoid": f"{n:08x}",
                    "title": title(n),
                    "infourl": f"/{name}/20240105/{n}.html",
                    "infodate": "2024-01-05",
                }
                for n in numbers
            ]
            made[f"{rest}?code={code}&page={at}"] = api({"custom": {"count": count, "infodata": rows}})
        made |= articles(range(first, last + 1), lambda n, name=name: f"/{name}/20240105/{n}.html")
    return site_of("epoint_rest", made)


def trs_search() -> ZooSite:
    """P17: WAS, IGS and govsearch lists on one site; the same documents under two of them."""

    def href(one: int) -> str:
        return f"/zfxxgk/202401/t20240105_{one}.html"

    was = "/was5/web/search?channelid=229105"
    igs = "/igs/front/search/list.html?index=xxgk&type=govdoc&pageNumber={}&pageSize=10"
    gov = "/govsearch/jsonp/zf_jd_list.jsp?page={}&callback=result"
    made: dict[str, Answer] = {"/": home(was, "/zfxxgk/list.html", "/jd/index.html")}
    made |= column(
        range(1, 37),
        8,
        lambda at: was + ("" if at == 1 else f"&prepage=8&page={at}"),
        href,
        lambda at: (
            "".join(f'<a href="{was}&amp;prepage=8&amp;page={one}">{one}</a>' for one in (2, 3, 5) if one != at)
            + "共 36 条记录"
        ),
    )
    made["/zfxxgk/list.html"] = scripted(f"$.getJSON('{igs.format(1)}', function (data) {{ show(data.page); }});")
    for at, numbers in enumerate(cut(range(21, 58), 10), start=1):
        rows = [{"DOCTITLE": title(n), "url": f"{BASE}{href(n)}", "trs_time": 1704412800000} for n in numbers]
        made[igs.format(at)] = api({"page": {"content": rows, "total": 37, "size": 10, "number": at - 1}})
    made["/jd/index.html"] = html(listed([], f'<script src="{gov.format(1).replace("&", "&amp;")}"></script>'))
    for at, numbers in enumerate(cut(range(61, 84), 9), start=1):
        rows = [{"title": title(n), "url": href(n), "pubtime": "2024-01-05"} for n in numbers]
        told = json.dumps({"pagenum": 3, "total": 23, "data": rows}, ensure_ascii=False)
        made[gov.format(at)] = ok(f"result({told})", "text/javascript; charset=utf-8")
    return site_of("trs_search", made | articles([*range(1, 58), *range(61, 84)], href))


def eportal() -> ZooSite:
    """P18: pages by moduleId, whose total is “1/5 跳转”; the same article also under its key."""
    module = "0a1b2c3d" * 4

    def href(one: int) -> str:
        return f"/portal/302249/355/{one}/index.html"

    def target(page: int) -> Page:
        further = f"/eportal/ui?pageId={page}&currentPage={{}}&moduleId={module}&staticRequest=yes"
        return lambda at: f"/eportal/ui?pageId={page}" if at == 1 else further.format(at)

    def pager(page: int, pages: int) -> Page:
        onward = target(page)(2).replace("&", "&amp;")
        return lambda at: f'<a href="{onward}">下一页</a> {at}/{pages} 跳转'

    made = {"/": home("/eportal/ui?pageId=355", "/eportal/ui?pageId=356")}
    made |= column(range(1, 43), 9, target(355), href, pager(355, 5))
    made |= column(range(101, 113), 9, target(356), href, pager(356, 2))
    return site_of("eportal", made | articles([*range(1, 43), *range(101, 113)], href))


def channel_apis() -> ZooSite:
    """P19: `/searchList/<id>?page=1`, and a form of getFileListByCodeId; nothing stands in the pages themselves."""
    first, second = "c1d2e3f4" * 4, "d5c69b3f67334ed984a43e864f42f1ab"
    made: dict[str, Answer] = {"/": home("/gk/list.html", "/zcfg/index.html")}
    made["/gk/list.html"] = scripted(
        f"var channelId = '{first}';", "$.get('/searchList/' + channelId + '?page=1', show);"
    )
    for at, numbers in enumerate(cut(range(1, 54), 20), start=1):
        rows = [
            {"title": title(n), "url": f"/c1/c{n}/content.shtml", "publishedTimeStr": "2024-01-05 10:00:00"}
            for n in numbers
        ]
        made[f"/searchList/{first}?page={at}"] = api({"data": {"total": 53, "rows": 20, "results": rows}})
    made["/zcfg/index.html"] = scripted(
        f"var channelId='{second}';",
        "$.post('/getFileListByCodeId', {codeId: '', channelId: channelId, page: 1, size: 10}, show);",
    )
    for at, numbers in enumerate(cut(range(101, 128), 10), start=1):
        rows = [
            {"title": title(n), "url": f"/c1/c{n}/content.shtml", "publishedTimeStr": "2024-01-05"} for n in numbers
        ]
        made[f"/getFileListByCodeId codeId=&channelId={second}&page={at}&size=10"] = api(
            {"results": {"data": {"total": 27, "results": rows}}}
        )
    return site_of(
        "channel_apis", made | articles([*range(1, 54), *range(101, 128)], lambda n: f"/c1/c{n}/content.shtml")
    )


def php() -> ZooSite:
    """P21, P22, P23: PHPCMS, DedeCMS with a stale total in its links, EmpireCMS that counts from zero."""
    lists = "/index.php?m=content&c=index&a=lists&catid=7"

    def shown(one: int) -> str:
        return f"/index.php?m=content&c=index&a=show&catid=7&id={one}"

    def linked(base: str, key: str, wanted: Sequence[int], words: str, shift: int = 0) -> str:
        links_ = "".join(f'<a href="{base.replace("&", "&amp;")}&amp;{key}={one - shift}">{one}</a>' for one in wanted)
        return f"{links_} {words}"

    made: dict[str, Answer] = {
        "/": home(lists.replace("&", "&amp;"), "/plus/list.php?tid=3", "/e/action/ListInfo/?classid=4")
    }
    made |= column(
        range(1, 48),
        10,
        lambda at: lists + ("" if at == 1 else f"&page={at}"),
        lambda n: shown(n).replace("&", "&amp;"),
        lambda at: linked(lists, "page", [one for one in (2, 3, 5) if one != at], "共5页"),
    )
    dede = "/plus/list.php?tid=3&TotalResult=50"
    made |= column(
        range(101, 157),
        10,
        lambda at: "/plus/list.php?tid=3" if at == 1 else f"{dede}&PageNo={at}",
        lambda n: f"/plus/view.php?aid={n}",
        lambda at: linked(
            dede, "PageNo", [one for one in (2, 3) if one != at], "共 <strong>6</strong>页<strong>56</strong>条"
        ),
    )
    empire = "/e/action/ListInfo/?classid=4"
    made |= column(
        range(201, 234),
        10,
        lambda at: empire + ("" if at == 1 else f"&page={at - 1}"),
        lambda n: f"/html/tzgg/{n}.html",
        lambda at: linked(empire, "page", [one for one in (2, 3, 4) if one != at], "", 1),
    )
    made |= articles(range(1, 48), shown) | articles(range(101, 157), lambda n: f"/plus/view.php?aid={n}")
    return site_of("php", made | articles(range(201, 234), lambda n: f"/html/tzgg/{n}.html"))


def jsp() -> ZooSite:
    """P29, P30: lists of JSPs, one in GB18030 whose pager only a script's call shows."""
    first, second = "/info/iList.jsp?node_id=GKmzs&cat_id=1204", "/sites/LHQ/list.jsp?ColumnID=85&SiteID=LHQ"

    def key(one: int) -> str:
        return f"/sites/LHQ/detail.jsp?KeyID=20180816105720502{one:04}&ColumnID=85"

    def jump(at: int) -> str:
        calls = "".join(f'<a href="javascript:goPage({one})">{one}</a>' for one in (1, 2, 3, 4) if one != at)
        jumps = "window.location.href='list.jsp?page='+n+'&ColumnID=85&SiteID=LHQ';"
        return f"<script>function goPage(n){{{jumps}}}</script>{calls}共4页"

    made = {"/": home(first.replace("&", "&amp;"), second.replace("&", "&amp;"))}
    made |= column(
        range(1, 45),
        9,
        lambda at: first + ("" if at == 1 else f"&cur_page={at}"),
        lambda n: f"/info/detail_{n}.html",
        lambda at: f'<a href="{first.replace("&", "&amp;")}&amp;cur_page={min(at + 1, 5)}">下一页</a> 第{at}页/共5页',
    )
    asked = column(
        range(101, 133),
        9,
        lambda at: second if at == 1 else f"/sites/LHQ/list.jsp?page={at}&ColumnID=85&SiteID=LHQ",
        lambda n: key(n).replace("&", "&amp;"),
        jump,
        '<meta charset="gb2312">',
    )
    asked["/sites/LHQ/list.jsp?page=1&ColumnID=85&SiteID=LHQ"] = asked[second]
    made |= {
        path: ok(one.raw.split(b"\r\n\r\n", 1)[1].decode().replace("质量", "质量㙍").encode("gb18030"), "text/html")
        for path, one in asked.items()
    }
    return site_of(
        "jsp", made | articles(range(1, 45), lambda n: f"/info/detail_{n}.html") | articles(range(101, 133), key)
    )


def load_data() -> ZooSite:
    """P31: a POST with the page's number as its form; the API gives rows with addresses."""
    path = "/szinf/xxgk/interfacesWebZcwj/loadData"
    made: dict[str, Answer] = {"/": home("/szinf/zcwj/index.html")}
    made["/szinf/zcwj/index.html"] = scripted(f"axios.post('{path}?pageSize=15', 'pageIndex=' + page)")
    for at, numbers in enumerate(cut(range(1, 51), 15), start=1):
        rows = [
            {"id": f"{n:032x}", "title": title(n), "url": f"/szinf/infodetail/{n:032x}.shtml", "date": "2024-01-05"}
            for n in numbers
        ]
        made[f"{path}?pageSize=15 pageIndex={at}"] = api({"data": {"allRow": 50, "totalPage": 4, "list": rows}})
    return site_of("load_data", made | articles(range(1, 51), lambda n: f"/szinf/infodetail/{n:032x}.shtml"))


def gkmlpt_short() -> ZooSite:
    """Z11, the other site: under a department's path, whole lists in page 1, every page 2 a 404."""
    leaf = [
        {"id": 31, "name": "通知", "children": []},
        {"id": 32, "name": "公告"},
        {"id": 40, "name": "专栏", "jump_url": f"{BASE}/zl/"},
    ]
    tree = json.dumps(
        [{"id": 30, "name": "政府信息公开", "children": leaf}, {"id": 50, "name": "年报"}], ensure_ascii=False
    )
    made: dict[str, Answer] = {"/": home("/yjzjj/gkmlpt/index#30"), "/zl/": article(0)}
    made["/yjzjj/gkmlpt/index"] = html(
        f"<html><body><div id=app></div><script>window._CONFIG = {{ SID: '662021', TREE: {tree} }};</script></body>"
    )
    for node, numbers in ((31, range(1, 46)), (32, range(101, 124)), (50, range(201, 203))):
        rows = [
            {
                "id": n,
                "title": title(n),
                "url": f"{BASE}/yjzjj/gkmlpt/content/0/9/post_{n}.html",
                "created_at": "2024-01-05 10:00:00",
                "date": 1704412800,
            }
            for n in numbers
        ]
        made[f"/yjzjj/gkmlpt/api/all/{node}?page=1&sid=662021"] = api(
            {"total": len(numbers), "classify": {"id": node, "post_count": len(numbers)}, "articles": rows}
        )
        made |= articles(numbers, lambda n: f"/yjzjj/gkmlpt/content/0/9/post_{n}.html")
    return site_of("gkmlpt_short", made)


def hanweb_old() -> ZooSite:
    """P3 under its old path, all groups told by plain numbers; direct PDFs and a foreign address are records too."""
    proxy, form = (
        "/module/jslib/jquery/jpage/dataproxy.jsp",
        "col=1&appid=1&webid=4&path=/&columnid=812&sourceContentType=1&unitid=2050&webname=&permissiontype=0",
    )

    def href(one: int) -> str:
        return f"/attach/0/{one}.pdf" if one % 10 == 0 else f"/art/2019/3/8/art_812_{one}.html"

    def records(numbers: Sequence[int]) -> str:
        far = (
            '<record><![CDATA[<li><a href="http://www.other.example/a.html" title="转载">转载</a></li>]]></record>'
            if 1 in numbers
            else ""
        )
        held = "".join(f"<record><![CDATA[{row(href(n), n)}]]></record>" for n in numbers)
        told = "<totalrecord>66</totalrecord><totalpage>4</totalpage>"
        return f"<datastore>{told}<recordset>{far}{held}</recordset></datastore>"

    call = "totalRecord:66,perpage:20,webid:4,columnid:812,unitid:'2050',proxyUrl:'" + proxy + "'"
    made: dict[str, Answer] = {"/": home("/col/col812/index.html")}
    made["/col/col812/index.html"] = html(
        listed([], f'<script type="text/xml">{records(range(1, 20))}</script><script>jpage({{{call}}})</script>')
    )
    for start, end, numbers in ((1, 60, range(1, 60)), (61, 66, range(60, 66))):
        made[f"{proxy}?startrecord={start}&endrecord={end}&perpage=20 {form}"] = ok(
            records(numbers), "text/xml; charset=utf-8"
        )
    for one in range(1, 66):
        made[href(one)] = ok(b"%%PDF-1.4 %d" % one, "application/pdf") if one % 10 == 0 else article(one)
    return site_of("hanweb_old", made)


ASKED_LISTS = {
    "queryList: forms and JSON in JSON": query_list(),
    "Epoint: four styles": epoint_styles(),
    "Epoint: an address that a script puts together": epoint_rest(),
    "TRS searches: WAS, IGS, govsearch": trs_search(),
    "eportal": eportal(),
    "UCAP: lists that only an API has": channel_apis(),
    "PHPCMS, DedeCMS, EmpireCMS": php(),
    "JSP lists": jsp(),
    "an API asked by POST": load_data(),
    "gkmlpt: whole lists in page 1": gkmlpt_short(),
    "Hanweb: the old path": hanweb_old(),
}
