"""What style sheets and `srcset` name."""

import pytest

from migrate.crawl.styles import named_in_css, named_in_srcset


@pytest.mark.parametrize(
    ("css", "wanted"),
    [
        ("a{background:url(im\\61ge.png)}", ["image.png"]),
        ('a{background:url("a\\\nb.png")}', ["ab.png"]),
        ("a{background:url(pa\\(ren\\).png)}", ["pa(ren).png"]),
        ("/* url(no.png) */b{background:url('x y.png')}", ["x y.png"]),
        ("a{background:url(yes.png)}/* never closed url(no.png)", ["yes.png"]),
        ("a{filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(enabled=1,src='p.png')}", ["p.png"]),
        ("@import url(a.css) screen;", ["a.css"]),
        ("@import 'b.css';", ["b.css"]),
        ("a{background:url()}", []),
    ],
)
def test_a_style_names_what_it_shows(css: str, wanted: list[str]) -> None:
    assert [address for address, _ in named_in_css(css)] == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("a.jpg 1x, b.jpg 2x", ["a.jpg", "b.jpg"]),
        ("a,b.jpg 2x, c,d.jpg", ["a,b.jpg", "c,d.jpg"]),
        ("a.jpg, b.jpg 2x,c.jpg 3x", ["a.jpg", "b.jpg", "c.jpg"]),
        (" , ,a.jpg,, ", ["a.jpg"]),
        ("", []),
    ],
)
def test_a_comma_ends_an_address_only_where_a_blank_follows(value: str, wanted: list[str]) -> None:
    assert list(named_in_srcset(value)) == wanted
