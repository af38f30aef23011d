"""Clause 8 and the reports: what cannot be known, what a second capture showed, and the whole as one file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row

from migrate.ledger import audit
from migrate.model import Fault, Outcome
from migrate.run.verifying.records import Reread
from migrate.run.words import DIFFERENCES, reason_words
from migrate.run.work import REPORTS, Work, tool_version
from migrate.verify.clauses import CLAUSES, Finding, State, as_json, last_clause
from migrate.verify.estimate import Estimate, estimate_of
from migrate.verify.page import page_of

FORMAT = "gov-site-migrate verify 1"
LIST, DOCUMENT, PAGE = "核验问题.txt", "verify.json", "verify.html"
NEVER_KNOWN = (
    "没有任何来源提到的页面无从知道",
    "只能由读者填写后提交（POST）才出现的内容，没有采集",
    "需要登录才能看到的内容，没有采集",
)


@dataclass
class Numbers:
    """The numbers that are published with the clauses."""

    by_source: Mapping[str, int]
    by_outcome: Mapping[str, int]
    bytes: int
    records: int
    estimates: dict[str, Estimate] = field(default_factory=dict)
    rounds: dict[str, dict[str, Any]] = field(default_factory=dict)


def numbers_of(work: Work, sites: Sequence[Row[Any]], sources: Mapping[str, int], outcomes: Mapping[str, int],
               reread: Reread) -> Numbers:  # fmt: skip
    """Gather the numbers that are published with the clauses."""
    told = Numbers(sources, outcomes, reread.bytes, reread.records.checked)
    for site in sites:
        with work.ledger.begin() as connection:
            estimate = estimate_of(audit.pages_named(connection, site.site_key))
            again = audit.last_round(connection, site.site_key)
            if estimate is not None:
                told.estimates[site.site_key] = estimate
            if again is not None:
                told.rounds[site.site_key] = _round(connection, site.site_key, again)
    return told


def _round(connection: Connection, site_key: str, again: Row[Any]) -> dict[str, Any]:
    counts = audit.count_differences(connection, site_key, again.number)
    return {"number": again.number, "began_at": again.began_at, "ended_at": again.ended_at, "counts": counts}


def finish(
    work: Work, sites: Sequence[Row[Any]], findings: Sequence[Finding], told: Numbers, reread: Reread
) -> Finding:
    """Give clause 8."""
    limits = [*NEVER_KNOWN]
    for site in sites:
        with work.ledger.begin() as connection:
            limits += _left_out(connection, site)
        limits += _estimated(site, told.estimates.get(site.site_key))
    if reread.without_end:
        limits.append(f"{reread.without_end} 份正文以断开连接收尾，应答没有写明长度，是否完整无从知道")
    if reread.unclear:
        limits.append(f"{reread.unclear} 份正文的压缩或分块与所写不符，只核对了收到的字节")
    limits += [limit for one in findings for limit in one.limits]
    waiting = []
    for site in sites:
        again = told.rounds.get(site.site_key)
        said = f"{site.site_name}（{site.site_key}）"
        if again is None:
            limits.append(f"{said}没有做第二次采集，采集期间网站有无变化未经核对")
        elif again["ended_at"] is None:
            waiting.append(f"{said}的第 {again['number']} 次采集尚未完成")
        else:
            counts = "、".join(f"{DIFFERENCES.get(kind, kind)} {number}" for kind, number in again["counts"].items())
            limits.append(f"{said}第 {again['number']} 次采集与前一次比较：{counts or '没有差异'}")
    return last_clause(findings, limits, waiting)


def _left_out(connection: Connection, site: Row[Any]) -> Iterator[str]:
    said = f"{site.site_name}（{site.site_key}）"
    for outcome, words in ((Outcome.UNREACHABLE, "无法访问"), (Outcome.EXCLUDED, "按规则未采集")):
        reasons = audit.count_reasons(connection, site.site_key, outcome)
        if reasons:
            told = "、".join(f"{reason_words(reason)} {number}" for reason, number in reasons.items())
            yield f"{said}有 {sum(reasons.values())} 个网址{words}（{told}）"


def _estimated(site: Row[Any], estimate: Estimate | None) -> Iterator[str]:
    if estimate is not None:
        number, low, high = estimate.unseen
        one, other = estimate.sources
        yield (
            f"{site.site_name}（{site.site_key}）按 {one}（{estimate.first} 页）与 {other}（{estimate.second} 页）"
            f"两个来源估计，二者都没有提到的页面约 {number} 个（95% 区间 {low}～{high}）；"
            "以两个来源各自独立为前提，只供参考"
        )


def write_reports(work: Work, sites: Sequence[Row[Any]], findings: Sequence[Finding], told: Numbers) -> None:
    """Keep the whole where people and programs can read it; the list of faults goes when everything holds."""
    faults = faults_of(findings)
    folder = work.folder(REPORTS)
    document = {
        "format": FORMAT,
        "verified_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "tool": f"gov-site-migrate {tool_version()}",
        "sites": [{"site": site.site_key, "name": site.site_name} for site in sites],
        "holds": not faults,
        "clauses": as_json(findings),
        "urls": {"total": sum(told.by_outcome.values()), "by_source": told.by_source, "by_outcome": told.by_outcome},
        "records": told.records,
        "bytes": told.bytes,
        "estimates": {key: {**one.__dict__, "unseen": one.unseen} for key, one in told.estimates.items()},
        "second_captures": told.rounds,
    }
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    (folder / DOCUMENT).write_text(text, encoding="utf-8")
    (folder / PAGE).write_text(page_of(document), encoding="utf-8", errors="replace")
    if not faults:
        (folder / LIST).unlink(missing_ok=True)
        return
    lines = (f"{one.check}\t{one.site_key}\t{one.item}\t{one.problem}\n" for one in faults)
    (folder / LIST).write_text("".join(lines), encoding="utf-8")


def faults_of(findings: Sequence[Finding]) -> list[Fault]:
    """Give the faults of clauses 1 to 7; clause 8 only repeats that there are some."""
    return [fault for one in findings if one.clause != len(CLAUSES) for fault in one.faults]


def waits_of(findings: Sequence[Finding]) -> list[str]:
    """Give what waits for a person, each line once; clause 8's first line only repeats that something does."""
    told = [line for one in findings for line in one.waiting if one.clause != len(CLAUSES)]
    own = [line for one in findings if one.clause == len(CLAUSES) for line in one.waiting]
    repeated = any(one.state == State.WAITS for one in findings if one.clause != len(CLAUSES))
    return [*told, *(own[1:] if repeated else own)]
