"""A hand-over package checked without the ledger: a bag, the bags of a split one, a WACZ, or a folder of these.

What only the ledger knows (clauses 1 and 2) is judged by the extract that a bag carries, and said to be so.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from migrate.errors import StageError
from migrate.model import Fault, Outcome
from migrate.verify.bag import DECLARATION, Answers, Bag, check_catalogues, check_pages, read_bag, urls_of
from migrate.verify.clauses import CLAUSES, Finding, Gathering, guarded, last_clause
from migrate.verify.pages import forget_seen
from migrate.verify.wacz import Contents, check_wacz

CHECK = "移交包"
WACZ = ".wacz"
LIMITS = ("没有台账，只核对了包内的内容彼此是否相符", "没有任何来源提到的页面无从知道")
UNSIGNED = "WACZ 没有签名：内容和摘要一并被换掉时，只有另存的摘要能发现"


def verify_package(path: Path) -> list[Finding]:
    """Give what came of the eight clauses for a package; StageError where there is none at this path."""
    forget_seen()
    folders, files, strangers = _parts(path)
    answers = Answers()
    gathered = {number: Gathering(number) for number in range(1, len(CLAUSES))}
    gathered[4].add(strangers)
    bags = list(filter(None, (guarded(gathered[4], partial(read_bag, one, answers)) for one in folders)))
    hears = answers.take if not folders else lambda *told: None
    packed = list(filter(None, (guarded(gathered[5], partial(check_wacz, one, hears)) for one in files)))
    _gather(gathered, bags, packed, answers)
    is_asked = {1: bool(bags), 2: bool(bags), 6: bool(bags)}
    findings = [_finding(one, is_asked=is_asked.get(number, True)) for number, one in gathered.items()]
    limits = [*LIMITS, *dict.fromkeys(limit for one in findings for limit in one.limits)]
    return [*findings, last_clause(findings, limits)]


def _parts(path: Path) -> tuple[list[Path], list[Path], list[Fault]]:
    """The bags and WACZ files at a path, and what lies beside them."""
    if path.is_file() and path.suffix == WACZ:
        return [], [path], []
    if (path / DECLARATION).is_file() or (path / "seal").is_dir():
        return [path], [], []
    inside = sorted(path.iterdir()) if path.is_dir() else []
    folders = [one for one in inside if one.is_dir() and ((one / "data").is_dir() or (one / "seal").is_dir())]
    files = [one for one in inside if one.is_file() and one.suffix == WACZ]
    if not folders and not files:
        remedy = "请给出移交包的文件夹、分卷所在的文件夹，或 .wacz 文件"
        raise StageError(f"{path} 不是归档包", remedy)
    others = [one for one in inside if one not in folders and one not in files]
    return folders, files, [Fault(CHECK, "", one.name, "不属于任何归档包") for one in others]


def _finding(one: Gathering, *, is_asked: bool) -> Finding:
    made = one.finding()
    return Finding(made.clause, made.checked, made.faults, made.waiting, made.limits, is_asked)


def _gather(gathered: dict[int, Gathering], bags: list[Bag], packed: list[Contents], answers: Answers) -> None:
    lost = list(answers.lost())
    if bags:
        guarded(gathered[2], lambda: _check_extract(gathered[1], gathered[2], bags))
        guarded(gathered[6], lambda: gathered[6].add(*check_pages(bags, answers)))
        guarded(gathered[6], lambda: gathered[6].add(*check_catalogues(bags, answers)))
        guarded(gathered[7], lambda: gathered[7].add(_group_faults(bags)))
    gathered[3].add(answers.cut_short, answers.bodies)
    if answers.without_end:
        gathered[3].limits.append(f"{answers.without_end} 份正文以断开连接收尾，是否完整无从知道")
    for bag in bags:
        gathered[4].add(bag.manifests, bag.files)
        gathered[5].add(bag.reading, bag.records)
        gathered[7].add(bag.sealing, bag.files)
        gathered[7].limits += bag.limits
    for one in packed:
        gathered[5].add(one.faults, one.records)
        gathered[7].checked += one.files
        gathered[7].limits += [] if one.signed else [UNSIGNED]
    gathered[5].add(lost)


def _check_extract(first: Gathering, second: Gathering, bags: list[Bag]) -> None:
    known = set(map(str, Outcome)) - {str(Outcome.PENDING)}
    held = 0
    for told in urls_of(bags):
        url = str(told.get("url"))
        first.add([] if told.get("named_by") else [Fault("账目", "", url, "没有写明由谁提到")], 1)
        outcome = told.get("outcome")
        second.add([] if outcome in known else [Fault("账目", "", url, f"结果 {outcome} 不是最终结果")], 1)
        held += outcome == Outcome.QUARANTINED
    if held:
        second.waiting.append(f"有 {held} 个网址存疑，待人工处理")


def _group_faults(bags: list[Bag]) -> Iterator[Fault]:
    """A split package is whole: as many parts as each of them says."""
    told = [_count_said(bag.folder / "bag-info.txt") for bag in bags]
    counts: dict[str, set[str]] = {}
    for group, count in filter(None, told):
        counts.setdefault(f"{group} {count.partition(' of ')[2]}", set()).add(count.partition(" of ")[0])
    for group, numbers in counts.items():
        name, _, total = group.rpartition(" ")
        for number in range(1, (int(total) if total.isdigit() else 0) + 1):
            if str(number) not in numbers:
                yield Fault(CHECK, "", name, f"分卷不全：没有第 {number} 部分，共 {total} 部分")


def _count_said(path: Path) -> tuple[str, str] | None:
    if not path.is_file():
        return None
    fields = dict(line.split(": ", 1) for line in path.read_text("utf-8", "replace").splitlines() if ": " in line)
    return (fields["Bag-Group-Identifier"], fields["Bag-Count"]) if "Bag-Count" in fields else None
