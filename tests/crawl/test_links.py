"""Links: every address that a text names, as the browser would ask for it, with what the page uses it for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.crawl.links import each_once, links_of_page, links_of_sitemap, links_of_style, suffix_kind
from migrate.model import Kind, Link

URL = "http://a.example/w/i.html"


def found(html: str, charset: str = "utf-8") -> list[tuple[str, str]]:
    told = links_of_page(html, URL, charset)
    return list(dict.fromkeys((one.url.removeprefix("http://a.example"), str(one.kind)) for one in told))


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ('<a href="x.html">', [("/w/x.html", "page")]),
        ("<A HREF=x.html>", [("/w/x.html", "page")]),
        ('<a href="x.html" style="display:none">', [("/w/x.html", "page")]),
        ('<a href="f.DOC?id=1">', [("/w/f.DOC?id=1", "attachment")]),
        ('<a href="p.jpg">', [("/w/p.jpg", "image")]),
        ('<a href="?a=1&amp;b=2">', [("/w/i.html?a=1&b=2", "page")]),
        ('<area href="x.html">', [("/w/x.html", "page")]),
        ('<iframe src="f.html"></iframe>', [("/w/f.html", "page")]),
        ('<frameset><frame src="f.asp"></frameset>', [("/w/f.asp", "page")]),
        ('<link rel="stylesheet" href="s.css?v=1">', [("/w/s.css?v=1", "style")]),
        ('<link rel="shortcut icon" href="/favicon.ico">', [("/favicon.ico", "image")]),
        ('<link rel="next" href="2.html">', [("/w/2.html", "page")]),
        ('<link rel="dns-prefetch" href="//x.example">', []),
        ('<script src="s.js"></script>', [("/w/s.js", "script")]),
        (
            '<img src="a.jpg" srcset="b.jpg 1x,\n c.jpg 2x" data-original="d.jpg">',
            [("/w/a.jpg", "image"), ("/w/d.jpg", "image"), ("/w/b.jpg", "image"), ("/w/c.jpg", "image")],
        ),
        ('<input type="image" src="go.gif">', [("/w/go.gif", "image")]),
        ('<table background="bg.gif"><tr><td>', [("/w/bg.gif", "image")]),
        ("<p style='background: url( \"b.png\" )'>", [("/w/b.png", "image")]),
        ("<style>@import 'i.css'; p{background:url(c.png)}</style>", [("/w/i.css", "style"), ("/w/c.png", "image")]),
        ('<embed src="m.swf">', [("/w/m.swf", "attachment")]),
        (
            '<object data="m.pdf"><param name="movie" value="n.swf"></object>',
            [("/w/m.pdf", "attachment"), ("/w/n.swf", "attachment")],
        ),
        ('<video src="v.mp4" poster="p.png">', [("/w/v.mp4", "attachment"), ("/w/p.png", "image")]),
        ('<div class="wp_pdf_player" pdfsrc="/f.pdf">', [("/f.pdf", "attachment")]),
        ('<meta http-equiv="Refresh" content="0; URL=\'x.html\'">', [("/w/x.html", "page")]),
        ('<option value="x.html">', [("/w/x.html", "page")]),
        ('<option value="3">', []),
        ("<a href=\"javascript:openUrl('x.html')\">", [("/w/x.html", "page")]),
        ("<a href=' JavaScript:window.open(\"x.html\")'>", [("/w/x.html", "page")]),
        ('<a href="javascript:goto(3)">', []),
        ("<div onclick=\"location.href='x.jsp?id=1'\">", [("/w/x.jsp?id=1", "page")]),
        ('<script>window.location = "home/index.aspx"</script>', [("/w/home/index.aspx", "page")]),
        ("<script>document.write('<a href=\"x.html\">');</script>", [("/w/x.html", "page")]),
        ("<script>document.write('<img src=\\\"x.gif\\\">');</script>", [("/w/x.gif", "image")]),
        ("<script>document.write('<a href=\"' + url + '.html\">');</script>", []),
        ('<base href="/b/"><a href="x.html">', [("/b/x.html", "page")]),
        ('<base href="http://[bad"><a href="x.html">', [("/w/x.html", "page")]),
        ('<a href="i.html">', []),
        ('<a href="#top"><a href=""><a name="x"><a href="mailto:a@b.example">', []),
        ("", []),
    ],
)
def test_a_page_names(html: str, wanted: list[tuple[str, str]]) -> None:
    assert found(html) == wanted


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ('<a href="#" onclick="return downFile(\'/oss/down/7\')">', [("/oss/down/7", "page")]),
        ("<a onclick=\"$.post('/vote/up')\">", []),
        ("<a onclick=\"go('/x/' + n)\">", []),
        ("<select onchange=\"location='l.php?c=3&p='+this.value\"><option value=2>", [("/w/l.php?c=3&p=2", "page")]),
        (
            "<select onchange=\"self.open('l_'+this.options[this.selectedIndex].value+'.htm')\"><option value=2>",
            [("/w/l_2.htm", "page")],
        ),
        ("<select onchange=\"location='l_'+this.value+'.htm'\"><option value='北京 a'>", []),
    ],
)
def test_what_a_handler_puts_together_of_known_pieces_is_named(html: str, wanted: list[tuple[str, str]]) -> None:
    assert found(html) == wanted


def test_a_chinese_path_on_a_gbk_page_has_a_second_spelling() -> None:
    (link,) = links_of_page('<a href="/附件.doc?w=附">', URL, "gb18030")
    assert link.url == "http://a.example/%E9%99%84%E4%BB%B6.doc?w=%B8%BD"
    assert link.fallback == "http://a.example/%B8%BD%BC%FE.doc?w=%B8%BD"


@pytest.mark.parametrize(("html", "charset"), [('<a href="/附件">', "utf-8"), ('<a href="/a?附">', "gb18030")])
def test_other_links_have_one_spelling(html: str, charset: str) -> None:
    assert [one.fallback for one in links_of_page(html, URL, charset)] == [None]


def test_a_style_sheet_names_what_it_imports_and_shows() -> None:
    css = "@import url(\"a.css\");@IMPORT 'b.css';p{background:URL( c.png )}q{src:url('d.woff'), url(data:x)}"
    assert [(one.url, one.kind) for one in links_of_style(css, "http://a.example/css/s.css", "utf-8")] == [
        ("http://a.example/css/b.css", Kind.STYLE),
        ("http://a.example/css/a.css", Kind.STYLE),
        ("http://a.example/css/c.png", Kind.IMAGE),
        ("http://a.example/css/d.woff", Kind.OTHER),
    ]


def test_sitemaps_and_feeds_name_their_addresses() -> None:
    text = (
        "<urlset><loc> http://a.example/1?x=1&amp;y=2 </loc><LOC><![CDATA[http://a.example/2.pdf]]></LOC></urlset>"
        "<item><link>http://a.example/3</link></item><loc>ftp://a.example/4</loc>"
    )
    assert [(one.url, one.named_by, one.kind) for one in links_of_sitemap(text, URL)] == [
        ("http://a.example/1?x=1&y=2", "sitemap", Kind.PAGE),
        ("http://a.example/2.pdf", "sitemap", Kind.ATTACHMENT),
        ("http://a.example/3", "sitemap", Kind.PAGE),
    ]


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("/a.PDF", Kind.ATTACHMENT),
        ("/a.ofd?x", Kind.ATTACHMENT),
        ("/a.jpeg", Kind.IMAGE),
        ("/a.css", Kind.STYLE),
        ("/a.js", Kind.SCRIPT),
        ("/a.woff2", Kind.OTHER),
        ("/a.html", Kind.PAGE),
        ("/pdf", Kind.PAGE),
        ("/a.pdf/", Kind.PAGE),
    ],
)
def test_a_suffix_promises_a_kind(url: str, kind: Kind) -> None:
    assert suffix_kind("http://a.example" + url, Kind.PAGE) == kind


def test_each_address_is_told_once_with_its_most_telling_use() -> None:
    page, image, listed = Link("u", "link", Kind.PAGE), Link("u", "link", Kind.IMAGE), Link("u", "list", Kind.PAGE)
    assert each_once([page, listed, image, page]) == [image, listed]


@settings(deadline=None)  # the machine may be busy
@given(st.text(alphabet="<>ahref=\"' srcimgonclick:/.;url()&#x0\\\n中", max_size=200))
def test_no_page_makes_the_reader_raise(html: str) -> None:
    assert all(one.url.isascii() for one in links_of_page(html, URL, "gb18030"))
