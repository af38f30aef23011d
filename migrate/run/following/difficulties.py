"""Difficulties as sentences, made from the ledger alone: what stands in the way of each site, and how much of it."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from migrate.ledger import outputs, tallies
from migrate.model import Outcome, Verdict
from migrate.run.following.days import end_of
from migrate.run.following.overdue import Overdue, Plan
from migrate.run.following.stations import Counted, SiteLine
from migrate.run.following.steps import states_of
from migrate.run.words import one_line

FACTS = {  # the facts that a decision lacks, as people say them
    "listed": "是否纳入报送系统",
    "freshness": "最后更新时间",
    "volume": "更新数量",
    "content_ability": "内容保障能力",
    "tech_ability": "技术保障能力",
    "special_case": "特殊情况类型",
    "demanded": "上级是否要求保留",
    "portal": "是否门户",
    "closed": "是否已关停",
}
STATES = {
    outputs.HELD: "篇文章暂不发布",
    outputs.FAILED: "篇文章被门户拒收",
    outputs.CONFLICT: "篇文章与门户中他人的改动冲突",
}
URLS = {
    str(Outcome.PENDING): "个网址尚未采集",
    str(Outcome.QUARANTINED): "个网址存疑，待人判断",
    str(Outcome.UNREACHABLE): "个网址无法访问",
}


def difficulties_of(
    connection: Connection, plan: Plan, found: Counted, lines: Sequence[SiteLine], due: Sequence[Overdue], day: date
) -> dict[str, tuple[str, ...]]:
    """Give what stands in the way of each site, one sentence each, by site key."""
    moment = end_of(day)
    why, unfilled = tallies.why_waiting(connection, moment), tallies.unfilled_papers(connection, moment)
    over: dict[str, list[Overdue]] = {}
    for one in due:
        if one.is_over:
            over.setdefault(one.site_key, []).append(one)
    said = {}
    for line in lines:
        key = line.site_key
        texts = [*_opinion(line, found), *_addresses(found, key), *_articles(why.get(key, ()))]
        texts += [f"{unfilled[key]} 份文书有必填项未填"] if key in unfilled else []
        texts += _order(plan, line, found, day)
        texts += [f"{one.what}逾期 {one.days} 天（应于 {one.due} 前完成）" for one in over.get(key, ())]
        said[key] = tuple(texts)
    return said


def _opinion(line: SiteLine, found: Counted) -> list[str]:
    if line.verdict == Verdict.UNDECIDED:
        newest = found.decisions[line.site_key][-1]
        lacking = "、".join(FACTS.get(one, one) for one in newest.missing)
        return [f"分类意见待定，缺少：{lacking}" if lacking else "分类意见待定"]
    return [] if line.confirmed else ["分类意见待复核"]


def _addresses(found: Counted, key: str) -> list[str]:
    counts = found.urls.get(key, {})
    if counts.get("") and counts[""] == counts.get(str(Outcome.UNREACHABLE)) and key not in found.answered:
        return ["网站无法访问，一个应答也没有采到"]
    return [f"{counts[outcome]} {words}" for outcome, words in URLS.items() if counts.get(outcome)]


def _articles(why: Sequence[tuple[str, str, int]]) -> list[str]:
    texts = []
    for state, words in STATES.items():
        of_state = [(because, number) for one, because, number in why if one == state]
        if of_state:
            most = next((because for because, _ in of_state if because), "")
            reason = f"（主要是：{one_line(most)}）" if most else ""
            texts.append(f"{sum(number for _, number in of_state)} {words}{reason}")
    return texts


def _order(plan: Plan, line: SiteLine, found: Counted, day: date) -> list[str]:
    dates: Mapping[str, date] = found.steps.get(line.site_key, {})
    known = {step: on for step, on in dates.items() if on <= day}
    states = states_of(line.site_key, plan.closing.of(line.action), known)
    return [fault for state in states for fault in state.faults]
