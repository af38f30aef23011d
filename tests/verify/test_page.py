"""The audit as a page: the verdict, every clause, every fault as text, nothing invented."""

from typing import Any

import pytest
from lxml import html

from migrate.model import Fault
from migrate.verify.clauses import CLAUSES, Finding, as_json
from migrate.verify.page import SHOWN, page_of

HOSTILE = "<script>alert(1)</script>{{ 7*7 }}"


def document(*odd: Finding) -> dict[str, Any]:
    by_number = {one.clause: one for one in odd}
    findings = [by_number.get(clause.number, Finding(clause.number, 12)) for clause in CLAUSES]
    return {
        "verified_at": "2026-11-01T16:30:05Z",
        "tool": "gov-site-migrate 0.1.0",
        "sites": [{"site": "3311230012", "name": f"栖云县农业农村局{HOSTILE}"}],
        "clauses": as_json(findings),
        "urls": {"total": 15, "by_source": {"link": 14, "sitemap": 3}, "by_outcome": {"stored": 11, "error": 4}},
        "records": 40,
        "bytes": 3 << 20,
        "estimates": {},
        "second_captures": {},
    }


def text(*odd: Finding) -> str:
    return " ".join(html.document_fromstring(page_of(document(*odd))).text_content().split())


def test_all_clauses_hold_and_the_time_is_that_of_beijing() -> None:
    said = text()
    assert "八项要求全部成立" in said and "北京时间 2026-11-02 00:30:05" in said
    assert all(clause.name in said and clause.says in said for clause in CLAUSES)
    assert "3.0 MiB" in said and "页面链接14" in said and "合计15" in said


@pytest.mark.parametrize(
    ("odd", "verdict"),
    [
        (Finding(5, 40, (Fault("采集记录", "3311230012", "http://a.example/", "摘要不符"),)), "核验不成立：逐条复读"),
        (Finding(7, 3, waiting=("尚未封存",)), "另有事项待人工处理"),
    ],
)
def test_what_fails_or_waits_is_said_first(odd: Finding, verdict: str) -> None:
    said = text(odd)
    assert verdict in said and "全部成立" not in said
    assert all(line in said for line in (*odd.waiting, *(fault.problem for fault in odd.faults)))


def test_text_from_outside_stays_text() -> None:
    page = page_of(document(Finding(6, 1, (Fault(HOSTILE, HOSTILE, HOSTILE, HOSTILE),), (HOSTILE,))))
    assert "<script" not in page and "49" not in html.document_fromstring(page).text_content()
    assert page.count("{{ 7*7 }}") == 6


def test_very_many_faults_are_counted_and_the_first_are_shown() -> None:
    faults = tuple(Fault("归档", "x", f"page-{number}-", "文件不在了") for number in range(SHOWN + 20))
    said = text(Finding(6, 1, faults))
    assert f"page-{SHOWN - 1}-" in said and f"page-{SHOWN}-" not in said and f"全部 {SHOWN + 20} 个" in said


def test_what_cannot_be_known_stands_on_the_page() -> None:
    assert "需要登录才能看到的内容" in text(Finding(8, 1, limits=("需要登录才能看到的内容，没有采集",)))
