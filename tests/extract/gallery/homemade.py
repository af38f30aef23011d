# ruff: noqa: E501  (markup reads better unbroken)
"""Pages of no known family, the second set: what a visitor sees is clear, what the markup says is not."""

import json
from dataclasses import replace
from random import Random

from tests.extract.gallery import dates, words
from tests.extract.gallery.facts import Facts, Naming, Text
from tests.extract.gallery.markup import (
    FOOT,
    FRIENDS,
    SHARE,
    TOOLS,
    Editor,
    crumbs,
    document,
    latest,
    link,
    menu,
    neighbours,
    written,
)
from tests.extract.gallery.template import Template, said


def bracket(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """A line above the heading and one below it, the day in brackets, the source a link, pictures between the crumbs."""
    way = "<img src='/img/jt.gif'>".join(
        f"<a href='/{at}'>{name}</a>" for at, name in enumerate(("首页", *facts.column))
    )
    files = "".join(f"<p>附件{at}、{link(paper)}</p>" for at, paper in enumerate(facts.beside, 1))
    body = (
        f"<div class=hd>{menu()}</div><div class=way><img src='/img/home.gif'>{way}<img src='/img/jt.gif'>正文</div><div class=art><h4 class=yinti>“走基层”系列报道之三</h4><h2 class=zhuti>{facts.title}</h2><h4 class=futi>——来自基层的报道</h4>"
        f"<p class=xinxi>[{facts.published_at}]　来源：<a href='http://paper.example/'>{facts.source}</a>　作者：<span>{facts.author}</span>　编辑：栖小宣　审核：某丁　浏览：<em>18</em></p><div class=nr>{written(facts, Editor('word' if late else 'plain'))}</div><div class=fujian>{files}</div><div class=op>{TOOLS}</div></div><div class=rt>{latest(draw)}</div><div class=ft>{FOOT}</div>"
    )
    return document(f"<title>{facts.title}_栖云县农业农村局</title>", body), said(facts, clock=True, author=True)


def index(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """A box of an official document whose index number looks like a day, with a summary that is not the text."""
    rows = (
        ("信息索引", f"{facts.published_at[:4]}-02-00018"), ("公开方式", "主动公开"), ("公开日期", facts.day), ("公开时限", "长期"),
        ("信息名称", facts.title), ("内容概述", words.sentence(draw)), ("文件编号", facts.document.get("文号", "")), ("生成日期", facts.written_at),
    )  # fmt: skip
    box = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in rows)
    files = "".join(f"<div class='fj'>{link(paper)}</div>" for paper in facts.beside)
    body = (
        f"<div class='head'>{menu()}</div><div class='site'>{crumbs(facts.column, '当前位置:', '>>')}</div><div class='xx'><table class='info' cellspacing=1>{box}</table><div class='tt'>{facts.title}</div>"
        f"<div class='cc'>{written(facts, Editor('fonts'))}</div>{files}</div><div class='foot'>{FOOT}{FRIENDS}</div>"
    )
    return document(f"<title>{facts.title}</title>", body, charset="gb2312"), said(facts, source=False)


def linked(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """Linked data in the head says the moment of publishing; the page itself shows how long ago it was."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": facts.title,
        "datePublished": f"{facts.published_at.replace(' ', 'T')}:00+08:00",
        "dateModified": "2019-01-01T00:00:00+08:00",
    }
    head = f"<title>{facts.title} - 栖云县农业农村局</title><meta property='article:published_time' content='{data['datePublished']}'><script type='application/ld+json'>{json.dumps(data, ensure_ascii=False)}</script>"
    files = "".join(
        f"<li><a href='{paper.href}'><span class='name'>{paper.shown}</span><span class='size'>12KB</span></a></li>"
        for paper in facts.beside
    )
    body = (
        f"<div id='nav'>{menu()}</div><div class='breadcrumb'>{crumbs(facts.column, '', ' / ')}</div><div class='page'><div class='page-title'>{facts.title}</div><div class='page-info'><span>来源：{facts.source}</span><span>发布于 3 年前</span><span>阅读 231</span></div>"
        f"<div class='page-body'>{written(facts, Editor('section', lazy='data-src'))}</div><ul class='files'>{files}</ul>{SHARE}</div><div id='bottom'>{FOOT}</div>"
    )
    return document(head, body), said(facts, clock=True)


def split(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """The day in one box and year with month in another; every paragraph a div; the source in brackets at the text's end."""
    facts = replace(facts, blocks=(*facts.blocks, Text(f"（来源：{facts.source}）", "right")))
    text = written(facts, Editor("plain")).replace("<p", "<div").replace("</p>", "</div>")
    files = "".join(
        f"<a class='att' href='{paper.href}'><i class='icon'></i>{paper.shown}</a>" for paper in facts.beside
    )
    body = (
        f"<div class='header'>{menu()}</div><div class='bread'>{crumbs(facts.column, '所在位置：')}</div><div class='news'><div class='news-head'><div class='day'><b>{facts.day[8:]}</b><span>{facts.day[:7]}</span></div><h2>{facts.title}</h2></div>"
        f"<div class='news-body'>{text}</div><div class='news-files'>{files}</div><div class='pn'>{neighbours(draw)}</div></div><div class='footer'>{FOOT}</div>"
    )
    return document(f"<title>{facts.title}</title>", body), said(facts)


def columns(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """An old home-made page: text and heading in one cell with centred fonts, day and counter in the last line of the cell."""
    files = "".join(f"<p>{link(paper)}</p>" for paper in facts.beside)
    body = (
        f"<table width=100%><tr><td colspan=2>{menu('tr')}</td></tr><tr><td width=160 valign=top>{latest(draw)}</td><td valign=top><p align=center><font face=黑体 size=5>{facts.title}</font></p><hr>"
        f"{written(facts, Editor('fonts'))}{files}<hr><p align=right>信息来源：{facts.source} 发布日期：{dates.slashes(facts.published_at).split()[0]} 阅读次数：77</p></td></tr></table><p align=center>{FOOT}</p>"
    )
    truth = replace(said(facts), column=())
    return document(f"<title>栖云县农业农村局--{facts.column[-1]}</title>", body, charset="gb2312", doctype=""), truth


HOMEMADE = (
    Template("bracket", Naming("/n/{y}/{m:02}{d:02}/c{n}.html", "/n/img/{s}.{x}", "/n/doc/{s}.{x}"), ("新闻", "基层动态"), bracket),
    Template("index", Naming("/xxgkml/{n}.shtml", "/xxgkml/img/{s}.{x}", "/xxgkml/doc/{s}.{x}"), ("信息公开目录", "规划计划"), index, "gbk"),
    Template("linked", Naming("/article/{n}", "/storage/{s}.{x}", "/storage/{s}.{x}"), ("公告公示",), linked),
    Template("split", Naming("/detail.php?id={n}", "/data/upload/{s}.{x}", "/data/upload/{s}.{x}"), ("工作简报",), split),
    Template("columns", Naming("/xw/{y}{m}{d}{n}.htm", "image/{s}.{x}", "doc/{s}.{x}"), ("工作动态",), columns, "gb18030"),
)  # fmt: skip
