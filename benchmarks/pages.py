# ruff: noqa: E501  (markup reads better unbroken)
"""Generated article pages with their truth, in fifteen shapes that the CMS families print; nothing comes from a real site.

`python -m benchmarks.pages FOLDER [--pages N]` writes them as a corpus: `<id>.html`, `manifest.jsonl`, `truth.jsonl`, `bodies/`.
"""

import argparse
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

HOST = "www.qiyun.gov.example"
_PLACES = ("城关镇", "柳溪镇", "石桥乡", "云台乡", "双河镇", "白杨镇", "青峰乡", "大湾镇")
_WORKS = (
    "春季农业生产",
    "防汛抗旱",
    "森林防火",
    "农村饮水安全",
    "校园食品安全",
    "危房改造",
    "医疗保障",
    "道路交通安全",
    "秸秆禁烧",
    "困难群众救助",
)
_OFFICES = ("县农业农村局", "县水利局", "县教育局", "县融媒体中心", "县应急管理局", "县民政局", "栖云日报")
_CLAUSES = (
    "各乡镇要充分认识{work}的重要意义，把这项工作摆在突出位置，层层压实责任，确保各项措施落到实处",
    "{office}要会同有关部门深入{place}等地开展现场指导，及时协调解决基层反映的困难和问题",
    "截至目前，{place}已完成年度任务的{number}%，比上年同期提高了{small}个百分点",
    "要坚持问题导向，对照清单逐项整改，做到底数清、情况明、措施实，不留死角和盲区",
    "请各单位于{month}月{day}日前将落实情况书面报送{office}，逾期未报的将予以通报",
    "活动现场，工作人员向群众发放宣传资料{number}余份，解答咨询{small}次，受到群众欢迎",
    "要加强督促检查，对工作不力、推诿扯皮的，依照有关规定严肃追究责任",
    "{place}党委书记表示，将以此次会议为契机，统筹推进{work}，让群众得到实惠",
)
_NAV = "".join(
    f'<li><a href="/{slug}/">{name}</a></li>'
    for slug, name in (
        ("", "首页"),
        ("zwgk", "政务公开"),
        ("gzdt", "工作动态"),
        ("tzgg", "通知公告"),
        ("zcfg", "政策法规"),
        ("hdjl", "互动交流"),
        ("bsfw", "办事服务"),
    )
)
_FOOT = (
    '<div class="footer"><p>主办单位：栖云县人民政府办公室　地址：栖云县人民路1号</p><p>网站标识码：0000000001　云ICP备00000000号　公网安备 00000000000000号</p>'
    "<p>版权所有 栖云县人民政府　建议使用IE8.0以上浏览器</p></div>"
)


@dataclass
class Made:
    """What is true of a generated page; `lines` are the lines of its body, a table row's cells joined."""

    title: str
    date: str
    clock: str
    source: str
    lines: list[str]
    html: str  # of the paragraphs and tables
    images: list[str] = field(default_factory=list)
    attachments: list[tuple[str, str]] = field(default_factory=list)  # (address as linked, name)
    tables: int = 0


@dataclass(frozen=True)
class GeneratedPage:
    """A page as its server would send it, and the truth about it."""

    name: str
    url: str
    body: bytes
    charset: str
    made: Made


def generated(shape: int, number: int) -> GeneratedPage:
    """Give one page; the same numbers give the same page."""
    chance = random.Random(shape * 100_003 + number)
    made = _made(chance, number)
    build, path, charset = SHAPES[shape]
    html = build(made, chance, number)
    stamp = made.date.replace("-", "")
    url = f"http://{HOST}" + path.format(
        n=1000 + number, ymd=stamp, ym=stamp[:6], y=stamp[:4], m=int(stamp[4:6]), d=int(stamp[6:])
    )
    return GeneratedPage(f"s{shape:02}_{number:04}", url, html.encode(charset, "xmlcharrefreplace"), charset, made)


def _sentence(chance: random.Random) -> str:
    return chance.choice(_CLAUSES).format(
        work=chance.choice(_WORKS), office=chance.choice(_OFFICES), place=chance.choice(_PLACES),
        number=chance.randint(31, 99), small=chance.randint(2, 20), month=chance.randint(1, 12), day=chance.randint(1, 28),
    )  # fmt: skip


