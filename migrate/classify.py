"""分类: a site's facts against the rules in order, in three-valued logic; the unknown never decides in silence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from migrate.model import Action, Answer, Decision, Evidence, Reason, Site, Verdict

Condition = tuple[Any, ...]  # ("fact", name) | ("not", c) | ("and", c, d) | ("or", c, d) | ("above",)
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
_NEGATED = {YES: NO, NO: YES, UNKNOWN: UNKNOWN}


class RuleLike(Protocol):
    """One line of the decision table, as `mappings.rules` gives it."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def when(self) -> Condition:
        """Its condition."""
        ...

    @property
    def verdict(self) -> str:
        """Its verdict."""
        ...

    @property
    def action(self) -> str:
        """Its action."""
        ...

    @property
    def action_if_subsite(self) -> str | None:
        """Its action where a subsite is asked for."""
        ...

    @property
    def basis(self) -> str:
        """Its legal basis in words."""
        ...

    @property
    def review(self) -> bool:
        """Whether a person must confirm what it gives."""
        ...


class RulesLike(Protocol):
    """The decision table in order."""

    @property
    def rules(self) -> Sequence[RuleLike]:
        """The rules, first to last."""
        ...


@dataclass(frozen=True)
class Tried:
    """A rule, whether its condition holds for a site, and why: the facts and the rules above that made it so."""

    rule: RuleLike
    answer: Answer
    facts: tuple[str, ...]
    above: tuple[str, ...] = ()


@dataclass(frozen=True)
class Supposed:
    """What the rules would say of a site if a missing fact were known."""

    fact: str
    answer: Answer
    decision: Decision


@dataclass(frozen=True)
class _Settled:
    """What the rules say of a combination of facts: the rule and the facts that tell, or the facts that are missing."""

    rule: RuleLike | None
    told: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Decider:
    """The decision table at work; each combination of facts is worked out once, for sites repeat them."""

    def __init__(self, rules: RulesLike) -> None:
        self._rules = rules.rules
        self._settled: dict[tuple[Any, ...], _Settled] = {}

    def decide(self, site: Site) -> Decision:
        """The verdict of the first rule that holds, if every earlier one is false or says the same; else undecided."""
        facts = {name: evidence.answer for name, evidence in site.evidence.items()}
        combination = (site.wants_subsite, *facts.items())
        settled = self._settled.get(combination)
        if settled is None:
            settled = self._settled[combination] = self._settle(facts, site.wants_subsite)
        if settled.rule is not None:
            return _decided(site, settled.rule, settled.told)
        return Decision(
            site.site_key,
            Verdict.UNDECIDED,
            None,
            site.keep_content,
            (),
            site.flags,
            settled.missing,
            needs_review=True,
        )

    def _settle(self, facts: Mapping[str, Answer], subsite: bool) -> _Settled:
        tried = try_rules(facts, self._rules)
        holding = next((number for number, (_, answer) in enumerate(tried) if answer is YES), len(tried))
        open_rules = [rule for rule, answer in tried[:holding] if answer is UNKNOWN]
        if holding < len(tried):
            chosen = tried[holding][0]
            open_rules = [rule for rule in open_rules if _outcome(rule, subsite) != _outcome(chosen, subsite)]
            if not open_rules:
                told = _witnesses(chosen.when, facts, YES) or _refusals(self._rules[:holding], facts)
                return _Settled(chosen, tuple(dict.fromkeys(told)))
        return _Settled(None, missing=_missing(facts, open_rules))


def classify(site: Site, rules: RulesLike) -> Decision:
    """The decision for one site; for many, one `Decider` is quicker."""
    return Decider(rules).decide(site)


def try_rules(facts: Mapping[str, Answer], rules: Sequence[RuleLike]) -> list[tuple[RuleLike, Answer]]:
    """Each rule in order and whether its condition holds."""
    tried: list[tuple[RuleLike, Answer]] = []
    above = NO
    for rule in rules:
        answer = holds(rule.when, facts, above)
        tried.append((rule, answer))
        above = _either(above, answer)
    return tried


def explain(site: Site, rules: RulesLike) -> list[Tried]:
    """Each rule in order, whether it holds for the site, and the facts that decided that: all of them, in order.

    For a rule that is open these are the unknown facts. `above` names the rules above that hold (or are open), where
    the condition asks for them.
    """
    facts = {name: evidence.answer for name, evidence in site.evidence.items()}
    tried = try_rules(facts, rules.rules)
    return [
        Tried(rule, answer, tuple(dict.fromkeys(_deciding(rule, answer, facts))), _above(number, tried))
        for number, (rule, answer) in enumerate(tried)
    ]


