"""The guard of the extraction rules: all faults at once, office lines before shipped ones."""

import pytest

from mappings.errors import MappingError
from mappings.extract import read_extract_rules


def test_the_shipped_rules_are_valid_and_none_is_unverified():
    rules = read_extract_rules()
    assert {"trs", "ucap", "vsb", "webplus", "hanweb"} <= {rule.family for rule in rules.containers}
    assert "U" not in {rule.grade for rule in (*rules.containers, *rules.marks, *rules.downloads)}
    assert all(rules.lists.values())


def test_an_office_adds_lines_before_the_shipped_ones(tmp_path):
    own = tmp_path / "extract.toml"
    own.write_text(
        '[[containers]]\nfamily = "own"\ngrade = "S"\nselect = "#zhengwen"\n[words]\nhome = ["我的首页"]\n', "utf-8"
    )
    rules = read_extract_rules(own)
    assert rules.containers[0].select == "#zhengwen"
    assert rules.lists["words.home"][:2] == ("我的首页", "首页")


def test_all_faults_are_named_at_once(tmp_path):
    own = tmp_path / "extract.toml"
    own.write_text(
        '[unknown]\n[words]\nnope = ["x"]\nhome = "首页"\n[files]\nicons = ["("]\n'
        '[[containers]]\nfamily = "a"\ngrade = "U"\nselect = "b"\n[[downloads]]\nfamily = "a"\ngrade = "V"\n',
        "utf-8",
    )
    with pytest.raises(MappingError) as caught:
        read_extract_rules(own)
    for fault in ("unknown", "nope", "home", "icons", "grade", "match"):
        assert fault in caught.value.problem
    assert caught.value.remedy


@pytest.mark.parametrize("content", [b"[words\n", b"\xff\xfe\x00"])
def test_an_unreadable_file_is_an_error_with_a_remedy(tmp_path, content):
    own = tmp_path / "extract.toml"
    own.write_bytes(content)
    with pytest.raises(MappingError) as caught:
        read_extract_rules(own)
    assert str(own) in caught.value.problem


def test_a_missing_file_is_an_error_with_its_name(tmp_path):
    with pytest.raises(MappingError, match=r"none\.toml"):
        read_extract_rules(tmp_path / "none.toml")


def test_a_later_family_rule_reaches_the_reader(tmp_path):
    from migrate.extract.page import read_page
    from tests.extract import pages

    own = tmp_path / "extract.toml"
    own.write_text('[[containers]]\nfamily = "own"\ngrade = "S"\nselect = "div.zw"\n', "utf-8")
    page = read_page(
        pages.written_source(),
        pages.HOME + "a.html",
        declared_charset=None,
        rules=read_extract_rules(own),
        home_url=pages.HOME,
    )
    assert page.method == "container:own"
