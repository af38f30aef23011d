"""Days as the office counts them: in Beijing time, with public holidays and the workdays that make up for them."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

from mappings.closing import Unit

BEIJING = ZoneInfo("Asia/Shanghai")
SATURDAY = 5  # of `date.weekday`


@dataclass(frozen=True)
class Day:
    """A day that was counted out; `guessed`: its year's holidays are not published yet, Mon-Fri stood in for them."""

    on: date
    guessed: bool = False


def today() -> date:
    """Give the present day in Beijing."""
    return datetime.now(BEIJING).date()


def local_day(at: str) -> date:
    """The day in Beijing of a time as the ledger writes it.

    >>> local_day("2026-03-20T16:00:00Z")
    datetime.date(2026, 3, 21)
    """
    return datetime.fromisoformat(at).astimezone(BEIJING).date()


def end_of(day: date) -> str:
    """The first moment after a day in Beijing, as the ledger writes times: what is earlier happened by that day.

    >>> end_of(date(2026, 3, 20))
    '2026-03-20T16:00:00Z'
    """
    return f"{day.isoformat()}T16:00:00Z"


def last_day(month: str) -> date:
    """The last day of a month written `2026-03`.

    >>> last_day("2028-02")
    datetime.date(2028, 2, 29)
    """
    year, number = map(int, month.split("-"))
    return date(year, number, monthrange(year, number)[1])


def day_of(month: str, day: int) -> date:
    """That day of the month, or its last one where the month is shorter.

    >>> day_of("2026-02", 31)
    datetime.date(2026, 2, 28)
    """
    return min(last_day(month), date.fromisoformat(f"{month}-01") + timedelta(days=day - 1))


def months_between(first: str, last: str) -> list[str]:
    """Every month from the first to the last, both included.

    >>> months_between("2025-11", "2026-02")
    ['2025-11', '2025-12', '2026-01', '2026-02']
    """
    found = [first]
    while found[-1] < last:
        found.append((last_day(found[-1]) + timedelta(days=1)).strftime("%Y-%m"))
    return found


def after(start: date, value: int, unit: Unit) -> Day:
    """The last day of a period that begins the day after `start`.

    >>> after(date(2026, 1, 31), 1, Unit.MONTH).on
    datetime.date(2026, 2, 28)
    >>> after(date(2026, 9, 30), 3, Unit.WORKDAY).on  # the holidays are 1 to 7 October, Saturday 10 October is worked
    datetime.date(2026, 10, 10)
    """
    if unit == Unit.DAY:
        return Day(start + timedelta(days=value))
    if unit == Unit.MONTH:
        months = start.year * 12 + start.month - 1 + value
        return Day(day_of(f"{months // 12:04}-{months % 12 + 1:02}", start.day))
    day, guessed = start, False
    for _ in range(value):
        day, guess = _next_workday(day)
        guessed = guessed or guess
    return Day(day, guessed)


def is_workday(day: date) -> tuple[bool, bool]:
    """Whether it is worked on that day, and whether that is a guess."""
    try:
        return bool(chinese_calendar.is_workday(day)), False
    except NotImplementedError:  # the library knows the years whose holidays are published
        return day.weekday() < SATURDAY, True


def _next_workday(day: date) -> tuple[date, bool]:
    guessed = False
    while True:
        day += timedelta(days=1)
        works, guess = is_workday(day)
        guessed = guessed or guess
        if works:
            return day, guessed


def workday_until(day: date) -> Day:
    """The last workday on or before a day: until then it must be handed in where the day itself is free."""
    guessed = False
    while True:
        works, guess = is_workday(day)
        guessed = guessed or guess
        if works:
            return Day(day, guessed)
        day -= timedelta(days=1)
