# ruff: noqa: E501  (markup reads better unbroken)
"""Invented pages in the shapes that the CMS families print; nothing here comes from a real site."""

HOME = "http://nyncj.qiyun.gov.example/"
TEXT = (
    "为进一步做好全县春季农业生产工作，切实保障粮食播种面积，经研究，现将有关事项通知如下，请各乡镇结合实际认真贯彻落实。",
    "一、提高思想认识。各乡镇要充分认识春耕生产的重要意义，把春耕备耕摆在突出位置，层层压实责任，确保各项措施落到实处。",
    "二、强化技术指导。农业技术推广站要组织人员深入田间地头，开展测土配方施肥、病虫害防治等技术服务，帮助农户解决困难。",
)
TITLE = "关于做好春季农业生产工作的通知"
FOOT = (
    '<div class="foot"><p>主办单位：栖云县农业农村局　地址：栖云县人民路1号　邮编：000000</p>'
    "<p>网站标识码：0000000001　云ICP备00000000号　公网安备 00000000000000号</p>"
    "<p>版权所有 栖云县农业农村局　建议使用IE8.0以上浏览器浏览本站，最佳分辨率1024*768</p></div>"
)
NAV = (
    "<div class='nav'><ul>"
    + "".join(
        f"<li><a href='/{slug}/'>{name}</a></li>"
        for slug, name in (
            ("", "首页"),
            ("zwgk", "政务公开"),
            ("gzdt", "工作动态"),
            ("tzgg", "通知公告"),
            ("hdjl", "互动交流"),
        )
    )
    + "</ul></div>"
)


def paragraphs(*more: str) -> str:
    return "".join(f"<p>　　{line}</p>" for line in (*TEXT, *more))


def whole(body: str, head: str = "", title: str = f"{TITLE}_栖云县农业农村局") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{NAV}{body}{FOOT}</body></html>"


TRS_META = (
    f'<META name="ArticleTitle"content="{TITLE}"><meta name=PubDate content="2017-03-08 09:30">'
    '<meta name="ContentSource" content="栖云县农业农村局"><meta name="ColumnName" content="通知公告">'
    '<meta name="SiteName" content="栖云县农业农村局"/>'
)


def trs_gbk() -> bytes:
    body = (
        "<div class=bread>您现在的位置：<a href='../../'>首页</a> &gt; <a href='../../zwgk/'>政务公开</a> &gt; <a href='../'>通知公告</a></div>"
        f"<h1>{TITLE}</h1><div class=info>发布时间：2017-03-08 来源：县农技推广站 【字体：大 中 小】</div>"
        f"<div class=TRS_Editor>{paragraphs()}<p align=center><img src='./W020170308341234567890.jpg' alt='现场'></p></div>"
        "<div class=fj>附件：<a href='./P020170308341234567891.doc'>春耕任务分解表.doc</a></div>"
        "<div>上一篇：<a href='./t20170301_1.html'>关于表彰先进集体的决定</a></div>"
    )
    return whole(body, TRS_META).replace("<head>", '<head><meta charset="gb2312">').encode("gb18030")


def plain_tables() -> bytes:
    body = (
        "<table width=980 align=center><tr><td width=200 valign=top><table><tr><td>站内搜索</td></tr><tr><td>"
        "<a href='a.htm'>机构设置</a></td></tr><tr><td><a href='b.htm'>政策法规</a></td></tr></table></td><td valign=top>"
        "<table width='100%'><tr><td>当前位置：<a href='/'>首页</a> &gt;&gt; <a href='/gzdt/'>工作动态</a> &gt;&gt; 浏览文章</td></tr>"
        f"<tr><td align=center><font size=5><b>{TITLE}</b></font></td></tr>"
        "<tr><td align=center>作者：李四&nbsp;&nbsp;&nbsp;来源：办公室&nbsp;&nbsp;&nbsp;日期：2009年3月8日&nbsp;&nbsp;点击数：128</td></tr>"
        f"<tr><td>　　{'<br><br>　　'.join(TEXT)}</td></tr>"
        "<tr><td align=right>【<a href='javascript:window.print()'>打印本页</a>】【<a href='javascript:window.close()'>关闭窗口</a>】</td></tr>"
        "</table></td></tr></table>"
    )
    return whole(body).encode()


