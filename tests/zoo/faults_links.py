# ruff: noqa: E501  (markup and addresses read better unbroken)
"""Fault 25: links in every place where a page can hold one, and what must not be asked for."""

from collections.abc import Mapping

from tests.zoo.answers import ok, page
from tests.zoo.server import Answer
from tests.zoo.site import BASE, ZooSite, site_of

UTF8 = "text/html; charset=utf-8"
ROBOTS = {"/robots.txt": ok("", "text/plain")}


def files(*names: str) -> dict[str, Answer]:
    """An answer of its own for each address; of a type that nothing follows."""
    return {one: ok(f"file {one}", "application/octet-stream") for one in names}


def pages(html: Mapping[str, str]) -> dict[str, Answer]:
    return {path: ok(f"<html><head><title>{path}</title></head>{text}</html>", UTF8) for path, text in html.items()}


def bases() -> ZooSite:
    """`<base href>` relative, second, late in the body, without href, with Chinese, to another folder by back slash."""
    html = {
        "/b1/a.htm": '<base href="sub/"><a href="x1.bin">',
        "/b2/a.htm": '<base href="/first/"><base href="/second/"><a href="x2.bin">',
        "/b3/a.htm": '<body><a href="x3.bin">1</a><base href="/late/"><a href="x4.bin">2</a>',
        "/b4/a.htm": '<base target="_blank"><base href="/fourth/a.htm"><a href="x5.bin"><img src=x6.bin>',
        "/b5/a.htm": f'<base href="{BASE}"><a href="x7.bin">',
        "/b6/a.htm": '<base href="..\\six\\"><a href="x8.bin"><style>body{background:url(x9.bin)}</style>',
        "/b7/a.htm": '<base href="http://www.other.example/"><a href="/x10.bin">',
        "/b8/a.htm": '<base href=""><a href="x11.bin">',
    }
    found = [
        "/b1/sub/x1.bin",
        "/first/x2.bin",
        "/late/x3.bin",
        "/late/x4.bin",
        "/fourth/x5.bin",
        "/fourth/x6.bin",
        "/x7.bin",
    ]
    found += ["/six/x8.bin", "/six/x9.bin", "/b8/x11.bin"]
    return site_of("f25_bases", {"/": page(*html), **ROBOTS, **pages(html), **files(*found)})


