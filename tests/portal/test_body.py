"""Links of a body: moved to new places, set relative, and nothing loaded from outside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.portal.body import rebase_body, relative, rewrite_body

NEW = {
    "http://o.example/a.html": "/zwgk/tzgg/2019/0000000000000001.html",
    "http://o.example/f.doc?id=1&k=2": "/files/aa/bb/file.doc",
    "http://o.example/p.png": "/files/aa/cc/file.png",
}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<a href="http://o.example/a.html">甲</a>', '<a href="/zwgk/tzgg/2019/0000000000000001.html">甲</a>'),
        (
            '<a href="http://o.example/a.html#p2">甲</a>',
            '<a href="/zwgk/tzgg/2019/0000000000000001.html#p2">甲</a>',
        ),
        ('<a href="http://o.example/f.doc?id=1&amp;k=2">表</a>', '<a href="/files/aa/bb/file.doc">表</a>'),
        ('<p>见<a href="http://o.example/dead">旧<b>文</b></a>。</p>', "<p>见旧<b>文</b>。</p>"),
        ('<p><img src="http://o.example/gone.png" alt="图一"></p>', "<p>图一</p>"),
        ('<p><img src="http://o.example/gone.png"></p>', "<p></p>"),
        ('<img src="http://o.example/p.png" alt="x">', '<img src="/files/aa/cc/file.png" alt="x">'),
        ('<a href="http://o.example/no"><img src="http://o.example/no" alt="标志"></a>', "标志"),
        ('<a href="javascript:alert(1)">点</a>', "点"),
        ('<a href="#fn1">注</a><a href="mailto:a@o.example">信</a>', None),
        ('<a name="top"></a><p align="center">一&nbsp;二 &lt;三&gt;</p>', None),
        ('<img src="data:image/png;base64,AA==" alt="">', None),
        ("", None),
    ],
)
def test_old_addresses_are_replaced_and_the_rest_stays(old: str, new: str | None) -> None:
    assert rewrite_body(old, NEW.get) == (old if new is None else new)


def test_an_alternative_text_never_becomes_markup() -> None:
    body = '<img src="http://o.example/x" alt="&lt;script&gt;alert(1)&lt;/script&gt;">'
    assert rewrite_body(body, NEW.get) == "&lt;script&gt;alert(1)&lt;/script&gt;"


def test_rewriting_asks_for_each_address_as_it_is_written() -> None:
    asked: list[str] = []
    body = '<a href="http://O.example/A%20b?x=1&amp;y=%D6%D0">a</a><img src="http://o.example/中.png">'
    rewrite_body(body, lambda url: asked.append(url) or url)  # type: ignore[func-returns-value]
    assert asked == ["http://O.example/A%20b?x=1&y=%D6%D0", "http://o.example/中.png"]


@given(st.text(alphabet="<>/ap=\"' &;#x图imgsrchef", max_size=80))
def test_rewriting_twice_is_rewriting_once(body: str) -> None:
    once = rewrite_body(body, NEW.get)
    assert rewrite_body(once, {**NEW, **{new: new for new in NEW.values()}}.get) == once


@pytest.mark.parametrize(
    ("target", "page", "link"),
    [
        ("/zwgk/tzgg/2019/1.html", "zwgk/tzgg/2020/2.html", "../2019/1.html"),
        ("zwgk/tzgg/2019/1.html", "zwgk/tzgg/2020/2.html", "../2019/1.html"),
        ("/files/aa/x.doc#p", "index.html", "files/aa/x.doc#p"),
        ("/", "zwgk/index.html", "../index.html"),
        ("zwgk/", "zwgk/tzgg/index.html", "../index.html"),
        ("../archive/9900000002/a.html", "zwgk/tzgg/2019/1.html", "../../../../archive/9900000002/a.html"),
        ("https://www.qiyun.gov.example/", "zwgk/index.html", "https://www.qiyun.gov.example/"),
        ("#top", "zwgk/index.html", "#top"),
    ],
)
def test_links_are_relative_to_their_page(target: str, page: str, link: str) -> None:
    assert relative(target, page) == link


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<img src="http://o.example/x.png" alt="外图">', "外图"),
        ('<img src="//o.example/x.png" alt="外图">', "外图"),
        ('<img src="/files/a/b.png">', '<img src="../files/a/b.png" alt="">'),
        ('<img src="/f.png" alt="" srcset="http://o.example/2x 2x">', '<img src="../f.png" alt="">'),
        ('<p style="background:u\\72l(http://o.example/x)">字</p>', "<p>字</p>"),
        ('<p style="text-align:center">字</p>', None),
        ('<video src="http://o.example/v.mp4">无法播放</video>', "无法播放"),
    ],
)
def test_a_body_loads_nothing_from_outside(body: str, expected: str | None) -> None:
    assert rebase_body(body, "zwgk/index.html", {}) == (body if expected is None else expected)


def test_a_file_is_saved_under_the_name_that_readers_know() -> None:
    body = rebase_body('<a href="/files/a/file.doc">表</a>', "zwgk/t/1.html", {"files/a/file.doc": '申报"表.doc'})
    assert body == '<a href="../../files/a/file.doc" download="申报&quot;表.doc">表</a>'