def ucap() -> bytes:
    body = (
        f"<div class='pages-title'>{TITLE}</div><div class='pages-date'>2018-05-06 10:20 <span>来源：县政府办</span></div>"
        f"<div id='UCAP-CONTENT'>{paragraphs()}<table border=1><tr><td colspan=2>项目</td></tr><tr><td>水稻</td><td>1200亩</td></tr></table></div>"
    )
    return whole(body).encode()


def hanweb() -> bytes:
    body = (
        f"<table><tr><td><div id='t1'>{TITLE}</div></td></tr><tr><td>发布日期：2011-05-06 浏览次数：<script src='x.jsp'></script></td></tr>"
        "<tr><td><div id='c1'><!--<$[信息内容]>begin--><!--ZJEG_RSS.content.begin--><META name=ContentStart>"
        f"{paragraphs()}<p><a href='/module/download/downfile.jsp?classid=0&filename=1105060645510.pdf'>听证会公告.pdf</a></p>"
        "<META name=ContentEnd><!--ZJEG_RSS.content.end--><!--<$[信息内容]>end--></div></td></tr></table>"
    )
    return whole(body).encode("gb18030")


def vsb() -> bytes:
    body = (
        f"<form name='_newscontent_fromname'><h1 class='title'>{TITLE}</h1><p class='c193832_date'>2019年11月03日 08:15</p>"
        f"<div id='vsb_content_4'><div class='v_news_content'>{paragraphs()}"
        "<p><img src='/__local/A/B7/30/1_AA_84BA.jpg' vurl='/__local/A/B7/30/1_AA_84BA.jpg'></p></div></div>"
        "<ul><li>附件【<a href='/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=3792656'>"
        "申报表.xls</a>】已下载次</li></ul></form>"
    )
    return whole(body).encode()


def webplus_pdf() -> bytes:
    body = (
        f"<div class='article'><h1 class='arti_title'>{TITLE}</h1><p class='arti_metas'><span>发布者：王五</span>"
        "<span class='arti_update'>发布时间：2024-09-02</span><span>浏览次数：<span>10</span></span></p>"
        "<div class='wp_articlecontent'><div class='wp_pdf_player' pdfsrc='/_upload/article/files/ab/cd/1.pdf' "
        "sudyfile-attr=\"{'title':'春耕工作方案.pdf'}\"></div></div></div>"
    )
    return whole(body).encode()


def short_notice() -> bytes:
    body = (
        "<div class='wrap'><div class='left'><h3>栏目导航</h3><a href='/zcfg/'>政策法规</a><a href='/zcjd/'>政策解读</a></div>"
        f"<div class='right'><h2>{TITLE}</h2><div class='sub'>发布日期：2016/07/01　信息来源：种植业科</div>"
        "<div class='nr'><p>现将《春季农业生产任务分解表》印发给你们，请认真组织实施。</p></div>"
        "<div class='xgfj'><h4>相关附件</h4><ul><li><a href='files/1.doc'>1.任务分解表</a></li><li>"
        "<a href='/oss/download?uuid=77'>下载</a></li></ul></div></div></div>"
    )
    return whole(body).encode()


def document_box() -> bytes:
    body = (
        "<div class='detail'><table class='box'><tr><td>索 引 号：</td><td>000014349/2026-02-00018</td><td>成文日期：</td><td>2020年07月30日</td></tr>"
        f"<tr><td>标　　题：</td><td>{TITLE}</td><td>发布日期：</td><td>2020年08月05日</td></tr>"
        "<tr><td>发文字号：</td><td>栖农〔2020〕3号</td><td>有 效 性：</td><td>有效</td></tr></table>"
        f"<div class='tt'>{TITLE}</div><div id='Zoom'>{paragraphs()}<p style='text-align: right; color:red'>栖云县农业农村局</p>"
        "<p style='text-align:right'>2020年7月30日</p></div></div>"
    )
    return whole(body).encode()


