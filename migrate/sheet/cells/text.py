"""A cell's value as clean text: what spreadsheets and input methods add is taken off, nothing is interpreted."""

import re
from datetime import date, datetime, time
from functools import lru_cache

REMEMBERED = 16_384  # answers kept by each look-up: the words of a sheet repeat from row to row

_LETTERS = {code: code - 0xFEE0 for code in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]}
_SIGNS = {ord(wide): narrow for wide, narrow in zip("：／．－＿？＝＆％＃～＠＋＼｡", ":/.-_?=&%#~@+\\。", strict=True)}
_INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF, 0x00AD, 0x180E])
_SPACES = dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_TIDY = {**_INVISIBLE, **_SPACES, 0x0D: None, 0x00: None}
_ASCII = {**_TIDY, **_LETTERS, **_SIGNS}
_DIGITS = {**_TIDY, **_LETTERS}
_SPACE_RUN = re.compile(r"\s+")
_CJK_GAP = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef]) +| +(?=[\u2e80-\u9fff\uff00-\uffef])")

Value = str | int | float | bool | datetime | date | time | None


def text_of(value: Value) -> str:
    """The value as a person reads it: whole numbers without `.0`, dates as `YYYY-MM-DD`; invisible characters gone."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _tidy(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date | time) else str(value)


@lru_cache(REMEMBERED)
def _tidy(text: str) -> str:
    return text.translate(_TIDY).strip()


def half_width(text: str) -> str:
    """The text with full-width letters, digits and the signs of an address in their plain form."""
    return text.translate(_ASCII).strip()


@lru_cache(REMEMBERED)
def plain_words(text: str) -> str:
    """The text in one line with plain digits and letters, and no space beside a Chinese character."""
    return _CJK_GAP.sub("", _SPACE_RUN.sub(" ", text.translate(_DIGITS))).strip().lstrip("'‘`")


@lru_cache(REMEMBERED)
def bare(text: str) -> str:
    """The text without any space, with plain digits, letters and signs: for looking a word up."""
    return _SPACE_RUN.sub("", text.translate(_ASCII))
