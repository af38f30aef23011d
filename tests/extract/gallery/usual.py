# ruff: noqa: E501  (markup reads better unbroken)
"""Pages of no known family: the usual shapes of county sites, each in its own words."""

from dataclasses import replace
from random import Random

from tests.extract.gallery import dates, words
from tests.extract.gallery.facts import Facts, Naming
from tests.extract.gallery.markup import (
    FOOT,
    FRIENDS,
    SCAN,
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
from tests.extract.gallery.template import Template, broken, said


def panels(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """A grid of panels of 2018: crumbs as a list, one grey line of labels, documents as a list group, a pager below."""
    way = "".join(f"<li><a href='/{at}'>{name}</a></li>" for at, name in enumerate(("首页", *facts.column)))
    files = "".join(
        f"<a class='list-group-item' href='{paper.href}'><span class='glyphicon'></span> {paper.shown}</a>"
        for paper in facts.beside
    )
    body = (
        f"<nav class='navbar'>{menu()}</nav><div class='container'><ol class='breadcrumb'>{way}<li class='active'>正文</li></ol><div class='panel panel-default'><div class='panel-heading'><h3 class='text-center'>{facts.title}</h3>"
        f"<p class='text-center text-muted'>发布时间：{facts.published_at} | 来源：{facts.source} | 浏览：<span id='pv'>12</span>次</p></div><div class='panel-body'>{written(facts, Editor('section'))}</div><div class='list-group'>{files}</div>"
        f"<ul class='pager'><li class='previous'>{neighbours(draw)}</li></ul></div></div><footer>{FOOT}</footer>"
    )
    return document(f"<title>{facts.title}-栖云县农业农村局</title>", body), said(facts, clock=True)


def style1(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """Tables of 2009 with a designer's class names; the heading in a span, two lines where it is long."""
    facts = broken(facts, 22)
    files = "".join(f"<tr><td height=24>·{link(paper)}</td></tr>" for paper in facts.beside)
    body = (
        f"<table width=1002 align=center><tr><td>{menu('tr')}</td></tr></table><table width=1002 align=center><tr><td width=220 valign=top class=leftbg>{latest(draw)}</td><td valign=top><table width=96%><tr><td class=STYLE3>您当前的位置：{crumbs(facts.column, '', ' &gt; ')} &gt; 内容</td></tr>"
        f"<tr><td height=60 align=center><span class=STYLE1>{'<br />'.join(facts.title_lines)}</span></td></tr><tr><td align=center class=STYLE5>来源：{facts.source}&nbsp;&nbsp;发布时间：{dates.characters(facts.published_at)}&nbsp;&nbsp;点击率：<span>231</span></td></tr>"
        f"<tr><td class=content_zw>{written(facts, Editor('word' if late else 'fonts'))}</td></tr>{files}<tr><td align=right>{TOOLS}</td></tr></table></td></tr></table><table width=1002 align=center><tr><td class=bq>{FOOT}</td></tr></table>"
    )
    return document("<title>栖云县农业农村局</title>", body, charset="gb2312", doctype=""), said(facts)


def tree(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """An open-government page: a tree of columns at the left, the document's box as a list of labels and values."""
    marks = facts.document
    rows = (
        ("索引号", marks.get("索引号", "")), ("组配分类", facts.column[-1]), ("发布机构", marks.get("发文机关", "栖云县人民政府")), ("发文日期", facts.written_at),
        ("名称", facts.title), ("文号", marks.get("文号", "无")), ("关键词", words.topic(draw)), ("公开日期", dates.dashes(facts.published_at)),
    )  # fmt: skip
    box = "".join(f"<li><label>{name}：</label><span>{value}</span></li>" for name, value in rows)
    leaves = "".join(
        f"<li><a href='/xxgk/{at}'>{name}</a></li>" for at, name in enumerate((*words.HEADS, *words.TOPICS))
    )
    files = "".join(
        f"<p><a href='{paper.href}' target='_blank' title='{paper.shown}'>{paper.shown}</a></p>"
        for paper in facts.beside
    )
    body = (
        f"<div class='hd'>{menu()}</div><div class='mbx'>{crumbs(facts.column, '您所在的位置：')}</div><div class='left-tree'><h3>信息公开目录</h3><ul>{leaves}</ul></div><div class='right'><ul class='info-table'>{box}</ul><h2 class='title'>{facts.title}</h2>"
        f"<div class='content'>{written(facts, Editor('word'))}</div><div class='annex'>{files}</div><div class='share'>{SHARE}{SCAN}</div></div><div class='ft'>{FOOT}{FRIENDS}</div>"
    )
    return document(f"<title>{facts.title}</title>", body), said(facts, source=None)


def bar(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """News of 2015: a bar of small pieces under the heading, of which only the source has a label."""
    files = "".join(f"<dd>{link(paper)}</dd>" for paper in facts.beside)
    body = (
        f"<div id='hd'>{menu()}</div><div class='loc'>{crumbs(facts.column, '当前位置：')}</div><div class='article'><h2 class='article-h2'>{facts.title}</h2><div class='article-bar'><i>{facts.published_at}</i><i>来源：{facts.source}</i><i>作者：{facts.author}</i><i>字号：<a>T</a>|<a>T</a></i></div>"
        f"<div class='article-txt'>{written(facts, Editor('plain', lazy='data-original'))}</div><dl class='down'><dt>附件下载</dt>{files}</dl></div><div class='next'>{neighbours(draw)}</div><div class='hot'>{latest(draw)}</div><div id='ft'>{FOOT}</div>"
    )
    return document(f"<title>{facts.title}_{facts.column[-1]}_栖云县农业农村局</title>", body), said(
        facts, clock=True, author=True
    )


def pocket(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """The page for phones: hardly any chrome, the day and the source without labels."""
    files = "".join(f"<a class='f' href='{paper.href}'>{paper.shown}</a>" for paper in facts.beside)
    body = (
        f"<header><a class='back' href='javascript:history.go(-1)'>返回</a><span>{facts.column[-1]}</span><a href='/m/'>首页</a></header><section><h1>{facts.title}</h1><p class='time'>{dates.dashes(facts.published_at)} <em>{facts.source}</em></p>"
        f"<div class='txt'>{written(facts, Editor('section'))}</div>{files}</section><footer>电脑版 | 返回顶部<br>栖云县农业农村局 版权所有</footer>"
    )
    return document(f"<title>{facts.title}</title>", body), replace(said(facts, source=None), column=())


USUAL = (
    Template("panels", Naming("/home/article/detail/id/{n}.html", "/public/upload/{s}.{x}", "/public/upload/{h}.{x}"), ("新闻中心", "部门动态"), panels),
    Template("style1", Naming("/NewsDetail.aspx?newsid={n}", "/uploadfiles/image/{s}.{x}", "/uploadfiles/file/{s}.{x}"), ("通知公告",), style1, "gbk"),
    Template("tree", Naming("/xxgk/show/{n}.html", "/xxgk/image/{s}.{x}", "/xxgk/annex/{s}.{x}"), ("信息公开", "应急管理"), tree),
    Template("bar", Naming("/news/bmdt/{day}/{n}.shtml", "/images/{day}/{s}.{x}", "/file/{day}/{s}.{x}"), ("部门动态",), bar, "gb18030"),
    Template("pocket", Naming("/m/detail/{n}.html", "/m/img/{s}.{x}", "/m/file/{s}.{x}"), ("要闻",), pocket),
)  # fmt: skip
