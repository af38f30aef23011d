"""`migrate verify --package`: a package as the archives receive it, checked with nothing but itself."""

from pathlib import Path

from migrate.run.verifying.telling import faults_of, waits_of
from migrate.run.work import Result
from migrate.verify.clauses import line_of
from migrate.verify.package import verify_package

SHOWN = 200  # faults listed; there is no workspace to keep a report in


def verify_handed(path: Path) -> Result:
    """Check a package without ledger; faults make the result broken."""
    findings = verify_package(path)
    faults = faults_of(findings)
    result = Result(broken=bool(faults), clauses=[line_of(one) for one in findings])
    result.clauses += [f"　· {limit}" for limit in findings[-1].limits]
    result.waiting += waits_of(findings)
    result.waiting += [f"{one.check} {one.item}：{one.problem}" for one in faults[:SHOWN]]
    if len(faults) > SHOWN:
        result.waiting.append(f"……共 {len(faults)} 个问题")
    return result