def suppose(site: Site, rules: RulesLike) -> list[Supposed]:
    """For each fact that an undecided site misses: what the rules would say if it were yes, and if it were no."""
    supposed = []
    for fact in classify(site, rules).missing:
        for answer in (YES, NO):
            evidence = {**site.evidence, fact: replace(site.evidence.get(fact, Evidence(fact, UNKNOWN)), answer=answer)}
            supposed.append(Supposed(fact, answer, classify(replace(site, evidence=evidence), rules)))
    return supposed


def _deciding(rule: RuleLike, answer: Answer, facts: Mapping[str, Answer]) -> list[str]:
    if answer is UNKNOWN:
        return _unknown_in(rule.when, facts)
    return _witnesses(rule.when, facts, answer)


def _above(number: int, tried: Sequence[tuple[RuleLike, Answer]]) -> tuple[str, ...]:
    """The rules above that hold, else those that are open, for a rule that asks for them."""
    if not _asks_above(tried[number][0].when):
        return ()
    for wanted in (YES, UNKNOWN):
        found = tuple(rule.name for rule, answer in tried[:number] if answer is wanted)
        if found:
            return found
    return ()


def _asks_above(condition: Condition) -> bool:
    return condition[0] == "above" or any(_asks_above(one) for one in condition[1:] if isinstance(one, tuple))


def holds(condition: Condition, facts: Mapping[str, Answer], above: Answer = NO) -> Answer:
    """The condition's value; a fact nobody told is unknown."""
    kind = condition[0]
    if kind == "fact":
        return facts.get(condition[1], UNKNOWN)
    if kind == "above":
        return above
    if kind == "not":
        return _NEGATED[holds(condition[1], facts, above)]
    left, right = holds(condition[1], facts, above), holds(condition[2], facts, above)
    if kind == "or":
        return _either(left, right)
    return _NEGATED[_either(_NEGATED[left], _NEGATED[right])]


def _either(left: Answer, right: Answer) -> Answer:
    if YES in (left, right):
        return YES
    return UNKNOWN if UNKNOWN in (left, right) else NO


def _outcome(rule: RuleLike, subsite: bool) -> tuple[str, str]:
    if subsite and rule.action_if_subsite is not None:
        return rule.verdict, rule.action_if_subsite
    return rule.verdict, rule.action


def _decided(site: Site, rule: RuleLike, told: Sequence[str]) -> Decision:
    verdict, action = _outcome(rule, site.wants_subsite)
    return Decision(
        site.site_key,
        Verdict(verdict),
        Action(action),
        site.keep_content,
        tuple(Reason(rule.name, rule.basis, fact, site.evidence[fact].cells) for fact in told)
        or (Reason(rule.name, rule.basis, "", ()),),
        site.flags,
        (),
        needs_review=rule.review or any(flag != "inferred" for flag in site.flags),
    )


def _witnesses(condition: Condition, facts: Mapping[str, Answer], value: Answer) -> list[str]:
    """The facts that give the condition this value, in order."""
    kind = condition[0]
    if kind == "above" or holds(condition, facts) is not value:
        return []
    if kind == "fact":
        return [condition[1]]
    if kind == "not":
        return _witnesses(condition[1], facts, _NEGATED[value])
    return _witnesses(condition[1], facts, value) + _witnesses(condition[2], facts, value)


def _refusals(above: Sequence[RuleLike], facts: Mapping[str, Answer]) -> list[str]:
    """For a rule that holds because none above does: the facts that refuse those."""
    return [fact for rule in above for fact in _witnesses(rule.when, facts, NO)]


def _missing(facts: Mapping[str, Answer], open_rules: Sequence[RuleLike]) -> tuple[str, ...]:
    """The facts, in the order of the rules' conditions, that would settle the open rules."""
    named = [fact for rule in open_rules for fact in _unknown_in(rule.when, facts)]
    order = {name: place for place, name in enumerate(facts)}
    return tuple(sorted(dict.fromkeys(named), key=lambda name: order.get(name, len(order))))


def _unknown_in(condition: Condition, facts: Mapping[str, Answer]) -> list[str]:
    kind = condition[0]
    if kind == "above" or holds(condition, facts) is not UNKNOWN:
        return []
    if kind == "fact":
        return [condition[1]]
    return [name for inner in condition[1:] for name in _unknown_in(inner, facts)]
