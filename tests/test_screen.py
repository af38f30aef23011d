"""Screening: what is found in articles and pages, and what is not. All numbers are invented: region 999999."""

import pytest

from mappings.screening import read_screening
from migrate.screen.article import Told, screen_article, screen_page
from migrate.screen.hiding import Shown
from migrate.screen.masking import with_masks, without_spam

RULES = read_screening()
OURS = frozenset({"www.qiyun.gov.example"})
URL = "http://www.qiyun.gov.example/tzgg/1.html"
IDENTITY, BAD_CHECK = "999999199001010016", "999999199001010010"  # GB 11643: weights of the digits, modulo 11
CARD = "6200000000000000000"  # the sum of Luhn is 10
PUBLIC = "统一社会信用代码"


def found(body: str, title: str = "关于春耕备耕工作的通知", **more) -> list[tuple[str, str]]:
    text = more.pop("body_text", body)
    told = Told(URL, title, body, text, hosts=OURS, **more)
    return [(one.kind, one.severity) for one in screen_article(told, RULES)]


def kinds(body: str, **more) -> list[str]:
    return [kind for kind, _ in found(body, **more)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<p>张某，身份证号：{IDENTITY}。</p>", ["identity_number"]),
        (f"<p>张某，{IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}</p>", ["identity_number"]),
        (f"<p>{IDENTITY[:9]}<b>{IDENTITY[9:14]}</b><span>{IDENTITY[14:]}</span></p>", ["identity_number"]),
        ("<p>证件号 ９９９９９９１９９００１０１００１６</p>", ["identity_number"]),
        (f"<p>{IDENTITY[:8]}\u200b{IDENTITY[8:]}</p>", ["identity_number"]),
        (f"<p>{BAD_CHECK}</p>", []),
        ("<p>999999199002300019</p>", []),  # no 30 February
        (f"<p>A{IDENTITY}</p>", []),
        (f"<p>{PUBLIC}：{IDENTITY}</p>", ["identity_like"]),
        ("<p>身份证 999999900101001</p>", ["identity_number_old"]),
        ("<p>共 999999900101001 元</p>", ["identity_like"]),
        ("<p>身份证 999999901301001</p>", []),  # no month 13
        ("<p>王某 13800000000</p>", ["mobile"]),
        ("<p>王某 138-0000-0000</p>", ["mobile"]),
        ("<p>联系人：李某，联系电话：13800000000</p>", ["office_phone"]),
        ("<p>咨询电话：0999-8000000，传真：0999-8000001。</p>", ["office_phone", "office_phone"]),
        ("<p>李宅 0999-8000000</p>", ["landline"]),
        (
            "<table><tr><th>姓名</th><th>联系电话</th></tr><tr><td>李某</td><td>13800000000</td></tr></table>",
            ["mobile"],
        ),
        (
            "<table><tr><th>科室</th><th>办公电话</th></tr><tr><td>办公室</td><td>0999-8000000</td></tr></table>",
            ["office_phone"],
        ),
        (f"<p>李某的一卡通卡号为{CARD}</p>", ["bank_card"]),
        (f"<table><tr><th>姓名</th><th>银行卡号</th></tr><tr><td>李某</td><td>{CARD}</td></tr></table>", ["bank_card"]),
        (f"<p>卡号：{CARD[:-1]}1</p>", []),  # fails the check of Luhn
        (f"<p>投标保证金汇入：户名：栖云县公共资源交易中心，开户行：某银行，账号：{CARD}</p>", []),
        ("<p>申请人张某，家庭住址：栖云县东门街12号3单元401室，已审核。</p>", ["home_address"]),
        ("<p>姓名：______ 家庭住址：______</p>", []),
        ("<p>本局地址：栖云县东门街12号</p>", []),
        ("<table><tr><th>户主</th><th>家庭住址</th></tr><tr><td>张某</td><td>青石村3组15号</td></tr></table>",
         ["home_address"]),
        (f"<p>证件：{' '.join(IDENTITY)}</p>", ["identity_number"]),
        (f"<table><tr><td>身份证号</td>{''.join(f'<td>{one}</td>' for one in IDENTITY)}</tr></table>",
         ["identity_number"]),
        (f"<p>身份证号：{IDENTITY[:10]}<br>{IDENTITY[10:]}</p>", ["identity_number"]),
        (f"<p>身份证No.{IDENTITY}</p>", ["identity_number"]),
        (f"<p>身份证号：{BAD_CHECK}</p>", ["identity_like"]),  # a slip of the pen is somebody's number all the same
        (f'<p><img src="/a.jpg" alt="身份证{IDENTITY}"></p>', ["identity_number"]),
        (f'<p><a href="/1.html" title="{IDENTITY}">详情</a></p>', ["identity_number"]),
        (f'<p><a href="/files/{IDENTITY}.jpg">照片</a></p>', ["identity_like"]),
        ("<p>张某，住宅电话：0999-8000000</p>", ["landline"]),
        (f"<p>银行卡号：{CARD}，开户行：某银行，户名：张某</p>", ["bank_card"]),
        (f"<p>缴费卡号：{CARD}，户名：栖云县财政局</p>", []),
        ("<p>张某，家庭住址：栖云县东门街12号3单元401室</p>", ["home_address"]),
    ],
)  # fmt: skip
def test_what_belongs_to_a_person_is_found(body: str, expected: list[str]) -> None:
    assert kinds(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{PUBLIC}：91999999MA00000000</p>",
        "<p>网站标识码：3311230012</p>",
        "<p>项目编号：QYZC20260301000000123</p>",
        "<p>项目代码：2026-999999-01-01-138000</p>",
        "<p>栖政发〔2026〕12号，索引号：003311230012/2026-00138</p>",
        "<p>2016年12月5日至2017年1月24日，资金1380000.00元，面积13800000平方米</p>",
        "<p>栖云ICP备20260001号，公安备案号：99999902000001</p>",
        "<p>学习贯彻《关于严厉打击网络赌博、六合彩犯罪的通告》，防范博彩陷阱。</p>",
        "<p>谨防“包过”骗局</p>",
        "<p>张某 999999********0016，电话 138****0000</p>",
        "<table><tr><td>13800000000.12</td><td>999999</td><td>19900101</td><td>0016</td></tr></table>",
        "<table><tr><td>13800</td><td>000000</td></tr></table>",
        "<p>根据《关于废止部分行政规范性文件的决定》，原办法同时废止。</p>",
    ],
)
def test_ordinary_official_text_raises_no_alarm(body: str) -> None:
    assert found(body) == []


