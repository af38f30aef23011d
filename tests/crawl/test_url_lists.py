"""What a person writes into a list of addresses, and what of it is one."""

import codecs

import pytest

from migrate.crawl.sources.url_lists import addresses_in, addresses_in_cell, listed

HOST = "nyncj.qiyun.gov.example"
BASE = f"http://{HOST}"


@pytest.mark.parametrize(
    ("line", "addresses"),
    [
        (f"{BASE}/xw/1.html", [f"{BASE}/xw/1.html"]),
        (f"  {BASE}/%e5%86%9C.html \r", [f"{BASE}/%e5%86%9C.html"]),
        (f"HTTPS://{HOST}/A.HTML", [f"HTTPS://{HOST}/A.HTML"]),
        (f"{HOST}/xw/1.html", [f"{BASE}/xw/1.html"]),
        (HOST, [BASE]),
        (f"{HOST}:8080/", [f"{BASE}:8080/"]),
        (f"//{HOST}/xw/", [f"{BASE}/xw/"]),
        ("/xw/1.html", ["/xw/1.html"]),
        (f"{BASE}/1.html\t关于春耕的通知", [f"{BASE}/1.html"]),
        (f"关于春耕的通知 {BASE}/1.html", [f"{BASE}/1.html"]),
        (f"栏目首页：{BASE}/xw/", [f"{BASE}/xw/"]),
        (f"{BASE}/1.html {BASE}/2.html", [f"{BASE}/1.html", f"{BASE}/2.html"]),
        (f'"{BASE}/1.html",', [f"{BASE}/1.html"]),
        (f"<{BASE}/1.html>；", [f"{BASE}/1.html"]),
        (f"{BASE}/附件 1.doc", [f"{BASE}/附件 1.doc"]),
        (f"{BASE}/art/2019/3/5/art_1_2,3.html", [f"{BASE}/art/2019/3/5/art_1_2,3.html"]),
        (f"{BASE}/go.asp?url=http://b.example/", [f"{BASE}/go.asp?url=http://b.example/"]),
        (f"{HOST}/go.asp?url=http://b.example/", [f"{BASE}/go.asp?url=http://b.example/"]),
        ("农业农村局", []),
        ("index.html", []),
        ("1.5", []),
        ("ftp://ftp.qiyun.example/1.doc", []),
        ("mailto:li@qiyun.example", []),
        ("javascript:void(0)", []),
        ("", []),
    ],
)
def test_a_line_of_a_list_names_its_addresses(line: str, addresses: list[str]) -> None:
    assert addresses_in(line) == addresses


@pytest.mark.parametrize(
    ("cell", "addresses"),
    [
        (f"{BASE}/1.html", [f"{BASE}/1.html"]),
        (f"\u200b{BASE}/1.html\ufeff", [f"{BASE}/1.html"]),
        (f"{BASE}/1.html\n{BASE}/2.html", [f"{BASE}/1.html", f"{BASE}/2.html"]),
        (f"www.{HOST}/1.html", [f"http://www.{HOST}/1.html"]),
        ("/xw/1.html", ["/xw/1.html"]),
        ("/", []),  # how sheets say 无
        ("/无", []),
        ("2019/3/5", []),
        ("附件1.doc", []),
        ("v2.final", []),
        ("关于春耕的通知", []),
    ],
)
def test_a_cell_of_a_sheet_is_mostly_none(cell: str, addresses: list[str]) -> None:
    assert addresses_in_cell(cell) == addresses


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_list_is_read_in_any_charset_and_its_remarks_are_left(charset: str) -> None:
    text = f"# 农业局的网址\r\n{BASE}/通知.html\r\n\r\n不是网址\r\n{BASE}/2.html  # 备注\r\n又一行\r\n"
    found = listed(text.encode(charset))
    assert found.addresses == (f"{BASE}/通知.html", f"{BASE}/2.html")
    assert (found.unreadable, found.sample) == (2, (4, "不是网址"))


def test_a_fragment_is_no_remark() -> None:
    assert listed(f"{BASE}/1.html#top\n".encode()).addresses == (f"{BASE}/1.html#top",)


def test_a_site_map_is_a_list_too() -> None:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<url><loc>{BASE}/a.html?x=1&amp;y=2</loc></url><url><loc>\n{BASE}/b.html</loc></url></urlset>"
    )
    for content in (text.encode(), codecs.BOM_UTF8 + text.encode()):
        found = listed(content)
        assert found.addresses == (f"{BASE}/a.html?x=1&y=2", f"{BASE}/b.html")
        assert found.unreadable == 0


def test_an_empty_list_names_nothing() -> None:
    assert listed(b"").addresses == ()
