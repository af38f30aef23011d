"""When page 2 has anything new, and what a list's pages say of each other."""

import pytest

from migrate.run.capturing.lists import brings_new

LIST = "http://a.example/list.asp?c=3"


@pytest.mark.parametrize(
    ("second", "new"),
    [
        (["http://a.example/show.asp?id=1", "http://a.example/"], False),
        (["http://a.example/show.asp?id=21"], True),
        ([f"{LIST}&page=1", f"{LIST}&page=3"], False),  # its own pager
        (["http://a.example/list.asp?c=4"], True),
        ([], False),
    ],
)
def test_page_2_brings_something_new_when_it_names_what_page_1_and_the_pager_do_not(
    second: list[str], new: bool
) -> None:
    first = ["http://a.example/", "http://a.example/show.asp?id=1", f"{LIST}&page=2"]
    assert brings_new(first, second, {LIST, f"{LIST}&page=2", f"{LIST}&page=3"}, "page") is new


def test_files_of_the_list_itself_are_nothing_new() -> None:
    own = {"http://a.example/gk/", "http://a.example/gk/index_1.html", "http://a.example/gk/index_2.html"}
    assert not brings_new([], ["http://a.example/gk/index_2.html"], own, "")
    assert brings_new([], ["http://a.example/gk/t1.html"], own, "")
