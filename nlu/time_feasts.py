"""Festivals and working days: 国庆节后, 节前, 春节期间, 下个工作日.

Announced years are taken from the statutory calendar. For later ones the festivals of the moon come from a table, and
the days off are those that have been free whenever they were announced.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar
from chinese_calendar import constants as announced

_LAST_ANNOUNCED = max(announced.holidays).year
_FIRST_ANNOUNCED = min(announced.holidays).year
_FIXED = {"元旦": (1, 1), "清明": (4, 5), "五一": (5, 1), "国庆": (10, 1)}
# The first day of the moon's year, the dragon boats and mid-autumn.
_MOON = {
    "春节": "2004-01-22 2005-02-09 2006-01-29 2007-02-18 2008-02-07 2009-01-26 2010-02-14 2011-02-03 2012-01-23 "
    "2013-02-10 2014-01-31 2015-02-19 2016-02-08 2017-01-28 2018-02-16 2019-02-05 2020-01-25 2021-02-12 2022-02-01 "
    "2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-03 2031-01-23 2032-02-11",
    "端午": "2023-06-22 2024-06-10 2025-05-31 2026-06-19 2027-06-09 2028-05-28 2029-06-16 2030-06-05 2031-06-24",
    "中秋": "2023-09-29 2024-09-17 2025-10-06 2026-09-25 2027-09-15 2028-10-03 2029-09-22 2030-09-12 2031-10-01",
}
FEASTS = (*_FIXED, *_MOON)
_ONE_DAY = timedelta(days=1)
_LONGEST = 12


@lru_cache(maxsize=4096)
def is_working(day: date) -> bool:
    """Whether people work on this day: a make-up Saturday is one, a Monday of National Day week is none."""
    if _FIRST_ANNOUNCED <= day.year <= _LAST_ANNOUNCED:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5 and not any(first <= day <= last for first, last in _unannounced(day.year))


@lru_cache(maxsize=64)
def _unannounced(year: int) -> tuple[tuple[date, date], ...]:
    """What is off in a year whose calendar nobody has announced."""
    return tuple(_assumed(name, day) for name in FEASTS for day in _days_of(name) if day.year == year)


def _assumed(name: str, day: date) -> tuple[date, date]:
    if name == "春节":  # from the eve to the seventh
        return day - _ONE_DAY, day + timedelta(days=6)
    return day, day + timedelta(days={"国庆": 6, "五一": 4}.get(name, 0))


@lru_cache(maxsize=16)
def _days_of(name: str) -> tuple[date, ...]:
    if name in _FIXED:
        return tuple(date(year, *_FIXED[name]) for year in range(2004, 2100))
    return tuple(date.fromisoformat(day) for day in _MOON[name].split())


@lru_cache(maxsize=512)
def _block(name: str, feast: date) -> tuple[date, ...]:
    """The days off round a festival; the festival itself where it is none."""
    first, last = _assumed(name, feast) if feast.year > _LAST_ANNOUNCED else (feast, feast)
    while not is_working(first - _ONE_DAY) and (last - first).days < _LONGEST:
        first -= _ONE_DAY
    while not is_working(last + _ONE_DAY) and (last - first).days < _LONGEST:
        last += _ONE_DAY
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def feast_days(name: str, today: date) -> tuple[date, ...]:
    """The days off of the festival that comes next or goes on today; of the next one at all where it has no name."""
    return min((days for one in ((name,) if name else FEASTS) for days in _coming(one, today)), default=())


def feast_day(name: str, today: date) -> tuple[date, ...]:
    """The festival itself, the next from `today`, without the other days off round it."""
    return tuple(next(([day] for day in _days_of(name) if day >= today), [])) if name in FEASTS else ()


def _coming(name: str, today: date) -> Iterator[tuple[date, ...]]:
    for feast in _days_of(name):
        if feast >= today - timedelta(days=_LONGEST) and (days := _block(name, feast))[-1] >= today:
            yield days
            return


def moon_day(place: int, today: date) -> date | None:
    """The day of this place in the moon's year, the next from `today`; 0 is its eve. None where the table ends."""
    days = (first + timedelta(days=place - 1) for first in _days_of("春节"))
    return next((day for day in days if day >= today), None)


def working_day(today: date, ahead: int) -> date:
    """The working day that is the `ahead`-th after `today`."""
    day = today
    while ahead > 0:
        day += _ONE_DAY
        ahead -= is_working(day)
    return day