def test_a_finding_never_shows_what_it_is_about() -> None:
    body = f"<p>张某{IDENTITY}、13800000000，现住址：栖云县东门街12号3单元401室，卡号{CARD}</p>"
    told = Told(URL, "公示", body, body, attachments=(f"张某{IDENTITY}.doc",))
    shown = " ".join(one.excerpt for one in screen_article(told, RULES))
    assert shown
    for secret in (IDENTITY, "13800000000", CARD, IDENTITY[6:14], "东门街12号", "401室"):
        assert secret not in shown


def test_a_name_of_an_attachment_and_a_title_are_looked_at_too() -> None:
    told = Told(URL, f"{IDENTITY}的公示", "", "", attachments=(f"名单{IDENTITY}.xls",))
    assert [(one.kind, one.where) for one in screen_article(told, RULES)] == [
        ("identity_number", "标题"),
        ("identity_number", "附件名：第 1 个"),
    ]


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("百家乐网上投注", "", [("bad_words", "hold")]),
        ("春耕通知", "<p>时时彩平台</p><p>北京赛车</p>", [("bad_words", "hold")] * 2),
        ("春耕通知", "<p>请按装水泵</p>", [("wording", "note")]),
        ("春耕通知", "<p>加微信领取</p><p>全国包邮</p>", [("advertisement", "hold")] * 2),
        ("关于印发办法的通知（已废止）", "", [("repealed", "note")]),
        ("关于印发办法的通知", "<p>有效性：失效</p>", [("repealed_unmarked", "hold")]),
        ("关于印发办法的通知", "<p>有效性：有效</p>", []),
        ("栖云县地图", '<img src="/a.jpg">', [("map_without_number", "note")]),
        ("栖云县地图（2026版）", '<img src="/a.jpg">', [("map_without_number", "note")]),
        ("栖云县地图", '<img src="/a.jpg"><p>审图号：栖S(2026)1号</p>', []),
        ("县领导视察地图编制工作", '<img src="/a.jpg">', []),
    ],
)
def test_what_an_article_says_is_found(title: str, body: str, expected: list[tuple[str, str]]) -> None:
    assert found(body, title) == expected


