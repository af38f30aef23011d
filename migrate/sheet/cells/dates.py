"""Dates in a cell, in every form an office writes them, as the span of days that the words allow.

A month is a span of its days, a year of its months: what was not written is not invented.
Relative words count from `as_of`.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from migrate.sheet.cells.durations import COUNT, DAYS, UNIT
from migrate.sheet.cells.numerals import NUMERAL, digits, number, small
from migrate.sheet.cells.text import REMEMBERED, Value, half_width

SERIAL_EPOCH = date(1899, 12, 30)  # day 0 of the spreadsheet calendar, its false leap day of 1900 counted in
SERIALS = range(20_000, 80_000)  # 1954 to 2119: a number outside is no date

LONGEST = 500  # characters of a cell in which a date is looked for

_NUMERALS = (
    (re.compile(rf"[{NUMERAL}Oo0-9]{{4}}(?=年)"), lambda found: digits(found[0])),
    (re.compile(rf"(?<![{NUMERAL}十])[{NUMERAL}]{{2}}(?=年)"), lambda found: digits(found[0])),
    (
        re.compile(rf"[{NUMERAL}十]{{1,3}}(?=月|季)|[{NUMERAL}十]{{1,4}}(?=[日号])"),
        lambda found: str(small(found[0])),
    ),
    (re.compile("元月"), lambda found: "1月"),
    (re.compile("(?<=[1-4])季(?!度)"), lambda found: "季度"),
)
_SEPARATOR = re.compile(r"(?<=\d)[ ]?[,，。、\\·][ ]?(?=\d)")
_FULL = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[年./\-—–]\s*(\d{1,2})\s*[月./\-—–]\s*(\d{1,2})(?!\d)")
_MONTH = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*[年./\-—– ]\s*(\d{1,2})(?!\d)\s*(?:月份?\s*(初|上旬|中旬|下旬|底|末)?|$|[^\d./\-年]|\s)"
)
_PACKED = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)?(?!\d)")
_LOST = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d{2,3})日")
_PARTS = {  # months
    "上半年": (1, 6), "下半年": (7, 12), "1季度": (1, 3), "2季度": (4, 6), "3季度": (7, 9), "4季度": (10, 12),
    "年初": (1, 1), "初": (1, 1), "年底": (12, 12), "年末": (12, 12), "底": (12, 12), "末": (12, 12),
    "元旦": (1, 1), "春节": (1, 2), "清明": (4, 4), "五一": (5, 5), "端午": (5, 6), "暑假": (7, 8), "中秋": (9, 10),
    "国庆": (10, 10), "春": (3, 5), "夏": (6, 8), "秋": (9, 11),
}  # fmt: skip
_PART = re.compile(rf"((?:19|20)\d\d)\s*年?度?\s*第?({'|'.join(sorted(_PARTS, key=len, reverse=True))})")
_THIRDS = {"初": (1, 10), "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "底": (1, 31), "末": (1, 31)}
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年?(?!\d)")
_SHORT = re.compile(r"(?<!\d)(\d\d)年(\d{1,2})月(?:(\d{1,2})[日号])?")
_SHORT_FULL = re.compile(r"(1[3-9]|[2-9]\d)[./-](\d{1,2})[./-](\d{1,2})")  # below 13 it could be a month or a day
_SHORT_YEAR = re.compile(rf"(\d\d)年({'|'.join(sorted(_PARTS, key=len, reverse=True))})?")
_LATER_YEAR = re.compile(r"(.*(?:19|20)\d\d.*?)(?:至|到|[-—–~～]+)\s*((?:19|20)\d\d(?!\d).*)")
_LATER_MONTH = re.compile(r"(.*?((?:19|20)\d\d)年.*?)(?:至|到|[-—–~～]+)\s*(\d{1,2}月.*)")
_TO_NOW = re.compile(r"\d\D{0,4}(?:至今|到现在|到目前|至目前)(?!.*[未没无不停])")
_AGO = re.compile(rf"(?<!月)(?<!月\s)(?<![\d.]){COUNT}(多|余)?{UNIT}(?:多|余|左右)?(?:以|之)?前")
_WORDS = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_YEARS_AGO = {"今年": 0, "本年": 0, "去年": 1, "上年": 1, "大前年": 3, "前年": 2}
_MONTHS_AGO = {"本月": 0, "这个月": 0, "上个月": 1, "上月": 1}


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
    text = _plain(text, as_of)
    if _TO_NOW.search(text):
        return Span(as_of, as_of)
    return _range(text, as_of) or _single(text, as_of)


def _plain(text: str, as_of: date) -> str:
    """The text with Arabic numbers for Chinese ones, points for odd separators, and years for 去年 and its like."""
    text = _SEPARATOR.sub(".", text).rstrip("./-、, ").lstrip("'‘’`")
    if text.isascii():
        return text
    for pattern, arabic in _NUMERALS:
        text = pattern.sub(arabic, text)
    for word, years in sorted(_YEARS_AGO.items(), key=lambda pair: -len(pair[0])):
        text = text.replace(word, f"{as_of.year - years}年")
    return text.replace("年年", "年")


def _range(text: str, as_of: date) -> Span | None:
    """From A to B: such a cell speaks of its end."""
    if found := _LATER_YEAR.fullmatch(text):
        start, end = found[1], found[2]
    elif found := _LATER_MONTH.fullmatch(text):
        start, end = found[1] + "月", f"{found[2]}年{found[3]}"
    else:
        return None
    return _single(end, as_of) if _single(start, as_of) is not None else None


def _single(text: str, as_of: date) -> Span | None:
    if found := _FULL.search(text):
        return _span(int(found[1]), int(found[2]), int(found[3]))
    if found := _LOST.search(text):
        return _lost(int(found[1]), found[2])
    if found := _PACKED.search(text):
        return _packed(found[0])
    if found := _PART.search(text):
        return _part_of_year(int(found[1]), found[2])
    if found := _MONTH.search(text):
        return _part_of_month(_span(int(found[1]), int(found[2]), None), found[3])
    return _short(text, as_of) or _relative(text, as_of) or _whole_year(text)


def _short(text: str, as_of: date) -> Span | None:
    """A date with a year of two digits; one of a year to come is none."""
    if found := _SHORT.search(text):
        return _span(2000 + int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
    if (found := _SHORT_FULL.fullmatch(text)) and 2000 + int(found[1]) <= as_of.year + 1:
        return _span(2000 + int(found[1]), int(found[2]), int(found[3]))
    if (found := _SHORT_YEAR.fullmatch(text)) and 2000 + int(found[1]) <= as_of.year + 1:
        year = 2000 + int(found[1])
        return _part_of_year(year, found[2]) if found[2] else _span(year, None, None)
    return None


def _whole_year(text: str) -> Span | None:
    found = _YEAR.search(text)
    return _span(int(found[1]), None, None) if found else None


def _relative(text: str, as_of: date) -> Span | None:
    if found := _AGO.search(text):
        count = number(found[1])
        if count is not None:
            day = as_of - timedelta(days=round(count * DAYS[found[3]]))
            return Span(day, day)
    for word, days in _WORDS.items():
        if word in text:
            day = as_of - timedelta(days=days)
            return Span(day, day)
    for word, months in _MONTHS_AGO.items():
        if word in text:
            year, month = divmod(as_of.year * 12 + as_of.month - 1 - months, 12)
            return _span(year, month + 1, None)
    return None


def _part_of_year(year: int, part: str) -> Span:
    first, last = _PARTS[part]
    return Span(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _part_of_month(month: Span, part: str | None) -> Span:
    if not part:
        return month
    first, last = _THIRDS[part]
    return Span(month.first.replace(day=first), month.last.replace(day=min(last, month.last.day)))


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