def embeds() -> ZooSite:
    """Pictures, films, applets, frames, styles: what a page embeds, in old and new markup."""
    html = {
        "/srcset.htm": '<img src="/e/s0.jpg" srcset="/e/a,b.jpg 2x, /e/c,d.jpg 1x,/e/e.jpg"><picture><source srcset="/e/f.webp 480w, '
        '/e/g.webp 800w"></picture><link rel=preload as=image imagesrcset="/e/h.jpg 1x">',
        "/lazy.htm": '<img src="data:image/gif;base64,R0lGOD" data-src="/e/l1.jpg"><img data-original="/e/l2.jpg"><img data-lazy-src=/e/l3.jpg>'
        '<img data-srcset="/e/l4.jpg 2x"><div data-background="/e/l5.jpg">',
        "/media.htm": '<video src="/e/v1.mp4" poster="/e/v2.jpg"><source src="/e/v3.mp4"><track src="/e/v4.vtt"></video><audio src=/e/v5.mp3>',
        "/plug.htm": '<object data="/e/o1.swf"><param name="movie" value="/e/o2.swf"><param name=quality value=high><embed src="/e/o3.swf"></object>'
        '<object classid="clsid:6BF52A52"><param name="URL" value="/e/o4.wmv"><param name="FileName" value="/e/o5.asf"></object>'
        '<applet code="Menu.class" codebase="/e/java/" archive="a.jar, b.jar"></applet><bgsound src="/e/o6.mid">',
        "/old.htm": '<body background="/e/t1.gif"><table background="/e/t2.gif"><tr><td background="/e/t3.gif"></table><input type=image '
        'src="/e/t4.gif"><img src="/e/t5.gif" lowsrc="/e/t6.gif" dynsrc="/e/t7.avi" longdesc="/e/t8.txt">',
        "/rel.htm": '<link rel="shortcut icon" href="/e/r1.ico"><link rel=stylesheet href="/e/r2.css"><link rel=next href="/e/r3.bin">'
        '<link rel=alternate type="application/rss+xml" href="/e/r4.xml"><link rel=dns-prefetch href="//cdn.other.example">'
        '<script src="/e/r5.js"></script><script language=vbscript src=/e/r6.vbs></script>',
        "/svg.htm": '<svg><image xlink:href="/e/g1.png"/><use xlink:href="/e/g2.svg#a"/><a xlink:href="/e/g3.bin"><text>a</text></a>'
        '<image href="/e/g4.png"/></svg>',
        "/frames.htm": '<frameset cols="1,2"><frame src="/e/f1.htm" name=a><frame src=/e/f2.htm><noframes><a href="/e/f3.bin">x</a></noframes>'
        "</frameset>",
        "/iframe.htm": '<iframe src="/e/f4.htm">x</iframe><noscript><a href="/e/n1.bin"><img src="/e/n2.gif"></a></noscript>',
        "/style.htm": '<div style="background:url(&quot;/e/c1.png&quot;)"><p style=background:url(/e/c2.png)><span style="background-image:'
        "url( '/e/c3.png' )\"><style>@import '/e/c4.css';@import url(/e/c5.css) screen;.a{background:url(/e/c6.png),url('/e/c7.png')}"
        "@font-face{src:url(/e/c8.eot?#iefix)}.b{filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(src='/e/c9.png',x=1);"
        "behavior:url(/e/c10.htc)}/* .c{background:url(/e/no1.png)} */</style>",
        "/e/f1.htm": "<p>1</p>",
        "/e/f2.htm": "<p>2</p>",
        "/e/f4.htm": "<p>4</p>",
    }
    css = {
        "/e/r2.css": '@charset "gb2312";@import "sub/i1.css";body{background:url(../i2.png)}.a{background:url(im\\61ge.png)}.b{background:'
        'url("a\\\nb.png")}.c{background:url(pa\\(ren\\).png)}/* url(no2.png) */',
        "/e/c4.css": "p{background:url(/e/d1.png)}",
        "/e/c5.css": '@import url("c4.css");@import "c5.css";',
        "/e/sub/i1.css": ".x{background:URL(j1.png)}",
    }
    names = "s0.jpg a,b.jpg c,d.jpg e.jpg f.webp g.webp h.jpg l1.jpg l2.jpg l3.jpg l4.jpg l5.jpg v1.mp4 v2.jpg v3.mp4 v4.vtt v5.mp3 "
    names += "o1.swf o2.swf o3.swf o4.wmv o5.asf o6.mid java/Menu.class java/a.jar java/b.jar t1.gif t2.gif t3.gif t4.gif t5.gif t6.gif "
    names += "t7.avi t8.txt r1.ico r3.bin r4.xml r5.js r6.vbs g1.png g2.svg g3.bin g4.png f3.bin n1.bin n2.gif c1.png c2.png c3.png "
    names += "c6.png c7.png c8.eot? c9.png c10.htc image.png ab.png pa(ren).png sub/j1.png d1.png"
    answers = (
        pages(html)
        | {path: ok(text, "text/css") for path, text in css.items()}
        | files(*(f"/e/{one}" for one in names.split()))
    )
    named = [one for one in html if not one.startswith("/e/")]
    return site_of("f25_embeds", {"/": page(*named), **ROBOTS, **answers, **files("/i2.png")})


