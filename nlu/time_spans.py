"""From an expression of time to stretches of time at a given instant.

A stretch is read narrowly where the customer wants it (nobody is rung up at six for 早上) and widely where they
refuse it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from nlu.time_words import Expression, number

Span = tuple[datetime, datetime]
Hours = tuple[float, float]
WAKING: Hours = (8, 22)
DAYS_AHEAD = 7
# word: (narrow for wanting, wide for refusing)
_PERIODS: dict[str, tuple[Hours, Hours]] = {
    "凌晨": ((0, 6), (0, 6)),
    "半夜": ((0, 6), (0, 6)),
    "深夜": ((22, 24), (22, 24)),
    "早": ((8, 11), (5, 12)),
    "清": ((7, 9), (5, 9)),
    "上午": ((8, 12), (5, 12)),
    "中午": ((11.5, 13), (11, 14)),
    "午间": ((11.5, 13), (11, 14)),
    "正午": ((11.5, 13), (11, 14)),
    "午休": ((11.5, 13.5), (11.5, 14)),
    "下午": ((13, 18), (12, 18.5)),
    "午后": ((13, 18), (12, 18.5)),
    "傍晚": ((17, 19), (17, 19)),
    "晚": ((18, 21.5), (17.5, 24)),
    "夜": ((19, 21.5), (18, 24)),
    "白天": ((8, 18), (6, 18)),
    "上班后": ((9, 12), (9, 12)),
    "上班": ((9, 18), (8.5, 18)),
    "工作": ((9, 18), (8.5, 18)),
    "下班前": ((8, 18), (0, 18)),
    "下班": ((18, 21.5), (17.5, 24)),
    "整": (WAKING, (0, 24)),
    "全": (WAKING, (0, 24)),
    "一": (WAKING, (0, 24)),
}
_AFTERNOON = ("下午", "午后", "傍晚", "晚", "夜")
_DAILY_WORDS = ("白天", "晚", "夜", "上班", "工作", "午休", "凌晨", "半夜", "深夜", "下班", "早")


@dataclass(frozen=True)
class Reading:
    """Hours of one or several days; `days` is None where no day was named."""

    days: tuple[date, ...] | None
    narrow: Hours
    wide: Hours
    daily: bool = False
    exact: bool = False


def period_of(word: str) -> str:
    """The key of the part of the day that a word names, or an empty string."""
    if word.startswith(("上班", "下班")):
        if "前" in word:
            return "下班前"
        return "上班后" if word.startswith("上班") and "后" in word else word[:2]
    word = word.lstrip("大一") if word.startswith(("大", "一大")) else word
    return next((key for key in sorted(_PERIODS, key=len, reverse=True) if word.startswith(key)), "")


def _weekday(parts: dict[str, str], today: date) -> tuple[date, ...]:
    pre, monday = parts.get("weekpre", ""), today - timedelta(days=today.weekday())
    weeks = pre.count("下")
    if "weekend" in parts:
        days = tuple(monday + timedelta(days=n, weeks=weeks) for n in (5, 6))
        return tuple(day for day in days if day >= today) or days
    index = "一二三四五六日".find(parts["wd"].replace("天", "日").translate(str.maketrans("1234567", "一二三四五六日")))
    day = monday + timedelta(days=index, weeks=weeks)
    return (day if pre or day >= today else day + timedelta(weeks=1),)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # 31号 of a short month is simply not a day
        return None


def _month_day(parts: dict[str, str], today: date) -> tuple[date, ...]:
    if "dom" in parts:
        year, month, day = today.year, today.month, number(parts["dom"])
        if "nextmonth" in parts or (0 < day < today.day):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        found = _date(year, month, day)
        return (found,) if found else ()
    month = number(parts.get("ymonth") or parts.get("month") or parts["smonth"])
    day = number(parts.get("yday") or parts.get("mday") or parts["sday"])
    found = _date(int(parts.get("year", today.year)), month, day)
    # In December people say 1月5号 and mean the January to come; half a year back is a thing of the past.
    if found and "year" not in parts and (today - found).days > 183:
        found = _date(today.year + 1, month, day)
    return (found,) if found and found >= today else ()


def days_of(parts: dict[str, str], now: datetime) -> tuple[date, ...] | None:
    """The days an expression names, None where it names none; an empty tuple means a day gone by."""
    today = now.date()
    if "past" in parts:
        return ()
    if "both" in parts:
        first = 1 if parts["both"].startswith("明") else 0
        return tuple(today + timedelta(days=first + n) for n in (0, 1))
    if "near" in parts:
        ahead = 3 if parts["near"].startswith("大") else {"今": 0, "明": 1, "后": 2}[parts["near"][0]]
        return (today + timedelta(days=ahead),)
    if "wd" in parts or "weekend" in parts:
        return tuple(day for day in _weekday(parts, today) if day >= today)
    if "wholepre" in parts:
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=parts["wholepre"].count("下"))
        return tuple(day for n in range(7) if (day := monday + timedelta(days=n)) >= today)
    if any(name in parts for name in ("dom", "month", "ymonth", "smonth")):
        return _month_day(parts, today)
    if "in_days" in parts:
        return (today + timedelta(days=max(number(parts["in_days"]), 0)),)
    if "daily" in parts:
        days = tuple(today + timedelta(days=n) for n in range(DAYS_AHEAD))
        return tuple(day for day in days if day.weekday() < 5) if parts["daily"] == "工作日" else days
    return None


def hour_of(spoken: str, minute: str, period: str) -> float:
    """An hour as people mean it: 下午三点 is 15, and so is 三点 alone, for nobody is rung up at three at night."""
    hour = float(number(spoken))
    minutes = {"": 0, "半": 30, "一刻": 15, "三刻": 45, "整": 0}.get(minute)
    hour += (number(minute.rstrip("分")) if minutes is None else minutes) / 60
    if period in ("凌晨", "半夜", "早", "清", "上午"):
        return hour
    if period.startswith(_AFTERNOON) or period == "下班":
        return hour + 12 if hour < 12 else hour
    if period in ("中午", "午间", "正午", "午休"):
        return hour + 12 if hour < 4 else hour
    return hour + 12 if 1 <= hour < 8 else hour


def _clock(parts: dict[str, str], relation: str, period: str) -> tuple[Hours, Hours, bool]:
    hour = hour_of(parts["h"], parts.get("m", ""), period)
    first = hour_of(parts["h0"], "", period) if "h0" in parts else None
    if first is None and len(parts["h"]) == 2 and "十" not in parts["h"] and not parts["h"].isdigit():  # 两三点
        first, hour = (hour_of(sign, "", period) for sign in parts["h"])
    if first is not None:
        last = hour if hour > first else hour + 12
        return (first, last), (first, last), False
    if relation == "after":
        early = period in ("下午", "午后") and hour <= 15
        end = 18.0 if early else 12.0 if period in ("上午", "早") and hour < 11 else 21.5 if hour < 20.5 else 23.5
        return (hour, end), (hour, 24), False
    if relation == "before":
        return (min(WAKING[0], hour - 1), hour), (0, hour), False
    slack = 0.5 if relation == "about" else 0.0
    return (hour - slack, hour + 0.5), (hour - 0.5, hour + 1), True


def reading(expression: Expression, now: datetime, context: tuple[date, ...] | None, period: str = "") -> Reading:
    """What one expression says; `context` is the day spoken of before, `period` the part of day it stands in."""
    parts, relation = expression.parts, expression.relation
    days = days_of(parts, now)
    days = context if days is None else days
    key = period_of(parts.get("period", "")) or period
    daily = "daily" in parts
    if "h" in parts:
        narrow, wide, exact = _clock(parts, relation, key)
        return Reading(days, narrow, wide, daily, exact)
    if not key:
        return Reading(days, WAKING, (0, 24), daily)
    narrow, wide = _PERIODS[key]
    if relation == "after" and key not in ("下班", "上班后"):
        narrow, wide = (narrow[1], 18 if narrow[1] < 16 else 22), (wide[1], 24)
    if relation == "before" and key not in ("下班前",):
        narrow, wide = (WAKING[0], max(narrow[0], WAKING[0] + 0.5)), (0, wide[0])
    return Reading(days, narrow, wide, daily or (days is None and key in _DAILY_WORDS))


def at(day: date, hours: float, now: datetime) -> datetime:
    """The instant `hours` after the midnight that begins `day`, in the zone of `now`."""
    return datetime(day.year, day.month, day.day, tzinfo=now.tzinfo) + timedelta(minutes=round(hours * 60))


def wanted(read: Reading, now: datetime) -> list[Span]:
    """The stretches wished for, none of them in the past; without a day the next time it comes round."""
    days = read.days if read.days is not None else (now.date(), now.date() + timedelta(days=1))
    spans = [(max(at(day, read.narrow[0], now), now), at(day, read.narrow[1], now)) for day in days]
    ahead = [
        span
        for span in spans
        if span[0] < span[1] and (not read.exact or span[0] > now or span[1] - now > timedelta(minutes=20))
    ]
    return ahead[:1] if read.days is None else ahead


def refused(read: Reading, now: datetime) -> list[Span]:
    """The stretches refused; 白天, 晚上, 上班时间 without a day are refused for a week."""
    if read.days is not None:
        days = read.days
    elif read.daily:
        days = tuple(now.date() + timedelta(days=n) for n in range(DAYS_AHEAD))
    else:
        days = (now.date(), now.date() + timedelta(days=1))
    spans = [(at(day, read.wide[0], now), at(day, read.wide[1], now)) for day in days]
    ahead = [span for span in spans if span[1] > now]
    return ahead if read.days is not None or read.daily else ahead[:1]


def without(windows: list[Span], excluded: list[Span]) -> list[Span]:
    """The windows less what is excluded, in order of time and joined where they touch."""
    free = sorted(windows)
    for start, end in excluded:
        free = [
            part
            for a, b in free
            for part in ((a, min(b, start)), (max(a, end), b))
            if part[0] < part[1] and not (start <= part[0] and part[1] <= end)
        ]
        free = sorted(set(free))
    joined: list[Span] = []
    for a, b in free:
        if joined and a <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
        else:
            joined.append((a, b))
    return joined
