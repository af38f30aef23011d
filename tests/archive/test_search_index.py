import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from archive.directory import search_index
from archive.directory.own_files import OwnFiles
from archive.directory.search_index import (
    DIGITS,
    FOLDER,
    Found,
    deltas,
    grams,
    plain,
    write_search,
    write_search_across,
)
from archive.directory.shelf import ArchivedPage
from archive.directory.shown_text import shown_text


def page(number: int, title: str = "标题") -> ArchivedPage:
    return ArchivedPage(
        title, "2017-01-01 08:00", f"http://a.example/{number}", f"a/{number}.html", (("公开", "通知"),)
    )


def indexed(folder: Path, texts: list[tuple[str, str]]) -> Path:
    own = OwnFiles(folder)
    write_search(own, "甲", (Found(page(number, title), text) for number, (title, text) in enumerate(texts)))
    own.finish()
    return folder / FOLDER


def said(path: Path) -> str:
    text = path.read_text("utf-8")
    assert text.startswith("archiveIndex(") and text.endswith(");\n")
    return text.removeprefix("archiveIndex(").removesuffix(");\n")


def numbers(text: str) -> list[int]:
    """Read back as the script does, written apart from the writer."""
    found, at, number, shift = [], 0, 0, 1
    for letter in text:
        digit = DIGITS.index(letter)
        number += digit % 32 * shift
        shift *= 32
        if digit < 32:
            at += number
            found.append(at)
            number, shift = 0, 1
    return found


def read_back(folder: Path) -> tuple[dict[str, tuple[list[int], list[int]]], list[list[str]], dict]:
    index = json.loads(said(folder / "index.js"))
    lines: dict[str, tuple[list[int], list[int]]] = {}
    for number, first in enumerate(index["grams"], 1):
        rows = said(folder / f"grams-{number}.js").strip("`\n").split("\n")
        assert rows[0].split("\t")[0] == first
        for row in rows:
            gram, titles, texts = row.split("\t")
            assert gram not in lines
            lines[gram] = (numbers(titles), numbers(texts))
    pages: list[list[str]] = []
    for number, at in enumerate(index["texts"], 1):
        assert len(pages) == at
        pages += json.loads(said(folder / f"texts-{number}.js"))
    assert list(lines) == sorted(lines, key=lambda one: one.encode("utf-16-be"))
    return lines, pages, index


def naive(texts: list[str]) -> dict[str, list[int]]:
    """Which texts have which pair, letter by letter."""
    found: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        for run in re.split(r"[\W_]+", plain(text)):
            for pair in {*map("".join, pairwise(run)), run[-1:]} - {""}:
                found.setdefault(pair, []).append(number)
    return {pair: sorted(set(where)) for pair, where in found.items()}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text("农机补贴Ａa1 ，\U00020000", max_size=6), st.text("农机补贴Ａa1 ，`$\\\n\u2028", max_size=30)
        ),
        max_size=12,
    )
)
def test_the_index_holds_every_pair_of_every_page_also_when_it_was_gathered_in_pieces(tmp_path_factory, texts) -> None:
    folder = tmp_path_factory.mktemp("x")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_index, "BUFFER", 2000)
        patch.setattr(search_index, "SHARD", 60)
        lines, pages, index = read_back(indexed(folder, texts))
    titles, bodies = (naive([text[field] for text in texts]) for field in (0, 1))
    assert lines == {pair: (titles.get(pair, []), bodies.get(pair, [])) for pair in {*titles, *bodies}}
    assert [(one[0], one[4]) for one in pages] == texts
    assert index["pages"] == len(texts)


def test_a_page_stands_in_the_index_with_what_the_results_show(tmp_path: Path) -> None:
    _, pages, _ = read_back(indexed(tmp_path, [("关于春耕的通知", "各乡镇：")]))
    assert pages == [["关于春耕的通知", "2017-01-01", "公开 › 通知", "a/0.html", "各乡镇："]]


def test_files_of_the_index_stay_small(tmp_path: Path) -> None:
    folder = indexed(tmp_path, [(f"第{number}号通知", f"第{number}页" + "农机补贴" * 400) for number in range(400)])
    sizes = [path.stat().st_size for path in folder.glob("texts-*.js")]
    assert len(sizes) > 5
    assert max(sizes) < search_index.SHARD + 10_000


def test_numbers_are_told_by_their_distances() -> None:
    assert deltas([1, 2, 40]) == "BBmB"
    assert numbers(deltas([0, 31, 32, 5000, 200_000, 9_000_000])) == [0, 31, 32, 5000, 200_000, 9_000_000]


def test_full_width_and_capital_letters_are_found_as_plain_ones() -> None:
    assert grams("ＷＴＯ") == grams("wto") == {"wt", "to", "o"}
    assert "机补" not in grams("农机，补贴")


def test_half_a_character_and_an_endless_text_stop_nothing(tmp_path: Path) -> None:
    lines, pages, _ = read_back(indexed(tmp_path, [("坏\ud800字", "长" * 300_000 + "尾")]))
    assert len(pages[0][4]) == search_index.MAX_TEXT
    assert "长长" in lines and "尾" not in lines


def test_the_search_page_alone_may_run_scripts_and_says_what_to_do_without(tmp_path: Path) -> None:
    indexed(tmp_path, [("甲", "乙")])
    tree = lxml_html.fromstring((tmp_path / "search.html").read_bytes().decode())
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert (
        "default-src 'none'" in policy
        and "script-src 'self' file:" in policy
        and "unsafe-inline'; script" not in policy
    )
    assert tree.xpath("//script/@src") == ["_search/search.js"]
    assert not tree.xpath("//script[not(@src)]")
    assert "搜索需要浏览器允许本页运行脚本" in tree.xpath("string(//*[@id='archive-told'])")


def test_the_archives_own_search_names_its_sites(tmp_path: Path) -> None:
    own = OwnFiles(tmp_path)
    write_search_across(own, "网站归档", [("9901", "甲</script>"), ("9902", "乙")])
    assert json.loads(said(tmp_path / FOLDER / "index.js")) == {"sites": [["9901", "甲</script>"], ["9902", "乙"]]}
    assert (tmp_path / FOLDER / "search.js").is_file()


def test_the_shown_text_of_a_page_is_read_without_its_tags_and_scripts() -> None:
    source = (
        "<html><head><title>t</title><style>s</style></head><body><p>农<b>机</b>补贴&amp;1</p><!-- c --><p>公示</p>"
    )
    assert (
        shown_text(source + "<script>var a = '<p>x</p>'</script><textarea>填</textarea></body></html>")
        == "农机补贴&1 公示 填"
    )
    assert shown_text("<script>" * 50_000) == ""
