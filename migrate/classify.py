"""分类: a site's facts against the rules in order, in three-valued logic; the unknown never decides in silence."""

from collections.abc import Mapping, Sequence
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


def classify(site: Site, rules: RulesLike) -> Decision:
    """The verdict of the first rule that holds, if every earlier one is false or would say the same; else undecided."""
    facts = {name: evidence.answer for name, evidence in site.evidence.items()}
    tried = try_rules(facts, rules.rules)
    holding = next((number for number, (_, answer) in enumerate(tried) if answer is YES), len(tried))
    open_rules = [rule for rule, answer in tried[:holding] if answer is UNKNOWN]
    if holding < len(tried):
        chosen = tried[holding][0]
        open_rules = [rule for rule in open_rules if _outcome(rule, site) != _outcome(chosen, site)]
        if not open_rules:
            return _decided(site, chosen, rules.rules[:holding])
    missing = _missing(facts, open_rules)
    return Decision(
        site.site_key, Verdict.UNDECIDED, None, site.keep_content, (), site.flags, missing, needs_review=True
    )


def try_rules(facts: Mapping[str, Answer], rules: Sequence[RuleLike]) -> list[tuple[RuleLike, Answer]]:
    """Each rule in order and whether its condition holds."""
    tried: list[tuple[RuleLike, Answer]] = []
    above = NO
    for rule in rules:
        answer = holds(rule.when, facts, above)
        tried.append((rule, answer))
        above = _either(above, answer)
    return tried


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


def _outcome(rule: RuleLike, site: Site) -> tuple[str, str]:
    if site.wants_subsite and rule.action_if_subsite is not None:
        return rule.verdict, rule.action_if_subsite
    return rule.verdict, rule.action


def _decided(site: Site, rule: RuleLike, above: Sequence[RuleLike]) -> Decision:
    verdict, action = _outcome(rule, site)
    told = _witnesses(rule.when, site.evidence, YES) or _refusals(above, site.evidence)
    reasons = tuple(Reason(rule.name, rule.basis, fact, site.evidence[fact].cells) for fact in dict.fromkeys(told))
    telling_flags = [flag for flag in site.flags if flag != "inferred"]
    return Decision(
        site.site_key,
        Verdict(verdict),
        Action(action),
        site.keep_content,
        reasons or (Reason(rule.name, rule.basis, "", ()),),
        site.flags,
        (),
        needs_review=rule.review or bool(telling_flags),
    )


def _witnesses(condition: Condition, evidence: Mapping[str, Evidence], value: Answer) -> list[str]:
    """The facts that give the condition this value, in order."""
    facts = {name: one.answer for name, one in evidence.items()}
    kind = condition[0]
    if kind == "above" or holds(condition, facts) is not value:
        return []
    if kind == "fact":
        return [condition[1]]
    if kind == "not":
        return _witnesses(condition[1], evidence, _NEGATED[value])
    return _witnesses(condition[1], evidence, value) + _witnesses(condition[2], evidence, value)


def _refusals(above: Sequence[RuleLike], evidence: Mapping[str, Evidence]) -> list[str]:
    """For a rule that holds because none above does: the facts that refuse those."""
    return [fact for rule in above for fact in _witnesses(rule.when, evidence, NO)]


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
