"""Stretches of time as they are written in the tests of call-back wishes, read in Shanghai."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from nlu.numbers import digits_spoken
from nlu.script import plain
from nlu.times import SHANGHAI, read

# A Wednesday morning.
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=SHANGHAI)


def at(stamp: str, now: datetime) -> datetime:
    """ "11-19 24:00" is midnight at its end; a month before this one is next year's."""
    day, hour = stamp.split()
    month, date = map(int, day.split("-"))
    year = now.year + (month < now.month)
    hours, minutes = map(int, hour.split(":"))
    whole = datetime(year, month, date, tzinfo=SHANGHAI).timestamp() + hours * 3600 + minutes * 60
    return datetime.fromtimestamp(whole, SHANGHAI)


def spans(written: str, now: datetime = NOW) -> list[list[str]]:
    """ "11-19 15:00~15:30; 11-20 08:00~11-21 22:00"."""
    found = []
    for one in filter(None, written.split("; ")):
        start, end = one.split("~")
        end = end if " " in end else f"{start.split()[0]} {end}"
        found.append([at(start, now).isoformat(), at(end, now).isoformat()])
    return found


def days(first: int, last: int, hours: str = "08:00~22:00", month: int = 11) -> str:
    """The same hours of each of several days."""
    return "; ".join(f"{month:02}-{day:02} {hours}" for day in range(first, last + 1))


def heard(text: str, now: datetime = NOW) -> dict[str, Any]:
    """The wish as it is read from what a customer typed."""
    return read(digits_spoken(plain(text).text), now)
