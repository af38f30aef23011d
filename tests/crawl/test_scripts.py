"""What scripts name, and what they do not."""

import pytest

from migrate.crawl.scripts import named_in_script, named_in_script_file


@pytest.mark.parametrize(
    ("script", "wanted"),
    [
        ('document.write("<a href=\\"/a.html\\">");', ["/a.html"]),
        ("document.write('<frame src=\"b.html\">');", ["b.html"]),
        ('img.src = "/c.gif";', ["/c.gif"]),
        ('var list = [{"title":"x","linkurl":"\\/d\\/1.htm"}];', ["/d/1.htm"]),
        ('var one = {"url":"e.shtml"};', ["e.shtml"]),
        ("window.navigate('/f')", ["/f"]),
        ('document.write("<a href=/p/"+id+".htm>x</a>");', []),
        ('location.href="/show.html?id="+id;', []),
        ('x = base + "/g.html";', []),
        ('$.get("/api/h.do?id=1", f); ask({url: "/api/i.do"});', []),
        ('if (a < b) { type = "text/html"; part = "1/2"; }', []),
    ],
)
def test_a_script_names_whole_addresses_and_no_pieces(script: str, wanted: list[str]) -> None:
    assert sorted({address for address, _ in named_in_script(script)}) == wanted


def test_a_script_file_names_nothing_that_is_relative_to_a_page() -> None:
    script = "document.write('<a href=\"a.html\">');document.write('<a href=\"/b.html\">')"
    assert {address for address, _ in named_in_script_file(script)} == {"/b.html"}
