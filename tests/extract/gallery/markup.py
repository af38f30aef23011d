# ruff: noqa: E501  (markup reads better unbroken)
"""The text of an article in the markup that editors leave behind, and what stands around it on every page."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from random import Random

from tests.extract.gallery import words
from tests.extract.gallery.facts import Block, Facts, Film, Grid, Paper, Picture, Text

ALIGN = {"head": "", "right": "right", "caption": "center", "text": ""}


@dataclass(frozen=True)
class Editor:
    """How a text was written: `style` plain, word, brs, fonts or section; `lazy` images; `icons` before documents."""

    style: str = "plain"
    lazy: str = ""
    icons: bool = False
    image: str = '<img src="{src}" alt="" border="0" />'


def written(facts: Facts, editor: Editor = Editor()) -> str:
    """Give the body's markup."""
    write = WRITERS[editor.style]
    return (
        _ends(editor.style)[0]
        + "\n".join(_block(block, editor, write) for block in facts.blocks)
        + _ends(editor.style)[1]
    )


def _block(block: Block, editor: Editor, write: Callable[[Text], str]) -> str:
    if isinstance(block, Text):
        return write(block)
    if isinstance(block, Grid):
        return _table(block, editor.style)
    if isinstance(block, Picture):
        return f'<p style="text-align:center">{_picture(block, editor)}</p>'
    if isinstance(block, Film):
        return FILMS.get(editor.style, FILMS["plain"]).format(src=block.href)
    icon = '<img style="vertical-align: middle; margin-right: 2px;" src="/ueditor/dialogs/attachment/fileTypeImages/icon_doc.gif"/>'
    return f'<p style="line-height: 16px;">{icon if editor.icons else ""}{link(block)}</p>'


def link(paper: Paper, more: str = "") -> str:
    """Give the anchor of a document."""
    return f'<a href="{paper.href}"{more}>{escape(paper.shown, quote=False)}</a>'


def _picture(picture: Picture, editor: Editor) -> str:
    if editor.lazy:
        return f'<img src="/images/loading.gif" {editor.lazy}="{picture.href}" class="lazy">'
    return editor.image.format(src=picture.href)


def _plain(block: Text) -> str:
    text = escape(block.text, quote=False)
    if ALIGN[block.role]:
        return f'<p style="text-align: {ALIGN[block.role]};">{text}</p>'
    return f'<p style="text-indent: 2em;">{"<strong>" + text + "</strong>" if block.role == "head" else text}</p>'


