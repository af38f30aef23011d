"""The office's exclusions: each with who, when and why."""

from datetime import date
from pathlib import Path

import pytest

from mappings.errors import MappingError
from mappings.exclusions import read_exclusions

RULE = '[exclude.search]\npattern = "/so\\\\.jsp"\nwhy = "检索结果"\nwho = "办公室"\non = 2026-01-05\n'


def written(folder: Path, text: str) -> Path:
    (folder / "exclusions.toml").write_text(text, "utf-8")
    return folder


def test_none_are_shipped() -> None:
    assert read_exclusions() == ()


def test_an_exclusion_bars_what_it_finds_in_an_address(tmp_path: Path) -> None:
    (rule,) = read_exclusions(written(tmp_path, RULE))
    assert (rule.name, rule.who, rule.on) == ("search", "办公室", date(2026, 1, 5))
    assert rule.holds("3311230012", "http://a.example/so.jsp?w=1")
    assert not rule.holds("3311230012", "http://a.example/SO.jsp")


def test_an_exclusion_of_some_sites_bars_nothing_elsewhere(tmp_path: Path) -> None:
    (rule,) = read_exclusions(written(tmp_path, RULE + 'sites = ["3311230012"]\n'))
    assert rule.holds("3311230012", "http://a.example/so.jsp")
    assert not rule.holds("3311230099", "http://a.example/so.jsp")


def test_all_faults_of_the_file_are_told_at_once(tmp_path: Path) -> None:
    text = 'other = 1\n[exclude.a]\npattern = "("\n'
    text += '[exclude.b]\npattern = "x"\nwhy = "y"\nwho = "z"\non = "昨天"\nwhen = 1\n'
    with pytest.raises(MappingError) as refused:
        read_exclusions(written(tmp_path, text))
    for told in (
        "other",
        "exclude.a 缺少 why",
        "exclude.a 缺少 who",
        "不是有效的正则表达式",
        "exclude.b 缺少 on",
        "when",
    ):
        assert told in refused.value.problem
