"""Zoo sites of behaviours that no family explains: navigation, frames, charsets, dates, hidden links."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from tests.zoo.answers import JPEG, ok
from tests.zoo.listing import UTF8, article, cut, home, html, listed, row, title
from tests.zoo.server import Answer
from tests.zoo.site import ZooSite, site_of

PDF, DOC = "application/pdf", "application/msword"
UPLOADS = "nyncj.qiyun.gov.example:8080"
OLD = "old.nyncj.qiyun.gov.example"


def pdf(number: int) -> Answer:
    return ok(b"%%PDF-1.4 file %d" % number, PDF)


def gb(text: str, content_type: str = "text/html") -> Answer:
    return ok(text.encode("gb18030"), content_type)


def disclosure() -> ZooSite:
    """Z06: a catalogue in a frame, its tree in another; one document stands in three categories."""
    search = "/module/xxgk/search.jsp?infotypeId={}&jdid=3096&area=000014349&divid=div1551294"
    search += "&sortfield=,compaltedate:0&currpage={}"
    tree = "/module/xxgk/tree.jsp?divid=div1551294&area=&rootName=&standardXxgk=1"

    def href(one: int) -> str:
        return f"/art/2024/1/5/art_1551294_{one}.html"

    def entry(one: int) -> str:
        shade = "odd" if one % 2 else "even"
        told = f'mc="{title(one)}" rq="2024-01-05" wh="栖农〔2024〕{one}号"'
        link = f'<a href="{href(one)}" {told}>{title(one)}</a>'
        return f'<tr class="tr_main_value_{shade}"><td>{link}</td><td>2024-01-05</td></tr>'

    frame = (
        f'<iframe src="{search.format("A01", 1)}"></iframe><script src="{tree}"></script><iframe src="{tree}"></iframe>'
    )
    made = {
        "/": home("/col/col1551294/index.html"),
        "/col/col1551294/index.html": html(listed([], frame.replace("&", "&amp;"))),
    }
    named = "".join(f'<li><a href="{search.format(one, 1)}">{one}</a></li>' for one in ("A01", "B02", "C03"))
    made[tree] = html(f"<ul>{named}</ul>".replace("&", "&amp;"))
    for category, numbers in (("A01", range(1, 38)), ("B02", [7, *range(41, 60)]), ("C03", [61, 7, 62])):
        pages = cut(list(numbers), 15)
        for at, some in enumerate(pages, start=1):
            table = f"<table>{''.join(map(entry, some))}</table><div>共 {len(numbers)} 条 第{at}页</div>"
            made[search.format(category, at)] = html(table)
    made |= {href(one): article(one) for one in [*range(1, 38), *range(41, 60), 61, 62]}
    return site_of("disclosure", made)


def charset_lies() -> ZooSite:
    """Z18: what a header, a meta and a mark declare, and what the bytes are; each page asks in its own charset."""
    linked = '<a href="/so.jsp?p={}&amp;w={}">{}</a><p>栖云县农业农村局关于春耕生产的通知，请各乡镇认真执行。</p>'
    meta = '<meta http-equiv="Content-Type" content="text/html; charset={}">'
    traditional = '<a href="/so.jsp?p=g&amp;w=縣誌">縣誌</a><p>關於縣誌的說明，請各鄉鎮認真執行，並報送進展情況。</p>'
    made = {
        "/": home(*(f"/{one}.html" for one in "abcdefgh")),
        "/a.html": gb(meta.format("gb2312") + linked.format("a", "栖云㙍", "查"), UTF8),
        "/b.html": ok(meta.format("gbk") + linked.format("b", "农业", "查"), "text/html; charset=gbk"),
        "/c.html": gb(linked.format("c", "公告喆", "查")),
        "/d.html": gb(" " * 2100 + meta.format("gb2312") + linked.format("d", "通知镕", "查")),
        "/e.html": ok(b"\xef\xbb\xbf" + linked.format("e", "县志", "查").encode(), "text/html; charset=gb2312"),
        "/f.html": ok(meta.format("utf-8") + linked.format("f", "县志", "查"), "text/html; charset=ISO-8859-1"),
        "/g.html": ok((meta.format("big5") + traditional).encode("big5"), "text/html; charset=big5"),
        "/h.html": gb(linked.format("h", "plain", "查"), "text/html; charset=utf-16"),
    }
    for page, asked in (
        ("a", "%C6%DC%D4%C6%820%AB3"),
        ("b", "%E5%86%9C%E4%B8%9A"),
        ("c", "%B9%AB%B8%E6%86%B4"),
        ("d", "%CD%A8%D6%AA%E9F"),
        ("e", "%E5%8E%BF%E5%BF%97"),
        ("f", "%E5%8E%BF%E5%BF%97"),
        ("g", "%BF%A4%BBx"),
        ("h", "plain"),
    ):
        made[f"/so.jsp?p={page}&w={asked}"] = ok(b"<p>" + page.encode() + unquote_to_bytes(asked) + b"</p>")
    return site_of("charset_lies", made)


def no_anchors() -> ZooSite:
    """Z20: every column is reached by scripts and attributes only; what only looks like an address stays out."""
    front = """<html><body>
