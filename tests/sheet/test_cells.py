"""Addresses, codes, dates and words as cells hold them."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.model import Answer
from migrate.sheet.cells.addresses import read_addresses, tells_apart
from migrate.sheet.cells.codes import read_code
from migrate.sheet.cells.dates import read_span
from migrate.sheet.cells.durations import read_idle_days
from migrate.sheet.cells.text import plain_words, text_of
from migrate.sheet.cells.words import Words, read_number
from tests.sheet.building import AS_OF, shipped

WORDS = Words(shipped()[1].words)


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("www.a.example", ["http://www.a.example/"]),
        ("HTTPS://WWW.A.Example:443/Path?Q=1#top", ["https://www.a.example/Path?Q=1"]),
        ("http://http://www.a.example", ["http://www.a.example/"]),
        ("ｈｔｔｐ：／／ｗｗｗ．ａ．ｅｘａｍｐｌｅ／", ["http://www.a.example/"]),
        ("http：//www.a.example，", ["http://www.a.example/"]),
        ("http://www.a.example/index.html。", ["http://www.a.example/index.html"]),
        ("192.0.2.7:80", ["http://192.0.2.7/"]),
        ("http://192.0.2.7:8080/jz", ["http://192.0.2.7:8080/jz"]),
        ("www.qiyun.example/jz/xxz/", ["http://www.qiyun.example/jz/xxz/"]),
        ("www.a.example、www.b.example", ["http://www.a.example/", "http://www.b.example/"]),
        ("www.a.example和www.b.example", ["http://www.a.example/", "http://www.b.example/"]),
        ("a.example\nb.example；c.example", ["http://a.example/", "http://b.example/", "http://c.example/"]),
        ("http://a.example/x,1.html,http://b.example", ["http://a.example/x,1.html", "http://b.example/"]),
        ("www.qiyun .gov.example", ["http://www.qiyun.gov.example/"]),
        ("http://a.example?x=1", ["http://a.example/?x=1"]),
        ("http://a.example/栏目/", ["http://a.example/栏目/"]),
        ("http://栖云县.政务", ["http://xn--9kq19jj0u.xn--zfr164b/"]),
        ("www。qiyun。gov。example", ["http://www.qiyun.gov.example/"]),
        ("\u200bwww.a.example\xa0", ["http://www.a.example/"]),
        ("甲@a.example", []),
        ("someone@a.example", []),
        ("300.1.2.3", []),
        ("2016.3.5", []),
        ("无", []),
        ("见附件1.doc", []),
        ("http://a.example:99999/", []),
    ],
)
def test_an_address_is_read_as_the_contract_spells_it(text: str, urls: list[str]) -> None:
    assert list(read_addresses(text).urls) == urls


def test_the_words_beside_an_address_are_kept() -> None:
    assert read_addresses("栖云农业网（网址：www.a.example）").rest == "栖云农业网"


@pytest.mark.parametrize("filler", ["a", "a.", "甲", "-", "一", " ", "http://", "甲。", "、", "(", "1"])
def test_a_cell_of_thirty_thousand_characters_is_read_like_any_other(filler: str) -> None:
    text = (filler * 32_000)[:32_000] + ".甲未"
    assert len(read_addresses(text).urls) < 2_000
    assert read_span(text, AS_OF) is None
    assert isinstance(WORDS.answer(text), Answer)
    assert read_idle_days(text) is None or read_idle_days(text)


@given(st.text(max_size=60))
def test_reading_addresses_never_raises_and_reads_its_own_spelling_again(text: str) -> None:
    for url in read_addresses(text).urls:
        assert url.startswith(("http://", "https://"))
        assert tells_apart(url)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://a.example/", "a.example"),
        ("http://a.example/index.html", "a.example"),
        ("http://a.example:8080/", "a.example:8080"),
        ("http://a.example/jz/xxz/", "a.example/jz/xxz"),
        ("http://www.a.example/", "www.a.example"),
    ],
)
def test_a_site_is_told_by_host_port_and_path(url: str, key: str) -> None:
    assert tells_apart(url) == key


@pytest.mark.parametrize(
    ("value", "code", "damaged"),
    [
        ("1304000009", "1304000009", False),
        (1304000009, "1304000009", False),
        (1304000009.0, "1304000009", False),
        ("'1304000009", "1304000009", False),
        ("１３０４０００００９", "1304000009", False),
        ("1304 0000 09", "1304000009", False),
        ("0104000009", "0104000009", False),
        ("BM07000001", "bm07000001", False),
        (104000009, None, True),
        ("1.30E+09", None, True),
        ("13O4000009", None, True),
        ("#REF!", None, True),
        ("无", None, False),
        ("申请中", None, False),
        (None, None, False),
    ],
)
def test_a_site_code_keeps_its_zeros_and_is_never_repaired(value: Any, code: str | None, damaged: bool) -> None:
    assert read_code(value) == (code, damaged)


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2016.3", "2016-03-01", "2016-03-31"),
        ("2016-3", "2016-03-01", "2016-03-31"),
        ("2016/3/5", "2016-03-05", "2016-03-05"),
        ("2016年3月", "2016-03-01", "2016-03-31"),
        ("2016年3月5日", "2016-03-05", "2016-03-05"),
        ("20160305", "2016-03-05", "2016-03-05"),
        (20160305, "2016-03-05", "2016-03-05"),
        ("二○○七年十月十日", "2007-10-10", "2007-10-10"),
        ("二〇一六年十二月二十三日", "2016-12-23", "2016-12-23"),
        (42500, "2016-05-10", "2016-05-10"),
        (datetime(2016, 5, 10, 8, 30), "2016-05-10", "2016-05-10"),
        ("2021- 11- 01 08: 56", "2021-11-01", "2021-11-01"),
        ("201733日", "2017-03-03", "2017-03-03"),
        ("2015 5 月底前", "2015-05-01", "2015-05-31"),
        ("2017年上半年", "2017-01-01", "2017-06-30"),
        ("2016年第三季度", "2016-07-01", "2016-09-30"),
        ("2016年底", "2016-12-01", "2016-12-31"),
        ("2016年", "2016-01-01", "2016-12-31"),
        (2016.3, "2016-03-01", "2016-03-31"),
        (2016.1, "2016-01-01", "2016-10-31"),
        ("3个月前", "2016-11-23", "2016-11-23"),
        ("两年前", "2015-02-23", "2015-02-23"),
        ("去年10月", "2016-10-01", "2016-10-31"),
    ],
)
def test_a_date_is_the_span_that_its_words_allow(value: Any, first: str, last: str) -> None:
    span = read_span(value, AS_OF)
    assert span is not None
    assert (span.first, span.last) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "value", ["无更新", "长期", "2017111日", "2016-13-40", "", None, True, 7, "至今", "电话12345678"]
)
def test_what_is_no_date_or_has_two_readings_is_none(value: Any) -> None:
    assert read_span(value, AS_OF) is None


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.dates(), st.booleans()))
def test_reading_a_date_never_raises(value: Any) -> None:
    span = read_span(value, AS_OF)
    assert span is None or span.first <= span.last


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("超过六个月逾期未更新", 182),
        ("超过两周逾期未更新", 14),
        ("近两年没有更新", 730),
        ("超过6年未更新", 2191),
        ("正常更新", None),
    ],
)
def test_a_duration_without_updates_is_read_in_days(text: str, days: int | None) -> None:
    read = read_idle_days(text)
    assert (None if read is None else int(read)) == days


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("√", "yes"), ("是", "yes"), ("有", "yes"),
        ("已纳入", "yes"), ("Y", "yes"), ("1", "yes"), ("有专人负责", "yes"),
        ("能够长期提供", "yes"), ("×", "no"), ("否", "no"),
        ("无", "no"), ("未纳入", "no"), ("0", "no"), ("不能保障", "no"),
        ("缺乏技术人员", "no"), ("薄弱", "no"), ("", "unknown"),
        ("/", "unknown"), ("—", "unknown"), ("不详", "unknown"),
        ("正在申请", "unknown"), ("■有 □无", "yes"), ("□有 ■无", "no"), ("有□ 无☑", "no"), ("○是●否", "no"),
        ("[√]是 [ ]否", "yes"), ("□有 □无", "unknown"),
    ],
)  # fmt: skip
def test_yes_and_no_are_read_in_all_spellings(text: str, answer: str) -> None:
    assert WORDS.answer(text) == Answer(answer)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("", "no"),
        ("无", "no"),
        ("—", "no"),
        ("/", "no"),
        ("否", "no"),
        ("无特殊情况", "no"),
        ("招生考试", "yes"),
        ("不详", "unknown"),
    ],
)
def test_a_blank_names_nothing(text: str, answer: str) -> None:
    assert WORDS.named(text) == Answer(answer)


@given(st.text(alphabet="■□●○√有无是否、 x[]()（）", max_size=20))
def test_ticks_never_raise(text: str) -> None:
    assert isinstance(WORDS.ticked(text), str)


@pytest.mark.parametrize(
    ("text", "number"), [("12条", 12), ("约1,200余条", 1200), ("-33.1分", -33.1), ("1.2万", 12000), ("无", None)]
)
def test_a_number_loses_its_unit(text: str, number: float | None) -> None:
    assert read_number(text) == number


def test_text_loses_what_spreadsheets_add() -> None:
    assert text_of(3.0) == "3"
    assert text_of(datetime(2016, 3, 5)) == "2016-03-05"
    assert plain_words("组\u3000长") == "组长"
