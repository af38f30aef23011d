"""The notations in which systems print a time of publishing."""

_DIGITS = "〇一二三四五六七八九"


def _parts(published_at: str) -> tuple[int, int, int, int, int]:
    year, month, day, hour, minute = (int(published_at[a:b]) for a, b in ((0, 4), (5, 7), (8, 10), (11, 13), (14, 16)))
    return year, month, day, hour, minute


def dashes(published_at: str) -> str:
    """2017-03-08"""
    return published_at[:10]


def second(published_at: str) -> str:
    """2017-3-8 15:20:41"""
    y, m, d, hour, minute = _parts(published_at)
    return f"{y}-{m}-{d} {hour}:{minute:02}:41"


def slashes(published_at: str) -> str:
    """2017/3/8 15:20:41"""
    return second(published_at).replace("-", "/")


def noon(published_at: str) -> str:
    """2017-3-8 下午 03:20:41, as IIS prints it"""
    y, m, d, hour, minute = _parts(published_at)
    return f"{y}-{m}-{d} {'上午' if hour < 12 else '下午'} {(hour - 1) % 12 + 1:02}:{minute:02}:41"


def dots(published_at: str) -> str:
    """2017.03.08"""
    return published_at[:10].replace("-", ".")


def characters(published_at: str) -> str:
    """2017年03月08日"""
    return f"{published_at[:4]}年{published_at[5:7]}月{published_at[8:10]}日"


def numerals(published_at: str) -> str:
    """二〇一七年三月二十八日"""
    y, m, d = (int(part) for part in published_at[:10].split("-"))
    return "".join(_DIGITS[int(digit)] for digit in str(y)) + f"年{_tens(m)}月{_tens(d)}日"


def twelve(published_at: str) -> str:
    """2017-03-08 03:20, a clock of twelve hours that does not say which half"""
    hour = int(published_at[11:13])
    return f"{published_at[:11]}{(hour - 1) % 12 + 1:02}{published_at[13:]}"


def _tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones else "")
