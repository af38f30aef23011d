"""办理进展: what a line of the workbook of closing steps holds, going out and coming back."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from migrate.sheet.returned import Fault

STEPS_SHEET, GUIDE_SHEET = "办理进展", "填表说明"
KIND = "steps"  # second cell of the hidden sheet: which of our workbooks this is
NUMBER, KEY = "序号", "步骤键（勿改）"
DUE, DONE, NOTE, WHO = "应完成日期", "完成日期", "备注", "填报人"
FILLED_TITLES = (DONE, NOTE, WHO)
COLUMNS: tuple[tuple[str, float], ...] = (
    (NUMBER, 6), ("主办单位", 20), ("网站", 20), ("办理步骤", 20), ("由谁办理", 14), ("现在的情况", 24),
    ("最早日期", 12), (DUE, 16), ("期限依据", 30), (DONE, 13), (NOTE, 24), (WHO, 11), (KEY, 30),
)  # fmt: skip
TITLES = tuple(title for title, _ in COLUMNS)
GAP = " "  # between site key and step in a line's key; neither holds one


class Said(NamedTuple):
    """What stands of a step: the day it was done on (None: not done) and the note."""

    done_on: date | None
    note: str


@dataclass(frozen=True)
class StepLine:
    """One step of one site as the workbook shows it; `said` is what was reported before."""

    site_key: str
    step: str
    unit: str
    site_name: str
    name: str
    who: str
    state: str
    earliest: str
    due: str
    basis: str
    said: Said
    by: str

    @property
    def key(self) -> str:
        """What the line is known by when it comes back."""
        return f"{self.site_key}{GAP}{self.step}"


@dataclass(frozen=True)
class Answer:
    """One line that came back: its row, its key, what it says now and who filled it in (may be blank)."""

    row: int
    key: str
    said: Said
    by: str


@dataclass(frozen=True)
class Answers:
    """What a workbook gave back: the sheet's name, what was handed out by key, the lines, the faults."""

    sheet: str
    handed: dict[str, Said]
    lines: tuple[Answer, ...]
    faults: tuple[Fault, ...]
