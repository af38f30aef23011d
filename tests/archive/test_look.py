"""The look of the mark: the shipped template, an office's own, and a guard that names every fault at once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html as lxml_html

from archive.errors import ArchiveError
from archive.look import SHIPPED, checked_look, read_look
from archive.mark import mark_html
from archive.stamp import stamp, unstamp

MOMENT = datetime(2024, 12, 31, 16, 5, 9, tzinfo=UTC)
OWN = """{# 本单位的样式 #}
<div style="{{ 'display:block;color:#000;background:#ff0' | important }}">
  <b>已归档</b> {{ time }} <small>{{ site_name }}</small>
  {% if new_address %}<a href="{{ new_address }}">{{ new_url }}</a>{% endif %}
</div>
"""


def drawn(look_text: str, **facts: str) -> str:
    told = {"old_url": "http://a.example/", "new_url": "https://b.example/1", "site_name": "栖云县"} | facts
    return mark_html("归档时间：{time}", archived_at=MOMENT, look=checked_look(look_text, "stamp.html"), **told)


def test_an_offices_own_look_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    path = tmp_path / "stamp.html"
    assert read_look(path) is read_look()
    path.write_text("\ufeff" + OWN, encoding="utf-8")
    made = mark_html("{time}", archived_at=MOMENT, old_url="x", new_url=None, site_name="栖云县", look=read_look(path))
    assert made.startswith('<div style="display:block!important;color:#000!important;background:#ff0!important;">')
    assert "<b>已归档</b> 北京时间 2025-01-01 00:05:09 <small>栖云县</small>" in made
    assert "<a" not in made


def test_the_shipped_look_passes_its_own_guard_when_it_is_copied() -> None:
    assert checked_look(SHIPPED.read_text("utf-8"), "x").text == read_look().text


def test_a_value_brings_no_markup_into_an_own_look() -> None:
    made = drawn(OWN, site_name="<script>\"'", new_url='https://b.example/"><b>')
    assert "<script" not in made and "&lt;script&gt;&#34;&#39;" in made
    assert lxml_html.fromstring(made).xpath("//a/@href") == ['https://b.example/"><b>']
    assert unstamp(stamp(b"<p>x", made)) == b"<p>x"


@pytest.mark.parametrize(
    ("template", "faults"),
    [
        ("", ["没有写出“已归档”", "没有写出归档时间"]),
        ("<b>{{ time }}</b>", ["没有写出“已归档”"]),
        ("<!-- 已归档 -->{{ time }}", ["没有写出“已归档”", "注释"]),
        ("<p title='已归档'>{{ time }}</p>", ["没有写出“已归档”"]),
        ("已归档{{ tiem }}{{ sight_name }}", ["sight_name、tiem"]),
        ("已归档{{ time }}{% if %}", ["第 1 行"]),
        ("已归档{{ time.a.b }}", ["填不出来"]),
        ("已归档{{ time }}{{ ''.__class__.__mro__ }}", ["填不出来"]),
        ("已归档{{ time }}{{ 1 // 0 }}", ["填不出来"]),
        ("已归档{{ time }}{% include 'x' %}", ["填不出来"]),
        ("已归档{{ time }}<script>x</script>", ["<script>"]),
        ("已归档{{ time }}<img src=x onerror=y><b onclick=z>t</b>", ["<img>", "onclick"]),
        ("已归档{{ time }}<a href='http://x.example/'>t</a>", ["外部地址 http://x.example/"]),
        ("已归档{{ time }}<a href='javascript:x'>t</a>", ["外部地址 javascript:x"]),
        ("已归档{{ time }}<b style='color:red'>t</b>", ["没有 important"]),
        ("已归档{{ time }}<b style='background:url(x)!important'>t</b>", ["有地址"]),
        ("<b style='display:none!important'>已归档{{ time }}</b>", ["藏起来"]),
        ("<b style='opacity: 0 !important;left:-9999px!important'>已归档{{ time }}</b>", ["opacity", "left"]),
        ("已归档{{ time }}{{ site_name | safe }}", ["safe"]),
        ("已归档{{ time }}<b title={{ site_name }}>x</b>", ["safe"]),
        ("{% if new_address %}已归档{% endif %}{{ time }}", ["没有写出“已归档”（没有现网址"]),
        ("已归档{{ time }}{{ list_pages[0].number }}", ["填不出来"]),
        ("<div>已归档{{ time }}", ["<div> 没有配对"]),
        ("已归档{{ time }}</body>", ["<body>"]),
        ("<b><em>已归档{{ time }}</b></em>", ["没有配对"]),
        ("已归档{{ time }}" + "x" * 70_000, ["64 KiB"]),
    ],
)
def test_everything_that_is_wrong_with_a_look_is_told_at_once(template: str, faults: list[str]) -> None:
    with pytest.raises(ArchiveError) as caught:
        checked_look(template, "mappings/archive/stamp.html")
    assert "mappings/archive/stamp.html" in caught.value.problem
    for fault in faults:
        assert fault in caught.value.problem


def test_a_look_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "stamp.html").write_bytes("已归档{{ time }}".encode("gb18030"))
    for path in (tmp_path / "stamp.html", tmp_path):
        with pytest.raises(ArchiveError, match="读不出来"):
            read_look(path)
