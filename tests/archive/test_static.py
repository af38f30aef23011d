import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.markup import referenced, tokens
from archive.static import Reference, ReferenceKind, base_href, offline, offline_css, original
from tests.archive.declared import put_back, undeclared

STORED = {
    ReferenceKind.EMBED: "img",
    ReferenceKind.STYLE: "css",
    ReferenceKind.FRAME: "frame",
    ReferenceKind.LINK: "page",
}


def resolve(reference: Reference) -> str | None:
    """Links always lead somewhere; of the rest only what has `ok` in its name is stored."""
    if reference.kind is ReferenceKind.LINK:
        return "L.html"
    return f"{STORED[reference.kind]}/x" if "ok" in reference.value else None


def done(page: str) -> str:
    """The page as readers get it, without what it declares at its end."""
    captured = page.encode("gb18030")
    view = offline(captured, "gb2312", resolve, frame_note="未归档")
    assert original(view) == put_back(view) == captured
    return undeclared(view).decode("gb18030")


def missing(text: str) -> str:
    return f'<span class="archived-missing">{text}</span>'


UNTOUCHED = "<!doctype html><!-- <a href=http://x> --><P CLASS=a  id='b'>1 < 2 &amp; 公开\r\n<br/></p ><textarea><a href=x></textarea>"  # noqa: E501


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (UNTOUCHED, UNTOUCHED),
        ("<a href=http://x/>t</a>", '<a href="L.html">t</a>'),
        ("<A HREF = 'x' title=\"y\">", '<A HREF = "L.html" title="y">'),
        ('<a class="a"href="x"title="y">', '<a class="a"href="L.html"title="y">'),
        ("<a href=1 href=2>", '<a href="L.html" href="L.html">'),
        ("<area href='x'>", '<area href="L.html">'),
        ("<a href='#top'>", "<a href='#top'>"),
        ("<a href=''>", "<a href=''>"),
        ("<a href>", "<a href>"),
        ("<a href=mailto:a@b.example>", "<a href=mailto:a@b.example>"),
        ("<a href='javascript:go()'>t", "<a >t"),
        ("<a href=' JaVa\tScript:go()'>t", "<a >t"),
        ("<a href='java&#115;cript:go()'>t", "<a >t"),
        ("<a href='data:text/html,x'>t", "<a >t"),
        ("<a href=x onclick='go()' ping=http://x>", '<a href="L.html" data-archived-onclick=\'go()\' >'),
        ("<img src=ok.png>", '<img src="img/x">'),
        ("<img src=no.png alt='公开&amp;x'>", missing("&#20844;&#24320;&amp;x")),
        ("<img src=no.png title=t>", missing("t")),
        ("<img src='data:image/gif;base64,AA'>", "<img src='data:image/gif;base64,AA'>"),
        ("<img src='data:image/gif,A' data-src=ok.jpg>", '<img src="img/x" >'),
        ("<img data-original=ok.jpg>", '<img src="img/x" >'),
        ("<img src='data:image/gif,A' data-src=no.jpg alt=a>", missing("a")),
        ("<img src=ok1.png data-src=no.jpg>", '<img src="img/x" >'),
        ("<img srcset='ok1.png 1x, no.png 2x,ok2.png'>", '<img src="img/x" srcset="img/x 1x, img/x">'),
        ("<img src=no srcset='ok.png 2x'>", '<img src="img/x" srcset="img/x 2x">'),
        ("<img alt=x>", "<img alt=x>"),
        ("<source srcset='no.png'>", "<source >"),
        ("<input type=image src=no.png alt=go>", "<input type=image  alt=go>"),
        ("<video src=ok.mp4 poster=no.jpg>", '<video src="img/x" >'),
        ("<body background=ok.gif onload=x()>", '<body background="img/x" data-archived-onload=x()>'),
        ("<td background=no.gif>", "<td >"),
        ("<object data=no.swf classid=x>alt", "<object  >alt"),
        ("<embed src=ok.swf>", '<embed src="img/x">'),
        ("<param name=movie value=no.swf><param name=a value=b>", "<param name=movie ><param name=a value=b>"),
        ("<iframe src=ok.html>no frames</iframe>", '<iframe src="frame/x">no frames</iframe>'),
        ("<iframe src=ok.html><a href=x></iframe>", '<iframe src="frame/x"></iframe>'),
        ("a<iframe src=no.html>no frames</iframe >b", f"a{missing('&#26410;&#24402;&#26723;')}b"),
        ("<iframe srcdoc='<script>'></iframe>", "<iframe ></iframe>"),
        ("<iframe data-src=ok.html></iframe>", '<iframe src="frame/x" ></iframe>'),
        ("<plaintext><a href=x>",) * 2,
        ("<iframe src=about:blank></iframe>", "<iframe src=about:blank></iframe>"),
        ("<frame src=ok.html><frame src=no.html>", '<frame src="frame/x"><frame >'),
        ("<link rel=stylesheet href=ok.css integrity=sha256-x>", '<link rel=stylesheet href="css/x" >'),
        ("<link rel='alternate StyleSheet' href=no.css>", ""),
        ("<link rel='shortcut icon' href=ok.ico>", "<link rel='shortcut icon' href=\"img/x\">"),
        ("<link rel=icon href=no.ico>", "<link rel=icon >"),
        ("<link rel=dns-prefetch href=//x>", "<link rel=dns-prefetch >"),
        ("<link rel=canonical href=http://ok/>", "<link rel=canonical >"),
        ("<script src=ok.js>a<b</script>", '<script type="text/x-archived" >a<b</script>'),
        ("<script type=module>'<img src=no>'</script>", "<script type=\"text/x-archived\" type=module>'<img src=no>'</script>"),  # noqa: E501
        ("<style>a{b:url(ok.png)}</style>", '<style>a{b:url("css/x")}</style>'),
        ("<p style='background:url(&quot;ok.png&quot;);color:red'>", '<p style="background:url(&quot;css/x&quot;);color:red">'),  # noqa: E501
        ("<p style='color:red'>", "<p style='color:red'>"),
        ("<meta http-equiv=refresh content='0;url=http://x'>", "<meta data-archived-http-equiv=refresh content='0;url=http://x'>"),
        ("<meta http-equiv=Content-Security-Policy content=x>", "<meta data-archived-http-equiv=Content-Security-Policy content=x>"),  # noqa: E501
        ("<meta http-equiv=Content-Type content='text/html; charset=gb2312'>",) * 2,
        ("<base href=http://x/ target=_blank>", "<base  target=_blank>"),
        ("<form action=http://x><input autofocus formaction=http://x>", "<form ><input  >"),
        ("<svg><use xlink:href='#a'/><image href=no.png /><a xlink:href=x></svg>",
         "<svg><use xlink:href='#a'/><image  /><a xlink:href=\"L.html\"></svg>"),
        ("<svg><title><img src=ok></title></svg>", '<svg><title><img src="img/x"></title></svg>'),
        ("<noscript><img src=no alt=a></noscript>", f"<noscript>{missing('a')}</noscript>"),
        ("<title><a href=x></title><xmp><a href=x></xmp>",) * 2,
        ("<p style='z-index:2147483647'>", '<p style="z-index:2147483646">'),
        ("<body hidden aria-hidden=true style='display:none ! important'>", '<body data-archived-hidden data-archived-aria-hidden=true style="display:none ">'),  # noqa: E501
        ("<body style='color:red'><p style='color:red!important'>",) * 2,
        ("<a href=x>t<a href=y", '<a href="L.html">t'),
        ("<a href=x>t<a title='<a href=y>", "<a href=\"L.html\">t<a title='<a href=y>"),
        ("<a href=x><textarea>t", '<a href="L.html"><textarea>t</textarea>'),
        ("<a href=x><plaintext class=a>t", '<a href="L.html"><xmp class=a>t</xmp>'),
        ("<a href=x><plaintext>t</xmp>", '<a href="L.html"><plaintext>t</xmp>'),
        ("a<iframe src=no.html>never closed", f"a{missing('&#26410;&#24402;&#26723;')}"),
        ("<!--><a href=x>", '<!--><a href="L.html">'),
        ("<!-- --!><a href=x>", '<!-- --!><a href="L.html">'),
        ("<a/href=x>", '<a/href="L.html">'),
        ("<a href=x", "<a href=x"),
        ("<a title='<a href=x>", "<a title='<a href=x>"),
        ("</a href='>'><a href=x>", "</a href='>'><a href=\"L.html\">"),
    ],
)  # fmt: skip
def test_a_page_is_changed_where_it_must_be_and_nowhere_else(page: str, expected: str) -> None:
    assert done(page) == expected


