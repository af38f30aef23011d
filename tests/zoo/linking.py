"""Zoo sites about lists, links, charsets and where a site ends."""

import base64

from tests.zoo.answers import JPEG, answer, links, moved, ok, page
from tests.zoo.server import Answer
from tests.zoo.site import BASE, ZooSite, site_of


def script(call: str) -> str:
    return f"<script>document.write('<div>');{call}</script>"


def trs_list(number: int) -> Answer:
    here = f'createPageHTML(120, {number}, "index", "html");'
    item = f'<li><a href="./202401/t20240105_{number:05}.html">关于做好第{number}号工作的通知</a> 2024-01-05</li>'
    return page(also=f"<ul>{item}</ul>{script(here)}")


def trs() -> ZooSite:
    """120 zero-based list pages that only a script knows; the last is index_119."""
    lists = {f"/zwgk/index_{number}.html": trs_list(number) for number in range(1, 120)}
    articles = {f"/zwgk/202401/t20240105_{number:05}.html": ok(f"<p>第{number}篇</p>") for number in range(120)}
    answers = {"/": page("zwgk/index.html"), "/zwgk/index.html": trs_list(0), **lists, **articles}
    return site_of("trs", answers)


def one_based(slug: str, call: str, name: str) -> ZooSite:
    """Five one-based list pages; what a zero-based reading would ask for is not there."""

    def listed_one(number: int) -> str:
        return f'<ul><li><a href="c{number}.shtml">关于做好第{number}号工作的通知</a><span>2024-01-05</span></li></ul>'

    first = f"/zwgk/{name}.shtml"
    lists = {
        f"/zwgk/{name}_{number}.shtml": ok(listed_one(number) + script(call % number), "text/html; charset=utf-8")
        for number in range(1, 6)
    }
    articles = {f"/zwgk/c{number}.shtml": ok(f"<p>{number}</p>") for number in range(1, 6)}
    answers = {"/": page(first), first: lists.pop(f"/zwgk/{name}_1.shtml"), **lists, **articles}
    return site_of(slug, answers)


def directory_list() -> ZooSite:
    """The same list under its folder's address: page one has no file name."""
    answers = {
        "/": page("/gg/"),
        "/gg/": page(also=script('createPageHTML(3, 0, "index", "html");')),
        "/gg/index_1.html": page(),
        "/gg/index_2.html": ok("<p>last</p>"),
    }
    return site_of("directory_list", answers)


def gbk_page(text: str, content_type: str) -> Answer:
    return ok(text.encode("gb18030"), content_type)


def gbk_lies() -> ZooSite:
    """GBK bytes whatever header and meta say; a query in the page's charset, and so it is asked."""
    link = '<html><head>%s</head><body><a href="/so.jsp?w=公告㙍">查</a></body></html>'
    asked = "/so.jsp?w=%B9%AB%B8%E6%820%AB3"  # 㙍 is 82 30 AB 33; browsers leave ASCII bytes as they are
    answers = {
        "/": page("/a.html", "/b.html", "/c.html"),
        "/a.html": gbk_page(link % '<meta charset="utf-8">', "text/html; charset=utf-8"),
        "/b.html": gbk_page(link % '<meta charset="gb2312">', "text/html"),
        "/c.html": gbk_page(link % (" " * 2000 + '<meta charset="iso-8859-1">'), "text/html; charset=ISO-8859-1"),
        asked: ok("<p>found</p>"),
    }
    return site_of("gbk_lies", answers)


def chinese_paths() -> ZooSite:
    """A raw Chinese path goes out in UTF-8; where that is a 404 the page's GBK is tried as a second URL."""
    gbk, both = "/%B8%BD%BC%FE/1.doc", "/%E5%85%AC%E5%91%8A.html"
    answers = {
        "/": gbk_page(links("/附件/1.doc", "/公告.html", "/%B8%BD%BC%FE/2.doc"), "text/html"),
        gbk: ok(b"\xd0\xcf\x11\xe0doc", "application/msword"),
        both: ok("<p>utf-8 path</p>"),
        "/%B8%BD%BC%FE/2.doc": ok(b"\xd0\xcf\x11\xe0two", "application/msword"),
    }
    return site_of("chinese_paths", answers)


def crooked_links() -> ZooSite:
    """Back slashes, spaces, line breaks, doubled ampersands, dots: asked for as a browser would."""
    html = links("..\\UploadFiles\\a.doc", " /b c.html ", "/d\n.html", "/e.asp?x=1&amp;y=2", "/f/../g.html#top", "//")
    other = links("javascript:void(0)", "mailto:a@b.example", "#top", "", "/h%20i.html", "/J.HTML", "/j.html")
    files = ["/UploadFiles/a.doc", "/b%20c.html", "/d.html", "/e.asp?x=1&y=2", "/g.html", "/h%20i.html"]
    answers = {"/": ok(html + other), **{one: ok(f"<p>{one}</p>") for one in [*files, "/J.HTML", "/j.html"]}}
    return site_of("crooked_links", answers)


