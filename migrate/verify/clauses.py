"""The eight clauses of what "nothing lost" means, as data, and what came of each."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from migrate.model import Fault

Checked = TypeVar("Checked")


@dataclass(frozen=True)
class Clause:
    """One clause: its number, its name, what is checked, and what is counted."""

    number: int
    name: str
    says: str
    unit: str


CLAUSES = (
    Clause(1, "网址集合", "任何来源提到过的网址都在台账中，并写明由谁提到", "个网址"),
    Clause(2, "一址一果", "每个网址有且只有一个结果，各结果之和等于网址总数，页面、文章都有着落", "个结果"),
    Clause(3, "正文完整", "记为已存的正文按应答的长度或分块收全，不完整的都已标明", "份正文"),
    Clause(4, "先存后记", "台账记到的记录都在磁盘上它该在的位置，磁盘上没有台账不认识的文件和记录", "个文件"),
    Clause(5, "逐条复读", "每条记录从磁盘重新读出，摘要都与记录和台账相符，重访都能找到原件", "条记录"),
    Clause(
        6, "可还原", "每个归档页面去掉标识、复原改写后与采集到的字节相同，旧网址都有去处，门户页面未被改动", "个文件"
    ),
    Clause(7, "已封存", "封存清单、哈希链和签名与磁盘上的文件逐一相符", "个文件"),
    Clause(8, "如实收尾", "以上各条都成立才称完成；无法知道的、没有采到的都列明", "项说明"),
)


class State(StrEnum):
    """What came of a clause."""

    HOLDS = "成立"
    BROKEN = "不成立"
    WAITS = "待人工"
    UNASKED = "未核验"


@dataclass(frozen=True)
class Finding:
    """What came of one clause: how many were checked, what fails, what waits for a person, what cannot be known."""

    clause: int
    checked: int = 0
    faults: tuple[Fault, ...] = ()
    waiting: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    is_asked: bool = True  # False: what was checked has nothing that the clause speaks of

    @property
    def state(self) -> State:
        """The clause's state."""
        if self.faults:
            return State.BROKEN
        if self.waiting:
            return State.WAITS
        return State.HOLDS if self.is_asked else State.UNASKED


@dataclass
class Gathering:
    """One clause while it is being checked."""

    clause: int
    checked: int = 0
    faults: list[Fault] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)

    def add(self, faults: Iterable[Fault], checked: int = 0) -> None:
        """Take further faults, of so many that were checked."""
        self.faults += faults
        self.checked += checked

    def finding(self) -> Finding:
        """What came of it."""
        return Finding(self.clause, self.checked, tuple(self.faults), tuple(self.waiting), tuple(self.limits))


def guarded(
    gathering: Gathering, check: Callable[[], Checked], ours: tuple[type[Exception], ...] = ()
) -> Checked | None:
    """Do a check; damage that breaks it off is told as damage, and the other clauses are still checked.

    Errors of `ours` speak of something else (a portal that cannot be reached) and are raised.
    """
    try:
        return check()
    except ours:
        raise
    except Exception as error:
        problem = f"核验到此中断，台账或文件已损坏（{type(error).__name__}：{error}）"
        gathering.add([Fault("核验", "", "", problem)])
        return None


def last_clause(others: Sequence[Finding], limits: Sequence[str], waiting: Sequence[str] = ()) -> Finding:
    """Give clause 8, which rests on the seven others: it never says more than they do."""
    names = [CLAUSES[one.clause - 1].name for one in others if one.state == State.BROKEN]
    broken = tuple(Fault("收尾", "", name, "此条不成立，不能称归档完成") for name in names)
    waits = [CLAUSES[one.clause - 1].name for one in others if one.state == State.WAITS]
    told = (f"{'、'.join(waits)}待人工处理，办结后再核验一次",) if waits else ()
    return Finding(8, len(limits), broken, (*told, *waiting), tuple(limits))


def line_of(finding: Finding) -> str:
    """Give a clause as one line for the desk."""
    clause = CLAUSES[finding.clause - 1]
    line = f"{clause.number} {clause.name}　{finding.state}　核对 {finding.checked} {clause.unit}"
    if finding.faults:
        line += f"，问题 {len(finding.faults)} 个"
    return f"{line}，待人工 {len(finding.waiting)} 项" if finding.waiting else line


def as_json(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Give the findings as `reports/verify.json` holds them."""
    return [
        {
            **asdict(CLAUSES[one.clause - 1]),
            "state": one.state.name.lower(),
            "checked": one.checked,
            "faults": [asdict(fault) for fault in one.faults],
            "waiting": list(one.waiting),
            "limits": list(one.limits),
        }
        for one in findings
    ]