def test_a_link_that_ended_as_an_error_is_dead_and_one_to_another_host_is_foreign() -> None:
    body = (
        '<a href="/x.html">旧通知</a><a href="http://shop.example/">店</a><a href="http://a.gov.example/">省</a>'
        '<a href="/tzgg/2.html">通知</a>'
    )
    dead = {"http://www.qiyun.gov.example/x.html": "原网站返回 404"}
    assert found(body, dead=dead) == [("dead_link", "note"), ("foreign_link", "note")]


STYLES = [
    "display:none",
    "visibility:hidden",
    "opacity:0",
    "font-size:0",
    "text-indent:-9999px",
    "position:absolute;left:-9999px",
    "position:absolute;z-index:-999",
]
SPAM = '<a href="http://spam{}.example/">时时彩</a>'
HIDDEN = [f'<div style="{style}">{SPAM.format(at)}</div>' for at, style in enumerate(STYLES)]
HIDDEN.append(f"<marquee height=1 width=1>{SPAM.format(7)}</marquee>")
HARMLESS = [
    "<a href='http://www.cmsmaker.example' style='display:none'>Produced By</a>",
    "<div style='display:none'><a href='index_2603340_1.html'></a><a href='index_2603340_2.html'></a></div>",
    '<span style="display:none"><hr></span>',
    '<div class="xgwz" style="display:none"><a href="/jd/1.html">相关解读</a></div>',
    '<div style="display:none"><script src="http://counter.example/z_stat.php?id=1"></script></div>',
]


def page_kinds(html: str, body: str = "") -> list[str]:
    return [one.kind for one in screen_page(Shown(html, URL, OURS, body), RULES)]


@pytest.mark.parametrize("block", HIDDEN)
def test_each_way_to_hide_a_bad_link_is_reported(block: str) -> None:
    assert page_kinds(f"<body><p>通知</p>{block}</body>") == ["hidden_link_page"]


@pytest.mark.parametrize("words", ["百 家 乐", "百.家.乐", "六\u200b合\u3000彩", "時時彩", "快三", "真人娱乐"])
def test_a_word_is_known_in_another_dress(words: str) -> None:
    assert page_kinds(f'<body><p><a href="http://games.portal.example/1.html">{words}</a></p></body>') == [
        "bad_link_page"
    ]


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        ('<iframe src="http://spam.example/" width=0 height=0></iframe>', ["foreign_script"]),
        ('<div style="display:none"><iframe src="http://spam.example/"></iframe></div>', ["foreign_script"]),
        ('<iframe src="http://v.qq.com/a.html" width=0 height=0></iframe>', []),
        ('<iframe src="http://spam.example/" width=600 height=400></iframe>', []),
        ('<iframe src="/list.html" width=0 height=0></iframe>', []),
    ],
)
def test_an_unseen_frame_of_another_host_is_told(frame: str, expected: list[str]) -> None:
    assert page_kinds(f"<body>{frame}</body>") == expected


def test_a_page_that_is_no_article_is_searched_for_persons_too() -> None:
    html = f'<head><meta name="description" content="张某{IDENTITY}"></head><body><ul><li>{IDENTITY}的公示</li></ul>'
    told = [(one.kind, one.where) for one in screen_page(Shown(html, URL, OURS), RULES)]
    assert told == [("identity_number", "网页第 1 段"), ("identity_number", "网页的 description")]


def test_a_page_does_not_repeat_what_its_article_says_and_a_footers_telephone_is_none() -> None:
    html = f"<body><p>张某{IDENTITY}</p><p>技术支持 13800000000，值班 13800000001</p></body>"
    assert [one.kind for one in screen_page(Shown(html, URL, OURS, "", f"<p>张某{IDENTITY}</p>"), RULES)] == []
    assert page_kinds("<p>王某13800000000</p><p>李某13800000001</p><p>张某13800000002</p>") == ["mobile_page"] * 3


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("<title>六合彩开奖直播</title>", ["encoded_title"]),
        ("<title>严厉打击六合彩</title>", []),
        ('<meta http-equiv="refresh" content="0;url=http://spam.top/">', ["cloaked_script"]),
        ('<meta http-equiv="refresh" content="0;url=http://www.qiyun.gov.example/new/">', []),
    ],
)
def test_a_head_that_leads_elsewhere_is_told(head: str, expected: list[str]) -> None:
    assert page_kinds(f"<head>{head}</head><body></body>") == expected


