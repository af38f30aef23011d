"""Chinese numerals in figures: 二〇一六, 十月, 三百余, 2千, 1.2万."""

import re

NUMERAL = "零〇○◯一二三四五六七八九"
_VALUES = {digit: number for number, digit in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "O": 0, "o": 0, "两": 2, "◯": 0,
}  # fmt: skip
_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000}
_WRITTEN = re.compile(rf"(?:(?:\d+(?:\.\d+)?|[{NUMERAL}两])?[十百千万]|[{NUMERAL}两])+")
_STEP = re.compile(rf"(\d+(?:\.\d+)?|[{NUMERAL}两])?([十百千万])?")


def digits(text: str) -> str:
    """A number written digit by digit, in Arabic digits."""
    return "".join(str(_VALUES.get(digit, digit)) for digit in text)


def small(text: str) -> int:
    """The value of a Chinese numeral below one hundred, also written digit by digit; 0 for nothing."""
    if "十" not in text:
        return int(digits(text) or 0)
    tens, _, ones = text.partition("十")
    return int(digits(tens) or 1) * 10 + int(digits(ones) or 0)


def number(text: str) -> float | None:
    """The number that a count such as 3, 三, 十二 or 半 names; None for 几 and what names none."""
    if text[0].isdigit():
        return float(text)
    if text == "半":
        return 0.5
    try:
        return float(small(text))
    except ValueError:
        return None


def amount(text: str) -> float | None:
    """The first amount written with Chinese numerals or units: 一百余条 is 100, 2千余 is 2000; None without one."""
    found = _WRITTEN.search(text)
    if found is None:
        return None
    total = part = 0.0
    for step in _STEP.finditer(found[0]):
        count, unit = step[1], step[2]
        value = (float(count) if count[0].isdigit() else float(_VALUES[count])) if count else (1.0 if unit else 0.0)
        if unit == "万":
            total, part = (total + part + (value if count else 0)) * _UNITS[unit] or _UNITS[unit], 0.0
        else:
            part += value * _UNITS.get(unit or "", 1)
    return total + part
