"""Charsets: bytes decide, declarations are only evidence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.charset import declaration, decode

RARE = "公告：喆、镕、㙍与繁體字"
BIG5 = "桃園縣政府環境保護局公告，為辦理空氣污染防制費之徵收，特訂定本辦法，請各單位依規定期限內完成申報。" * 4


@pytest.mark.parametrize("declared", [None, "utf-8", "gb2312", "iso-8859-1", "no such charset", ""])
def test_gbk_bytes_are_read_as_gb18030_whatever_is_declared(declared: str | None) -> None:
    read = decode(RARE.encode("gb18030"), declared)
    assert (read.text, read.charset) == (RARE, "gb18030")


@pytest.mark.parametrize("declared", [None, "gb2312", "gbk", "big5"])
def test_utf_8_bytes_are_read_as_utf_8_whatever_is_declared(declared: str | None) -> None:
    read = decode(f'<meta charset="{declared}">{RARE}'.encode(), declared)
    assert read.charset == "utf-8"
    assert read.text.endswith(RARE)


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_decides_and_is_no_text(charset: str) -> None:
    read = decode(RARE.encode(charset), "gbk")
    assert (read.text, read.evidence) == (RARE, "bom")


def test_a_character_cut_at_the_very_end_does_not_change_the_charset() -> None:
    assert decode(RARE.encode()[:-1]).text == RARE[:-1]
    assert decode(RARE.encode()[:-1]).charset == "utf-8"


def test_big5_is_told_from_gbk() -> None:
    read = decode(BIG5.encode("big5"))
    assert (read.text, read.charset) == (BIG5, "big5hkscs")


@pytest.mark.parametrize(
    ("head", "declared", "charset"),
    [
        (b"<p>plain</p>", None, "utf-8"),
        (b"<meta charset=gb2312>", None, "gb18030"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=GBK">', None, "gb18030"),
        (b"<meta charset='big5'>", None, "big5hkscs"),
        (b"<meta charset=gb2312>", "utf-8", "utf-8"),
        (b"<p>plain</p>", "x-gbk", "gb18030"),
        (b"<p>plain</p>", "latin-1", "utf-8"),
    ],
)
def test_plain_ascii_keeps_what_is_declared_for_the_sake_of_queries(
    head: bytes, declared: str | None, charset: str
) -> None:
    assert decode(head, declared).charset == charset


def test_a_declaration_may_stand_late_but_not_anywhere() -> None:
    assert declaration(b" " * 2500 + b'<META CHARSET = "GB2312">') == "gb2312"
    assert declaration(b" " * 9000 + b"<meta charset=gb2312>") is None
    assert declaration(b"") is None


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=400), st.one_of(st.none(), st.text(max_size=20)))
def test_decoding_never_raises(body: bytes, declared: str | None) -> None:
    read = decode(body, declared)
    assert isinstance(read.text, str)
    "".encode(read.charset)


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=80))
def test_nothing_is_lost_of_a_page_in_utf_8(text: str) -> None:
    assert decode(text.encode()).text == text.removeprefix("\ufeff")


def test_utf_16_without_a_mark_is_told_by_its_zero_bytes() -> None:
    page = '<html><body><p>栖云县农业农村局</p><a href="/1.html">公告</a></body></html>'
    assert decode(page.encode("utf-16-le")).text == page
    assert decode(page.encode("utf-16-be")).text == page


def test_utf_8_with_a_cut_character_stays_utf_8() -> None:
    page = "<p>栖云县农业农村局</p>".encode() * 3
    cut = page + "公告".encode()[:4] + "…".encode() + page
    assert decode(cut).charset == "utf-8"
    assert "栖云县农业农村局" in decode(cut).text


def test_gbk_in_which_some_letters_happen_to_be_utf_8_stays_gbk() -> None:
    assert decode("联通，栖云县农业农村局公告".encode("gbk")).charset == "gb18030"