def _word(block: Text) -> str:
    """Word's own HTML: every run in spans and fonts of its own."""
    text, cut = block.text, max(1, len(block.text) // 3)
    runs = "".join(
        f"<span style='font-size:16.0pt;font-family:仿宋_GB2312;mso-hansi-font-family:宋体'>{escape(text[at : at + cut], quote=False)}</span>"
        for at in range(0, len(text), cut)
    )
    align = f"text-align:{ALIGN[block.role]};" if ALIGN[block.role] else ""
    bold = ("<b style='mso-bidi-font-weight:normal'>", "</b>") if block.role == "head" else ("", "")
    indent = (
        "<span lang=EN-US style='font-size:16.0pt'><SPAN style='mso-spacerun: yes'>&nbsp;&nbsp;&nbsp; </SPAN></span>"
    )
    return (
        f'<p class=MsoNormal style="{align}text-indent:32.0pt;mso-char-indent-count:2.0;line-height:28.0pt">'
        f"{indent}{bold[0]}<FONT face=仿宋_GB2312>{runs}</FONT>{bold[1]}<span lang=EN-US><o:p></o:p></span></p>"
    )


def _brs(block: Text) -> str:
    text = escape(block.text, quote=False)
    if block.role == "caption":
        return f"<center>{text}</center>"
    return f"&nbsp;&nbsp;&nbsp; {'<b>' + text + '</b>' if block.role == 'head' else text}<BR><br>"


def _fonts(block: Text) -> str:
    text, half = block.text, len(block.text) // 2
    first, second = escape(text[:half], quote=False), escape(text[half:], quote=False)
    align = f" align={ALIGN[block.role]}" if ALIGN[block.role] else ""
    return f"<P{align}><FONT face=宋体 size=3><FONT color=#000000>　　{first}</FONT><FONT size=3>{second}</FONT></FONT></P>"


def _section(block: Text) -> str:
    text = escape(block.text, quote=False)
    tag = "h3" if block.role == "head" else "section"
    return f'<{tag} style="margin:0 8px;line-height:1.75em"><span style="color:#333">{text}</span></{tag}>'


FILMS = {
    "plain": '<p><embed type="application/x-shockwave-flash" src="{src}" width="480" height="400" /></p>',
    "brs": '<OBJECT classid=clsid:6BF52A52-394A-11D3-B153-00C04F79FAA6 width=480><PARAM NAME="URL" VALUE="{src}"><PARAM NAME="autoStart" VALUE="-1"></OBJECT><BR>',
    "fonts": '<P align=center><video controls width="640" poster="/images/poster.png"><source src="{src}" type="video/mp4"></video></P>',
}
WRITERS: dict[str, Callable[[Text], str]] = {
    "plain": _plain,
    "word": _word,
    "brs": _brs,
    "fonts": _fonts,
    "section": _section,
}
_WORD = (
    "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom></w:WordDocument></xml><![endif]-->"
    '<style>\n<!--\n /* Font Definitions */\n @font-face {font-family:仿宋_GB2312;} p.MsoNormal{mso-style-parent:"";margin:0cm}\n-->\n</style>'
    '<?xml:namespace prefix = o ns = "urn:schemas-microsoft-com:office:office" /><div class="Section1" style="layout-grid:15.6pt">',
    "</div><p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>",
)


def _ends(style: str) -> tuple[str, str]:
    return _WORD if style == "word" else ("", "")


def _table(grid: Grid, style: str) -> str:
    frame = {
        "word": '<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0 style="border-collapse:collapse;mso-padding-alt:0cm 5.4pt">',
        "section": '<div class="table-responsive"><table class="table"><colgroup><col width="72"/></colgroup>',
    }.get(style, '<table border="1" cellspacing="0" cellpadding="0" width="100%"><tbody>')
    rows = "".join(f"<tr>{''.join(_cell(cell, style) for cell in row)}</tr>" for row in grid.rows)
    return frame + rows + ("</table></div>" if style == "section" else "</table>")


def _cell(cell: object, style: str) -> str:
    text, rows, columns = cell.text, cell.rows, cell.columns  # type: ignore[attr-defined]
    spans = (f" rowspan={rows}" if rows > 1 else "") + (f' colspan="{columns}"' if columns > 1 else "")
    inner = (
        f"<p class=MsoNormal align=center><span style='font-size:12.0pt'>{text}<o:p></o:p></span></p>"
        if style == "word"
        else text
    )
    return f'<td width="80"{spans}>{inner}</td>'


MENU = ("首页", "机构概况", "新闻动态", "通知公告", "政务公开", "办事服务", "互动交流", "专题专栏")


UNDER = (
    "领导之窗",
    "内设机构",
    "直属单位",
    "图片新闻",
    "乡镇动态",
    "部门信息",
    "公示公告",
    "规范性文件",
    "财政预决算",
    "人事信息",
    "在线咨询",
    "民意征集",
)
BAR = (
    '<div class="toolbar"><a href="javascript:;">无障碍浏览</a> <a href="javascript:;">长者模式</a> <a href="/wap/">手机版</a> <a onclick="addFavorite()">加入收藏</a> <span id="weather"></span>'
    '<form action="/search/"><input name="q" value="请输入关键字"><button>搜索</button> 热门搜索：<a href="/search/?q=1">医保</a> <a href="/search/?q=2">公积金</a></form></div>'
)
SCRIPTS = (
    "<style>body{margin:0;padding:0;font:14px/1.8 '宋体',Arial}.nav li{float:left;width:120px}.nav li ul{display:none}.foot{clear:both;text-align:center}</style>"
    "<script>var _hmt=_hmt||[];(function(){var hm=document.createElement('script');hm.src='//tongji.example/hm.js';var s=document.getElementsByTagName('script')[0];s.parentNode.insertBefore(hm,s)})();"
    + "".join(
        f"function doZoom{at}(size){{document.getElementById('zoom').style.fontSize=size+'px';if(size>{at}){{return false}}}}"
        for at in range(20)
    )
    + "</script>"
)


def menu(tag: str = "ul", class_: str = "nav") -> str:
    """Give the navigation of every page; lists have the columns below each entry, a bar and a search box above."""
    if tag == "tr":
        cells = "".join(
            f"<td><a href=/c{at}.asp><font color=white>{name}</font></a></td>" for at, name in enumerate(MENU)
        )
        return f"<table width=980 bgcolor=#006699><tr>{cells}</tr></table>"
    under = [
        "".join(f"<li><a href='/{at}/{below}/' title='{name}'>{name}</a></li>" for below, name in enumerate(UNDER))
        for at in range(len(MENU))
    ]
    rows = "".join(f"<li><a href='/{at}/'>{name}</a><ul>{under[at]}</ul></li>" for at, name in enumerate(MENU))
    return f"{BAR}<ul class='{class_}'>{rows}</ul>"


def crumbs(column: tuple[str, ...], lead: str = "您现在的位置：", gap: str = " &gt; ") -> str:
    """Give the way from the home page down to the column."""
    names = ("首页", *column)
    return lead + gap.join(
        f'<a href="/{"c" + str(depth) + "/" if depth else ""}">{name}</a>' for depth, name in enumerate(names)
    )


FOOT = (
    "<p>主办单位：栖云县农业农村局　承办单位：栖云县信息中心　地址：栖云县人民路1号　邮编：000000　电话：0000-0000000</p>"
    "<p>网站标识码：0000000001　云ICP备00000000号　公网安备 00000000000000号　<a href='/wzdt/'>网站地图</a></p>"
    "<p>版权所有：栖云县农业农村局　建议使用IE8.0以上浏览器、1024*768分辨率浏览本站　最后更新：2019-01-01</p>"
)
COUNTER = '<div style="display:none"><script src="//s4.cnzz.example/z_stat.php?id=1000&web_id=1000"></script></div>'
FRIENDS = (
    '<select onchange="window.open(this.value)"><option>--县直部门网站--</option>'
    + "".join(
        f'<option value="http://b{at}.qiyun.gov.example/">{name}</option>' for at, name in enumerate(words.OFFICES)
    )
    + "</select>"
)
SHARE = (
    '<div class="bdsharebuttonbox"><a href="#" class="bds_more" data-cmd="more">分享到：</a><a href="#" class="bds_tsina" data-cmd="tsina" title="分享到新浪微博"></a>'
    '<a href="#" class="bds_weixin" data-cmd="weixin">微信</a></div><script>window._bd_share_config={"common":{"bdText":""}};</script>'
)
SIZES = '【字体：<a href="javascript:doZoom(16)">大</a> <a href="javascript:doZoom(14)">中</a> <a href="javascript:doZoom(12)">小</a>】'
TOOLS = f'{SIZES} <a href="javascript:window.print()">【打印】</a> <a href="javascript:window.close()">【关闭】</a>'
SCAN = '<div class="ewm"><img src="/images/qrcode_default.png" width="100"><p>扫一扫在手机打开当前页</p></div>'


def neighbours(draw: Random, before: str = "上一篇", after: str = "下一篇") -> str:
    """Give the links to the articles before and after."""
    return (
        f"<p>{before}：<a href='./{draw.randint(1, 999)}.html'>{words.official_title(draw)}</a></p>"
        f"<p>{after}：<a href='./{draw.randint(1, 999)}.html'>{words.news_title(draw)}</a></p>"
    )


def related(draw: Random, head: str = "相关解读") -> str:
    """Give a list of other articles with their days."""
    rows = "".join(
        f"<li><a href='./t2015{at:02}01_{draw.randint(1, 99999)}.html' title=''>{words.news_title(draw)}</a><span>2015-{at:02}-01</span></li>"
        for at in range(1, draw.randint(4, 7))
    )
    return f"<div class='xg'><h3>{head}</h3><ul>{rows}</ul></div>"


def latest(draw: Random) -> str:
    """Give the column of newest and most read articles at the side."""
    return related(draw, "最新更新") + related(draw, "热点排行")


def metas(facts: Facts, *, published: str | None = None, source: str | None = None, title: str = "") -> str:
    """Give the national page metas."""
    return (
        '<meta name="SiteName" content="栖云县农业农村局"><meta name="SiteDomain"content="nyncj.qiyun.gov.example"><meta name="SiteIDCode" content="0000000001">'
        f'<meta name="ColumnName" content="{facts.column[-1]}"><meta name="ColumnType" content="工作动态">'
        f'<meta name="ArticleTitle" content="{title or escape(facts.title)}">'
        f'<meta name="PubDate" content="{facts.published_at if published is None else published}">'
        f'<meta name="ContentSource" content="{facts.source if source is None else source}"><meta name="Keywords" content="{words.TOPICS[3]}">'
    )


def document(head: str, body: str, *, charset: str = "utf-8", doctype: str = "<!DOCTYPE html>") -> str:
    """Give the whole page."""
    return f'{doctype}<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">{head}{SCRIPTS}</head><body>{body}{COUNTER}</body></html>'
