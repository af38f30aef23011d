"""The decision table: each rule, and each unknown that matters."""

import itertools

import pytest

from mappings.rules import FACTS, Rule, Rules, parse_condition, read_rules
from migrate.classify import classify, explain, suppose
from migrate.model import Answer, Evidence, Site

RULES = read_rules()
SHORT = {"+": Answer.YES, "-": Answer.NO, "?": Answer.UNKNOWN}
ORDER = (
    "listed",
    "freshness",
    "volume",
    "content_ability",
    "tech_ability",
    "special_case",
    "demanded",
    "portal",
    "closed",
)


def site(answers: str, *, subsite: bool = False, flags: tuple[str, ...] = ()) -> Site:
    """A site from nine marks in the order of the contract: + yes, - no, ? unknown."""
    marks = answers.replace(" ", "")
    evidence = {fact: Evidence(fact, SHORT[mark], (f"{fact} A2",)) for fact, mark in zip(ORDER, marks, strict=True)}
    return Site("a", "甲网", None, "a.xlsx", None, 2, evidence=evidence, wants_subsite=subsite, flags=flags)


# listed freshness volume content tech special demanded portal closed
@pytest.mark.parametrize(
    ("answers", "rule", "verdict", "action", "review"),
    [
        ("? ? ? ? ? ? ? + ?", "portal", "keep", "portal", False),
        ("? ? ? ? ? ? ? - +", "closed", "close", "already_closed", False),
        ("- - ? ? ? ? ? - -", "unlisted_dormant", "close", "self_close", False),
        ("- ? - ? ? ? ? - -", "unlisted_dormant", "close", "self_close", False),
        ("+ ? ? + + + ? - -", "exception", "keep", "exception", False),
        ("+ - + + + + + - -", "exception", "keep", "exception", False),
        ("+ + + + - - + - -", "required_no_tech", "migrate", "migrate_channel", False),
        ("- + + + - - + - -", "required_no_tech", "migrate", "migrate_channel", False),
        ("+ - + + + - - - -", "listed_thin", "migrate", "migrate_channel", False),
        ("+ + - - - - - - -", "listed_thin", "migrate", "migrate_channel", False),
        (
            "+ - ? ? ? - ? - -",
            "listed_thin",
            "migrate",
            "migrate_channel",
            False,
        ),  # required_no_tech would say the same
        ("+ + + + + - - - -", "one_portal", "migrate", "migrate_channel", True),
        ("- + + + + + - - -", "one_portal", "migrate", "migrate_channel", True),
        ("+ + + - - + + - -", "one_portal", "migrate", "migrate_channel", True),
    ],
)
def test_each_rule_gives_its_verdict(answers: str, rule: str, verdict: str, action: str, review: bool) -> None:
    decision = classify(site(answers), RULES)
    assert (decision.verdict, decision.action, decision.needs_review) == (verdict, action, review)
    assert {reason.rule for reason in decision.reasons} == {rule}
    assert all(reason.basis and reason.cells for reason in decision.reasons)


@pytest.mark.parametrize(
    ("answers", "subsite", "missing"),
    [
        ("? - + + + - - - -", False, ("listed",)),
        ("- ? ? - - - - - -", False, ("freshness", "volume")),
        ("+ - + ? ? + - - -", False, ("content_ability", "tech_ability")),
        ("+ - + + + ? - - -", False, ("special_case",)),
        ("+ - ? ? ? - ? - -", True, ("content_ability", "tech_ability", "demanded")),
        ("+ + + + - - ? - -", False, ("demanded",)),
        (
            "? ? ? ? ? ? ? - -",
            False,
            ("listed", "freshness", "volume", "content_ability", "tech_ability", "special_case", "demanded"),
        ),
        ("- - + ? ? ? ? ? -", False, ("portal",)),
        ("+ + ? + + - - - -", False, ("volume",)),
    ],
)
def test_an_unknown_that_matters_leaves_the_site_undecided(
    answers: str, subsite: bool, missing: tuple[str, ...]
) -> None:
    decision = classify(site(answers, subsite=subsite), RULES)
    assert (decision.verdict, decision.action, decision.reasons) == ("undecided", None, ())
    assert decision.missing == missing
    assert decision.needs_review


def test_a_subsite_that_is_asked_for_is_given_only_by_the_rule_that_allows_it() -> None:
    assert classify(site("+++ +-- +--", subsite=True), RULES).action == "migrate_subsite"
    assert classify(site("+-+ ++- ---", subsite=True), RULES).action == "migrate_channel"


