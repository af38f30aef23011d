# ruff: noqa: E501  (markup reads better unbroken)
"""Dates: read as printed, told apart from look-alikes, every witness kept."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.extract.dates import chosen, read_date, with_entry
from migrate.model import DateEvidence, Entry
from tests.extract import pages


@pytest.mark.parametrize(
    "said, expected",
    [
        ("2017-03-08", "2017-03-08"),
        ("2017/3/8", "2017-03-08"),
        ("2017年3月8日", "2017-03-08"),
        ("2017.03.08 09:05:59", "2017-03-08 09:05"),
        ("２０１７－０３－０８　１６：０５", "2017-03-08 16:05"),
        ("2017-03-08T16:05:00", "2017-03-08 16:05"),
        ("2017年3月8日 星期三 下午2:05", "2017-03-08 14:05"),
        ("2017-3-8 2:05:00 PM", "2017-03-08 14:05"),
        ("二〇一七年三月八日", "2017-03-08"),
        ("二○○五年十二月二十三日", "2005-12-23"),
        ("二零一零年十月十日", "2010-10-10"),
        ("2017-02-30", None),
        ("2017-13-01", None),
        ("0001-01-01", None),
        ("2026-02-00018", None),
        ("2017-03", None),
        ("2017-03-08 25:61", "2017-03-08"),
        ("", None),
    ],
)
def test_a_date_is_read_as_printed_or_not_at_all(said, expected):
    assert read_date(said) == expected


@given(st.text())
def test_any_text_gives_a_date_or_none(text):
    found = read_date(text)
    assert found is None or len(found) in {10, 16}


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2098, 12, 31)))
def test_every_real_day_is_read_back(day):
    assert read_date(f"发布时间：{day.year}年{day.month}月{day.day}日") == day.isoformat()


def test_a_visible_date_beside_the_source_beats_the_meta_and_both_are_kept(read):
    page = read(pages.date_conflict())
    assert [(witness.where, witness.published_at) for witness in page.date_evidence] == [
        ("visible", "2009-09-30 16:05"),
        ("meta pubdate", "2023-05-12 00:00"),
    ]


@pytest.mark.parametrize(
    "label", ["成文日期", "生成日期", "生效日期", "报名时间", "培训时间", "开始时间", "截止日期", "会议时间"]
)
def test_other_dates_of_a_document_are_never_the_publish_date(read, label):
    body = f"<h1>{pages.TITLE}</h1><table><tr><td>{label}：</td><td>2020年07月30日</td></tr></table><div id=zoom>{pages.paragraphs()}</div>"
    page = read(pages.whole(body))
    assert page.published_at is None
    assert page.date_evidence == ()


def test_dates_in_the_text_are_never_the_publish_date(read):
    body = f"<h1>{pages.TITLE}</h1><div id=zoom>{pages.paragraphs('发布时间：2020-07-30起公示。', '会议时间：2020年7月30日。', '请各单位准时参加会议。')}</div>"
    assert read(pages.whole(body)).published_at is None


def test_the_generation_time_of_a_page_is_no_witness(read):
    head = "<meta name=others content='页面生成时间 2026-01-01 01:48:08'><meta name=Maketime content='2023-10-23 09:51:50'>"
    body = f"<h1>{pages.TITLE}</h1><div id=zoom>{pages.paragraphs()}</div>"
    assert read(pages.whole(body, head)).date_evidence == ()


@pytest.mark.parametrize(
    "path",
    [
        "tzgg/201706/t20170608_2964829.html",
        "art/2017/6/8/art_1_2.html",
        "a/20170608/520.html",
        "2017-06/08/c_1.htm",
        "2017060817462526593/index.html",
    ],
)
def test_the_clock_of_an_address_supports_and_never_decides(read, path):
    page = read(pages.whole(f"<h1>{pages.TITLE}</h1><div id=zoom>{pages.paragraphs()}</div>"), path)
    assert page.published_at is None
    assert [(witness.where, witness.published_at) for witness in page.date_evidence] == [("url", "2017-06-08")]


def test_a_list_row_dates_an_article_that_shows_no_date(read):
    page = read(
        pages.whole(f"<h1>{pages.TITLE}</h1><div id=zoom>{pages.paragraphs()}</div>"), "tzgg/201706/t20170608_1.html"
    )
    dated = with_entry(page, Entry(page.url, page.title, "2017-06-07"))
    assert dated.published_at == "2017-06-07"
    assert [witness.where for witness in dated.date_evidence] == ["list", "url"]


def test_a_list_row_does_not_overrule_the_page(read):
    page = read(pages.date_conflict())
    assert with_entry(page, Entry(page.url, page.title, "2011-01-01")).published_at == page.published_at


def test_a_row_without_a_date_adds_no_witness(read):
    page = read(pages.trs_gbk())
    assert with_entry(page, Entry(page.url, page.title)) == page


def _witnesses(*pairs):
    return tuple(DateEvidence(where, said, said) for where, said in pairs)


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ([("visible", "2009-09-30"), ("meta pubdate", "2023-05-12 10:00")], "2009-09-30"),
        ([("visible", "2016-09-13"), ("meta pubdate", "2016-09-12 08:40"), ("list", "2016-09-12")], "2016-09-13"),
        (
            [
                ("visible", "2016-09-13"),
                ("meta pubdate", "2016-09-12 08:40"),
                ("list", "2016-09-12"),
                ("url", "2016-09-12"),
            ],
            "2016-09-12 08:40",
        ),
        ([("visible", "2017-03-08"), ("meta pubdate", "2017-03-08 09:30")], "2017-03-08 09:30"),
        ([("list", "2017-03-08"), ("url", "2017-03-07")], "2017-03-08"),
        ([("url", "2017-03-07")], None),
        ([], None),
    ],
)
def test_the_day_on_which_the_weightiest_witnesses_agree_is_chosen_with_the_time_that_one_of_them_knows(
    evidence, expected
):
    assert chosen(_witnesses(*evidence)) == expected