def _made(chance: random.Random, number: int) -> Made:
    work, place = chance.choice(_WORKS), chance.choice(_PLACES)
    title = chance.choice(
        (
            f"关于做好{work}工作的通知",
            f"{place}扎实推进{work}",
            f"栖云县{work}实施方案（第{number + 1}号）",
            f"{place}召开{work}工作会议",
        )
    )
    date = f"{chance.randint(2008, 2019)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    made = Made(title, date, f"{chance.randint(8, 18):02}:{chance.randint(0, 59):02}", chance.choice(_OFFICES), [], "")
    parts = [
        _paragraph(made, "。".join(_sentence(chance) for _ in range(chance.randint(1, 4))) + "。")
        for _ in range(chance.randint(3, 14))
    ]
    if number % 4 == 1:
        parts.append(_table(made, chance))
        parts.append(_paragraph(made, _sentence(chance) + "。"))
    if number % 3 == 1:
        source = f"/upload/{date[:4]}/W{number:06}.jpg"
        made.images.append(source)
        parts.insert(1, f'<p style="text-align:center"><img src="{source}" width="600"></p>')
    if number % 5 == 2:
        parts.append(
            _paragraph(made, chance.choice(_OFFICES))
            + _paragraph(made, f"{date[:4]}年{int(date[5:7])}月{int(date[8:])}日")
        )
    if number % 4 == 2:
        made.attachments.append((f"/upload/{date[:4]}/P{number:06}.doc", f"{work}任务分解表.doc"))
    made.html = "\n".join(parts)
    return made


def _paragraph(made: Made, text: str) -> str:
    if len(made.lines) % 2:
        made.lines.append(text)
        return f"<p>　　{text}</p>"
    made.lines.append(text)
    return f'<p style="text-indent:2em"><span style="font-family:宋体;font-size:12pt">{text}</span></p>'


def _table(made: Made, chance: random.Random) -> str:
    rows = [
        ("序号", "乡镇", "任务数", "完成时限"),
        *(
            (str(at), chance.choice(_PLACES), str(chance.randint(10, 900)), f"{chance.randint(1, 12)}月底")
            for at in range(1, chance.randint(4, 12))
        ),
    ]
    made.tables += 1
    made.lines.extend("".join(row) for row in rows)
    return (
        '<table border="1" cellspacing="0">'
        + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
        + "</table>"
    )


def _links(chance: random.Random, rows: int, *, dated: bool = False) -> str:
    return "".join(
        f'<li><a href="/gzdt/t{number}.html">{chance.choice(_PLACES)}开展{chance.choice(_WORKS)}专项检查</a>{f"<span>2016-0{number % 9 + 1}-1{number % 10}</span>" if dated else ""}</li>'
        for number in range(rows)
    )


def _files(made: Made, address: Callable[[str], str] = str, *, inside: bool = False) -> str:
    """The list of attachments; where it stands in the body, their names are a part of the text."""
    made.attachments = [(address(target), name) for target, name in made.attachments]
    made.lines.extend(name for _, name in made.attachments if inside)
    return "".join(f'<li><a href="{target}">{name}</a></li>' for target, name in made.attachments)


def _page(head: str, body: str, *, charset: str = "utf-8", foot: str = _FOOT) -> str:
    return f'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">{head}</head><body><div class="header"><ul>{_NAV}</ul></div>{body}{foot}</body></html>'


def _metas(made: Made, date: str = "") -> str:
    return (
        f'<title>{made.title}_栖云县人民政府</title><meta name="SiteName" content="栖云县人民政府"><meta name="ArticleTitle" content="{made.title}">'
        f'<meta name="PubDate" content="{date or made.date} {made.clock}"><meta name="ContentSource" content="{made.source}"><meta name="ColumnName" content="通知公告">'
    )


def _trs(made: Made, chance: random.Random, number: int) -> str:
    return _page(
        _metas(made),
        f"""<div class="wrap"><div class="bread">您现在的位置：<a href="/">首页</a> &gt; <a href="/tzgg/">通知公告</a></div><h1>{made.title}</h1>
<div class="info">发布时间：{made.date} {made.clock}　来源：{made.source}　【字体：<a href="javascript:size(16)">大</a> <a href="javascript:size(14)">中</a> <a href="javascript:size(12)">小</a>】</div>
<div class=TRS_Editor><style>.TRS_Editor P{{line-height:1.5}}</style>{made.html}</div><div class="fj">{_files(made)}</div></div><div class="xg">相关文章<ul>{_links(chance, 6)}</ul></div>""",
        charset="gb2312",
    )


