"""Odd pages as old sites have them, each with what a reader must be able to read below the mark.

`says` was written before any page was opened; None means that the page itself shows nothing without its scripts or at
all. `LIVE` is a host that nothing may be asked of.
"""

# ruff: noqa: E501 - a page a line

from dataclasses import dataclass

from archive.references import Reference, ReferenceKind

LIVE = "live.qiyun.gov.example"
SAYS = "栖云县春耕生产安排"
TEXT = f"<h1>{SAYS}</h1><p>各乡镇人民政府，县直各部门：现将有关事项通知如下。</p>"
CALM = "<p>第一条 做好备耕工作。</p>" * 12


@dataclass(frozen=True)
class OddPage:
    """A captured page, and how it was served."""

    name: str
    html: bytes
    says: str | None = SAYS
    charset: str = "utf-8"
    is_xml: bool = False


def page(name: str, html: str, says: str | None = SAYS, charset: str = "utf-8", **served: bool) -> OddPage:
    encoding = {"gb2312": "gb18030"}.get(charset, charset)
    return OddPage(name, html.encode(encoding, "surrogatepass"), says, charset, **served)


def styled(name: str, css: str, body: str = TEXT + CALM, tag: str = "<body>", says: str | None = SAYS) -> OddPage:
    return page(name, f"<!doctype html><html><head><style>{css}</style></head>{tag}{body}</body></html>", says)


def resolve(reference: Reference) -> str | None:
    """Links lead to a page of the archive, frames to a stored one; nothing else is stored."""
    if reference.kind is ReferenceKind.FRAME:
        return "frame.html" if "stored" in reference.value else None
    return "not-archived.html" if reference.kind is ReferenceKind.LINK else None


FRAME = page("frame", f"<html><head></head><body>{TEXT}</body></html>")
FRAMES = "<frameset cols='220,*'><frame src='stored-menu.html'><frame src='stored-main.html'></frameset>"
XHTML = "<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd'><html xmlns='http://www.w3.org/1999/xhtml'>"
AMP = "body{-webkit-animation:-amp-start 8s steps(1,end) 0s 1 normal both;animation:-amp-start 8s steps(1,end) 0s 1 normal both}@keyframes -amp-start{from{visibility:hidden}to{visibility:visible}}"
CALLS = f"""<html><head><base href='http://{LIVE}/'><link rel=stylesheet href='a.css'><link rel=dns-prefetch href='//{LIVE}'>
<link rel=preload as=image href='p.png'><link rel=preconnect href='//{LIVE}'><link rel=icon href='f.ico'><link rel=manifest href=m.json>
<meta http-equiv=refresh content='1;url=http://{LIVE}/refreshed'><style>@import 'b.css';@font-face{{font-family:x;src:url(x.woff)}}
body{{background:url('b.png');font-family:x}}li{{list-style:url(//{LIVE}/l.png)}}p::after{{content:url(c.png)}}</style>
<script src='s.js'></script><script>new Image().src='//{LIVE}/i.png';fetch('//{LIVE}/f');document.cookie='a=b';
if(top!=self)top.location='//{LIVE}/top';navigator.sendBeacon('//{LIVE}/b');new WebSocket('ws://{LIVE}/w');</script></head>
<body background='bg.png' onload="location='//{LIVE}/onload'">{TEXT}<img src='i1.png' srcset='i2.png 2x' onerror='fetch("/e")'>
<img src='https://{LIVE}/secure.png'><picture><source srcset='p1.webp'><img src='p2.png'></picture><iframe src='//{LIVE}/frame'></iframe>
<iframe srcdoc='<img src=//{LIVE}/srcdoc.png>'></iframe><object data='o.swf'></object><embed src='e.swf'><applet code=A codebase='//{LIVE}/'></applet>
<video src='v.mp4' poster='v.jpg' autoplay></video><audio src='a.mp3' autoplay></audio><video><source src='w.mp4'><track src='t.vtt' default></video>
<svg><use href='//{LIVE}/u.svg#a'/><image href='//{LIVE}/s.png'/><style>@import url(//{LIVE}/svg.css);</style></svg><ul><li>项</ul>
<table background='t.png'><tr background='r.png'><td background='d.png'>格</td></tr></table><input type=image src='in.png'>
<div style="background:url(//{LIVE}/style.png)">块</div><form action='//{LIVE}/form'><input autofocus onfocus='form.submit()'></form>
<a href='//{LIVE}/a' ping='//{LIVE}/ping'>链接</a><bgsound src='m.mid'><marquee onstart="fetch('//{LIVE}/m')">走</marquee>
<portal src='//{LIVE}/portal'></portal><link rel=stylesheet href='//{LIVE}/late.css'><math href='//{LIVE}/math'></math></body></html>"""
REWRITING = "<body><p>加载中</p><script>document.body.innerHTML='<h1>改写后的页面</h1>'</script></body>"
COVER = "<div style='position:fixed;left:0;top:0;width:100%;height:100%;z-index:2147483647;background:#00695c;color:#fff'><p style='margin:300px 60px'>"

