"""The decision table: each rule, and each unknown that matters."""

import itertools

import pytest

from mappings.rules import FACTS, read_rules
from migrate.classify import classify
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