def _trs_new(made: Made, chance: random.Random, number: int) -> str:
    return _page(
        f"<title>{made.title}-栖云县人民政府</title>",
        f"""<div class="article"><h2 class="article_title">{made.title}</h2><div class="article_l"><div class="time">发布时间：{made.date.replace("-", "/")}</div><div class="ly">来源：<span>{made.source}</span></div></div>
<div class="article_con article_con_notitle"><div class="trs_editor_view TRS_UEDITOR">{made.html}</div></div><div class="attachment"><div class="attachment_r">{_files(made)}</div></div></div><div class="side"><ul>{_links(chance, 15)}</ul></div>""",
    )


def _ucap(made: Made, chance: random.Random, number: int) -> str:
    return _page(
        _metas(made),
        f"""<div class="content"><h1>{made.title}</h1><div class="pages-date">{made.date} {made.clock}<span class="font">来源：{made.source}</span></div>
<div class="pages_content" id="UCAP-CONTENT">{made.html}</div><div class="appendix">{_files(made)}</div><div class="share">分享到：微信 微博</div><div class="qrcode">扫一扫在手机打开当前页</div></div>""",
    )


def _hanweb(made: Made, chance: random.Random, number: int) -> str:
    files = _files(made, lambda target: f"/module/download/downfile.jsp?classid=0&filename={target.rpartition('/')[2]}")
    return _page(
        f"<title>{made.title}</title>",
        f"""<table width="980"><tr><td><table><tr><td>当前位置：<a href="/">首页</a>&gt;<a href="/col/col12/index.html">工作动态</a></td></tr></table>
<table><tr><td class="title" align="center"><!--<$[标题名称(html)]>begin-->{made.title}<!--<$[标题名称(html)]>end--></td></tr><tr><td>发布日期：{made.date}　信息来源：{made.source}　浏览次数：<script>document.write("23")</script> 次</td></tr>
<tr><td class="bt_content"><div id="zoom"><!--<$[信息内容]>begin--><!--ZJEG_RSS.content.begin-->{made.html}<!--ZJEG_RSS.content.end--><!--<$[信息内容]>end--></div></td></tr><tr><td>{files}</td></tr><tr><td align="right">【<a href="javascript:window.print()">打印本页</a>】【<a href="javascript:window.close()">关闭窗口</a>】</td></tr></table></td></tr></table>""",
    )


def _box(made: Made, chance: random.Random, number: int) -> str:
    return _page(
        f"<title>{made.title}</title>",
        f"""<div class="main"><table class="xxgk_table"><tr><td>索 引 号：</td><td>000000001/2015-{number:05}</td><td>主题分类：</td><td>综合政务</td></tr><tr><td>发布机构：</td><td>{made.source}</td><td>成文日期：</td><td>2007-01-05</td></tr>
<tr><td>标　　题：</td><td>{made.title}</td><td>发布日期：</td><td>{made.date}</td></tr><tr><td>文　　号：</td><td>栖政办〔2015〕{number}号</td><td>有 效 性：</td><td>有效</td></tr></table><h1 class="tit">{made.title}</h1><div id="zoom" class="zoom">{made.html}</div><ul class="files">{_files(made)}</ul></div>""",
    )


def _vsb(made: Made, chance: random.Random, number: int) -> str:
    made.attachments = [
        (f"/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid={number}", name)
        for _, name in made.attachments
    ]
    files = "".join(
        f'<li>附件【<a href="{target}" target="_blank">{name}</a>】已下载<span>17</span>次</li>'
        for target, name in made.attachments
    )
    return _page(
        f"<title>{made.title}-栖云县教育局</title>",
        f"""<div class="cont"><div class="position">您的位置：<a href="/">首页</a> &gt; <a href="../tzgg.htm">通知公告</a></div><form name="_newscontent_fromname"><h1 align="center">{made.title}</h1>
<div class="c_date" align="center">{made.date} {made.clock}　作者：{chance.choice(_OFFICES)}　来源：{made.source}　点击：[<span id="n_click">12</span>]</div><div id="vsb_content_{1000 + number}"><div class="v_news_content">{made.html}</div></div><div id="div_vote_id"></div><ul>{files}</ul>
<p>上一条：<a href="{number}.htm">关于召开会议的通知</a></p><p>下一条：<a href="{number + 2}.htm">关于表彰先进集体的决定</a></p></form></div>""",
    )