def test_spam_is_cut_out_with_its_words_and_nothing_else_is() -> None:
    body = '<p>通知<a href="http://spam0.example/">时时彩</a></p><p><a href="/2.html">附件</a>&nbsp;第二段</p>'
    made = without_spam(Told(URL, "通知", body, ""), {"http://spam0.example/"})
    assert made.body_html == '<p>通知</p><p><a href="/2.html">附件</a>&nbsp;第二段</p>'
    assert made.body_text.split() == ["通知", "附件", "第二段"]


def test_white_letters_and_letters_that_nobody_sees_hide_no_bad_link() -> None:
    html = '<p style="background:#fff;color:#FFF"><a href="http://spam.example/">时\u200b时彩</a></p>'
    assert page_kinds(html) == ["hidden_link_page"]


def test_the_eight_styles_and_three_more_are_reported_and_nothing_else() -> None:
    title = "<head><title>&#26102;&#26102;&#24425;</title>"
    script = (
        '<script>if(/baidu|so\\.com/.test(document.referrer)){window.location.href="http://spam8.example/"}</script>'
    )
    friends = '<ul><li><a href="http://games.portal.example/f.shtml">百家乐</a></li></ul>'
    html = f"<html>{title}{script}</head><body>{''.join(HIDDEN)}{friends}{''.join(HARMLESS)}</body></html>"
    assert sorted(page_kinds(html)) == [
        "bad_link_page",
        "cloaked_script",
        "encoded_title",
        *["hidden_link_page"] * 8,
    ]


def test_one_hidden_block_of_links_to_many_hosts_is_reported_without_a_bad_word() -> None:
    links = "".join(f'<a href="http://shop{at}.example/">好货</a>' for at in range(3))
    assert page_kinds(f'<div style="display:none">{links}</div>') == ["hidden_link_page"] * 3


def test_hidden_links_in_a_body_without_a_bad_word_are_for_a_person_to_judge() -> None:
    links = "".join(f'<a href="http://news{at}.example/">链接{at}</a>' for at in range(3))
    assert page_kinds(f'<div style="display:none">{links}</div>', links) == ["hidden_other"] * 3


def test_a_bad_link_inside_the_body_is_told_from_one_around_it() -> None:
    body = f"<p>{SPAM.format(0)}</p>"
    assert page_kinds(f"<body>{HIDDEN[0]}{HIDDEN[1]}</body>", body) == ["hidden_link", "hidden_link_page"]


@pytest.mark.parametrize("block", HARMLESS)
def test_what_content_systems_hide_themselves_raises_no_alarm(block: str) -> None:
    assert page_kinds(f"<body>{block}</body>") == []


def test_a_page_of_a_thousand_bad_links_gives_no_more_findings_than_the_limit() -> None:
    links = "".join(f'<p style="display:none">{SPAM.format(at)}</p>' for at in range(1000))
    assert len(page_kinds(f"<body>{links}</body>")) == RULES.limit("most_of_a_kind")


def test_a_page_of_deep_nests_is_screened_all_the_same() -> None:
    deep = "<div>" * 5000 + IDENTITY + "</div>" * 5000
    assert kinds(deep) == ["identity_number"]


def test_a_number_is_masked_in_title_and_body_and_nothing_else_changes() -> None:
    told = Told(
        URL, "王某13800000000", '<p><a href="/1.html">王某</a> 13800000000，2026年</p>', "王某 13800000000，2026年"
    )
    made = with_masks(told, {"mobile"}, RULES)
    assert made is not None
    assert made.title == "王某138******00"
    assert made.body_html == '<p><a href="/1.html">王某</a> 138******00，2026年</p>'
    assert made.body_text == "王某 138******00，2026年"


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("<p>王某 138<b>0000</b>0000</p>", ()),
        ('<p><a href="tel:13800000000">王某 13800000000</a></p>', ()),
        ("<p>王某 13800000000</p>", ("王某13800000000.doc",)),
    ],
)
def test_a_number_in_tags_links_or_names_cannot_be_masked(body: str, names: tuple[str, ...]) -> None:
    assert with_masks(Told(URL, "公示", body, "", names), {"mobile"}, RULES) is None