def date_conflict() -> bytes:
    head = TRS_META.replace("2017-03-08 09:30", "2023-05-12 00:00")
    body = f"<h1>{TITLE}</h1><div>发布时间：２００９－０９－３０ １６：０５　来源：农技站</div><div class='trs_editor_view'>{paragraphs()}</div>"
    return whole(body, head).encode()


def image_only() -> bytes:
    body = (
        f"<div class='main'><h1>{TITLE}</h1><div class='msg'>发布时间：2015-04-01 来源：办公室</div>"
        "<div class='con'><p><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw=' data-src='/upload/1.jpg'></p>"
        "<p><img src='/upload/2.jpg'></p><p><img src='/ueditor/dialogs/attachment/fileTypeImages/icon_pdf.gif'>"
        "<a href='/upload/3.pdf'>扫描件.pdf</a></p></div></div>"
    )
    return whole(body).encode()


def table_only() -> bytes:
    rows = "".join(f"<tr><td>{n}</td><td>青山镇</td><td>{n * 10}亩</td></tr>" for n in range(1, 9))
    body = (
        f"<center><h2>栖云县粮食直补面积公示表</h2></center><p align=center>时间：2008-11-12 阅读：7次</p>"
        f"<table border=1><tr><th>序号</th><th>乡镇</th><th>面积</th></tr>{rows}</table>"
    )
    return whole(body, title="栖云县粮食直补面积公示表").encode()


def home() -> bytes:
    rows = "".join(
        f"<li><a href='/gzdt/{n}.html' title='全县第{n}次春耕工作会议顺利召开'>全县第{n}次春耕工作…</a><span>03-0{n}</span></li>"
        for n in range(1, 7)
    )
    return whole(f"<div class='news'><ul>{rows}</ul></div>", title="栖云县农业农村局").encode()


def dated_list() -> bytes:
    rows = "".join(
        f"<TR><TD><A href='./201710/t201710{n:02}_{n}.html' title='全县第{n}次农产品质量安全检查通报'>全县第{n}次农产品质量...</A></TD>"
        f"<TD width=60 align=right>2017-10-{n:02}</TD></TR>"
        for n in range(10, 20)
    )
    body = (
        "<div>当前位置：<a href='../'>首页</a> > <a href='./'>通知公告</a></div><TABLE>" + rows + "</TABLE>"
        "<script>function p(){} //WCM置标\ncreatePageHTML(12, 0, 'index', 'html');</script>"
    )
    return whole(body, title="通知公告_栖云县农业农村局").encode()


def written_source() -> bytes:
    body = (
        f"<h1>{TITLE}</h1><div class='info'><script>var ly='县广播电视台';\nif(ly!='') document.write('来源：'+ly+' ');</script>"
        f"<script>document.write('<span>发布时间：2013-06-07</span>')</script></div><div class='zw'>{paragraphs()}</div>"
    )
    return whole(body).encode()


def hand_made() -> bytes:
    """Notepad and FrontPage: no block, no class, everything in the page itself."""
    return (
        f"<html><head><title>{TITLE}</title></head><body bgcolor=#ffffff><p align=center><font size=6 color=red>{TITLE}</font></p>"
        f"<p align=center>二○○五年十二月二十三日</p>{paragraphs()}<hr><p align=center>栖云县农业局　版权所有</p></body></html>"
    ).encode("gb18030")


def soft_404() -> bytes:
    return whole(
        "<div class='err'><h1>页面不存在</h1><p>您访问的页面可能已被删除，5秒后返回首页。</p></div>", title="出错了"
    ).encode()


def word_debris() -> bytes:
    body = (
        f"<h1>{TITLE}</h1><div class=info>来源：县局 发布时间：2012-01-05</div><div id=zoom><!--[if gte mso 9]><xml><w:x>Normal 0</w:x></xml><![endif]-->"
        f"<p class=MsoNormal style='mso-pagination:none;text-align:center;behavior:url(x)'><o:p></o:p><b>通 知</b></p>{paragraphs()}"
        "<p onclick=alert(1)><a href='javascript:alert(1)'>点我</a><a href='../gzdt/9.html'>工作动态</a></p><script>alert(1)</script>"
        "<div style='display:none'><a href='http://spam.example/'>博彩</a></div><svg onload=alert(1)><p>坏</p></svg></div>"
    )
    return whole(body).encode()
