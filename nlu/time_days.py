"""The days that an expression of time names, seen from a given day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from nlu.time_feasts import feast_day, feast_days, is_working, moon_day, working_day
from nlu.time_words import number

DAYS_AHEAD = 7
_WEEK = "一二三四五六日"
_DAY_SIGNS = str.maketrans("1234567天", "一二三四五六日日")
_FEASTS = {"五一": "五一", "十一": "国庆", "新年": "元旦"}
_FEASTS |= {name: name for name in ("国庆", "中秋", "春节", "元旦", "清明", "端午")}
# When a month begins, is in its middle and ends, as people say it.
_MONTH_PARTS = {"初": (1, 5), "中旬": (11, 20), "中": (11, 20), "上旬": (1, 10), "下旬": (21, 31), "底": (25, 31)}
_A_FEW = (2, 5)
_ONE_DAY = timedelta(days=1)


def days_of(parts: dict[str, str], now: datetime) -> tuple[date, ...] | None:
    """The days an expression names, None where it names none; an empty tuple means a day gone by."""
    today = now.date()
    if "past" in parts:
        return ()
    for names, days in _READERS:
        if any(name in parts for name in names):
            return tuple(day for day in days(parts, today) if day >= today)
    return None


def _both(parts: dict[str, str], today: date) -> tuple[date, ...]:
    return _run(today + timedelta(days=1 if parts["both"].startswith("明") else 0), 2)


def _few(parts: dict[str, str], today: date) -> tuple[date, ...]:
    return _run(today, 2 if "两" in parts["few"] else 3)


def _vague(parts: dict[str, str], today: date) -> tuple[date, ...]:
    return _run(today + timedelta(days=_A_FEW[0]), _A_FEW[1] - _A_FEW[0] + 1)


def _near(parts: dict[str, str], today: date) -> tuple[date, ...]:
    ahead = 3 if parts["near"].startswith("大") else {"今": 0, "明": 1, "后": 2}[parts["near"][0]]
    return (today + timedelta(days=ahead),)


def _weekend(parts: dict[str, str], today: date) -> tuple[date, ...]:
    saturday = _monday(today, parts.get("weekpre", "")) + timedelta(days=5)
    return _weekly(parts, _run(saturday, 2))


def _weekday(parts: dict[str, str], today: date) -> tuple[date, ...]:
    pre = parts.get("weekpre", "")
    named = [
        _WEEK.find(sign) for sign in (parts["wd"] + parts.get("wdmore", "")).translate(_DAY_SIGNS) if sign in _WEEK
    ]
    days = [_monday(today, pre) + timedelta(days=n) for n in dict.fromkeys(named)]
    this_week = pre and "weekshared" not in parts
    return _weekly(parts, tuple(day if this_week or day >= today else day + timedelta(weeks=1) for day in days))


def weekday(parts: dict[str, str]) -> int:
    """The place in the week, from Monday 0, of the weekday or weekend that an expression names."""
    return _WEEK.find(parts["wd"].translate(_DAY_SIGNS)) if "wd" in parts else 5


def _weekly(parts: dict[str, str], days: tuple[date, ...]) -> tuple[date, ...]:
    """每个周末 is this one and the next."""
    return (*days, *(day + timedelta(weeks=1) for day in days)) if "every" in parts else days


def _monday(today: date, pre: str) -> date:
    return today - timedelta(days=today.weekday()) + timedelta(weeks=pre.count("下"))


def _whole_week(parts: dict[str, str], today: date) -> tuple[date, ...]:
    return _run(_monday(today, parts["wholepre"]), 7)


def _next_work(parts: dict[str, str], today: date) -> tuple[date, ...]:
    return (working_day(today, 2 if "二" in parts["nextwork"] else 1),)


def _feast(parts: dict[str, str], today: date) -> tuple[date, ...]:
    name = _FEASTS.get(parts["feast"], "")
    if "feastday" in parts and name:
        return feast_day(name, today)
    days = feast_days(name, today)
    return (working_day(days[-1], 1),) if days and "feastfirst" in parts else days


def _moon(parts: dict[str, str], today: date) -> tuple[date, ...]:
    """除夕 is the day before the moon's year, 初八 its eighth."""
    place = 0 if "eve" in parts else number(parts.get("moonday") or parts["moonten"])
    found = moon_day(place, today)
    return (found,) if found else ()


