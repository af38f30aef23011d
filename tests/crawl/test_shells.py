"""Shells: what makes two pages the same, what a challenge looks like, and what is no file."""

import pytest

from mappings.traps import read_traps
from migrate.crawl.shells import (
    cookies_written,
    has_missing_words,
    is_challenge,
    is_html_for_a_file,
    print_of,
    same_page,
)
from tests.crawl.exchanges import exchange

RULES = read_traps()
HOST = "http://a.example"
MENU = (
    "<ul><li><a href='/a/'>机构概况</a></li><li><a href='/b/'>政务公开信息目录</a></li></ul>"
    "<p>版权所有 栖云县人民政府办公室</p>"
)


def shell(path: str, more: str = "", title: str = "栖云县") -> str:
    return f"<html><head><title>{title}</title></head><body>{MENU}<p>{path} 不存在</p>{more}</body></html>"


@pytest.mark.parametrize(
    ("page", "is_same"),
    [
        (shell("/x/gone.html"), True),
        (shell("/x/gone.html", "<p>第1024</p>"), True),
        (shell("/x/gone.html", "<p>关于春耕生产的通知，请认真执行</p>"), False),
        (shell("/x/gone.html", "<a href='/f/1.doc'></a>"), False),
        (shell("/x/gone.html", title="春耕通知"), False),
        (shell("/x/gone.html", "<script>var now=1</script>"), True),
        ("<html><body></body></html>", False),
        ("", False),
    ],
)
def test_a_page_is_the_same_when_hardly_a_letter_and_no_address_differs(page: str, is_same: bool) -> None:
    other = print_of(shell("/probe0123456789ab.html", "<p></p>"), f"{HOST}/probe0123456789ab.html")
    assert same_page(print_of(page, f"{HOST}/x/gone.html"), other, RULES.limit("novel_letters")) is is_same


def test_short_pages_must_be_equal_letter_by_letter() -> None:
    one, other = (print_of(f"<p>{text}</p>", f"{HOST}/a") for text in ("公告", "通知"))
    assert not same_page(one, other, 8)


def test_words_are_looked_for_in_the_title_of_a_long_page_and_anywhere_in_a_short_one() -> None:
    assert has_missing_words("<p>您访问的页面不存在</p>", RULES)
    assert has_missing_words("<title>404 Not Found</title>" + "字" * 30_000, RULES)
    assert not has_missing_words("<title>公告</title>" + "字" * 30_000 + "页面不存在", RULES)


RUISHU = "<html><head><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script></head><body></body></html>"
OFTEN = "<html><body>访问过于频繁，请稍后再试</body></html>"


@pytest.mark.parametrize(
    ("text", "status", "names_others", "wanted"),
    [
        (RUISHU, 412, False, True),
        (RUISHU, 200, False, True),
        (RUISHU, 404, False, False),
        (RUISHU, 412, True, False),
        ("<script>var a=1;eval(a)</script>", 521, False, True),
        ("<script>var a=1;eval(a)</script>", 200, False, False),
        (OFTEN, 200, False, True),
        (OFTEN, 200, True, False),
        (f"<p>{OFTEN}</p>" + "<p>这是一篇谈论网站防护的文章。</p>" * 40, 200, False, False),
        (OFTEN + "<img src=a><img src=b>", 200, False, False),
        ("<html><body>403 Forbidden</body></html>", 403, False, False),
        (RUISHU + "<!--" + "x" * 9000 + "-->", 412, False, False),
        ("", 412, False, False),
    ],
)
def test_a_challenge_is_tiny_names_nothing_and_has_a_mark(
    text: str, status: int, names_others: bool, wanted: bool
) -> None:
    assert is_challenge(exchange(text, status=status), text, names_others, RULES) is wanted


def test_cookies_with_a_literal_value_are_read_and_computed_ones_are_not() -> None:
    script = """document.cookie="C3VK=8a1f; path=/; max-age=300";document.cookie='a='+b;document.cookie=('_')+('x')"""
    assert list(cookies_written(script)) == ["C3VK=8a1f; path=/; max-age=300"]


@pytest.mark.parametrize(
    ("path", "body", "wanted"),
    [
        ("/a.pdf", "<html><p>x", True),
        ("/a.PDF?x=1", "<!DOCTYPE html>", True),
        ("/a.pdf", "%PDF-1.4", False),
        ("/a.doc", "<html><p>x", False),
        ("/a.jpg", "\ufeff <html>", True),
        ("/a.html", "<html>", False),
        ("/pdf", "<html>", False),
    ],
)
def test_a_page_in_place_of_a_file_is_known_by_its_first_bytes(path: str, body: str, wanted: bool) -> None:
    assert is_html_for_a_file(exchange(body, url=HOST + path)) is wanted
