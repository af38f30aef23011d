"""screening.toml: the shipped rules hold, the office changes single keys, releases name who and why."""

from datetime import date
from pathlib import Path

import pytest

from mappings.errors import MappingError
from mappings.screening import KINDS, SEVERITIES, read_screening

RELEASE = '[[release]]\nurl = "http://a.example/1.html"\nwhy = "公开的值班手机"\nwho = "办公室"\non = 2026-01-05\n'


def written(folder: Path, text: str) -> Path:
    (folder / "screening.toml").write_text(text, "utf-8")
    return folder


def test_every_kind_has_a_severity_a_name_and_advice() -> None:
    rules = read_screening()
    assert set(rules.kinds) == KINDS
    assert {rule.severity for rule in rules.kinds.values()} <= set(SEVERITIES)
    assert rules.kinds["identity_number"].severity == "block"


def test_no_leader_and_no_release_is_shipped() -> None:
    rules = read_screening()
    assert rules.leaders == {}
    assert rules.releases == ()


def test_the_office_changes_one_severity_and_keeps_the_rest(tmp_path: Path) -> None:
    rules = read_screening(written(tmp_path, '[kinds.mobile]\nseverity = "note"\n[leaders]\n"张某" = "县长"\n'))
    assert rules.kinds["mobile"].severity == "note"
    assert rules.kinds["mobile"].title == read_screening().kinds["mobile"].title
    assert rules.kinds["bank_card"].severity == "block"
    assert rules.leaders == {"张某": "县长"}


def test_a_release_frees_its_kinds_at_its_address_alone(tmp_path: Path) -> None:
    rules = read_screening(written(tmp_path, RELEASE + 'kinds = ["mobile"]\n'))
    assert rules.releases[0].on == date(2026, 1, 5)
    assert rules.released("http://a.example/1.html", "mobile") == "办公室，2026-01-05：公开的值班手机"
    assert rules.released("http://a.example/1.html", "bank_card") is None
    assert rules.released("http://a.example/2.html", "mobile") is None


def test_a_release_without_kinds_frees_all(tmp_path: Path) -> None:
    rules = read_screening(written(tmp_path, RELEASE))
    assert all(rules.released("http://a.example/1.html", kind) for kind in KINDS)


def test_all_faults_of_the_file_are_told_at_once(tmp_path: Path) -> None:
    text = 'other = 1\n[kinds.mobile]\nseverity = "stop"\n[kinds.fax]\nseverity = "note"\n[kinds.wording]\n'
    text += 'severity = "mask"\n[words]\nmaps = [""]\n[hiding]\nodd = "("\n[wording]\n"错" = ""\n'
    text += '[thresholds.crowd]\nvalue = -1\n[[release]]\nurl = "x"\non = "昨天"\nkinds = ["fax"]\nwhen = 1\n'
    with pytest.raises(MappingError) as refused:
        read_screening(written(tmp_path, text))
    for told in (
        "不认识的键 other", "kinds.mobile.severity", "kinds.fax", "kinds.wording.severity 不能是 mask", "words.maps",
        "hiding.odd", "wording 中的", "thresholds.crowd", "缺少 why", "缺少 who", "缺少 on", "不认识 when",
        "kinds 应当是种类的列表",
    ):  # fmt: skip
        assert told in refused.value.problem
