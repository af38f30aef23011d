"""Templates: learned from a few pages of a column, proved, applied, doubted, and learned anew when the site changes."""

from dataclasses import replace

import pytest

from mappings.extract import ExtractRules
from migrate.extract.learn import Sample, learn
from migrate.extract.page import read_page
from migrate.extract.shapes import shape_of
from migrate.extract.site_reader import DOUBT, FALLBACK, SiteReader
from migrate.extract.templates import Template, Unfit, agree, read_by_template, similar, usable
from migrate.model import Kind, Page
from tests.extract.pages import FOOT, HOME, NAV

WORKS = ("春耕备耕", "防汛抗旱", "森林防火", "饮水安全", "秸秆禁烧", "危房改造", "道路安全", "医疗保障")


def url(number: int) -> str:
    return f"{HOME}tzgg/2017{number % 12 + 1:02}/t2017{number % 12 + 1:02}08_{1000 + number}.html"


def page(number: int, *, more: str = "", info: str = "", body_id: str = "nr", title_class: str = "bt") -> bytes:
    work = WORKS[number % len(WORKS)]
    info = info or f"发布时间：2017-{number % 12 + 1:02}-08 来源：县第{number}办公室"
    text = "".join(
        f"<p>　　各乡镇要把{work}第{line}项工作抓实抓细，于第{number}周前报送进展情况，不得延误。</p>"
        for line in range(1, 5)
    )
    return (
        f"<!DOCTYPE html><html><head><title>关于做好{work}工作的通知_栖云县农业农村局</title></head><body>{NAV}"
        "<div class='place'>您的位置：<a href='/'>首页</a> &gt; <a href='/tzgg/'>通知公告</a></div>"
        f"<div class='main'><div class='{title_class}'>关于做好{work}工作的通知</div><div class='ly'>{info}</div>"
        f"<div id='{body_id}'>{text}{more}</div></div>{FOOT}</body></html>"
    ).encode()


def samples(*numbers: int, **more: str) -> list[Sample]:
    return [Sample(page(number, **more), url(number), None) for number in numbers]


def learned(rules: ExtractRules, *numbers: int, **more: str) -> Template:
    template = learn(samples(*numbers, **more), rules=rules, home_url=HOME)
    assert template is not None
    return template


def by(template: Template, number: int, rules: ExtractRules, **more: str) -> Page | Unfit:
    return read_by_template(
        template, page(number, **more), url(number), declared_charset=None, rules=rules, home_url=HOME
    )


def generally(number: int, rules: ExtractRules, **more: str) -> Page:
    return read_page(page(number, **more), url(number), declared_charset=None, rules=rules, home_url=HOME)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.example/tzgg/201703/t20170308_12.html", "http://a.example/tzgg/201811/t20181130_7.html"),
        ("http://a.example/view.asp?id=3&c=4", "http://a.example/view.asp?id=51&c=77"),
        ("http://a.example/a/0f3c9a7be21d.html", "http://a.example/a/77ab01c2d3e4.html"),
    ],
)
def test_pages_of_one_column_have_one_shape(one: str, other: str) -> None:
    assert shape_of(one) == shape_of(other)


def test_pages_of_other_columns_have_other_shapes() -> None:
    assert shape_of("http://a.example/tzgg/1.html") != shape_of("http://a.example/gzdt/1.html")
    assert shape_of("http://a.example/v.asp?id=1") != shape_of("http://a.example/v.asp?cid=1")


def test_three_pages_tell_where_body_title_and_label_line_stand(rules: ExtractRules) -> None:
    template = learned(rules, 1, 2, 3)
    assert (template.body, template.title, template.info, template.column) == ("#nr", "div.bt", "div.ly", "div.place")
    assert template.shape == "/tzgg/#/t#_#.html"
    assert template.quick


def test_two_pages_are_not_enough_to_tell_text_from_chrome(rules: ExtractRules) -> None:
    assert learn(samples(1, 2), rules=rules, home_url=HOME) is None


def test_pages_that_share_nothing_give_no_template(rules: ExtractRules) -> None:
    mixed = [
        *samples(1, body_id="a", title_class="x"),
        *samples(2, body_id="b", title_class="y"),
        *samples(3, body_id="c", title_class="z"),
    ]
    template = learn(mixed, rules=rules, home_url=HOME)
    assert template is None or not template.body.startswith("#")


@pytest.mark.parametrize(
    "more",
    [
        "",
        "<p>附件：<a href='/upload/1.doc'>任务分解表.doc</a></p>",
        "<p align=center><img src='/upload/a.jpg'></p>",
        "<table><tr><td>乡镇</td><td>亩数</td></tr><tr><td>柳溪镇</td><td>120</td></tr></table>",
        "<div class='share'>分享到：微信</div>",
        "<p>【打印本页】【关闭窗口】</p>",
        "<p>上一篇：<a href='t1.html'>关于值班的通知</a></p>",
        "<iframe src='/pdfjs/web/viewer.html?file=/upload/a.pdf'></iframe>",
        "<p style='display:none'>看不见的字</p>",
        "<p>（来源：栖云日报）</p>",
    ],
)
def test_a_template_reads_what_the_general_way_reads(rules: ExtractRules, more: str) -> None:
    template = learned(rules, 1, 2, 3)
    read = by(template, 5, rules, more=more)
    assert isinstance(read, Page)
    assert "template" in read.method
    known = generally(5, rules, more=more)
    assert agree(read, known)
    assert (read.title, read.published_at, read.source, read.column) == (
        "关于做好防汛抗旱工作的通知".replace("防汛抗旱", WORKS[5]), "2017-06-08", known.source, ("通知公告",)
    )  # fmt: skip
    assert read.body_text == known.body_text


