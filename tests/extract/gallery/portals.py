# ruff: noqa: E501  (markup reads better unbroken)
"""Pages as the large systems print them: TRS, UCAP, Hanweb, jpaas, gkmlpt, NFCMS, the SASAC kind, label/8888."""

import json
from dataclasses import replace
from random import Random

from tests.extract.gallery import dates
from tests.extract.gallery.facts import Facts, Naming
from tests.extract.gallery.markup import (
    FOOT,
    FRIENDS,
    SCAN,
    SHARE,
    SIZES,
    TOOLS,
    Editor,
    crumbs,
    document,
    latest,
    link,
    menu,
    metas,
    neighbours,
    related,
    written,
)  # fmt: skip
from tests.extract.gallery.template import Template, broken, said


def trs(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """TRS WCM of 2010: tables, an unquoted class, metas run together, related reading hidden, documents beside."""
    facts = broken(facts)
    files = "<BR>".join(link(paper) for paper in facts.beside)
    head = metas(facts).replace('" content', '"content') + f"<title>{facts.title}_栖云县农业农村局</title>"
    text = f"<div class=TRS_Editor>{written(facts, Editor('fonts' if late else 'word'))}</div>"
    body = (
        f"<table width=1000 align=center><tr><td>{menu()}</td></tr></table><table width=1000 align=center><tr><td height=30>{crumbs(facts.column)}</td></tr></table>"
        f"<table width=1000 align=center><tr><td class=bt align=center>{'<br>'.join(facts.title_lines)}</td></tr>"
        f"<tr><td align=center class=xx>发布时间：{dates.characters(facts.published_at)}　　来源：{facts.source}　　{SIZES}</td></tr>"
        f"<tr><td id=zoom>{text}</td></tr><tr><td class=fj>{'附件：<br>' + files if files else ''}</td></tr>"
        f"<tr><td align=right>{TOOLS}</td></tr></table><div class=xgwz style='display:none'>{related(draw)}</div><div class=foot>{FOOT}{FRIENDS}</div>"
    )
    return document(head, body, charset="gb2312", doctype=""), said(facts, clock=True)


def trs_view(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """TRS of later years: the box of an official document above the text, content metas, 成文日期 competing."""
    marks = facts.document
    box = "".join(
        f"<tr><td><b>{name}：</b></td><td>{value}</td></tr>"
        for name, value in (
            ("标　　题", facts.title), ("索 引 号", marks.get("索引号", "")), ("发文机构", marks.get("发文机关", "")),
            ("成文日期", dates.characters(facts.written_at)), ("发布日期", dates.characters(facts.published_at)),
            ("发文字号", marks.get("文号", "")), ("有 效 性", marks.get("有效性", "")),
        )
    )  # fmt: skip
    box = (
        f'<div class="xxgk_detail_head"><table class="bd1 xxgk_detail_table1"><tbody>{box}</tbody></table></div>'
        if marks
        else ""
    )
    line = (
        ""
        if marks
        else f'<div class="info"><span>日期：{facts.published_at}</span><span>来源：{facts.source}</span></div>'
    )
    hold = "pages_content" if late else "trs_editor_view TRS_UEDITOR trs_paper_default"
    files = "".join(f'<li>{link(paper)}<a class="dl" href="{paper.href}">下载</a></li>' for paper in facts.beside)
    body = (
        f'<header>{menu()}</header><div class="bread">{crumbs(facts.column, "当前位置：", "&gt;")}</div>{box}<div class="xxgk_detail_content"><div class="xxgk_title">{facts.title[:6]}<font color="#c00">{facts.title[6:]}</font></div>{line}'
        f'<div id="Zoom"><meta name="ContentStart"/><div class="html-content-fun"><div class="{hold}">{written(facts, Editor("section"))}</div></div><meta name="ContentEnd"/></div>'
        f"{'<div class=attachment><p>附件</p><ul>' + files + '</ul></div>' if files else ''}{SHARE}{SCAN}</div><div>{related(draw)}</div><footer>{FOOT}</footer>"
    )
    truth = said(facts, clock=True, document=("索引号", "发文机关", "文号", "有效性"))
    if marks:
        truth = replace(truth, document={**truth.document, "成文日期": facts.written_at})
    return document(f"<title>{facts.title}-栖云县农业农村局</title>{metas(facts)}", body), truth


def ucap(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """UCAP: own tags, documents with book-title marks in their addresses, a time of making the page in the metas."""
    facts = broken(facts)
    files = "".join(f"<p>{number}. {link(paper)}</p>" for number, paper in enumerate(facts.beside, 1))
    date = f'<div class="pages-date">{facts.published_at}<span class="font">来源：{facts.source}</span>{SIZES}<div class="pages-print"><a href="#">打印</a></div></div>'
    if late:
        date = f'<div class="info"><p class="fl">发布时间：<PUBLISHTIME>{facts.published_at}</PUBLISHTIME></p><p class="fl">来源：{facts.source}</p></div>'
    body = (
        f'<div class="header">{menu()}</div><div class="BreadcrumbNav">{crumbs(facts.column, "")}</div><div class="article oneColumn">'
        f"<h1><UCAPTITLE>{'<br/>'.join(facts.title_lines)}</UCAPTITLE></h1>{date}"
        f'<div class="pages_content" id="UCAP-CONTENT"><UCAPCONTENT>{written(facts)}</UCAPCONTENT></div><div id="files">{files}</div>{SHARE}</div>'
        f'<div class="related">{related(draw, "相关稿件")}</div><div class="footer">{FOOT}</div>'
    )
    head = f'<title>{facts.title}</title><meta name="channelid" content="{"0a" * 16}"><meta name="others" content="页面生成时间 2019-01-01 01:48:08">{metas(facts, title="&lt;br/&gt;".join(facts.title_lines))}'
    return document(head, body), said(facts, clock=True)


def hanweb(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """Hanweb JCMS of 2008: comments around the parts, counting scripts, download wrappers, its hidden credit."""
    mark = "begin"
    visits = "<script language='javascript' src='/module/visitcount/articlehits.jsp?colid=41&artid=9'></script>"
    files = "".join(f"<tr><td><img src='/images/fujian.gif'>{link(paper)}</td></tr>" for paper in facts.beside)
    text = written(facts, Editor("section" if late else "word"))
    body = (
        f"<table width='100%'><tr><td>{menu()}</td></tr></table><table><tr><td>{crumbs(facts.column, '当前位置：')}</td></tr></table><table id='article' width='100%'>"
        f"<tr><td class='title'><!--<$[标题名称(html)]>{mark}-->{facts.title}<!--<$[标题名称(html)]>end--></td></tr>"
        f"<tr><td align='center'>发布日期：<!--<$[信息发布日期]>{mark}-->{dates.dashes(facts.published_at)}<!--<$[信息发布日期]>end-->　浏览次数：{visits}　字号：[ <a>大</a> <a>中</a> <a>小</a> ]</td></tr>"
        f"<tr><td class='bt_content'><div id='zoom'><!--<$[信息内容]>{mark}--><!--ZJEG_RSS.content.begin--><META name=ContentStart>{text}<META name=ContentEnd><!--ZJEG_RSS.content.end--><!--<$[信息内容]>end--></div></td></tr>"
        f"<tr><td>信息来源：{facts.source}</td></tr>{files}<tr><td align='right'>打印本页 关闭窗口</td></tr></table>"
        f"<table><tr><td>{FOOT}<a href='http://www.hanweb.example' style='display:none'>Produced By 大汉网络 大汉版通发布系统</a></td></tr></table><iframe src='/module/visitcount/visit.jsp?type=3' style='width:0; height:0; display:none'></iframe>"
    )
    return document(
        f"<title>{facts.title}</title><meta name='Generator' content='大汉版通'>", body, charset="utf-8"
    ), said(facts)


def jpaas(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """jpaas: the source printed by script, a double of the text for phones, images that load late."""
    text = written(facts, Editor("plain", lazy="data-src"))
    files = "".join(f"<li>{link(paper)}</li>" for paper in facts.beside)
    script = (
        f"<script>var ly='{facts.source}'; if(ly!=''){{document.write('<span>来源：{facts.source}</span>')}}</script>"
    )
    phone = '<div class="wap-content" style="display:none">' if late else '<div class="visible-xs phone">'
    body = (
        f'<div class="head">{menu()}</div><div class="dqwz">{crumbs(facts.column, "当前位置：", " > ")}</div><div class="main-fl"><h1 class="article-title">{facts.title}</h1>'
        f'<div class="article-info"><span>发布时间：{facts.published_at}</span>{script}<span>浏览次数：<i id="hits"></i></span>{TOOLS}</div>'
        f'<div class="main-txt bt-article-y" id="zoom">{text}</div>{"<div class=fujian>附件：<ul>" + files + "</ul></div>" if files else ""}'
        f'{phone}<h2>{facts.title}</h2>{text}</div>{SCAN}{SHARE}</div><div class="side">{latest(draw)}</div><div class="foot">{FOOT}</div>'
    )
    return document(f"<title>栖云县农业农村局 {facts.column[-1]} {facts.title}</title>{metas(facts)}", body), said(
        facts, clock=True
    )


def gkmlpt(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """The Guangdong catalogue: a shell whose article is data in a script."""
    detail = {
        "id": 963, "title": facts.title, "created_at": f"{facts.published_at}:04", "publisher": facts.source, "source": facts.source,
        "content": written(facts), "identifier": facts.document.get("索引号", ""), "document_number": facts.document.get("文号", ""),
        "attachment": [{"name": paper.shown, "url": paper.href} for paper in facts.beside],
    }  # fmt: skip
    data = json.dumps(detail, ensure_ascii=late).replace("<", "\\u003C").replace(">", "\\u003E")
    script = f"<script>window._CONFIG = {{ SID: '662021', TREE: [], DETAIL: {data} }};</script><script src='/gkmlpt/js/chunk-common.1a2b.js'></script>"
    body = f"<div id='app'></div>{script}<div class='foot'>{FOOT}</div>"
    return document(f"<title>{facts.title}</title>", body), replace(
        said(facts, clock=True, document=("索引号", "文号")), column=()
    )


def nfcms(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """NFCMS: the redirect for phones, source and day in one line without labels for the day."""
    line = f"<span class='time'>时间 : {facts.published_at}:08</span><span class='ly'>来源 : {facts.source}</span>"
    if late:
        line = f"<span>{facts.published_at}:08</span> <span>来源: {facts.source}</span>"
    text = written(
        facts, Editor("section", image='<img class="nfw-cms-img" img-id="16" src="{src}" alt="x.jpg" title="x.jpg">')
    )
    body = (
        f'<div class="container header">{menu()}</div><div class="position">{crumbs(facts.column, "当前位置 : ", "&gt;")}</div><div class="box"><h3 class="title">{facts.title}</h3>'
        f'<div class="date_source">{line} <span>【字体： 大 中 小】</span></div><div class="article-content">{text}</div>{SHARE}</div>'
        f'<div class="about">{related(draw, "相关文章")}</div><div class="footer">{FOOT}</div>'
    )
    script = '<script>(function(u){if((u.indexOf("iP")>-1||u.indexOf("Android")>-1)&&document.location.href!="/content/mpost_9360641.html"){document.location.href="/content/mpost_9360641.html"}})(navigator.userAgent)</script>'
    return document(
        f"<title>{facts.title}-栖云县农业农村局网站</title><link href='/static/css/content2018.css'>{script}", body
    ), said(facts, clock=True)


def sasac(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """The SASAC kind: the heading printed by script, component comments, day and source before the text."""
    body = (
        f'<div class="top">{menu()}</div><div class="zsy_position">{crumbs(facts.column, "位置：", " > ")}</div><!--start component 内容全集(zsy)--><div class="zsy_conlist"><div class="zsy_cotitle"><script>var contenttitle = `{facts.title}`; document.write(contenttitle);</script>'
        f"<p>文章来源：{facts.source}　　发布时间：{dates.dashes(facts.published_at)}</p></div>"
        f'<div class="zsy_comain">{written(facts)}</div><div>{"".join(f"<p>{link(paper)}</p>" for paper in facts.beside)}</div><p class="zbj">【责任编辑：{facts.author}】</p>{SCAN}</div><!--end component 内容全集(zsy)-->'
        f'<div class="zsy_foot">{FOOT}</div>'
    )
    head = f'<title>{facts.title}-栖云县农业农村局</title><meta name="filetype" content="0"><meta name="contentid" content="77"><meta name="publishdate" content="{facts.day}">'
    return document(head, body), said(facts, author=None)


def label8888(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """The platform of label/8888: every page under a table of 名称, 索引号 and days, of which 生成日期 comes first."""
    marks = facts.document
    box = (
        f"<tr><th>索引号：</th><td>{marks.get('索引号', '')}</td><th>信息分类：</th><td>{facts.column[-1]}</td></tr>"
        f"<tr><th>发文日期：</th><td>{facts.written_at}</td><th>发布日期：</th><td>{facts.published_at}</td></tr>"
        f"<tr><th>发布机构：</th><td>{facts.source}</td><th>文号：</th><td>{marks.get('文号', '')}</td></tr><tr><th>名称：</th><td colspan=3>{facts.title}</td></tr>"
    )
    body = (
        f'<div class="head">{menu()}</div><div class="wz_top">{crumbs(facts.column)}</div><div class="wzcontent"><table class="xxgk_table" width="100%">{box}</table>'
        f'<h1 class="newstitle">{facts.title}</h1><div class="wzfbxx">文章来源：{facts.source} 浏览量：<span id="hits">12</span> 发表时间：{facts.published_at} {SIZES}</div>'
        f'<div class="j-fontContent wzcon">{written(facts, Editor("plain", icons=True))}</div><div class="gz">{neighbours(draw)}</div>{SCAN}</div><div class="foot">{FOOT}</div>'
    )
    truth = said(facts, clock=True, document=("索引号", "文号"))
    return document(f"<title>{facts.title}_栖云县农业农村局</title>", body), truth


def double(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """A portal of 2016 whose pages hold a desktop's and a phone's article, each with its own heading and day."""
    text = written(facts, Editor("section", image='<img src="{src}" class="img-responsive">'))
    files = "".join(f"<li>{link(paper)}</li>" for paper in facts.beside)
    info = f"日期：{dates.dots(facts.published_at)} | 来源：{facts.source} | 作者：{facts.author}"
    share = "<p class='gb'>扫码浏览 分享到：</p>" if late else ""
    body = (
        f'<div class="pc"><div class="nav-box">{menu()}</div><p class="mbx">{crumbs(facts.column, "当前位置：")}</p><h2 class="tit">{facts.title}</h2><p class="sub">{info}</p><div class="con">{text}</div><ul class="xzfj">{files}</ul>{share}</div>'
        f'<div class="mobile"><h2 class="m-tit">{facts.title}</h2><p class="m-sub">{dates.dashes(facts.published_at)}</p><div class="m-con">{text}</div><ul>{files}</ul></div>'
        f'<style>.mobile{{display:none}} @media (max-width:768px){{.pc{{display:none}}.mobile{{display:block}}}}</style><div class="foot">{FOOT}</div>'
    )
    return document(f"<title>{facts.title}</title><meta name='viewport' content='width=device-width'>", body), said(
        facts, author=True
    )


TRS_NAMES = Naming("/zwgk/{ym}/t{day}_{n}.html", "./W0{day}{s}.{x}", "./P0{day}{s}.{x}")
PORTALS = (
    Template("trs 2010", TRS_NAMES, ("政务公开", "通知公告"), trs, "gb18030", "utf-8", "喆镕㙍䶮𠮷"),
    Template("trs view", replace(TRS_NAMES, page="/xxgk/gkml/{ym}/t{day}_{n}.html"), ("信息公开", "法规文件"), trs_view),
    Template("ucap", Naming("/nync/c100024/{ym}/{h}.shtml", "{h}/images/{h}.{x}", "{n}/files/《{name}》.{x}"), ("新闻中心", "工作动态"), ucap),
    Template("hanweb jcms", Naming("/art/{y}/{m}/{d}/art_41_{n}.html", "/picture/0/{s}.{x}", "/module/download/downfile.jsp?classid=0&filename={h}.{x}"), ("公告公示",), hanweb, "gb18030", None, "喆镕㙍䶮𠮷"),
    Template("jpaas", Naming("/art/{y}/art_{h}.html", "/picture/{h}.{x}", "/module/download/downfile.jsp?filename={h}.{x}&classid=0&showname={q}.{x}"), ("政务动态", "部门动态"), jpaas),
    Template("gkmlpt", Naming("/gkmlpt/content/0/963/post_{n}.html", "/img/0/{s}.{x}", "/attachment/0/{n}/{h}.{x}"), ("法定主动公开",), gkmlpt),
    Template("nfcms", Naming("/xwdt/tzgg/content/post_{n}.html", "/img/0/{s}/{n}.{x}", "/attachment/0/{n}/{s}/{n}.{x}", inline=True), ("新闻动态", "通知公告"), nfcms, header="gbk"),
    Template("sasac kind", Naming("/n2588025/n2588139/c{n}/content.html", "/dbsource/{n}/{s}.{x}", "/n2588025/c{n}/part/{s}.{x}"), ("新闻发布",), sasac),
    Template("label 8888", Naming("/public/6596621/{n}.html", "/group6/M00/0A/{h}.{x}", "/group6/M00/0B/{h}.{x}", inline=True), ("政府信息公开", "部门文件"), label8888),
    Template("two screens", Naming("/news/show/{n}", "/upload/{ym}/{s}.{x}", "/upload/file/{ym}/{s}.{x}"), ("资讯中心",), double),
)  # fmt: skip
