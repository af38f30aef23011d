"""families.toml: the shipped pager rules, an office's own above them, and faults told all at once."""

import re
from pathlib import Path

import pytest

from mappings.errors import MappingError
from mappings.families import PagerRow, read_families

RULE = r"""[[pager]]
id = "P1"
family = "our own"
grade = "S"
pattern = 'pages\((?P<pages>\d+),(?P<current>\d+),(?P<name>\w+),(?P<ext>\w+)\)'
when = 1
numbering = "one"
first = "{name}.{ext}"
other = "{name}-{number}.{ext}"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "families.toml"
    path.write_text(text, "utf-8")
    return path


def refused(path: Path) -> str:
    with pytest.raises(MappingError) as told:
        read_families(path)
    assert told.value.remedy
    return told.value.problem


def test_the_shipped_rules_are_read() -> None:
    read = read_families()
    rules = {row.rule_id: (row.when, row.numbering) for row in read.pagers}
    assert (rules["P1"], rules["P1-one"], rules["P2"], rules["P7"]) == (
        (0, "zero"),
        (1, "one"),
        (1, "one"),
        (None, "reversed"),
    )
    assert [one.family_id for one in read.families] == [f"F{number:02}" for number in range(1, 40)]
    assert {500, 1000} <= read.caps
    assert {"page", "curpage", "Paging"} <= set(read.keys)


def test_rules_of_background_knowledge_are_off_until_an_office_switches_them_on(tmp_path: Path) -> None:
    assert "P24" not in {row.rule_id for row in read_families().pagers}
    switched = read_families(written(tmp_path, 'switched_on = ["P24"]\n'))
    assert "P24" in {row.rule_id for row in switched.pagers}


def test_an_office_lays_its_own_caps_and_keys_over_the_shipped_ones(tmp_path: Path) -> None:
    read = read_families(
        written(tmp_path, "caps = [300]\n[query]\nkeys = ['seite']\ntotals = ['von (?P<pages>[0-9]+)']\n")
    )
    assert (read.caps, read.keys, [one.pattern for one in read.totals]) == (
        frozenset({300}),
        ("seite",),
        ["von (?P<pages>[0-9]+)"],
    )


@pytest.mark.parametrize(
    "text",
    [
        "caps = ['x']\n",
        "switched_on = 1\n",
        "[query]\nkeys = ['a']\n",
        "[query]\nkeys = ['a']\ntotals = ['(']\n",
        "query = 1\n",
    ],
)
def test_what_serves_every_list_is_checked_too(tmp_path: Path, text: str) -> None:
    assert "families.toml" in refused(written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[entry]]\nid='a'\nfamily='F'\ngrade='V'\npattern='x'\nask='/{what}'\n", "第 1 个 [[entry]]"),
        ("[[entry]]\nid='a'\nfamily='F'\ngrade='V'\npattern='x'\n", "缺少 ask"),
        ("[[family]]\nid='a'\nname='F'\ngrade='X'\nsource='s'\nurls=[]\nmarks=['(']\n", "grade"),
    ],
)
def test_entries_and_families_are_checked_as_pagers_are(tmp_path: Path, text: str, told: str) -> None:
    assert told in refused(written(tmp_path, text))


def test_an_office_replaces_a_rule_by_its_id_and_adds_others(tmp_path: Path) -> None:
    rows = read_families(written(tmp_path, RULE + RULE.replace('"P1"', '"own"'))).pagers
    assert [row.rule_id for row in rows][:3] == ["P1", "own", "P1b"]
    assert rows[0] == PagerRow(
        "P1", re.compile(rows[0].pattern.pattern), 1, "one", "{name}.{ext}", "{name}-{number}.{ext}"
    )


@pytest.mark.parametrize("text", ["", "# nothing\n", "pager = []\n", "\ufeff"])
def test_a_file_without_rules_changes_nothing(tmp_path: Path, text: str) -> None:
    assert read_families(written(tmp_path, text)) == read_families()


def test_a_file_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    assert read_families(tmp_path / "families.toml") == read_families()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("when = 1", 'when = "1"'), "when"),
        (("when = 1\n", ""), "when"),
        (('"one"', '"two"'), "numbering"),
        (("(?P<ext>", "(?P<suffix>"), "没有的命名组"),
        (("(?P<pages>", "(?P<number>"), "pages 或 rows"),
        (("(?P<current>", "(?P<here>"), "current"),
        (("other = ", "why = "), "须有 other 或 key"),
        (("(?P<ext>", "(?P<name>"), "正则"),
        (("(?P<ext>\\w+)", "("), "正则"),
        (("when = 1", "when = 1\nwhy = 2"), "不认识 why"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_with_its_place(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    problem = refused(written(tmp_path, RULE.replace(*change)))
    assert "families.toml 第 1 个 [[pager]]" in problem
    assert told in problem


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    problem = refused(written(tmp_path, RULE.replace("when = 1\n", "") + RULE.replace('"one"', '"two"')))
    assert "第 1 个" in problem
    assert "第 2 个" in problem


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("{name}.{suffix}", "{name}_{number}.{ext}"),
        ("{name}.{ext}", "{name}_{page}.{ext}"),
        ("{name", "x"),
        ("{}", "x"),
        ("{name!z}", "x"),
        ("x", "{number:q}"),
    ],
)
def test_a_file_name_with_an_unknown_part_is_refused(tmp_path: Path, first: str, other: str) -> None:
    text = RULE.replace('first = "{name}.{ext}"', f'first = "{first}"')
    assert "第 1 个" in refused(written(tmp_path, text.replace('"{name}-{number}.{ext}"', f'"{other}"')))


@pytest.mark.parametrize("text", ["[[pager]\n", "pager = 1\n", "pager = [1]\n", "[[pagers]]\n", "other = 1\n"])
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    assert "families.toml" in refused(written(tmp_path, text))


def test_a_file_that_is_no_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "families.toml"
    path.write_bytes("# 规则\n".encode("gbk"))
    assert "families.toml" in refused(path)
