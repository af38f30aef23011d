"""The verify stage: the eight clauses in order, each checked from the outputs and the ledger alone.

The auditor (`migrate.verify`) knows neither the crawl nor the ledger; the conductors in `verifying` only feed it.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from migrate.run.verifying.naming import check_names, check_outcomes
from migrate.run.verifying.records import Reread, check_records
from migrate.run.verifying.replaying import check_views
from migrate.run.verifying.sealing import check_seal
from migrate.run.verifying.telling import LIST, faults_of, finish, numbers_of, waits_of, write_reports
from migrate.run.work import FAULTS, REPORTS, Result, Work
from migrate.verify.clauses import Finding, Gathering, guarded, line_of

SHOWN = 50  # faults listed at the desk; all of them stand in the report


def verify(work: Work, sites: Sequence[Row[Any]]) -> Result:
    """Check every clause for the sites and the whole of the outputs; faults make the result broken."""
    findings = audited(work, sites)
    faults = faults_of(findings)
    result = Result(broken=bool(faults), clauses=[line_of(one) for one in findings])
    result.count("核验网址", findings[0].checked)
    result.count("核验发现的问题", len(faults))
    result.waiting += waits_of(findings)
    result.waiting += [f"{one.check} {one.site_key} {one.item}：{one.problem}" for one in faults[:SHOWN]]
    if len(faults) > SHOWN:
        result.waiting.append(f"……共 {len(faults)} 个问题，全部列在 {REPORTS}/{LIST}")
    return result


def audited(work: Work, sites: Sequence[Row[Any]]) -> list[Finding]:
    """Give what came of the eight clauses, which then stands in the reports too."""
    first, second, sixth, seventh = (Gathering(number) for number in (1, 2, 6, 7))
    reread = Reread()
    sources = guarded(first, lambda: check_names(work, sites, first), FAULTS) or {}
    outcomes = guarded(second, lambda: check_outcomes(work, sites, second), FAULTS) or {}
    guarded(reread.records, lambda: check_records(work, sites, reread), FAULTS)
    guarded(sixth, lambda: check_views(work, sites, sixth), FAULTS)
    guarded(seventh, lambda: check_seal(work, reread.files, seventh), FAULTS)
    told = numbers_of(work, sites, sources, outcomes, reread)
    gathered = (first, second, reread.bodies, reread.order, reread.records, sixth, seventh)
    findings = [one.finding() for one in gathered]
    findings.append(finish(work, sites, findings, told, reread))
    write_reports(work, sites, findings, told)
    return findings