def handlers() -> ZooSite:
    """Addresses in handlers, menus, scripts, JSON and comments; what is put together by a script is a named limit."""
    html = {
        "/click.htm": "<a href=\"javascript:openWin('/h/1.htm')\">1</a><table><tr><td onclick=\"window.open('/h/2.htm','','width=1')\">2</td></tr></table>"
        "<input type=button onclick=\"location='/h/3.htm'\"><a href=\"JavaScript:location.href='/h/4.htm';\">4</a>"
        '<div onmouseover="show(1)" data-url="/h/5.htm">5</div><table><tr ondblclick="javascript:self.location.href=&quot;/h/6.htm&quot;"><td>6</table>'
        "<a href=\"javascript:void(window.open('/h/7.htm'))\">7</a><a href='#' onclick='return go(\"/h/8.htm\")'>8</a>",
        "/menu.htm": '<select onchange="location=this.value"><option value="">请选择<option value="/h/9.htm">九<option value=/h/10.htm>十</select>'
        '<form action="/so.jsp" method=get><input name=q><select name=t><option value=1>1</select></form><form action=/post.do method=post></form>'
        '<map><area shape=rect coords=0,0,1,1 href="/h/11.htm"></map>',
        "/write.htm": "<script>document.write('<a href=\"/h/12.htm\">12</a>');document.writeln(\"<li><a href='/h/13.htm'>13</a></li>\");"
        'var home = "/h/14.htm"; var id=7; document.write("<a href=/p/"+id+".htm>x</a>"); var img = new Image(); img.src="/h/15.gif";'
        'if(a<b){x("text/html")}; var w = "1/2"; var rx=/\\/no3\\.htm/g; $.get("/api/no4?id="+id);</script>',
        "/json.htm": '<script type="application/ld+json">{"@type":"NewsArticle","url":"BASE/h/16.htm","image":["BASE/h/17.jpg"]}</script>'.replace(
            "BASE", BASE
        )
        + '<script>var list = [{"title":"通知","url":"/h/18.htm"},{"title":"公告","linkurl":"\\/h\\/19.htm"}];</script>',
        "/comment.htm": '<!--[if lt IE 9]><script src="/h/20.js"></script><link rel=stylesheet href=/h/21.css><![endif]-->'
        '<!--[if !IE]><!--><a href="/h/22.htm">22</a><!--<![endif]--><!-- <a href="/h/no5.htm">old</a> -->'
        '<!-- a > b --><a href="/h/23.htm">23</a><!--> <a href="/h/24.htm">24</a> --><!-- x --!><a href="/h/25.htm">25</a>',
        "/text.htm": '<textarea><a href="/h/no6.htm">x</a></textarea><title><a href="/h/no7.htm">x</a></title><p>&lt;a href="/h/no8.htm"&gt;</p>'
        '<xmp><a href="/h/no9.htm"></xmp><a name="/h/no10.htm">x</a><p title="/h/no11.htm">地址：/h/no12.htm</p>',
    }
    found = [f"/h/{one}.htm" for one in (*range(1, 15), 16, 18, 19, 22, 23, 24, 25)]
    answers = (
        pages(html)
        | {one: ok(f"<p>{one}</p>", UTF8) for one in found}
        | files("/h/15.gif", "/h/17.jpg", "/h/20.js", "/h/21.css", "/js/menu.js")
    )
    answers["/js/menu.js"] = ok(
        'document.write("<a href=\\"/m/1.htm\\">栏目一</a>");\nfunction f(){location.href="/m/2.htm"}',
        "text/javascript",
    )
    answers |= {
        "/m/1.htm": ok("<p>m1</p>"),
        "/m/2.htm": ok("<p>m2</p>"),
        "/p/7.htm": ok("<p>p7</p>"),
        "/so.jsp?q=1": ok("<p>so</p>"),
    }
    return site_of("f25_handlers", {"/": page(*html, also='<script src="/js/menu.js"></script>'), **ROBOTS, **answers})


def feeds() -> ZooSite:
    """RSS, Atom, XML site maps of two levels, a text site map, XML data with CDATA, an XSL sheet, a JSON list."""
    rss = f"<?xml version='1.0' encoding='gb2312'?><rss><channel><title>公告</title><item><link>{BASE}/x/1.htm</link></item><item><link>"
    rss += f"<![CDATA[{BASE}/x/2.htm?a=1&b=2]]></link><enclosure url='{BASE}/x/3.bin'/></item></channel></rss>"
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="{BASE}/x/4.htm"/></entry></feed>'
    index = f"<sitemapindex><sitemap><loc>{BASE}/sm1.xml</loc></sitemap><sitemap><loc> {BASE}/sm2.txt </loc></sitemap></sitemapindex>"
    one = (
        f"<urlset><url><loc>{BASE}/x/5.htm?a=1&amp;b=2</loc></url><url><loc>{BASE}/x/%E5%85%AC.htm</loc></url></urlset>"
    )
    answers = {
        "/": page("/rss.xml", "/atom.xml"),
        "/robots.txt": ok("Sitemap: /index.xml\nsitemap:/none.xml", "text/plain"),
        "/index.xml": ok(index, "text/xml"),
        "/sm1.xml": ok(one, "text/xml"),
        "/sm2.txt": ok(f"{BASE}/x/6.htm\r\n{BASE}/x/7.htm\r\n", "text/plain"),
        "/rss.xml": ok(rss.encode("gbk"), "text/xml"),
        "/atom.xml": ok(atom, "application/atom+xml"),
    }
    found = [
        "/x/1.htm",
        "/x/2.htm?a=1&b=2",
        "/x/3.bin",
        "/x/4.htm",
        "/x/5.htm?a=1&b=2",
        "/x/%E5%85%AC.htm",
        "/x/6.htm",
        "/x/7.htm",
    ]
    return site_of("f25_feeds", {**answers, **files(*found)})


LINKS: Mapping[str, ZooSite] = {
    "F25: bases": bases(),
    "F25: embeds": embeds(),
    "F25: handlers, scripts, comments": handlers(),
    "F25: feeds and maps": feeds(),
}
