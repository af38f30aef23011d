"""Why a site got its opinion, in Chinese: the row, the facts and their cells, every rule and what decided it."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from mappings.rules import Rules
from migrate.classify import Supposed, Tried
from migrate.model import Answer, Decision, Evidence, Site, Verdict
from migrate.run.deadlines import Deadline, in_words
from migrate.run.words import one_line
from migrate.sheet.keys import where
from migrate.sheet.lines import Reviewed
from migrate.urls import canonical

PLACE = 4096  # characters of a place or address: its row or cell stands last and must not be cut off
NEAR = 5  # names offered where none fits
ANSWER_WORDS = {Answer.YES: "成立", Answer.NO: "不成立", Answer.UNKNOWN: "不能确定"}
MEASURES = {"stale_days": "超过 {} {}未更新为长期未更新", "thin_yearly_count": "少于 {} {}为更新数量少"}
Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Case:
    """A site with all that was decided of it; `said` is what a person said of an earlier opinion on it."""

    site: Site
    decision: Decision
    tried: Sequence[Tried]
    supposed: Sequence[Supposed]
    deadline: Deadline | None
    said: Reviewed | None = None


def find_sites(sites: Sequence[Site], asked: str) -> list[Site]:
    """The sites that a person means: by key, code, name or address; else those whose name or address has the words."""
    wanted = asked.strip().lower()
    address = canonical(asked if "://" in asked else f"http://{asked}/")
    exact = [
        site
        for site in sites
        if wanted in (site.site_key.lower(), site.site_code, site.site_name.lower(), *_hosts(site))
        or address in (canonical(url) for url in _urls(site))
    ]
    if exact or not wanted:
        return exact
    return [site for site in sites if any(wanted in text.lower() for text in (site.site_name, *_urls(site)))]


def near_names(sites: Sequence[Site], asked: str) -> list[str]:
    """Names, keys and hosts that are spelled like what was asked for, the nearest first."""
    known = dict.fromkeys(text for site in sites for text in (site.site_name, site.site_key, *_hosts(site)) if text)
    return [one_line(name) for name in difflib.get_close_matches(asked, known, NEAR, 0.5)]


def measured(as_of: date, rules: Rules) -> str:
    """What dates and counts were measured with: the day of reference and the thresholds."""
    told = [
        words.format(one.value, one.unit) for name, words in MEASURES.items() if (one := rules.thresholds.get(name))
    ]
    return f"判断基准：{as_of}；" + "；".join(told)


def explained(case: Case, rules: Rules, labels: Labels) -> list[str]:
    """The whole explanation as lines; nothing in them from a cell can move the cursor or pass for a line of its own."""
    return [
        *_head(case.site),
        "",
        "事实",
        *(f"  {_fact(one, labels)}" for one in case.site.evidence.values()),
        f"  需保留的内容：{'有' if case.site.keep_content else '无'}",
        "",
        "规则（依次判断，取第一条成立的）",
        *_rules(case, labels),
        "",
        *_conclusion(case, rules, labels),
    ]


def _urls(site: Site) -> list[str]:
    return [url for url in (site.url, *site.other_urls) if url]


def _hosts(site: Site) -> list[str]:
    return list(dict.fromkeys(urlsplit(url).netloc for url in _urls(site)))


def _place(text: str) -> str:
    return one_line(text, PLACE)


def _head(site: Site) -> Iterator[str]:
    more = f"（另有第 {'、'.join(map(str, site.also_rows))} 行）" if site.also_rows else ""
    yield f"{one_line(site.site_name) or '（无名称）'}（{site.site_key}）"
    yield f"  位置：{_place(where(site))}{more}"
    yield f"  网址：{'、'.join(map(_place, _urls(site))) or '无'}　标识码：{site.site_code or '无'}"
    yield f"  主办单位：{one_line(site.owner) or '未填'}"
    owner, office = (one_line(text) or "未填" for text in (site.owner_opinion, site.office_opinion))
    yield f"  主办单位意见：{owner}　政府办意见：{office}"


def _fact(evidence: Evidence, labels: Labels) -> str:
    name = labels["fact"].get(evidence.fact, evidence.fact)
    return f"{name}：{labels['answer'][evidence.answer.value]}{_witness(evidence)}"


def _witness(evidence: Evidence) -> str:
    """The cell and its text, or that no cell says it, in brackets."""
    told = "、".join(map(_place, evidence.cells))
    if evidence.said:
        told += f"“{one_line(evidence.said)}”"
    if evidence.inferred:
        told = f"推定{'：' if told else ''}{told}"
    return f"（{told or '表中没有写明'}）"


def _rules(case: Case, labels: Labels) -> Iterator[str]:
    chosen = case.decision.reasons[0].rule if case.decision.reasons else ""
    for number, one in enumerate(case.tried, 1):
        outcome = _outcome(one.rule.verdict, _action(one, case.site), labels)
        name = labels["rule"].get(one.rule.name, one.rule.name)
        mark = "　← 采用" if one.rule.name == chosen else ""
        yield f"  {number} {name}（{outcome}）：{ANSWER_WORDS[one.answer]}{mark}"
        yield f"      {_why(one, case.site, labels)}"


def _why(tried: Tried, site: Site, labels: Labels) -> str:
    facts = [_fact(site.evidence.get(name, Evidence(name, Answer.UNKNOWN)), labels) for name in tried.facts]
    above = "、".join(f"“{labels['rule'].get(name, name)}”" for name in tried.above)
    if above:
        facts.append(f"前面的{above}{'成立' if tried.answer is Answer.NO else '还不能确定'}")
    if facts:
        return "因为 " + "；".join(facts)
    return "因为前面各条都不成立"


def _action(tried: Tried, site: Site) -> str:
    subsite = tried.rule.action_if_subsite
    return subsite if site.wants_subsite and subsite is not None else tried.rule.action


def _outcome(verdict: str, action: str | None, labels: Labels) -> str:
    words = labels["verdict"][verdict]
    return f"{words}，{labels['action'][action]}" if action else words


def _conclusion(case: Case, rules: Rules, labels: Labels) -> Iterator[str]:
    decision, site = case.decision, case.site
    yield f"结论：{_outcome(decision.verdict, decision.action, labels)}"
    if decision.verdict is Verdict.UNDECIDED:
        yield from _open(case, labels)
    else:
        yield from _grounds(case, rules, labels)
    if case.said is not None:
        yield _said(case.said)
    yield f"  时限：{in_words(case.deadline)}"
    flags = [(labels["flag"].get(flag, flag), site.flag_cells.get(flag, ())) for flag in decision.flags]
    told = [name + (f"（{_place('、'.join(cells))}）" if cells else "") for name, cells in flags]
    yield f"  疑点：{'；'.join(told) or '无'}"
    yield f"  需要复核：{'是' if decision.needs_review else '否'}"


def _grounds(case: Case, rules: Rules, labels: Labels) -> Iterator[str]:
    reason = case.decision.reasons[0]
    rule = next((one for one in rules.rules if one.name == reason.rule), None)
    name = labels["rule"].get(reason.rule, reason.rule)
    place = next((at for at, one in enumerate(case.tried) if one.rule.name == reason.rule), 0)
    same = [one.rule.name for one in case.tried[:place] if one.answer is Answer.UNKNOWN]
    yield f"  按第 {place + 1} 条“{name}”：它是第一条成立的规则，其后各条不再影响结果"
    if same:
        named = "、".join(f"“{labels['rule'].get(one, one)}”" for one in same)
        yield f"  前面的{named}还不能确定，但即使成立结论也相同"
    yield f"  依据：{reason.basis}"
    if rule is not None:
        yield f"  所需材料：{'、'.join(rule.documents) or '无'}"
        yield f"  注意：{rule.note or '无'}"


def _open(case: Case, labels: Labels) -> Iterator[str]:
    missing = "、".join(labels["fact"].get(name, name) for name in case.decision.missing)
    yield f"  {_standstill(case, labels)}"
    yield f"  补齐以下情况即可定论：{missing}"
    for one in case.supposed:
        fact, answer = labels["fact"].get(one.fact, one.fact), labels["answer"][one.answer.value]
        outcome = _outcome(one.decision.verdict, one.decision.action, labels)
        yield f"    若“{fact}”为{answer}：{outcome}{_still(one.decision, labels)}"


def _standstill(case: Case, labels: Labels) -> str:
    """Which open rules keep the site undecided: those above the first that holds, with another outcome."""
    place = next((at for at, one in enumerate(case.tried) if one.answer is Answer.YES), len(case.tried))
    holding = case.tried[place] if place < len(case.tried) else None
    outcome = (holding.rule.verdict, _action(holding, case.site)) if holding else None
    still_open = [
        f"第 {at} 条“{labels['rule'].get(one.rule.name, one.rule.name)}”"
        for at, one in enumerate(case.tried[:place], 1)
        if one.answer is Answer.UNKNOWN and (one.rule.verdict, _action(one, case.site)) != outcome
    ]
    then = f"第 {place + 1} 条虽然成立，结论与之不同" if holding else "其余各条都不成立"
    return f"{'、'.join(still_open)}还不能确定，{then}"


def _still(decision: Decision, labels: Labels) -> str:
    names: Iterable[str] = (labels["fact"].get(name, name) for name in decision.missing)
    return f"（还缺：{'、'.join(names)}）" if decision.missing else ""


def _said(said: Reviewed) -> str:
    who = "，".join(map(one_line, filter(None, said[1:])))
    return f"  办公室复核意见：{one_line(said.opinion)}{f'（{who}）' if who else ''}；办公室的意见优先于规则"