def _month_part(parts: dict[str, str], today: date) -> tuple[date, ...]:
    """月底 is the days from the 25th; 月初 of this month is over on the 6th, and the next one is meant."""
    first = _first_of(today, parts.get("monthpre", "").count("下"))
    if "mnum" in parts:
        found = _date(today.year, number(parts["mnum"]), 1)
        if found is None:
            return ()
        first = found if found.month >= today.month else found.replace(year=today.year + 1)
    begin, end = _MONTH_PARTS[parts["monthpart"]]
    days = tuple(day for n in range(begin, end + 1) if (day := _date(first.year, first.month, n)))
    if days[-1] < today and "mnum" not in parts:
        return _month_part({**parts, "monthpre": "下"}, today)
    return days


def _whole_month(parts: dict[str, str], today: date) -> tuple[date, ...]:
    first = _first_of(today, parts["wholemonth"].count("下"))
    return tuple(day for n in range(1, 32) if (day := _date(first.year, first.month, n)))


def _year_end(parts: dict[str, str], today: date) -> tuple[date, ...]:
    return _run(date(today.year, 12, 25), 7)


def _first_of(today: date, months: int) -> date:
    month = today.month - 1 + months
    return date(today.year + month // 12, month % 12 + 1, 1)


def _month_day(parts: dict[str, str], today: date) -> tuple[date, ...]:
    month, day = next(
        (number(parts[m]), number(parts[d])) for m, d in _MONTH_DAYS if m in parts and d in parts
    )  # fmt: skip
    found = _date(int(parts.get("year", today.year)), month, day)
    # In December people say 1月5号 and mean the January to come; half a year back is a thing of the past.
    if found and "year" not in parts and (today - found).days > 183:
        found = _date(today.year + 1, month, day)
    return (found,) if found else ()


def _day_of_month(parts: dict[str, str], today: date) -> tuple[date, ...]:
    day = number(parts["dom"])
    ahead = 1 if "nextmonth" in parts or (0 < day < today.day) else 0
    months = (_first_of(today, ahead + n) for n in (0, 1))  # 31号 in November is that of December
    found = next((one for first in months if (one := _date(first.year, first.month, day))), None)
    return (found,) if found else ()


def _in_days(parts: dict[str, str], today: date) -> tuple[date, ...]:
    return (today + timedelta(days=max(number(parts["in_days"]), 0)),)


def _daily(parts: dict[str, str], today: date) -> tuple[date, ...]:
    days = _run(today, DAYS_AHEAD)
    return tuple(day for day in days if is_working(day)) if parts["daily"] == "工作日" else days


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # 31号 of a short month is simply not a day
        return None


def _run(first: date, length: int) -> tuple[date, ...]:
    return tuple(first + timedelta(days=n) for n in range(length))


_MONTH_DAYS = (("ymonth", "yday"), ("month", "mday"), ("smonth", "sday"), ("dmonth", "dday"), ("hmonth", "hday"))
_READERS = (
    (("both",), _both), (("few",), _few), (("vague",), _vague), (("near",), _near), (("weekend",), _weekend),
    (("wd",), _weekday), (("nextwork",), _next_work), (("wholepre",), _whole_week), (("feast",), _feast),
    (("monthpart",), _month_part), (("eve", "moonday", "moonten"), _moon), (("wholemonth",), _whole_month),
    (("yearend",), _year_end),
    (("dom",), _day_of_month), (tuple(month for month, _ in _MONTH_DAYS), _month_day), (("in_days",), _in_days),
    (("daily",), _daily),
)  # fmt: skip
