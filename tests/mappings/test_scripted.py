"""scripted.toml: complete as shipped, changed by the office key by key, refused with all mistakes at once."""

from pathlib import Path

import pytest

from mappings.errors import MappingError
from mappings.scripted import THRESHOLDS, read_scripted


def test_the_shipped_file_holds_everything_and_names_no_address(tmp_path: Path) -> None:
    rules = read_scripted(tmp_path)
    assert set(rules.thresholds) == set(THRESHOLDS)
    assert rules.addresses == ()
    assert "下一页" in rules.next_words


@pytest.mark.parametrize(
    ("html", "is_root"),
    [
        ('<div id="app"></div>', True),
        ("<div class=x id='app'>", True),
        ("<DIV ID=app>", True),
        ('<div id="application"></div>', False),
        ('<div data-id="app"></div>', False),
        ("<p>id=app</p>", False),
    ],
)
def test_a_root_is_an_element_of_that_very_id(html: str, is_root: bool) -> None:
    assert bool(read_scripted().roots.search(html)) is is_root


def test_an_office_names_addresses_and_changes_one_number(tmp_path: Path) -> None:
    own = "addresses = ['/xxgk/.*docId=']\n[thresholds.pages_a_site]\nvalue = 900\nreason = \"每条一页\"\n"
    (tmp_path / "scripted.toml").write_text(own, "utf-8")
    rules = read_scripted(tmp_path)
    assert rules.limit("pages_a_site") == 900
    assert rules.addresses[0].search("http://nyncj.qiyun.gov.example/xxgk/a.html?docId=7")


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    own = "addresses = ['(']\nroots = 3\nx = 1\n[thresholds.quiet]\nvalue = -1\n[thresholds.quite]\nvalue = 1\n"
    (tmp_path / "scripted.toml").write_text(own, "utf-8")
    with pytest.raises(MappingError) as refused:
        read_scripted(tmp_path)
    for part in ("addresses 中的 (", "roots 应当是", "不认识的键 x", "thresholds.quiet.value", "thresholds.quite"):
        assert part in refused.value.problem