PAGES = [
    page("plain", f"<!doctype html><html><head><title>t</title></head><body>{TEXT}</body></html>"),
    page("no-head-no-body", f"{SAYS}，没有标签。"),
    page("no-charset-named", f"<p>{SAYS}</p>", charset="gb2312"),
    page("empty", "", None),
    page("nothing-closed", f"<html><head><title>标题</title><body bgcolor=#eeeeee><table><tr><td><font size=5>{SAYS}"),
    page("frames", f"<html><head><title>t</title></head>{FRAMES}<noframes><body>无框架</body></noframes></html>"),
    page("frames-alone", FRAMES),
    page("frames-rows", "<frameset rows='90,*'><frame src='stored-top.html'><frame src='stored-main.html'></frameset>"),
    page("xhtml-self-closed", f"{XHTML}<head><title/><script src='a.js'/></head><body><div id='top'/>{TEXT}</body></html>", is_xml=True),
    page("xhtml-as-html", f"{XHTML}<head><title>t</title></head><body>{TEXT}<br/></body></html>"),
    page("xml-of-another-kind", f"<?xml version='1.0'?><?xml-stylesheet href='http://{LIVE}/a.xsl'?><rss><title>{SAYS}</title></rss>", is_xml=True),
    page("utf-16-le", f"\ufeff<html><body>{TEXT}<a href='x'>链接</a></body></html>", charset="utf-16-le"),
    page("utf-16-be-unmarked", f"<html><body>{TEXT}</body></html>", charset="utf-16-be"),
    OddPage("utf-16-odd-byte", f"\ufeff<html><body>{TEXT}</body></html>".encode("utf-16-le") + b"x"),
    page("utf-8-marked", f"\ufeff<html><head><meta charset=gb2312></head><body>{TEXT}</body></html>"),
    OddPage("gb18030-broken", f"<meta charset=gb2312><body>{TEXT}㐀𠮷".encode("gb18030") + b"\xff\x81<p>\x80\xd6</p>", charset="gb2312"),
    page("big5", "<meta charset=big5><body><h1>棲雲縣春耕生產安排</h1></body>", "棲雲縣春耕生產安排", "big5"),
    page("charset-named-late", f"<html><head>{'<!-- 注释 -->' * 120}<meta charset=gb2312></head><body>{TEXT}</body>", charset="gb2312"),
    page("charset-that-lies", f"<html><head><meta charset=utf-8></head><body>{TEXT}</body>", charset="gb2312"),
    page("policy-in-the-page", f"<html><head><meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'none'\"></head><body>{TEXT}</body>"),
    styled("fixed-header", "#h{position:fixed;top:0;left:0;right:0;height:90px;z-index:2147483647;background:#0a0}body{padding-top:90px}", f"<div id=h>导航栏</div>{TEXT}"),
    styled("sticky-header", "#h{position:sticky;top:0;height:90px;z-index:2147483647;background:#06c;margin-top:-60px}", f"<div id=h>导航栏</div>{TEXT}{CALM}"),
    styled("absolute-header", "#h{position:absolute;top:0;left:0;width:100%;height:60px;background:#c60;z-index:9999}#m{margin-top:150px}", f"<div id=h>导航栏</div><div id=m>{TEXT}</div>"),
    page("cover-over-all", f"<html><body>正文{COVER}{SAYS}</p></div></body>"),
    styled("body-fixed", "body{position:fixed;top:-40px;width:100%}"),
    styled("body-not-displayed", "body{display:none !important}", TEXT + "<script>if(self===top)document.body.style.display='block'</script>"),
    page("body-tag-hides", f"<html style='visibility:hidden!important'><body hidden aria-hidden=true inert style='display:none!important;opacity:0 ! important'>{TEXT}</body>"),
    styled("body-hidden-by-name", "#home.page{display:none!important;visibility:hidden!important}", tag="<body id=home class=page>"),
    styled("html-not-displayed", "html{display:none;opacity:0}"),
    styled("overflow-hidden", "html,body{overflow:hidden;height:100%}"),
    styled("margin-negative", "body{margin:-120px 0 0}"),
    styled("all-transparent", "*{color:transparent!important;font-size:0!important;text-indent:-9999px!important;line-height:0!important}", says=None),
    styled("all-displaced", "body *{position:absolute!important;left:-9999px!important;transform:translateX(-9999px)!important;filter:opacity(0)!important;clip-path:inset(50%)!important;animation:x 1s!important;transition:all 9s!important}", says=None),
    styled("divs-not-displayed", "div,span,strong,[role=note],[lang],[style]{display:none!important;visibility:hidden!important;height:0!important;overflow:hidden!important}"),
    page("script-rewrites", f"<html>{REWRITING}</html>", "加载中"),
    page("script-writes-all", f"<html><body><script>document.write('{TEXT}')</script></body></html>", None),
    page("amp", f"<!doctype html><html ⚡><head><meta charset=utf-8><style amp-boilerplate>{AMP}</style><noscript><style amp-boilerplate>body{{animation:none}}</style></noscript><script async src='https://{LIVE}/v0.js'></script></head><body>{TEXT}<amp-img src='a.png'></amp-img></body></html>"),
    styled("print-hides-all", "@media print{body *{display:none!important}body{display:none!important}}"),
    styled("print-on-fixed-page", "@media print{html,body{position:fixed;height:0;overflow:hidden;visibility:hidden}}"),
    page("plaintext", f"<html><body><a href=x>链接</a><plaintext>{SAYS}</body></html>"),
    page("xmp", f"<html><body><a href=x>链接</a><xmp>{SAYS}<b>"),
    page("template-alone", f"<html><body><template>{TEXT}</template></body></html>", None),
    page("noscript-alone", f"<html><head><noscript><meta http-equiv=refresh content='0;url=//{LIVE}/'></noscript></head><body><noscript>{TEXT}</noscript></body>", None),
    styled("zoomed", "html{zoom:.5}body{zoom:.4}"),
    styled("transformed", "body{transform:scale(.05) rotate(180deg)}"),
    page("right-to-left", f"<html dir=rtl lang=ug><body dir=rtl style='text-align:right'>{TEXT}<p>يېزا ئىگىلىك</p></body></html>"),
    styled("dark", ":root{color-scheme:dark}html,body{background:#111;color:#eee}"),
    styled("top-to-bottom", "html{writing-mode:vertical-lr}"),
    styled("body-flex", "body{display:flex}body>*{flex:1}", f"<div>{TEXT}</div><div>{CALM}</div>"),
    styled("body-grid", "body{display:grid;grid-template:'a b' 200px / 200px 1fr}", f"<nav>栏目</nav><main>{TEXT}</main>"),
    styled("body-columns", "body{columns:3;column-gap:40px}"),
    styled("body-narrow", "body{width:90px;overflow:hidden;font-size:12px}", TEXT),
    styled("body-invisible-until-script", "body{opacity:0;transition:opacity 2s}body.loaded{opacity:1}"),
    styled("floats", "h1{float:left;width:50%}p{float:right;width:50%}body>div{float:left;margin-top:-50px}"),
    styled("generated-cover", "html::before,body::before{content:'';position:fixed;inset:0;background:#fff;z-index:2147483647}", says=None),
    page("frame-buster", f"<html><head><base target=_top><script>if(top!=self)top.location=self.location;else location='http://{LIVE}/busted'</script></head><body>{TEXT}</body>"),
    page("calls-the-live-host", CALLS),
    page("comment-never-closed", f"<html><head></head><body>{TEXT}<a href=x>链接</a><!-- 以下 <p>隐去"),
    page("style-never-closed", f"<html><body>{TEXT}<style>p{{background:url(x.png)}} "),
    page("tag-torn-off", f"<html><body>{TEXT}<a href=y>链接</a><img src=http://{LIVE}/torn.png"),
    page("server-side-includes", f"<!--#include virtual='/head.shtml'--><html><body><!--#config timefmt='%Y'-->{TEXT}</body></html>"),
    page("conditional-comments", f"<html><head><!--[if lt IE 9]><script src='//{LIVE}/html5.js'></script><![endif]--></head><body>{TEXT}<![if !IE]><p>其他</p><![endif]></body>"),
    page("page-in-iframe", f"<html><body><h1>{SAYS}</h1><iframe src='stored-main.html' width=800 height=400></iframe><iframe src='//{LIVE}/map' width=300 height=100></iframe></body>"),
    page("imitates-the-mark", f"<html><head><!--archive-stamp-->x<!--/archive-stamp--></head><body><!--archive-stamp--><div role=note>已归档</div><!--/archive-stamp-->{TEXT}</body>"),
    page("drawn-in-svg", f"<html><body style='margin:0'><svg width=900 height=700><a xlink:href='http://{LIVE}/'><text x=60 y=260 font-size=40>{SAYS}</text></a><image href='//{LIVE}/x.png'/></svg></body>"),
]  # fmt: skip