def sessions() -> ZooSite:
    """Session ids in links are aliases: never asked for, and the plain URL is."""
    answers = {
        "/": page("/a.jsp;jsessionid=1F2E?id=3", "/a.jsp;jsessionid=99AA?id=3", "/b.asp?id=1&ASPSESSIONIDQQ=XY"),
        "/a.jsp?id=3": ok("<p>a</p>"),
        "/b.asp?id=1": ok("<p>b</p>"),
    }
    return site_of("sessions", answers)


def other_spellings() -> ZooSite:
    """Z23: firewall addresses, session folders, noise and tracking parameters: the plain URL is asked, once."""
    plain = ["/a.html", "/b.jsp?id=3", "/c/d.aspx", "/e.html", "/f.jsp?id=5"]
    wrapped = "/WZWSRE" + base64.b64encode(b"/b.jsp?id=3").decode() + "?wzwschallenge=V1pXUw"
    noise = ["/b.jsp?id=3&_=1699999999999", "/e.html?t=0.8461520349", "/f.jsp?_=0.12&id=5"]
    tracking = ["/a.html?tdsourcetag=s_pctim_aiomsg", "/e.html?from=timeline&isappinstalled=0"]
    kept = ["/g.jsp?from=2019&t=3", "/h.jsp?_=menu"]
    answers = {one: ok(f"<p>{one}</p>") for one in [*plain, *kept]}
    aliases = {wrapped: "wzws", "/(S(2hk4vd55fxqz3zrlqhw0ou45))/c/d.aspx": "session_id"}
    aliases |= dict.fromkeys(noise, "noise_parameter") | dict.fromkeys(tracking, "tracking_parameter")
    named = [one.replace("&", "&amp;") for one in ["/a.html", *aliases, *kept]]
    return site_of("other_spellings", {"/": page(*named), **answers})


def exact_links() -> ZooSite:
    """`/a` and `/a?`, both cases of an escape, doubled slashes, upper and lower case: each is an address of its own."""
    named = ["/a", "/a?", "/%b8.html", "/%B8.html", "/c//d", "/c/d", "/K.html", "/k.html", "/e;p=1|2"]
    answers = {one: ok(f"<p>{number}</p>") for number, one in enumerate(named)}
    return site_of("exact_links", {"/": page(*named, "#only"), **answers})


def iis_twins() -> ZooSite:
    """Z22: one page under three spellings; the bytes prove it, so it is held once."""
    show = ok("<p>只有一篇</p>", "text/html; charset=utf-8", "Server: Microsoft-IIS/6.0")
    twins = ["/NEWS/Show.aspx?ID=5", "/news/show.aspx?id=5"]
    answers = {"/": page(*twins, "..\\news\\show.aspx?id=5"), **dict.fromkeys(twins, show)}
    return site_of("iis_twins", answers)


def splash() -> ZooSite:
    """Z19: a home page that only jumps, a chain of two refreshes, and a loop of two that is cut."""

    def fresh(target: str) -> Answer:
        return ok(f'<meta http-equiv="refresh" content="0;URL={target}">')

    answers = {
        "/": ok('<script>window.location="homepages/index.aspx"</script>'),
        "/homepages/index.aspx": page("/r1.html", "/l1.html"),
        "/r1.html": fresh("/r2.html"),
        "/r2.html": fresh("/r3.html"),
        "/r3.html": ok("<p>arrived</p>"),
        "/l1.html": fresh("/l2.html"),
        "/l2.html": fresh("/l1.html"),
    }
    return site_of("splash", answers)


def file_names() -> ZooSite:
    """Z26: names of files in every spelling; equal bytes under two names, other bytes under an equal name."""
    pdf, doc = ok(b"%PDF-1.4 one", "application/pdf"), ok(b"\xd0\xcf\x11\xe0", "application/msword")
    answers = {
        "/%B8%BD%BC%FE.doc": doc,
        "/%E3%80%8A%E5%8A%9E%E6%B3%95%E3%80%8B.pdf": pdf,
        "/a%20b.ofd": ok(b"PK\x03\x04ofd", "application/octet-stream"),
        "/a+b.wps": ok(b"\xd0\xcf\x11\xe0wps", "application/octet-stream"),
        "/down.jsp?showname=1.et&n=%B1%ED": ok(b"\xd0\xcf\x11\xe0et", "application/octet-stream"),
        "/oss/download?uuid=77": ok(b"Rar!\x1a\x07", "application/octet-stream"),
        "/x/1.ceb": ok(b"CEB1", "application/octet-stream"),
        "/y/1.ceb": ok(b"CEB2", "application/octet-stream"),
        "/z/copy.pdf": pdf,
    }
    named = ["/%B8%BD%BC%FE.doc", "/《办法》.pdf", "/a b.ofd", "/a+b.wps", "/down.jsp?showname=1.et&amp;n=%B1%ED"]
    front = page(*named, "/oss/download?uuid=77", "/x/1.ceb", "/y/1.ceb", "/z/copy.pdf")
    return site_of("file_names", {"/": front, **answers})


