# ruff: noqa: E501  (markup reads better unbroken)
"""Pages of no known family: a county and township site of every five years."""

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
    related,
    written,
)
from tests.extract.gallery.template import Template, said


def wz(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """Pinyin class names; time before visits counted by script; documents at the foot of the text's own box."""
    files = "".join(f'<p class="attachment">{link(paper)}</p>' for paper in facts.beside)
    body = (
        f'<div class="wz_head">{menu()}</div><div class="wz_dh">{crumbs(facts.column, "当前位置：", " - ")}</div><div class="wz_box"><div class="wz_title">{facts.title}</div><div class="wz_from">来源：{facts.source}&nbsp;&nbsp;时间：{facts.published_at}&nbsp;&nbsp;访问量：<script src="/count.jsp?id=5"></script></div>'
        f'<div class="wz_content">{written(facts, Editor("word" if late else "plain"))}{files}</div><div class="wz_bottom">{TOOLS}</div></div><div class="wz_list">{related(draw, "相关信息")}</div><div class="wz_foot">{FOOT}{FRIENDS}</div>'
    )
    truth = replace(said(facts, clock=True), blocks=(*facts.blocks, *facts.beside), beside=())
    return document(f"<title>栖云县农业农村局-{facts.title}</title>", body), truth


def dream(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """Dreamweaver's tables: author, day and source each in a cell of one row."""
    files = "".join(f"<tr><td class=fj><img src=images/ico.gif> {link(paper)}</td></tr>" for paper in facts.beside)
    body = (
        f"<table width=980 align=center><tr><td>{menu('tr')}</td></tr><tr><td class=dh>{crumbs(facts.column, '您的位置：')}</td></tr></table><table width=980 align=center><tr><td colspan=3 class=titlebig align=center>{facts.title}</td></tr>"
        f"<tr bgcolor=#EEEEEE><td>作者：{facts.author}</td><td>发布时间：{dates.second(facts.published_at)}</td><td>来源：{facts.source}</td></tr><tr><td colspan=3 class=zw><div align=left>{written(facts, Editor('fonts'))}</div></td></tr></table><table width=980 align=center>{files}</table><table width=980 align=center><tr><td>{related(draw, '热点新闻')}</td></tr><tr><td>{FOOT}</td></tr></table>"
    )
    return document(f"<title>{facts.title}</title>", body, charset="gb2312", doctype=""), said(
        facts, clock=True, author=True
    )


def info(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """Ids for the parts; the day in brackets; editor and checker below the text."""
    files = "".join(f"<span class='file'>附件：{link(paper)}</span>" for paper in facts.beside)
    body = (
        f"<div id='head'>{menu()}</div><div id='path'>{crumbs(facts.column, '当前位置 >> ', ' >> ')} >> 信息内容</div><div id='info'><div id='info_title'>{facts.title}</div><div id='info_date'>[ {dates.dashes(facts.published_at)} ]　信息来源：{facts.source}　{SIZES}</div>"
        f"<div id='info_content'>{written(facts, Editor('section' if late else 'brs'))}</div><div id='info_file'>{files}</div><div id='info_editor'>责任编辑：栖小宣　审核人：某丁</div>{SHARE}{SCAN}</div><div id='side'>{latest(draw)}</div><div id='copyright'>{FOOT}</div>"
    )
    return document(f"<title>{facts.title}_栖云县农业农村局政务网</title>", body), said(facts)


def scoped(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """Rendered by a script framework on the server: marks on every element, no tables but content."""
    files = "".join(
        f'<div data-v-7a1b class="file-item"><i data-v-7a1b class="el-icon-document"></i><a data-v-7a1b href="{paper.href}">{paper.shown}</a></div>'
        for paper in facts.beside
    )
    body = (
        f'<div id="__app"><div data-v-01 class="header">{menu()}</div><div data-v-02 class="el-breadcrumb">{crumbs(facts.column, "", "<span data-v-02 role=presentation>/</span>")}</div><div data-v-7a1b class="detail"><p data-v-7a1b class="detail-title">{facts.title}</p>'
        f'<p data-v-7a1b class="detail-info"><span data-v-7a1b>发布日期：{facts.published_at}:33</span> <span data-v-7a1b>信息来源：{facts.source}</span> <span data-v-7a1b>阅读量：23</span></p><div data-v-7a1b class="detail-content ql-editor">{written(facts, Editor("section"))}</div><div data-v-7a1b class="files">{files}</div></div>'
        f'<div data-v-03 class="footer">{FOOT}</div></div><script>window.__STATE__={{"list":[],"user":null}}</script>'
    )
    return document("<title>栖云县农业农村局</title>", body), said(facts, clock=True)


def small(facts: Facts, draw: Random, late: bool) -> tuple[str, Facts]:
    """A township's page of 2006: 日期 and 点击数 in one row under a blue heading, a list of news at the right of the text."""
    files = "".join(f"<p>{link(paper)}</p>" for paper in facts.beside)
    body = (
        f"<div align=center>{menu('tr')}<table width=780><tr><td width=560 valign=top><table width=100%><tr><td class=bar>{crumbs(facts.column, '→', '→')}</td></tr><tr><td align=center><b><font color=#0000FF style='font-size:18px'>{facts.title}</font></b></td></tr><tr><td bgcolor=#F5F5F5 align=center>日期：{dates.second(facts.published_at).split()[0]} 点击数：23 来源：{facts.source}</td></tr>"
        f"<tr><td>{written(facts, Editor('brs'))}</td></tr><tr><td>{files}</td></tr></table></td><td width=220 valign=top>{latest(draw)}</td></tr></table>{FOOT}</div>"
    )
    return document("<title>云岭镇人民政府</title>", body, charset="gb2312", doctype=""), said(facts)


PLAIN = (
    Template("wz", Naming("/jsp/wz/{y}/{n}.jsp", "/jsp/img/{s}.{x}", "/jsp/file/{s}.{x}"), ("政务信息", "农业信息"), wz),
    Template("dream", Naming("/view.asp?nid={n}", "/pic/{s}.{x}", "/file/{s}.{x}"), ("技术推广",), dream, "gbk"),
    Template("info", Naming("/info_show/{n}.html", "/res/img/{s}.{x}", "/res/doc/{s}.{x}"), ("工作动态",), info),
    Template("scoped", Naming("/detail/{h}", "/oss/{s}.{x}", "/oss/download?uuid={h}"), ("通知公告",), scoped),
    Template("small", Naming("/news/{n}.asp", "/up/{s}.{x}", "/up/{s}.{x}"), ("乡镇动态",), small, "gb18030"),
)  # fmt: skip