def test_a_link_without_an_answer_loses_its_address() -> None:
    assert undeclared(offline(b"<a href=x>t", "utf-8", lambda _: None)) == b"<a >t"


@pytest.mark.parametrize("charset", ["gb18030", "gb2312", "utf-8", "big5", "utf-16-le", "utf-16"])
def test_a_reference_is_read_in_the_pages_charset_and_the_rest_keeps_its_bytes(charset: str) -> None:
    seen: list[Reference] = []

    def answer(reference: Reference) -> str:
        seen.append(reference)
        return "中/文.html"

    encoding = {"gb2312": "gb18030"}.get(charset, charset)
    page = "\ufeff" * (charset == "utf-16-le") + "<p>功許</p><a href='功許.html?a=1&amp;b=2&copy=3'>功許</a>"
    result = offline(page.encode(encoding), charset, answer)
    assert seen == [Reference(ReferenceKind.LINK, "功許.html?a=1&b=2&copy=3")]
    assert undeclared(result).decode(encoding) == page.encode(encoding).decode(encoding).replace(
        "'功許.html?a=1&amp;b=2&copy=3'", '"&#20013;/&#25991;.html"'
    )


def test_bytes_that_are_wrong_in_the_charset_stay() -> None:
    page = b"<p>\xff\xfe\x80</p><a href='\xff'>\x81<b>"
    assert undeclared(offline(page, "gb18030", resolve)) == b'<p>\xff\xfe\x80</p><a href="L.html">\x81<b>'
    assert offline(page, "no-such-charset", resolve) == offline(page, "utf-8", resolve)