def test_any_flag_but_inferred_asks_for_review() -> None:
    assert not classify(site("--- --- ---", flags=("inferred",)), RULES).needs_review
    assert classify(site("--- --- ---", flags=("inferred", "date_past")), RULES).needs_review


def test_the_reasons_are_the_facts_that_made_the_rule_hold() -> None:
    decision = classify(site("-+- --- ---"), RULES)
    assert [(reason.fact, reason.cells) for reason in decision.reasons] == [
        ("listed", ("listed A2",)),
        ("volume", ("volume A2",)),
    ]


def test_a_decision_never_changes_when_an_unknown_is_settled() -> None:
    """What was decided with an unknown stays, whatever the unknown turns out to be."""
    for marks in itertools.product("+-?", repeat=5):
        answers = "".join(marks[:3]) + "+" + marks[3] + "-" + marks[4] + "--"
        decided = classify(site(answers), RULES)
        if decided.verdict == "undecided":
            assert decided.missing
            continue
        for settled in itertools.product("+-", repeat=answers.count("?")):
            filled = iter(settled)
            full = "".join(next(filled) if mark == "?" else mark for mark in answers)
            again = classify(site(full), RULES)
            assert (again.verdict, again.action) == (decided.verdict, decided.action), (answers, full)


def test_the_facts_of_the_contract_are_the_facts_of_the_rules() -> None:
    assert FACTS == ORDER


def told(answers: str) -> dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return {one.rule.name: (one.answer.value, one.facts, one.above) for one in explain(site(answers), RULES)}


def test_each_rule_is_told_with_the_facts_that_decided_it() -> None:
    assert told("+-? ?+-? --") == {
        "portal": ("no", ("portal",), ()),
        "closed": ("no", ("closed",), ()),
        "unlisted_dormant": ("no", ("listed",), ()),
        "exception": ("no", ("special_case",), ()),
        "required_no_tech": ("no", ("tech_ability",), ()),
        "listed_thin": ("yes", ("listed", "freshness"), ()),
        "one_portal": ("no", (), ("listed_thin",)),
    }


def test_an_open_rule_is_told_with_its_unknown_facts_and_the_open_rules_above_it() -> None:
    found = told("+++ ++? ---")
    assert found["exception"] == ("unknown", ("special_case",), ())
    assert found["one_portal"] == ("unknown", (), ("exception",))


def test_a_rule_that_holds_because_no_other_does_names_none_above() -> None:
    assert told("+++ ++- ---")["one_portal"] == ("yes", (), ())


def test_the_facts_told_of_a_rule_decide_it_whatever_the_others_are() -> None:
    """All but the told facts may change, and the rule's answer stays."""
    for marks in itertools.product("+-?", repeat=5):
        answers = "".join(marks[:3]) + "+" + marks[3] + "-" + marks[4] + "--"
        for one in explain(site(answers), RULES):
            if one.answer == "unknown" or one.rule.name == "one_portal":
                continue
            assert one.facts
            only = "".join(mark if fact in one.facts else "?" for fact, mark in zip(ORDER, answers, strict=True))
            again = next(other for other in explain(site(only), RULES) if other.rule.name == one.rule.name)
            assert again.answer == one.answer, (answers, one.rule.name)


def test_what_would_settle_an_undecided_site_is_tried_out() -> None:
    found = {(one.fact, one.answer.value): one.decision for one in suppose(site("?-+ +++ ---"), RULES)}
    assert {key: (one.verdict, one.action) for key, one in found.items()} == {
        ("listed", "yes"): ("keep", "exception"),
        ("listed", "no"): ("close", "self_close"),
    }
    assert suppose(site("+-+ +++ ---"), RULES) == []


def test_a_fact_that_no_sheet_told_can_be_supposed_too() -> None:
    bare = Site("a", "甲网", None, "a.xlsx", None, 2)
    assert {one.fact for one in suppose(bare, RULES)} == set(ORDER)


def test_a_rule_that_asks_for_the_rules_above_inside_another_condition_names_them() -> None:
    above = Rule(
        "last", parse_condition("listed and not any_rule_above"), "close", "self_close", None, "x", (), "", False
    )
    rules = Rules((RULES.rules[0], above), {})
    found = {one.rule.name: one.above for one in explain(site("+++ +++ ++-"), rules)}
    assert found == {"portal": (), "last": ("portal",)}