<div onclick="window.location.href='/c1/'">一</div>
<a href="javascript:openUrl('/c2/index.html')">二</a>
<a href="#" onclick="jumpToDetail('./c3/202605/t20260501_1.html'); return false;">三</a>
<select onchange="location.replace(this.value)"><option value="">请选择</option><option value="4">四年</option>
<option value="/c4/">四</option><option value="http://nyncj.qiyun.gov.example/c5/list.jsp?id=5">五</option></select>
<map name="m"><area shape="rect" coords="0,0,9,9" href="/c6/"></map><img usemap="#m" src="/m.gif">
<script>document.write("<a href='/c7/'>七</a>");
document.writeln('<li><a href=\\"/c8/index.htm\\">八</a></li>');</script>
<div class="nav" data-url="/c9/index.html">九</div>
<li onclick=openUrl("/c10/list.jsp?id=10")>十</li>
<input type="button" onclick="location='/c11/'" value="十一">
<a href="javascript:window.open('/c12/a.html','_blank','width=500')">十二</a>
<script type="text/xml"><list><item><![CDATA[<li><a href="/c13/a.html">十三</a></li>]]></item></list></script>
<a href="javascript:void(0)" onclick="history.back()">返回</a><a href="javascript:;" onclick="return false">空</a>
<script>function show(id){document.write("<a href='/c/" + id + ".html'>x</a>"); location.href = "/d/" + id;}
var page = "第1页/共1页", version = "1.2.3", type = "text/html";</script>
</body></html>"""
    made: dict[str, Answer] = {"/": html(front), "/m.gif": ok(JPEG, "image/jpeg")}
    entries = {
        1: "/c1/",
        2: "/c2/index.html",
        3: "/c3/202605/t20260501_1.html",
        4: "/c4/",
        5: "/c5/list.jsp?id=5",
        6: "/c6/",
        7: "/c7/",
        8: "/c8/index.htm",
        9: "/c9/index.html",
        10: "/c10/list.jsp?id=10",
        11: "/c11/",
        12: "/c12/a.html",
        13: "/c13/a.html",
    }
    for number, path in entries.items():
        made[path] = html(listed([row(f"/c{number}/n{one}.html", number * 100 + one) for one in (1, 2)]))
        made |= {f"/c{number}/n{one}.html": article(number * 100 + one) for one in (1, 2)}
    return site_of("no_anchors", made)


def frames() -> ZooSite:
    """Z21: frames in frames, ASP lists in GB2312, an article in three parts."""
    made: dict[str, Answer] = {
        "/": gb(
            '<frameset rows="90,*"><frame src="top.asp" name="top"><frameset cols="200,*"><frame src="left.asp">'
            '<frame src="main.asp" name="main"></frameset><noframes><a href="text.asp">文字版</a></noframes></frameset>'
        ),
        "/top.asp": gb("<html><head><base target=main></head><h1>栖云县农业农村局</h1></html>"),
        "/main.asp": gb('<iframe src="inc/new.asp" width=100></iframe><marquee>欢迎</marquee>'),
        "/text.asp": gb('<a href="ShowClass.asp?ClassID=1">一</a>'),
        "/inc/new.asp": gb('<a href="../ShowArticle.asp?ArticleID=31" target="_top">新</a>'),
        "/left.asp": gb(
            "".join(f'<a href="ShowClass.asp?ClassID={one}" target="main">栏{one}</a>' for one in (1, 2, 3))
        ),
    }
    for column, numbers in ((1, range(1, 28)), (2, range(101, 112)), (3, range(201, 205))):
        pages = cut(numbers, 10)
        for at, some in enumerate(pages, start=1):
            rows = "".join(
                f"<tr><td><a href='ShowArticle.asp?ArticleID={n}'>{title(n)}</a></td><td>2008-1-5</td></tr>"
                for n in some
            )
            links = "".join(
                f'<a href="ShowClass.asp?ClassID={column}&page={one}">[{one}]</a>'
                for one in range(1, len(pages) + 1)
                if one != at
            )
            target = f"/ShowClass.asp?ClassID={column}" + ("" if at == 1 else f"&page={at}")
            made[target] = gb(f"<html><meta charset=gb2312><table>{rows}</table>{links} 共{len(pages)}页</html>")
        first = made[f"/ShowClass.asp?ClassID={column}"]
        if len(pages) > 1:
            made[f"/ShowClass.asp?ClassID={column}&page=1"] = first
    made |= {
        f"/ShowArticle.asp?ArticleID={n}": article(n) for n in [*range(1, 28), *range(101, 112), *range(201, 205), 31]
    }
    parts = {one: f"ShowArticle.asp?ArticleID=5{f'&Page={one}' if one > 1 else ''}" for one in (1, 2, 3)}
    for one, path in parts.items():
        others = "".join(f'<a href="{parts[other]}">{other}</a>' for other in parts if other != one)
        made[f"/{path}"] = gb(f"<h1>{title(5)}</h1><p>第{one}部分的正文，请各乡镇认真执行。</p>{others}")
    return site_of("frames", made)


def cookie_runs_out() -> ZooSite:
    """Z24: a cookie set by a shell serves for four answers, then there is a shell with another one."""
    given = {"token": 0, "left": 0}

    def guarded(page: Answer) -> Callable[[bytes], Answer]:
        def choose(request: bytes) -> Answer:
            if f"C3VK=t{given['token']};".encode() in request.replace(b"\r\n", b";") and given["left"]:
                given["left"] -= 1
                return page
            if not given["left"]:
                given["token"] += 1
                given["left"] = 4
            return ok(
                f'<html><head><script>document.cookie="C3VK=t{given["token"]}; path=/; max-age=3";'
                "location.reload();</script></head><body></body></html>"
            )

        return choose

    pages = {f"/{one}.html": article(one) for one in range(1, 13)}
    made = {"/": home(*pages), "/robots.txt": ok("", "text/plain"), **pages}
    return site_of("cookie_runs_out", {path: guarded(page) for path, page in made.items()})


def dates() -> ZooSite:
    """Z28, the capture of it: pages whose address, list row and text tell different days."""
    places = {
        "/zcwj/201710/t20171019_398220.html": '<meta name="PubDate" content="2017-10-18 04:58">',
        "/2024/1029/c34a9/page.htm": '<span class="Article_PublishDate">发布时间：2024-09-02</span>',
        "/yppjfb/20200911083851127.html": "<p>二〇二〇年</p>",
        "/ptl/def/def/index_1_2_ci_trid_77.html": "<p>正文里没有日期</p>",
        "/info/1039/3201.htm": "<p>[03-04]</p>",
        "/zfxxgk/2026/content_1.html": "<table><tr><td>索引号</td><td>2026-02-00018</td></tr></table>",
        "/csrc/c101/content.shtml": '<meta name="others" content="页面生成时间 2026-01-01 01:48:08">',
    }
    days = ("2017-10-18", "2024-09-02", "2020-09-11", "2019-03-01", "03-04", "2026-02-03", "2025-12-30")
    rows = [
        f'<li><a href="{path}">{title(n)}</a><span>{day}</span></li>'
        for n, (path, day) in enumerate(zip(places, days, strict=True))
    ]
    made = {"/": home("/a/", "/b/", "/c/")}
    made |= {f"/{name}/": html(listed(rows[at * 3 : at * 3 + 3])) for at, name in enumerate("abc")}
    return site_of(
        "dates",
        made
        | {path: html(f"<h1>{title(n)}</h1>{body}<p>{title(n)}</p>") for n, (path, body) in enumerate(places.items())},
    )


def hidden_links() -> ZooSite:
    """Z29, the capture of it: what is hidden on the site is followed, what leads away is named and not asked."""
    styles = (
        "display:none",
        "visibility:hidden",
        "opacity:0",
        "font-size:0",
        "text-indent:-9999px",
        "position:absolute;left:-9999px",
        "position:absolute;z-index:-999",
    )
    spam = "".join(
        f'<div style="{style}"><a href="http://spam{at}.example/">时时彩</a></div>' for at, style in enumerate(styles)
    )
    spam += '<marquee height=1 width=1><a href="http://spam7.example/">百家乐</a></marquee>'
    cloaked = (
        '<script>if(/baidu|so\\.com/.test(document.referrer)){window.location.href="http://spam8.example/"}</script>'
    )
    friends = '<ul class="link"><li><a href="http://games.portal.example/y/2017-06-09/f.shtml">百家乐</a></li><li><a href="http://www.partner.example/">栖云县人民政府</a></li></ul>'
    harmless = (
        "<a href='http://www.cmsmaker.example' style='display:none'>Produced By</a>"
        "<div style='display:none'><a href='index_2603340_1.html'></a><a href='index_2603340_2.html'></a></div>"
        '<span style="display:none"><hr></span>'
        '<div class="xgwz" style="display:none"><a href="/jd/1.html">相关解读</a></div>'
        '<div style="display:none"><script src="http://counter.example/z_stat.php?id=1"></script></div>'
    )
    made = {
        "/": html(
            f"<html><head><title>&#26102;&#26102;&#24425;</title>{cloaked}</head><body>"
            f"<a href='/tzgg/'>通知</a><a href='/jd/'>解读</a>{friends}</body></html>"
        ),
        "/tzgg/": html(listed([row("/tzgg/1.html", 1), row("/tzgg/2.html", 2)], spam + harmless)),
        "/tzgg/1.html": article(1),
        "/tzgg/2.html": html(f"<p>{title(2)}</p>{spam}"),
        "/jd/": html(listed([row("/jd/1.html", 3)])),
        "/jd/1.html": article(3),
        "/tzgg/index_2603340_1.html": html(listed([row("/tzgg/1.html", 1)], "<p>1</p>")),
        "/tzgg/index_2603340_2.html": html(listed([row("/tzgg/2.html", 2)], "<p>2</p>")),
    }
    return site_of("hidden_links", made)


BEHAVING = {
    "Hanweb: a catalogue in frames": disclosure(),
    "charsets: eight lies": charset_lies(),
    "columns that no anchor leads to": no_anchors(),
    "frames in frames, ASP": frames(),
    "a cookie that runs out": cookie_runs_out(),
    "dates in conflict": dates(),
    "hidden links": hidden_links(),
}