def redirects() -> ZooSite:
    """A chain, a loop, redirects to themselves, to another host, to nowhere: each hop an outcome, no endless work."""
    answers = {
        "/": page("/1", "/x", "/self", "/away", "/void", "/rel/a"),
        "/1": moved(f"{BASE}/2"),
        "/2": moved("/3", "301 Moved Permanently"),
        "/3": ok("<p>three</p>"),
        "/x": moved("/y"),
        "/y": moved("/x"),
        "/self": moved("/self"),
        "/away": moved("http://www.other.example/"),
        "/void": answer("302 Found", b""),
        "/rel/a": moved("b.html#part"),
        "/rel/b.html": ok("<p>b</p>"),
    }
    return site_of("redirects", answers)


def home_moves() -> ZooSite:
    """A home page that redirects to another host brings that host into scope, also for links found before."""
    new = "www.nyncj.example"
    answers = {"/": moved(f"http://{new}/web/index.html"), "/web/a.html": ok("<p>old a</p>")}
    there = {
        "/web/index.html": page("a.html", "/top.html", f"{BASE}/web/a.html", "http://third.example/"),
        "/web/a.html": ok("<p>a</p>"),
        "/top.html": ok("<p>top</p>"),
    }
    return site_of("home_moves", answers, others={new: there})


def home_moves_below() -> ZooSite:
    """A sub-site that moved to another host keeps to the path it now stands under."""
    new = "www.qiyun.example"
    answers = {"/jz/": moved(f"http://{new}/sub/jz/index.html")}
    there = {"/sub/jz/index.html": page("a.html", "/other.html"), "/sub/jz/a.html": ok("<p>a</p>")}
    return site_of("home_moves_below", answers, home=f"{BASE}/jz/", others={new: there})


def below_a_path() -> ZooSite:
    """Pages keep to the site's path; images, styles and attachments lie anywhere on the host and are not followed."""
    answers = {
        "/jz/": page(
            "a.html",
            "/index.html",
            "/jzother/x.html",
            "/files/1.pdf",
            also='<img src="/images/logo.jpg"><link rel="stylesheet" href="/css/s.css"><a href="/jz">here</a>',
        ),
        "/jz": moved("/jz/"),
        "/jz/a.html": ok("<p>a</p>"),
        "/files/1.pdf": ok(b"%PDF-1.4 one", "application/pdf"),
        "/images/logo.jpg": ok(JPEG, "image/jpeg"),
        "/images/bg.jpg": ok(JPEG + b"2", "image/jpeg"),
        "/css/s.css": ok("body{background:url(../images/bg.jpg)}", "text/css"),
    }
    return site_of("below_a_path", answers, home=f"{BASE}/jz/")


def traps() -> ZooSite:
    """Links of 8 KB are asked for, longer ones and paths that repeat themselves wait for a person."""
    long_one, longer = "/l?" + "x" * 8000, "/m?" + "x" * 9000
    answers = {
        "/": page("a/", long_one, longer),
        **{"/" + "a/" * depth: page("a/") for depth in range(1, 9)},
        long_one: ok("<p>long</p>"),
    }
    return site_of("traps", answers)


def script_links() -> ZooSite:
    """Addresses that only attributes, handlers, styles and scripts hold."""
    html = (
        '<base href="/web/"><map><area href="area.html"></map><iframe src="frame.html"></iframe>'
        "<a href=\"javascript:openUrl('open.html')\">x</a><div onclick=\"location.href='click.html'\">"
        '<select onchange="x()"><option value="option.html">o</select>'
        '<img data-src="lazy.png" srcset="a.png 1x, b.png 2x">'
        '<div style="background:url(\'style.png\')"></div><style>@import "more.css";</style>'
        '<script>document.write("<a href=\\"written.html\\">w</a>");window.location="jump.html"</script>'
        '<meta http-equiv="refresh" content="5;URL=fresh.html"><embed src="film.swf">'
    )
    names = [
        "area.html",
        "frame.html",
        "open.html",
        "click.html",
        "option.html",
        "lazy.png",
        "a.png",
        "b.png",
        "style.png",
        "more.css",
        "written.html",
        "jump.html",
        "fresh.html",
        "film.swf",
    ]
    answers = {"/": ok(html), **{f"/web/{one}": ok(f"{one}", "application/octet-stream") for one in names}}
    return site_of("script_links", answers)
