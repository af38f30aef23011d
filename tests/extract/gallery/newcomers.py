# ruff: noqa: E501  (markup reads better unbroken)
"""Pages in shapes that nobody had looked at when they were written: each showed a fault of the first look."""

import json
from dataclasses import replace
from html import escape
from random import Random

from tests.extract.gallery import dates, words
from tests.extract.gallery.facts import Facts, Naming, Text
from tests.extract.gallery.markup import SCAN, SHARE, SIZES, Editor, document, link, menu, neighbours, related, written
from tests.extract.gallery.template import Template, broken, said

# A foot without any word that is sure: no 版权所有, no 备案号.
WEAK = "<footer><p>主办：栖云县农业农村局　承办：栖云县大数据中心</p><p><a href='/map/'>网站地图</a>|<a href='/us/'>联系我们</a>|<a href='/ys/'>隐私声明</a></p><img src='/images/dzjg.png'><img src='/images/jiucuo.png'></footer>"


def arrows(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """引题 and 副标题 around the title, the office beside the day without a label, → between the columns."""
    above, below = f"{words.topic(draw)}系列报道之{draw.choice('一二三四')}", f"——{words.topic(draw)}工作侧记"
    trail = " → ".join(f"<a href='/{at}/'>{name}</a>" for at, name in enumerate(("首页", *facts.column)))
    files = "".join(f"<p>附件：{link(paper)}</p>" for paper in facts.beside)
    y, m, d = (int(part) for part in facts.day.split("-"))
    body = (
        f"<div class=wrap>{menu()}<div class=here>{trail} → 正文</div><div class=artbox><p class=yt>{above}</p><p class=bt>{facts.title}</p><p class=ft>{below}</p>"
        f"<p class=ly><span>{y}年{m}月{d}日</span> <span>{facts.source}</span> <span>浏览量：<em>128</em></span></p><div class=art-content>{written(facts, Editor('section' if late else 'plain'))}{files}</div></div></div>{WEAK}"
    )
    beside = tuple(block for paper in facts.beside for block in (Text("附件："), paper))
    truth = replace(said(facts), blocks=(Text(above), Text(below), *facts.blocks, *beside), beside=())
    return document(f"<title>{facts.title}</title>", body), truth


def halves(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """FrontPage: the title in two paragraphs of large letters, day and office in one pair of brackets, no head line."""
    facts = broken(facts)
    lines = "".join(
        f'<p align="center"><b><font face="黑体" size="5" color="#FF0000">{line}</font></b></p>'
        for line in facts.title_lines
    )
    files = "".join(f"<p>{link(paper)}</p>" for paper in facts.beside)
    y, m, d = (int(part) for part in facts.day.split("-"))
    body = (
        f'<p align="center"><img border="0" src="../images/top.gif" width="778" height="110"></p><hr>{lines}<p align="center"><font size="2">（{y}-{m}-{d}　{facts.source}）</font></p>'
        f'<table border="0" width="80%" align="center"><tr><td>{written(facts, Editor("fonts"))}{files}</td></tr></table><hr width="80%"><p align="center"><a href="../index.htm">返回首页</a>　<a href="javascript:history.back()">返回上页</a></p>'
    )
    truth = replace(said(facts), blocks=(*facts.blocks, *facts.beside), beside=(), column=())
    return document("<title>新建网页 1</title>", body, charset="gb2312", doctype=""), truth


def field(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """The text waits in a hidden field for a script, and a script prints the source."""
    files = "".join(f"<p>{link(paper)}</p>" for paper in facts.beside)
    held = escape(written(facts, Editor("plain")) + files)
    body = (
        f'{menu()}<div class="loc">当前位置：首页 &gt; {facts.column[0]}</div><div class="box"><div class="tt">{facts.title}</div><div class="zz">发布日期：{facts.day}　<script>var ly="{facts.source}";if(ly!=""){{document.write("来源："+ly);}}</script></div>'
        f'<div id="nr"></div><textarea id="nrsrc" style="display:none">{held}</textarea><script>document.getElementById(\'nr\').innerHTML=document.getElementById(\'nrsrc\').value;</script></div><div class="dy">【打印本页】【关闭窗口】</div>{WEAK}'
    )
    truth = replace(said(facts), blocks=(*facts.blocks, *facts.beside), beside=())
    return document(f"<title>{facts.title}</title>", body), truth


def twins(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """The whole article twice, for desktops and for phones, in blocks of different names; pictures from data-src."""
    files = "".join(f"<p>{link(paper)}</p>" for paper in facts.beside)
    text = written(facts, Editor("plain", image='<img data-src="{src}" src="/images/blank.gif" class="lazy">')) + files
    body = (
        f'<div class="pc hidden-xs">{menu()}<div class="position"><a href="/">首页</a> | <a href="/c1/">{facts.column[0]}</a> | {facts.title}</div><div class="news-title">{facts.title}</div><div class="news-info"><span>{facts.published_at}</span><span>来源：{facts.source}</span><span>作者：{facts.author}</span></div><div class="news-body">{text}</div><div class="prenext">{neighbours(draw)}</div></div>'
        f'<div class="mobile visible-xs"><div class="m-head"><a href="/m">菜单</a></div><div class="m-title">{facts.title}</div><div class="m-info">{facts.day} {facts.source}</div><div class="m-body">{text}</div></div>{WEAK}'
    )
    truth = replace(said(facts, clock=True, author=True), blocks=(*facts.blocks, *facts.beside), beside=())
    return document(f"<title>{facts.title}-栖云县农业农村局</title>", body), truth


def state(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """Nothing but the state of a page that a script builds, as JSON."""
    files = "".join(f"<p>{link(paper)}</p>" for paper in facts.beside)
    article = {
        "id": 5,
        "title": facts.title,
        "publishTime": f"{facts.published_at}:00",
        "source": facts.source,
        "content": written(facts, Editor("plain")) + files,
    }
    held = json.dumps({"layout": {"menu": [{"title": "首页"}]}, "data": [{"article": article}]}, ensure_ascii=late)
    body = f'<div id="app"></div><script>window.__INITIAL_STATE__={held.replace("<", chr(92) + "u003c")};(function(){{var s;}})();</script><script src="/js/app.3f2a.js"></script>'
    truth = replace(said(facts, clock=True), blocks=(*facts.blocks, *facts.beside), beside=(), column=())
    return document(f"<title>{facts.title} - 栖云县农业农村局</title>", body), truth


def form(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """One table holds the box, the title behind its label and the text; no heading, and the head line is the column's."""
    files = "".join(f"<p>{link(paper)}</p>" for paper in facts.beside)
    y, m, d = (int(part) for part in facts.day.split("-"))
    body = (
        f"{menu()}<form id=f1><table class=tb border=1 width=900 align=center><tr><th width=100>信息名称</th><td colspan=3><span id=ctl00_lbName>{facts.title}</span></td></tr><tr><th>索引号</th><td>QY-{y}-0012</td><th>公开形式</th><td>主动公开</td></tr>"
        f"<tr><th>发布日期</th><td><span id=ctl00_lbDate>{y}/{m}/{d}</span></td><th>信息来源</th><td>{facts.source}</td></tr><tr><th>信息内容</th><td colspan=3 id=ctl00_tdC>{written(facts, Editor('brs'))}{files}</td></tr></table><div align=center><input type=button value=返回></div></form>{WEAK}"
    )
    truth = replace(said(facts), blocks=(*facts.blocks, *facts.beside), beside=(), column=())
    return document("<title>信息公开</title>", body), truth


def last(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """The site's name as first heading; day, office and editor below the text, without labels."""
    files = "".join(f"<p>附件：{link(paper)}</p>" for paper in facts.beside)
    body = (
        f"<div class=logo><h1>栖云县农业农村局</h1></div>{menu()}<div class=crumb><a href=/>栖云县农业农村局</a>&nbsp;›&nbsp;<a href=/c1/>{facts.column[0]}</a></div><div class=main><div class=tt><h2>{facts.title}</h2></div><div class=txt>{written(facts, Editor('section'))}{files}</div>"
        f"<div class=by>{facts.published_at} | {facts.source} | 编辑 {facts.author}</div><div class=tags>标签：<a>农业</a><a>农村</a></div></div>{related(draw, '相关新闻')}{WEAK}"
    )
    beside = tuple(block for paper in facts.beside for block in (Text("附件："), paper))
    truth = replace(said(facts, clock=True), blocks=(*facts.blocks, *beside), beside=())
    return document("<title>栖云县农业农村局</title>", body), truth


def issuers(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """A heading on three lines with its issuers, of which the head line has the last; a 文号 above the label line."""
    first, second = draw.sample(words.OFFICES, 2)
    facts = replace(facts, title_lines=(first, second, f"关于印发{words.topic(draw)}实施方案的通知"))
    y, _, _ = facts.day.split("-")
    files = "".join(f"<li>{link(paper)}</li>" for paper in facts.beside)
    body = (
        f"<div id=top>{menu()}</div><div class=dh>首页&gt;政务公开&gt;{facts.column[-1]}</div><div class=article><h1>{'<br/>'.join(facts.title_lines)}</h1><p class=wenhao style='text-align:center'>栖农发〔{y}〕12号</p><p class=info><span>发布时间：{dates.dashes(facts.published_at)}</span><span>来源：{facts.source}</span>{SIZES}</p>"
        f"<div class=con>{written(facts, Editor('word'))}</div><ul class=fj>{files}</ul></div>{SHARE}{SCAN}{WEAK}"
    )
    truth = replace(said(facts), column=("政务公开", *facts.column))
    return document(f"<title>{facts.title_lines[2]}-栖云县农业农村局</title>", body), truth


NEWCOMERS = (
    Template("arrows", Naming("/contents/40/{n}.html", "/upload/{s}.{x}", "/upload/file/{s}.{x}"), ("农业要闻",), arrows),
    Template("halves", Naming("/news/{y}/{n}.htm", "/news/image/{s}.{x}", "/news/doc/{s}.{x}"), ("",), halves, "gb18030", "gb2312"),
    Template("field", Naming("/xxgg/detail?id={n}", "/attached/{s}.{x}", "/attached/file/{s}.{x}"), ("公示公告",), field),
    Template("twins", Naming("/yjyw/{n}.html", "/res/{s}.{x}", "/res/{s}.{x}"), ("农业要闻",), twins),
    Template("state", Naming("/detail/{n}", "/img/{s}.{x}", "/file/{s}.{x}"), ("",), state),
    Template("form", Naming("/xxgk/detail.aspx?guid={n}", "/uploadfile/{s}.{x}", "/uploadfile/{s}.{x}"), ("",), form),
    Template("last", Naming("/xw/show-{n}.html", "/up/{s}.{x}", "/up/{s}.{x}"), ("农业动态",), last),
    Template("issuers", Naming("/zwgk/zfgb/{y}/{n}.html", "/zfgb/{s}.{x}", "/zfgb/{s}.{x}"), ("政府公报",), issuers),
)  # fmt: skip