def _webplus(made: Made, chance: random.Random, number: int) -> str:
    return _page(
        f"<title>{made.title}</title>",
        f"""<div class="article" frag="窗口4"><h1 class="arti_title">{made.title}</h1><p class="arti_metas"><span class="arti_publisher">来源：{made.source}</span><span class="arti_update">发布时间：{made.date}</span><span class="arti_views">浏览次数：<span class="WP_VisitCount">10</span></span></p>
<div class="entry"><div class="read"><div class="wp_articlecontent">{made.html}{_files(made, inside=True)}</div></div></div></div>""",
    )


def _epoint(made: Made, chance: random.Random, number: int) -> str:
    return _page(
        "<title>信息公开</title>",
        f"""<div class="ewb-container"><div class="ewb-location">当前位置：<a href="/">首页</a>&gt;<a href="/smwz/001/">政策法规</a></div><div class="ewb-show"><h3 class="ewb-show-title">{made.title}</h3><div class="ewb-show-info">【信息时间：{made.date}　　来源：{made.source}　　阅读次数：33】【我要打印】【关闭】</div>
<div class="ewb-show-con" id="mainContent">{made.html}</div><div class="ewb-show-file">{_files(made)}</div></div></div>""",
    )


def _asp(made: Made, chance: random.Random, number: int) -> str:
    return _page(
        "<title>栖云县民政局</title>",
        f"""<table width=980 align=center><tr><td width=200 valign=top><ul>{_links(chance, 8)}</ul></td><td valign=top><table width=100%><tr><td>您的位置：<a href="index.asp">首页</a> &gt;&gt; <a href="list.asp?c=3">工作动态</a></td></tr><tr><td align=center><font size=5><b>{made.title}</b></font></td></tr>
<tr><td align=center>发布日期：{made.date}　来源：{made.source}　点击数：102</td></tr><tr><td><hr></td></tr><tr><td style="font-size:14px">{made.html}{_files(made, inside=True)}</td></tr><tr><td align=right>[<a href="javascript:window.close()">关闭窗口</a>]</td></tr></table></td></tr></table>""",
        charset="gb2312",
    )


def _php(made: Made, chance: random.Random, number: int) -> str:
    return _page(
        f"<title>{made.title} - 工作动态 - 栖云县水利局</title>",
        f"""<div class="place"><a href="/">主页</a> > <a href="/gzdt/">工作动态</a> > </div><div class="viewbox"><div class="title"><h2>{made.title}</h2></div><div class="info"><small>时间:</small>{made.date} {made.clock}<small>来源:</small>{made.source}<small>作者:</small>admin<small>点击:</small>88次</div>
<div class="content"><table width="100%"><tr><td>{made.html}{_files(made, inside=True)}</td></tr></table></div><div class="context"><ul><li>上一篇：<a href="/a/1.html">关于值班的通知</a></li><li>下一篇：没有了</li></ul></div></div><div class="hot"><ul>{_links(chance, 10)}</ul></div>""",
        charset="gb2312",
    )


def _written(made: Made, chance: random.Random, number: int) -> str:
    return _page(
        f"<title>{made.title}</title>",
        f"""<div class="detail"><div class="detail-title">{made.title}</div><div class="detail-info"><span>发布时间：{made.date} {made.clock}</span><script>var ly="{made.source}";if(ly!=""){{document.write("<span>来源："+ly+"</span>");}}</script></div>
<div class="detail-content">{made.html}</div><div class="detail-files"><b>相关附件</b>{_files(made)}</div></div>""",
    )


def _word(made: Made, chance: random.Random, number: int) -> str:
    dirty = made.html.replace(
        "<p>　　",
        '<p class="MsoNormal" style="mso-pagination:widow-orphan;text-indent:32pt"><span lang="EN-US" style="mso-bidi-font-family:宋体"><o:p></o:p></span><span style="mso-spacerun:yes">&nbsp;&nbsp;</span>',
    )
    return _page(
        _metas(made),
        f"""<div class="box"><ucaptitle>{made.title}</ucaptitle><div class="sub"><span>发布日期：{made.date}</span><span>来源：{made.source}</span></div><div class="Section1"><!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]--><style>p.MsoNormal{{margin:0}}</style>{dirty}</div><p>{_files(made)}</p></div>""",
    )


