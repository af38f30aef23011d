"""办理日历: every day to keep, as an iCalendar file for the office's own calendar program.

Events last all day and have a name that never changes (UID), so that a newer file replaces the older one's events.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event, Timezone

from mappings.calendar import Monthly, Stage
from mappings.closing import Clock
from migrate.run.following.days import BEIJING, Day, is_workday, workday_until
from migrate.run.following.overdue import NO_UNIT, Plan
from migrate.run.following.steps import SiteSteps, StepState
from migrate.run.following.steps_book import GUESSED

NAME = "网站关停并转办理日历"
MAKER = "-//gov-site-migrate//Closing calendar//ZH"
AHEAD = (timedelta(days=-2, hours=-15), timedelta(hours=9))  # of the day's midnight: three days before and on it, at 9
EPOCH = date(2000, 1, 1)
EVERY_MONTH = 28  # the last day that every month has


@dataclass(frozen=True)
class Entry:
    """One day of the calendar; `identity` names the event for ever, `version` grows with every report on its site."""

    identity: tuple[str, ...]
    on: date
    summary: str
    description: tuple[str, ...]
    done: bool = False
    version: int = 0
    every_month: int | None = None


def calendar_file(plan: Plan, sites: list[SiteSteps], as_of: date, versions: Mapping[str, int]) -> bytes:
    """The whole file; `versions` says how often people reported on each site, so that a changed day is a newer event.

    `as_of` is the day that the file tells of: the same day and ledger give the same bytes.
    """
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", NAME)
    calendar.add("x-wr-timezone", str(BEIJING))
    calendar.add_component(Timezone.from_tzid(str(BEIJING)))
    for entry in _entries(plan, sites, as_of, versions):
        calendar.add_component(_event(entry, as_of))
    return bytes(calendar.to_ical())


def _entries(plan: Plan, sites: list[SiteSteps], as_of: date, versions: Mapping[str, int]) -> Iterator[Entry]:
    for stage in plan.calendar.stages.values():
        yield from _stage(stage)
    for duty in plan.calendar.monthly.values():
        if duty.day is not None:
            yield _monthly(duty, duty.day, as_of)
    for one in sites:
        for state in one.states:
            yield from _step(one, state, versions.get(one.site.site_key, 0))


def _stage(stage: Stage) -> Iterator[Entry]:
    if stage.set.due is not None:
        said = (stage.duty, f"由谁办理：{stage.who}", *_free(Day(stage.set.due)))
        yield Entry(("stage", stage.key), stage.set.due, f"【时限】{stage.name}", said)


def _monthly(duty: Monthly, day: int, as_of: date) -> Entry:
    """The event of every month, from this month on."""
    said = (duty.duty, f"由谁办理：{duty.who}", "遇休息日请提前")
    first = as_of.replace(day=min(day, EVERY_MONTH)) if day <= EVERY_MONTH else _month_end(as_of, day)
    return Entry(("monthly", duty.key), first, f"【每月】{duty.name}", said, every_month=day)


def _month_end(as_of: date, day: int) -> date:
    following = (as_of.replace(day=EVERY_MONTH) + timedelta(days=4)).replace(day=1)
    return min(following - timedelta(days=1), as_of.replace(day=1) + timedelta(days=day - 1))


def _step(one: SiteSteps, state: StepState, version: int) -> Iterator[Entry]:
    step = state.step
    for kind, day, clock, words in (
        ("due", state.due, step.within, "最迟"),
        ("earliest", state.earliest, step.at_least, "最早"),
    ):
        if day is None or clock is None:
            continue
        done = state.done_on is not None
        summary = f"{'【已完成】' if done else ''}{one.site.site_name}：{step.name}（{words}）"
        said = (
            step.duty,
            f"主办单位：{one.site.owner or NO_UNIT}　由谁办理：{step.who}",
            _basis(clock),
            *([f"办结日期：{state.done_on}"] if done else _free(day)),
        )
        yield Entry((kind, one.site.site_key, step.key), day.on, summary, said, done, version)


def _basis(clock: Clock) -> str:
    return f"期限：{clock.length}，依据：{clock.basis}（{clock.place}）"


def _free(day: Day) -> tuple[str, ...]:
    """What is to be known of the day itself."""
    works, _ = is_workday(day.on)
    said = () if works else (f"当日是休息日，宜提前至 {workday_until(day.on).on}",)
    return (*said, GUESSED) if day.guessed else said


def _event(entry: Entry, as_of: date) -> Event:
    event = Event()
    event.add("uid", f"{hashlib.sha256('|'.join(entry.identity).encode()).hexdigest()[:32]}@gov-site-migrate")
    event.add("dtstamp", datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC))
    event.add("sequence", (as_of - EPOCH).days + entry.version)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", entry.summary)
    event.add("description", "\n".join(entry.description))
    event.add("transp", "TRANSPARENT")
    if entry.every_month is not None:
        event.add("rrule", _rule(entry.every_month))
    if not entry.done:
        for ahead in AHEAD:
            event.add_component(_alarm(entry.summary, ahead))
    return event


def _rule(day: int) -> dict[str, object]:
    if day <= EVERY_MONTH:
        return {"freq": "monthly", "bymonthday": day}
    return {"freq": "monthly", "bymonthday": list(range(EVERY_MONTH, day + 1)), "bysetpos": -1}


def _alarm(summary: str, ahead: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", ahead)
    alarm.add("description", summary)
    return alarm