def test_an_answer_cannot_break_out_of_its_place() -> None:
    hostile = '"><script>&'
    page = offline(b"<a href=x><style>@import 'x';</style>", "utf-8", lambda _: hostile).decode()
    assert page.startswith('<a href="&quot;&gt;&lt;script&gt;&amp;">')
    assert page.count("<script") == 0 and page.count("</style") == 1


CSS = [
    ("a{b:url(ok.png) x}", 'a{b:url("css/x") x}'),
    ("a{b:URL( 'ok.png' )}", 'a{b:url("css/x")}'),
    ("a{b:url(no.png),url(data:image/gif,A)}", 'a{b:url("data:,"),url(data:image/gif,A)}'),
    ("@import 'ok.css' print;", '@import url("css/x") print;'),
    ("@import url(ok.css);b{}", '@import url("css/x");b{}'),
    ("@import url(no.css) screen;b{}", "b{}"),
    ('@import "no.css"', ""),
    ("/* url(no.png) */ 'url(no.png)' \"@import 'x'\"",) * 2,
    ("a{b:url(#filter)}",) * 2,
    ("@namespace svg url(http://x/no);",) * 2,
    ('@charset "gbk";@important x;',) * 2,
    ("a{b:url(o\\6b .png)}", 'a{b:url("css/x")}'),
    ("a{b:url('o\\k.png')}", 'a{b:url("css/x")}'),
    ("a{b:url(javascript:ok)}", 'a{b:url("data:,")}'),
    ("a{b:url(ok.png", 'a{b:url("css/x")'),
    ("a{b:'x\n;c:url(ok.png)}", 'a{b:\'x\n;c:url("css/x")}'),
    ("/* never closed url(no.png)",) * 2,
    (
        "a{z-index:2147483647}b{Z-Index : 99999999999!important}",
        "a{z-index:2147483646}b{Z-Index : 2147483646!important}",
    ),
    ("a{z-index:2147483646}b{z-index:0000000000007;content:'z-index:2147483647'}",) * 2,
]