def test_a_template_does_not_take_a_page_without_its_body_block(rules: ExtractRules) -> None:
    read = by(learned(rules, 1, 2, 3), 4, rules, body_id="other")
    assert isinstance(read, Unfit)
    assert read.reason


def test_a_template_does_not_take_an_empty_body_for_an_article(rules: ExtractRules) -> None:
    template = learned(rules, 1, 2, 3)
    empty = page(4).replace(
        page(4)[page(4).index(b"<p>") : page(4).rindex(b"</p>", 0, page(4).index(b"foot")) + 4], b""
    )
    read = read_by_template(template, empty, url(4), declared_charset=None, rules=rules, home_url=HOME)
    assert isinstance(read, Unfit)


def test_a_wrong_selector_is_told_before_it_is_used() -> None:
    assert usable("div.main > p:nth-of-type(2)")
    assert not usable("div[")


def test_texts_are_similar_only_where_nearly_all_lines_are_shared() -> None:
    text = "\n".join(f"第{number}条 各乡镇应当按时报送材料。" for number in range(20))
    assert similar(text, text.replace("第3条", "第三条"))
    assert not similar(text, text[: len(text) // 2])


def test_a_site_is_read_by_template_after_its_first_pages(rules: ExtractRules) -> None:
    reader = SiteReader(rules, HOME)
    methods = [reader.read(page(number), url(number), declared_charset=None).method for number in range(12)]
    assert not any("template" in method for method in methods[:5])
    assert all("template" in method for method in methods[5:])
    assert reader.counts == {"general": 5, "template": 7}
    assert [len(urls) for urls in reader.learned.values()] == [5]


def test_a_redesign_opens_a_new_template_and_keeps_the_old_one(rules: ExtractRules) -> None:
    reader = SiteReader(rules, HOME)
    for number in range(6):
        reader.read(page(number), url(number), declared_charset=None)
    redesigned = [reader.read(page(number, body_id="zw"), url(number), declared_charset=None) for number in range(8)]
    assert [FALLBACK in read.method for read in redesigned] == [True] * 5 + [False] * 3
    assert {template.body for template in reader.learned} == {"#nr", "#zw"}
    assert "template" in reader.read(page(7), url(7), declared_charset=None).method


def test_a_column_of_three_pages_is_learned_at_the_end(rules: ExtractRules) -> None:
    reader = SiteReader(rules, HOME)
    for number in range(3):
        reader.read(page(number), url(number), declared_charset=None)
    assert not reader.learned
    reader.finish()
    assert len(reader.learned) == 1


def test_a_template_that_says_something_else_is_doubted_on_the_sampled_pages(rules: ExtractRules) -> None:
    wrong = replace(learned(rules, 1, 2, 3), title="div.place")
    reader = SiteReader(rules, HOME, [wrong])
    reads = [reader.read(page(number), url(number), declared_charset=None) for number in range(400)]
    assert reader.counts[DOUBT] == sum(DOUBT in read.method for read in reads) > 0


def test_a_template_of_too_little_text_is_not_taken(rules: ExtractRules) -> None:
    narrow = replace(learned(rules, 1, 2, 3), body="#nr p:nth-of-type(1)", quick=False)
    reader = SiteReader(rules, HOME, [narrow])
    read = reader.read(page(4), url(4), declared_charset=None)
    assert FALLBACK in read.method
    assert agree(read, generally(4, rules))


def test_lists_and_home_pages_are_no_samples(rules: ExtractRules) -> None:
    rows = "".join(
        f"<li><a href='t{n}.html'>关于做好第{n}项工作的通知</a><span>2017-03-0{n}</span></li>" for n in range(1, 9)
    )
    listing = (
        f"<html><head><title>通知公告</title></head><body>{NAV}<ul class=list>{rows}</ul>{FOOT}</body></html>".encode()
    )
    reader = SiteReader(rules, HOME)
    kinds = {reader.read(listing, f"{HOME}tzgg/index_{n}.html", declared_charset=None).kind for n in range(6)}
    reader.finish()
    assert kinds == {Kind.LIST}
    assert not reader.learned


def test_a_short_notice_among_lines_that_are_known_is_taken_by_its_template(rules: ExtractRules) -> None:
    """What stands around it may be longer than the notice: a reader learns it from a page that was read both ways."""

    def short(number: int) -> bytes:
        whole = page(number)
        begin = whole.index(b"<div id='nr'>")
        notice = f"<div id='nr'><p>　　现将第{number}号通知印发给你们，请认真贯彻落实，并按时上报有关情况。</p>"
        foot = "<div class='footer'>" + "<p>版权所有 栖云县农业农村局 技术支持：栖云县信息中心</p>" * 20 + "</div>"
        return whole[:begin] + f"{notice}</div></div>{foot}</body></html>".encode()

    reader = SiteReader(rules, HOME, [replace(learned(rules, 1, 2, 3), area="html")])
    methods = [reader.read(short(number), url(number), declared_charset=None).method for number in range(3)]
    assert [FALLBACK in method for method in methods] == [True, False, False]
