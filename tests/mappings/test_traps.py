"""traps.toml and aliases.toml: complete as shipped, changed by the office key by key, refused with all mistakes."""

from pathlib import Path

import pytest

from mappings.aliases import read_aliases
from mappings.errors import MappingError
from mappings.traps import THRESHOLDS, read_traps


def test_the_shipped_files_hold_everything(tmp_path: Path) -> None:
    assert set(read_traps(tmp_path).thresholds) == set(THRESHOLDS)
    assert {rule.part for rule in read_aliases(tmp_path)} == {"path", "query", "wrapped"}


def test_an_office_changes_one_number_and_adds_one_word(tmp_path: Path) -> None:
    own = 'missing_words = ["内容走丢了"]\n[thresholds.calendar]\nvalue = 90\nreason = "逐日公开的栏目"\n'
    (tmp_path / "traps.toml").write_text(own, "utf-8")
    traps = read_traps(tmp_path)
    assert traps.limit("calendar") == 90
    assert traps.missing_words.search("您要的内容走丢了")
    assert traps.missing_words.search("页面不存在")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('missing_words = ["("]', "不是有效的正则表达式"),
        ("[thresholds.calendar]\nvalue = -1", "不小于 0 的整数"),
        ("[thresholds.calender]\nvalue = 1", "不认识的阈值 thresholds.calender"),
        ('challenge_statuses = ["412"]', "状态码的列表"),
        ("date_keys = 3", "date_keys 应当是文字的列表"),
        ("x = 1", "不认识的键 x"),
    ],
)
def test_mistakes_in_traps_are_named(tmp_path: Path, written: str, told: str) -> None:
    (tmp_path / "traps.toml").write_text(written, "utf-8")
    with pytest.raises(MappingError) as refused:
        read_traps(tmp_path)
    assert told in refused.value.problem


def test_all_mistakes_in_aliases_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "aliases.toml").write_text(
        '[alias.a]\npart = "host"\ngrade = "U"\npattern = "("\ncolour = 1\n', "utf-8"
    )
    with pytest.raises(MappingError) as refused:
        read_aliases(tmp_path)
    for part in ("alias.a.part", "alias.a.grade", "alias.a.pattern", "colour"):
        assert part in refused.value.problem


def test_an_office_switches_a_rule_off_and_adds_its_own(tmp_path: Path) -> None:
    own = '[alias.wzws]\npattern = "(?!)"\n[alias.uid]\npart = "query"\ngrade = "S"\npattern = "uid=.*"\n'
    (tmp_path / "aliases.toml").write_text(own, "utf-8")
    rules = {rule.reason: rule for rule in read_aliases(tmp_path)}
    assert rules["wzws"].pattern.search("/WZWSREL") is None
    assert rules["uid"].pattern.fullmatch("UID=7")
