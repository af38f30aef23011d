"""Shapes of addresses that a script makes without end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.traps import read_traps
from migrate.crawl.traps import shape_of

RULES = read_traps()
HOST = "http://a.example"


@pytest.mark.parametrize(
    ("url", "shape"),
    [
        ("/x.jsp?_cimake=false&d=2019-03-05", "calendar http://a.example/x.jsp?_cimake=false&d=*"),
        ("/x.jsp?d=20190305", "calendar http://a.example/x.jsp?d=*"),
        ("/x.jsp?year=2019&month=3", "calendar http://a.example/x.jsp?month=*&year=*"),
        ("/rl/2019/03/05/", "calendar http://a.example/rl/*/"),
        ("/rl/2019-03/", "calendar http://a.example/rl/*/"),
        ("/list.asp?ClassID=7&page=3", "endless_pages http://a.example/list.asp?ClassID=7&page=*"),
        ("/xw/index_12.html", "endless_pages http://a.example/xw/*.html"),
        ("/xw/page/3/", "endless_pages http://a.example/xw/*"),
        ("/so.jsp?a=1&b=2", "facets http://a.example/so.jsp"),
        ("/plus/count.php?aid=55", "visit_counter http://a.example/plus/count.php"),
        ("/_visitcount?id=5", "visit_counter http://a.example/_visitcount"),
        ("/xw/202401/t20240105_12345.html", None),
        ("/art/2020/8/14/art_1229_187.html", None),
        ("/2024/1029/c8692a329070/page.htm", None),
        ("/show.asp?id=5", None),
        ("/show.asp?id=12345&date=2019-03-05", "facets http://a.example/show.asp"),
        ("/yppjfb/20200911083851127.html", None),
        ("/", None),
    ],
)
def test_a_shape_is_what_stays_without_date_number_and_filter(url: str, shape: str | None) -> None:
    found = shape_of(HOST + url, RULES)
    assert (found.text if found else None) == shape


def test_the_year_of_a_calendar_page_is_told() -> None:
    years = [shape_of(f"{HOST}{url}", RULES) for url in ("/x?d=2103-01-01", "/rl/1998/12/")]
    assert [one.year if one else None for one in years] == [2103, 1998]


@given(st.text(max_size=60))
def test_no_address_makes_the_reader_of_shapes_raise(text: str) -> None:
    found = shape_of(f"{HOST}/{text}".replace("[", "").replace("]", ""), RULES)
    assert found is None or found.text.startswith(found.family)
