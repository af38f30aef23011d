"""The office's kept links: each with who, when and why."""

from pathlib import Path

import pytest

from mappings.errors import MappingError
from mappings.links import read_kept_links

RULE = '[keep.booking]\npattern = "^http://a\\\\.example/yuyue/"\n'
RULE += 'why = "预约系统不关停"\nwho = "办公室"\non = 2026-01-05\n'


def written(folder: Path, text: str) -> Path:
    (folder / "links.toml").write_text(text, "utf-8")
    return folder


def test_none_are_shipped() -> None:
    assert read_kept_links() == ()


def test_a_rule_keeps_what_it_finds_in_an_address_for_its_sites(tmp_path: Path) -> None:
    (rule,) = read_kept_links(written(tmp_path, RULE + 'sites = ["3311230012"]\n'))
    assert rule.holds("3311230012", "http://a.example/yuyue/1")
    assert not rule.holds("3311230012", "http://a.example/tzgg/1")
    assert not rule.holds("3311230099", "http://a.example/yuyue/1")


def test_all_faults_of_the_file_are_told_at_once(tmp_path: Path) -> None:
    text = 'other = 1\n[keep.a]\npattern = "("\nwhen = 1\n[keep.b]\nwhy = "y"\nwho = "z"\non = "昨天"\nsites = "x"\n'
    with pytest.raises(MappingError) as refused:
        read_kept_links(written(tmp_path, text))
    for told in ("other", "keep.a 缺少 why", "keep.a 缺少 on", "不是有效的", "keep.b 缺少 pattern", "when", "列表"):
        assert told in refused.value.problem
