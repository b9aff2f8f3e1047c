"""Working days and working hours: what counts when a limit runs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from handoff.model import Calendar, Policy

_ONE_DAY = timedelta(days=1)
_SEARCH_DAYS = 400
_FIXED_HOLIDAYS = frozenset(
    [(1, 1), (4, 4), (4, 5)] + [(5, day) for day in range(1, 6)] + [(10, day) for day in range(1, 8)]
)


class NoWorkingDay(Exception):
    """The calendar holds no working day for more than a year: nothing can be promised on it."""


def is_working(calendar: Calendar, day: date) -> bool:
    """Whether the company works on this day.

    A day that the calendar does not hold is judged carefully: weekends are off, and so are the stretches round
    1 January, 4 April, 1 May and 1 October that have been free whenever they were announced. Make-up days and the
    festivals of the moon cannot be known before they are announced; `check` asks for them in good time.
    """
    known = calendar.days.get(day)
    if known is not None:
        return known
    return day.weekday() < 5 and (day.month, day.day) not in _FIXED_HOLIDAYS


def next_working_day(calendar: Calendar, day: date) -> date:
    """The first working day after `day`."""
    for _ in range(_SEARCH_DAYS):
        day += _ONE_DAY
        if is_working(calendar, day):
            return day
    raise NoWorkingDay(f"No working day in the {_SEARCH_DAYS} days up to {day}.")


def at(day: date, moment: time, now: datetime) -> datetime:
    """`moment` of `day` in the time zone of `now`."""
    return datetime.combine(day, moment, now.tzinfo)


def end_at(day: date, moment: time, now: datetime) -> datetime:
    """Like `at`, for an end: 00:00 is midnight at the end of the day (written 24:00 in the company's files)."""
    return at(day + _ONE_DAY if moment == time(0) else day, moment, now)


def working_days_later(now: datetime, days: int, calendar: Calendar, policy: Policy) -> datetime:
    """The end of the last of so many working days after today."""
    day = now.date()
    for _ in range(days):
        day = next_working_day(calendar, day)
    return end_at(day, policy.closes, now)


@lru_cache(maxsize=256)
def _hours(hours: float) -> timedelta:
    return timedelta(hours=hours)


def add_working_hours(now: datetime, hours: float, calendar: Calendar, policy: Policy) -> datetime:
    """The instant at which `hours` of company time have passed since `now`.

    Company time runs from `opens` to `closes` on working days. What is used up exactly at closing ends there, not
    on the next morning; no hours at all end at `now`, or at the next opening when the company is closed.
    """
    left, day = _hours(hours), now.date()
    if not is_working(calendar, day) or now > end_at(day, policy.closes, now):
        day = next_working_day(calendar, day)
    while True:
        start = max(now, at(day, policy.opens, now))
        free = end_at(day, policy.closes, now) - start
        if left <= free:
            return start + left
        left -= max(free, timedelta(0))
        day = next_working_day(calendar, day)
