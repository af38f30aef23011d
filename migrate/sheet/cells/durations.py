"""Durations in a cell: 超过六个月未更新, 一年以上, 近两周, in days."""

import re
from functools import lru_cache

from migrate.sheet.cells.numerals import NUMERAL, number
from migrate.sheet.cells.text import REMEMBERED, half_width

DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30.44, "季度": 91.3, "季": 91.3, "年": 365.25}
LONGEST = 500  # characters of a cell in which a duration is looked for
COUNT = rf"(\d{{1,5}}(?:\.\d{{1,3}})?|[{NUMERAL}十百两半数几]{{1,6}})"
UNIT = r"个?[多余]?半?(天|日|周|星期|礼拜|月|季度|季|年)半?"
_LITTLE = 0.01  # days by which 超过 is more than what it names

_SINCE = re.compile(
    rf"(?<!月)(?<![\d.])(超过|超|逾)?{COUNT}(?:多|余|来)?{UNIT}(?!\d{{1,2}}[日号])(?:多|余|以上|左右)?[^。；，,]{{0,6}}?(?:未|没|无|不|停止|停更|逾期)"
)
_LASTING = re.compile(rf"(超过|超|逾)?{COUNT}(多|余|来)?{UNIT}(多|余|以上)?")
_WITHIN = re.compile(rf"[近最这]{COUNT}{UNIT}(?:[内来]|以来)?[^未没无不停]*")
_EVERY = re.compile(rf"每隔?{COUNT}?{UNIT}|{COUNT}{UNIT}(?:更新)?(?:\d+|[一两二三四五几数]+)(?:次|更)")


@lru_cache(REMEMBERED)
def read_idle_days(text: str) -> float | None:
    """How many days a phrase such as 超过六个月未更新 says nothing was updated; None where it names no duration."""
    found = _SINCE.search(half_width(text[:LONGEST]))
    return None if found is None else _days(found[2], found[3], longer=bool(found[1]))


@lru_cache(REMEMBERED)
def read_days(text: str) -> float | None:
    """How many days a bare duration such as 一年以上 or 3个月 is; None where the cell is none."""
    found = _LASTING.search(half_width(text[:LONGEST]))
    return None if found is None else _days(found[2], found[4], longer=bool(found[1] or found[3] or found[5]))


@lru_cache(REMEMBERED)
def read_recent_days(text: str) -> float | None:
    """Within how many days a phrase such as 近一周有更新 says something was updated; None where it does not."""
    found = _WITHIN.fullmatch(half_width(text[:LONGEST]))
    return None if found is None else _days(found[1], found[2], longer=False)


@lru_cache(REMEMBERED)
def read_rhythm_days(text: str) -> float | None:
    """Every how many days a phrase such as 每两周 or 一月一次 says something is updated; None where it names none."""
    found = _EVERY.search(half_width(text[:LONGEST]))
    if found is None:
        return None
    return _days(found[1] or found[3] or "1", found[2] or found[4], longer=False)


def _days(count: str, unit: str, *, longer: bool) -> float | None:
    many = number(count)
    return None if many is None else many * DAYS[unit] + (_LITTLE if longer else 0)
