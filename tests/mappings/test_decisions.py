"""The files of rules, headings and words: the shipped ones hold, faulty ones are refused with all faults at once."""

from pathlib import Path

import pytest

from mappings.errors import MappingError
from mappings.headings import read_headings
from mappings.rules import parse_condition, read_rules
from mappings.vocabularies import read_vocabularies


def office(tmp_path: Path, name: str, text: str) -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_shipped_rules_stand_in_the_order_of_the_contract() -> None:
    rules = read_rules()
    assert [rule.name for rule in rules.rules] == [
        "portal", "closed", "unlisted_dormant", "exception", "required_no_tech", "listed_thin", "one_portal",
    ]  # fmt: skip
    assert rules.limits()["stale_days"] == 180
    assert all(rule.basis for rule in rules.rules)


def test_an_office_changes_one_key_and_keeps_the_rest(tmp_path: Path) -> None:
    text = '[thresholds.stale_days]\nvalue = 90\nreason = "本地方案"\n[rules.exception]\nbasis = "本地文号"\n'
    rules = read_rules(office(tmp_path, "rules.toml", text))
    assert rules.limits() == {"stale_days": 90, "thin_yearly_count": read_rules().limits()["thin_yearly_count"]}
    exception = next(rule for rule in rules.rules if rule.name == "exception")
    assert (exception.basis, exception.action) == ("本地文号", "exception")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("listed", ("fact", "listed")),
        ("not listed and closed", ("and", ("not", ("fact", "listed")), ("fact", "closed"))),
        ("portal or listed and closed", ("or", ("fact", "portal"), ("and", ("fact", "listed"), ("fact", "closed")))),
        ("not (portal or closed)", ("not", ("or", ("fact", "portal"), ("fact", "closed")))),
        ("not any_rule_above", ("not", ("above",))),
    ],
)
def test_a_condition_is_read_with_the_usual_precedence(text: str, condition: tuple[object, ...]) -> None:
    assert parse_condition(text) == condition


@pytest.mark.parametrize(
    "text", ["", "listed and", "(listed", "listed)", "lsted", "listed & closed", "not", "listed closed"]
)
def test_a_condition_that_cannot_be_read_says_why(text: str) -> None:
    with pytest.raises(ValueError, match=r"[一-龥]"):
        parse_condition(text)


def test_all_faults_of_a_rule_file_are_named_at_once(tmp_path: Path) -> None:
    text = """
    order = ["portal", "closed", "unlisted_dormant", "exception", "required_no_tech", "listed_thin", "nobody", "portal"]
    colour = 1
    [thresholds.stale_days]
    value = "many"
    [rules.portal]
    when = "prtal"
    [rules.closed]
    action = "portal"
    [rules.exception]
    basis = ""
    documents = "x"
    weight = 3
    note = 1
    """
    with pytest.raises(MappingError) as caught:
        read_rules(office(tmp_path, "rules.toml", text))
    for word in (
        "colour",
        "stale_days",
        "prtal",
        "nobody",
        "one_portal",
        "多次",
        "already_closed",
        "basis",
        "documents",
        "weight",
        "note",
    ):
        assert word in caught.value.problem


def test_broken_toml_and_wrong_encodings_are_refused_with_their_file(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="TOML"):
        read_rules(office(tmp_path, "rules.toml", "order = ["))
    (tmp_path / "rules.toml").write_bytes("备注".encode("gb18030"))
    with pytest.raises(MappingError, match="UTF-8"):
        read_rules(tmp_path)


@pytest.mark.parametrize(
    "text", ["order = 1", "rules = 1", "thresholds = 1", "[rules]\nportal = 1", "[thresholds]\nx = 1"]
)
def test_a_rule_file_of_the_wrong_shape_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(MappingError, match=r"rules\.toml"):
        read_rules(office(tmp_path, "rules.toml", text))


def test_an_office_adds_its_own_spellings(tmp_path: Path) -> None:
    headings = read_headings(office(tmp_path, "headings.toml", '[fields.url]\nexpected = ["门户地址栏"]\n'))
    assert headings.exact["门户地址栏"] == "url"
    assert headings.exact["网址"] == "url"
    words = read_vocabularies(office(tmp_path, "vocabularies.toml", '[words.stale]\nexpected = ["荒废"]\n')).words
    assert {"荒废", "僵尸"} <= set(words["stale"])


def test_all_faults_of_headings_and_words_are_named_at_once(tmp_path: Path) -> None:
    text = '[fields.colour]\nseen = ["颜色"]\n'
    text += '[fields.note]\nseen = [1]\nshape = 2\n[fields.owner]\nexpected = ["网址"]\n[groups]\nx = ["y"]\n'
    with pytest.raises(MappingError) as caught:
        read_headings(office(tmp_path, "headings.toml", text))
    for word in ("colour", "fields.note.seen", "shape", "“网址”", "groups.x"):
        assert word in caught.value.problem
    text = '[words.colour]\nseen = ["红"]\n[words.stale]\nseen = [1]\nshape = 1\n[labels.flag]\nbad_url = 1\n'
    with pytest.raises(MappingError) as caught:
        read_vocabularies(office(tmp_path, "vocabularies.toml", text))
    for word in ("colour", "source", "words.stale.seen", "shape", "labels.flag"):
        assert word in caught.value.problem


def test_every_spelling_says_where_it_was_seen() -> None:
    assert len(read_headings().exact) > 400
    assert all(read_vocabularies().labels[kind] for kind in ("verdict", "action", "fact", "flag", "rule"))
