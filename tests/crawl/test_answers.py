"""Answers of list APIs: every address that JSON, JSONP and the HTML inside them name."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.crawl.answers import links_of_json, rows_of_json
from migrate.crawl.rows import rows_of_answer

API = "http://api.qiyun.gov.example/x/list"
ROOT = "http://api.qiyun.gov.example"


def named(value: object) -> list[str]:
    links = links_of_json(json.dumps(value), API)
    assert links is not None
    return [one.url.removeprefix(ROOT) for one in links]


@pytest.mark.parametrize(
    ("value", "links"),
    [
        ({"url": "/art/1.html"}, ["/art/1.html"]),
        ({"url": "art/1.html"}, ["/art/1.html"]),
        ({"docFileUrl": "http://files.example/a.pdf"}, ["http://files.example/a.pdf"]),
        ({"urls": '{"pc":"/a/1.html","mobile":""}'}, ["/a/1.html"]),
        (
            {"content": '<p><a href="/files/附件.doc">附件</a><img src="/i.png"></p>'},
            ["/files/%E9%99%84%E4%BB%B6.doc", "/i.png"],
        ),
        ({"data": {"html": '<li><a href="/art/2.html">二</a></li>'}}, ["/art/2.html"]),
        ([{"title": "http 怎么写 url", "date": "2024/01/05", "url": ""}], []),
        ({"url": "javascript:void(0)", "link": "mailto:a@b.example"}, []),
    ],
)
def test_a_json_answer_names_what_its_values_say(value: object, links: list[str]) -> None:
    assert named(value) == links


def test_jsonp_is_read_too_and_other_texts_are_no_json() -> None:
    links = links_of_json('result({"url": "/a.html"});', API)
    assert links is not None
    assert [one.url for one in links] == [f"{ROOT}/a.html"]
    assert links_of_json("var x = {};", API) is None
    assert links_of_json("{broken", API) is None


def test_the_rows_of_an_answer_are_its_longest_list() -> None:
    value = {"nav": [{"a": 1}], "data": {"results": [{"id": 1}, {"id": 2}], "other": []}}
    assert rows_of_json(json.dumps(value)) == [{"id": 1}, {"id": 2}]
    assert rows_of_answer(json.dumps(value), API) == ["id=1", "id=2"]


def test_records_are_told_apart_by_what_they_name_first() -> None:
    record = "<record><![CDATA[<a href='/art/{0}.html'>x</a><a href='/more/{0}.html'>]]></record>"
    text = record.format(1) + f"<!--{record.format(2)}-->" + record.format(1)
    assert rows_of_answer(text, API) == [f"{ROOT}/art/1.html", f"{ROOT}/art/2.html", f"{ROOT}/art/1.html"]


@given(
    st.recursive(st.none() | st.text(max_size=60), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_no_answer_breaks_the_reading(value: object) -> None:
    text = json.dumps(value)
    assert links_of_json(text, API) is None or text[:1] in "[{"
    assert isinstance(rows_of_json(text), list)


def test_a_deep_answer_is_read_as_far_as_it_is_sane() -> None:
    deep = "[" * 3000 + "]" * 3000
    assert not links_of_json(deep, API)
