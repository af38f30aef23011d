# ruff: noqa: E501  (markup reads better unbroken)
"""Pages of the oldest systems: ASP with tables in tables, WebForms, PowerEasy, catalogues, JSP portals, framed news."""

from dataclasses import replace
from random import Random

from tests.extract.gallery import dates
from tests.extract.gallery.facts import Facts, Naming, Text
from tests.extract.gallery.markup import (
    FOOT,
    FRIENDS,
    SCAN,
    SHARE,
    TOOLS,
    Editor,
    crumbs,
    document,
    link,
    menu,
    metas,
    neighbours,
    related,
    written,
)
from tests.extract.gallery.template import Template, broken, said

OLD_HEAD = '<META content="Microsoft FrontPage 4.0" name=GENERATOR>'


def asp(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """ASP of 2003: tables in tables, no class, fonts for everything, the heading a coloured line."""
    facts = broken(facts, 24)
    files = "".join(f"<br>附件{at}：{link(paper)}" for at, paper in enumerate(facts.beside, 1))
    line = f"发布时间：{dates.second(facts.published_at)}　　作者：{facts.author}　　来源：{facts.source}　　阅读：<font color=red>231</font>次"
    if late:
        line = f"[ 作者：{facts.author}　来源：{facts.source}　加入时间：{dates.second(facts.published_at)}　阅读次数：231 ]"
    body = (
        f"<table width=778 border=0 align=center cellpadding=0 cellspacing=0><tr><td><img src=images/top.jpg width=778 height=120></td></tr><tr><td>{menu('tr')}</td></tr></table>"
        f"<table width=778 border=0 align=center><tr><td width=180 valign=top bgcolor=#E8F4FF><table width=100%><tr><td><img src=images/tu1.gif>站内公告</td></tr><tr><td>欢迎访问栖云县农业农村局网站！</td></tr></table>{related(draw, '热门文章')}</td>"
        f"<td valign=top><table width=98% border=0 align=center><tr><td height=25 background=images/bg.gif>&nbsp;{crumbs(facts.column, '当前位置：', ' → ')}</td></tr><tr><td height=40 align=center><font color=#FF0000 size=4><b>{'<br>'.join(facts.title_lines)}</b></font></td></tr>"
        f"<tr><td align=center height=22><font color=#666666>{line}</font></td></tr><tr><td><hr size=1></td></tr><tr><td style='font-size:14px;line-height:180%'><table width=95% align=center><tr><td>{written(facts, Editor('brs', image='<IMG src={src} border=0 onload=javascript:resizepic(this)>'))}{files}</td></tr></table></td></tr>"
        f"<tr><td align=right>【<a href='javascript:window.close()'>关闭窗口</a>】【<a href='#'>返回顶部</a>】</td></tr></table></td></tr></table><table width=778 align=center bgcolor=#006699><tr><td align=center><font color=white>{FOOT}</font></td></tr></table>"
    )
    return document(f"{OLD_HEAD}<title>栖云县农业信息网</title>", body, charset="gb2312", doctype=""), _with_papers(
        said(facts, clock=True, author=True)
    )


def _with_papers(facts: Facts) -> Facts:
    """Give the facts with the documents in the text, each after its number."""
    rows = [block for at, paper in enumerate(facts.beside, 1) for block in (Text(f"附件{at}："), paper)]
    return replace(facts, blocks=(*facts.blocks, *rows), beside=())


def webforms(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """WebForms: a long view state, spans with ids, 上午 and 下午 in the day."""
    files = "".join(
        f"<a id='dlFile_ctl0{at}_hl' href='{paper.href}'>{paper.shown}</a><br/>"
        for at, paper in enumerate(facts.beside)
    )
    when = dates.noon(facts.published_at) if not late else dates.slashes(facts.published_at)
    body = (
        f'<form method="post" action="Show.aspx?ID=5" id="form1"><input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="{"/wEPDwUKMTM2" * 300}" /><div id="top">{menu()}</div><div id="where">{crumbs(facts.column, "您现在的位置：")}</div><div id="main">'
        f'<div class="t"><span id="lblTitle">{facts.title}</span></div><div class="i">发布人：<span id="lblUser">admin</span>　发布时间：<span id="lblTime">{when}</span>　信息来源：<span id="lblFrom">{facts.source}</span>　点击数：<span id="lblHit">35</span></div>'
        f'<div class="c"><span id="lblContent">{written(facts, Editor("fonts"))}</span></div><div class="f">{files}</div>{TOOLS}</div><div id="foot">{FOOT}</div></form>'
    )
    return document("<title>\r\n\t栖云县农业农村局\r\n</title>", body), said(facts, clock=True, author=None)


def powereasy(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """PowerEasy SiteWeaver: 更新时间 is the only day there is; the heading has classes, the text an id."""
    files = "".join(f"<br>{link(paper)}" for paper in facts.beside)
    body = (
        f"<table class=center_tdbgall width=760 align=center><tr><td>{menu('tr')}</td></tr><tr><td class=main_title_760>您现在的位置：&nbsp;{crumbs(facts.column, '', '&nbsp;&gt;&gt;&nbsp;')}&nbsp;&gt;&gt;&nbsp;正文</td></tr></table>"
        f"<table class=center_tdbgall width=760 align=center><tr><td class=main_ArticleTitle align=center>{facts.title}</td></tr><tr><td class=Article_tdbgall align=center>作者：<a href='ShowAuthor.asp'>{facts.author}</a>&nbsp;&nbsp;&nbsp;&nbsp;文章来源：<a href='ShowCopyFrom.asp'>{facts.source}</a>&nbsp;&nbsp;&nbsp;&nbsp;点击数：<script src='GetHits.asp'></script>&nbsp;&nbsp;&nbsp;&nbsp;更新时间：{dates.second(facts.published_at).split()[0]}</td></tr>"
        f"<tr><td class=main_tdbg_760 id=fontzoom><P>{written(facts, Editor('fonts' if late else 'brs'))}</P>{files}</td></tr><tr><td>文章录入：admin&nbsp;&nbsp;&nbsp;责任编辑：admin&nbsp;</td></tr><tr><td><li>{neighbours(draw, '上一篇文章', '下一篇文章')}</li></td></tr><tr><td align=right>【字体：<a>小</a> <a>大</a>】【发表评论】【加入收藏】【告诉好友】【打印此文】【关闭窗口】</td></tr></table>"
        f"<table width=760><tr><td>{related(draw, '最新热点')}</td><td>网友评论：（只显示最新10条。评论内容只代表网友观点，与本站立场无关！）</td></tr></table>{FOOT}"
    )
    return document(f"<title>{facts.title}——栖云县农业信息网</title>", body, charset="gb2312", doctype=""), said(
        replace(facts, blocks=(*facts.blocks, *facts.beside), beside=()), author=True
    )


def catalogue(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """公开目录: a list of labels above every text, padded labels, the day of publishing in Chinese numerals."""
    marks = facts.document
    rows = (
        ("索 引 号", marks.get("索引号", "")), ("主题分类", marks.get("主题分类", "")), ("发布机构", facts.source), ("生成日期", facts.written_at),
        ("成文日期", dates.numerals(facts.written_at)), ("发布日期", dates.numerals(facts.published_at)), ("文　　号", marks.get("文号", "")), ("名　　称", facts.title),
    )  # fmt: skip
    box = "".join(f"<li><span>{name}：</span>{value}</li>" for name, value in rows)
    files = "".join(f"<li>{link(paper)}</li>" for paper in facts.beside)
    body = (
        f'<div class="h">{menu()}</div><div class="xxgk-pos">{crumbs(facts.column, "")}</div><div class="xxgk-box"><ul class="xxgk-head">{box}</ul><div class="xxgk-title">{facts.title}</div><div class="xxgk-con">{written(facts, Editor("word"))}</div><ul class="xxgk-fj">{files}</ul>'
        f"<div class='tools'>{TOOLS}</div></div><div class='jd'>{related(draw)}</div><div class='f'>{FOOT}</div>"
    )
    truth = said(facts, source=None, document=("索引号", "主题分类", "文号"))
    return document(f"<title>{facts.title}</title>", body), replace(
        truth, document={**truth.document, "成文日期": facts.written_at}
    )


def ptl(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """The 西安 kind of JSP portal: ids on table cells, a day without label, the page's own clock in the head line."""
    files = "".join(f"<div>{link(paper)}</div>" for paper in facts.beside)
    body = (
        f"<div id=divToday>今天是：2019年1月1日 星期二</div>{menu()}<div id=divCat>{crumbs(facts.column, '')}</div><table width=960><tr><td><div id=divTitle>{facts.title}</div><div id=divTopicInfo><table><tr><td>来源：{facts.source}</td><td>发布日期：{dates.dashes(facts.published_at)}</td><td>{TOOLS}</td></tr></table></div>"
        f"<div id=divContent>{written(facts, Editor('plain'))}</div><div id=divAttach>{files}</div></td></tr></table>{FOOT}"
    )
    return document(f"<title>{facts.title}</title>", body), said(facts)


def plain_html(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """A page made by hand: the text in a centred table, the day at its end only, no heading element."""
    body = f"<CENTER>{menu('tr')}</CENTER><TABLE width=700 align=center><TR><TD align=middle><P><STRONG><FONT size=5>{facts.title}</FONT></STRONG></P><P>（{dates.dots(facts.published_at)}）</P></TD></TR><TR><TD>{written(facts, Editor('fonts'))}</TD></TR></TABLE><CENTER><A href='index.htm'>返回首页</A></CENTER>{FOOT}"
    truth = replace(said(facts, source=False), column=())
    return document(f"{OLD_HEAD}<title>{facts.title}</title>", body, charset="gb2312", doctype=""), truth


def news(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """A newsroom's system: the text in parts, its pager within the text's box, 责任编辑 below, a short name in the head line."""
    pager = (
        "<p align=center><a>上一页</a> <font color=red>1</font> <a href='c_5_2.htm'>2</a> <a href='c_5_3.htm'>3</a> <a href='c_5_2.htm'>下一页</a> <a href='c_5_3.htm'>尾页</a></p>"
        if facts.kind == "parts"
        else ""
    )
    body = (
        f'<div class="nav-top">{menu()}</div><div class="topNav">{crumbs(facts.column, "")} &gt; 正文</div><div class="h-title">{facts.title}</div><div class="h-info"><span class="h-time">{facts.published_at}:28</span> 来源：<em id="source">{facts.source}</em></div>'
        f'<div id="p-detail"><div class="main-aticle">{written(facts, Editor("section"))}{pager}</div><div class="zan-wap">【纠错】</div><div class="p-jc">[责任编辑：栖小宣]</div></div><div class="recommend">{related(draw, "相关新闻")}</div>{SCAN}{SHARE}<div class="foot">{FOOT}{FRIENDS}</div>'
    )
    return document(f"<title>{facts.title}-栖云县农业农村局</title>{metas(facts, source='')}", body), said(
        facts, clock=True
    )


def eportal(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """eportal: a label table in the article's box, PDF-only pages in frames, the text named zoom."""
    papers = (
        "".join(
            f'<p><iframe src="/pdfjs/viewer.html?file={paper.href}" width=900 height=800></iframe></p>'
            for paper in facts.beside
        )
        if facts.kind == "paper"
        else ""
    )
    files = "" if papers else "".join(f"<p>{link(paper)}</p>" for paper in facts.beside)
    body = (
        f'<div id="head">{menu()}</div><div class="pos">{crumbs(facts.column, "当前位置：", " > ")}</div><div class="easysite-news"><div class="easysite-news-title"><h2>{facts.title}</h2><p class="easysite-news-describe">发布时间：{dates.characters(facts.published_at)} {facts.published_at[11:]}　信息来源：{facts.source}　浏览次数：<span>3</span></p></div>'
        f'<div class="easysite-news-text" id="easysiteText"><div id="zoom">{written(facts, Editor("plain"))}{papers}</div></div><div class="bottom">{files}</div><div class="easysite-news-operation">{TOOLS}{SHARE}</div></div><div id="foot">{FOOT}</div>'
    )
    truth = said(facts, clock=True)
    return document(f"<title>{facts.title}</title>", body), replace(
        truth, beside=tuple(replace(p, shown="") for p in facts.beside)
    ) if papers else truth


ANTIQUES = (
    Template("asp 2003", Naming("/Article/Show.asp?ID={n}", "/eWebEditor/UploadFile/{day}{s}.{x}", "/eWebEditor/UploadFile/{day}{s}.{x}"), ("科技信息",), asp, "gbk", None, "喆镕囍彧珺"),
    Template("webforms", Naming("/news/Show.aspx?ID={n}", "/UploadFiles/{y}/{s}.{x}", "/UploadFiles/{y}/{n}_{h}.{x}"), ("政务动态",), webforms),
    Template("powereasy", Naming("/Article/ShowArticle.asp?ArticleID={n}", "/Article/UploadFiles/{ym}/{s}.{x}", "/Soft/UploadSoft/{ym}/{s}.{x}"), ("政策法规",), powereasy, "gbk", None, "喆镕囍彧珺"),
    Template("catalogue", Naming("/xxgk/{n}.html", "/xxgk/files/{s}.{x}", "/xxgk/files/{s}.{x}"), ("信息公开目录", "规划计划"), catalogue),
    Template("ptl", Naming("/ptl/def/def/index_1121_{n}.jsp", "/websac/img/{s}.{x}", "/websac/file?fid={s}&name={q}.{x}"), ("政务要闻",), ptl),
    Template("by hand", Naming("/old/{n}.htm", "images/{s}.{x}", "files/{s}.{x}", inline=True), ("",), plain_html, "gb18030", None, "喆镕㙍䶮𠮷"),
    Template("newsroom", Naming("/{y}-{m:02}/{d:02}/c_{n}.htm", "{h}.{x}", "{h}.{x}", inline=True), ("权威发布",), news),
    Template("eportal", Naming("/eportal/ui?pageId=77&articleKey={n}&columnId=5", "/eportal/fileDir/{s}.{x}", "/eportal/fileDir/{s}.{x}"), ("通知公告",), eportal),
)  # fmt: skip
