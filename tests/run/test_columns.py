"""The columns of an article, from its own breadcrumb and from every list page that names it."""

import pytest

from migrate.run.extract import columns_of

OWN = ("政务公开", "通知公告")
OTHER = ("新闻中心", "工作动态")


@pytest.mark.parametrize(
    ("own", "lists", "expected"),
    [
        (OWN, [OWN, OTHER], (OWN, OTHER)),
        ((), [OTHER], (OTHER,)),
        (OWN, [("政务公开",)], (OWN,)),
        (OWN, [("通知公告",)], (OWN,)),
        (("通知公告",), [OWN], (("通知公告",), OWN)),
    ],
)
def test_a_column_is_named_once_by_its_longest_trail_and_the_articles_own_comes_first(own, lists, expected):
    assert columns_of(own, lists) == expected


def test_a_block_of_hot_articles_beside_every_page_of_another_list_is_no_column():
    assert columns_of(OWN, [OWN, OTHER, OTHER, OTHER]) == (OWN,)


def test_an_article_on_top_of_every_page_of_its_own_list_keeps_it():
    assert columns_of(OWN, [("通知公告",)] * 5) == (OWN,)