def _migrated(made: Made, chance: random.Random, number: int) -> str:
    half = len(made.title) // 2
    return _page(
        _metas(made, "2023-05-12"),
        f"""<div class="zw"><div class="zw-title">{made.title[:half]}<br>{made.title[half:]}</div><div class="zw-info"><span>发布时间：{made.date} {made.clock}</span> <span>来源：{made.source}</span> <a href="javascript:;">打印</a></div><div class="zw-con">{made.html}</div>{_files(made)}</div><ul class="latest">{_links(chance, 8, dated=True)}</ul>""",
    )


def _doubled(made: Made, chance: random.Random, number: int) -> str:
    return _page(
        _metas(made),
        f"""<div class="pc"><h1>{made.title}</h1><p class="ly">{made.date} {made.clock} 来源： {made.source}</p><div class="zoom">{made.html}</div>{_files(made)}</div><div class="phone" style="display:none"><h1>{made.title}</h1><div class="zoom">{made.html}</div></div>""",
    )


def _crowded(made: Made, chance: random.Random, number: int) -> str:
    return _page(
        f"<title>{made.title}|通知公告|栖云县人民政府</title>",
        f"""<div class="l"><div class="crumb"><a href="/">首页</a><a href="/tzgg/">通知公告</a><a href="">正文</a></div><div class="tt"><p class="t1">{made.title}</p><p class="t2">来源：{made.source}　发表时间：{made.date}　<span>字号：大 中 小</span></p></div><div class="txt" id="fontzoom">{made.html}{_files(made, inside=True)}</div><div class="bdsharebuttonbox">分享到：</div></div>
<div class="r"><h3>热点推荐</h3><ul>{_links(chance, 20, dated=True)}</ul><h3>图片新闻</h3><ul>{_links(chance, 12)}</ul></div>""",
    )


SHAPES: tuple[tuple[Callable[[Made, random.Random, int], str], str, str], ...] = (
    (_trs, "/tzgg/{ym}/t{ymd}_{n}.html", "gb18030"),
    (_trs_new, "/xwdt/{ym}/t{ymd}_{n}.html", "utf-8"),
    (_ucap, "/zhengce/content_{n}.htm", "utf-8"),
    (_hanweb, "/art/{y}/{m}/{d}/art_12_{n}.html", "utf-8"),
    (_box, "/xxgk/jcms/art_{n}.html", "utf-8"),
    (_vsb, "/info/1003/{n}.htm", "utf-8"),
    (_webplus, "/{y}/{m}/c12a{n}/page.htm", "utf-8"),
    (_epoint, "/smwz/001/{ymd}/{n}.html", "utf-8"),
    (_asp, "/shownews.asp?id={n}", "gb18030"),
    (_php, "/a/gzdt/{ymd}/{n}.html", "gb18030"),
    (_written, "/detail/{n}.shtml", "utf-8"),
    (_word, "/flfg/{n}.html", "utf-8"),
    (_migrated, "/zwgk/{y}/{n}.jhtml", "utf-8"),
    (_doubled, "/sy/{ym}/{n}.shtml", "utf-8"),
    (_crowded, "/news/show-{n}.html", "utf-8"),
)


def write_corpus(folder: Path, pages: int) -> None:
    """Write `pages` pages as a corpus that extractors can be measured on."""
    (folder / "bodies").mkdir(parents=True, exist_ok=True)
    truths, origins = [], []
    for at in range(pages):
        page = generated(at % len(SHAPES), at // len(SHAPES))
        made, text = page.made, "".join(page.made.lines)
        (folder / f"{page.name}.html").write_bytes(page.body)
        (folder / "bodies" / f"{page.name}.txt").write_text(text, "utf-8")
        origins.append({"id": page.name, "domain": HOST, "url": page.url})
        files = [{"href": target, "text": name} for target, name in made.attachments]
        truths.append(
            {
                "id": page.name,
                "kind": "article",
                "title": made.title,
                "date": made.date,
                "source": made.source,
                "body_first20": text[:20],
                "body_last20": text[-20:],
                "body_chars": len(text),
                "attachments": files,
                "images": len(made.images),
                "tables": made.tables,
            }
        )
    for name, rows in (("truth", truths), ("manifest", origins)):
        (folder / f"{name}.jsonl").write_text(
            "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=300)
    asked = parser.parse_args()
    write_corpus(asked.folder, asked.pages)
