"""Pagers: the list pages that only a script knows."""

import re

import pytest

from mappings.families import PagerRow, read_families
from migrate.crawl.pagers import MAX_PAGES, Pager, pagers_of

FOLDER = "http://a.example/gk/"
RULES = read_families()


def pagers(text: str, file: str = "") -> list[Pager]:
    return list(pagers_of(text, FOLDER + file, RULES))


def files(pager: Pager) -> list[str]:
    return [one.removeprefix(FOLDER) for one in pager.page_urls]


@pytest.mark.parametrize(
    ("text", "file", "rule", "names"),
    [
        ('createPageHTML(4, 0, "index", "html");', "", "P1", ["index_1.html", "index_2.html", "index_3.html"]),
        ("createPageHTML(3,0,'tz','shtml')", "tz.shtml", "P1", ["tz_1.shtml", "tz_2.shtml"]),
        ('createPage(2, 0, "index", "html")', "index.html", "P1", ["index_1.html"]),
        ('createPageHTML(3, 0, "index", "html", 20, 55)', "", "P1", ["index_1.html", "index_2.html"]),
        ("document.write(createPageHTML( 2 ,\n0 , 'index' , 'html' ))", "", "P1", ["index_1.html"]),
        ('createPageHTML(3, 1, "index", "html");', "", "P1-one", ["index_2.html", "index_3.html"]),
        ("createPageHTML('page_div',3, 1,'fg','shtml',89)", "fg.shtml", "P2", ["fg_2.shtml", "fg_3.shtml"]),
        (
            'createPageHTML("page-div",2,1,"common_list","shtml",1000);',
            "common_list.shtml",
            "P2",
            ["common_list_2.shtml"],
        ),
        ('createPageHTML(1, 0, "index", "html");', "", "P1", []),
    ],
)
def test_the_first_page_of_a_list_declares_all_others(text: str, file: str, rule: str, names: list[str]) -> None:
    (pager,) = pagers(text, file)
    assert (pager.rule_id, files(pager), pager.first_url) == (rule, names, None)


@pytest.mark.parametrize("file", ["index_3.html", "other.html", "index.shtml"])
def test_another_page_only_leads_to_the_first(file: str) -> None:
    told = pagers('createPageHTML(9, 3, "index", "html");', file)
    assert {(one.first_url, one.page_urls) for one in told} == {(FOLDER + "index.html", ())}
    assert len(told) == 1


@pytest.mark.parametrize(
    "text",
    [
        'createPageHTML(0, 0, "index", "html")',
        f'createPageHTML({MAX_PAGES + 1}, 0, "index", "html")',
        "createPageHTML(n,0)",
        'createPageHTML(9, 4, "index", "html")',
        'createPageHTML(5, 0, "../x", "html")',
        "",
    ],
)
def test_what_is_no_declaration_gives_no_pages(text: str) -> None:
    assert pagers(text, "index.html") == []


def test_the_same_pager_at_top_and_bottom_counts_once_and_two_lists_twice() -> None:
    top = 'createPageHTML(2, 0, "index", "html");'
    assert len(pagers(top + top)) == 1
    assert len(pagers(top + 'createPageHTML(2, 0, "tz", "html");')) == 2


def test_an_offices_pattern_may_catch_what_is_no_number() -> None:
    pattern = re.compile(r"p\((?P<pages>\w*),(?P<current>\w*),(?P<name>\w+),?(?P<ext>\w+)?\)")
    rule = PagerRow("own", pattern, 1, "one", "{name}.{ext}", "{name}_{number}.{ext}")
    assert list(pagers_of("p(many,1,index,html) p(,,index) p(²,1,index,html)", FOLDER, [rule])) == []
    (pager,) = pagers_of("p(2,1,index,html)", FOLDER, [rule])
    assert files(pager) == ["index_2.html"]
