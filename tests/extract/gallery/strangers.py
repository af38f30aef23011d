# ruff: noqa: E501  (markup reads better unbroken)
"""Pages of no known family: what small firms and offices built by themselves, with the habits that come with it."""

from dataclasses import replace
from datetime import datetime
from random import Random

from tests.extract.gallery import dates, words
from tests.extract.gallery.facts import Facts, Naming, Text
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
    menu,
    neighbours,
    related,
    written,
)
from tests.extract.gallery.template import Template, said

INNER = '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv=Content-Type content="text/html; charset=gb2312"><title>各有关单位：</title><style>@page Section1{size:595.3pt 841.9pt}</style></head><body lang=ZH-CN>'


def logo(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """The first heading is the site's name, the second the column's; the text in two editor blocks, the first a whole Word page."""
    half = (len(facts.blocks) + 1) // 2
    first, second = (replace(facts, blocks=part) for part in (facts.blocks[:half], facts.blocks[half:]))
    files = "".join(
        f'<li><a href="{paper.href}"><img src="/img/word.gif"></a>{paper.shown}</li>' for paper in facts.beside
    )
    body = (
        f'<h1 class="logo"><a href="/">栖云县农业农村局</a></h1>{menu()}<h2 class="lm">{facts.column[-1]}</h2><div class="pos">{crumbs(facts.column)}</div><div class="detail"><h3>{facts.title}</h3>'
        f'<ul class="meta"><li>{facts.published_at}:04.0</li><li>稿源：{facts.source}</li><li>撰稿：{facts.author}</li><li>点击：102</li></ul>'
        f'<div class="TRS_Editor">{INNER}{written(first, Editor("word"))}</body></html></div><div class="TRS_Editor">{written(second, Editor("plain"))}</div><ul class="fj">{files}</ul></div><div class="b">{neighbours(draw)}</div><div class="f">{FOOT}</div>'
    )
    return document(f"<title>{facts.column[-1]}-栖云县农业农村局</title>", body), said(facts, clock=True, author=True)


def cells(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """Label and value in cells of their own, without colons; documents in rows whose link says only 下载."""
    y, m, d = (int(part) for part in facts.day.split("-"))
    rows = "".join(
        f'<tr><td>{at}</td><td>{paper.shown}</td><td>{20 + at}KB</td><td><a href="{paper.href}">下载</a></td></tr>'
        for at, paper in enumerate(facts.beside, 1)
    )
    files = (
        f'<table class="fjlist"><tr><th>序号</th><th>附件名称</th><th>大小</th><th>操作</th></tr>{rows}</table>'
        if rows
        else ""
    )
    body = (
        f'<div class="top">{menu()}</div><div class="wz">{crumbs(facts.column, "当前位置：")}</div><table class="view" width="100%"><tr><td class="l">标题</td><td colspan="3">{facts.title}</td></tr>'
        f'<tr><td class="l">发布日期</td><td>{y}年{m}月{d}日{facts.published_at[11:13]}时{facts.published_at[14:]}分</td><td class="l">信息来源</td><td>{facts.source}</td></tr>'
        f'<tr><td colspan="4" class="nr">{written(facts, Editor("fonts"))}</td></tr></table>{files}<div class="tool">{TOOLS}</div><div class="f">{FOOT}</div>'
    )
    return document(f"<title>{facts.title}</title>", body), said(facts, clock=True)


def flat(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """Everything in one block, paragraph after paragraph: heading, day, text, documents, neighbours, related."""
    files = "".join(f'<p>附件：<a href="{paper.href}">{paper.shown}</a></p>' for paper in facts.beside)
    editor = Editor(
        "plain",
        image='<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="{src}">'
        if late
        else '<img src="{src}" srcset="/thumb/1.jpg 300w">',
    )
    body = (
        f'{menu()}<div id="content"><p class="bt"><strong>{facts.title}</strong></p><p class="sj">{dates.characters(facts.published_at)}　{facts.source}　{SIZES}</p>{written(facts, editor)}{files}'
        f'<p><img src="/images/spacer.gif" width="1" height="1"></p><p class="fx">分享到：</p>{neighbours(draw, "上一篇", "下一篇")}<p class="xg">相关文章</p>{related(draw, "")}</div><div class="f">{FOOT}{FRIENDS}</div>'
    )
    return document(f"<title>{facts.title}_{facts.column[-1]}_栖云县农业农村局</title>", body), replace(
        said(facts, source=None, author=None), column=()
    )


def aside(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """Beside every short text stands a list of forty others with their days; the head line says 无标题文档."""
    rows = "".join(
        f"<tr><td><a href=show.jsp?id={at}>{words.official_title(draw)}</a></td><td>2014-{at % 12 + 1:02}-11</td></tr>"
        for at in range(40)
    )
    moment = datetime.fromisoformat(facts.published_at).strftime("%a %b %d %H:%M:04 CST %Y")
    files = "".join(f"<br><a href=\"javascript:downLoad('{paper.href}')\">{paper.shown}</a>" for paper in facts.beside)
    body = (
        f"<table width=950><tr><td colspan=2>{menu('tr')}</td></tr><tr><td width=300 valign=top><table>{rows}</table></td><td valign=top><p>{crumbs(facts.column, '位置：')}</p>"
        f"<p align=center><font size=5 color=blue>{facts.title}</font></p><p align=center>时间：{moment} 供稿单位：{facts.source}</p><div>{written(facts, Editor('fonts'))}</div>{files}</td></tr></table>{FOOT}"
    )
    return document("<title>无标题文档</title>", body, charset="gb2312", doctype=""), said(facts, clock=True)


def modern(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """HTML5 with article and time elements; the visible day lacks the year, comments follow the text."""
    _, m, d = (int(part) for part in facts.day.split("-"))
    files = "".join(
        f'<div class="wp-block-file"><a href="{paper.href}">{paper.shown}</a><a href="{paper.href}" class="button" download>下载</a></div>'
        for paper in facts.beside
    )
    body = (
        f'<header>{menu()}</header><nav class="breadcrumbs">{crumbs(facts.column, "", " / ")}</nav><main><article class="post"><header class="entry-header"><h1 class="entry-title">{facts.title}</h1><div class="entry-meta"><time class="entry-date" datetime="{facts.published_at.replace(" ", "T")}:00+08:00">{m}月{d}日</time> 来源 / {facts.source}</div></header>'
        f'<div class="entry-content">{written(facts, Editor("section", lazy="data-lazy-src"))}{files}</div><footer class="entry-footer">标签：<a href="/t/1">农业</a> {SHARE}</footer></article><section class="comments"><h3>网友留言（2）</h3><p>网友1：写得好，支持！</p><p>网友2：希望多发布这样的信息，方便群众了解政策。</p></section><aside>{related(draw, "猜你喜欢")}</aside></main><footer>{FOOT}</footer>'
    )
    truth = replace(said(facts, clock=True), blocks=(*facts.blocks, *facts.beside), beside=())
    return document(
        f"<title>{facts.title} | 栖云县农业农村局</title><meta property='og:type' content='article'>", body
    ), truth


def below(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """Day, source and author stand below the text; the heading in a list; a window opens for each document."""
    files = "".join(
        f"<li><a href=\"#\" onclick=\"javascript:window.open('{paper.href}','_blank')\">{paper.shown}</a></li>"
        for paper in facts.beside
    )
    body = (
        f'<div class="top">{menu()}</div><dl class="con"><dt>{facts.title}</dt><dd class="txt">{written(facts, Editor("brs"))}</dd><dd class="fj"><ul>{files}</ul></dd><dd class="rq">发布单位：{facts.source}　作者：{facts.author}　发布时间：{dates.second(facts.published_at)}</dd></dl>'
        f'<div class="zan">本文已被浏览 <b>33</b> 次</div>{SCAN}<div class="f">{FOOT}</div>'
    )
    return document(f"<title>{facts.title}</title>", body), replace(
        said(facts, clock=True, source=None, author=True), column=()
    )


def tabs(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """A document with tabs: its text shown, its 解读 hidden; a midnight that is no time; 废止 marks and 引用 metas."""
    files = "".join(
        f'<p>附件：<a href="{paper.href}" download="{paper.shown}">{paper.shown}</a></p>' for paper in facts.beside
    )
    other = "".join(f"<p>{words.passage(draw)}</p>" for _ in range(3))
    y, m, d = (int(part) for part in facts.day.split("-"))
    body = (
        f'<div id="top">{menu()}</div><p class="dq">{crumbs(facts.column, "您所在的位置：", "-")}</p><h1 id="bt">{facts.title}</h1><div class="line">发布时间：{y}-{m}-{d} 0:00:00　来源：{facts.source}　有效性：{facts.document.get("有效性", "有效")}</div>'
        f'<ul class="tabs"><li class="on">文件原文</li><li>文件解读</li></ul><div class="tab" id="t1">{written(facts, Editor("word"))}{files}</div><div class="tab" id="t2" style="display: none;">{other}</div><div class="f">{FOOT}</div>'
    )
    rows = [block for paper in facts.beside for block in (Text("附件："), paper)]
    truth = replace(said(facts), blocks=(*facts.blocks, *rows), beside=())
    return document(f"<title>{facts.title}</title>", body), truth


STRANGERS = (
    Template("logo", Naming("/shownews.jsp?newsid={n}", "/upload/{s}.{x}", "/upload/doc/{s}.{x}"), ("农业要闻",), logo),
    Template("cells", Naming("/zwgk/view/{n}.do", "/attached/image/{day}/{s}.{x}", "/common/fileDown?id={h}"), ("公示公告",), cells, "gb18030", "gb2312"),
    Template("flat", Naming("/html/{y}/gsgg_{m:02}{d:02}/{n}.html", "/res/{s}.{x}", "/res/{s}.{x}"), ("公示公告",), flat),
    Template("aside", Naming("/show.jsp?id={n}", "/pic/{s}.{x}", "/doc/{s}.{x}"), ("支农惠农",), aside, "gbk"),
    Template("modern", Naming("/archives/{n}", "/wp-content/uploads/{y}/{m:02}/{s}.{x}", "/wp-content/uploads/{y}/{m:02}/{h}.{x}"), ("公告",), modern),
    Template("below", Naming("/news_show.php?nid={n}", "/userfiles/{s}.{x}", "/userfiles/{s}.{x}"), ("",), below),
    Template("tabs", Naming("/gfxwj/{y}/{n}.html", "/gfxwj/{y}/{s}.{x}", "/gfxwj/{y}/{s}.{x}"), ("规范性文件",), tabs),
)  # fmt: skip