@pytest.mark.parametrize(("sheet", "expected"), [case if len(case) == 2 else case * 2 for case in CSS])
def test_a_style_sheet_is_changed_where_it_must_be(sheet: str, expected: str) -> None:
    view = offline_css(sheet.encode(), "utf-8", resolve)
    assert undeclared(view).decode() == expected
    assert original(view) == put_back(view) == sheet.encode()


def test_a_gbk_letter_that_ends_in_a_backslash_escapes_nothing() -> None:
    seen: list[str] = []
    sheet = 'a{b:url("誠")}c{d:url(ok.png)}'.encode("gb18030")
    assert b'\\")' in sheet
    offline_css(sheet, "gbk", lambda reference: seen.append(reference.value))
    assert seen == ["誠", "ok.png"]


def test_broken_style_sheet_bytes_stay() -> None:
    assert undeclared(offline_css(b"/*\xff*/a{b:url(ok\xff.png)}", "utf-8", resolve)) == b'/*\xff*/a{b:url("css/x")}'


def test_the_base_is_told() -> None:
    assert base_href("<base target=x><base href='/栖&amp;云/'><base href=2>".encode("gbk"), "gbk") == "/栖&云/"
    assert base_href(b"<!-- <base href=x> -->", "utf-8") is None


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        ("a&amp;b", "a&b"),
        ("&lt;&#60;&#x3c;", "<<<"),
        ("?a&copy=1&reg=2", "?a&copy=1&reg=2"),
        ("&copy", "©"),
        ("&copyx;", "&copyx;"),
        ("&nix;&", "&nix;&"),
    ],
)
def test_character_references_are_read_as_browsers_read_them(value: str, meaning: str) -> None:
    assert referenced(value) == meaning


SIZE = 400_000  # characters; quadratic work on that many would not end
HOSTILE = [
    "<", "<a ", "<a b", '<a b="', "<a b=' ", "<!--", "<!", "</", "</a ", "<script>", "<title>", "<iframe src=x>", "<img src=x ",  # noqa: E501
    "<img src=x>", "=", " ", "&", "&#", "<a b=", "/", "<svg>", "<style>", "<style>/*", "<style>'", "<p style='url(", "url(",  # noqa: E501
    "<img srcset=', ", "<noscript>", "<!-->", "<template>", "<link rel=stylesheet href=no>", "<script src=no />", "<p hidden onclick=x>",  # noqa: E501
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_half_a_million_characters_of_hostile_pieces_is_read_through(piece: str) -> None:
    page = (piece * (SIZE // len(piece))).encode()
    assert offline(page, "utf-8", resolve)


@pytest.mark.parametrize(
    "piece", ["/*", "'", '"', "url(", "url('", "@import ", "@import url(", "\\", "@namespace ", "{", "/* */"]
)
def test_half_a_million_characters_of_hostile_style_is_read_through(piece: str) -> None:
    sheet = (piece * (SIZE // len(piece))).encode()
    assert isinstance(offline_css(sheet, "utf-8", resolve), bytes)


FRAGMENTS = st.sampled_from(
    [
        "<a ", "href", "=", "'", '"', ">", "<img ", "src", " ", "http://live.example/", "ok", "<script", "</script>", "<!--", "-->",  # noqa: E501
        "<style>", "</style>", "url(", ")", "@import ", ";", "<iframe ", "</iframe>", "<svg>", "<link rel=stylesheet ", "/",  # noqa: E501
        "<base ", "javascript:", "onclick", "style", "<title>", "</title>", "\n", "data-src", "srcset", ",", "<meta http-equiv=refresh ",  # noqa: E501
    ]
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(FRAGMENTS, max_size=25).map("".join))
def test_no_tag_keeps_a_live_address(page: str) -> None:
    once = offline(page.encode(), "utf-8", resolve).decode()
    for token in tokens(once):
        for name, value in getattr(token, "values", {}).items():
            if name in ("href", "src", "srcset", "style") and not getattr(token, "is_end", False):
                assert "live.example" not in value and "javascript:" not in value


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_without_tags_pass_unchanged(page: bytes) -> None:
    page = page.replace(b"<", b"")
    view = offline(page, "gb18030", resolve)
    assert original(view) == page
    if page[:2] not in (b"\xff\xfe", b"\xfe\xff"):  # of UTF-16 half a character is left out, and declared
        assert view == page
