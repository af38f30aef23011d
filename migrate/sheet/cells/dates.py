"""Dates in a cell, in every form an office writes them, as the span of days that the words allow.

A month is a span of its days, a year of its months: what was not written is not invented.
Relative words count from `as_of`.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from migrate.sheet.cells.text import REMEMBERED, Value, half_width

SERIAL_EPOCH = date(1899, 12, 30)  # day 0 of the spreadsheet calendar, its false leap day of 1900 counted in
SERIALS = range(20_000, 80_000)  # 1954 to 2119: a number outside is no date
DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30.44, "季度": 91.3, "季": 91.3, "年": 365.25}

LONGEST = 500  # characters of a cell in which a date is looked for

_CHINESE = {digit: number for number, digit in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "Ｏ": 0, "O": 0, "o": 0, "两": 2, "◯": 0,
}  # fmt: skip
_NUMERAL = "零〇○◯一二三四五六七八九"
_CHINESE_DATE = re.compile(
    rf"([{_NUMERAL}Oo]{{4}})年(?:(元|[{_NUMERAL}十]{{1,3}})月(?:份)?(?:([{_NUMERAL}十]{{1,4}})[日号])?)?"
)
_FULL = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[年./\-—–]\s*(\d{1,2})\s*[月./\-—–]\s*(\d{1,2})(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[年./\-—– ]\s*(\d{1,2})(?!\d)\s*(?:月|$|[^\d./\-年]|\s)")
_PACKED = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)?(?!\d)")
_LOST = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d{2,3})日")
_HALF = re.compile(r"((?:19|20)\d\d)\s*年?\s*(上半年|下半年|第?[一二三四1-4]季度|年?初|年?底|年?末)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年?(?!\d)")
_SHORT = re.compile(r"(?<!\d)(\d\d)年(\d{1,2})月(?:(\d{1,2})[日号])?")
_COUNT = rf"(\d+(?:\.\d+)?|[{_NUMERAL}十百两半数几]+)"
_UNIT = r"个?半?(天|日|周|星期|礼拜|月|季度|季|年)"
_AGO = re.compile(rf"{_COUNT}(多|余)?{_UNIT}(?:多|余|左右)?(?:以|之)?前")
_SINCE = re.compile(
    rf"{_COUNT}(?:多|余|来)?{_UNIT}(?:多|余|以上|左右)?[^。；，,]{{0,6}}?(?:未|没|无|不|停止|停更|逾期)"
)
_WORDS = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_HALVES = {"上半年": (1, 6), "下半年": (7, 12), "初": (1, 1), "底": (12, 12), "末": (12, 12)}
_YEARS_AGO = {"今年": 0, "本年": 0, "去年": 1, "上年": 1, "前年": 2}


@dataclass(frozen=True)
class Span:
    """The first and the last day that the words allow."""

    first: date
    last: date


@lru_cache(REMEMBERED, typed=True)
def read_span(value: Value, as_of: date) -> Span | None:
    """The span of days that the value names, or None where it names none; an ambiguous one is None."""
    if isinstance(value, datetime):
        return Span(value.date(), value.date())
    if isinstance(value, date):
        return Span(value, value)
    if isinstance(value, bool) or value is None or not isinstance(value, str | int | float):
        return None
    try:
        return _numbered(value) if isinstance(value, int | float) else _written(half_width(value[:LONGEST]), as_of)
    except (ValueError, OverflowError):
        return None


@lru_cache(REMEMBERED)
def read_idle_days(text: str) -> float | None:
    """How many days a phrase such as 超过六个月未更新 says nothing was updated; None where it names no duration."""
    found = _SINCE.search(half_width(text[:LONGEST]))
    if found is None:
        return None
    number = _number(found[1])
    return None if number is None else number * DAYS[found[2]]


def _numbered(value: int | float) -> Span | None:
    if isinstance(value, int) or value.is_integer():
        whole = int(value)
        if whole in range(1990, 2100):
            return Span(date(whole, 1, 1), date(whole, 12, 31))
        if whole >= 100_000:
            return _packed(str(whole))
    elif 1990 <= value < 2100:
        year, month = int(value), repr(value).partition(".")[2]
        if month == "1":  # 2016.10 as a number has lost its zero: January or October
            return Span(date(year, 1, 1), date(year, 10, 31))
        return _span(year, int(month), None) if len(month) <= 2 else None
    if int(value) in SERIALS:
        day = SERIAL_EPOCH + timedelta(days=int(value))
        return Span(day, day)
    return None


def _written(text: str, as_of: date) -> Span | None:
    if text.isdigit() and len(text) == 5:
        return _numbered(int(text))
    if found := _CHINESE_DATE.search(text):
        year = int("".join(str(_CHINESE[digit]) for digit in found[1]))
        month = 1 if found[2] == "元" else _small(found[2] or "")
        return _span(year, month, _small(found[3] or ""))
    if found := _FULL.search(text):
        return _span(int(found[1]), int(found[2]), int(found[3]))
    if found := _LOST.search(text):
        return _lost(int(found[1]), found[2])
    if found := _PACKED.search(text):
        return _packed(found[0])
    if found := _HALF.search(text):
        return _part_of_year(int(found[1]), found[2])
    if found := _MONTH.search(text):
        return _span(int(found[1]), int(found[2]), None)
    if found := _SHORT.search(text):
        return _span(2000 + int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
    return _relative(text, as_of) or _whole_year(text)


def _whole_year(text: str) -> Span | None:
    found = _YEAR.search(text)
    return _span(int(found[1]), None, None) if found else None


def _relative(text: str, as_of: date) -> Span | None:
    if found := _AGO.search(text):
        number = _number(found[1])
        if number is not None:
            day = as_of - timedelta(days=round(number * DAYS[found[3]]))
            return Span(day, day)
    for word, days in _WORDS.items():
        if word in text:
            day = as_of - timedelta(days=days)
            return Span(day, day)
    for word, years in _YEARS_AGO.items():
        if word in text:
            rest = re.search(r"(\d{1,2}|[一二三四五六七八九十]{1,2})月", text.partition(word)[2])
            month = rest and (int(rest[1]) if rest[1].isdigit() else _small(rest[1]))
            return _span(as_of.year - years, month, None)
    return None


def _part_of_year(year: int, part: str) -> Span:
    if part.endswith("季度"):
        number = part.removeprefix("第")[0]
        quarter = int(number) if number.isdigit() else _CHINESE[number]
        first, last = quarter * 3 - 2, quarter * 3
    else:
        first, last = _HALVES[part if part.endswith("半年") else part[-1]]
    return Span(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _span(year: int, month: int | None, day: int | None) -> Span:
    if not month:
        return Span(date(year, 1, 1), date(year, 12, 31))
    if not day:
        return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    return Span(date(year, month, day), date(year, month, day))


def _packed(digits: str) -> Span | None:
    if len(digits) not in (6, 8) or not digits.startswith(("19", "20")):
        return None
    return _span(int(digits[:4]), int(digits[4:6]), int(digits[6:]) if len(digits) == 8 else None)


def _lost(year: int, digits: str) -> Span | None:
    """A date that lost its separators is read only where a single reading is a day of the calendar."""
    readings = []
    for cut in range(1, len(digits)):
        month, day = digits[:cut], digits[cut:]
        if day[0] == "0" or month[0] == "0" or not 1 <= int(month) <= 12:
            continue
        if int(day) <= monthrange(year, int(month))[1]:
            readings.append(date(year, int(month), int(day)))
    return Span(readings[0], readings[0]) if len(readings) == 1 else None


def _small(text: str) -> int:
    """The value of a Chinese numeral below one hundred, also written digit by digit; 0 for nothing."""
    if "十" not in text:
        return int("".join(str(_CHINESE[digit]) for digit in text) or 0)
    tens, _, ones = text.partition("十")
    return (_CHINESE[tens] if tens else 1) * 10 + (_CHINESE[ones] if ones else 0)


def _number(text: str) -> float | None:
    if text[0].isdigit():
        return float(text)
    if text == "半":
        return 0.5
    try:
        return float(_small(text))
    except (KeyError, ValueError):
        return None
