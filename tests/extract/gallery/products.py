# ruff: noqa: E501  (markup reads better unbroken)
"""Pages as the products of schools, trading centres and small offices print them: VSB, WebPlus, Epoint, JEECMS, PHP systems."""

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
from tests.extract.gallery.template import Template, said


def vsb(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """博达 VSB: numbered classes, a form around the article, download.jsp named by its text alone, click scripts."""
    files = "".join(
        f'<li>附件【{link(paper, " target=_blank")}】已下载<span id="nattach{at}"><script>getClickTimes({at},2,"wbnewsfile","attach")</script></span>次</li>'
        for at, paper in enumerate(facts.beside)
    )
    text = written(
        facts,
        Editor(
            "section" if late else "plain",
            image='<img src="{src}" vsbhref="vurl" vurl="/_vsl/0A/1B/2C" orisrc="/__local/1.jpg" class="img_vsb_content">',
        ),
    )
    number = "193832" if not late else "301277"
    body = (
        f'<div class="top">{menu()}</div><div class="winstyle1">{crumbs(facts.column, "当前位置: ", ">")}</div><form name="_newscontent_fromname"><div class="c{number}_content"><h1 class="c{number}_title">{facts.title}</h1>'
        f'<div class="c{number}_info">{dates.characters(facts.published_at)} 10:05&nbsp;&nbsp;{facts.author}&nbsp;&nbsp;点击：[<script>_showDynClicks("wbnews", 1556120285, 3201)</script>]</div><hr>'
        f'<div id="vsb_content"><div class="v_news_content">{text}</div></div><ul style="list-style-type:none;">{files}</ul><p>上一条：<a href="3200.htm">{facts.column[-1]}第一期</a></p><p>下一条：<a href="3202.htm">{facts.column[-1]}第二期</a></p></div></form>'
        f'<span style="display:none"><hr></span><div class="foot">{FOOT}</div>'
    )
    head = f'<title>{facts.title}-栖云县农业农村局</title><META Name="keywords" Content="栖云县农业农村局,{facts.title}" />'
    truth = replace(said(facts, source=False), published_at=f"{facts.day} 10:05")
    return document(head, body), truth


def webplus(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """苏迪 WebPlus: PDF players in place of a text, file names in an attribute, classes renamed at the redesign."""
    body_class, title_class = ("wp_articlecontent", "arti_title") if late else ("Article_Content", "Article_Title")
    players = (
        "".join(
            f'<div class="wp_pdf_player" pdfsrc="{paper.href}" sudyfile-attr="{{\'title\':\'{paper.shown}\'}}"></div>'
            for paper in facts.beside
        )
        if facts.kind == "paper"
        else ""
    )
    files = (
        ""
        if players
        else "".join(
            f'<p><img src="/_ueditor/themes/default/images/icon_doc.gif"><a href="{paper.href}" sudyfile-attr="{{\'title\':\'{paper.shown}\'}}">{paper.shown}</a></p>'
            for paper in facts.beside
        )
    )
    info = f'<span class="arti_publisher">发布者：{facts.author}</span><span class="arti_update">发布时间：{dates.dashes(facts.published_at)}</span><span class="arti_views">浏览次数：<span class="WP_VisitCount" url="/_visitcountdisplay?siteId=32">10</span></span>'
    if not late:
        info = f"<span class=Article_Author>作者：{facts.author}</span>　<span class=Article_PublishDate>{dates.dashes(facts.published_at)}</span>"
    body = (
        f'<div class="wp-header">{menu("ul", "wp_nav")}</div><div class="col_path">{crumbs(facts.column, "当前位置：", "")}</div><div class="article"><h1 class="{title_class}">{facts.title}</h1><p class="arti_metas">{info}</p>'
        f'<div class="entry"><div class="read"><div class="{body_class}">{written(facts)}{players}{files}</div></div></div></div><div class="footer">{FOOT}</div>'
    )
    truth = said(facts, source=False, author=None if late else True)
    if not players:
        truth = replace(truth, blocks=(*facts.blocks, *facts.beside), beside=())
    return document(f"<title>{facts.title}</title>", body), truth


def epoint(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """Epoint: 【信息时间】 in brackets, documents behind an id, WebForms debris."""
    files = "".join(
        f'<tr><td><a href="javascript:void(0)" onclick="window.open(\'{paper.href}\')">{paper.shown}</a></td></tr>'
        for paper in facts.beside
    )
    if late:
        files = "".join(f"<tr><td>{link(paper)}</td></tr>" for paper in facts.beside)
    body = (
        f'<input type="hidden" name="__VIEWSTATE" value="{"dDwtMTM2" * 40}"><div class="ewb-nav">{menu()}</div><div class="ewb-location">{crumbs(facts.column, "您的位置：", "》")}</div>'
        f'<table id="tblInfo" width="96%"><tr><td id="tdTitle" align="center"><font style="font-size:25px">{facts.title}</font><br><br><font class="webfont">【信息时间：{dates.slashes(facts.published_at).split()[0]}　阅读次数：<script src="/TPFront/Upload/count.js"></script>】【<a href="javascript:window.print()">我要打印</a>】【<a href="javascript:window.close()">关闭</a>】</font></td></tr>'
        f'<tr><td id="TDContent">{written(facts, Editor("word"))}</td></tr><tr><td><table id="filelist"><tr><td>附件：</td></tr>{files}</table></td></tr></table><div class="foot">{FOOT}</div>'
    )
    return document(f"<title>{facts.title}</title>", body), said(facts, source=False)


def jeecms(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """JEECMS: .jhtml pages, Flash players, 发布人 and 发布时间 in a row, lists of others at the side."""
    files = "".join(
        f'<p><a id="attach{at}" href="{paper.href}" title="文件下载"><img src="/r/cms/www/default/images/down.gif"/>{paper.shown}</a></p>'
        for at, paper in enumerate(facts.beside)
    )
    body = (
        f'<div class="top">{menu()}</div><div class="main"><div class="left">{latest(draw)}</div><div class="right"><div class="loc">{crumbs(facts.column, "当前位置：", " - ")}</div><div class="content-box"><h1>{facts.title}</h1>'
        f'<div class="msgbar">发布时间：{facts.published_at}:00 &nbsp; 作者：{facts.author} &nbsp; 来源：{facts.source} &nbsp; 浏览次数：<span id="views">0</span>次</div>'
        f'<div class="content">{written(facts, Editor("fonts", image="<img src={src} >"))}</div>{files}<div class="share">{SHARE}</div><div class="other">{neighbours(draw)}</div></div></div></div><div class="foot">{FOOT}Powered by JEECMS</div>'
    )
    return document(
        f"<title>{facts.title}-栖云县农业农村局</title><link href='/r/cms/www/default/css/a.css'>", body
    ), said(facts, clock=True, author=True)


def siteserver(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """SSCMS: no label at the day, a share bar within the text's own box, an article in several pages."""
    pages = (
        '<div class="pages"><span>1</span> <a href="123_2.html">2</a> <a href="123_3.html">3</a> <a href="123_2.html">下一页</a></div>'
        if facts.kind == "parts"
        else ""
    )
    files = "".join(f'<li><a href="{paper.href}">{paper.shown}</a> (23 KB)</li>' for paper in facts.beside)
    line = f"<span>{facts.published_at}</span><span>来源：{facts.source}</span>"
    if late:
        line = f"<span>来源：{facts.source}</span> | <span>{dates.dashes(facts.published_at)}</span>"
    body = (
        f'<div id="header">{menu()}</div><div class="weizhi">{crumbs(facts.column, "当前位置：")}</div><div class="neirong"><div class="biaoti">{facts.title}</div><div class="laiyuan">{line} {SIZES}</div>'
        f'<div class="zhengwen">{written(facts, Editor("plain"))}{pages}{SHARE}<div style="display:none">{facts.title} http://nyncj.qiyun.gov.example/ 复制成功</div></div>{"<div class=xgfj><h4>相关附件</h4><ul>" + files + "</ul></div>" if files else ""}{SCAN}</div>'
        f'<div class="xgxx">{related(draw, "相关信息")}</div><div class="footer">{FOOT}</div>'
    )
    return document(f"<title>{facts.title}</title>", body), said(facts, clock=not late)


def dede(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """DedeCMS: labels in small tags run together, a digest before the text, votes after it."""
    files = "".join(f'<li><a href="{paper.href}" target="_blank">{paper.shown}</a></li>' for paper in facts.beside)
    body = (
        f'<div class="header">{menu()}</div><div class="w960"><div class="pleft"><div class="place"><strong>当前位置:</strong> {crumbs(facts.column, "", " &gt; ")} &gt; </div><div class="viewbox"><div class="title"><h2>{facts.title}</h2></div>'
        f'<div class="info"><small>时间:</small>{facts.published_at}<small>来源:</small>{facts.source} <small>作者:</small>{facts.author}<small>点击:</small><script src="/plus/count.php?view=yes&aid=5"></script>次</div>'
        f'<div class="content"><table><tr><td>{written(facts, Editor("brs"))}</td></tr></table></div><ul class="downurllist">{files}</ul><div class="dede_pages"><ul class="pagelist"></ul></div><div class="newdigg">顶一下(0) 踩一下(0)</div><div class="context">{neighbours(draw, "上一篇", "下一篇")}</div></div></div>'
        f'<div class="pright">{latest(draw)}</div></div><div class="footer">{FOOT}Power by DedeCms</div>'
    )
    return document(f"<title>{facts.title}_栖云县农业农村局</title>", body, charset="gb2312"), said(
        facts, clock=True, author=True
    )


def empire(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """EmpireCMS: tables with an id for the text, keywords and the text's own related links below."""
    files = "".join(f'[!--]<a href="{paper.href}">{paper.shown}</a><br>'.replace("[!--]", "") for paper in facts.beside)
    body = (
        f'<table class="top"><tr><td>{menu()}</td></tr></table><table class="position"><tr><td>现在的位置：{crumbs(facts.column, "", " > ")}</td></tr></table><table class="box"><tr><td class="main"><h1 class="title">{facts.title}</h1>'
        f'<p class="info_text">{dates.second(facts.published_at)}　来源：{facts.source}　编辑：栖小宣　点击：<script src=/e/public/ViewClick/?classid=1&id=5></script></p>'
        f'<div id="text">{written(facts, Editor("word" if late else "brs"))}</div>{files}<table><tr><td>关键字：</td><td><a href="/e/tags/?tagname=a">农业</a></td></tr></table><div class="links">{related(draw, "相关新闻")}</div></td><td class="sider">{latest(draw)}</td></tr></table><div class="copy">{FOOT}</div>'
    )
    return document(
        f"<title>{facts.title} - 栖云县农业农村局 - Powered by EmpireCMS</title>", body, charset="gbk"
    ), said(facts, clock=True)


def phpcms(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """PHPCMS: day, source and comments stand within the heading itself; a summary follows it."""
    files = "".join(f"<a href='{paper.href}' class='download'>{paper.shown}</a>" for paper in facts.beside)
    body = (
        f'<div class="header">{menu()}</div><div class="main"><div class="col-left"><div class="crumbs">{crumbs(facts.column, "", "<span> &gt; </span>")} <span> &gt; </span> 正文</div><div id="Article"><h1>{facts.title}<br />'
        f'<span>{facts.published_at}:33&nbsp;&nbsp;&nbsp;来源：{facts.source}&nbsp;&nbsp;&nbsp;评论：<a href="#comment_iframe" id="comment">0</a> 点击：<span id="hits"></span></span></h1>'
        f'<div class="content">{written(facts, Editor("plain", lazy="data-original"))}</div>{files}<div class="tag">标签：<a href="/tag">农业</a></div><p class="f14"><strong>上一篇：</strong><a href="4.html">{facts.column[-1]}</a><br /><strong>下一篇：</strong><a href="6.html">暂无</a></p></div></div>'
        f'<div class="col-auto">{latest(draw)}</div></div><div class="footer">{FOOT}{FRIENDS}</div>'
    )
    return document(f"<title>{facts.title} - {facts.column[-1]} - 栖云县农业农村局</title>", body, charset="gbk"), said(
        facts, clock=True
    )


def easysite(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """EasySite: comments mark the heading; the time of a clock of twelve hours stands in the metas."""
    files = "".join(f"<p>附件下载：{link(paper)}</p>" for paper in facts.beside)
    body = (
        f'<div id="ess_HEADERPANE">{menu()}</div><div>{crumbs(facts.column, "您的位置：")}</div><table id="tab_content"><tr><td class="xilan_title"><!--TitleStart-->{facts.title}<!--TitleEnd--></td></tr>'
        f'<tr><td class=xilan_date>发布时间：{facts.published_at} &nbsp; 分享到：【字体：大 中 小】【打印】</td></tr><tr><td class=xilan_con><span id="zoom">{written(facts, Editor("word" if late else "plain"))}</span>{files}</td></tr></table><div id="ess_FOOTERPANE">{FOOT}</div>'
    )
    head = f"<title>{facts.title}</title><meta name='GENERATOR' content='EasySite 7'>{metas(facts, published=dates.twelve(facts.published_at))}"
    return document(head, body), said(facts, clock=True)


PRODUCTS = (
    Template("vsb", Naming("/info/1039/{n}.htm", "/__local/A/B7/30/{h}_AA948F02_84BA.{x}", "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1556120285&wbfileid={n}{s}"), ("部门动态",), vsb),
    Template("webplus", Naming("/{y}/0308/c8692a{n}/page.htm", "/_upload/article/images/0a/{h}.{x}", "/_upload/article/files/0a/{h}.{x}"), ("信息公开", "规章制度"), webplus),
    Template("epoint", Naming("/TPFront/InfoDetail/?InfoID={h}&CategoryNum=003001", "/TPFront/Upload/{s}.{x}", "/TPFront/Pages/download.aspx?AttachGuid={h}"), ("交易信息", "招标公告"), epoint),
    Template("jeecms", Naming("/tzgg/{n}.jhtml", "/u/cms/www/{ym}/{s}.{x}", "/u/cms/www/{ym}/{h}.{x}"), ("通知公告",), jeecms),
    Template("siteserver", Naming("/contents/12/{n}.html", "/upload/images/{y}/{m}/{s}.{x}", "/upload/files/{y}/{m}/{s}.{x}"), ("政务要闻",), siteserver, header="gb2312"),
    Template("dede", Naming("/a/gongzuodongtai/{day}/{n}.html", "/uploads/allimg/{day}/{s}.{x}", "/uploads/soft/{day}/{s}.{x}"), ("工作动态",), dede, "gbk", "gb2312", "喆镕囍彧珺"),
    Template("empire", Naming("/xinwen/{y}-{m:02}-{d:02}/{n}.html", "/d/file/{day}/{h}.{x}", "/e/DownSys/DownSoft/?classid=1&id={n}&pathid={s}"), ("新闻资讯",), empire, "gbk", None, "喆镕囍彧珺"),
    Template("phpcms", Naming("/index.php?m=content&c=index&a=show&catid=9&id={n}", "/uploadfile/{y}/{s}.{x}", "/index.php?m=content&c=down&a_k={h}"), ("工作动态", "部门信息"), phpcms, "gbk", None, "喆镕囍彧珺"),
    Template("easysite", Naming("/web/site0/tab5240/info{n}.htm", "/portals/0/images/{s}.{x}", "/portals/0/attachments/{s}.{x}"), ("政策法规",), easysite),
)  # fmt: skip
